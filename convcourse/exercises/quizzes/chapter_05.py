"""Chapter 5, Padding: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A 7×7 kernel, stride 1. How many pixels of padding on each side keep the size?",
        3,
        "(7 − 1) / 2 = 3: the middle weight can then stand on the outermost pixel.",
        hint="Without padding 6 rows go missing. How many of them on each side?",
        mistakes=[
            (6, "That is what goes missing in all. Half of it goes on each side."),
            (3.5, "Half of k. But k weights have k − 1 steps between them."),
            (4, "One too many: the output would be two rows larger than the input."),
            (7, "The output would be larger than the input by 8."),
        ],
    ),
    choice(
        "A row abcd was padded to ba | abcd | dc. What does NumPy call that?",
        ("symmetric", "And SciPy and OpenCV call it reflect.", True),
        ("reflect", "NumPy's reflect does not repeat the edge pixel: cb | abcd | cb."),
        ("edge", "That would be aa | abcd | dd."),
        ("wrap", "That would be cd | abcd | ab."),
    ),
    number(
        "Every pixel of a large picture is 1. You take a 5×5 mean with zero padding. What comes "
        "out in the corner? (You may type a fraction.)",
        9 / 25,
        "3 × 3 of the 25 cells lie inside: 9/25 = 0.36.",
        hint="Put the middle of the window on the corner pixel. How many of its 25 cells are inside?",
        mistakes=[
            (15 / 25, "That is the value along an edge. In the corner two sides are missing."),
            (4 / 9, "That is the corner of a 3×3 mean."),
            (4 / 25, "The pixel's own row and column are inside as well: 3 × 3, not 2 × 2."),
            (1, "It would be 1 with any border but zeros."),
        ],
    ),
    choice(
        "Red is at the top left, green at the top right, blue at the bottom left, grey at the "
        "bottom right. With the border wrap, which dot shows just beyond the top left corner?",
        ("Grey", "Rows and columns both come from the far side.", True),
        ("Red", "That would be a mirror: reflect or mirror."),
        (
            "Blue",
            "That is just above the top left: the rows wrap, the columns do not. "
            "Beyond the corner both do.",
        ),
        ("Green", "That is just left of the top left. Beyond the corner the rows wrap as well."),
    ),
    number(
        "28×28 pixels, a 3×3 kernel, padding 1, stride 2. How many rows does the output have?",
        14,
        "The padding keeps 28 places, and stride 2 takes every second: 14.",
        hint="With stride 1 there would be 28 places from top to bottom. Every second counts.",
        mistakes=[
            (
                28,
                "Padding of (k − 1)/2 keeps the size with stride 1. Here every second is left out.",
            ),
            (13, "That is the number without padding."),
            (15, "The last step does not fit whole, and does not count."),
            (14.5, "Only whole windows count: an incomplete step does not."),
        ],
    ),
]

"""Chapter 1, What is convolution?: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A 5×5 kernel slides over a 28×28 picture. How many rows does the output have?",
        24,
        "28 − 5 + 1 = 24 stops from top to bottom.",
        hint="Count the rows on which the window can start.",
        mistakes=[
            (
                23,
                "One too few: a window that starts on row 23 covers rows 23 to 27. It still fits.",
            ),
            (28, "Near the bottom the window would hang over the edge."),
            (25, "One too many: a window that starts on row 24 needs row 28, which is not there."),
            (576, "That is how many cells it has. How many rows?"),
        ],
    ),
    number(
        "The window holds 1, 2 in its first row and 3, 4 in its second. The kernel is 0, 1 above "
        "2, 0. Sliding without a flip, what is the output?",
        8,
        "1·0 + 2·1 + 3·2 + 4·0 = 8.",
        hint="Multiply each input by the weight in the same place, then add all four.",
        mistakes=[
            (7, "That is the true convolution, with the kernel turned by 180°."),
            (3, "That is the sum of the weights."),
            (10, "These are the cells, added up. Multiply each by its weight first."),
        ],
    ),
    choice(
        "All weights of a kernel add up to 1, and every pixel of a picture is 5. "
        "What is in the output?",
        ("5 everywhere", "Each output is 5 times the sum of the weights.", True),
        ("1 everywhere", "The weights add up to 1, but each is multiplied by 5 first."),
        (
            "It depends on the weights",
            "All pixels are equal, so only the sum of the weights counts.",
        ),
    ),
    choice(
        "For which kernel do correlation and true convolution give the same output?",
        ("1, 2, 1", "Turned by 180° it is still 1, 2, 1.", True),
        ("1, 0, −1", "Turned by 180° it is −1, 0, 1: all signs change."),
        ("1, 2, 3", "Turned by 180° it is 3, 2, 1."),
    ),
]

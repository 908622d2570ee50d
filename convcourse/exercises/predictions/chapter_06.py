"""Chapter 6, Stride, dilation and output size: what one guesses before each figure, and the
replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    number(
        "How many rows does the output have?",
        4,
        "With its rim the picture is 9×9. The windows start at 0, 2, 4 and 6.",
        hint="Write down the rows where a window starts, the rim included.",
        mistakes=[
            (3, "So it is without the rim. With it there are nine rows."),
            (7, "That is a stride of 1: the rim keeps the size."),
            (3.5, "Half of 7. But windows are counted, and there is no half window."),
            (5, "A fifth window would start at 8 and hang over the rim."),
        ],
    ),
    number(
        "How many of the ten inputs does no window read?",
        1,
        "The windows start at 0, 2, 4 and 6. The last one ends at 8, and input 9 is left over.",
        hint="Where does each window start, and where does the last one end?",
        mistakes=[
            (0, "A window that reads input 9 would have to start at 7. Starts are even."),
            (2, "The last window starts at 6 and ends at 8. What comes after it?"),
            (5, "A stride leaves out starts. The windows are wider than a step, and overlap."),
        ],
    ),
    number(
        "How many rows does the output of this layer have?",
        48,
        "95 / 2 is 47.5. 47 whole steps fit, and the first window makes 48.",
        hint="How many whole steps of 2 fit into 96 + 2 − 3?",
        mistakes=[
            (48.5, "That is the formula without the floor. There is no half window."),
            (49, "Rounded up: the last step does not fit."),
            (47, "These are the steps. The first window stands there before any step."),
            (96, "That is a stride of 1."),
        ],
    ),
    number(
        "How many cells does the kernel reach over, from its first tap to its last?",
        9,
        "Two leaps of 4 cells, and the first tap is a cell itself.",
        hint="How many leaps are there between three taps?",
        mistakes=[
            (12, "3·4 counts three leaps. Between three taps there are two."),
            (8, "These are the two leaps. The first tap is a cell, too."),
            (11, "Dilation 4 leaves three cells between two taps, not four."),
            (7, "Dilation 4 leaves three cells between two taps, not two."),
        ],
    ),
    choice(
        "You ask PyTorch for padding “same” with a stride of 2. What do you get?",
        ("An error", "The word promises what a stride takes away. PyTorch will not guess.", True),
        (
            "Half as many outputs as inputs",
            "So Keras understands it. PyTorch does not let it pass.",
        ),
        (
            "As many outputs as inputs",
            "That would take 49 zeros on each side of 96 inputs: more zeros than inputs. Nobody "
            "means that.",
        ),
    ),
    choice(
        "What is left of the stripes with a stride of 3?",
        (
            "Wider stripes",
            "Every third cell is dark, bright, dark, bright: stripes, three times too wide.",
            True,
        ),
        ("Black", "So it is with a stride of 2. Three is odd, and meets both kinds of cells."),
        ("Grey", "Nothing is averaged: each output is a copy of one cell."),
        (
            "The same stripes",
            "They do look so in the output. But each output stands for three inputs now.",
        ),
    ),
]

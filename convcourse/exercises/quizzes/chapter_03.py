"""Chapter 3, A gallery of kernels: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "Eight weights of a 3×3 kernel are −1. What must the one in the middle be, "
        "so that a constant picture becomes 0?",
        8,
        "Then the weights add up to 0: the outline kernel.",
        hint="On a constant picture only the sum of the weights counts.",
        mistakes=[
            (9, "Then they add up to 1: that kernel sharpens."),
            (0, "Then they add up to −8."),
            (1, "Then they add up to −7."),
        ],
    ),
    number(
        "A separable 15×15 kernel: how many products a pixel with two thin passes?",
        30,
        "15 for the column and 15 for the row, instead of 225.",
        hint="One pass along the rows, one along the columns.",
        mistakes=[
            (225, "That is one thick pass."),
            (15, "That is one of the two passes."),
            (
                29,
                "The row and the column share a cell of the kernel. The two passes share nothing.",
            ),
        ],
    ),
    choice(
        "At a pixel, Sobel-to-the-right gives 0 and Sobel-downwards gives 80. What is there?",
        (
            "An edge that runs from left to right, bright below",
            "The brightness changes downwards only.",
            True,
        ),
        ("An edge that runs from top to bottom", "Then Sobel-to-the-right would notice it."),
        ("No edge", "80 is not 0."),
        ("An edge that runs from left to right, bright above", "Then 80 would be −80."),
    ),
    choice(
        "Which of these is separable?",
        ("Gaussian blur", "A column bell times a row bell.", True),
        ("Laplacian", "Its rows 0, 1, 0 and 1, −4, 1 are no multiples of each other."),
        ("Sharpen", "Its rows 0, −1, 0 and −1, 5, −1 are no multiples of each other."),
    ),
]

"""Chapter 4, Convolution or correlation?: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    choice(
        "You give a function an impulse and the kernel 1, 2, 3. Back comes 3, 2, 1. What is it?",
        (
            "A correlation",
            "The kernel slid as it was, and so its last weight met the 1 first.",
            True,
        ),
        ("A true convolution", "That would have given the kernel upright: 1, 2, 3."),
        ("One cannot tell without its manual", "The impulse test needs no manual."),
    ),
    choice(
        "For which kernel do correlation and convolution give the same?",
        ("1, 0 above 0, 1", "Turned by 180° it is 1, 0 above 0, 1 again.", True),
        (
            "1, 1 above 0, 0",
            "It is symmetric left to right, but a turn moves its ones to the bottom.",
        ),
        ("Sobel y", "A turn by 180° makes it minus Sobel y."),
        ("1, 0 above 0, −1", "A turn swaps the 1 and the −1."),
    ),
    choice(
        "Which operator is shift-equivariant, but no convolution?",
        ("The median of 3×3", "It treats all places alike, but it is not linear.", True),
        ("A mirror", "It is linear, but not shift-equivariant."),
        ("Sobel", "It has both properties: it is a convolution."),
        (
            "A blur with zeros outside",
            "It is linear. The zeros outside do not move with the picture.",
        ),
    ),
    number(
        "A 3×3 kernel, then a 5×5 kernel. How many rows has the one kernel that does both?",
        7,
        "3 + 5 − 1 = 7.",
        hint="How far does each of them reach to one side? The reaches add up.",
        mistakes=[
            (8, "The two centres share a cell: one less."),
            (15, "Sizes do not multiply; the reaches, 1 and 2, add up."),
            (5, "The small one adds its own reach, one cell on each side."),
        ],
    ),
    number(
        "An operator is linear and shift-equivariant. Its answer to an impulse at row 0, column 0 "
        "has a 4 at row 1, column 2. A picture has a 5 at row 3, column 3, and is 0 elsewhere. "
        "What is the output at row 4, column 5?",
        20,
        "The answer is shifted by three rows and columns, and multiplied by 5: 5 · 4.",
        hint="Shift the answer to where the 5 is, then multiply.",
        mistakes=[
            (4, "The impulse was a 1; this pixel is a 5."),
            (0, "The answer moves with the pixel."),
            (9, "Linear: the answer is multiplied by 5. Nothing is added to it."),
        ],
    ),
]

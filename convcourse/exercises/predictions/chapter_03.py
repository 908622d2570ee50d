"""Chapter 3, A gallery of kernels: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    choice(
        "You write a 9 into the middle of C. What will it make of a photo?",
        (
            "A sharper photo",
            "The weights add up to 1 now: the photo itself, plus its outlines.",
            True,
        ),
        (
            "Stronger outlines",
            "On a plain patch C gives 0. With one more in the middle it gives the patch.",
        ),
        ("A blur", "A blur mixes neighbours. These eight are taken away."),
        (
            "A photo nine times as bright",
            "So it would be without the eight neighbours, which are taken away.",
        ),
    ),
    number(
        "How bright does the wall come out?",
        200,
        "Every product has the factor 100: 100 · 2.",
        hint="Each of the nine products is a weight times 100. Add them up.",
        mistakes=[
            (100, "That is so where the weights add up to 1, as those of a blur."),
            (0, "That is so where the weights add up to 0, as those of Sobel."),
            (102, "The sum of the weights multiplies. It is not added."),
            (1800, "Not each weight is 2. All nine together are."),
        ],
    ),
    choice(
        "Where is Sobel-to-the-right positive?",
        ("At the left side", "There it gets brighter as you go to the right.", True),
        ("At the right side", "There it gets darker as you go to the right: negative."),
        (
            "All round the rim",
            "It has a sign: into the disc it gets brighter, and out of it darker.",
        ),
        ("Inside the disc", "Inside all pixels are alike: nothing changes, and Sobel gives 0."),
    ),
    number(
        "A 7×7 kernel is a column times a row. In two passes, how many products a pixel is that, "
        "instead of 49?",
        14,
        "Seven for the row, and seven for the column.",
        hint="How many weights has the row, and how many has the column?",
        mistakes=[
            (7, "That is one of the two passes."),
            (49, "That is the thick kernel, in one pass."),
            (
                13,
                "The row and the column share a cell of the kernel. The two passes share nothing.",
            ),
            (98, "Neither pass goes through the thick kernel. Each has seven weights."),
        ],
    ),
]

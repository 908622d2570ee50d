"""Chapter 2, Filtering an image: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A photo of 100×100 is blurred with a 7×7 kernel, whole windows only. "
        "How many rows are left?",
        94,
        "100 − 7 + 1 = 94.",
        hint="Count the rows on which a window of seven can start.",
        mistakes=[
            (93, "One too few: the first window starts at row 0, and it counts as well."),
            (97, "You took off three rows on one side only."),
            (100, "Only with padding."),
        ],
    ),
    number(
        "A white pixel of 255 stands alone on black. After a 3×3 mean, "
        "how bright is the brightest pixel, rounded?",
        28,
        "255/9 = 28.3, in nine pixels.",
        hint="Each of the nine windows that hold it takes a ninth of it.",
        mistakes=[
            (255, "Its window holds eight black pixels as well."),
            (0, "That is what a median does."),
            (85, "A ninth, not a third."),
        ],
    ),
    choice(
        "An edge filter per channel gives coloured fringes, on the grey photo it does not. "
        "Where do the colours come from?",
        (
            "An edge has another contrast in each channel",
            "A step of 20 in red alone becomes 80 in red and 0 in green and blue.",
            True,
        ),
        (
            "From clipping at 0 and 255",
            "They are there with the signs shown, too, where nothing is clipped. Clipping makes "
            "grey first and grey last differ.",
        ),
        ("Each channel has another kernel", "The kernel is the same for all three."),
    ),
    choice(
        "Which of these is not a convolution?",
        ("The median of each 5×5 window", "The median of a sum is not the sum of medians.", True),
        ("Twice the picture", "It is, with a 1×1 kernel of 2."),
        ("The picture minus its blur", "It is: the identity kernel minus the blur's."),
        ("The picture moved by 3 pixels", "It is, with a single 1 off the centre."),
    ),
]

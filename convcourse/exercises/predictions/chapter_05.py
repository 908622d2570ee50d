"""Chapter 5, Padding: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    choice(
        "How large is the output of a 3×3 window that stays inside a 5×5 picture?",
        ("3×3", "The window has three places along each side.", True),
        (
            "5×5",
            "Then the window would hang over the edge, and something would have to stand there.",
        ),
        ("4×4", "That is a window of 2×2. One of 3×3 loses a cell at both ends."),
        ("2×2", "5 − 3 counts the moves. The place where it starts is a place, too."),
    ),
    choice(
        "What stands where the mirror image ends?",
        (
            "The photo, the right way round",
            "The mirror image ends at the photo's far edge, and is mirrored there once more.",
            True,
        ),
        (
            "The mirror image once more",
            "Then the near edge would follow on the far one: a jump, and no mirror.",
        ),
        (
            "The last pixel, again and again",
            "That is another border, and one would see its streaks. A mirror does not end there.",
        ),
        ("Black", "Then it would be no mirror any more: nothing of the photo is black there."),
    ),
    choice(
        "SciPy pads 1, 2, 3, 4 with “reflect”, and 3, 2, 1 stands before it. "
        "What does NumPy's “reflect” put there?",
        ("4, 3, 2", "NumPy's does not repeat the pixel at the edge. SciPy's does.", True),
        ("3, 2, 1", "One would hope so. The name is the same, and the pixels are not."),
        ("1, 1, 1", "That is the edge pixel again and again. NumPy calls it “edge”."),
        ("2, 3, 4", "That starts again from the other end. NumPy calls it “wrap”."),
    ),
    number(
        "How bright is the output in the corner?",
        4,
        "Four of the window's nine cells lie in the picture, and each gives a ninth of 9.",
        hint="Count the cells of the window that lie in the picture.",
        mistakes=[
            (9, "That is so away from the rim. Here some cells are padding, and count as zeros."),
            (6, "That is an edge. In the corner two sides are missing."),
            (5, "Five cells are outside. The others are the picture's."),
            (0, "The corner's own pixel is 9, and some of its neighbours are."),
        ],
    ),
]

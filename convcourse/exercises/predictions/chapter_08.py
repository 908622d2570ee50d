"""Chapter 8, 1×1 convolution: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    number(
        "How many numbers come out?",
        9,
        "One for each pixel: the rod stands in 3×3 places.",
        hint="In how many places can the rod stand?",
        mistakes=[
            (63, "What the rod covers is added up: seven numbers become one."),
            (7, "So many weights it has. In how many places does it stand?"),
            (1, "One in each place where the rod stands, and there are several."),
            (3, "Three rows of them, and each has three columns."),
        ],
    ),
    number(
        "And if there were nine filters: how many channels would come out?",
        9,
        "Each filter makes one map. Nine are more than the seven that went in.",
        hint="How many maps does one filter make?",
        mistakes=[
            (1, "That is one filter. Each of the nine makes a map of its own."),
            (7, "So many go in. Each filter reads all of them, and makes one."),
            (63, "Each filter adds up what it reads in the seven channels."),
            (2, "Nine less seven? The depth of the input is in each filter, not in the output."),
        ],
    ),
    choice(
        "What do these three do to a photo?",
        ("Red and blue change places", "The new red is the old blue, and the other way.", True),
        ("It stays as it is", "For that the first row reads red: 1, 0, 0."),
        ("It turns grey", "Grey has red, green and blue alike: three rows alike. These differ."),
        ("It is turned upside down", "A kernel of one pixel moves nothing to another place."),
    ),
    choice(
        "Can one row of weights for red, green and blue do it?",
        ("No", "Red asks for 1 and blue for 1, and both together make 2, not 0.", True),
        ("Yes: 1, 0, 1", "Where both shine, that makes 2: the brightest place of all."),
        ("Yes: 1, 0, −1", "Where both shine it is 0. But where blue shines alone, it is −1."),
        ("Yes, with a bias", "Where no light falls, the bias is the output. So it has to be 0."),
    ),
    choice(
        "How much of the work is saved?",
        ("Nine tenths", "The 5×5 does a twelfth of what it did; the 1×1 costs little.", True),
        ("A half", "The 5×5 alone saves more: it reads 16 channels instead of 192."),
        (
            "Three quarters",
            "Then the 1×1 would have to cost a sixth of it all. It has one weight for 25.",
        ),
    ),
]

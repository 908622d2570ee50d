"""Chapter 14, Transposed convolution: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A transposed convolution takes 7×7: kernel 4×4, stride 2, padding 1, no output_padding. "
        "How many rows does its output have?",
        14,
        "6·2 + 4 − 2·1 = 14.",
        hint="Where does the last stamp start, how wide is it, and what is cut off?",
        mistakes=[
            (16, "That is the whole canvas. The padding cuts off one row at each end."),
            (18, "The padding does not add rows here, it takes them off."),
            (15, "The padding is cut off at both ends."),
            (3, "That is the convolution. The transposed one goes the other way."),
        ],
    ),
    choice(
        "Why is the kernel flipped in the gather reading?",
        (
            "Because the first weight of a stamp comes last in a window",
            "The first weight goes to the first cell, where the window ends on the input.",
            True,
        ),
        (
            "Because transposing a kernel turns it by 180°",
            "It is the matrix of the convolution that is transposed, not the kernel.",
        ),
        ("To undo the convolution", "It undoes nothing; it is the gradient."),
    ),
    number(
        "33 rows went through 3 taps, stride 4, padding 1. Which output_padding brings 33 back?",
        0,
        "⌊(33 + 2 − 3) / 4⌋ + 1 = 9 rows, and 8·4 + 3 − 2 = 33.",
        hint="How many rows come out? And what does the formula make of them?",
        mistakes=[
            (1, "33 is not divided by 4: the room to move is, 33 + 2 − 3 = 32."),
            (3, "That would be 36, the largest size that also gives 9."),
            (4, "It is always smaller than the stride."),
        ],
    ),
    choice(
        "A 4×4 kernel with stride 2 writes each inner cell four times. Can there be a checkerboard?",
        ("Yes", "If the four shares of the weights have different sums.", True),
        ("No", "Equal numbers of writes are not equal sums of weights."),
    ),
    choice(
        "What does a transposed convolution give back of the input of the convolution?",
        ("Its size", "If output_padding is chosen for it. The values are others.", True),
        ("Its values", "They would need a deconvolution, and often it cannot be done."),
        ("Size and values", "Not the values: it multiplies again, where one would divide."),
    ),
]

"""Chapter 9, Three dimensions: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A 3×3×3 kernel slides through 10×10×10 voxels, without padding, with stride 1. "
        "How many outputs are there?",
        512,
        "Eight places along each axis: 8·8·8 = 512.",
        hint="How many places are there along one axis? And along three?",
        mistakes=[
            (8, "That is one axis. There are three."),
            (64, "That would be a picture: 8·8. A volume has a third axis."),
            (24, "Multiply the three axes; do not add them."),
            (1000, "Without padding, each axis loses two."),
            (343, "10 − 3 + 1 is 8, not 7."),
        ],
    ),
    number(
        "A batch of 4 colour films, 16 frames of 112×112, goes into a Conv3d. "
        "Its shape is (N, C, D, H, W). What is C?",
        3,
        "The channels are red, green and blue; the frames are the depth.",
        hint="Along which axes should the kernel slide? What is left are the channels.",
        mistakes=[
            (16, "The frames are the depth, D: the kernel slides along them."),
            (4, "That is N: the films do not mix."),
            (1, "Each pixel has three numbers."),
            (48, "Then the frames would be channels, and the kernel would not slide in time."),
        ],
    ),
    choice(
        "The kernel of a Conv2d layer on 64 channels is 64×3×3. Is that a 3-D convolution?",
        ("No: it slides along two axes", "It is as deep as its input: one place in depth.", True),
        ("Yes: the kernel has three axes", "What counts is along which axes it slides."),
        ("Only if there are more than three channels", "The number of channels changes nothing."),
    ),
    choice(
        "Slices lie 3 mm apart, pixels 1 mm. You want to blur by 3 mm in all directions. "
        "Which σ, in voxels, as (depth, rows, columns)?",
        ("(1, 3, 3)", "3 mm are one step in depth and three within a slice.", True),
        ("(3, 3, 3)", "That blurs over 9 mm in depth."),
        ("(3, 1, 1)", "The other way round: divide by the spacing."),
        ("(1, 1, 1)", "Within a slice that is only 1 mm."),
    ),
    number(
        "A separable 5×5×5 kernel is applied in three passes. "
        "How many multiplications does each output take?",
        15,
        "Five along each of three axes.",
        hint="How many weights has each pass?",
        mistakes=[
            (125, "That is the whole cube at once."),
            (10, "That is two passes. There is a third axis."),
            (75, "Each pass has 5 weights, not 25."),
        ],
    ),
]

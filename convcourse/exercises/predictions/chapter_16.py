"""Chapter 16, Fast convolution: what one guesses before each figure, the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    number(
        "How many times as many numbers as the picture does the matrix hold?",
        225,
        "A row for each pixel, and 15·15 numbers in each.",
        hint="How many rows are there, and how many numbers has each?",
        mistakes=[
            (15, "A window has 15 rows and 15 columns."),
            (30, "That is a row and a column. A window is a square."),
            (1, "So it is while windows share their pixels. In the matrix each has its own copy."),
            (9, "That would be a 3×3 kernel."),
        ],
    ),
    choice(
        "Which outputs are wrong?",
        ("Those at the border", "Their windows reach over the edge, into the other one.", True),
        ("All of them", "A window inside the picture reads what it should."),
        ("Those in the last row and column", "And where does a window at the first row reach?"),
        ("None", "The transform takes the picture for one that goes on and on."),
    ),
    choice(
        "Can they be had for fewer?",
        ("Yes, for less than half", "It takes 16: fewer than 18.", True),
        ("Yes, for a few less", "More than that: most of the pixels are shared."),
        ("No", "Not by the definition. But sums of products can be written in other ways."),
        ("Only if the kernel is separable", "This works for any 3×3 kernel."),
    ),
    choice(
        "How much longer does it take?",
        ("About four times", "Each pixel costs the same.", True),
        ("About twice", "The side is twice as long. But the picture has two."),
        ("About 16 times", "That would be so if each pixel met each other one."),
        ("That depends on the kernel", "The time does, but by how much it grows does not."),
    ),
]

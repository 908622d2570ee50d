"""Chapter 14, Transposed convolution: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    number(
        "How many times as fast as x[2] does output 0 grow?",
        3,
        "Row 0 of the matrix meets x[2] with its last weight, 3.",
        hint="Which number of row 0 of the matrix stands in the column of x[2]?",
        mistakes=[
            (1, "That is output 1, whose first weight lies on x[2]."),
            (2, "That weight lies on x[1]. Count the places from 0."),
            (4, "That is how large x[2] is. How fast, only the weight says."),
            (6, "So it would be if all inputs of the window grew."),
            (0, "That is output 2, which never meets x[2]."),
        ],
    ),
    number(
        "How many rows does the output have?",
        7,
        "The last stamp starts at 2·2 = 4, and is 3 wide.",
        hint="In which row does the last stamp start, and how wide is it?",
        mistakes=[
            (9, "So it would be if the stamps lay side by side. At stride 2 they overlap."),
            (6, "3·2 counts the starts, but the last stamp is wider than the stride."),
            (5, "So it would be with stride 1."),
            (1, "That is the convolution. The transposed one goes the other way."),
        ],
    ),
    choice(
        "Which weight must lie on that input, at the end of the window?",
        (
            "The kernel's first",
            "A stamp lays its first weight on its first cell. So the window's kernel is flipped.",
            True,
        ),
        (
            "The kernel's last",
            "So a window does that slides over a picture. A stamp begins with its first weight.",
        ),
        ("The middle one", "It lies where a stamp has its middle, one cell further on."),
    ),
    choice(
        "Which of the two sizes do you get, 11 or 12?",
        ("11", "5·2 + 2 + 1 − 2 = 11, the smallest that becomes 6.", True),
        ("12", "6 doubled would be 12. But six stamps have only five strides between them."),
    ),
    number(
        "How many pixels come out at the other end?",
        91,
        "6 → 11 → 31 → 91: each layer makes the smallest size that fits.",
        hint="Each layer makes (n − 1)·s + 1 of n.",
        mistakes=[
            (96, "One would hope so. But 11 and 32 had lost a remainder, and nothing tells of it."),
            (108, "6·2·3·3 counts a stride too many in each layer: n stamps have n − 1 between."),
            (94, "So it would be if the layer before made 32 again. It makes 31."),
            (93, "31·3 counts 31 strides. There are 30 between 31 stamps, and one cell more."),
        ],
    ),
    number(
        "How many different numbers are there in the output?",
        3,
        "Cells are written once, twice or four times: 1, 2 and 4.",
        hint="How many stamps can meet in a cell: along a row, and along a column?",
        mistakes=[
            (1, "The stamps are 3 wide and start 2 apart: some cells get more of them."),
            (2, "Along a line there are two, 1 and 2. In a plane they are multiplied."),
            (4, "There are four kinds of cells, but two of the kinds are written twice."),
            (9, "There are nine weights, all of them 1."),
        ],
    ),
    choice(
        "What comes out of 5, 5, 5, 5?",
        ("5 5 5 5 5 5 5", "Once 1, or twice ½: each cell gets the same.", True),
        ("5 10 5 10 5 10 5", "Twice written, but each time with the weight ½."),
        ("5 2.5 5 2.5 5 2.5 5", "Two stamps meet in the cells between, each with its half."),
    ),
    number(
        "Of the seven numbers 3, 1, 4, 1, 5, 9, 2 the convolution makes 17, 21, 29. The transpose "
        "makes seven again. What is the first of them?",
        17,
        "The first stamp lays 17 times its first weight, 1, there. It was 3.",
        hint="The weights are 1, 2, 3. What does the first stamp lay on the first cell?",
        mistakes=[
            (3, "That would undo the convolution. The transpose stamps 17 times the weights."),
            (51, "That is 17 times the last weight. It lands on the third cell."),
            (34, "That is 17 times the second weight. It lands on the second cell."),
        ],
    ),
]

"""Chapter 1, What is convolution?: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    number(
        "How many such means can nine readings give?",
        7,
        "The window has to lie inside the readings with all its three cells.",
        hint="Count the readings at which a window can start.",
        mistakes=[
            (9, "Then two windows would hang over an end, where nothing was read."),
            (3, "That is with windows that do not share a reading. These move on by one."),
            (6, "9 − 3 counts the moves. The place where the window starts is a place, too."),
            (8, "That many pairs there are. A window of three loses two places."),
        ],
    ),
    choice(
        "Which of the three shows where the readings change?",
        ("−1, 0, 1", "It subtracts one neighbour from the other: equal neighbours give 0.", True),
        (
            "0.25, 0.5, 0.25",
            "All its weights are positive: it mixes neighbours, and evens out a change.",
        ),
        ("0, 0, 1", "It copies one reading of each window, so nothing is compared."),
    ),
    number(
        "How many of the outputs will notice the speck?",
        9,
        "Each of the window's nine cells can lie on it, at one stop each.",
        hint="At how many stops does the speck lie in the window?",
        mistakes=[
            (1, "That is the window with the speck in its middle. It is read at the sides, too."),
            (8, "Those around it. The window with the speck in its middle reads it as well."),
            (3, "In one row. The window passes the speck in three rows."),
            (25, "Those are all stops. At many of them the window is elsewhere."),
        ],
    ),
    choice(
        "What will the output look like?",
        (
            "The kernel, turned by 180°",
            "The first window that meets the 1 has it under its last weight.",
            True,
        ),
        (
            "The kernel, as it is",
            "Where does the 1 lie in the first window? Under the last weight, not under the first.",
        ),
        (
            "The kernel, its rows in reverse order",
            "So it is with the rows. The columns are passed in the same way.",
        ),
        ("A single 5", "That is the window with the 1 in its middle. Eight more contain it."),
    ),
]

"""Chapter 2, Filtering an image: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    choice(
        "Where will you see a difference?",
        (
            "In the whiskers and the fur",
            "There neighbours differ, and their mean evens it out.",
            True,
        ),
        ("On the smooth nose", "There neighbours are alike, and their mean is like them."),
        ("Everywhere alike", "The weights are the same everywhere. The photo is not."),
    ),
    choice(
        "A photo is 103 everywhere. What does the program make of it?",
        (
            "102",
            "In floats the sum ends a hair below 103, and int() cuts the fraction off.",
            True,
        ),
        ("103", "On paper, yes. Floats end a hair below, and int() does not round."),
        ("11", "It divides by nine, but first it has added nine pixels."),
        ("0", "It divides by 255, and bytes would lose that. But it computes in floats."),
    ),
    number(
        "How many rows are left under the 5×5 kernel?",
        60,
        "A window can start at the first 60 rows.",
        hint="How far down can a window start and still fit?",
        mistakes=[
            (64, "Then windows would hang over the edge, and only whole ones count."),
            (59, "64 − 5 counts the moves. The place where the window starts is a place, too."),
            (62, "That is the 3×3 kernel. A larger window fits less often."),
            (54, "Not all five rows go missing at both ends: two do, half of the window's reach."),
        ],
    ),
    choice(
        "Which of the two is sharper?",
        ("Neither", "Both are sums, and the order of two sums does not matter.", True),
        (
            "Blurred first",
            "The colours are still there, but each is blurred as the grey would be.",
        ),
        ("Turned grey first", "Grey or not, each pixel is mixed with the same neighbours."),
    ),
    choice(
        "What becomes of a single white pixel?",
        ("Nine greyish pixels", "Nine windows contain it, and each takes a ninth of it.", True),
        ("It is gone", "A mean takes it along like any other, in each window that contains it."),
        ("One greyish pixel", "That is the window with it in the middle. Others contain it, too."),
        ("Nine white pixels", "Each of its windows has eight more pixels, and takes their mean."),
    ),
]

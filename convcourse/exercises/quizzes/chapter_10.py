"""Chapter 10, Pooling and receptive fields: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A window holds 2, 8, 4 and 6. What is the difference between max pooling and average "
        "pooling here?",
        3,
        "The largest is 8, the mean 20 / 4 = 5.",
        hint="One takes the largest number, the other the sum divided by four.",
        mistakes=[
            (5, "That is the mean. How far is it from the largest?"),
            (8, "That is the largest. How far is it from the mean?"),
            (12, "The mean is the sum divided by 4, not the sum."),
        ],
    ),
    number(
        "Behind its last pooling (field 212, jump 32), VGG-16 has a layer that reads all 7×7 "
        "places. What is the field of its units?",
        404,
        "212 + (7 − 1)·32 = 404.",
        hint="Seven taps make six steps. How many pixels is one step?",
        mistakes=[
            (436, "Seven taps make six steps, not seven."),
            (218, "A step at this depth is not one pixel but 32."),
            (224, "That is the photo. The field reaches into the padding on both sides."),
            (1484, "The field does not become seven times as large: neighbouring fields overlap."),
        ],
    ),
    choice(
        "A ReLU follows a 2×2 pooling. With which pooling may the two change places?",
        ("Max pooling", "A ReLU keeps the order of numbers, so the winner still wins.", True),
        ("Average pooling", "−4 and 8: their mean is 2. With the ReLU first it is 4."),
        ("Both", "A mean counts what is below 0, unless the ReLU comes first."),
        ("Neither", "Whatever is largest before a ReLU is largest after it, too."),
    ),
    choice(
        "You change the stride of layer 2 of five from 1 to 2. Which fields grow?",
        ("Those of layers 3, 4 and 5", "The jump is larger for all that comes after.", True),
        ("Those of layers 2 to 5", "A stride moves windows apart; it does not make one larger."),
        ("That of layer 2 alone", "Its own windows are as large as before."),
        ("All five", "Layer 1 does not know what comes after it."),
    ),
    choice(
        "A photo moves one pixel to the right. What becomes of the output of a 2×2 max pooling "
        "with stride 2?",
        (
            "Some of its numbers change",
            "Those whose winner crosses into another window, or is beaten by a newcomer.",
            True,
        ),
        ("Nothing: it is invariant to small shifts", "Only where the winner stays in its window."),
        ("It moves one place to the right", "It would, had the photo moved by two pixels."),
    ),
]

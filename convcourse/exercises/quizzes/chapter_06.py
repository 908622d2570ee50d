"""Chapter 6, Stride, dilation and output size: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "The first layer of a ResNet takes 224×224 pixels: 7×7 kernel, padding 3, stride 2. "
        "How many rows does its output have?",
        112,
        "⌊(224 + 6 − 7) / 2⌋ + 1 = ⌊111.5⌋ + 1 = 112.",
        hint="Room to move: 224 + 2·3 − 7. How many steps of 2 fit into it?",
        mistakes=[
            (112.5, "Half a window? Round the number of steps down."),
            (113, "You rounded up. The last half step does not fit."),
            (111, "Steps are not windows (there is one more), and padding counts on both sides."),
            (224, "The padding would keep the size at stride 1. The stride halves it."),
        ],
    ),
    number(
        "A kernel has 5 taps and dilation 3. Over how many cells does it reach?",
        13,
        "Four leaps of 3, and the first tap: 3·4 + 1 = 13.",
        hint="How many leaps are there between five taps?",
        mistakes=[
            (15, "5·3 counts five leaps; between five taps there are four."),
            (12, "Those are the leaps. The first tap is a cell itself."),
            (5, "That is the number of taps. Count the gaps, too."),
            (
                17,
                "The dilation counts the steps from tap to tap, not the cells between neighbours.",
            ),
        ],
    ),
    choice(
        "3 taps, padding 1, stride 2 make 17 outputs of 33 inputs. "
        "Which other input size makes 17?",
        ("34", "⌊(34 + 2 − 3) / 2⌋ + 1 = ⌊16.5⌋ + 1 = 17.", True),
        ("32", "⌊(32 + 2 − 3) / 2⌋ + 1 = ⌊15.5⌋ + 1 = 16."),
        ("35", "⌊(35 + 2 − 3) / 2⌋ + 1 = 17 + 1 = 18."),
    ),
    choice(
        "Nine inputs, 3 taps, stride 4, no padding. Which inputs are never read?",
        ("3, 7 and 8", "The windows read 0 to 2 and 4 to 6.", True),
        ("7 and 8", "There is a gap between the two windows, as well."),
        ("8", "A third window would start at 8 and need 9 and 10."),
        ("none", "Two windows of three taps read six inputs."),
    ),
    choice(
        "A striped shirt shows broad false waves after a stride of 4. What helps?",
        ("A blur before the stride", "It takes away what is too fine for the output.", True),
        ("A blur after the stride", "The false waves are as coarse as true ones by then."),
        ("More padding", "Padding changes the edges alone."),
    ),
]

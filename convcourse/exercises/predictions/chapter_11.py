"""Chapter 11, How a kernel learns: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    choice(
        "Which of the weights makes the loss rise faster?",
        ("The second", "Where the error is, it multiplies the larger input.", True),
        ("The first", "Look at the output that is wrong. What does this weight multiply there?"),
        ("Both alike", "They are equal now, yes. But they do not multiply the same inputs."),
        ("Neither: the loss would fall", "The output that is wrong is too large already."),
    ),
    number(
        "How many products does the gradient of a weight add up?",
        9,
        "One for each output: the weight takes part in all of them.",
        hint="In how many outputs does a weight take part?",
        mistakes=[
            (1, "So it would be if each place had a kernel of its own. All share this one."),
            (25, "It does not meet every input: near the far edges other weights do."),
            (3, "That is a row of outputs. There are three rows."),
            (2, "That was on the line, with its two outputs."),
        ],
    ),
    number(
        "What is the gradient of this input?",
        -3,
        "1·0 + (−3)·1: under the first window it met the second weight, under the second the "
        "first.",
        hint="The first window begins at x[0, 0]. Under which of its weights does x[0, 1] lie?",
        mistakes=[
            (1, "You took the weights in their order. The second window starts further right."),
            (-2, "That is the sum of the two errors. Each comes times a weight."),
            (0, "It is so for the first window alone. What about the second?"),
            (3, "Mind the sign: the second error is −3."),
        ],
    ),
    number(
        "Which bias is that?",
        2,
        "Each output rises by the bias, so the sum of the nine errors rises by 18.",
        hint="By how much does the sum of all errors change when the bias rises by 1?",
        mistakes=[
            (18, "So much their sum has to rise. But the bias goes into all nine outputs."),
            (-2, "The outputs are too low, so they have to be lifted."),
            (-18, "That is the gradient at a bias of 0."),
            (1, "Then the errors add up to −9."),
        ],
    ),
    choice(
        "What has to become of the errors before?",
        (
            "Zeros are put between them",
            "The windows stood two cells apart. So do the errors.",
            True,
        ),
        ("Each of them is repeated", "Then an input would hear of windows that never were."),
        (
            "Only more zeros around them",
            "They would lie side by side as before. Their windows did not.",
        ),
        ("Nothing", "A full convolution makes only 4×4 of them."),
    ),
    number(
        "How many products does the gradient of this input add up?",
        18,
        "Nine windows, and in each of them two kernels read it: one for each output channel.",
        hint="Which kernels read input channel 0?",
        mistakes=[
            (9, "So many windows there are. In each of them, how many kernels read the input?"),
            (36, "The kernels of the other input channel do not read this one."),
            (2, "So many kernels read it. But each of them in nine windows."),
            (4, "So many kernels there are. Do all of them read this channel?"),
        ],
    ),
    number(
        "What is this weight after one step?",
        0.23,
        "0 − 0.1·(−2.3) = 0.23: a negative gradient raises the weight.",
        hint="From the weight, take the learning rate times the gradient.",
        mistakes=[
            (-0.23, "You added. The gradient says where the loss rises: take it off."),
            (2.3, "The direction is right. The learning rate takes only a part."),
            (-2.3, "That is the gradient. The step is a part of it, the other way."),
        ],
    ),
    choice(
        "What does the loss do then?",
        (
            "It grows without end",
            "It falls for two steps. Then one direction counts most, where each jump over the "
            "lowest point lands further away.",
            True,
        ),
        ("It falls twenty times as fast", "So it would, if the slope stayed the same all the way."),
        ("It falls, then stays where it is", "It does not come to rest: each step is too long."),
        ("It jumps to 0 in one step", "Some rate may do so for one weight. Here are nine."),
    ),
    choice(
        "What comes out after many steps?",
        ("Another kernel, with a loss of 0", "It does the same, but only to stripes.", True),
        ("Sobel's kernel", "Its rows differ. What in this picture tells one row from another?"),
        ("Another kernel, with some loss left", "Sobel's has a loss of 0, and more kernels have."),
        (
            "Zeros: nothing is learnt",
            "The stripes have upright edges, and these do tell something.",
        ),
    ),
    choice(
        "What becomes of the weights around the middle?",
        ("They go to nearly 0", "Whatever else they did would be an error somewhere.", True),
        ("They stay as they began", "They would, if the picture had nothing to say of them."),
        ("They share Sobel's numbers", "Then the edges in the output would be blurred."),
        ("They grow without end", "That takes a learning rate that is too large."),
    ),
    choice(
        "What do they look like after the training?",
        ("They are still the same", "Equal numbers, equal gradients, equal steps.", True),
        ("One is the other's negative", "That would be best. But what would make them part?"),
        ("Both have become 0", "Their errors do not tell them so."),
        ("They differ a little", "From where? Each gets what the other gets, at each step."),
    ),
]

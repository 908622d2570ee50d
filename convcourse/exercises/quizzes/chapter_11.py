"""Chapter 11, How a kernel learns: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A kernel of two weights slides over 2, 3, 5. The errors of its two outputs are 1 and −1. "
        "What is the gradient of the first weight?",
        -1,
        "It met 2 and 3: 2·1 + 3·(−1) = −1.",
        hint="The first weight met the first input, and then the second. What were the errors?",
        mistakes=[
            (-2, "That is the second weight: it met 3 and 5."),
            (5, "You left out the sign of the second error."),
            (1, "The signs are the wrong way round: the first error is 1."),
            (0, "That is the gradient of the bias, the sum of the errors."),
        ],
    ),
    choice(
        "The gradient of a weight is 3. What will a step of training do?",
        ("Lower the weight", "The loss rises with the weight, so it goes down.", True),
        ("Raise the weight", "Then the loss would rise, too."),
        ("Set the weight to 3", "The gradient is a slope, not the weight that is wanted."),
        ("Nothing: the weight is right", "Then its gradient would be 0."),
    ),
    number(
        "A 3×3 kernel slides over 32×32 pixels, with stride 1 and no padding. How many products "
        "does the gradient of one weight add up?",
        900,
        "One for each output, and there are 30·30.",
        hint="In how many outputs does a weight take part?",
        mistakes=[
            (1024, "That many pixels there are. Near the edges there is no window any more."),
            (9, "That many weights there are. Each adds up over all outputs."),
            (1, "A weight is shared by all places."),
            (30, "That is a row of outputs."),
        ],
    ),
    choice(
        "How does one get the gradient of the input at stride 1?",
        ("A full convolution of error and kernel", "The kernel comes flipped.", True),
        ("A full correlation of error and kernel", "Each error would meet the wrong weights."),
        ("A correlation of input and error", "That is the gradient of the weights."),
        ("The sum of the errors", "That is the gradient of the bias."),
    ),
    choice(
        "Three channels in, two out. What does the gradient of the kernel w[1, 0] add up?",
        ("Input channel 0 with the error of output 1", "It reads and serves no other.", True),
        ("Input channel 1 with the error of output 0", "The output stands first: w[o, c]."),
        ("Input channel 0 with both errors", "Output 0 has a kernel of its own for this channel."),
        ("All input channels with the error of output 1", "Each of them has its own kernel."),
    ),
    choice(
        "The loss grows from step to step. What do you try first?",
        ("A smaller learning rate", "Each step jumps over the lowest point.", True),
        ("A larger learning rate", "Then it grows faster."),
        ("More steps", "It only grows further."),
        ("More pictures", "They do not make the steps any shorter."),
    ),
    choice(
        "Somebody sets all weights of a network to 0.1. Its first layer has 64 filters. How many "
        "different ones after training?",
        ("As many as one", "All that follows treats them alike, so they stay equal.", True),
        ("64", "What would make two of them differ?"),
        ("None: they stay as they were", "They do learn. But all learn the same."),
    ),
]

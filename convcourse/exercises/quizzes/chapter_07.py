"""Chapter 7, Channels and feature maps: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    choice(
        "A layer Conv2d(3, 1, 3) reads a colour photo. What comes out?",
        ("One map", "One filter, one map: it adds up what its three grids find.", True),
        ("Three maps, one for each colour", "That is a depthwise layer, with groups=3."),
        ("A colour photo", "The three sums are added: no channel belongs to a colour any more."),
    ),
    number(
        "A window holds 2 in red, 5 in green and 4 in blue. The filter is 1×1, with the weights "
        "3, −1 and 2, and the bias −4. What is the output after ReLU?",
        5,
        "6 − 5 + 8 − 4 = 5, and ReLU leaves it.",
        hint="Three products, their sum, the bias; then ReLU.",
        mistakes=[
            (9, "The bias is missing: −4."),
            (10, "ReLU comes at the end, once, and not in every channel."),
            (0, "The bias counts once, not in every channel."),
            (-3, "The bias counts once, not in every channel."),
        ],
    ),
    number(
        "How many parameters has Conv2d(16, 32, 5), biases included?",
        12832,
        "32 · (16 · 25 + 1) = 32 · 401 = 12,832.",
        hint="How many weights has one filter? It is as deep as its input.",
        mistakes=[
            (12800, "These are the weights. There are 32 biases, too."),
            (832, "A filter has a 5×5 grid for each of the 16 channels."),
            (2592, "A 5×5 kernel has 25 weights, not 5."),
            (13312, "There is one bias for each filter, not for each grid."),
        ],
    ),
    number(
        "Conv2d(8, 16, 3, groups=8, bias=False) is depthwise. How many weights does it have?",
        144,
        "16 filters, each with one grid of 9: 144.",
        hint="How many channels does each of the 16 filters read?",
        mistakes=[
            (1152, "That is the standard layer: each filter would read all 8 channels."),
            (72, "There are 16 filters, two for each channel."),
            (9, "That is one filter."),
        ],
    ),
    choice(
        "A layer was trained on photos of 64×64. Now the photos are 128×128. "
        "What happens to its weights?",
        ("Nothing", "They slide. More places to visit, the same weights.", True),
        ("There are four times as many", "The multiplications are about four times as many."),
        ("The layer refuses", "A convolution takes any size that its kernel fits into."),
    ),
    choice(
        "Which filter gives 0 on every grey pixel (red = green = blue), but not on colours?",
        ("1, −1, 0", "Equal values cancel; where red and green differ, something is left.", True),
        ("0.299, 0.587, 0.114", "That is the brightness itself."),
        ("1, 1, −1", "A grey pixel of 5 would give 5 + 5 − 5 = 5."),
    ),
]

"""Chapter 8, 1×1 convolution: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A layer with 1×1 kernels takes 64 channels and has 10 filters, without biases. "
        "How many weights does it have?",
        640,
        "Ten filters of 1×1×64.",
        hint="One filter has a weight for each channel. How many filters are there?",
        mistakes=[
            (10, "Each filter reaches through all 64 channels."),
            (64, "That is one filter. There are ten."),
            (74, "Multiply: each of the ten filters has 64 weights."),
            (650, "That would be with ten biases."),
        ],
    ),
    number(
        "28×28 pixels with 192 channels go through 16 filters of 1×1. How many channels come out?",
        16,
        "One map for each filter.",
        hint="What does one filter make?",
        mistakes=[
            (192, "That is the depth of each filter. Each of them makes one map."),
            (12, "No: 192 / 16 has no meaning here. Count the filters."),
            (1, "One filter makes one map. There are 16."),
        ],
    ),
    choice(
        "Seven channels go into a 1×1 layer, and the output has ten. Can that be?",
        ("Yes, with ten filters", "The depth is the number of filters.", True),
        ("No, a 1×1 layer reduces the depth", "Only if it has fewer filters than channels."),
        ("Only with padding", "Padding adds rows and columns, never channels."),
    ),
    choice(
        "Which of these can a single 1×1 layer not do, whatever its weights?",
        ("Blur a photo", "A blur mixes neighbours; the layer sees one pixel.", True),
        ("Make a photo grey", "That is one row of three weights."),
        ("Swap red and green", "That is a matrix of ones and zeros."),
        ("Make a photo darker", "Weights of 0.5 on the diagonal do it."),
    ),
    choice(
        "Three 1×1 layers follow each other with no activation between them. "
        "What can they do that one cannot?",
        ("Nothing", "The product of the three matrices is one matrix.", True),
        ("Select “red or blue, but not both”", "That needs a bend between two layers."),
        ("Look at a 3×3 neighbourhood", "Three times one pixel is still one pixel."),
    ),
]

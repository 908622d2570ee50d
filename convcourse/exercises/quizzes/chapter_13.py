"""Chapter 13, Feature maps: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A VGG-16 takes a photo of 160×160. How many rows do the maps of its last convolution have?",
        10,
        "Four poolings come before the fifth group: 160 / 2 / 2 / 2 / 2 = 10.",
        hint="How many poolings come before the last convolution?",
        mistakes=[
            (5, "The fifth pooling comes after the last convolution."),
            (160, "The convolutions keep the size, but the poolings between them halve it."),
            (20, "There are four poolings before the fifth group, not three."),
        ],
    ),
    choice(
        "A map of layer 1 looks very much like the photo. What does that say about training?",
        ("Nothing", "Random kernels make such maps, too: here even more so.", True),
        ("The kernel was trained well", "Random kernels make such maps, too: here even more so."),
        ("The kernel is an edge detector", "Then it would show differences, not brightness."),
    ),
    choice(
        "A trained map has a correlation of −0.93 with Sobel downwards. What is it?",
        (
            "A Sobel with its sign turned",
            "It finds the same lines. The sign says which side of them the ReLU keeps.",
            True,
        ),
        ("No match: 0.93 would be one", "The sign only says which way is positive."),
        ("A Sobel to the right", "Turning the sign turns the kernel by 180°, not by 90°."),
    ),
    choice(
        "Why is one pixel of layer 11 able to see the whole photo of 96×96?",
        (
            "3×3 kernels on maps that were halved four times",
            "A step in the map is 16 pixels of the photo then.",
            True,
        ),
        ("Its kernel is 96×96", "It is 3×3, as in all thirteen layers."),
        ("The maps are as large as the photo", "They are 6×6."),
    ),
    choice(
        "You draw all maps of a layer, each from black to white by itself. What can you not see?",
        ("Which channels hardly answer", "All look equally strong.", True),
        ("Where in the photo a channel answers", "That you do see."),
        ("How large the maps are", "The scale of brightness does not change that."),
    ),
]

"""Chapter 10, Pooling and receptive fields: what one guesses before each figure, the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    choice(
        "Which pooling is sure to have a 9 in its output, wherever the 9s lie?",
        ("The largest of each window", "Nothing in a window beats a 9, so it wins.", True),
        ("The mean of each window", "For that, all four numbers of a window would have to be 9."),
        ("Both", "The largest, yes. In a mean, a 9 shares with its neighbours."),
        ("Neither", "Each 9 lies in some window, and what is larger there?"),
    ),
    choice(
        "Which of the two can a convolution do?",
        ("The mean", "A sum with equal weights: you know that kernel.", True),
        ("The maximum", "A convolution adds up. Which weights would pick the largest, always?"),
        ("Both", "One of the two adds up its window. The other one chooses."),
    ),
    choice(
        "Does the output change?",
        ("That depends on the 9's place", "Inside its window no, across a border yes.", True),
        ("No", "So you will often read. But the 9 may step into the next window."),
        ("Yes", "Not if the 9 stays in its window: the largest number there is still 9."),
    ),
    choice(
        "A photo of 224×224 comes in. Without the five poolings, how large would the last maps be?",
        (
            "224×224",
            "Padding 1 gives back what 3×3 kernels take: only the poolings shrink.",
            True,
        ),
        ("198×198", "Each convolution would take two pixels, thirteen times, had it no padding."),
        ("7×7", "That is the size with the poolings."),
        ("1×1", "Not even without padding would thirteen convolutions take so much."),
    ),
    number(
        "How many pixels, along each axis, does a unit of the third layer depend on?",
        7,
        "Each layer after the first adds one pixel on each side.",
        hint="Neighbouring units share most of their pixels. How many are new?",
        mistakes=[
            (27, "So it would be if the windows lay side by side. They overlap."),
            (9, "Three more for each layer? Of a neighbour's three pixels, just one is new."),
            (5, "That is the second layer. There is one more."),
            (6, "One more on each side, for each layer after the first."),
            (3, "A unit reads three units, and these see different pixels."),
            (49, "In the square, yes. Along one axis?"),
        ],
    ),
    number(
        "How many pixels, along each axis, does a unit of the last layer see?",
        8,
        "4 + 2·2: behind the pooling, neighbouring units lie two pixels apart.",
        hint="How far apart are the fields of neighbours behind the pooling?",
        mistakes=[
            (6, "Two more, as without a pooling? Its units lie two pixels apart."),
            (12, "Three fields of 4 side by side. They overlap, for they are two pixels apart."),
            (10, "That would be three steps of two pixels. Three taps make two steps."),
            (7, "So it is without the pooling's stride, with three convolutions."),
        ],
    ),
    number(
        "How many pixels, along each axis, does a unit behind the ResNet's stem see?",
        11,
        "7 + 2·2: two more steps, of two pixels each. The pooling's own stride comes too late.",
        hint="A unit of the convolution sees 7. How many steps does the pooling make, how long?",
        mistakes=[
            (9, "Two more steps, yes. But the convolution's units lie two pixels apart."),
            (21, "You widened both layers by their own strides. A stride widens what comes later."),
            (13, "Three taps make two steps, not three."),
            (15, "Your steps are four pixels long. The pooling's own stride does not count yet."),
        ],
    ),
    number(
        "On how many pixels, along one axis, does a unit of the third layer depend?",
        7,
        "As many as without dilation, but with gaps between them.",
        hint="Each layer skips every other place, and all three skip the same ones.",
        mistakes=[
            (13, "That is the span of the field. Some of its pixels lie in gaps."),
            (27, "27 ways lead up, and many of them start at the same pixel."),
            (3, "That is one layer. There are three."),
            (5, "That is two layers. There are three."),
            (9, "The three layers overlap: each adds one pixel on each side."),
        ],
    ),
    choice(
        "How much of a say has the pixel in a corner, beside that in the middle?",
        ("Next to none", "One single way leads from it to the unit.", True),
        ("The same", "Both are in the field. But how many windows take each of them up?"),
        ("About half", "That could be one layer's doing. Here are eight, one after the other."),
        ("More", "Fewer windows reach a corner than the middle."),
    ),
]

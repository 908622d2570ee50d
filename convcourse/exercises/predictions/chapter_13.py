"""Chapter 13, Feature maps: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    choice(
        "No weight has been trained. What will the maps of the first layer show?",
        (
            "The cat, too",
            "Random weights seldom add up to 0. So a map is a blurred photo, or its negative.",
            True,
        ),
        ("Noise", "The weights are noise, but the pixels that they weigh are a cat's."),
        (
            "Nothing, they are black",
            "A ReLU cuts only what is negative, and random weights make both signs.",
        ),
    ),
    choice(
        "Which kernels make the maps that look more like the photo?",
        (
            "The random ones",
            "They mostly blur the photo. Training turns many of them to differences.",
            True,
        ),
        ("The trained ones", "They were trained to tell things apart, not to copy the photo."),
        ("Both alike", "Training changes what they answer to: brightness or differences."),
    ),
    choice(
        "Which of the four has no good match in the trained layer?",
        ("Laplacian", "Nothing in this layer answers to spots as it does.", True),
        ("Sobel to the right", "It has the best match of all. Lines are what the layer finds."),
        ("Sobel downwards", "It has a match, as a negative, and that finds the same lines."),
        ("Emboss", "It has a match, as a negative. An emboss is a slope, as a Sobel is."),
    ),
    choice(
        "Take the channels of layer 1 one by one. On which share of the photo is each of them 0?",
        (
            "From nearly nothing to nearly everything",
            "One channel answers nearly everywhere, another at few places. Only their mean is near "
            "a half.",
            True,
        ),
        ("Each on about a half", "The mean of many numbers says little about any one of them."),
        ("Each on nothing or on everything", "None does either. At 0 everywhere it would be dead."),
    ),
    choice(
        "No folder fits the cat. What will the network do?",
        (
            "Name another folder, and be fairly sure",
            "The shares add up to 1: one folder is always first, here a cougar's face.",
            True,
        ),
        (
            "Give all folders about the same share",
            "That would be an honest doubt. But some scores are far above the others.",
        ),
        ("Tell that it does not know", "It has no means to: the shares always add up to 1."),
    ),
    number(
        "You take all five poolings out. How many rows do the maps of layer 13 have, "
        "for a photo of 224×224?",
        224,
        "No convolution made them smaller: with padding 1 each keeps its size.",
        hint="What does one such convolution make of 224 rows?",
        mistakes=[
            (7, "That is the size with all five poolings: they do all the halving."),
            (14, "That is the size after four poolings. Without any, nothing is halved."),
            (198, "So it would be without padding: each 3×3 kernel would take off two rows."),
        ],
    ),
    number(
        "Without the poolings, how many pixels across would a pixel of layer 13 see?",
        27,
        "One pixel, and one more on each side for each of 13 layers. The poolings make it 196.",
        hint="A layer sees 3, two layers see 5. What does each further layer add?",
        mistakes=[
            (39, "13 windows of 3 overlap: each layer adds only one pixel on each side."),
            (26, "13 layers add 26, to the pixel in the middle."),
            (25, "That is what layer 12 would see."),
            (196, "That is with the poolings."),
        ],
    ),
    choice(
        "What becomes of the 55 %?",
        (
            "Hardly anything of it is left",
            "It falls to 4 %: the square changes the last maps in all of their nine places.",
            True,
        ),
        (
            "It loses about a ninth",
            "The middle adds only 0.98 of 5.96 itself. But the other places change as well.",
        ),
        (
            "It stays: one still sees the cat",
            "You do. The network adds up numbers, and most of them have changed.",
        ),
    ),
    number(
        "Which is the first layer whose maps do not just move along?",
        3,
        "It stands behind a pooling: one pixel of the photo is half a pixel of its maps.",
        hint="What stands between the convolutions, and what does it do with every second place?",
        mistakes=[
            (1, "A convolution with stride 1 does the same at each place: it moves along."),
            (2, "Two convolutions, one after the other, still do the same at each place."),
            (5, "That is behind the second pooling. The first has halved the maps already."),
            (13, "The poolings come earlier. Four of them stand before layer 13."),
        ],
    ),
]

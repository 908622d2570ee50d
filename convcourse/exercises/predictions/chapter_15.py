"""Chapter 15, An autoencoder: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    choice(
        "Which of these comes back in its own size?",
        ("91", "91 → 31 → 11 → 6 → 11 → 31 → 91: no floor throws anything away.", True),
        ("90", "90 is 5·18, but the way up makes 18·4 + 1 = 73 of 5."),
        ("96", "Two of its floors throw something away, as you have just seen."),
        ("108", "It becomes 6, as 91 and 96 do, and what comes back cannot tell them apart."),
    ),
    choice(
        "Where are most of its weights?",
        (
            "Next to the narrow place, in layers 3 and 4",
            "There are 32·64 pairs of maps, each with its own kernel. Their size does not count.",
            True,
        ),
        (
            "Where the pictures are largest, in layers 1 and 6",
            "The same few kernels serve all pixels, so the size of a picture does not count.",
        ),
        (
            "The same in all six layers",
            "Each pair of an input and an output map has a kernel, and the pairs are not as many.",
        ),
    ),
    number(
        "What does output_padding have to be in the last layer, layer 6?",
        2,
        "Layer 5 makes 32 when its own is 1. Layer 6 makes 94 of 32, and it should be 96.",
        hint="First mend layer 5. What does layer 6 make of the right size, and what should it?",
        mistakes=[
            (1, "That is layer 5's, which makes 31 and should make 32."),
            (5, "Five rows are missing now, but three of them come back once layer 5 makes 32."),
            (0, "Then layer 6 makes 94 of 32."),
        ],
    ),
    choice(
        "Why is the first output one plain grey, and no noise?",
        (
            "Small random weights add up to almost nothing",
            "The layers make it smaller and smaller, and of 0 the sigmoid makes a middle grey.",
            True,
        ),
        (
            "It is the mean grey of the training's photos",
            "It has not seen one yet. A network could well begin to learn with that.",
        ),
        (
            "No more than a grey fits through the bottleneck",
            "2,304 numbers fit through: the same bottleneck lets a cat through later.",
        ),
    ),
    choice(
        "What do the maps of layers 4 and 5 look like?",
        (
            "Dots, stripes and grids",
            "They are patterns, to be added up: only layer 6 makes a picture of them.",
            True,
        ),
        (
            "The cat, small at first, then larger",
            "One would think so of an enlargement. But nobody asks for a cat before layer 6.",
        ),
        (
            "Parts of the cat: an eye, an ear",
            "No map has a part to itself: each has a pattern for all places.",
        ),
    ),
    choice(
        "Is 6×6 too coarse to be like the photo?",
        (
            "No: a thumbnail of 6×6 is like it",
            "It keeps the light and the dark. The map does not even keep these.",
            True,
        ),
        ("Yes: 36 numbers cannot be like a photo", "They can, if each is the mean of its place."),
        (
            "No: the map is as much like it as a thumbnail",
            "Nobody told the network to put the light where an eye would look for it.",
        ),
    ),
    choice(
        "Which is nearer to the photo?",
        (
            "The thumbnail",
            "It has as many numbers, none of them learned, and a smaller error.",
            True,
        ),
        (
            "The network's output",
            "It was trained, but for photos of everything. It keeps less of the sharp part.",
        ),
        ("Both alike", "They have as many numbers, but do not make the same of them."),
    ),
    choice(
        "What happens to the output?",
        (
            "A pattern comes up all over it",
            "The other channels had cancelled it: the picture is a sum of all 64 patterns.",
            True,
        ),
        ("A part of the cat vanishes", "No channel is an eye or an ear. Each is used everywhere."),
        ("It gets a little darker", "Darker in some places, lighter in others."),
        ("Hardly anything", "One of 64 sounds like little, but the patterns are strong."),
    ),
    choice(
        "In which of the three do the stamps overlap?",
        ("In layer 4", "Its stamps are 3 wide and 2 apart.", True),
        ("In layers 5 and 6", "Their stamps are 3 wide and 3 apart: tiles, side by side."),
        ("In all three", "Only where the kernel is larger than the stride."),
        ("In none", "Where the kernel is larger than the stride, stamps overlap."),
    ),
]

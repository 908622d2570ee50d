"""Chapter 9, Three dimensions: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    number(
        "How many places does the cube of weights find?",
        27,
        "Three along each axis: 3·3·3.",
        hint="Count the places along one axis. How many axes are there?",
        mistakes=[
            (9, "That is a picture, with rows and columns. There is a third axis."),
            (3, "That is one axis. There are three."),
            (125, "Without padding it cannot stand at the edge: each axis loses two places."),
            (8, "5 − 3 counts the moves. The place where it starts is a place, too."),
            (6, "Multiply the axes. And along each there is one more place than moves."),
            (64, "Along each axis 5 − 3 + 1 places."),
        ],
    ),
    choice(
        "Of which are there more: zeros of padding, or voxels of the volume?",
        ("Zeros", "A cube has much surface: 7·7·7 voxels, of which 5·5·5 are the volume.", True),
        ("Voxels of the volume", "In a picture, by one. Here two whole faces come on top."),
        ("As many of both", "A picture of 5×5 comes close, with 24 zeros for 25 pixels."),
    ),
    choice(
        "What comes out of this layer?",
        ("3×3", "The kernel is as deep as the input: it has one place in depth.", True),
        ("3×3×3", "For that it would have to slide in depth. It reads all five channels at once."),
        ("5 maps of 3×3", "One kernel makes one map: it adds up all the channels."),
        ("5×5", "Without padding, rows and columns lose two places each."),
    ),
    choice(
        "Which layer gives the same numbers again, one slice deeper?",
        (
            "Conv3d alone",
            "It slides in depth with the same weights: what it saw in one slice, it sees there in "
            "the next.",
            True,
        ),
        ("Conv2d alone", "It has weights for each channel. A slice that moves on meets others."),
        ("Both", "One of them has other weights for each slice. What do these make of the next?"),
        ("Neither", "The outputs at the end change. But does one of the two move the others on?"),
    ),
    choice(
        "Where do you see best which of the two blurs it was?",
        (
            "In a cut across the slices",
            "There, slices that know nothing of each other lie side by side.",
            True,
        ),
        ("In a slice", "Both blur it, so its noise is smooth in both. How smooth is hard to see."),
        ("In both alike", "One of the two shows slices side by side. Would their noise fit?"),
        ("In neither", "One slice's noise is not its neighbour's, if nothing joins them."),
    ),
    number(
        "How many multiplications for each output is that?",
        9,
        "Three for each pass: 3 + 3 + 3.",
        hint="How many weights has one pass? Each pass works on what the one before left.",
        mistakes=[
            (27, "Three passes do not multiply their products: 3 + 3 + 3."),
            (3, "That is one pass. There are three."),
            (6, "That is a picture, with two passes. A volume takes one more."),
            (81, "Each pass has 3 weights, not all 27."),
            (18, "Does your pass have a square of 9 weights? It goes along one axis, with 3."),
        ],
    ),
]

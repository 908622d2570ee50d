"""Chapter 15, An autoencoder: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A photo of 100×100 goes through the article's network, without output padding. "
        "How many rows come back?",
        91,
        "100 → 34 → 12 → 6 → 11 → 31 → 91: all sizes from 91 to 108 do.",
        hint="Down: 34, 12, and then?",
        mistakes=[
            (100, "Nothing on the way up gives back what the floors threw away."),
            (96, "That needs output padding 0, 1, 2, and 96 rows to begin with."),
            (94, "Only the last layer has lost its output padding then."),
        ],
    ),
    number(
        "A transposed layer has 3×3 kernels, 64 maps in, 32 maps out, and biases. "
        "How many parameters?",
        18464,
        "9·64·32 weights and 32 biases.",
        hint="One kernel for each pair of maps, one bias for each map that comes out.",
        mistakes=[
            (18432, "The biases are missing."),
            (18496, "The biases belong to the maps that come out: 32, not 64."),
            (320, "Each of the 32 maps has a kernel for each of the 64."),
            (6176, "You count one row of each kernel."),
        ],
    ),
    choice(
        "Why can you see square tiles, 9×9 pixels large, in the output of this network?",
        (
            "In its last two layers kernel size and stride are both 3",
            "Stamps lie side by side and never mix: 3 of the one by 3 of the other are 9.",
            True,
        ),
        ("The photo was scaled down by 9", "Three layers scale it down, by 18 in all."),
        ("The bottleneck has 6×6 places", "Those are 18 pixels apart, not 9."),
        ("output_padding is 2", "It adds a row and a column at the end, nothing else."),
    ),
    choice(
        "A thumbnail with as many numbers as the bottleneck has a smaller error. What follows?",
        (
            "For keeping pixels, this network is no good code",
            "A fixed rule beats it; what is learned here does not pay yet.",
            True,
        ),
        ("A bottleneck cannot work", "Thumbnails are a bottleneck, too."),
        ("The weights were not trained", "Their error was halved by the training."),
    ),
    choice(
        "You switch off one channel of the bottleneck, and a pattern covers the photo. Why?",
        ("The others had cancelled that pattern", "All 64 patterns are summed.", True),
        ("That channel held the background", "It holds a stamp, used at each of 36 places."),
        ("The decoder divides by that channel", "It only multiplies and adds."),
    ),
]

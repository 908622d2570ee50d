"""Chapter 7, Channels and feature maps: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice, number

PREDICTIONS = [
    choice(
        "What does the filter find at that edge, once all is added up?",
        ("0: nothing", "Red falls by as much as green rises, and the layer adds them up.", True),
        (
            "A large number",
            "Red alone gives one, and green as well. But their signs are not the same.",
        ),
        ("Three numbers", "One for each channel, at first. Then the layer adds them up."),
    ),
    number(
        "How many numbers does this layer have to learn?",
        84,
        "3 filters × 3 channels × 9 = 81 weights, and three biases.",
        hint="How many weights has one filter? It is as deep as its input.",
        mistakes=[
            (81, "These are the weights. Each filter has a bias, too."),
            (27, "That is one filter, or one grid for each of three. There are nine grids."),
            (28, "That is one filter with its bias. There are three."),
            (30, "A filter has a grid for each of the three channels, not one for all."),
            (90, "There is one bias for each filter, not for each grid."),
        ],
    ),
    choice(
        "How many numbers would it learn if the photo were twice as wide?",
        ("As many", "The same weights are used everywhere. Only the work doubles.", True),
        ("Twice as many", "The maps are twice as wide, and so is the work. The filters stay."),
        ("Four times as many", "Not even the work is: that would be twice as wide and high."),
    ),
    choice(
        "How could it have half of the weights, and still make four maps?",
        (
            "Each filter reads two channels",
            "Half as deep, half the weights: these are groups.",
            True,
        ),
        ("Two filters instead of four", "Each filter makes one map: there would be two maps."),
        ("Two filters, each used twice", "Four maps, but two and two of them are the same."),
    ),
    choice(
        "Do the two come out the same?",
        ("Yes", "Both steps are sums, and it does not matter which comes first.", True),
        (
            "No",
            "Every colour is blurred with the same weights, so their mixture is, too.",
        ),
    ),
]

"""Chapter 12, Learned filters: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    choice(
        "A kernel with batch normalisation after it is multiplied by 10. What changes in what the "
        "network says?",
        (
            "Nothing",
            "The normalisation divides the factor out again. That is why only the shape "
            "of a kernel counts.",
            True,
        ),
        (
            "Everything is 10 times larger",
            "The normalisation brings the maps back to the same spread.",
        ),
        ("The edges get sharper", "All outputs grow alike, so no edge changes against another."),
    ),
    number(
        "How many weights has a first layer of 32 kernels of 5×5 for colour photos, without biases?",
        2400,
        "32·3·5·5 = 2400.",
        hint="Each kernel has a plane for each colour channel.",
        mistakes=[
            (800, "Each kernel has three planes, one for each channel."),
            (75, "That is one kernel."),
            (2432, "Those 32 more would be the biases."),
        ],
    ),
    number(
        "Two kernels: 1, −1 and −2, 2. What is their cosine similarity?",
        -1,
        "The second is −2 times the first: the opposite shape.",
        hint="(1·(−2) + (−1)·2) / (√2 · √8)",
        mistakes=[
            (-4, "Those are the products, added up. Divide by both lengths."),
            (1, "Mind the signs."),
            (0, "The products do not cancel: both are negative."),
            (-0.25, "A length is the root of the squares added up."),
            (2, "That is how far apart they are. The cosine itself is asked for."),
        ],
    ),
    choice(
        "Why did the noise disappear from the kernels of Figure 12.1?",
        (
            "Weight decay shrank what the photos did not renew",
            "The loss hardly touches that part; the decay does.",
            True,
        ),
        (
            "The loss pushed it out",
            "Where photos hold next to nothing, a weight hardly changes the "
            "loss, so it is hardly pushed.",
        ),
        ("The snapshots are blurred", "They are the weights as they were."),
        ("The layer was started with edges", "It was started with noise: look at step 0."),
    ),
    choice(
        "You find a kernel that no hand-made one fits better than 0.5. Is it noise?",
        (
            "Not if its energy lies in a few waves",
            "Then it has a shape that your list lacks.",
            True,
        ),
        (
            "Yes, 0.5 is what noise gives",
            "Noise is like the best of 377 by 0.23, at most by about 0.3.",
        ),
        (
            "Yes, all useful kernels are in the list",
            "No list is complete: corners, or edges out of the middle, are missing.",
        ),
    ),
]

"""Chapter 12, Learned filters: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice

PREDICTIONS = [
    choice(
        "How many of the photos that it has never seen does the network name right at that moment?",
        ("About a quarter", "The layers behind it learn from what noise tells them.", True),
        (
            "Hardly any",
            "Kernels of noise tell photos apart, too, and later layers learn from them.",
        ),
        ("More than half", "That takes many more steps, long after the kernels have formed."),
        ("Nearly all", "It never gets that far, not even in all its steps."),
    ),
    choice(
        "Which share of the energy do the strongest three of 25 waves hold, in noise?",
        ("More than 3/25", "They are the strongest of 25: chance made them so.", True),
        ("Just 3/25", "So much any three hold on average. These were picked as the strongest."),
        ("Less than 3/25", "The strongest three cannot hold less than three on average do."),
    ),
    choice(
        "How large is the cosine of noise with the best of the 377, its sign left out?",
        ("About a quarter", "Many tries find a likeness by chance, but a small one.", True),
        ("Nearly 0", "So it is for one kernel. Here the best of 377 counts."),
        ("About three quarters", "377 tries are few: a kernel has 147 numbers to agree in."),
        ("Nearly 1", "Then any noise would be one of the hand-made ones."),
    ),
    choice(
        "Will there be coloured stripes, too?",
        ("Hardly any", "Lines are left to brightness, colours to broad patches.", True),
        ("Most stripes will be coloured", "In photos, what is fine is mostly light beside dark."),
        ("About every other one", "That would be chance. Colour and lines are not shared out so."),
    ),
    choice(
        "Can photos alone, without labels and network, bring out edges?",
        ("Yes", "Light beside dark is one of the ways in which patches differ most.", True),
        ("No, only the labels can", "Labels say which shapes are of use. Are there none without?"),
        (
            "No, only a network can",
            "A network finds them in photos. So can you, by other means.",
        ),
    ),
    choice(
        "Will most of them be even patches again, as 40 of 64 were before?",
        ("No", "All patches have the same mean, so there is nothing for these to find.", True),
        ("Yes", "What would an even patch tell, where all have the same mean?"),
    ),
]

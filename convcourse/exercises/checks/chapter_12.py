"""Checkers of chapter 12: the sizes of maps, the map most like a target, channels that are dead."""

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check


def _map_sizes(n, groups):
    return [n // 2**pools for pools, count in enumerate(groups) for _ in range(count)]


MAP_SIZES_CASES = [(8, [1, 1]), (32, [2, 2]), (22, [1, 2, 1]), (224, [2, 2, 3, 3, 3]), (5, [3])]
POOLINGS_OWN = (
    "You have one size too many in each group: the pooling's own. Only the convolutions count."
)
MAP_SIZES_MISTAKES = [
    Mistake(
        lambda n, groups: [n // 2**k for k in range(sum(groups))],
        "You halve after every convolution. The convolutions keep the size; only the pooling at "
        "the end of a group halves it.",
    ),
    Mistake(
        lambda n, groups: [n // 2 ** (p + 1) for p, c in enumerate(groups) for _ in range(c)],
        "You pool before the group. The pooling comes after it, so the first group's maps are as "
        "large as the photo.",
    ),
    Mistake(
        lambda n, groups: [n // 2**p for p in range(len(groups))],
        "That is one size for each group. Each convolution in it makes maps: repeat the size.",
    ),
    Mistake(
        lambda n, groups: [n // 2**p for p, c in enumerate(groups) for _ in range(c + 1)],
        POOLINGS_OWN,
    ),
    Mistake(
        lambda n, groups: [
            n // 2**pools for p, c in enumerate(groups) for pools in [p] * c + [p + 1]
        ],
        POOLINGS_OWN,
    ),
    Mistake(
        lambda n, groups: [*_map_sizes(n, groups), n // 2 ** len(groups)],
        "The last number is what the last pooling makes. No convolution follows: leave it out.",
    ),
    Mistake(
        lambda n, groups: [n - 2 * (k + 1) for k in range(sum(groups))],
        "You take 2 off for each convolution, as without padding. With padding 1 a 3×3 kernel "
        "keeps the size.",
    ),
    Mistake(
        lambda n, groups: [n / 2**p for p, c in enumerate(groups) for _ in range(c)],
        "Half a row cannot be: the pooling rounds down. Write `//`.",
    ),
    Mistake(
        lambda n, groups: [-(-n // 2**p) for p, c in enumerate(groups) for _ in range(c)],
        "You round up. Where the size is odd, the pooling leaves the last row out.",
    ),
    Mistake(
        lambda n, groups: [n // (p + 1) for p, c in enumerate(groups) for _ in range(c)],
        "You divide by 1, 2, 3, … Each pooling halves again: by 1, 2, 4, 8, …",
    ),
    Mistake(
        lambda n, groups: [n] * sum(groups),
        "The poolings are missing: each halves the size.",
    ),
]


def check_map_sizes(function: Function) -> Verdict:
    """Check exercise 12.1: ``map_sizes(n, groups)`` lists the size of each convolution's maps."""
    return check(function, _map_sizes, MAP_SIZES_CASES, MAP_SIZES_MISTAKES)


def _correlations(maps, target):
    centred = maps - maps.mean(axis=(1, 2), keepdims=True)
    aim = target - target.mean()
    lengths = np.sqrt((centred**2).sum(axis=(1, 2)) * (aim**2).sum())
    return (centred * aim).sum(axis=(1, 2)) / lengths


def _most_similar(maps, target):
    return int(np.argmax(np.abs(_correlations(maps, target))))


def _similar_cases():
    """Return maps among which each way to go wrong picks another than the right one."""
    rng = np.random.default_rng(12)
    cases = []
    for shape in ((3, 3), (4, 5), (6, 6)):
        target = rng.normal(size=shape)
        noise = rng.normal(size=(5, *shape))
        maps = np.stack([
            target + 0.7 * noise[0],  # the likest with the same sign
            5 - 3 * target + 0.3 * noise[1],  # the right one: a negative, brighter
            40 * (noise[2] + 0.8 * target),  # large numbers
            target * 0 + target.mean() + 0.3 * noise[3],  # near, and nothing in common
            60 + 0.1 * noise[4],
        ])  # fmt: skip
        cases.append((maps, target))
        cases.append((maps[::-1], target + 7))  # here products see the mean alone
    # And maps of any brightness and contrast: what goes wrong with these goes wrong by itself.
    for _ in range(3):
        target = rng.normal(size=(3, 4))
        scale, level = rng.uniform(-3, 3, size=(2, 5, 1, 1))
        cases.append((scale * (target + rng.normal(size=(5, 3, 4))) + level, target))
    return cases


SIMILAR_CASES = _similar_cases()
SIMILAR_MISTAKES = [
    Mistake(
        lambda maps, target: np.argmax(
            np.abs(_correlations(maps, target))
            * np.sqrt(maps.var(axis=(1, 2)) / (maps**2).mean(axis=(1, 2)))
        ),
        "You divide by the lengths of the maps as they came. Take the lengths after the means are "
        "subtracted.",
    ),
    Mistake(
        lambda maps, target: np.argmax(
            np.abs(((maps - maps.mean()) * (target - target.mean())).sum((1, 2)))
            / np.sqrt(((maps - maps.mean()) ** 2).sum((1, 2)))
        ),
        "You subtract one mean of all maps together. Each map has its own: the mean over axes 1 "
        "and 2.",
    ),
    Mistake(
        lambda maps, target: np.argmax(_correlations(maps, target)),
        "A negative is missing: a correlation of −0.9 is more alike than 0.5. Compare the absolute "
        "values.",
    ),
    Mistake(
        lambda maps, target: np.argmin(((maps - target) ** 2).sum((1, 2))),
        "The smallest difference depends on scale and brightness. A correlation does not.",
    ),
    Mistake(
        lambda maps, target: np.argmax(
            np.abs((maps * target).sum((1, 2)) / np.sqrt((maps**2).sum((1, 2))))
        ),
        "The means are still in it: two pictures that are bright alike then look alike. Subtract "
        "each one's mean first.",
    ),
    Mistake(
        lambda maps, target: np.argmax(
            np.abs(
                ((maps - maps.mean((1, 2), keepdims=True)) * (target - target.mean())).sum((1, 2))
            )
        ),
        "Large numbers win here. Divide by the lengths, so that a map's scale does not count.",
    ),
    Mistake(
        lambda maps, target: np.argmin(np.abs(_correlations(maps, target))),
        "You found the map that is least like it.",
    ),
    Mistake(
        lambda maps, target: np.abs(_correlations(maps, target)).max(),
        "That is the correlation itself. Return which map it is: `np.argmax`.",
    ),
    Mistake(
        lambda maps, target: _most_similar(maps, target) + 1,
        "You count from 1. The first map is number 0.",
    ),
]


def check_most_similar(function: Function) -> Verdict:
    """Check exercise 12.2: ``most_similar(maps, target)`` finds the map by correlation."""
    return check(function, _most_similar, SIMILAR_CASES, SIMILAR_MISTAKES)


def _dead_share(maps):
    return float((maps == 0).all(axis=(1, 2)).mean())


def _dead_cases():
    rng = np.random.default_rng(3)
    alive = np.maximum(rng.normal(size=(4, 3, 3)), 0)
    alive[:, 1, 1] = 1
    dead = np.zeros((2, 3, 3))
    return [
        (np.concatenate([alive[:3], dead[:1]]),),
        (np.concatenate([dead, alive[:3]]),),
        (alive,),
        (np.concatenate([alive[:1] + 1, dead[:1]]),),
        (np.concatenate([alive[:2], dead[:1], np.full((1, 3, 3), 2.0)]),),
    ]


DEAD_CASES = _dead_cases()
DEAD_MISTAKES = [
    Mistake(
        lambda maps: (maps == 0).mean(),
        "That is the share of all numbers that are 0. A channel is dead only if its whole map is.",
    ),
    Mistake(
        lambda maps: (maps == 0).any(axis=(1, 2)).mean(),
        "You count channels with a zero anywhere; after a ReLU that is nearly all of them. Take "
        "those that are 0 everywhere.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=(1, 2)).sum(),
        "That is how many there are. Divide by the number of channels.",
    ),
    Mistake(
        lambda maps: (maps > 0).any(axis=(1, 2)).mean(),
        "That is the share of the living ones.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=0).mean(),
        "You look along the channels: at which pixels all maps are 0. Look over the rows and "
        "columns of each map, axes 1 and 2.",
    ),
    Mistake(
        lambda maps: (np.ptp(maps, axis=(1, 2)) == 0).mean(),
        "You count maps that are the same everywhere. One that is 2 everywhere is not dead: it "
        "has to be 0.",
    ),
]


def check_dead_share(function: Function) -> Verdict:
    """Check exercise 12.3: ``dead_share(maps)`` is the share of channels that are all 0."""
    return check(function, _dead_share, DEAD_CASES, DEAD_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_map_sizes: MAP_SIZES_MISTAKES,
    check_most_similar: SIMILAR_MISTAKES,
    check_dead_share: DEAD_MISTAKES,
}

"""Checkers of chapter 13: the sizes of maps, the map most like a target, channels that are dead."""

import numpy as np

from convcourse.exercises.checks.core import Function, Mistake, Verdict, check


def _map_sizes(n, groups):
    return [n // 2**pools for pools, count in enumerate(groups) for _ in range(count)]


MAP_SIZES_CASES = [
    (8, [1, 1]), (32, [2, 2]), (10, [1, 1, 1]), (22, [1, 2, 1]), (224, [2, 2, 3, 3, 3]), (5, [3]),
]  # fmt: skip


def _halved(n, groups, pool, convolve=lambda m: m):
    """Follow a size through the groups, with another convolution or pooling."""
    sizes = []
    for count in groups:
        for _ in range(count):
            n = convolve(n)
            sizes.append(n)
        n = pool(n)
    return sizes


TO_THE_NEAREST = (
    "You round to the nearest, and Python rounds a half to the even number. The pooling rounds "
    "down: write `//`."
)
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
    Mistake(lambda n, groups: _halved(n, groups, lambda m: round(m / 2)), TO_THE_NEAREST),
    Mistake(
        lambda n, groups: [round(n / 2**p) for p, c in enumerate(groups) for _ in range(c)],
        TO_THE_NEAREST,
    ),
    Mistake(
        lambda n, groups: _halved(n, groups, lambda m: m // 2, lambda m: m - 2),
        "You take 2 off for each convolution, as without padding. With padding 1 a 3×3 kernel "
        "keeps the size; the poolings alone halve it.",
    ),
    Mistake(
        lambda n, groups: _halved(n, groups, lambda m: m // 3),
        "You divide by 3. The kernels are 3×3, but the pooling is 2×2: it halves the size.",
    ),
    Mistake(
        lambda n, groups: _halved(n, groups, lambda m: m - 1),
        "Your pooling takes one row off. Its windows lie side by side: it halves the size.",
    ),
    Mistake(
        lambda n, groups: [[n // 2**p] * c for p, c in enumerate(groups)],
        "You return a list of lists. Put all sizes into one list: `extend`, or +=.",
    ),
    Mistake(
        lambda n, groups: n // 2 ** len(groups),
        "You return what is left at the end. List the size after each convolution.",
    ),
    Mistake(
        lambda n, groups: [size**2 for size in _map_sizes(n, groups)],
        "You return how many pixels a map has. Return its rows.",
    ),
    Mistake(
        lambda n, groups: [(size, size) for size in _map_sizes(n, groups)],
        "You return rows and columns. The rows alone are asked for.",
    ),
    Mistake(
        lambda n, groups: [n, *_map_sizes(n, groups)],
        "The photo's own size stands first. The list begins with what the first convolution makes.",
    ),
    Mistake(
        lambda n, groups: _map_sizes(n, [2, 2, 3, 3, 3]),
        "These are the groups of VGG-16, whatever `groups` says.",
    ),
    Mistake(
        lambda n, groups: [n // max(1, 2 * p) for p, c in enumerate(groups) for _ in range(c)],
        "You divide by 1, 2, 4, 6, … Each pooling halves again: by 1, 2, 4, 8, …",
    ),
    Mistake(
        lambda n, groups: _map_sizes(n, groups)[::-1],
        "The sizes stand in the opposite order. Begin with the first convolution.",
    ),
    Mistake(
        lambda n, groups: _map_sizes(n, [count - 1 for count in groups]),
        "In each group a convolution is missing: range(count) already has `count` numbers.",
    ),
    Mistake(
        lambda n, groups: _map_sizes(n, groups[1:]),
        "The first group is missing: groups are counted from 0.",
    ),
    Mistake(
        lambda n, groups: _map_sizes(n, groups[:-1]),
        "The last group is missing: range(len(groups)) already ends before it.",
    ),
]


def check_map_sizes(function: Function) -> Verdict:
    """Check exercise 13.1: ``map_sizes(n, groups)`` lists the size of each convolution's maps."""
    return check(function, _map_sizes, MAP_SIZES_CASES, MAP_SIZES_MISTAKES)


def _centred(maps):
    return maps - maps.mean(axis=(1, 2), keepdims=True)


def _aim(target):
    return target - target.mean()


def _products_of(maps, target):
    return (maps * target).sum(axis=(1, 2))


def _lengths(maps):
    return np.sqrt((maps**2).sum(axis=(1, 2)))


def _correlations(maps, target):
    centred, aim = _centred(maps), _aim(target)
    return _products_of(centred, aim) / (_lengths(centred) * np.sqrt((aim**2).sum()))


def _most_similar(maps, target):
    return int(np.argmax(np.abs(_correlations(maps, target))))


def _similar_cases():
    """Return maps among which each way to go wrong picks another than the right one."""
    rng = np.random.default_rng(12)
    first = [[[5.0, 4, 4], [5, 5, 3]], [[5, 0, 1], [5, 0, 0]], [[2, 0, 5], [5, 5, 3]]]
    cases = [(np.array(first), np.array([[2.0, 4, 4], [4, 0, 3]]))]
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
    # Answers with two mistakes at once: a negative is the likest, so that they part, too.
    for _ in range(4):
        target = rng.normal(size=(3, 3))
        scale = rng.uniform([-3, 1, 1, 0.3], [-1, 3, 3, 1]).reshape(4, 1, 1)
        near = np.array([0.3, 1, 1.5, 2]).reshape(4, 1, 1)
        maps = scale * (target + near * rng.normal(size=(4, 3, 3)))
        cases.append((maps + rng.uniform(-2, 2, size=(4, 1, 1)), target))
    # The likest comes last, so that all maps have to be looked at. All have much in common, and so
    # are others without their mean map.
    for sign in (1, -1):
        target = rng.normal(size=(2, 3))
        scale = rng.uniform(1, 3, size=(3, 1, 1))
        others = scale * (rng.normal(size=(3, 2, 3)) + 2 * target)
        last = sign * target + 0.1 * rng.normal(size=(1, 2, 3)) + 1
        cases.append((np.concatenate([others, last]), target))
    return cases


SIMILAR_CASES = _similar_cases()
SIGN_TOO_EARLY = (
    "You take the signs off each product, before they are added up. Then nothing can cancel. Add "
    "up first, and take the sign off the sum."
)
SMALLEST_DIFFERENCE = (
    "The smallest difference depends on scale and brightness. A correlation does not."
)
MEANS_AND_LENGTHS = (
    "These are plain products: bright maps and large numbers win. Subtract each one's mean first, "
    "and divide by the lengths."
)


def _without_the_mean_map(maps, target):
    centred = maps - maps.mean(axis=0)
    return _products_of(centred, _aim(target)) / _lengths(centred)


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
        lambda maps, target: np.argmin(((maps - target) ** 2).sum((1, 2))), SMALLEST_DIFFERENCE
    ),
    Mistake(lambda maps, target: np.argmin(np.abs(maps - target).sum((1, 2))), SMALLEST_DIFFERENCE),
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
    Mistake(
        lambda maps, target: np.argmax(_products_of(_centred(maps), _aim(target))),
        "Large numbers win here, and a negative does not count. Divide by the lengths, and compare "
        "the absolute values.",
    ),
    Mistake(
        lambda maps, target: np.argmax(_products_of(_centred(maps), _aim(target)) / _lengths(maps)),
        "You divide by the lengths of the maps as they came, and a negative does not count. Take "
        "the lengths after the means are subtracted, and compare the absolute values.",
    ),
    Mistake(
        lambda maps, target: np.argmax(
            _products_of(_centred(maps), _aim(target)) / _lengths(maps - maps.mean())
        ),
        "You subtract one mean of all maps together, and a negative does not count. Each map has a "
        "mean of its own: over axes 1 and 2. And compare the absolute values.",
    ),
    Mistake(
        lambda maps, target: np.argmax(
            _products_of(_centred(maps), _aim(target)) / maps.var(axis=(1, 2))
        ),
        "You divide by the variance, and a negative does not count. Divide by the length, its "
        "root, and compare the absolute values.",
    ),
    Mistake(
        lambda maps, target: np.argmax(_products_of(np.abs(_centred(maps)), np.abs(_aim(target)))),
        SIGN_TOO_EARLY,
    ),
    Mistake(
        lambda maps, target: np.argmax(
            _products_of(np.abs(_centred(maps)), np.abs(_aim(target))) / _lengths(_centred(maps))
        ),
        SIGN_TOO_EARLY,
    ),
    Mistake(
        lambda maps, target: np.argmax(_products_of(maps, target) / _lengths(maps)),
        "The means are still in it, and a negative does not count. Subtract each one's mean first, "
        "and compare the absolute values.",
    ),
    Mistake(
        lambda maps, target: np.argmax(np.abs(_products_of(maps, target))),
        MEANS_AND_LENGTHS,
    ),
    Mistake(lambda maps, target: np.argmax(_products_of(maps, target)), MEANS_AND_LENGTHS),
    Mistake(
        lambda maps, target: np.argmin(_correlations(maps, target)),
        "You take the most negative one. Take the largest of the absolute values.",
    ),
    Mistake(
        lambda maps, target: maps[_most_similar(maps, target)],
        "You return the map. Return its number.",
    ),
    Mistake(
        lambda maps, target: np.abs(_correlations(maps, target)),
        "These are the correlations of all maps. Return the number of the strongest: `np.argmax`.",
    ),
    Mistake(
        lambda maps, target: np.argmax(
            np.abs(_products_of(_centred(maps), _aim(target))) / maps.var(axis=(1, 2))
        ),
        "You divide by the variance: maps with small numbers win. Divide by the length, its root.",
    ),
    Mistake(
        lambda maps, target: _most_similar(maps[:-1], target),
        "The last map is never looked at: range(len(maps)) already ends before it.",
    ),
    Mistake(
        lambda maps, target: _most_similar(maps[1:], target) + 1,
        "The first map is never looked at: maps are counted from 0.",
    ),
    Mistake(
        lambda maps, target: np.argmax(np.abs(_without_the_mean_map(maps, target))),
        "You take the mean of all maps at each pixel, axis 0. Each map has a mean of its own: over "
        "axes 1 and 2.",
    ),
    Mistake(
        lambda maps, target: np.argmax(_without_the_mean_map(maps, target)),
        "You take the mean of all maps at each pixel, axis 0, and a negative does not count. Each "
        "map has a mean of its own: over axes 1 and 2. And compare the absolute values.",
    ),
    Mistake(
        lambda maps, target: np.argmax(
            np.abs((_centred(maps) * _aim(target)).sum((0, 1)))
            / np.sqrt((_centred(maps) ** 2).sum((0, 1)))
        ),
        "You add up over maps and rows, and so compare columns. A map's own axes are 1 and 2.",
    ),
]


def check_most_similar(function: Function) -> Verdict:
    """Check exercise 13.2: ``most_similar(maps, target)`` finds the map by correlation."""
    return check(function, _most_similar, SIMILAR_CASES, SIMILAR_MISTAKES)


def _dead_share(maps):
    return float((maps == 0).all(axis=(1, 2)).mean())


def _dead_cases():
    rng = np.random.default_rng(3)
    alive = np.maximum(rng.integers(-5, 5, size=(4, 3, 3)), 0.0)
    alive[:, 1, 1] = 1
    dead = np.zeros((2, 3, 3))
    faint = np.zeros((1, 3, 3))
    faint[0, 1, 1] = 5e-6  # far below what one sees, and not 0
    edge = np.zeros((1, 3, 3))
    edge[0, 2, 1] = 4  # alive in the last row alone
    return [
        (np.array([[[1.0, 2, 0], [3, 0, 0]], [[4, 1, 0], [0, 2, 0]], [[0, 0, 0], [0, 0, 0]]]),),
        (np.concatenate([alive[:3], dead[:1]]),),
        (np.concatenate([dead, alive[:3]]),),
        (alive,),
        (np.concatenate([alive[:1] + 1, dead[:1]]),),
        (np.concatenate([alive[:2], dead[:1], np.full((1, 3, 3), 2.0)]),),
        (np.concatenate([dead[:1], faint, alive[:3]]),),
        (np.concatenate([alive[:2], edge, dead[:1]]),),
    ]


def _dead_to_alive(maps):
    dead = (maps == 0).all(axis=(1, 2))
    return dead.sum() / max(1, (~dead).sum())


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
    Mistake(
        lambda maps: (maps.max(axis=(1, 2)) < 0.1).mean(),
        "You count faint maps, too. Dead is only one that is 0 everywhere.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=(1, 2)).sum() / maps[0].size,
        "You divide by the number of pixels. A share of the channels is divided by their number.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=(1, 2)).sum() / maps.size,
        "You divide by the number of all values. A share of the channels is divided by their "
        "number, len(maps).",
    ),
    Mistake(
        lambda maps: 100 * (maps == 0).all(axis=(1, 2)).mean(),
        "You return percent. A share goes from 0 to 1.",
    ),
    Mistake(
        lambda maps: (maps[:, 0, 0] == 0).mean(),
        "You look at one pixel of each map. All of them have to be 0.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=(1, 2)),
        "You say of each channel whether it is dead. Their share is the mean of that.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=(0, 1)).mean(),
        "You look over the channels and rows. The channels come first: a map is axes 1 and 2.",
    ),
    Mistake(
        lambda maps: ((maps == 0).mean(axis=(1, 2)) > 0.5).mean(),
        "You count maps that are 0 for the most part. Dead is only one that is 0 everywhere.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=(1, 2)).sum() // len(maps),
        "You round, so a share below 1 becomes 0. Divide with /, and leave it as it is.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=1).mean(),
        "You count columns that are 0, within the maps. Look over rows and columns, axes 1 and 2.",
    ),
    Mistake(
        _dead_to_alive,
        "You divide by the number of the living ones. A share is a part of all channels.",
    ),
    Mistake(
        lambda maps: (maps[:, :-1, :-1] == 0).all(axis=(1, 2)).mean(),
        "You do not look at the last row and column of a map: a slice :-1 ends before the last.",
    ),
    Mistake(
        lambda maps: (maps[:-1] == 0).all(axis=(1, 2)).sum() / len(maps),
        "The last channel is never looked at: range(len(maps)) already ends before it.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=(1, 2)).sum() / (len(maps) - 1),
        "You divide by one channel less than there are.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=2).mean(),
        "You count rows that are 0, within the maps. Look over rows and columns, axes 1 and 2.",
    ),
    Mistake(
        lambda maps: (maps == 0).all(axis=(1, 2)).sum() / maps.shape[-1],
        "You divide by the number of columns. The channels come first: len(maps).",
    ),
]


def check_dead_share(function: Function) -> Verdict:
    """Check exercise 13.3: ``dead_share(maps)`` is the share of channels that are all 0."""
    return check(function, _dead_share, DEAD_CASES, DEAD_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_map_sizes: MAP_SIZES_MISTAKES,
    check_most_similar: SIMILAR_MISTAKES,
    check_dead_share: DEAD_MISTAKES,
}

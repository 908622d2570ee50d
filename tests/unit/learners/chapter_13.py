"""Answers to the exercises of chapter 13: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks


def torch_map_sizes(n, groups):
    import torch

    x, sizes = torch.zeros(1, 1, n, n), []
    for count in groups:
        for _ in range(count):
            x = torch.nn.functional.conv2d(x, torch.ones(1, 1, 3, 3), padding=1)
            sizes.append(x.shape[-1])
        x = torch.nn.functional.max_pool2d(x, 2)
    return sizes


def walked(n, groups, *, conv=lambda n: n, pool=lambda n: n // 2, first=False, keep="c"):
    """Return sizes found by walking through the layers, each step as a learner has it."""
    sizes = []
    for count in groups:
        if first:
            n = pool(n)
        for _ in range(count):
            n = conv(n)
            if "c" in keep:
                sizes.append(n)
        if not first:
            n = pool(n)
        if "p" in keep:
            sizes.append(sizes[-1])
    return sizes


def halved_after_each(n, groups):
    sizes = []
    for count in groups:
        for _ in range(count):
            sizes.append(n)
            n = n // 2
    return sizes


def pooled_sizes_too(n, groups):
    sizes = []
    for count in groups:
        sizes += count * [n]
        n = int(n / 2)
        sizes.append(n)
    return sizes


def one_each(n, groups):
    sizes = []
    for _ in groups:
        sizes.append(n)
        n //= 2
    return sizes


def divided(n, groups):
    return [n // number for number, count in enumerate(groups, 1) for _ in range(count)]


MAP_SIZES = {
    "halve each": (halved_after_each, "You halve after every convolution"),
    "pool first": (lambda n, g: walked(n, g, first=True), "You pool before the group"),
    "one a group": (one_each, "one size for each group"),
    "pools too": (lambda n, g: walked(n, g, keep="cp"), "one size too many"),
    "pooled sizes too": (pooled_sizes_too, "one size too many"),
    "the last pooling": (lambda n, g: [*walked(n, g), n >> len(g)], "No convolution follows"),
    "no padding": (
        lambda n, g: walked(n, g, conv=lambda n: n - 2, pool=lambda n: n), "take 2 off"),
    "no floor": (lambda n, g: walked(n, g, pool=lambda n: n / 2), "Half a row cannot be"),
    "ceil": (lambda n, g: walked(n, g, pool=lambda n: (n + 1) // 2), "You round up"),
    "thirds": (divided, "Each pooling halves again"),
    "no pools": (lambda n, g: walked(n, g, pool=lambda n: n), "The poolings are missing"),
}  # fmt: skip


def numpys(maps, target):
    return np.argmax([abs(np.corrcoef(m.ravel(), target.ravel())[0, 1]) for m in maps])


def searched(score, best=max):
    """Return an answer that tries the maps one by one."""

    def answer(maps, target):
        scores = [score(one, target) for one in maps]
        return scores.index(best(scores))

    return answer


def corr(a, b):
    return np.corrcoef(a.ravel(), b.ravel())[0, 1]


def cosine(a, b):
    return abs((a * b).sum()) / np.linalg.norm(a) / np.linalg.norm(b)


def with_raw_length(a, b):
    return abs(np.cov(a.ravel(), b.ravel())[0, 1]) / np.linalg.norm(a)


def less_one_mean(maps, target, score=cosine):
    mean, aim = sum(m.sum() for m in maps) / maps.size, target - target.mean()
    scores = [score(one - mean, aim) for one in maps]
    return scores.index(max(scores))


def signed(a, b):
    return (a * b).sum() / np.linalg.norm(a) / np.linalg.norm(b)


def covariance(a, b):
    return np.cov(a.ravel(), b.ravel())[0, 1]


SIMILAR = {
    "no abs": (searched(corr), "A negative is missing"),
    "cosine": (searched(cosine), "The means are still in it"),
    "covariance": (
        searched(lambda a, b: abs(np.cov(a.ravel(), b.ravel())[0, 1])), "Large numbers win"),
    "raw length": (searched(with_raw_length), "lengths of the maps as they came"),
    "one mean": (less_one_mean, "one mean of all maps"),
    "covariance, no abs": (searched(covariance), "Large numbers win here, and a negative"),
    "raw length, no abs": (
        searched(lambda a, b: covariance(a, b) / np.linalg.norm(a)),
        "as they came, and a negative does not count"),
    "one mean, no abs": (
        lambda maps, t: less_one_mean(maps, t, signed),
        "one mean of all maps together, and a negative does not count"),
    "variance, no abs": (
        searched(lambda a, b: covariance(a, b) / a.var()),
        "divide by the variance, and a negative does not count"),
    "difference": (
        searched(lambda a, b: np.linalg.norm(a - b), min), "smallest difference depends"),
    "least": (searched(lambda a, b: abs(corr(a, b)), min), "least like it"),
    "value": (lambda maps, t: max(abs(corr(m, t)) for m in maps), "the correlation itself"),
    "from 1": (lambda maps, t: numpys(maps, t) + 1, "You count from 1"),
}  # fmt: skip


def counted(is_dead, share=True):
    def answer(maps):
        dead = sum(1 for one in maps if is_dead(one))
        return dead / len(maps) if share else dead

    return answer


DEAD = {
    "zeros": (lambda maps: np.count_nonzero(maps == 0) / maps.size, "share of all numbers"),
    "any": (counted(lambda one: one.min() == 0), "a zero anywhere"),
    "how many": (counted(lambda one: one.sum() == 0, share=False), "how many there are"),
    "living": (counted(lambda one: one.sum() > 0), "the living ones"),
    "constant": (counted(lambda one: one.std() == 0), "the same everywhere"),
    "axis 0": (lambda maps: np.mean(maps.max(axis=0) == 0), "along the channels"),
}

RIGHT = [
    (checks.check_map_sizes, torch_map_sizes),
    (checks.check_map_sizes, lambda n, g: np.array(walked(n, g))),
    (checks.check_most_similar, numpys),
    (checks.check_most_similar, searched(lambda a, b: abs(corr(a, b)))),
    (checks.check_dead_share, counted(lambda one: not one.any())),
    (checks.check_dead_share, lambda maps: np.mean(maps.max(axis=(1, 2)) == 0)),
]
WRONG = {
    checks.check_map_sizes: MAP_SIZES,
    checks.check_most_similar: SIMILAR,
    checks.check_dead_share: DEAD,
}

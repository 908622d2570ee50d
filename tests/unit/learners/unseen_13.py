"""Answers to the exercises of chapter 13 by one who had read the exercise, and no checker."""

import numpy as np
from scipy import signal

from convcourse.exercises import checks

n_ = np.linalg.norm


cosn = lambda p, q: (p * q).sum() / (n_(p.ravel()) * n_(q.ravel()))


def ms(n, groups, step=lambda m: m // 2, conv=lambda m: m, first=False):
    out = []
    for g in groups:
        if first:
            n = step(n)
        for _ in range(g):
            n = conv(n)
            out.append(n)
        if not first:
            n = step(n)
    return out


cc = lambda p, q: np.corrcoef(p.ravel(), q.ravel())[0, 1]


def conv(n, k, s, p):
    return (n + 2 * p - k) // s + 1


MAP_SIZES = {
    'no padding': (lambda n, g: ms(n, g, conv=lambda m: m - 2), 'You take 2 off for each convolution, as without'),
    'pool first': (lambda n, g: ms(n, g, first=True), 'You pool before the group. The pooling comes'),
    'ceil': (lambda n, g: ms(n, g, step=lambda m: -(-m // 2)), 'You round up. Where the size is odd, the'),
    'round': (lambda n, g: ms(n, g, step=lambda m: round(m / 2)), 'You round to the nearest, and Python rounds a'),
    'float': (lambda n, g: ms(n, g, step=lambda m: m / 2), 'Half a row cannot be: the pooling rounds down.'),
    'one per group': (lambda n, g: [n // 2 ** i for i in range(len(g))], 'That is one size for each group. Each'),
    'pool each conv': (lambda n, g: [n // 2 ** i for i in range(sum(g))], 'You halve after every convolution. The'),
    'with pools': (lambda n, g: [m for i, c in enumerate(g) for m in [n // 2 ** i] * c + [n // 2 ** (i + 1)]], 'You have one size too many in each group: the'),
    'after pool': (lambda n, g: [n // 2 ** (i + 1) for i, c in enumerate(g) for _ in range(c)], 'You pool before the group. The pooling comes'),
    'never pooled': (lambda n, g: [n] * sum(g), 'The poolings are missing: each halves the size.'),
    'third': (lambda n, g: ms(n, g, step=lambda m: m // 3), 'You divide by 3. The kernels are 3×3, but the'),
    'nested': (lambda n, g: [[n // 2 ** i] * c for i, c in enumerate(g)], 'You return a list of lists. Put all sizes into'),
    'final': (lambda n, g: n // 2 ** len(g), 'You return what is left at the end. List the'),
    'area': (lambda n, g: [m * m for m in ms(n, g)], 'You return how many pixels a map has. Return'),
    'pairs': (lambda n, g: [(m, m) for m in ms(n, g)], 'You return rows and columns. The rows alone are'),
    'input too': (lambda n, g: [n] + ms(n, g), "The photo's own size stands first. The list"),
    'last pool missing extra': (lambda n, g: ms(n, g) + [n // 2 ** len(g)], 'The last number is what the last pooling makes.'),
    'minus 1': (lambda n, g: ms(n, g, step=lambda m: m - 1), 'Your pooling takes one row off. Its windows lie'),
    'always vgg': (lambda n, g: ms(n, [2, 2, 3, 3, 3]), 'These are the groups of VGG-16, whatever'),
    'backwards': (lambda n, g: ms(n, g)[::-1], 'The sizes stand in the opposite order. Begin'),
    'divides by 2i': (lambda n, g: [n // (2 * i) if i else n for i, c in enumerate(g) for _ in range(c)], 'You divide by 1, 2, 4, 6, … Each pooling halves'),
    'from rounded power': (lambda n, g: [round(n / 2 ** i) for i, c in enumerate(g) for _ in range(c)], 'You round to the nearest, and Python rounds a'),
}  # fmt: skip
MOST_SIMILAR = {
    'no abs': (lambda m, t: int(np.argmax([cc(x, t) for x in m])), 'A negative is missing: a correlation of −0.9 is'),
    'cosine': (lambda m, t: int(np.argmax([abs(cosn(x, t)) for x in m])), 'The means are still in it: two pictures that'),
    'cosine no abs': (lambda m, t: int(np.argmax([cosn(x, t) for x in m])), 'The means are still in it, and a negative does'),
    'dot': (lambda m, t: int(np.argmax([abs((x * t).sum()) for x in m])), 'These are plain products: bright maps and large'),
    'covariance': (lambda m, t: int(np.argmax([abs(((x - x.mean()) * (t - t.mean())).sum()) for x in m])), 'Large numbers win here. Divide by the lengths,'),
    'distance': (lambda m, t: int(np.argmin([((x - t) ** 2).sum() for x in m])), 'The smallest difference depends on scale and'),
    'mean abs': (lambda m, t: int(np.argmin([abs(x - t).mean() for x in m])), 'The smallest difference depends on scale and'),
    'argmin': (lambda m, t: int(np.argmin([cc(x, t) for x in m])), 'You take the most negative one. Take the'),
    'from 1': (lambda m, t: int(np.argmax([abs(cc(x, t)) for x in m])) + 1, 'You count from 1. The first map is number 0.'),
    'value': (lambda m, t: max(abs(cc(x, t)) for x in m), 'That is the correlation itself. Return which'),
    'map': (lambda m, t: m[int(np.argmax([abs(cc(x, t)) for x in m]))], 'You return the map. Return its number.'),
    'global mean': (lambda m, t: int(np.argmax([abs(((x - m.mean()) * (t - t.mean())).sum()) / n_((x - m.mean()).ravel()) for x in m])), 'You subtract one mean of all maps together.'),
    'one centred': (lambda m, t: int(np.argmax([abs(((x - x.mean()) * t).sum()) / n_(x.ravel()) for x in m])), 'You divide by the lengths of the maps as they'),
    'target centred': (lambda m, t: int(np.argmax([abs((x * (t - t.mean())).sum()) / n_(x.ravel()) for x in m])), 'You divide by the lengths of the maps as they'),
    'std forgotten': (lambda m, t: int(np.argmax([abs(np.cov(x.ravel(), t.ravel())[0, 1]) for x in m])), 'Large numbers win here. Divide by the lengths,'),
    'row wise': (lambda m, t: int(np.argmax([np.mean([abs(np.corrcoef(a_, b)[0, 1]) for a_, b in zip(x, t)]) for x in m])), 'you get '),
    'min abs': (lambda m, t: int(np.argmin([abs(cc(x, t)) for x in m])), 'You found the map that is least like it.'),
    'least squares scaled': (lambda m, t: int(np.argmin([((x / abs(x).max() - t / abs(t).max()) ** 2).sum() for x in m])), 'you get '),
    'correlation image': (lambda m, t: int(np.argmax([abs(signal.correlate2d(x, t, "valid")).max() for x in m])), 'These are plain products: bright maps and large'),
    'listed': (lambda m, t: [abs(cc(x, t)) for x in m], 'These are the correlations of all maps. Return'),
    'variance divided': (lambda m, t: int(np.argmax([abs(((x - x.mean()) * (t - t.mean())).sum()) / x.var() for x in m])), 'You divide by the variance: maps with small'),
    'brightest': (lambda m, t: int(np.argmax(m.mean((1, 2)))), 'you get '),
    'abs product': (lambda m, t: int(np.argmax([(abs((x - x.mean()) * (t - t.mean()))).sum() / n_((x - x.mean()).ravel()) for x in m])), 'You take the signs off each product, before'),
}  # fmt: skip
DEAD_SHARE = {
    'zeros share': (lambda m: (m == 0).mean(), 'That is the share of all numbers that are 0. A'),
    'count': (lambda m: (m.max((1, 2)) == 0).sum(), 'That is how many there are. Divide by the'),
    'alive': (lambda m: (m.max((1, 2)) > 0).mean(), 'That is the share of the living ones.'),
    'any zero': (lambda m: (m == 0).any((1, 2)).mean(), 'You count channels with a zero anywhere; after'),
    'std 0': (lambda m: (m.std((1, 2)) == 0).mean(), 'You count maps that are the same everywhere.'),
    'min 0': (lambda m: (m.min((1, 2)) == 0).mean(), 'You count channels with a zero anywhere; after'),
    'mean small': (lambda m: (m.mean((1, 2)) < 0.01).mean(), 'You count faint maps, too. Dead is only one'),
    'divided by pixels': (lambda m: (m.max((1, 2)) == 0).sum() / m[0].size, 'You divide by the number of pixels. A share of'),
    'divided by all': (lambda m: (m.max((1, 2)) == 0).sum() / m.size, 'You divide by the number of all values. A share'),
    'percent': (lambda m: 100 * (m.max((1, 2)) == 0).mean(), 'You return percent. A share goes from 0 to 1.'),
    'positions': (lambda m: (m.max(0) == 0).mean(), 'You look along the channels: at which pixels'),
    'first pixel': (lambda m: (m[:, 0, 0] == 0).mean(), 'You look at one pixel of each map. All of them'),
    'mask': (lambda m: m.max((1, 2)) == 0, 'You say of each channel whether it is dead.'),
    'channels last': (lambda m: (m.max((0, 1)) == 0).mean(), 'You look over the channels and rows. The'),
    'below 1': (lambda m: (m.max((1, 2)) < 1).mean(), 'You count faint maps, too. Dead is only one'),
    'half zero': (lambda m: ((m == 0).mean((1, 2)) > 0.5).mean(), 'You count maps that are 0 for the most part.'),
    'rounded': (lambda m: round((m.max((1, 2)) == 0).mean()), 'You round, so a share below 1 becomes 0. Divide'),
    'whole division': (lambda m: (m.max((1, 2)) == 0).sum() // len(m), 'You round, so a share below 1 becomes 0. Divide'),
    'tolerance': (lambda m: (m < 1e-3).all((1, 2)).mean(), 'You count faint maps, too. Dead is only one'),
    'row 0': (lambda m: (m.sum(1) == 0).mean(), 'You count columns that are 0, within the maps.'),
    'dead to alive': (lambda m: (m.max((1, 2)) == 0).sum() / max(1, (m.max((1, 2)) > 0).sum()), 'You divide by the number of the living ones. A'),
}  # fmt: skip
RIGHT = [
    (checks.check_map_sizes, lambda n, g: ms(n, g)),
    (checks.check_map_sizes, lambda n, g: tuple(ms(n, g))),
    (checks.check_map_sizes, lambda n, g: np.array(ms(n, g))),
    (checks.check_map_sizes, lambda n, g: ms(n, g, step=lambda m: (m - 2) // 2 + 1)),
    (checks.check_most_similar, lambda m, t: int(np.argmax([abs(cc(x, t)) for x in m]))),
    (checks.check_dead_share, lambda m: (m.max((1, 2)) == 0).mean()),
    (checks.check_dead_share, lambda m: 1 - m.any((1, 2)).sum() / len(m)),
    (checks.check_dead_share, lambda m: np.isclose(m, 0).all((1, 2)).mean()),
    (checks.check_dead_share, lambda m: sum(x.sum() == 0 for x in m) / len(m)),
]  # fmt: skip
WRONG = {
    checks.check_map_sizes: MAP_SIZES,
    checks.check_most_similar: MOST_SIMILAR,
    checks.check_dead_share: DEAD_SHARE,
}

"""Answers to the exercises of chapter 12 by one who had read the exercise, and no checker."""

import math

import numpy as np

from convcourse.exercises import checks

n_ = np.linalg.norm


cosn = lambda p, q: (p * q).sum() / (n_(p.ravel()) * n_(q.ravel()))


def colour_part_mutates_its_input(k):
    total = (k**2).sum()
    k -= k.mean(0)
    return (k**2).sum() / total


COSINE_OF = {
    'dot': (lambda p, q: (p * q).sum(), 'These are the products, added up. Divide by'),
    'centred': (lambda p, q: np.corrcoef(p.ravel(), q.ravel())[0, 1], "You take off each kernel's mean first. That is"),
    'one norm': (lambda p, q: (p * q).sum() / n_(p.ravel()), 'You divide by the length of the first kernel'),
    'squared norms': (lambda p, q: (p * q).sum() / ((p ** 2).sum() * (q ** 2).sum()), 'A length is the square root of the squares'),
    'sums': (lambda p, q: (p * q).sum() / (p.sum() * q.sum()), 'The sum of its weights is no length: it can be'),
    'abs sums': (lambda p, q: (p * q).sum() / (abs(p).sum() * abs(q).sum()), 'A length is the root of the squares added up,'),
    'mean': (lambda p, q: (p * q).mean() / (n_(p.ravel()) * n_(q.ravel())), 'You take the mean of the products. Add them up:'),
    'absolute': (lambda p, q: abs((p * q).sum()) / (n_(p.ravel()) * n_(q.ravel())), 'The sign got lost: opposite kernels have −1.'),
    'distance': (lambda p, q: 1 - (p * q).sum() / (n_(p.ravel()) * n_(q.ravel())), 'This is 1 less the cosine: a distance, 0 for'),
    'euclid': (lambda p, q: n_((p - q).ravel()), 'This is the distance. It is large for two'),
    'angle': (lambda p, q: math.acos(max(-1, min(1, (p * q).sum() / (n_(p.ravel()) * n_(q.ravel()))))), 'That is the angle; asked for is its cosine.'),
    'norm of sum': (lambda p, q: (p * q).sum() / n_((p + q).ravel()), 'you get '),
    'norm of product': (lambda p, q: (p * q).sum() / n_((p * q).ravel()), 'You divide by the length of the products.'),
    'rms': (lambda p, q: (p * q).sum() / np.sqrt((p ** 2).mean() * (q ** 2).mean()), 'You take means of the squares. A length is the'),
    'matmul': (lambda p, q: (p @ q) / (n_(p) * n_(q)), '`@` multiplies the kernels as matrices.'),
    'squared': (lambda p, q: ((p * q).sum() / (n_(p.ravel()) * n_(q.ravel()))) ** 2, 'You square the cosine. That makes it smaller,'),
    'spectral': (lambda p, q: (p * q).sum() / (n_(p, 2) * n_(q, 2)), 'np.linalg.norm(a, 2) of a matrix is another'),
    'max norm': (lambda p, q: (p * q).sum() / (abs(p).max() * abs(q).max()), 'the largest weight of each kernel'),
    'degrees': (lambda p, q: math.degrees(math.acos(max(-1, min(1, (p * q).sum() / (n_(p.ravel()) * n_(q.ravel())))))), 'That is the angle, in degrees; asked for is its'),
    'norm sum': (lambda p, q: (p * q).sum() / (n_(p.ravel()) + n_(q.ravel())), 'You add the two lengths. Divide by both: by'),
    'flipped': (lambda p, q: (p * q[::-1, ::-1]).sum() / (n_(p.ravel()) * n_(q.ravel())), 'you get '),
    'vdot first axis': (lambda p, q: (p[0] * q[0]).sum() / (n_(p[0].ravel()) * n_(q[0].ravel())), 'you get '),
}  # fmt: skip
NEAREST_OF = {
    'no abs': (lambda k, bank: int(np.argmax([cosn(k, p) for p in bank])), 'A kernel may be the negative of a pattern:'),
    'dot abs': (lambda k, bank: int(np.argmax([abs((k * p).sum()) for p in bank])), 'Patterns with large numbers win here. Divide by'),
    'dot': (lambda k, bank: int(np.argmax([(k * p).sum() for p in bank])), 'Patterns with large numbers win here, and'),
    'distance': (lambda k, bank: int(np.argmin([n_((k - p).ravel()) for p in bank])), 'You take the pattern at the smallest distance,'),
    'distance both': (lambda k, bank: int(np.argmin([min(n_((k - p).ravel()), n_((k + p).ravel())) for p in bank])), 'You take the smallest distance to a pattern or'),
    'argmin': (lambda k, bank: int(np.argmin([abs(cosn(k, p)) for p in bank])), 'That is the pattern it is least like: the'),
    'abs inside': (lambda k, bank: int(np.argmax([abs(k * p).sum() / (n_(k.ravel()) * n_(p.ravel())) for p in bank])), 'You take the signs off each product, before'),
    'abs sums': (lambda k, bank: int(np.argmax([abs((k * p).sum()) / abs(p).sum() for p in bank])), 'You divide by the sum of absolute values. A'),
    'from 1': (lambda k, bank: int(np.argmax([abs(cosn(k, p)) for p in bank])) + 1, 'You count from 1.'),
    'value': (lambda k, bank: max(abs(cosn(k, p)) for p in bank), 'That is the similarity. Return which pattern'),
    'pattern': (lambda k, bank: bank[int(np.argmax([abs(cosn(k, p)) for p in bank]))], 'You return the pattern. Return its number in'),
    'centred': (lambda k, bank: int(np.argmax([abs(np.corrcoef(k.ravel(), p.ravel())[0, 1]) for p in bank])), 'You take off the means (np.corrcoef does). An'),
    'squared norm': (lambda k, bank: int(np.argmax([abs((k * p).sum()) / (p ** 2).sum() for p in bank])), 'You divide by the squared lengths: patterns'),
    'list all': (lambda k, bank: [abs(cosn(k, p)) for p in bank], 'These are the similarities of all patterns.'),
    'first similar': (lambda k, bank: next((i for i, p in enumerate(bank) if abs(cosn(k, p)) > 0.5), 0), 'you get '),
    'mean abs': (lambda k, bank: int(np.argmin([abs(k - p).mean() for p in bank])), 'You take the pattern at the smallest distance,'),
    'min cos': (lambda k, bank: int(np.argmin([cosn(k, p) for p in bank])), 'That is the most opposite pattern. Take the'),
    'flat argmax': (lambda k, bank: int(np.argmax(abs(bank * k))), 'You look for the largest product. First add up'),
    'always 0': (lambda k, bank: 0, 'you get '),
    'norm max': (lambda k, bank: int(np.argmax([abs((k * p).sum()) / abs(p).max() for p in bank])), 'the largest weight of a pattern'),
    'axis norm': (lambda k, bank: int(np.argmax(abs((bank * k).sum((1, 2))) / n_(bank))), 'Patterns with large numbers win here. Divide by'),
}  # fmt: skip
COLOUR_PART = {
    'brightness share': (lambda k: 3 * (k.mean(0) ** 2).sum() / (k ** 2).sum(), 'This is the share of the brightness. The share'),
    'no factor': (lambda k: 1 - (k.mean(0) ** 2).sum() / (k ** 2).sum(), 'You count the energy of the brightness once. It'),
    'global mean': (lambda k: ((k - k.mean()) ** 2).sum() / (k ** 2).sum(), 'You take off one mean over everything. The'),
    'mean per plane': (lambda k: ((k - k.mean((1, 2), keepdims=True)) ** 2).sum() / (k ** 2).sum(), "You take each channel's mean over its pixels."),
    'mean of rows': (lambda k: ((k - k.mean(1, keepdims=True)) ** 2).sum() / (k ** 2).sum(), 'You take means along the rows or columns of the'),
    'mean last': (lambda k: ((k - k.mean(-1, keepdims=True)) ** 2).sum() / (k ** 2).sum(), 'You take means along the rows or columns of the'),
    'absolute': (lambda k: abs(k - k.mean(0)).sum() / abs(k).sum(), 'An energy is a sum of squares, not of absolute'),
    'norms': (lambda k: n_((k - k.mean(0)).ravel()) / n_(k.ravel()), 'You took the root: that is a ratio of lengths.'),
    'not divided': (lambda k: ((k - k.mean(0)) ** 2).sum(), 'This is the energy of the colour. Which share'),
    'colour to brightness': (lambda k: ((k - k.mean(0)) ** 2).sum() / (k.mean(0) ** 2).sum(), 'This is the energy of the colour against that'),
    'colour to brightness 3': (lambda k: ((k - k.mean(0)) ** 2).sum() / (3 * (k.mean(0) ** 2).sum()), 'This is the energy of the colour against that'),
    'variance': (lambda k: k.var(0).sum() / (k ** 2).sum(), 'A variance is the mean of the squares over'),
    'sum not mean': (lambda k: ((k - k.sum(0)) ** 2).sum() / (k ** 2).sum(), 'You take off the sum of the channels. Take off'),
    'percent': (lambda k: 100 * ((k - k.mean(0)) ** 2).sum() / (k ** 2).sum(), 'You return percent. A share goes from 0 to 1.'),
    'per pixel': (lambda k: (((k - k.mean(0)) ** 2).sum(0) / (k ** 2).sum(0)).mean(), 'the share at each pixel'),
    'luma': (lambda k: ((k - np.tensordot([0.299, 0.587, 0.114], k, 1)) ** 2).sum() / (k ** 2).sum(), 'You weigh the channels as eyes do: 0.299,'),
    'median': (lambda k: ((k - np.median(k, 0)) ** 2).sum() / (k ** 2).sum(), 'You take the median of the three channels for'),
    'first plane': (lambda k: ((k - k[0]) ** 2).sum() / (k ** 2).sum(), 'You take the first channel for the brightness.'),
    'squared sum': (lambda k: (k - k.mean(0)).sum() ** 2 / (k ** 2).sum(), 'You add up first, then square: the colours of a'),
    'mean of squares': (lambda k: ((k - k.mean(0)) ** 2).sum() / (k ** 2).mean(), 'You divide a sum by a mean. Take sums of both.'),
    'channels last': (lambda k: ((k - k.mean(2, keepdims=True)) ** 2).sum() / (k ** 2).sum(), 'You take means along the rows or columns of the'),
    'array': (lambda k: (k - k.mean(0)) ** 2 / (k ** 2).sum(), 'You return a number for each weight. Add up'),
    'mutates its input': (colour_part_mutates_its_input, 'Your function changes its input. Write into a'),
}  # fmt: skip
RIGHT = [
    (checks.check_cosine, lambda p, q: (p * q).sum() / (n_(p.ravel()) * n_(q.ravel()))),
    (checks.check_nearest, lambda k, bank: int(np.argmax([abs(cosn(k, p)) for p in bank]))),
    (checks.check_nearest, lambda k, bank: int(np.argmax([cosn(k, p) ** 2 for p in bank]))),
    (checks.check_colour_share, lambda k: ((k - k.mean(0)) ** 2).sum() / (k ** 2).sum()),
]  # fmt: skip
WRONG = {
    checks.check_cosine: COSINE_OF,
    checks.check_nearest: NEAREST_OF,
    checks.check_colour_share: COLOUR_PART,
}

"""The labelled equations of the pages as Python functions, each held against an operator.

A function computes what its equation says, sum for sum and sign for sign, for random numbers; its
oracle is an operator of a library or of the course. The LaTeX stands beside it in the ledger.
"""

import ast
import itertools
import math

import numpy as np
import torch
from scipy import ndimage, signal
from scipy.fft import fft2, ifft2
from scipy.spatial.distance import cosine as cosine_distance
from torch.nn.functional import avg_pool1d, conv1d, conv2d, conv_transpose1d, max_pool1d

from convcourse import border_indices, output_size, pad2d
from convcourse.networks.features import spectral_concentration
from convcourse.pictures.patterns import channel_mixes

_EQUATIONS = {}


def equation(label, oracle):
    """Enter a function under the label of its equation, with what it has to agree with."""

    def enter(function):
        _EQUATIONS[label] = (function, oracle)
        return function

    return enter


def agrees(label):
    """Say whether an equation and its oracle agree on a dozen random cases."""
    function, oracle = _EQUATIONS[label]
    for seed in range(12):
        case = CASES[label](np.random.default_rng(seed))
        np.testing.assert_allclose(function(*case), oracle(*case), atol=1e-9, err_msg=label)
    return True


def pairs(size, count=5):
    """Return random arrays (x, w) of one size."""
    rng = np.random.default_rng(size)
    return [(rng.normal(size=size), rng.normal(size=size)) for _ in range(count)]


def _series(rng):
    return rng.normal(size=rng.integers(6, 12)), rng.normal(size=rng.integers(1, 6))


def _pictures(rng):
    return rng.normal(size=rng.integers(6, 9, 2)), rng.normal(size=rng.integers(1, 5, 2))


def _centred(rng):
    n = rng.integers(0, 3)
    return rng.normal(size=(7, 8)), rng.normal(size=(2 * n + 1, 2 * n + 1))


@equation("eq-correlation-1d", lambda x, w: signal.correlate(x, w, "valid"))
def correlation_1d(x, w):
    """y[i] = Σ w[k] x[i + k]."""
    stops = range(len(x) - len(w) + 1)
    return [sum(w[k] * x[i + k] for k in range(len(w))) for i in stops]


@equation("eq-correlation-2d", lambda x, w: signal.correlate2d(x, w, "valid"))
def correlation_2d(x, w):
    """y[r, c] = ΣΣ w[i, j] x[r + i, c + j]."""
    rows, columns = (n - k + 1 for n, k in zip(x.shape, w.shape, strict=True))
    places = itertools.product(range(rows), range(columns))
    y = [sum(w[i, j] * x[r + i, c + j] for i, j in np.ndindex(w.shape)) for r, c in places]
    return np.reshape(y, (rows, columns))


def _at(x, r, c):
    return x[r, c] if 0 <= r < x.shape[0] and 0 <= c < x.shape[1] else 0.0


@equation("eq-convolution", lambda x, w: signal.convolve2d(x, w, "full"))
def convolution(x, w):
    """(x * w)[r, c] = ΣΣ w[i, j] x[r − i, c − j], with zeros outside x."""
    shape = np.add(x.shape, w.shape) - 1
    y = [
        sum(w[i, j] * _at(x, r - i, c - j) for i, j in np.ndindex(w.shape))
        for r, c in np.ndindex(*shape)
    ]
    return np.reshape(y, shape)


@equation("eq-convolution-centred", lambda x, w: signal.convolve2d(x, w, "same"))
def convolution_centred(x, w):
    """(x * w)[r + N, c + N] = ΣΣ w[i + N, j + N] x[r − i, c − j], i and j from −N to N."""
    n = len(w) // 2
    counted = list(itertools.product(range(-n, n + 1), repeat=2))
    y = [
        sum(w[i + n, j + n] * _at(x, r - i, c - j) for i, j in counted)
        for r, c in np.ndindex(x.shape)
    ]
    return np.reshape(y, x.shape)


@equation("eq-linear", lambda blur, x, y, a, b: blur(a * x + b * y))
def linear(blur, x, y, a, b):
    """T(a x + b y) = a T(x) + b T(y), for a blur."""
    return a * blur(x) + b * blur(y)


@equation("eq-winograd", lambda d, g: signal.correlate2d(d, g, "valid"))
def winograd(d, g):
    """y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A."""
    a = np.array([[1, 0], [1, 1], [1, -1], [0, -1]])
    b = np.array([[1, 0, 0, 0], [0, 1, -1, 1], [-1, 1, 1, 0], [0, 0, 0, -1]])
    middle = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
    return a.T @ ((middle @ g @ middle.T) * (b.T @ d @ b)) @ a


def _linear(rng):
    def blur(picture):
        return ndimage.uniform_filter(picture, 3)

    return blur, rng.normal(size=(5, 6)), rng.normal(size=(5, 6)), *rng.normal(size=2)


@equation("eq-impulses", lambda x, h: np.real(ifft2(fft2(x) * fft2(h))))
def impulses(x, h):
    """y[r, c] = ΣΣ x[i, j] h[r − i, c − j], on a picture that wraps round."""
    rows, columns = x.shape
    y = [
        sum(x[i, j] * h[(r - i) % rows, (c - j) % columns] for i, j in np.ndindex(x.shape))
        for r, c in np.ndindex(x.shape)
    ]
    return np.reshape(y, x.shape)


def _wrapped(rng):
    shape = rng.integers(2, 6, 2)
    return rng.normal(size=shape), rng.normal(size=shape)


def _padding_that_keeps(k):
    """Return the padding with which a kernel of k weights keeps the size, found by trying."""
    (padding,) = [p for p in range(k + 1) if output_size(40, k, padding=p) == 40]
    return padding


@equation("eq-padding-same", _padding_that_keeps)
def padding_same(k):
    """p = (k − 1) / 2."""
    return (k - 1) / 2


@equation("eq-padding", lambda x, border: pad2d(x, 4, border=border))
def padding(x, border):
    """x̃[r, c] = x[σ(r), σ(c)], with one rule σ for rows and columns."""
    rows, columns = (border_indices(n, 4, 4, border) for n in x.shape)
    return [[x[r, c] for c in columns] for r in rows]


def _bordered(rng):
    borders = ("nearest", "reflect", "mirror", "wrap")
    return rng.normal(size=rng.integers(2, 6, 2)), borders[rng.integers(4)]


def _torch_size(n, k, s, p, d):
    return conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k), None, s, p, d).shape[-1]


@equation("eq-size-stride", lambda n, k, s, p: _torch_size(n, k, s, p, 1))
def size_with_stride(n, k, s, p):
    """o = ⌊(n + 2p − K) / s⌋ + 1."""
    return math.floor((n + 2 * p - k) / s) + 1


@equation("eq-size", _torch_size)
def size(n, k, s, p, d):
    """o = ⌊(n + 2p − d (K − 1) − 1) / s⌋ + 1."""
    return math.floor((n + 2 * p - d * (k - 1) - 1) / s) + 1


def _sizes(rng):
    k, s, p, d = (int(rng.integers(1, most)) for most in (6, 5, 3, 4))
    return int(rng.integers(30, 60)), k, s, p, d


@equation("eq-layer", lambda x, w, b: conv2d(*map(torch.tensor, (x, w, b))).numpy())
def layer(x, w, b):
    """y[o, r, c] = b[o] + ΣΣΣ w[o, m, i, j] x[m, r + i, c + j]."""
    rows, columns = (n - k + 1 for n, k in zip(x.shape[1:], w.shape[2:], strict=True))
    y = [
        b[o] + sum(w[o, m, i, j] * x[m, r + i, c + j] for m, i, j in np.ndindex(w.shape[1:]))
        for o, r, c in np.ndindex(len(w), rows, columns)
    ]
    return np.reshape(y, (len(w), rows, columns))


def _layer(rng):
    channels, filters, kh, kw = rng.integers(1, 4, 4)
    x, w = rng.normal(size=(channels, 5, 6)), rng.normal(size=(filters, channels, kh, kw))
    return x, w, rng.normal(size=filters)


@equation("eq-pointwise", lambda x, w, b: (w @ x.reshape(len(x), -1) + b[:, None]).ravel())
def pointwise(x, w, b):
    """y[m, r, c] = b[m] + w[m, 0] x[0, r, c] + … + w[m, C − 1] x[C − 1, r, c]."""
    return [
        b[m] + sum(w[m, k] * x[k, r, c] for k in range(len(x)))
        for m, r, c in np.ndindex(len(w), *x.shape[1:])
    ]


def _pointwise(rng):
    channels, filters = rng.integers(1, 6, 2)
    return (
        rng.normal(size=(channels, 3, 4)),
        rng.normal(size=(filters, channels)),
        rng.normal(size=filters),
    )


@equation("eq-correlation-3d", lambda x, w: signal.correlate(x, w, "valid", method="direct"))
def correlation_3d(x, w):
    """y[d, r, c] = ΣΣΣ w[h, i, j] x[d + h, r + i, c + j]."""
    shape = [n - k + 1 for n, k in zip(x.shape, w.shape, strict=True)]
    y = [
        sum(w[h, i, j] * x[d + h, r + i, c + j] for h, i, j in np.ndindex(w.shape))
        for d, r, c in np.ndindex(*shape)
    ]
    return np.reshape(y, shape)


@equation("eq-pooling", lambda x, k, s: [pool(x, k, s) for pool in (_max_pool, _avg_pool)])
def pooling(x, k, s):
    """y_max[i] = max x[s i + k], y_avg[i] = 1 / K Σ x[s i + k], k from 0 to K − 1."""
    places = range((len(x) - k) // s + 1)
    largest = [max(x[s * i + j] for j in range(k)) for i in places]
    return [largest, [sum(x[s * i + j] for j in range(k)) / k for i in places]]


def _max_pool(x, k, s):
    return max_pool1d(torch.tensor(x)[None], k, s)[0].numpy()


def _avg_pool(x, k, s):
    return avg_pool1d(torch.tensor(x)[None], k, s)[0].numpy()


def _pooled(rng):
    return rng.normal(size=rng.integers(8, 14)), int(rng.integers(1, 5)), int(rng.integers(1, 4))


def _reach(layers):
    """Return (size, jump) of the field of the last layer's units, found by gradients in 1-D."""
    first, last = (_read_by(layers, unit) for unit in (3, 4))
    return first[-1] - first[0] + 1, last[0] - first[0]


def _read_by(layers, unit, padding=0):
    x = torch.zeros(1, 1, 400, requires_grad=True)
    y = x
    for k, s, d in layers:
        y = conv1d(y, torch.ones(1, 1, k), stride=s, dilation=d, padding=padding)
    y[0, 0, unit].backward()
    return x.grad[0, 0].nonzero().flatten().tolist()


@equation("eq-receptive-field", _reach)
def receptive_field(layers):
    """r = r + (K − 1) d j, then j = j s, from r = j = 1."""
    r, j = 1, 1
    for k, s, d in layers:
        r, j = r + (k - 1) * d * j, j * s
    return r, j


def field_start(layers):
    """Return a_l = a_(l−1) − p_l j_(l−1) of (K, s, p) for each layer, from a_0 = 0."""
    a, j = 0, 1
    for _, s, p in layers:
        a, j = a - p * j, j * s
    return a


@equation("field-starts", lambda layers, unit: _read_by(layers, unit, padding=1)[0])
def field_of_unit_starts(layers, unit):
    """a_l + i j_l, with a padding of 1 in each layer."""
    return field_start([(k, s, 1) for k, s, _ in layers]) + unit * receptive_field(layers)[1]


def _stack(rng):
    ways = [(k, s, d) for k in (1, 2, 3) for s in (1, 2) for d in (1, 2)]
    return ([ways[n] for n in rng.integers(len(ways), size=rng.integers(1, 5))],)


@equation("eq-map-correlation", lambda a, b: np.corrcoef(a, b)[0, 1])
def correlation_of_maps(a, b):
    """r = Σ (a − ā)(b − b̄) / (√Σ (a − ā)² √Σ (b − b̄)²)."""
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    above = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    lengths = [math.sqrt(sum((x - m) ** 2 for x in v)) for v, m in ((a, mean_a), (b, mean_b))]
    return above / math.prod(lengths)


def _gradient(c, g):
    x = torch.zeros(c.shape[1], dtype=torch.float64, requires_grad=True)
    (torch.tensor(g) @ (torch.tensor(c) @ x)).backward()
    return x.grad.numpy()


@equation("eq-transposed-gradient", _gradient)
def transposed_gradient(c, g):
    """∂L/∂x = Cᵀ g, for y = C x and g = ∂L/∂y."""
    return c.T @ g


def _transposed(n, k, s, p, d, extra):
    ones = torch.ones(1, 1, n), torch.ones(1, 1, k)
    return conv_transpose1d(*ones, None, s, p, extra, 1, d).shape[-1]


@equation("eq-transposed-size", _transposed)
def transposed_size(n, k, s, p, d, extra):
    """o = (n − 1) s + d (K − 1) + 1 − 2 p + p_out."""
    return (n - 1) * s + d * (k - 1) + 1 - 2 * p + extra


def _transposed_sizes(rng):
    n, k, s, p, d = _sizes(rng)
    return n, k, s, p, d, int(rng.integers(s))


def _zeros_around(k, p, d):
    """Return with how many zeros around a flipped window makes the transposed convolution."""
    x, w = torch.arange(1.0, 20)[None, None], torch.arange(1.0, k + 1)[None, None]
    wanted = conv_transpose1d(x, w, None, 1, p, 0, 1, d)
    (zeros,) = [
        n for n in range(12)
        if torch.equal(conv1d(x, w.flip(2), None, 1, n, d), wanted)
    ]  # fmt: skip
    return zeros


@equation("gather-padding", _zeros_around)
def gather_padding(k, p, d):
    """Padding around = d (K − 1) − p."""
    return d * (k - 1) - p


@equation("eq-concentration", lambda kernel: spectral_concentration(kernel[None])[0])
def concentration(kernel):
    """(E₍₁₎ + E₍₂₎ + E₍₃₎) / Σ E_f, a wave and its mirror image taken together."""
    energy, size = {}, kernel.shape[-1]
    for plane in kernel:
        for (u, v), w in np.ndenumerate(fft2(plane)):
            wave = min((u, v), (-u % size, -v % size))
            energy[wave] = energy.get(wave, 0) + abs(w) ** 2
    return sum(sorted(energy.values())[-3:]) / sum(energy.values())


@equation("eq-cosine", lambda a, b: 1 - cosine_distance(a, b))
def cosine(a, b):
    """Σ a b / (√Σ a² √Σ b²)."""
    lengths = math.sqrt(sum(x**2 for x in a)) * math.sqrt(sum(x**2 for x in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / lengths


def best_stripes(kernel, period):
    """Return how alike a kernel and the best stripes are that repeat every `period` pixels."""
    rows, columns = np.mgrid[-3:4, -3:4]
    bell = np.exp(-(rows**2 + columns**2) / (2 * 2.5**2))
    best = 0
    angles, waves, mixes = np.arange(0, 180, 22.5), (np.sin, np.cos), channel_mixes(3).values()
    for angle, wave, mix in itertools.product(np.radians(angles), waves, mixes):
        across = columns * np.sin(angle) + rows * np.cos(angle)
        pattern = np.multiply.outer(mix, bell * wave(2 * np.pi * across / period))
        lengths = np.linalg.norm(pattern) * np.linalg.norm(kernel)
        best = max(best, abs((pattern * kernel).sum()) / lengths)
    return best


def loop_lines(source, over):
    """Return how many statements stand in the loop over something, such as `range(200)`."""
    loops = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.For)]
    (loop,) = [node for node in loops if ast.unparse(node.iter) == over]
    return len(loop.body)


def _by_autograd(x, w, e):
    """Return the gradients at the weights and at the input of a correlation, by torch."""
    x, w = (torch.tensor(a)[None, None].requires_grad_() for a in (x, w))
    conv2d(x, w).backward(torch.tensor(e)[None, None])
    return w.grad[0, 0].numpy(), x.grad[0, 0].numpy()


@equation("eq-weight-gradient", lambda x, w, e: _by_autograd(x, w, e)[0])
def weight_gradient(x, w, e):
    """∂L/∂w[i, j] = ΣΣ x[r + i, c + j] e[r, c]."""
    sums = [
        sum(x[r + i, c + j] * e[r, c] for r, c in np.ndindex(e.shape))
        for i, j in np.ndindex(w.shape)
    ]
    return np.reshape(sums, w.shape)


@equation("eq-input-gradient", lambda x, w, e: _by_autograd(x, w, e)[1])
def input_gradient(x, w, e):
    """∂L/∂x[r, c] = ΣΣ w[i, j] e[r − i, c − j], with zeros outside e."""
    sums = [
        sum(w[i, j] * _at(e, r - i, c - j) for i, j in np.ndindex(w.shape))
        for r, c in np.ndindex(x.shape)
    ]
    return np.reshape(sums, x.shape)


def _layer_by_autograd(x, w, e):
    """Return the gradients at the weights and at the input of a layer of channels, by torch."""
    x, w = (torch.tensor(a).requires_grad_() for a in (x, w))
    conv2d(x, w).backward(torch.tensor(e))
    return w.grad.numpy(), x.grad.numpy()


@equation("eq-weight-gradient-channels", lambda x, w, e: _layer_by_autograd(x, w, e)[0])
def weight_gradient_of_channels(x, w, e):
    """∂L/∂w[o, c, i, j] = ΣΣ x[c, r + i, s + j] e[o, r, s]."""
    sums = [
        sum(x[c, r + i, s + j] * e[o, r, s] for r, s in np.ndindex(e.shape[1:]))
        for o, c, i, j in np.ndindex(w.shape)
    ]
    return np.reshape(sums, w.shape)


@equation("eq-input-gradient-channels", lambda x, w, e: _layer_by_autograd(x, w, e)[1])
def input_gradient_of_channels(x, w, e):
    """∂L/∂x[c, r, s] = ΣΣΣ w[o, c, i, j] e[o, r − i, s − j], with zeros outside e."""
    sums = [
        sum(
            w[o, c, i, j] * _at(e[o], r - i, s - j)
            for o in range(len(w))
            for i, j in np.ndindex(w.shape[2:])
        )
        for c, r, s in np.ndindex(x.shape)
    ]
    return np.reshape(sums, x.shape)


def _channels_with_error(rng):
    ins, outs = rng.integers(1, 4, 2)
    rows, columns, kh, kw = *rng.integers(4, 6, 2), *rng.integers(1, 4, 2)
    x, w = rng.normal(size=(ins, rows, columns)), rng.normal(size=(outs, ins, kh, kw))
    return x, w, rng.normal(size=(outs, rows - kh + 1, columns - kw + 1))


def _layer_with_error(rng):
    x, w = _pictures(rng)
    return x, w, rng.normal(size=np.subtract(x.shape, w.shape) + 1)


def _by_sgd(w, rate, slope):
    weights = torch.nn.Parameter(torch.tensor(w))
    descent = torch.optim.SGD([weights], lr=rate)
    (weights * torch.tensor(slope)).sum().backward()  # a loss whose gradient is `slope`
    descent.step()
    return weights.detach().numpy()


@equation("gradient-step", _by_sgd)
def gradient_step(w, rate, slope):
    """w ← w − η ∂L/∂w."""
    return w - rate * slope


CASES = {
    "eq-weight-gradient": _layer_with_error,
    "eq-input-gradient": _layer_with_error,
    "eq-weight-gradient-channels": _channels_with_error,
    "eq-input-gradient-channels": _channels_with_error,
    "gradient-step": lambda rng: (rng.normal(size=9), rng.uniform(), rng.normal(size=9)),
    "eq-concentration": lambda rng: (rng.normal(size=(3, 7, 7)),),
    "eq-cosine": lambda rng: rng.normal(size=(2, 9)),
    "eq-transposed-gradient": lambda rng: (rng.normal(size=(3, 7)), rng.normal(size=3)),
    "eq-transposed-size": _transposed_sizes,
    "gather-padding": lambda rng: (
        int(rng.integers(3, 6)),
        int(rng.integers(0, 3)),
        1 + int(rng.integers(2)),
    ),
    "eq-map-correlation": lambda rng: rng.normal(size=(2, 9)),
    "eq-pooling": _pooled,
    "eq-receptive-field": _stack,
    "field-starts": lambda rng: (*_stack(rng), 20),
    "eq-pointwise": _pointwise,
    "eq-correlation-3d": lambda rng: (
        rng.normal(size=rng.integers(4, 6, 3)),
        rng.normal(size=rng.integers(1, 4, 3)),
    ),
    "eq-size-stride": lambda rng: _sizes(rng)[:4],
    "eq-size": _sizes,
    "eq-layer": _layer,
    "eq-linear": _linear,
    "eq-winograd": lambda rng: (rng.normal(size=(4, 4)), rng.normal(size=(3, 3))),
    "eq-impulses": _wrapped,
    "eq-padding-same": lambda rng: (2 * rng.integers(0, 9) + 1,),
    "eq-padding": _bordered,
    "eq-correlation-1d": _series,
    "eq-correlation-2d": _pictures,
    "eq-convolution": _pictures,
    "eq-convolution-centred": _centred,
}

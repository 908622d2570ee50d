"""Every checker: right answers pass, each typical mistake gets its own hint, nothing raises."""

import numpy as np
import pytest

from convcourse import checks

BANK = {
    checks.check_moving_average: checks.MOVING_AVERAGE_MISTAKES,
    checks.check_convolve: checks.CONVOLVE_MISTAKES,
    checks.check_to_bytes: checks.TO_BYTES_MISTAKES,
    checks.check_median_filter: checks.MEDIAN_MISTAKES,
    checks.check_gradient_magnitude: checks.GRADIENT_MISTAKES,
    checks.check_sharpen_kernel: checks.SHARPEN_MISTAKES,
    checks.check_is_point_symmetric: checks.POINT_SYMMETRIC_MISTAKES,
    checks.check_combine: checks.COMBINE_MISTAKES,
    checks.check_pad_mirror: checks.PAD_MIRROR_MISTAKES,
    checks.check_pad_to_keep: checks.PAD_TO_KEEP_MISTAKES,
    checks.check_conv_output_size: checks.SIZE_MISTAKES,
    checks.check_never_read: checks.NEVER_READ_MISTAKES,
    checks.check_same_padding: checks.SAME_PADDING_MISTAKES,
}
WRONG = [(c, m) for c, mistakes in BANK.items() for m in mistakes]


def test_every_checker_is_in_the_bank():
    public = {f for name, f in vars(checks).items() if name.startswith("check_")}
    assert public == set(BANK)


@pytest.mark.parametrize(("checker", "mistake"), WRONG, ids=lambda x: getattr(x, "hint", "")[:30])
def test_mistake_gets_its_own_hint(checker, mistake):
    verdict = checker(mistake.function)
    assert verdict.state == "wrong"
    assert verdict.words == mistake.hint


def independent_moving_average(x, k):
    return np.array([sum(x[i : i + k]) / k for i in range(len(x) - k + 1)])


def independent_convolve(image, kernel):
    from scipy.signal import convolve2d

    return convolve2d(image, kernel, mode="valid")


def independent_to_bytes(values):
    return np.array([min(255, max(0, int(v + 0.5))) for v in values.flat]).reshape(values.shape)


def independent_median(image, k):
    rows, columns = image.shape[0] - k + 1, image.shape[1] - k + 1
    return [[np.median(image[r : r + k, c : c + k]) for c in range(columns)] for r in range(rows)]


def independent_gradient(image):
    from scipy import ndimage

    image = np.asarray(image, float)
    gx, gy = ndimage.sobel(image, axis=1), ndimage.sobel(image, axis=0)
    return np.sqrt(gx**2 + gy**2)[1:-1, 1:-1]


def independent_sharpen(blur, amount):
    weights = (-amount * blur).tolist()
    weights[len(blur) // 2][len(blur) // 2] += 1 + amount
    return weights


def independent_mirror(x, width):
    there_and_back = [*range(len(x)), *range(len(x) - 2, 0, -1)]
    return [x[there_and_back[i % len(there_and_back)]] for i in range(-width, len(x) + width)]


def independent_keep(image, k, d):
    padded = np.zeros((image.shape[0] + d * (k - 1), image.shape[1] + d * (k - 1)))
    margin = (d * (k - 1) + 1) // 2
    padded[margin : margin + image.shape[0], margin : margin + image.shape[1]] = image
    return padded


RIGHT = [
    (checks.check_moving_average, independent_moving_average),
    (checks.check_moving_average, lambda x, k: np.convolve(x, np.ones(k) / k, "valid")),
    (checks.check_moving_average, lambda x, k: list(independent_moving_average(x, k))),
    (checks.check_convolve, independent_convolve),
    (checks.check_convolve, lambda image, kernel: independent_convolve(image, kernel).tolist()),
    (checks.check_to_bytes, lambda values: np.uint8(np.round(values).clip(0, 255))),
    (checks.check_to_bytes, independent_to_bytes),
    (checks.check_median_filter, independent_median),
    (checks.check_gradient_magnitude, independent_gradient),
    (checks.check_sharpen_kernel, independent_sharpen),
    (checks.check_is_point_symmetric, lambda kernel: np.allclose(kernel, np.rot90(kernel, 2))),
    (checks.check_is_point_symmetric, lambda kernel: (kernel == np.flip(kernel)).all()),
    (checks.check_is_point_symmetric, lambda kernel: list(kernel.flat) == list(kernel.flat)[::-1]),
    (checks.check_combine, lambda a, b: scattering(a, b)),
    (checks.check_combine, lambda a, b: scattering(b, a)),
    (checks.check_pad_mirror, independent_mirror),
    (checks.check_pad_mirror, lambda x, width: np.pad(x, width, mode="reflect")),
    (checks.check_pad_to_keep, independent_keep),
    (checks.check_pad_to_keep, lambda image, k, d: np.pad(image, (1 + d * (k - 1)) // 2)),
]


def torch_size(n, k, s, p, d):
    import torch

    return torch.nn.functional.max_pool1d(torch.zeros(1, n + 2 * p), k, s, 0, d).shape[-1]


def torch_never_read(n, k, s):
    import torch

    x = torch.zeros(1, 1, n, requires_grad=True)
    torch.nn.functional.conv1d(x, torch.ones(1, 1, k), stride=s).sum().backward()
    return np.where(x.grad[0, 0] == 0)[0]


def torch_same_padding(k, d):
    import torch

    layer = torch.nn.Conv1d(1, 1, k, padding="same", dilation=d)
    return tuple(layer._reversed_padding_repeated_twice)


RIGHT += [
    (checks.check_conv_output_size, torch_size),
    (checks.check_never_read, torch_never_read),
    (checks.check_never_read, lambda n, k, s: torch_never_read(n, k, s).tolist()),
    (checks.check_same_padding, torch_same_padding),
    (checks.check_same_padding, lambda k, d: list(torch_same_padding(k, d))),
]


@pytest.mark.parametrize(("checker", "function"), RIGHT)
def test_right_answer_passes(checker, function):
    assert checker(function).passed


# Wrong answers as learners write them: plain loops, nothing of the checkers' own.


def average(first, last, slice_, value):
    """Return a moving average made of what learners vary: where it starts, ends, cuts, divides."""

    def answer(x, k):
        out = []
        for i in range(first, last(len(x), k)):
            out.append(value([float(v) for v in slice_(x, i, k)], k))
        return np.array(out)

    return answer


def jumping_average(x, k):
    out = []
    for i in range(0, len(x) - k + 1, k):
        out.append(sum(x[i : i + k]) / k)
    return out


def padded_average(x, k):
    padded = [0] * (k // 2) + list(x) + [0] * k
    return np.array([sum(padded[i : i + k]) / k for i in range(len(x))])


def overhanging_average(x, k):
    padded = [0] * (k - 1) + list(x) + [0] * (k - 1)
    return np.array([sum(padded[i : i + k]) / k for i in range(len(x) + k - 1)])


def growing_average(x, k):
    out = []
    for i in range(k, len(x) + 1):
        out.append(sum(x[0:i]) / i)
    return np.array(out)


def shrinking_average(x, k):
    out = np.zeros(len(x))
    for i in range(len(x)):
        start = i - k // 2
        inside = [x[j] for j in range(start, start + k) if 0 <= j < len(x)]
        out[i] = sum(inside) / len(inside)
    return out


def whole(n, k):
    return n - k + 1


def cut(x, i, k):
    return x[i : i + k]


def mean(window, k):
    return sum(window) / len(window)


AVERAGES = {
    "sums": (average(0, whole, cut, lambda w, k: sum(w)), "These are sums"),
    "by 3": (average(0, whole, cut, lambda w, k: sum(w) / 3), "You divide by 3"),
    "one too few": (average(0, lambda n, k: n - k, cut, mean), "The last window is missing"),
    "k + 1": (average(0, lambda n, k: n - k, lambda x, i, k: x[i : i + k + 1], mean),
              "Your windows hold k + 1 values. "),
    "k + 1, cut": (average(0, whole, lambda x, i, k: x[i : i + k + 1], mean),
                   "Your windows hold k + 1 values, except the last"),
    "all starts, mean": (average(0, lambda n, k: n, cut, mean), "Your last windows hold fewer"),
    "all starts, / k": (average(0, lambda n, k: n, cut, lambda w, k: sum(w) / k),
                        "Your last windows hang over"),
    "padded": (padded_average, "averages values that are not there"),
    "shrinking": (shrinking_average, "hangs over the edge and holds fewer"),
    "full": (overhanging_average, "mode 'full'"),
    "jumping": (jumping_average, "jumps k places"),
    "growing": (growing_average, "grows from the left"),
}  # fmt: skip


def loops(weight, *, less=0, make=None, pixel=lambda r, c, i, j: (r + i, c + j), last=float):
    """Return a convolution in four loops, with what learners get wrong as arguments.

    `weight(kernel, i, j)` picks the weight for the pixel at `pixel(r, c, i, j)`.
    """

    def answer(image, kernel):
        (H, W), (kh, kw) = image.shape, kernel.shape
        rows, columns = H - kh + 1 - less, W - kw + 1 - less
        output = make(image, kernel) if make else np.zeros((rows, columns))
        for r in range(rows):
            for c in range(columns):
                total = 0
                for i in range(kh):
                    for j in range(kw):
                        total += image[pixel(r, c, i, j)] * weight(kernel, i, j)
                output[r, c] = last(total)
        return output

    return answer


def turned(kernel, i, j):
    return kernel[kernel.shape[0] - 1 - i, kernel.shape[1] - 1 - j]


def swapped_output(image, kernel):
    right = loops(turned)(image, kernel)
    output = np.zeros((right.shape[1], right.shape[0]))
    for r in range(right.shape[0]):
        for c in range(right.shape[1]):
            output[c, r] = right[r, c]
    return output


def turned_once(image, kernel):
    return loops(lambda k, i, j: k[i, j])(image, np.array(list(zip(*kernel, strict=True))[::-1]))


def transposed(image, kernel):
    return loops(lambda k, i, j: k[i, j])(image, np.array(list(zip(*kernel, strict=True))))


def padded_first(image, kernel):
    kh, kw = kernel.shape
    padded = np.pad(image, [((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2)])
    return loops(turned)(padded, kernel)


def scipys_same(image, kernel):
    from scipy.signal import convolve2d

    return convolve2d(image, kernel, mode="same")


def scattering(image, kernel):
    """Give every pixel's copy of the kernel to the output: right, but at full size."""
    output = np.zeros(np.add(image.shape, kernel.shape) - 1)
    for r in range(image.shape[0]):
        for c in range(image.shape[1]):
            output[r : r + kernel.shape[0], c : c + kernel.shape[1]] += image[r, c] * kernel
    return output


def mean_of_products(image, kernel):
    kernel = kernel[::-1, ::-1]
    kh, kw = kernel.shape
    output = []
    for r in range(image.shape[0] - kh + 1):
        columns = range(image.shape[1] - kw + 1)
        output.append([(image[r : r + kh, c : c + kw] * kernel).mean() for c in columns])
    return output


def matrix_product(flip):
    def answer(image, kernel):
        kernel = kernel[::-1, ::-1] if flip else kernel
        kh, kw = kernel.shape
        output = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
        for r in range(output.shape[0]):
            for c in range(output.shape[1]):
                output[r, c] = np.sum(image[r : r + kh, c : c + kw] @ kernel)
        return output

    return answer


def output_like_image(image, kernel):
    return np.zeros_like(image)


def whole_numbers(image, kernel):
    size = np.subtract(image.shape, kernel.shape) + 1
    return np.zeros(size, dtype=image.dtype)


CONVOLUTIONS = {
    "no flip": (loops(lambda k, i, j: k[i, j]), "The kernel is not flipped"),
    "rows only": (loops(lambda k, i, j: k[-1 - i, j]), "flipped up–down only"),
    "columns only": (loops(lambda k, i, j: k[i, -1 - j]), "flipped left–right only"),
    "transposed": (transposed, "The kernel is transposed"),
    "turned once": (turned_once, "turned by 90°"),
    "one too few": (loops(turned, less=1), "The last row and column are missing"),
    "axes swapped": (swapped_output, "Rows and columns are swapped"),
    "padded": (padded_first, "Keep only the places where the kernel fits whole."),
    "same": (scipys_same, "(mode 'same')"),
    "full": (scattering, "(mode 'full')"),
    "divided": (mean_of_products, "You divide by the number of weights"),
    "zeros(image.shape)": (loops(turned, make=lambda i, k: np.zeros(i.shape)),
                           "Make it (H − kh + 1) × (W − kw + 1)."),
    "zeros_like(image)": (loops(turned, make=output_like_image), "of floats"),
    "image.dtype": (loops(turned, make=whole_numbers), "loses its fractions"),
    "int(total)": (lambda i, k: loops(turned, last=int if i.dtype == int else float)(i, k),
                   "loses its fractions"),
    "@": (matrix_product(flip=True), "as matrices, with @."),
    "@, no flip": (matrix_product(flip=False), "And the kernel is not flipped"),
}  # fmt: skip


def every_weight(same):
    """Return a test of a kernel that asks `same` about the two weights at each place."""

    def answer(kernel):
        (rows, columns), fine = kernel.shape, True
        for r in range(rows):
            for c in range(columns):
                fine = fine and same(kernel, r, c)
        return bool(fine)

    return answer


def left_right(kernel, r, c):
    return kernel[r, c] == kernel[r, -1 - c]


def up_down(kernel, r, c):
    return kernel[r, c] == kernel[-1 - r, c]


def opposite(kernel, r, c):
    return kernel[r, c] == kernel[-1 - r, -1 - c]


def quarter_turn(kernel):
    turned = [list(row) for row in zip(*kernel, strict=True)][::-1]
    return turned == kernel.tolist()


POINT_SYMMETRIES = {
    "left–right": (every_weight(left_right), "mirror image left–right"),
    "up–down": (every_weight(up_down), "mirror image up–down"),
    "both": (every_weight(lambda *at: left_right(*at) and up_down(*at)), "both mirror images"),
    "either": (lambda k: every_weight(left_right)(k) or every_weight(up_down)(k),
               "One mirror symmetry is not enough"),
    "transpose": (lambda k: k.shape[0] == k.shape[1] and bool((k == k.T).all()),
                  "the transpose"),
    "90°": (quarter_turn, "turns by 90°"),
    "no signs": (every_weight(lambda k, r, c: abs(k[r, c]) == abs(k[-1 - r, -1 - c])),
                 "The signs count"),
    "sums": (lambda k: np.isclose(k.sum(), k[::-1, ::-1].sum()), "True for every kernel"),
    "no all": (lambda k: np.isclose(k, np.rot90(k, 2)), "one answer for each weight"),
    "any": (lambda k: bool(np.isclose(k, np.rot90(k, 2)).any()), "*any* weight"),
    "reversed": (lambda k: not every_weight(opposite)(k), "The other way round"),
}  # fmt: skip


def scipys(name, mode):
    def answer(a, b):
        from scipy import signal

        return getattr(signal, name)(a, b, mode=mode)

    return answer


def mirrored_full(a, b):
    """Convolve over a border of the mirrored kernel, as one gets from padding it first."""
    return loops(turned)(np.pad(a, [(k - 1, k - 1) for k in b.shape], mode="reflect"), b)


def ndimages_mirror(a, b):
    from scipy import ndimage

    return ndimage.convolve(a, b, mode="mirror")


def side_by_side(a, b):
    return np.block([[x * b for x in row] for row in a])


COMBINATIONS = {
    "same": (scipys("convolve2d", "same"), "only as large as `a`, and its rim is cut off"),
    "valid": (scipys("convolve2d", "valid"), "larger than both"),
    "correlated": (scipys("correlate2d", "full"), "`b` has to be flipped"),
    "correlated, same": (scipys("correlate2d", "same"), "and keep only the size of `a`"),
    "correlated, valid": (scipys("correlate2d", "valid"), "only where `b` lies whole"),
    "mirrored": (ndimages_mirror, "and is mirrored at its border"),
    "mirrored, full": (mirrored_full, "the default of convcourse.convolve2d"),
    "sum": (np.add, "You add the kernels"),
    "products": (np.multiply, "the weights in the same places"),
    "@": (np.matmul, "as matrices"),
    "copies": (side_by_side, "the copies overlap"),
}  # fmt: skip


def walking(source, left=True, right=True):
    """Return a padding of a line that reads ``x[source(i, n)]`` at every position i outside."""

    def answer(x, width):
        n = len(x)
        positions = range(-width if left else 0, n + (width if right else 0))
        return np.array([x[i] if 0 <= i < n else source(x, i, n) for i in positions])

    return answer


def mirrored(x, i, n):
    while not 0 <= i < n:
        i = -i if i < 0 else 2 * (n - 1) - i
    return x[i]


def mirrored_with_edge(x, i, n):
    while not 0 <= i < n:
        i = -i - 1 if i < 0 else 2 * n - 1 - i
    return x[i]


def flipped_slices(x, width):
    return np.concatenate([x[1 : width + 1][::-1], x, x[::-1][1 : width + 1]])


MIRRORS = {
    "edge twice": (walking(mirrored_with_edge), "The edge value stands there twice"),
    "edge": (walking(lambda x, i, n: x[0] if i < 0 else x[-1]), "that is `nearest`"),
    "modulo": (walking(lambda x, i, n: x[i % n]), "that is `wrap`"),
    "zeros": (walking(lambda x, i, n: 0), "You add zeros"),
    "not turned": (lambda x, w: [*x[1 : w + 1], *x, *x[-w - 1 : -1]], "not turned round"),
    "slices": (flipped_slices, "the pattern has the period 2n − 2"),
    "left only": (walking(mirrored, right=False), "The right side is missing"),
    "right only": (walking(mirrored, left=False), "The left side is missing"),
}


def zeros_around(top, bottom, left, right):
    """Return a zero padding whose four widths are functions of kernel size and dilation."""

    def answer(image, k, d):
        rows, columns = image.shape
        t, b, l, r = (int(side(k, d)) for side in (top, bottom, left, right))  # noqa: E741
        padded = np.zeros((t + rows + b, l + columns + r))
        padded[t : t + rows, l : l + columns] = image
        return padded

    return answer


def all_around(width):
    return zeros_around(width, width, width, width)


def nothing(k, d):
    return 0


def half(k, d):
    return d * (k - 1) / 2


def edges_repeated(image, k, d):
    from scipy.ndimage import map_coordinates

    p = d * (k - 1) // 2
    rows, columns = image.shape
    places = np.mgrid[-p : rows + p, -p : columns + p]
    return map_coordinates(image, places, order=0, mode="nearest")


KEEPERS = {
    "no dilation": (all_around(lambda k, d: (k - 1) / 2), "The dilation is forgotten"),
    "d k / 2": (all_around(lambda k, d: d * k / 2), "is too much"),
    "all on each side": (all_around(lambda k, d: d * (k - 1)), "Half of it goes on each side."),
    "k - 1": (all_around(lambda k, d: k - 1), "and the dilation counts"),
    "at the end": (zeros_around(nothing, lambda k, d: d * (k - 1), nothing,
                                lambda k, d: d * (k - 1)), "the output would move"),
    "columns only": (zeros_around(nothing, nothing, half, half), "Only the columns are padded"),
    "edge": (edges_repeated, "should be zeros"),
    "one too wide": (all_around(lambda k, d: half(k, d) + 1 if k > 1 else 0), "One pixel too wide"),
    "d": (all_around(lambda k, d: d), "Where does k come in?"),
}  # fmt: skip


LEARNERS = {
    checks.check_moving_average: AVERAGES,
    checks.check_convolve: CONVOLUTIONS,
    checks.check_is_point_symmetric: POINT_SYMMETRIES,
    checks.check_combine: COMBINATIONS,
    checks.check_pad_mirror: MIRRORS,
    checks.check_pad_to_keep: KEEPERS,
}


@pytest.mark.parametrize(
    ("checker", "wrong"),
    [(checker, wrong) for checker, answers in LEARNERS.items() for wrong in answers.values()],
    ids=[name for answers in LEARNERS.values() for name in answers],
)
def test_wrong_answer_of_a_learner_gets_the_right_hint(checker, wrong):
    function, words = wrong
    assert words in checker(function).words


def test_the_loops_that_the_wrong_answers_vary_are_right():
    assert checks.check_moving_average(average(0, whole, cut, mean)).passed
    assert checks.check_convolve(loops(turned)).passed
    assert checks.check_is_point_symmetric(every_weight(opposite)).passed
    assert checks.check_pad_mirror(walking(mirrored)).passed
    assert checks.check_pad_to_keep(all_around(half)).passed


# 6 · Stride, dilation and output size: as learners write them.


def starts_that_fit(reach, steps=range):
    """Return a count of starts in a loop; `reach(k, d)` is how far a learner thinks it goes."""

    def answer(n, k, s, p, d):
        count = 0
        for start in steps(0, n + 2 * p, s):
            if start + reach(k, d) <= n + 2 * p:
                count += 1
        return count

    return answer


def sized(padded=lambda n, p: n + p + p, reach=lambda k, d: k + (k - 1) * (d - 1), end=None):
    """Return a size from its parts, each of them as a learner might have it."""

    def answer(n, k, s, p, d):
        return end(padded(n, p) - reach(k, d), s)

    return answer


def floor_and_one(room, s):
    return int(np.floor(room / s)) + 1


def divided_first(n, k, s, p, d):
    shrunk = (n + 2 * p) // s
    for _ in range(k - 1):
        shrunk -= d
    return shrunk


def marked(starts, taps=range, unread=True, first=0):
    """Return what a learner finds who crosses out inputs in a list of booleans."""

    def answer(n, k, s):
        read = [False] * n
        for start in starts(n, k, s):
            for tap in taps(k):
                if start + tap < n:
                    read[start + tap] = True
        return [x + first for x in range(n) if read[x] != unread]

    return answer


def whole_starts(n, k, s):
    return [start for start in range(n) if start % s == 0 and start + k <= n]


def tail_by_loop(n, k, s):
    start = 0
    while start + s + k <= n:
        start += s
    return np.arange(start + k, n)


def tail_by_slice(n, k, s):
    left = (n - k) % s
    return list(range(n))[-left:]


SIZES = {
    "the article's": (lambda n, k, s, p, d: ((n - k + 2 * p) / s) + 1, "as the article has it"),
    "no floor": (sized(end=lambda room, s: room / s + 1), "The floor is missing"),
    "round": (sized(end=lambda room, s: int(np.round(room / s)) + 1), "You round to the nearest"),
    "ceil": (sized(end=lambda room, s: int(np.ceil(room / s)) + 1), "You round up"),
    "padding once": (sized(padded=lambda n, p: n + p, end=floor_and_one), "padding counts once"),
    "no padding": (sized(padded=lambda n, p: n, end=floor_and_one), "The padding is missing"),
    "no dilation": (starts_that_fit(lambda k, d: k), "The dilation is missing"),
    "reach d·k": (starts_that_fit(lambda k, d: d * k), "does not reach over d·k cells"),
    "reach one short": (starts_that_fit(lambda k, d: d * (k - 1)), "one cell of room too many"),
    "steps": (sized(end=lambda room, s: room // s), "These are the steps"),
    "one inside": (sized(end=lambda room, s: (room + 1) // s), "stands inside the division"),
    "no stride": (starts_that_fit(lambda k, d: d * (k - 1) + 1, lambda a, b, s: range(a, b)),
                  "The stride is missing"),
    "divided first": (divided_first, "then take off the kernel"),
    "no kernel": (sized(reach=lambda k, d: 0, end=lambda room, s: room // s), "leave out the k"),
    "stride for dilation": (lambda n, k, s, p, d: sized(end=floor_and_one)(n, k, d, p, s),
                            "have changed places"),
}  # fmt: skip
NEVER_READ = {
    "how many": (lambda n, k, s: len(marked(whole_starts)(n, k, s)), "how many there are"),
    "read ones": (marked(whole_starts, unread=False), "inputs that are read"),
    "from 1": (marked(whole_starts, first=1), "You count from 1"),
    "tail": (tail_by_loop, "You found those that are left over"),
    "tail by slice": (tail_by_slice, "x[-0:] is all of x"),
    "hanging": (marked(lambda n, k, s: range(0, n, s)), "hang over the end"),
    "one too few": (marked(lambda n, k, s: range(0, n - k, s)), "The last window is missing"),
    "starts": (marked(whole_starts, taps=lambda k: [0]), "You count where the windows start"),
    "no stride": (marked(lambda n, k, s: range(n - k + 1)), "The stride is missing"),
    "side by side": (marked(lambda n, k, s: range(0, n - k + 1, k)), "lie side by side"),
}  # fmt: skip
SAME_PADDINGS = {
    "no dilation": (lambda k, d: [(k - 1) // 2, k // 2], "The dilation is missing"),
    "total twice": (lambda k, d: [d * k - d] * 2, "twice too much"),
    "before": (lambda k, d: [(d * k - d + 1) // 2, (d * k - d) // 2], "the larger part before"),
    "halves": (lambda k, d: [(d * k - d) // 2] * 2, "you lose one"),
    "leaps halved": (lambda k, d: [d * ((k - 1) // 2), d * (k // 2)], "You halve the number"),
    "odd rule, less": (lambda k, d: np.array([d * ((k - 1) // 2)] * 2), "it is too little"),
    "k // 2": (lambda k, d: [d * (k // 2)] * 2, "For even k it is too much"),
    "d·k": (lambda k, d: [d * k // 2, (d * k + 1) // 2], "does not lose d·k cells"),
    "half cells": (lambda k, d: [0.5 * d * (k - 1)] * 2, "Half a cell cannot be added"),
    "total": (lambda k, d: d * k - d, "That is the total"),
    "one number": (lambda k, d: (d * k - d) // 2, "You return one number"),
}  # fmt: skip
SIZE_WRONG = [
    (checker, *wrong)
    for checker, answers in [
        (checks.check_conv_output_size, SIZES),
        (checks.check_never_read, NEVER_READ),
        (checks.check_same_padding, SAME_PADDINGS),
    ]
    for wrong in answers.values()
]


def test_every_mistake_is_also_written_by_a_learner():
    told = {checker(f).words for checker, bank in LEARNERS.items() for f, _ in bank.values()}
    told |= {checker(answer).words for checker, answer, _ in SIZE_WRONG}
    asked = {*LEARNERS, *(checker for checker, _, _ in SIZE_WRONG)}
    assert {m.hint for checker in asked for m in BANK[checker]} == told


def not_attempted(*_arguments):
    raise NotImplementedError


def raising(*_arguments):
    raise IndexError("index 7 is out of bounds")


def leaving(*_arguments):
    raise SystemExit("bye")


def interrupted(*_arguments):
    raise KeyboardInterrupt


def changing(array, *_arguments):
    array[...] = 0
    return array


def averages_in_place(x, k):
    for i in range(len(x) - k + 1):
        x[i] = sum(x[i : i + k]) / k
    return x[: len(x) - k + 1]


def tensor_with_gradient(*_arguments):
    import torch

    return torch.zeros(3, requires_grad=True)


class Broken:
    """An object that fails whatever one asks of it."""

    def __array__(self, *_arguments, **_options):
        raise SystemExit

    def __repr__(self):
        raise RuntimeError


class WordlessError(Exception):
    def __str__(self):
        raise RuntimeError


def raising_without_words(*_arguments):
    raise WordlessError


@pytest.mark.parametrize("checker", BANK)
@pytest.mark.parametrize(
    ("function", "state", "words"),
    [
        (not_attempted, "open", "Not attempted yet"),
        (raising, "wrong", "IndexError: index 7"),
        (lambda *_: None, "wrong", "returns nothing"),
        (lambda *_: "text", "wrong", "returns 'text'"),
        (lambda *_: np.zeros((9, 9, 9)), "wrong", "expected"),
        (lambda: 1, "wrong", "TypeError"),
        (lambda *_: [[1, 2], [3]], "wrong", "returns [[1, 2], [3]]"),
        (leaving, "wrong", "SystemExit: bye"),
        (raising_without_words, "wrong", "raised WordlessError: a WordlessError"),
        (tensor_with_gradient, "wrong", "requires_grad=True); expected a NumPy array"),
        (lambda *_: Broken(), "wrong", "returns a Broken; expected a NumPy array"),
        (None, "wrong", "TypeError"),
    ],
)
def test_odd_answers_are_told_and_never_raise(checker, function, state, words):
    verdict = checker(function)
    assert verdict.state == state
    assert words in verdict.words


@pytest.mark.parametrize("checker", [checks.check_moving_average, checks.check_convolve])
def test_answer_that_changes_its_input_is_told(checker):
    assert "changes its input" in checker(changing).words


@pytest.mark.parametrize("checker", BANK)
def test_the_stop_button_still_stops(checker):
    with pytest.raises(KeyboardInterrupt):
        checker(interrupted)


def test_answer_that_overwrites_what_it_reads_is_told():
    assert "changes its input" in checks.check_moving_average(averages_in_place).words


def test_answer_that_raises_on_a_later_case_is_told():
    def answer(x, k):
        return independent_moving_average(x, k) if k < len(x) else 1 / 0

    assert "ZeroDivisionError" in checks.check_moving_average(answer).words


def test_unknown_mistake_shows_the_smallest_case():
    verdict = checks.check_moving_average(lambda x, k: independent_moving_average(x, k) + 0.25)
    assert "[1.0, 2.0, 6.0]" in verdict.words
    assert "expected [1.5, 4.0]" in verdict.words


def test_verdict_in_a_notebook_is_escaped():
    verdict = checks.Verdict("wrong", "a < b & `code`")
    assert verdict._repr_html_().count("<") == 4
    assert "a &lt; b &amp; <code>code</code>" in verdict._repr_html_()


@pytest.mark.parametrize(
    ("checker", "answer", "words"), SIZE_WRONG, ids=[*SIZES, *NEVER_READ, *SAME_PADDINGS]
)
def test_size_mistake_as_written_by_a_learner_is_named(checker, answer, words):
    assert words in checker(answer).words


def test_the_parts_that_the_wrong_sizes_vary_are_right():
    assert checks.check_conv_output_size(starts_that_fit(lambda k, d: d * (k - 1) + 1)).passed
    assert checks.check_conv_output_size(sized(end=floor_and_one)).passed
    assert checks.check_never_read(marked(whole_starts)).passed


def test_lists_of_another_length_are_shown_as_values():
    verdict = checks.check_never_read(lambda n, k, s: [0] * (n + 5))
    assert verdict.words.startswith("The values differ")

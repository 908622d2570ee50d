"""Answers to the exercises of chapter 1: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks


def independent_moving_average(x, k):
    return np.array([sum(x[i : i + k]) / k for i in range(len(x) - k + 1)])


def independent_convolve(image, kernel):
    from scipy.signal import convolve2d

    return convolve2d(image, kernel, mode="valid")


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


def averages_like(make):
    """Return a moving average that is written into an array that `make` takes from `x`."""

    def answer(x, k):
        out = make(x, len(x) - k + 1)
        for i in range(len(out)):
            out[i] = x[i : i + k].mean()
        return out

    return answer


AVERAGES = {
    "empty_like": (averages_like(lambda x, n: np.empty_like(x[:n])), "lose their fractions"),
    "x.dtype": (averages_like(lambda x, n: np.zeros(n, dtype=x.dtype)), "lose their fractions"),
    "copy": (averages_like(lambda x, n: x[:n].copy()), "lose their fractions"),
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
    "running sums": (lambda x, k: (np.cumsum(x)[k:] - np.cumsum(x)[:-k]) / k,
                     "The first window is missing"),
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


RIGHT = [
    (checks.check_moving_average, independent_moving_average),
    (checks.check_moving_average, lambda x, k: np.convolve(x, np.ones(k) / k, "valid")),
    (checks.check_moving_average, lambda x, k: list(independent_moving_average(x, k))),
    (checks.check_convolve, independent_convolve),
    (checks.check_convolve, lambda image, kernel: independent_convolve(image, kernel).tolist()),
    (checks.check_moving_average, average(0, whole, cut, mean)),
    (checks.check_convolve, loops(turned)),
]
WRONG = {
    checks.check_moving_average: AVERAGES,
    checks.check_convolve: CONVOLUTIONS,
}

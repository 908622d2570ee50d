"""Every checker: right answers pass, each typical mistake gets its own hint, nothing raises."""

import numpy as np
import pytest

from convcourse import checks

BANK = {
    checks.check_moving_average: checks.MOVING_AVERAGE_MISTAKES,
    checks.check_convolve: checks.CONVOLVE_MISTAKES,
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


RIGHT = [
    (checks.check_moving_average, independent_moving_average),
    (checks.check_moving_average, lambda x, k: np.convolve(x, np.ones(k) / k, "valid")),
    (checks.check_moving_average, lambda x, k: list(independent_moving_average(x, k))),
    (checks.check_convolve, independent_convolve),
    (checks.check_convolve, lambda image, kernel: independent_convolve(image, kernel).tolist()),
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


@pytest.mark.parametrize(
    ("checker", "wrong"),
    [(checks.check_moving_average, wrong) for wrong in AVERAGES.values()]
    + [(checks.check_convolve, wrong) for wrong in CONVOLUTIONS.values()],
    ids=[*AVERAGES, *CONVOLUTIONS],
)
def test_wrong_answer_of_a_learner_gets_the_right_hint(checker, wrong):
    function, words = wrong
    assert words in checker(function).words


def test_the_loops_that_the_wrong_answers_vary_are_right():
    assert checks.check_moving_average(average(0, whole, cut, mean)).passed
    assert checks.check_convolve(loops(turned)).passed


def test_every_mistake_is_also_written_by_a_learner():
    told = {checks.check_moving_average(f).words for f, _ in AVERAGES.values()}
    told |= {checks.check_convolve(f).words for f, _ in CONVOLUTIONS.values()}
    assert {m.hint for mistakes in BANK.values() for m in mistakes} == told


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
        (changing, "wrong", "changes its input"),
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

"""Checkers of chapter 11: How a kernel learns"""

import numpy as np

from convcourse.exercises.checks.core import (
    PICTURE,
    Function,
    Mistake,
    Verdict,
    check,
    last_left_zero,
    windows_of,
)
from convcourse.operators.gradients import conv2d_input, conv2d_weight


def _weight_gradient(x, error):
    size = [n - m + 1 for n, m in zip(x.shape, error.shape, strict=True)]
    return conv2d_weight(x[None], (1, 1, *size), error[None])[0, 0]


def _input_gradient(error, w):
    size = [n + k - 1 for n, k in zip(error.shape, w.shape, strict=True)]
    return conv2d_input((1, *size), w[None, None], error[None])[0]


def _correlated_full(error, w):
    return _input_gradient(error, w[::-1, ::-1])


def _kernel_slides(x, error):
    """Slide a window as large as the kernel, where the window has to be as large as the error."""
    rows, columns = (n - m + 1 for n, m in zip(x.shape, error.shape, strict=True))
    made = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        cut, part = x[i : i + rows, j : j + columns], error[:rows, :columns]
        high, wide = (min(a, b) for a, b in zip(cut.shape, part.shape, strict=True))
        made[i, j] = (cut[:high, :wide] * part[:high, :wide]).sum()
    return made


def _overwritten(error, w):
    """Stamp with `=` where it should be `+=`."""
    (rows, columns), (kh, kw) = error.shape, w.shape
    made = np.zeros((rows + kh - 1, columns + kw - 1))
    for r, c in np.ndindex(error.shape):
        made[r : r + kh, c : c + kw] = error[r, c] * w
    return made


def _overwritten_by_weights(error, w):
    """Go through the weights, with `=` where it should be `+=`."""
    (rows, columns), (kh, kw) = error.shape, w.shape
    made = np.zeros((rows + kh - 1, columns + kw - 1))
    for i, j in np.ndindex(w.shape):
        made[i : i + rows, j : j + columns] = error * w[i, j]
    return made


def _same_size(error, w):
    """Cut the middle out of the full convolution, as SciPy does in the mode 'same'."""
    first = [(k - 1) // 2 for k in w.shape]
    whole = _input_gradient(error, w)
    return whole[first[0] : first[0] + len(error), first[1] : first[1] + error.shape[1]]


def _convolve_padded(error, w, ends):
    """Slide the flipped kernel over the error with zeros around it, so many along each axis."""
    return _valid_by_windows(np.pad(error, [(n, n) for n in ends]), w, flip=True)


def _inside(small, large):
    return small.shape[0] <= large.shape[0] and small.shape[1] <= large.shape[1]


def _valid_by_scipy(error, w, flip):
    """Keep whole windows as SciPy does, which lets the smaller slide, and else raises an error."""
    if not _inside(w, error):
        return _valid_by_scipy(w, error, flip)[:: 1 if flip else -1, :: 1 if flip else -1]
    return (windows_of(error, w) * (w[::-1, ::-1] if flip else w)).sum((2, 3))


def _valid_by_windows(error, w, flip):
    """Keep whole windows with NumPy's view, which raises an error where the kernel is larger."""
    return (windows_of(error, w) * (w[::-1, ::-1] if flip else w)).sum((2, 3))


def _valid_by_loops(error, w, flip):
    """Keep whole windows by loops into zeros, of which there cannot be less than none."""
    room = np.zeros([n - k + 1 for n, k in zip(error.shape, w.shape, strict=True)])
    return _valid_by_windows(error, w, flip) if room.size else room


def _valid_by_lists(error, w, flip):
    """Keep whole windows by loops into lists, which stay empty where there is none."""
    return _valid_by_windows(error, w, flip) if _inside(w, error) else np.zeros(0)


def _correlated_same(x, error):
    """Correlate with as many zeros around as keep the size, as SciPy does in the mode 'same'."""
    whole = _correlated_full(x, error)
    rows, columns = (m // 2 for m in error.shape)
    return whole[rows : rows + len(x), columns : columns + x.shape[1]]


_ERROR = np.array([[1.0, -2, 0.5], [3, 0, -1]])
WEIGHT_CASES = [
    (np.array([[2.0, 3, 5]]), np.array([[1.0, -1]])),
    (PICTURE[:3, :4], np.array([[1.0, 10], [-2, 0.5]])),
    (PICTURE, _ERROR),
    (PICTURE, np.array([[0.25]])),
    (PICTURE[:, :3] - 4, _ERROR),
]


def _divided_by_the_sum(x, error):
    with np.errstate(divide="ignore", invalid="ignore"):
        return _weight_gradient(x, error) / error.sum()


_ROWS_OR_COLUMNS = (
    "You divide by the rows or the columns of the errors, as for a mean. The products of all "
    "places add up as they are."
)
WEIGHT_MISTAKES = [
    Mistake(
        lambda x, error: _weight_gradient(x, error[::-1, ::-1]),
        "The error is flipped. A weight meets input and error in the same order: correlate, do not "
        "convolve.",
    ),
    Mistake(
        lambda x, error: _weight_gradient(x, error)[::-1, ::-1],
        "The gradients are turned round: that of the first weight belongs first. Weight [i, j] met "
        "the inputs from [i, j] on.",
    ),
    Mistake(
        lambda x, error: -_weight_gradient(x, error),
        "The sign is the wrong way round. The gradient says where the loss rises; the step takes "
        "the minus.",
    ),
    Mistake(
        lambda x, error: _weight_gradient(x, error) / error.size,
        "You take the mean over the places. They add up: the weight is in all of these outputs.",
    ),
    Mistake(
        lambda x, error: _weight_gradient(x, error / np.abs(error).sum()),
        "You divide by the sum of the errors. Take them as they are.",
    ),
    Mistake(
        lambda x, error: (
            x[: x.shape[0] - len(error) + 1, : x.shape[1] - error.shape[1] + 1] * error[0, 0]
        ),
        "You use the first place alone. The weight is shared: add up over all outputs.",
    ),
    Mistake(
        lambda x, error: np.full(
            [n - m + 1 for n, m in zip(x.shape, error.shape, strict=True)], error.sum()
        ),
        "That is the sum of the errors, the gradient of a bias. Each error comes times the input "
        "that the weight met.",
    ),
    Mistake(
        lambda x, error: _weight_gradient(x, np.ones(error.shape)),
        "You add up the inputs. Each comes times the error of its output.",
    ),
    Mistake(
        _kernel_slides,
        "Your window is as large as the kernel. It has to be as large as the error: a weight meets "
        "one input for each output.",
    ),
    Mistake(
        _input_gradient,
        "You slide over the ends (mode 'full'). Only whole windows count: 'valid'.",
    ),
    Mistake(
        _correlated_full,
        "You correlate over the ends (mode 'full'). Only whole windows count: 'valid'.",
    ),
    Mistake(
        _correlated_same,
        "You pad and keep the size of the input (mode 'same'). Only whole windows count: 'valid'.",
    ),
    Mistake(
        lambda x, error: _weight_gradient(x, error**2),
        "You square the errors. The square is in the loss; its gradient has the error itself.",
    ),
    Mistake(
        lambda x, error: 2 * _weight_gradient(x, error),
        "You count each product twice. `error` is the gradient at the output already.",
    ),
    Mistake(
        lambda x, error: _weight_gradient(x, np.abs(error)),
        "You leave out the signs of the errors. Places may pull in opposite directions.",
    ),
    Mistake(
        lambda x, error: _weight_gradient(x, error).sum(),
        "You add up all gradients. Each weight has its own.",
    ),
    Mistake(lambda x, error: _weight_gradient(x, error) / len(error), _ROWS_OR_COLUMNS),
    Mistake(lambda x, error: _weight_gradient(x, error) / error.shape[1], _ROWS_OR_COLUMNS),
    Mistake(
        lambda x, error: _weight_gradient(x, error) / _weight_gradient(x, error).size,
        "You divide by the number of weights. Each weight has its own gradient, whole.",
    ),
    Mistake(
        lambda x, error: _weight_gradient(x, error) / x.size,
        "You divide by the number of inputs. The products of all places add up as they are.",
    ),
    Mistake(
        _divided_by_the_sum,
        "You divide by the sum of the errors, which may be 0. Take them as they are.",
    ),
    Mistake(
        lambda x, error: _same_size(x, error),
        "You convolve, and keep the size of the input (mode 'same'). Correlate, and only where the "
        "window is whole.",
    ),
    Mistake(
        lambda x, error: _weight_gradient(x, error)[:-1, :-1],
        "The last row and column of weights are missing: along an axis of n inputs and m errors "
        "there are n − m + 1.",
    ),
    Mistake(
        lambda x, error: last_left_zero(_weight_gradient(x, error)),
        "The gradients of the last row and column stay 0: your loops end one too early. Along an "
        "axis of n inputs and m errors there are n − m + 1 weights.",
    ),
    Mistake(
        lambda x, error: x[len(error) - 1 :, error.shape[1] - 1 :] * error[-1, -1],
        "The last place alone is left: each overwrites the one before. Add up over all of them, "
        "with +=.",
    ),
]


def check_weight_gradient(function: Function) -> Verdict:
    """Check exercise 11.1: ``weight_gradient(x, error)`` correlates the two."""
    return check(function, _weight_gradient, WEIGHT_CASES, WEIGHT_MISTAKES)


_LOPSIDED = np.array([[1.0, 2], [0, -1], [4, 0.5]])
INPUT_CASES = [
    (np.array([[1.0, -1]]), np.array([[2.0, 5]])),
    (np.array([[1.0, 10], [100, 1000]]), np.array([[1.0, 2], [3, 4]])),
    (_ERROR, _LOPSIDED),
    (PICTURE - 4, _LOPSIDED),
    (np.array([[2.0]]), _LOPSIDED.T),
]
_WHOLE_WINDOWS = (
    "You use whole windows alone (mode 'valid'). The kernel has to hang over on all sides: 'full'."
)
_AS_ON_THE_WAY_THERE = (
    "You correlate whole windows, as on the way there. The way back makes the input's size: the "
    "kernel flipped, and hanging over on all sides."
)
_ONE_AXIS = (
    "One axis of the kernel is turned the wrong way. A stamp is the kernel as it is; a window that "
    "slides needs both axes flipped."
)
_WAYS_TO_KEEP_WHOLE_WINDOWS = [_valid_by_scipy, _valid_by_windows, _valid_by_loops, _valid_by_lists]
INPUT_MISTAKES = [
    Mistake(
        _correlated_full,
        "The kernel is not flipped. An input lies under the first weight in the last of its "
        "windows: convolve, do not correlate.",
    ),
    Mistake(
        _overwritten,
        "Your stamps overwrite each other. An input lies in several windows: add up, with +=.",
    ),
    Mistake(
        _same_size,
        "You keep the size of the error (mode 'same'). The input was larger: 'full'.",
    ),
    *(
        Mistake(lambda error, w, by=by: by(error, w, flip=True), _WHOLE_WINDOWS)
        for by in _WAYS_TO_KEEP_WHOLE_WINDOWS
    ),
    *(
        Mistake(lambda error, w, by=by: by(error, w, flip=False), _AS_ON_THE_WAY_THERE)
        for by in _WAYS_TO_KEEP_WHOLE_WINDOWS
    ),
    Mistake(
        lambda error, w: -_input_gradient(error, w),
        "The sign is the wrong way round. The gradient says where the loss rises.",
    ),
    Mistake(
        lambda error, w: _input_gradient(error, np.ones(w.shape)),
        "You add up the errors. Each comes times the weight under which the input lay.",
    ),
    Mistake(
        lambda error, w: _input_gradient(np.ones(error.shape), w),
        "You add up the weights. Each comes times the error of its window.",
    ),
    Mistake(
        lambda error, w: _input_gradient(error, w / w.size),
        "You divide by the number of weights. The gradients of all windows add up as they are.",
    ),
    Mistake(
        lambda error, w: (
            _input_gradient(error, w) / _input_gradient(np.ones(error.shape), np.ones(w.shape))
        ),
        "You take the mean over the windows that an input lies in. They add up.",
    ),
    Mistake(
        lambda error, w: np.pad(_input_gradient(error, w), 1),
        "Your array is too large. The input had n + k − 1 numbers along each axis.",
    ),
    Mistake(
        lambda error, w: np.kron(error, w),
        "Your stamps lie side by side. With stride 1 each starts one cell after the one before.",
    ),
    Mistake(
        lambda error, w: _input_gradient(error, np.abs(w)),
        "You leave out the signs of the weights.",
    ),
    Mistake(
        lambda error, w: 2 * _input_gradient(error, w),
        "You count each product twice. `error` is the gradient at the output already.",
    ),
    Mistake(
        _correlated_same,
        "You correlate, and keep the size of the error (mode 'same'). The input was larger: the "
        "kernel flipped, and hanging over on all sides.",
    ),
    Mistake(
        lambda error, w: _convolve_padded(error, w, [k // 2 for k in w.shape]),
        "You pad by half of the kernel's size. An input in the corner lies under one weight alone: "
        "it takes k − 1 zeros on each side.",
    ),
    Mistake(
        lambda error, w: np.pad(_input_gradient(error, w), (0, 1)),
        "There is a row and a column too many. The input had n + k − 1 numbers along each axis.",
    ),
    Mistake(
        lambda error, w: _input_gradient(error, np.full(w.shape, 1 / w.size)),
        "You give all inputs of a window an equal share of its error. Each gets the error times "
        "the weight that lay on it.",
    ),
    Mistake(
        lambda error, w: _input_gradient(error, w) / error.size,
        "You divide by the number of errors. The gradients of all windows add up as they are.",
    ),
    Mistake(
        lambda error, w: _input_gradient(last_left_zero(error), w),
        "The last row and column of errors are left out: your loops end one too early.",
    ),
    Mistake(
        lambda error, w: last_left_zero(_input_gradient(error, w)),
        "The last row and column stay 0: your loops end one too early. The input had n + k − 1 "
        "numbers along each axis.",
    ),
    Mistake(
        lambda error, w: _input_gradient(error, w)[:-1, :-1],
        "The last row and column are missing: the input had n + k − 1 numbers along each axis.",
    ),
    Mistake(
        _overwritten_by_weights,
        "What one weight hands back overwrites what those before it did. An input lay under "
        "several weights: add up, with +=.",
    ),
    Mistake(
        lambda error, w: _input_gradient(error, w[::-1]),
        _ONE_AXIS,
    ),
    Mistake(
        lambda error, w: _input_gradient(error, w[:, ::-1]),
        _ONE_AXIS,
    ),
]


def check_input_gradient(function: Function) -> Verdict:
    """Check exercise 11.2: ``input_gradient(error, w)``, a full convolution."""
    return check(function, _input_gradient, INPUT_CASES, INPUT_MISTAKES)


def _step(x, w, target, rate, *, gradient=None, error=lambda made, target: made - target):
    found = error(np.correlate(x, w, "valid"), target)
    return w - rate * (gradient or _line_gradient)(x, found)


def _training_step(x, w, target, rate):
    return _step(x, w, target, rate)


def _line_gradient(x, error):
    return np.correlate(x, error, "valid")


def _twice(x, w, target, rate):
    return _step(x, _step(x, w, target, rate), target, rate)


def _one_after_the_other(x, w, target, rate):
    w = w.copy()
    for j in range(len(w)):
        w[j] = _step(x, w, target, rate)[j]
    return w


def _output_by_output(x, w, target, rate):
    for n, wanted in enumerate(target):
        part = x[n : n + len(w)]
        w = w - rate * ((part * w).sum() - wanted) * part
    return w


def _last_output_alone(x, w, target, rate):
    part = x[len(target) - 1 :]
    return w - rate * ((part * w).sum() - target[-1]) * part


def _without_the_last_output(x, w, target, rate):
    return _training_step(x[:-1], w, target[:-1], rate)


STEP_CASES = [
    (np.array([1.0, 2, 4]), np.array([1.0, 1]), np.array([3.0, 5]), 0.1),
    (np.array([3.0, 1, 4, 1, 5]), np.array([2.0, -1, 0.5]), np.array([1.0, 0, -2]), 0.01),
    (np.array([3.0, 1, 4, 1, 5]), np.array([0.0, 0]), np.array([1.0, 6, -2, 8]), 0.5),
    (np.array([2.0, -1, 0.5, 3, 1, -4]), np.array([1.0, 3]), np.array([0.0, 2, 2, -1, 1]), 0.2),
]
STEP_MISTAKES = [
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, -rate),
        "You go uphill. The gradient says where the loss rises: take it off the weights.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, 1),
        "The learning rate is missing: take only that part of the gradient.",
    ),
    Mistake(
        lambda x, w, target, rate: -rate * (_step(x, w, target, -1) - w),
        "You return the step. The weights after it are wanted: the old ones, and the step.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, -1) - w,
        "You return the gradient. The weights after the step are wanted.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, rate / len(target)),
        "You take the mean of the squared errors. Here the loss is half their sum.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, 2 * rate / len(target)),
        "You take the mean of the squares, without the half. Here the loss is half the sum.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, 2 * rate),
        "Your step is twice too long: the loss is half the sum, and the half takes away the 2.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, rate / 2),
        "Your step is half as long as it should be. The square brings a 2, and the half takes it "
        "away: the error itself is left.",
    ),
    Mistake(
        lambda x, w, target, rate: (
            w - rate * _line_gradient(x, np.convolve(x, w, "valid") - target)
        ),
        "You flip the kernel on the way there (np.convolve). Slide it as it is: np.correlate.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(
            x, w, target, rate, gradient=lambda x, error: np.convolve(x, error, "valid")
        ),
        "You flip the error (np.convolve). The gradient is a correlation: np.correlate.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(
            x, w, target, rate, gradient=lambda x, error: _line_gradient(x, error)[::-1]
        ),
        "The gradients are turned round: that of the first weight belongs first.",
    ),
    Mistake(
        lambda x, w, target, rate: w - rate * (np.correlate(x, w, "valid") - target).sum(),
        "You take the sum of the errors off every weight. That is the gradient of a bias: each "
        "error comes times the input that the weight met.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, 0 * target, rate),
        "The target is missing: the error is the output minus the target.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, rate, error=lambda made, t: (made - t) ** 2),
        "You square the errors. The square is in the loss; its gradient has the error itself.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, rate, error=lambda made, t: abs(made - t)),
        "You leave out the signs of the errors. They say whether an output is too high or too low.",
    ),
    Mistake(
        lambda x, w, target, rate: (
            w * (1 - rate * _line_gradient(x, np.correlate(x, w, "valid") - target))
        ),
        "You multiply the step by the weight. Take the rate times the gradient off, no more.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(
            x, w, target, rate, gradient=lambda x, error: np.sign(_line_gradient(x, error))
        ),
        "You take only the sign of the gradient. Its size counts, too.",
    ),
    Mistake(
        _twice,
        "You take two steps. One is wanted.",
    ),
    Mistake(
        _one_after_the_other,
        "You change the weights one after the other, and compute the errors anew in between. All "
        "gradients belong to the weights as they were.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, rate / len(w)),
        "You divide by the number of weights. Each weight takes its own gradient, whole.",
    ),
    Mistake(
        lambda x, w, target, rate: _step(x, w, target, rate / len(x)),
        "You divide by the number of inputs. The loss is half the sum of the squared errors.",
    ),
    Mistake(
        lambda x, w, target, rate: w - rate * (np.correlate(x, w, "valid") - target).mean(),
        "You take the mean of the errors off every weight. Each error comes times the input that "
        "the weight met, and they add up.",
    ),
    Mistake(
        _without_the_last_output,
        "The last output is left out: there are n − k + 1 of them.",
    ),
    Mistake(
        _output_by_output,
        "You change the weights after each output, and compute the next with the new ones. One "
        "step takes the gradients of all outputs together.",
    ),
    Mistake(
        lambda x, w, target, rate: np.append(_training_step(x, w, target, rate)[:-1], w[-1]),
        "The last weight keeps its value: range(k) already ends at k − 1.",
    ),
    Mistake(
        _last_output_alone,
        "The gradient of the last output alone is left: each overwrites the one before. Add them "
        "up, with +=.",
    ),
]


def check_training_step(function: Function) -> Verdict:
    """Check exercise 11.3: ``training_step(x, w, target, rate)``, the weights after one step."""
    return check(function, _training_step, STEP_CASES, STEP_MISTAKES)


#: What each checker of this chapter knows by name.
MISTAKES = {
    check_weight_gradient: WEIGHT_MISTAKES,
    check_input_gradient: INPUT_MISTAKES,
    check_training_step: STEP_MISTAKES,
}

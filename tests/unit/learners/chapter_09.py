"""Answers to the exercises of chapter 9: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks


def torch_parameters(c_in, c_out, k):
    import torch

    return sum(p.numel() for p in torch.nn.Conv3d(c_in, c_out, k).parameters())


def counted(weights, biases):
    """Return a count that a learner makes of two parts, adding them up."""

    def answer(c_in, c_out, k):
        total = 0
        for part in (weights, biases):
            total += part(c_in, c_out, k)
        return total

    return answer


def all_weights(c_in, c_out, k):
    return np.ones((c_out, c_in, k, k, k), int).sum()


def no_biases(c_in, c_out, k):
    return 0


def one_each(c_in, c_out, k):
    return c_out


def by_filling(shape, place):
    """Return a loop that puts each voxel (r, c, d) of a scan where a learner thinks it belongs."""

    def answer(scan):
        rows, columns, depth = scan.shape
        out = np.zeros(shape(rows, columns, depth))
        for r in range(rows):
            for c in range(columns):
                for d in range(depth):
                    out[place(r, c, d)] = scan[r, c, d]
        return out

    return answer


def stacked(scan):
    return np.stack([[scan[:, :, d] for d in range(scan.shape[2])]])[None]


def permuted(scan):
    import torch

    return torch.tensor(scan).permute(2, 0, 1).unsqueeze(0).unsqueeze(0).numpy()


def one_cube(volume, w):
    from scipy import signal

    cube = np.einsum("i,j,k->ijk", w, w, w)  # all three passes at once
    return signal.correlate(volume, cube, "valid", method="direct")


def numpys(axes, how=np.correlate, mode="valid", weights=lambda w: w):
    """Return passes with a function of NumPy along some axes, one after the other."""

    def answer(volume, w):
        for axis in axes:
            volume = np.apply_along_axis(how, axis, volume, weights(w), mode)
        return volume

    return answer


def from_the_start(volume, w):
    for axis in range(3):
        result = np.apply_along_axis(np.correlate, axis, volume, w, "valid")
    return result


PARAMETERS = {
    "squares": (counted(lambda i, o, k: i * o * k * k, one_each), "That is Conv2d"),
    "no biases": (counted(all_weights, no_biases), "The biases are missing"),
    "no input channels": (counted(lambda i, o, k: o * k**3, one_each), "through all input"),
    "one kernel": (counted(lambda i, o, k: i * k * k * k, lambda i, o, k: 1), "a single kernel"),
    "one bias": (counted(all_weights, lambda i, o, k: 1), "one bias in all"),
    "bias per pair": (counted(all_weights, lambda i, o, k: i * o), "for each pair of channels"),
    "bias per input": (counted(all_weights, lambda i, o, k: i), "not for each input channel"),
    "three lines": (counted(lambda i, o, k: o * i * (k + k + k), one_each), "three passes"),
}  # fmt: skip


SCANS = {
    "reshape": (lambda s: np.reshape(s, (1, 1, s.shape[-1], s.shape[0], s.shape[1])), "scrambles"),
    "slices last": (by_filling(lambda r, c, d: (1, 1, r, c, d), lambda r, c, d: (0, 0, r, c, d)),
                    "still last"),
    "four axes": (by_filling(lambda r, c, d: (1, d, r, c), lambda r, c, d: (0, d, r, c)),
                  "An axis is missing"),
    "batch of pictures": (by_filling(lambda r, c, d: (d, 1, r, c), lambda r, c, d: (d, 0, r, c)),
                          "a batch of single pictures"),
    "slices as channels": (
        by_filling(lambda r, c, d: (1, d, 1, r, c), lambda r, c, d: (0, d, 0, r, c)),
        "the slices are channels"),
    "slices as batch": (
        by_filling(lambda r, c, d: (d, 1, 1, r, c), lambda r, c, d: (d, 0, 0, r, c)),
        "the slices are a batch"),
    "transposed": (by_filling(lambda r, c, d: (1, 1, d, c, r), lambda r, c, d: (0, 0, d, c, r)),
                   "Rows and columns have changed places"),
    "three axes": (by_filling(lambda r, c, d: (d, r, c), lambda r, c, d: (d, r, c)),
                   "two axes in front"),
}  # fmt: skip


PASSES = {
    "flipped": (numpys((0, 1, 2), np.convolve), "You flip the weights"),
    "slices": (numpys((2, 1)), "The depth is missing"),
    "no columns": (numpys((1, 0)), "The columns are missing"),
    "depth only": (numpys((0,)), "first pass alone"),
    "from the start": (from_the_start, "starts from the volume again"),
    "same size": (numpys((0, 1, 2), mode="same"), "you pad"),
    "depth thrice": (numpys((0, 0, 0)), "All three passes go along the depth"),
    "mean": (numpys((0, 1, 2), weights=lambda w: w / w.sum()), "divide the weights"),
    "cubed": (numpys((0, 1, 2), weights=lambda w: w * w * w), "The weights are cubed"),
    "float32": (lambda v, w: numpys((0, 1, 2))(v.astype(np.float32), w), "but in float32"),
    "float32, weights too": (
        lambda v, w: numpys((2, 1, 0))(np.float32(v), w.astype("float32")), "but in float32"),
    "one cube": (one_cube, "one pass with a cube"),
    "rows thrice": (numpys((1, 1, 1)), "All three passes go along the rows"),
    "full": (numpys((0, 1, 2), mode="full"), "Your output is larger"),
    "full, flipped": (numpys((0, 1, 2), np.convolve, mode="full"), "Your output is larger"),
}  # fmt: skip


RIGHT = [
    (checks.check_conv3d_parameters, torch_parameters),
    (checks.check_conv3d_parameters, counted(all_weights, one_each)),
    (checks.check_to_layer, stacked),
    (checks.check_to_layer, permuted),
    (checks.check_to_layer, by_filling(lambda r, c, d: (1, 1, d, r, c),
                                       lambda r, c, d: (0, 0, d, r, c))),
    (checks.check_three_passes, numpys((0, 1, 2))),
    (checks.check_three_passes, numpys((2, 0, 1))),
]  # fmt: skip
WRONG = {
    checks.check_conv3d_parameters: PARAMETERS,
    checks.check_to_layer: SCANS,
    checks.check_three_passes: PASSES,
}

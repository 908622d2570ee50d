"""Time the operators beside SciPy, OpenCV and PyTorch: ``python benchmarks/operators.py``.

The candidates take turns within each round, so that whatever else the machine does hits them all.
A number is the fastest round in milliseconds, the one that was least disturbed; a ratio above 1
means that we are slower.
"""

import argparse
import math
import time

import cv2
import numpy as np
import torch
from scipy import ndimage, signal
from torch.nn import functional

import convcourse as cc

VGG16 = [  # input channels, output channels, height and width, how often in the network
    (3, 64, 224, 1),
    (64, 64, 224, 1),
    (64, 128, 112, 1),
    (128, 128, 112, 1),
    (128, 256, 56, 1),
    (256, 256, 56, 2),
    (256, 512, 28, 1),
    (512, 512, 28, 2),
    (512, 512, 14, 3),
]


def fastest(candidates, seconds):
    """Return the shortest time of each candidate in milliseconds, over at least five rounds."""
    times = {name: [] for name in candidates}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(next(iter(times.values()))) < 5:
        for name, run in candidates.items():
            run()  # untimed: wakes the threads that this library keeps, and fills the cache
            start = time.perf_counter()
            run()
            times[name].append(1e3 * (time.perf_counter() - start))
    return {name: min(values) for name, values in times.items()}


def filter_candidates(image, kernel, line=None):
    """Return the ways to filter an image; `line` is the factor of a separable kernel."""
    # The routes of scipy.signal get their border for nothing.
    padded = cc.pad2d(image, len(kernel) // 2, border="mirror")
    flipped = kernel[::-1, ::-1]
    scipy = {
        "ndimage.correlate": lambda: ndimage.correlate(image, kernel, mode="mirror"),
        "signal.correlate2d": lambda: signal.correlate2d(padded, kernel, "valid"),
        "signal.fftconvolve": lambda: signal.fftconvolve(padded, flipped, "valid"),
        "signal.oaconvolve": lambda: signal.oaconvolve(padded, flipped, "valid"),
    }
    opencv = {"cv2": lambda: cv2.filter2D(image, -1, kernel, borderType=cv2.BORDER_REFLECT_101)}
    if line is not None:
        scipy["ndimage.correlate1d twice"] = lambda: ndimage.correlate1d(
            ndimage.correlate1d(image, line, axis=0, mode="mirror"), line, axis=1, mode="mirror"
        )
    ours = {"convcourse": lambda: cc.correlate2d(image, kernel)}
    for run in (*scipy.values(), *opencv.values()):
        np.testing.assert_allclose(run(), ours["convcourse"](), atol=1e-3)
    return ours, scipy, opencv


def time_filters(seconds):
    image = np.random.default_rng(0).random((512, 512), dtype=np.float32)
    print("correlate2d, 512×512 float32, border mirror; ms, and our time over theirs\n")
    print(f"{'kernel':16}{'ours':>8}{'cv2':>8}{'best SciPy':>12}  {'which':27}", end="")
    print(f"{'/ SciPy':>8}{'/ correlate2d':>15}{'/ cv2':>8}")
    for size in (3, 5, 7, 9, 11, 15, 21, 31):
        dense = np.random.default_rng(size).standard_normal((size, size)).astype(np.float32)
        line = np.sqrt(np.diag(cc.gaussian(size=size))).astype(np.float32)
        for name, kernel, factor in (
            ("dense", dense, None),
            ("separable", np.outer(line, line), line),
        ):
            ours, scipy, opencv = filter_candidates(image, kernel, factor)
            times = fastest({**ours, **scipy, **opencv}, seconds)
            best = min(scipy, key=times.get)
            mine = times["convcourse"]
            print(
                f"{f'{size}×{size} {name}':16}{mine:8.2f}{times['cv2']:8.2f}{times[best]:12.2f}  "
                f"{best:27}{mine / times[best]:8.2f}{mine / times['signal.correlate2d']:15.3f}"
                f"{mine / times['cv2']:8.2f}"
            )


@torch.no_grad()
def time_layers(seconds):
    print("\nconv2d, VGG-16's layers, float32, one image; ms, and our time over torch's\n")
    print(f"{'layer':24}{'ours':>8}{'torch':>8}{'/ torch':>9}")
    rng = np.random.default_rng(0)
    logarithms, count = 0, 0
    for c_in, c_out, size, repeats in VGG16:
        image = rng.standard_normal((1, c_in, size, size), dtype=np.float32)
        weight = rng.standard_normal((c_out, c_in, 3, 3), dtype=np.float32) / (9 * c_in) ** 0.5
        tensors = torch.from_numpy(image), torch.from_numpy(weight)
        candidates = {
            "convcourse": lambda x=image, w=weight: cc.conv2d(x, w, padding=1),
            "torch": lambda t=tensors: functional.conv2d(*t, padding=1),
        }
        expected = candidates["torch"]().numpy()
        np.testing.assert_allclose(candidates["convcourse"](), expected, atol=1e-4)
        times = fastest(candidates, seconds)
        ratio = times["convcourse"] / times["torch"]
        logarithms += repeats * math.log(ratio)
        count += repeats
        layer = f"{c_in} → {c_out}, {size}² (×{repeats})"
        print(f"{layer:24}{times['convcourse']:8.2f}{times['torch']:8.2f}{ratio:9.2f}")
    print(f"{'geometric mean of ' + str(count):24}{'':16}{math.exp(logarithms / count):9.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="per row of the tables")
    arguments = parser.parse_args()
    time_filters(arguments.seconds)
    time_layers(arguments.seconds)

"""Time the operators beside SciPy, OpenCV and PyTorch: ``python benchmarks/operators.py``.

The candidates take turns within each round, so that whatever else the machine does hits them all.
A time is the fastest round in milliseconds, the one that was least disturbed. A ratio is our time
over theirs, above 1 where we are slower. The noise beside it is how far the ratios of the single
rounds lie apart, the middle half of them, in per cent of their median: on a quiet machine it is
below 10, and a ratio with a noise of 100 says little.

On a machine that has other work, ``--busy`` counts the processor time of one thread on one core,
from which waiting is left out; the caches are shared with the other work all the same.

Processor and BLAS decide much of it, so they are named above the tables. OPENBLAS_CORETYPE and
OPENBLAS_L2_SIZE have to be unset: they make another library of it. ``make bench`` does that.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import time

import cv2
import numpy as np
import torch
from scipy import ndimage, signal
from threadpoolctl import threadpool_info
from torch.nn import functional

import convcourse as cc
from convcourse.operators import cores, routes

KERNELS = (3, 5, 7, 9, 11, 15, 21, 31, 63)

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

LAYERS = [  # what it is, shape of the input, shape of the weight, options
    ("1×1", (1, 64, 56, 56), (256, 64, 1, 1), {}),
    ("1×1", (1, 256, 56, 56), (64, 256, 1, 1), {}),
    ("1×1, stride 2", (1, 256, 56, 56), (512, 256, 1, 1), {"stride": 2}),
    ("7×7, stride 2", (1, 3, 224, 224), (64, 3, 7, 7), {"stride": 2, "padding": 3}),
    ("3×3, stride 2", (1, 64, 56, 56), (128, 64, 3, 3), {"stride": 2, "padding": 1}),
    ("depthwise", (1, 32, 112, 112), (32, 1, 3, 3), {"padding": 1, "groups": 32}),
    ("depthwise", (1, 256, 28, 28), (256, 1, 3, 3), {"padding": 1, "groups": 256}),
    ("depthwise, 7×7", (1, 96, 56, 56), (96, 1, 7, 7), {"padding": 3, "groups": 96}),
    (
        "depthwise, stride 2",
        (1, 64, 112, 112),
        (64, 1, 3, 3),
        {"stride": 2, "padding": 1, "groups": 64},
    ),
    ("4 groups", (1, 64, 56, 56), (64, 16, 3, 3), {"padding": 1, "groups": 4}),
    ("32 groups", (1, 128, 56, 56), (128, 4, 3, 3), {"padding": 1, "groups": 32}),
    ("dilation 2", (1, 64, 56, 56), (64, 64, 3, 3), {"padding": 2, "dilation": 2}),
    ("dilation 2", (1, 256, 28, 28), (256, 256, 3, 3), {"padding": 2, "dilation": 2}),
    ("batch 16", (16, 3, 32, 32), (32, 3, 3, 3), {"padding": 1}),
    ("batch 16", (16, 32, 16, 16), (64, 32, 3, 3), {"padding": 1}),
    ("batch 16", (16, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}),
    ("batch 16", (16, 512, 7, 7), (512, 512, 3, 3), {"padding": 1}),
]

TRANSPOSED = [
    ("transposed", (1, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}),
    ("transposed, stride 2", (1, 64, 32, 32), (64, 32, 4, 4), {"stride": 2, "padding": 1}),
    ("transposed, stride 2", (1, 512, 8, 8), (512, 256, 4, 4), {"stride": 2, "padding": 1}),
    ("transposed, stride 2", (1, 128, 56, 56), (128, 64, 2, 2), {"stride": 2}),
    ("transposed, batch 16", (16, 64, 16, 16), (64, 32, 4, 4), {"stride": 2, "padding": 1}),
]

GRADIENTS = [
    ("of the input", (4, 32, 56, 56), (64, 32, 3, 3), {"padding": 1}),
    ("of the weight", (4, 32, 56, 56), (64, 32, 3, 3), {"padding": 1}),
]


ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
BUSY = "--busy" in sys.argv
clock = time.thread_time if BUSY else time.perf_counter


class Rounds:
    """Times of several candidates that took turns, in milliseconds."""

    def __init__(self, candidates, seconds):
        self.times = {name: [] for name in candidates}
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or len(next(iter(self.times.values()))) < 5:
            for name, run in candidates.items():
                run()  # untimed: wakes the threads that this library keeps, and fills the cache
                start = clock()
                run()
                self.times[name].append(1e3 * (clock() - start))

    def fastest(self, name):
        return min(self.times[name])

    def ratio(self, ours, theirs):
        return self.fastest(ours) / self.fastest(theirs)

    def noise(self, ours, theirs):
        """Return how far the ratios of the rounds lie apart, in per cent of their median."""
        pairs = zip(self.times[ours], self.times[theirs], strict=True)
        low, middle, high = statistics.quantiles([mine / other for mine, other in pairs], n=4)
        return 100 * (high - low) / middle


def describe_machine():
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    print(f"{cores.threads()} of {os.cpu_count()} cores, {load}; torch {torch.get_num_threads()}")
    for library in threadpool_info():
        name = " ".join(str(library.get(key, "")) for key in ("internal_api", "architecture"))
        print(f"{name}, {library['version']}, {library['num_threads']} threads")


def filter_candidates(image, kernel, line=None):
    """Return the ways to filter an image; `line` is the factor of a separable kernel."""
    # The routes of scipy.signal get their border for nothing.
    padded = cc.pad2d(image, len(kernel) // 2, border="mirror")
    flipped = kernel[::-1, ::-1]
    scipy = {
        "signal.fftconvolve": lambda: signal.fftconvolve(padded, flipped, "valid"),
        "signal.oaconvolve": lambda: signal.oaconvolve(padded, flipped, "valid"),
    }
    if len(kernel) <= 9:  # beyond that they are far behind
        scipy["ndimage.correlate"] = lambda: ndimage.correlate(image, kernel, mode="mirror")
        scipy["signal.correlate2d"] = lambda: signal.correlate2d(padded, kernel, "valid")
    opencv = {"cv2": lambda: cv2.filter2D(image, -1, kernel, borderType=cv2.BORDER_REFLECT_101)}
    if line is not None:
        scipy["ndimage.correlate1d twice"] = lambda: ndimage.correlate1d(
            ndimage.correlate1d(image, line, axis=0, mode="mirror"), line, axis=1, mode="mirror"
        )
    ours = {"convcourse": lambda: cc.correlate2d(image, kernel)}
    for run in (*scipy.values(), *opencv.values()):
        np.testing.assert_allclose(run(), ours["convcourse"](), atol=3e-3)
    return ours, scipy, opencv


def time_filters(side, seconds):
    image = np.random.default_rng(0).random((side, side), dtype=np.float32)
    print(f"\ncorrelate2d, {side}² float32, border mirror; ms, and our time over theirs\n")
    print(f"{'kernel':16}{'route':16}{'ours':>8}{'cv2':>8}{'best SciPy':>12}  {'which':27}", end="")
    print(f"{'/ SciPy':>8}{'noise %':>9}{'/ cv2':>8}{'noise %':>9}")
    for size in KERNELS:
        dense = np.random.default_rng(size).standard_normal((size, size)).astype(np.float32)
        line = np.sqrt(np.diag(cc.gaussian(size=size))).astype(np.float32)
        for name, kernel, factor in (
            ("dense", dense, None),
            ("separable", np.outer(line, line), line),
        ):
            ours, scipy, opencv = filter_candidates(image, kernel, factor)
            rounds = Rounds({**ours, **scipy, **opencv}, seconds)
            best = min(scipy, key=rounds.fastest)
            route, _ = routes.route_for(kernel, image.dtype, image.shape)
            print(f"{f'{size}×{size} {name}':16}{type(route).__name__:16}", end="")
            print(f"{rounds.fastest('convcourse'):8.2f}{rounds.fastest('cv2'):8.2f}", end="")
            print(f"{rounds.fastest(best):12.2f}  {best:27}", end="")
            for peer in (best, "cv2"):
                print(f"{rounds.ratio('convcourse', peer):8.2f}", end="")
                print(f"{rounds.noise('convcourse', peer):9.0f}", end="")
            print(flush=True)


def layer_candidates(shape, weight_shape, options, transposed):
    rng = np.random.default_rng(0)
    image = rng.standard_normal(shape, dtype=np.float32)
    weight = rng.standard_normal(weight_shape, dtype=np.float32)
    weight /= math.sqrt(math.prod(weight_shape[1:]))
    tensors = torch.from_numpy(image), torch.from_numpy(weight)
    ours = cc.conv_transpose2d if transposed else cc.conv2d
    theirs = functional.conv_transpose2d if transposed else functional.conv2d
    return {
        "convcourse": lambda: ours(image, weight, **options),
        "torch": lambda: theirs(*tensors, **options),
    }


def gradient_candidates(name, shape, weight_shape, options):
    rng = np.random.default_rng(0)
    image, weight = (rng.standard_normal(s, dtype=np.float32) for s in (shape, weight_shape))
    error = cc.conv2d(image, weight, **options)
    tensors = [torch.from_numpy(array) for array in (image, weight, error)]
    if name == "of the input":
        return {
            "convcourse": lambda: cc.conv2d_input(shape, weight, error, **options),
            "torch": lambda: torch.nn.grad.conv2d_input(shape, *tensors[1:], **options),
        }
    return {
        "convcourse": lambda: cc.conv2d_weight(image, weight_shape, error, **options),
        "torch": lambda: torch.nn.grad.conv2d_weight(
            tensors[0], weight_shape, tensors[2], **options
        ),
    }


@torch.no_grad()
def time_layers(title, layers, seconds):
    """Print a table of layers: what each is, how often it counts, and its candidates."""
    print(f"\n{title}, float32; ms, and our time over torch's\n")
    print(f"{'layer':46}{'ours':>8}{'torch':>8}{'/ torch':>9}{'noise %':>9}")
    logarithms, count, worst = 0, 0, 0
    for name, repeats, candidates in layers:
        expected = candidates["torch"]().numpy()
        largest = abs(expected).max()
        np.testing.assert_allclose(candidates["convcourse"](), expected, atol=1e-4 * largest)
        rounds = Rounds(candidates, seconds)
        ratio = rounds.ratio("convcourse", "torch")
        logarithms += repeats * math.log(ratio)
        count += repeats
        worst = max(worst, ratio)
        print(f"{name:46}{rounds.fastest('convcourse'):8.2f}{rounds.fastest('torch'):8.2f}", end="")
        print(f"{ratio:9.2f}{rounds.noise('convcourse', 'torch'):9.0f}", flush=True)
    print(f"{f'geometric mean of {count}, and worst':46}{'':16}", end="")
    print(f"{math.exp(logarithms / count):9.2f}{worst:9.2f}")


def vgg16():
    for c_in, c_out, size, repeats in VGG16:
        shapes = (1, c_in, size, size), (c_out, c_in, 3, 3)
        candidates = layer_candidates(*shapes, {"padding": 1}, transposed=False)
        yield f"{c_in} → {c_out}, {size}² (×{repeats})", repeats, candidates


def other_layers():
    for rows, transposed in ((LAYERS, False), (TRANSPOSED, True)):
        for name, shape, weight_shape, options in rows:
            candidates = layer_candidates(shape, weight_shape, options, transposed)
            yield f"{name}, {shape}, {weight_shape}", 1, candidates


def gradients():
    for name, shape, weight_shape, options in GRADIENTS:
        candidates = gradient_candidates(name, shape, weight_shape, options)
        yield f"{name}, {shape}, {weight_shape}", 1, candidates


LARGE = {
    "convcourse": lambda image, kernel: cc.correlate2d(image, kernel),
    "cv2": lambda image, kernel: cv2.filter2D(image, -1, kernel, borderType=cv2.BORDER_REFLECT_101),
    "signal.oaconvolve": lambda image, kernel: signal.oaconvolve(
        cc.pad2d(image, len(kernel) // 2, border="mirror"), kernel[::-1, ::-1], "valid"
    ),
}


def peak_bytes():
    """Return the most memory that this process has had, in bytes; Linux only."""
    with open("/proc/self/status", encoding="utf8") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


def filter_large(name, side):
    """Filter one large image in this process, and print how long it took and what it needed."""
    image = np.random.default_rng(0).random((side, side), dtype=np.float32)
    kernel = np.random.default_rng(1).standard_normal((31, 31)).astype(np.float32)
    LARGE[name](image[:600, :600].copy(), kernel)  # what is imported or started the first time
    before = peak_bytes()
    start, processor = time.perf_counter(), time.process_time()
    out = LARGE[name](image, kernel)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    both = image.nbytes + out.nbytes
    needed = (peak_bytes() - before + image.nbytes) / both
    print(f"{name:20}{seconds:10.2f}{processor:18.2f}{needed:26.2f}", flush=True)


def time_large(side):
    print(f"\ncorrelate2d, {side}² float32, 31×31, each in a process of its own\n")
    print(f"{'':20}{'seconds':>10}{'of all cores':>18}{'memory / (input+output)':>26}", flush=True)
    for name in LARGE:
        subprocess.run([sys.executable, __file__, "--large", name, str(side)], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="per row of the tables")
    parser.add_argument("--side", type=int, default=8192, help="of the large image, in pixels")
    parser.add_argument("--busy", action="store_true", help="one thread, its processor time")
    parser.add_argument("--large", nargs=2, metavar=("WHO", "SIDE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.large:
        filter_large(arguments.large[0], int(arguments.large[1]))
        return
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        if name in os.environ:
            sys.exit(f"{name} is set, expected it not to be: it chooses another BLAS; unset it")
    if arguments.busy:
        if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
            os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ONE_THREAD)
        torch.set_num_threads(1)
        cv2.setNumThreads(1)
    describe_machine()
    time_filters(512, arguments.seconds)
    time_filters(2048, arguments.seconds)
    time_layers("conv2d, VGG-16's layers, one image", vgg16(), arguments.seconds)
    time_layers("conv2d and conv_transpose2d, other layers", other_layers(), arguments.seconds)
    time_layers("gradients of conv2d", gradients(), arguments.seconds)
    time_large(arguments.side)


if __name__ == "__main__":
    main()

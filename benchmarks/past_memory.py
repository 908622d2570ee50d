"""Filter a picture larger than the memory, by chunks: ``python benchmarks/past_memory.py``.

Needs dask and zarr, which are no part of the course's environment: ``pip install dask zarr``. The
picture lies in a zarr file, dask reads a chunk with a rim as wide as the kernel reaches, and
`correlate2d` filters it. What comes out is written to a second file, and along every seam between
two chunks held against the same rows and columns filtered without a seam.

It prints, for the whole way from file to file, seconds and the most memory that the process had
beyond what its imports take, beside the same way with SciPy's and OpenCV's filter per chunk, each
in a process of its own.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from scipy import signal

import convcourse as cc

try:
    import dask.array as da
    import zarr
except ImportError as error:
    sys.exit(f"{error}. This benchmark needs two libraries more: pip install dask zarr")

KERNEL = np.random.default_rng(1).standard_normal((31, 31)).astype(np.float32) / 31
REACH = len(KERNEL) // 2
FILTERS = {
    "convcourse": lambda block: cc.correlate2d(block, KERNEL),
    "cv2": lambda block: cv2.filter2D(block, -1, KERNEL, borderType=cv2.BORDER_REFLECT_101),
    "signal.oaconvolve": lambda block: signal.oaconvolve(
        cc.pad2d(block, REACH, border="mirror"), KERNEL[::-1, ::-1], "valid"
    ),
}


def peak_bytes():
    """Return the most memory that this process has had, in bytes; Linux only."""
    with open("/proc/self/status", encoding="utf8") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


def write_picture(path, side, chunk):
    """Write a picture of noise to a zarr file, a row of chunks at a time."""
    file = zarr.create_array(
        path, shape=(side, side), chunks=(chunk, chunk), dtype="float32", compressors=None
    )
    rng = np.random.default_rng(0)
    for top in range(0, side, chunk):
        rows = min(chunk, side - top)
        file[top : top + rows] = rng.random((rows, side), dtype=np.float32)


def filter_file(source, target, name):
    """Filter one file into another, and print what it took.

    Without a border beyond the picture's edge each chunk there gets its own, `correlate2d`'s.
    """
    picture = da.from_zarr(source)
    before, start = peak_bytes(), time.perf_counter()
    filtered = da.map_overlap(
        FILTERS[name], picture, depth=REACH, boundary="none", dtype=np.float32
    )
    filtered.to_zarr(target)
    seconds, needed = time.perf_counter() - start, peak_bytes() - before
    print(f"{name:20}{seconds:10.1f}{needed / 1e6:14.0f}", flush=True)


def largest_seam_error(source, target, chunk):
    """Return how far the result is off near the seams between chunks, along both axes."""
    picture, result = zarr.open_array(source, mode="r"), zarr.open_array(target, mode="r")
    side, near = picture.shape[0], 2 * REACH
    worst = 0.0
    for seam in range(chunk, side, chunk):
        low, high = max(0, seam - 2 * near), min(side, seam + 2 * near)
        inside = slice(seam - near - low, min(seam + near, side) - low)
        for turned in (False, True):
            box = (slice(None), slice(low, high)) if turned else (slice(low, high), slice(None))
            cut = (slice(None), inside) if turned else (inside, slice(None))
            whole = cc.correlate2d(picture[box], KERNEL)
            worst = max(worst, float(abs(whole[cut] - result[box][cut]).max()))
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", type=int, default=22_528, help="of the picture; 22528² are 2 GB")
    parser.add_argument("--chunk", type=int, default=2048, help="side of a chunk")
    parser.add_argument("--folder", help="where the files go, three times the picture's size")
    parser.add_argument(
        "--one", nargs=3, metavar=("SOURCE", "TARGET", "WHO"), help=argparse.SUPPRESS
    )
    arguments = parser.parse_args()
    if arguments.one:
        filter_file(*arguments.one)
        return
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        source = str(Path(folder) / "picture.zarr")
        write_picture(source, arguments.side, arguments.chunk)
        size = arguments.side**2 * 4 / 1e9
        print(f"{arguments.side}² float32, {size:.1f} GB, chunks of {arguments.chunk}², 31×31\n")
        print(f"{'':20}{'seconds':>10}{'memory, MB':>14}", flush=True)
        for name in FILTERS:
            target = str(Path(folder) / f"{name}.zarr")
            subprocess.run([sys.executable, __file__, "--one", source, target, name], check=True)
        off = largest_seam_error(source, str(Path(folder) / "convcourse.zarr"), arguments.chunk)
        print(f"\nlargest difference near a seam: {off:.1e}")
        assert off < 1e-3, off


if __name__ == "__main__":
    main()

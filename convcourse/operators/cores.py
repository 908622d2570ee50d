"""Work that is shared out among the processor's cores.

NumPy and SciPy let other threads run while they compute, so plain threads use all cores. Each
piece of work is done by one thread from beginning to end: how many threads there are changes no
digit of a result.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

# More threads than this gain nothing here: they wait for the memory.
MOST_THREADS = 8

# Work that is worth a thread, in multiply-adds: about a millisecond, many times what it takes to
# wake one.
WORK_PER_THREAD = 2e7

_pool: ThreadPoolExecutor | None = None


def threads() -> int:
    """Return how many threads to use: the cores of this process, or fewer if OMP_NUM_THREADS is."""
    # Not before Python 3.13 does os.process_cpu_count() tell it on all systems.
    given = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    cores = len(given) or os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(cores, MOST_THREADS, max(int(wanted), 1) if wanted.isdecimal() else cores)


def share_out(work: Callable[[Any], None], pieces: Iterable[Any], size: float) -> None:
    """Call `work` with each piece, on as many threads as there are cores and as `size` is worth.

    The calling thread takes part. Threads that have not begun when it finds nothing left to do
    are not waited for, so that on a busy machine this takes no longer than a plain loop.
    """
    waiting = deque(pieces)
    helpers = min(threads(), len(waiting), 1 + int(size / WORK_PER_THREAD)) - 1

    def drain():
        while True:
            try:
                piece = waiting.popleft()
            except IndexError:
                return
            work(piece)

    futures = [_threads_that_stay().submit(drain) for _ in range(helpers)]
    try:
        drain()
    finally:
        waiting.clear()  # after an error nobody goes on
        begun = [future for future in futures if not future.cancel()]
        failures = [future.exception() for future in begun]
    for failure in failures:
        if failure is not None:
            raise failure


def _threads_that_stay():
    """Return the threads, which are started once: to start one takes longer than a small image."""
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(MOST_THREADS - 1, thread_name_prefix="convcourse")
    return _pool


def _forget_threads():
    global _pool
    _pool = None


if hasattr(os, "register_at_fork"):  # threads do not live on in a forked process
    os.register_at_fork(after_in_child=_forget_threads)

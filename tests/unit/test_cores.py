"""Work that is shared out among threads is all done, once, and its errors are told."""

import multiprocessing
import sys
import threading

import numpy as np
import pytest

import convcourse as cc
from convcourse.operators import cores


@pytest.fixture
def three_threads(monkeypatch):
    monkeypatch.setattr(cores, "threads", lambda: 3)
    monkeypatch.setattr(cores, "WORK_PER_THREAD", 1)


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_every_piece_is_done_once(three_threads, count):
    done = []
    cores.share_out(done.append, range(count), 100)
    assert sorted(done) == list(range(count))


def test_several_threads_take_part(three_threads):
    """Three pieces that wait for each other: with fewer threads than pieces nobody would pass."""
    together = threading.Barrier(3, timeout=300)
    cores.share_out(lambda piece: together.wait(), range(3), 100)
    assert not together.broken


def test_little_work_stays_in_its_thread(three_threads):
    names = set()
    cores.share_out(lambda piece: names.add(threading.current_thread()), range(50), 0.5)
    assert names == {threading.current_thread()}


@pytest.mark.parametrize("bad", [0, 7, 49])
def test_an_error_in_any_thread_is_raised(three_threads, bad):
    def work(piece):
        if piece == bad:
            raise ValueError(f"piece {piece}")

    with pytest.raises(ValueError, match=f"piece {bad}"):
        cores.share_out(work, range(50), 100)


@pytest.mark.parametrize(
    ("wanted", "threads"), [("1", 1), ("0", 1), ("nonsense", None), ("", None)]
)
def test_no_more_threads_than_were_asked_for(monkeypatch, wanted, threads):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    own = cores.threads()
    assert 1 <= own <= cores.MOST_THREADS
    monkeypatch.setenv("OMP_NUM_THREADS", wanted)
    assert cores.threads() == (threads or own)


def _filtered(image):
    return cc.correlate2d(image, np.ones((3, 4)))


@pytest.mark.skipif(sys.platform != "linux", reason="forks as the book does")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_has_threads_of_its_own(three_threads):
    image = np.random.default_rng(0).random((400, 300))
    expected = _filtered(image)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        result = pool.apply_async(_filtered, (image,)).get(timeout=300)
    np.testing.assert_array_equal(result, expected)

"""Run a chapter cell by cell, and hold what its sections say against what they computed."""

import contextlib
import os
from unittest import mock

import cv2
import matplotlib.pyplot as plt
import numpy as np
import scipy
import torch
from scipy import ndimage, signal

import convcourse
from convcourse.operators import kernels, pooling, shapes
from convcourse.pictures import images
from tests.notebooks import formulas
from tests.notebooks.ledger import HELPERS
from tests.notebooks.prose import Code, Heading, Paragraph

#: What an expression of a ledger may use beside the names of its notebook.
COMMON = {
    name: getattr(convcourse, name) for name in convcourse.__all__
} | {
    "np": np, "scipy": scipy, "ndimage": ndimage, "signal": signal, "torch": torch, "cv2": cv2,
    "kernels": kernels, "images": images, "shapes": shapes, "pooling": pooling,
    "formulas": formulas,
}  # fmt: skip


def judge(chapter, claims):
    """Run a chapter and return what its ledger says that is not so.

    Parameters
    ----------
    chapter : iterable of Heading, Paragraph or Code
        As `prose.read_chapter` yields them.
    claims : list of ledger.Claim

    Returns
    -------
    false : list of str
        What does not hold, with its place.
    panels : list of (Paragraph, list of str)
        For each drawn figure its description and the titles of its panels.
    """
    names, false, panels = {"__name__": "lesson", "chapter_code": ""}, [], []
    waiting, opening = [], None  # what a chapter promises at its start is so at its end
    with _undisturbed() as drawn:
        for item in chapter:
            if isinstance(item, Paragraph):
                waiting.append(item)
            elif isinstance(item, Heading):
                if opening is None:
                    opening = waiting
                else:
                    false += _judge_all(waiting, claims, names)
                waiting = []
            elif isinstance(item, Code):
                drawn.clear()
                names["chapter_code"] += item.source + "\n\n"
                exec(compile(item.source, item.place, "exec"), names)
                if item.alt:
                    panels.append((item.alt, list(drawn)))
                    false += _judge_all([item.alt], claims, names | {"panels": list(drawn)})
        false += _judge_all([*waiting, *(opening or [])], claims, names)
    return false, panels


def _judge_all(paragraphs, claims, names):
    return [
        f"{paragraph.place}, ledger line {claim.line}: {fault}"
        for paragraph in paragraphs
        for claim in claims
        if (spans := claim.spans(paragraph.text))
        for fault in _judge_one(
            claim,
            [paragraph.text[a:b] for a, b in spans],
            COMMON | names | HELPERS | {"answer": paragraph.answer, "mistakes": paragraph.mistakes},
        )
    ]


def _judge_one(claim, said, names):
    try:
        wanted = claim.render(names)
        failed = [proof for proof in claim.proofs if not eval(proof, names)]
    except Exception as error:
        return [f"{claim.says!r} cannot be judged: {type(error).__name__}: {error}"]
    wrong = [text for text in said if text != wanted]
    return [f"the page says {text!r}, but it is {wanted!r}" for text in wrong] + [
        f"{claim.says!r} is not so: {proof}" for proof in failed
    ]


@contextlib.contextmanager
def _undisturbed():
    """Keep what a notebook sets from the tests that follow; yield the titles of its figures."""
    drawn, threads = [], torch.get_num_threads()
    state, folder = torch.random.get_rng_state(), os.getcwd()

    def show():
        drawn.extend(ax.get_title() for ax in plt.gcf().axes)
        plt.close("all")

    with plt.rc_context(), mock.patch.object(plt, "show", show):
        plt.switch_backend("agg")
        try:
            yield drawn
        finally:
            torch.set_num_threads(threads)
            torch.random.set_rng_state(state)
            os.chdir(folder)

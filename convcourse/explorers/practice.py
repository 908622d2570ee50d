"""`Practice`: problems one at a time, and what was missed comes back."""

from __future__ import annotations

import anywidget
import traitlets

from convcourse._validate import choices, integer
from convcourse.explorers.parts.modules import module_text, style_text
from convcourse.practice import KINDS


class Practice(anywidget.AnyWidget):
    """Problems, one at a time; what was missed comes back after 1, 3, 7 and 21 days.

    A wrong answer is compared with what each known wrong rule gives, and it is this rule that
    comes back, in another problem. All of it is computed in the browser. On a page of the book the
    browser keeps the record; in JupyterLab it lasts as long as the widget.

    Parameters
    ----------
    kinds : list of str, optional
        The kinds of problems, of `convcourse.practice.KINDS`; all of them by default.
    seed : int, 0 to 2**32 - 1, optional
        The seed of the first problem; another one for each reader by default.

    Attributes
    ----------
    record : dict
        What was done so far: the next `seed`; `counts`, by kind how many were right at once of how
        many; `missed`, by ``"kind/rule"`` how often it came back since, `times`, and the day on
        which it does so next, `due`, counted from 1970. Empty before the first answer.

    Raises
    ------
    TypeError, ValueError
        If a kind is not known, there is none, or the seed is out of range.

    Examples
    --------
    >>> practice = Practice(["borders", "output_size"], seed=7)
    >>> [kind["title"] for kind in practice.kinds]
    ['Borders', 'Output size']
    """

    _esm = module_text("practice")
    _css = style_text("practice")

    kinds = traitlets.List().tag(sync=True)
    seed = traitlets.Int(None, allow_none=True).tag(sync=True)
    record = traitlets.Dict().tag(sync=True)
    #: By what name a page of the book keeps the record.
    kept_as = traitlets.Unicode("practice").tag(sync=True)

    def __init__(self, kinds: list[str] | None = None, seed: int | None = None) -> None:
        names = list(KINDS) if kinds is None else choices(kinds, "kinds", KINDS)
        if not names:
            raise ValueError("kinds is empty, expected one at least; leave it out for all kinds")
        if seed is not None and integer(seed, "seed", 0) >= 2**32:
            raise ValueError(f"seed is {seed}, expected less than 2**32; give a smaller one")
        super().__init__(kinds=[KINDS[name].words() for name in names], seed=seed)

"""Programs as readers write them, judged on the page and by the checkers: ``programs.txt``."""

import contextlib
import io
import re
import warnings

from convcourse.exercises import checks
from tests.unit.page import HERE, chapters, exercises

#: Each begins with a line such as ``#=== moving_average``, or ``#=== tent | elsewhere`` where the
#: page has a state of its own for it.
BEGINS = re.compile(r"^#=== (\w+)(?: \| (elsewhere|stopped))?\n", re.M)


def programs(file="programs.txt"):
    """Return the exercise of each program, its source, and the page's own state, or ""."""
    parts = BEGINS.split((HERE / file).read_text(encoding="utf8"))[1:]
    return [
        (name, source.rstrip("\n") + "\n", state or "")
        for name, state, source in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def judged_in_cpython(name, source):
    """Return the checker's verdict on a source that stands in its notebook."""
    data = chapters()[exercises()[name]]
    space = {}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        exec(data["preface"], space)  # a cell of its own, as in a notebook
        exec(source, space)
        return getattr(checks, data["checkers"][name])(space[name])

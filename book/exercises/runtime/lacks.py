"""What the page's Python lacks is said, and is never a mistake of the reader's."""


class Elsewhere(BaseException):
    """An answer asks for what the page has not, and JupyterLab has. No `except` of its own ends it."""

    state = "elsewhere"


class Stopped(Elsewhere):
    """An answer would go on for ever: it is ended, and told why."""

    state = "stopped"


class NotNumbers(Elsewhere):
    """An array is to be made of what are no numbers: NumPy would, and no exercise wants it."""


#: What was refused since an answer began to run, as state and words: one with a bare `except` may have
#: swallowed it.
REFUSED = []


def refuse(what, instead=""):
    """Say that `what` is not on the page.

    Raises
    ------
    Elsewhere
    """
    _give_up(
        Elsewhere,
        "%s is not on the page; in JupyterLab it is.%s" % (what, instead and " " + instead),
    )


def stop(words):
    """End an answer that would go on for ever.

    Raises
    ------
    Stopped
    """
    _give_up(Stopped, words)


def _give_up(kind, words):
    REFUSED.append((kind.state, words))
    raise kind(words)


#: What CPython and its libraries have by name, such as ``KNOWN["numpy"]``: told by the page.
KNOWN = {}


def tell_known(names):
    """Take the names that there are in JupyterLab, for each room as one text."""
    for room, words in names.items():
        KNOWN[room] = set(words.split())


def is_known(room, name):
    """Tell whether JupyterLab's `room`, a module or a type, has this name."""
    return name in KNOWN.get(room, ())


_MADE = {}


def told(kind, words):
    """Return an error of the built-in `kind` that NumPy itself would raise, with its words.

    It is marked, so that `judge` can tell it from one that the stand-in runs into.
    """
    if kind not in _MADE:
        _MADE[kind] = type(kind.__name__, (kind,), {"deliberate": True})
    return _MADE[kind](words)


def is_deliberate(error):
    """Tell whether an error was made by `told`."""
    return getattr(error, "deliberate", False)

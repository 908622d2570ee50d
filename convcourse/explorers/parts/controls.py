"""Controls of explorers: widgets, each with the traits of the view that it is joined to.

Each function returns what `parts.base.Explorer` takes: a control and the names of its traits with
those of the view. A trait that is named has to be one of the view's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import traitlets

#: A control, and the names of its traits with those of the view that they are joined to.
Control = tuple[ipywidgets.DOMWidget, dict[str, str]]

#: Names of more characters than this do not fit into half of a column beside a figure.
LONG_NAME = 13


def slider(
    view,
    trait: str,
    description: str,
    step: float = 1,
    *,
    end: str | None = None,
    ends: tuple[float, float] | None = None,
    **looks,
) -> Control:
    """Return a slider for a trait of the view, with that trait's range or another within it.

    Parameters
    ----------
    view : parts.base.ExplorerView
    trait : str
        An `Int` or a `Float` with a least and a largest value.
    description : str
        The name above the slider.
    step : int or float
        From one place of the slider to the next.
    end : str, optional
        A trait that holds where the slider ends, if that changes.
    ends : (int or float, int or float), optional
        The slider's ends, if they are not the trait's.
    **looks
        Further arguments of the ipywidgets slider.

    Returns
    -------
    (ipywidgets.IntSlider or ipywidgets.FloatSlider, dict)
    """
    bounds: Any = view.traits()[trait]
    whole = isinstance(bounds, traitlets.Int)
    least, most = ends or (bounds.min, bounds.max)
    control = (ipywidgets.IntSlider if whole else ipywidgets.FloatSlider)(
        value=getattr(view, trait),
        min=least,
        max=getattr(view, end) if end else most,
        step=step,
        description=description,
        **looks,
    )
    return control, {"value": trait} | ({"max": end} if end else {})


def checkbox(view, trait: str, description: str) -> Control:
    """Return a checkbox for a `Bool` trait of the view."""
    return ipywidgets.Checkbox(getattr(view, trait), description=description), {"value": trait}


def dropdown(view, trait: str, labels: Sequence[str], description: str) -> Control:
    """Return a dropdown for an `Int` trait of the view, the place of the choice in `labels`."""
    control, joined = _list_of(ipywidgets.Dropdown, view, trait, labels, description)
    if max(map(len, labels)) > LONG_NAME:
        control.add_class("cc-long")  # it gets a row of its own where it would be cut off
    return control, joined


def toggle_buttons(view, trait: str, labels: Sequence[str], description: str) -> Control:
    """Return a row of buttons for an `Int` trait of the view, the place in `labels`."""
    return _list_of(ipywidgets.ToggleButtons, view, trait, labels, description)


def _list_of(kind, view, trait, labels, description) -> Control:
    control = kind(options=list(labels), index=getattr(view, trait), description=description)
    return control, {"index": trait}


def stepper(view, description: str, interval: int = 450) -> list[Control]:
    """Return what steps through the positions of the view: a slider and a player.

    Parameters
    ----------
    view : parts.base.ExplorerView
        With a trait ``position``, from 0 to its trait ``last``.
    description : str
        What one position is.
    interval : int
        From one position to the next while playing, in ms.

    Returns
    -------
    list of (ipywidgets.Widget, dict)
    """
    scrub = ipywidgets.IntSlider(view.position, 0, view.last, description=description)
    scrub.add_class("cc-wide")
    play = ipywidgets.Play(interval=interval, max=view.last)
    joined = {"value": "position", "max": "last"}
    return [(scrub, joined), (play, {**joined, "playing": "playing"})]

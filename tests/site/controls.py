"""The controls of a figure, found and moved by their names, as a reader finds and moves them."""

import re


def sliders(figure):
    """Return all sliders among the controls of a figure."""
    return figure.locator(".cc-controls").get_by_role("slider")


def slider(figure, name):
    """Return the slider with this name among the controls of a figure."""
    return figure.locator(".cc-controls").get_by_role("slider", name=name, exact=True)


def value_of(slider):
    """Return the number that a slider stands at."""
    return float(slider.input_value())


def ends_of(slider):
    """Return the least and the largest number of a slider."""
    return tuple(slider.evaluate("one => [Number(one.min), Number(one.max)]"))


def readout(figure, name):
    """Return the field beside a slider that shows its number, and takes one that is typed."""
    return figure.locator(".cc-controls").get_by_role("spinbutton", name=name, exact=True)


def shown_number(figure, name):
    """Return the whole number that stands beside a slider."""
    return int(readout(figure, name).input_value().replace("−", "-"))


def type_number(figure, name, value):
    """Type a number beside a slider, as it is taken with Enter."""
    field = readout(figure, name)
    field.fill(str(value))
    field.press("Enter")


def press_of(figure, name):
    """Return the buttons at a slider's ends, that go a step down and a step up."""
    ways = (re.compile(f"^{re.escape(name)}: .* {way}$") for way in ("less", "more"))
    return [figure.locator(".cc-controls").get_by_role("button", name=way) for way in ways]


def buttons(figure):
    """Return the buttons of which one is chosen, of all the choices of a figure."""
    return figure.locator(".cc-controls .widget-toggle-button")


def player(figure):
    """Return the button that plays and pauses."""
    return figure.get_by_role("button", name="Play or pause", exact=True)

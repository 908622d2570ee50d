"""Words of the text that set a figure or show its value, checked when the book is built.

An author writes `[a border of 1](#fig-5-1?padding=1)` for words that set,
`[1](#fig-5-1?padding=0..3)` for a number that is scrubbed, and `[1](#fig-5-1?padding)` for one that
is only shown. The figure is the first live one after the label. What the page gets is a plain link
to the label, with the traits of the figure's view as data; `book/web/bound.js` brings it to life.

A setting is named as its explorer declares it, and what it takes is known from there. Of an
explorer that declares none, the settings are the numbers and flags of its view's state. What a list
or a row of buttons chooses is named as its control names it: `?compare=What%20is%20lost`.
"""

import html
import importlib
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import traitlets
from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from book.states import REFERENCE, STATE_TYPE, VIEW, groups
from convcourse.explorers.parts.base import ExplorerView
from convcourse.explorers.parts.settings import Choice, Flag, Real, Setting, Stop, Whole

LINK = re.compile(
    r'<a class="[^"]*\bcc-bound\b[^"]*" href="#([^"?]+)\?([^"]*)"[^>]*>(.*?)</a>', re.S
)
RANGE = re.compile(r"([^:]+?)\.\.([^:]+)(?::(.+))?")
FORMS = "name=value, name=least..most, name=least..most:step or name"


class WrongLinkError(ValueError):
    """A link that its figure does not bear out; it says what was got and what was expected."""


class BoundWords(SphinxTransform):
    """Keeps `#label?query` links from being looked up as labels, and marks them."""

    default_priority = 5  # before MyST looks up what stands after the #

    def apply(self, **_):
        kinds = (addnodes.pending_xref, nodes.reference)
        for link in [one for kind in kinds for one in self.document.findall(kind)]:
            target = link.get("reftarget") or link.get("refid") or link.get("refuri") or ""
            label, asks, query = target.removeprefix("#").partition("?")
            if asks and re.fullmatch(r"[\w-]+", label):
                address = f"#{label}?{query}"
                word = nodes.reference("", "", refuri=address, classes=["cc-bound"])
                word += link.children
                link.replace_self(word)


@dataclass(frozen=True)
class Figure:
    """A live figure: its view's saved traits, its explorer's settings, and its sliders' ends."""

    name: str
    traits: dict[str, Any]
    settings: dict[str, Setting]
    ends: dict[str, tuple[float, float]]

    def setting(self, name: str) -> Setting:
        """Return the setting with a name, as a reader of the figure's docstring knows it."""
        if name not in self.settings:
            known = ", ".join(sorted(self.settings))
            raise WrongLinkError(f"{self.name} has no setting {name!r}, expected one of {known}")
        return self.settings[name]

    def range(self, setting: Setting) -> tuple[float, float]:
        """Return the ends of a number: those of the setting, of its slider, of the stops."""
        if isinstance(setting, Stop):
            return 0, self.traits["last"]
        trait: Any = setting.trait
        least, most = trait.min, trait.max
        low, high = self.ends.get(setting.held_as, (least, most))
        return max(least, low), min(most, high)

    def held(self, setting: Setting, text: str) -> Any:
        """Return what the view holds for a value that is written in a link."""
        if isinstance(setting, Choice):
            return _among(text, setting.name, setting.names, setting.names.index)
        if isinstance(setting, Flag):
            return _among(text, setting.name, ("true", "false"), "true".__eq__)
        value = _number(text, setting)
        least, most = self.range(setting)
        if not least <= value <= most:
            raise WrongLinkError(f"{setting.name} is {text}, expected {least:g} to {most:g}")
        return value

    def words(self, setting: Setting) -> str:
        """Return how the text writes the value that the author gave the figure."""
        value = setting.value(self.traits[setting.held_as])
        return value if isinstance(value, str) else f"{value:g}".replace("-", "−")


def _among(text, name, legal, held):
    if text not in legal:
        raise WrongLinkError(f"{name} is {text!r}, expected one of {', '.join(legal)}")
    return held(text)


def _number(text: str, setting: Setting) -> float:
    whole = isinstance(setting, Whole | Stop)
    try:
        return int(text) if whole else float(text)
    except ValueError:
        kind = "a whole number" if whole else "a number"
        raise WrongLinkError(f"{setting.name} is {text!r}, expected {kind}") from None


def figure_after(label: str, body: str, models: dict[str, dict]) -> Figure:
    """Return the first live figure after a label of a page's body."""
    place = body.find(f'id="{label}"')
    if place < 0:
        raise WrongLinkError(f"got the label {label}, expected one that stands on this page")
    view = VIEW.search(body, place)
    if view is None:
        raise WrongLinkError(f"no live figure stands after {label}, expected one")
    group = groups(models)[json.loads(view[1])["model_id"]]
    views = [one for one in models if one in group and models[one]["model_module"] == "anywidget"]
    if len(views) != 1:
        raise WrongLinkError(f"the figure at {label} has {len(views)} views, expected one")
    traits, controls = models[views[0]]["state"], _controls(views[0], group, models)
    ends = {
        trait: (one["min"], one["max"])
        for trait, one in controls.items()
        if "min" in one and "max" in one
    }
    return Figure(label, traits, _settings(traits, controls), ends)


def _controls(view: str, group: set[str], models) -> dict[str, dict[str, Any]]:
    """Return what is saved of a figure's controls, by the traits that they are linked with."""
    controls = {}
    for link in (models[one]["state"] for one in group if models[one]["model_name"] == "LinkModel"):
        (source, trait), (target, own) = link["source"], link["target"]
        control = models[target.removeprefix(REFERENCE)]
        if source == REFERENCE + view and own in ("value", "index"):
            controls[trait] = control["state"]
    return controls


def _settings(traits, controls) -> dict[str, Setting]:
    """Return the settings that a link can name, of the explorer that a saved view belongs to."""
    module, _, name = traits.get("_anywidget_id", "").rpartition(".")
    if not module.startswith("convcourse."):
        return {}
    within = importlib.import_module(module)
    explorer = getattr(within, name.removesuffix("View"), None)
    declared = getattr(explorer, "_declared", None)
    view = getattr(explorer, "View", None) or getattr(within, name, None)
    found: dict[str, Setting] = {
        one.name.removeprefix("_"): one
        for one in (declared.arguments.values() if declared else ())
        if isinstance(one, Whole | Real | Flag | Choice | Stop)
    }
    held = {one.held_as for one in found.values()}
    state = view.class_traits(state=True) if view else {}
    for trait in state.keys() - held:
        one = _setting_of(state[trait], controls.get(trait, {}))
        if one:
            one.__set_name__(ExplorerView, trait)
            found[trait] = one
    return found


def _setting_of(trait: traitlets.TraitType, control: dict[str, Any]) -> Setting | None:
    """Return the setting that a trait is of a view which declares none, or None."""
    about = control.get("description") or ""
    if "_options_labels" in control:
        return Choice(control["_options_labels"], "", about)
    if isinstance(trait, traitlets.Bool):
        return Flag(False, "", about)
    for kind, setting in ((traitlets.Int, Whole), (traitlets.Float, Real)):
        ends = control if "max" in control else vars(trait)
        if isinstance(trait, kind) and None not in (ends["min"], ends["max"]):
            return setting(ends["min"], ends["min"], ends["max"], "", about)
    return None


def data_of(query: str, words: str, figure: Figure) -> dict[str, Any]:
    """Return what the page has to know of a link, after checking it against its figure."""
    parts = [part.partition("=") for part in query.split("&")]
    settings = [figure.setting(name) for name, _, _ in parts]
    data: dict[str, Any] = {"controls": [one.label for one in settings if one.label]}
    spans = [RANGE.fullmatch(value) for _, _, value in parts]
    if all(equals and not span for (_, equals, _), span in zip(parts, spans, strict=True)):
        sets = zip(settings, parts, strict=True)
        return data | {"set": {one.held_as: figure.held(one, text) for one, (_, _, text) in sets}}
    if len(parts) > 1:
        raise WrongLinkError(
            f"got {query}, expected {FORMS}; only values can stand beside each other"
        )
    (setting,), (span,) = settings, spans
    if isinstance(setting, Flag):
        raise WrongLinkError(f"{setting.name} is yes or no, expected a number or a name to show")
    if words != figure.words(setting):
        raise WrongLinkError(
            f"its words are {words!r}, expected {figure.words(setting)!r}, "
            f"the figure's {setting.name} at creation"
        )
    data["shows"] = setting.held_as
    if isinstance(setting, Choice):
        if span:
            raise WrongLinkError(f"{setting.name} has names, expected a number to scrub")
        return data | {"names": setting.names}
    return data | {"scrub": _scrub(span, setting, figure)} if span else data


def _scrub(span: re.Match, setting: Setting, figure: Figure) -> dict[str, Any]:
    least, most = (figure.held(setting, text) for text in span.groups()[:2])
    step = _number(span[3], setting) if span[3] else 1
    if not least < most or not 0 < step <= most - least:
        raise WrongLinkError(
            f"got {span[0]}, expected least < most and a step that fits between them"
        )
    return {"least": least, "most": most, "step": step, "name": setting.label or setting.name}


def bind(body: str, models: dict[str, dict]) -> tuple[str, list[str]]:
    """Return a page's body with its bound words as data, and what is wrong with any of them."""
    wrong = []

    def bound(link: re.Match) -> str:
        label, query = link[1], unquote(html.unescape(link[2]))
        words = html.unescape(re.sub("<[^>]+>", "", link[3]))
        try:
            data = data_of(query, words, figure_after(label, body, models))
        except WrongLinkError as error:
            wrong.append(f"[{words}](#{label}?{query}): {error}")
            return link[0]
        told = html.escape(json.dumps(data, ensure_ascii=False))
        return f'<a class="cc-bound" href="#{label}" data-bound="{told}">{link[3]}</a>'

    return LINK.sub(bound, body), wrong


def bind_page(app, pagename, templatename, context, doctree):
    """Bind the words of a page, before its states are taken apart; a wrong link is a warning."""
    if "cc-bound" not in context.get("body", ""):
        return
    models = {}
    for script in context.get("script_files", []):
        if getattr(script, "attributes", {}).get("type") == STATE_TYPE:
            models |= json.loads(script.attributes["body"])["state"]
    context["body"], wrong = bind(context["body"], models)
    for words in wrong:
        logging.getLogger(__name__).warning(words, location=pagename)

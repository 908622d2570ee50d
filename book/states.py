"""Puts the saved state of each live figure of a page right before the figure's place.

myst-nb writes the widgets of a whole notebook into the head of its page, each with the text of its
module and its stylesheet. Here each figure gets the models that belong to it, and no more, so that
it can be drawn while the rest of the page is still read. It stays ipywidgets' own format; left out
is what the pages never read (versions, layouts and styles that say nothing), and an explorer's
module is named, not carried: it has a script. Bytes that an earlier figure of the page brought
along, such as the same photo, are named as well: a page carries them once.
"""

import json
import re
from functools import cache

from convcourse.explorers.parts.modules import ROOM, module_text

STATE_TYPE = "application/vnd.jupyter.widget-state+json"
VIEW = re.compile(r'<script type="application/vnd\.jupyter\.widget-view\+json">([^<]*)</script>')
REFERENCE = "IPY_MODEL_"
#: Traits by which ipywidgets finds its classes, and those that no page shows.
_NOT_READ = re.compile(r"_(?:model|view)_(?:module|module_version|name|count)|tabbable|style")
_LOOKS = re.compile(r"LayoutModel|\w*StyleModel")


@cache
def bundled_modules() -> dict[str, str]:
    """Return the names of the explorers' modules by the texts that the explorers carry."""
    sources = {path.stem: path.read_text(encoding="utf8") for path in sorted(ROOM.glob("*.js"))}
    names = [name for name, text in sources.items() if re.search("^export default ", text, re.M)]
    return {module_text(name): name for name in names}


def place_states(body: str, models: dict[str, dict], modules: dict[str, str]) -> str:
    """Return a page's body with the state of each figure before the first view of it.

    Parameters
    ----------
    body : str
        With the views' tags.
    models : dict of str to dict
        The saved models of the page's widgets, by their ids.
    modules : dict of str to str
        The names of the modules that have a script, by their texts.
    """
    together = groups(models)
    short = {model: str(number) for number, model in enumerate(models, 1)}
    placed, carried = set(), {}

    def with_state(view: re.Match) -> str:
        spec = json.loads(view[1])
        known = together.get(spec["model_id"], set())
        tag = _script("view", {**spec, "model_id": short.get(spec["model_id"], spec["model_id"])})
        if not known - placed:
            return tag
        placed.update(known)
        kept = {model: models[model] for model in models if model in known}
        return _script("state", _light(kept, short, modules, carried)) + tag

    return VIEW.sub(with_state, body)


def groups(models: dict[str, dict]) -> dict[str, set[str]]:
    """Return for each model those that belong with it: an explorer, its controls, their links."""
    group = {model: {model} for model in models}
    for model, saved in models.items():
        for other in _references(saved["state"]):
            if other in group and group[other] is not group[model]:
                group[model] |= group[other]
                for one in group[other]:
                    group[one] = group[model]
    return group


def _references(value) -> list[str]:
    """Return the ids of the models that a saved value names."""
    if isinstance(value, str):
        return [value.removeprefix(REFERENCE)] if value.startswith(REFERENCE) else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [model for one in inner for model in _references(one)]


def _light(
    models: dict[str, dict],
    short: dict[str, str],
    modules: dict[str, str],
    carried: dict[str, tuple[str, int]],
) -> dict:
    """Return the state of these models as a page carries it, and note in `carried` their bytes."""
    kept = {model: one for model, one in models.items() if not _says_nothing(one)}
    gone = {REFERENCE + model for model in models.keys() - kept.keys()}
    state = {}
    for model, saved in kept.items():
        traits = {
            name: value
            for name, value in saved["state"].items()
            if _is_read(name, value, saved) and not (isinstance(value, str) and value in gone)
        }
        if module := modules.get(traits.get("_esm", "")):
            traits = {"_module": module, **traits}
            del traits["_esm"]
            traits.pop("_css", None)
        state[short[model]] = {
            "model_name": saved["model_name"],
            "model_module": saved["model_module"],
            "state": _renamed(traits, short),
            **_once(saved.get("buffers", ()), short[model], carried),
        }
    return {"version_major": 2, "version_minor": 0, "state": state}


def _once(buffers, model: str, carried: dict[str, tuple[str, int]]) -> dict[str, list]:
    """Return a model's buffers; those that are in `carried` name the model and the place there."""
    kept = []
    for place, buffer in enumerate(buffers):
        if buffer["data"] in carried:
            kept.append({"path": buffer["path"], "same_as": carried[buffer["data"]]})
        else:
            carried[buffer["data"]] = (model, place)
            kept.append(buffer)
    return {"buffers": kept} if kept else {}


def _says_nothing(saved: dict) -> bool:
    """Tell whether a model is a layout or a style that leaves everything as it is."""
    own = {name: value for name, value in saved["state"].items() if not name.startswith("_")}
    return bool(_LOOKS.fullmatch(saved["model_name"])) and not any(own.values())


def _is_read(name: str, value, saved: dict) -> bool:
    """Tell whether a page reads a trait: what is None is None without it, but not to explorers."""
    own = saved["model_module"] == "anywidget" and not name.startswith("_")
    return not _NOT_READ.fullmatch(name) and (own or value is not None)


def _renamed(value, short: dict[str, str]):
    """Return a saved value with the short ids in its references."""
    if isinstance(value, dict):
        return {name: _renamed(one, short) for name, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, short) for one in value]
    if isinstance(value, str) and value.startswith(REFERENCE):
        model = value.removeprefix(REFERENCE)
        return REFERENCE + short.get(model, model)
    return value


def _script(kind: str, value) -> str:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/vnd.jupyter.widget-{kind}+json">{text}</script>'


def place_page_states(app, pagename, templatename, context, doctree):
    """Take the state that myst-nb put into the head of a page, and place that of each figure."""
    scripts = context.get("script_files", [])
    states = [one for one in scripts if getattr(one, "attributes", {}).get("type") == STATE_TYPE]
    if not states:
        return
    context["script_files"] = [one for one in scripts if one not in states]
    models = {}
    for script in states:
        models |= json.loads(script.attributes["body"])["state"]
    context["body"] = place_states(context["body"], models, bundled_modules())

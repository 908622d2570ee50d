"""Writes `convcourse/explorers/doctor/catalogue.js` from the doctor's catalogue in Python.

``python -m tests.doctor_catalogue`` does it; `tests/unit/test_network_doctor.py` holds them equal.
"""

import json

from convcourse.doctor import catalogue
from tests.conftest import ROOT

PATH = ROOT / "convcourse" / "explorers" / "doctor" / "catalogue.js"
HEAD = """// The layers that the doctor knows, and their parameters; $needed ones have no default.
// Written by `python -m tests.doctor_catalogue` from `convcourse/doctor/catalogue.py`.
"""


def _default(value):
    if value is catalogue.NEEDED:
        return "$needed"
    return {"$float": value} if isinstance(value, float) else value


def _settings(given):
    return [[name, _default(value)] for name, value in given.items()]


def text():
    """Return the module."""
    data = {
        "TORCH": {name: _settings(given) for name, given in catalogue.TORCH.items()},
        "FUNCTIONS": {
            name: [kind, _settings(given)] for name, (kind, given) in catalogue.FUNCTIONS.items()
        },
        "KERAS": {name: _settings(given) for name, given in catalogue.KERAS.items()},
        "KERAS_NAMES": catalogue.KERAS_NAMES,
        "KERAS_OTHERS": sorted(catalogue.KERAS_OTHERS),
        "POINTWISE": sorted(catalogue.POINTWISE),
    }
    whole = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return f"{HEAD}export const CATALOGUE = `{whole}`;\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf8")

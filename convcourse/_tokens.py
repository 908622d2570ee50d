"""The course's colours, read from the one stylesheet that has them: ``tokens.css``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

TOKENS = Path(__file__).parent / "tokens.css"


@cache
def colours(theme: Literal["light", "dark"] = "light") -> Mapping[str, str]:
    """Return the colours of a theme by their names, such as ``input``, as ``#rrggbb``."""
    light, dark = re.findall(r"\{([^{}]*)\}", TOKENS.read_text(encoding="utf8"))
    return MappingProxyType(
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", light if theme == "light" else dark))
    )

"""A source with what was found in it, as repairs need to see it."""

from __future__ import annotations

from dataclasses import dataclass

from convcourse.doctor.reading import Source
from convcourse.doctor.trace import Found, Trace


@dataclass
class Study:
    """A source with what was found in it."""

    source: Source
    shape: tuple[int, int, int]
    object_size: int | None
    trace: Trace
    found: list[Found]

    @property
    def fatal(self) -> list[Found]:
        """What stops the network, in the order of its layers."""
        return [one for one in self.found if one.fatal]

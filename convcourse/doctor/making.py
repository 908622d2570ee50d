"""What is known of a layer by its settings alone: whether torch makes it, and what it costs."""

from __future__ import annotations

import math

from convcourse.doctor.names import nearest
from convcourse.doctor.settings import LARGEST, Settings, count, known, pair, shown
from convcourse.doctor.values import Refusal, Shape, Unknown, UnreadableError


def construct(kind: str, settings: Settings) -> None:
    """Refuse settings that a layer cannot be made with, whatever arrives later."""
    if kind in ("Conv2d", "ConvTranspose2d", "LazyConv2d"):
        _construct_convolution(kind, settings)
    elif kind == "GroupNorm":
        channels, groups = count(settings, "num_channels"), count(settings, "num_groups")
        if channels is not None and groups is not None and channels % groups:
            raise Refusal(
                "groups",
                f"num_channels={channels} cannot be divided into num_groups={groups} groups",
                setting="num_groups",
                groups=math.gcd(channels, groups),
            )
    elif kind.startswith("Dropout"):
        share = settings["p"]
        if isinstance(share, bool | int | float) and not 0 <= share <= 1:
            raise Refusal(
                "setting",
                f"p={share} is no probability from 0 to 1",
                name="p",
                instead=0.5,
            )


#: What torch lays around a picture.
BORDERS = ("zeros", "reflect", "replicate", "circular")


def _construct_convolution(kind: str, settings: Settings) -> None:
    padding, stride = settings["padding"], settings["stride"]
    if isinstance(padding, str):
        if kind == "ConvTranspose2d" or padding not in ("same", "valid"):
            raise Refusal(
                "setting",
                f"padding={padding!r} is none that {kind} knows",
                name="padding",
                instead=0,
            )
        if padding == "same" and stride not in (1, (1, 1), [1, 1]):
            if isinstance(stride, Unknown):
                return
            raise Refusal(
                "same with stride",
                f"padding='same' with stride={shown(stride)}: torch refuses, for with a stride "
                f"the output cannot have the input's size",
            )
    modes = ("zeros",) if kind == "ConvTranspose2d" else BORDERS
    mode = settings["padding_mode"]
    if isinstance(mode, str) and mode not in modes:
        raise Refusal(
            "setting",
            f"padding_mode={mode!r} is none that {kind} knows: {', '.join(modes)}",
            name="padding_mode",
            instead=nearest(mode, list(modes)) or "zeros",
        )
    groups = settings["groups"]
    if isinstance(groups, Unknown):
        return
    count(settings, "groups")
    for name in ("in_channels", "out_channels"):
        channels = count(settings, name) if name in settings else None
        if channels is not None and channels % groups:
            raise Refusal(
                "groups",
                f"{name}={channels} cannot be divided into groups={groups}",
                setting="groups",
                groups=math.gcd(
                    *(
                        settings[one]
                        for one in ("in_channels", "out_channels")
                        if type(settings.get(one)) is int and settings[one] > 0
                    ),
                    groups,
                ),
            )


def parameters(kind: str, settings: Settings, got: Shape | None = None) -> int | None:
    """Return how many parameters a layer learns, None where that could not be read."""
    try:
        number = _parameters(kind, settings, got)
        return number if type(number) is int and 0 <= number < LARGEST else None
    except (UnreadableError, Refusal, TypeError, ZeroDivisionError):
        return None


def _parameters(kind: str, s: Settings, got: Shape | None) -> int:
    if kind in ("Conv2d", "ConvTranspose2d", "LazyConv2d"):
        rows, columns = pair(s, "kernel_size", 1)
        first = _first(s, got)
        return first * known(s, "out_channels") // known(s, "groups") * rows * columns + (
            known(s, "out_channels") if s["bias"] else 0
        )
    if kind in ("Linear", "LazyLinear"):
        fan_in = s.get("in_features", got[-1] if got else None)
        if fan_in is None or isinstance(fan_in, Unknown):
            raise UnreadableError("in_features")
        return known(s, "out_features") * (fan_in + bool(s["bias"]))
    if kind in ("BatchNorm2d", "BatchNorm1d", "InstanceNorm2d"):
        return known(s, "num_features") * (1 + bool(s["bias"])) if s["affine"] else 0
    if kind == "GroupNorm":
        return known(s, "num_channels") * (1 + bool(s["bias"])) if s["affine"] else 0
    if kind == "LayerNorm":
        sizes = known(s, "normalized_shape")
        size = math.prod(sizes) if isinstance(sizes, tuple | list) else sizes
        return size * (1 + bool(s["bias"])) if s["elementwise_affine"] else 0
    if kind == "PReLU":
        return known(s, "num_parameters")
    return _keras_parameters(kind, s, got)


def _keras_parameters(kind: str, s: Settings, got: Shape | None) -> int:
    if kind not in ("BatchNormalization", "Conv2D", "Conv2DTranspose", "Dense"):
        return 0
    if not got or got[0] is None:
        raise UnreadableError("channels")
    if kind == "BatchNormalization":
        return 4 * got[0]
    made = known(s, "units" if kind == "Dense" else "filters")
    area = 1 if kind == "Dense" else math.prod(pair(s, "kernel_size", 1))
    return made * (got[0] // s.get("groups", 1) * area + bool(s["use_bias"]))


def _first(s: Settings, got: Shape | None) -> int:
    if "in_channels" in s:
        return known(s, "in_channels")
    if not got or got[0] is None:
        raise UnreadableError("in_channels")
    return got[0]


def multiplications(kind: str, s: Settings, got: Shape | None, made: Shape | None) -> int | None:
    """Return the products that a layer's sums take for one picture, None if unknown."""
    sums = ("Conv2d", "LazyConv2d", "ConvTranspose2d", "Conv2D", "Conv2DTranspose")
    if kind not in (*sums, "Linear", "LazyLinear", "Dense"):
        return 0
    if got is None or made is None or None in got or None in made:
        return None
    if isinstance(s.get("groups"), Unknown):
        return None
    if kind == "Dense":
        return math.prod(made) * got[0]
    if kind.endswith("Linear"):
        return math.prod(made) * got[-1]
    ends = (got, made[0]) if "Transpose" in kind else (made, got[0])
    area = math.prod(pair(s, "kernel_size", 1))
    return math.prod(ends[0]) * ends[1] // s.get("groups", 1) * area

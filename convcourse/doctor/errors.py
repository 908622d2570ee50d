"""What an error message of torch or Keras says by itself, without the network."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from convcourse.doctor.settings import one_or_two, shown


@dataclass(frozen=True)
class Told:
    """What a message tells: the fault, in words, and lines that mend it."""

    kind: str
    message: str
    repairs: tuple[tuple[str, str], ...] = ()


def _numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", text)]


def _matrices(found: re.Match[str]) -> Told:
    rows, got, expected, made = (int(one) for one in found.groups())
    times, rest = divmod(expected, got) if got else (0, 1)
    if got < expected and rest == 0 and rows % times == 0 and times > 1:
        batch = rows // times
        return Told(
            "not flattened",
            f"Linear gets rows of {got} numbers, {rows} of them, and expects {expected}: the maps "
            f"were not flattened ({rows} = {batch} × {times}, and {times} × {got} = {expected})",
            (("flatten the maps, but not the batch, before the layer", "x = x.flatten(1)"),),
        )
    if rows > 1 and got and rows * got == expected:
        return Told(
            "not flattened",
            f"Linear expects {expected} = {rows} × {got} numbers for each picture, and gets "
            f"{rows} rows of {got}: the picture has no batch axis, or was not flattened",
            (("flatten the picture to one row", "x = x.flatten().unsqueeze(0)"),),
        )
    if 1 < got < 256 and rows % got == 0 and rows // got > 1:
        return Told(
            "in_features",
            f"Linear expects {expected} numbers for each picture, but {got} arrive, in {rows} "
            f"rows: these look like maps of {got}×{got} that nothing has flattened",
            (
                (
                    "flatten the maps, and let the layer find their number out",
                    f"nn.Flatten(), nn.LazyLinear({made})",
                ),
                (f"the layer takes {got} numbers", f"nn.Linear({got}, {made})"),
            ),
        )
    return Told(
        "in_features",
        f"Linear expects {expected} numbers for each picture, but {got} arrive (in {rows} "
        f"{'row' if rows == 1 else 'rows'})",
        (
            (f"the layer takes {got} numbers", f"nn.Linear({got}, {made})"),
            ("the layer finds the number out at the first picture", f"nn.LazyLinear({made})"),
        ),
    )


def _weights(found: re.Match[str]) -> Told:
    groups = int(found[1] or 1)
    weight, given = _numbers(found[3]), _numbers(found[4])
    expected, got = int(found[5]), int(found[6])
    transposed = found[2] is not None
    kernel = shown(one_or_two(weight[2], weight[3])) if len(weight) == 4 else "3"
    out = weight[1] * groups if transposed else weight[0]
    name = "nn.ConvTranspose2d" if transposed else "nn.Conv2d"
    if len(given) == 4 and given[3] == expected and given[1] != expected:
        return Told(
            "channels",
            f"the convolution expects {expected} channels in axis 1, but that has {got}: the "
            f"channels are in the last axis of {shown(tuple(given))}",
            (("put the channels before the rows", "x = x.permute(0, 3, 1, 2)"),),
        )
    plural = "s" * (got != 1)
    repairs = [(f"the layer takes {got} channel{plural}", f"{name}({got}, {out}, {kernel})")]
    if {got, expected} == {1, 3}:
        turn = "x = x.expand(-1, 3, -1, -1)" if got == 1 else "x = x.mean(1, keepdim=True)"
        repairs.append(
            ("repeat the grey three times" if got == 1 else "turn the picture grey", turn)
        )
    return Told(
        "channels",
        f"the convolution expects {expected} channel{'s' * (expected != 1)}, but "
        f"{got} arrive{'s' * (got == 1)} ({shown(tuple(given))})",
        tuple(repairs),
    )


def _kernel(found: re.Match[str]) -> Told:
    room, kernel = _numbers(found[1]), _numbers(found[2])
    fits = (
        one_or_two(*(min(k, n) for k, n in zip(kernel, room, strict=True)))
        if len(kernel) == 2
        else 1
    )
    return Told(
        "kernel larger than input",
        f"a kernel of {'×'.join(map(str, kernel))} meets maps of {'×'.join(map(str, room))} with "
        f"their padding: by here the network has made them too small",
        (
            ("a smaller kernel", f"kernel_size={shown(fits)}"),
            (
                "more padding",
                "padding="
                + shown(
                    one_or_two(
                        *(
                            -(-(k - n) // 2) if k > n else 0
                            for k, n in zip(kernel, room, strict=True)
                        )
                    )
                    if len(kernel) == 2
                    else 1
                ),
            ),
        ),
    )


def _pooled(found: re.Match[str]) -> Told:
    sizes = _numbers(found[1])
    return Told(
        "kernel larger than input",
        f"maps of {'×'.join(map(str, sizes[-2:]))} are too small for this layer's window: there "
        f"is a pooling too many, or the picture is too small",
        (("pool to one number for each map, whatever arrives", "nn.AdaptiveAvgPool2d(1)"),),
    )


def _two_sizes(found: re.Match[str]) -> Told:
    a, b, axis = (int(one) for one in found.groups())
    apart = abs(a - b)
    where = {1: "channels", 2: "rows", 3: "columns"}.get(axis, f"sizes of axis {axis}")
    return Told(
        "merge",
        f"{a} {where} meet {b}: two tensors that are added or compared differ by {apart}",
        (
            (
                f"bring both to {b} before they meet",
                f"x = F.interpolate(x, size=({b}, {b}))"
                if axis in (2, 3)
                else f"nn.Conv2d({a}, {b}, 1)",
            ),
        ),
    )


def _joined(found: re.Match[str]) -> Told:
    axis, expected, got = (int(one) for one in found.groups())
    return Told(
        "merge",
        f"tensors that are joined along axis {axis} need equal other sizes, but {got} meets "
        f"{expected}: one went through a layer that rounds down",
        (("bring the second to the first's size", "b = F.interpolate(b, size=a.shape[2:])"),),
    )


def _axes(found: re.Match[str]) -> Told:
    sizes = _numbers(found[1])
    repairs: list[tuple[str, str]] = []
    side = math.isqrt(sizes[-1]) if sizes else 0
    if len(sizes) in (1, 2) and side > 1 and side * side == sizes[-1]:
        repairs.append(("make maps of the numbers", f"x = x.view(-1, 1, {side}, {side})"))
    elif len(sizes) == 2:
        repairs.append(("add the axes of batch and channels", "x = x[None, None]"))
    elif len(sizes) == 3:
        repairs.append(("add the axis of the batch", "x = x[None]"))
    return Told(
        "axes",
        f"the convolution expects (batch, channels, rows, columns), but gets {shown(tuple(sizes))}",
        tuple(repairs),
    )


def _pool_padding(found: re.Match[str]) -> Told:
    padding, kernel, _ = (int(one) for one in found.groups())
    return Told(
        "pooling padding",
        f"the pooling's padding of {padding} is more than half of its kernel of {kernel}",
        ((f"at most {kernel // 2}", f"padding={kernel // 2}"),),
    )


def _output_padding(found: re.Match[str]) -> Told:
    return Told(
        "output_padding",
        "output_padding has to be smaller than the stride, or than the dilation: it "
        "chooses between sizes that a stride leaves open",
        (("at most stride - 1", "output_padding=0"),),
    )


def _view(found: re.Match[str]) -> Told:
    sizes, whole = found[1], int(found[2])
    fixed = math.prod(max(int(one), 1) for one in re.findall(r"-?\d+", sizes))
    return Told(
        "view",
        f"[{sizes}] takes multiples of {fixed} numbers, and there are {whole}",
        (("one row for each picture", "x = x.view(x.size(0), -1)"),),
    )


def _features(found: re.Match[str]) -> Told:
    got, expected = int(found[1]), int(found[2])
    return Told(
        "features",
        f"the batch norm expects {expected} channels, but {got} arrive",
        ((f"it takes {got}", f"nn.BatchNorm2d({got})"),),
    )


def _normed(found: re.Match[str]) -> Told:
    got, expected = int(found[1]), int(found[2])
    return Told(
        "features",
        f"the normalization has weights for {expected} channels, but {got} arrive",
        ((f"it takes {got}", f"nn.BatchNorm2d({got})"),),
    )


def _strides(found: re.Match[str]) -> Told:
    return Told(
        "view",
        "view needs the numbers to lie in memory in the order of the axes, and behind permute, "
        "transpose or a slice they do not",
        (
            ("reshape copies them where it has to", "x = x.reshape(x.size(0), -1)"),
            ("put them in order first", "x = x.contiguous().view(x.size(0), -1)"),
        ),
    )


def _loaded(found: re.Match[str]) -> Told:
    name, kept, own = found[1], _numbers(found[2]), _numbers(found[3])
    return Told(
        "weights",
        f"{name} is {shown(tuple(kept))} in the file, and {shown(tuple(own))} in the network: the "
        f"file is of a network with another size there",
        (
            (
                f"leave {name} out, and train it anew",
                f"del state[{shown(name)}]\nmodel.load_state_dict(state, strict=False)",
            ),
        ),
    )


def _four_axes(found: re.Match[str]) -> Told:
    expected = " or ".join(re.findall(r"\d", found[1]))
    got = int(found[2])
    name = {2: "BatchNorm1d", 4: "BatchNorm2d"}.get(got)
    return Told(
        "axes",
        f"the normalization expects {expected} axes, with the batch, but gets {got}",
        ((f"nn.{name} takes {got} axes", f"nn.{name}(…)"),) if name else (),
    )


def _one_value(found: re.Match[str]) -> Told:
    return Told(
        "batch of one",
        f"batch norm has one number for each channel, of {shown(tuple(_numbers(found[1])))}: while "
        f"it trains it needs two at least for a mean and a variance",
        (
            ("no batch of one picture", "DataLoader(data, batch_size=32, drop_last=True)"),
            ("to predict, switch training off", "model.eval()"),
        ),
    )


def _batches(found: re.Match[str]) -> Told:
    got, expected = int(found[1]), int(found[2])
    return Told(
        "batch mixed",
        f"{got} rows come out for {expected} pictures: a view before the last layers has mixed the "
        f"pictures with their numbers",
        (("one row for each picture", "x = x.view(x.size(0), -1)"),),
    )


def _attribute(found: re.Match[str]) -> Told:
    owner, name = found[1], found[2]
    return Told(
        "missing",
        f"forward uses self.{name}, but __init__ of {owner} makes no {name}: it is misspelt, or "
        f"__init__ is",
        ((f"make {name} in __init__", f"self.{name} = …"),),
    )


def _unready(found: re.Match[str]) -> Told:
    return Told(
        "super",
        "a layer is set before the class is made ready for layers",
        (("first in __init__", "super().__init__()"),),
    )


def _no_forward(found: re.Match[str]) -> Told:
    return Told(
        "missing",
        f"class {found[1]} has no forward: it is misspelt, or stands inside of another function",
        (("as far in as __init__", "def forward(self, x):"),),
    )


def _arguments(found: re.Match[str]) -> Told:
    made, names = found[1] or "the layer", " and ".join(re.findall(r"'(\w+)'", found[2]))
    return Told("argument", f"{made} lacks {names}: it has no default", ())


def _divisible(found: re.Match[str]) -> Told:
    return Told(
        "groups",
        f"{found[1]} cannot be divided into so many groups",
        (("one group, as by default", "groups=1"),),
    )


def _bounds(found: re.Match[str]) -> Told:
    label = int(found[1])
    return Told(
        "classes",
        f"a label is {label}, but the last layer has only {label} outputs or fewer: labels count "
        f"from 0",
        ((f"{label + 1} outputs at least", f"nn.Linear(…, {label + 1})"),),
    )


def _unequal(found: re.Match[str]) -> Told:
    a, b = _numbers(found[1]), _numbers(found[2])
    return Told(
        "merge",
        f"{shown(tuple(a))} and {shown(tuple(b))} cannot be stacked: all sizes have to be equal",
        (("bring all pictures to one size", "transforms.Resize((224, 224))"),),
    )


def _same(found: re.Match[str]) -> Told:
    return Told(
        "same with stride",
        "padding='same' wants a stride of 1: with a larger one the output cannot have "
        "the input's size",
        (("half of an odd kernel, 1 for 3×3", "padding=1"),),
    )


def _negative(found: re.Match[str]) -> Told:
    kernel, size = int(found[1]), int(found[2])
    return Told(
        "kernel larger than input",
        f"a window of {kernel} meets maps of {size}: by here the network has made them too small",
        (("keep the size", 'padding="same"'),),
    )


def _keras_axis(found: re.Match[str]) -> Told:
    axis, expected, shape = int(found[1]), int(found[2]), found[3]
    got = _numbers(shape)
    arrive = str(got[-1]) if got and axis in (-1, len(got)) else f"({shape})"
    words = f"the layer expects {expected} numbers along axis {axis}, but {arrive} arrive"
    if len(got) > 1 and math.prod(got) == expected:
        repairs = (("flatten the maps before the layer", "layers.Flatten()"),)
        return Told("in_features", words, repairs)
    return Told(
        "in_features",
        f"{words}: when the model was built, the pictures had another size, or the layer before it "
        f"another number of outputs",
        (
            (
                "build the model anew, for the pictures that arrive",
                "keras.Input(shape=(rows, columns, channels))",
            ),
            (
                "one number for each map in place of Flatten, whatever the size",
                "layers.GlobalAveragePooling2D()",
            ),
        ),
    )


def _keras_axes(found: re.Match[str]) -> Told:
    return Told(
        "axes",
        f"the layer expects {found[1]} axes, with the batch, but gets {found[2]}",
        (("the channels are an axis, too", "x = x[..., None]"),),
    )


def _targets(found: re.Match[str]) -> Told:
    a, b = _numbers(found[1]), _numbers(found[2])
    return Told(
        "size",
        f"the target has {shown(tuple(a))}, the output {shown(tuple(b))}: the "
        f"network does not make the size that it is compared with",
        (
            (
                "bring the output to the target's size",
                "y = F.interpolate(y, size=target.shape[2:])"
                if len(b) == 4
                else "y = y.view_as(target)",
            ),
        ),
    )


def _devices(found: re.Match[str]) -> Told:
    return Told(
        "no shape",
        "the picture and the weights are on different devices or of different "
        "types; the sizes are not what it complains of",
        (("move the picture to the weights", "x = x.to(next(model.parameters()).device)"),),
    )


_N, _SIZES = r"(\d{1,12})", r"\[([\d, ]{1,60})\]"
PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], Told]], ...] = (
    (rf"mat1 and mat2 shapes cannot be multiplied \({_N}x{_N} and {_N}x{_N}\)", _matrices),
    (rf"size mismatch, m1: \[{_N} x {_N}\], m2: \[{_N} x {_N}\]", _matrices),
    (rf"must have same reduction dim, but got \[{_N}, {_N}\] X \[{_N}, {_N}\]", _matrices),
    (rf"Given (?:groups={_N}, |(transposed)=1, )weight of size {_SIZES},? expected input"
     rf"{_SIZES} to have {_N} channels, but got {_N} channels", _weights),
    (r"padded input size per channel: \((\d{1,9} x \d{1,9})\)\. "
     r"Kernel size: \((\d{1,9} x \d{1,9})\)", _kernel),
    (r"Given input size: \((\d{1,9}x\d{1,9}x\d{1,9})\)\. Calculated output size: "
     r"\([-\dx]{1,40}\)\. Output size is too small", _pooled),
    (rf"size of tensor a \({_N}\) must match the size of tensor b \({_N}\) at non-singleton "
     rf"dimension (\d)", _two_sizes),
    (rf"must match except in dimension (\d)\. (?:Expected size|Got) {_N} (?:but got size|and) {_N}",
     _joined),
    (rf"Expected 3D \(unbatched\) or 4D \(batched\) input to conv\w*, but got input of size: "
     rf"{_SIZES}", _axes),
    (rf"Expected 4-dimensional input for 4-dimensional weight [^\n]{{0,80}}but got "
     rf"\d-dimensional input of size {_SIZES}", _axes),
    (rf"pad should be at most half of effective kernel size, but got pad={_N}, kernel_size={_N} "
     rf"and dilation={_N}", _pool_padding),
    (rf"pad should be smaller than (?:or equal to )?half of kernel size, but got padW = {_N}, "
     rf"padH = \d{{1,9}}, kW = {_N}, kH = {_N}", _pool_padding),
    (r"output padding must be smaller than either stride or dilation", _output_padding),
    (rf"shape '\[([-\d, ]{{1,60}})\]' is invalid for input of size {_N}", _view),
    (rf"running_mean should contain {_N} elements not {_N}", _features),
    (r"padding='same' is not supported for strided convolutions", _same),
    (rf"weight should contain {_N} elements not {_N}", _normed),
    (r"view size is not compatible with input tensor's size and stride", _strides),
    (rf"size mismatch for ([\w.]{{1,80}}): copying a param with shape torch\.Size\({_SIZES}\) from "
     rf"checkpoint, the shape in current model is torch\.Size\({_SIZES}\)", _loaded),
    (r"expected (\dD(?: or \dD)?) input \(got (\d)D input\)", _four_axes),
    (rf"Expected more than 1 value per channel when training, got input size (?:torch\.Size\()?"
     rf"{_SIZES}", _one_value),
    (rf"Expected input batch_size \({_N}\) to match target batch_size \({_N}\)", _batches),
    (r"AttributeError: '(\w{1,60})' object has no attribute '(\w{1,60})'", _attribute),
    (r"cannot assign module before Module\.__init__\(\) call", _unready),
    (r"Module \[(\w{1,60})\] is missing the required \"forward\" function", _no_forward),
    (r"(?:\b(\w{1,60})\.)?__init__\(\) missing \d required positional arguments?: ([^:]{1,80})",
     _arguments),
    (r"Error: (in_channels|out_channels) must be divisible by groups", _divisible),
    (rf"Target {_N} is out of bounds", _bounds),
    (rf"stack expects each tensor to be equal size, but got {_SIZES} at entry \d{{1,9}} and "
     rf"{_SIZES} at entry", _unequal),
    (rf"Negative dimension size caused by subtracting {_N} from {_N}", _negative),
    (rf"expected axis (-?\d) of input shape to have value {_N},? but received input with "
     rf"shape [\[(]([^\])\n]{{1,60}})[\])]", _keras_axis),
    (r"expected (?:min_)?ndim=(\d), found ndim=(\d)", _keras_axes),
    (rf"target size \(torch\.Size\({_SIZES}\)\) (?:that is different to|must be the same as) "
     rf"(?:the )?input size \(torch\.Size\({_SIZES}\)\)", _targets),
    (r"Input type \([\w.]{1,60}\) and (?:weight|bias) type \([\w.]{1,60}\) should be the same",
     _devices),
)  # fmt: skip


def told(text: str) -> Told | None:
    """Return what the first message in a text tells, None where there is none that is known."""
    words = re.sub(r"\s+", " ", text[:100_000])
    found = [
        (match.start(), tell, match)
        for pattern, tell in PATTERNS
        if (match := re.search(pattern, words, re.IGNORECASE))
    ]
    if not found:
        return None
    _, tell, match = min(found, key=lambda one: one[0])
    try:
        return tell(match)
    except (ValueError, IndexError, ZeroDivisionError):
        return None


def looks_like_error(text: str) -> bool:
    """Return whether a text is a message, and not the source of a network."""
    if told(text) is not None:
        return True
    network = re.search(r"^\s*(class|def) \w+|Sequential\s*\(", text, re.MULTILINE)
    return network is None and bool(re.search(r"\b\w*(Error|Exception)\b\s*:", text))

# Written by `python -m tests.signatures` from the settings that the explorers declare.
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from numpy.typing import ArrayLike

from convcourse.explorers import black_box as _black_box
from convcourse.explorers import border_explorer as _border_explorer
from convcourse.explorers import bottleneck_explorer as _bottleneck_explorer
from convcourse.explorers import channel_explorer as _channel_explorer
from convcourse.explorers import checkerboard_lab as _checkerboard_lab
from convcourse.explorers import color_mixer as _color_mixer
from convcourse.explorers import cost_ladder as _cost_ladder
from convcourse.explorers import filter_formation as _filter_formation
from convcourse.explorers import kernel_lab as _kernel_lab
from convcourse.explorers import kernel_powers as _kernel_powers
from convcourse.explorers import learn_explorer as _learn_explorer
from convcourse.explorers import loupe as _loupe
from convcourse.explorers import moving_average as _moving_average
from convcourse.explorers import network_doctor as _network_doctor
from convcourse.explorers import photo_pooling as _photo_pooling
from convcourse.explorers import pointwise_mixer as _pointwise_mixer
from convcourse.explorers import pooling_explorer as _pooling_explorer
from convcourse.explorers import receptive_field_explorer as _receptive_field_explorer
from convcourse.explorers import score_map as _score_map
from convcourse.explorers import score_trail as _score_trail
from convcourse.explorers import shifted_photo as _shifted_photo
from convcourse.explorers import size_explorer as _size_explorer
from convcourse.explorers import size_finder as _size_finder
from convcourse.explorers import slice_explorer as _slice_explorer
from convcourse.explorers import sliding_window as _sliding_window
from convcourse.explorers import subsampling_explorer as _subsampling_explorer
from convcourse.explorers import train_explorer as _train_explorer
from convcourse.explorers import transposed_explorer as _transposed_explorer
from convcourse.explorers import two_passes as _two_passes
from convcourse.explorers import two_routes as _two_routes
from convcourse.explorers import volume_explorer as _volume_explorer
from convcourse.explorers.autoencoder_tour import AutoencoderTour as AutoencoderTour
from convcourse.explorers.feature_map_browser import FeatureMapBrowser as FeatureMapBrowser
from convcourse.explorers.practice import Practice as Practice
from convcourse.explorers.prediction import Prediction as Prediction
from convcourse.explorers.quiz import Quiz as Quiz
from convcourse.explorers.quiz import choice as choice
from convcourse.explorers.quiz import number as number
from convcourse.explorers.receptive_field_explorer import Layer as Layer

class BlackBox(_black_box.BlackBox):
    def __init__(
        self,
        box: Literal["A", "B", "C", "D"] = "A",
        *,
        claim: Literal["convolution", "other"] = "convolution",
        input: ArrayLike = ...,
        kernel: ArrayLike = ...,
        question: str = "What is in the box?",
        controls: Iterable[str] = ...,
    ) -> None: ...

class BorderExplorer(_border_explorer.BorderExplorer):
    def __init__(
        self,
        image: ArrayLike | None = None,
        *,
        border: Literal["constant", "nearest", "reflect", "mirror", "wrap"] = "constant",
        width: int = 8,
        cval: int = 0,
        pixel: Iterable[int] = ...,
        libraries: bool = True,
        question: str = "What lies beyond the edge?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class BottleneckExplorer(_bottleneck_explorer.BottleneckExplorer):
    def __init__(
        self,
        *,
        channels: int = 192,
        bottleneck: int = 16,
        filters: int = 32,
        kernel_size: int = 5,
        restore: bool = False,
        side: int = 28,
        question: str = "When do 1×1 filters before a layer save work?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class ChannelExplorer(_channel_explorer.ChannelExplorer):
    def __init__(
        self,
        input: ArrayLike = ...,
        weight: ArrayLike | None = None,
        bias: ArrayLike | None = None,
        *,
        filters: int | None = None,
        groups: int = 1,
        relu: bool = False,
        photo: bool | str = False,
        chosen: int = 0,
        position: int = 0,
        question: str = "What becomes of three channels?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = False,
    ) -> None: ...

class CheckerboardLab(_checkerboard_lab.CheckerboardLab):
    def __init__(
        self,
        *,
        picture: Literal["grey", "photo"] = "grey",
        kernel_size: int = 3,
        stride: int = 2,
        unequal: int = 0,
        question: str = "Where does the checkerboard come from?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class ColorMixer(_color_mixer.ColorMixer):
    def __init__(
        self,
        image: str = "lights",
        weights: str | ArrayLike = "as it is",
        *,
        second: ArrayLike | None = None,
        relu: bool = False,
        photos: Iterable[str] = ...,
        question: str = "What can a mix of three colours do?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = False,
    ) -> None: ...

class CostLadder(_cost_ladder.CostLadder):
    def __init__(
        self,
        rung: Literal[
            "loops", "vectorised", "separable", "shifted", "im2col", "fft", "winograd"
        ] = "loops",
        *,
        quantity: Literal["products", "bytes", "time"] = "products",
        kernel_size: int = 3,
        side: int = 240,
        input: ArrayLike = ...,
        position: int = 0,
        question: str = "What does a convolution cost?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class FilterFormation(_filter_formation.FilterFormation):
    def __init__(
        self,
        kernels: ArrayLike,
        steps: Iterable[int],
        *,
        curve: Iterable[tuple[int, float]] = ...,
        photo: str = "coffee",
        mean: ArrayLike | None = None,
        std: ArrayLike | None = None,
        stride: int = 2,
        position: int = 0,
        chosen: int = 0,
        threshold: float = 0.5,
        question: str = "What will 64 kernels look like after training?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class KernelLab(_kernel_lab.KernelLab):
    def __init__(
        self,
        image: str | ArrayLike = "chelsea",
        kernel: str | ArrayLike = "box",
        *,
        photos: Iterable[str] = ...,
        wipe: int = 0,
        scale: float = 1.0,
        offset: int = 0,
        border: Literal["constant", "nearest", "reflect", "mirror", "wrap"] = "mirror",
        normalise: bool = False,
        signed: bool = False,
        per_channel: bool = False,
        grey: Literal["first", "last", "difference"] = "first",
        clip: bool = False,
        flip: bool = False,
        median: bool = False,
        gallery: bool = False,
        question: str = "What does this kernel do to a photo?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = False,
    ) -> None: ...

class KernelPowers(_kernel_powers.KernelPowers):
    def __init__(
        self,
        kernel: ArrayLike = ...,
        copies: int = 1,
        *,
        question: str = "What does a kernel grow into?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class LearnExplorer(_learn_explorer.LearnExplorer):
    def __init__(
        self,
        input: ArrayLike | None = None,
        kernel: ArrayLike | None = None,
        target: ArrayLike | None = None,
        *,
        reading: Literal["weight", "input", "bias"] = "weight",
        position: int = 0,
        bias: float = 0.0,
        stride: int = 1,
        dilation: int = 1,
        in_channels: int | None = None,
        out_channels: int | None = None,
        input_channel: int = 0,
        output_channel: int = 0,
        question: str = "Which way should a weight go?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class Loupe(_loupe.Loupe):
    def __init__(
        self,
        image: str | ArrayLike = "chelsea",
        kernel: str | ArrayLike = "box",
        *,
        row: int = 128,
        column: int = 128,
        photos: Iterable[str] = ...,
        gradient: bool = False,
        question: str | None = None,
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = False,
    ) -> None: ...

class MovingAverage(_moving_average.MovingAverage):
    def __init__(
        self,
        series: ArrayLike | None = None,
        window: int = 9,
        *,
        middle: int | None = None,
        unit: str | None = None,
        marks: Iterable[str] | None = None,
        question: str = "How much of this is noise?",
        controls: Iterable[str] = ...,
        puzzles: bool | Iterable[str] = False,
    ) -> None: ...

class NetworkDoctor(_network_doctor.NetworkDoctor):
    def __init__(
        self,
        source: str | None = None,
        input_shape: Sequence[int] = ...,
        *,
        object_size: int | None = None,
        own_weights: bool = False,
        question: str = "Where does your network break?",
    ) -> None: ...

class PhotoPooling(_photo_pooling.PhotoPooling):
    def __init__(
        self,
        image: str = "chelsea",
        window: int = 4,
        *,
        stride: int = 4,
        line: Literal["none", "bright", "dark"] = "none",
        noise: int = 0,
        photos: Iterable[str] = ...,
        question: str = "What does a maximum keep, and what does a mean?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = False,
    ) -> None: ...

class PointwiseMixer(_pointwise_mixer.PointwiseMixer):
    def __init__(
        self,
        input: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        *,
        relu: bool = False,
        matrix: bool = False,
        position: int = 0,
        sliders: bool = True,
        question: str = "What does a 1×1 filter do?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class PoolingExplorer(_pooling_explorer.PoolingExplorer):
    def __init__(
        self,
        input: ArrayLike = ...,
        kind: Literal["max", "avg"] = "max",
        *,
        position: int = 0,
        kernel_size: int = 2,
        stride: int = 2,
        padding: int = 0,
        shift: int = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        question: str = "What remains of each window?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class ReceptiveFieldExplorer(_receptive_field_explorer.ReceptiveFieldExplorer):
    def __init__(
        self,
        layers: Iterable[Layer | tuple] | str = ...,
        input_size: int = 16,
        *,
        position: int | None = None,
        row: int | None = None,
        depth: int | None = None,
        paths: bool = False,
        presets: bool = True,
        photo: str = "",
        question: str = "Which pixels does one unit depend on?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class ScoreMap(_score_map.ScoreMap):
    def __init__(
        self,
        inside: object,
        *,
        image: str | ArrayLike = "chelsea",
        photos: Iterable[str] = ...,
        cover: bool = False,
        patch: int = 32,
        y: int = 32,
        x: int = 32,
        chosen: int = -1,
        question: str = "Where in the photo does the score come from?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
    ) -> None: ...

class ScoreTrail(_score_trail.ScoreTrail):
    def __init__(
        self,
        inside: object,
        *,
        image: str | ArrayLike = "chelsea",
        photos: Iterable[str] = ...,
        steps: int = 0,
        path: Iterable[int] = ...,
        start: Iterable[int] = ...,
        question: str = "Where does this number come from?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
    ) -> None: ...

class ShiftedPhoto(_shifted_photo.ShiftedPhoto):
    def __init__(
        self,
        inside: object,
        *,
        image: str | ArrayLike = "chelsea",
        photos: Iterable[str] = ...,
        shift: int = 0,
        chosen: int = -1,
        question: str = "Do the maps move along with the photo?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
    ) -> None: ...

class SizeExplorer(_size_explorer.SizeExplorer):
    def __init__(
        self,
        input_size: int = 10,
        kernel_size: int = 3,
        *,
        position: int = 0,
        padding: int = 0,
        stride: int = 1,
        dilation: int = 1,
        formula: bool = True,
        question: str = "How many windows fit?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class SizeFinder(_size_finder.SizeFinder):
    def __init__(
        self,
        start: int = 6,
        target: int = 12,
        *,
        kernel_size: int = 3,
        stride: int = 2,
        padding: int = 1,
        output_padding: int = 0,
        layers: Iterable[tuple[int, int, int]] = ...,
        question: str = "Which settings reach this size?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class SliceExplorer(_slice_explorer.SliceExplorer):
    def __init__(
        self,
        *,
        position: int = 24,
        row: int = 24,
        noise: int = 40,
        sigma: float = 1.0,
        across: float = 1.0,
        question: str = "What do neighbouring slices know?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class SlidingWindow(_sliding_window.SlidingWindow):
    def __init__(
        self,
        input: ArrayLike = ...,
        kernel: ArrayLike | None = None,
        *,
        position: int = 0,
        padding: int = 0,
        stride: int = 1,
        dilation: int = 1,
        flip: bool = False,
        shaded: bool = False,
        stamp: bool = False,
        question: str = "What does one number of the output depend on?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class SubsamplingExplorer(_subsampling_explorer.SubsamplingExplorer):
    def __init__(
        self,
        image: str | ArrayLike = "rings",
        stride: int = 4,
        *,
        anti_aliasing: bool = False,
        photos: Iterable[str] = ...,
        question: str | None = None,
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = False,
    ) -> None: ...

class TrainExplorer(_train_explorer.TrainExplorer):
    def __init__(
        self,
        target: ArrayLike = ...,
        *,
        position: int = 0,
        picture: Literal["specks", "shapes", "stripes"] = "specks",
        init: Literal["zero", "equal", "nudged", "random"] = "zero",
        rate: float = 0.1,
        decay: float = 0.0,
        kernel_size: int = 3,
        filters: int = 1,
        question: str = "Can it find the kernel by itself?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class TransposedExplorer(_transposed_explorer.TransposedExplorer):
    def __init__(
        self,
        input: ArrayLike = ...,
        kernel: ArrayLike | None = None,
        *,
        reading: Literal["scatter", "gather", "matrix"] = "scatter",
        position: int = 0,
        stride: int = 2,
        padding: int = 0,
        dilation: int = 1,
        output_padding: int = 0,
        counts: bool = False,
        shaded: bool = False,
        question: str = "How does a small grid become a larger one?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class TwoPasses(_two_passes.TwoPasses):
    def __init__(
        self,
        family: Literal["box", "bell", "edge"] = "box",
        *,
        kernel_size: int = 3,
        input: ArrayLike = ...,
        position: int = 0,
        question: str = "How can a row and a column do the work of a square?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
    ) -> None: ...

class TwoRoutes(_two_routes.TwoRoutes):
    def __init__(
        self,
        test: Literal["shift", "mix"] = "shift",
        operator: Literal[
            "blur",
            "sobel",
            "blur_zeros",
            "stride",
            "mirror",
            "lamp",
            "median",
            "gamma",
            "brighten",
            "clip",
            "sort_rows",
        ] = "blur",
        *,
        input: ArrayLike = ...,
        second: ArrayLike = ...,
        down: int = 0,
        right: int = 1,
        a: int = 1,
        b: int = 1,
        verdict: bool = False,
        shaded: bool = False,
        question: str | None = None,
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

class VolumeExplorer(_volume_explorer.VolumeExplorer):
    def __init__(
        self,
        input: ArrayLike = ...,
        kernel: ArrayLike | None = None,
        *,
        position: int = 0,
        layer: Literal["conv3d", "conv2d"] = "conv3d",
        padding: int = 0,
        stride: int = 1,
        shift: int = 0,
        turn: int = 30,
        tilt: int = 25,
        pull: bool = False,
        compare: bool = True,
        before: bool = False,
        question: str = "How many places does a 3×3×3 cube find inside a 5×5×5 one?",
        controls: Iterable[str] = ...,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        puzzles: bool | Iterable[str] = True,
    ) -> None: ...

"""Every explorer as the tests need it: with all that it offers, plain, or with nothing alike.

`MADE` is for the tests that go through all of them as a reader does, `plain` for those that look at
each setting, `UNEVEN` for those that hold what is computed against another library.
"""

import inspect

import numpy as np

from convcourse import explorers
from convcourse.explorers.parts.base import Explorer
from convcourse.explorers.parts.inside import InsideExplorer
from convcourse.networks import nets, weights
from convcourse.networks.sums import Sums
from convcourse.pictures import images

CLASSES = [
    one
    for name in explorers.__all__
    if inspect.isclass(one := getattr(explorers, name)) and issubclass(one, Explorer)
]


def tour():
    networks = {0: nets.autoencoder(seed=0), 9: weights.load("autoencoder")}
    return explorers.AutoencoderTour(networks, ["chelsea", "camera"])


def browser():
    """Return a browser over maps of noise, with more zeros in layer 12 than in any other."""
    rng = np.random.default_rng(5)
    sides = [64] * 2 + [32] * 2 + [16] * 3 + [8] * 3 + [4] * 3
    shifts = [0.5, 0.1, 0, -0.2, 0.3, -0.4, 0, 0.2, -0.3, 0.1, -0.9, -1.2, -1.0]
    maps = [
        np.maximum(rng.normal(shift, 1, (6, side, side)), 0)
        for side, shift in zip(sides, shifts, strict=True)
    ]
    photos = {"chelsea": maps, "camera": [one[::-1] for one in maps]}
    return explorers.FeatureMapBrowser(photos, photos, side=64, shown=6)


def formation():
    steps = weights.steps("stem")
    snapshots = np.stack([weights.load("stem", step).weight.detach() for step in steps])
    return explorers.FilterFormation(snapshots, steps)


def inside():
    """Return the network that pages run."""
    return Sums(weights.load("vgg16_slim"), weights.classes("vgg16_slim"))


MADE = {
    "AutoencoderTour": tour,
    "BlackBox": explorers.BlackBox,
    "BorderExplorer": explorers.BorderExplorer,
    "BottleneckExplorer": explorers.BottleneckExplorer,
    "ChannelExplorer": lambda: explorers.ChannelExplorer(puzzles=True),
    "CheckerboardLab": explorers.CheckerboardLab,
    "ColorMixer": lambda: explorers.ColorMixer(puzzles=True),
    "CostLadder": lambda: explorers.CostLadder("im2col"),
    "FeatureMapBrowser": browser,
    "FilterFormation": formation,
    "KernelLab": lambda: explorers.KernelLab("camera", puzzles=True),
    "KernelPowers": explorers.KernelPowers,
    "LearnExplorer": lambda: explorers.LearnExplorer(
        controls=["reading", "bias", "stride", "dilation", "in_channels", "out_channels"]
    ),
    "Loupe, sum": lambda: explorers.Loupe(photos=["disc"], puzzles=True),
    "Loupe, gradient": lambda: explorers.Loupe(
        "camera", photos=["disc"], gradient=True, puzzles=True
    ),
    "MovingAverage": lambda: explorers.MovingAverage(puzzles=True),
    "NetworkDoctor": explorers.NetworkDoctor,
    "PhotoPooling": lambda: explorers.PhotoPooling(photos=["camera"], puzzles=True),
    "PointwiseMixer": explorers.PointwiseMixer,
    "PoolingExplorer": explorers.PoolingExplorer,
    "ReceptiveFieldExplorer": explorers.ReceptiveFieldExplorer,
    "ScoreMap": lambda: explorers.ScoreMap(inside()),
    "ScoreTrail": lambda: explorers.ScoreTrail(inside()),
    "ShiftedPhoto": lambda: explorers.ShiftedPhoto(inside(), shift=1),
    "SizeExplorer": explorers.SizeExplorer,
    "SizeFinder": explorers.SizeFinder,
    "SliceExplorer": explorers.SliceExplorer,
    "SlidingWindow": explorers.SlidingWindow,
    "SubsamplingExplorer": lambda: explorers.SubsamplingExplorer(photos=["brick"], puzzles=True),
    "TrainExplorer": lambda: explorers.TrainExplorer(
        controls=["picture", "init", "rate", "decay", "kernel_size", "filters"]
    ),
    "TransposedExplorer": explorers.TransposedExplorer,
    "TwoPasses": explorers.TwoPasses,
    "TwoRoutes, shift": lambda: explorers.TwoRoutes("shift"),
    "TwoRoutes, mix": lambda: explorers.TwoRoutes("mix"),
    "VolumeExplorer": explorers.VolumeExplorer,
}


def plain(kind, **settings):
    """Return an explorer of this kind as it is by default, some over a small network."""
    if kind is explorers.AutoencoderTour:
        return kind(
            {0: nets.autoencoder(seed=0), 9: nets.autoencoder(seed=1)}, ["chelsea"], **settings
        )
    if kind is explorers.FeatureMapBrowser:
        ramp = np.arange(32.0 * 32).reshape(32, 32)
        maps = {"chelsea": [np.stack([ramp, ramp.T]), np.stack([ramp, ramp.T])[:, ::2, ::2]]}
        small = {"stack": "CPC", "side": 32, "shown": 2, "puzzles": False}
        return kind(maps, maps, **small | settings)
    if kind is explorers.FilterFormation:
        kernels = np.random.default_rng(0).normal(size=(3, 4, 3, 5, 5))
        return kind(kernels, (0, 1, 2), **settings)
    if issubclass(kind, InsideExplorer):
        return kind(inside(), **settings)
    return kind(**settings)


def properties(kind):
    """Return the names of an explorer's properties."""
    return [name for name, member in vars(kind).items() if isinstance(member, property)]


SMALL = np.arange(16.0).reshape(4, 4)
#: A picture as the network takes it.
DISC = np.where(np.hypot(*np.ogrid[-48:48, -40:56]) < 30, 240, 60).astype(np.uint8)
GRIDS = {"input": SMALL, "kernel": [[1.0, -2], [3, 4]]}
SETTINGS = {"stride": 3, "padding": 1, "dilation": 2}

#: For each explorer a value for each of its settings that it does not have at first.
VALUES = {
    "AutoencoderTour": {
        "step": 0, "output_padding": (0, 1, 1), "layer": 5, "own_scale": True,
    },
    "BlackBox": {
        "box": "C", "claim": "other", "input": np.eye(6),
        "kernel": [[0.0, 2, 0], [1, 0, 0], [0, 3, 0]],
    },
    "BorderExplorer": {"border": "wrap", "width": 5, "cval": 51, "pixel": (1, 2)},
    "BottleneckExplorer": {
        "channels": 100, "bottleneck": 30, "filters": 60, "kernel_size": 3, "restore": True,
        "side": 7,
    },
    "ChannelExplorer": {
        "input": np.ones((3, 4, 4)), "weight": np.ones((2, 3, 2, 2)), "bias": [4.0, 5, 6],
        "filters": 5, "groups": 3, "relu": True, "photo": True, "chosen": 1, "position": 4,
    },
    "CheckerboardLab": {"picture": "photo", "kernel_size": 5, "stride": 3, "unequal": 40},
    "ColorMixer": {"weights": [[1.0, 2, 3]], "second": [[1.0, 2, 3]], "relu": True},
    "CostLadder": {
        "rung": "fft", "quantity": "bytes", "kernel_size": 18, "side": 96, "input": np.eye(6),
        "position": 1,
    },
    "FeatureMapBrowser": {"layer": 2, "channel": 2, "true_size": True, "own_scale": True},
    "FilterFormation": {"position": 1, "chosen": 1, "threshold": 0.3},
    "KernelLab": {
        "image": images.test_card(), "kernel": [[1.0, 2]], "scale": 2.0, "offset": 9,
        "normalise": True, "signed": True, "per_channel": True, "border": "wrap", "flip": True,
        "wipe": 50, "median": True, "grey": "last", "clip": True,
    },
    "KernelPowers": {"kernel": [[2.0, 0, 1, 0.5, 0]], "copies": 4},
    "LearnExplorer": {
        **GRIDS, "target": SMALL, "reading": "input", "position": 3, "bias": 1.5, "stride": 2,
        "dilation": 2, "in_channels": 2, "out_channels": 2, "input_channel": 1,
        "output_channel": 1,
    },
    "Loupe": {"kernel": [[1.0, 2]], "row": 3, "column": 250},
    "MovingAverage": {"window": 21, "middle": 40},
    "NetworkDoctor": {
        "source": "nn.Sequential(nn.Conv2d(1, 4, 3, stride=2), nn.MaxPool2d(3))",
        "input_shape": (1, 60, 41), "object_size": 20,
    },
    "PhotoPooling": {"window": 3, "stride": 2, "line": "dark", "noise": 25},
    "PointwiseMixer": {
        "input": np.ones((7, 2, 2)), "weights": np.ones((2, 7)), "relu": True, "matrix": True,
        "position": 3,
    },
    "PoolingExplorer": {
        "input": SMALL, "kind": "avg", "kernel_size": 3, "stride": 1, "padding": 1, "shift": 2,
        "ceil_mode": True, "count_include_pad": False, "position": 2,
    },
    "ReceptiveFieldExplorer": {
        "layers": [explorers.Layer("max", 2, 2)], "input_size": 9, "depth": 1, "row": 3,
        "position": 4, "paths": True,
    },
    "ScoreMap": {"image": DISC, "cover": True, "patch": 20, "y": 7, "x": 70, "chosen": 51},
    "ScoreTrail": {"image": DISC, "steps": 3, "path": (-1, 2), "start": (12, 40, 3, 5)},
    "ShiftedPhoto": {"image": DISC, "shift": 3, "chosen": 51},
    "SizeExplorer": {"input_size": 20, "kernel_size": 5, "position": 2, **SETTINGS},
    "SizeFinder": {
        "start": 9, "target": 20, "kernel_size": 5, "stride": 4, "padding": 2,
        "output_padding": 1,
    },
    "SliceExplorer": {"noise": 5, "sigma": 0.5, "across": 0.25, "position": 3, "row": 4},
    "SlidingWindow": {**GRIDS, **SETTINGS, "flip": True, "position": 3, "shaded": True},
    "SubsamplingExplorer": {"stride": 7, "anti_aliasing": True},
    "TrainExplorer": {
        "target": [[1.0, 0, 2], [0, -1, 0]], "picture": "shapes", "init": "random", "rate": 0.05,
        "decay": 0.1, "kernel_size": 4, "filters": 2, "position": 7,
    },
    "TransposedExplorer": {
        **GRIDS, **SETTINGS, "output_padding": 1, "reading": "gather", "counts": True,
        "position": 3, "shaded": True,
    },
    "TwoPasses": {
        "family": "edge", "kernel_size": 4, "input": np.eye(6), "position": 2,
    },
    "TwoRoutes": {
        "operator": "lamp", "input": np.ones((5, 5)), "second": np.ones((5, 5)), "down": 2,
        "right": -1, "a": 3, "b": -2, "shaded": True, "verdict": True,
    },
    "VolumeExplorer": {
        "input": np.ones((4, 4, 4)), "kernel": np.ones((2, 2, 2)), "layer": "conv2d",
        "padding": 1, "stride": 2, "shift": 1, "turn": -10, "tilt": 60, "pull": True, "position": 3,
    },
}  # fmt: skip

RNG = np.random.default_rng(11)
#: Networks and maps that are unlike each other, and whose photos are, too.
NETWORKS = {0: nets.autoencoder(seed=0), 9: nets.autoencoder(seed=1)}
STACK = "CPC"
NAMES = ("chelsea", "camera")
TRAINED, UNTRAINED = (
    {name: [RNG.random((2, 32, 32)) - 0.5, RNG.random((2, 16, 16)) - 0.3] for name in NAMES}
    for _ in range(2)
)
for photos in (TRAINED, UNTRAINED):
    for name in NAMES:
        photos[name] = [np.maximum(maps, 0).astype(np.float32) for maps in photos[name]]
KERNELS = RNG.normal(size=(3, 4, 3, 5, 5)).astype(np.float16)
LOPSIDED = RNG.integers(-9, 10, (5, 6)).astype(float)

#: Explorers of which no two numbers, rows or photos are alike; the others are so by default.
UNEVEN = {
    "AutoencoderTour": lambda: explorers.AutoencoderTour(NETWORKS, NAMES),
    "ChannelExplorer": lambda: explorers.ChannelExplorer(photo=True, bias=[1.0, -2, 3]),
    "ColorMixer": lambda: explorers.ColorMixer(photos=["coffee"]),
    "FeatureMapBrowser": lambda: explorers.FeatureMapBrowser(
        TRAINED, UNTRAINED, stack=STACK, side=32, shown=2, puzzles=False
    ),
    "FilterFormation": lambda: explorers.FilterFormation(KERNELS, (0, 5, 9), puzzles=False),
    "KernelLab": lambda: explorers.KernelLab("camera", "emboss", photos=["coffee"]),
    "LearnExplorer": lambda: explorers.LearnExplorer(
        LOPSIDED, [[1.0, 2, 0], [0, -1, 3], [4, 0, -2]], LOPSIDED[::-1, ::-1]
    ),
    "Loupe": lambda: explorers.Loupe("camera", [[1.0, 2, 0], [0, -1, 3]], photos=["coffee"]),
    "PhotoPooling": lambda: explorers.PhotoPooling("coffee", photos=["camera"]),
    "PoolingExplorer": lambda: explorers.PoolingExplorer(LOPSIDED),
    "ScoreMap": lambda: explorers.ScoreMap(inside(), photos=["coffee", "camera"], image="coffee"),
    "ScoreTrail": lambda: explorers.ScoreTrail(inside(), photos=["coffee"], image="coffee"),
    "ShiftedPhoto": lambda: explorers.ShiftedPhoto(inside(), photos=["coffee"], image="coffee"),
    "SlidingWindow": lambda: explorers.SlidingWindow(
        LOPSIDED, [[1.0, 2, 0], [0, -1, 3], [4, 0, -2]]
    ),
    "SubsamplingExplorer": lambda: explorers.SubsamplingExplorer("coffee", photos=["camera"]),
    "TransposedExplorer": lambda: explorers.TransposedExplorer(
        LOPSIDED[:3, :4], [[1.0, 2, 0], [0, -1, 3], [4, 0, -2]]
    ),
}
#: Settings besides those that `VALUES` has, and others that tell more than its.
MORE = {
    "BlackBox": {"input": RNG.integers(-5, 9, (6, 6)).tolist(), "view.box": 3},
    "AutoencoderTour": {"muted": [3, 40], "scales": (0.5, 1.5, 0.25), "view.photo": 1},
    "ChannelExplorer": {
        "input": RNG.integers(-5, 9, (3, 4, 6)).tolist(),
        "weight": RNG.integers(-3, 4, (2, 3, 2, 2)).tolist(),
    },
    "ColorMixer": {"view.photo": 1},
    "CostLadder": {"view.rung": 6, "view.side": 33, "view.kernel_size": 4},
    "FeatureMapBrowser": {"untrained": True, "photo": "camera", "view.y": 21, "view.x": 6},
    "KernelLab": {"view.photo": 1},
    "LearnExplorer": {
        "input": RNG.integers(-5, 9, (2, 4, 5)).tolist(),
        "kernel": RNG.integers(-3, 4, (2, 2, 2, 3)).tolist(),
        "target": RNG.integers(-5, 9, (2, 3, 2)).tolist(),
    },
    "Loupe": {"view.picture": 1},
    "MovingAverage": {"view.window": 14, "view.middle": 399},
    "PhotoPooling": {"view.picture": 1, "view.line": 1},
    "PointwiseMixer": {
        "input": RNG.integers(-5, 9, (7, 2, 3)).tolist(),
        "weights": RNG.integers(-3, 4, (2, 7)).tolist(),
    },
    "ScoreMap": {"view.photo": 1},
    "SubsamplingExplorer": {"view.picture": 1},
    "TwoPasses": {"input": RNG.integers(-5, 9, (6, 6)).tolist(), "view.family": 1},
    "TwoRoutes": {"input": RNG.integers(0, 9, (5, 5)).tolist()},
    "VolumeExplorer": {
        "input": RNG.integers(-5, 9, (4, 5, 3)).tolist(),
        "kernel": RNG.integers(-3, 4, (2, 2, 2)).tolist(),
    },
}

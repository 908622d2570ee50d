"""Every explorer, made with all that it can offer, for the tests that go through all of them."""

import numpy as np

from convcourse import explorers
from convcourse.networks import nets, weights


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


MADE = {
    "AutoencoderTour": tour,
    "BorderExplorer": explorers.BorderExplorer,
    "ChannelExplorer": lambda: explorers.ChannelExplorer(puzzles=True),
    "CheckerboardLab": explorers.CheckerboardLab,
    "ColorMixer": lambda: explorers.ColorMixer(puzzles=True),
    "FeatureMapBrowser": browser,
    "FilterFormation": formation,
    "KernelLab": lambda: explorers.KernelLab("camera", puzzles=True),
    "PointwiseMixer": explorers.PointwiseMixer,
    "PoolingExplorer": explorers.PoolingExplorer,
    "ReceptiveFieldExplorer": explorers.ReceptiveFieldExplorer,
    "SizeExplorer": explorers.SizeExplorer,
    "SizeFinder": explorers.SizeFinder,
    "SliceExplorer": explorers.SliceExplorer,
    "SlidingWindow": explorers.SlidingWindow,
    "TransposedExplorer": explorers.TransposedExplorer,
    "TwoRoutes, shift": lambda: explorers.TwoRoutes("shift"),
    "TwoRoutes, mix": lambda: explorers.TwoRoutes("mix"),
    "VolumeExplorer": explorers.VolumeExplorer,
}

"""What solves the puzzles besides their solutions, and what a reader might try that does not."""

import numpy as np
from scipy import ndimage

from convcourse import explorers
from convcourse.explorers import channel_explorer, kernel_lab, pooling_explorer
from convcourse.explorers.autoencoder_tour import PADDINGS, SCALES
from convcourse.pictures import patterns


def routes_agree(explorer, puzzle, changes):
    """Tell whether the two routes agree in Python."""
    other = explorers.TwoRoutes(explorer.test)
    for name, value in {**puzzle["start"], **puzzle["solution"], **changes}.items():
        setattr(other.view, name, value)
    return np.allclose(*other.routes)


def copies_the_dot(width, corner, radius):
    """Tell whether the corner of a photo of 48×60, continued by wrapping, copies a dot's pixel."""
    rows, columns = np.mgrid[:48, :60]
    row, column = (np.pad(one, width, "wrap")[0, 0] for one in (rows, columns))
    return np.hypot(row - corner[0], column - corner[1]) <= radius


def colourful_lines(explorer):
    """Return the kernels of the last snapshot that have both colour and a direction."""
    last = np.asarray(explorer.snapshots[-1], float)
    return np.flatnonzero((patterns.colour_share(last) > 0.5) & (patterns.direction(last)[1] > 0.3))


def reads_as_highest(explorer, middle, window):
    """Tell whether the mean around a reading has the digits of the highest mean of all."""
    series = explorer.series
    means = np.array([series[i : i + window].mean() for i in range(len(series) - window + 1)])
    return means[middle - window // 2].round(1) == means.max().round(1)


def at_the_point(explorer, puzzle, trait, number):
    """Tell whether the point that is moved so is one that the puzzle asks for, by SciPy."""
    row, column = ({**puzzle["solution"], trait: number}[axis] for axis in ("row", "column"))
    grey, goal = explorer.image / 1, puzzle["goal"]
    if "spread" in goal:
        ends = [
            of(grey, 3, mode="mirror") for of in (ndimage.maximum_filter, ndimage.minimum_filter)
        ]
        return ends[0][row, column] == ends[1][row, column]
    if "above" in goal:
        kernel = np.array(puzzle["start"]["kernel"])
        return ndimage.correlate(grey, kernel, mode="mirror")[row, column] > goal["above"]
    down, right = (ndimage.sobel(grey, axis, mode="mirror")[row, column] for axis in (0, 1))
    turned = abs(np.degrees(np.arctan2(down, right)) - goal.get("angle", 0))
    return np.hypot(down, right) > goal["length"] and turned <= goal.get("within", 360)


def points(explorer, puzzle, trait, place, number, changes):
    """Return whether another point of the photo solves the puzzle as well."""
    return trait in ("row", "column") and at_the_point(explorer, puzzle, trait, number)


def among(**allowed):
    """Return a rule: these numbers solve the puzzle as well."""
    return lambda explorer, puzzle, trait, place, number, changes: number in allowed.get(trait, ())


def at(trait_of, *places):
    """Return a rule: any number solves the puzzle at these places, or in a part of the trait."""

    def rule(explorer, puzzle, trait, place, number, changes):
        return trait == trait_of and any(place[: len(one)] == one for one in places)

    return rule


#: What else solves a puzzle, and rightly, by explorer and title. A rule is told the explorer, the
#: puzzle, the trait, the place of the number that was moved, what it is then, and the whole change.
ALSO = {
    # The dot has several pixels.
    ("BorderExplorer", "Blue at the top left"): lambda explorer, puzzle, trait, place, number, _: (
        trait == "width" and copies_the_dot(number, **puzzle["goal"])
    ),
    # Only the first filter is there; the others wait.
    ("ChannelExplorer", "Grey out of colour"): at("bank", *[(n,) for n in range(1, 6)]),
    ("ChannelExplorer", "Blind to brightness"): at("bank", *[(n,) for n in range(1, 6)]),
    # The second channel is held, and not used.
    ("LearnExplorer", "Which weight is wrong?"): at("kernel", (0, 1), (1,)),
    ("LearnExplorer", "Wrong, and content"): at("target", (1,)),
    ("CheckerboardLab", "Overlap, but evenly"): among(kernel_size=[6]),
    ("CheckerboardLab", "Even writes, and yet"): among(unequal=range(10, 81, 10)),
    # What gets whiter than white is cut off, and elsewhere it is one grey level.
    ("ColorMixer", "Undo the mix"): lambda explorer, puzzle, trait, place, number, _: (
        trait == "second" and place in [(0, 1), (1, 0)] and number > 1
    ),
    ("ColorMixer", "Both, not one"): among(weights=[-1.01], second=[-1.01]),
    (
        "FilterFormation",
        "Colour with a direction",
    ): lambda explorer, puzzle, trait, place, number, _: (
        trait == "chosen" and number in colourful_lines(explorer)
    ),
    # Every rate from a little above a half of it to a little below where training diverges.
    ("TrainExplorer", "Too slow, too fast"): among(
        rate=[n / 100 for n in range(10, 29)],
    ),
    ("TrainExplorer", "What stripes hide"): among(picture=[1]),
    ("TrainExplorer", "Twins"): among(init=[3]),
    # Other points that are such.
    ("Loupe, sum", "A quiet spot"): points,
    ("Loupe, sum", "Whiter than white"): points,
    ("Loupe, gradient", "Straight up"): points,
    ("Loupe, gradient", "The steepest"): points,
    # Another place whose mean is written with the same digits.
    ("MovingAverage", "The highest mean"): lambda explorer, puzzle, trait, place, number, _: (
        trait == "middle" and reads_as_highest(explorer, number, puzzle["keep"]["window"])
    ),
    # Neither the padding nor the last stride makes a field, and every kind reaches alike.
    ("ReceptiveFieldExplorer", "Exactly 31"): at("layers", (0, 3), (1, 3), (2, 3), (3, 3), (3, 2)),
    ("ReceptiveFieldExplorer", "All 32, without a gap"): at(
        "layers", (0, 0), (1, 0), (2, 0), (2, 2), (2, 3)
    ),
    # Errors and contrast on the right side of their bounds.
    ("SliceExplorer", "Slice by slice"): among(sigma=[1.0, 1.2, 1.3]),
    ("SliceExplorer", "Out of reach for slices"): among(
        sigma=[0.7], across=[0.9, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6]
    ),
    ("SliceExplorer", "Save the plate"): among(sigma=[0.7, 0.8, 1.0, 1.1]),
    # Fewer pixels, and blurred more.
    ("SubsamplingExplorer", "Small and honest"): among(stride=[9, 10, 11, 12]),
    # How often a cell is written does not depend on what is written, nor on what is cut off.
    ("TransposedExplorer", "All four times"): lambda explorer, puzzle, trait, place, number, _: (
        trait == "kernel" or (trait == "padding" and number > 2)
    ),
    # A blur with zeros outside, a stride and a mirror are linear, too.
    ("TwoRoutes, shift", "Linear, but…"): among(operator=[2, 3, 4]),
    ("TwoRoutes, shift", "Fool the test"): lambda explorer, puzzle, trait, place, number, changes: (
        trait == "input" and routes_agree(explorer, puzzle, changes)
    ),
    (
        "TwoRoutes, mix",
        "Catch the median",
    ): lambda explorer, puzzle, trait, place, number, changes: (
        trait in ("input", "second") and not routes_agree(explorer, puzzle, changes)
    ),
}


_CENTRE = np.zeros((3, 3))
_CENTRE[1, 1] = 1


def bank(*filters, channels=3):
    whole = np.zeros((6, channels, 3, 3))
    whole[: len(filters)] = filters
    return whole.tolist()


#: For each puzzle on channels what a reader tries, and words of the reply.
CHANNELS = {
    "Grey out of colour": [
        ({"bank": bank([0.3 * _CENTRE, 0.59 * _CENTRE, 0.11 * _CENTRE])}, "0 of 9 cells agree"),
        ({"bank": bank([0 * _CENTRE] * 3)}, "0 of 9 cells agree"),
        ({"input": np.zeros((3, 5, 5)).tolist()}, "input has to stay"),
        ({"filters": 3, "groups": 3}, "filters has to stay"),
        ({"photo": True}, "photo has to stay"),
    ],
    "Blind to brightness": [
        ({"bank": bank([0 * _CENTRE] * 3)}, "to these colours, too"),
        ({"bank": bank([[[-1, 0, 1]] * 3] * 3)}, "would give"),
        ({"bank": bank([_CENTRE, -_CENTRE, 0 * _CENTRE]), "bias": [1] + [0] * 5}, "the bias"),
        ({"bank": bank([-_CENTRE] * 3), "relu": True}, "relu has to stay"),
    ],
    "Half the weights": [
        ({"groups": 4}, "has 36 weights"),
        ({"groups": 3}, "cannot be dealt out evenly to 3 groups"),
        ({"filters": 2}, "filters has to stay"),
        ({"input": channel_explorer.feature_map(2).tolist()}, "input has to stay"),
    ],
}
#: For each puzzle on fields another size of the input, then stacks that do not solve it.
STACKS = {
    "As far as one 7×7": [
        17,
        [[0, 7, 1, 3, 1]],
        [[0, 3, 1, 3, 3]],
        [[1, 3, 1, 1, 1]] * 3,
        [[0, 3, 1, 0, 1]] * 3,
        [[0, 3, 1, 1, 1]] * 4,
    ],
    "Exactly 31": [
        17,
        [[0, 3, 1, 1, 1]] * 15,
        [[0, 11, 1, 5, 1]] * 3,
        [[1, 3, 2, 1, 1]] * 4,
    ],
    "All 32, without a gap": [
        27,
        [[0, 4, 1, 0, 4], [0, 4, 1, 0, 4], [0, 4, 1, 0, 4]],
        [[0, 1, 4, 0, 1], [0, 4, 4, 0, 1], [0, 2, 1, 0, 1]],
        [[1, 4, 4, 0, 1], [1, 3, 3, 0, 1], [1, 2, 2, 0, 1]],
    ],
}


def least(size):
    """Return for puzzles that want something other than zeros what has its largest number so."""
    inside = np.zeros((5, 5))
    inside[2, 2] = size
    return {
        ("SlidingWindow", "Make it vanish"): {
            "kernel": [[0, 0, 0], [size / 2, -size, size / 2], [0, 0, 0]]
        },
        ("PointwiseMixer", "Make it vanish"): {"weights": [[size, size, 0, 0, 0, 0, -size]]},
        ("TwoRoutes, shift", "Fool the test"): {"input": inside.tolist()},
        ("TwoRoutes, mix", "Hide the 3"): {"a": size, "b": 1 - size},
    }


#: For each explorer other ways to solve a puzzle, by its title: changes of its start. What is no
#: zero begins at 0.01, the least that cells show.
OTHER_WAYS = {
    **{puzzle: [change] for puzzle, change in least(0.01).items()},
    ("ReceptiveFieldExplorer", "Exactly 31"): [
        {"layers": [[0, 3, 2, 1, 1]] * 3 + [[0, 3, 1, 1, 1]]}
    ],
    ("ReceptiveFieldExplorer", "All 32, without a gap"): [
        {"layers": [[1, 4, 4, 0, 1], [2, 4, 4, 0, 1], [0, 2, 2, 0, 1]]}
    ],
}


def emptied(value):
    """Return a list like this one with zeros in the place of its numbers."""
    return [emptied(one) for one in value] if isinstance(value, list) else 0


def after_solution(puzzle, *changes):
    return [[puzzle["solution"], change] for change in changes]


def at_start(*changes):
    return [[change] for change in changes]


def cheats_with_networks(puzzle):
    goal, right = puzzle["goal"], puzzle["solution"]
    if "side" in goal:
        paddings = [p for p in np.ndindex(2, 3, 3) if p != (0, 1, 2)]
        return at_start(*(dict(zip(PADDINGS, p, strict=True)) for p in paddings))
    if "channel" in goal:
        worst = goal["channel"]
        return at_start(
            *({"muted": [channel]} for channel in (0, 18, 57) if channel != worst),
            {"muted": [worst, 3]},
            {"muted": [worst], "snapshot": 0},
            {"muted": [worst], "photo": 1},
            {"muted": [3], "scale_1": 0.0},
        )
    nearly = [right | {name: right[name] + 0.25} for name in SCALES]
    return at_start(*nearly, {"snapshot": 0}, {"muted": [3]}, right | {"photo": 1})


def cheats_with_borders(puzzle):
    right = puzzle["solution"]["border_index"], puzzle["solution"]["width"]
    tried = [(border, width) for border in range(5) for width in (0, 1, 4, 14, 54, 72)]
    return at_start(
        *({"border_index": b, "width": width} for b, width in tried if (b, width) != right)
    )


def cheats_with_colours(puzzle):
    start = puzzle["start"]
    return [
        *at_start(
            {"weights": emptied(start["weights"])},
            {"second": emptied(start["second"])},
            {"relu": True},
            {"weights": [[1 / 3, 1 / 3, 1 / 3]], "second": [[1]]},
            {
                "weights": np.eye(3).tolist(),
                "second": [[1, 1, 1] for _ in start["second"]],
                "relu": True,
            },
        ),
        *after_solution(puzzle, {"second_layer": not start["second_layer"]}, {"photo": 1}),
    ]


def cheats_with_kernels(puzzle):
    known = [kernel_lab.preset(name).tolist() for name in kernel_lab.PRESETS]
    others = [kernel for kernel in known if kernel != puzzle["solution"].get("kernel")]
    return at_start(
        {"scale": 0}, {"scale": 0, "offset": 128}, {"photo": 1}, *({"kernel": k} for k in others)
    )


def cheats_with_mixtures(puzzle):
    weights = puzzle["solution"]["weights"]
    return [
        *at_start({"weights": [[0] * 7]}, {"weights": [[1] * 7]}, {"relu": True}),
        *after_solution(
            puzzle,
            {"relu": True},
            {"weights": [*weights, [0] * 7], "filters": 2},
            {"input": emptied(puzzle["start"]["input"])},
        ),
    ]


def cheats_with_pools(puzzle):
    dot = pooling_explorer.DOT
    if puzzle is not pooling_explorer.PUZZLES[0]:
        same = np.full((6, 6), 5.0), 1 + np.eye(6)
        return after_solution(
            puzzle, {"kernel_size": 1}, *({"input": one.tolist()} for one in same)
        )
    pictures = np.zeros((6, 6)), np.full((6, 6), 9.0), dot / 3, dot
    return after_solution(
        puzzle, {"shift": 0}, {"kernel_size": 4}, *({"input": one.tolist()} for one in pictures)
    )


def cheats_with_fields(puzzle):
    first, *layers = STACKS[puzzle["title"]]
    return after_solution(puzzle, {"input_size": first}, *({"layers": one} for one in layers))


def cheats_with_scans(puzzle):
    alone = [0, 0.5, 1, 1.5, 2] if puzzle["goal"]["which"] == "full" else []
    return [
        *after_solution(puzzle, {"noise": 0}),
        *at_start(*({"sigma": sigma, "across": 0} for sigma in alone)),  # no blur within slices
    ]


def cheats_with_gradients(puzzle):
    start = puzzle["start"]
    return at_start(
        {"kernel": emptied(start["kernel"])},
        {"input": emptied(start["input"])},
        {"target": emptied(start["target"])},
        {"stride": 2},
    )


def cheats_with_training(puzzle):
    found = set(puzzle["solution"])
    tried = [{"rate": 0.6}, {"rate": 0.01}, {"init": 0}, {"decay": 0.5}, {"picture": 2}]
    return [
        *at_start(*tried, {"target": [[0, 0, 0]] * 3}),
        *after_solution(puzzle, *({"decay": 0.5} for _ in found)),
    ]


def cheats_with_means(puzzle):
    if "middle" in puzzle["solution"]:
        highest = int(explorers.MovingAverage().series.argmax())
        return at_start({"middle": highest}, {"window": 1, "middle": highest}, {"middle": 399})
    wanted = puzzle["solution"]["window"]
    return at_start({"window": wanted - 1}, {"window": wanted + 1}, {"window": 61})


def cheats_with_strides(puzzle):
    return at_start({"stride": 12}, {"anti_aliasing": True}, {"stride": 7, "anti_aliasing": True})


def cheats_with_windows(puzzle):
    start = puzzle["start"]
    return at_start(
        {"kernel": emptied(start["kernel"])},
        {"input": emptied(start["input"])},
        {"kernel": [[1e-5 for _ in row] for row in start["kernel"]]},
        {"kernel": np.ones((5, 5)).tolist(), "kernel_size": 5},
    )


def cheats_with_costs(puzzle):
    return at_start(
        {"kernel_size": 10}, {"kernel_size": 12}, {"kernel_size": 31},
        {"kernel_size": 11, "side": 128}, {"kernel_size": 11, "side": 512},
    )  # fmt: skip


def cheats_with_routes(puzzle):
    keep, nonzero = puzzle.get("keep", {}), puzzle.get("nonzero", [])
    tried = []
    if "input" in keep or "input" in nonzero:
        tried.append({"input": np.zeros((5, 5)).tolist()})
    if "operator" in keep:
        tried += [{"operator": one} for one in (0, 6) if one != keep["operator"]]
    if "a" in nonzero:
        tried += [{"a": 0, "b": 1}, {"a": 1, "b": 0}]
    return at_start(*tried)


def cheats_with_checkerboards(puzzle):
    if puzzle["title"] == "Overlap, but evenly":
        return at_start({"kernel_size": 2}, {"kernel_size": 5}, {"stride": 3, "kernel_size": 6})
    return at_start({"kernel_size": 3}, {"stride": 3}, {"picture": 1})


def cheats_with_bottlenecks(puzzle):
    found = puzzle["solution"]["bottleneck"]
    widths = [{"bottleneck": width} for width in (found - 1, found + 1, 1, 512)]
    layers = [{"kernel_size": 11}, {"filters": 512}, {"channels": 512}, {"channels": 1}]
    other = {"restore": not puzzle["keep"]["restore"]}
    return [*at_start(*widths, *layers, other), *after_solution(puzzle, other, *layers)]


def cheats_with_channels(puzzle):
    return at_start(*(change for change, _ in CHANNELS[puzzle["title"]]))


def cheats_with_maps(puzzle):
    return after_solution(puzzle, {"untrained": True}, {"photo": 1})


#: What a reader might try, by explorer: lists of changes that are made one after the other.
CHEATS = {
    "AutoencoderTour": cheats_with_networks,
    "BorderExplorer": cheats_with_borders,
    "BottleneckExplorer": cheats_with_bottlenecks,
    "ChannelExplorer": cheats_with_channels,
    "CheckerboardLab": cheats_with_checkerboards,
    "ColorMixer": cheats_with_colours,
    "CostLadder": cheats_with_costs,
    "FeatureMapBrowser": cheats_with_maps,
    "KernelLab": cheats_with_kernels,
    "LearnExplorer": cheats_with_gradients,
    "MovingAverage": cheats_with_means,
    "PointwiseMixer": cheats_with_mixtures,
    "PoolingExplorer": cheats_with_pools,
    "ReceptiveFieldExplorer": cheats_with_fields,
    "SliceExplorer": cheats_with_scans,
    "SlidingWindow": cheats_with_windows,
    "SubsamplingExplorer": cheats_with_strides,
    "TrainExplorer": cheats_with_training,
    "TwoRoutes, shift": cheats_with_routes,
    "TwoRoutes, mix": cheats_with_routes,
}
#: What has to stay and has a name of its own, or none while its picture is on the way.
NAMED = {
    ("BottleneckExplorer", "channels"): "as many channels go in as at first",
    ("BottleneckExplorer", "filters"): "as many channels come out as at first",
    ("BottleneckExplorer", "restore"): "the 1×1 layers stay where they are",
    ("ColorMixer", "photo"): "",
    ("FeatureMapBrowser", "photo"): "Go back to the first photo",
    ("FeatureMapBrowser", "untrained"): "",
}
#: Explorers without puzzles: the first is one itself, the last shows a count, the others a network.
NONE = {"BlackBox", "NetworkDoctor", "ScoreMap", "ScoreTrail", "ShiftedPhoto", "TwoPasses"}
#: What a puzzle leaves as it is, where every puzzle of an explorer leaves the same.
LEFT = {
    "BorderExplorer": {"size"},
    "BottleneckExplorer": {"side"},
    "ChannelExplorer": {"position"},
    "CheckerboardLab": set(),
    "ColorMixer": {"filters", "preset"},
    "FeatureMapBrowser": {"below", "own_scale", "picked", "true_size", "x", "y"},
    "FilterFormation": {"position", "threshold"},
    "KernelLab": {"preset", "size"},
    "Loupe, sum": set(),
    "Loupe, gradient": {"kernel"},
    "LearnExplorer": {"position"},
    "MovingAverage": set(),
    "PhotoPooling": set(),
    "PointwiseMixer": {"position", *(f"w{n}" for n in range(8))},
    "PoolingExplorer": {"position"},
    "ReceptiveFieldExplorer": {"position"},
    "SizeExplorer": {"position"},
    "SizeFinder": set(),
    "SliceExplorer": {"position"},
    "SlidingWindow": {"position", "shaded"},
    "SubsamplingExplorer": set(),
    "TrainExplorer": {"position"},
    "TransposedExplorer": {"position", "shaded"},
    "VolumeExplorer": {"position", "pull", "tilt", "turn"},
}

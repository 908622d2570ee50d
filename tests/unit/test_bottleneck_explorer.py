"""`BottleneckExplorer` in Python and in its page's module: what is saved, and up to where."""

import numpy as np
import pytest
import traitlets

from convcourse.explorers import BottleneckExplorer
from tests.node import call, play


def random_explorers(count):
    rng = np.random.default_rng(16)
    for n in range(count):
        yield BottleneckExplorer(
            channels=int(rng.integers(1, 513)),
            bottleneck=int(rng.integers(1, 513)),
            filters=int(rng.integers(1, 513)),
            kernel_size=1 + n % 11,
            restore=bool(n % 2),
            side=int(rng.integers(1, 60)),
        )


def test_page_and_python_count_the_same():
    made = list(random_explorers(44))
    states = [{name: getattr(one.view, name) for name in one.view.trait_names(state=True)}
              for one in made]  # fmt: skip
    answers = play("bottleneck_explorer", [call("compute", state) for state in states])
    for one, page in zip(made, answers, strict=True):
        pixels = one.side**2
        work = page["ones"] + page["large"]
        assert (pixels * page["alone"], pixels * work) == one.multiplications
        assert tuple(page["parameters"]) == one.parameters


@pytest.mark.parametrize("restore", [False, True])
def test_break_even_is_where_one_more_filter_is_too_many(restore):
    one = BottleneckExplorer(channels=96, filters=200, kernel_size=3, restore=restore)
    one.bottleneck = one.break_even
    assert one.multiplications[1] <= one.multiplications[0]
    one.bottleneck += 1
    assert one.multiplications[1] > one.multiplications[0]


def test_inception_and_resnet_as_their_papers_have_them():
    assert BottleneckExplorer().multiplications == (120_422_400, 12_443_648)
    resnet = BottleneckExplorer(
        channels=256, bottleneck=64, filters=256, kernel_size=3, restore=True
    )
    assert resnet.parameters == (590_080, 70_016)


def test_one_channel_leaves_nothing_to_save():
    assert BottleneckExplorer(channels=1).break_even == 0


def test_what_is_beyond_the_ends_is_refused():
    with pytest.raises(traitlets.TraitError, match="bottleneck"):
        BottleneckExplorer(bottleneck=513)

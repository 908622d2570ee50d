"""The learners of the checkers' tests, judged by the page's judge in the page's Python."""

import json
import re
from functools import cache

import numpy as np

from book.exercises.data import exercise_cells
from convcourse.exercises import checks
from tests.unit.page import HERE, chapters, notebooks
from tests.unit.test_checks import LEARNERS, RIGHT, WRONG, kind_of

#: Leaves in `result` how each learner was judged.
PROGRAM = "from runtime import bank\nresult = bank.all_judged(open('/runtime/bank.json').read())"
#: The same, where single numbers keep their kind: no verdict may depend on that.
STRICT = PROGRAM.replace("read())", "read(), strict=True)")
#: The learners that need what a page has not, by checker, and what it is. The list may only shrink.
ELSEWHERE = {
    ("right", "check_autoencoder_parameters", 2): "import torch",
    ("right", "check_conv3d_parameters", 0): "import torch",
    ("right", "check_conv_output_size", 0): "import torch",
    ("right", "check_cosine", 0): "import torch",
    ("right", "check_count_parameters", 3): "import torch",
    ("right", "check_depthwise", 5): "import torch",
    ("right", "check_field_ends", 3): "import torch",
    ("right", "check_input_gradient", 2): "import torch",
    ("right", "check_im2col", 0): "import torch",
    ("right", "check_map_sizes", 0): "import torch",
    ("right", "check_max_pool_gradient", 5): "import torch",
    ("right", "check_merge_layers", 6): "import torch",
    ("right", "check_mix_channels", 0): "import torch",
    ("right", "check_nearest", 2): "import torch",
    ("right", "check_never_read", 1): "import torch",
    ("right", "check_never_read", 2): "import torch",
    ("right", "check_never_read", 103): "np.setdiff1d",
    ("right", "check_one_map", 0): "import torch",
    ("right", "check_output_padding_for", 4): "import torch",
    ("right", "check_round_trip", 0): "import torch",
    ("right", "check_same_padding", 3): "import torch",
    ("right", "check_same_padding", 4): "import torch",
    ("right", "check_squeezed_cost", 3): "import torch",
    ("right", "check_stamp_line", 0): "import torch",
    ("right", "check_tent", 107): "np.bartlett",
    ("right", "check_tent", 108): "scipy.signal.windows",
    ("right", "check_to_layer", 3): "import torch",
    ("right", "check_training_step", 4): "import torch",
    ("right", "check_weight_gradient", 0): "import torch",
    ("wrong", "check_cosine", "one less"): "import torch",
    ("wrong", "check_cosine", "squared"): "import torch",
    ("wrong", "check_cosine", "unseen, spectral"): "ord",
    ("wrong", "check_cosine", "unseen, sums"): "A number was divided by zero",
    ("wrong", "check_gradient_magnitude", "unseen, numpy gradient"): "np.gradient",
    ("wrong", "check_nearest", "from 1"): "import torch",
    ("wrong", "check_nearest", "least"): "import torch",
    ("wrong", "check_nearest", "no abs"): "import torch",
    ("wrong", "check_nearest", "opposite"): "import torch",
    ("wrong", "check_nearest", "the value"): "import torch",
    ("wrong", "check_pad_mirror", "unseen, odd"): "reflect_type",
    ("wrong", "check_pad_to_keep", "edge"): "scipy.ndimage.map_coordinates",
    ("wrong", "check_tent", "unseen, bartlett"): "np.bartlett",
}


#: Where a chapter's answers stand, and the number of the first right one of each file.
FILES = {"chapter": 0, "unseen": 100, "kindred": 200}


@cache
def learners():
    """Return every learner's function by kind, checker and name; those of `RIGHT` are counted."""
    made = {}
    for module in LEARNERS:
        for number, (checker, function) in enumerate(module.RIGHT, FILES[kind_of(module)]):
            made["right", checker.__name__, number] = function
    for checker, answers in WRONG.items():
        for name, (function, _words) in answers.items():
            made["wrong", checker.__name__, name] = function
    return made


def bank_files():
    """Return the files that `PROGRAM` needs in the runtime."""
    learners_of = {}
    for number, notebook in notebooks().items():
        known = {
            cell.checker: json.loads(chapters()[number]["exercises"][cell.name])
            for cell in exercise_cells(notebook)
        }
        for kind, first in FILES.items():
            path = HERE.parent / "learners" / f"{kind}_{number}.py"
            if path.exists():  # a page without exercises has no learners
                learners_of[path.stem] = [path.read_text(encoding="utf8"), known, first, kind]
    program = (HERE / "bank.py").read_text(encoding="utf8")
    return {"bank.py": program, "bank.json": json.dumps(learners_of)}


#: Numbers of their kind are divided by zero as NumPy's.
ELSEWHERE_STRICT = {who: what for who, what in ELSEWHERE.items() if "by zero" not in what}


@cache
def verdict_here(place):
    """Return the verdict on a learner here, once: the banks are judged in three places."""
    kind, checker, name = place
    if kind == "shifted":
        right = learners()["right", checker, name]
        return getattr(checks, checker)(lambda *case: np.asarray(right(*case)) + 0.25)
    with np.errstate(all="ignore"):
        return getattr(checks, checker)(learners()[place])


def assert_same(result, elsewhere=ELSEWHERE):
    """Check what `PROGRAM` says of the learners: the checkers' words and cases, `elsewhere` apart.

    Each right answer is judged again with mistakes that no checker knows: a large and a small one,
    of which the digits are not compared.
    """
    known, lacking, shifted = learners(), {}, 0
    assert len(known) == len(RIGHT) + sum(map(len, WRONG.values())) > 440
    for checker, kind, name, state, words, case in result:
        place = (kind, checker, int(name) if name.isdigit() else name)
        if state == "elsewhere":
            quoted = re.search("`(.+?)`", words)
            lacking[place] = quoted[1] if quoted else words.partition(".")[0]
            continue
        if kind == "a hair":
            assert state == "wrong", place
            continue
        shifted += kind == "shifted"
        verdict = verdict_here(place)
        assert (state, words) == (verdict.state, verdict.words), place
        assert case == verdict.case, place
    first = {place: what for place, what in lacking.items() if place[0] in ("right", "wrong")}
    assert first == elsewhere, first.items() ^ elsewhere.items()
    assert shifted > 60 and len(result) == len(known) + 2 * len(RIGHT)

"""STL-10's binary files as photos to train with."""

import numpy as np
from PIL import Image

from convcourse.networks.training.files import TrainingError, sha256, sha256_of_all
from convcourse.networks.training.folders import counted

#: The files: photos, and the labels of those that have some.
STL10 = ("train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin", "unlabeled_X.bin")
STL10_CLASSES = (
    "airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck",
)  # fmt: skip
STL10_SIDE = 96
STL_10 = (
    "STL-10 by Adam Coates, Honglak Lee and Andrew Y. Ng (AISTATS 2011, "
    "<https://cs.stanford.edu/~acoates/stl10/>), its photos taken from ImageNet"
)


class Stl10:
    """STL-10's binary files: photos of 3 × 96 × 96 bytes, each plane written column by column."""

    attribution = STL_10
    classes = STL10_CLASSES

    def __init__(self, path, labelled):
        self.path = path
        wanted = STL10[: 4 if labelled else 5]
        self.parts = [name for name in wanted if name.endswith("_X.bin") and (path / name).exists()]
        if not self.parts:
            raise TrainingError(f"{path} has none of STL-10's photos: {', '.join(wanted[::2])}")
        self.labels = []
        for name in self.parts:
            self.labels += self._labels(name, len(self._photos(name)))
        self.sha256 = sha256_of_all({n: sha256(path / n) for n in wanted if (path / n).exists()})
        self.notes = self._notes(wanted)

    def _notes(self, wanted):
        others = sorted(file.name for file in self.path.iterdir() if file.name not in wanted)
        return [
            f"{counted(len(self.labels), 'photo')} of STL-10, from {', '.join(self.parts)}; "
            f"{counted(len(others), 'file')} passed over"
            + (f": {', '.join(others)}" if others else "")
        ]

    def _photos(self, name):
        path, photo = self.path / name, 3 * STL10_SIDE**2
        size = path.stat().st_size
        if size == 0 or size % photo:
            raise TrainingError(
                f"{path} has {size} bytes, expected a multiple of {photo} (3 × 96 × 96, one "
                f"photo): it is cut off. Fetch STL-10 again"
            )
        return np.memmap(path, np.uint8, "r").reshape(-1, 3, STL10_SIDE, STL10_SIDE)

    def _labels(self, name, count):
        path = self.path / name.replace("_X", "_y")
        if name.startswith("unlabeled"):
            return [-1] * count
        if not path.exists():
            raise TrainingError(f"{self.path / name} is there but {path.name}, its labels, is not")
        labels = np.fromfile(path, np.uint8)
        if len(labels) != count or not ((labels >= 1) & (labels <= 10)).all():
            raise TrainingError(
                f"{path} has {len(labels)} labels for {count} photos, expected one from 1 to 10 "
                f"for each: one of the two files is cut off. Fetch STL-10 again"
            )
        return (labels.astype(int) - 1).tolist()

    def pictures(self, decode):
        """Yield what `decode` makes of each photo, in order."""
        for name in self.parts:
            for planes in self._photos(name):
                yield decode(Image.fromarray(planes.transpose(2, 1, 0)))

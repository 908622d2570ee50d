"""Photos to train with: a folder or a zip of class folders, or STL-10's binary files."""

import hashlib
import io
import json
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from convcourse.training.files import TrainingError, sha256, whole

#: What counts as a photo, by the end of its name.
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
#: STL-10's binary files: photos, and the labels of those that have some.
STL10 = ("train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin", "unlabeled_X.bin")
STL10_CLASSES = (
    "airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck",
)  # fmt: skip
STL10_SIDE = 96

CALTECH_101 = (
    "Caltech-101 by Fei-Fei Li, Marco Andreetto, Marc'Aurelio Ranzato and Pietro Perona "
    "(CaltechDATA, 2022, <https://doi.org/10.22002/D1.20086>), CC BY 4.0"
)
#: The SHA-256 of the copy of Caltech-101 that the shipped weights come from, and what it is.
OUR_COPY = "ccd01b74dc442104f1e2227bbdcf7b36dde187b865563d6149c380d97788d79f"
REDUCED = "; a copy with 9,144 photos in 102 folders, reduced to a short side of 128 pixels"
STL_10 = (
    "STL-10 by Adam Coates, Honglak Lee and Andrew Y. Ng (AISTATS 2011, "
    "<https://cs.stanford.edu/~acoates/stl10/>), its photos taken from ImageNet"
)


@dataclass(frozen=True)
class Photos:
    """Photos of one size, with their classes.

    `images` is uint8 (N, 3, S, S), `labels` int64 (N,) with indices into `classes`; -1 is a
    photo without a label. `sha256` tells the data that they come from, `attribution` whose it is.
    """

    images: torch.Tensor
    labels: torch.Tensor
    classes: tuple
    sha256: str
    attribution: str

    def split(self, seed):
        """Return the indices of the photos to learn from, and of the held-out tenth.

        Of each class, shuffled by `seed`, every tenth photo is held out.
        """
        held_out = np.zeros(len(self.labels), bool)
        labels = self.labels.numpy()
        for label in np.unique(labels):
            places = np.flatnonzero(labels == label)
            np.random.default_rng([seed, int(label) + 1]).shuffle(places)
            held_out[places[::10]] = len(places) > 1
        return tuple(torch.from_numpy(np.flatnonzero(x)) for x in (~held_out, held_out))


def load(path, side, *, cache, labelled=False, expected=None, progress=iter):
    """Return the photos at `path`, the middle square of each scaled to `side` × `side`.

    Parameters
    ----------
    path : path
        A folder or a zip file with a folder of photos for each class, or a folder with STL-10's
        binary files (`STL10`, those of them that are there).
    side : int
        Rows and columns of the result.
    cache : path
        A folder in which the decoded photos are kept for the next time.
    labelled : bool
        Whether to leave out photos without a label, as STL-10 has.
    expected : str, optional
        The beginning of the SHA-256 that the data must have: of the zip file itself, else of all
        the files' names and contents.
    progress : callable
        Wraps the iterable of photos that are being decoded, as tqdm does.

    Raises
    ------
    TrainingError
        If the data is missing, empty, broken or not the expected.
    """
    source = _open(Path(path), labelled)
    if expected and not source.sha256.startswith(expected.lower()):
        raise TrainingError(
            f"{path} has the SHA-256 {source.sha256}, expected {expected}: this is other data, "
            f"or a part of it is missing. Fetch it again, or leave --sha256 out"
        )
    kept = Path(cache) / f"{source.sha256[:16]}-{side}.safetensors"
    if not kept.exists():
        images = _decode(source, side, progress)
        labels = torch.tensor(source.labels, dtype=torch.int64)
        with whole(kept) as part:
            save_file({"images": images, "labels": labels}, part)
    try:
        with safe_open(kept, "pt") as file:
            images, labels = file.get_tensor("images"), file.get_tensor("labels")
    except (SafetensorError, OSError) as error:
        raise TrainingError(f"{kept} cannot be read ({error}): delete it and start again") from None
    return Photos(images, labels, source.classes, source.sha256, source.attribution)


class _Folders:
    """A folder or a zip file of class folders; a photo's class is the folder it lies in."""

    def __init__(self, path):
        self.path = path
        if path.is_dir():
            self.names = [p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file()]
        else:
            try:
                with zipfile.ZipFile(path) as file:
                    self.names = file.namelist()
            except zipfile.BadZipFile as error:
                raise TrainingError(
                    f"{path} is no zip file, or it is broken ({error}). Expected a zip file or a "
                    f"folder with one folder of photos for each class; fetch it again"
                ) from None
        self.names = sorted(n for n in self.names if _is_photo(n))
        if not self.names:
            raise TrainingError(
                f"{path} holds no photos in class folders. Expected one folder for each class, "
                f"with files that end in {', '.join(SUFFIXES)}; or STL-10's {', '.join(STL10)}"
            )
        of_photo = [n.rsplit("/", 2)[-2] for n in self.names]
        self.classes = tuple(sorted(set(of_photo)))
        place = {name: index for index, name in enumerate(self.classes)}
        self.labels = [place[name] for name in of_photo]
        caltech = any("101_ObjectCategories" in part for part in (path.name, self.names[0]))
        self.sha256 = _hash_of_files(path, self.names) if path.is_dir() else sha256(path)
        self.attribution = CALTECH_101 if caltech else ""
        if self.sha256 == OUR_COPY:
            self.attribution += REDUCED

    def pictures(self, decode):
        """Yield what `decode` makes of each photo, in order, or the error that it raised."""

        def one(name):
            try:
                return decode(Image.open(io.BytesIO(read(name))).convert("RGB"))
            except (OSError, SyntaxError, ValueError, zipfile.BadZipFile) as error:
                return f"{name}: {error}"

        # Two at a time: Pillow lets the others work while it decodes.
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            if self.path.is_dir():
                read = lambda name: (self.path / name).read_bytes()  # noqa: E731
                yield from pool.map(one, self.names)
            else:
                with zipfile.ZipFile(self.path) as file:
                    read = file.read
                    yield from pool.map(one, self.names)


class _Stl10:
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
        self.sha256 = _hash_of_files(path, [n for n in wanted if (path / n).exists()])

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


def _open(path, labelled):
    if not path.exists():
        raise TrainingError(f"{path} is not there. Name a folder or a zip file of photos")
    stl10 = path.is_dir() and any((path / name).exists() for name in STL10)
    return _Stl10(path, labelled) if stl10 else _Folders(path)


def _is_photo(name):
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
    return "/" in name and name.lower().endswith(SUFFIXES) and not hidden


def _hash_of_files(folder, names):
    every = hashlib.sha256()
    for name in names:
        every.update(json.dumps([name, sha256(folder / name)]).encode())
    return every.hexdigest()


def _decode(source, side, progress):
    def square(picture):
        short = min(picture.size)
        left, top = (picture.width - short) // 2, (picture.height - short) // 2
        box = (left, top, left + short, top + short)
        small = picture.resize((side, side), Image.Resampling.LANCZOS, box=box)
        return np.asarray(small).transpose(2, 0, 1)

    images = torch.empty(len(source.labels), 3, side, side, dtype=torch.uint8)
    broken = []
    for place, picture in enumerate(progress(source.pictures(square))):
        if isinstance(picture, str):
            broken.append(picture)
        else:
            images[place] = torch.from_numpy(picture.copy())
    if broken:
        some = "; ".join(broken[:5]) + (" …" if len(broken) > 5 else "")
        raise TrainingError(
            f"{len(broken)} of {len(source.labels)} photos of {source.path} cannot be read: "
            f"{some}. Delete or replace them"
        )
    return images

"""Photos to train with: a folder or a zip of class folders, or STL-10's binary files."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from convcourse.networks.training.files import TrainingError, whole
from convcourse.networks.training.folders import ClassFolders
from convcourse.networks.training.stl10 import STL10, Stl10
from convcourse.pictures import photos

#: Part of the name of what is kept; a new number when photos are read in another way.
READER = 2


@dataclass(frozen=True)
class Photos:
    """Photos of one size, with their classes.

    `images` is uint8 (N, 3, S, S), `labels` int64 (N,) with indices into `classes`; -1 is a
    photo without a label. `sha256` tells the data that they come from, `attribution` whose it is,
    `notes` what was found there and what was passed over, a sentence each.
    """

    images: torch.Tensor
    labels: torch.Tensor
    classes: tuple
    sha256: str
    attribution: str
    notes: list = field(default_factory=list)

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
        A folder or a zip file with a folder of photos for each class, links followed, or a folder
        with STL-10's binary files (`STL10`, those of them that are there).
    side : int
        Rows and columns of the result.
    cache : path
        A folder in which the decoded photos are kept for the next time.
    labelled : bool
        Whether classes are to be learnt: then photos without a label, as STL-10 has, are left
        out, and photos of a single class refused.
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
    kept = Path(cache) / f"{source.sha256[:16]}-{side}-{READER}.safetensors"
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
    about = source.classes, source.sha256, source.attribution, source.notes
    return Photos(images, labels, *about)


def _open(path, labelled):
    if not path.exists():
        raise TrainingError(f"{path} is not there. Name a folder or a zip file of photos")
    stl10 = path.is_dir() and any((path / name).exists() for name in STL10)
    return Stl10(path, labelled) if stl10 else ClassFolders(path, labelled)


def _decode(source, side, progress):
    def square(picture):
        short = min(picture.size)
        left, top = (picture.width - short) // 2, (picture.height - short) // 2
        box = (left, top, left + short, top + short)
        small = picture.resize((side, side), Image.Resampling.LANCZOS, box=box)
        return np.asarray(small).transpose(2, 0, 1)

    images = torch.empty(len(source.labels), 3, side, side, dtype=torch.uint8)
    broken = []
    with photos.quiet():
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

"""Photos in class folders, or in a zip file of them: which there are, of which class, and how."""

import contextlib
import lzma
import os
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath

from convcourse.networks.training.files import TrainingError, sha256, sha256_of_all
from convcourse.pictures.photos import PhotoError, read_photo

#: What counts as a photo, by the end of its name.
SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff",
)  # fmt: skip
#: Folders of this name, in place of classes, hold parts of a data set that has its classes below.
PARTS = {"train", "training", "val", "valid", "validation", "test", "testing"}
#: Files that systems leave beside photos. What begins with a dot is hidden, too.
LEFTOVERS = {"__macosx", "thumbs.db", "desktop.ini"}
NO_PHOTO = "no photos by their names"

CALTECH_101 = (
    "Caltech-101 by Fei-Fei Li, Marco Andreetto, Marc'Aurelio Ranzato and Pietro Perona "
    "(CaltechDATA, 2022, <https://doi.org/10.22002/D1.20086>), CC BY 4.0"
)
#: The SHA-256 of the copy of Caltech-101 that the shipped weights come from, and what it is.
OUR_COPY = "ccd01b74dc442104f1e2227bbdcf7b36dde187b865563d6149c380d97788d79f"
REDUCED = "; a copy with 9,144 photos in 102 folders, reduced to a short side of 128 pixels"

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError,
    OSError, ValueError,
)  # fmt: skip


class ClassFolders:
    """The photos in class folders: the classes are the folders of the first that has several.

    A photo's class is the folder at that place, however deep it lies in it.

    Parameters
    ----------
    path : Path
        A folder, or a zip file.
    labelled : bool
        Whether classes are to be learnt, so that there must be at least two.

    Raises
    ------
    TrainingError
        If there are no photos, no classes to learn, or what is there cannot be read.
    """

    def __init__(self, path, labelled):
        self.path = path
        self._files = _Folder(path) if path.is_dir() else _Zip(path)
        self.names, of_photo, passed = _sorted_out(self._files)
        if not self.names:
            raise TrainingError(
                f"{path} holds no photos in class folders{_reasons(passed)}. Expected one folder "
                f"for each class, with files that end in {', '.join(SUFFIXES)}"
            )
        self.classes = tuple(sorted(set(of_photo)))
        if labelled:
            _require_classes(path, self.classes, len(self.names))
        place = {name: index for index, name in enumerate(self.classes)}
        self.labels = [place[name] for name in of_photo]
        self.sha256 = self._files.sha256(self.names)
        self.attribution = _attribution(path, self.names, self.sha256)
        self.notes = _notes(self._files, self.names, self.classes, passed)

    def pictures(self, decode):
        """Yield what `decode` makes of each photo, in order, or in words why it cannot be read."""

        def one(name):
            try:
                return decode(read_photo(read(name)))
            except PhotoError as error:
                return f"{name}: {error}"
            except _DAMAGED as error:
                return f"{name}: {getattr(error, 'strerror', None) or error}"

        # Two at a time: Pillow lets the others work while it decodes.
        with (
            self._files.reading() as read,
            ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool,
        ):
            yield from pool.map(one, self.names)


class _Folder:
    """The files of a folder, those of linked folders too: names, and why others are left out."""

    def __init__(self, path):
        self.path = path
        self.names, self.folders, self.passed, self.replaced = [], [], {}, 0
        self._look(path, "", [])

    def _look(self, folder, name, above):
        """Note what is in a folder and below; `above` has the identity of those it lies in."""
        try:
            found = os.stat(folder)
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            raise TrainingError(f"{folder} cannot be read ({error.strerror})") from None
        above = [*above, (found.st_dev, found.st_ino)]
        for entry in entries:
            inner = f"{name}/{entry.name}".lstrip("/")
            if not os.path.exists(entry.path):
                self.passed[inner] = "linked to nowhere"
            elif entry.is_file():
                self.names.append(inner)
            elif not entry.is_dir():
                self.passed[inner] = "no regular files"
            elif _identity(entry.path) in above:
                self.passed[inner] = "linked back to a folder above"
            else:
                self.folders.append(inner)
                self._look(entry.path, inner, above)

    def sha256(self, names):
        """Return the SHA-256 of the names and contents of some of the files."""
        self._hashes = {name: sha256(self.path / name) for name in names}
        return sha256_of_all(self._hashes)

    def contents(self, name):
        """Return what tells a file's contents from others; after `sha256`."""
        return self._hashes[name]

    @contextlib.contextmanager
    def reading(self):
        """Yield a function that reads a file by its name."""
        yield lambda name: (self.path / name).read_bytes()


class _Zip:
    """The files of a zip file: names, and why others are left out."""

    def __init__(self, path):
        self.path = path
        self.names, self.folders, self.passed = [], [], {}
        try:
            with zipfile.ZipFile(path) as file:
                entries = file.infolist()
        except _DAMAGED as error:
            raise TrainingError(
                f"{path} is no zip file, or it is broken ({error}). Expected a zip file or a "
                f"folder with one folder of photos for each class; fetch it again"
            ) from None
        # Some programs of Windows write backslashes. Of two files of a name the later holds.
        self._entries = {entry.filename.replace("\\", "/"): entry for entry in entries}
        for name, entry in self._entries.items():
            if entry.is_dir() or name.endswith("/"):
                self.folders.append(name.rstrip("/"))
            elif stat.S_ISLNK(entry.external_attr >> 16):
                self.passed[name] = "linked, which a zip file cannot follow"
            else:
                self.names.append(name)
        self.replaced = len(entries) - len(self._entries)
        locked = [name for name in self.names if self._entries[name].flag_bits & 1]
        if locked:
            raise TrainingError(
                f"{path} is protected by a password ({locked[0]} is); unpack it and name the folder"
            )

    def sha256(self, _names):
        """Return the SHA-256 of the zip file itself."""
        return sha256(self.path)

    def contents(self, name):
        """Return what tells a file's contents from others."""
        return self._entries[name].CRC, self._entries[name].file_size

    @contextlib.contextmanager
    def reading(self):
        """Yield a function that reads a file by its name."""
        with zipfile.ZipFile(self.path) as file:
            yield lambda name: file.read(self._entries[name])


def _identity(path):
    found = os.stat(path)
    return found.st_dev, found.st_ino


def _sorted_out(files):
    """Return the photos' names, in order, the class of each, and why each other file is none."""
    passed, photos = dict(files.passed), []
    for name in sorted(files.names):
        if _is_hidden(name):
            passed[name] = "hidden or a system's own"
        elif PurePosixPath(name).suffix.lower() not in SUFFIXES:
            passed[name] = NO_PHOTO
        else:
            photos.append(name)
    level = _class_level([name.split("/")[:-1] for name in photos])
    within = [name for name in photos if name.count("/") > level]
    passed |= dict.fromkeys(set(photos) - set(within), "in no class folder")
    return within, [name.split("/")[level] for name in within], passed


def _is_hidden(name):
    return any(part.startswith(".") or part.lower() in LEFTOVERS for part in name.split("/"))


def _class_level(folders):
    """Return how many folders down the classes are: at the first place where there are several."""
    for level in range(max(map(len, folders), default=0)):
        here = {folder[level] for folder in folders if len(folder) > level}
        if len(here) > 1:
            return level
    return 0


def _require_classes(path, classes, count):
    name_it = "name that folder" if path.is_dir() else "unpack it and name that folder"
    if len(classes) == 1:
        raise TrainingError(
            f"{path} has photos of one class only, {classes[0]!r} ({count:,}): there is nothing to "
            f"tell apart. Expected a folder for each class; if another holds them, {name_it}"
        )
    if {name.lower() for name in classes} <= PARTS:
        raise TrainingError(
            f"the folders of {path} are {', '.join(classes)}: parts of the data, not classes. "
            f"Choose one of them: {name_it} with --data"
        )


def _attribution(path, names, digest):
    if not any("101_ObjectCategories" in part for part in (path.name, names[0])):
        return ""
    return CALTECH_101 + (REDUCED if digest == OUR_COPY else "")


def _notes(files, names, classes, passed):
    """Say how many photos are there in which classes, what is passed over, and what is odd."""
    notes = [
        f"{counted(len(names), 'photo')} in {counted(len(classes), 'class', 'classes')} "
        f"({_some(classes)}); {counted(len(passed), 'file')} passed over{_reasons(passed)}"
    ]
    if files.replaced:
        notes.append(f"{counted(files.replaced, 'file')} replaced by a later one of the same name")
    held = {parent.as_posix() for name in names for parent in PurePosixPath(name).parents}
    if empty := [name for name in files.folders if name not in held and not _is_hidden(name)]:
        notes.append(f"no photos in {_some(sorted(empty))}")
    if alike := _alike(classes):
        notes.append(f"classes that stay apart though their names look alike: {alike}")
    every = Counter(files.contents(name) for name in names)
    if copies := sum(count - 1 for count in every.values()):
        notes.append(f"{counted(copies, 'photo')} with the very contents of another")
    return notes


def _reasons(passed):
    """Return why files are passed over, each reason with its number, after a colon."""
    reasons = [
        f"{count:,} {reason}" + (f" ({_endings(passed)})" if reason == NO_PHOTO else "")
        for reason, count in Counter(passed.values()).most_common()
    ]
    return f": {'; '.join(reasons)}" if reasons else ""


def _endings(passed):
    names = [name for name, reason in passed.items() if reason == NO_PHOTO]
    return _some(sorted({PurePosixPath(name).suffix.lower() or "no ending" for name in names}))


def _alike(classes):
    """Return groups of names that differ in capitals or in how their letters are composed only."""
    groups = {}
    for name in classes:
        groups.setdefault(unicodedata.normalize("NFC", name).casefold(), []).append(name)
    return "; ".join(" and ".join(map(repr, group)) for group in groups.values() if group[1:])


def _some(words, most=8):
    return ", ".join(words[:most]) + (", …" if len(words) > most else "")


def counted(count, one, more=None):
    """Return a number with its word: "1 photo", "1,200 photos"."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"

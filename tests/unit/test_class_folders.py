"""Which photos are found in a data set, of which class, and what is said of all the others."""

import io
import os
import unicodedata
import zipfile

import numpy as np
import pytest
from PIL import Image

from convcourse.networks.training import datasets, folders
from convcourse.networks.training.files import TrainingError


def jpeg(level):
    """Return a small photo of one grey as a JPEG's bytes."""
    file = io.BytesIO()
    Image.fromarray(np.full((9, 12, 3), level, np.uint8)).save(file, "JPEG")
    return file.getvalue()


def write(root, names):
    """Write files into a folder, photos each of their own grey; return the folder."""
    for number, name in enumerate(names):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jpeg(5 * number))
    return root


def packed(root, names):
    """Write the same files into a zip file; return its path."""
    path = root.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as file:
        for number, name in enumerate(names):
            file.writestr(name, jpeg(5 * number))
    return path


def load(path, tmp_path, labelled=True):
    """Return the photos at a path."""
    return datasets.load(path, 8, cache=tmp_path / "cache", labelled=labelled)


def by_class(photos):
    """Return how many photos each class has."""
    return {name: photos.labels.tolist().count(n) for n, name in enumerate(photos.classes)}


TINY = [f"{c}/images/{c}_{n}.JPEG" for c in ("n01", "n02", "n03") for n in range(3)]


@pytest.mark.parametrize("make", [write, packed])
@pytest.mark.parametrize("top", ["", "tiny/", "a/b/"])
def test_the_class_is_the_folder_below_the_root_however_deep_a_photo_lies(make, top, tmp_path):
    names = [top + name for name in (*TINY, "n01/n01_boxes.txt", "n02/late.png")]
    photos = load(make(tmp_path / "tiny", names), tmp_path)
    assert by_class(photos) == {"n01": 3, "n02": 4, "n03": 3}
    assert photos.notes == [
        "10 photos in 3 classes (n01, n02, n03); "
        "1 file passed over: 1 no photos by their names (.txt)"
    ]


@pytest.mark.parametrize("make", [write, packed])
def test_every_file_is_counted_a_photo_or_with_a_reason(make, tmp_path):
    names = [
        "red/1.JPG", "red/2.Png", "red/3.jfif", "red/deep/er/4.webp", "blue/1.TIF", "blue/2.gif",
        "blue/.5.jpg", "__MACOSX/red/1.jpg", ".git/x.jpg", "red/Thumbs.db", "blue/desktop.ini",
        "red/sound.wav", "red/readme", "blue/list.txt", "cover.jpg",
    ]  # fmt: skip
    photos = load(make(tmp_path / "data", names), tmp_path)
    assert by_class(photos) == {"blue": 2, "red": 4}
    (note,) = photos.notes
    assert note == (
        "6 photos in 2 classes (blue, red); 9 files passed over: 5 hidden or a system's own; "
        "3 no photos by their names (.txt, .wav, no ending); 1 in no class folder"
    )


def test_linked_folders_and_photos_are_followed(tmp_path):
    write(tmp_path / "far", ["blue/1.jpg", "blue/2.jpg", "blue/3.jpg"])
    root = write(tmp_path / "data", ["red/1.png", "red/2.png", "green/1.png"])
    (root / "blue").symlink_to(tmp_path / "far" / "blue")
    (root / "green" / "linked.jpg").symlink_to(tmp_path / "far" / "blue" / "2.jpg")
    photos = load(root, tmp_path)
    assert by_class(photos) == {"blue": 3, "green": 2, "red": 2}
    assert "7 photos in 3 classes" in photos.notes[0] and "0 files passed over" in photos.notes[0]
    assert load(root, tmp_path).sha256 == photos.sha256  # and a linked file counts in the hash
    (tmp_path / "far" / "blue" / "3.jpg").write_bytes(jpeg(200))
    assert load(root, tmp_path).sha256 != photos.sha256


def test_links_in_circles_and_to_nowhere_are_told_and_not_followed(tmp_path):
    root = write(tmp_path / "data", ["red/1.jpg", "blue/in/1.jpg"])
    (root / "red" / "up").symlink_to(root)
    (root / "blue" / "in" / "itself").symlink_to(root / "blue" / "in")
    (root / "red" / "gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    (root / "red" / "round.jpg").symlink_to(root / "red" / "round.jpg")
    photos = load(root, tmp_path)
    assert by_class(photos) == {"blue": 1, "red": 1}
    assert "4 files passed over" in photos.notes[0]
    assert "2 linked back to a folder above" in photos.notes[0]
    assert "2 linked to nowhere" in photos.notes[0]


def test_one_class_is_refused_where_classes_are_learnt_and_only_there(tmp_path):
    root = write(tmp_path / "data", ["n01/images/1.JPEG", "n01/images/2.JPEG", "3.jpg"])
    with pytest.raises(TrainingError, match=r"one class only, 'n01' \(2\).*name that folder"):
        load(root, tmp_path)
    photos = load(root, tmp_path, labelled=False)
    assert by_class(photos) == {"n01": 2} and "1 in no class folder" in photos.notes[0]
    with pytest.raises(TrainingError, match="one class only, 'n01'.*unpack it and name"):
        load(packed(tmp_path / "data", ["n01/1.jpg", "n01/2.jpg"]), tmp_path)


def test_the_parts_of_a_data_set_are_no_classes(tmp_path):
    names = [f"{part}/{name}" for part in ("train", "Val", "test") for name in TINY]
    with pytest.raises(TrainingError, match="parts of the data, not classes"):
        load(write(tmp_path / "data", names), tmp_path)
    assert len(load(tmp_path / "data" / "train", tmp_path).classes) == 3


def test_classes_that_look_alike_stay_apart_and_are_told(tmp_path):
    cafe = [unicodedata.normalize(form, "café") for form in ("NFC", "NFD")]
    names = [f"{name}/{n}.jpg" for name in (*cafe, "Cat", "cat", "dog") for n in range(2)]
    # In an archive, for many a disk takes two such folders for one.
    photos = load(packed(tmp_path / "data", names), tmp_path)
    assert len(photos.classes) == 5 and set(by_class(photos).values()) == {2}
    (told,) = (note for note in photos.notes if "look alike" in note)
    assert "'Cat' and 'cat'" in told and f"{cafe[1]!r} and {cafe[0]!r}" in told


@pytest.mark.parametrize("make", [write, packed])
def test_empty_classes_and_copies_are_told(make, tmp_path):
    names = ["red/1.jpg", "red/2.jpg", "blue/1.jpg", "green/notes.txt"]
    path = make(tmp_path / "data", names)
    same = jpeg(0)
    if path.is_dir():
        (path / "empty").mkdir()
        (path / "blue" / "again.jpg").write_bytes(same)
    else:
        with zipfile.ZipFile(path, "a") as file:
            file.mkdir("empty")
            file.mkdir("green")
            file.writestr("blue/again.jpg", same)
    assert load(path, tmp_path).notes[1:] == [
        "no photos in empty, green",
        "1 photo with the very contents of another",
    ]


def test_a_zip_of_windows_and_one_with_two_files_of_a_name(tmp_path):
    path = tmp_path / "data.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in (r"top\red\1.jpg", r"top\blue\1.jpg"):
            file.writestr(name, jpeg(10))
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr(r"top\red\1.jpg", jpeg(250))
    photos = load(path, tmp_path)
    assert by_class(photos) == {"blue": 1, "red": 1}
    assert photos.images[1].float().mean() > 240  # the later one, as unzip would leave it
    assert "1 file replaced by a later one of the same name" in photos.notes


def test_links_within_a_zip_are_told(tmp_path):
    path = packed(tmp_path / "data", ["red/1.jpg", "blue/1.jpg"])
    with zipfile.ZipFile(path, "a") as file:
        link = zipfile.ZipInfo("blue/2.jpg")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "../red/1.jpg")
    assert "1 linked, which a zip file cannot follow" in load(path, tmp_path).notes[0]


def lock(path):
    """Mark the files of a zip as encrypted."""
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    path.write_bytes(data)


def test_a_zip_with_a_password_says_so(tmp_path):
    path = packed(tmp_path / "data", ["red/1.jpg", "blue/1.jpg"])
    lock(path)
    with pytest.raises(TrainingError, match="data.zip is protected by a password .*unpack it"):
        load(path, tmp_path)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_zip_that_is_damaged_inside_names_the_photo(method, tmp_path):
    path = tmp_path / "data.zip"
    noise = io.BytesIO()
    grain = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    Image.fromarray(grain).save(noise, "BMP")
    with zipfile.ZipFile(path, "w", method) as file:
        for name in ("red/1.bmp", "blue/1.bmp"):
            file.writestr(name, noise.getvalue())
    data = bytearray(path.read_bytes())
    data[300:900] = bytes(600)
    path.write_bytes(data)
    with pytest.raises(TrainingError, match=r"1 of 2 photos of .*data.zip cannot be read: red/1"):
        load(path, tmp_path)


def test_a_method_of_packing_that_is_not_known_names_the_photo(tmp_path):
    path = packed(tmp_path / "data", ["red/1.jpg", "blue/1.jpg"])
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\1\2")
    data[place + 10] = 9  # Deflate64, as Windows packs what is large
    path.write_bytes(data)
    with pytest.raises(TrainingError, match="1 of 2 photos .* red/1.jpg: .*compression method"):
        load(path, tmp_path)


def test_every_kind_of_unreadable_photo_is_named_at_once(tmp_path):
    root = write(tmp_path / "data", ["red/1.jpg", "red/2.jpg", "blue/1.jpg", "blue/2.jpg"])
    (root / "red" / "cut.jpg").write_bytes(jpeg(9)[:-40])
    (root / "red" / "empty.png").write_bytes(b"")
    floats = np.ones((3, 3), np.float32)
    Image.fromarray(floats).save(root / "blue" / "floats.tif")
    with pytest.raises(TrainingError) as caught:
        load(root, tmp_path)
    words = str(caught.value)
    assert "3 of 7 photos" in words and "\n" not in words
    for name in ("red/cut.jpg: it is damaged (", "red/empty.png: it is damaged, or none of",
                 "blue/floats.tif: its greys are 32-bit floats"):  # fmt: skip
        assert name in words


def test_a_folder_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    root = write(tmp_path / "data", ["red/1.jpg", "blue/1.jpg"])
    real = os.scandir

    def scandir(path):  # a test that runs as root is let into every folder
        if str(path).endswith("red"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(folders.os, "scandir", scandir)
    with pytest.raises(TrainingError, match=r"data/red cannot be read \(Permission denied\)"):
        load(root, tmp_path)


def test_sixteen_bits_are_trained_on_as_they_look(tmp_path):
    for number, name in enumerate(("red", "blue")):
        (tmp_path / "data" / name).mkdir(parents=True)
        level = np.full((16, 16), 256 * (40 + 100 * number) + 77, np.uint16)
        Image.fromarray(level).save(tmp_path / "data" / name / "deep.png")
    photos = load(tmp_path / "data", tmp_path)
    assert [photo.unique().tolist() for photo in photos.images] == [[140], [40]]

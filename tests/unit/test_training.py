"""Training on a tiny set: what it reads and writes, what it says, and that a kill costs nothing.

A GPU is used where there is one; these tests run on the CPU.
"""

import contextlib
import dataclasses
import hashlib
import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from convcourse import caches
from convcourse.networks import nets
from convcourse.networks.training import cards, datasets, files, loop, recipes
from convcourse.networks.training.__main__ import main, parser
from convcourse.networks.training.files import TrainingError
from convcourse.networks.training.recipes import RECIPES

CLASSES = ("blue", "green", "red")
PER_CLASS = 6


@pytest.fixture(autouse=True)
def torch_as_it_was():
    """Give torch its threads and its choice of algorithms back."""
    threads, strict = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(strict)


def jpegs():
    """Yield names and bytes of small photos, each class with a tint of its own."""
    rng = np.random.default_rng(0)
    for channel, name in zip((2, 1, 0), CLASSES, strict=True):
        for number in range(PER_CLASS):
            pixels = rng.integers(0, 100, (40, 48, 3))
            pixels[..., channel] += 120
            file = io.BytesIO()
            Image.fromarray(pixels.astype(np.uint8)).save(file, "JPEG", quality=95)
            yield f"{name}/{number:02}.jpg", file.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder of class folders."""
    root = tmp_path_factory.mktemp("photos")
    for name, data in jpegs():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(data)
    return root


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Return where decoded photos are kept for all tests of this module."""
    return tmp_path_factory.mktemp("cache")


def write_stl10(root, counts):
    """Write STL-10's binary files for so many photos each; return the photos, (N, 3, 96, 96)."""
    rng = np.random.default_rng(1)
    root.mkdir(exist_ok=True)
    every = []
    for part, count in counts.items():
        photos = rng.integers(0, 256, (count, 3, 96, 96), np.uint8)
        photos.transpose(0, 1, 3, 2).tofile(root / f"{part}_X.bin")  # column by column
        if part != "unlabeled":
            (1 + np.arange(count, dtype=np.uint8) % 10).tofile(root / f"{part}_y.bin")
        every.append(photos)
    return np.concatenate(every)


# Data


def test_a_folder_and_a_zip_give_the_same_photos(folder, cache, tmp_path):
    packed = tmp_path / "photos.zip"
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("top/readme.txt", "no photo")
        for name, data in reversed(list(jpegs())):
            file.writestr(f"top/{name}", data)
    one, other = (datasets.load(path, 32, cache=cache) for path in (folder, packed))
    assert one.classes == other.classes == CLASSES
    assert one.labels.tolist() == other.labels.tolist() == [0] * 6 + [1] * 6 + [2] * 6
    assert torch.equal(one.images, other.images)
    assert one.images.shape == (18, 3, 32, 32) and one.images.dtype == torch.uint8
    assert other.sha256 == hashlib.sha256(packed.read_bytes()).hexdigest() != one.sha256


def test_the_middle_square_is_scaled(folder, cache):
    picture = Image.open(folder / "green" / "02.jpg").crop((4, 0, 44, 40))
    expected = np.asarray(picture.resize((32, 32), Image.Resampling.LANCZOS))
    image = datasets.load(folder, 32, cache=cache).images[PER_CLASS + 2]
    difference = np.abs(image.permute(1, 2, 0).numpy().astype(int) - expected)
    assert difference[2:-2, 2:-2].max() <= 1  # at the edge a neighbour beyond it counts a little
    assert difference.max() <= 8
    assert image.float().mean(dim=(1, 2)).argmax() == 1


def test_decoded_photos_are_kept_until_the_data_changes(folder, tmp_path):
    counts = []

    def progress(photos):
        counts.append(0)
        for photo in photos:
            counts[-1] += 1
            yield photo

    def load():
        return datasets.load(copy, 16, cache=tmp_path / "kept", progress=progress)

    copy = tmp_path / "copy"
    for name, data in jpegs():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(data)
    first, again = load(), load()
    assert counts == [18] and torch.equal(first.images, again.images)
    (copy / "red" / "05.jpg").unlink()
    assert len(load().labels) == 17 and counts == [18, 17]


def test_stl10_is_read_with_rows_and_columns_in_their_places(tmp_path):
    expected = write_stl10(tmp_path / "stl", {"train": 12, "test": 3, "unlabeled": 2})
    photos = datasets.load(tmp_path / "stl", 96, cache=tmp_path)
    assert np.array_equal(photos.images.numpy(), expected)
    assert photos.labels.tolist() == [*range(10), 0, 1, 0, 1, 2, -1, -1]
    assert photos.classes[1] == "bird" and "Coates" in photos.attribution
    labelled = datasets.load(tmp_path / "stl", 96, cache=tmp_path, labelled=True)
    assert np.array_equal(labelled.images.numpy(), expected[:15])


def test_of_each_class_every_tenth_photo_is_held_out():
    labels = torch.tensor([0] * 40 + [1] * 15 + [2])
    photos = datasets.Photos(torch.empty(56, 3, 1, 1), labels, ("a", "b", "c"), "", "")
    learn, held_out = photos.split(seed=0)
    assert sorted([*learn.tolist(), *held_out.tolist()]) == list(range(56))
    assert labels[held_out].tolist() == [0] * 4 + [1] * 2  # the only photo of a class is learnt
    assert torch.equal(held_out, photos.split(seed=0)[1])
    assert not torch.equal(held_out, photos.split(seed=1)[1])


def test_caltech_101_is_attributed(folder, tmp_path):
    (tmp_path / "101_ObjectCategories").symlink_to(folder)
    photos = datasets.load(tmp_path / "101_ObjectCategories", 8, cache=tmp_path)
    for part in ("Li", "Andreetto", "Ranzato", "Perona", "CaltechDATA", "CC BY 4.0"):
        assert part in photos.attribution


def spoil(kind, root):
    """Make bad data of a kind in `root`; return its path."""
    if kind == "nothing":
        return root / "nowhere"
    if kind == "empty":
        (root / "class").mkdir(parents=True)
    elif kind == "no zip":
        root.write_bytes(b"PK this is no zip file")
    elif kind == "half a zip":
        with zipfile.ZipFile(root, "w") as file:
            for name, data in jpegs():
                file.writestr(name, data)
        root.write_bytes(root.read_bytes()[:-500])
    elif kind in ("broken", "cut"):
        for name, data in jpegs():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        cut = (root / "red" / "03.jpg").read_bytes()[:1500]
        (root / "red" / "03.jpg").write_bytes(cut if kind == "cut" else b"no photo at all")
    else:
        write_stl10(root, {"train": 12})
        x, y = root / "train_X.bin", root / "train_y.bin"
        if kind == "stl10 cut":
            x.write_bytes(x.read_bytes()[:-1])
        elif kind == "stl10 cut between photos":
            x.write_bytes(x.read_bytes()[: -3 * 96 * 96])
        elif kind == "stl10 wrong labels":
            y.write_bytes(bytes([11]) * 12)
        elif kind == "stl10 without labels":
            y.unlink()
        elif kind == "stl10 without photos":
            x.unlink()
    return root


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("nothing", "is not there"),
        ("empty", "holds no photos in class folders"),
        ("no zip", "is no zip file, or it is broken"),
        ("half a zip", "is no zip file, or it is broken"),
        ("broken", "1 of 18 photos of .* cannot be read: red/03.jpg: "),
        ("cut", "1 of 18 photos of .* cannot be read: red/03.jpg: .*truncated"),
        ("stl10 cut", "expected a multiple of 27648 .* it is cut off"),
        ("stl10 cut between photos", "has 12 labels for 11 photos"),
        ("stl10 wrong labels", "expected one from 1 to 10"),
        ("stl10 without labels", "train_y.bin, its labels, is not"),
        ("stl10 without photos", "has none of STL-10's photos"),
    ],
)
def test_bad_data_is_named(kind, words, tmp_path):
    path = spoil(kind, tmp_path / "data")
    with pytest.raises(TrainingError, match=words):
        datasets.load(path, 96, cache=tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("**/*"))  # nothing half decoded is kept


def test_other_data_than_expected_is_refused(folder, cache):
    found = datasets.load(folder, 32, cache=cache).sha256
    datasets.load(folder, 32, cache=cache, expected=found[:12].upper())
    with pytest.raises(TrainingError, match=f"has the SHA-256 {found}, expected 0123"):
        datasets.load(folder, 32, cache=cache, expected="0123")


def test_a_damaged_cache_says_which_file_to_delete(folder, tmp_path):
    datasets.load(folder, 8, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    with pytest.raises(TrainingError, match=f"{kept.name} cannot be read .* delete it"):
        datasets.load(folder, 8, cache=tmp_path)


# Recipes


def test_the_rate_goes_up_and_down_again():
    rates = [recipes.rate_at(step, 100, 0.1) for step in range(101)]
    assert rates[0] == pytest.approx(0.004) and rates[30] == max(rates) == pytest.approx(0.1)
    assert rates[:31] == sorted(rates[:31]) and rates[30:] == sorted(rates[30:], reverse=True)
    assert rates[100] == pytest.approx(1e-5)


def test_varied_photos_are_crops_of_their_own_photo_some_mirrored():
    images = torch.randint(0, 256, (12, 3, 9, 9), dtype=torch.uint8)
    result = recipes.vary(images, 6, np.random.default_rng(0))
    kinds = set()
    for image, crop in zip(images, result, strict=True):
        found = [
            (row, column, mirrored)
            for row in range(4) for column in range(4) for mirrored in (False, True)
            if torch.equal(crop.flip(-1) if mirrored else crop,
                           image[:, row : row + 6, column : column + 6])
        ]  # fmt: skip
        assert len(found) == 1
        kinds.add(found[0])
    assert len(kinds) > 8 and {mirrored for *_, mirrored in kinds} == {False, True}
    assert torch.equal(result, recipes.vary(images, 6, np.random.default_rng(0)))


def test_scaled_photos_keep_their_mean():
    images = torch.randint(0, 256, (2, 3, 32, 32), dtype=torch.uint8)
    small = recipes.scaled(images, 16)
    assert small.shape == (2, 3, 16, 16)
    torch.testing.assert_close(small.mean((2, 3)), images.float().mean((2, 3)), atol=2, rtol=0)
    assert torch.equal(recipes.scaled(images, 32), images.float())


def test_sides_grow_in_equal_shares():
    recipe = dataclasses.replace(RECIPES["vgg16_slim"], sides=(48, 64, 96))
    assert [recipe.side(step, 7) for step in range(7)] == [48, 48, 48, 64, 64, 96, 96]


@pytest.mark.parametrize(("name", "strong"), [("stem", 2e-2), ("vgg16_slim", 5e-3)])
def test_every_parameter_is_trained_and_the_first_kernels_decay_fastest(name, strong):
    net = RECIPES[name].make(seed=0)
    groups = RECIPES[name].groups(net)
    ours = [p for group in groups for p in group["params"]]
    assert {id(p) for p in ours} == {id(p) for p in net.parameters()} and len(ours) == len(
        list(net.parameters())
    )
    first = next(net.parameters())
    assert groups[0]["params"] == [first] and groups[0]["weight_decay"] == strong
    assert all(group["weight_decay"] < strong for group in groups[1:])


# Training


def training(name, folder, cache, out, **changes):
    """Return a short training of a recipe on the tiny set, with a checkpoint at each step."""
    sides = {"sides": (32,)} if name == "stem" else {"sides": (32, 40)} if "vgg" in name else {}
    recipe = dataclasses.replace(RECIPES[name], **sides)
    settings = {"seed": 0, "epochs": 2, "batch": 6, "threads": 1, "precision": "float32"}
    if recipe.half:
        settings["precision"] = loop.best_precision("cpu")
    settings |= changes
    loop.prepare(settings["threads"])
    photos = datasets.load(folder, recipe.stored_side, cache=cache)
    settings = loop.Settings(name=name, data=photos.sha256, device="cpu", **settings)
    return loop.Training(recipe, photos, settings, out, seconds=0)


def finish(run):
    """Train to the end; return the SHA-256 of the weights."""
    run.resume()
    run.run()
    return run.finish("photos")


class KilledError(BaseException):
    """Stands for a kill: no handler of ours may catch it."""


@pytest.mark.parametrize("name", list(RECIPES))
def test_training_goes_on_after_an_interruption_as_if_there_had_been_none(
    name, folder, cache, tmp_path
):
    def interrupt(run):
        if run.step in (2, 5):
            raise KilledError

    expected = finish(training(name, folder, cache, tmp_path / "whole"))
    for step in (2, 5):
        run = training(name, folder, cache, tmp_path / "parts")
        run.resume()
        with pytest.raises(KilledError):
            run.run(interrupt)
        assert run.step == step
    run = training(name, folder, cache, tmp_path / "parts")
    assert run.resume() and run.step == 5
    assert finish(run) == expected
    for kind in ("history.json", "md"):
        whole, parts = (tmp_path / p / f"{name}.{kind}" for p in ("whole", "parts"))
        assert whole.read_text(encoding="utf8") == parts.read_text(encoding="utf8")
    assert {p.name for p in (tmp_path / "parts").iterdir()} == {
        f"{name}.{kind}" for kind in ("safetensors", "history.json", "md")
    }


def test_other_seeds_make_other_weights(folder, cache, tmp_path):
    one = finish(training("autoencoder", folder, cache, tmp_path / "0", epochs=1))
    assert one != finish(training("autoencoder", folder, cache, tmp_path / "1", epochs=1, seed=1))


def test_other_threads_change_a_step_by_rounding_only(folder, cache, tmp_path):
    stepped = []
    for threads in (1, 2):
        run = training("autoencoder", folder, cache, tmp_path, threads=threads)
        before = run.net.encoder[0].weight.detach().clone()
        run.one_step()
        stepped.append(run.net.encoder[0].weight.detach())
    assert (stepped[0] - before).abs().max() > 1e-4
    torch.testing.assert_close(*stepped, atol=1e-6, rtol=0)


@pytest.mark.parametrize("moment", range(0, 12, 2))
def test_a_kill_while_a_file_is_written_costs_nothing(moment, folder, cache, tmp_path, monkeypatch):
    """A training of two steps replaces a file five times; stop before or after each in turn."""
    replace, calls = os.replace, []

    def killed(source, target):
        calls.append(target)
        if len(calls) == moment // 2 + 1:
            raise KilledError
        replace(source, target)

    def short():
        return training("autoencoder", folder, cache, tmp_path, epochs=1, batch=9)

    monkeypatch.setattr(files.os, "replace", killed)
    if moment == 10:  # one more than there are
        assert finish(short()) and len(calls) == 5
        return
    with pytest.raises(KilledError):
        finish(short())
    monkeypatch.undo()
    torch.set_num_threads(1)
    done = finish(short())
    assert done == finish(training("autoencoder", folder, cache, tmp_path / "b", epochs=1, batch=9))


def test_a_kill_for_good_leaves_a_checkpoint_to_go_on_from(folder, cache, tmp_path):
    """A process that is killed by SIGKILL just before its third checkpoint would be in place."""
    expected = finish(training("autoencoder", folder, cache, tmp_path / "whole"))
    script = f"""
import os, signal
from pathlib import Path
from convcourse.networks.training import files
from tests.unit import test_training

replace, calls = os.replace, []
def killed(source, target):
    calls.append(target)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)

files.os.replace = killed
paths = map(Path, ({str(folder)!r}, {str(cache)!r}, {str(tmp_path / "parts")!r}))
test_training.finish(test_training.training("autoencoder", *paths))
"""
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -signal.SIGKILL
    run = training("autoencoder", folder, cache, tmp_path / "parts")
    assert len(list((tmp_path / "parts").glob(".*.part"))) == 1  # what it was writing
    assert run.resume() and run.step == 2
    assert finish(run) == expected


def test_parts_that_a_kill_left_behind_are_swept_away_later(tmp_path):
    old, new = (tmp_path / f".note.txt.{pid}.part" for pid in (1, 2))
    old.write_text("old", encoding="utf8")
    new.write_text("someone is writing this now", encoding="utf8")
    os.utime(old, (0, 0))
    files.write_text(tmp_path / "note.txt", "whole")
    assert {p.name for p in tmp_path.iterdir()} == {"note.txt", new.name}


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    files.write_text(tmp_path / "note.txt", "old")
    with (
        pytest.raises(TrainingError, match="note.txt cannot be written .No space left"),
        files.whole(tmp_path / "note.txt") as part,
    ):
        part.write_text("ne", encoding="utf8")
        raise OSError(28, "No space left on device")
    assert (tmp_path / "note.txt").read_text(encoding="utf8") == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_checkpoint_of_other_settings_or_a_damaged_one_is_refused(folder, cache, tmp_path):
    run = training("autoencoder", folder, cache, tmp_path)
    run.save()
    with pytest.raises(
        TrainingError, match="with seed 0, batch 6, but this one has seed 1, batch 9"
    ):
        training("autoencoder", folder, cache, tmp_path, seed=1, batch=9).resume()
    run.paths.checkpoint.write_bytes(run.paths.checkpoint.read_bytes()[:1000])
    with pytest.raises(TrainingError, match="cannot be read .*Delete it to train from"):
        run.resume()


def test_too_few_photos_are_refused(folder, cache, tmp_path):
    photos = datasets.load(folder, 108, cache=cache)
    few = dataclasses.replace(photos, images=photos.images[::6], labels=photos.labels[::6])
    settings = training("autoencoder", folder, cache, tmp_path).settings
    with pytest.raises(TrainingError, match="3 photos in 3 classes, too few"):
        loop.Training(RECIPES["autoencoder"], few, settings, tmp_path)


def test_a_loss_that_explodes_stops_the_training(folder, cache, tmp_path):
    run = training("autoencoder", folder, cache, tmp_path)
    with torch.no_grad():
        run.net.encoder[0].weight.fill_(torch.nan)
    with pytest.raises(TrainingError, match="the loss at step 1 is not finite"):
        run.run()


def test_held_out_numbers_are_those_of_the_network(folder, cache, tmp_path):
    run = training("stem", folder, cache, tmp_path)
    loss, right = run.evaluate()
    images = run.images[run.held_out][..., 2:34, 2:34]
    with torch.no_grad():
        run.net.eval()
        with run.autocast():
            scores = run.net(nets.normalise(images)).float()
    labels = run.labels[run.held_out]
    log = scores.log_softmax(1)
    smooth = 0.9 * log[range(len(labels)), labels] + 0.1 * log.mean(1)  # label smoothing
    assert loss == pytest.approx(-smooth.mean().item(), abs=0.02)
    assert torch.equal(right, scores.argmax(1) == labels)


# The command line


def command(name, data, cache, out, *more):
    """Run the command line for one epoch; return its exit status."""
    fixed = ["--epochs", "1", "--batch", "9", "--cache", str(cache), "--out", str(out)]
    return main([name, "--data", str(data), *fixed, *more])


@pytest.mark.parametrize("name", list(RECIPES))
def test_the_command_writes_weights_history_and_card(name, folder, cache, tmp_path, capsys):
    assert command(name, folder, cache, tmp_path) == 0
    printed = capsys.readouterr()
    digest = hashlib.sha256((tmp_path / f"{name}.safetensors").read_bytes()).hexdigest()
    assert f"SHA-256 {digest}" in printed.out
    bar = printed.err.split("\r")[-1]
    assert "100%" in bar and "2/2" in bar and "loss=" in bar and "steps/s" in bar
    assert ("accuracy=" in bar) == RECIPES[name].classifies
    kept = load_file(tmp_path / f"{name}.safetensors")
    assert {value.dtype for value in kept.values()} == {torch.float16}
    last = {key.split("/")[1] for key in kept if key.startswith("00002/")}
    net = RECIPES[name].build(datasets.load(folder, 8, cache=cache), seed=0)
    whole = {k for k in net.state_dict() if not k.endswith("num_batches_tracked")}
    assert last == ({"conv1.weight"} if name == "stem" else whole)
    (row,) = json.loads((tmp_path / f"{name}.history.json").read_text(encoding="utf8"))
    assert row["epoch"] == 1 and row["step"] == 2 and row["held_out_loss"] > 0
    card = (tmp_path / f"{name}.md").read_text(encoding="utf8")
    data = datasets.load(folder, 8, cache=cache).sha256
    for part in (digest, data, "2 of 9 photos", f"training {name} --data {folder.name} --sha256"):
        assert part in card
    assert "not stated; name its source" in card


def test_the_command_of_the_card_makes_the_same_file(folder, cache, tmp_path):
    command("autoencoder", folder, cache, tmp_path / "a", "--seed", "5")
    card = (tmp_path / "a" / "autoencoder.md").read_text(encoding="utf8")
    words = card.split("```sh\n")[1].split("\n")[0].split()[3:]
    words[words.index("--data") + 1] = str(folder)
    assert main([*words, "--cache", str(cache), "--out", str(tmp_path / "b")]) == 0
    one, other = (tmp_path / x / "autoencoder.safetensors" for x in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_the_command_says_what_it_found_and_refuses_a_single_class(folder, cache, tmp_path, capsys):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy / "photos")
    (copy / "photos" / "cover.jpg").write_bytes((folder / "red" / "00.jpg").read_bytes())
    (copy / "photos" / "red" / "list.txt").write_text("00\n", encoding="utf8")
    assert command("autoencoder", copy / "photos", cache, tmp_path / "o") == 0
    found = "18 photos in 3 classes (blue, green, red); 2 files passed over: "
    assert found in capsys.readouterr().out
    assert command("stem", copy / "photos" / "red", cache, tmp_path / "o") == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("error: ") and "holds no photos in class folders" in error
    shutil.rmtree(copy / "photos" / "green")
    shutil.rmtree(copy / "photos" / "blue")
    assert command("stem", copy, cache, tmp_path / "o") == 1
    assert "one class only" in capsys.readouterr().err.splitlines()[-1]


def test_photos_of_one_grey_each_have_a_card_too(cache, tmp_path):
    for number in range(4):
        path = tmp_path / "flat" / f"class {number % 2}" / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((20, 20), 60 * number, np.uint8)).save(path)
    assert command("autoencoder", tmp_path / "flat", cache, tmp_path / "o") == 0
    card = (tmp_path / "o" / "autoencoder.md").read_text(encoding="utf8")
    assert "| The error of each photo's mean grey | 0.00000, ∞ dB |" in card


# Where there is no room, no home, or a name that a shell would take apart


@contextlib.contextmanager
def room_for(size):
    """Let no file grow beyond so many bytes: writing stops as it does on a full disk."""
    import resource  # there is none on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no limit on the size of files")
@pytest.mark.parametrize(
    ("limit", "file"),
    [(100_000, "-2.safetensors"), (800_000, "autoencoder.checkpoint")],
    ids=["cache", "checkpoint"],
)
def test_a_full_disk_is_told_with_the_files_name_and_costs_nothing(
    limit, file, folder, tmp_path, capsys
):
    words = "autoencoder", folder, tmp_path / "cache", tmp_path / "out"
    with room_for(limit):
        assert command(*words) == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("error: ") and f"{file} cannot be written" in error
    assert "File too large" in error
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".part"]
    assert not (tmp_path / "out" / "autoencoder.safetensors").exists()
    assert command(*words) == 0  # the same command, with room


@pytest.mark.skipif(os.name != "posix", reason="Windows has no limit on the size of files")
def test_a_disk_that_fills_up_while_training_leaves_the_last_checkpoint(folder, cache, tmp_path):
    whole = training("autoencoder", folder, cache, tmp_path / "whole", epochs=1, batch=9)
    expected = finish(whole)
    run = training("autoencoder", folder, cache, tmp_path / "parts", epochs=1, batch=9)

    def fill(_run):
        with room_for(1000):
            run.save()

    with pytest.raises(TrainingError, match="autoencoder.checkpoint cannot be written"):
        run.run(fill)
    again = training("autoencoder", folder, cache, tmp_path / "parts", epochs=1, batch=9)
    assert again.resume() and again.step == 1 and finish(again) == expected


def test_a_results_folder_that_cannot_be_made_is_named(folder, cache, tmp_path, capsys):
    (tmp_path / "file").write_text("no folder", encoding="utf8")
    assert command("autoencoder", folder, cache, tmp_path / "file" / "out") == 1
    assert "autoencoder.checkpoint cannot be written" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("told", "expected"),
    [("/abs/olute", "/abs/olute"), ("", "~"), ("relative/path", "~"), (None, "~")],
)
def test_the_cache_lies_where_the_standard_says(told, expected, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if told is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", told)
    where = tmp_path / ".cache" if expected == "~" else Path(expected)
    assert caches.cache_home() == where
    assert str(where / "convcourse") in "".join(parser().format_help().split()).replace("\n", "")


@pytest.fixture
def homeless(monkeypatch):
    """Take the home directory away, as for a user that the system does not know."""
    import pwd  # there is none on Windows

    def unknown(_uid):
        raise KeyError("uid not found")

    for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)


@pytest.mark.skipif(os.name != "posix", reason="needs the users of a Unix system")
def test_without_a_home_a_named_cache_will_do(homeless, folder, tmp_path, monkeypatch, capsys):
    words = ["autoencoder", "--data", str(folder), "--out", str(tmp_path / "o"), "--epochs", "1"]
    assert main(words) == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("error: there is no home directory") and "--cache" in error
    assert main([*words, "--cache", str(tmp_path / "c")]) == 0 and list((tmp_path / "c").iterdir())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert main([*words, "--fresh"]) == 0 and list((tmp_path / "x" / "convcourse").iterdir())
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])


def test_a_path_with_a_percent_sign_is_shown_in_the_help(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/a%s/100%")
    assert "/a%s/100%/convcourse" in "".join(parser().format_help().split())


@pytest.mark.parametrize("name", ["a b", "it's $HOME", "-dash", "grüße & co; rm", "(1) [2026]"])
def test_the_cards_command_names_the_data_so_that_a_shell_reads_it(name, folder, cache, tmp_path):
    (tmp_path / name).symlink_to(folder)
    settings = training("autoencoder", folder, cache, tmp_path / "out").settings
    words = shlex.split(cards.command(settings, name))
    found = parser().parse_args(words[3:]).data
    assert (tmp_path / found).samefile(folder)


def test_the_folder_that_one_stands_in_has_its_name_on_the_card(
    folder, cache, tmp_path, monkeypatch
):
    shutil.copytree(folder, tmp_path / "my photos")
    (tmp_path / "my photos" / "red" / "in").mkdir()
    for number, (place, way) in enumerate((("", "."), ("red", ".."), ("red/in", "../../."))):
        monkeypatch.chdir(tmp_path / "my photos" / place)
        assert command("autoencoder", way, cache, tmp_path / str(number)) == 0
        card = (tmp_path / str(number) / "autoencoder.md").read_text(encoding="utf8")
        assert "--data 'my photos' --sha256" in card


def test_an_empty_name_is_refused(capsys):
    for option in ("--data=", "--out=", "--cache="):
        with pytest.raises(SystemExit):
            main(["stem", "--data", "photos", option])
        assert "the name is empty, expected a path" in capsys.readouterr().err


def test_stl10_trains_by_the_command(tmp_path, capsys):
    write_stl10(tmp_path / "stl", {"train": 20, "unlabeled": 2})
    (tmp_path / "stl" / "class_names.txt").write_text("airplane\n", encoding="utf8")
    assert command("autoencoder_91", tmp_path / "stl", tmp_path / "c", tmp_path / "o") == 0
    assert "22 photos of STL-10, from train_X.bin, unlabeled_X.bin; 1 file passed over: class_" in (
        capsys.readouterr().out
    )
    photos = datasets.load(tmp_path / "stl", 8, cache=tmp_path / "c", labelled=True)
    assert photos.notes[0].endswith("2 files passed over: class_names.txt, unlabeled_X.bin")
    card = (tmp_path / "o" / "autoencoder_91.md").read_text(encoding="utf8")
    assert "STL-10 by Adam Coates" in card and "11" in card


def test_what_is_trained_is_not_trained_again_unless_asked(folder, cache, tmp_path, capsys):
    weights = tmp_path / "autoencoder.safetensors"
    assert command("autoencoder", folder, cache, tmp_path) == 0
    before, time = weights.read_bytes(), weights.stat().st_mtime_ns
    assert command("autoencoder", folder, cache, tmp_path) == 0
    assert weights.stat().st_mtime_ns == time and "trained already" in capsys.readouterr().out
    assert command("autoencoder", folder, cache, tmp_path, "--seed", "1") == 1
    assert "with seed 0, but this one has seed 1" in capsys.readouterr().err
    assert weights.read_bytes() == before
    assert command("autoencoder", folder, cache, tmp_path, "--seed", "1", "--fresh") == 0
    assert weights.read_bytes() != before


def test_bad_data_ends_the_command_with_words_and_leaves_results_alone(
    folder, cache, tmp_path, capsys
):
    out = tmp_path / "out"
    assert command("autoencoder", folder, cache, out, "--attribution", "By me, CC0") == 0
    assert "By me, CC0." in (out / "autoencoder.md").read_text(encoding="utf8")
    before = {path: path.read_bytes() for path in out.iterdir()}
    for bad in (spoil("empty", tmp_path / "empty"), spoil("cut", tmp_path / "cut")):
        capsys.readouterr()
        assert command("autoencoder", bad, cache, out) == 1
        assert capsys.readouterr().err.splitlines()[-1].startswith("error: ")
    assert command("autoencoder", folder, cache, out, "--sha256", "00") == 1
    assert "expected 00" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--epochs=0", "0 is too small, expected 1 or more"),
        ("--seed=-1", "-1 is too small, expected 0 or more"),
        ("--threads=two", "invalid number value: 'two'"),
        ("--device=tpu", "invalid choice: 'tpu'"),
    ],
)
def test_options_that_make_no_sense_are_refused(option, words, folder, capsys):
    with pytest.raises(SystemExit):
        main(["stem", "--data", str(folder), option])
    assert words in capsys.readouterr().err


def test_a_gpu_that_is_not_there_is_refused(folder, cache, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(loop, "best_device", lambda: "cpu")
    assert command("stem", folder, cache, tmp_path, "--device", "cuda") == 1
    assert "torch finds no cuda on this machine" in capsys.readouterr().err


def test_ctrl_c_says_that_it_goes_on(folder, cache, tmp_path, capsys, monkeypatch):
    def interrupt(_training):
        raise KeyboardInterrupt

    monkeypatch.setattr(loop.Training, "one_step", interrupt)
    assert command("autoencoder", folder, cache, tmp_path) == 130
    assert "goes on from the last checkpoint" in capsys.readouterr().err


def test_bf16_and_gpus_are_used_where_they_are(monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    assert loop.best_precision("cpu") == "bf16" and loop.best_precision("mps") == "float32"
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx2": True})
    assert loop.best_precision("cpu") == "float32"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert loop.best_device() == "cpu"
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert loop.best_device() == "mps"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert loop.best_device() == "cuda"

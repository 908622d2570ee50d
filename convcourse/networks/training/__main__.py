"""``python -m convcourse.networks.training NAME --data PATH``."""

import argparse
import dataclasses
import os
import sys
from pathlib import Path

from tqdm import tqdm

from convcourse.caches import NoHomeError, cache_home
from convcourse.networks.training import datasets, loop
from convcourse.networks.training.files import TrainingError
from convcourse.networks.training.recipes import RECIPES


def _at_least(minimum):
    def number(text):
        if int(text) < minimum:
            raise argparse.ArgumentTypeError(f"{text} is too small, expected {minimum} or more")
        return int(text)

    return number


def _path(text):
    if not text:  # as an unset variable of a shell gives it; it would mean the current folder
        raise argparse.ArgumentTypeError("the name is empty, expected a path")
    return Path(text)


def _cache():
    return cache_home() / "convcourse"


def parser():
    """Return the parser of the command line."""
    try:
        shown = str(_cache()).replace("%", "%%")  # argparse fills in what follows a single one
    except NoHomeError:
        shown = "none, as there is no home directory"
    line = argparse.ArgumentParser(
        prog="python -m convcourse.networks.training",
        description="Train one of the course's networks. Stop it whenever you like: the same "
        "command goes on where it was, and ends with the same weights.",
    )
    add = line.add_argument
    add("name", choices=RECIPES, help="the network")
    add("--data", required=True, type=_path, help="a folder or zip of class folders, or STL-10")
    add("--sha256", help="what the data's SHA-256 must begin with")
    add("--attribution", help="whose data it is and its licence, for the model card")
    add("--out", type=_path, help="folder for the results (default: runs/NAME)")
    add("--seed", type=_at_least(0), default=0)
    add("--epochs", type=_at_least(1), help="how often each photo is seen (default: the recipe's)")
    add("--batch", type=_at_least(2), help="photos in a step (default: the recipe's)")
    add("--threads", type=_at_least(1), default=1, help="threads on the CPU; results depend on it")
    add("--device", choices=["cpu", "cuda", "mps"], help="default: a GPU if there is one")
    add("--precision", choices=["bf16", "float32"], help="default: the recipe's, if it is quick")
    add("--cache", type=_path, help=f"folder for decoded photos (default: {shown})")
    add("--fresh", action="store_true", help="begin anew, even if there are results")
    return line


def settings_of(args, recipe, photos):
    """Return the settings that the arguments, the recipe and this machine make together."""
    device = args.device or loop.best_device()
    if device not in ("cpu", loop.best_device()):
        raise TrainingError(f"torch finds no {device} on this machine; leave --device out")
    natural = loop.best_precision(device) if recipe.half else "float32"
    return loop.Settings(
        name=recipe.name,
        data=photos.sha256,
        seed=args.seed,
        epochs=args.epochs or recipe.epochs,
        batch=args.batch or recipe.batch,
        threads=args.threads,
        device=device,
        precision=args.precision or natural,
    )


def train(args, recipe):
    """Train as the command line says, with a progress bar; return the SHA-256 of the weights."""
    loop.prepare(args.threads)
    photos = datasets.load(
        args.data, recipe.stored_side, cache=args.cache or _cache(), labelled=recipe.classifies,
        expected=args.sha256, progress=lambda photos: tqdm(photos, "decoding", unit=" photos"),
    )  # fmt: skip
    print(*photos.notes, sep="\n")
    if args.attribution:
        photos = dataclasses.replace(photos, attribution=args.attribution)
    settings = settings_of(args, recipe, photos)
    training = loop.Training(recipe, photos, settings, args.out or Path("runs") / recipe.name)
    if args.fresh:
        training.paths.checkpoint.unlink(missing_ok=True)
    elif digest := training.finished():
        print(f"{training.paths.weights} is trained already; --fresh begins anew")
        return digest
    if training.resume():
        print(f"going on after step {training.step} of {training.steps}")
    with tqdm(total=training.steps, initial=training.step, desc=recipe.name, unit=" steps") as bar:
        training.run(lambda training: show(bar, training))
    digest = training.finish(os.path.basename(os.path.abspath(args.data)) or str(args.data))
    print(f"wrote {training.paths.weights}, its history and its model card")
    return digest


def show(bar, training):
    """Bring the progress bar up to the training: epoch, loss, accuracy; it adds rate and time."""
    words = {"epoch": len(training.history), "loss": f"{training.loss:.4f}"}
    if training.accuracy is not None:
        words["accuracy"] = f"{training.accuracy:.1%}"
    if training.history:
        words |= {
            key.replace("_", " "): f"{value:.4f}"
            for key, value in training.history[-1].items()
            if key.startswith("held_out")
        }
    bar.set_postfix(words, refresh=False)
    bar.update(training.step - bar.n)


def _words(error):
    """Return what an error says; of one of the system, the file first."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def main(arguments=None):
    """Train; return the exit status, 0 if it went well."""
    args = parser().parse_args(arguments)
    try:
        print("SHA-256", train(args, RECIPES[args.name]))
    except NoHomeError as error:
        print(f"error: {error}, or name one with --cache", file=sys.stderr)
        return 1
    except (TrainingError, OSError) as error:
        print(f"error: {_words(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

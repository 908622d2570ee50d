"""``python -m convcourse.training NAME --data PATH``."""

import argparse
import os
import shlex
import sys
from pathlib import Path

from tqdm import tqdm

from convcourse.training import datasets, loop
from convcourse.training.files import TrainingError
from convcourse.training.recipes import RECIPES


def parser():
    """Return the parser of the command line."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "convcourse"
    line = argparse.ArgumentParser(
        prog="python -m convcourse.training",
        description="Train one of the course's networks. Stop it whenever you like: the same "
        "command goes on where it was, and ends with the same weights.",
    )
    add = line.add_argument
    add("name", choices=RECIPES, help="the network")
    add("--data", required=True, type=Path, help="a folder or zip of class folders, or STL-10")
    add("--sha256", help="what the data's SHA-256 must begin with")
    add("--attribution", help="whose data it is and its licence, for the model card")
    add("--out", type=Path, help="folder for the results (default: runs/NAME)")
    add("--seed", type=int, default=0)
    add("--epochs", type=int, help="how often each photo is seen (default: the recipe's)")
    add("--batch", type=int, help="photos in a step (default: the recipe's)")
    add("--threads", type=int, default=2, help="threads on the CPU; the results depend on it")
    add("--device", choices=["cpu", "cuda", "mps"], help="default: a GPU if there is one")
    add("--precision", choices=["bf16", "float32"], help="default: the recipe's, if it is quick")
    add("--cache", type=Path, default=cache, help=f"folder for decoded photos (default: {cache})")
    add("--fresh", action="store_true", help="begin anew, even if there are results")
    return line


def settings_of(args, recipe, photos):
    """Return the settings that the arguments, the recipe and this machine make together."""
    device = args.device or loop.best_device()
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


def main(arguments=None):
    args = parser().parse_args(arguments)
    recipe = RECIPES[args.name]
    loop.prepare(args.threads)
    photos = datasets.load(
        args.data, recipe.stored_side, cache=args.cache, expected=args.sha256,
        progress=lambda it: tqdm(it, "decoding", unit=" photos"),
    )
    training = loop.Training(recipe, photos, settings_of(args, recipe, photos), args.out or Path("runs") / recipe.name)
    training.resume()
    with tqdm(total=training.steps, initial=training.step, desc=recipe.name, unit=" steps") as bar:

        def show(training):
            words = {"epoch": len(training.history), "loss": f"{training.loss:.4f}"}
            if training.accuracy is not None:
                words["accuracy"] = f"{training.accuracy:.1%}"
            bar.set_postfix(words, refresh=False)
            bar.update(training.step - bar.n)

        print(training.run(show))


if __name__ == "__main__":
    main()

"""The model card that lies beside trained weights: on what, how, how well, and how to repeat it."""

import platform
import shlex

import torch

_CARD = """# {name}

{title}, trained for the course on convolution and licensed as its code is (MIT).

## Data

{attribution}. SHA-256 of the data: `{data}`.
The middle square of each photo was scaled to {side} × {side}. Training saw random crops of these,
half of them mirrored.

## Training and results

| | |
|---|---|
{table}

Held-out photos were measured with what was kept rounded as it is in the file.

## The command

```sh
{command}
```

Run with torch {torch} ({machine}). On the same kind of machine the same command makes the same
file, to the last bit, also if it was stopped and went on. Another kind of processor, a GPU, another
number of threads or another version of torch adds up in another order: the file differs then.

## What it is for

Looking at kernels and at feature maps. Its training was short and its photos few: it is not fit
for anything else.
"""
_PLACES = {
    "stem": "the first layer alone, 64 kernels of 3 × 7 × 7",
    "vgg16_slim": "all parameters, and the means and variances of batch normalisation",
    "autoencoder": "all parameters",
    "autoencoder_91": "all parameters",
}


def model_card(training, digest, measured, data_name):
    """Return the model card of a training that has ended, in Markdown.

    Parameters
    ----------
    training : Training
    digest : str
        The SHA-256 of the weights' file.
    measured : dict of str
        What was measured, in words, by what it is.
    data_name : str
        The data's name in the command: that of its file or folder, wherever it lies.
    """
    recipe, settings, photos = training.recipe, training.settings, training.photos
    snapshots = sorted({key.split("/")[0] for key in training.kept})
    rows = [
        ("Steps", f"{training.steps:,} of {settings.batch} photos ({settings.epochs} epochs)"),
        ("Photos learnt from", f"{len(training.learn):,}, in {len(photos.classes)} folders"),
        ("Photos held out", f"{len(training.held_out):,}, every tenth of each folder"),
        ("Size", " and then ".join(f"{side} × {side}" for side in recipe.sides)),
        ("Computed in", f"{settings.precision} on {settings.device}, {settings.threads} thread(s)"),
        ("Loss while training, last epoch", f"{training.history[-1]['loss']:.4g}"),
        *measured.items(),
        ("Kept", f"{_PLACES[recipe.name]}, as float16"),
        ("Kept after steps", ", ".join(str(int(step)) for step in snapshots)),
        ("SHA-256 of the weights", f"`{digest}`"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    attribution = photos.attribution or "not stated; name its source before you pass the weights on"
    return _CARD.format(
        name=recipe.name,
        title=recipe.title,
        attribution=attribution,
        data=photos.sha256,
        side=recipe.stored_side,
        table=table,
        command=command(settings, data_name),
        torch=torch.__version__,
        machine=f"{platform.machine()}, {torch.backends.cpu.get_cpu_capability()}",
    )


def command(settings, data_name):
    """Return the command that makes the weights, with everything that they depend on.

    Names are quoted as a shell wants it, and none is taken for an option.
    """
    data_name = f"./{data_name}" if data_name.startswith("-") else data_name
    words = [
        "python", "-m", "convcourse.networks.training", settings.name,
        "--data", data_name, "--sha256", settings.data[:16], "--seed", settings.seed,
        "--epochs", settings.epochs, "--batch", settings.batch, "--threads", settings.threads,
        "--device", settings.device, "--precision", settings.precision,
    ]  # fmt: skip
    return shlex.join(map(str, words))

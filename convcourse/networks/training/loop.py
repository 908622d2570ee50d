"""The training itself: from photos and a recipe to weights, stoppable and resumable anywhere.

Nothing that is random depends on what went before: the initial weights follow from the seed, the
order of the photos from the seed and the epoch, crops and mirrorings from the seed and the step.
So a training that is killed and goes on from its last checkpoint ends with the same bytes.
"""

import contextlib
import io
import json
import os
import pickle
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from convcourse.networks.training import cards, recipes
from convcourse.networks.training.files import TrainingError, sha256, whole, write_json, write_text

_EVALUATION_BATCH = 256


@dataclass(frozen=True)
class Settings:
    """What the weights depend on, beside the recipe: the same settings make the same weights."""

    name: str
    data: str
    seed: int
    epochs: int
    batch: int
    threads: int
    device: str
    precision: str


@dataclass(frozen=True)
class Paths:
    """The files of one training, beside each other."""

    weights: Path
    history: Path
    card: Path
    checkpoint: Path

    @classmethod
    def of(cls, folder, name):
        """Return the paths of the training of `name` in a folder."""
        folder = Path(folder)
        return cls(
            folder / f"{name}.safetensors", folder / f"{name}.history.json",
            folder / f"{name}.md", folder / f"{name}.checkpoint",
        )  # fmt: skip


def best_device():
    """Return the name of the GPU, if there is one that torch can use, else "cpu"."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def best_precision(device):
    """Return "bf16" where the device computes with it faster than with float32."""
    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float32"
    if device != "cpu":
        return "float32"
    told = getattr(torch.cpu, "get_capabilities", dict)()  # older versions of torch do not tell
    return "bf16" if any(has for name, has in told.items() if name.endswith("_bf16")) else "float32"


class Training:
    """One training: the state that a checkpoint keeps, and the way from one step to the next.

    Parameters
    ----------
    recipe : Recipe
    photos : Photos
    settings : Settings
    folder : path
        Where the weights, the history and, meanwhile, the checkpoint are written.
    seconds : float
        A checkpoint is written whenever the last is older than this, and after each epoch.
    """

    def __init__(self, recipe, photos, settings, folder, *, seconds=30.0):
        self.recipe, self.photos, self.settings = recipe, photos, settings
        self.paths, self.seconds = Paths.of(folder, recipe.name), seconds
        self.learn, self.held_out = photos.split(settings.seed)
        if not len(self.held_out):
            raise TrainingError(
                f"there are {len(photos.labels)} photos in {len(photos.classes)} classes, too few "
                f"to hold some out. Give at least one class two photos"
            )
        self.steps_per_epoch = -(-len(self.learn) // settings.batch)
        self.steps = settings.epochs * self.steps_per_epoch
        self.images = photos.images.to(settings.device)
        self.labels = photos.labels.to(settings.device)
        self.step, self.history, self.kept, self.running = 0, [], {}, [0.0, 0, 0]
        net = recipe.build(photos, settings.seed)
        self.net = net.to(settings.device, memory_format=torch.channels_last)
        self.optimiser = recipe.optimiser(self.net)
        self.saved_at = time.monotonic()

    def finished(self):
        """Return the SHA-256 of the weights if this training has ended before, else None."""
        path = self.paths.weights
        if self.paths.checkpoint.exists() or not path.exists():
            return None
        try:
            with safe_open(path, "pt") as file:
                about = json.loads(file.metadata()["convcourse"])
        except (SafetensorError, OSError, TypeError, KeyError, ValueError) as error:
            raise TrainingError(
                f"{path} cannot be read ({error}). Move it away, or overwrite it with --fresh"
            ) from None
        self._require_same(path, about["settings"])
        return sha256(path)

    def resume(self):
        """Go on from the checkpoint, if there is one; return whether there was."""
        path = self.paths.checkpoint
        if not path.exists():
            return False
        try:
            state = torch.load(path, map_location=self.settings.device, weights_only=True)
            settings = dict(state["settings"])
        except (
            OSError, RuntimeError, EOFError, pickle.UnpicklingError, LookupError, TypeError,
            ValueError,
        ) as error:  # fmt: skip
            raise TrainingError(
                f"{path} cannot be read ({error}). Delete it to train from the beginning"
            ) from None
        self._require_same(path, settings)
        self.net.load_state_dict(state["net"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.history = state["step"], state["history"]
        self.kept, self.running = state["kept"], state["running"]
        return True

    def _require_same(self, path, settings):
        mine = vars(self.settings)
        if other := [key for key in mine if settings.get(key) != mine[key]]:
            was = ", ".join(f"{key} {settings.get(key)}" for key in other)
            now = ", ".join(f"{key} {mine[key]}" for key in other)
            raise TrainingError(
                f"{path} is of a training with {was}, but this one has {now}. Use the same, "
                f"name another folder with --out, or begin anew with --fresh"
            )

    def save(self):
        """Write the checkpoint."""
        state = {
            "settings": vars(self.settings),
            "net": self.net.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "history": self.history,
            "kept": self.kept,
            "running": self.running,
        }
        data = io.BytesIO()  # as torch.save itself, on a full disk, says nothing of the disk
        torch.save(state, data)
        with whole(self.paths.checkpoint) as part:
            part.write_bytes(data.getvalue())
        self.saved_at = time.monotonic()

    def run(self, on_step=lambda training: None):
        """Train to the end.

        `on_step` is called after each step with this training; `step`, `loss`, `accuracy` and
        `history` are there to be shown.
        """
        self.keep()
        while self.step < self.steps:
            self.one_step()
            if self.step % self.steps_per_epoch == 0:
                self.end_epoch()
                self.save()
            elif time.monotonic() - self.saved_at >= self.seconds:
                self.save()
            on_step(self)

    @property
    def loss(self):
        """The mean loss over this epoch so far."""
        return self.running[0] / max(self.running[2], 1)

    @property
    def accuracy(self):
        """The share of right answers over this epoch so far; None if nothing is classified."""
        return self.running[1] / max(self.running[2], 1) if self.recipe.classifies else None

    def batch(self):
        """Return the photos of this step, cropped and mirrored at random, and their labels."""
        seed, count = self.settings.seed, self.settings.batch
        epoch, place = divmod(self.step, self.steps_per_epoch)
        order = np.random.default_rng([seed, 1, epoch]).permutation(len(self.learn))
        chosen = self.learn[torch.from_numpy(order[place * count : (place + 1) * count])]
        rng = np.random.default_rng([seed, 2, self.step])
        images = recipes.vary(self.images[chosen], max(self.recipe.sides), rng)
        side = self.recipe.side(self.step, self.steps)
        return recipes.scaled(images, side), self.labels[chosen]

    def one_step(self):
        """Take one step: one batch, its gradient, one change of the weights."""
        if self.step % self.steps_per_epoch == 0:
            self.running = [0.0, 0, 0]
        rate = recipes.rate_at(self.step, self.steps, self.recipe.rate)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        images, labels = self.batch()
        self.net.train()
        with self.autocast():
            loss, right = self.recipe.task(self.net, images, labels)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.step += 1
        self.running[0] += float(loss.detach()) * len(images)
        self.running[1] += 0 if right is None else int(right.sum())
        self.running[2] += len(images)
        if not np.isfinite(self.running[0]):
            raise TrainingError(f"the loss at step {self.step} is not finite; try another --seed")
        self.keep()

    def autocast(self):
        """Return the context in which results are computed."""
        if self.settings.precision == "float32":
            return contextlib.nullcontext()
        return torch.autocast(self.settings.device, torch.bfloat16)

    def keep(self):
        """Keep a copy of the weights if a snapshot is due."""
        if self.step in self.recipe.snapshot_steps(self.steps):
            for name, value in self.recipe.shipped(self.net).items():
                self.kept[f"{self.step:05d}/{name}"] = value

    def end_epoch(self):
        """Measure the epoch that has ended on the held-out tenth, and note it."""
        held_out_loss, right = self.evaluate()
        row = {"epoch": len(self.history) + 1, "step": self.step, "loss": round(self.loss, 5)}
        if self.accuracy is not None:
            row |= {"accuracy": round(self.accuracy, 4)}
        row |= {"held_out_loss": round(held_out_loss, 5)}
        if right is not None:
            row |= {"held_out_accuracy": round(float(right.float().mean()), 4)}
        self.history.append(row)

    @torch.no_grad()
    def evaluate(self):
        """Return the loss on the held-out photos, and which of them are named right (or None)."""
        self.net.eval()
        losses, rights = [], []
        for chosen in self.held_out.split(_EVALUATION_BATCH):
            images = recipes.middle(self.images[chosen], max(self.recipe.sides)).float()
            with self.autocast():
                loss, right = self.recipe.task(self.net, images, self.labels[chosen])
            losses.append(float(loss) * len(chosen))
            rights.append(right)
        right = torch.cat(rights).cpu() if self.recipe.classifies else None
        return sum(losses) / len(self.held_out), right

    def finish(self, data_name):
        """Write the weights, the history and the card; return the SHA-256 of the weights."""
        data = save(self.kept, {"convcourse": self.about()})
        with whole(self.paths.weights) as part:
            part.write_bytes(data)
        digest = sha256(self.paths.weights)
        self.round_weights()
        card = cards.model_card(self, digest, self.recipe.measure(self), data_name)
        write_json(self.paths.history, self.history)
        write_text(self.paths.card, card)
        self.paths.checkpoint.unlink(missing_ok=True)
        return digest

    def about(self):
        """Return what the weights' file says of itself, as one line of JSON."""
        # One line, as safetensors does not keep several in order and the bytes would differ.
        return json.dumps({"settings": vars(self.settings), "classes": self.photos.classes})

    def round_weights(self):
        """Give the network the half-precision weights of the file, as far as they are in it."""
        last = f"{self.steps:05d}/"
        final = {k.removeprefix(last): v for k, v in self.kept.items() if k.startswith(last)}
        self.net.load_state_dict({k: v.float() for k, v in final.items()}, strict=False)


def prepare(threads):
    """Make torch's results the same each time: so many threads, deterministic algorithms."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True, warn_only=True)

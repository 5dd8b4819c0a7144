"""Question 6: train one PyTorch network.

Reads: a prepared set (train, valid, test). Writes: the weights of the epoch that was best on
validation (safetensors), the metrics, a curve (CSV), two figures (loss, accuracy) and a table of
the layers. The test split is read once, after everything else is settled.

A task with ``refit`` is tested with a second network, trained on the training and the validation
images together after the first has been measured on validation.

The weights that are best so far are written as they come, so that a training that diverges or is
stopped leaves them. Several processes train together if torchrun starts them:
``torchrun --nproc-per-node 2 -m stages.train_torch ...``
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save
from torch import nn

from lib.figures import style as figures
from lib.frame.files import replacing
from lib.frame.params import Base, PyTorch, TrainTorch
from lib.frame.params import TorchRecipe as Recipe
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.pytorch.distributed import Ranks, together
from lib.pytorch.examples import class_count, examples
from lib.pytorch.layertable import layer_table, write_table
from lib.pytorch.network import task_named
from lib.pytorch.setup import autocast_dtype, pin
from lib.pytorch.train import Examples, evaluate, train
from lib.store.arrays import map_arrays
from lib.store.metrics import write_metrics
from lib.store.tables import Epoch, write_curve

SAMPLE = 1000  # about as many training images give the fixed first layers


def main() -> str | None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=TrainTorch.model_fields)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--metrics", type=Path, required=True)
    parser.add_argument("--curve", type=Path, required=True)
    parser.add_argument("--layers", type=Path, required=True)
    parser.add_argument("--accuracy", type=Path, required=True, help="figure")
    parser.add_argument("--loss", type=Path, required=True, help="figure")
    args = parser.parse_args()
    recipe, seed, setup = getattr(TrainTorch.load(), args.network), Base.load().seed, PyTorch.load()
    device = pin(setup.device, setup.threads, seed)
    with together(device) as ranks:
        return train_and_test(args, recipe, seed, setup.precision, device, ranks)


def train_and_test(
    args: argparse.Namespace,
    recipe: Recipe,
    seed: int,
    precision: str,
    device: torch.device,
    ranks: Ranks,
) -> str | None:
    autocast = autocast_dtype(precision, device)
    arrays, records = map_arrays(args.data)
    train_set, valid_set = (examples(arrays, split) for split in ("train", "valid"))

    task = task_named(args.network)
    every = max(1, len(train_set.x) // SAMPLE)
    sample = task.preset.evaluate(train_set.x[::every].to(device))
    model = task.build(class_count(arrays), sample).to(device)
    rng = torch.Generator(device).manual_seed(seed)
    with Progress(recipe.epochs, f"train_torch@{args.network}") as progress:

        def say(epoch: Epoch) -> None:
            if ranks.leads:
                progress.step(f"loss {epoch.train_loss:.3f}, valid {epoch.valid_acc:.3f}")

        def keep(model: nn.Module) -> None:
            if ranks.leads:
                save_weights(args.weights, model)

        result = train(
            model, train_set, valid_set, task.preset, recipe, rng, autocast, say, keep, ranks
        )
    _, valid_acc = evaluate(model, valid_set, task.preset.views, ranks)
    if task.refit:
        both = Examples(*(torch.cat(pair) for pair in zip(train_set, valid_set, strict=True)))
        model = task.build(class_count(arrays), sample).to(device)
        train(model, both, both, task.preset, recipe, rng, autocast, ranks=ranks)
    test_set = examples(arrays, "test")
    _, test_acc = evaluate(model, test_set, task.preset.views, ranks)
    if not ranks.leads:
        return None

    save_weights(args.weights, model)
    write_curve(args.curve, result.history)
    rows = layer_table(*task.whole(model, sample))
    write_table(args.layers, rows)
    draw(result.history, task.title, args, records)
    best, trained = result.best, [p.numel() for p in model.parameters() if p.requires_grad]
    values = {"test_acc": test_acc, "valid_acc": valid_acc, "epochs": recipe.epochs}
    values |= {"best_epoch": best.epoch, "train_acc": best.train_acc, "train_loss": best.train_loss}
    values |= {"params": sum(row.parameters for row in rows), "params_trained": sum(trained)}
    values["precision"] = str(autocast).removeprefix("torch.")
    sources = {record.dataset: record.source for record in records}
    if "squeezenet1_1" in sources:  # "absent" says that the frozen layers are random
        values["weights"] = sources["squeezenet1_1"]
    n = len(test_set.y)
    write_metrics(args.metrics, values, n=n, seed=seed, records=records)
    return f"test_acc {test_acc:.3f}, valid_acc {valid_acc:.3f}, {values['params']} parameters"


def save_weights(path: Path, model: nn.Module) -> None:
    with replacing(path) as unfinished:
        # Not safetensors' own file: it has its own error for a disk that is full.
        unfinished.write_bytes(save({k: v.contiguous() for k, v in model.state_dict().items()}))


def draw(history: list, title: str, args: argparse.Namespace, records: list) -> None:
    epochs = np.array([epoch.epoch for epoch in history])
    for path, key, label in ((args.accuracy, "acc", "accuracy"), (args.loss, "loss", "loss")):
        series = {
            split: np.array([getattr(epoch, f"{short}_{key}") for epoch in history])
            for split, short in (("training (augmented)", "train"), ("validation", "valid"))
        }
        figures.save(figures.curves(epochs, series, label, f"{title}: {label}"), path, records)


if __name__ == "__main__":
    run(main)

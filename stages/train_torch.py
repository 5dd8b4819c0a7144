"""Question 6: train one PyTorch network.

Reads: a prepared set (train, valid, test). Writes: the weights of the epoch that was best on
validation (safetensors), the metrics, a curve (CSV), two figures (loss, accuracy) and a table of
the layers. The test split is read once, after everything else is settled.

A task with ``refit`` is tested with a second network, trained on the training and the validation
images together after the first has been measured on validation.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from lib import figures
from lib.arrays import load_arrays
from lib.curves import write_curve
from lib.layertable import layer_table, write_table
from lib.metrics import write_metrics
from lib.params.base import Base
from lib.params.pytorch import PyTorch
from lib.params.train_torch import TrainTorch
from lib.progress import Progress
from lib.running import run
from lib.torchdata import class_count, examples
from lib.torchsetup import autocast_dtype, pin
from lib.torchtasks import TASKS
from lib.torchtrain import Examples, evaluate, train

SAMPLE = 1000  # about as many training images give the fixed first layers


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=TASKS)
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
    autocast = autocast_dtype(setup.precision, device)
    arrays, records = load_arrays(args.data)
    train_set, valid_set = (examples(arrays, split, device) for split in ("train", "valid"))

    task = TASKS[args.network]
    sample = task.preset.evaluate(train_set.x[:: max(1, len(train_set.x) // SAMPLE)])
    model = task.build(class_count(arrays), sample).to(device)
    rng = torch.Generator(device).manual_seed(seed)
    with Progress(recipe.epochs, f"train_torch@{args.network}") as progress:
        result = train(
            model, train_set, valid_set, task.preset, recipe, rng, autocast,
            on_epoch=lambda e: progress.step(f"loss {e.train_loss:.3f}, valid {e.valid_acc:.3f}"),
        )  # fmt: skip
    _, valid_acc = evaluate(model, valid_set, task.preset.views)
    if task.refit:
        both = Examples(*(torch.cat(pair) for pair in zip(train_set, valid_set, strict=True)))
        model = task.build(class_count(arrays), sample).to(device)
        train(model, both, both, task.preset, recipe, rng, autocast)
    test_set = examples(arrays, "test", device)
    _, test_acc = evaluate(model, test_set, task.preset.views)

    args.weights.parent.mkdir(parents=True, exist_ok=True)
    save_file({k: v.cpu().contiguous() for k, v in model.state_dict().items()}, args.weights)
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

"""Question 6: train one PyTorch network.

Reads: a prepared set (train, valid, test). Writes: the weights of the epoch that was best on
validation (safetensors), the metrics and a curve (CSV). The test split is read once, after
everything else is settled.

The best weights so far are written after every epoch that improves them, so that a training that
diverges or is stopped leaves them. Several processes train together if torchrun starts them:
``torchrun --nproc-per-node 2 -m stages.train_torch ...``
"""

from pathlib import Path

from torch import nn

from lib.frame.params import Base, PyTorch, TrainTorch
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.pytorch.distributed import process_group
from lib.pytorch.experiment import train_and_test
from lib.pytorch.setup import autocast_dtype, pin
from lib.pytorch.train import best_of
from lib.pytorch.weights import save_weights
from lib.store.arrays import map_arrays
from lib.store.metrics import Epoch, write_metrics, write_table
from lib.store.threads import pinned


@pinned
def main(name: str, /, *, data: Path, weights: Path, metrics: Path, curve: Path) -> str | None:
    recipe, seed, setup = TrainTorch.load().named(name), Base.load().seed, PyTorch.load()
    device = pin(setup.device, setup.threads, seed)
    autocast = autocast_dtype(setup.precision, device)
    arrays, records = map_arrays(data)
    with (
        process_group(device) as processes,
        Progress(recipe.epochs, f"train_torch@{name}") as progress,
    ):

        def show(epoch: Epoch) -> None:
            if processes.is_first:
                progress.step(f"loss {epoch.train_loss:.3f}, valid {epoch.valid_acc:.3f}")

        def keep(model: nn.Module) -> None:
            if processes.is_first:
                save_weights(weights, model)

        done = train_and_test(recipe, arrays, seed, device, autocast, show, keep, processes)
        if not processes.is_first:
            return None
    save_weights(weights, done.model)
    write_table(curve, done.history)
    best, parameters = best_of(done.history), list(done.model.parameters())
    values = {
        "test_acc": done.test_acc,
        "valid_acc": done.valid_acc,
        "epochs": recipe.epochs,
        "best_epoch": best.epoch,
        "train_acc": best.train_acc,
        "train_loss": best.train_loss,
        "params": sum(p.numel() for p in parameters),
        "params_trained": sum(p.numel() for p in parameters if p.requires_grad),
        "precision": str(autocast).removeprefix("torch."),
    }
    sources = {record.dataset: record.source for record in records}
    if "squeezenet1_1" in sources:  # "absent" says that the frozen layers are random
        values["weights"] = sources["squeezenet1_1"]
    write_metrics(metrics, values, n=done.tested, seed=seed, records=records)
    return (
        f"test_acc {done.test_acc:.3f}, valid_acc {done.valid_acc:.3f}, "
        f"{values['params']} parameters"
    )


if __name__ == "__main__":
    run(main)

"""Train the page reader's finder: where characters are in a photo (Q4, further).

Reads: the composed windows. Writes: the weights (safetensors), the loss of each pass (CSV), and the
metrics: how many letters of the validation windows are found, and how many finds are letters.
"""

from pathlib import Path

from lib.frame.params import Base, PyTorch, Reading
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.pytorch.reading.finder import Finder
from lib.pytorch.reading.fit import Pass, fit
from lib.pytorch.reading.found import found_of_kinds
from lib.pytorch.reading.targets import loss
from lib.pytorch.reading.windows import Windows
from lib.pytorch.setup import autocast_dtype, pin
from lib.pytorch.weights import save_weights
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics, write_table
from lib.store.threads import pinned


@pinned
def main(*, composed: Path, weights: Path, metrics: Path, curve: Path) -> str:
    reading, seed, setup = Reading.load(), Base.load().seed, PyTorch.load()
    device = pin(setup.device, reading.threads, seed)
    autocast = autocast_dtype(setup.precision, device)
    arrays, records = load_arrays(composed)
    windows = Windows(arrays["train_photos"], arrays["train_letters"])
    finder = Finder()
    with Progress(reading.finder.epochs, "finder") as progress:

        def show(done: Pass) -> None:
            progress.step(f"loss {done.train_loss:.3f}")

        passes = fit(
            finder, len(windows), windows.batch, loss, reading.finder, seed, device, autocast, show
        )
    save_weights(weights, finder)
    write_table(curve, passes)
    valid = Windows(arrays["valid_photos"], arrays["valid_letters"])
    values = found_of_kinds(valid, arrays["valid_kinds"], finder)
    values |= {"epochs": reading.finder.epochs, "train_loss": passes[-1].train_loss}
    values |= {"params": sum(p.numel() for p in finder.parameters())}
    write_metrics(metrics, values, n=len(valid.letters), seed=seed, records=records)
    return (
        f"{values['recall']:.3f} of letters found; {values['precision']:.3f} of finds are letters"
    )


if __name__ == "__main__":
    run(main)

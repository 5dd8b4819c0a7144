"""Train the network that tells the page reader which character it found (Q4, further).

Reads: the composed windows, the finder's weights, the letters (NIST36 and EMNIST). Writes: the
weights (safetensors), the loss of each pass (CSV), and the metrics: how many letters are right, of
the composed validation windows and of NIST36's validation and test images, and how many of the
finder's mistakes are seen to be none.
"""

from pathlib import Path

import numpy as np
from torch.nn.functional import cross_entropy

from lib.frame.params import Base, PyTorch, Reading
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.pytorch.reading.finder import Finder
from lib.pytorch.reading.fit import Pass, fit
from lib.pytorch.reading.letternet import LetterNet
from lib.pytorch.reading.recognised import share_right
from lib.pytorch.reading.windows import NONE, Windows, letter_squares, squares_of
from lib.pytorch.setup import autocast_dtype, pin
from lib.pytorch.weights import load_weights, save_weights
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics, write_table
from lib.store.threads import pinned

SMOOTHING = 0.05  # of the labels
AS_OFTEN = 3  # times that a pass shows each single letter, each time placed anew


@pinned
def main(
    *, composed: Path, letters: Path, finder: Path, weights: Path, metrics: Path, curve: Path
) -> str:
    reading, seed, setup = Reading.load(), Base.load().seed, PyTorch.load()
    device = pin(setup.device, reading.threads, seed)
    autocast = autocast_dtype(setup.precision, device)
    arrays, records = load_arrays(composed)
    singles, _ = load_arrays(letters)
    finding = Finder()
    load_weights(finding, finder, "finder")
    finding.eval()

    windows = Windows(arrays["train_photos"], arrays["train_letters"])
    squares = squares_of(windows, finding)
    of_letters = letter_squares(singles["train_x"], singles["train_y"].argmax(axis=1))
    for _ in range(AS_OFTEN):
        squares = squares.joined(of_letters)
    rng, net = np.random.default_rng(seed), LetterNet()
    with Progress(reading.letter_net.epochs, "letter_net") as progress:

        def show(done: Pass) -> None:
            progress.step(f"loss {done.train_loss:.3f}")

        passes = fit(
            net, len(squares), lambda numbers: squares.batch(numbers, rng),
            lambda found, wanted: cross_entropy(found, wanted, label_smoothing=SMOOTHING),
            reading.letter_net, seed, device, autocast, show,
        )  # fmt: skip
    save_weights(weights, net)
    write_table(curve, passes)
    seen = squares_of(Windows(arrays["valid_photos"], arrays["valid_letters"]), finding)
    values: dict[str, object] = {
        "composed_acc": share_right(net, seen, seen.classes != NONE),
        "none_acc": share_right(net, seen, seen.classes == NONE),
        "epochs": reading.letter_net.epochs,
        "train_loss": passes[-1].train_loss,
        "params": sum(p.numel() for p in net.parameters()),
    }
    for split in ("valid", "test"):
        of_split = letter_squares(singles[f"{split}_x"], singles[f"{split}_y"].argmax(axis=1))
        values[f"{split}_acc"] = share_right(net, of_split)
    n = len(singles["test_x"])
    write_metrics(metrics, values, n=n, seed=seed, records=records)
    return (
        f"right: {values['composed_acc']:.3f} of composed letters, {values['test_acc']:.3f} of "
        f"NIST36's test letters, {values['none_acc']:.3f} of the finder's mistakes"
    )


if __name__ == "__main__":
    run(main)

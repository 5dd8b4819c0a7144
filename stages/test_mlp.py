"""Question 3.2: the network that validation prefers, on the test split, read this once.

Reads: prepared NIST36 (test) and the weights of the three trainings with their metrics. Writes: the
chosen weights, the class of each test image as predicted and as it is, and the metrics.
"""

from pathlib import Path
from typing import Annotated

from lib.frame.files import load_json
from lib.frame.params import Base
from lib.frame.run import run
from lib.networks.classifier import predict
from lib.nn import compute_loss_and_acc
from lib.store.arrays import load_arrays, save_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned


@pinned
def main(
    *,
    data: Path,
    weights: list[Path],
    trained: Annotated[list[Path], "their metrics"],
    best: Path,
    predictions: Path,
    metrics: Path,
) -> str:
    valid_accs = [load_json(path, "valid_acc")["valid_acc"] for path in trained]
    valid_acc, selected = max(zip(valid_accs, weights, strict=True), key=lambda pair: pair[0])
    params, records = load_arrays(selected)
    save_arrays(best, params, records)

    nist36, _ = load_arrays(data, "test_x", "test_y")
    probs = predict(nist36["test_x"], params)
    truth = nist36["test_y"]
    found = {"truth": truth.argmax(axis=1), "read": probs.argmax(axis=1)}
    save_arrays(predictions, found, records)
    loss, acc = compute_loss_and_acc(truth, probs)
    n = len(probs)
    values = {
        "selected": selected.stem,
        "valid_acc": valid_acc,
        "test_acc": acc,
        "test_loss": loss / n,
    }
    write_metrics(metrics, values, n=n, seed=Base.load().seed, records=records)
    return f"selected {selected.stem}, test_acc {acc:.3f}"


if __name__ == "__main__":
    run(main)

"""Question 3.2: the network that validation prefers, on the test split, read this once.

Reads: prepared NIST36 (test) and the weights of the three trainings with their metrics. Writes: the
chosen weights, the test predictions (for the confusion matrix) and the metrics.
"""

from pathlib import Path
from typing import Annotated

from lib.frame.files import load_json
from lib.frame.params import Base
from lib.frame.run import run
from lib.nn import compute_loss_and_acc
from lib.nn.classifier import predict
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

    metrics = [load_json(path, "valid_acc") for path in trained]
    best = max(range(len(metrics)), key=lambda i: metrics[i]["valid_acc"])
    weights, records = load_arrays(weights[best])
    save_arrays(best, weights, records)

    data, _ = load_arrays(data, "test_x", "test_y")
    probs = predict(data["test_x"], weights)
    save_arrays(predictions, {"probs": probs, "y": data["test_y"]}, records)
    loss, acc = compute_loss_and_acc(data["test_y"], probs)
    n = len(probs)
    values = {
        "selected": weights[best].stem,
        "valid_acc": metrics[best]["valid_acc"],
        "test_acc": acc,
        "test_loss": loss / n,
    }
    write_metrics(metrics, values, n=n, seed=Base.load().seed, records=records)
    return f"selected {values['selected']}, test_acc {acc:.3f}"


if __name__ == "__main__":
    run(main)

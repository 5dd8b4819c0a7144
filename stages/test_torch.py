"""Question 6: what a trained PyTorch network makes of the test images.

Reads: a prepared set (test; train for the shapes) and the weights that train_torch wrote. Writes:
the class of each test image as predicted and as it is, and the metrics: the accuracy on the plain
images, beside which train_torch's is averaged over several views, and the classes confused most.
Nothing is chosen here.
"""

from pathlib import Path

import numpy as np

from lib.analysis.confusion import PAIRS, confusion_matrix, top_pairs
from lib.characters import CLASSES
from lib.frame.params import Base, PyTorch, TrainTorch
from lib.frame.run import run
from lib.pytorch.examples import class_count, examples
from lib.pytorch.experiment import build_network
from lib.pytorch.network import preset_named
from lib.pytorch.setup import pin
from lib.pytorch.train import predict
from lib.pytorch.weights import load_weights
from lib.store.arrays import map_arrays, save_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned


@pinned
def main(name: str, /, *, data: Path, weights: Path, predictions: Path, metrics: Path) -> str:
    recipe, seed, setup = TrainTorch.load().named(name), Base.load().seed, PyTorch.load()
    device = pin(setup.device, setup.threads, seed)
    arrays, records = map_arrays(data)
    model = build_network(recipe, arrays)
    load_weights(model, weights, recipe.network)
    model.to(device)

    preset, (x, y) = preset_named(recipe.images), examples(arrays, "test")
    truth = y.numpy()
    read, plain = (
        predict(model, x, look).argmax(dim=1).numpy() for look in (preset.views, preset.evaluate)
    )
    save_arrays(predictions, {"truth": truth, "read": read}, records)
    names = [str(name).replace("_", " ") for name in arrays.get("classes", list(CLASSES))]
    matrix = confusion_matrix(truth, read, class_count(arrays))
    values = {
        "test_acc_plain": float(np.mean(plain == truth)),
        "errors": int(np.sum(read != truth)),
        "top_pairs": top_pairs(matrix, names, PAIRS),
    }
    write_metrics(metrics, values, n=len(truth), seed=seed, records=records)
    return f"{values['errors']} of {len(truth)} wrong, on plain images {np.sum(plain != truth)}"


if __name__ == "__main__":
    run(main)

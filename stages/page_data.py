"""What the report's page draws with: the networks, example images and the confused ones.

Reads: prepared NIST36, the classifier's and the autoencoder's weights, the test predictions.
Writes: a folder with scripts that hold them, and one picture of the confused images.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.confusion import confusion_matrix
from lib.characters import CLASSES, SIDE
from lib.frame.run import run
from lib.networks.autoencoder import codes
from lib.reader.crops import LONGEST, STROKE
from lib.reader.mlp import load_classifier
from lib.report.scripts import packed, packed_layers, write_script
from lib.report.sprites import confused_images, sprite_sheet
from lib.store.arrays import load_arrays
from lib.store.threads import pinned

COLUMNS, MOST = 24, 24  # of the sheet; images of one confusion
USUAL = 99.5  # percentile of a code value over the validation images: where its slider ends


@pinned
def main(
    *,
    data: Path,
    classifier: Path,
    autoencoder: Path,
    predictions: Path,
    out: Annotated[Path, "folder"],
) -> str:
    data, _ = load_arrays(data, "valid_x", "valid_y", "test_x")
    out.mkdir(parents=True, exist_ok=True)

    classifier, _ = load_classifier(classifier)
    drawing = {"side": SIDE, "longest": LONGEST, "stroke": STROKE}
    layers = packed_layers(classifier, ("layer1", "output"))
    values = {"classes": CLASSES, "drawing": drawing, "layers": layers}
    write_script(out / "classifier.js", "classifier", values)

    autoencoder, _ = load_arrays(autoencoder)
    usual = np.percentile(codes(data["valid_x"], autoencoder), USUAL, axis=0).astype(np.float32)
    layers = packed_layers(autoencoder, ("layer1", "layer2", "layer3", "output"))
    write_script(out / "autoencoder.js", "autoencoder", {"layers": layers, "top": packed(usual)})

    labels = data["valid_y"].argmax(axis=1)
    chosen = np.unique(labels, return_index=True)[1]  # the first of each class
    grey = np.round(np.clip(data["valid_x"][chosen], 0, 1) * 255).astype(np.uint8)
    examples = {"labels": "".join(CLASSES[k] for k in labels[chosen]), "x": packed(grey)}
    write_script(out / "examples.js", "examples", examples)

    predictions, _ = load_arrays(predictions, "probs", "y")
    truth, read = (predictions[name].argmax(axis=1) for name in ("y", "probs"))
    confused = confused_images(truth, read, MOST)
    sprite_sheet(data["test_x"][confused.indices], COLUMNS).save(out / "confused.png")
    matrix = confusion_matrix(truth, read, len(CLASSES)).tolist()
    values = {"matrix": matrix, "cells": confused.cells, "columns": COLUMNS}
    write_script(out / "confusion.js", "confusion", values)
    size = sum(file.stat().st_size for file in out.iterdir())
    return f"{out}, {size // 1024} KiB"


if __name__ == "__main__":
    run(main)

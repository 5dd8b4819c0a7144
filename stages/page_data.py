"""What the report's page draws with: the networks, example images and the confused ones.

Reads: prepared NIST36, the classifier's and the autoencoder's weights, the test predictions.
Writes: a folder with scripts that hold them, and one picture of the confused images.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.compression import pca_reconstruct
from lib.classical.crops import LONGEST, STROKE
from lib.classical.mlp import load_classifier
from lib.frame.params import Base
from lib.frame.run import run
from lib.networks.autoencoder import CODE, codes
from lib.report.interactive import (
    autoencoder_values,
    between_values,
    classifier_values,
    confusion_values,
    deep_values,
    epoch_values,
    example_values,
    first_of_each,
)
from lib.report.scripts import write_script
from lib.report.sprites import confused_images, sprite_sheet
from lib.store.arrays import load_arrays
from lib.store.threads import pinned

COLUMNS, MOST = 24, 24  # of the sheet; images of one confusion


@pinned
def main(
    *,
    data: Path,
    classifier: Annotated[Path, "weights"],
    autoencoder: Annotated[Path, "weights"],
    predictions: Annotated[Path, "of the test images"],
    out: Annotated[Path, "folder"],
) -> str:
    arrays, _ = load_arrays(data, "train_x", "valid_x", "valid_y", "test_x")
    network, _ = load_classifier(classifier)
    first, _ = load_arrays(classifier, "initial_Wlayer1", "kept_Wlayer1", "kept_epochs")
    coder, _ = load_arrays(autoencoder)
    outcome, _ = load_arrays(predictions, "truth", "read")
    truth, read = outcome["truth"], outcome["read"]
    valid_x, labels = arrays["valid_x"], arrays["valid_y"].argmax(axis=1)
    shown = pca_reconstruct(arrays["train_x"], valid_x[first_of_each(labels)], CODE)
    confused = confused_images(truth, read, MOST)

    for name, values in {
        "classifier": classifier_values(network, {"longest": LONGEST, "stroke": STROKE}),
        "autoencoder": autoencoder_values(coder, codes(valid_x, coder)),
        "between": between_values(shown),
        "deep": deep_values(np.random.default_rng(Base.load().seed)),
        "epochs": epoch_values(
            first["initial_Wlayer1"], first["kept_Wlayer1"], first["kept_epochs"]
        ),
        "examples": example_values(valid_x, labels),
        "confusion": confusion_values(confused, COLUMNS),
    }.items():
        write_script(out / f"{name}.js", name, values)
    sprite_sheet(arrays["test_x"][confused.indices], COLUMNS).save(out / "confused.png")
    size = sum(file.stat().st_size for file in out.iterdir())
    return f"{out}, {size // 1024} KiB"


if __name__ == "__main__":
    run(main)

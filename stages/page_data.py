"""What the report's page draws with: the networks, example images and the confused ones.

Reads: prepared NIST36, the classifier's and the autoencoder's weights, the test predictions.
Writes: a folder with scripts that hold them, and one picture of the confused images.
"""

from pathlib import Path
from typing import Annotated

from lib.classical.crops import LONGEST, STROKE
from lib.classical.mlp import load_classifier
from lib.frame.run import run
from lib.networks.autoencoder import codes
from lib.report.interactive import (
    autoencoder_values,
    classifier_values,
    confusion_values,
    example_values,
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
    arrays, _ = load_arrays(data, "valid_x", "valid_y", "test_x")
    network, _ = load_classifier(classifier)
    coder, _ = load_arrays(autoencoder)
    outcome, _ = load_arrays(predictions, "probs", "y")
    truth, read = (outcome[name].argmax(axis=1) for name in ("y", "probs"))
    confused = confused_images(truth, read, MOST)

    for name, values in {
        "classifier": classifier_values(network, {"longest": LONGEST, "stroke": STROKE}),
        "autoencoder": autoencoder_values(coder, codes(arrays["valid_x"], coder)),
        "examples": example_values(arrays["valid_x"], arrays["valid_y"].argmax(axis=1)),
        "confusion": confusion_values(confused, COLUMNS),
    }.items():
        write_script(out / f"{name}.js", name, values)
    sprite_sheet(arrays["test_x"][confused.indices], COLUMNS).save(out / "confused.png")
    size = sum(file.stat().st_size for file in out.iterdir())
    return f"{out}, {size // 1024} KiB"


if __name__ == "__main__":
    run(main)

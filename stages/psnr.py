"""Question 5.3: what the autoencoder keeps of the validation images, beside PCA with 32 components.

Reads: prepared NIST36 (train for PCA, valid) and both networks' weights. Writes: a figure of
reconstructions and the metrics.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.compression import mean_psnr, pca_reconstruct
from lib.characters import CLASSES, upright
from lib.figures import style as figures
from lib.frame.params import Base
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned
from lib.training.autoencoder import reconstruct

COMPONENTS = 32  # as many numbers as the autoencoder's code has
SHOWN, EACH = "ABR58", 2


@pinned
def main(
    *,
    data: Path,
    weights: Annotated[list[Path], "default, tuned"],
    figure: Path,
    metrics: Path,
) -> str:
    data, records = load_arrays(data, "train_x", "valid_x", "valid_y")
    x = data["valid_x"]

    default, tuned = (reconstruct(x, load_arrays(path)[0]) for path in weights)
    pca = pca_reconstruct(data["train_x"], x, COMPONENTS)
    values = {
        "psnr": mean_psnr(x, tuned),
        "psnr_default": mean_psnr(x, default),
        "psnr_pca32": mean_psnr(x, pca),
        # The autoencoder cannot leave 0..1; PCA can, and gains by being cut.
        "psnr_pca32_clipped": mean_psnr(x, np.clip(pca, 0, 1)),
    }
    draw(x, data["valid_y"], {"default": default, "tuned": tuned, "PCA": pca}, figure, records)
    write_metrics(metrics, values, n=len(x), seed=Base.load().seed, records=records)
    return "in dB: " + ", ".join(f"{key} {v:.2f}" for key, v in values.items())


def draw(x: np.ndarray, y: np.ndarray, kept: dict, path: Path, records: list) -> None:
    """The first images of five classes: original, then each reconstruction, from top to bottom."""
    labels = y.argmax(axis=1)
    rows = [np.flatnonzero(labels == CLASSES.index(c))[:EACH] for c in SHOWN]
    chosen = np.concatenate(rows)
    tiles = np.concatenate([upright(images[chosen]) for images in (x, *kept.values())])
    title = "Q5.3 From top to bottom: original, " + ", ".join(kept)
    figures.save(figures.image_grid(np.clip(tiles, 0, 1), len(chosen), title), path, records)


if __name__ == "__main__":
    run(main)

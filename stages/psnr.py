"""Question 5.3: what the autoencoder keeps of the validation images, beside PCA with 32 components.

Reads: prepared NIST36 (train for PCA, valid) and both networks' weights. Writes: a figure of
reconstructions and the metrics.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.compression import mean_psnr, pca_reconstruct
from lib.figures.images import draw_reconstructions
from lib.figures.style import save
from lib.frame.params import Base
from lib.frame.run import run
from lib.networks.autoencoder import CODE, reconstruct
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned


@pinned
def main(
    *,
    data: Path,
    weights: Annotated[list[Path], "default, tuned"],
    figure: Path,
    metrics: Path,
) -> str:
    nist36, records = load_arrays(data, "train_x", "valid_x", "valid_y")
    x = nist36["valid_x"]

    default, tuned = (reconstruct(x, load_arrays(path)[0]) for path in weights)
    pca = pca_reconstruct(nist36["train_x"], x, CODE)
    kept = {"default": default, "tuned": tuned, "PCA": pca}
    save(draw_reconstructions(x, nist36["valid_y"], kept), figure, records)
    values = {
        "psnr": mean_psnr(x, tuned),
        "psnr_default": mean_psnr(x, default),
        "psnr_pca32": mean_psnr(x, pca),
        # The autoencoder cannot leave 0..1; PCA can, and gains by being cut.
        "psnr_pca32_clipped": mean_psnr(x, np.clip(pca, 0, 1)),
    }
    write_metrics(metrics, values, n=len(x), seed=Base.load().seed, records=records)
    return "in dB: " + ", ".join(f"{key} {v:.2f}" for key, v in values.items())


if __name__ == "__main__":
    run(main)

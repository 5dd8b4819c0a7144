"""Question 5.3: what the autoencoder keeps of the validation images, beside PCA with 32 components.

Reads: prepared NIST36 (train for PCA, valid), both autoencoders' weights, and those of the
classifier of question 3.1, which reads the reconstructions. Writes: a figure of reconstructions and
the metrics.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.compression import mean_psnr, pca_reconstruct
from lib.characters import CLASSES
from lib.figures.images import draw_reconstructions, shown_images
from lib.figures.picture import save
from lib.frame.params import Base
from lib.frame.run import run
from lib.networks.autoencoder import CODE, reconstruct
from lib.networks.classifier import predict
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned


@pinned
def main(
    *,
    data: Path,
    weights: Annotated[list[Path], "default, tuned"],
    classifier: Annotated[Path, "weights"],
    figure: Path,
    metrics: Path,
) -> str:
    nist36, records = load_arrays(data, "train_x", "valid_x", "valid_y")
    x = nist36["valid_x"]

    default, tuned = (reconstruct(x, load_arrays(path)[0]) for path in weights)
    pca = pca_reconstruct(nist36["train_x"], x, CODE)
    kept = {"default": default, "tuned": tuned, "PCA": pca}
    save(draw_reconstructions(x, nist36["valid_y"], kept), figure, records)
    labels, params = nist36["valid_y"].argmax(axis=1), load_arrays(classifier)[0]
    seen = {"original": x, "default": default, "tuned": tuned}
    read = {name: predict(images, params).argmax(axis=1) for name, images in seen.items()}
    values = {
        "psnr": mean_psnr(x, tuned),
        "psnr_default": mean_psnr(x, default),
        "psnr_pca32": mean_psnr(x, pca),
        # The autoencoder cannot leave 0..1; PCA can, and gains by being cut.
        "psnr_pca32_clipped": mean_psnr(x, np.clip(pca, 0, 1)),
        "read": {name: float((found == labels).mean()) for name, found in read.items()},
        "shown": [
            {name: CLASSES[found[i]] for name, found in {"label": labels, **read}.items()}
            for i in shown_images(nist36["valid_y"])
        ],
    }
    write_metrics(metrics, values, n=len(x), seed=Base.load().seed, records=records)
    return "in dB: " + ", ".join(f"{k} {v:.2f}" for k, v in values.items() if k.startswith("psnr"))


if __name__ == "__main__":
    run(main)

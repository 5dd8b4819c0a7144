"""Question 6.1.2: the network's first convolutions, with which the page draws feature maps.

Reads: the network's weights. Writes: a script that holds the first of them.
"""

from pathlib import Path

import torch

from lib.characters import CLASSES
from lib.frame.run import run
from lib.pytorch.featuremaps import first_convolutions
from lib.pytorch.networks.nist_cnn import nist_cnn
from lib.pytorch.weights import load_weights
from lib.report.packing import packed
from lib.report.scripts import write_script
from lib.store.threads import pinned

COUNT = 2


@pinned
def main(*, weights: Path, out: Path) -> str:
    network = nist_cnn(len(CLASSES), torch.empty(0))
    load_weights(network, weights, "nist_cnn")
    layers = [
        {"weight": packed(layer.weight), "shift": packed(layer.shift), "stride": layer.stride}
        for layer in first_convolutions(network, COUNT)
    ]
    write_script(out, "convolutions", layers)
    return f"{out}, {out.stat().st_size // 1024} KiB"


if __name__ == "__main__":
    run(main)

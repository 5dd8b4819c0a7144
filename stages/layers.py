"""Question 6: a table of one PyTorch network's layers, with the frozen ones before them, if any.

Reads: a prepared set, for the shapes of its images and its number of classes. Writes: a CSV.
"""

from pathlib import Path

from torch import nn, zeros

from lib.frame.params import TrainTorch
from lib.frame.run import run
from lib.pytorch.examples import examples
from lib.pytorch.experiment import build_network
from lib.pytorch.layers import Average
from lib.pytorch.layertable import layer_table
from lib.pytorch.network import preset_named
from lib.pytorch.squeezenet import SQUEEZE_SIDE, load_features
from lib.store.arrays import map_arrays
from lib.store.metrics import write_table
from lib.store.threads import pinned


@pinned
def main(name: str, /, *, data: Path, table: Path) -> str:
    recipe = TrainTorch.load().named(name)
    arrays, _ = map_arrays(data)
    network = build_network(recipe, arrays)
    sample = preset_named(recipe.images).evaluate(examples(arrays, "train").x[:1])
    if recipe.images == "features":  # of SqueezeNet's frozen layers
        network = nn.Sequential(load_features(None), Average(), network)
        sample = zeros(1, 3, SQUEEZE_SIDE, SQUEEZE_SIDE)
    rows = layer_table(network, sample)
    write_table(table, rows)
    return f"{len(rows) - 1} layers, {rows[-1].parameters} parameters"


if __name__ == "__main__":
    run(main)

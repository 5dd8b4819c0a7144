"""For test_ranks.py: one epoch of one batch, by as many processes as torchrun starts.

``python shared_training.py OUT`` writes the gradients of the last step, in float64.
"""

import sys

import torch
from safetensors.torch import save_file

from lib.frame.params import TorchRecipe as Recipe
from lib.pytorch.distributed import process_group
from lib.pytorch.network import Preset
from lib.pytorch.networks.nist_cnn import nist_cnn
from lib.pytorch.train import Examples, best_of, evaluate, train

PLAIN = Preset(lambda x, rng, progress: x, lambda x: x, lambda x: [x])
N = 38  # the last batch of 16 leaves 6 over; a part is never a half of all


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    x, y = torch.randn(N, 1, 32, 32, dtype=torch.float64), torch.arange(N) % 5
    model = nist_cnn(5, x).double()
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # its draws are each process's own
    recipe = Recipe(
        network="nist_cnn",
        images="letters",
        data="nist36",
        epochs=2,
        batch_size=15,
        learning_rate=0.01,
        weight_decay=1e-3,
        label_smoothing=0.1,
    )
    data = Examples(x, y)
    with process_group(torch.device("cpu")) as processes:
        rng = torch.Generator().manual_seed(1)
        history = train(model, data, data, PLAIN, recipe, rng, processes=processes)
        loss, acc = evaluate(model, data, PLAIN.views, processes)
    found = {name: p.grad for name, p in model.named_parameters()}
    found |= {f"state {name}": value for name, value in model.state_dict().items()}
    best = best_of(history)
    numbers = [best.train_loss, best.train_acc, loss, acc]
    found["numbers"] = torch.tensor(numbers, dtype=torch.float64)
    if processes.is_first:
        save_file({name: value.contiguous() for name, value in found.items()}, sys.argv[1])


main()

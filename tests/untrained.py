"""A reader that was never trained: it finds something everywhere, and takes it for an H."""

from pathlib import Path

import torch
from torch import nn

from lib.characters import CLASSES
from lib.language.context import Context, save_context
from lib.language.trigrams import trigrams
from lib.pytorch.reading.finder import Finder
from lib.pytorch.reading.letternet import LetterNet
from lib.pytorch.weights import save_weights
from lib.store.provenance import Provenance
from stages import export

RECORD = Provenance("nist36", "stand-in", {"a.mat": "12" * 32}, 10)


def networks() -> tuple[Finder, LetterNet]:
    """Both networks with random weights, and random averages for the batch normalisation."""
    torch.manual_seed(0)
    finder, letters = Finder(), LetterNet()
    for model in (finder, letters):
        for layer in model.modules():
            if isinstance(layer, nn.BatchNorm2d):
                nn.init.normal_(layer.running_mean, std=0.1)
                nn.init.uniform_(layer.running_var, 0.5, 2.0)
    return finder.eval(), letters.eval()


def write_reader(folder: Path) -> Path:
    """The reader's folder, in ``folder``, by the stage export."""
    finder, letters = networks()
    with torch.no_grad():
        finder.head[1].bias[0] += 8.0
        letters.last.bias[CLASSES.index("H")] += 50.0
    weights = folder / "finder.safetensors", folder / "letter_net.safetensors"
    for model, file in zip((finder, letters), weights, strict=True):
        save_weights(file, model)
    context = Context(trigrams({"HH": 1.0}, 1), weight=0.75, mix=3.0, neighbour=1.5)
    save_context(folder / "context.npz", context, 1.0, [RECORD])
    out = folder / "reader"
    export.main(finder=weights[0], letter_net=weights[1], context=folder / "context.npz", out=out)
    return out

"""Q6.1.1: the fully connected network on NIST36."""

from torch import Tensor, nn

from lib.pytorch.layers import dense


def nist_mlp(classes: int, sample: Tensor) -> nn.Sequential:
    """Q6.1.1: four fully connected layers, on 32 x 32 letters."""
    return nn.Sequential(
        nn.Flatten(), dense(1024, 1024), dense(1024, 768), dense(768, 512), nn.Linear(512, classes)
    )

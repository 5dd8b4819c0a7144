"""Building blocks of question 6's PyTorch networks."""

from collections.abc import Callable
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lib.pytorch.batchnorm import BatchNorm1d, BatchNorm2d

RELU = partial(nn.ReLU, inplace=True)
WHITENING_EPS = 1e-2  # added to the variances, whose square root divides


class Average(nn.Module):
    """The mean over height and width: (n, c, h, w) -> (n, c)."""

    def forward(self, x: Tensor) -> Tensor:
        return x.mean(dim=(2, 3))


def conv(
    inputs: int,
    outputs: int,
    kernel: int = 3,
    stride: int = 1,
    pool: bool = False,
    activation: Callable[[], nn.Module] = RELU,
) -> nn.Sequential:
    """Convolution, batch normalisation, activation: (n, inputs, h, w) -> (n, outputs, h', w').

    h' is h / stride, rounded up. pool: halves it by 2 x 2 maxima, taken before the normalisation,
    which then has a quarter of the values to process.
    """
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        *([nn.MaxPool2d(2)] if pool else []),
        BatchNorm2d(outputs),
        activation(),
    )


def dense(inputs: int, outputs: int) -> nn.Sequential:
    """Fully connected layer, batch normalisation, ReLU: (n, inputs) -> (n, outputs)."""
    return nn.Sequential(
        nn.Linear(inputs, outputs, bias=False), BatchNorm1d(outputs), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    """x + body(x), for a ``body`` that keeps the shape (He et al. 2016)."""

    def __init__(self, body: nn.Module):
        super().__init__()
        self.body = body

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


def start_as_identity(network: nn.Module) -> nn.Module:
    """Have each trained convolution pass its inputs on unchanged, as its first output channels.

    Dirac filters; further output channels keep their random weights (Jordan 2024, "94% on CIFAR-10
    in 3.29 seconds", section 3.2). Returns the network.
    """
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d) and layer.weight.requires_grad:
            nn.init.dirac_(layer.weight.data[: layer.in_channels])
    return network


def whitening(sample: Tensor, kernel: int, pairs: int, stride: int, padding: int) -> nn.Conv2d:
    """A frozen convolution onto the principal components of patches, scaled to equal variance.

    sample: (n, 3, h, w) images as the network receives them. The ``pairs`` strongest components
    come with both signs, since a ReLU follows: 2 * pairs output channels. This saves the epochs in
    which a first layer would learn as much (Page 2019, "How to train your ResNet").
    """
    patches = F.unfold(sample.cpu(), kernel, stride=kernel).transpose(1, 2).flatten(0, 1).double()
    patches = patches - patches.mean(dim=0)
    values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    strongest = values.argsort(descending=True)[:pairs]
    # An eigenvector's sign is arbitrary, which is harmless here: both signs are used. WHITENING_EPS
    # keeps weak components, which are mostly noise, from being amplified.
    weight = (vectors[:, strongest] / (values[strongest] + WHITENING_EPS).sqrt()).T.float()
    layer = nn.Conv2d(3, 2 * pairs, kernel, stride, padding, bias=False)
    layer.weight = nn.Parameter(
        torch.cat([weight, -weight]).view(2 * pairs, 3, kernel, kernel), requires_grad=False
    )
    return layer

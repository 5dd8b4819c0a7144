"""Layers that the PyTorch networks of question 6 are put together from."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lib.pytorch.distributed import BatchNorm1d, BatchNorm2d


class Average(nn.Module):
    """The mean over both directions of space: (n, c, h, w) -> (n, c)."""

    def forward(self, x: Tensor) -> Tensor:
        return x.mean(dim=(2, 3))


def conv(
    inputs: int, outputs: int, kernel: int = 3, stride: int = 1, pool: bool = False
) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU; the size stays, shrinks by the stride, or is halved.

    The maximum is taken before the normalisation: it then has a quarter of the numbers to work on.
    """
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        *([nn.MaxPool2d(2)] if pool else []),
        BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def dense(inputs: int, outputs: int) -> nn.Sequential:
    """Fully connected layer, batch normalisation, ReLU."""
    return nn.Sequential(
        nn.Linear(inputs, outputs, bias=False), BatchNorm1d(outputs), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    """x plus what ``body`` makes of it."""

    def __init__(self, body: nn.Module):
        super().__init__()
        self.body = body

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


def whitening(sample: Tensor, kernel: int, pairs: int, stride: int, padding: int) -> nn.Conv2d:
    """A fixed convolution whose outputs are the principal components of patches, at equal variance.

    sample: (n, 3, h, w) images as the network gets them. The ``pairs`` strongest components come
    with both signs, since a ReLU follows: 2 * pairs channels. What a first layer would need epochs
    to learn is there from the start (Page 2019, "How to train your ResNet").
    """
    patches = F.unfold(sample.cpu(), kernel, stride=kernel).transpose(1, 2).flatten(0, 1).double()
    patches = patches - patches.mean(dim=0)
    values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    strongest = values.argsort(descending=True)[:pairs]
    # An eigenvector's sign is arbitrary; harmless, as both signs are used.
    weight = (vectors[:, strongest] / (values[strongest] + 1e-2).sqrt()).T.float()
    layer = nn.Conv2d(3, 2 * pairs, kernel, stride, padding, bias=False)
    layer.weight = nn.Parameter(
        torch.cat([weight, -weight]).view(2 * pairs, 3, kernel, kernel), requires_grad=False
    )
    return layer

"""The PyTorch networks of question 6. Each takes a batch and returns logits (n, classes)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lib.batchnorm import BatchNorm1d, BatchNorm2d


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


def nist_mlp(classes: int, sample: Tensor) -> nn.Sequential:
    """Q6.1.1: four fully connected layers, on 32 x 32 letters."""
    return nn.Sequential(
        nn.Flatten(), dense(1024, 1024), dense(1024, 768), dense(768, 512), nn.Linear(512, classes)
    )


def nist_cnn(classes: int, sample: Tensor) -> nn.Sequential:
    """Q6.1.2: six convolutions and a linear layer, on 32 x 32 letters."""
    return nn.Sequential(
        conv(1, 32, kernel=5, stride=2),
        conv(32, 64),
        nn.MaxPool2d(2),
        conv(64, 128),
        Residual(conv(128, 128)),
        nn.MaxPool2d(2),
        conv(128, 192),
        Residual(conv(192, 192)),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(192 * 4 * 4, classes),
    )


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


def cifar_cnn(classes: int, sample: Tensor) -> nn.Sequential:
    """Q6.1.3: a fixed whitening layer and six convolutions, on small photographs."""
    return nn.Sequential(
        whitening(sample, kernel=2, pairs=12, stride=1, padding=0),
        # Nothing is learned up to here, so no gradient is computed for the largest images.
        BatchNorm2d(24, affine=False),
        nn.ReLU(inplace=True),
        conv(24, 32, pool=True),
        Residual(conv(32, 32)),
        conv(32, 128, pool=True),
        Residual(conv(128, 128)),
        conv(128, 128, pool=True),
        Residual(conv(128, 128)),
        Average(),
        nn.Linear(128, classes),
    )


def photo_cnn(classes: int, sample: Tensor) -> nn.Sequential:
    """Q6.1.4 and Q6.2: a fixed whitening layer and five convolutions; any size of image."""
    return nn.Sequential(
        whitening(sample, kernel=3, pairs=16, stride=2, padding=1),
        BatchNorm2d(32),
        nn.ReLU(inplace=True),
        conv(32, 48, stride=2),
        nn.MaxPool2d(2),
        conv(48, 96),
        Residual(conv(96, 96)),
        nn.MaxPool2d(2),
        conv(96, 192),
        Residual(conv(192, 192)),
        Average(),
        nn.Dropout(0.2),
        nn.Linear(192, classes),
    )


class SqueezeClassifier(nn.Module):
    """Q6.2: SqueezeNet's classifier layer, on features averaged over space, (n, 512).

    Its weights have the names and shapes that torchvision's network has. The average comes first
    and there is no ReLU after it, so this is a plain linear classifier.
    """

    def __init__(self, classes: int, sample: Tensor):
        super().__init__()
        self.classifier = nn.Sequential(nn.Dropout(0.5), nn.Conv2d(512, classes, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(x[:, :, None, None]).flatten(1)

"""Q6.1.3: the convolutional network on CIFAR-10."""

from torch import Tensor, nn

from lib.pytorch.batchnorm import BatchNorm2d
from lib.pytorch.layers import Average, Residual, conv, whitening


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

"""Q6.2: the flowers by SqueezeNet's classifier, on features of its frozen layers."""

from torch import Tensor, nn

from lib.pytorch.images.features import FEATURES
from lib.pytorch.network import Task
from lib.pytorch.squeezenet import SQUEEZE_SIDE


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


TASK = Task(
    "Q6.2 Flowers, classifier on SqueezeNet", SqueezeClassifier, FEATURES,
    frozen_side=SQUEEZE_SIDE, refit=True,
)  # fmt: skip

"""The networks of question 6 by name: how each is built and what its images go through."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lib import imageaug, torchmodels


@dataclass(frozen=True)
class Task:
    """build(classes, sample) -> network; sample: training images as the network takes them.

    frozen_side: 0, or the side of the images whose frozen SqueezeNet features the network gets.
    refit: whether, once validation has had its say, the network that is tested is trained anew on
    the training and the validation images together.
    """

    title: str
    build: Callable[[int, Tensor], nn.Module]
    preset: imageaug.Preset
    frozen_side: int = 0
    refit: bool = False

    def whole(self, model: nn.Module, sample: Tensor) -> tuple[nn.Module, Tensor]:
        """The network with its frozen part, if any, and one example of what it then takes."""
        if not self.frozen_side:
            return model, sample[:1]
        # Imported here: torchvision takes seconds to import, and one network alone needs it.
        from lib.squeezenet import load_features

        network = nn.Sequential(load_features(None), torchmodels.Average(), model)
        return network, torch.zeros(1, 3, self.frozen_side, self.frozen_side)


TASKS = {
    "nist_mlp": Task("Q6.1.1 Fully connected, NIST36", torchmodels.nist_mlp, imageaug.LETTERS),
    "nist_cnn": Task("Q6.1.2 Convolutional, NIST36", torchmodels.nist_cnn, imageaug.LETTERS),
    "cifar_cnn": Task("Q6.1.3 CIFAR-10", torchmodels.cifar_cnn, imageaug.TINY_PHOTOS),
    "scene_cnn": Task("Q6.1.4 Scenes", torchmodels.photo_cnn, imageaug.PHOTOS),
    "flower_cnn": Task("Q6.2 Flowers from scratch", torchmodels.photo_cnn, imageaug.PHOTOS),
    "flower_squeezenet": Task(
        "Q6.2 Flowers, classifier on SqueezeNet", torchmodels.SqueezeClassifier,
        imageaug.FEATURES, frozen_side=imageaug.SQUEEZE_SIDE, refit=True,
    ),
}  # fmt: skip

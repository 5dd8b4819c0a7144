"""torchvision's SqueezeNet 1.1: its frozen features, and the one layer that is trained."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torchvision.models import squeezenet1_1

from lib.torchweights import load_weights


def load_features(path: Path | None) -> nn.Module:
    """The layers before the classifier, frozen, in evaluation mode.

    path: a state dict of the whole network as torchvision saves it, or None: then the layers keep
    torchvision's random first weights, from torch's generator. Raises InputError for a file that is
    no state dict, lacks a layer, or holds one of another shape.
    """
    features = squeezenet1_1(weights=None).features
    if path is not None:
        load_weights(features, path, "squeezenet1_1", "features.")
    return features.eval().requires_grad_(False)


@torch.inference_mode()
def pooled(features: nn.Module, views: Tensor) -> Tensor:
    """Features averaged over space: views (n, 3, h, w) as the network takes them -> (n, 512).

    The classifier is a 1 x 1 convolution followed by an average over space. Both are linear, so
    averaging first gives the same logits from 1/169 of the numbers.
    """
    return features(views.contiguous(memory_format=torch.channels_last)).mean(dim=(2, 3))

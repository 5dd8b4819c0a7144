"""torchvision's SqueezeNet 1.1 as a frozen feature extractor, and the views that it is shown."""

from pathlib import Path

import torch
from torch import Generator, Tensor, nn
from torchvision.models import squeezenet1_1

from lib.pytorch.imagenet import normalised
from lib.pytorch.transforms import Warp, fixed_views, jitter, matrices, warp_images
from lib.pytorch.weights import load_weights

SQUEEZE_SIDE = 224  # pixels, on which torchvision's weights were trained
LARGE_SIDE = 288  # pixels; on larger images than it was trained on, it sees finer detail
# Ranges of the random views that the classifier is trained on.
SQUEEZE = Warp(rotate=10, scale=(0.5, 1.0), aspect=1.4, flip=True)
# Fixed views, as for ``fixed_views``: an image and its mirror image, whole and their middle.
WHOLE: list[tuple[float, float, float, float]] = [(0, 1, 0, 0), (0, -1, 0, 0)]
MIDDLE: list[tuple[float, float, float, float]] = [(0, 0.75, 0, 0), (0, -0.75, 0, 0)]


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
    averaging first gives the same logits from 1/169 of the values.
    """
    return features(views.contiguous(memory_format=torch.channels_last)).mean(dim=(2, 3))


def squeeze_variation(x: Tensor, rng: Generator) -> Tensor:
    """One random view of each image for the frozen network."""
    theta = matrices(SQUEEZE, torch.ones(len(x), device=x.device), rng)
    return jitter(warp_images(normalised(x), theta, SQUEEZE_SIDE), 0.2, rng)


def squeeze_views(x: Tensor) -> list[Tensor]:
    """The plain image and its mirror image, then the middle of each, then both in a larger size."""
    x = normalised(x)
    usual = fixed_views(x, WHOLE + MIDDLE, SQUEEZE_SIDE)
    return usual + fixed_views(x, WHOLE, LARGE_SIDE)

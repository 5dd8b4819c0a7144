"""torchvision's ImageNet classifiers by name, their categories, and still images of one of them."""

import difflib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torchvision import models

from lib.datasets.archives import read_members
from lib.frame.errors import InputError
from lib.pytorch.weights import load_weights

# Of ImageNet's training images, for red, green and blue; values from 0 to 1.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def load_imagenet_model(name: str, weights: Path | None) -> nn.Module:
    """A classification model in evaluation mode; ``weights``: a state dict, or None (random).

    Raises InputError for an unknown name, with near matches, and for weights that do not fit.
    """
    names = models.list_models(module=models)
    if name not in names:
        raise InputError(f"unknown model '{name}'; {_near(name, names)}")
    model = models.get_model(name, weights=None)
    if weights is not None:
        load_weights(model, weights, name)
    return model.eval().requires_grad_(False)


def category_index(model: str, category: str) -> int:
    """The class number of a category by its name. Raises InputError with near matches."""
    names = models.get_model_weights(model).DEFAULT.meta["categories"]
    if category not in names:
        raise InputError(f"unknown category '{category}'; {_near(category, names)}")
    return names.index(category)


def category_names(model: str) -> list[str]:
    """The names of all classes, in their order."""
    return list(models.get_model_weights(model).DEFAULT.meta["categories"])


def normalised(images: Tensor) -> Tensor:
    """(n, 3, h, w) uint8 -> float32, scaled as torchvision's ImageNet models expect it."""
    device = images.device
    mean, deviation = (torch.tensor(v, device=device).view(3, 1, 1) for v in (MEAN, DEVIATION))
    return (images.float() / 255 - mean) / deviation


def read_stills(archive: Path, wnid: str) -> tuple[list[np.ndarray], list[str]]:
    """The images in the folder ``wnid`` of a tar, (h, w, 3) uint8, and the names of broken ones."""
    images, broken = [], []
    for name, content in read_members(archive):
        if Path(name).parent.name != wnid:
            continue
        try:
            with Image.open(io.BytesIO(content)) as image:
                images.append(np.array(image.convert("RGB")))
        except Exception:  # decoders of damaged files raise nearly anything
            broken.append(name)
    return images, broken


def _near(name: str, names: Sequence[str]) -> str:
    holding = [known for known in names if name.lower() in known.lower()]
    near = (holding + difflib.get_close_matches(name, names, n=5, cutoff=0.4))[:5]
    return f"near it are {', '.join(near)}" if near else f"examples are {', '.join(names[:5])}"

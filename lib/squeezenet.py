"""torchvision's SqueezeNet 1.1: its frozen features, and the one layer that is trained."""

import zipfile
from pathlib import Path

import torch
from torch import Tensor, nn
from torchvision.models import squeezenet1_1

from lib.arrays import refuse_inflated
from lib.errors import InputError

_PREFIX = "features."


def load_features(path: Path | None) -> nn.Module:
    """The layers before the classifier, frozen, in evaluation mode.

    path: a state dict of the whole network as torchvision saves it, or None: then the layers keep
    torchvision's random first weights, from torch's generator. Raises InputError for a file that is
    no state dict, lacks a layer, or holds one of another shape.
    """
    features = squeezenet1_1(weights=None).features
    if path is not None:
        saved = _read(path)
        for name, wanted in features.state_dict().items():
            found = saved.get(_PREFIX + name)
            if found is None:
                raise InputError(f"{path.name}: holds no {_PREFIX}{name}; it is no squeezenet1_1")
            if found.shape != wanted.shape:
                raise InputError(
                    f"{path.name}: {_PREFIX}{name} has shape {tuple(found.shape)}; squeezenet1_1 "
                    f"needs {tuple(wanted.shape)}"
                )
            if not (found.is_floating_point() and found.isfinite().all()):
                raise InputError(f"{path.name}: {_PREFIX}{name} must hold finite numbers")
        features.load_state_dict({n: saved[_PREFIX + n] for n in features.state_dict()})
    return features.eval().requires_grad_(False)


def _read(path: Path) -> dict[str, Tensor]:
    try:
        if zipfile.is_zipfile(path):
            refuse_inflated(path)
        saved = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except Exception as error:  # torch raises whatever its unpickler met
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise InputError(f"{path.name}: not a file of PyTorch weights ({reason})") from None
    if not isinstance(saved, dict) or not all(isinstance(v, Tensor) for v in saved.values()):
        raise InputError(f"{path.name}: not a dictionary of tensors")
    return saved


@torch.inference_mode()
def pooled(features: nn.Module, views: Tensor) -> Tensor:
    """Features averaged over space: views (n, 3, h, w) as the network takes them -> (n, 512).

    The classifier is a 1 x 1 convolution followed by an average over space. Both are linear, so
    averaging first gives the same logits from 1/169 of the numbers.
    """
    return features(views.contiguous(memory_format=torch.channels_last)).mean(dim=(2, 3))

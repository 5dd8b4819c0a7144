"""Weights of PyTorch networks: into a file, and from one into a network that they must fit."""

import zipfile
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor, nn

from lib.frame.errors import InputError
from lib.frame.files import replacing
from lib.store.arrays import refuse_inflated


def save_weights(path: Path, model: nn.Module) -> None:
    """Write a network's state dict as safetensors, whole or not at all."""
    with replacing(path) as unfinished:
        # Not safetensors' own writing: it has its own error for a disk that is full.
        unfinished.write_bytes(save({k: v.contiguous() for k, v in model.state_dict().items()}))


def load_weights(model: nn.Module, path: Path, what: str, prefix: str = "") -> None:
    """Load a state dict in place. No code in the file is run.

    what: the network's name. prefix: before the file's names, of which those that begin otherwise
    are left out. Raises InputError for a file that is no state dict, lacks an array, holds one that
    the network has not, or one of another shape or without finite numbers.
    """
    wanted = {prefix + name: value for name, value in model.state_dict().items()}
    saved = {name: v for name, v in _read(path).items() if name.startswith(prefix)}
    for name, value in wanted.items():
        found = saved.get(name)
        if found is None:
            raise InputError(f"{path.name}: holds no {name}; it is no {what}")
        if found.shape != value.shape:
            raise InputError(
                f"{path.name}: {name} has shape {tuple(found.shape)}; {what} needs "
                f"{tuple(value.shape)}"
            )
        alike = found.is_floating_point() == value.is_floating_point() and not found.is_complex()
        if not (alike and found.to(torch.float64).isfinite().all()):
            raise InputError(f"{path.name}: {name} must hold finite numbers, of {value.dtype}")
    if strange := sorted(saved.keys() - wanted.keys()):
        raise InputError(f"{path.name}: holds {strange[0]}, which {what} has not")
    model.load_state_dict({name.removeprefix(prefix): saved[name] for name in wanted})


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
    if not isinstance(saved, dict):
        raise InputError(f"{path.name}: not a dictionary of names and full tensors")
    for name, value in saved.items():
        plain = isinstance(value, Tensor) and value.layout is torch.strided
        if not isinstance(name, str) or not plain or value.device.type != "cpu":
            raise InputError(f"{path.name}: not a dictionary of names and full tensors")
    return saved

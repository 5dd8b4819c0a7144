"""The convolutional letter network (Q6.1.2) in NumPy alone: reading a page starts without PyTorch.

LAYERS repeats the network of ``lib.pytorch.networks.nist_cnn``; a test holds the two equal. The
place of a layer is its number in the names of the weights: "3.0.weight" are the kernels of layer 3,
"3.1.bias" belongs to the normalisation after them.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from safetensors import SafetensorError
from safetensors.numpy import load_file

from lib.characters import CLASSES, upright
from lib.frame.errors import InputError

__all__ = ["LetterNet", "load_letternet", "logits"]


@dataclass(frozen=True)
class Convolution:
    """Convolution without bias, batch normalisation, ReLU; the input is padded by kernel // 2.

    inputs, outputs: channels. kernel, stride: pixels. residual: the input is added to the output.
    """

    inputs: int
    outputs: int
    kernel: int = 3
    stride: int = 1
    residual: bool = False


@dataclass(frozen=True)
class MaxPool:
    """The maximum of each square of 2 x 2 pixels."""


LAYERS: tuple[Convolution | MaxPool, ...] = (
    Convolution(1, 32, kernel=5, stride=2),
    Convolution(32, 64),
    MaxPool(),
    Convolution(64, 128),
    Convolution(128, 128, residual=True),
    MaxPool(),
    Convolution(128, 192),
    Convolution(192, 192, residual=True),
)
FEATURES = 192 * 4 * 4  # what the last layer above gives, flattened
LINEAR = 10  # the place of the linear layer: flattening and dropout stand before it
EPSILON = 1e-5  # what the normalisation adds to the variance: PyTorch's default
BATCH = 64  # letters at a time: bounds the memory


@dataclass(frozen=True)
class LetterNet:
    """The weights, all float32.

    convolutions: for each place of a convolution its weight, (kernel * kernel * inputs, outputs),
    and bias, (outputs,), with the normalisation folded into both.
    weight, bias: those of the linear layer, (3072, 36) and (36,).
    """

    convolutions: dict[int, tuple[np.ndarray, np.ndarray]]
    weight: np.ndarray
    bias: np.ndarray


def logits(x: np.ndarray, net: LetterNet) -> np.ndarray:
    """Scores before the softmax: rows of NIST36 (n, 1024) float32 -> (n, 36) float32."""
    images = 1 - upright(x)[:, :, :, None]
    parts = [forward(images[i : i + BATCH], net) for i in range(0, len(x), BATCH)]
    return np.concatenate([np.zeros((0, len(CLASSES)), np.float32), *parts])


def forward(x: np.ndarray, net: LetterNet) -> np.ndarray:
    """Images (n, 32, 32, 1), upright, ink 1 on paper 0 -> scores (n, 36)."""
    for place, layer in enumerate(LAYERS):
        if isinstance(layer, MaxPool):
            x = max_pool(x)
            continue
        weight, bias = net.convolutions[place]
        y = np.maximum(convolve(x, weight, layer) + bias, 0)
        x = x + y if layer.residual else y
    # PyTorch flattens with the channels first.
    flat = x.transpose(0, 3, 1, 2).reshape(len(x), -1)
    return flat @ net.weight + net.bias


def convolve(x: np.ndarray, weight: np.ndarray, layer: Convolution) -> np.ndarray:
    """(n, h, w, inputs) -> (n, h', w', outputs): every patch is a row of one matrix product."""
    kernel, margin, step = layer.kernel, layer.kernel // 2, layer.stride
    x = np.pad(x, [(0, 0), (margin, margin), (margin, margin), (0, 0)])
    patches = sliding_window_view(x, (kernel, kernel), axis=(1, 2))[:, ::step, ::step]
    rows = patches.transpose(0, 1, 2, 4, 5, 3).reshape(-1, len(weight))
    return (rows @ weight).reshape(*patches.shape[:3], layer.outputs)


def max_pool(x: np.ndarray) -> np.ndarray:
    """(n, h, w, c) with even h and w -> (n, h / 2, w / 2, c)."""
    x = np.maximum(x[:, ::2], x[:, 1::2])
    return np.maximum(x[:, :, ::2], x[:, :, 1::2])


def load_letternet(path: Path) -> LetterNet:
    """The network in a safetensors file. Raises InputError, naming the file and the array."""
    try:
        arrays = load_file(path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; 'make' builds it") from None
    except (SafetensorError, ValueError, TypeError, KeyError, AttributeError):
        raise InputError(f"{path}: not a safetensors file, or damaged") from None
    arrays = {name: a for name, a in arrays.items() if not name.endswith("num_batches_tracked")}
    try:
        return assemble(arrays)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def assemble(arrays: dict[str, np.ndarray]) -> LetterNet:
    """The network of named arrays. Raises InputError, naming the array that does not fit.

    ``arrays`` is emptied.
    """
    convolutions = {
        place: folded(arrays, place, layer)
        for place, layer in enumerate(LAYERS)
        if isinstance(layer, Convolution)
    }
    weight = taken(arrays, f"{LINEAR}.weight", (len(CLASSES), FEATURES))
    bias = taken(arrays, f"{LINEAR}.bias", (len(CLASSES),))
    if arrays:
        raise InputError(f"{min(arrays)} belongs to no layer of the letter network")
    return LetterNet(convolutions, np.ascontiguousarray(weight.T), bias)


def folded(
    arrays: dict[str, np.ndarray], place: int, layer: Convolution
) -> tuple[np.ndarray, np.ndarray]:
    """A convolution and its normalisation as one: gamma (conv(x) - mean) / deviation + beta."""
    name = f"{place}.body" if layer.residual else f"{place}"
    shape = (layer.outputs, layer.inputs, layer.kernel, layer.kernel)
    kernels = taken(arrays, f"{name}.0.weight", shape)
    gamma, beta, mean, variance = (
        taken(arrays, f"{name}.1.{part}", (layer.outputs,)).astype(np.float64)
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    if variance.min() < 0:
        raise InputError(f"{name}.1.running_var holds negative variances")
    scale = gamma / np.sqrt(variance + EPSILON)
    weight = kernels.transpose(2, 3, 1, 0).reshape(-1, layer.outputs) * scale
    return weight.astype(np.float32), (beta - mean * scale).astype(np.float32)


def taken(arrays: dict[str, np.ndarray], name: str, shape: tuple[int, ...]) -> np.ndarray:
    """One array, checked, and taken out of ``arrays``."""
    if name not in arrays:
        raise InputError(f"{name} is missing")
    array = arrays.pop(name)
    if array.shape != shape:
        raise InputError(f"{name} is of shape {array.shape}; it must be {shape}")
    if array.dtype != np.float32 or not np.isfinite(array).all():
        raise InputError(f"{name} must hold finite float32 numbers")
    return array

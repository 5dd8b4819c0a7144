"""The convolutional letter network (Q6.1.2) in NumPy alone: reading a page starts without PyTorch.

The weights file names its arrays by their place in the network: "3.0.weight" is the first layer of
the block at place 3. Widths, kernels and the order of the blocks are taken from there. A block is a
convolution, batch normalisation and ReLU; the normalisation is folded into the convolution. Layers
without weights leave no trace but a gap in the numbering; what such gaps mean stands below.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from safetensors import SafetensorError
from safetensors.numpy import load_file

from lib.characters import CLASSES, SIDE, upright
from lib.frame.errors import InputError

__all__ = ["LetterNet", "load_letternet", "logits"]

# What names and shapes do not say. A gap between two blocks is a pooling of 2 x 2, and so is a gap
# between a convolution and its normalisation; padding keeps the size. Before the linear layer stand
# dropout and flattening, poolings as its size demands, or the mean over the image. And:
STRIDES = {"0.0": 2}  # of the convolutions that skip places; the others go step by step
EPSILON = 1e-5  # added to the variance: PyTorch's default
BATCH = 64  # letters at a time: bounds the memory

_NORM = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True)
class Block:
    """Convolution, pooling, normalisation, ReLU: relu(sign * pooled(x @ weight) + bias).

    weight: (k * k * inputs, outputs), scaled to normalise; sign, bias: (outputs,). A negative scale
    would turn a maximum into a minimum, so its sign is applied after pooling.
    """

    name: str
    weight: np.ndarray
    sign: np.ndarray
    bias: np.ndarray
    kernel: int
    stride: int
    pool_before: int  # how many times the image is halved before the convolution
    pool_inside: int  # and after it

    @property
    def branch(self) -> str:
        """The residual body that it belongs to, whose input is added to its output; or ""."""
        return self.name.split("body")[0] if "body" in self.name else ""


@dataclass(frozen=True)
class LetterNet:
    """Blocks in order, then poolings (None: the mean) and a linear layer, (features, 36), (36,)."""

    blocks: tuple[Block, ...]
    pool_last: int | None
    weight: np.ndarray
    bias: np.ndarray


def logits(x: np.ndarray, net: LetterNet) -> np.ndarray:
    """Scores before the softmax: rows of NIST36 (n, 1024) float32 -> (n, 36) float32."""
    images = 1 - upright(x)[:, :, :, None]
    parts = [forward(images[i : i + BATCH], net) for i in range(0, len(x), BATCH)]
    return np.concatenate([np.zeros((0, len(CLASSES)), np.float32), *parts])


def forward(x: np.ndarray, net: LetterNet) -> np.ndarray:
    """Images (n, 32, 32, 1), ink 1, upright -> (n, 36)."""
    branch, kept = "", x
    for block in net.blocks:
        if branch and block.branch != branch:
            x = kept + x
        x = pooled(x, block.pool_before)
        if block.branch != branch:
            branch, kept = block.branch, x
        y = pooled(convolved(x, block), block.pool_inside)
        x = np.maximum(y * block.sign + block.bias, 0)
    if branch:
        x = kept + x
    x = x.mean(axis=(1, 2)) if net.pool_last is None else pooled(x, net.pool_last)
    # PyTorch flattens with the channels first.
    flat = x if x.ndim == 2 else x.transpose(0, 3, 1, 2).reshape(len(x), -1)
    return flat @ net.weight + net.bias


def convolved(x: np.ndarray, block: Block) -> np.ndarray:
    """(n, h, w, c) -> (n, h', w', outputs): every patch as a row of one matrix product."""
    k, step = block.kernel, block.stride
    x = np.pad(x, [(0, 0), (k // 2, k // 2), (k // 2, k // 2), (0, 0)])
    patches = sliding_window_view(x, (k, k), axis=(1, 2))[:, ::step, ::step]
    rows = patches.transpose(0, 1, 2, 4, 5, 3).reshape(-1, len(block.weight))
    return (rows @ block.weight).reshape(*patches.shape[:3], -1)


def pooled(x: np.ndarray, times: int) -> np.ndarray:
    """(n, h, w, c) -> the maxima of 2 x 2 places, ``times`` times."""
    for _ in range(times):
        x = x[:, : x.shape[1] // 2 * 2, : x.shape[2] // 2 * 2]
        x = np.maximum(x[:, ::2], x[:, 1::2])
        x = np.maximum(x[:, :, ::2], x[:, :, 1::2])
    return x


def load_letternet(path: Path) -> LetterNet:
    """The network in a safetensors file. Raises InputError, naming the file and the array."""
    try:
        arrays = load_file(path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; 'make' builds it") from None
    except (SafetensorError, ValueError, TypeError, KeyError, AttributeError):
        raise InputError(f"{path}: not a safetensors file, or damaged") from None
    arrays = {name: a for name, a in arrays.items() if not name.endswith("num_batches_tracked")}
    for name, array in arrays.items():
        if array.dtype != np.float32 or not np.isfinite(array).all():
            raise InputError(f"{path}: {name} must hold finite float32 numbers")
    try:
        return assemble(arrays)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def assemble(arrays: dict[str, np.ndarray]) -> LetterNet:
    """The network of named arrays. Raises InputError, naming the array that does not fit."""
    convolutions = sorted((name for name, a in arrays.items() if a.ndim == 4), key=place)
    linear = [name for name, a in arrays.items() if a.ndim == 2]
    if not convolutions or len(linear) != 1:
        raise InputError(
            f"{len(convolutions)} convolutions and {len(linear)} linear layers; "
            "a letter network has some and one"
        )
    blocks, channels, side, before = [], 1, SIDE, -1
    unused = set(arrays)
    for name in convolutions:
        outer = place(name)[0]
        norm = normalisation(arrays, name)
        block = fold(arrays, name, norm, channels, max(0, outer - before - 1))
        unused -= {name} | {f"{norm}.{part}" for part in _NORM}
        side = (((side >> block.pool_before) - 1) // block.stride + 1) >> block.pool_inside
        blocks.append(block)
        channels, before = len(block.bias), outer
    last = linear[0].removesuffix(".weight")
    weight = array_of(arrays, f"{last}.weight", (len(CLASSES), None))
    bias = array_of(arrays, f"{last}.bias", (len(CLASSES),))
    unused -= {f"{last}.weight", f"{last}.bias"}
    if unused:
        raise InputError(f"{min(unused)} belongs to no layer of a letter network")
    for pool_last, count in ((0, side**2), (1, (side // 2) ** 2), (None, 1)):
        if channels * count == weight.shape[1]:
            return LetterNet(tuple(blocks), pool_last, np.ascontiguousarray(weight.T), bias)
    raise InputError(
        f"{last}.weight takes {weight.shape[1]} numbers; "
        f"{channels} channels of {side} x {side} come to it"
    )


def place(name: str) -> list[int]:
    """The numbers in a layer's name, the place in the network first."""
    return [int(number) for number in re.findall(r"\d+", name)] or [0]


def normalisation(arrays: dict[str, np.ndarray], convolution: str) -> str:
    """The name of the normalisation after a convolution: the next layer, or the next but one."""
    within, _, at = convolution.removesuffix(".weight").rpartition(".")
    if not at.isdecimal():
        raise InputError(f"{convolution} is no layer's weight; its name must end in NUMBER.weight")
    names = [f"{within}.{int(at) + further}" for further in (1, 2)]
    return names[1] if f"{names[1]}.running_var" in arrays else names[0]


def fold(arrays: dict, name: str, norm: str, inputs: int, pool_before: int) -> Block:
    """A convolution and its normalisation: gamma (conv(x) - mean) / deviation + beta."""
    kernels = array_of(arrays, name, (None, inputs, None, None))
    outputs, _, kernel, width = kernels.shape
    if kernel != width or kernel % 2 == 0:
        raise InputError(f"{name} is of shape {kernels.shape}; its last two must be equal and odd")
    gamma, beta, mean, variance = (
        array_of(arrays, f"{norm}.{part}", (outputs,)).astype(np.float64) for part in _NORM
    )
    scale = gamma / np.sqrt(variance + EPSILON)
    columns = kernels.transpose(2, 3, 1, 0).reshape(-1, outputs) * np.abs(scale)
    return Block(
        name,
        columns.astype(np.float32),
        np.where(scale < 0, -1, 1).astype(np.float32),
        (beta - mean * scale).astype(np.float32),
        kernel,
        STRIDES.get(name.removesuffix(".weight"), 1),
        pool_before,
        place(norm)[-1] - place(name)[-1] - 1,
    )


def array_of(arrays: dict, name: str, shape: tuple[int | None, ...]) -> np.ndarray:
    """One array, its shape checked; None stands for any length."""
    if name not in arrays:
        raise InputError(f"{name} is missing")
    found = arrays[name].shape
    if len(found) != len(shape) or any(
        want is not None and want != has for want, has in zip(shape, found, strict=False)
    ):
        wanted = ", ".join("any" if want is None else str(want) for want in shape)
        raise InputError(f"{name} is of shape {found}; it must be ({wanted})")
    return arrays[name]

"""Write a network as an ONNX file, which reading needs alone."""

import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from lib.frame.files import replacing

__all__ = ["export"]


def export(path: Path, model: nn.Module, example: Tensor, varying: dict[int, str]) -> None:
    """Write ``model``, whole or not at all; the same bytes for the same weights.

    example: an input; varying: its axes whose length varies, by name.
    """
    with replacing(path) as unfinished, warnings.catch_warnings():
        # The newer exporter records where on this machine each line of code stands.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model.eval(), (example,), unfinished, dynamo=False, opset_version=17,
            input_names=["x"], output_names=["y"], dynamic_axes={"x": varying},
        )  # fmt: skip

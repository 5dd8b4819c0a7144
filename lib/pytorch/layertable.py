"""A network's layers as a table: kernel, output shape, parameters, multiply-adds."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class LayerRow:
    """One layer. kernel: shape of its weights, or "-"; output: its shape for one example.

    multiply_adds: for one example. Batch normalisation, a scale and a shift, counts one for each
    output value; biases and activations count none.
    """

    layer: str
    kernel: str
    output: str
    parameters: int
    multiply_adds: int


@torch.inference_mode()
def layer_table(network: nn.Module, example: Tensor) -> list[LayerRow]:
    """The layers that hold no other layers, in the order in which they run, and a row of totals.

    example: a batch as the network takes it. A layer that runs twice has two rows, of which only
    the first counts its parameters.
    """
    rows: list[LayerRow] = []
    counted: set[nn.Module] = set()

    def record(name: str, module: nn.Module, output: Tensor) -> None:
        weight = getattr(module, "weight", None)
        parameters = sum(p.numel() for p in module.parameters()) if module not in counted else 0
        counted.add(module)
        rows.append(
            LayerRow(
                layer=f"{name} {type(module).__name__}",
                kernel="-" if weight is None else _shape(weight.shape),
                output=_shape(output.shape[1:]),
                parameters=parameters,
                multiply_adds=_multiply_adds(module, output),
            )
        )

    leaves = [(n, m) for n, m in network.named_modules() if not any(m.children())]
    hooks = [
        module.register_forward_hook(lambda m, _, output, name=name: record(name, m, output))
        for name, module in leaves
    ]
    was_training = network.training
    network.eval()(example)
    network.train(was_training)
    for hook in hooks:
        hook.remove()
    parameters = sum(row.parameters for row in rows)
    multiply_adds = sum(row.multiply_adds for row in rows)
    return [*rows, LayerRow("total", "-", "-", parameters, multiply_adds)]


def _shape(shape: torch.Size) -> str:
    return " x ".join(str(side) for side in shape)


def _multiply_adds(module: nn.Module, output: Tensor) -> int:
    values = output[0].numel()
    if isinstance(module, nn.Conv2d):
        return values * module.weight[0].numel()
    if isinstance(module, nn.Linear):
        return values * module.in_features
    return values if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d) else 0

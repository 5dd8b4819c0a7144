"""Batch normalisation over the whole batch, also where several processes share it.

PyTorch's own SyncBatchNorm does this on GPUs alone.
"""

import torch
import torch.distributed as dist
from torch import Tensor, nn

__all__ = ["BatchNorm1d", "BatchNorm2d"]


class _AcrossRanks:
    """The mean and the variance of a training batch are those of all its parts together.

    Ioffe and Szegedy 2015, algorithm 1. The sums go from process to process on the way back as
    well, so the gradients too are those of the whole batch. In one process it is torch's layer.
    """

    def forward(self, x: Tensor) -> Tensor:
        if not (self.training and dist.is_initialized()):
            return super().forward(x)
        axes = [0, *range(2, x.ndim)]
        wide = x.to(torch.promote_types(x.dtype, torch.float32))
        n = torch.tensor(float(x.numel() // x.shape[1]), device=x.device)
        dist.all_reduce(n)
        mean = _Total.apply(wide.sum(axes)) / n
        centred = wide - _over(mean, x.ndim)
        variance = _Total.apply(centred.square().sum(axes)) / n
        with torch.no_grad():
            self.num_batches_tracked += 1
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * (n / (n - 1)), self.momentum)
        normal = centred * _over((variance + self.eps).rsqrt(), x.ndim)
        if self.affine:
            normal = normal * _over(self.weight, x.ndim) + _over(self.bias, x.ndim)
        return normal.to(x.dtype)


class BatchNorm1d(_AcrossRanks, nn.BatchNorm1d):
    """For (n, c)."""


class BatchNorm2d(_AcrossRanks, nn.BatchNorm2d):
    """For (n, c, h, w)."""


class _Total(torch.autograd.Function):
    """The sum over all processes; every one's result depends on every one's values."""

    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        x = x.clone()
        dist.all_reduce(x)
        return x

    backward = forward


def _over(values: Tensor, axes: int) -> Tensor:
    """(c,) as (1, c, 1, ...)."""
    return values.view(1, -1, *[1] * (axes - 2))

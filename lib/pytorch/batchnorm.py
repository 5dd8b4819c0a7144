"""Batch normalisation over whole batches that several processes share (Ioffe and Szegedy 2015).

In a single process, and in evaluation, both layers are torch's own.
"""

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

__all__ = ["BatchNorm1d", "BatchNorm2d"]


class _AcrossProcesses(_BatchNorm):
    """Mean and variance are those of the whole training batch, not of one process's share.

    The gradients, too, are those of the whole batch, since the sums over processes have a backward
    pass of their own.
    """

    def forward(self, x: Tensor) -> Tensor:
        if not (self.training and dist.is_initialized()):
            return super().forward(x)
        axes = [0, *range(2, x.ndim)]
        wide = x.to(torch.promote_types(x.dtype, torch.float32))
        n = torch.tensor(float(x.numel() // x.shape[1]), device=x.device)
        dist.all_reduce(n)
        mean = _SumOverProcesses.apply(wide.sum(axes)) / n
        centred = wide - _broadcastable(mean, x.ndim)
        variance = _SumOverProcesses.apply(centred.square().sum(axes)) / n
        self._update_running(mean, variance * (n / (n - 1)))
        normal = centred * _broadcastable((variance + self.eps).rsqrt(), x.ndim)
        if self.affine:
            normal = normal * _broadcastable(self.weight, x.ndim)
            normal = normal + _broadcastable(self.bias, x.ndim)
        return normal.to(x.dtype)

    @torch.no_grad()
    def _update_running(self, mean: Tensor, variance: Tensor) -> None:
        if self.running_mean is None or self.running_var is None or self.momentum is None:
            return
        if self.num_batches_tracked is not None:
            self.num_batches_tracked += 1
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance, self.momentum)


class BatchNorm1d(_AcrossProcesses, nn.BatchNorm1d):
    """Batch normalisation of (n, c)."""


class BatchNorm2d(_AcrossProcesses, nn.BatchNorm2d):
    """Batch normalisation of (n, c, h, w)."""


class _SumOverProcesses(torch.autograd.Function):
    """The sum over all processes. Its gradient is the sum of all processes' gradients."""

    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        x = x.clone()
        dist.all_reduce(x)
        return x

    backward = forward


def _broadcastable(values: Tensor, axes: int) -> Tensor:
    """(c,) as (1, c, 1, ...) with ``axes`` axes."""
    return values.view(1, -1, *[1] * (axes - 2))

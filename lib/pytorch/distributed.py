"""Several processes that train one network together, as torchrun starts them on one or many hosts.

Each takes its part of every batch, so the batch as a whole, and what is learned from it, is that of
one process. A process that is started in any other way is alone and exchanges nothing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Generator, Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from lib.frame.errors import InputError

PATIENCE = timedelta(minutes=10)  # with a process that does not answer


@dataclass(frozen=True)
class Ranks:
    """rank: this process's number, from 0. count: how many there are."""

    rank: int = 0
    count: int = 1

    @property
    def leads(self) -> bool:
        """Whether this is the one process that writes and speaks."""
        return self.rank == 0

    def part(self, rows: Tensor) -> Tensor:
        """This process's part of the rows; the parts of all together are the whole.

        Raises InputError if there are fewer rows than processes.
        """
        if len(rows) < self.count:
            raise InputError(
                f"{len(rows)} images for {self.count} processes; batches and splits must hold one "
                "for each at least"
            )
        return rows.tensor_split(self.count)[self.rank]

    def total(self, value: Tensor) -> Tensor:
        """The sum of every process's value."""
        if self.count > 1:
            dist.all_reduce(value)
        return value

    def own(self, rng: Generator) -> Generator:
        """What this process varies its images with, since they are not the others' images."""
        if self.count == 1:
            return rng
        torch.manual_seed(rng.initial_seed() + self.rank)  # dropout's
        return Generator(rng.device).manual_seed(rng.initial_seed() + 1 + self.rank)

    def joined(self, model: nn.Module) -> nn.Module:
        """The model, whose gradients are then the means over all processes."""
        # Batch normalisation keeps its running values alike by itself.
        alone = self.count == 1
        return model if alone else DistributedDataParallel(model, forward_sync_buffers=False)


ALONE = Ranks()


@contextmanager
def together(device: torch.device) -> Iterator[Ranks]:
    """Meet the other processes, if torchrun started any, and part from them at the end.

    Raises InputError if they do not meet, or one of them is lost; torchrun says which, and ends the
    rest.
    """
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        yield ALONE
        return
    if device.type == "cuda":
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    backend = "cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo"
    try:
        dist.init_process_group(backend, timeout=PATIENCE)
    except (RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"WORLD_SIZE is {count}, but no other process was met ({reason}); "
            "torchrun starts them all"
        ) from None
    rank = dist.get_rank()
    try:
        yield Ranks(rank, count)
    except RuntimeError as error:
        if not any(word in str(error) for word in ("peer", "gloo", "NCCL")):
            raise
        raise InputError(
            f"process {rank} of {count} lost another one and stops; the best weights so far are "
            "kept; start the training again"
        ) from error
    finally:
        dist.destroy_process_group()


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

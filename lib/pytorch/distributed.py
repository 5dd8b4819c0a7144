"""Several processes that train one network together, as torchrun starts them on one or many hosts.

Each process takes a share of every batch and exchanges gradients with the others, so that the
network learns what one process would learn from the whole batch. A process that torchrun did not
start trains by itself and exchanges nothing.
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

TIMEOUT = timedelta(minutes=10)  # after which a process that does not answer counts as lost


@dataclass(frozen=True)
class Processes:
    """All processes of a training, as one of them sees them. rank: its number, from 0; count."""

    rank: int = 0
    count: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this is the one process that writes files and reports progress."""
        return self.rank == 0

    def share(self, rows: Tensor) -> Tensor:
        """This process's share of the rows; all shares in order of rank are the rows.

        Raises InputError if there are fewer rows than processes.
        """
        if len(rows) < self.count:
            raise InputError(
                f"{len(rows)} images for {self.count} processes; each batch and split must hold at "
                "least one image for each process"
            )
        return rows.tensor_split(self.count)[self.rank]

    def sum(self, value: Tensor) -> Tensor:
        """The sum of all processes' values; ``value`` is overwritten by it."""
        if self.count > 1:
            dist.all_reduce(value)
        return value

    def generator(self, rng: Generator) -> Generator:
        """A generator of this process's own, with which it augments its share of the images."""
        if self.count == 1:
            return rng
        torch.manual_seed(rng.initial_seed() + self.rank)  # for dropout
        return Generator(rng.device).manual_seed(rng.initial_seed() + 1 + self.rank)

    def parallel(self, model: nn.Module) -> nn.Module:
        """The model with gradients averaged over all processes."""
        if self.count == 1:
            return model
        # Our batch normalisation keeps its running values equal, so they need not be sent.
        return DistributedDataParallel(model, forward_sync_buffers=False)


SINGLE = Processes()


@contextmanager
def process_group(device: torch.device) -> Iterator[Processes]:
    """Join the other processes if torchrun started any, and leave them at the end.

    Raises InputError if a variable of torchrun's is no number, or if the others cannot be
    reached or one of them is lost. torchrun then names the lost one and ends the others.
    """
    count = _from_torchrun("WORLD_SIZE", "1")
    if count == 1:
        yield SINGLE
        return
    if device.type == "cuda":
        torch.cuda.set_device(_from_torchrun("LOCAL_RANK", "0"))
    backend = "cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo"
    try:
        dist.init_process_group(backend, timeout=TIMEOUT)
    except (RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"WORLD_SIZE is {count}, but no other process was met ({reason}); "
            "torchrun starts them all"
        ) from None
    rank = dist.get_rank()
    try:
        yield Processes(rank, count)
    except RuntimeError as error:
        if not any(word in str(error) for word in ("peer", "gloo", "NCCL")):
            raise
        raise InputError(
            f"process {rank} of {count} lost another one and stops; the best weights so far are "
            "kept; start the training again"
        ) from error
    finally:
        dist.destroy_process_group()


def _from_torchrun(name: str, default: str) -> int:
    value = os.environ.get(name, default)
    if not value.isdecimal():
        raise InputError(
            f"{name} is {value!r} in the environment; expected torchrun's number, or unset"
        )
    return int(value)

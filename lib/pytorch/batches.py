"""Batches of examples on the device that trains, without waiting for it or letting it wait."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import torch
from torch import Tensor

AHEAD = 3  # batches that are fetched before they are needed, where a set does not fit
ROOM = 0.5  # part of the device's free memory that a set may take


def placed(tensors: Sequence[Tensor], device: torch.device) -> list[Tensor]:
    """A set's tensors on the device if they fit there, else as they are, on the CPU or on disk."""
    free = {"cuda": _free_on_cuda, "mps": torch.mps.recommended_max_memory}.get(device.type)
    if free and sum(t.numel() * t.element_size() for t in tensors) > ROOM * free():
        return list(tensors)
    return [t.to(device) for t in tensors]


def batches(
    tensors: Sequence[Tensor], chosen: Iterable[Tensor], device: torch.device
) -> Iterator[list[Tensor]]:
    """The chosen examples of each batch, on the device.

    tensors: (n, ...), all on the device or all on the CPU. chosen: the indices (m,) of each batch,
    in the same place.
    """
    if tensors[0].device.type != device.type:
        return streamed(tensors, chosen, device)
    return ([t[which] for t in tensors] for which in chosen)


def streamed(
    tensors: Sequence[Tensor], chosen: Iterable[Tensor], device: torch.device
) -> Iterator[list[Tensor]]:
    """As ``batches``, from the CPU.

    A thread gathers them ahead of their use, into pinned memory, from which they are copied while
    the device still works on the batches before.
    """

    def gather(which: Tensor) -> list[Tensor]:
        found = [t[which] for t in tensors]
        return [t.pin_memory() for t in found] if device.type == "cuda" else found

    ahead: deque[Future[list[Tensor]]] = deque()
    with ThreadPoolExecutor(1) as thread:
        for which in chosen:
            ahead.append(thread.submit(gather, which))
            if len(ahead) > AHEAD:
                yield [t.to(device, non_blocking=True) for t in ahead.popleft().result()]
        while ahead:
            yield [t.to(device, non_blocking=True) for t in ahead.popleft().result()]


def _free_on_cuda() -> int:
    return torch.cuda.mem_get_info()[0]

"""The training loop of the page reader's networks."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from lib.frame.errors import InputError
from lib.frame.params import ReadingRecipe
from lib.pytorch.setup import mixed_precision

__all__ = ["Pass", "fit"]

LONGEST_STEP = 5.0  # norm of the gradient, at most
WARM_UP = 0.1  # fraction of all steps in which the learning rate rises

Batch = Callable[[np.ndarray], tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Pass:
    """One pass over all examples, and the mean of their losses in it."""

    epoch: int
    train_loss: float


def fit(
    model: nn.Module,
    count: int,
    batch: Batch,
    loss: Callable[[Tensor, Tensor], Tensor],
    recipe: ReadingRecipe,
    seed: int,
    device: torch.device,
    autocast: torch.dtype,
    on_pass: Callable[[Pass], None] = lambda done: None,
) -> list[Pass]:
    """Train ``model`` in place and leave it ready to be used; returns the passes.

    count: of examples; batch: numbers of examples -> inputs and what is wanted. AdamW (Loshchilov
    and Hutter 2019); the learning rate rises to its peak and falls to zero on a cosine. Raises
    InputError if the loss stops being finite.
    """
    # Nearly dead units give numbers so small that the processor takes a hundred times as long.
    torch.set_flush_denormal(True)
    model.to(device).to(memory_format=torch.channels_last).train()
    weights = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [
        {"params": weights, "weight_decay": recipe.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, recipe.learning_rate)
    steps = max(1, count // recipe.batch_size)
    total_steps = recipe.epochs * steps
    # Of few steps a tenth may be one, which the schedule takes for a division by zero.
    warm_up = WARM_UP if total_steps > 50 else 0.49
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.learning_rate, total_steps, pct_start=warm_up
    )
    rng, passes = np.random.default_rng(seed), []
    for epoch in range(1, recipe.epochs + 1):
        order, total = rng.permutation(count), 0.0
        for step in range(steps):
            chosen = order[step * recipe.batch_size : (step + 1) * recipe.batch_size]
            x, wanted = (part.to(device) for part in batch(chosen))
            x = x.contiguous(memory_format=torch.channels_last)
            with mixed_precision(device, autocast):
                found = model(x)
            value = loss(found.float(), wanted)
            optimizer.zero_grad(set_to_none=True)
            value.backward()
            nn.utils.clip_grad_norm_(model.parameters(), LONGEST_STEP)
            optimizer.step()
            schedule.step()
            total += value.item()
        if not np.isfinite(total):
            raise InputError(
                f"the loss is {total} in epoch {epoch}; the learning rate of "
                f"{recipe.learning_rate} is too high"
            )
        passes.append(Pass(epoch, total / steps))
        on_pass(passes[-1])
    model.to("cpu").eval()
    return passes

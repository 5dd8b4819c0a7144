"""One training loop for every PyTorch network of the project."""

import copy
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from lib.frame.errors import InputError
from lib.frame.params import TorchRecipe as Recipe
from lib.pytorch.batches import batches, placed
from lib.pytorch.distributed import SINGLE, Processes
from lib.pytorch.lookahead import Lookahead
from lib.pytorch.network import Preset
from lib.pytorch.setup import mixed_precision
from lib.store.metrics import Epoch

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)
MOMENTUM = 0.9  # fraction of the last step that is repeated
FIRST_RATE = 0.05  # learning rate of the first step, as a fraction of the peak
WARM_UP = 0.2  # fraction of all steps in which the learning rate rises


class Examples(NamedTuple):
    """x: (n, ...) as stored, in memory or mapped from disk; y: (n,) int64 class numbers."""

    x: Tensor
    y: Tensor


def train(
    model: nn.Module,
    train_set: Examples,
    valid_set: Examples | None,
    preset: Preset,
    recipe: Recipe,
    rng: Generator,
    autocast: torch.dtype = torch.float32,
    on_epoch: Callable[[Epoch], None] = lambda epoch: None,
    on_best: Callable[[nn.Module], None] = lambda model: None,
    processes: Processes = SINGLE,
) -> list[Epoch]:
    """Train ``model`` in place, leave the weights of ``best_of``'s epoch in it, return all epochs.

    SGD with Nesterov momentum on smoothed labels; the learning rate rises linearly to its peak and
    falls to zero on a cosine. Without ``valid_set``, the weights of the last epoch stay and no
    epochs are returned. rng: shuffles and augments (dropout and first weights use torch's own
    generator). autocast: the type of the products in training (torch's automatic mixed precision);
    validation is in float32. on_best: called with the network after each epoch that is the best so
    far. processes: those that train it together.

    Raises InputError if the loss stops being finite, naming epoch, loss and learning rate.
    """
    if len(train_set.y) < 2:
        raise InputError(f"{len(train_set.y)} training images; there must be at least 2")
    optimizer = torch.optim.SGD(
        _groups(model, recipe), recipe.learning_rate, MOMENTUM, nesterov=True
    )
    columns = placed(train_set, rng.device)
    if preset.alternate:  # the side of each image in the first epoch
        sides = torch.rand(len(train_set.y), generator=rng, device=rng.device) < 0.5
        columns.append(sides.to(columns[0].device))
    if valid_set is not None:
        valid_set = Examples(*placed(valid_set, rng.device))
    parallel, own_rng = processes.parallel(model), processes.generator(rng)
    steps = recipe.epochs * _batches(len(train_set.y), recipe.batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_at(step / steps))
    if recipe.lookahead:
        optimizer.register_step_post_hook(Lookahead(model, steps))
    history: list[Epoch] = []
    best_state = None
    for number in range(1, recipe.epochs + 1):
        rate = optimizer.param_groups[0]["lr"]
        progress = (number - 1) / recipe.epochs
        loss, acc = train_one_epoch(
            parallel, columns, preset, recipe, optimizer, schedule, (rng, own_rng), progress,
            autocast, processes,
        )  # fmt: skip
        if preset.alternate:
            columns[2].logical_not_()
        check_finite("training", loss, number, rate, recipe)
        if valid_set is None:
            continue
        valid_loss, valid_acc = evaluate(model, valid_set, preset.evaluate, processes)
        check_finite("validation", valid_loss, number, rate, recipe)
        epoch = Epoch(number, rate, loss, acc, valid_loss, valid_acc)
        history.append(epoch)
        on_epoch(epoch)
        if epoch is best_of(history):
            best_state = copy.deepcopy(model.state_dict())
            on_best(model)
    if best_state is not None:
        model.load_state_dict(best_state)
    return history


def best_of(history: Sequence[Epoch]) -> Epoch:
    """The epoch with the highest validation accuracy; of equals, the one with the lowest loss."""
    return max(history, key=lambda epoch: (epoch.valid_acc, -epoch.valid_loss))


def check_finite(what: str, loss: float, epoch: int, rate: float, recipe: Recipe) -> None:
    """Raise InputError for a loss that is not a number or infinite."""
    if not math.isfinite(loss):
        raise InputError(
            f"training diverged in epoch {epoch}: {what} loss {loss}, learning rate {rate:g} "
            f"(peak {recipe.learning_rate:g}); a lower learning_rate is needed"
        )


def train_one_epoch(
    model: nn.Module,
    columns: Sequence[Tensor],
    preset: Preset,
    recipe: Recipe,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    rngs: tuple[Generator, Generator],
    progress: float,
    autocast: torch.dtype = torch.float32,
    processes: Processes = SINGLE,
) -> tuple[float, float]:
    """One pass over the shuffled examples -> mean loss and accuracy. ``schedule`` steps per batch.

    The examples left over after the last full batch wait for another epoch, so that batch
    normalisation never sees a handful of images. columns: images (n, ...), class numbers (n,) and
    perhaps which images are mirrored, (n,) bool. rngs: one to shuffle with, equal in all processes,
    and one to augment with. progress: as for ``Preset.train``. autocast, processes: as for
    ``train``.

    A GPU is handed all steps without waiting for any: its sums are read once, at the end.
    """
    model.train()
    n, size, (rng, own_rng) = len(columns[1]), recipe.batch_size, rngs
    order = torch.randperm(n, generator=rng, device=rng.device).to(columns[0].device)
    whole = order[: _batches(n, size) * size].split(size)
    sums = []  # of each step: losses, right answers
    for x, y, *mirrored in batches(columns, map(processes.share, whole), own_rng.device):
        for mirror in mirrored:
            x = torch.where(mirror.view(-1, 1, 1, 1), x.flip(-1), x)
        x = preset.train(x, own_rng, progress)
        with mixed_precision(x.device, autocast):
            logits = model(x.contiguous(memory_format=_layout(x))).float()
        loss = F.cross_entropy(logits, y, label_smoothing=recipe.label_smoothing)
        optimizer.zero_grad(set_to_none=True)
        # The mean of the processes' gradients is then that of the mean over the whole batch.
        (loss * (len(y) * processes.count / len(whole[0]))).backward()
        optimizer.step()
        schedule.step()
        right = (logits.argmax(dim=1) == y).sum()
        sums.append(torch.stack([loss.detach() * len(y), right]))
    found = processes.sum(torch.stack(sums).cpu().double().sum(dim=0))
    losses, correct = (found / sum(map(len, whole))).tolist()
    return losses, correct


def evaluate(
    model: nn.Module,
    data: Examples,
    look: Callable[[Tensor], Tensor | list[Tensor]],
    processes: Processes = SINGLE,
) -> tuple[float, float]:
    """Mean cross-entropy and accuracy. look: ``Preset.evaluate`` or ``Preset.views``."""
    x, y = processes.share(data.x), processes.share(data.y).cpu()
    probs = predict(model, x, look)
    truth = probs[torch.arange(len(y)), y]
    losses = -truth.clamp(min=torch.finfo(probs.dtype).tiny).log()
    right = probs.argmax(dim=1) == y
    sums = torch.stack([losses.sum(dtype=torch.float64), right.sum()])
    loss, correct = (processes.sum(sums) / len(data.y)).tolist()
    return loss, correct


@torch.inference_mode()
def predict(
    model: nn.Module, x: Tensor, look: Callable[[Tensor], Tensor | list[Tensor]], batch: int = 250
) -> Tensor:
    """Class probabilities (n, classes), averaged over the views that ``look`` gives; on the CPU."""
    model.eval()
    device, found = next(model.parameters()).device, []
    for part in x.split(batch):
        views = look(part.to(device))
        views = [views] if isinstance(views, Tensor) else views
        probs = [model(v.contiguous(memory_format=_layout(v))).softmax(dim=1) for v in views]
        found.append(torch.stack(probs).mean(dim=0))
    return torch.cat(found).cpu()


def rate_at(progress: float) -> float:
    """The learning rate as a fraction of its peak, progress from 0 to 1 over all steps."""
    if progress < WARM_UP:
        return FIRST_RATE + (1 - FIRST_RATE) * progress / WARM_UP
    return (1 + math.cos(math.pi * min(1.0, (progress - WARM_UP) / (1 - WARM_UP)))) / 2


def _batches(n: int, batch_size: int) -> int:
    return max(1, n // batch_size)


def _layout(x: Tensor) -> torch.memory_format:
    # Channels last is the faster layout of images on CPUs (1.4 times here) and on GPUs.
    return torch.channels_last if x.ndim == 4 else torch.contiguous_format


def _groups(model: nn.Module, recipe: Recipe) -> list[dict]:
    """The optimizer's parameter groups: weights decay, biases and normalisation's scales do not.

    The biases of batch normalisation learn ``norm_bias_rate`` times faster; where that is not 1,
    they decay with the weights, so many times slower (Page 2019, "How to train your ResNet").
    """
    factor = recipe.norm_bias_rate
    fast = [m.bias for m in model.modules() if isinstance(m, NORMS) and m.affine and factor != 1]
    apart = {id(bias) for bias in fast}
    trained = [p for p in model.parameters() if p.requires_grad and id(p) not in apart]
    groups = [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    ]
    if fast:
        rate, decay = recipe.learning_rate * factor, recipe.weight_decay / factor
        groups.append({"params": fast, "lr": rate, "weight_decay": decay})
    return groups

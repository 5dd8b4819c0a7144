"""Lookahead: weights that follow the trained ones and draw them back (Zhang et al. 2019)."""

import torch
from torch import nn

EVERY = 5  # steps
KEEP = 0.95**EVERY  # part of the slow weights that a meeting near the end of the training leaves


class Lookahead:
    """To be called after each of ``steps`` steps of an optimizer of ``model``.

    Every few steps the slow weights move towards the fast ones, at first all the way, later less,
    and the fast ones go on from there. After the last step the slow ones stay (Jordan 2024, "94% on
    CIFAR-10 in 3.29 seconds", section 3.4). Running means of batch normalisation are weights, too.
    """

    def __init__(self, model: nn.Module, steps: int):
        self.done, self.steps = 0, steps
        self.fast = [value for value in model.state_dict().values() if value.is_floating_point()]
        self.slow = [value.clone() for value in self.fast]

    @torch.no_grad()
    def __call__(self, *unused: object) -> None:
        self.done += 1
        if self.done < self.steps:
            if self.done % EVERY:
                return
            torch._foreach_lerp_(self.slow, self.fast, 1 - KEEP * (self.done / self.steps) ** 3)
        torch._foreach_copy_(self.fast, self.slow)

"""The preset for features, stored as (n, views, channels): training draws one view an image."""

import torch
from torch import Generator, Tensor

from lib.pytorch.network import Preset

FIXED_VIEWS = 6  # the first views, equal for every image; random ones follow


def _one_view(x: Tensor, rng: Generator, progress: float) -> Tensor:
    chosen = torch.randint(x.shape[1], (len(x),), generator=rng, device=rng.device)
    return x[torch.arange(len(x), device=x.device), chosen]


FEATURES = Preset(_one_view, lambda x: x[:, 0], lambda x: list(x[:, :FIXED_VIEWS].unbind(dim=1)))

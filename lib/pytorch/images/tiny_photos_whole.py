"""CIFAR-10's images at their full size, for trainings that have the time."""

from torch import Generator, Tensor

from lib.pytorch.network import Preset
from lib.pytorch.transforms import photo, random_shift, shifted

SHIFT = 2  # pixels


def _train_whole(x: Tensor, rng: Generator, progress: float) -> Tensor:
    return random_shift(photo(x), SHIFT, rng)


def _whole_views(x: Tensor) -> list[Tensor]:
    return [side for view in shifted(photo(x)) for side in (view, view.flip(3))]


TINY_PHOTOS_WHOLE = Preset(_train_whole, photo, _whole_views, alternate=True)

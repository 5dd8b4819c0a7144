"""What CIFAR-10's images go through, in training and in evaluation."""

from torch import Generator, Tensor

from lib.pytorch.network import Preset
from lib.pytorch.transforms import photo, random_shift, resize, shifted

SHIFT = 2  # pixels
# The network sees the images reduced, at first even more: at the same cost many epochs of small
# images are worth more than few of large ones. The sides are such that the network, which takes a
# pixel off and then halves them, leaves no row or column out.
TINY_SIDE, EARLY_SIDE, EARLY = 25, 17, 0.4  # pixels, pixels, part of the training


def _train_tiny(x: Tensor, rng: Generator, progress: float) -> Tensor:
    side = EARLY_SIDE if progress < EARLY else TINY_SIDE
    return resize(random_shift(photo(x), SHIFT, rng), side)


def _tiny_views(x: Tensor) -> list[Tensor]:
    moved = [resize(view, TINY_SIDE) for view in shifted(photo(x))]
    return [side for view in moved for side in (view, view.flip(3))]


TINY_PHOTOS = Preset(
    _train_tiny, lambda x: resize(photo(x), TINY_SIDE), _tiny_views, alternate=True
)

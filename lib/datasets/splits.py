"""The splits of a dataset: cutting one for validation, taking a few examples of many."""

from collections.abc import Mapping

import numpy as np

from lib.frame.errors import InputError

Arrays = dict[str, np.ndarray]  # train_x, train_y, valid_x and on; classes, where they have names
Parts = dict[str, tuple[np.ndarray, np.ndarray]]  # x and y of each split


def as_arrays(parts: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Arrays:
    """{"train": (x, y), ...} -> {"train_x": x, "train_y": y, ...}."""
    return {
        f"{split}_{name}": a
        for split, xy in parts.items()
        for name, a in zip("xy", xy, strict=True)
    }


def cut_validation(parts: Parts, n: int, rng: np.random.Generator) -> Parts:
    """The parts with about ``n`` training examples as ``valid``, as ``hold_out`` chooses them."""
    x, y = parts["train"]
    held = hold_out(y, n, rng)
    return parts | {"train": (x[~held], y[~held]), "valid": (x[held], y[held])}


def hold_out(y: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Choose about ``n`` of the examples, as many of each class -> (len(y),) bool.

    y: (m,) class numbers. At least one of each class is chosen and at least one is left. Raises
    InputError where a class has a single example.
    """
    held = np.zeros(len(y), bool)
    classes, counts = np.unique(y, return_counts=True)
    for label, count in zip(classes, counts, strict=True):
        if count < 2:
            raise InputError(f"class {label} has {count} training image; it must have at least 2")
        share = min(max(1, round(n / len(classes))), count // 2)
        held[rng.permutation(np.flatnonzero(y == label))[:share]] = True
    return held


def spread(n: int, limit: int | None) -> np.ndarray | slice:
    """An index of at most ``limit`` of n examples, evenly spread; of all for None.

    Examples that stand in the order of their classes keep their classes' shares.
    """
    if limit is None or n <= limit:
        return slice(None)
    return np.arange(limit) * n // limit


def whole(numbers: np.ndarray) -> np.ndarray:
    """Numbers from a file as int64. Raises ValueError where one is not whole."""
    with np.errstate(invalid="ignore"):  # of NaN, which the comparison finds
        found = numbers.astype(np.int64)
    if not np.array_equal(found, numbers):
        raise ValueError("numbers that are not whole, or NaN")
    return found


def equal_shares(y: np.ndarray, n: int) -> np.ndarray:
    """Indices of ``n`` examples of each class: its first ones, repeated where it has fewer.

    y: (m,) class numbers -> (classes * n,) int64, class by class.
    """
    return np.concatenate([np.resize(np.flatnonzero(y == label), n) for label in np.unique(y)])

"""How well the finder finds: recall and precision on composed windows."""

import numpy as np
from torch import nn

from lib.pytorch.reading.windows import Windows, clearly_inside, found_in, shared

__all__ = ["found_of_kinds"]

SURE = 0.4  # probability of a find that counts
HIT = 0.5  # intersection over union from which on a find is the letter


def found_of_kinds(windows: Windows, kinds: np.ndarray, finder: nn.Module) -> dict[str, object]:
    """Recall and precision over all windows, and by their kind, (n,) names.

    A letter that the window's edge cuts counts neither as missed nor, if found, as wrong.
    """
    counts: dict[str, np.ndarray] = {str(kind): np.zeros(3, int) for kind in np.unique(kinds)}
    for number, found in enumerate(found_in(windows.photos, finder, SURE)):
        rows = windows.of(number)
        true, side = rows[:, 1:5], windows.photos.shape[-1]
        whole = clearly_inside(true, side)
        hit = shared(found.boxes, true) > HIT
        hits = int((hit & whole[None]).any(axis=0).sum())
        cut = int((hit & ~whole[None]).any(axis=1).sum())
        counts[str(kinds[number])] += [hits, int(whole.sum()), len(found.boxes) - cut]
    total = np.sum(list(counts.values()), axis=0)
    return rates(total) | {"kinds": {kind: rates(of_kind) for kind, of_kind in counts.items()}}


def rates(counts: np.ndarray) -> dict[str, float]:
    hits, letters, finds = counts.tolist()
    return {"recall": hits / max(1, letters), "precision": min(1.0, hits / max(1, finds))}

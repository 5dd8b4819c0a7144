"""A classifier on every frame of a video, and what it says instead where it fails (Q6.3)."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from torch import nn

from lib.frame.errors import InputError
from lib.frame.progress import Progress
from lib.video.views import WAYS, classify, top

SHOWN = 5  # frames of one stretch
LONG = 1.0  # seconds: a stretch of failures that is looked at lasts so long at least


def file_in(folder: Path, suffix: str, own: str | None) -> Path:
    """The user's own file, or else the first in ``folder`` with this suffix.

    Raises InputError if there is none.
    """
    if own is not None:
        return Path(own)
    found = sorted(folder.glob(f"*{suffix}"))
    if not found:
        raise InputError(f"{folder}: holds no {suffix} file; name your own in params.yaml, video")
    return found[0]


def classify_video(model: nn.Module, frames: np.ndarray) -> dict[str, np.ndarray]:
    """Class probabilities of every single frame, (n, classes), by the name of the views.

    frames: (n, h, w, 3) uint8. The names are those of ``WAYS``.
    """
    views = {view.name: view for way in WAYS.values() for view in way}
    by_view = {}
    with Progress(len(views), "video") as progress:
        for name, view in views.items():
            by_view[name] = classify(model, frames, view)
            progress.step(name)
    return {
        name: np.mean([by_view[view.name] for view in way], axis=0) for name, way in WAYS.items()
    }


def named(probabilities: np.ndarray, names: Sequence[str]) -> list[dict[str, str | int]]:
    """The classes that come first and in how many frames, the most frequent first.

    Each is {"name": "velvet", "frames": 9}; equals stand in alphabetical order.
    """
    counts = Counter(names[k] for k in probabilities.argmax(axis=1))
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"name": name, "frames": count} for name, count in order]


def stretches(
    probabilities: np.ndarray, category: int, names: Sequence[str], rate: float
) -> list[dict]:
    """Runs of frames, ``LONG`` at least, in which the category never comes first, in time order.

    Each holds its first and last second, the classes named instead, and the numbers of at most
    ``SHOWN`` of its frames, evenly apart.
    """
    right = top(probabilities, category, 1)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], right, [True]])))
    return [
        {
            "from": round(first / rate, 3),
            "to": round((end - 1) / rate, 3),
            "named": named(probabilities[first:end], names),
            "shown": sorted({round(x) for x in np.linspace(first, end - 1, SHOWN)}),
        }
        for first, end in edges.reshape(-1, 2)
        if end - first >= LONG * rate
    ]

"""A classifier on every frame of a video, and on still images of the same category (Q6.3)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from torch import nn

from lib.frame.errors import InputError
from lib.frame.progress import Progress
from lib.pytorch.imagenet import read_stills
from lib.video.views import WAYS, centre_crop, classify, over_time, top


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


def classify_video(model: nn.Module, frames: np.ndarray, window: int) -> dict[str, np.ndarray]:
    """Class probabilities of every frame by the name of the remedy -> (n, classes) each.

    frames: (n, h, w, 3) uint8. The remedies are those of ``WAYS``, the plain view averaged over
    ``window`` frames ("over time"), and the best views averaged over them ("robust").
    """
    views = {view.name: view for way in WAYS.values() for view in way}
    by_view = {}
    with Progress(len(views), "video") as progress:
        for name, view in views.items():
            by_view[name] = classify(model, frames, view)
            progress.step(name)
    by_remedy = {
        name: np.mean([by_view[view.name] for view in way], axis=0) for name, way in WAYS.items()
    }
    by_remedy["over time"] = over_time(by_remedy["plain"], window)
    by_remedy["robust"] = over_time(by_remedy["whole frame, two sizes, mirrored"], window)
    return by_remedy


def accuracies(by_remedy: dict[str, np.ndarray], category: int) -> dict[str, dict[str, float]]:
    """Top-1 and top-5 accuracy of each remedy: {"plain": {"top1": 0.16, "top5": 0.24}, ...}."""
    return {
        name: {f"top{k}": float(top(probabilities, category, k).mean()) for k in (1, 5)}
        for name, probabilities in by_remedy.items()
    }


def frame_records(
    plain: np.ndarray, robust: np.ndarray, category: int, names: Sequence[str], rate: float
) -> list[dict]:
    """What is recognised in each frame, plain and robust, ready for JSON.

    plain, robust: (n, classes) probabilities; names: of the classes; rate: frames a second. For
    either way, a record holds the most probable class's name and probability, and the category's.
    """

    def first(p: np.ndarray) -> dict[str, str | float]:
        best = int(p.argmax())
        numbers = {"probability": p[best], "category": p[category]}
        return {"name": names[best]} | {k: round(float(v), 4) for k, v in numbers.items()}

    return [
        {"seconds": round(index / rate, 3), "plain": first(p), "robust": first(r)}
        for index, (p, r) in enumerate(zip(plain, robust, strict=True))
    ]


def stills_in(folder: Path, wnid: str) -> tuple[list[np.ndarray], int]:
    """The category's still images, (h, w, 3) uint8, and the number of broken ones.

    There are none if ``folder`` holds no tar. wnid: the category's WordNet number.
    """
    archives = sorted(folder.glob("*.tar"))
    images, broken = read_stills(archives[0], wnid) if archives else ([], [])
    for name in broken:
        print(f"cannot be decoded, left out: {name}")
    return images, len(broken)


def still_accuracy(model: nn.Module, stills: Sequence[np.ndarray], category: int) -> float | None:
    """Top-1 accuracy on still images by the centre crop; None if there are none."""
    if not stills:
        return None
    hits = [top(classify(model, image[None], centre_crop), category, 1)[0] for image in stills]
    return float(np.mean(hits))

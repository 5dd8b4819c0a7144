"""Which views and which window are best: the first half of a video chooses, the second judges.

Neighbouring frames are nearly the same picture, so a random split would judge on what it chose by.
The halves are cut apart in time, and no window reaches from one into the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lib.report.intervals import wilson
from lib.video.views import WAYS, over_time, top


@dataclass(frozen=True)
class Setting:
    """A way to classify frames: by which views, averaged over a window of how many frames."""

    way: str
    length: int
    causal: bool


PLAIN = Setting("plain", 1, causal=True)  # each frame alone, through the standard view


def halves(n: int) -> tuple[slice, slice]:
    """The frames that choose, and those that judge."""
    return slice(0, n // 2), slice(n // 2, n)


def lengths(windows: Iterable[float], rate: float) -> list[int]:
    """Windows of so many seconds as odd numbers of frames, ascending. rate: frames a second."""
    return sorted({round(seconds * rate) | 1 for seconds in windows})


def predictions(by_way: Mapping[str, np.ndarray], setting: Setting) -> np.ndarray:
    """Class probabilities of every frame, (n, classes), by ``setting``, each half for itself.

    by_way: those of single frames, (n, classes), by the name of the views.
    """
    single = by_way[setting.way]
    parts = [over_time(single[h], setting.length, setting.causal) for h in halves(len(single))]
    return np.concatenate(parts)


def score(probabilities: np.ndarray, category: int) -> dict[str, float]:
    """How often the category comes first, {"right": 22, "n": 35, "top1": 0.63, ...}.

    It holds Wilson's interval of top1, "low" to "high", and "top5".
    """
    n, right = len(probabilities), int(top(probabilities, category, 1).sum())
    low, high = wilson(right / n, n)
    top5 = float(top(probabilities, category, 5).mean())
    return {"right": right, "n": n, "top1": right / n, "low": low, "high": high, "top5": top5}


def best(
    by_way: Mapping[str, np.ndarray],
    category: int,
    lengths: Sequence[int],
    causal: bool,
    half: slice,
) -> Setting:
    """The setting that does best on the frames of ``half``.

    Top-1 decides; of equals top-5, then the fewest forward passes, then the shortest window.
    """

    def worth(setting: Setting) -> tuple[float, float, int, int]:
        found = score(predictions(by_way, setting)[half], category)
        return found["top1"], found["top5"], -len(WAYS[setting.way]), -setting.length

    return max((Setting(way, k, causal) for way in WAYS for k in lengths), key=worth)


def settings(
    by_way: Mapping[str, np.ndarray], category: int, lengths: Sequence[int], half: int = 0
) -> dict[str, Setting]:
    """The settings that are compared: ``PLAIN``, and the best with either kind of window.

    half: the number of the half that chooses them, 0 or 1.
    """
    chooses = halves(len(by_way["plain"]))[half]
    return {
        "plain": PLAIN,
        "causal": best(by_way, category, lengths, True, chooses),
        "centred": best(by_way, category, lengths, False, chooses),
    }


def judged(
    by_way: Mapping[str, np.ndarray], category: int, lengths: Sequence[int], rate: float
) -> dict[str, dict]:
    """Each of the ``settings`` with its scores on the half that chose it and on the other.

    "swapped" holds the same where the second half chooses and the first judges. rate: frames a
    second.
    """
    parts = halves(len(by_way["plain"]))

    def described(setting: Setting, chooses: int) -> dict:
        found = predictions(by_way, setting)
        return {
            "way": setting.way,
            "passes": len(WAYS[setting.way]),
            "length": setting.length,
            "seconds": (setting.length - 1) / rate,
            "choose": score(found[parts[chooses]], category),
            "judge": score(found[parts[1 - chooses]], category),
        }

    usual, swapped = (
        {
            name: described(setting, half)
            for name, setting in settings(by_way, category, lengths, half).items()
        }
        for half in (0, 1)
    )
    return {name: usual[name] | {"swapped": swapped[name]} for name in usual}

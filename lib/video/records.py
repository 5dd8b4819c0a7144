"""What is recognised in a video's frames, ready for the report's page (Q6.3)."""

from collections.abc import Mapping, Sequence

import numpy as np

from lib.report.packing import packed
from lib.video.choose import Setting, predictions
from lib.video.views import confidence


def frame_records(
    by_name: Mapping[str, np.ndarray], category: int, names: Sequence[str], rate: float
) -> list[dict]:
    """What is recognised in each frame, ready for JSON.

    by_name: probabilities, (n, classes), by the name of the setting; names: of the classes; rate:
    frames a second. By each setting, a record holds the most probable class's name and probability,
    and the category's.
    """

    def first(p: np.ndarray) -> dict[str, str | float]:
        best = int(p.argmax())
        numbers = {"probability": p[best], "category": p[category]}
        return {"name": names[best]} | {k: round(float(v), 4) for k, v in numbers.items()}

    n = len(next(iter(by_name.values())))
    return [
        {"seconds": round(index / rate, 3)} | {name: first(p[index]) for name, p in by_name.items()}
        for index in range(n)
    ]


def for_page(
    by_way: Mapping[str, np.ndarray],
    ways: Sequence[str],
    lengths: Sequence[int],
    category: int,
    names: Sequence[str],
) -> dict:
    """With what the page averages frames over any window itself, ready for JSON.

    ways: names of views; lengths: of windows, in frames. For each way it holds the confidence of
    the frames, (n,), and probabilities, (n, c), of the c classes that come first in any frame by
    any way and window: no other class can come first on the page.
    """
    settings = [
        Setting(way, length, causal)
        for way in ways
        for length in lengths
        for causal in (False, True)
    ]
    firsts = [predictions(by_way, setting).argmax(axis=1) for setting in settings]
    classes = np.unique(np.concatenate([*firsts, [category]]))
    return {
        "lengths": list(lengths),
        "classes": [names[k] for k in classes],
        "ways": {
            way: {
                "confidence": packed(confidence(by_way[way]).astype(np.float32)),
                "probabilities": packed(by_way[way][:, classes].astype(np.float32)),
            }
            for way in ways
        },
    }

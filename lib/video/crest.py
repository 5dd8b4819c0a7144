"""What the colour of a crest does: the salmon parts of a frame in another colour (Q6.3).

The video's cockatoo has a salmon crest; the only cockatoo among ImageNet's classes a yellow one.
Painting the crest asks the network itself how much that matters.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image
from torch import nn

from lib.video.choose import score
from lib.video.views import WAYS, classify

# In Pillow's HSV, each from 0 to 255. Salmon is a hue about red, neither pale nor dark.
REDS, ORANGES, PALE, DARK = 245, 18, 85, 150
MARKED = 0.005  # of the frame: with less salmon than this, there is no crest to speak of
# Paints, as hue and saturation; None: as it was.
COLOURS = {
    "yellow": (40, None),
    "green": (85, None),
    "blue": (170, None),
    "white": (None, 0),
}


def salmon(frame: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 -> (h, w) bool: which pixels are salmon."""
    hue, saturation, value = np.moveaxis(_hsv(frame), -1, 0)
    return ((hue > REDS) | (hue < ORANGES)) & (saturation > PALE) & (value > DARK)


def painted(frames: np.ndarray, colour: str) -> np.ndarray:
    """Frames, (n, h, w, 3) uint8, with their salmon pixels in one of ``COLOURS``."""
    changed = np.empty_like(frames)
    for index, frame in enumerate(frames):
        pixels, where = _hsv(frame), salmon(frame)
        for channel, level in enumerate(COLOURS[colour]):
            if level is not None:
                pixels[where, channel] = level
        channels = [Image.fromarray(channel) for channel in np.moveaxis(pixels, -1, 0)]
        back = np.asarray(Image.merge("HSV", channels).convert("RGB"))
        changed[index] = np.where(where[..., None], back, frame)
    return changed


def painting(
    model: nn.Module, frames: np.ndarray, ways: Sequence[str], category: int, rate: float
) -> dict:
    """How often the category comes first where a crest is salmon, and where it is painted.

    Frames count in which salmon fills ``MARKED`` of the picture. It holds their number, the first's
    and the last's second, the number of the frame with most salmon, and scores by way and colour.
    """
    shares = np.array([salmon(frame).mean() for frame in frames])
    chosen = np.flatnonzero(shares >= MARKED)
    if not len(chosen):
        return {"frames": 0, "ways": {}}
    filmed = frames[chosen]
    pictures = {"filmed": filmed} | {colour: painted(filmed, colour) for colour in COLOURS}
    scores: dict[str, dict] = {way: {} for way in ways}
    for way in scores:
        for colour, x in pictures.items():
            found = np.mean([classify(model, x, view) for view in WAYS[way]], axis=0)
            scores[way][colour] = score(found, category)
    return {
        "frames": len(chosen),
        "from": round(chosen[0] / rate, 3),
        "to": round(chosen[-1] / rate, 3),
        "most": int(shares.argmax()),
        "ways": scores,
    }


def _hsv(frame: np.ndarray) -> np.ndarray:
    return np.array(Image.fromarray(frame).convert("HSV"))

"""Pictures of a video: frames with what was seen written on them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageDraw, ImageFont

from lib.figures import style as figures

RIGHT, WRONG, NEITHER = (0, 158, 115), (213, 94, 0), (90, 90, 90)
SHOWN = 8


def annotate(
    frames: np.ndarray, lines: Sequence[str], right: Sequence[bool] | None = None
) -> np.ndarray:
    """Each frame, (n, h, w, 3) uint8, with its line on a bar below the picture's upper edge.

    right: (n,), the bar's colour; grey if not given.
    """
    font = ImageFont.load_default(14)
    drawn = np.empty_like(frames)
    for index, (frame, line) in enumerate(zip(frames, lines, strict=True)):
        picture = Image.fromarray(frame)
        canvas = ImageDraw.Draw(picture)
        colour = NEITHER if right is None else RIGHT if right[index] else WRONG
        canvas.rectangle((0, 0, picture.width, 20), fill=colour)
        canvas.text((4, 2), line, fill="white", font=font)
        drawn[index] = picture
    return drawn


def worst_frames(
    frames: np.ndarray, probabilities: np.ndarray, category: int, names: Sequence[str], rate: float
) -> Figure:
    """The frames in which the category is least probable beside the class that comes first."""
    gap = probabilities.max(axis=1) - probabilities[:, category]
    order = np.argsort(-gap, kind="stable")[:SHOWN]
    figure, panels = figures.new(2, SHOWN // 2, width=10, height=4.2)
    for axes in panels.flat:
        axes.axis("off")
    for axes, index in zip(panels.flat, order, strict=False):
        axes.imshow(frames[index])
        first = probabilities[index].argmax()
        title = f"{index / rate:.1f} s: {names[first]} {probabilities[index, first]:.2f}"
        axes.set_title(title, fontsize=8)
    figure.suptitle("Q6.3 Frames that fail worst, and what they were taken for")
    return figure


def message(text: str) -> Figure:
    """A figure that says in words why there is none."""
    figure, axes = figures.new(width=8, height=2)
    axes.axis("off")
    axes.text(0.5, 0.5, text, ha="center", va="center")
    return figure

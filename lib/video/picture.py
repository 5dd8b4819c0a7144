"""Figures of question 6.3, and video frames with captions."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageDraw, ImageFont

from lib.figures import style
from lib.video.views import top

# Colours of a caption's bar, red, green and blue: Okabe and Ito's green and vermilion, and grey.
RIGHT, WRONG, NEITHER = (0, 158, 115), (213, 94, 0), (90, 90, 90)
SHOWN = 8  # frames in the figure of the worst ones


def annotate(
    frames: np.ndarray, lines: Sequence[str], right: np.ndarray | None = None
) -> np.ndarray:
    """Frames, (n, h, w, 3) uint8, each with its line of text on a bar at the top.

    right: (n,) bool, whether a frame is recognised, which its bar's colour shows; None: grey.
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


def captions(plain: np.ndarray, robust: np.ndarray, names: Sequence[str]) -> list[str]:
    """A line for each frame: the most probable class, plain and robust, with its probability."""
    return [
        f"{names[p.argmax()]} {p.max():.2f} | robust: {names[r.argmax()]} {r.max():.2f}"
        for p, r in zip(plain, robust, strict=True)
    ]


def worst_frames(
    frames: np.ndarray, probabilities: np.ndarray, category: int, names: Sequence[str], rate: float
) -> Figure:
    """The frames in which the most probable class exceeds the category by most."""
    gap = probabilities.max(axis=1) - probabilities[:, category]
    order = np.argsort(-gap, kind="stable")[:SHOWN]
    figure, panels = style.new(2, SHOWN // 2, width=10, height=4.2)
    for axes in panels.flat:
        axes.axis("off")
    for axes, index in zip(panels.flat, order, strict=False):
        axes.imshow(frames[index])
        first = probabilities[index].argmax()
        title = f"{index / rate:.1f} s: {names[first]} {probabilities[index, first]:.2f}"
        axes.set_title(title, fontsize=8)
    figure.suptitle("Q6.3 Frames that fail worst, and what they were taken for")
    return figure


def draw_time(
    plain: np.ndarray, robust: np.ndarray, category: int, name: str, rate: float
) -> Figure:
    """The category's probability over time. plain, robust: (n, classes); rate: frames a second."""
    figure, axes = style.new(width=8)
    seconds = np.arange(len(plain)) / rate
    for label, p in (("plain: each frame, centre crop", plain), ("robust", robust)):
        axes.plot(seconds, p[:, category], label=label)
        right = top(p, category, 1)
        axes.plot(seconds[right], p[right, category], "o", ms=4, color=axes.lines[-1].get_color())
    axes.set(xlabel="seconds", ylabel=f"probability of {name}", ylim=(0, None))
    axes.set_title("Q6.3 The video over time; a dot where the category comes first")
    axes.legend()
    return figure


def draw_remedies(remedies: dict[str, dict[str, float]]) -> Figure:
    """Bars of each remedy's accuracies. remedies: as ``lib.video.watch.accuracies`` gives them."""
    figure, axes = style.new(width=8, height=4.2)
    places = np.arange(len(remedies))[::-1]
    for offset, key in ((0.2, "top1"), (-0.2, "top5")):
        axes.barh(places + offset, [r[key] for r in remedies.values()], 0.38, label=key)
    axes.set_yticks(places, remedies)
    axes.set(xlabel="part of the frames", xlim=(0, 1), title="Q6.3 What each remedy does alone")
    axes.legend()
    return figure


def message(text: str) -> Figure:
    """A figure of a text, such as the reason why there is nothing to draw."""
    figure, axes = style.new(width=8, height=2)
    axes.axis("off")
    axes.text(0.5, 0.5, text, ha="center", va="center")
    return figure

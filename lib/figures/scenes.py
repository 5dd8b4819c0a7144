"""Figures of question 6.1.4: the filters and words of the bag of visual words."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from lib.bagofwords.dictionary import kernels
from lib.figures import style


def draw_filters(scales: Sequence[float]) -> Figure:
    """The four filters of each scale, a column a scale; scales: pixels."""
    figure, panels = style.new(4, len(scales), width=1.5 * len(scales), height=6.2)
    for column, scale in zip(panels.reshape(4, -1).T, scales, strict=True):
        for axes, kernel in zip(column, kernels(scale), strict=True):
            limit = np.abs(kernel).max()
            axes.imshow(kernel, vmin=-limit, vmax=limit)
            axes.axis("off")
        column[0].set_title(f"{scale:g} px", fontsize=9)
    figure.suptitle("Q6.1.4 The filters, each on L, a and b", fontsize=10)
    return figure


def draw_words(
    images: np.ndarray, maps: np.ndarray, classes: Sequence[str], words: np.ndarray
) -> Figure:
    """One image of each class above its words, which are coloured from dark to light.

    images: (classes, h, w, 3) uint8; maps: (classes, h', w') word numbers; words: (K, F), of which
    the first feature is the lightness at the finest scale.
    """
    columns = -(-len(classes) // 2)
    rank = np.argsort(np.argsort(words[:, 0]))
    figure, panels = style.new(4, columns, width=7.5, height=7.9)
    panels = panels.reshape(4, columns)
    for index, label in enumerate(classes):
        row, column = 2 * (index // columns), index % columns
        panels[row, column].imshow(images[index])
        panels[row, column].set_title(label, fontsize=9)
        panels[row + 1, column].imshow(
            rank[maps[index]], cmap="nipy_spectral", vmin=0, vmax=len(rank), interpolation="nearest"
        )
    for axes in panels.flat:
        axes.axis("off")
    figure.suptitle(f"Q6.1.4 Scenes, and each pixel's nearest of {len(rank)} words", fontsize=10)
    return figure

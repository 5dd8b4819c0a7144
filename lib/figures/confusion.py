"""A classifier's confusion matrix as a picture."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from lib.figures.style import new


def draw_confusion(matrix: np.ndarray, classes: Sequence[str], title: str) -> Figure:
    """The counts (k, k) of images by true class (row) and predicted class (column), written out.

    classes: k names, which are turned where they are words. Colours are on a logarithmic scale, on
    which a confusion of two can be seen beside a diagonal of fifty.
    """
    crowded, words = len(classes) > 20, max(map(len, classes)) > 2
    figure, axes = new(width=7.5, height=7.2) if crowded else new(width=6.2, height=5.2)
    shown = np.ma.masked_equal(matrix, 0)
    image = axes.imshow(shown, norm=LogNorm(1, max(2, matrix.max())), cmap="cividis_r")
    ticks, size = range(len(classes)), 7 if crowded else 8
    turned = {"rotation": 45, "ha": "right"} if words else {}
    axes.set_xticks(ticks, classes, fontsize=size, **turned)
    axes.set_yticks(ticks, classes, fontsize=size)
    axes.grid(False)
    for y, x in zip(*np.nonzero(matrix), strict=True):
        axes.text(
            x,
            y,
            matrix[y, x],
            ha="center",
            va="center",
            fontsize=5 if crowded else 8,
            color="white" if matrix[y, x] > matrix.max() / 3 else "black",
        )
    axes.set(xlabel="predicted class", ylabel="true class", title=title)
    figure.colorbar(image, ax=axes, shrink=0.7, label="images")
    return figure

"""One visual style for every figure, and the data's provenance under each."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from lib.store.provenance import Provenance, caption

mpl.use("Agg")

# Okabe and Ito's colours, which people with any colour vision can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
_STYLE = {
    "figure.dpi": 110,
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": mpl.cycler(color=[BLUE, ORANGE, GREEN, RED]),
    "grid.alpha": 0.3,
    "lines.linewidth": 1.8,
    "image.cmap": "gray",
    "legend.frameon": False,
}
mpl.rcParams.update(_STYLE)
_CAPTION_CHARACTERS = 17  # to an inch, at the most


def new(rows: int = 1, columns: int = 1, width: float = 6.4, height: float = 3.6):
    """A figure and its axes. width, height: inches, of the whole figure."""
    return plt.subplots(rows, columns, figsize=(width, height))


def save(figure: Figure, path: Path, records: Sequence[Provenance] = ()) -> None:
    """Write a PNG with the data's provenance under it, in red where any of it is a stand-in.

    Byte-identical for equal input: no date and no version in the file.
    """
    if records:
        drawn = any(record.source == "stand-in" for record in records)
        width = int(_CAPTION_CHARACTERS * figure.get_figwidth())
        text = textwrap.fill(caption(records), width)
        figure.supxlabel(text, fontsize=7, color=RED if drawn else "0.35")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)


def curves(epochs: np.ndarray, series: dict[str, np.ndarray], ylabel: str, title: str) -> Figure:
    """Curves over the epochs, one colour each, labelled; accuracies on a scale of 0 to 1."""
    figure, axes = new(width=4.8)
    for label, values in series.items():
        axes.plot(epochs, values, label=label)
    axes.set(xlabel="epoch", ylabel=ylabel, title=title)
    if ylabel == "accuracy":
        axes.set_ylim(0, 1)
    else:
        axes.set_ylim(bottom=0)
    axes.legend()
    return figure


def image_grid(images: np.ndarray, columns: int, title: str, symmetric: bool = False) -> Figure:
    """Images as tiles of one picture. images: (n, h, w).

    symmetric: the same scale for all, with 0 in the middle grey, as weights want it; otherwise 0 is
    black and 1 is white.
    """
    n, h, w = images.shape
    rows = -(-n // columns)
    limit = float(np.abs(images).max()) if symmetric else 1.0
    low, gap = (-limit if symmetric else 0.0), 2
    sheet = np.full((rows * (h + gap) - gap, columns * (w + gap) - gap), limit)
    for index, image in enumerate(images):
        y, x = index // columns * (h + gap), index % columns * (w + gap)
        sheet[y : y + h, x : x + w] = image
    figure, axes = new(width=6.4, height=6.4 * sheet.shape[0] / sheet.shape[1] + 0.6)
    axes.imshow(sheet, vmin=low, vmax=limit, interpolation="nearest")
    axes.set_title(title)
    axes.axis("off")
    return figure

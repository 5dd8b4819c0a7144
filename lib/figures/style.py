"""One visual style for every figure, and the data's provenance under each."""

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler

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
    "axes.prop_cycle": cycler(color=[BLUE, ORANGE, GREEN, RED]),
    "grid.alpha": 0.3,
    "lines.linewidth": 1.8,
    "image.cmap": "gray",
    "legend.frameon": False,
}
plt.style.use(["default", _STYLE])  # and nothing of a matplotlibrc of the user's
_CAPTION_CHARACTERS = 17  # per inch, at most


def new(
    rows: int = 1, columns: int = 1, width: float = 6.4, height: float = 3.6
) -> tuple[Figure, Any]:
    """A figure and its axes, an array of them if there are several panels.

    width, height: of the whole figure, in inches.
    """
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

"""Curves over the epochs of trainings, and over the layers of a network."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from lib.figures.style import new


def draw_losses(losses: Mapping[str, Sequence[float]], title: str) -> Figure:
    """Training losses by epoch, a curve for each training. losses: by the trainings' labels."""
    figure, axes = new(width=4.8)
    for label, values in losses.items():
        axes.plot(np.arange(1, len(values) + 1), values, label=label)
    axes.set(xlabel="epoch", ylabel="training loss", title=title)
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure


def draw_signals(signals: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Figure:
    """Q2.1.3: the spread of activations and of gradients by layer, a curve for each first weights.

    signals: by scheme, two arrays (depth + 1,) of standard deviations.
    """
    figure, panels = new(1, 2, width=8)
    for scheme, both in signals.items():
        for axes, signal in zip(panels, both, strict=True):
            axes.semilogy(np.arange(len(signal)), signal, marker="o", ms=4, label=scheme)
    panels[0].set(xlabel="layer", ylabel="standard deviation", title="Q2.1.3 Activations, forward")
    panels[1].set(xlabel="layer", title="Q2.1.3 Gradients, backward")
    panels[1].legend()
    return figure


def draw_batches(histories: Mapping[str, np.ndarray]) -> Figure:
    """Q2.4: mean over the repeats, with a band of one standard deviation.

    histories: by kind of batches, (repeats, epochs, 2): training loss and validation accuracy.
    """
    figure, panels = new(1, 2, width=8)
    for kind, history in histories.items():
        epochs = np.arange(1, history.shape[1] + 1)
        mean, deviation = history.mean(axis=0), history.std(axis=0, ddof=1)
        for index, axes in enumerate(panels):
            line, spread = mean[:, index], deviation[:, index]
            axes.plot(epochs, line, label=f"{kind} batches")
            axes.fill_between(epochs, line - spread, line + spread, alpha=0.25)
    panels[0].set(xlabel="epoch", title="Q2.4 Training loss", ylim=(0, None))
    panels[1].set(xlabel="epoch", title="Q2.4 Validation accuracy", ylim=(0, 1))
    panels[1].legend(loc="lower right")
    return figure

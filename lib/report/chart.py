"""Curves as shapes for the page to draw: they take its colours, in light and in dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 440, 260  # of the whole drawing, in its own units
LEFT, RIGHT, TOP, BOTTOM = 46, 16, 26, 38  # margins around the plot
TICKS = 6  # at the most, about


@dataclass(frozen=True)
class Tick:
    """A place on an axis, in the drawing's units, and the number that stands there."""

    at: float
    text: str


@dataclass(frozen=True)
class Chart:
    """lines: label -> the points of an SVG polyline. x_ticks, y_ticks: from low to high."""

    lines: dict[str, str]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    xlabel: str
    ylabel: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def line_chart(
    series: dict[str, Sequence[float]],
    x: Sequence[float],
    xlabel: str,
    ylabel: str,
    top: float | None = None,
) -> Chart:
    """Lines over the same x. The y axis goes from 0 to ``top``, or to the largest value."""
    top = top or max(max(values) for values in series.values()) or 1.0
    low = min(x)
    high = max(x) if max(x) > low else low + 1

    def place_x(value: float) -> float:
        return round(LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT), 1)

    def place_y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    return Chart(
        {
            label: " ".join(f"{place_x(a):g},{place_y(b):g}" for a, b in zip(x, y, strict=True))
            for label, y in series.items()
        },
        [Tick(place_x(value), text) for value, text in ticks(low, high)],
        [Tick(place_y(value), text) for value, text in ticks(0, top)],
        xlabel,
        ylabel,
    )


def ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Round numbers from low to high, at steps of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= rough)
    numbers = range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)
    return [(n * step, f"{n * step:g}") for n in numbers]

"""Charts of lines for the page: shapes that it stretches, and texts at places in percent.

The shapes take the page's colours, in light, in dark and in print. The texts are the page's own, so
that they are as large on a phone as on a wide screen, which text in a scaled drawing would not be.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from lib.report.axis import Axis, Tick, plain
from lib.report.numbers import SPACE, number, percent

SIDE = 1000  # units of the drawing, across and down
APART = 0.09  # of the height, between the labels at the lines' ends, at least

Values = Sequence[float]


@dataclass(frozen=True)
class Line:
    """A line of a chart: its name, its shape, the band's around it, and its label's place.

    path, band: of an SVG of SIDE by SIDE units. label: from the bottom, 0..1.
    """

    name: str
    path: str
    band: str
    label: float


@dataclass(frozen=True)
class Chart:
    """lines: each has a colour of its own. behind: others in grey, for comparison.

    x_ticks, y_ticks: from low to high. mark: a place on the x axis, with a text. columns: the
    table's headings. rows: its texts, a row for each x. places: where the rows lie, in units of the
    drawing. chosen: the row that is read out first.
    """

    lines: list[Line]
    behind: list[Line]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    mark: Tick | None
    columns: list[str]
    rows: list[list[str]]
    places: list[int]
    chosen: int
    ylabel: str

    @property
    def said(self) -> str:
        """The values of the row that is read out first."""
        at, *values = self.rows[self.chosen]
        pairs = zip(self.columns[1:], values, strict=True)
        return f"{self.columns[0]} {at}: " + ", ".join(f"{name} {value}" for name, value in pairs)


def line_chart(
    series: Mapping[str, Values],
    x: Values,
    xlabel: str,
    ylabel: str,
    *,
    show: Callable[[float], str] = number,
    mark: tuple[float, str] | None = None,
    spread: Mapping[str, Values] | None = None,
    behind: Mapping[str, Values] | None = None,
    around: Values = (),
    log_x: bool = False,
    log_y: bool = False,
) -> Chart:
    """Lines over the same x; a value that is not finite leaves a gap.

    show: how the values are written: ``number`` or ``percent``. mark: an x, and what stands there.
    spread: by name, half the height of a band around a line. behind: further lines, by name, in the
    background. around: further values that the y axis is to hold, as those of a chart beside it.
    """
    spread, behind = spread or {}, behind or {}
    edges = {
        name: [
            [y + sign * half for y, half in zip(series[name], halves, strict=True)]
            for sign in (-1, 1)
        ]
        for name, halves in spread.items()
    }
    across = Axis.between(x, log_x)
    halves = [edge for both in edges.values() for edge in both]
    drawn = [*series.values(), *behind.values(), around, *halves]
    up = Axis.around([value for values in drawn for value in values], log_y)

    def shape(values: Values) -> str:
        return path(x, values, across, up)

    bands = {name: band(x, low, high, across, up) for name, (low, high) in edges.items()}
    every = {**behind, **series}
    labels = apart([up.place(last(values)) for values in every.values()])
    lines = [
        Line(name, shape(values), bands.get(name, ""), label)
        for (name, values), label in zip(every.items(), labels, strict=True)
    ]
    text = {name: [_text(value, show) for value in values] for name, values in series.items()} | {
        name: [
            f"{_text(value, show)} ± {_text(half, show)}"
            for value, half in zip(series[name], halves, strict=True)
        ]
        for name, halves in spread.items()
    }
    at = mark[0] if mark else x[-1]
    return Chart(
        lines[len(behind) :],
        lines[: len(behind)],
        across.ticks(plain),
        up.ticks((lambda value: f"{plain(100 * value)}{SPACE}%") if show is percent else plain),
        Tick(across.place(mark[0]), mark[1]) if mark else None,
        [xlabel, *series],
        [[plain(value), *row] for value, *row in zip(x, *text.values(), strict=True)],
        [round(SIDE * across.place(value)) for value in x],
        min(range(len(x)), key=lambda i: abs(x[i] - at)),
        ylabel,
    )


def _text(value: float, show: Callable[[float], str]) -> str:
    return show(value) if isfinite(value) else "not a number"


def path(x: Values, y: Values, across: Axis, up: Axis) -> str:
    """A line as the ``d`` of an SVG path, with a piece for each run of finite values."""
    pieces: list[list[str]] = [[]]
    for a, b in zip(x, y, strict=True):
        if isfinite(b):
            pieces[-1].append(_point(a, b, across, up))
        elif pieces[-1]:
            pieces.append([])
    # A piece of one point is a dot, if the line has round ends.
    return "".join(f"M{' '.join(p)}{'h0' * (len(p) == 1)}" for p in pieces if p)


def band(x: Values, low: Values, high: Values, across: Axis, up: Axis) -> str:
    """What lies between two lines, as the ``d`` of an SVG path."""
    there = [_point(a, b, across, up) for a, b in zip(x, low, strict=True)]
    back = [_point(a, b, across, up) for a, b in zip(x, high, strict=True)]
    return f"M{' '.join(there + back[::-1])}Z"


def _point(a: float, b: float, across: Axis, up: Axis) -> str:
    return f"{round(SIDE * across.place(a))} {round(SIDE * (1 - up.place(b)))}"


def last(values: Values) -> float:
    """The last finite one of the values."""
    return next(value for value in reversed(values) if isfinite(value))


def apart(places: Sequence[float]) -> list[float]:
    """Places within 0..1, moved as far as keeps them APART; of equal ones the first is highest."""
    order = sorted(range(len(places)), key=lambda i: (places[i], -i))
    found = list(places)
    least = 0.0
    for i in order:
        found[i] = max(found[i], least)
        least = found[i] + APART
    most = 1.0
    for i in reversed(order):
        found[i] = min(found[i], most)
        most = found[i] - APART
    return found

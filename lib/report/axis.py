"""An axis of a chart: where it begins and ends, and the round numbers along it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from lib.report.numbers import RAISED, setting

TICKS = 5  # along an axis, about
NEAR_ZERO = 0.4  # of the largest value: an axis whose smallest is less begins at 0
PLAIN = range(-3, 4)  # powers of ten that are written out


@dataclass(frozen=True)
class Tick:
    """A place on an axis, 0..1 from its low end, and the text that stands there."""

    at: float
    text: str


@dataclass(frozen=True)
class Axis:
    """From low to high, which differ; on a logarithmic axis both are positive.

    step: from one tick to the next, where the axis is linear.
    """

    low: float
    high: float
    step: float
    log: bool = False

    @classmethod
    def around(cls, values: Iterable[float], log: bool = False) -> "Axis":
        """An axis that begins and ends at round numbers around the finite ones of the values."""
        finite = [value for value in values if isfinite(value)]
        low, high = min(finite), max(finite)
        if log:
            low, high = 10.0 ** floor(log10(low)), 10.0 ** ceil(log10(high))
            return cls(low, high if high > low else 10 * low, 0, log)
        if 0 < low < NEAR_ZERO * high:
            low = 0.0
        if low == high:
            low, high = min(low, 0.0), max(high, 0.0) if high else 1.0
        size = step(low, high)
        return cls(size * floor(low / size + 1e-9), size * ceil(high / size - 1e-9), size)

    @classmethod
    def between(cls, values: Iterable[float], log: bool = False) -> "Axis":
        """An axis from the smallest to the largest of the values."""
        low, high = min(values := list(values)), max(values)
        high = high if high > low else low + 1
        return cls(low, high, step(low, high), log)

    def place(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high end."""
        if self.log:
            return log10(value / self.low) / log10(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def ticks(self, show: Callable[[float], str]) -> list[Tick]:
        """Round numbers from low to high, as ``show`` writes them."""
        numbers = self._powers() if self.log else self._steps()
        if self.log and {floor(log10(value) + 0.5) for value in numbers} - set(PLAIN):
            show = power
        return [Tick(self.place(value), show(value)) for value in numbers]

    def _steps(self) -> list[float]:
        first, last = ceil(self.low / self.step - 1e-9), floor(self.high / self.step + 1e-9)
        return [place * self.step for place in range(first, last + 1)]

    def _powers(self) -> list[float]:
        places = range(ceil(log10(self.low) - 1e-9), floor(log10(self.high) + 1e-9) + 1)
        return [10.0**place for place in places[:: -ceil(len(places) / (TICKS + 2))]][::-1]


def step(low: float, high: float) -> float:
    """From one tick to the next: 1, 2 or 5 times a power of ten."""
    rough = (high - low) / TICKS
    power = 10.0 ** floor(log10(rough))
    return next(k * power for k in (1, 2, 5, 10) if k * power >= 0.7 * rough)


def power(value: float) -> str:
    """A power of ten: 10⁻⁵, 1, 10³."""
    exponent = round(log10(value))
    return f"10{str(exponent).translate(RAISED)}" if exponent else "1"


def plain(value: float) -> str:
    """A round number, without the last bits of its sum: 0.3, 1,500, −2, 0.00005."""
    return setting(float(f"{value:.6g}")).replace("-", "−")

"""Numbers as the page, the README and the terminal show them: one format for each kind."""

from decimal import ROUND_HALF_UP, Decimal

from lib.report.intervals import wilson

DIGITS = 3  # significant ones, of everything that was measured
PLAIN = range(-3, 6)  # powers of ten of the first digit that are written without an exponent
SPACE = "\u00a0"  # does not break
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float) -> str:
    """A count in full, 2,251,300; a measured value in three significant digits, 2.43 × 10⁻¹³.

    Half is rounded away from zero, as people do it: 0.8975 is 0.898.
    """
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    rounded = _rounded(Decimal(repr(float(value))))
    power = rounded.adjusted()
    if not rounded:
        text = "0"
    elif power in PLAIN:
        text = f"{rounded:,f}"
    else:
        text = f"{rounded.scaleb(-power):f}{SPACE}×{SPACE}10{str(power).translate(RAISED)}"
    return text.replace("-", "−")


def _rounded(value: Decimal) -> Decimal:
    for _ in range(2):  # 9.996 becomes 10.00, which has a digit too many
        last = Decimal(1).scaleb(value.adjusted() - DIGITS + 1)
        value = value.quantize(last, ROUND_HALF_UP)
    return value


def setting(value: float) -> str:
    """A value that somebody chose, with the digits that they gave it: 0.05, 0.00003, 5."""
    return f"{Decimal(repr(value)).normalize():,f}"


def percent(share: float) -> str:
    """A share, 0..1, as a percentage: 88.4 %."""
    return f"{number(100.0 * share)}{SPACE}%"


def points(difference: float) -> str:
    """A difference of two shares, without its sign: 1.23 points, which are hundredths."""
    return f"{number(100.0 * abs(difference))} percentage points"


def signed(value: float) -> str:
    """A difference with its sign: +0.536 or −0.536."""
    return ("+" if value >= 0 else "") + number(value)


def accuracy(share: float, n: int) -> str:
    """A share of n cases with Wilson's interval: 88.4 % (86.8 to 89.8 %, n = 1,800).

    What is no share, as one minus an edit distance that is longer than the text, has no interval.
    """
    count = f"n{SPACE}={SPACE}{n:,}"
    if not 0 <= share <= 1:
        return f"{percent(share)} ({count})"
    low, high = (percent(limit) for limit in wilson(share, n))
    return f"{percent(share)} ({low.removesuffix(f'{SPACE}%')} to {high}, {count})"

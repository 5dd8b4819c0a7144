"""How far a share of counted cases may lie from the probability behind it."""

from math import sqrt

Z = 1.959963984540054  # of a standard normal distribution, 95 % lies within +- Z


def wilson(right: int, n: int) -> tuple[float, float]:
    """Wilson's interval at 95 % for the probability behind ``right`` of ``n`` independent cases.

    Both ends lie within 0..1, and the interval has a width even where none or all are right. Cases
    that resemble each other, such as neighbouring frames, leave more doubt than it shows.
    """
    share = right / n
    middle = share + Z**2 / (2 * n)
    reach = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    whole = 1 + Z**2 / n
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)

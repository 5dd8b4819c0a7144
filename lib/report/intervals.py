"""How much a share of counted cases may be off by chance."""

from math import sqrt

Z = 1.959963984540054  # the standard normal distribution's 97.5th percentile: 95 % lie within +- Z


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's interval at 95 % for the probability behind a share of n independent cases.

    share: 0..1, of n > 0 cases. Unlike share +- Z sqrt(share (1 - share) / n), it stays within
    0..1, and has a width at shares of 0 and 1 (Wilson 1927, equation for the limits).
    """
    centre = share + Z**2 / (2 * n)
    reach = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    whole = 1 + Z**2 / n
    return max(0.0, (centre - reach) / whole), min(1.0, (centre + reach) / whole)

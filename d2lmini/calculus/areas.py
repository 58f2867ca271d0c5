"""Areas as limits of sums."""

from __future__ import annotations

import math

import numpy as np

from d2lmini.calculus.curves import sample
from d2lmini.calculus.differences import Function
from d2lmini.learner import interval
from d2lmini.words import say


def polygon_areas(doublings: int) -> list[tuple[int, float, float]]:
    """Areas of the regular polygons inside and outside the unit circle, by doubling.

    From n to 2n corners, a₂ₙ = √(aₙ Aₙ) and A₂ₙ = 2 Aₙ a₂ₙ / (Aₙ + a₂ₙ), where a is the inscribed
    and A the circumscribed area. Nothing in it presupposes π (J. Gregory, *Vera circuli et
    hyperbolae quadratura*, 1667).

    Parameters
    ----------
    doublings : int
        How often to double, from the square on; 0 to 24.

    Returns
    -------
    list of (int, float, float)
        Rows (n, aₙ, Aₙ) for n = 4, 8, 16, …; areas in units of the radius squared.

    Raises
    ------
    TypeError
        If doublings is not an integer.
    ValueError
        If it is outside 0 to 24; beyond, rounding in float64 swallows the gap.

    Examples
    --------
    >>> for n, inside, outside in polygon_areas(2):
    ...     print(f"{n:2d} {inside:.5f} {outside:.5f}")
     4 2.00000 4.00000
     8 2.82843 3.31371
    16 3.06147 3.18260
    """
    if not isinstance(doublings, int | np.integer) or isinstance(doublings, bool):
        raise TypeError(say("doublings must be an integer, got {doublings!r}", doublings=doublings))
    if not 0 <= doublings <= 24:
        raise ValueError(
            say("doublings must be from 0 to 24, got {doublings}", doublings=doublings)
        )
    n, inside, outside = 4, 2.0, 4.0
    rows = [(n, inside, outside)]
    for _ in range(doublings):
        n, inside = 2 * n, math.sqrt(inside * outside)
        outside = 2 * outside * inside / (outside + inside)
        rows.append((n, inside, outside))
    return rows


RULES = ("left", "right", "mid", "trapezoid")


def riemann_sum(f: Function, a: float, b: float, n: int, rule: str = "mid") -> float:
    """Add up n strips of equal width between a and b.

    Parameters
    ----------
    f : callable
        Real function of one number.
    a, b : float
        The ends, a < b.
    n : int
        How many strips, at least 1.
    rule : {"left", "right", "mid", "trapezoid"}
        Where a strip takes its height from; the trapezoid's is the mean of left and right.

    Returns
    -------
    float
        The sum of width times height, in the unit of x times that of f. Strips below 0 count
        negative.

    Raises
    ------
    ValueError
        If b is not greater than a, n is no positive integer, the rule is unknown, or f has no
        value where it is needed.
    TypeError
        If f is not callable or does not return numbers.

    Examples
    --------
    >>> riemann_sum(lambda x: x**2, 0, 2, 4, "trapezoid")
    2.75
    """
    heights = strip_heights(f, a, b, n, rule)
    return float((b - a) / n * heights.sum())


def strip_heights(f: Function, a: float, b: float, n: int, rule: str = "mid") -> np.ndarray:
    """Heights of the n strips of `riemann_sum`, from left to right.

    Parameters and errors are those of `riemann_sum`.

    Examples
    --------
    >>> strip_heights(lambda x: x**2, 0, 2, 4, "left")
    array([0.  , 0.25, 1.  , 2.25])
    """
    a, b = interval((a, b), "the interval")
    if not isinstance(n, int | np.integer) or isinstance(n, bool) or n < 1:
        raise ValueError(say("n must be a positive integer, got {n!r}", n=n))
    if rule not in RULES:
        raise ValueError(
            say("rule must be one of {RULES}, got {rule!r}", RULES=", ".join(RULES), rule=rule)
        )
    edges = np.linspace(a, b, n + 1)
    left, right, middle = edges[:-1], edges[1:], (edges[:-1] + edges[1:]) / 2
    if rule == "trapezoid":
        heights = (sample(f, left) + sample(f, right)) / 2
    else:
        heights = sample(f, {"left": left, "right": right, "mid": middle}[rule])
    if not np.isfinite(heights).all():
        raise ValueError(say("f has no value somewhere between {a} and {b}", a=a, b=b))
    return heights


def area_so_far(f: Function, a: float, b: float, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Accumulate the area below f from a on: the antiderivative that is 0 at a.

    Strip by strip by Simpson's rule, which is exact for polynomials up to degree 3.

    Parameters
    ----------
    f : callable
        Real function of one number, continuous on [a, b].
    a, b : float
        The ends, a < b.
    n : int
        How many strips, at least 1.

    Returns
    -------
    xs, areas : numpy.ndarray of float64, shape (n + 1,)
        Points from a to b, and the area from a to each, negative where f is below 0.

    Raises
    ------
    ValueError, TypeError
        As `riemann_sum`.

    Examples
    --------
    >>> xs, areas = area_so_far(lambda x: x**2, 0, 2, n=4)
    >>> print(areas.round(4))
    [0.     0.0417 0.3333 1.125  2.6667]
    """
    ends, middles = (strip_heights(f, a, b, n, rule) for rule in ("trapezoid", "mid"))
    strips = (b - a) / n * (ends + 2 * middles) / 3
    return np.linspace(a, b, n + 1), np.concatenate([[0.0], np.cumsum(strips)])

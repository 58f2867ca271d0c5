"""Areas as limits of sums."""

from __future__ import annotations

import math

import numpy as np

from d2lmini.calculus.curves import sample
from d2lmini.calculus.limits import told
from d2lmini.learner import Function, interval, whole
from d2lmini.words import listed, say


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
        If doublings is not a whole number.
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
    doublings = whole(doublings, "doublings", least=0, most=24)
    n, inside, outside = 4, 2.0, 4.0
    rows = [(n, inside, outside)]
    for _ in range(doublings):
        n, inside = 2 * n, math.sqrt(inside * outside)
        outside = 2 * outside * inside / (outside + inside)
        rows.append((n, inside, outside))
    return rows


RULES = ("left", "right", "mid", "trapezoid")
SETTLED = 1e-5  # relative error of an area that is told
MOST_PARTS = 20_000  # of all strips together, when they are halved


def riemann_sum(f: Function, xlim: tuple[float, float], n: int, rule: str = "mid") -> float:
    """Add up n strips of equal width over an interval.

    Parameters
    ----------
    f : callable
        Real function of one number.
    xlim : (float, float)
        The interval, left end first.
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
        If the interval is empty or the wrong way round, n is less than 1, the rule is unknown, or f
        has no value where it is needed.
    TypeError
        If n is not a whole number, f is not callable or does not return numbers.

    Examples
    --------
    >>> riemann_sum(lambda x: x**2, (0, 2), 4, "trapezoid")
    2.75
    """
    edges = _edges(xlim, n)
    return float((edges[-1] - edges[0]) / n * _heights(f, edges, rule).sum())


def strip_heights(f: Function, xlim: tuple[float, float], n: int, rule: str = "mid") -> np.ndarray:
    """Heights of the n strips of `riemann_sum`, from left to right.

    Parameters and errors are those of `riemann_sum`.

    Examples
    --------
    >>> strip_heights(lambda x: x**2, (0, 2), 4, "left")
    array([0.  , 0.25, 1.  , 2.25])
    """
    return _heights(f, _edges(xlim, n), rule)


def area_so_far(
    f: Function, xlim: tuple[float, float], n: int = 400
) -> tuple[np.ndarray, np.ndarray]:
    """Accumulate the area below f from the left end on: the antiderivative that is 0 there.

    Strip by strip by Simpson's rule, which is exact for polynomials up to degree 3. A strip is
    halved until halving changes nothing, and Gauss's rule says the same. A peak between all places
    at which f is asked is not seen.

    Parameters
    ----------
    f : callable
        Real function of one number, continuous on the interval.
    xlim : (float, float)
        The interval, left end first.
    n : int
        How many strips, at least 1.

    Returns
    -------
    xs, areas : numpy.ndarray of float64, shape (n + 1,)
        Points from end to end, and the area from the left end to each, negative where f is below
        0. NaN from a place on where the sums do not settle: near 0 for 1/x.

    Raises
    ------
    ValueError, TypeError
        As `riemann_sum`.

    Examples
    --------
    >>> xs, areas = area_so_far(lambda x: x**2, (0, 2), n=4)
    >>> print(areas.round(4))
    [0.     0.0417 0.3333 1.125  2.6667]
    """
    edges = _edges(xlim, n)
    areas, _ = areas_up_to(f, edges)
    return edges, areas


def areas_up_to(f: Function, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Areas from the first edge to each, and how far each may be off; NaN where nothing settles.

    Digits that are in doubt are left out.

    Examples
    --------
    >>> areas, doubts = areas_up_to(np.abs, np.array([-1.0, 0.5, 2.0]))
    >>> areas.round(9), (doubts < 1e-9).all()
    (array([0.   , 0.625, 2.5  ]), np.True_)
    """
    strips, errors = _settled(f, edges)
    areas, doubts, sizes = (
        np.cumsum(np.r_[0.0, each]) for each in (strips, errors, np.abs(strips))
    )
    doubts += 4 * np.finfo(float).eps * sizes
    sure = np.array([told(*each) for each in zip(areas, doubts, strict=True)])
    return np.where(doubts <= SETTLED * sizes, sure, np.nan), doubts


def _settled(f: Function, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Area of each strip by Simpson's rule on ever thinner parts of it, and its error."""
    left, right = edges[:-1], edges[1:]
    strip, areas, errors = np.arange(len(left)), np.zeros(len(left)), np.zeros(len(left))
    heights = [_values(f, x) for x in (left, (left + right) / 2, right)]
    whole = _simpson(right - left, *heights)
    least, span = 1e-18 * np.abs(whole).sum() / len(left), edges[-1] - edges[0]
    while strip.size:
        a, m, b = heights
        middle = (left + right) / 2
        p, q = _values(f, (left + middle) / 2), _values(f, (middle + right) / 2)
        half = (right - left) / 2
        first, second = _simpson(half, a, p, m), _simpson(half, m, q, b)
        error = np.abs(first + second - whole)
        error = np.maximum(error, np.abs(first + second - _gauss(f, left, right)))
        thin = half <= np.maximum(
            2.0**-60 * span, 16 * np.spacing(np.fmax(np.abs(left), np.abs(right)))
        )
        near = 1e-11 * (np.abs(first) + np.abs(second))
        done = (error <= least) | (error <= near) | thin | (strip.size > MOST_PARTS)
        np.add.at(areas, strip[done], (first + second)[done])
        np.add.at(errors, strip[done], error[done])
        left, right = (np.r_[x[~done], y[~done]] for x, y in ((left, middle), (middle, right)))
        heights = [np.r_[x[~done], y[~done]] for x, y in ((a, m), (p, q), (m, b))]
        whole, strip = np.r_[first[~done], second[~done]], np.tile(strip[~done], 2)
    return areas, errors


def _gauss(f: Function, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Areas by Gauss's rule, at places that no wave hits as Simpson's: a second opinion."""
    middle, off = (left + right) / 2, math.sqrt(0.15) * (right - left)
    a, m, b = (_values(f, x) for x in (middle - off, middle, middle + off))
    return (right - left) * (5 * a + 8 * m + 5 * b) / 18


def _simpson(width: np.ndarray, a: np.ndarray, m: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Width times the mean height of the parabola through f at both ends and in the middle."""
    return width * (a + 4 * m + b) / 6


def _edges(xlim: tuple[float, float], n: int) -> np.ndarray:
    """Check an interval and how many strips it has, and return where they begin and end."""
    return np.linspace(*interval(xlim, "xlim"), whole(n, "n", least=1) + 1)


def _heights(f: Function, edges: np.ndarray, rule: str) -> np.ndarray:
    """Heights of the strips between the edges."""
    if rule not in RULES:
        raise ValueError(
            say("rule must be one of {rules}, got {rule!r}", rules=listed(RULES), rule=rule)
        )
    left, right, middle = edges[:-1], edges[1:], (edges[:-1] + edges[1:]) / 2
    if rule == "trapezoid":
        heights = (_values(f, left) + _values(f, right)) / 2
    else:
        heights = _values(f, {"left": left, "right": right, "mid": middle}[rule])
    return heights


def _values(f: Function, xs: np.ndarray) -> np.ndarray:
    """f at places where it is needed."""
    values = sample(f, xs)
    if not np.isfinite(values).all():
        raise ValueError(
            say(
                "f has no value at x = {x}, so there is no strip: leave the place out, or give f "
                "its limit there",
                x=float(xs[~np.isfinite(values)][0]),
            )
        )
    return values

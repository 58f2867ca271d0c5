"""The slope at a point, as a line and as a function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from d2lmini.calculus.curves import sample
from d2lmini.calculus.differences import derivative, in_kind_of, taken
from d2lmini.calculus.limits import Limit, probe, rounded
from d2lmini.learner import Function, as_array, elementwise, epsilon, real, scalar
from d2lmini.words import number, say, sentences


@dataclass(frozen=True)
class Line:
    """The straight line through (x, y) with a given slope; call it to get its height.

    Attributes
    ----------
    x, y : float
        A point of the line.
    slope : float
        In units of y per unit of x.

    Examples
    --------
    >>> line = Line(x=1, y=-1, slope=2)
    >>> print(line)
    y = 2x − 3
    >>> line(3)
    3
    """

    x: float
    y: float
    slope: float

    def __call__(self, x: Any) -> Any:
        """Height of the line at x."""
        return self.y + self.slope * (x - self.x)

    def __str__(self) -> str:
        slope, height = rounded(self.slope), rounded(self.y - self.slope * self.x)
        if slope == 0:
            return f"y = {number(height)}"
        run = {1.0: "x", -1.0: "−x"}.get(slope, f"{number(slope)}x")
        if height == 0:
            return f"y = {run}"
        return f"y = {run} {'−' if height < 0 else '+'} {number(abs(height))}"


def tangent_line(f: Function, x: float) -> Line:
    """Tangent of f at x, found numerically.

    Parameters
    ----------
    f : callable
        Real function of one number.
    x : float
        Where the line touches.

    Returns
    -------
    Line
        Through (x, f(x)) with slope f′(x).

    Raises
    ------
    ValueError
        If f is not defined at x, or the samples do not suggest one slope from both sides.
    TypeError
        As `numerical_lim`.

    Examples
    --------
    >>> print(tangent_line(lambda x: 3 * x**2 - 4 * x, 1))
    y = 2x − 3
    """
    x = scalar(x, "x")
    slope = slope_limit(f, x)
    if slope.verdict != "two-sided":
        raise ValueError(
            sentences(say("no tangent with a slope was found at x = {x}.", x=x), str(slope))
        )
    return Line(x, float(sample(f, [x])[0]), slope.value)


def slope_limit(f: Function, x: float) -> Limit:
    """Limit of the difference quotient of f at x, from either side, as the samples suggest it.

    Parameters
    ----------
    f : callable
        Real function of one number.
    x : float
        Where the slope is wanted.

    Returns
    -------
    Limit
        Of (f(x + h) − f(x)) / h as h → 0.

    Raises
    ------
    ValueError
        If f is not defined at x.
    TypeError
        If f is not callable or does not return numbers.

    Examples
    --------
    >>> slope = slope_limit(abs, 0)
    >>> slope.left, slope.right
    (-1.0, 1.0)
    """
    x = scalar(x, "x")
    if not np.isfinite(here := sample(f, [x])[0]):
        raise ValueError(say("f is not defined at x = {x}, so it has no slope there", x=x))

    def quotient(h: np.ndarray) -> np.ndarray:
        return (sample(f, x + h) - here) / taken(x, h)

    coarse = quotient(np.array([-0.1, 0.1]))
    steep = np.abs(coarse[np.isfinite(coarse)]).max(initial=0)
    # what rounding does to f(x + h), which the quotient divides by h
    rounding = 4 * np.finfo(float).eps * (abs(float(here)) + abs(x) * steep)
    return probe(lambda h: quotient(np.atleast_1d(h)), 0.0, float(rounding))


def slope_function(f: Function) -> Function:
    """Return the function x ↦ f′(x), found numerically, for drawing and searching.

    Parameters
    ----------
    f : callable
        Real function of one number.

    Returns
    -------
    callable
        Takes what f takes. NaN at a kink, where the slopes from the two sides disagree.

    Examples
    --------
    >>> slope = slope_function(abs)
    >>> print(slope(0.0), slope(1.0).round(6))
    nan 1.0
    """
    f = elementwise(f)

    def slope(x: Any) -> Any:
        x = real(x, "x")
        return slope_or_nan(f, x, f(x))

    return slope


def slope_or_nan(f: Function, x: Any, here: Any) -> Any:
    """f′(x), NaN at a kink, for an f that was checked and is ``here`` at x."""
    value = derivative(f, x, here)
    rounding = max(np.finfo(float).eps, epsilon(here))
    h = in_kind_of(x, 2 * np.cbrt(rounding) * np.maximum(1.0, np.abs(as_array(x))))
    around = [as_array(f(x + k * h)) for k in (-2, -1, 1, 2)]
    value, here, h = map(as_array, (value, here, h))
    return np.where(_kinked(value, here, around, h, rounding), np.nan, value)[()]


def _kinked(
    value: np.ndarray, here: np.ndarray, around: list[np.ndarray], h: np.ndarray, rounding: float
) -> np.ndarray:
    """Say where f has a kink, from the slope found there, f there, and f around, at ±h and ±2h."""
    far_behind, behind, ahead, far_ahead = around
    with np.errstate(all="ignore"):
        small = 1e-4 * np.abs(value) + 1e-7 + 16 * rounding * np.abs(here) / h
        # Where f is smooth, half the step brings the slopes of the two sides together by half.
        near = np.abs((ahead - here) / h + (behind - here) / h)
        wide = np.abs((far_ahead - here) / (2 * h) + (far_behind - here) / (2 * h))
        kinked = (wide > small) & (near > 0.85 * wide)
        # And slopes across x, through both sides, change less and less with the step.
        first, second = (ahead - behind) / (2 * h), (far_ahead - far_behind) / (4 * h)
        growing = np.abs(first - value) > 1.5 * np.abs(second - first)
        return kinked | ((np.abs(first - value) > small) & growing)

"""The slope at a point, as a line, a limit, a number and a function."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from d2lmini.calculus.curves import sample
from d2lmini.calculus.differences import in_kind_of
from d2lmini.calculus.limits import Limit, told
from d2lmini.calculus.sides import Sides, bends_at, slopes_at
from d2lmini.learner import Function, as_array, function, is_tensor, real, scalar
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
    doubt : float
        How far the slope may be off; digits below it are not written.

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
    doubt: float = 0.0

    def __call__(self, x: Any) -> Any:
        """Height of the line at x."""
        return self.y + self.slope * (x - self.x)

    def __str__(self) -> str:
        rise = self.slope * self.x
        lost = self.doubt * abs(self.x) + 2 * np.finfo(float).eps * (abs(self.y) + abs(rise))
        slope = told(self.slope, self.doubt)
        height = told(self.y - rise, lost if rise else 0.0)  # of two numbers that nearly cancel
        spec = f".{self._digits(slope, height)}g"
        if slope == 0:
            return f"y = {number(height, spec)}"
        run = {"1": "x", "−1": "−x"}.get(number(slope, spec), f"{number(slope, spec)}x")
        if height == 0:
            return f"y = {run}"
        return f"y = {run} {'−' if height < 0 else '+'} {number(abs(height), spec)}"

    def _digits(self, slope: float, height: float) -> int:
        """How many digits are needed, far from 0, for a line that still touches f."""
        near = 1e-3 * max(abs(self.y), abs(slope))
        for digits in range(5, 16):
            run, rest = (float(f"{value:.{digits}g}") for value in (slope, height))
            if abs(run * self.x + rest - self.y) <= near:
                return digits
        return 5


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
        Through (x, f(x)) with slope f′(x); at an end of the domain, with the slope from inside.

    Raises
    ------
    ValueError
        If f is not defined at x, or the samples do not suggest one finite slope.
    TypeError
        As `numerical_lim`.

    Examples
    --------
    >>> print(tangent_line(lambda x: 3 * x**2 - 4 * x, 1))
    y = 2x − 3
    """
    x = scalar(x, "x")
    slope = slope_limit(f, x)
    if not math.isfinite(slope.in_domain):
        raise ValueError(
            sentences(say("no tangent with a slope was found at x = {x}.", x=x), str(slope))
        )
    return Line(x, float(sample(f, [x])[0]), slope.in_domain, slope.uncertainty)


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
        Of (f(x + h) − f(x)) / h as h → 0; its ``a`` is x. h runs down to where float64 can no
        longer tell x + h from x (at x = 0, to 10⁻³⁰); what happens nearer is not seen.

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
    if not np.isfinite(sample(f, [x])[0]):
        raise ValueError(say("f is not defined at x = {x}, so it has no slope there", x=x))
    return slope_limits(f, np.array([x]))[0]


def slope_limits(f: Function, xs: np.ndarray, reach: float | None = None) -> list[Limit]:
    """Do what `slope_limit` says at many places at once; asked no farther away than ``reach``.

    Where f is not defined the limits are NaN.
    """
    found = slopes_at(f, xs, reach=reach)
    return [_limit(found, row, float(x)) for row, x in enumerate(xs)]


def _limit(found: Sides, row: int, x: float) -> Limit:
    """The limit at one of several places."""
    doubts = [float(side.doubt[row]) for side in (found.left, found.right)]
    values = [float(side.value[row]) for side in (found.left, found.right)]
    if found.agree[row]:
        doubts, values = [float(found.doubt[row])] * 2, [float(found.value[row])] * 2
    left, right = map(told, values, doubts)
    steps = found.left.steps[row]
    evidence = (steps, found.left.quotients[row], found.right.quotients[row])
    known = np.isfinite(steps)
    return Limit(x, left, right, float(np.nanmax([0.0, *doubts])), *(e[known] for e in evidence))


def slope_function(f: Function, reach: float | None = None) -> Function:
    """Return the function x ↦ f′(x), found numerically, for drawing and searching.

    Parameters
    ----------
    f : callable
        Real function of one number.
    reach : float, optional
        How far from x f may be asked; by default 64 · max(1, |x|).

    Returns
    -------
    callable
        Takes what f takes. NaN at a kink, where the slopes from the two sides disagree, and where
        none was found.

    Examples
    --------
    >>> slope = slope_function(abs)
    >>> print(slope(0.0), slope(1.0))
    nan 1.0
    """
    function(f)
    return lambda x: _found(slopes_at, f, x, reach)


def numerical_derivative(f: Function, x: Any) -> Any:
    """Estimate f′(x) by central differences, the steps being chosen by trial.

    The error of (f(x + h) − f(x − h)) / 2h grows like h², that of rounding like 1/h; where they
    balance depends on f. So h runs from 64 · max(1, |x|) down to the spacing of numbers, neighbors
    are extrapolated, and those that agree at the smallest steps are taken.

    Parameters
    ----------
    f : callable
        Real function of one number, differentiable near x.
    x : float or array or torch tensor
        Where the derivative is wanted.

    Returns
    -------
    float or array or torch tensor
        f′(x), of the shape of x, to the digits that are sure: some ten in float64 and four in
        float32, where f is smooth and f and x f′ are not large beside f′. NaN where the
        differences settle on nothing, or f has no value at x. They may be blind to a kink: for |x|
        at 0 they give 0.

    Raises
    ------
    ValueError, TypeError
        As `numerical_lim`.

    Examples
    --------
    >>> print(f"{numerical_derivative(np.exp, 0.0):.8f}")
    1.00000000
    """
    return _found(lambda *given: slopes_at(*given).across, f, x, None)


def second_derivative(f: Function, x: Any, reach: float | None = None) -> Any:
    """Estimate f″(x) by (f(x + h) − 2 f(x) + f(x − h)) / h², the steps being chosen by trial.

    Parameters
    ----------
    f : callable
        Real function of one number, twice differentiable near x.
    x : float or array
        Where the second derivative is wanted.
    reach : float, optional
        How far from x f may be asked; by default 64 · max(1, |x|).

    Returns
    -------
    float or array
        f″(x), of the shape of x, to some six digits; NaN where f′ or f″ jumps.

    Raises
    ------
    ValueError, TypeError
        As `numerical_lim`.

    Examples
    --------
    >>> print(f"{second_derivative(np.exp, 0.0):.5f}")
    1.00000
    """
    return _found(bends_at, f, x, reach)


def _found(method: Callable[..., Any], f: Function, x: Any, reach: float | None) -> Any:
    """Derivatives of f at x, to the digits that are sure, of the shape and the kind of x."""
    x = real(x, "x")
    places = as_array(x).astype(float)
    like = x if is_tensor(x) or places.dtype != as_array(x).dtype else None
    found = method(f, places.ravel(), like, reach)
    values = np.array([told(*each) for each in zip(found.value, found.doubt, strict=True)])
    return in_kind_of(x, values.reshape(places.shape))

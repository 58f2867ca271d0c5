"""Limits, slopes and areas by finite arithmetic: numpy only.

Everything here takes the learner's own function of one real number and answers with numbers.
The checks stand in decorators and private helpers, so that each formula can be read at a glance.
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from d2lmini._arrays import as_array, brief, interval, is_tensor, number, real, scalar

Function = Callable[[Any], Any]


# --- slopes -----------------------------------------------------------------------------------


def _checked(quotient: Callable) -> Callable:
    """Check f, x and h on the way into a difference quotient, and f's values on the way out."""

    @functools.wraps(quotient)
    def checked(f: Function, x: Any, h: Any) -> Any:
        x = real(x, "x")
        return quotient(_elementwise(f), x, _step(h, x))

    return checked


@_checked
def numerical_lim(f: Function, x: Any, h: Any) -> Any:
    """Slope between x and x + h: the (forward) difference quotient.

    For a differentiable f it tends to f′(x) as h → 0, from the right for h > 0 and from the
    left for h < 0.

    Parameters
    ----------
    f : callable
        Real function of one number; given an array of any shape it returns that shape.
    x : float or array or torch tensor
        Where the slope is wanted. float32 and float64 are kept.
    h : float or array
        The step, not 0, in the unit of x. Broadcasts against x.

    Returns
    -------
    float or array or torch tensor
        (f(x + h) − f(x)) / h, of the shape of x + h, in the unit of f per unit of x.

    Raises
    ------
    ValueError
        If h is 0, x or h is not finite, or f returns another shape or complex numbers.
    TypeError
        If f is not callable, or x, h or f(x) are not numbers.

    Examples
    --------
    >>> print(f"{numerical_lim(lambda x: 3 * x**2 - 4 * x, 1, 0.1):.5f}")
    2.30000
    """
    return (f(x + h) - f(x)) / h


@_checked
def backward_difference(f: Function, x: Any, h: Any) -> Any:
    """Slope between x − h and x: the backward difference quotient.

    Parameters, errors and result are those of `numerical_lim`.

    Examples
    --------
    >>> print(f"{backward_difference(lambda x: 3 * x**2 - 4 * x, 1, 0.1):.5f}")
    1.70000
    """
    return (f(x) - f(x - h)) / h


@_checked
def central_difference(f: Function, x: Any, h: Any) -> Any:
    """Slope between x − h and x + h: the central difference quotient.

    Its error shrinks like h² where f has three continuous derivatives. It is blind to a kink: the
    one of |x| at 0 gives 0. Parameters, errors and result are those of `numerical_lim`.

    Examples
    --------
    >>> print(f"{central_difference(lambda x: 3 * x**2 - 4 * x, 1, 0.1):.5f}")
    2.00000
    """
    return (f(x + h) - f(x - h)) / (2 * h)


def numerical_derivative(f: Function, x: Any) -> Any:
    """Estimate f′(x) by a central difference with a well-chosen step.

    The step is the cube root of the machine epsilon times max(1, |x|): it balances the error of
    the formula, which grows like h², against that of rounding, which grows like 1/h (Press et
    al., *Numerical Recipes*, 3rd ed., section 5.7).

    Parameters
    ----------
    f : callable
        Real function of one number, differentiable near x.
    x : float or array or torch tensor
        Where the derivative is wanted.

    Returns
    -------
    float or array or torch tensor
        About f′(x), of the shape of x. Where f varies on the scale of max(1, |x|), some ten digits
        are right in float64 and four in float32; where it varies faster, fewer.

    Raises
    ------
    ValueError, TypeError
        As `numerical_lim`.

    Examples
    --------
    >>> print(f"{numerical_derivative(np.exp, 0.0):.8f}")
    1.00000000
    """
    x = real(x, "x")
    values = as_array(x)
    epsilon = float(np.finfo(values.dtype).eps)
    h = np.cbrt(epsilon) * np.maximum(1.0, np.abs(values)).astype(values.dtype)
    h = (values + h) - values  # the step that is really taken, after rounding
    if is_tensor(x):
        return central_difference(f, x, x.new_tensor(h))
    return central_difference(f, x, float(h) if isinstance(x, float) else h)


def _step(h: Any, x: Any) -> Any:
    """Check the step, and give it the precision of x."""
    h = real(h, "h")
    if np.any(as_array(h) == 0):
        raise ValueError("h must not be 0, the slope would be 0/0: take a small step such as 1e-5")
    if isinstance(x, np.floating | np.ndarray) and not is_tensor(h):
        cast = np.asarray(h).astype(x.dtype)[()]
        if np.any(cast == 0):
            raise ValueError(f"h = {brief(h)} is too small for {x.dtype}, which rounds it to 0")
        return cast
    return h


def _elementwise(f: Function) -> Function:
    """Wrap the learner's f so that each call must give one real number for each x."""
    if not callable(f):
        raise TypeError(f"f must be a function of one number, such as np.sin; got {brief(f)}")

    def checked(x: Any) -> Any:
        y = f(x)
        if y is None:
            raise TypeError("f returned None: does its last line say return?")
        try:
            values = as_array(y)
        except (TypeError, ValueError):
            raise TypeError(f"f must return numbers, it returned {brief(y)}") from None
        if values.dtype.kind == "c":
            raise ValueError(f"f must be real, at x = {brief(x)} it returned {brief(y)}")
        if values.shape != np.shape(x):
            raise ValueError(
                f"f must return one number for each x: x has shape {tuple(np.shape(x))}, "
                f"f(x) has shape {values.shape}"
            )
        return y if is_tensor(y) or not isinstance(y, list | tuple) else values

    return checked


def sample(f: Function, xs: Any) -> np.ndarray:
    """Values of f at many points, whether or not f takes arrays or is defined everywhere.

    Parameters
    ----------
    f : callable
        Real function of one number.
    xs : array_like, shape (n,)
        The points.

    Returns
    -------
    numpy.ndarray of float64, shape (n,)
        f at each point; NaN where f is not a real number there (a division by zero, the logarithm
        of a negative number), which a plot shows as a gap.

    Raises
    ------
    TypeError
        If f is not callable or does not return numbers. Any other mistake inside f is raised as
        it is.

    Examples
    --------
    >>> sample(lambda x: 1 / x if x < 1 else 0, [0, 0.5, 1])
    array([nan,  2.,  0.])
    """
    xs = np.asarray(as_array(xs), dtype=float)
    checked = _elementwise(f)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return np.asarray(as_array(checked(xs.copy())), dtype=float)
        except Exception:  # f is not made for arrays: ask for one number at a time
            return np.array([_value(f, float(x)) for x in xs])


def sample_curve(
    f: Function, xlim: tuple[float, float], count: int = 400
) -> tuple[np.ndarray, np.ndarray]:
    """Sample f over an interval for drawing, with a gap wherever it jumps.

    Where two neighbours lie far apart, the step between them is halved until they come together,
    and f is steep, or until they do not, and f jumps.

    Parameters
    ----------
    f : callable
        Real function of one number.
    xlim : (float, float)
        The interval, left end first.
    count : int
        How many points, at least 2.

    Returns
    -------
    xs, ys : numpy.ndarray of float64, shape (n,), n >= count
        Points of the curve; a NaN in ys at each gap.

    Raises
    ------
    ValueError
        If the interval is empty or the wrong way round, or count is less than 2.
    TypeError
        As `sample`.

    Examples
    --------
    >>> xs, ys = sample_curve(np.sign, (-1, 1), count=4)
    >>> ys
    array([-1., -1., nan,  1.,  1.])
    """
    if count < 2:
        raise ValueError(f"count must be at least 2, got {count}")
    xs = np.linspace(*interval(xlim, "xlim"), count)
    ys = sample(f, xs)
    rises = np.abs(np.diff(np.where(np.isfinite(ys), ys, np.nan)))
    steep = np.flatnonzero(rises > 0.05 * np.nanmax(rises, initial=0) + 4 * np.nanmedian(rises))
    jumps = [i for i in steep if _jumps(f, xs[i], xs[i + 1])]
    gaps = np.array(jumps, dtype=int) + 1
    return np.insert(xs, gaps, xs[gaps]), np.insert(ys, gaps, np.nan)


def _jumps(f: Function, left: float, right: float) -> bool:
    """Say whether f rises or falls as much between ever closer points."""
    ends = sample(f, [left, right])
    whole = abs(ends[1] - ends[0])
    for _ in range(40):
        middle = (left + right) / 2
        height = sample(f, [middle])[0]
        if np.isnan(height):
            return True
        if abs(height - ends[0]) > abs(ends[1] - height):
            right, ends[1] = middle, height
        else:
            left, ends[0] = middle, height
        if abs(ends[1] - ends[0]) < 0.5 * whole:
            return False
    return True


def _value(f: Function, x: float) -> float:
    """f(x) as a float, or NaN where f has no real value."""
    try:
        y = f(x)
        return math.nan if isinstance(y, complex) else float(as_array(_elementwise(lambda _: y)(x)))
    except (ArithmeticError, ValueError):
        return math.nan


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
        slope, height = _round(self.slope), _round(self.y - self.slope * self.x)
        if slope == 0:
            return f"y = {number(height)}"
        run = {1.0: "x", -1.0: "−x"}.get(slope, f"{number(slope)}x")
        if height == 0:
            return f"y = {run}"
        return f"y = {run} {'−' if height < 0 else '+'} {number(abs(height))}"


def _round(value: float) -> float:
    """Round to what a reader wants to see: five digits, and no −0 or 1e-12."""
    return float(f"{value:.5g}") if abs(value) > 1e-7 else 0.0


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
        If f is not defined at x, or the slopes from the left and from the right do not agree.
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
        raise ValueError(f"f has no tangent with a slope at x = {x:g}. {slope}")
    return Line(x, float(sample(f, [x])[0]), float(numerical_derivative(f, x)))


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
    if not np.isfinite(at := sample(f, [x])[0]):
        raise ValueError(f"f is not defined at x = {x:g}, so it has no slope there")
    return limit(lambda h: (sample(f, x + np.atleast_1d(h)) - at) / h, 0.0)


# --- limits -----------------------------------------------------------------------------------

# Steps of one decade, irregular on purpose: at 0.1, 0.01, … sin(π/x) is always 0, and lies.
_DECADE = 10.0 ** -((np.arange(1, 10) * (math.sqrt(5) - 1) / 2) % 1)
_STEPS = np.sort(0.1 * 0.1 ** np.arange(4)[:, None] * _DECADE, axis=1)[:, ::-1]
_HUGE = 1e300


@dataclass(frozen=True)
class Limit:
    """What samples of f near a suggest about its limit there, and the samples themselves.

    Attributes
    ----------
    a : float
        The point that was approached.
    left, right : float
        What f(a − h) and f(a + h) tend to: ±inf if they grow without bound, NaN if they settle
        on nothing.
    h : numpy.ndarray, shape (n,)
        Distances from a, decreasing.
    left_values, right_values : numpy.ndarray, shape (n,)
        f(a − h) and f(a + h), the evidence.

    Examples
    --------
    >>> found = limit(np.floor, 2)
    >>> found.verdict, found.left, found.right
    ('one-sided only', 1.0, 2.0)
    """

    a: float
    left: float
    right: float
    h: np.ndarray
    left_values: np.ndarray
    right_values: np.ndarray

    @property
    def verdict(self) -> str:
        """One of ``"two-sided"``, ``"one-sided only"``, ``"infinite"`` and ``"none"``."""
        if np.isinf([self.left, self.right]).any():
            return "infinite"
        settled = int(np.isfinite([self.left, self.right]).sum())
        agree = settled == 2 and math.isclose(self.left, self.right, rel_tol=1e-4, abs_tol=1e-4)
        return "two-sided" if agree else "one-sided only" if settled else "none"

    @property
    def value(self) -> float:
        """The limit: a number or ±inf if both sides agree on it, else NaN."""
        if self.verdict == "two-sided":
            return (self.left + self.right) / 2
        return self.left if self.left == self.right else math.nan

    def __str__(self) -> str:
        if math.isfinite(self.value):
            return f"The samples suggest the limit {number(_round(self.value))}, from both sides."
        left = _tends(self.left, self.left_values)
        right = _tends(self.right, self.right_values)
        undefined = np.isnan([self.left_values[-1], self.right_values[-1]]).any()
        half = undefined and self.verdict == "one-sided only"  # √x at 0
        kind = {"infinite": "no finite limit"}.get(
            self.verdict, "a limit from one side" if half else "no limit"
        )
        return f"The samples suggest {kind}: from the left {left}, from the right {right}."

    def table(self) -> str:
        """Every third sample as text: h, f(a − h), f(a + h)."""
        columns = zip(self.h, self.left_values, self.right_values, strict=True)
        rows = [f"{h:10.2g} {left:14.6g} {right:14.6g}" for h, left, right in columns]
        return "\n".join([f"{'h':>10} {'f(a − h)':>14} {'f(a + h)':>14}", *rows[::3]])


def _tends(value: float, values: np.ndarray) -> str:
    """One side's limit in words."""
    if math.isnan(value):
        return "f is not defined" if np.isnan(values[-1]) else "they do not settle"
    return ("+∞" if value > 0 else "−∞") if math.isinf(value) else number(_round(value))


def limit(f: Function, a: float) -> Limit:
    """Probe the limit of f at a from both sides. Samples suggest; they never prove.

    f is sampled at 36 irregular distances from 0.1 down to about 1e-5 (times max(1, |a|)), not at a
    itself. A side settles if its samples spread over less and less, decade by decade; the limit is
    then extrapolated (Aitken's Δ² process, which assumes an error like a power of h).

    Parameters
    ----------
    f : callable
        Real function of one number; it need not be defined at a, nor on both sides.
    a : float
        The point to approach.

    Returns
    -------
    Limit
        Both sides, the verdict and the evidence. A limit approached more slowly than about
        h to the power 1/6, or hidden within 1e-5 of a, is not seen.

    Raises
    ------
    ValueError
        If a is not finite.
    TypeError
        If f is not callable or does not return numbers.

    Examples
    --------
    >>> print(limit(lambda x: np.sin(x) / x, 0))
    The samples suggest the limit 1, from both sides.
    >>> print(limit(lambda x: abs(x) / x, 0))
    The samples suggest no limit: from the left −1, from the right 1.
    """
    a = scalar(a, "a")
    steps = max(1.0, abs(a)) * _STEPS.ravel()
    left, right = sample(f, a - steps), sample(f, a + steps)
    return Limit(a, _settles(left), _settles(right), steps, left, right)


def _settles(values: np.ndarray) -> float:
    """What one side's values tend to: a number, ±inf, or NaN."""
    if np.isnan(values[-len(_DECADE) :]).any():
        return math.nan
    values = np.clip(values, -_HUGE, _HUGE)  # exp(1/x) overflows, and still grows
    decades = np.nan_to_num(values).reshape(-1, len(_DECADE))
    spread = np.ptp(decades, axis=1)
    last = decades[-1]
    if np.abs(last).max() >= _HUGE or _grows(values[-2 * len(_DECADE) :], spread):
        return math.copysign(math.inf, last[-1]) if np.ptp(np.sign(last)) == 0 else math.nan
    still = spread[-1] <= 1e-6 * max(1.0, np.abs(last).max())
    if not (still or spread[-1] <= 0.7 * spread[-2]):
        return math.nan
    return _extrapolate(decades)


def _grows(values: np.ndarray, spread: np.ndarray) -> bool:
    """Say whether the values run monotonically away from 0, no slower from decade to decade."""
    away = np.diff(np.abs(values))
    return bool((away > 0).all() and spread[-1] > 0.95 * spread[-2])


def _extrapolate(decades: np.ndarray) -> float:
    """Aitken's Δ² on samples a factor of ten apart; the last sample where rounding rules."""
    before, now = np.diff(decades[-3:], axis=0)
    bend = now - before
    with np.errstate(all="ignore"):
        correction = np.where(np.abs(now) < 0.9 * np.abs(before), now**2 / bend, 0.0)
    guess = np.median(decades[-1] - np.nan_to_num(correction))
    moving = np.ptp(decades[-1])  # a limit smaller than this cannot be told from 0
    return float(f"{guess:.9g}") if abs(guess) > max(moving, 1e-9) else 0.0


# --- areas ------------------------------------------------------------------------------------


def polygon_areas(doublings: int) -> list[tuple[int, float, float]]:
    """Areas of the regular polygons inside and outside the unit circle, by doubling.

    From n to 2n corners, a₂ₙ = √(aₙ Aₙ) and A₂ₙ = 2 Aₙ a₂ₙ / (Aₙ + a₂ₙ), where a is the inscribed
    and A the circumscribed area. Nothing in it presupposes π. Archimedes doubled perimeters so;
    the form for areas is J. Gregory's (*Vera circuli et hyperbolae quadratura*, 1667).

    Parameters
    ----------
    doublings : int
        How often to double, from the square on; 0 to 28.

    Returns
    -------
    list of (int, float, float)
        Rows (n, aₙ, Aₙ) for n = 4, 8, 16, …; areas in units of the radius squared.

    Raises
    ------
    TypeError
        If doublings is not an integer.
    ValueError
        If it is outside 0 to 28; beyond, float64 has no digits left to gain.

    Examples
    --------
    >>> for n, inside, outside in polygon_areas(2):
    ...     print(f"{n:2d} {inside:.5f} {outside:.5f}")
     4 2.00000 4.00000
     8 2.82843 3.31371
    16 3.06147 3.18260
    """
    if not isinstance(doublings, int | np.integer) or isinstance(doublings, bool):
        raise TypeError(f"doublings must be an integer, got {brief(doublings)}")
    if not 0 <= doublings <= 28:
        raise ValueError(f"doublings must be from 0 to 28, got {doublings}")
    n, inside, outside = 4, 2.0, 4.0
    rows = [(n, inside, outside)]
    for _ in range(doublings):
        n, inside = 2 * n, math.sqrt(inside * outside)
        outside = 2 * outside * inside / (outside + inside)
        rows.append((n, inside, outside))
    return rows

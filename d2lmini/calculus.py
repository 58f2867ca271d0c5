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
    epsilon = max(_epsilon(x), _epsilon(_elementwise(f)(x)))  # an f may round more than x
    h = np.cbrt(epsilon) * np.maximum(1.0, np.abs(values)).astype(values.dtype)
    h = (values + h) - values  # the step that is really taken, after rounding
    if is_tensor(x):
        return central_difference(f, x, x.new_tensor(h))
    return central_difference(f, x, float(h) if isinstance(x, float) else h)


def _epsilon(value: Any) -> float:
    """Machine epsilon of a value's own precision."""
    if is_tensor(value):
        import torch  # which made the tensor

        return torch.finfo(value.dtype).eps if value.is_floating_point() else 0.0
    dtype = np.asarray(value).dtype
    return float(np.finfo(dtype).eps) if dtype.kind == "f" else 0.0


def _step(h: Any, x: Any) -> Any:
    """Check the step, and give it the kind and the precision of x."""
    steps = as_array(real(h, "h"))
    if np.any(steps == 0):
        raise ValueError("h must not be 0, the slope would be 0/0: take a small step such as 1e-5")
    if isinstance(x, float) and steps.ndim == 0 and not isinstance(x, np.generic):
        return float(steps)
    dtype = getattr(x, "dtype", float)
    cast = x.new_tensor(steps) if is_tensor(x) else steps.astype(dtype)[()]
    if np.any(as_array(cast) == 0):
        raise ValueError(f"h = {brief(h)} is too small for {cast.dtype}, which rounds it to 0")
    return cast


def _elementwise(f: Function) -> Function:
    """Wrap the learner's f so that each call must give one real number for each x."""
    if not callable(f):
        raise TypeError(f"f must be a function of one number, such as np.sin; got {brief(f)}")

    def checked(x: Any) -> Any:
        # a copy, for an f that changes its argument
        y = f(x.clone() if is_tensor(x) else x.copy() if isinstance(x, np.ndarray) else x)
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
        return y if isinstance(y, int | float | np.ndarray) or is_tensor(y) else values[()]

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
        f at each point; NaN (or, where numpy says so, ±inf) where f is no real number, such as
        the logarithm of a negative number: a plot shows a gap there.

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
    xs = np.array(real(xs, "xs"), dtype=float)
    if xs.ndim != 1:
        raise ValueError(f"xs must have shape (n,), got {xs.shape}")
    checked = _elementwise(f)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return np.array(as_array(checked(xs)), dtype=float)
        except Exception:  # f is not made for arrays: ask for one number at a time
            return np.array([_value(f, float(x)) for x in xs])


def sample_curve(
    f: Function, xlim: tuple[float, float], count: int = 400
) -> tuple[np.ndarray, np.ndarray]:
    """Sample f over an interval for drawing, with a gap wherever it jumps.

    Where two neighbours lie far apart, the step between them is halved until they come together,
    and f is steep, or until after 40 halvings they do not, and f jumps.

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
    if not isinstance(count, int | np.integer) or count < 2:
        raise ValueError(f"count must be an integer of at least 2, got {brief(count)}")
    xs = np.linspace(*interval(xlim, "xlim"), count)
    ys = sample(f, xs)
    with np.errstate(invalid="ignore"):
        rises = np.nan_to_num(np.abs(np.diff(ys)), posinf=0)
    beside = np.maximum(np.r_[0, rises[:-1]], np.r_[rises[1:], 0])
    seen = ys[np.isfinite(ys)]
    size, reach = (np.abs(seen).max(), np.ptp(seen)) if seen.size else (0.0, 0.0)
    # 1e-7: what is less is rounding, as in the slope of a straight line
    steep = rises > np.maximum(np.minimum(2 * beside, 0.05 * reach), 1e-7 * size)
    jumps = [i for i in np.flatnonzero(steep) if _jumps(f, xs[i], xs[i + 1])]
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
    except (ArithmeticError, ValueError):
        return math.nan
    if isinstance(y, complex) or getattr(y, "is_real", True) is False:  # sympy says is_real
        return math.nan
    return float(as_array(_elementwise(lambda _: y)(x)))


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
    """Round to what a reader wants to see: five digits, and no −0 or 1e-16."""
    return float(f"{value:.5g}") if abs(value) > 1e-10 else 0.0


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
        raise ValueError(f"no tangent with a slope was found at x = {x:g}. {slope}")
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
    if not np.isfinite(at := sample(f, [x])[0]):
        raise ValueError(f"f is not defined at x = {x:g}, so it has no slope there")

    def quotient(h: np.ndarray) -> np.ndarray:
        moved = (x + h) - x  # the step that is really taken, after rounding
        return (sample(f, x + h) - at) / moved

    coarse = quotient(np.array([-0.1, 0.1]))
    steep = np.abs(coarse[np.isfinite(coarse)]).max(initial=0)
    # what rounding does to f(x + h), which the quotient divides by h
    rounding = 4 * np.finfo(float).eps * (abs(float(at)) + abs(x) * steep)
    return _probe(lambda h: quotient(np.atleast_1d(h)), 0.0, float(rounding))


# --- limits -----------------------------------------------------------------------------------

# Distances from 0.1 down to 1e-6 in levels, each √10 below the last, and in each level seven that
# are irregular on purpose: at 0.1, 0.01, … sin(π/x) is always 0, and lies.
_LEVELS = 10
_RATIO = 10**-0.5
_WITHIN = np.sort(_RATIO ** ((np.arange(1, 8) * (math.sqrt(5) - 1) / 2) % 1))[::-1]
_STEPS = 0.1 * _RATIO ** np.arange(_LEVELS)[:, None] * _WITHIN
_HUGE = 1e300
_SLOWEST = 0.77  # of level to level, for an error like h to the power 1/4


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
    uncertainty : float
        How far left and right may differ and still be counted as one.
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
    uncertainty: float
    h: np.ndarray
    left_values: np.ndarray
    right_values: np.ndarray

    @property
    def verdict(self) -> str:
        """One of ``"two-sided"``, ``"one-sided only"``, ``"infinite"`` and ``"none"``."""
        if np.isinf([self.left, self.right]).any():
            return "infinite"
        settled = int(np.isfinite([self.left, self.right]).sum())
        agree = abs(self.left - self.right) <= self.uncertainty
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
        """Return every seventh sample as text: h, and the values to the left and right."""
        columns = zip(self.h, self.left_values, self.right_values, strict=True)
        rows = [f"{h:10.2g} {left:14.6g} {right:14.6g}" for h, left, right in columns]
        return "\n".join([f"{'h':>10} {'at a − h':>14} {'at a + h':>14}", *rows[::7]])


def _tends(value: float, values: np.ndarray) -> str:
    """One side's limit in words."""
    if math.isnan(value):
        return "f is not defined" if np.isnan(values[-1]) else "they do not settle"
    return ("+∞" if value > 0 else "−∞") if math.isinf(value) else number(_round(value))


def limit(f: Function, a: float) -> Limit:
    """Probe the limit of f at a from both sides. Samples suggest; they never prove.

    f is sampled at 70 irregular distances on each side, from 0.1 down to 1e-6 (larger ones where a
    is so large that float64 would not tell them apart), not at a itself. A side settles if, from
    level to level, its samples spread over less and less; its limit is extrapolated at the level
    where that is surest (Aitken's Δ² process), and must fit the levels below, where rounding may
    have taken over.

    Parameters
    ----------
    f : callable
        Real function of one number; it need not be defined at a, nor on both sides.
    a : float
        The point to approach.

    Returns
    -------
    Limit
        Both sides, the verdict and the evidence. What happens closer to a than 1e-6 is not seen,
        and a limit approached more slowly than like the fourth root of h is not recognised.

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
    return _probe(f, scalar(a, "a"))


def _probe(f: Function, a: float, rounding: float = 0.0) -> Limit:
    """Do what `limit` says, for an f whose values are uncertain by ``rounding`` / h besides."""
    steps = _STEPS * max(1.0, 1e10 * np.spacing(abs(a)))
    values = [sample(f, (a + side * steps).ravel()).reshape(steps.shape) for side in (-1, 1)]
    with np.errstate(all="ignore"):
        (left, doubt), (right, more) = (
            _tends_to(side, rounding / steps.min(axis=1)) for side in values
        )
    doubt = 3 * (doubt + more)
    left, right = (0.0 if abs(side) <= doubt else side for side in (left, right))
    return Limit(a, left, right, doubt, steps.ravel(), *(v.ravel() for v in values))


def _tends_to(values: np.ndarray, rounding: np.ndarray) -> tuple[float, float]:
    """What one side tends to, a number, ±inf or NaN, and how uncertain that is.

    ``values`` has shape (levels, samples in a level), closest to the point last.
    """
    if np.isnan(values[-2:]).any():
        return math.nan, 0.0
    values = np.clip(values, -_HUGE, _HUGE)  # exp(1/x) overflows, and still grows
    size = np.abs(values).max(axis=1)
    rounding = rounding + 16 * np.finfo(float).eps * size
    spread = np.ptp(values, axis=1)
    if growth := _grows(values, spread):
        return growth * math.inf, 0.0
    guesses = [
        _guess(values, spread, rounding, level)
        for level in range(2, len(values))
        if _narrows(spread[level - 2 : level + 1], max(rounding[level], 1e-9 * size[level]))
    ]
    if not guesses:
        return math.nan, 0.0
    doubt, level, guess = min(guesses)
    off = np.abs(np.median(values, axis=1) - guess)
    near = 5 * doubt + rounding
    below = off[level:] <= 5 * spread[level:] + near[level:]
    # it had settled on something else before
    elsewhere = (spread < 1e-5 * off)[:level] & (off > near)[:level]
    slow = doubt > max(0.015 * (np.nanmax(values) - np.nanmin(values)), 4 * rounding[level])
    if slow or not below.all() or (elsewhere.any() and spread[level] <= rounding[level]):
        return math.nan, 0.0
    rounded = round(guess, -math.floor(math.log10(doubt))) if doubt > 0 else guess
    return rounded + 0.0, doubt  # + 0.0: no −0.0


def _grows(values: np.ndarray, spread: np.ndarray) -> int:
    """Say whether the values run off, up (1) or down (−1), no slower from level to level."""
    if (np.abs(values[-1]) >= _HUGE).all() and np.ptp(np.sign(values[-1])) == 0:
        return int(np.sign(values[-1, 0]))
    if spread[-1] > 1.5 * spread[-2] and np.abs(values[-1]).max() > 4 * spread[-1]:
        return 0  # what grows is still small beside the values: |x − 10⁻⁷| seen from afar
    steps = np.diff(values[-5:].ravel())
    steady = (spread[-4:] >= 0.98 * spread[-5:-1]).all()
    return int(np.sign(steps[0])) if steady and (steps * steps[0] > 0).all() else 0


def _narrows(spread: np.ndarray, rounding: float) -> bool:
    """Say whether three levels' spreads shrink fast enough, or there is none but rounding."""
    if np.isnan(spread).any():
        return False
    return bool(spread[2] <= rounding or (spread[1:] <= _SLOWEST * spread[:-1]).all())


def _guess(
    values: np.ndarray, spread: np.ndarray, rounding: np.ndarray, level: int
) -> tuple[float, int, float]:
    """Extrapolate from three levels: (uncertainty, level, guess)."""
    before, now = np.diff(values[level - 2 : level + 1], axis=0)
    correction = np.where(np.abs(now) < 0.9 * np.abs(before), now**2 / (now - before), 0.0)
    extrapolated = values[level] - correction
    doubt = float(np.ptp(extrapolated))
    if not doubt <= spread[level]:  # no regular approach, such as x·sin(1/x)
        extrapolated, doubt = values[level], float(spread[level] / (1 - _SLOWEST))
    return max(doubt, float(rounding[level])), level, float(np.median(extrapolated))


# --- areas ------------------------------------------------------------------------------------


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
        raise TypeError(f"doublings must be an integer, got {brief(doublings)}")
    if not 0 <= doublings <= 24:
        raise ValueError(f"doublings must be from 0 to 24, got {doublings}")
    n, inside, outside = 4, 2.0, 4.0
    rows = [(n, inside, outside)]
    for _ in range(doublings):
        n, inside = 2 * n, math.sqrt(inside * outside)
        outside = 2 * outside * inside / (outside + inside)
        rows.append((n, inside, outside))
    return rows

"""Limits, slopes and areas by finite arithmetic: numpy only.

Everything here takes the learner's own function of one real number and answers with numbers.
The checks stand in decorators and private helpers, so that each formula can be read at a glance.
"""

from __future__ import annotations

import functools
import itertools
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from d2lmini._arrays import as_array, brief, function, interval, is_tensor, number, real, scalar

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
    function(f)

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
    jumps = [i for i in np.flatnonzero(_steep(ys)) if _jumps(f, xs[i], xs[i + 1])]
    gaps = np.array(jumps, dtype=int) + 1
    return np.insert(xs, gaps, xs[gaps]), np.insert(ys, gaps, np.nan)


def _steep(ys: np.ndarray) -> np.ndarray:
    """Say between which neighbours a curve rises or falls far more than beside them."""
    with np.errstate(invalid="ignore"):
        rises = np.nan_to_num(np.abs(np.diff(ys)), posinf=0)
    beside = np.maximum(np.r_[0, rises[:-1]], np.r_[rises[1:], 0])
    seen = ys[np.isfinite(ys)]
    size, reach = (np.abs(seen).max(), np.ptp(seen)) if seen.size else (0.0, 0.0)
    # 1e-7: what is less is rounding, as in the slope of a straight line
    return rises > np.maximum(np.minimum(2 * beside, 0.05 * reach), 1e-7 * size)


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

    def apart(x: Any, h: Any) -> Any:
        return np.abs(numerical_lim(f, x, h) - numerical_lim(f, x, -h))

    def slope(x: Any) -> Any:
        value = numerical_derivative(f, x)
        h = 1.2e-5 * np.maximum(1.0, np.abs(x))  # twice the step of numerical_derivative
        wide, near = apart(x, 2 * h), apart(x, h)
        rounding = 16 * np.finfo(float).eps * np.abs(_elementwise(f)(x)) / h
        # Where f is smooth, half the step brings the two sides together by half.
        seen = wide > 1e-4 * np.abs(value) + 1e-7 + rounding
        kink = seen & (np.abs(near - wide / 2) > 0.15 * wide)
        return np.where(kink, np.nan, value)[()]

    return slope


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


# --- extremes ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A place where f may have an extremum, and what the two tests say of it.

    Attributes
    ----------
    x, value : float
        The place, and f there.
    reason : str
        Why it is a candidate: ``"f′ = 0"``, ``"f′ undefined"`` or ``"end"``.
    before, after : int
        Sign of f′ just left and just right of it: −1, 0 or 1; 0 beyond an end.
    second : float
        f″ there, 0 if it is less than 1e-4 of its greatest size nearby (within 5 % of the
        interval); NaN where it was not found: where f′ or f″ jumps, and at an end.

    Examples
    --------
    >>> Candidate(0.0, 0.0, "f′ = 0", -1, 1, 2.0).kind
    'minimum'
    """

    x: float
    value: float
    reason: str
    before: int
    after: int
    second: float

    @property
    def kind(self) -> str:
        """First-derivative test: ``"minimum"``, ``"maximum"``, ``"neither"`` or ``"level"``."""
        if self.before == self.after:
            return "neither" if self.before else "level"
        return "maximum" if self.before > self.after else "minimum"

    @property
    def second_test(self) -> str:
        """Second-derivative test: ``"minimum"``, ``"maximum"``, else ``"undecided"``."""
        if not abs(self.second) > 0:
            return "undecided"
        return "minimum" if self.second > 0 else "maximum"


def second_derivative(f: Function, x: Any) -> Any:
    """Estimate f″(x) by (f(x + h) − 2 f(x) + f(x − h)) / h².

    The step is the fourth root of the machine epsilon times max(1, |x|) (Press et al., *Numerical
    Recipes*, 3rd ed., section 5.7).

    Parameters
    ----------
    f : callable
        Real function of one number, twice differentiable near x.
    x : float or array
        Where the second derivative is wanted.

    Returns
    -------
    float or array
        About f″(x), of the shape of x. Where f varies on the scale of max(1, |x|), some six
        digits are right; where it varies faster, fewer.

    Raises
    ------
    ValueError, TypeError
        As `numerical_lim`.

    Examples
    --------
    >>> print(f"{second_derivative(np.exp, 0.0):.5f}")
    1.00000
    """
    x, f = real(x, "x"), _elementwise(f)
    h = np.finfo(float).eps ** 0.25 * np.maximum(1.0, np.abs(x))
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def candidates(f: Function, a: float, b: float) -> list[Candidate]:
    """Find where f can have an extremum on [a, b]: f′ = 0, f′ undefined, and the ends.

    f′ is sampled at 801 points; zeros and jumps of it are then located by bisection, and places
    where it touches 0 without crossing by a search for the least |f′|.

    Parameters
    ----------
    f : callable
        Real function of one number, continuous on [a, b].
    a, b : float
        The ends, a < b.

    Returns
    -------
    list of Candidate
        From left to right, both ends included. Of a stretch on which f′ is 0 the middle is given.
        What lies closer together than (b − a) / 800 may be missed, and a vertical tangent is
        not listed where f has no extremum. What rounding hides is not seen: in 1 + 10⁻²⁰ x², say.

    Raises
    ------
    ValueError
        If b is not greater than a, or f has no value at a or b.
    TypeError
        If f is not callable or does not return numbers.

    Examples
    --------
    >>> for found in candidates(lambda x: x**3 - 3 * x, -3, 2):
    ...     print(f"{found.x:.3f} {found.value:.3f} {found.reason}: {found.kind}")
    -3.000 -18.000 end: minimum
    -1.000 2.000 f′ = 0: maximum
    1.000 -2.000 f′ = 0: minimum
    2.000 2.000 end: maximum
    """
    a, b = interval((a, b), "the interval")
    if not np.isfinite(sample(f, [a, b])).all():
        raise ValueError(f"f has no value at one of the ends {a:g} and {b:g}")
    slope = slope_function(f)
    xs = np.linspace(a + 1e-4 * (b - a), b - 1e-4 * (b - a) * 0.7, 801)  # no round numbers
    slopes = sample(slope, xs)
    bends = _nearby(sample(lambda x: second_derivative(f, x), xs))
    places = _places(f, slope, xs, slopes, bends)
    found = [_candidate(f, *place, 1e-4 * np.interp(place[0], xs, bends)) for place in places]
    edges = [a, *(c.x for c in found), b]
    near = [
        a + min(1e-3 * (b - a), (edges[1] - a) / 2),
        b - min(1e-3 * (b - a), (b - edges[-2]) / 2),
    ]
    at_a, near_a, near_b, at_b = sample(f, [a, *near, b])
    ends = [(a, 0, int(np.sign(near_a - at_a))), (b, int(np.sign(at_b - near_b)), 0)]
    first, last = (
        Candidate(x, float(sample(f, [x])[0]), "end", before, after, math.nan)
        for x, before, after in ends
    )
    return [first, *found, last]


def _nearby(values: np.ndarray) -> np.ndarray:
    """For each of 801 samples the greatest size among its neighbours, within 5 % of them all."""
    size = np.pad(np.nan_to_num(np.abs(values), posinf=0), 40, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(size, 81).max(axis=1)


def _places(
    f: Function, slope: Function, xs: np.ndarray, slopes: np.ndarray, bends: np.ndarray
) -> list[tuple[float, int, int, bool]]:
    """Where f′ crosses or touches 0, or jumps: (x, sign before, sign after, whether it jumps)."""
    size, reach = np.abs(slopes), np.maximum(1.0, np.abs(xs))
    rounding = 2e-10 * np.abs(sample(f, xs)) / reach
    tiny = 1e-7 * _nearby(slopes) + rounding
    # what a difference quotient may make of f′ = 0
    blur = 1e-5 * _nearby(slopes) + 6e-6 * reach * bends + rounding
    signs = np.sign(np.where(size > tiny, slopes, 0))
    signs[np.isnan(signs)] = 0
    kinks = _kinks(slope, xs, slopes, tiny)
    known = [int(i) for i in np.flatnonzero(signs)]
    if not known:  # constant
        return [(float(xs[0] + xs[-1]) / 2, 0, 0, False)]
    places = []
    for i, j in itertools.pairwise([0, *known, len(xs) - 1]):
        left, right, before, after = float(xs[i]), float(xs[j]), int(signs[i]), int(signs[j])
        if before * after < 0:  # f turns
            kink = any(i <= k < j for k in kinks)
            x = _turn(f, left, right, after) if kink else _root(slope, left, right)
            places.append((x, before, after, kink))
        elif j > i + 3 and not (before and after):  # level next to an end, or only flat there
            middle = (left + right) / 2
            heights = sample(f, [right if before else left, middle, left, right, xs[0], xs[-1]])
            if abs(heights[1] - heights[0]) <= 1e-9 * np.abs(heights).max():
                places.append((middle, 0, 0, False))
        elif j > i + 1 and before and after and not any(i <= k < j for k in kinks):
            places.append((_flattest(slope, left, right, j - i), before, after, False))
    for k in kinks:
        i, j = max(k - 1, 0), min(k + 2, len(xs) - 1)
        if signs[i] * signs[j] >= 0:
            places.append((_corner(f, xs, slopes, k), int(signs[i]), int(signs[j]), True))
    for i in range(1, len(xs) - 1):  # f′ touches 0 between two samples
        one_sign = signs[i] and signs[i - 1] == signs[i] == signs[i + 1]
        if one_sign and size[i] <= min(size[i - 1], size[i + 1], 5e5 * tiny[i]):
            x = _flattest(slope, xs[i - 1], xs[i + 1], 2)
            if abs(sample(slope, [x])[0]) <= blur[i]:
                places.append((x, int(signs[i]), int(signs[i]), False))
    return sorted(places)


def _kinks(slope: Function, xs: np.ndarray, slopes: np.ndarray, tiny: np.ndarray) -> list[int]:
    """Samples after which f′ jumps or is not defined."""
    undefined = [int(i) - 1 for i in np.flatnonzero(np.isnan(slopes)) if i > 0]
    steep = [int(i) for i in np.flatnonzero(_steep(slopes) & (np.abs(np.diff(slopes)) > tiny[1:]))]
    return sorted({*undefined, *(i for i in steep if _jumps(slope, xs[i], xs[i + 1]))})


def _root(slope: Function, left: float, right: float) -> float:
    """Bisect to where f′ changes its sign."""
    low = sample(slope, [left])[0]
    for _ in range(60):
        middle = (left + right) / 2
        same = sample(slope, [middle])[0] * low > 0
        left, right = (middle, right) if same else (left, middle)
    return (left + right) / 2


def _turn(f: Function, left: float, right: float, up: int) -> float:
    """Narrow down on the least value of f between left and right (the greatest, if up is −1)."""
    for _ in range(90):
        third = (right - left) / 3
        values = up * sample(f, [left + third, right - third])
        left, right = (left, right - third) if values[0] < values[1] else (left + third, right)
    return (left + right) / 2


def _flattest(slope: Function, left: float, right: float, samples: int) -> float:
    """Where |f′| is least; the middle, if it is 0 over many samples."""
    if samples > 40:
        return (left + right) / 2
    for _ in range(3):
        xs = np.linspace(left, right, 401)
        size = np.abs(sample(slope, xs))
        level = np.flatnonzero(size <= np.nanmin(size) + 1e-3 * np.nanmedian(size))
        middle, step = (xs[level[0]] + xs[level[-1]]) / 2, xs[1] - xs[0]
        left, right = middle - 20 * step, middle + 20 * step
    return float(middle)


def _corner(f: Function, xs: np.ndarray, slopes: np.ndarray, k: int) -> float:
    """Where the tangents on both sides of a kink after sample k meet."""
    i, j = max(k - 1, 0), min(k + 3, len(xs) - 1)
    (low, high), m, n = sample(f, [xs[i], xs[j]]), slopes[i], slopes[j]
    meet = (high - low + m * xs[i] - n * xs[j]) / (m - n) if m != n else math.nan
    return float(meet) if xs[i] <= meet <= xs[j] else float(xs[i] + xs[j]) / 2


def _candidate(
    f: Function, x: float, before: int, after: int, kink: bool, least: float
) -> Candidate:
    """Put both tests to one place inside the interval."""
    neat = round(x, 5)
    blur = 1e-6 if before == after else 1e-8  # where f′ only touches 0, it is hard to place
    x = neat + 0.0 if abs(neat - x) < blur else x  # + 0.0: no −0
    second = math.nan if kink else _second(f, x, least)
    reason = "f′ undefined" if kink else "f′ = 0"
    return Candidate(x, float(sample(f, [x])[0]), reason, before, after, second)


def _second(f: Function, x: float, least: float) -> float:
    """f″ at x; 0 if no larger than least or than rounding; NaN if it depends on side or step."""
    h = np.finfo(float).eps ** 0.25 * max(1.0, abs(x)) * np.array([1, 2, -1, -2])
    values = [sample(f, x + k * h) for k in (0, 1, 2)]
    one_sided = (values[0] - 2 * values[1] + values[2]) / h**2
    rounding = 8 * np.finfo(float).eps * np.abs(values).max() / h[0] ** 2
    largest = np.abs(one_sided).max()
    if largest > max(100 * least, rounding) and np.ptp(one_sided) > 0.2 * largest:
        return math.nan
    second = float(second_derivative(f, x))
    return second if abs(second) > max(least, rounding) else 0.0


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
        raise ValueError(f"n must be a positive integer, got {brief(n)}")
    if rule not in RULES:
        raise ValueError(f"rule must be one of {', '.join(RULES)}, got {brief(rule)}")
    edges = np.linspace(a, b, n + 1)
    left, right, middle = edges[:-1], edges[1:], (edges[:-1] + edges[1:]) / 2
    if rule == "trapezoid":
        heights = (sample(f, left) + sample(f, right)) / 2
    else:
        heights = sample(f, {"left": left, "right": right, "mid": middle}[rule])
    if not np.isfinite(heights).all():
        raise ValueError(f"f has no value somewhere between {a:g} and {b:g}")
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

"""Curves as points: values of a function at many places, with a gap at each jump."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from d2lmini.learner import (
    Function,
    applied,
    as_array,
    elementwise,
    float64,
    interval,
    one_for_each,
    whole,
)
from d2lmini.words import say


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
        the logarithm of a negative number: a plot shows a gap there. Where Python's math stops
        with an OverflowError, f is followed to there: if it has grown out of float64 it is ±inf,
        if it has shrunk to 0 or become constant it is that, else NaN.

    Raises
    ------
    TypeError
        If f is not callable or does not return numbers. Any other mistake inside f is raised as
        it is.

    Examples
    --------
    >>> sample(lambda x: 1 / x if x < 1 else 0, [0, 0.5, 1])
    array([nan,  2.,  0.])
    >>> sample(lambda x: 1 / (1 + math.exp(-x)), [-1000, 0])
    array([0. , 0.5])
    """
    xs = float64(xs, "xs")
    if xs.ndim != 1:
        raise ValueError(say("xs must have shape (n,), got {shape}", shape=xs.shape))
    checked = elementwise(f)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return as_array(checked(xs)).astype(float)
        except Exception:  # f is not made for arrays: ask for one number at a time
            return _one_by_one(f, xs)


def sample_curve(
    f: Function, xlim: tuple[float, float], count: int = 400
) -> tuple[np.ndarray, np.ndarray]:
    """Sample f over an interval for drawing, with a gap wherever it jumps.

    Where two neighbors lie far apart, the step between them is halved until they come together,
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
        If count is not a whole number, else as `sample`.

    Examples
    --------
    >>> xs, ys = sample_curve(np.sign, (-1, 1), count=4)
    >>> ys
    array([-1., -1., nan,  1.,  1.])
    """
    xs = np.linspace(*interval(xlim, "xlim"), whole(count, "count", least=2))
    ys = sample(f, xs)
    before = [i for i in np.flatnonzero(steep(ys)) if jumps(f, xs[i], xs[i + 1])]
    gaps = np.array(before, dtype=int) + 1
    return np.insert(xs, gaps, xs[gaps]), np.insert(ys, gaps, np.nan)


def steep(ys: np.ndarray) -> np.ndarray:
    """Say between which neighbors a curve rises or falls far more than beside them."""
    with np.errstate(invalid="ignore"):
        rises = np.nan_to_num(np.abs(np.diff(ys)), posinf=0)
    beside = np.maximum(np.r_[0, rises[:-1]], np.r_[rises[1:], 0])
    seen = ys[np.isfinite(ys)]
    size, reach = (np.abs(seen).max(), np.ptp(seen)) if seen.size else (0.0, 0.0)
    # 1e-7: what is less is rounding, as in the slope of a straight line
    return rises > np.maximum(np.minimum(2 * beside, 0.05 * reach), 1e-7 * size)


def jumps(f: Function, left: float, right: float) -> bool:
    """Say whether f rises or falls as much between ever closer points."""
    ends = sample(f, [left, right])
    rise = abs(ends[1] - ends[0])
    for _ in range(40):
        middle = (left + right) / 2
        height = sample(f, [middle])[0]
        if np.isnan(height):
            return True
        if abs(height - ends[0]) > abs(ends[1] - height):
            right, ends[1] = middle, height
        else:
            left, ends[0] = middle, height
        if abs(ends[1] - ends[0]) < 0.5 * rise:
            return False
    return True


def _one_by_one(f: Function, xs: np.ndarray) -> np.ndarray:
    """Sample an f that takes one number at a time."""
    values, too_large = np.full(len(xs), np.nan), []
    for i, x in enumerate(xs):
        try:
            values[i] = _value(f, float(x))
        except OverflowError:
            too_large.append(i)
    known = xs[np.isfinite(values)]
    for i in too_large:
        values[i] = _beyond(f, float(xs[i]), known)
    return values


def _beyond(f: Function, x: float, known: np.ndarray) -> float:
    """What has become of f at x, where something in it is too large for float64."""
    if known.size:
        inside, outside = float(known[np.abs(known - x).argmin()]), x
    else:  # f is all right nearer to 0, or, like exp(1/x), farther
        powers = [k * 2.0**j for j in range(10) for k in (-1, 1)]
        tries = (y for y in (x * 2.0**k for k in powers) if math.isfinite(y))
        inside, outside = next((y for y in tries if not _overflows(f, y)), math.nan), x
    if math.isnan(inside):
        return math.nan
    while inside != (middle := inside / 2 + outside / 2) != outside:
        inside, outside = (inside, middle) if _overflows(f, middle) else (middle, outside)
    back = math.copysign(0.01 * inside, inside - outside)
    if _overflows(f, inside + back):
        return math.nan
    rim, before = _value(f, inside), _value(f, inside + back)
    if abs(rim) > 1e290:
        return math.copysign(math.inf, rim)
    return 0.0 if abs(rim) < 1e-290 else rim if abs(rim - before) <= 1e-12 * abs(rim) else math.nan


def _overflows(f: Function, x: float) -> bool:
    """Say whether f stops at x with an OverflowError."""
    try:
        _value(f, x)
    except OverflowError:
        return True
    return False


def _value(f: Function, x: float) -> float:
    """f(x) as a float, or NaN where f has no real value."""
    try:
        y = applied(f, x)
    except OverflowError:
        raise
    except (ArithmeticError, ValueError):
        return math.nan
    if isinstance(y, complex) or getattr(y, "is_real", True) is False:  # sympy says is_real
        return math.nan
    return float(as_array(one_for_each(y, x)))

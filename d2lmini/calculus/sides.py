"""Derivatives from both sides, at any scale of x and f: quotients of f on a ladder of steps."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from time import thread_time as clock
from typing import Any

import numpy as np

from d2lmini.calculus.curves import sample
from d2lmini.calculus.differences import in_kind_of
from d2lmini.calculus.ladder import EPS, Found, nearest_guess, steps_at, tends_to
from d2lmini.learner import Function, applied, as_array, epsilon, function

ONE_SIDED, CENTRAL = (1, 2, 3), (2, 4, 6)  # orders in h of what quotients are off by
COARSE = 4096 * EPS  # beside f nearby, rounding inside f may amount to so much
ROUGH = 0.03  # second derivatives from one side need only tell whether both are one


@dataclass(frozen=True)
class Sides:
    """A derivative of f at places.

    Attributes
    ----------
    left, right : Found
        From either side.
    across : Found
        Of quotients between x − h and x + h: the most exact ones, but blind to a kink.
    """

    left: Found
    right: Found
    across: Found

    @property
    def agree(self) -> np.ndarray:
        """Where both sides have the same finite derivative, as far as they are sure."""
        with np.errstate(all="ignore"):  # ∞ − ∞, and near the largest floats
            apart = np.abs(self.left.value - self.right.value)
            return apart <= 3 * (self.left.doubt + self.right.doubt)

    @property
    def value(self) -> np.ndarray:
        """The derivative where the sides agree, NaN elsewhere: shape (n,)."""
        with np.errstate(all="ignore"):
            mean = (self.left.value + self.right.value) / 2
        return np.where(self.agree, np.where(self._sure, self.across.value, mean), np.nan)

    @property
    def doubt(self) -> np.ndarray:
        """How far the value may be off: shape (n,)."""
        sides = np.maximum(self.left.doubt, self.right.doubt)
        return np.where(self._sure, self.across.doubt, sides)

    @property
    def _sure(self) -> np.ndarray:
        """Where the quotients across are the more exact ones."""
        return self.across.doubt <= np.fmin(self.left.doubt, self.right.doubt)


@dataclass(frozen=True)
class _Quotients:
    """Difference quotients, their runs, and their rounding: shape (n, 2, levels) each."""

    values: np.ndarray
    runs: np.ndarray
    noise: np.ndarray


@dataclass(frozen=True)
class _Ladder:
    """Steps of all sizes, shape (n, 2, levels), the quotients by them, and how f rounds."""

    steps: np.ndarray
    left: _Quotients
    right: _Quotients
    across: _Quotients
    eps: float
    xs: np.ndarray  # the places, and
    size: np.ndarray  # the size of f there, shape (n,)
    coarse: np.ndarray  # what rounding inside f may amount to there


def slopes_at(
    f: Function,
    xs: np.ndarray,
    like: Any = None,
    reach: float | None = None,
    inner: tuple[float, float] = (0.0, 0.0),
) -> Sides:
    """Find the slopes of f at many places.

    Parameters
    ----------
    f : callable
        Real function of one number.
    xs : numpy.ndarray of float64, shape (n,)
        The places.
    like : array or torch tensor, optional
        What f is made for: it is given numbers of that kind and precision.
    reach : float, optional
        The largest step: f is asked so far to either side, by default 64 times max(1, |x|), but
        farther than half-way to 0 only where nothing is found nearer: a loop in f may never end on
        the other side.
    inner : (float, float)
        Sizes of what cancels inside f: at x, and per step. 4x − 3y is level along (0.6, 0.8), but
        at (1, 2) it rounds as 4 + 6 does, and after a step of 1 by as much as 2.4 + 2.4 more.

    Returns
    -------
    Sides
        From either side, and across.

    Raises
    ------
    TypeError
        If f is not callable or does not return numbers.

    Examples
    --------
    >>> slopes_at(np.abs, np.array([0.0, 1.0])).value
    array([nan,  1.])
    """
    function(f)
    return _near_first(
        lambda at, far, size: _slopes(_ladder(f, at, like, far, size, inner)), f, xs, like, reach
    )


def bends_at(f: Function, xs: np.ndarray, like: Any = None, reach: float | None = None) -> Sides:
    """Find the second derivatives of f at many places; arguments, result and errors as above.

    From one side it is the limit of 2 (q − s) / h, where q is the difference quotient for a step h,
    negative to the left, and s the slope at the place (B. Taylor's theorem); NaN where there is no
    slope.

    Examples
    --------
    >>> bends = bends_at(lambda x: x * abs(x), np.array([0.0]))
    >>> bends.left.value, bends.right.value, bends.value
    (array([-2.]), array([2.]), array([nan]))
    """
    return _near_first(
        lambda at, far, size: _bends(_ladder(f, at, like, far, size)), f, xs, like, reach
    )


def slopes_by_one_step(f: Function, xs: np.ndarray, width: float) -> np.ndarray:
    """Find slopes for drawing, of an f that is too slow for a ladder at each x; NaN at a kink.

    By steps of 3 and 6 millionths of a width in which f shows what it does.

    Examples
    --------
    >>> slopes_by_one_step(np.abs, np.array([-1.0, 0.0, 1.0]), 2.0).round(6)
    array([-1., nan,  1.])
    """
    h = 3e-6 * width
    points = xs[:, None] + h * np.arange(-2, 3)
    with np.errstate(all="ignore"):
        a, b, c, d, e = _values(f, points).T
        rises, runs = np.array([e - a, d - b]), points[:, [4, 3]] - points[:, [0, 1]]
        wide, narrow = rises / runs.T
        size = np.abs([b, d]).max(axis=0) + np.abs(xs * narrow)
        bent = np.abs(b - 2 * c + d)  # a fourth of that over twice the step, where f is smooth
        kink = (bent > 0.35 * np.abs(a - 2 * c + e)) & (
            bent > 1e-3 * h * np.abs(narrow) + 16 * EPS * size
        )
    return np.where(kink, np.nan, (4 * narrow - wide) / 3)


def seconds_of(f: Function, x: float) -> float:
    """How long a value of f takes this thread, whatever else a busy machine does."""

    def of_each(count: int) -> float:
        began = clock()
        sample(f, np.full(count, x))
        return (clock() - began) / count

    of_each(1)  # the first may be slower: something is imported, or compiled
    alone = of_each(1)
    return alone if alone > 0.1 else max(of_each(20), 1e-8)  # many at once may cost less each


def _near_first(
    find: Callable[[np.ndarray, np.ndarray, np.ndarray], Sides],
    f: Function,
    xs: np.ndarray,
    like: Any,
    reach: float | None,
) -> Sides:
    """Find derivatives by steps up to |x| / 2, and then, where none is found, by larger ones."""
    far = _reach(f, xs, like) if reach is None else np.full(xs.shape, reach)
    near = np.where(xs == 0, far, np.minimum(far, np.abs(xs) / 2))
    size = _size_nearby(lambda x: f(_giver(like)(x)), xs, far)
    found = find(xs, near, size)
    sides = found.left, found.right, found.across
    with np.errstate(all="ignore"):
        rises = np.abs(found.across.quotients * found.across.steps)
        rough = found.across.doubt > 1e-6 * np.abs(found.across.value)
    most = np.nan_to_num(rises).max(axis=1, initial=0)
    level = ~(most > 0)  # all the way: there may be more
    lost = np.isnan([side.value for side in sides]).any(axis=0) | level
    # No more than rounding inside f may amount to: it must not be that to larger steps.
    small = most <= COARSE * size
    rows = np.flatnonzero((lost | rough | small) & (near < far))
    if rows.size:
        more = find(xs[rows], far[rows], size[rows])
        with np.errstate(all="ignore"):
            better = lost[rows] | (rough[rows] & (more.across.doubt < found.across.doubt[rows]))
            better |= small[rows] & np.isinf(more.across.doubt)
        for side, other in zip(sides, (more.left, more.right, more.across), strict=True):
            for name in ("value", "doubt", "steps", "quotients"):
                getattr(side, name)[rows[better]] = getattr(other, name)[better]
    return found


def _bends(ladder: _Ladder) -> Sides:
    """What the quotients of quotients tend to."""
    slopes, left, right = _slopes(ladder), ladder.left, ladder.right
    with np.errstate(all="ignore"):  # near an extremum the slope may be less than its error
        guess, off = nearest_guess(ladder.steps, ladder.across.values, ladder.across.noise, CENTRAL)
    kink = np.isfinite(slopes.left.value) & np.isfinite(slopes.right.value)
    small = np.isnan(slopes.value) & ~kink
    here = np.where(small, guess, slopes.value)[:, None, None]
    doubt = np.where(small, off, slopes.doubt)[:, None, None]
    with np.errstate(all="ignore"):
        behind = 2 * (here - left.values) / left.runs, 2 * (left.noise + doubt) / left.runs
        ahead = 2 * (right.values - here) / right.runs, 2 * (right.noise + doubt) / right.runs
        width = ladder.across.runs / 2
        both = (right.values - left.values) / width, (right.noise + left.noise) / width
        steps, eps = ladder.steps, ladder.eps
        return Sides(
            tends_to(steps, *behind, ONE_SIDED, power=2, sure=ROUGH, eps=eps),
            tends_to(steps, *ahead, ONE_SIDED, power=2, sure=ROUGH, eps=eps),
            tends_to(steps, *both, CENTRAL, power=2, eps=eps),
        )


def _slopes(ladder: _Ladder) -> Sides:
    """What the quotients tend to."""
    sides = ((ladder.left, ONE_SIDED), (ladder.right, ONE_SIDED), (ladder.across, CENTRAL))
    with np.errstate(all="ignore"):
        rises = [np.abs(side.values * side.runs) for side in (ladder.left, ladder.right)]
        near = ladder.steps <= np.nanmin(ladder.steps, axis=(1, 2), keepdims=True) * 2.0**48
        most = np.where(near, np.fmax(*rises), 0.0).max(axis=(1, 2), keepdims=True, initial=0.0)
        how = {"eps": ladder.eps, "rises": np.nan_to_num(most)}
        found = [
            tends_to(ladder.steps, side.values, side.noise, orders, **how) for side, orders in sides
        ]
        wild = _sawtooth(ladder, found[2].value) | ~np.isfinite(ladder.size)
    for side in found:
        side.value[wild], side.doubt[wild] = np.nan, np.inf
    return Sides(*found)


def _sawtooth(ladder: _Ladder, slopes: np.ndarray) -> np.ndarray:
    """Say where a slope is only that of rounding: (1 − cos x)/x² near 0 goes by tiny teeth.

    To steps that are short beside x it is like 1/x², to all longer ones it is level, but for so
    little, beside f, that rounding of a part of f may be the cause. So eˣ − 1 − x near 0: to the
    smallest steps its slope is −1, over ones 256 times longer next to nothing is left of that.
    """
    steps, rises = ladder.steps[:, 0], np.abs(ladder.across.values * ladder.across.runs)[:, 0]
    straight = np.abs(ladder.across.values[:, 0] - slopes[:, None]) <= 0.5 * np.abs(slopes)[:, None]
    to_the_end = np.logical_and.accumulate((straight | np.isnan(steps))[:, ::-1], axis=1)[:, ::-1]
    first = (to_the_end & ~np.isnan(steps)).argmax(axis=1)[:, None]  # the longest that is short
    teeth = np.take_along_axis(rises, first, axis=1)[:, 0]
    longer = (np.arange(steps.shape[1]) < first) & (steps <= np.abs(ladder.xs)[:, None] / 2)
    beyond = np.where(longer & np.isfinite(rises), rises, 0.0)
    small = (teeth <= 1e-5 * ladder.size) & (beyond.max(axis=1) <= 20 * teeth)
    level = small & ((beyond > 0).sum(axis=1) >= 6)
    steep, sizes = np.abs(slopes), np.abs(ladder.across.values[:, 0])
    farther, noise = (
        np.take_along_axis(each, np.maximum(first - 4, 0), axis=1)[:, 0]
        for each in (sizes, ladder.across.noise[:, 0])
    )
    lost = (teeth <= ladder.coarse) & (farther + noise <= 0.05 * steep)
    return (level | (lost & (first[:, 0] >= 4))) & (slopes != 0)


def _ladder(
    f: Function,
    xs: np.ndarray,
    like: Any,
    reach: np.ndarray,
    size: np.ndarray,
    inner: tuple[float, float] = (0.0, 0.0),
) -> _Ladder:
    """Ask f on the ladders around the places; nearby it is of this size."""
    given = _giver(like)

    def g(points: Any) -> Any:
        return f(given(points))

    here = sample(g, xs)[:, None, None]  # raises what is wrong with f
    places, eps = xs[:, None, None], _rounding(g, xs)
    # An f in single precision tells x + h from x no better than numbers of that precision do.
    steps = steps_at(xs, reach, eps if like is None else epsilon(like))
    with np.errstate(all="ignore"):
        above, below = (as_array(given(places + s * steps)).astype(float) for s in (1, -1))
        ahead, behind = _values(g, above), _values(g, below)
        coarse = COARSE * eps / EPS * size
        share = max(1e-6, 10 * eps**0.5)
        grain = _grain(g, xs, steps, coarse, share, here, ahead, behind)
        least = grain.reshape(places.shape) / eps

        def quotients(rise: np.ndarray, run: np.ndarray, *heights: np.ndarray) -> _Quotients:
            size, values = np.maximum(*map(np.abs, heights)).clip(least), rise / run
            size = size + inner[0] + inner[1] * run
            return _Quotients(values, run, eps * (size + np.abs(places * values)) / run)

        return _Ladder(
            steps,
            quotients(here - behind, places - below, here, behind),
            quotients(ahead - here, above - places, ahead, here),
            quotients(ahead - behind, above - below, ahead, behind),
            eps,
            xs,
            np.abs(here[:, 0, 0]),
            coarse,
        )


def _giver(like: Any) -> Callable[[Any], Any]:
    """Return what makes numbers of the kind that f is made for."""
    return lambda points: points if like is None else in_kind_of(like, points)


def _reach(f: Function, xs: np.ndarray, like: Any) -> np.ndarray:
    """64 · max(1, |x|), or 2⁴⁰ at an x = 0 around which f hardly changes, as cos(x/10⁹)."""
    reach, given = 64 * np.maximum(1.0, np.abs(xs)), _giver(like)
    if (xs == 0).any():
        left, here, right = _values(lambda x: f(given(x)), np.array([-64.0, 0.0, 64.0]))
        slow = np.abs([left - here, right - here]) <= 1e-3 * abs(here)
        reach[xs == 0] = 2.0**40 if slow.all() else 64.0
    return reach


def _rounding(f: Function, xs: np.ndarray) -> float:
    """The relative rounding error of f, by the kind of number that it returns."""
    with contextlib.suppress(Exception), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return max(EPS, epsilon(applied(f, float(xs[0]))))
    return EPS  # where it is not defined


def _values(f: Function, points: np.ndarray) -> np.ndarray:
    """f at the points that are numbers; NaN elsewhere, and where f is not finite or fails."""
    values = np.full(points.shape, np.nan)
    known = np.isfinite(points)
    try:
        values[known] = sample(f, points[known])
    except Exception:  # a table, say, that ends somewhere
        for place in np.argwhere(known):
            with contextlib.suppress(Exception):
                values[tuple(place)] = sample(f, points[tuple(place)][None])[0]
    return np.where(np.isfinite(values), values, np.nan)


def _grain(
    f: Function,
    xs: np.ndarray,
    steps: np.ndarray,
    coarse: np.ndarray,
    share: float,
    here: np.ndarray,
    *sides: np.ndarray,
) -> np.ndarray:
    """How coarse f is around each x, if a constant inside it is: x + 0.1 − 0.1 goes by 10⁻¹⁷.

    To the steps below that, such an f is flat. So is max(x, 1), but that does not rise by steps.
    """
    known = np.isfinite(steps[:, 0])
    rises = [np.nan_to_num(np.abs(side - here)) for side in sides]
    moves = np.logical_or(*(rise.max(axis=1) > 0 for rise in rises)) & known
    first = np.where(moves, np.arange(moves.shape[1]), -1).max(axis=1) + 1  # below it all is flat
    grain = np.zeros(len(xs))
    levels = known.sum(axis=1)
    for row in np.flatnonzero((first > 0) & (levels - first >= 4)):
        whole = max(float(rise[row].max()) for rise in rises)
        step = max(_step(f, xs[row], s * steps[row, 0, first[row]]) for s in (-1, 1))
        # floor has larger steps
        grain[row] = step if step <= max(share * whole, coarse[row]) else 0.0
    return grain


def _size_nearby(f: Function, xs: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """How large f is within max(1, |x|) of each x, as are the parts that cancel in 1 − cos x.

    Only away from 0: a loop in f may never end on its other side.
    """
    shares = np.array([1.0, 0.9, 0.8, 0.6, 0.5, 0.1, 0.01])
    widths = np.where(xs < 0, -1.0, 1.0) * np.minimum(reach, np.maximum(1.0, np.abs(xs)))
    sizes = np.abs(_values(f, xs[:, None] + widths[:, None] * shares))
    with np.errstate(over="ignore"):
        return np.median(np.nan_to_num(sizes), axis=1)  # a pole may be near


def _step(f: Function, x: float, width: float) -> float:
    """By which steps f rises beyond a width over which it is flat; 0 if not by steps."""
    for far in (16, 4, 2):  # x¹⁰ soon takes many at once
        heights = _values(f, x + width * np.linspace(1, far, 64))
        heights = heights[np.isfinite(heights)]
        risen, stairs = (heights != heights[:1]).sum(), np.unique(heights)
        if len(stairs) > 1 and risen >= 1.5 * (len(stairs) - 1):  # several places to each stair
            return float(np.diff(stairs).max())
    return 0.0

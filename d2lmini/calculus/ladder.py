"""What difference quotients tend to, from steps of all sizes: no scale of f is assumed.

A quotient with a large step is wrong because the curve bends, one with a small step because of
rounding. Between them lie steps at which neither matters; where, depends on f. So the quotients are
taken on a ladder of steps, each a quarter of the last, from far larger than x down to the spacing
of floating-point numbers. Three neighbors are extrapolated (L. F. Richardson, *The approximate
arithmetical solution by finite differences*, 1911), and the slope is where extrapolations agree: of
several such places, the one with the smallest steps, since the slope is a limit for h → 0.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

RATIO = 4.0  # of one step to the next
# Two ladders: on one alone, sin(π/h) might always be 0.
OFFSETS = np.array([1.0, (1 + 5**0.5) / 2])
LEVELS = 54  # down to 2⁻¹⁰⁶ of the first step, where x = 0 does not end them earlier
EPS = float(np.finfo(float).eps)
SURE = 1e-3  # relative error of an extrapolation that is worth a look
# A limit is only known to be small if its error is, beside quotients of larger steps: so small, and
# of so many levels (for f″; far away x³⁰⁰ bends too much to say anything). By the power of h.
SMALL = {1: 1e-6, 2: 1e-5}
AROUND = {1: LEVELS, 2: 8}
# A limit of few digits is told if its error is so small beside quotients of steps not much larger.
CLOSE = 1e-5


@dataclass(frozen=True)
class Found:
    """What quotients tend to, for each place: shape (n,) each.

    Attributes
    ----------
    value : numpy.ndarray
        The limit, ±inf if the quotients grow without bound, NaN if they settle on nothing.
    doubt : numpy.ndarray
        How far the value may be off.
    steps, quotients : numpy.ndarray, shape (n, levels)
        The evidence: the steps of one ladder, NaN below the spacing of numbers.
    """

    value: np.ndarray
    doubt: np.ndarray
    steps: np.ndarray
    quotients: np.ndarray


def steps_at(xs: np.ndarray, reach: Any, eps: float) -> np.ndarray:
    """Return the two ladders at each place: shape (n, 2, LEVELS).

    They begin at the reach, one number or one for each place, and end, with NaN, at 4 eps |x|.
    """
    widest = np.broadcast_to(reach, xs.shape)[:, None, None]
    steps = widest / OFFSETS[:, None] * RATIO ** -np.arange(LEVELS)
    return np.where(steps < 4 * eps * np.abs(xs)[:, None, None], np.nan, steps)


def tends_to(
    steps: np.ndarray,
    quotients: np.ndarray,
    noise: np.ndarray,
    orders: tuple[int, ...],
    power: int = 1,
    sure: float = SURE,
    eps: float = EPS,
    rises: np.ndarray | float = 0.0,
) -> Found:
    """Find what quotients tend to.

    Parameters
    ----------
    steps, quotients, noise : numpy.ndarray, shape (n, 2, levels)
        The ladders, the quotients by these steps, and how far rounding may have moved them.
    orders : tuple of int
        The powers of h that the error of a quotient is made of.
    power : int
        By which power of h the quotient divides.
    sure : float
        Relative error of an extrapolation that is worth a look.
    eps : float
        Relative rounding error of f.
    rises : numpy.ndarray, shape (n, 1, 1), optional
        How far f rises or falls nearby, to either side: a jump is more than rounding beside that.

    Examples
    --------
    >>> steps = steps_at(np.array([1.0]), 64.0, EPS)
    >>> found = tends_to(steps, 2 + steps, EPS / steps, (1, 2, 3))
    >>> print(found.value)
    [2.]
    """
    scatter = _scatter(steps**power, quotients, noise, rises)
    off = np.maximum(noise, scatter)
    sure = max(sure, eps ** (1 / 3))
    found = [_settled(quotients[:, k], off[:, k], orders, sure) for k in range(len(OFFSETS))]
    (first, doubt), (second, other) = found
    apart = np.abs(first - second)  # what both ladders do not see, such as rounding inside f
    value = np.where(doubt <= other, first, second)
    value = np.where(apart <= sure * np.abs(value), value, np.nan)
    doubt = np.fmin(doubt, other) + apart
    if (rows := np.flatnonzero(np.isnan(value))).size:
        ladders = [(quotients[rows, k], off[rows, k]) for k in range(len(OFFSETS))]
        beside = AROUND[power], max(SMALL[power], eps**0.5)
        value[rows], doubt[rows] = _otherwise(ladders, orders, *beside)
        tiny = scatter * steps**power <= 1e-9 * rises  # then it is rounding, surely
        least = np.where(tiny, off, noise)
        lowest = np.nan_to_num(least, nan=np.inf).min(axis=(1, 2))
        level = rows[_constant(quotients[rows], least[rows]) & (lowest[rows] < 1e300)]
        value[level], doubt[level] = 0.0, lowest[level]
    return Found(value, doubt, steps[:, 0], quotients[:, 0])


def _otherwise(
    ladders: list[tuple[np.ndarray, np.ndarray]],
    orders: tuple[int, ...],
    around: int,
    small: float,
) -> tuple[np.ndarray, np.ndarray]:
    """What quotients tend to that do not settle on a number with a small relative error."""
    (one, off), (two, too) = (_roughly(*ladder, orders, around, small) for ladder in ladders)
    first, second = (_runs_off(*ladder) for ladder in ladders)
    known = np.abs(one - two) <= 3 * (off + too)
    value = np.where(
        known, np.where(off <= too, one, two), np.where(first == second, first, np.nan)
    )
    return value, np.where(known, np.fmin(off, too), np.nan)


def nearest_guess(
    steps: np.ndarray, quotients: np.ndarray, noise: np.ndarray, orders: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the best guess and its error, however large beside it: shape (n,) each.

    Examples
    --------
    >>> steps = steps_at(np.array([1.0]), 64.0, EPS)
    >>> guess, error = nearest_guess(steps, 1e-12 + 0 * steps, EPS / steps, (2, 4, 6))
    >>> bool(abs(guess[0] - 1e-12) <= error[0] < 1e-10)
    True
    """
    noise = np.maximum(noise, _scatter(steps, quotients, noise, 0.0))
    guesses = [
        _surest(*_guesses(quotients[:, k], noise[:, k], orders)) for k in range(len(OFFSETS))
    ]
    (one, off), (two, too) = guesses
    return np.where(off <= too, one, two), np.fmin(off, too) + np.abs(one - two)


def _scatter(
    runs: np.ndarray, quotients: np.ndarray, noise: np.ndarray, rises: np.ndarray | float
) -> np.ndarray:
    """Rounding as it shows at the smallest steps: f may round more than its size tells.

    There a smooth f leaves no other difference between neighbors: −x + sin x, say, is a small
    number, with the rounding of two larger ones. Differences of one sign that are larger than such
    rounding, down to the last step, are a jump of f, or a slope without bound.
    """
    apart = np.diff(quotients, axis=-1, prepend=np.nan) * runs
    levels = np.cumsum(np.isfinite(apart)[..., ::-1], axis=-1)[..., ::-1]
    few = np.minimum(12, 0.4 * levels.max(axis=-1, keepdims=True))
    seen = np.isfinite(apart) & (levels <= few) & (apart != 0)
    last = np.where(seen & (np.cumsum(seen[..., ::-1], axis=-1)[..., ::-1] <= 4), apart, 0.0)
    size = np.abs(last).max(axis=(1, 2), keepdims=True)  # of both ladders
    # the last quotients are equal: no rounding at all, as in |x − 1|, or that of coarse grains
    exact = (levels > 4) | (levels == 0) | (np.isfinite(apart) & (apart == 0))
    exact = exact.all(axis=(1, 2), keepdims=True)
    size = np.where(exact, 0.0, size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where nothing is known
        near = np.where(levels <= 24, runs, np.nan)
        likely = 100 * np.nan_to_num(np.nanmedian(noise * near, axis=(1, 2), keepdims=True))
        own = np.nanmax(np.abs(quotients * near), axis=(1, 2), initial=0, keepdims=True)
    likely = np.maximum(likely, 1e-9 * np.maximum(own, rises))
    one_sign = np.abs(np.sign(last).sum(axis=(1, 2), keepdims=True)) == 8
    to_the_end = ((levels > 1) | (quotients != 0)).all(axis=(1, 2), keepdims=True)
    return np.where(one_sign & to_the_end & (size > likely), 0.0, size) / runs


def _extrapolated(quotients: np.ndarray, orders: tuple[int, ...]) -> list[np.ndarray]:
    """Quotients, and what is left when errors of these orders in h are removed one by one."""
    columns = [quotients]
    for order in orders:
        last, weight = columns[-1], RATIO**order
        better = (weight * last[:, 1:] - last[:, :-1]) / (weight - 1)
        columns.append(np.concatenate([np.full_like(last[:, :1], np.nan), better], axis=1))
    return columns


def _guesses(
    quotients: np.ndarray, noise: np.ndarray, orders: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Extrapolations, each with its error: by the change of level, and of order, and rounding."""
    *_, lower, guess = _extrapolated(quotients, orders)
    change = np.abs(np.diff(guess, axis=1, prepend=np.nan))
    return guess, np.fmax(change, np.abs(guess - lower)) + 4 * noise


def _settled(
    quotients: np.ndarray, noise: np.ndarray, orders: tuple[int, ...], sure: float
) -> tuple[np.ndarray, np.ndarray]:
    """Where three neighbors agree, and the steps are smallest: the surest guess there."""
    guess, doubt = _guesses(quotients, noise, orders)
    level = np.arange(guess.shape[1])
    good = doubt <= sure * np.abs(guess)
    as_before = np.abs(np.diff(guess, axis=1, prepend=np.nan)) <= sure * np.abs(guess)
    chained = good & as_before
    three = chained & np.roll(chained, 1, axis=1) & np.roll(good, 2, axis=1)
    last = np.where(three, level, -1).max(axis=1, keepdims=True)
    broken = np.where(~chained & (level <= last), level, -1).max(axis=1, keepdims=True)
    value, off = _surest(guess, np.where((level > broken) & (level <= last), doubt, np.inf))
    # Below, where rounding would not hide it, nothing else may show: √(x² + 10⁻¹²) is like |x|.
    seen = (level > last) & (4 * noise <= 0.01 * np.abs(value)[:, None])
    apart = np.abs(guess - value[:, None]) > 0.1 * np.abs(value)[:, None]
    missing = (last[:, 0] < 0) | (seen & apart).any(axis=1)
    return np.where(missing, np.nan, value), np.where(missing, np.nan, off)


def _surest(guess: np.ndarray, doubt: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The guess with the least doubt, from the smallest steps on, until one contradicts it.

    Far from x, f may look like another one: x² + tanh x like x² ± 1.
    """
    value, off = np.full(len(guess), np.nan), np.full(len(guess), np.inf)
    searched = np.ones(len(guess), dtype=bool)
    for level in np.flatnonzero(np.isfinite(doubt).any(axis=0))[::-1]:
        now, doubts = guess[:, level], doubt[:, level]
        surer = searched & (doubts < off)
        searched &= ~(surer & (np.abs(now - value) > 3 * (off + doubts)))  # NaN: the first
        surer &= searched
        value, off = np.where(surer, now, value), np.where(surer, doubts, off)
    return value, off


def _roughly(
    quotients: np.ndarray, noise: np.ndarray, orders: tuple[int, ...], around: int, small: float
) -> tuple[np.ndarray, np.ndarray]:
    """A limit that is only known to be small beside the quotients of larger steps; else NaN."""
    guess, doubt = _guesses(quotients, noise, orders)
    size = np.nan_to_num(np.abs(quotients))
    largest = _largest(size, around)
    end = _last(noise <= 0.03 * small * largest, 3)
    guesses, doubts, least = (_at(each, end) for each in (guess, doubt, small * largest))
    # Nothing: even beside the quotients of steps 1000 times larger.
    above = _at(size, np.maximum(end - 5, 0))
    left = np.abs(guesses) + doubts
    zero = (left <= np.minimum(0.15 * least, 0.05 * above)).all(axis=1)
    # Or as good a guess as there is.
    best = doubts.argmin(axis=1)[:, None]
    value, off = (np.take_along_axis(each, best, axis=1) for each in (guesses, doubts))
    agree = (np.abs(guesses - value) <= 3 * (doubts + off)).all(axis=1)
    value = np.where(zero[:, None] | (np.abs(value) <= 3 * off), 0.0, value)[:, 0]
    at_most = np.nan_to_num(np.abs(guess) + doubt, nan=np.inf)
    off = np.where(value == 0, at_most.min(axis=1), off[:, 0])
    seen = np.where(value == 0, at_most.argmin(axis=1), end[:, -1])
    found = (end >= 0).all(axis=1) & (doubts <= least).all(axis=1) & (zero | agree)
    # Or one of few digits: its error is small beside quotients of steps not much larger.
    rough, error = _surest(guess, doubt)
    place = (doubt == error[:, None]).argmax(axis=1)
    close = error <= CLOSE * _largest(size, AROUND[2])[np.arange(len(size)), place]
    close &= ~found | ((value == 0) & (np.abs(rough) > 30 * error))  # small, but not 0
    value, off = np.where(close, rough, value), np.where(close, error, off)
    # With smaller steps nothing else may show.
    times = np.where(value == 0, 1.5, 3.0)[:, None]  # its off is a bound, no guess at an error
    apart = np.abs(guess - value[:, None]) > times * (doubt + off[:, None])
    smaller = np.arange(guess.shape[1]) > np.where(close, place, seen)[:, None]
    known = (found | close) & ~(apart & smaller).any(axis=1)
    return np.where(known, value, np.nan), np.where(known, off, np.nan)


def _largest(sizes: np.ndarray, around: int) -> np.ndarray:
    """The largest of each size and so many before it."""
    before = np.pad(sizes, ((0, 0), (around, 0)))
    return np.lib.stride_tricks.sliding_window_view(before, around + 1, axis=1).max(axis=2)


def _constant(quotients: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Say where no quotient is more than rounding."""
    known = np.isfinite(quotients)
    level = (np.abs(quotients) <= 2 * noise) | ~known
    return level.all(axis=(1, 2)) & (known.sum(axis=(1, 2)) > 6)


def _runs_off(quotients: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """±inf if the quotients grow without bound, no slower from step to step; else NaN."""
    levels = _last(noise <= 0.01 * np.abs(quotients), 8)
    end = _at(quotients, levels)
    growth = np.diff(np.abs(end), axis=1)
    steady = (growth > 0).all(axis=1) & (growth[:, 1:] >= 0.98 * growth[:, :-1]).all(axis=1)
    off = steady & (levels >= 0).all(axis=1) & (np.ptp(np.sign(end), axis=1) == 0)
    return np.where(off, np.copysign(np.inf, end[:, -1]), np.nan)


def _last(wanted: np.ndarray, count: int) -> np.ndarray:
    """The last levels that are wanted, so many in each row, in order; −1 for each one missing."""
    level = np.where(wanted, np.arange(wanted.shape[1]), -1)
    return np.sort(level, axis=1)[:, -count:]


def _at(values: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """The values at some levels of each row."""
    return np.take_along_axis(values, levels, axis=1)

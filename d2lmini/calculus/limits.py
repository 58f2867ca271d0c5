"""Limits, as far as samples can tell."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from d2lmini.calculus.curves import sample
from d2lmini.learner import Function, scalar
from d2lmini.words import distinct, say

# Distances from 0.1 down to 1e-6 in levels, each √10 below the last, and in each level seven that
# are irregular on purpose: at 0.1, 0.01, … sin(π/x) is always 0, and lies.
_LEVELS = 10
_RATIO = 10**-0.5
_WITHIN = np.sort(_RATIO ** ((np.arange(1, 8) * (math.sqrt(5) - 1) / 2) % 1))[::-1]
_STEPS = 0.1 * _RATIO ** np.arange(_LEVELS)[:, None] * _WITHIN
_HUGE = 1e300
_SLOWEST = 0.77  # of level to level, for an error like h to the power 1/4

# What is said of two sides, by what each of them does: tend to a value (±∞ is one), not be defined,
# or not settle.
_VALUE, _UNDEFINED, _UNSETTLED = "value", "undefined", "unsettled"
_BOTH = "The samples suggest the limit {value}, from both sides."
_INFINITE = {
    (_VALUE, _VALUE): (
        "The samples suggest no finite limit: from the left {left}, from the right {right}."
    ),
    (_VALUE, _UNDEFINED): (
        "The samples suggest no finite limit: from the left {left}, from the right f is not "
        "defined."
    ),
    (_UNDEFINED, _VALUE): (
        "The samples suggest no finite limit: from the left f is not defined, from the right "
        "{right}."
    ),
    (_VALUE, _UNSETTLED): (
        "The samples suggest no finite limit: from the left {left}, from the right they do not "
        "settle."
    ),
    (_UNSETTLED, _VALUE): (
        "The samples suggest no finite limit: from the left they do not settle, from the right "
        "{right}."
    ),
}
_FINITE = {
    (_VALUE, _VALUE): "The samples suggest no limit: from the left {left}, from the right {right}.",
    (_VALUE, _UNDEFINED): (  # √−x at 0
        "The samples suggest a limit from one side: from the left {left}, from the right f is not "
        "defined."
    ),
    (_UNDEFINED, _VALUE): (
        "The samples suggest a limit from one side: from the left f is not defined, from the "
        "right {right}."
    ),
    (_VALUE, _UNSETTLED): (
        "The samples suggest no limit: from the left {left}, from the right they do not settle."
    ),
    (_UNSETTLED, _VALUE): (
        "The samples suggest no limit: from the left they do not settle, from the right {right}."
    ),
    (_UNSETTLED, _UNSETTLED): (
        "The samples suggest no limit: from the left they do not settle, from the right they do "
        "not settle."
    ),
    (_UNDEFINED, _UNSETTLED): (
        "The samples suggest no limit: from the left f is not defined, from the right they do not "
        "settle."
    ),
    (_UNSETTLED, _UNDEFINED): (
        "The samples suggest no limit: from the left they do not settle, from the right f is not "
        "defined."
    ),
    (_UNDEFINED, _UNDEFINED): (
        "The samples suggest no limit: from the left f is not defined, from the right f is not "
        "defined."
    ),
}


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
    h: np.ndarray = field(repr=False)
    left_values: np.ndarray = field(repr=False)
    right_values: np.ndarray = field(repr=False)

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

    @property
    def in_domain(self) -> float:
        """The limit, or that of the one side on which f is defined, if it is so on one only."""
        sides = [_does(self.left, self.left_values), _does(self.right, self.right_values)]
        if sides == [_UNDEFINED, _VALUE]:
            return self.right
        return self.left if sides == [_VALUE, _UNDEFINED] else self.value

    def __str__(self) -> str:
        if math.isfinite(self.value):
            return say(_BOTH, value=told(self.value, self.uncertainty))
        said = _INFINITE if self.verdict == "infinite" else _FINITE
        sides = _does(self.left, self.left_values), _does(self.right, self.right_values)
        ends = self.left, self.right
        texts = distinct(told(ends[0], self.uncertainty), told(ends[1], self.uncertainty))
        infinities = {math.inf: "+∞", -math.inf: "−∞"}
        left, right = (infinities.get(end, t) for end, t in zip(ends, texts, strict=True))
        return say(said[sides], left=left, right=right)

    def table(self) -> str:
        """Return every seventh sample as text: h, and the values to the left and right."""
        columns = zip(self.h, self.left_values, self.right_values, strict=True)
        rows = [f"{h:10.2g} {left:14.6g} {right:14.6g}" for h, left, right in columns]
        head = f"{'h':>10} {say('at a − h'):>14} {say('at a + h'):>14}"
        return "\n".join([head, *rows[::7]])


def told(value: float, doubt: float) -> float:
    """Return a value without the digits that are in doubt.

    Examples
    --------
    >>> told(-10030.0, 407.0), told(2.718281828, 0.003), told(-1e-17, 1e-16)
    (-10000.0, 2.72, 0.0)
    """
    if math.isfinite(value) and 1e-300 < doubt < 1e300:
        value = float(round(value, -math.ceil(math.log10(2) + math.log10(doubt))))
    return value + 0.0  # no −0


def _does(value: float, values: np.ndarray) -> str:
    """What one side does."""
    if math.isnan(value):
        return _UNDEFINED if math.isnan(values[-1]) else _UNSETTLED
    return _VALUE


def limit(f: Function, a: float) -> Limit:
    """Probe the limit of f at a from both sides. Samples suggest; they never prove.

    f is sampled at 70 irregular distances on each side, from 0.1 down to 1e-6 (larger ones where a
    is so large that float64 would hardly tell them apart), not at a itself. A side settles if, from
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
        and a limit approached more slowly than like the fourth root of h is not recognized.

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
    steps = _STEPS * max(1.0, 64e6 * np.spacing(abs(a)))  # the last are 64 numbers from a
    values = [sample(f, (a + side * steps).ravel()).reshape(steps.shape) for side in (-1, 1)]
    with np.errstate(all="ignore"):
        (left, doubt), (right, more) = (_tends_to(side) for side in values)
        left, right = (
            math.nan if _otherwise_nearer(f, a, side, found, 10 * (doubt + more)) else found
            for side, found in ((-1, left), (1, right))
        )
    doubt = 3 * (doubt + more)
    left, right = (0.0 if abs(side) <= doubt else side for side in (left, right))
    return Limit(a, left, right, doubt, steps.ravel(), *(v.ravel() for v in values))


def _otherwise_nearer(f: Function, a: float, side: int, found: float, doubt: float) -> bool:
    """Say whether f settles on something else still nearer to a, as 1/(x − 10⁻⁸) does.

    Not on 0: that is what rounding leaves of many a quotient. And what seems to grow without bound,
    but slowly, as arctan(10⁶ x) from afar, must go on doing so.
    """
    if math.isnan(found):
        return False
    least = max(1e-13, 64 * np.spacing(abs(a)))
    values = sample(f, a + side * least * np.array([1e6, 1e4, 1e3, 1e2, 1e1, 1.0]))
    still = np.ptp(values[-3:]) <= 1e-4 * abs(values[-1])
    near = max(doubt, 1e-3 * abs(values[-1]))
    if still and values[-1] != 0 and not abs(values[-1] - found) <= near:
        return True
    growth = np.abs(np.diff(values))
    slow = np.abs(values).max() <= 100 * np.abs(values[0])
    return bool(math.isinf(found) and slow and growth[-1] < 0.98 * growth[-3])


def _tends_to(values: np.ndarray) -> tuple[float, float]:
    """What one side tends to, a number, ±inf or NaN, and how uncertain that is.

    ``values`` has shape (levels, samples in a level), closest to the point last.
    """
    if np.isnan(values[-2:]).any():
        return math.nan, 0.0
    values = np.clip(values, -_HUGE, _HUGE)  # exp(1/x) overflows, and still grows
    size = np.abs(values).max(axis=1)
    rounding = 16 * np.finfo(float).eps * size
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
    elsewhere = (spread < 1e-2 * off)[:level] & (off > near)[:level]
    erratic = (np.abs(np.diff(np.sign(np.diff(values, axis=1)), axis=1)) == 2).sum(axis=1) >= 2
    slow = doubt > max(0.015 * (np.nanmax(values) - np.nanmin(values)), 4 * rounding[level])
    elsewhere |= (erratic & (spread > 10 * rounding))[:level] & (guess == 0)  # and then all is 0
    if guess == 0 == spread[level] and size.max() > 2 * size[0]:  # it grew, and then all is 0
        return math.nan, 0.0
    if slow or not below.all() or (elsewhere.any() and spread[level] <= rounding[level]):
        return math.nan, 0.0
    sure = doubt > 1e-300  # a digit more than `told` leaves, for comparing
    return (round(guess, -math.floor(math.log10(doubt))) if sure else guess) + 0.0, doubt


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

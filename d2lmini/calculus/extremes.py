"""Where a function can be greatest or least.

The search looks at f and f′ at places all over the interval, and closes in on what happens between
two of them: f′ changes its sign, comes to 0, jumps, or f itself jumps. Nothing in it depends on the
unit of x or of f.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from d2lmini.calculus.curves import sample, steep
from d2lmini.calculus.sides import bends_at, seconds_of, slopes_at
from d2lmini.learner import Function, interval
from d2lmini.words import say

PLACES = 401  # where f and f′ are looked at; a quarter of them, if f is slow
SLOW = 1e-4  # seconds that a value may take
PARTS = 16  # of an interval, when closing in
ROUNDS = 13  # 16⁻¹³ is 2⁻⁵², the last digit


@dataclass(frozen=True)
class Candidate:
    """A place where f may have an extremum, and what the two tests say of it.

    Attributes
    ----------
    x, value : float
        The place, and f there.
    reason : str
        Why it is a candidate: ``"f′ = 0"``, ``"f′ undefined"`` or ``"end"``; or why it is none:
        ``"f undefined"``, at a hole, a pole or a jump of f.
    before, after : int
        Sign of f′ just left and just right of it: −1, 0 or 1; 0 beyond an end.
    second : float
        f″ there, 0 if it is no larger than its uncertainty; NaN where it was not found: where f′
        or f″ jumps, and at an end.

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
        """First-derivative test: ``"minimum"``, ``"maximum"``, ``"neither"`` or ``"level"``.

        Where f is undefined the test does not apply, and it is ``"none"``.
        """
        if self.reason == "f undefined":
            return "none"
        if self.before == self.after:
            return "neither" if self.before else "level"
        return "maximum" if self.before > self.after else "minimum"

    @property
    def second_test(self) -> str:
        """Second-derivative test: ``"minimum"``, ``"maximum"``, else ``"undecided"``."""
        if not abs(self.second) > 0:
            return "undecided"
        return "minimum" if self.second > 0 else "maximum"


def candidates(f: Function, xlim: tuple[float, float]) -> list[Candidate]:
    """Find where f can have an extremum on an interval: f′ = 0, f′ undefined, and the ends.

    f and f′ are looked at at 401 places (100, if f takes more than 0.1 ms); what happens between
    two of them is closed in on.

    Parameters
    ----------
    f : callable
        Real function of one number, continuous on the interval.
    xlim : (float, float)
        The interval, left end first.

    Returns
    -------
    list of Candidate
        From left to right, both ends included. Of a stretch on which f′ is 0 the middle is given.
        Holes, poles and jumps of f are listed as such. What lies closer together than 1/400 of the
        interval may be missed, and so may a kink at which f′ changes by only a small part; a
        vertical tangent is not listed where f has no extremum. What rounding hides is not seen: in
        1 + 10⁻²⁰ x², say, or in 10⁹ + cos x.

    Raises
    ------
    ValueError
        If the interval is empty or the wrong way round, or f has no value at an end.
    TypeError
        If f is not callable or does not return numbers.

    Warns
    -----
    UserWarning
        If f changes faster than 401 places can show.

    Examples
    --------
    >>> for found in candidates(lambda x: x**3 - 3 * x, (-3, 2)):
    ...     print(f"{found.x:.3f} {found.value:.3f} {found.reason}: {found.kind}")
    -3.000 -18.000 end: minimum
    -1.000 2.000 f′ = 0: maximum
    1.000 -2.000 f′ = 0: minimum
    2.000 2.000 end: maximum
    """
    a, b = interval(xlim, "xlim")
    if not np.isfinite(sample(f, [a, b])).all():
        raise ValueError(say("f has no value at one of the ends {a} and {b}", a=a, b=b))
    seen = _Seen(f, a, b)
    if seen.too_fast():
        warnings.warn(
            say(
                "between {a} and {b} f changes faster than {count} places can show: candidates "
                "may be missing; search a shorter interval",
                a=a,
                b=b,
                count=len(seen.xs),
            ),
            stacklevel=2,
        )
    found = [seen.candidate(place) for place in _places(seen)]
    return [seen.end(a, found, 1), *found, seen.end(b, found, -1)]


@dataclass(frozen=True)
class _Place:
    """Something between low and high, and the signs of f′ before and after it."""

    low: float
    high: float
    before: int
    after: int
    reason: str


class _Seen:
    """f and f′ at places all over an interval."""

    def __init__(self, f: Function, a: float, b: float) -> None:
        self.f, self.a, self.b = f, a, b
        count = PLACES if seconds_of(f, a) <= SLOW else PLACES // 4
        inner = (np.arange(count - 2) + 0.618) / (count - 2)  # no round numbers
        self.xs = a + (b - a) * np.r_[1e-9, inner, 1 - 1e-9]
        self.ys = sample(f, self.xs)
        self.slopes, self.signs = self.measure(self.xs)

    def measure(self, xs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """f′ and its sign, 0 where it is no larger than its uncertainty: of the shape of xs."""
        found = slopes_at(self.f, xs.ravel(), reach=8 * (self.b - self.a))
        slopes, doubt = (each.reshape(xs.shape) for each in (found.value, found.doubt))
        with np.errstate(invalid="ignore"):
            return slopes, np.where(np.abs(slopes) <= 3 * doubt, 0, np.sign(slopes))

    def too_fast(self) -> bool:
        """Say whether the slopes do not add up to the rises, between most of the places."""
        step, rises = np.diff(self.xs), np.diff(self.ys)
        with np.errstate(invalid="ignore"):
            expected = step * (self.slopes[1:] + self.slopes[:-1]) / 2
            size = step * np.fmax(np.abs(self.slopes[1:]), np.abs(self.slopes[:-1]))
            return bool((np.abs(rises - expected) > 0.3 * size).mean() > 0.25)

    def candidate(self, place: _Place) -> Candidate:
        """Put both tests to a place."""
        x = _neat(place.low, place.high)
        value = float(sample(self.f, [x])[0])
        far = place.reason == "f′ undefined" and abs(value) > 1e6 * np.nanmax(np.abs(self.ys))
        reason = place.reason if math.isfinite(value) and not far else "f undefined"
        level = place.before == place.after == 0
        second = 0.0 if level else self.bend(x, place) if reason == "f′ = 0" else math.nan
        return Candidate(x, value, reason, place.before, place.after, second)

    def bend(self, x: float, place: _Place) -> float:
        """f″ at x; 0 if no larger than its uncertainty, which comes from that of x, too."""
        found = bends_at(self.f, np.array([x, place.low, place.high]), reach=8 * (self.b - self.a))
        second, doubt = float(found.value[0]), float(found.doubt[0])
        blur = np.nan_to_num(np.ptp(found.across.value[1:]))
        return second if math.isnan(second) or abs(second) > 3 * doubt + blur else 0.0

    def rim(self, level: int, sloping: int, kinks: list[_Place]) -> float:
        """Where a level stretch ends, at a kink or between a sample on it and one beside it."""
        inside, outside = self.xs[level], self.xs[sloping]
        step = abs(outside - inside)
        for kink in kinks:
            if abs((place := _neat(kink.low, kink.high)) - inside) <= step:
                return place
        for _ in range(ROUNDS):
            grid = np.linspace(inside, outside, PARTS + 1)
            sloped = np.r_[self.measure(grid[1:-1])[1] != 0, True].argmax() + 1
            inside, outside = grid[sloped - 1], grid[sloped]
        return float(inside)

    def end(self, x: float, found: list[Candidate], inside: int) -> Candidate:
        """The candidate at an end, judged by f a little inside."""
        nearest = min([abs(c.x - x) for c in found], default=self.b - self.a)
        near = x + inside * min(1e-3 * (self.b - self.a), nearest / 2)
        value, beside = map(float, sample(self.f, [x, near]))
        sign = inside * int(np.sign(beside - value))
        before, after = (0, sign) if inside > 0 else (sign, 0)
        return Candidate(x, value, "end", before, after, math.nan)


def _places(seen: _Seen) -> list[_Place]:
    """What happens between the ends, from left to right."""
    breaks = _breaks(seen)
    kinks = _kinks(seen)
    inner = [*kinks, *_turns(seen), *_levels(seen, kinks), *_touches(seen)]
    # where f jumps, f′ does so too: one place, one entry
    places = breaks
    for place in inner:
        if not any(_same(place, other) for other in places):
            places = [*places, place]
    return sorted(places, key=lambda place: place.low + place.high)


def _same(one: _Place, other: _Place) -> bool:
    """Say whether two places overlap, but for rounding."""
    near = 1e-9 * (abs(other.low) + abs(other.high))
    return one.low <= other.high + near and other.low <= one.high + near


def _breaks(seen: _Seen) -> list[_Place]:
    """Where f jumps or is undefined."""
    ys = seen.ys
    holes = ~np.isfinite(ys[:-1]) | ~np.isfinite(ys[1:])
    left, right = _widen(np.flatnonzero(steep(ys) | holes), np.isfinite(ys))
    if not left.size:
        return []
    low, high = _largest_change(lambda xs: sample(seen.f, xs), seen.xs[left], seen.xs[right])
    ends, rims = ys[[left, right]], sample(seen.f, np.r_[low, high]).reshape(2, -1)
    jumps = np.abs(rims[1] - rims[0]) > 0.5 * np.abs(ends[1] - ends[0])
    jumps |= right - left > 1  # undefined on a stretch
    return [
        _Place(float(low[k]), float(high[k]), *_around(seen, left[k], right[k]), "f undefined")
        for k in np.flatnonzero(jumps)
    ]


def _widen(gaps: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest known samples to both sides of each gap, every pair once."""
    at = np.flatnonzero(known)
    left = np.searchsorted(at, gaps, side="right") - 1
    pairs = sorted({(int(at[k]), int(at[k + 1])) for k in left if 0 <= k < len(at) - 1})
    left, right = np.array(pairs, dtype=int).reshape(-1, 2).T
    return left, right


def _around(seen: _Seen, i: int, j: int) -> tuple[int, int]:
    """The signs of f′ at two samples, 0 if unknown."""
    return int(np.nan_to_num(seen.signs[i])), int(np.nan_to_num(seen.signs[j]))


def _turns(seen: _Seen) -> list[_Place]:
    """Where f′ changes its sign between two samples."""
    known = np.flatnonzero(np.abs(seen.signs) == 1)
    turned = seen.signs[known[:-1]] * seen.signs[known[1:]] < 0
    i, j = known[:-1][turned], known[1:][turned]
    return _turned(seen, seen.xs[i], seen.xs[j], seen.signs[i])


def _turned(seen: _Seen, left: np.ndarray, right: np.ndarray, before: np.ndarray) -> list[_Place]:
    """Where f′ changes its sign in intervals, from ``before`` at the left ends."""
    if not left.size:
        return []
    (low, high), rows = (left.copy(), right.copy()), np.arange(len(left))
    left, right = left.copy(), right.copy()
    for _ in range(ROUNDS):
        grid = _grid(left[rows], right[rows])
        sign = before[rows, None]
        signs = np.column_stack([sign, seen.measure(grid[:, 1:-1])[1], -sign])
        turn = (signs == -sign).argmax(axis=1)
        still = (signs == sign) & (np.arange(PARTS + 1) < turn[:, None])
        last = PARTS - still[:, ::-1].argmax(axis=1)
        left[rows], right[rows] = _at(grid, last), _at(grid, turn)
        rows = rows[turn - last < PARTS]  # in the others nothing more is to be seen
    gap, rims = (
        np.subtract(*seen.measure(np.array(ends))[0]) for ends in ((low, high), (left, right))
    )
    closed, narrowed = rims / gap, (right - left) / (high - low)
    kinks = np.abs(closed) > np.maximum(1e-3, 10 * narrowed)  # else it would close as fast
    reasons = np.where(kinks, "f′ undefined", "f′ = 0")
    left, right = _between(seen, left, right, ~kinks)
    return [
        _Place(float(low), float(high), int(sign), -int(sign), str(reason))
        for low, high, sign, reason in zip(left, right, before, reasons, strict=True)
    ]


def _between(
    seen: _Seen, left: np.ndarray, right: np.ndarray, smooth: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Narrow intervals in which f′ is too small to be told, if it is straight there and beside."""
    width = right - left
    beside = np.array([left - width, left, right, right + width])
    a, b, c, d = seen.measure(beside)[0]
    middle = left + width * b / (b - c)
    fits = smooth & (np.abs(d - a - 3 * (c - b)) <= 0.05 * np.abs(c - b))
    narrow = 0.05 * width
    fits &= (left < middle - narrow) & (middle + narrow < right)
    return np.where(fits, middle - narrow, left), np.where(fits, middle + narrow, right)


def _levels(seen: _Seen, kinks: list[_Place]) -> list[_Place]:
    """Middles of stretches on which f′ is 0, but not where it only fades, as that of tanh does."""
    level = np.r_[False, seen.signs == 0, False].astype(int)
    edges = np.flatnonzero(np.diff(level)).reshape(-1, 2)
    known = np.flatnonzero(np.abs(seen.signs) == 1)
    least = 1e-9 * np.nanmax(np.abs(seen.slopes), initial=0)
    places = []
    for first, last in edges - [0, 1]:
        outside = [*known[known < first][-1:], *known[known > last][:1]]
        far = any(k < first - 2 or k > last + 2 for k in outside)
        if last - first < 2 or far or any(np.abs(seen.slopes[k]) <= least for k in outside):
            continue
        low = seen.a if first == 0 else seen.rim(first, first - 1, kinks)
        high = seen.b if last == len(seen.xs) - 1 else seen.rim(last, last + 1, kinks)
        places.append(_Place((low + high) / 2, (low + high) / 2, 0, 0, "f′ = 0"))
    return places


def _touches(seen: _Seen) -> list[_Place]:
    """Where f′ comes to 0 between two samples and goes back."""
    size = np.where(np.isnan(seen.slopes), np.inf, np.abs(seen.slopes))
    # If so, |f′| is lowest there, and, rising at least like x², far less than beside.
    lowest = 2 * size[1:-1] <= np.maximum(size[:-2], size[2:])
    lowest &= size[1:-1] <= np.minimum(size[:-2], size[2:])
    i = np.flatnonzero(lowest & (seen.signs[:-2] * seen.signs[2:] == 1)) + 1
    if not i.size:
        return []
    left, right, outer = seen.xs[i - 1], seen.xs[i + 1], seen.signs[i + 1]
    near = np.maximum(size[i - 1], size[i + 1])
    crossed = np.full(len(i), np.nan)  # where f′ is found on the other side of 0
    for _ in range(2 * ROUNDS):
        grid = _grid(left, right)
        slopes, signs = seen.measure(grid)
        beyond = (signs == -outer[:, None]) & np.isnan(crossed)[:, None]
        crossed = np.where(beyond.any(axis=1), _at(grid, beyond.argmax(axis=1)), crossed)
        slopes = np.where(signs == 0, 0, np.where(np.isnan(slopes), np.inf, np.abs(slopes)))
        lowest = slopes == slopes.min(axis=1, keepdims=True)
        first, last = lowest.argmax(axis=1), PARTS - lowest[:, ::-1].argmax(axis=1)
        left, right = _at(grid, (first - 1).clip(0)), _at(grid, (last + 1).clip(max=PARTS))
    touches = [
        _Place(float(left[k]), float(right[k]), int(outer[k]), int(outer[k]), "f′ = 0")
        for k in np.flatnonzero((slopes.min(axis=1) <= 1e-12 * near) & np.isnan(crossed))
    ]
    twice = np.flatnonzero(~np.isnan(crossed))
    ends, signs = (seen.xs[i - 1][twice], seen.xs[i + 1][twice]), outer[twice]
    there = _turned(seen, ends[0], crossed[twice], signs)
    return [*touches, *there, *_turned(seen, crossed[twice], ends[1], -signs)]


def _kinks(seen: _Seen) -> list[_Place]:
    """Where f′ jumps without changing its sign."""
    known = np.isfinite(seen.slopes)
    left, right = _widen(np.flatnonzero(steep(seen.slopes) | ~(known[:-1] & known[1:])), known)
    same = seen.signs[left] * seen.signs[right] >= 0
    left, right = left[same], right[same]
    if not left.size:
        return []
    low, high = _largest_change(lambda x: seen.measure(x)[0], seen.xs[left], seen.xs[right])
    rims = np.abs(np.subtract(*seen.measure(np.array([low, high]))[0]))
    ends = np.abs(seen.slopes[right] - seen.slopes[left])
    jumps = (rims > 0.5 * ends) & (rims > 1e-6 * np.nanmax(np.abs(seen.slopes)))
    return [
        _Place(float(low[k]), float(high[k]), *_around(seen, left[k], right[k]), "f′ undefined")
        for k in np.flatnonzero(jumps)
    ]


# --- closing in -------------------------------------------------------------------------------


def _grid(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Intervals cut into equal parts: shape (n, PARTS + 1)."""
    return left[:, None] + (right - left)[:, None] * np.linspace(0, 1, PARTS + 1)


def _at(grid: np.ndarray, column: np.ndarray) -> np.ndarray:
    """One number from each row."""
    return np.take_along_axis(grid, column[:, None], axis=1)[:, 0]


def _largest_change(
    g: Callable[[np.ndarray], np.ndarray], left: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Narrow intervals down to where g changes most, or is not known in between."""
    left, right, rows = left.copy(), right.copy(), np.arange(len(left))
    gaps = np.abs(np.subtract(*g(np.r_[left, right]).reshape(2, -1)))
    for _ in range(ROUNDS):
        if not rows.size:
            break
        grid = _grid(left[rows], right[rows])
        values = g(grid.ravel()).reshape(grid.shape)
        pairs = [_widest(*row) for row in zip(grid, values, strict=True)]
        left[rows], right[rows], change = np.array(pairs).T
        rows = rows[~(change <= 0.5 * gaps[rows])]  # in the others it closes
    return left, right


def _widest(xs: np.ndarray, values: np.ndarray) -> tuple[float, float, float]:
    """The neighbors, among those with a value, whose values differ most, and by how much."""
    known = np.flatnonzero(np.isfinite(values))
    if known.size < 2:
        return float(xs[0]), float(xs[-1]), np.inf
    changes = np.abs(np.diff(values[known]))
    k = changes.argmax()
    return float(xs[known[k]]), float(xs[known[k + 1]]), float(changes[k])


def _neat(low: float, high: float) -> float:
    """The middle, or, if low and high differ by rounding only, the shortest number between them."""
    x, near = (low + high) / 2, (high - low) / 2 + 4 * np.spacing(max(abs(low), abs(high)))
    if abs(x) <= near:
        return 0.0
    if near > 1e-5 * max(abs(low), abs(high)):
        return x
    digits = (float(f"{x:.{n}g}") for n in range(1, 17))
    return next((short for short in digits if abs(short - x) <= 1.5 * near), x)

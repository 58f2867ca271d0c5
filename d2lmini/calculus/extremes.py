"""Where a function can be greatest or least."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from d2lmini.calculus.curves import jumps, sample, steep
from d2lmini.calculus.differences import curvature
from d2lmini.calculus.slopes import slope_function
from d2lmini.learner import Function, elementwise, epsilon, interval, real
from d2lmini.words import say


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
    f, x = elementwise(f), real(x, "x")
    here = f(x)
    return curvature(f, x, here, curvature_step(x, here))


def curvature_step(x: Any, here: Any) -> Any:
    """Return the step of `second_derivative` at x, for an f that is ``here`` there."""
    return max(np.finfo(float).eps, epsilon(here)) ** 0.25 * np.maximum(1.0, np.abs(x))


def candidates(f: Function, xlim: tuple[float, float]) -> list[Candidate]:
    """Find where f can have an extremum on an interval: f′ = 0, f′ undefined, and the ends.

    f′ is sampled at 801 points; zeros and jumps of it are then located by bisection, and places
    where it touches 0 without crossing by a search for the least |f′|.

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
        What lies closer together than 1/800 of the interval may be missed, and a vertical tangent
        is not listed where f has no extremum. What rounding hides is not seen: in 1 + 10⁻²⁰ x²,
        say.

    Raises
    ------
    ValueError
        If the interval is empty or the wrong way round, or f has no value at an end.
    TypeError
        If f is not callable or does not return numbers.

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
    slope = slope_function(f)
    xs = np.linspace(a + 1e-4 * (b - a), b - 1e-4 * (b - a) * 0.7, 801)  # no round numbers
    slopes = sample(slope, xs)
    bends = _nearby(sample(lambda x: second_derivative(f, x), xs))
    places = _places(f, slope, xs, slopes, bends)
    found = [_candidate(f, *place, 1e-4 * np.interp(place[0], xs, bends)) for place in places]
    inner = [a, *(c.x for c in found), b]
    near_a = a + min(1e-3 * (b - a), (inner[1] - a) / 2)
    near_b = b - min(1e-3 * (b - a), (b - inner[-2]) / 2)
    first, beside_first, beside_last, last = map(float, sample(f, [a, near_a, near_b, b]))
    return [
        Candidate(a, first, "end", 0, int(np.sign(beside_first - first)), math.nan),
        *found,
        Candidate(b, last, "end", int(np.sign(last - beside_last)), 0, math.nan),
    ]


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
    rises = [int(i) for i in np.flatnonzero(steep(slopes) & (np.abs(np.diff(slopes)) > tiny[1:]))]
    return sorted({*undefined, *(i for i in rises if jumps(slope, xs[i], xs[i + 1]))})


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

"""Is f quadratic around a place? If so, along the eigenvectors of its Hessian all is exact."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from d2lmini.calculus.ladder import EPS
from d2lmini.learner import Scalar, epsilon

_SCALES = (0, 3, -3, 6, -6, 9, -9, 12, -12)  # powers of ten
_PROBES = (0.3, -0.7, 1.6, -2.3, 3.4, -4.1)  # lengths of steps in no special direction
_NEAR = 1e-9  # relative error of a quadratic
_SURE = 1e-12  # likewise of its slopes and bends: then no other step is tried


@dataclass(frozen=True)
class Fit:
    """What steps of one width find: height, slopes, Hessian, and how far f may round there."""

    height: float
    slopes: np.ndarray
    hessian: np.ndarray
    width: float
    rounding: float

    @property
    def doubts(self) -> tuple[float, float]:
        """How far slopes and second derivatives may be off."""
        return 4 * self.rounding / self.width, 16 * self.rounding / self.width**2

    @property
    def unsure(self) -> float:
        """Relative errors of slopes and bends, added; more than 1 if either cannot be seen."""
        sizes = np.abs(self.slopes).max(), np.abs(self.hessian).max()
        shares = [d / size if size > d else 1.0 for d, size in zip(self.doubts, sizes, strict=True)]
        return float(sum(shares))


@dataclass(frozen=True)
class Quadratic:
    """f(x) = f(start) + Σ (slope y + bend y² / 2), y being x − start along the eigenvectors.

    Attributes
    ----------
    start : numpy.ndarray, shape (n,)
        The place.
    axes : numpy.ndarray, shape (n, n)
        The eigenvectors of the Hessian, in columns.
    slopes, bends : numpy.ndarray, shape (n,)
        Along the eigenvectors: the slope at the place, and the eigenvalue λ, increasing. 0 where f
        rounds by as much.
    moves : numpy.ndarray of bool, shape (n,)
        Where there is a slope, along this eigenvector or another one of the same λ.
    fit : Fit
        Where they were read off.
    """

    start: np.ndarray
    axes: np.ndarray
    slopes: np.ndarray
    bends: np.ndarray
    moves: np.ndarray
    fit: Fit

    def misses(self, points: np.ndarray, values: np.ndarray) -> np.ndarray:
        """How far values of f at some points, of shape (k, n), are from those of the quadratic."""
        y = (points - self.start) @ self.axes
        return np.abs(values - self.fit.height - y @ self.slopes - y**2 @ self.bends / 2)

    def fits(self, points: np.ndarray, values: np.ndarray) -> bool:
        """Whether f has these values, as far as rounding lets one tell."""
        y = np.abs((points - self.start) @ self.axes)
        size = y @ np.abs(self.slopes) + y**2 @ np.abs(self.bends)  # without what cancels
        # of 7 steps, at most: rounding of the bends counts 7² / 2 · 16 times
        near = _NEAR * size + 400 * self.fit.rounding + 64 * EPS * np.abs(values)
        return bool((self.misses(points, values) <= near).all())

    def walk(self, rate: float) -> Iterator[np.ndarray]:
        """The points x ← x − rate · ∇f(x), from the start on."""
        y = np.zeros_like(self.start)
        while True:
            yield self.start + self.axes @ y
            y = y - rate * (self.slopes + self.bends * y)


def quadratic_around(value: Scalar, x: np.ndarray) -> Quadratic | None:
    """Return f as a quadratic, if it is one as far as samples around x tell; else None.

    On a quadratic, differences are exact whatever their step: a wide one leaves rounding behind. So
    steps of max(1, |x|) will do, unless f has another unit: then those that leave most digits.

    Examples
    --------
    >>> found = quadratic_around(lambda v: v[0] ** 2 + 3 * v[0] * v[1], np.array([1.0, 0.0]))
    >>> print(found.bends.round(6), quadratic_around(lambda v: np.cos(v[0]), np.zeros(1)))
    [-2.162278  4.162278] None
    """
    width, best = max(1.0, float(np.abs(x).max())), None  # shorter steps fit any smooth f
    with np.errstate(all="ignore"):
        for power in _SCALES:
            model = None
            with contextlib.suppress(Exception):  # a table, say, that ends somewhere
                model = _by_steps_of(value, x, width * 10.0**power)
            if model is None and power >= 0:
                return None
            if model is not None and (best is None or model.fit.unsure < best.fit.unsure):
                best = model
            if best is not None and best.fit.unsure <= _SURE:
                break
    return best


def _by_steps_of(value: Scalar, x: np.ndarray, width: float) -> Quadratic | None:
    """The quadratic through f at some points around x, if others lie on it."""
    fit = _fit(value, x, width)
    bends, axes = np.linalg.eigh(fit.hessian)
    model = Quadratic(x, axes, axes.T @ fit.slopes, bends, np.ones(x.size, dtype=bool), fit)
    moves = width * np.outer(_PROBES, np.ones(x.size))
    points = x + moves * np.cos(1 + np.outer(np.arange(len(_PROBES)), np.arange(x.size)))
    values = np.array([value(point) for point in points])
    if not model.fits(points, values):
        return None
    rounding = max(fit.rounding, float(model.misses(points, values).max()))  # so far it shows
    return _without_rounding(
        dataclasses.replace(model, fit=dataclasses.replace(fit, rounding=rounding))
    )


def _fit(value: Scalar, x: np.ndarray, width: float) -> Fit:
    """The quadratic through f at x, one step to either side of it, and two steps away."""
    steps, height = width * np.eye(x.size), value(x)
    pairs = np.array([[value(x + s) for s in (step, -step)] for step in steps])
    slopes = (pairs[:, 0] - pairs[:, 1]) / (2 * width)
    hessian = np.diag((pairs.sum(axis=1) - 2 * height) / width**2)
    corners = [height]
    for i, j in itertools.combinations(range(x.size), 2):
        corners.append(value(x + steps[i] + steps[j]))
        mixed = (corners[-1] - pairs[i, 0] - pairs[j, 0] + height) / width**2
        hessian[i, j] = hessian[j, i] = mixed
    steepest = np.abs(slopes) + width * np.abs(hessian).sum(axis=0)  # x rounds, too
    size = max(np.abs(pairs).max(), np.abs(corners).max()) + steepest @ np.abs(x)
    return Fit(height, slopes, hessian, width, max(EPS, epsilon(height)) * size)


def _without_rounding(model: Quadratic) -> Quadratic:
    """Leave out the slopes and bends that may be nothing but rounding."""
    (doubt, doubts), slopes = model.fit.doubts, np.abs(model.slopes)
    apart = np.abs(model.bends[:, None] - model.bends)
    same = apart <= 2 * doubts  # in such a plane any two directions are eigenvectors
    turned = np.where(same, 0.0, doubts / np.where(same, 1.0, apart))  # by so much, perhaps
    known = slopes > doubt + turned @ slopes + 4 * EPS * slopes.max()
    moves = (same & known).any(axis=1)
    return dataclasses.replace(
        model,
        slopes=np.where(moves, model.slopes, 0.0),
        bends=np.where(np.abs(model.bends) > doubts, model.bends, 0.0),
        moves=moves,
    )

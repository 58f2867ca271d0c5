"""Gradient descent, and words for what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from d2lmini._arrays import as_array, brief, function, number, real, scalar
from d2lmini.calculus.several import Scalar, at_point, numerical_hessian

FAR = 1e8  # so many times farther than it began, or higher: that is divergence


@dataclass(frozen=True)
class Descent:
    """A walk downhill, and what became of it.

    Attributes
    ----------
    path : numpy.ndarray, shape (steps + 1,) + shape of the start
        The points, the start first; fewer if it diverged.
    values : numpy.ndarray, shape (steps + 1,)
        f at each of them.
    verdict : str
        ``"settles"``, ``"alternates"`` (settles, from side to side), ``"zigzags"`` (so in one of
        several directions), ``"swings"`` (from side to side for ever), ``"diverges"``,
        ``"stuck at a saddle"``, ``"runs off"`` (downhill without end), ``"on its way"``.
    rates : numpy.ndarray or None
        On a quadratic f: ηλ for each eigenvalue λ of the Hessian, increasing; else None.

    Examples
    --------
    >>> walk = gradient_descent(lambda x: x**2, 3.0, learning_rate=0.6, steps=30)
    >>> print(walk)
    alternates: ηλ = 1.2, so each step multiplies the distance by −0.2.
    """

    path: np.ndarray
    values: np.ndarray
    verdict: str
    rates: np.ndarray | None

    def __str__(self) -> str:
        if self.rates is None:
            return f"{self.verdict}, after {len(self.path) - 1} steps at {number(self.values[-1])}."
        rates = self.rates[::-1]  # the steepest direction first
        shown = ", ".join(number(rate, ".3g") for rate in rates)
        factors = ", ".join(number(1 - rate, ".3g") for rate in rates)
        distance = "distance" if len(rates) == 1 else "distances"
        return f"{self.verdict}: ηλ = {shown}, so each step multiplies the {distance} by {factors}."


def gradient_descent(
    f: Callable[..., Any], start: ArrayLike, learning_rate: float, steps: int = 50
) -> Descent:
    """Walk downhill: again and again x ← x − η ∇f(x).

    The gradient is estimated by central differences. The walk stops, and says so, when it
    diverges: when f is no longer a number, or it is 10⁸ times farther or higher than it began.

    Parameters
    ----------
    f : callable
        Real function of one number, of several, ``f(w, b)``, or of one vector, ``f(v)``.
    start : float or array_like, shape (n,)
        Where to begin.
    learning_rate : float
        η, positive.
    steps : int
        How many steps, at least 1.

    Returns
    -------
    Descent
        The path, the values of f on it, and a verdict.

    Raises
    ------
    ValueError
        If the learning rate or steps are not positive, the start does not fit f, or f is not finite
        there.
    TypeError
        If f is not callable, or the start holds anything but real numbers.

    Examples
    --------
    >>> walk = gradient_descent(lambda x, y: x**2 + 3 * y**2, (3, 1), learning_rate=0.1)
    >>> walk.verdict, walk.path[-1].round(3)
    ('settles', array([0., 0.]))
    """
    value, x = _value_of(f, start)
    rate = scalar(learning_rate, "learning_rate")
    if rate <= 0:
        raise ValueError(f"learning_rate must be positive, got {learning_rate!r}")
    if not isinstance(steps, int | np.integer) or isinstance(steps, bool) or steps < 1:
        raise ValueError(f"steps must be a whole number of at least 1, got {brief(steps)}")
    path, values = descend(value, x, rate, int(steps))
    verdict, rates = judge(value, path, values, rate, constant_hessian(value, x))
    return Descent(path.reshape(-1, *np.shape(start)), values, verdict, rates)


def _value_of(f: Callable[..., Any], start: Any) -> tuple[Scalar, np.ndarray]:
    """F as a function of one vector, and the start as such."""
    function(f)
    one = as_array(real(start, "the start")).ndim == 0
    value, x = at_point(lambda v: f(float(v[0])), [start]) if one else at_point(f, start)
    if x.ndim != 1:
        raise ValueError(f"the start must be a number or have shape (n,), got {x.shape}")
    if not np.isfinite(value(x)):
        raise ValueError(f"f is not finite at the start {brief(start)}")
    return value, x


def descend(
    value: Scalar, start: np.ndarray, rate: float, steps: int
) -> tuple[np.ndarray, np.ndarray]:
    """Take the steps: points of shape (k, n) and values of shape (k,), fewer if it diverges."""
    path, values = [start], [value(start)]
    reach, height = FAR * (1 + np.abs(start).max()), FAR * (1 + abs(values[0]))
    with np.errstate(all="ignore"):
        for _ in range(steps):
            x = path[-1] - rate * _slopes(value, path[-1])
            path.append(x)
            values.append(_or_nan(value, x))
            if not (np.abs(x).max() < reach and values[-1] < height):
                break
    return np.array(path), np.array(values)


def _or_nan(value: Scalar, x: np.ndarray) -> float:
    """f(x), or NaN where it is too large for a float."""
    try:
        return value(x) if np.isfinite(x).all() else np.nan
    except OverflowError:
        return np.nan


def _slopes(value: Scalar, x: np.ndarray) -> np.ndarray:
    """Central differences, bare: thousands are taken, and a kink on the way is no matter."""
    slopes = np.empty(x.size)
    for i, at in enumerate(x):
        h = 6e-6 * max(1.0, abs(at))
        ahead, behind = x.copy(), x.copy()
        ahead[i], behind[i] = at + h, at - h
        slopes[i] = (_or_nan(value, ahead) - _or_nan(value, behind)) / (ahead[i] - behind[i])
    return slopes


def constant_hessian(value: Scalar, x: np.ndarray) -> np.ndarray | None:
    """Return the Hessian of f if f is quadratic, as far as some points around x tell; else None."""
    hessian, slopes, height = numerical_hessian(value, x), _slopes(value, x), value(x)
    reach = max(1.0, float(np.abs(x).max()))
    for k, size in enumerate((0.7, -1.3, 2.1, -3.4)):
        move = size * reach * np.cos(k * np.arange(x.size))  # no special direction
        expected = height + slopes @ move + move @ hessian @ move / 2
        try:
            seen = value(x + move)
        except (ArithmeticError, ValueError):
            return None
        if not abs(seen - expected) <= 1e-5 * (abs(height) + abs(seen) + reach * 1e-3):
            return None
    return hessian


def judge(
    value: Scalar,
    path: np.ndarray,
    values: np.ndarray,
    rate: float,
    hessian: np.ndarray | None,
) -> tuple[str, np.ndarray | None]:
    """Find the word for a walk: from ηλ where f is quadratic, from the path elsewhere."""
    if hessian is not None:
        curvatures, axes = np.linalg.eigh(hessian)
        return _on_a_quadratic(value, path[0], rate, curvatures, axes), rate * curvatures
    if not np.isfinite(values[-1]) or values[-1] > values[0] + FAR * (1 + abs(values[0])) / 2:
        return "diverges", None
    slope, first = (np.linalg.norm(_slopes(value, path[k])) for k in (-1, 0))
    if slope <= 1e-3 * first + 1e-9:
        curvatures = np.linalg.eigvalsh(numerical_hessian(value, path[-1]))
        saddle = curvatures[0] < -1e-3 * np.abs(curvatures).max()
        return ("stuck at a saddle" if saddle else "settles"), None
    moves = np.diff(path, axis=0)
    turns = (moves[1:] * moves[:-1]).sum(axis=1) < 0
    side = "alternates" if path.shape[1] == 1 else "zigzags"
    return (side if turns.size and turns[len(turns) // 2 :].mean() > 0.5 else "on its way"), None


def _on_a_quadratic(
    value: Scalar,
    start: np.ndarray,
    rate: float,
    curvatures: np.ndarray,
    axes: np.ndarray,
) -> str:
    """What ηλ says, in the directions in which the walk moves at all: those with a slope."""
    slopes = axes.T @ _slopes(value, start)
    flat = 1e-6 * max(1.0, np.abs(slopes).max(), np.abs(curvatures).max())
    moving = np.abs(slopes) > flat
    rates = rate * curvatures[moving]
    if (rates > 2 + 1e-6).any():
        return "diverges"
    if (rates < -1e-6 * rate).any() or (moving & (np.abs(curvatures) < flat)).any():
        return "runs off"
    if (curvatures[~moving] < -flat).any():
        return "stuck at a saddle"
    if (rates > 2 - 1e-6).any():
        return "swings"
    if (rates > 1 + 1e-6).any():
        return "alternates" if len(curvatures) == 1 else "zigzags"
    return "settles"

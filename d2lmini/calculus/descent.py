"""Gradient descent, and words for what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from d2lmini.calculus.several import Scalar, at_point, numerical_hessian
from d2lmini.learner import as_array, function, real, scalar
from d2lmini.words import number, say

FAR = 1e8  # so many times farther than it began, or higher: that is divergence


@dataclass(frozen=True)
class Descent:
    """A walk downhill, and what became of it.

    Attributes
    ----------
    path : numpy.ndarray, shape (steps + 1,) + shape of the start
        The points, the start first; fewer if the walk was stopped.
    values : numpy.ndarray, shape (steps + 1,)
        f at each of them; NaN where f has no value.
    verdict : str
        ``"settles"``; ``"alternates"``, so from side to side; ``"zigzags"``, so in one of several
        directions; ``"swings"`` from side to side for ever; ``"diverges"``; ``"runs off"`` downhill
        without end; ``"stays"``, there is no slope; ``"stuck at a saddle"``, ``"stuck at a
        maximum"``; ``"leaves the domain"`` of f; or only ``"on its way"``.
    rates : numpy.ndarray or None
        Where f is quadratic: ηλ for each eigenvalue λ of the Hessian, increasing; else None.
    moves : numpy.ndarray of bool or None
        Likewise: whether the walk moves along that eigenvector, which it does if there is a slope.

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
    moves: np.ndarray | None

    def __str__(self) -> str:
        if self.rates is None or self.moves is None:
            height = number(self.values[np.isfinite(self.values)][-1])
            return f"{self.verdict}, with f = {height} after {len(self.path) - 1} steps."
        along, idle = self.rates[self.moves][::-1], self.rates[~self.moves][::-1]
        says = f"{self.verdict}"
        if along.size:
            distance = "distance" if along.size == 1 else "distances"
            says += f": ηλ = {_list(along)}, so each step multiplies the {distance} by "
            says += _list(1 - along)
        if idle.size:
            says += f" (ηλ = {_list(idle)}: no slope that way)"
        return f"{says}."


def _list(values: np.ndarray) -> str:
    return ", ".join(number(value, ".3g") for value in values)


def gradient_descent(
    f: Callable[..., Any], start: ArrayLike, learning_rate: float, steps: int = 50
) -> Descent:
    """Walk downhill: again and again x ← x − η ∇f(x).

    The gradient is estimated by central differences. The walk stops, and says so, where f has no
    value, and when it is 10⁸ times farther or higher than it began. The verdict is read off ηλ
    where f is quadratic, as far as samples around the path tell, and off the path elsewhere.

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
        raise ValueError(
            say(
                "learning_rate must be positive, got {learning_rate!r}", learning_rate=learning_rate
            )
        )
    if not isinstance(steps, int | np.integer) or isinstance(steps, bool) or steps < 1:
        raise ValueError(
            say("steps must be a whole number of at least 1, got {steps!r}", steps=steps)
        )
    path, values = descend(value, x, rate, int(steps))
    verdict, rates, moves = _judge(value, path, values, rate)
    return Descent(path.reshape(-1, *np.shape(start)), values, verdict, rates, moves)


def _value_of(f: Callable[..., Any], start: Any) -> tuple[Scalar, np.ndarray]:
    """f as a function of one vector, and the start as such."""
    function(f)
    one = as_array(real(start, "the start")).ndim == 0
    value, x = at_point(lambda v: f(float(v[0])), [start]) if one else at_point(f, start)
    if x.ndim != 1:
        raise ValueError(
            say("the start must be a number or have shape (n,), got {shape}", shape=x.shape)
        )
    if not np.isfinite(value(x)):
        raise ValueError(say("f is not finite at the start {start!r}", start=start))
    return value, x


def descend(
    value: Scalar, start: np.ndarray, rate: float, steps: int
) -> tuple[np.ndarray, np.ndarray]:
    """Take the steps: points of shape (k, n) and values of shape (k,), fewer if it is stopped."""
    path, values = [start], [value(start)]
    reach, height = FAR * (1 + np.abs(start).max()), FAR * (1 + abs(values[0]))
    with np.errstate(all="ignore"):
        for _ in range(steps):
            x = path[-1] - rate * _slopes(value, path[-1])
            path.append(x)
            values.append(value(x))
            if not (np.abs(x).max() < reach and abs(values[-1]) < height):
                break
    return np.array(path), np.array(values)


def _slopes(value: Scalar, x: np.ndarray, step: float = 6e-6) -> np.ndarray:
    """Central differences, bare: thousands are taken, and a kink on the way is no matter."""
    slopes = np.empty(x.size)
    for i, at in enumerate(x):
        h = step * max(1.0, abs(at))
        ahead, behind = x.copy(), x.copy()
        ahead[i], behind[i] = at + h, at - h
        slopes[i] = (value(ahead) - value(behind)) / (ahead[i] - behind[i])
    return slopes


# --- the verdict ------------------------------------------------------------------------------

Verdict = tuple[str, np.ndarray | None, np.ndarray | None]


def _judge(value: Scalar, path: np.ndarray, values: np.ndarray, rate: float) -> Verdict:
    """Find the word for a walk: from ηλ where f is quadratic, from the path elsewhere."""
    with np.errstate(all="ignore"):
        model = _quadratic(value, path, values)
        if model is None:
            return _by_the_path(value, path, values), None, None
        slopes, hessian = model
        if not hessian.any():
            return ("runs off" if slopes.any() else "stays"), None, None
        curvatures, axes = np.linalg.eigh(hessian)
        along = np.abs(axes.T @ slopes)
        moved = np.abs(axes.T @ (path[-1] - path[0])) > 1e-6 * (1e-6 + np.abs(path[0]).max())
        moves = (along > 1e-12 * (along.max() + abs(values[0]))) | moved
        return _by_the_rates(rate * curvatures, moves), rate * curvatures, moves


def _quadratic(
    value: Scalar, path: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Slopes and Hessian at the start if f is quadratic around the path; else None.

    On a quadratic, differences are exact whatever their step: a wide one leaves rounding behind.
    """
    x, height = path[0], values[0]
    reach = max(1.0, float(np.abs(x).max()))
    steps = reach * np.eye(x.size)

    def model(move: np.ndarray) -> float:
        return float(slopes @ move + move @ hessian @ move / 2)

    pairs = [[value(x + s) for s in (step, -step)] for step in steps]
    slopes = np.array([(up - down) / (2 * reach) for up, down in pairs])
    hessian = np.diag([(up - 2 * height + down) / reach**2 for up, down in pairs])
    for i in range(x.size):
        for j in range(i):
            both = steps[i] + steps[j]
            mixed = (value(x + both) - height - model(both)) / reach**2
            hessian[i, j] = hessian[j, i] = mixed
    rounding = 100 * np.finfo(float).eps * (abs(height) / reach + np.abs(slopes).max()) / reach
    if np.abs(hessian).max() <= rounding:
        hessian *= 0  # a plane
    moves = [
        size * reach * np.cos(k * np.arange(x.size))  # no special direction
        for k, size in enumerate((0.3, -0.7, 1.6, -2.3, 3.4, -4.1))
    ]
    points = [*((x + move, value(x + move)) for move in moves), *zip(path, values, strict=True)]
    for point, seen in points:
        move = point - x
        size = abs(slopes @ move) + abs(move @ hessian @ move)
        off = abs(seen - height - model(move))
        if not off <= 1e-6 * size + 1e-12 * (abs(height) + abs(seen)):
            return None
    return slopes, hessian


def _by_the_rates(rates: np.ndarray, moves: np.ndarray) -> str:
    """What ηλ says, in the directions in which the walk moves."""
    near = 1e-6 * np.abs(rates).max()
    along, idle = rates[moves], rates[~moves]
    if (along > 2 + 1e-6).any():
        return "diverges"
    if (along <= near).any():
        return "runs off"
    if (idle < -near).any():
        return "stuck at a maximum" if (rates < -near).all() else "stuck at a saddle"
    if not along.size:
        return "stays"
    if (along > 2 - 1e-6).any():
        return "swings"
    if (along > 1 + 1e-6).any():
        return "alternates" if rates.size == 1 else "zigzags"
    return "settles"


def _by_the_path(value: Scalar, path: np.ndarray, values: np.ndarray) -> str:
    """What the points of a walk say themselves."""
    near = np.abs(path[-1]).max() < FAR * (1 + np.abs(path[0]).max())
    if near and np.isnan(values[-1]):
        return "leaves the domain"
    if not (near and np.abs(values[-1]) < FAR * (1 + abs(values[0]))):
        below = values[-1] == -np.inf or values[np.isfinite(values)][-1] < values[0]
        return "runs off" if below else "diverges"
    moves = np.diff(path, axis=0)
    lengths = np.linalg.norm(moves, axis=1)
    if lengths[-1] == 0:
        return _at_rest(value, path[-1], "settles" if lengths.any() else "stays")
    alive = moves[lengths > 1e-6 * lengths.max()]  # what is left after that is rounding
    half = len(alive) // 2
    turns = (alive[half + 1 :] * alive[half:-1]).sum(axis=1) < 0
    to_and_fro = turns.size > 0 and turns.mean() > 0.5
    if to_and_fro and lengths[-1] > 0.9 * np.linalg.norm(alive[half]):
        return "swings"
    if to_and_fro:
        return "alternates" if path.shape[1] == 1 else "zigzags"
    if _newton_step(value, path[-1]) <= 1e-3 * np.linalg.norm(path[-1] - path[0]):
        return _at_rest(value, path[-1], "settles")
    return "on its way"


def _newton_step(value: Scalar, x: np.ndarray) -> float:
    """How far the nearest stationary point is, if f is about quadratic from here to there."""
    try:
        step = np.linalg.solve(numerical_hessian(value, x), _slopes(value, x))
    except (ValueError, np.linalg.LinAlgError):  # no Hessian, or a singular one
        return np.inf
    return float(np.linalg.norm(step))


def _at_rest(value: Scalar, x: np.ndarray, otherwise: str) -> str:
    """What holds a walk that has come to rest."""
    curvatures = np.linalg.eigvalsh(numerical_hessian(value, x))
    below = curvatures < -1e-4 * np.abs(curvatures).max()
    if below.all():
        return "stuck at a maximum"
    return "stuck at a saddle" if below.any() else otherwise

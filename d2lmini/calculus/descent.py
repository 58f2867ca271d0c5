"""Gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from d2lmini.calculus.several import quick_gradient, shares_of_a_step
from d2lmini.calculus.verdicts import FAR, judged, sentence
from d2lmini.learner import Scalar, float64, function, of_point, scalar, whole
from d2lmini.words import say


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
        height = self.values[np.isfinite(self.values)][-1]
        return sentence(self.verdict, self.rates, self.moves, height, len(self.path) - 1)


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
        If f is not callable, steps is not a whole number, or the start holds anything but real
        numbers.

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
    path, values = descend(value, x, rate, whole(steps, "steps", least=1))
    verdict, rates, moves = judged(value, path, values, rate)
    return Descent(path.reshape(-1, *np.shape(start)), values, verdict, rates, moves)


def _value_of(f: Callable[..., Any], start: Any) -> tuple[Scalar, np.ndarray]:
    """f as a function of one vector, and the start as such."""
    function(f)
    if float64(start, "start").ndim == 0:
        value, x = of_point(lambda v: f(float(v[0])), [start])
    else:
        value, x = of_point(f, start)
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
        shares = shares_of_a_step(value, start)
        for _ in range(steps):
            x = path[-1] - rate * quick_gradient(value, path[-1], shares)
            path.append(x)
            values.append(value(x))
            if not (np.abs(x).max() < reach and abs(values[-1]) < height):
                break
    return np.array(path), np.array(values)

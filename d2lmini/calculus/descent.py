"""Gradient descent."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from d2lmini.calculus.quadratics import quadratic_around
from d2lmini.calculus.several import is_level, quick_gradient, shares_of_a_step
from d2lmini.calculus.verdicts import by_the_path, by_the_rates, is_far_away, sentence
from d2lmini.learner import Scalar, applied, float64, function, of_point, scalar, whole
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
        maximum"``; ``"leaves the domain"`` of f; ``"finds no slope"`` to go by; or only ``"on its
        way"``. Where f is quadratic, the word says what becomes of the walk in the long run.
    rates : numpy.ndarray or None
        Where f is quadratic: ηλ for each eigenvalue λ of the Hessian, increasing; else None.
    moves : numpy.ndarray of bool or None
        Likewise: whether the walk moves along that eigenvector, which it does if there is a slope.
        There, counted from where the slope is 0, each step multiplies the coordinate by 1 − ηλ.

    Examples
    --------
    >>> walk = gradient_descent(lambda x: x**2, 3.0, learning_rate=0.6, steps=30)
    >>> print(walk)  # doctest: +NORMALIZE_WHITESPACE
    alternates: ηλ = 1.2. Each step multiplies the coordinate, counted from where the slope is 0, by
    1 − ηλ = −0.2. A minus means: from side to side.
    """

    path: np.ndarray
    values: np.ndarray
    verdict: str
    rates: np.ndarray | None
    moves: np.ndarray | None

    def __str__(self) -> str:
        height = self.values[np.isfinite(self.values)][-1]
        return sentence(self.verdict, self.rates, self.moves, height, len(self.path) - 1)


@np.errstate(all="ignore")  # where f has no value, or runs off, is said in words
def gradient_descent(
    f: Callable[..., Any], start: ArrayLike, learning_rate: float, steps: int = 50
) -> Descent:
    """Walk downhill: again and again x ← x − η ∇f(x).

    The gradient is estimated by central differences. The walk stops where f has no value or no
    slope is found, and when it is 10⁸ times farther or higher than it began. Where f is quadratic,
    as far as samples around and on the path tell, slopes and Hessian at the start are enough: the
    walk goes by them, and the verdict, read off ηλ, tells what becomes of it after any number of
    steps. A slope that f rounds away counts as 0. Elsewhere the verdict is read off the path.

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
    count, model = whole(steps, "steps", least=1), quadratic_around(value, x)
    if model is not None:
        path, values = _followed(value, model.walk(rate), count)
        if model.fits(path, values):
            return _told(start, path, values, *by_the_rates(model, rate))
    walk = itertools.repeat(x) if is_level(value, x) else _by_differences(value, x, rate)
    path, values = _followed(value, walk, count)
    if len(path) == 1 or (len(path) <= count and not is_far_away(path, values)):
        return _told(start, path, values, "finds no slope")
    return _told(start, path, values, by_the_path(value, path, values))


def _told(
    start: Any,
    path: np.ndarray,
    values: np.ndarray,
    verdict: str,
    rates: np.ndarray | None = None,
    moves: np.ndarray | None = None,
) -> Descent:
    """The walk in the shape of the start."""
    return Descent(path.reshape(-1, *np.shape(start)), values, verdict, rates, moves)


def _value_of(f: Callable[..., Any], start: Any) -> tuple[Scalar, np.ndarray]:
    """f as a function of one vector, and the start as such."""
    function(f)
    if float64(start, "start").ndim == 0:
        value, x = of_point(lambda v: applied(f, float(v[0])), [start])
    else:
        value, x = of_point(f, start)
    if x.ndim != 1:
        raise ValueError(
            say("the start must be a number or have shape (n,), got {shape}", shape=x.shape)
        )
    if not np.isfinite(value(x)):
        raise ValueError(say("f is not finite at the start {start!r}", start=start))
    return value, x


def _by_differences(value: Scalar, x: np.ndarray, rate: float) -> Iterator[np.ndarray]:
    """The points of a walk, ∇f being estimated at each of them."""
    shares = shares_of_a_step(value, x)
    while True:
        yield x
        x = x - rate * quick_gradient(value, x, shares)


def _followed(
    value: Scalar, walk: Iterator[np.ndarray], steps: int
) -> tuple[np.ndarray, np.ndarray]:
    """Take the steps: points of shape (k, n) and values of shape (k,), fewer if it is stopped."""
    path: list[np.ndarray] = []
    values: list[float] = []
    for x in itertools.islice(walk, steps + 1):
        if np.isnan(x).any():  # there was no slope to go by
            break
        path.append(x)
        values.append(value(x))
        if len(path) > 1 and is_far_away(path, values):
            break
    return np.array(path), np.array(values)

"""Fitting by least squares, with and without weight decay, and how well it does on new points."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from d2lmini.learner import float64, scalar
from d2lmini.words import say

NEW_POINTS = 101  # of each draw, evenly spaced


class Errors(NamedTuple):
    """Mean squared errors: on the points that were fitted, and on new ones."""

    training: float
    validation: float


def least_squares(features: ArrayLike, targets: ArrayLike, decay: float = 0.0) -> np.ndarray:
    """Weights w for which the mean of (X w − y)² is least: X are the features, y the targets.

    With weight decay it is the mean plus decay/2 · (w₁² + w₂² + …): the first weight, the bias, is
    not drawn to 0. (A. E. Hoerl and R. W. Kennard, *Ridge Regression*, 1970.)

    Parameters
    ----------
    features : array_like, shape (n, p)
        A row for each example, a column for each feature; the first one is that of the bias.
    targets : array_like, shape (n,) or (n, draws)
        What X w should be; each column is fitted by itself.
    decay : float
        The strength λ of weight decay, not negative.

    Returns
    -------
    numpy.ndarray, shape (p,) or (p, draws)
        The weights; one of the best, if there are several.

    Raises
    ------
    ValueError
        If the shapes do not fit, or decay is negative.

    Examples
    --------
    >>> X = [[1, 0], [1, 1], [1, 2]]
    >>> least_squares(X, [1, 3, 5]).round(6)
    array([1., 2.])
    >>> least_squares(X, [1, 3, 5], decay=1).round(6)  # less steep
    array([1.857143, 1.142857])
    """
    x, y = float64(features, "features"), float64(targets, "targets")
    decay = scalar(decay, "decay")
    if x.ndim != 2 or y.ndim not in (1, 2) or len(x) != len(y) or not x.size:
        raise ValueError(
            say(
                "features must have the shape (n, p) and targets (n,), got {x_shape} and {y_shape}",
                x_shape=x.shape,
                y_shape=y.shape,
            )
        )
    if decay < 0:
        raise ValueError(say("decay must be 0 or larger, got {decay}", decay=decay))
    n, p = x.shape
    # Weight decay is p more examples, whose targets are 0.
    drawn = np.sqrt(decay / 2) * np.diag([0.0, *np.ones(p - 1)])
    rows = np.vstack([x / np.sqrt(n), drawn])
    wanted = np.concatenate([y / np.sqrt(n), np.zeros((p, *y.shape[1:]))])
    sizes = np.linalg.norm(rows, axis=0)
    sizes[sizes == 0] = 1.0
    found = np.linalg.lstsq(rows / sizes, wanted, rcond=None)[0]  # whatever the units
    return (found.T / sizes).T


def powers(t: ArrayLike, degree: int) -> np.ndarray:
    """The powers of t as features: a column each of 1, t, t², …

    Parameters
    ----------
    t : array_like, shape (n,)
        The inputs.
    degree : int
        The highest power.

    Returns
    -------
    numpy.ndarray, shape (n, degree + 1)
        The features.

    Examples
    --------
    >>> powers([2, 3], 2)
    array([[1., 2., 4.],
           [1., 3., 9.]])
    """
    return np.vander(np.asarray(t, float), degree + 1, increasing=True)


class Draws(NamedTuple):
    """Samples of one function, with noise: each draw is a set of points to fit, and new ones.

    Attributes
    ----------
    t, y : numpy.ndarray, shapes (n,) and (n, draws)
        The places, scaled to [−1, 1], and the values at them, a column for each draw.
    new_t, new_y : numpy.ndarray, shapes (m,) and (m, draws)
        The same for the new points.
    """

    t: np.ndarray
    y: np.ndarray
    new_t: np.ndarray
    new_y: np.ndarray

    def errors(self, degree: int, decay: float = 0.0) -> Errors:
        """Fit a polynomial to each draw: mean squared errors, and then their mean over draws."""
        weights = least_squares(powers(self.t, degree), self.y, decay)
        return Errors(
            float(np.mean((powers(self.t, degree) @ weights - self.y) ** 2)),
            float(np.mean((powers(self.new_t, degree) @ weights - self.new_y) ** 2)),
        )


def drawn(
    f: Callable[[np.ndarray], np.ndarray], points: int, noise: float, draws: int, seed: int = 0
) -> Draws:
    """Sample f on [−1, 1] many times, with normal noise.

    Parameters
    ----------
    f : callable
        Takes an array of places in [−1, 1].
    points : int
        How many points each draw has to fit, evenly spaced; there are 101 new ones.
    noise : float
        The standard deviation of the noise, in units of f.
    draws : int
        How many draws.
    seed : int
        For the same draws again. For another noise the same deviations are only scaled.

    Returns
    -------
    Draws
        The samples.

    Examples
    --------
    >>> draws = drawn(np.sin, points=5, noise=0.1, draws=3)
    >>> draws.y.shape, draws.new_y.shape
    ((5, 3), (101, 3))
    """
    rng = np.random.default_rng(seed)
    t, new_t = np.linspace(-1, 1, points), np.linspace(-1, 1, NEW_POINTS)
    deviations, new_deviations = (rng.standard_normal((draws, len(at))).T for at in (t, new_t))
    return Draws(
        t, f(t)[:, None] + noise * deviations, new_t, f(new_t)[:, None] + noise * new_deviations
    )

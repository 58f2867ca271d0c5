"""Derivatives of functions of several numbers, by small steps.

f may take its numbers as D2L writes them, f(x, y), or as one array, f(v): `d2lmini.learner` says
how that is told. The point is given as one tuple, list or array in either case.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from d2lmini.calculus.ladder import EPS, steps_at, tends_to
from d2lmini.calculus.sides import CENTRAL, Sides, bends_at, slopes_at
from d2lmini.learner import (
    Function,
    Scalar,
    argument_index,
    as_array,
    epsilon,
    float64,
    of_array,
    of_point,
    of_two,
    one_real_number,
    point_of,
    returned,
)
from d2lmini.words import say

Place = int | tuple[int, ...]  # of one number in an array


def partial_derivative(f: Callable[..., Any], point: ArrayLike, i: int | str) -> float:
    """Estimate ∂f/∂xᵢ: all numbers but one are frozen, and the slope taken in that one.

    By differences along one axis with steps of all sizes, up to 64 · max(1, |xᵢ|); to tell a kink,
    both sides are needed.

    Parameters
    ----------
    f : callable
        Real function of several numbers, ``f(x, y)``, or of one vector, ``f(v)``.
    point : array_like, shape (n,)
        Where the derivative is wanted.
    i : int or str
        Which number moves, counted from 0; or the name of the argument, such as ``"y"``.

    Returns
    -------
    float
        ∂f/∂xᵢ, to some ten digits where f is smooth. NaN at a kink, where the slopes from the two
        sides disagree, and where none was found. A slope that f rounds away is 0 or NaN: 10⁻⁴ x
        beside 10¹² y moves f by less than the spacing of numbers there.

    Raises
    ------
    ValueError
        If the point does not fit f, there is no such number, or f does not return one number.
    TypeError
        If f is not callable, the point holds anything but real numbers, or i is neither a whole
        number nor a name.

    Examples
    --------
    >>> print(f"{partial_derivative(lambda x, y: x**2 * y + y + 2, (3, 4), 'x'):.6f}")
    24.000000
    """
    value, x = of_point(f, point)
    return _partial(value, x, argument_index(f, x, i))


def numerical_gradient(f: Callable[..., Any], point: ArrayLike) -> np.ndarray:
    """Estimate ∇f, all partial derivatives of a scalar f.

    Parameters
    ----------
    f : callable
        Real function of several numbers, ``f(x, y)``, or of one array, ``f(v)``.
    point : array_like
        Where the gradient is wanted; of any shape if f takes one array, else shape (n,).

    Returns
    -------
    numpy.ndarray of float64
        Of the shape of the point: its entry at each place is the partial derivative by the number
        there. NaN where that does not exist.

    Raises
    ------
    ValueError, TypeError
        As `partial_derivative`.

    Examples
    --------
    >>> numerical_gradient(lambda x, y, z: x**2 + y**2 + z**2, (1, 2, 3)).round(6)
    array([2., 4., 6.])
    """
    value, x = of_point(f, point)
    return np.array([_partial(value, x, k) for k in np.ndindex(x.shape)]).reshape(x.shape)


def directional_derivative(f: Callable[..., Any], point: ArrayLike, direction: ArrayLike) -> float:
    """Estimate the slope of f at a point in a direction: d/dt f(point + t·direction) at t = 0.

    It is measured along the line, not taken from the gradient; where f is differentiable, the two
    agree.

    Parameters
    ----------
    f : callable
        Real function of several numbers, ``f(x, y)``, or of one vector, ``f(v)``.
    point : array_like, shape (n,)
        Where the slope is wanted.
    direction : array_like, shape (n,)
        A unit vector. Another one is refused, because its length would scale the answer.

    Returns
    -------
    float
        The slope; NaN at a kink, a jump, and where none was found.

    Raises
    ------
    ValueError
        If the direction has another length than 1, or does not fit the point.
    TypeError
        As `partial_derivative`.

    Examples
    --------
    >>> print(f"{directional_derivative(lambda x, y: x**2 + y**2, (3, 4), (0.6, 0.8)):.6f}")
    10.000000
    """
    value, x = of_point(f, point)
    return float(sides_along(value, x, unit_vector(direction, x))[0].value[0])


def numerical_jacobian(f: Callable[..., Any], point: ArrayLike) -> np.ndarray:
    """Estimate the Jacobian J[i, j] = ∂yᵢ/∂xⱼ of a vector y = f(x): a row for each output.

    Parameters
    ----------
    f : callable
        Function of several numbers or of one vector that returns a vector: an array, list or tuple
        of m numbers.
    point : array_like, shape (n,)
        Where it is wanted.

    Returns
    -------
    numpy.ndarray of float64, shape (m, n)
        NaN where a partial derivative does not exist.

    Raises
    ------
    ValueError
        If f does not return a vector, or the point does not fit f.
    TypeError
        As `partial_derivative`.

    Examples
    --------
    >>> numerical_jacobian(lambda x, y: (x * y, x + y, y), (2, 3)).round(6)
    array([[3., 2.],
           [1., 1.],
           [0., 1.]])
    """
    x = point_of(f, point)
    call = of_array(f, x)
    here = _real_numbers(call(x))
    if here.ndim == 0:
        raise ValueError(
            say(
                "f must take and return vectors, it made {y_shape} of {x_shape}: the derivative of "
                "one number is its numerical_gradient",
                y_shape=here.shape,
                x_shape=x.shape,
            )
        )
    if here.ndim != 1 or x.ndim != 1:
        raise ValueError(
            say(
                "f must take and return vectors, it made {y_shape} of {x_shape}",
                y_shape=here.shape,
                x_shape=x.shape,
            )
        )

    slopes = np.empty((here.size, x.size))
    for j in range(x.size):
        outputs = functools.cache(lambda t, j=j: _real_numbers(call(_moved(x, j, t))))
        for i in range(here.size):
            along = functools.partial(lambda t, i, outputs: outputs(t)[i], i=i, outputs=outputs)
            slopes[i, j] = slopes_at(along, x[[j]]).value[0]
    return slopes


def _real_numbers(y: Any) -> np.ndarray:
    """Check that f returned real numbers, and return them as an array."""
    values = as_array(returned(y))
    if values.dtype.kind == "c" or values.size == 0:
        raise ValueError(say("f must return a vector of real numbers, it returned {y!r}", y=values))
    return values


def numerical_hessian(f: Callable[..., Any], point: ArrayLike) -> np.ndarray:
    """Estimate the Hessian H[i, j] = ∂²f/∂xᵢ∂xⱼ of a scalar f.

    On the diagonal by `second_derivative`; elsewhere by f at four points around, as
    (f₊₊ − f₊₋ − f₋₊ + f₋₋) / (4 hᵢ hⱼ), the steps being chosen by trial. That formula is symmetric
    in i and j whatever f is: it cannot tell whether ∂²f/∂x∂y and ∂²f/∂y∂x agree.

    Parameters
    ----------
    f : callable
        Real function of several numbers or of one vector, with continuous second derivatives.
    point : array_like, shape (n,)
        Where it is wanted.

    Returns
    -------
    numpy.ndarray of float64, shape (n, n)
        To some six digits where f is smooth; NaN where a second derivative was not found.

    Raises
    ------
    ValueError, TypeError
        As `partial_derivative`.

    Examples
    --------
    >>> numerical_hessian(lambda x, y: x**2 * y + y + 2, (3, 4)).round(5)
    array([[8., 6.],
           [6., 0.]])
    """
    value, x = of_point(f, point)
    if x.ndim != 1:
        raise ValueError(say("the point must have shape (n,), got {shape}", shape=x.shape))
    return hessian(value, x)


def sample_grid(f: Callable[..., Any], xs: ArrayLike, ys: ArrayLike) -> np.ndarray:
    """Values of f over a grid, whether or not f takes arrays or is defined everywhere.

    Parameters
    ----------
    f : callable
        Real function of two numbers, ``f(x, y)``, or of one vector with two entries, ``f(v)``.
    xs, ys : array_like, shape (n,) and (m,)
        The lines of the grid.

    Returns
    -------
    numpy.ndarray of float64, shape (m, n)
        A row for each y, a column for each x, as matplotlib's ``contour`` wants it; NaN where f is
        no real number.

    Raises
    ------
    ValueError
        If f does not take two numbers.
    TypeError
        If f is not callable or does not return numbers.

    Examples
    --------
    >>> sample_grid(lambda x, y: 10 * y + x, [0, 1, 2], [0, 1])
    array([[ 0.,  1.,  2.],
           [10., 11., 12.]])
    """
    xs, ys = float64(xs, "xs"), float64(ys, "ys")
    if xs.ndim != 1 or ys.ndim != 1:
        raise ValueError(
            say(
                "xs and ys must be flat, got shapes {x_shape} and {y_shape}",
                x_shape=xs.shape,
                y_shape=ys.shape,
            )
        )
    call, values = of_array(of_two(f), np.zeros(2)), np.full((len(ys), len(xs)), np.nan)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for i, j in np.ndindex(values.shape):
            with contextlib.suppress(ArithmeticError, ValueError):  # outside the domain of f
                values[i, j] = one_real_number(call(np.array([xs[j], ys[i]])))
    return np.where(np.isfinite(values), values, np.nan)


# --- behind the door --------------------------------------------------------------------------


def hessian(value: Scalar, x: np.ndarray) -> np.ndarray:
    """Do what `numerical_hessian` says, for an f and an x that were checked."""
    units = np.eye(x.size)
    bends = [bends_at(*_through(value, x, unit)).across.value[0] for unit in units]
    second = np.diag(bends)
    with np.errstate(all="ignore"):  # so that no direction outweighs another
        widths = np.abs(np.diag(second)) ** -0.5
    known = np.isfinite(widths) & (widths > 0)  # 0: at a kink f bends without bound
    units *= np.where(known, widths, np.maximum(1.0, np.abs(x)))[:, None]
    for i, j in itertools.combinations(range(x.size), 2):
        mixed = _mixed(value, x, units[i], units[j], 1.0)
        if np.isnan(mixed):  # by larger steps, then
            mixed = _mixed(value, x, units[i], units[j], 64.0)
        second[i, j] = second[j, i] = mixed
    return second


def quick_gradient(value: Scalar, x: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """∇f for a walk: thousands are taken, and a kink on the way is no matter.

    By central differences, the steps being shares of max(1, |xᵢ|), as `shares_of_a_step` finds.
    """
    slopes = np.empty(x.size)
    for i, at in enumerate(x.tolist()):
        h = shares[i] * max(1.0, abs(at))
        low, high = x.copy(), x.copy()
        low[i], high[i] = at - h, at + h
        slopes[i] = (value(high) - value(low)) / (high[i] - low[i])
    return slopes


def shares_of_a_step(value: Scalar, x: np.ndarray) -> np.ndarray:
    """Find how short the steps of `quick_gradient` must be, for an f like that around x.

    6e-6, the cube root of the machine epsilon, is right where f varies on the scale of max(1, |x|):
    then a quarter of it gives the same slope. If not, the scale is that of the steps by which the
    slope is found.
    """
    shares = np.full(x.size, 6e-6)
    usual, shorter = (quick_gradient(value, x, k * shares) for k in (1, 0.25))
    for i in np.flatnonzero(~(np.abs(usual - shorter) <= 1e-4 * np.abs(shorter))):
        found = slopes_at(_along(value, x, int(i)), x[[i]]).across
        near = np.abs(found.quotients[0] - found.value) <= 0.1 * np.abs(found.value)
        if near.any():
            shares[i] *= min(1.0, np.max(found.steps[0][near]) / max(1.0, abs(x[i])))
    return shares


def unit_vector(direction: Any, x: np.ndarray) -> np.ndarray:
    """Check that a direction has length 1 and as many numbers as x, and return it as an array.

    Examples
    --------
    >>> unit_vector((0, 1), np.array([3.0, 4.0]))
    array([0., 1.])
    """
    u = float64(direction, "direction")
    if u.shape != x.shape:
        raise ValueError(
            say(
                "direction has shape {direction} and the point {point}: they must agree",
                direction=u.shape,
                point=x.shape,
            )
        )
    length = float(np.linalg.norm(u))
    if length == 0:
        raise ValueError(
            say("direction must be a unit vector, its length is 0: choose one that is not 0")
        )
    if abs(length - 1) > 1e-6:
        raise ValueError(
            say(
                "direction must be a unit vector, its length is {length:.9g}: divide it by its "
                "length",
                length=length,
            )
        )
    return u


def sides_along(value: Scalar, x: np.ndarray, u: np.ndarray) -> tuple[Sides, float]:
    """The slopes from behind and from ahead at x along u; and how large what may cancel there is.

    Examples
    --------
    >>> f, u = lambda v: abs(v[0]) + 2 * v[1], np.array([0.6, 0.8])
    >>> found, size = sides_along(f, np.array([0.0, 1.0]), u)
    >>> found.left.value.round(6), found.right.value.round(6), round(size, 6)
    (array([1.]), array([2.2]), 1.6)
    """
    slopes = [_partial(value, x, k) if u[k] else 0.0 for k in range(x.size)]
    sizes = np.nan_to_num(np.abs(slopes))
    along, start = _through(value, x, u)
    inner = float(sizes @ np.abs(x)), float(sizes @ np.abs(u))
    return slopes_at(along, start, inner=inner), inner[1]


def is_level(value: Scalar, x: np.ndarray) -> bool:
    """Say whether f has no slope at x, as far as its rounding lets one tell.

    Examples
    --------
    >>> is_level(lambda v: np.cos(v[0]), np.array([np.pi]))
    True
    """
    shares = np.full(x.size, 6e-6)
    slopes, near = (quick_gradient(value, x, k * shares) for k in (1, 0.25))
    straight = np.abs(slopes - near) <= 0.1 * np.abs(slopes)
    seen = np.abs(slopes) * shares * np.maximum(1.0, np.abs(x)) > 1e9 * EPS * abs(value(x))
    if (straight & seen).any():
        return False  # a slope that is no rounding, as nearly everywhere
    found = [slopes_at(_along(value, x, k), x[[k]]) for k in range(x.size)]
    return all(np.abs(each.value[0]) <= 3 * each.doubt[0] for each in found)


def _partial(value: Scalar, x: np.ndarray, k: Place) -> float:
    """Slope of f by number k, for an f that was checked."""
    return float(slopes_at(_along(value, x, k), np.array([x[k]])).value[0])


def _mixed(value: Scalar, x: np.ndarray, u: np.ndarray, v: np.ndarray, reach: float) -> float:
    """∂²f/∂xᵢ∂xⱼ from f at four corners, for steps u and v along the two axes, ever smaller."""
    least = max(np.abs(x[each != 0] / each[each != 0]).max() for each in (u, v))
    (steps,) = steps_at(np.array([least]), reach, EPS)
    eps = max(EPS, epsilon(value(x)))
    with np.errstate(all="ignore"):
        corners = [
            [[value(x + t * (a * u + b * v)) for t in ladder] for ladder in steps]
            for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))
        ]
        heights = np.array(corners)
        heights[~np.isfinite(heights)] = np.nan
        areas = 4 * steps**2 * u.sum() * v.sum()
        quotients = np.tensordot([1, -1, -1, 1], heights, axes=1) / areas
        noise = 2 * eps * np.abs(heights).sum(axis=0) / areas
        ladder = steps[None], quotients[None], noise[None]
        return float(tends_to(*ladder, CENTRAL, power=2, eps=eps).value[0])


def _through(value: Scalar, x: np.ndarray, direction: np.ndarray) -> tuple[Function, np.ndarray]:
    """f along a line as a function of one number t, and which t is x.

    It is as large, in steps along the line, as x is: so t rounds about as x does.
    """
    moves = direction != 0
    start = np.abs(x[moves]).max() / np.abs(direction).max()
    return lambda t: value(x + (t - start) * direction), np.array([start])


def _along(value: Scalar, x: np.ndarray, k: Place) -> Function:
    """f as a function of number k alone, all others frozen."""
    return lambda t: value(_moved(x, k, t))


def _moved(x: np.ndarray, k: Place, t: float) -> np.ndarray:
    """x with another number at place k."""
    moved = x.copy()
    moved[k] = t
    return moved

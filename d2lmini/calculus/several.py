"""Derivatives of functions of several numbers, by small steps.

f may take its numbers as D2L writes them, f(x, y), or as one array, f(v): how many arguments it has
says which. The point is given as one tuple, list or array in either case.
"""

from __future__ import annotations

import contextlib
import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from d2lmini.calculus.differences import _epsilon
from d2lmini.calculus.extremes import second_derivative
from d2lmini.calculus.slopes import slope_function
from d2lmini.learner import as_array, function, real
from d2lmini.words import say

Scalar = Callable[[np.ndarray], Any]


def partial_derivative(f: Callable[..., Any], point: ArrayLike, i: int | str) -> float:
    """Estimate ∂f/∂xᵢ: all numbers but one are frozen, and the slope taken in that one.

    By central differences with the step of `numerical_derivative`. f is asked for its value at the
    point and up to 2.5e-5 · max(1, |xᵢ|) to both sides of it along one axis; to tell a kink, both
    sides are needed.

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
        About ∂f/∂xᵢ, to some ten digits where f varies on the scale of max(1, |xᵢ|). NaN at a kink,
        where the slopes from the two sides disagree.

    Raises
    ------
    ValueError
        If the point does not fit f, there is no such number, or f does not return one number.
    TypeError
        If f is not callable, or the point holds anything but real numbers.

    Examples
    --------
    >>> print(f"{partial_derivative(lambda x, y: x**2 * y + y + 2, (3, 4), 'x'):.6f}")
    24.000000
    """
    value, x = at_point(f, point)
    return _partial(value, x, _which(f, x, i))


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
    value, x = at_point(f, point)
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
        The slope; NaN at a kink.

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
    value, x = at_point(f, point)
    u = np.array(real(direction, "direction"), dtype=float)
    if u.shape != x.shape:
        raise ValueError(
            say(
                "direction has shape {shape} and the point {shape2}: they must agree",
                shape=u.shape,
                shape2=x.shape,
            )
        )
    length = float(np.linalg.norm(u))
    if abs(length - 1) > 1e-6:
        hint = "divide it by its length" if length else "choose one that is not 0"
        raise ValueError(
            say(
                "direction must be a unit vector, its length is {length:.9g}: {hint}",
                length=length,
                hint=hint,
            )
        )
    reach = float(
        min(max(1.0, abs(a)) / abs(b) for a, b in zip(x, u, strict=True) if abs(b) > 1e-9)
    )
    return float(slope_function(lambda t: value(x + reach * t * u))(0.0)) / reach


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
    call = _call(f, x)
    y = as_array(call(x))
    if y.dtype.kind == "c" or y.size == 0:
        raise ValueError(say("f must return a vector of real numbers, it returned {y!r}", y=y))
    if y.ndim != 1 or x.ndim != 1:
        hint = ": the derivative of one number is its numerical_gradient" if y.ndim == 0 else ""
        raise ValueError(
            say(
                "f must take and return vectors, it made {shape} of {shape2}{hint}",
                shape=y.shape,
                shape2=x.shape,
                hint=hint,
            )
        )

    def output(i: int) -> Scalar:
        return lambda v: as_array(call(v))[i]

    rows = [[_partial(output(i), x, (j,)) for j in range(x.size)] for i in range(y.size)]
    return np.array(rows)


def numerical_hessian(f: Callable[..., Any], point: ArrayLike) -> np.ndarray:
    """Estimate the Hessian H[i, j] = ∂²f/∂xᵢ∂xⱼ of a scalar f.

    On the diagonal by `second_derivative`, elsewhere by f at four points around, as
    (f₊₊ − f₊₋ − f₋₊ + f₋₋) / (4 hᵢ hⱼ). That formula is symmetric in i and j whatever f is: it
    cannot tell whether ∂²f/∂x∂y and ∂²f/∂y∂x agree.

    Parameters
    ----------
    f : callable
        Real function of several numbers or of one vector, with continuous second derivatives.
    point : array_like, shape (n,)
        Where it is wanted.

    Returns
    -------
    numpy.ndarray of float64, shape (n, n)
        To some six digits where f varies on the scale of max(1, |xᵢ|).

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
    value, x = at_point(f, point)
    if x.ndim != 1:
        raise ValueError(say("the point must have shape (n,), got {shape}", shape=x.shape))
    epsilon = max(np.finfo(float).eps, _epsilon(value(x)))
    h = np.diag(epsilon**0.25 * np.maximum(1.0, np.abs(x)))
    hessian = np.zeros((x.size, x.size))
    for i in range(x.size):
        hessian[i, i] = second_derivative(_along(value, x, (i,)), float(x[i]))
        for j in range(i):
            corners = [s * t * value(x + s * h[i] + t * h[j]) for s in (1, -1) for t in (1, -1)]
            hessian[i, j] = hessian[j, i] = sum(corners) / (4 * h[i, i] * h[j, j])
    return hessian


def _along(value: Scalar, x: np.ndarray, k: tuple[int, ...]) -> Callable[[float], float]:
    """f as a function of number k alone, all others frozen."""

    def frozen(t: float) -> float:
        moved = x.copy()
        moved[k] = t
        return value(moved)

    return frozen


def _partial(value: Scalar, x: np.ndarray, k: tuple[int, ...]) -> float:
    return float(slope_function(_along(value, x, k))(float(x[k])))


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
    xs, ys = (np.array(real(v, name), dtype=float) for v, name in ((xs, "xs"), (ys, "ys")))
    if xs.ndim != 1 or ys.ndim != 1:
        raise ValueError(
            say(
                "xs and ys must be flat, got shapes {shape} and {shape2}",
                shape=xs.shape,
                shape2=ys.shape,
            )
        )
    call, values = _call(of_two(f), np.zeros(2)), np.full((len(ys), len(xs)), np.nan)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for i, j in np.ndindex(values.shape):
            with contextlib.suppress(ArithmeticError, ValueError):  # outside the domain of f
                values[i, j] = _number(call(np.array([xs[j], ys[i]])))
    return np.where(np.isfinite(values), values, np.nan)


# --- how f takes its numbers ------------------------------------------------------------------


def at_point(f: Callable[..., Any], point: Any) -> tuple[Scalar, np.ndarray]:
    """Return f as a function of one array, which must give one number, and the point checked."""
    x = point_of(f, point)
    call = _call(f, x)
    _number(call(x))  # a mistake in f is raised here; farther on f may leave its domain

    def value(v: np.ndarray) -> Any:
        try:
            return _number(call(v))
        except OverflowError:
            return np.inf
        except (ArithmeticError, ValueError):
            return np.nan

    return value, x


def _number(y: Any) -> Any:
    """Check that f returned one real number, and return it, in its own precision."""
    if y is None:
        raise TypeError(say("f returned None: does its last line say return?"))
    y = as_array(y)
    if y.size != 1 or y.dtype.kind not in "biuf":
        hint = "it must be real" if y.size == 1 else "for a vector: numerical_jacobian"
        raise ValueError(
            say("f must return one number, it returned {y!r} ({hint})", y=y, hint=hint)
        )
    return y.reshape(())[()]


def of_two(f: Any) -> Callable[..., Any]:
    """Check that f takes two numbers or one array, and return it."""
    point_of(f, (0.0, 0.0))
    return function(f)


def point_of(f: Callable[..., Any], point: Any) -> np.ndarray:
    """Check the point, and that f takes so many numbers."""
    x = as_array(real(point, "the point")).astype(float)
    if x.ndim == 0:
        raise ValueError(
            say(
                "the point must hold several numbers, such as (3, 4), got {point!r}; "
                "for f of one number there is numerical_derivative",
                point=point,
            )
        )
    if x.size == 0:
        raise ValueError(say("the point is empty"))
    names = arguments_of(f, x.size)
    if names and x.shape != (len(names),):
        raise ValueError(
            say(
                "f takes {count} numbers ({names}), got {point!r}",
                count=len(names),
                names=", ".join(names),
                point=point,
            )
        )
    return x


def _call(f: Callable[..., Any], x: np.ndarray) -> Callable[[np.ndarray], Any]:
    """f as a function of one array, whichever way it takes its numbers."""
    if arguments_of(f, x.size) is None:
        return lambda v: f(v.copy())  # a copy, for an f that changes its argument
    return lambda v: f(*map(float, v))


def arguments_of(f: Callable[..., Any], count: int) -> list[str] | None:
    """Names of the numbers that f must be given, [] if any number will do; None: one array."""
    try:
        parameters = list(inspect.signature(function(f)).parameters.values())
    except ValueError:  # some functions in C, such as math.hypot
        return []
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return []
    named = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p.name for p in named if p.default is p.empty]
    if len(needed) < 2 and len(named) == count > 1:
        raise ValueError(
            say(
                "f may be meant to take {count} numbers or one array, as some of its "
                "arguments have defaults: say which, by lambda x, y: f(x, y) or lambda "
                "v: f(v)",
                count=count,
            )
        )
    return needed if len(needed) > 1 else None


def _which(f: Callable[..., Any], x: np.ndarray, i: int | str) -> tuple[int]:
    """Check which number is meant."""
    if x.ndim != 1:
        raise ValueError(
            say(
                "the point must have shape (n,), got {shape}: use numerical_gradient", shape=x.shape
            )
        )
    if isinstance(i, str):
        names = arguments_of(f, x.size) or []
        if i not in names:
            known = f"it has {', '.join(names)}" if names else "say which number instead"
            raise ValueError(say("f has no argument {i!r}: {known}", i=i, known=known))
        return (names.index(i),)
    if not isinstance(i, int | np.integer) or isinstance(i, bool):
        raise TypeError(say("i must be a whole number or a name, got {i!r}", i=i))
    if not 0 <= i < x.size:
        raise ValueError(
            say("i = {i}: the point has the numbers 0 to {value}", i=i, value=x.size - 1)
        )
    return (int(i),)

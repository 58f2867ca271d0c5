"""Difference quotients and derivatives by small steps."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from d2lmini.learner import as_array, function, is_tensor, real
from d2lmini.words import say

Function = Callable[[Any], Any]


def _checked(quotient: Callable) -> Callable:
    """Check f, x and h on the way into a difference quotient, and f's values on the way out."""

    @functools.wraps(quotient)
    def checked(f: Function, x: Any, h: Any) -> Any:
        x = real(x, "x")
        return quotient(_elementwise(f), x, _step(h, x))

    return checked


@_checked
def numerical_lim(f: Function, x: Any, h: Any) -> Any:
    """Slope between x and x + h: the (forward) difference quotient.

    For a differentiable f it tends to f′(x) as h → 0, from the right for h > 0 and from the
    left for h < 0.

    Parameters
    ----------
    f : callable
        Real function of one number; given an array of any shape it returns that shape.
    x : float or array or torch tensor
        Where the slope is wanted. float32 and float64 are kept.
    h : float or array
        The step, not 0, in the unit of x. Broadcasts against x.

    Returns
    -------
    float or array or torch tensor
        (f(x + h) − f(x)) / h, of the shape of x + h, in the unit of f per unit of x.

    Raises
    ------
    ValueError
        If h is 0, x or h is not finite, or f returns another shape or complex numbers.
    TypeError
        If f is not callable, or x, h or f(x) are not numbers.

    Examples
    --------
    >>> print(f"{numerical_lim(lambda x: 3 * x**2 - 4 * x, 1, 0.1):.5f}")
    2.30000
    """
    return (f(x + h) - f(x)) / h


@_checked
def backward_difference(f: Function, x: Any, h: Any) -> Any:
    """Slope between x − h and x: the backward difference quotient.

    Parameters, errors and result are those of `numerical_lim`.

    Examples
    --------
    >>> print(f"{backward_difference(lambda x: 3 * x**2 - 4 * x, 1, 0.1):.5f}")
    1.70000
    """
    return (f(x) - f(x - h)) / h


@_checked
def central_difference(f: Function, x: Any, h: Any) -> Any:
    """Slope between x − h and x + h: the central difference quotient.

    Its error shrinks like h² where f has three continuous derivatives. It is blind to a kink: the
    one of |x| at 0 gives 0. Parameters, errors and result are those of `numerical_lim`.

    Examples
    --------
    >>> print(f"{central_difference(lambda x: 3 * x**2 - 4 * x, 1, 0.1):.5f}")
    2.00000
    """
    return (f(x + h) - f(x - h)) / (2 * h)


def numerical_derivative(f: Function, x: Any) -> Any:
    """Estimate f′(x) by a central difference with a well-chosen step.

    The step is the cube root of the machine epsilon times max(1, |x|): it balances the error of
    the formula, which grows like h², against that of rounding, which grows like 1/h (Press et
    al., *Numerical Recipes*, 3rd ed., section 5.7).

    Parameters
    ----------
    f : callable
        Real function of one number, differentiable near x.
    x : float or array or torch tensor
        Where the derivative is wanted.

    Returns
    -------
    float or array or torch tensor
        About f′(x), of the shape of x. Where f varies on the scale of max(1, |x|), some ten digits
        are right in float64 and four in float32; where it varies faster, fewer.

    Raises
    ------
    ValueError, TypeError
        As `numerical_lim`.

    Examples
    --------
    >>> print(f"{numerical_derivative(np.exp, 0.0):.8f}")
    1.00000000
    """
    x = real(x, "x")
    values = as_array(x)
    epsilon = max(_epsilon(x), _epsilon(_elementwise(f)(x)))  # an f may round more than x
    h = np.cbrt(epsilon) * np.maximum(1.0, np.abs(values)).astype(values.dtype)
    h = (values + h) - values  # the step that is really taken, after rounding
    if is_tensor(x):
        return central_difference(f, x, x.new_tensor(h))
    return central_difference(f, x, float(h) if isinstance(x, float) else h)


def _epsilon(value: Any) -> float:
    """Machine epsilon of a value's own precision."""
    if is_tensor(value):
        import torch  # which made the tensor

        return torch.finfo(value.dtype).eps if value.is_floating_point() else 0.0
    dtype = np.asarray(value).dtype
    return float(np.finfo(dtype).eps) if dtype.kind == "f" else 0.0


def _step(h: Any, x: Any) -> Any:
    """Check the step, and give it the kind and the precision of x."""
    steps = as_array(real(h, "h"))
    if np.any(steps == 0):
        raise ValueError(
            say("h must not be 0, the slope would be 0/0: take a small step such as 1e-5")
        )
    if isinstance(x, float) and steps.ndim == 0 and not isinstance(x, np.generic):
        return float(steps)
    dtype = getattr(x, "dtype", float)
    cast = x.new_tensor(steps) if is_tensor(x) else steps.astype(dtype)[()]
    if np.any(as_array(cast) == 0):
        raise ValueError(
            say("h = {h!r} is too small for {dtype}, which rounds it to 0", h=h, dtype=cast.dtype)
        )
    return cast


def _elementwise(f: Function) -> Function:
    """Wrap the learner's f so that each call must give one real number for each x."""
    function(f)

    def checked(x: Any) -> Any:
        # a copy, for an f that changes its argument
        y = f(x.clone() if is_tensor(x) else x.copy() if isinstance(x, np.ndarray) else x)
        if y is None:
            raise TypeError(say("f returned None: does its last line say return?"))
        try:
            values = as_array(y)
        except (TypeError, ValueError):
            raise TypeError(say("f must return numbers, it returned {y!r}", y=y)) from None
        if values.dtype.kind == "c":
            raise ValueError(say("f must be real, at x = {x!r} it returned {y!r}", x=x, y=y))
        if values.shape != np.shape(x):
            raise ValueError(
                say(
                    "f must return one number for each x: x has shape {shape}, f(x) has "
                    "shape {shape2}",
                    shape=tuple(np.shape(x)),
                    shape2=values.shape,
                )
            )
        return y if isinstance(y, int | float | np.ndarray) or is_tensor(y) else values[()]

    return checked

"""Difference quotients and derivatives by small steps.

Checks stand at the door: the public functions check what a learner hands over, and behind them bare
cores such as `derivative` and `curvature` do the arithmetic. A core takes an f that was checked,
whose values may be numbers or whole arrays.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from d2lmini.learner import Function, as_array, elementwise, is_tensor, real
from d2lmini.words import say


def _checked(quotient: Callable) -> Callable:
    """Check f, x and h on the way into a difference quotient, and f's values on the way out."""

    @functools.wraps(quotient)
    def checked(f: Function, x: Any, h: Any) -> Any:
        x = real(x, "x")
        return quotient(elementwise(f), x, _step(h, x))

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
    return central_slope(f, x, h)


def _step(h: Any, x: Any) -> Any:
    """Check the step, and give it the kind and the precision of x."""
    steps = as_array(real(h, "h"))
    if np.any(steps == 0):
        raise ValueError(
            say("h must not be 0, the slope would be 0/0: take a small step such as 1e-5")
        )
    step = in_kind_of(x, steps)
    if np.any(as_array(step) == 0):
        raise ValueError(
            say("h = {h!r} is too small for {dtype}, which rounds it to 0", h=h, dtype=step.dtype)
        )
    return step


# --- behind the door --------------------------------------------------------------------------


def central_slope(f: Function, x: Any, h: Any) -> Any:
    """Slope between x − h and x + h."""
    return (f(x + h) - f(x - h)) / (2 * h)


def in_kind_of(x: Any, values: np.ndarray) -> Any:
    """Give values the kind and the precision of x."""
    if is_tensor(x):
        return x.new_tensor(values)
    if type(x) is float and np.ndim(values) == 0:
        return float(values)
    return np.asarray(values).astype(getattr(x, "dtype", float))[()]

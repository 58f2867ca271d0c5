"""Slopes, gradients and Jacobians by torch.autograd, of functions written in plain arithmetic.

What works on a number works on a torch tensor, as long as it stays in torch. A function that leaves
it, by numpy or by math, would lose its derivative without a word; here it is told what to write.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike

from d2lmini.autograd.running import as_tensor, defined, grad_mode, leaf, one_number, run
from d2lmini.learner import float64, function, point_of, ways_to_call
from d2lmini.words import say


def autograd_slope(f: Callable[[Any], Any], x: ArrayLike) -> Any:
    """Return f′(x), found by torch.autograd.

    Parameters
    ----------
    f : callable
        Function of one number, in plain arithmetic or in torch.
    x : float or array_like
        Where the slope is wanted; in an array, each number is asked by itself.

    Returns
    -------
    float, or numpy.ndarray of float64 with the shape of x
        In double precision; 0 where the result of f does not depend on x.

    Raises
    ------
    ValueError
        If f does not return one finite number, or computes it while torch does not record.
    TypeError
        If f is not callable, or leaves torch: ``np.sin`` for ``torch.sin``.

    Examples
    --------
    >>> autograd_slope(lambda x: 3 * x**2 - 4 * x, 1)
    2.0
    >>> autograd_slope(torch.sin, [0, np.pi]).round(6)
    array([ 1., -1.])
    """
    xs = float64(x, "x")
    slopes = [float(scalar_gradient(function(f), [leaf(number)])[0]) for number in xs.flat]
    return np.array(slopes).reshape(xs.shape) if xs.ndim else slopes[0]


def autograd_gradient(f: Callable[..., Any], point: ArrayLike) -> np.ndarray:
    """Return ∇f, all partial derivatives of a scalar f, found by torch.autograd.

    Parameters
    ----------
    f : callable
        Function of several numbers, ``f(x, y)``, or of one array, ``f(v)``.
    point : array_like
        Where the gradient is wanted; of any shape if f takes one array, else shape (n,).

    Returns
    -------
    numpy.ndarray of float64
        Of the shape of the point.

    Raises
    ------
    ValueError
        If the point does not fit f, or f does not return one finite number, or computes it while
        torch does not record.
    TypeError
        If f is not callable, or leaves torch: ``np.sin`` for ``torch.sin``.

    Examples
    --------
    >>> autograd_gradient(lambda x, y: x**2 * y + y + 2, (3, 4))
    array([24., 10.])
    """
    leaves = _leaves(f, point)
    return _joined(scalar_gradient(f, leaves), leaves)


def autograd_jacobian(f: Callable[..., Any], point: ArrayLike) -> np.ndarray:
    """Return the Jacobian J[i, j] = ∂yᵢ/∂xⱼ of a vector y = f(x), found by torch.autograd.

    torch finds one row in one backward pass, as vᵀJ with a v that is 1 at i and 0 elsewhere.

    Parameters
    ----------
    f : callable
        Function of several numbers or of one vector that returns a vector: a tensor, list or tuple
        of m numbers.
    point : array_like, shape (n,)
        Where it is wanted.

    Returns
    -------
    numpy.ndarray of float64, shape (m, n)
        A row for each output.

    Raises
    ------
    ValueError
        If the point does not fit f, or f does not return a vector of finite numbers, or computes it
        while torch does not record.
    TypeError
        If f is not callable, or leaves torch: ``np.sin`` for ``torch.sin``.

    Examples
    --------
    >>> autograd_jacobian(lambda x, y: (x * y, x + y, y), (2, 3))
    array([[3., 2.],
           [1., 1.],
           [0., 1.]])
    """
    leaves = _leaves(f, point)
    with grad_mode():
        outputs = run(f, leaves)
        if isinstance(outputs, list | tuple) and outputs:
            outputs = torch.stack([one_number(output) for output in outputs])
        outputs = as_tensor(outputs)
    if outputs.ndim != 1 or np.ndim(point) != 1 or not outputs.numel() or outputs.is_complex():
        raise ValueError(
            say(
                "f must take and return real vectors, it made {returned} of {taken}; of one "
                "number: autograd_gradient",
                returned=tuple(outputs.shape),
                taken=np.shape(point),
            )
        )
    defined(outputs, leaves)
    with grad_mode():
        return np.array([_joined(_backward(output, leaves), leaves) for output in outputs])


# --- from numbers to tensors, and back --------------------------------------------------------


def _leaves(f: Callable[..., Any], point: Any) -> list[torch.Tensor]:
    """The point as f takes it: a tensor for each number, or one tensor for all.

    Where the signature does not say which, f is called once more, to see which one it takes.
    """
    if float64(point, "point").ndim == 0:
        raise ValueError(
            say(
                "the point must hold several numbers, such as (3, 4), got {point!r}; "
                "for f of one number there is autograd_slope",
                point=point,
            )
        )
    x = point_of(f, point)
    first, *others = ([leaf(part) for part in way(x)] for way in ways_to_call(f, x))
    return next((leaves for leaves in (first, *others) if not others or _takes(f, leaves)), first)


def _takes(f: Callable[..., Any], leaves: list[torch.Tensor]) -> bool:
    """Whether f can be called with these tensors."""
    with contextlib.suppress(Exception):
        run(f, leaves)
        return True
    return False


def scalar_gradient(f: Callable[..., Any], leaves: list[torch.Tensor]) -> list[np.ndarray]:
    """The gradient of f by each of its tensors, in their own precision."""
    with grad_mode():
        return _backward(defined(one_number(run(f, leaves)), leaves), leaves)


def _backward(output: torch.Tensor, leaves: list[torch.Tensor]) -> list[np.ndarray]:
    """The gradient of one number by each leaf; 0 where it does not depend on it."""
    if not output.requires_grad:
        return [np.zeros(value.shape) for value in leaves]
    try:
        gradients = torch.autograd.grad(
            output, leaves, retain_graph=True, allow_unused=True, materialize_grads=True
        )
    except RuntimeError as error:
        if lacking := re.search(r"derivative for aten::(\w+) is not implemented", str(error)):
            raise TypeError(
                say("f uses {name}, which torch does not differentiate", name=lacking[1])
            ) from error
        raise
    return [gradient.numpy().copy() for gradient in gradients]  # torch may share their memory


def _joined(gradients: list[np.ndarray], leaves: list[torch.Tensor]) -> np.ndarray:
    return gradients[0] if leaves[0].ndim else np.array(gradients)

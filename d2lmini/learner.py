"""What counts as a number or an array here: one place for numpy, pandas, sympy and torch."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np

from d2lmini.words import brief, say


def as_array(values: Any) -> np.ndarray:
    """Return numbers as a numpy array; torch tensors from any device, with or without grad.

    torch is recognised by its methods, so that it need not be loaded.

    Parameters
    ----------
    values : array_like
        Numbers: scalar, list, numpy array, pandas Series, torch tensor, sympy number.

    Returns
    -------
    numpy.ndarray
        Same shape. Floating dtypes are kept (bfloat16, which numpy lacks, becomes float32).

    Raises
    ------
    TypeError
        If there is anything but numbers in it.

    Examples
    --------
    >>> as_array([1, 2.5])
    array([1. , 2.5])
    """
    if np.ma.isMaskedArray(values):
        values = np.ma.filled(values.astype(float), np.nan)
    elif is_tensor(values):
        values = values.float() if "bfloat16" in str(values.dtype) else values
        values = values.numpy(force=True)
    elif isinstance(values, list | tuple) and any(is_tensor(v) for v in values):
        values = [as_array(v) for v in values]
    array = np.asarray(values)
    if array.dtype == object:  # sympy numbers, fractions, decimals
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            array = np.array([_as_number(v) for v in array.flat]).reshape(array.shape)
    if array.dtype.kind not in "biufcMm":
        raise TypeError(say("expected numbers, got {values!r}", values=values))
    return array


def _as_number(value: Any) -> complex:
    """Return a number that is not numpy's as a float, or as a complex if it must be."""
    if value is None or isinstance(value, str):
        raise TypeError
    try:
        return float(value)
    except TypeError:
        return complex(value)


def is_tensor(value: Any) -> bool:
    """Say whether a value is a torch tensor, without importing torch."""
    return hasattr(value, "detach") and hasattr(value, "cpu")


def real(value: Any, name: str) -> Any:
    """Check that a value is real, finite and floating; integers become float64.

    Returns
    -------
    float, numpy.floating, numpy.ndarray or torch.Tensor
        Of the same shape and precision, never the caller's own array.
    """
    try:
        array = as_array(value)
    except (TypeError, ValueError) as error:
        if is_tensor(value):  # it may not leave torch, and why stands there
            raise
        raise TypeError(
            say("{name} must be a number or an array, got {value!r}", name=name, value=value)
        ) from error
    if array.dtype.kind not in "iuf":
        raise TypeError(say("{name} must be real, got {value!r}", name=name, value=value))
    if not np.isfinite(array).all():
        raise ValueError(say("{name} must be finite, got {value!r}", name=name, value=value))
    if is_tensor(value):
        return value.clone() if array.dtype.kind == "f" else value.double()
    if array.dtype.kind != "f":
        array = array.astype(float)
    if isinstance(value, int | float) and not isinstance(value, np.generic):
        return float(value)
    return array.copy()[()]


def scalar(value: Any, name: str) -> float:
    """Check that a value is one real, finite number, and return it as a float."""
    checked = as_array(real(value, name))
    if checked.ndim != 0:
        raise ValueError(
            say(
                "{name} must be one number, got shape {shape}",
                name=name,
                shape=tuple(np.shape(value)),
            )
        )
    return float(checked)


def whole(value: Any, name: str, least: int | None = None, most: int | None = None) -> int:
    """Check that a value is a whole number in a range, and return it as an int."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        raise TypeError(
            say("{name} must be a whole number, got {value}", name=name, value=brief(value))
        )
    if least is not None and value < least:
        raise ValueError(
            say("{name} must be at least {least}, got {value}", name=name, least=least, value=value)
        )
    if most is not None and value > most:
        raise ValueError(
            say("{name} must be at most {most}, got {value}", name=name, most=most, value=value)
        )
    return int(value)


def function(f: Any) -> Callable[[Any], Any]:
    """Check that f can be called, and return it."""
    if not callable(f):
        raise TypeError(say("f must be a function of one number, such as np.sin; got {f!r}", f=f))
    return f


def interval(ends: Any, name: str) -> tuple[float, float]:
    """Check that ``ends`` is a pair of finite numbers in increasing order."""
    try:
        left, right = ends
    except (TypeError, ValueError):
        raise ValueError(
            say("{name} must be a pair (left, right), got {ends!r}", name=name, ends=ends)
        ) from None
    left, right = scalar(left, name), scalar(right, name)
    if left >= right:
        raise ValueError(
            say(
                "{name} = ({left}, {right}): the left end must be below the right",
                name=name,
                left=left,
                right=right,
            )
        )
    return left, right

"""What a learner hands us, checked once: numbers, functions and points.

Numbers may be numpy's, pandas', sympy's or torch's. A function of several numbers may take them as
D2L writes them, f(x, y), or as one array, f(v); the point is given as one tuple, list or array in
either case. Which of the two is meant is told by f alone, never by the length of the point:

- one *required* argument: f takes the whole point as one array, as np.mean(a, axis=None) does;
- several: f takes so many numbers, one for each, as f(w, b, xs=minutes) does;
- f(*numbers): numbers, as many as there are; the array, if f cannot take them;
- a signature that cannot be read, or tells nothing, as those of max, math.hypot, torch.relu, and of
  an nn.Module and np.vectorize, (*args, **kwargs): the array; numbers, if f cannot take it;
- a point with two axes is never so many numbers.

Where that leaves a choice (all arguments have defaults) or no way (one must be given by name), the
learner is asked to write a lambda. A function that is made for torch gets float64 tensors.
"""

from __future__ import annotations

import contextlib
import inspect
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from d2lmini.words import listed, say, sentences

Function = Callable[[Any], Any]  # of one number, or of an array number by number
Scalar = Callable[[np.ndarray], Any]  # of one array, to one number
Way = Callable[[np.ndarray], tuple[Any, ...]]  # from a point to the arguments of f


# --- numbers ----------------------------------------------------------------------------------


def as_array(values: Any) -> np.ndarray:
    """Return numbers as a numpy array; torch tensors from any device, with or without grad.

    torch is recognized by its methods, so that it need not be loaded.

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


def float64(value: Any, name: str) -> np.ndarray:
    """Check that a value is real and finite, and return it as a new array of float64.

    Examples
    --------
    >>> float64([1, 2], "x")
    array([1., 2.])
    """
    return as_array(real(value, name)).astype(float)


def scalar(value: Any, name: str) -> float:
    """Check that a value is one real, finite number, and return it as a float.

    Examples
    --------
    >>> scalar(np.float32(2), "x")
    2.0
    """
    checked = float64(value, name)
    if checked.ndim != 0:
        raise ValueError(
            say("{name} must be one number, got shape {shape}", name=name, shape=checked.shape)
        )
    return float(checked)


def whole(value: Any, name: str, least: int | None = None, most: int | None = None) -> int:
    """Check that a value is a whole number in a range, and return it as an int.

    Examples
    --------
    >>> whole(np.int64(3), "n", least=1)
    3
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        raise TypeError(say("{name} must be a whole number, got {value!r}", name=name, value=value))
    if least is not None and value < least:
        raise ValueError(
            say("{name} must be at least {least}, got {value}", name=name, least=least, value=value)
        )
    if most is not None and value > most:
        raise ValueError(
            say("{name} must be at most {most}, got {value}", name=name, most=most, value=value)
        )
    return int(value)


def interval(ends: Any, name: str) -> tuple[float, float]:
    """Check that ``ends`` is a pair of finite numbers in increasing order.

    Examples
    --------
    >>> interval((0, 2), "xlim")
    (0.0, 2.0)
    """
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


def epsilon(value: Any) -> float:
    """Machine epsilon of a value's own precision; 0 of whole numbers.

    Examples
    --------
    >>> epsilon(1.0) == 2**-52, epsilon(np.float32(1)) == 2**-23, epsilon(1)
    (True, True, 0.0)
    """
    if is_tensor(value):
        import torch  # which made the tensor

        return torch.finfo(value.dtype).eps if value.is_floating_point() else 0.0
    dtype = np.asarray(value).dtype
    return float(np.finfo(dtype).eps) if dtype.kind == "f" else 0.0


# --- functions of one number ------------------------------------------------------------------


def function(f: Any) -> Callable[[Any], Any]:
    """Check that f can be called, and return it."""
    if not callable(f):
        raise TypeError(say("f must be a function of one number, such as np.sin; got {f!r}", f=f))
    return f


def applied(f: Callable[..., Any], *numbers: Any) -> Any:
    """Call f with numbers or arrays; one that is made for torch gets them as float64 tensors.

    Examples
    --------
    >>> import torch
    >>> applied(torch.sin, 0.0), applied(np.sin, 0.0)
    (np.float64(0.0), np.float64(0.0))
    """
    try:
        return f(*numbers)
    except (TypeError, AttributeError, RuntimeError, ValueError) as error:
        torch = sys.modules.get("torch")
        outside = isinstance(error, ValueError) and "Tensor" not in str(error)  # its domain
        if torch is None or outside or any(map(is_tensor, numbers)):
            raise
        try:
            y = f(*(torch.as_tensor(n, dtype=torch.float64) for n in numbers))
        except Exception as again:
            if (plain := _in_plain_words(error, again)) is None:
                raise error from None  # it has nothing to do with torch
            raise plain from again
        return as_array(returned(y))[()]


def _in_plain_words(error: Exception, again: Exception) -> TypeError | None:
    """What to write, if f takes neither numbers nor tensors and torch said so; else None."""
    if isinstance(again, RuntimeError) and re.search(r"dtype|scalar type|type \(", str(again)):
        return TypeError(
            say(
                "f is made for another precision than the float64 of its inputs: make a layer "
                "double by layer.double(), and tensors with dtype=torch.float64. torch said: "
                "{error}",
                error=str(again),
            )
        )
    if not re.search("[Tt]ensor", str(error)) and not isinstance(error, RuntimeError):
        return None
    return TypeError(
        say(
            "f takes neither numbers nor float64 tensors: say how it is to be called, such as "
            "lambda x: f(torch.tensor(x)). It said: {error}",
            error=str(again if "ensor" in str(error) else error),
        )
    )


def returned(y: Any) -> Any:
    """Check that f returned anything at all, and hand it on.

    Examples
    --------
    >>> returned(3)
    3
    """
    if y is None:
        raise TypeError(say("f returned None: does its last line say return?"))
    return y


def elementwise(f: Any) -> Function:
    """Check f, and wrap it so that each call must give one real number for each x.

    Examples
    --------
    >>> elementwise(np.square)(np.array([1.0, 2.0]))
    array([1., 4.])
    """
    function(f)

    def checked(x: Any) -> Any:
        # a copy, for an f that changes its argument
        own = x.clone() if is_tensor(x) else x.copy() if isinstance(x, np.ndarray) else x
        return one_for_each(applied(f, own), x)

    return checked


def one_for_each(y: Any, x: Any) -> Any:
    """Check that f returned y, one real number for each x, and hand it on.

    Examples
    --------
    >>> one_for_each([1, 4], np.array([1.0, 2.0]))
    array([1, 4])
    """
    returned(y)
    try:
        values = as_array(y)
    except (TypeError, ValueError):
        raise TypeError(say("f must return numbers, it returned {y!r}", y=y)) from None
    if values.dtype.kind == "c":
        raise ValueError(say("f must be real, at x = {x!r} it returned {y!r}", x=x, y=y))
    if values.shape != np.shape(x):
        raise ValueError(
            say(
                "f must return one number for each x: x has shape {x_shape}, f(x) has shape "
                "{y_shape}",
                x_shape=tuple(np.shape(x)),
                y_shape=values.shape,
            )
        )
    return y if isinstance(y, int | float | np.ndarray) or is_tensor(y) else values[()]


# --- functions of several numbers, and points -------------------------------------------------


def of_point(f: Any, point: Any) -> tuple[Scalar, np.ndarray]:
    """Check f and a point; return f as a function of one array, and the point.

    A mistake in f is raised here. Farther on f may leave its domain: there its value is NaN.

    Examples
    --------
    >>> value, x = of_point(lambda x, y: x / y, (3, 4))
    >>> value(x), value(np.array([1.0, 0.0]))
    (np.float64(0.75), nan)
    """
    x = point_of(f, point)
    call = of_array(f, x)
    y = call(x)
    try:
        one_real_number(y)
    except ValueError as error:
        if name := _only_required(f):
            hint = say(
                "(f was given all numbers as {name}, the only argument without a default: if it is "
                "to take several, write lambda x, y: f(x, y).)",
                name=name,
            )
            raise ValueError(sentences(str(error), hint)) from None
        raise

    def value(v: np.ndarray) -> Any:
        try:
            return one_real_number(call(v))
        except OverflowError:
            return np.inf
        except (ArithmeticError, ValueError):
            return np.nan

    return value, x


def _only_required(f: Any) -> str | None:
    """The name of f's only argument without a default, if others have one; else None."""
    with contextlib.suppress(ValueError):
        (name,) = arguments_of(f) or []
        defaults = [p.default for p in inspect.signature(f).parameters.values()]
        return name if any(each is not inspect.Parameter.empty for each in defaults) else None
    return None


def of_two(f: Any) -> Callable[..., Any]:
    """Check that f takes two numbers or one array, and hand it on.

    Examples
    --------
    >>> of_two(np.hypot)(3, 4)
    np.float64(5.0)
    """
    point_of(f, (0.0, 0.0))
    return function(f)


def point_of(f: Any, point: Any) -> np.ndarray:
    """Check a point, and that f takes so many numbers; return the point as an array.

    Examples
    --------
    >>> point_of(lambda x, y: x * y, (3, 4))
    array([3., 4.])
    """
    x = float64(point, "point")
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
    names = arguments_of(f) or []
    if len(names) > 1 and x.shape != (len(names),):
        raise ValueError(
            say(
                "f takes {count} numbers ({names}), got {point!r}",
                count=len(names),
                names=listed(names),
                point=point,
            )
        )
    return x


def of_array(f: Any, x: np.ndarray) -> Scalar:
    """Return f as a function of one array such as x, whichever way it takes its numbers.

    Examples
    --------
    >>> x = np.array([3.0, 4.0])
    >>> of_array(lambda x, y: x * y, x)(x), of_array(np.prod, x)(x)
    (12.0, np.float64(12.0))
    """
    ways = ways_to_call(f, x)

    def call(v: np.ndarray) -> Any:
        try:
            y = applied(f, *ways[0](v))
        except (TypeError, AttributeError, RuntimeError, ValueError):
            for other in ways[1:]:
                with contextlib.suppress(Exception):
                    y = applied(f, *other(v))
                    ways[:] = [other]
                    return y
            raise
        del ways[1:]  # it is the right one
        return y

    return call


def as_one(v: np.ndarray) -> tuple[Any, ...]:
    """Return the arguments of an f that takes a point as one array.

    Examples
    --------
    >>> as_one(np.array([3.0, 4.0]))
    (array([3., 4.]),)
    """
    return (v.copy(),)  # a copy, for an f that changes its argument


def as_numbers(v: np.ndarray) -> tuple[Any, ...]:
    """Return the arguments of an f that takes a point number by number.

    Examples
    --------
    >>> as_numbers(np.array([3.0, 4.0]))
    (3.0, 4.0)
    """
    return tuple(map(float, v))


def ways_to_call(f: Any, x: np.ndarray) -> list[Way]:
    """Return the ways in which f may take a point such as x, to be tried in this order.

    Examples
    --------
    >>> [way.__name__ for way in ways_to_call(np.mean, np.zeros(2))]
    ['as_one']
    >>> [way.__name__ for way in ways_to_call(max, np.zeros(2))]
    ['as_one', 'as_numbers']
    """
    names = arguments_of(f)
    if names is None:
        ways: list[Way] = [as_one, as_numbers]
    elif not names:
        ways = [as_numbers, as_one]
    else:
        ways = [as_one] if len(names) == 1 else [as_numbers]
    return ways if x.ndim == 1 else [as_one]


def arguments_of(f: Any) -> list[str] | None:
    """Names of what f must be given, [] if any number of numbers will do; None if nothing tells.

    By the rule in the docstring of this module.

    Examples
    --------
    >>> arguments_of(lambda w, b, xs=(): w), arguments_of(np.mean), arguments_of(lambda *v: v)
    (['w', 'b'], ['a'], [])
    >>> print(arguments_of(max))
    None
    """
    try:
        parameters = list(inspect.signature(function(f)).parameters.values())
    except ValueError:  # some functions in C, such as math.hypot
        return None
    kinds = {p.kind for p in parameters}
    missing = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    if missing:
        raise ValueError(
            say(
                "f must be given {names} by name: say with which values, by lambda v: f(v, "
                "{first}=...)",
                names=listed(missing),
                first=missing[0],
            )
        )
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return None if inspect.Parameter.VAR_KEYWORD in kinds else []
    named = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if not named:
        raise ValueError(say("f takes no numbers: write lambda x, y: ... or lambda v: ..."))
    needed = [p.name for p in named if p.default is p.empty]
    if not needed and len(named) > 1:
        raise ValueError(
            say(
                "f may be meant to take numbers or one array, as all of its arguments have "
                "defaults: say which, by lambda x, y: f(x, y) or lambda v: f(v)"
            )
        )
    return needed or [named[0].name]


def argument_index(f: Any, x: np.ndarray, i: int | str) -> int:
    """Check which of the numbers of x is meant, by its place or by the name of f's argument.

    Examples
    --------
    >>> argument_index(lambda x, y: x * y, np.zeros(2), "y")
    1
    """
    if x.ndim != 1:
        raise ValueError(
            say(
                "the point must have shape (n,), got {shape}: use numerical_gradient", shape=x.shape
            )
        )
    if not isinstance(i, str):
        return whole(i, "i", least=0, most=x.size - 1)
    names = arguments_of(f) or []
    if len(names) < 2:
        raise ValueError(say("f has no argument {i!r}: say which number instead", i=i))
    if i not in names:
        raise ValueError(say("f has no argument {i!r}: it has {names}", i=i, names=listed(names)))
    return names.index(i)


def one_real_number(y: Any) -> Any:
    """Check that f returned one real number, and return it, in its own precision.

    Examples
    --------
    >>> one_real_number([np.float32(2)])
    np.float32(2.0)
    """
    if isinstance(y, float):  # as nearly always, thousands of times
        return np.float64(y)
    array = as_array(returned(y))
    if array.size != 1:
        raise ValueError(
            say(
                "f must return one number, it returned {y!r} (for a vector: numerical_jacobian)",
                y=array,
            )
        )
    if array.dtype.kind not in "biuf":
        raise ValueError(
            say("f must return one number, it returned {y!r} (it must be real)", y=array)
        )
    return array.reshape(())[()]

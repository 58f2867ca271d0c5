"""Give a function of torch or numpy a symbol, and get its formula from sympy."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from d2lmini.learner import as_array, is_tensor
from d2lmini.words import listed, say

X = sympy.Symbol("x", real=True)
LONGEST = 120  # symbols in a formula


class NoFormulaError(TypeError, AttributeError):
    """What f does with its input has no formula here."""


def formula(f: Callable[[Any], Any]) -> sympy.Expr:
    """Call f on the symbol x, and return what it computes as a formula.

    Parameters
    ----------
    f : callable
        Function of one number, in plain arithmetic or with functions of torch or numpy.

    Returns
    -------
    sympy.Expr
        In the real symbol ``x``.

    Raises
    ------
    NoFormulaError
        If f decides by the value of its input, makes a plain number of it, or uses a function that
        is not known here; the message says which.

    Examples
    --------
    >>> import torch
    >>> formula(lambda x: torch.sin(x) ** 2 + x / 3)
    x/3 + sin(x)**2
    """
    try:
        return sympy.sympify(np.asarray(_for_sympy(f(Formula(X)))).item())
    except (NoFormulaError, RecursionError):
        raise
    except (TypeError, AttributeError, ValueError, RuntimeError, sympy.SympifyError) as error:
        # It would speak of Formula, and of what Python, numpy or torch cannot do with one.
        raise NoFormulaError(
            say("f does something with its input for which no formula is known here")
        ) from error


def _sigmoid(u: Any) -> Any:
    return 1 / (1 + sympy.exp(-u))


def _softplus(u: Any, beta: Any = 1, threshold: Any = 20) -> Any:
    if beta * threshold < 20:  # beyond the threshold torch leaves out more than rounding
        raise TypeError
    return sympy.log(1 + sympy.exp(beta * u)) / beta


def _clamp(u: Any, min: Any = None, max: Any = None) -> Any:
    u = u if min is None else sympy.Max(u, min)
    return u if max is None else sympy.Min(u, max)


_KNOWN: dict[str, Callable[..., Any]] = {
    **{name: getattr(sympy, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: getattr(sympy, name) for name in ("exp", "log", "sqrt", "asin", "acos", "atan")},
    **{f"arc{name}": getattr(sympy, f"a{name}") for name in ("sin", "cos", "tan")},
    **dict.fromkeys(("abs", "absolute"), sympy.Abs),
    **dict.fromkeys(("clamp", "clip"), _clamp),
    "sign": sympy.sign,
    "square": lambda u: u**2,
    "reciprocal": lambda u: 1 / u,
    "rsqrt": lambda u: 1 / sympy.sqrt(u),
    "log2": lambda u: sympy.log(u, 2),
    "log10": lambda u: sympy.log(u, 10),
    "log1p": lambda u: sympy.log(1 + u),
    "expm1": lambda u: sympy.exp(u) - 1,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "silu": lambda u: u * _sigmoid(u),
    "relu": lambda u: sympy.Max(u, 0),
    "maximum": lambda u, v: sympy.Max(u, v),
    "minimum": lambda u, v: sympy.Min(u, v),
    **dict.fromkeys(("pow", "power", "float_power"), operator.pow),
    **dict.fromkeys(("neg", "negative"), operator.neg),
    **dict.fromkeys(("positive", "clone"), operator.pos),
    "add": operator.add,
    **dict.fromkeys(("sub", "subtract"), operator.sub),
    **dict.fromkeys(("mul", "multiply"), operator.mul),
    **dict.fromkeys(("div", "divide", "true_divide"), operator.truediv),
}
_OF_ALL: dict[str, Callable[..., Any]] = {"sum": np.sum, "mean": lambda u: np.sum(u) / np.size(u)}


def _operator(name: str, turned: bool = False) -> Callable[..., Any]:
    """A method of Formula for an operator, such as x + y; turned, if the Formula stands behind."""
    return lambda self, *other: _apply(name, *((*other, self) if turned else (self, *other)))


class Formula:
    """A stand-in for a tensor that keeps the formula of what is done with it.

    Parameters
    ----------
    expression : sympy.Expr or numpy.ndarray of them
        The formula so far; of a number and an array, one formula for each entry.
    length : int
        Of how many symbols each was made; sympy takes minutes for very long ones.
    """

    def __init__(self, expression: Any, length: int = 1) -> None:
        if length * np.size(expression) > LONGEST:
            raise NoFormulaError(say("the formula of f is too long to be written down"))
        self.expression, self.length = expression, length

    @classmethod
    def __torch_function__(
        cls, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """torch.sin(x) comes here, if x is a Formula."""
        return _apply(func.__name__, *args, **(kwargs or {}))

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        """Take part in np.sin(x), and in np.sqrt(2) * x."""
        return _apply(ufunc.__name__ if method == "__call__" else method, *args, **kwargs)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in _KNOWN | _OF_ALL:
            raise NoFormulaError(_unknown(name))
        return lambda *args, **kwargs: _apply(name, self, *args, **kwargs)

    __add__, __radd__ = _operator("add"), _operator("add", turned=True)
    __sub__, __rsub__ = _operator("sub"), _operator("sub", turned=True)
    __mul__, __rmul__ = _operator("mul"), _operator("mul", turned=True)
    __truediv__, __rtruediv__ = _operator("div"), _operator("div", turned=True)
    __pow__, __rpow__ = _operator("pow"), _operator("pow", turned=True)
    __neg__, __pos__, __abs__ = _operator("neg"), _operator("positive"), _operator("abs")
    # No formula is known of these, and that is what is said.
    __floordiv__, __rfloordiv__ = _operator("//"), _operator("//", turned=True)
    __mod__, __rmod__ = _operator("%"), _operator("%", turned=True)
    __divmod__, __round__, __matmul__ = _operator("divmod"), _operator("round"), _operator("@")
    __floor__, __ceil__, __trunc__ = _operator("floor"), _operator("ceil"), _operator("trunc")

    def _decides(self, other: Any = None) -> bool:
        raise NoFormulaError(
            say("f decides by the value of its input (if, while), and a symbol has no value")
        )

    __bool__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _decides
    __hash__ = object.__hash__

    def __float__(self) -> float:
        raise NoFormulaError(say("f makes a plain number of its input, and a symbol is none"))

    __int__ = __index__ = __complex__ = __float__


def _apply(name: str, *args: Any, **kwargs: Any) -> Any:
    """The formula of a named function; one that is not surely known is refused."""
    if name not in _KNOWN | _OF_ALL:
        raise NoFormulaError(_unknown(name))
    args += tuple(kwargs.pop(key) for key in ("other", "exponent") if key in kwargs)
    given = {k: _for_sympy(v) for k, v in kwargs.items() if v is not False and v is not None}
    if not given.keys() <= {"min", "max", "beta", "threshold"}:
        raise NoFormulaError(
            say(
                "f uses {name} with {options}, for which no formula is known here",
                name=name,
                options=listed(given),
            )
        )
    operation = _OF_ALL.get(name)
    if operation is None:  # for each entry by itself
        operation = np.frompyfunc(lambda *each: _KNOWN[name](*each, **given), len(args), 1)
    try:
        expression = operation(*map(_for_sympy, args))
    except TypeError as error:
        raise NoFormulaError(
            say("f uses {name} in a way for which no formula is known here", name=name)
        ) from error
    length = sum(getattr(argument, "length", 1) for argument in args)
    return Formula(expression, length * np.size(args[0]) if name in _OF_ALL else length)


def _unknown(name: str) -> str:
    return say("f uses {name}, for which no formula is known here", name=name)


def _for_sympy(value: Any) -> Any:
    """An argument as sympy takes it; a float as the fraction that it is."""
    if isinstance(value, Formula):
        return value.expression
    if is_tensor(value) or isinstance(value, np.ndarray):
        return np.frompyfunc(_for_sympy, 1, 1)(as_array(value) if is_tensor(value) else value)
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float):
        return sympy.Rational(value) if math.isfinite(value) else sympy.Float(value)
    return value


def readable(expression: sympy.Expr) -> str:
    """Write a formula with 0.1 for the fraction that a computer takes for it."""
    fractions = {r for r in expression.atoms(sympy.Rational) if r.q > 10**6}
    return str(expression.xreplace({r: sympy.Symbol(repr(float(r))) for r in fractions}))

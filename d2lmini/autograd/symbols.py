"""Give a function of torch or numpy a symbol, and get its formula from sympy."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import sympy

from d2lmini.words import listed, say

X = sympy.Symbol("x", real=True)
LONGEST = 200  # symbols in a formula


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
    TypeError
        If f decides by the value of its input, makes a plain number of it, or uses a function that
        is not known here; the message says which.

    Examples
    --------
    >>> import torch
    >>> formula(lambda x: torch.sin(x) ** 2 + x / 3)
    x/3 + sin(x)**2
    """
    result = f(Formula(X))
    if isinstance(result, Formula):
        return result.expression
    return sympy.sympify(result)


def _sigmoid(u: Any) -> Any:
    return 1 / (1 + sympy.exp(-u))


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
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    "silu": lambda u: u * _sigmoid(u),
    "relu": lambda u: sympy.Max(u, 0),
    "maximum": lambda u, v: sympy.Max(u, v),
    "minimum": lambda u, v: sympy.Min(u, v),
    **dict.fromkeys(("pow", "power"), operator.pow),
    **dict.fromkeys(("neg", "negative"), operator.neg),
    "add": operator.add,
    **dict.fromkeys(("sub", "subtract"), operator.sub),
    **dict.fromkeys(("mul", "multiply"), operator.mul),
    **dict.fromkeys(("div", "divide", "true_divide"), operator.truediv),
}


class Formula:
    """A stand-in for a tensor that keeps the formula of what is done with it.

    Parameters
    ----------
    expression : sympy.Expr
        The formula so far.
    """

    def __init__(self, expression: Any) -> None:
        self.expression = expression
        self.length = 1

    def _made(self, expression: Any, *others: Any) -> Formula:
        """A new formula of this one and others; sympy takes minutes for very long ones."""
        made = Formula(expression)
        made.length = self.length + sum(getattr(other, "length", 1) for other in others)
        if made.length > LONGEST:
            raise TypeError(say("the formula of f is too long to be written down"))
        return made

    @classmethod
    def __torch_function__(
        cls, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Formula:
        """torch.sin(x) comes here, if x is a Formula."""
        return _apply(func.__name__, *args, **(kwargs or {}))

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Formula:
        """Take part in np.sin(x), and in np.sqrt(2) * x."""
        return _apply(ufunc.__name__ if method == "__call__" else method, *args, **kwargs)

    def __getattr__(self, name: str) -> Callable[..., Formula]:
        if name not in _KNOWN:
            raise AttributeError(_unknown(name))
        return lambda *args, **kwargs: _apply(name, self, *args, **kwargs)

    def __add__(self, other: Any) -> Formula:
        return self._made(self.expression + _for_sympy(other), other)

    def __sub__(self, other: Any) -> Formula:
        return self._made(self.expression - _for_sympy(other), other)

    def __mul__(self, other: Any) -> Formula:
        return self._made(self.expression * _for_sympy(other), other)

    def __truediv__(self, other: Any) -> Formula:
        return self._made(self.expression / _for_sympy(other), other)

    def __pow__(self, other: Any) -> Formula:
        return self._made(self.expression ** _for_sympy(other), other)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> Formula:
        return self._made(_for_sympy(other) - self.expression)

    def __rtruediv__(self, other: Any) -> Formula:
        return self._made(_for_sympy(other) / self.expression)

    def __rpow__(self, other: Any) -> Formula:
        return self._made(_for_sympy(other) ** self.expression)

    def __pos__(self) -> Formula:
        return self

    def __neg__(self) -> Formula:
        return self._made(-self.expression)

    def __abs__(self) -> Formula:
        return self._made(sympy.Abs(self.expression))

    def _decides(self, other: Any = None) -> bool:
        raise TypeError(
            say("f decides by the value of its input (if, while), which a symbol has not")
        )

    __bool__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _decides
    __hash__ = object.__hash__

    def __float__(self) -> float:
        raise TypeError(say("f makes a plain number of its input, which a symbol is not"))

    __int__ = __index__ = __float__


def _apply(name: str, *args: Any, **kwargs: Any) -> Formula:
    """The formula of a named function; one that is not surely known is refused."""
    args += tuple(kwargs.pop(key) for key in ("other", "exponent") if key in kwargs)
    given = {key: _for_sympy(value) for key, value in kwargs.items() if value is not False}
    if name not in _KNOWN:
        raise TypeError(_unknown(name))
    if not given.keys() <= {"min", "max"}:
        raise TypeError(
            say(
                "f uses {name} with {options}, for which no formula is known here",
                name=name,
                options=listed(given),
            )
        )
    formulas = [argument for argument in args if isinstance(argument, Formula)]
    try:
        expression = _KNOWN[name](*map(_for_sympy, args), **given)
    except TypeError as error:
        raise TypeError(
            say("f uses {name} in a way for which no formula is known here", name=name)
        ) from error
    return formulas[0]._made(expression, *formulas[1:])


def _unknown(name: str) -> str:
    return say("f uses {name}, for which no formula is known here", name=name)


def _for_sympy(value: Any) -> Any:
    """An argument as sympy takes it; a float as the fraction that it is."""
    if isinstance(value, Formula):
        return value.expression
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float):
        return sympy.Rational(value) if math.isfinite(value) else sympy.Float(value)
    return value


def readable(expression: sympy.Expr) -> str:
    """Write a formula with 0.1 for the fraction that a computer takes for it."""
    fractions = {r for r in expression.atoms(sympy.Rational) if r.q > 10**6}
    return str(expression.xreplace({r: sympy.Symbol(repr(float(r))) for r in fractions}))

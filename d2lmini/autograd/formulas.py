"""The slope of a formula at a place, worked out to as many digits as it takes.

Where the slope's formula has no value, as x/|x| at 0, it may have one on either side: if f is
continuous and its slope has a limit from one side, that is its slope from that side (by the mean
value theorem).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import mpmath
import sympy

from d2lmini.autograd.symbols import X, formula, readable
from d2lmini.words import say

DIGITS = 60, 120, 240, 480  # with which a value is worked out, until two agree
LARGEST = mpmath.mpf(10) ** 10_000  # on the way
BESIDE = mpmath.mpf(10) ** -60, mpmath.mpf(10) ** -120  # how far, as shares of x
LONGEST = 160  # characters of a formula that is shown


class NoValueError(ArithmeticError):
    """A formula has no real value at a place."""


class TooLargeError(ArithmeticError):
    """A formula's value cannot be worked out."""


def slope_by_formula(f: Callable[[Any], Any], x: float) -> tuple[float | None, str]:
    """Return f′(x) by sympy, and its formula; or None, and why.

    Parameters
    ----------
    f : callable
        Function of one number, in plain arithmetic, in torch or in numpy.
    x : float
        Where.

    Returns
    -------
    float or None, str
        The slope, rounded from 20 digits, from one side if f has no other; and its formula, or why
        there is none.

    Examples
    --------
    >>> slope_by_formula(lambda x: x**3 - 3 * x, 1), slope_by_formula(abs, 0)
    ((0.0, '3*x**2 - 3'), (None, 'sign(x): from the left −1, from the right 1'))
    """
    try:
        expression = formula(f)
        slope = derivative(expression)
    except RecursionError:
        return None, say("not possible: the formula of f is too long to be written down")
    except Exception as error:  # of the learner's f, given a symbol
        return None, say("not possible: {error}", error=error)
    text = readable(slope)
    if len(text) > LONGEST:
        text = say("a formula of {count} characters", count=len(text))
    try:
        here = at(slope, x)
        if here is not None and at(expression, x) is not None:
            return here, text
        return _from_the_sides(expression, slope, x, text)
    except TooLargeError:
        says = "{formula}, which was not worked out: there are numbers of over 10000 digits in it"
        return None, say(says, formula=text)


class _Size(sympy.Function):  # |u|′ = sign(u) u′, without a word about complex u
    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return _Sign(self.args[0])


class _Sign(sympy.Function):  # level, but for its jump
    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.S.Zero


def derivative(expression: sympy.Expr) -> sympy.Expr:
    """Differentiate a formula by x; switches such as sign are level, wherever they have a slope.

    Examples
    --------
    >>> derivative(sympy.Abs(sympy.sqrt(X) - 3))
    sign(sqrt(x) - 3)/(2*sqrt(x))
    """
    own = expression.replace(sympy.Abs, _Size).replace(sympy.sign, _Sign)
    return own.diff(X).replace(_Size, sympy.Abs).replace(_Sign, sympy.sign)


def at(expression: sympy.Expr, x: float, jumps: bool = False) -> float | None:
    """Value of a formula at x: right to the last digit of a float; None if it has none.

    With more and more digits, until 20 of them no longer change, or nothing but 0 is left. Where a
    part of it jumps, as sign(x) at 0, there is no value, or only the one there, if jumps are asked.

    Examples
    --------
    >>> at(sympy.sin(X) ** 2 + sympy.cos(X) ** 2 - 1, 0.1), at(1 / X, 0)
    (0.0, None)
    """
    values: list[Any] = []
    for digits in DIGITS:
        try:
            values.append(_worked_out(expression, mpmath.mpf(x), digits, jumps))
        except NoValueError:
            values = []
        if len(values) > 1 and abs(values[-1] - values[-2]) <= 1e-20 * abs(values[-1]):
            return float(values[-1])
    zero = len(values) > 1 and abs(values[-1]) <= 1e-60 * abs(values[-2])
    return 0.0 if zero else None


def beside(expression: sympy.Expr, x: float, side: int) -> float:
    """Limit of a formula at x from the right (side 1) or the left (−1); NaN if none is seen.

    Examples
    --------
    >>> beside(sympy.sin(X) / X, 0.0, 1), beside(1 / X, 0.0, -1), beside(sympy.log(X), 0.0, 1)
    (1.0, -inf, nan)
    """
    with mpmath.workdps(DIGITS[-1]):
        places = [x + side * share * (abs(x) or 1) for share in BESIDE]
    try:
        near, nearest = (_worked_out(expression, place, DIGITS[-1]) for place in places)
    except NoValueError:
        return math.nan
    if abs(nearest - near) <= 1e-12 * abs(nearest):
        return float(nearest)
    if abs(nearest) <= 1e-3 * abs(near):
        return 0.0
    return math.copysign(math.inf, nearest) if abs(nearest) >= 1e3 * abs(near) else math.nan


def _from_the_sides(
    expression: sympy.Expr, slope: sympy.Expr, x: float, text: str
) -> tuple[float | None, str]:
    """The slope where its formula has no value, by what it tends to, if f is continuous."""
    height = at(expression, x, jumps=True)
    left, right = (
        beside(slope, x, side) if _same(height, beside(expression, x, side)) else math.nan
        for side in (-1, 1)
    )
    told = {"formula": text, "left": left, "right": right}
    if _same(left, right):
        if slope.has(sympy.Heaviside):
            says = "{formula}, from both sides of x (Heaviside(0) is a convention)"
            return left, say(says, **told)
        return left, say("{formula}, from both sides of x", **told)
    if math.isinf(left) or math.isinf(right):
        return None, say("{formula}, which grows beyond all bounds here", **told)
    if math.isnan(left) and math.isnan(right):
        if at(slope, x) is not None:
            return None, say("{formula}, but f jumps here", **told)
        return None, say("{formula}, which has no value here", **told)
    if math.isnan(left):
        return right, say("{formula}, from the right of x", **told)
    if math.isnan(right):
        return left, say("{formula}, from the left of x", **told)
    return None, say("{formula}: from the left {left}, from the right {right}", **told)


def _same(one: float | None, other: float) -> bool:
    return one is not None and math.isfinite(one) and abs(one - other) <= 1e-12 * abs(one)


def _number(constant: sympy.Expr, digits: int) -> Any:
    """A number of sympy for mpmath: a fraction as it is, π and e to so many digits."""
    known = isinstance(constant, sympy.Rational)
    return mpmath.mpmathify(constant) if known else mpmath.mpf(str(constant.evalf(digits)))


def _worked_out(expression: sympy.Expr, x: Any, digits: int, jumps: bool = False) -> Any:
    """A formula's value by mpmath, with so many digits.

    Examples
    --------
    >>> print(_worked_out(sympy.sqrt(X) + sympy.Rational(1, 3), mpmath.mpf(4), 20))
    2.33333333333333
    """

    @functools.cache
    def value(part: sympy.Expr) -> Any:
        if part == X:
            return +x
        given = [value(argument) for argument in part.args]
        try:
            found = operations[part.func](*given) if given else _number(part, digits)
        except (ZeroDivisionError, TypeError, KeyError) as error:
            raise NoValueError from error
        if isinstance(found, mpmath.mpc) or not mpmath.isfinite(found):
            raise NoValueError
        if abs(found) > LARGEST:
            raise TooLargeError
        return found

    def sign(u: Any, *_: Any) -> Any:
        if abs(u) > mpmath.mpf(10) ** (-digits // 2):
            return mpmath.sign(u)
        if jumps:
            return mpmath.mpf(0)
        raise NoValueError

    switches = {sympy.sign: sign, sympy.Heaviside: lambda *u: (1 + sign(*u)) / 2}
    operations = _OPERATIONS | switches
    with mpmath.workdps(digits):
        return value(expression)


_OPERATIONS: dict[Any, Callable[..., Any]] = {
    sympy.Add: lambda *u: mpmath.fsum(u),
    sympy.Mul: lambda *u: mpmath.fprod(u),
    sympy.Pow: lambda u, v: mpmath.power(u, v),
    sympy.Abs: abs,
    sympy.Max: max,
    sympy.Min: min,
    **{getattr(sympy, name): getattr(mpmath, name) for name in ("exp", "log", "sin", "cos", "tan")},
    **{getattr(sympy, name): getattr(mpmath, name) for name in ("sinh", "cosh", "tanh")},
    **{getattr(sympy, name): getattr(mpmath, name) for name in ("asin", "acos", "atan")},
}

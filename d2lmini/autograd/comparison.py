"""A derivative three times: by small steps, by torch, by formula."""

from __future__ import annotations

import html
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from d2lmini.autograd.formulas import slope_by_formula
from d2lmini.autograd.functions import autograd_slope
from d2lmini.autograd.running import of_floats
from d2lmini.calculus import Limit, limit, slope_limit
from d2lmini.calculus.missing import is_lost, jumps_at
from d2lmini.learner import function, scalar
from d2lmini.words import Shown, number, say, sentences, table

WAYS = ("numerical", "autograd", "sympy")
CALLS = 16  # of f, to see whether it is random


@dataclass(frozen=True)
class Comparison:
    """One derivative, found in three ways. `compare` makes it.

    Attributes
    ----------
    x : float
        Where.
    numerical, autograd, sympy : float or None
        The derivative by small steps, by torch, and by sympy's formula; from one side, where f is
        defined on that side only. None if that way is not possible, or finds no slope;
        torch's may be inf or nan.
    notes : dict of str to str
        By the name of the way: its formula, or why it is not possible, or what to know; none, if
        there is nothing to say.
    doubt : float
        How far the numerical slope may be off.

    Examples
    --------
    >>> found = compare(lambda x: x**3, 2)
    >>> found.autograd, found.sympy, found.notes["sympy"]
    (12.0, 12.0, '3*x**2')
    """

    x: float
    numerical: float | None
    autograd: float | None
    sympy: float | None
    notes: dict[str, str]
    doubt: float = 0.0

    @property
    def reference(self) -> str:
        """The way that the others are measured by: sympy, else autograd; "" if there is none.

        It must agree with the small steps, within their doubt; where they find no slope, with the
        third way.
        """
        judge = "numerical" if self.numerical is not None else "autograd"
        for way in ("sympy", "autograd"):
            if way != judge and self._agree(way, judge):
                return way
        return ""

    def _agree(self, one: str, other: str) -> bool:
        """Whether two ways found the same slope, but for rounding and unsure digits.

        Where the third is far off, it tells what is small: 0 and 10⁻⁹ agree beside 10⁸.
        """
        values = {way: getattr(self, way) for way in WAYS}
        known = {way: v for way, v in values.items() if v is not None and math.isfinite(v)}
        if one not in known or other not in known:
            return False
        return self._close(one, other, max(map(abs, known.values())))

    def _close(self, one: str, other: str, size: float) -> bool:
        """Whether two slopes differ by no more than what is unsure, or small beside a size."""
        apart = abs(getattr(self, one) - getattr(self, other))
        return bool(apart <= 10 * self.doubt + 1e-6 * size + 1e-300)

    def _rows(self) -> list[tuple[str, str, str, str]]:
        reference = self.reference
        apart_from = say("distance from {way}", way=reference) if reference else ""
        rows = [(say("x = {x}", x=Shown(self.x, 12)), say("slope"), apart_from, "")]
        for way in WAYS:
            value, apart = getattr(self, way), ""
            if reference and value is not None and math.isfinite(value):
                apart = number(abs(value - getattr(self, reference)), ".1g")
            shown = "–" if value is None else number(value, ".12g")
            rows.append((way, shown, apart, self.notes.get(way, "")))
        return rows

    def __repr__(self) -> str:
        return table(self._rows())

    def _repr_html_(self) -> str:
        """Return the table for a notebook."""
        head, *rows = self._rows()
        lines = ["".join(f"<th>{html.escape(cell)}</th>" for cell in head)]
        for way, *cells in rows:
            lines.append(f"<th>{way}</th>" + "".join(f"<td>{html.escape(c)}</td>" for c in cells))
        return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def compare(f: Callable[[Any], Any], x: float) -> Comparison:
    """Find f′(x) by small steps, by torch, and by sympy's formula, side by side.

    The numerical slope is found as `slope_limit` does, of f called with plain numbers, or with
    tensors if it cannot take them; sympy's formula is that of f called on a symbol.

    Parameters
    ----------
    f : callable
        Real function of one number, in plain arithmetic, in torch or in numpy.
    x : float
        Where.

    Returns
    -------
    Comparison
        The three slopes and how far they are apart. Where a way is not possible, it says why: f
        leaves torch, or decides by its input's value, of which no formula is known. At a kink there
        is no derivative: it says what the quotients from each side give, and what torch picks.

    Raises
    ------
    ValueError
        If f does not return one real number, is not defined at x, or is random.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> import torch
    >>> compare(torch.exp, 1)  # doctest: +ELLIPSIS
    x = 1      slope          distance from sympy
    numerical  2.718281828... ...
    autograd   2.71828182846  0
    sympy      2.71828182846  0                    exp(x)
    """
    function(f)
    x, value = scalar(x, "x"), of_floats(f)
    _check_value(value, x)
    notes: dict[str, str] = {}
    steps = slope_limit(value, x)
    numerical, notes["numerical"] = _by_steps(value, steps)
    exact, notes["sympy"] = slope_by_formula(f, x)
    autograd, notes["autograd"] = _by_torch(f, x)
    # No slope is surer than f itself, by which it rises from 0 to x, say.
    least = 4 * np.finfo(float).eps * abs(float(value(x)) / x) if x else 0.0
    if numerical == 0 and steps.uncertainty < abs(exact or autograd or 0.0) <= least:
        numerical, notes["numerical"] = None, say(_TOO_SMALL)
    doubt = max(least, steps.uncertainty if numerical is not None else 0.0)
    found = Comparison(x, numerical, autograd, exact, notes, doubt)
    broken = steps.verdict in ("one-sided only", "infinite") and numerical is None
    notes["autograd"] = notes["autograd"] or _about_torch(found, broken)
    return replace(found, notes={way: note for way, note in notes.items() if note})


_TOO_SMALL = "Too small beside f to be measured."


def _check_value(value: Callable[[Any], Any], x: float) -> None:
    """Check that f has a value at x, and the same one whenever it is asked."""
    try:
        ys = [float(value(x)) for _ in range(CALLS)]
    except ArithmeticError as error:
        raise ValueError(say("f has no value at x = {x}: {error}", x=x, error=error)) from error
    if not np.isfinite(ys[0]):
        raise ValueError(say("f has no value at x = {x}: f(x) = {y}", x=x, y=ys[0]))
    if other := [y for y in ys if y != ys[0]]:
        raise ValueError(
            say(
                "two calls of f at x = {x} differ: {one} and {other}. f is random: set its seed in "
                "f itself, or switch dropout off",
                x=x,
                one=ys[0],
                other=other[0],
            )
        )


def _by_steps(value: Callable[[Any], Any], found: Limit) -> tuple[float | None, str]:
    """The slope by small steps, or None; and what is to be known of it."""
    kind, width = np.asarray(value(found.a)).dtype, max(1.0, abs(found.a))
    if is_lost(found.value, found.uncertainty, lambda s: value(found.a + s * width), width):
        return None, say(_TOO_SMALL)
    says = sentences(
        _about_infinite(value, found) if found.verdict == "infinite" else "",
        "" if found.verdict == "two-sided" else str(found),
        "" if kind == np.float64 else say("f computes in {kind}.", kind=str(kind)),
    )
    return (found.in_domain if math.isfinite(found.in_domain) else None), says


def _about_infinite(value: Callable[[Any], Any], slopes: Limit) -> str:
    """Whether f is vertical at a place, or jumps."""
    if jumps_at(limit(value, slopes.a), float(value(slopes.a))):
        return say("f jumps here, or is too steep for small steps.")
    return say("Vertical.")


def _by_torch(f: Callable[[Any], Any], x: float) -> tuple[float | None, str]:
    """The slope by torch; or None, and why."""
    try:
        return float(autograd_slope(f, x)), ""
    except Exception as error:  # of the learner's f, given a tensor
        return None, say("not possible: {error}", error=error)


def _about_torch(found: Comparison, broken: bool) -> str:
    """What is to be known of the slope that torch gave; there is none where f is broken."""
    others = [way for way in (found.numerical, found.sympy) if way is not None]
    if found.autograd is None or math.isinf(found.autograd):
        return ""
    if math.isnan(found.autograd):
        return say("on its way back torch met 0 · ∞, or something like it")
    if not others:
        return say("what torch picks there") if broken else ""
    if not found.reference and found.numerical is None:
        return say("this or sympy's slope is wrong")
    if not found.reference:
        return say("this or the numerical slope is wrong")
    if found._agree("autograd", found.reference):
        return ""
    if found._close("numerical", "sympy", max(map(abs, others))):
        return say("the other two agree")
    return say("far from both others")

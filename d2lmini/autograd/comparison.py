"""A derivative three times: by small steps, by torch, by formula."""

from __future__ import annotations

import contextlib
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from d2lmini.autograd.functions import autograd_slope
from d2lmini.autograd.running import of_floats
from d2lmini.autograd.symbols import X, formula, readable
from d2lmini.calculus import slope_function, slope_limit
from d2lmini.learner import function, scalar
from d2lmini.words import number, say, sentences, table

WAYS = ("numerical", "autograd", "sympy")


@dataclass(frozen=True)
class Comparison:
    """One derivative, found in three ways. `compare` makes it.

    Attributes
    ----------
    x : float
        Where.
    numerical, autograd, sympy : float or None
        The derivative by a central difference, by torch, and by sympy's formula; None if that way
        is not open.
    notes : dict of str to str
        By the name of the way: its formula, or why it is not open, or what to know; none, if there
        is nothing to say.

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

    @property
    def reference(self) -> str:
        """The way that the others are measured by: sympy, else autograd; none at a kink."""
        if self.sympy is not None:
            return "sympy"
        return "autograd" if None not in (self.autograd, self.numerical) else ""

    def _rows(self) -> list[tuple[str, str, str, str]]:
        reference = self.reference
        apart_from = say("from {way}", way=reference) if reference else ""
        rows = [(say("x = {x}", x=self.x), say("slope"), apart_from, "")]
        for way in WAYS:
            value, apart = getattr(self, way), ""
            if reference and value is not None:
                apart = number(abs(value - getattr(self, reference)), ".0e")
            shown = "–" if value is None else number(value, ".12g")
            rows.append((way, shown, apart.replace("0e+00", "0"), self.notes.get(way, "")))
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
    """Find f′(x) by a small step, by torch, and by sympy's formula, side by side.

    The numerical slope is found by central differences, as `slope_function` does; sympy's formula
    is that of f called on a symbol.

    Parameters
    ----------
    f : callable
        Real function of one number, in plain arithmetic or in torch.
    x : float
        Where.

    Returns
    -------
    Comparison
        The three slopes and how far they are apart. Where a way is not open, it says why: f leaves
        torch, or decides by its input's value, of which no formula is known. At a kink there is no
        derivative: it says what the quotients from each side give, and what torch picks.

    Raises
    ------
    ValueError
        If f does not return one real number, or is not defined at x.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> import torch
    >>> compare(torch.exp, 1)  # doctest: +ELLIPSIS
    x = 1      slope          from sympy
    numerical  2.718281828... ...
    autograd   2.71828182846  0
    sympy      2.71828182846  0           exp(x)
    """
    function(f)
    x, value = scalar(x, "x"), of_floats(f)
    if not np.isfinite(y := float(value(x))):
        raise ValueError(say("f has no value at x = {x}: f(x) = {y}", x=x, y=y))
    notes: dict[str, str] = {}
    numerical, notes["numerical"] = _by_steps(value, x)
    exact, notes["sympy"] = slope_by_formula(f, x)
    try:
        autograd: float | None = float(autograd_slope(f, x))
        notes["autograd"] = say("what torch picks there") if numerical is exact is None else ""
    except (TypeError, RuntimeError) as error:
        autograd, notes["autograd"] = None, say("not open: {error}", error=error)
    return Comparison(x, numerical, autograd, exact, {w: n for w, n in notes.items() if n})


def _by_steps(value: Callable[[Any], Any], x: float) -> tuple[float | None, str]:
    """The slope by central differences; or None, and what stands against it."""
    slope = float(slope_function(value)(x))
    if np.isnan(slope):
        return None, sentences(say("no slope was found."), str(slope_limit(value, x)))
    return slope, ""


def slope_by_formula(f: Callable[[Any], Any], x: float) -> tuple[float | None, str]:
    """Return f′(x) by sympy, and its formula; or None, and why.

    Parameters
    ----------
    f : callable
        Function of one number, in plain arithmetic or in torch.
    x : float
        Where.

    Returns
    -------
    float or None, str
        The slope, worked out to 25 digits and rounded; and its formula, or why there is none.
    """
    try:
        slope = sympy.diff(formula(f), X)
    except Exception as error:  # of the learner's f, given a symbol
        return None, say("not open: {error}", error=error)
    point = {X: sympy.Float(sympy.Rational(x), 50)}
    switches = slope.atoms(sympy.sign, sympy.Heaviside, sympy.DiracDelta)
    with contextlib.suppress(ArithmeticError, TypeError):
        undecided = any(abs(switch.args[0].evalf(50, subs=point)) < 1e-40 for switch in switches)
        value = slope.evalf(25, subs=point)
        if not undecided and value.is_real and value.is_finite:
            return float(value), readable(slope)
    return None, say("{formula}, which has no value here", formula=readable(slope))

"""A derivative three times: by small steps, by torch, by formula."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from d2lmini._arrays import function, number, scalar
from d2lmini.autograd.functions import autograd_slope, of_floats
from d2lmini.autograd.symbols import X, formula
from d2lmini.calculus import numerical_derivative, slope_function, slope_limit

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
        By the name of the way: its formula, or why it is not open, or what to know.

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
    def exact(self) -> float | None:
        """What the others are measured by: sympy's value, or where there is none, torch's."""
        return self.autograd if self.sympy is None else self.sympy

    def _rows(self) -> list[tuple[str, str, str, str]]:
        rows = []
        for way in WAYS:
            value = getattr(self, way)
            known = value is not None and self.exact is not None
            off = number(abs(value - self.exact), ".0e") if known and np.isfinite(value) else ""
            shown = "–" if value is None else number(value, ".12g")
            rows.append((way, shown, "0" if off == "0e+00" else off, self.notes.get(way, "")))
        return rows

    def __repr__(self) -> str:
        rows = [(f"x = {number(self.x)}", "slope", "off by", ""), *self._rows()]
        widths = [max(len(row[k]) for row in rows) for k in range(3)]
        return "\n".join(
            "  ".join(
                [*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[3]]
            ).rstrip()
            for row in rows
        )

    def _repr_html_(self) -> str:
        """Return the table for a notebook."""
        head = f"<tr><th>x = {number(self.x)}</th><th>slope</th><th>off by</th><th></th></tr>"
        body = "".join(
            f"<tr><th>{way}</th>"
            + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
            + "</tr>"
            for way, *cells in self._rows()
        )
        return f"<table>{head}{body}</table>"


def compare(f: Callable[[Any], Any], x: float) -> Comparison:
    """Find f′(x) by a small step, by torch, and by sympy's formula, side by side.

    The numerical slope is the central difference of `numerical_derivative`; sympy's formula is that
    of f called on a symbol.

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
    x = 1      slope          off by
    numerical  2.718281828... ...
    autograd   2.71828182846  0
    sympy      2.71828182846  0       exp(x)
    """
    function(f)
    x, value = scalar(x, "x"), of_floats(f)
    if not np.isfinite(at := float(value(x))):
        raise ValueError(f"f has no value at x = {number(x)}: f(x) = {at}")
    notes: dict[str, str] = {}
    with np.errstate(all="ignore"):
        kink = bool(np.isnan(slope_function(value)(x)))
        numerical = None if kink else float(numerical_derivative(value, x))
        if kink:
            notes["numerical"] = f"no slope. {slope_limit(value, x)}"
    try:
        autograd: float | None = float(autograd_slope(f, x))
        if kink:
            notes["autograd"] = "what torch picks at a kink"
    except (TypeError, RuntimeError) as error:
        autograd, notes["autograd"] = None, f"not open: {error}"
    exact, notes["sympy"] = slope_by_formula(f, x)
    if kink:
        exact, notes["sympy"] = None, f"{notes['sympy']}: no derivative here"
    return Comparison(x, numerical, autograd, exact, notes)


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
        The slope rounded once, from 25 digits; and its formula, or why there is none.
    """
    try:
        slope = sympy.diff(formula(f), X)
    except (TypeError, AttributeError, ValueError) as error:
        return None, f"not open: {error}"
    value = slope.subs(X, sympy.Rational(x)).evalf(25)
    if not value.is_real or not value.is_finite:
        return None, f"{slope}, which has no value here"
    return float(value), str(slope)

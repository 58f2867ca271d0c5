"""Texts with formulas in them, for where nothing is typeset."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from d2lmini.exercises.formula import GREEK, FormulaError, Tree, parse, spelled
from d2lmini.exercises.latex import latex

_MARKED = re.compile(r"(``.*?``|`.*?`)")
_INDEXED = re.compile(r"[a-zA-Zα-ω][0-9]+")
_LETTERS = (*"abcdfghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", *GREEK)


def plain(text: str) -> str:
    """A text without its marks, the formulas in it spelled out.

    Examples
    --------
    >>> plain("Differentiate `f(x) = x^2 sin x`, then call ``backward``.")
    'Differentiate f(x) = x² sin(x), then call backward.'
    """
    return "".join(_part(part) for part in _MARKED.split(text))


def paragraph(text: str) -> str:
    """A text as a paragraph of HTML."""
    return f"<p>{html.escape(plain(text))}</p>"


def folded(title: str, inside: str) -> str:
    """HTML that opens when its title is clicked."""
    return f"<details><summary>{title}</summary>{inside}</details>"


def markdown(text: str) -> str:
    r"""A text whose formulas a notebook typesets.

    Examples
    --------
    >>> print(markdown("Differentiate `f(x) = x^2 sin x`, then call ``backward``."))
    Differentiate $f(x) = x^{2}\,\sin\left(x\right)$, then call `backward`.
    """
    return "".join(_typeset(part) for part in _MARKED.split(text))


def _typeset(part: str) -> str:
    if part.startswith("``"):
        return part[1:-1]
    if not part.startswith("`"):
        return re.sub(r"([*_<|])", r"\\\1", part)
    try:
        return f"${equation(part[1:-1], latex)}$"
    except FormulaError:
        return f"*{part[1:-1]}*"


def _part(part: str) -> str:
    if part.startswith("``"):
        return part[2:-2]
    if not part.startswith("`"):
        return part
    try:
        return equation(part[1:-1], spelled)
    except FormulaError:
        return part[1:-1]


def equation(text: str, written: Callable[[Tree], str]) -> str:
    """A formula written in some way; what is left of an equals sign stays as it is."""
    left, equals, right = text.rpartition("=")
    names = (*_INDEXED.findall(right), *_LETTERS)
    return f"{left}{equals} " * bool(equals) + written(parse(right, names, primes=True))

"""A formula in LaTeX, for notebooks."""

from __future__ import annotations

from d2lmini.exercises.formula import GREEK, LEVELS, Tree, spelled

_NAMES = {"pi": r"\pi"} | {letter: rf"\{word}" for letter, word in GREEK.items()}
_OWN = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
_KNOWN = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "ln", "arcsin", "arccos", "arctan"}


def latex(tree: Tree) -> str:
    r"""Return a tree as LaTeX.

    Examples
    --------
    >>> from d2lmini.exercises.formula import parse
    >>> print(latex(parse("x^2/(2 sin x)")))
    \frac{x^{2}}{2\,\sin\left(x\right)}
    """
    if isinstance(tree, str):
        letter = tree.rstrip("0123456789")
        index = tree[len(letter) :]
        shown = _NAMES.get(letter, letter)
        return f"{shown}_{{{index}}}" if index else shown
    if not isinstance(tree, tuple):
        return spelled(tree).replace("−", "-")
    sign, *parts = tree
    if sign == "d":
        return rf"\left({latex(parts[0])}\right)'"
    if sign == "sqrt":
        return rf"\sqrt{{{latex(parts[0])}}}"
    if sign == "abs":
        return rf"\left|{latex(parts[0])}\right|"
    if sign == "neg":
        return f"-{_inside(parts[0], 2, behind=True)}"
    if sign == "/" and isinstance(parts[0], tuple) and parts[0][0] == "neg":
        return "-" + latex(("/", parts[0][1], parts[1]))
    if sign == "/":
        return rf"\frac{{{latex(parts[0])}}}{{{latex(parts[1])}}}"
    if sign == "^":
        root = isinstance(parts[0], tuple) and parts[0][0] == "sqrt"
        return f"{_inside(parts[0], 6 if root else 5)}^{{{latex(parts[1])}}}"
    if sign in LEVELS:
        left, right = (
            _inside(part, LEVELS[sign] + i, behind=i == 1) for i, part in enumerate(parts)
        )
        between = (r" \cdot " if right[0].isdigit() else r"\,") if sign == "*" else f" {sign} "
        return left + between + right
    name = _OWN.get(sign, sign)
    shown = (
        r"\sigma" if name == "sigmoid" else rf"\{name}" if name in _KNOWN else rf"\mathrm{{{name}}}"
    )
    return rf"{shown}\left({latex(parts[0])}\right)"


def _inside(tree: Tree, least: int, behind: bool = False) -> str:
    """A part, in brackets if it holds together less tightly than what works on it."""
    text = latex(tree)
    sign = tree[0] if isinstance(tree, tuple) else ""
    level = 5 if sign in ("/", "") or sign not in LEVELS else LEVELS[sign]
    loose = level < least or (behind and text.startswith("-"))
    return rf"\left({text}\right)" if loose else text

"""A derivative step by step: each line goes by one rule, and says which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from d2lmini.exercises.formula import FUNCTIONS, GREEK, Tree, parse, spelled
from d2lmini.exercises.gathering import gathered, of_rational, rational
from d2lmini.exercises.latex import latex
from d2lmini.words import say

LETTERS = (*"abcdfghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", *GREEK)


@dataclass(frozen=True)
class Step:
    """A line: what the derivative is by now, and by which rule it came from the line before."""

    tree: Tree
    rule: str


@dataclass(frozen=True)
class Steps:
    """The lines of a derivative; the last one is the result.

    In a notebook they are typeset. A prime behind a bracket, as in (x²)′, means: still to be
    differentiated.
    """

    lines: tuple[Step, ...]

    @property
    def result(self) -> Tree:
        """The derivative, as a tree."""
        return self.lines[-1].tree

    def __repr__(self) -> str:
        texts = [spelled(line.tree) for line in self.lines]
        width = max(map(len, texts[1:]), default=0)
        first, *others = zip(texts, self.lines, strict=True)
        rows = [f"= {text:{width}}  {line.rule}".rstrip() for text, line in others]
        return "\n".join([first[0], *rows])

    def _repr_latex_(self) -> str:
        """Return the lines for a notebook, one under the other."""
        rows = [
            f"{'' if i == 0 else '&= '}{latex(line.tree)} && \\text{{{line.rule}}}"
            for i, line in enumerate(self.lines)
        ]
        return "$\\displaystyle\\begin{aligned}" + " \\\\ ".join(rows) + "\\end{aligned}$"


def steps(f: Any, x: str = "x") -> Steps:
    """Differentiate step by step, each by one rule.

    The rules have the names of chapter 03, and *chain* that of chapter 10; other letters than x
    are constants. What was written is kept: nothing is expanded or rearranged, and the last line
    only gathers numbers.

    Parameters
    ----------
    f : str, sympy expression or callable
        The formula as one types it, ``"x^2 sin(3x)"``; or a function of one argument, which is
        called with a symbol.
    x : str
        The variable, one letter.

    Returns
    -------
    Steps
        The lines.

    Raises
    ------
    ValueError
        If the formula cannot be read, or holds something that has no rule here, such as relu.
    TypeError
        If f is none of the three.

    Examples
    --------
    >>> steps("x^2 sin(3x)")
    (x² sin(3x))′
    = (x²)′ sin(3x) + x²(sin(3x))′     product
    = 2x sin(3x) + x²(sin(3x))′        power
    = 2x sin(3x) + x²(cos(3x)(3x)′)    chain, sine
    = 2x sin(3x) + x²(cos(3x)(3(x)′))  multiple
    = 2x sin(3x) + x²(cos(3x)(3·1))    power
    = 2x sin(3x) + 3x² cos(3x)         gathered
    """
    if x not in LETTERS:
        raise ValueError(say("x must be one letter, got {x!r}", x=x))
    tree: Tree = ("d", _tree_of(f, x))
    lines = [Step(tree, "")]
    while (pending := _find(tree)) is not None:
        new, rule = _differentiated(pending[1], x)
        tree = _replaced(tree, pending, new)
        lines.append(Step(tree, rule))
    if (neat := gathered(tree)) != tree:
        lines.append(Step(neat, say("gathered")))
    return Steps(tuple(lines))


def _tree_of(f: Any, x: str) -> Tree:
    """The formula as a tree."""
    if isinstance(f, str):
        return parse(f, LETTERS)
    if callable(f) and not hasattr(f, "free_symbols"):
        import sympy

        f = sympy.sympify(f(sympy.Symbol(x, real=True)))
    if not hasattr(f, "free_symbols"):
        raise TypeError(
            say(
                "steps takes a text such as 'x^2', a function or a sympy expression, got {f!r}", f=f
            )
        )
    return _of_sympy(f)


_SYMPY = {"log": "ln", "Abs": "abs"}


def _of_sympy(expression: Any) -> Tree:
    """A sympy expression as a tree."""
    import sympy

    if expression.is_Symbol:
        return expression.name
    if expression is sympy.E:
        return "e"
    if expression is sympy.pi:
        return "pi"
    if expression.is_Integer or expression.is_Float:
        value = float(expression)
        return value if value >= 0 else ("neg", -value)
    if expression.is_Rational:
        whole = ("/", float(abs(expression.p)), float(expression.q))
        return whole if expression > 0 else ("neg", whole)
    if expression.is_Pow or isinstance(expression, sympy.exp):
        base, exponent = expression.as_base_exp()
        return ("^", _of_sympy(base), _of_sympy(exponent))
    if expression.is_Add or expression.is_Mul:
        first, *others = expression.args if expression.is_Mul else expression.as_ordered_terms()
        tree = _of_sympy(first)
        for other in others:
            tree = ("+" if expression.is_Add else "*", tree, _of_sympy(other))
        return tree
    name = _SYMPY.get(type(expression).__name__, type(expression).__name__)
    if name not in FUNCTIONS or len(expression.args) != 1:
        raise ValueError(say("there is no rule here for {name}", name=name))
    return (name, _of_sympy(expression.args[0]))


# --- trees --------------------------------------------------------------------------------------


def _find(tree: Tree) -> Tree:
    """The first part that is still to be differentiated, from the outside and the left."""
    if not isinstance(tree, tuple):
        return None
    if tree[0] == "d":
        return tree
    return next((found for part in tree[1:] if (found := _find(part)) is not None), None)


def _replaced(tree: Tree, old: Tree, new: Tree) -> Tree:
    """The tree with one part replaced: the very one, not another that looks like it."""
    if tree is old:
        return new
    if not isinstance(tree, tuple):
        return tree
    return (tree[0], *(_replaced(part, old, new) for part in tree[1:]))


def _holds(tree: Tree, x: str) -> bool:
    return tree == x or (isinstance(tree, tuple) and any(_holds(part, x) for part in tree[1:]))


# --- the rules ----------------------------------------------------------------------------------

# The derivative of each function of u, but for u′, and the rule's name.
_FUNCTIONS: dict[str, tuple[Callable[[Tree], Tree], str]] = {
    "sin": (lambda u: ("cos", u), "sine"),
    "cos": (lambda u: ("neg", ("sin", u)), "cosine"),
    "exp": (lambda u: ("exp", u), "exponential"),
    "ln": (lambda u: ("/", 1.0, u), "logarithm"),
    "sqrt": (lambda u: ("/", 1.0, ("*", 2.0, ("sqrt", u))), "power ½"),
    "sinh": (lambda u: ("cosh", u), "sinh"),
    "cosh": (lambda u: ("sinh", u), "cosh"),
    "tanh": (lambda u: ("-", 1.0, ("^", ("tanh", u), 2.0)), "tanh"),
    "asin": (lambda u: ("/", 1.0, ("sqrt", ("-", 1.0, ("^", u, 2.0)))), "inverse of sine"),
    "acos": (
        lambda u: ("neg", ("/", 1.0, ("sqrt", ("-", 1.0, ("^", u, 2.0))))),
        "inverse of cosine",
    ),
    "atan": (lambda u: ("/", 1.0, ("+", 1.0, ("^", u, 2.0))), "inverse of tan"),
    "sigmoid": (lambda u: ("*", ("sigmoid", u), ("-", 1.0, ("sigmoid", u))), "sigmoid"),
    "softplus": (lambda u: ("sigmoid", u), "softplus"),
    "abs": (lambda u: ("sign", u), "absolute value, where it is not 0"),
}
# What is first written by other functions.
_WRITTEN: dict[str, tuple[Callable[[Tree], Tree], str]] = {
    "tan": (lambda u: ("/", ("sin", u), ("cos", u)), "tan = sin/cos"),
    "log10": (lambda u: ("/", ("ln", u), ("ln", 10.0)), "log10 = ln/ln 10"),
    "log2": (lambda u: ("/", ("ln", u), ("ln", 2.0)), "log2 = ln/ln 2"),
}


def _differentiated(tree: Tree, x: str) -> tuple[Tree, str]:
    """Apply one rule to what is to be differentiated: what comes out, and the rule's name."""
    if not _holds(tree, x):
        return 0.0, say("constant")
    if tree == x:
        return 1.0, say("power")
    sign, *parts = tree
    if sign in ("+", "-"):
        return _termwise(tree), say("sum")
    if sign == "neg":
        return ("neg", ("d", parts[0])), say("multiple")
    if sign == "*":
        return _product(parts[0], parts[1], x)
    if sign == "/":
        return _quotient(parts[0], parts[1], x)
    if sign == "^":
        return _power(parts[0], parts[1], x)
    return _function(sign, parts[0], x)


def _termwise(tree: Tree) -> Tree:
    """The sum rule for all terms of a sum at once."""
    if isinstance(tree, tuple) and tree[0] in ("+", "-"):
        return (tree[0], _termwise(tree[1]), ("d", tree[2]))
    return ("d", tree)


def _product(u: Tree, v: Tree, x: str) -> tuple[Tree, str]:
    if not _holds(u, x):
        return ("*", u, ("d", v)), say("multiple")
    if not _holds(v, x):
        return ("*", ("d", u), v), say("multiple")
    return ("+", ("*", ("d", u), v), ("*", u, ("d", v))), say("product")


def _quotient(u: Tree, v: Tree, x: str) -> tuple[Tree, str]:
    if not _holds(v, x):
        return ("/", ("d", u), v), say("multiple")
    above = ("-", ("*", ("d", u), v), ("*", u, ("d", v)))
    return ("/", above, ("^", v, 2.0)), say("quotient")


def _power(base: Tree, exponent: Tree, x: str) -> tuple[Tree, str]:
    if not _holds(exponent, x):
        outer = ("*", exponent, _raised(base, _one_less(exponent)))
        return _chained(outer, base, x, "power")
    if base == "e":
        return _chained(("^", "e", exponent), exponent, x, "exponential")
    if not _holds(base, x):
        outer = ("*", ("^", base, exponent), ("ln", base))
        return _chained(outer, exponent, x, "exponential of another base")
    return ("d", ("^", "e", ("*", exponent, ("ln", base)))), "u^v = e^(v ln u)"


def _function(name: str, u: Tree, x: str) -> tuple[Tree, str]:
    if name in _WRITTEN:
        written, rule = _WRITTEN[name]
        return ("d", written(u)), rule
    if name not in _FUNCTIONS:
        raise ValueError(
            say(
                "there is no rule here for {name}: its slope is not one formula",
                name=f"{name}({spelled(u)})",
            )
        )
    outer, rule = _FUNCTIONS[name]
    return _chained(outer(u), u, x, rule)


def _chained(outer: Tree, inner: Tree, x: str, rule: str) -> tuple[Tree, str]:
    """The outer derivative times the inner one, which is left out where it is that of x."""
    if inner == x:
        return outer, rule
    return ("*", outer, ("d", inner)), say("chain, {rule}", rule=rule)


def _one_less(exponent: Tree) -> Tree:
    known = rational(exponent)
    return ("-", exponent, 1.0) if known is None else of_rational(known - 1)


def _raised(base: Tree, exponent: Tree) -> Tree:
    """base^exponent, where a power of 1 or 0 is not written."""
    if exponent == 1:
        return base
    return 1.0 if exponent == 0 else ("^", base, exponent)

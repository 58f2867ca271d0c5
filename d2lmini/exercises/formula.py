"""Read a formula as people type it: the grammar of all answers, here and in ``formula.js``.

The two readers make the same tree, and a test compares them. A tree is a number, a name, or a tuple
of an operation and what it works on: ``("*", 2, ("sin", "x"))``. Nothing is ever evaluated as code.

How what can be meant in two ways is read:

- ``1/2x`` is (1/2)·x, and ``x/2·y`` is (x/2)·y: from left to right.
- ``sin 2x`` is sin(2x), ``sin x cos x`` is a product, ``sin x + 1`` is (sin x) + 1; ``sin x/2`` is
  (sin x)/2, ``sin x^2`` is sin(x²), ``sin(x)^2`` and ``sin^2 x`` are (sin x)².
- ``x(x + 1)`` is a product: letters are no functions.
- ``log`` is ``ln``, the natural logarithm, as in Python.
- ``-x^2`` is −(x²), and ``2^3^2`` is 2^(3²).
- A comma separates; it is no decimal point. So do a semicolon and the word *and*.
- Of ``y = 2x`` the right side counts, and of ``1/3 ≈ 0.33`` the left one.
- ``±1`` in a list is two entries, 1 and −1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from d2lmini.words import number, say

Tree = Any  # a number, a name, or a tuple of an operation and trees

LONGEST, DEEPEST = 400, 60  # characters, brackets
ALIASES = {
    "log": "ln",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "sigma": "sigmoid",
    "σ": "sigmoid",
}
FUNCTIONS = {
    *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "ln", "log10"),
    *("log2", "sqrt", "abs", "sign", "relu", "sigmoid", "softplus"),
}
CONSTANTS = {"pi": math.pi, "e": math.e}
_WORDS = "alpha beta gamma delta epsilon eta theta lambda mu rho tau phi omega"
GREEK = dict(zip("αβγδεηθλμρτφω", _WORDS.split(" "), strict=True))
_SUPER = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ⁿˣʰʸᵗ", "0123456789-+()nxhyt", strict=True))
_SUB = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_SAME = {"−": "-", "–": "-", "·": "*", "⋅": "*", "×": "*", "∗": "*", "÷": "/", "∶": "/", "∕": "/"}
_SAME |= {
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    "π": "pi",
    "ℯ": "e",
    "、": ",",
    "∣": "|",
    "'": "′",
    "’": "′",
    ";": ",",
    "½": "(1/2)",
    "⅓": "(1/3)",
    "¼": "(1/4)",
}


# What is said of what cannot be read; the browser is sent this table.
COMPLAINTS = {
    "long": "This is longer than {count} characters.",
    "deep": "This is nested too deep.",
    "unknown": "{name} is not known here.",
    "unreadable": "{name} cannot be read.",
    "unexpected": "{name} is not expected here.",
    "comma": "A comma separates entries, each of which stands alone. Decimals have a point: 0.5.",
    "unclosed": "A bracket is not closed.",
    "unopened": "A bracket is closed that was not opened.",
    "number": "A number stands behind a factor. Write 2x or x^2, or put a comma or a sign between.",
    "end": "Something is missing at the end.",
    "of what": "{name} of what?",
    "brackets": "Put what {name} is taken of into brackets.",
    "power": "Write the power behind the brackets: {name}(x)^n.",
}


class FormulaError(ValueError):
    """What was typed cannot be read.

    Attributes
    ----------
    why : str
        A key of `COMPLAINTS`.
    at : int
        Where, counted in characters.
    """

    def __init__(self, *, at: int, why: str, **told: Any) -> None:
        super().__init__(say(COMPLAINTS[why], **told))
        self.why, self.at = why, at


@dataclass(frozen=True)
class _Token:
    kind: str  # "number", "name", "end", or the sign itself
    value: Any
    at: int


def parse(typed: str, names: Sequence[str] = ("x",), primes: bool = False) -> Tree:
    """Read a formula.

    Parameters
    ----------
    typed : str
        What somebody typed: ``2x sin(x) + x²``. Of an equation the right side counts.
    names : sequence of str
        The variables that may occur, such as ``("x1", "x2")``.
    primes : bool
        Whether (x²)′ is read, as in a derivation; in an answer it is not.

    Returns
    -------
    tuple, str or float
        The tree.

    Raises
    ------
    FormulaError
        If it cannot be read, with the place.

    Examples
    --------
    >>> parse("2x sin x")
    ('*', ('*', 2.0, 'x'), ('sin', 'x'))
    >>> parse("sin² x / 2")
    ('/', ('^', ('sin', 'x'), 2.0), 2.0)
    """
    reader = _Reader(_tokens(typed, names), primes)
    tree = reader.sum(0)
    reader.expect("end")
    return tree


def parse_list(typed: str, names: Sequence[str] = ("x",)) -> list[Tree]:
    """Read formulas with commas between them, in brackets or not.

    Examples
    --------
    >>> parse_list("(2x, 2y)", ("x", "y"))
    [('*', 2.0, 'x'), ('*', 2.0, 'y')]
    >>> parse_list("x = 0 and x = ±1")
    [0.0, 1.0, ('neg', 1.0)]
    """
    both = [_entries(typed.replace("±", sign), names) for sign in ("+", "-")]
    return [tree for pair in zip(*both, strict=True) for tree in pair[: 1 + (pair[0] != pair[1])]]


def _entries(typed: str, names: Sequence[str]) -> list[Tree]:
    tokens = _tokens(typed, names)
    if _is_one_bracket(tokens):
        tokens = tokens[1:-2] + tokens[-1:]
    reader = _Reader(tokens)
    trees = [reader.sum(0)]
    while reader.next.kind == ",":
        reader.take()
        trees.append(reader.sum(0))
    reader.expect("end")
    return trees


def _is_one_bracket(tokens: list[_Token]) -> bool:
    """Whether the first bracket is closed by the last one, and holds a comma."""
    depth, commas = 0, 0
    for i, token in enumerate(tokens[:-1]):
        depth += (token.kind == "(") - (token.kind == ")")
        commas += token.kind == "," and depth == 1
        if depth == 0 and i < len(tokens) - 2:
            return False
    return commas > 0 and depth == 0


# --- characters and tokens --------------------------------------------------------------------


def _plain(typed: str) -> list[tuple[str, int]]:
    """Characters as on a plain keyboard, each with its place: x² as x^(2), x₁ and x_1 as x1."""
    plain: list[tuple[str, int]] = []
    raised = False
    for at, given in enumerate(typed):
        char = chr(ord(given) - 0xFEE0) if "！" <= given <= "～" else given
        char = " " if char.isspace() else _SAME.get(char, char)
        if (char in _SUPER) != raised:
            plain += [("^", at), ("(", at)] if char in _SUPER else [(")", at)]
            raised = not raised
        char = _SUPER.get(char, _SUB.get(char, char))
        if char == "*" and plain and plain[-1] == ("*", at - 1):
            plain[-1] = ("^", at - 1)
        elif char != "_":
            plain += [(each, at) for each in char]
    return plain + [(")", len(typed))] * raised


def _tokens(typed: str, names: Sequence[str]) -> list[_Token]:
    if len(typed) > LONGEST:
        raise FormulaError(at=LONGEST, why="long", count=LONGEST)
    plain = _plain(_sides(typed.replace(" and ", "  ,  ")))
    text = "".join(char for char, _ in plain)
    places = [at for _, at in plain] + [len(typed)]
    known = _known(names)
    tokens, i = [], 0
    while i < len(text):
        if text[i] == " ":
            i += 1
            continue
        kind, value, end = _token(text, i, known, places)
        tokens.append(_Token(kind, value, places[i]))
        i = end
    return [*tokens, _Token("end", None, len(typed))]


def _sides(typed: str) -> str:
    """Blanks in the place of what stands before an equals sign, or after ≈, of each entry."""
    chars = list(typed)
    for i, sign in enumerate(typed):
        step = {"=": -1, "＝": -1, "≈": 1}.get(sign, 0)
        at, depth = i, 0
        while step and 0 <= at < len(typed):
            depth += step * ((typed[at] in "([{（") - (typed[at] in ")]}）"))
            if depth < 0 or (depth == 0 and typed[at] in ",，;；、"):
                break
            chars[at] = " "
            at += step
    return "".join(chars)


_NUMBER = re.compile(r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_SIGNS = set("+-*/^(),|√′")


def _token(text: str, i: int, known: dict[str, str], places: list[int]) -> tuple[str, Any, int]:
    """The token that begins at i: its kind, its value, and where it ends."""
    if number := _NUMBER.match(text, i):
        return "number", float(number[0]), number.end()
    if text[i] in _SIGNS:
        return text[i], text[i], i + 1
    for case in (text, "".join(c.lower() if len(c.lower()) == 1 else c for c in text)):
        for spelling in known:  # the longest first
            if case.startswith(spelling, i):
                return "name", known[spelling], i + len(spelling)
    why = "unknown" if text[i].isalpha() else "unreadable"
    raise FormulaError(at=places[i], why=why, name=text[i])


def _known(names: Sequence[str]) -> dict[str, str]:
    """Spellings of all names, the longest first, each with what it stands for."""
    spellings = {name: name for name in (*CONSTANTS, *FUNCTIONS)} | ALIASES
    for name in names:
        spellings[name] = name
        if name in GREEK:
            spellings[GREEK[name]] = name
    return dict(sorted(spellings.items(), key=lambda pair: -len(pair[0])))


# --- the grammar ------------------------------------------------------------------------------


class _Reader:
    """A sum holds products, these hold powers, and these hold numbers, names and brackets."""

    def __init__(self, tokens: list[_Token], primes: bool = False) -> None:
        self.tokens, self.primes, self.i, self.bars = tokens, primes, 0, 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.i]

    def take(self) -> _Token:
        self.i += 1
        return self.tokens[self.i - 1]

    def expect(self, kind: str) -> None:
        if self.next.kind != kind:
            self.refuse(kind)
        self.take()

    def refuse(self, wanted: str) -> NoReturn:
        """Say what is wrong with the next token."""
        token = self.next
        if token.kind == ",":
            why = "comma"
        elif token.kind == "end":
            why = "unclosed" if wanted in (")", "|") else "end"
        else:
            why = {")": "unopened", "number": "number"}.get(token.kind, "unexpected")
        raise FormulaError(at=token.at, why=why, name=token.value)

    def sum(self, depth: int) -> Tree:
        tree = self.product(depth)
        while self.next.kind in ("+", "-"):
            tree = (self.take().kind, tree, self.product(depth))
        return tree

    def product(self, depth: int) -> Tree:
        tree = self.signed(depth)
        while True:
            if self.next.kind in ("*", "/"):
                tree = (self.take().kind, tree, self.signed(depth))
            elif self.begins_a_factor():
                tree = ("*", tree, self.power(depth))
            else:
                return tree

    def begins_a_factor(self) -> bool:
        kind = self.next.kind
        return kind in ("name", "(", "√") or (kind == "|" and not self.bars)

    def signed(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise FormulaError(at=self.next.at, why="deep")
        if self.next.kind not in ("+", "-"):
            return self.power(depth)
        sign, tree = self.take().kind, self.signed(depth + 1)
        return ("neg", tree) if sign == "-" else tree

    def power(self, depth: int) -> Tree:
        base = self.atom(depth)
        if self.next.kind != "^":
            return base
        self.take()
        return ("^", base, self.signed(depth + 1))  # 2^-x^2 is 2^(−(x^2))

    def atom(self, depth: int) -> Tree:
        token = self.next
        if token.kind == "number":
            return self.take().value
        if token.kind == "name":
            self.take()
            return self.applied(token, depth) if token.value in FUNCTIONS else token.value
        if token.kind == "(":
            return self.bracket(depth)
        if token.kind == "√":
            self.take()
            return ("sqrt", self.power(depth + 1))
        if token.kind == "|":
            return self.absolute(depth)
        self.refuse("something")

    def bracket(self, depth: int) -> Tree:
        self.take()
        outer, self.bars = self.bars, 0
        tree = self.sum(depth + 1)
        self.expect(")")
        self.bars = outer
        if self.primes and self.next.kind == "′":
            self.take()
            return ("d", tree)
        return tree

    def absolute(self, depth: int) -> Tree:
        self.take()
        self.bars += 1
        tree = self.sum(depth + 1)
        self.bars -= 1
        self.expect("|")
        return ("abs", tree)

    def applied(self, name: _Token, depth: int) -> Tree:
        """A function and its argument: in brackets, or what stands side by side behind it."""
        exponent = None
        if self.next.kind == "^":
            self.take()
            exponent = self.whole_exponent(name)
        if self.next.kind == "(":
            tree: Tree = (name.value, self.bracket(depth))
        else:
            tree = (name.value, self.argument(name, depth + 1))
        return tree if exponent is None else ("^", tree, exponent)

    def whole_exponent(self, name: _Token) -> float:
        """The 2 of sin² x, which cannot be −1: that would be 1/sin x or arcsin x."""
        at, negative = self.next.at, self.next.kind == "-"
        tree = None if negative else self.atom(0)
        if not isinstance(tree, float) or tree < 1 or tree % 1:
            raise FormulaError(at=at, why="power", name=name.value)
        return tree

    def argument(self, name: _Token, depth: int) -> Tree:
        if depth > DEEPEST:
            raise FormulaError(at=self.next.at, why="deep")
        if self.next.kind == "-":
            self.take()
            return ("neg", self.argument(name, depth + 1))
        if self.next.kind not in ("number", "name", "√", "|"):
            raise FormulaError(at=self.next.at, why="of what", name=name.value)
        tree = self.power(depth)
        while self.next.kind == "name" and self.next.value not in FUNCTIONS:
            tree = ("*", tree, self.power(depth))
        if self.next.kind == "(":
            raise FormulaError(at=self.next.at, why="brackets", name=name.value)
        return tree


# --- values -----------------------------------------------------------------------------------


def value(tree: Tree, point: Mapping[str, float]) -> float:
    """The value of a tree where its names have these values; NaN where there is none.

    Examples
    --------
    >>> value(parse("x^2 + 1/x"), {"x": 2.0})
    4.5
    >>> value(parse("ln x"), {"x": -1.0})
    nan
    """
    if isinstance(tree, str):
        return point[tree] if tree in point else CONSTANTS[tree]
    if not isinstance(tree, tuple):
        return float(tree)
    given = [value(part, point) for part in tree[1:]]
    with np.errstate(all="ignore"):
        return float(_WORK[tree[0]](*map(np.float64, given)))


_WORK: dict[str, Callable[..., Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power,
    "neg": np.negative, "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin,
    "acos": np.arccos, "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "exp": np.exp, "ln": np.log, "log10": np.log10, "log2": np.log2, "sqrt": np.sqrt,
    "abs": np.abs, "sign": np.sign,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(0, x),
}  # fmt: skip


# --- a tree as text ---------------------------------------------------------------------------

LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "^": 4}
_CALLS = {"abs": "|{}|", "sqrt": "√({})"}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def spelled(tree: Tree) -> str:
    """A tree as text that is read as the same tree.

    Examples
    --------
    >>> spelled(parse("2x sin x^2 - (x+1)/(2x)"))
    '2x sin(x²) − (x + 1)/(2x)'
    """
    if isinstance(tree, str):
        return {"pi": "π"}.get(tree, tree)
    if not isinstance(tree, tuple):
        return number(float(tree), ".15g")
    sign, *parts = tree
    if sign == "d":
        return f"({spelled(parts[0])})′"  # still to be differentiated: see steps
    if sign in _CALLS or sign in FUNCTIONS:
        return _CALLS.get(sign, sign + "({})").format(spelled(parts[0]))
    if sign == "neg":
        return f"−{_inside(parts[0], 4)}"
    if sign == "^":
        return _power(*parts)
    left = spelled(parts[0]) if _level(parts[0]) >= LEVELS[sign] else f"({spelled(parts[0])})"
    right = _inside(parts[1], LEVELS[sign] + 1)
    if sign in "+-":
        return f"{left} {sign.replace('-', '−')} {right}"
    return f"{left}/{right}" if sign == "/" else _product(parts[0], left, right)


def _level(tree: Tree) -> int:
    """How tightly a tree holds together: what works on it puts looser ones into brackets."""
    return LEVELS.get(tree[0], 5) if isinstance(tree, tuple) else 5


def _inside(tree: Tree, level: int) -> str:
    text = spelled(tree)
    loose = _level(tree) < level or (level > 1 and text.startswith("−"))
    return f"({text})" if loose else text


def _power(base: Tree, exponent: Tree) -> str:
    first = spelled(base)
    if _level(base) < 5 or first.startswith("√"):
        first = f"({first})"
    if not isinstance(exponent, tuple | str) and exponent % 1 == 0 and exponent < 1e6:
        return first + str(int(exponent)).translate(_RAISED)
    last = spelled(exponent)
    return f"{first}^{last}" if _level(exponent) == 5 and "(" not in last else f"{first}^({last})"


def _product(tree: Tree, left: str, right: str) -> str:
    """A product, with as few signs as can be read."""
    if isinstance(tree, tuple) and tree[0] == "/":
        left = f"({left})"
    if right[0] in "(√" or (right[0].isalpha() and left[-1].isdigit() and not right[1:2].isalpha()):
        return left + right
    return f"{left} {right}" if right[0].isalpha() else f"{left}·{right}"

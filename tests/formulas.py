"""Random formulas, and what somebody may type by mistake."""

import random

import sympy

from d2lmini.exercises.formula import FUNCTIONS, spelled

NAMES = ("x", "y", "x1", "λ")
SLIPS = [*"()|^*-+/.,x2 e√σ²₁_=sinπ😀<İ１（×", "sin ", "ln", "1e-3", "**"]


def random_tree(random, depth):
    """A tree of at most so many operations on top of each other."""
    if depth == 0 or random.random() < 0.2:
        plain = float(random.randint(0, 12))
        return random.choice([*NAMES, "pi", "e", plain, round(random.uniform(0, 9), 2)])
    kind = random.random()
    a, b = (random_tree(random, depth - 1) for _ in range(2))
    if kind < 0.5:
        return (random.choice("+-**/"), a, b)
    if kind < 0.62:
        return ("^", a, random.choice([2.0, 3.0, 0.5, b]))
    return ("neg", a) if kind < 0.72 else (random.choice(sorted(FUNCTIONS)), a)


def random_point(random):
    return {name: random.uniform(*random.choice([(-3, 3), (0, 2)])) for name in NAMES}


def typed(random, tree):
    """The tree as text, every other time with a slip."""
    text = spelled(tree)
    if random.random() < 0.5:
        return text
    i = random.randrange(len(text) + 1)
    return text[:i] + random.choice(SLIPS) + text[i + (random.random() < 0.5) :]


def typed_formulas(count):
    """So many texts, the same each time, each with a point."""
    chance = random.Random(5)
    return [(typed(chance, random_tree(chance, 4)), random_point(chance)) for _ in range(count)]


SYMPY = {
    "asin": sympy.asin,
    "acos": sympy.acos,
    "atan": sympy.atan,
    "abs": sympy.Abs,
    "relu": lambda x: sympy.Max(x, 0),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "log10": lambda x: sympy.log(x, 10),
    "log2": lambda x: sympy.log(x, 2),
    "neg": lambda x: -x,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
}


def as_sympy(tree, point):
    """A tree by sympy, where its names stand for numbers or symbols; d differentiates by x."""
    if isinstance(tree, tuple):
        if tree[0] == "d":
            return sympy.Derivative(as_sympy(tree[1], point), point["x"])
        work = SYMPY.get(tree[0]) or getattr(sympy, tree[0])
        return work(*(as_sympy(part, point) for part in tree[1:]))
    if isinstance(tree, str) and tree not in point:
        return {"pi": sympy.pi, "e": sympy.E}[tree]
    given = point.get(tree, tree)
    return given if isinstance(given, sympy.Basic) else sympy.Float(given, 30)


HOSTILE = [
    "(" * 390,
    ")" * 390,
    "9^9^9^9",
    "|" * 300,
    "-" * 300,
    "√" * 300,
    "sin " * 90,
    "^" * 50,
    "x" * 400,
    "<script>alert(1)</script>",
    "__import__('os')",
    "constructor",
    "NaN",
    "Infinity",
    "😀x",
    "",
    " ",
    "x²³",
    "x^-²",
    "²x",
    "1..2",
    ".5x",
    "=",
    "2=x=3x",
    "1e999",
]

"""Gather the numbers and the equal factors of a formula, and leave the rest as it was written."""

from __future__ import annotations

from fractions import Fraction

from d2lmini.exercises.formula import Tree

Factors = dict[Tree, Fraction]  # each with its exponent, in the order of their coming


def gathered(tree: Tree) -> Tree:
    """The same without 0 + … and 1 · …, the numbers of a product in front, equal factors as powers.

    Examples
    --------
    >>> from d2lmini.exercises.formula import parse, spelled
    >>> spelled(gathered(parse("x*3*x + 0*x"))), spelled(gathered(parse("(1/(2√x))*4x*x")))
    ('3x²', '2x²/√(x)')
    >>> spelled(gathered(parse("1 + ln x - e^x - 1 - 2*e^x")))
    'ln(x) − 3e^x'
    """
    if not isinstance(tree, tuple):
        return tree
    sign, *parts = tree
    tree = (sign, *map(gathered, parts))
    if (known := rational(tree)) is not None:
        return of_rational(known)
    if sign in ("+", "-"):
        return _sum(tree)
    if sign in ("*", "/", "neg") or (sign == "^" and rational(tree[2]) is not None):
        return _written(*_factored(tree))
    return tree


def rational(tree: Tree) -> Fraction | None:
    """A tree of plain numbers as an exact one; None if it is none, or too large."""
    if isinstance(tree, float):
        return Fraction(str(tree)) if abs(tree) < 1e12 else None
    if not isinstance(tree, tuple) or tree[0] not in ("+", "-", "*", "/", "neg"):
        return None
    a = rational(tree[1])
    if a is None or tree[0] == "neg":
        return a and -a
    b = rational(tree[2])
    if b is None:
        return None
    if tree[0] == "/":
        return a / b if b else None
    return {"+": a + b, "-": a - b, "*": a * b}[tree[0]]


def of_rational(value: Fraction) -> Tree:
    """An exact number as a tree."""
    size = abs(value)
    tree: Tree = float(size.numerator)
    if size.denominator != 1:
        tree = ("/", tree, float(size.denominator))
    return ("neg", tree) if value < 0 else tree


def _is_negative(tree: Tree) -> bool:
    """Whether a minus stands in front."""
    leads = isinstance(tree, tuple) and tree[0] in ("*", "/") and _is_negative(tree[1])
    return leads or (isinstance(tree, tuple) and tree[0] == "neg")


def _negative(tree: Tree) -> Tree:
    """Minus a tree; of a product, its first factor takes the sign."""
    if not isinstance(tree, tuple) or tree[0] not in ("*", "/", "neg"):
        return ("neg", tree)
    sign, first, *others = tree
    return first if sign == "neg" else (sign, _negative(first), *others)


def _sum(tree: Tree) -> Tree:
    """A sum in which the numbers, and terms with the same factors, are one."""
    found: dict[frozenset[tuple[Tree, Fraction]], tuple[Fraction, Factors]] = {}
    for term in _terms(tree):
        number, factors = _factored(term)
        before, as_first = found.get(frozenset(factors.items()), (Fraction(0), factors))
        found[frozenset(factors.items())] = before + number, as_first
    terms = [_written(number, factors) for number, factors in found.values() if number]
    if terms and _is_negative(terms[0]):  # 1 − x², not −x² + 1
        terms.sort(key=_is_negative)
    total: Tree = terms[0] if terms else of_rational(Fraction(0))
    for term in terms[1:]:
        total = ("-", total, _negative(term)) if _is_negative(term) else ("+", total, term)
    return total


def _terms(tree: Tree) -> list[Tree]:
    """The terms of a sum, from left to right; those after a minus with another sign."""
    if not isinstance(tree, tuple) or tree[0] not in ("+", "-"):
        return [tree]
    left, right = _terms(tree[1]), _terms(tree[2])
    return [*left, *(right if tree[0] == "+" else map(_negative, right))]


def _factored(tree: Tree) -> tuple[Fraction, Factors]:
    """A product as a number and other factors."""
    if (known := rational(tree)) is not None:
        return known, {}
    sign = tree[0] if isinstance(tree, tuple) else ""
    if sign == "neg":
        number, factors = _factored(tree[1])
        return -number, factors
    if sign in ("*", "/"):
        (one, factors), (two, others) = _factored(tree[1]), _factored(tree[2])
        turned = 1 if sign == "*" else -1
        if sign == "/" and two == 0:
            return Fraction(1), {tree: Fraction(1)}
        for factor, times in others.items():
            factors[factor] = factors.get(factor, Fraction(0)) + turned * times
        return one * two**turned, factors
    exponent = rational(tree[2]) if sign == "^" else None
    if exponent is not None:
        return Fraction(1), _raised(tree[1], exponent)
    return Fraction(1), {tree: Fraction(1)}


def _raised(base: Tree, exponent: Fraction) -> Factors:
    """(x²)³ as x⁶; a root of a power stays, for √(x²) is not x."""
    if exponent.denominator == 1 and isinstance(base, tuple) and base[0] == "^":
        inner = rational(base[2])
        if inner is not None:
            return _raised(base[1], inner * exponent)
    return {base: exponent}


def _written(number: Fraction, factors: Factors) -> Tree:
    """A number and factors as one product or quotient."""
    if number == 0:
        return of_rational(number)
    above = [_power(f, exponent) for f, exponent in factors.items() if exponent > 0]
    below = [_power(f, -exponent) for f, exponent in factors.items() if exponent < 0]
    above.sort(key=_is_no_letter)
    top = _product(abs(number.numerator), above)
    if below or number.denominator != 1:
        top = ("/", top, _product(number.denominator, below))
    return _negative(top) if number < 0 else top


def _is_no_letter(factor: Tree) -> bool:
    """Whether a factor is more than a letter or its power: x e^x, not e^x x."""
    base = factor[1] if isinstance(factor, tuple) and factor[0] == "^" else factor
    return base == "e" or not isinstance(base, str)


def _power(base: Tree, exponent: Fraction) -> Tree:
    return base if exponent == 1 else ("^", base, of_rational(exponent))


def _product(number: int, factors: list[Tree]) -> Tree:
    trees = [*([float(number)] if number != 1 or not factors else []), *factors]
    tree = trees[0]
    for factor in trees[1:]:
        tree = ("*", tree, factor)
    return tree

"""Derivatives step by step: every line is right, and goes by one rule."""

import math
import random
from itertools import pairwise

import numpy as np
import pytest
import sympy
from formulas import as_sympy, random_tree

from d2lmini import steps
from d2lmini.exercises.formula import FormulaError, parse, spelled, value
from d2lmini.exercises.gathering import gathered

X = sympy.Symbol("x", positive=True)
WITHOUT_RULE = {"sign", "relu"}


def holds(tree, names):
    return isinstance(tree, tuple) and (tree[0] in names or any(holds(t, names) for t in tree[1:]))


def random_formulas(count, depth):
    """So many formulas in x that have rules."""
    chance, found = random.Random(3), []
    while len(found) < count:
        tree = only_x(random_tree(chance, depth))
        if not holds(tree, WITHOUT_RULE):
            found.append(tree)
    return found


def only_x(tree):
    if isinstance(tree, tuple):
        return (tree[0], *map(only_x, tree[1:]))
    return "x" if isinstance(tree, str) and tree not in ("pi", "e") else tree


def numbers(expression, places):
    real = expression.replace(sympy.Abs, lambda u: sympy.sqrt(u**2))  # which has a derivative
    real = real.doit()
    if real.has(sympy.zoo, sympy.nan, sympy.oo):  # 1/0, say
        return np.full(len(places), np.nan)
    with np.errstate(all="ignore"):
        found = sympy.lambdify(X, real, "numpy")(np.array(places, complex))
    return np.broadcast_to(found, len(places))


PLACES = (0.37, 0.81, 1.3, 2.2)


def test_the_result_is_sympys_for_a_thousand_formulas():
    compared = 0
    for tree in random_formulas(1000, 3):
        found = steps(spelled(tree)).result
        exact = numbers(sympy.Derivative(as_sympy(tree, {"x": X}), X), PLACES)
        for x, wanted in zip(PLACES, exact, strict=True):
            result = value(found, {"x": x})
            if abs(wanted.imag) < 1e-12 and 1e-6 < abs(wanted) < 1e6 and math.isfinite(result):
                assert result == pytest.approx(wanted.real, rel=1e-6), spelled(tree)
                compared += 1
    assert compared > 1500


def test_every_line_is_the_one_before_by_another_name():
    for tree in random_formulas(60, 3):
        lines = steps(spelled(tree)).lines
        for before, after in pairwise(lines):
            assert before.tree != after.tree
            assert after.rule
            one, two = (numbers(as_sympy(line.tree, {"x": X}), PLACES) for line in (before, after))
            near = np.isfinite(one) & np.isfinite(two) & (np.abs(one) < 1e6)
            np.testing.assert_allclose(one[near], two[near], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("typed", "rules"),
    [
        ("5", ["constant"]),
        ("3x^2", ["multiple", "power", "gathered"]),
        ("x^3 + 2x + 1", ["sum", "power", "multiple", "power", "constant", "gathered"]),
        ("x sin x", ["product", "power", "sine", "gathered"]),
        ("e^x/x", ["quotient", "exponential", "power", "gathered"]),
        ("e^(2x)", ["chain, exponential", "multiple", "power", "gathered"]),
        ("ln(x)", ["logarithm"]),
        ("x^x", ["u^v = e^(v ln u)", "chain, exponential", "product", "power", "logarithm"]),
    ],
)
def test_each_rule_goes_by_its_name(typed, rules):
    assert [line.rule for line in steps(typed).lines[1:]][: len(rules)] == rules


@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ("√(1 + x^2)", "x/√(1 + x²)"),
        ("a x^2 + b x + c", "2a x + b"),
        ("3/x^2", "−6/x³"),
        ("x^-1", "−1/x²"),
        ("(x^2 + 1)^10", "20x(x² + 1)⁹"),
        ("5 - 2x", "−2"),
        ("e^-x", "−e^(−x)"),
    ],
)
def test_the_result_is_short(typed, result):
    assert spelled(steps(typed).result) == result


def test_a_text_a_function_and_an_expression_give_the_same():
    x = sympy.Symbol("x")
    wanted = [value(steps("x^2 e^(3x) + 1/x").result, {"x": p}) for p in PLACES]
    for f in (lambda x: x**2 * sympy.exp(3 * x) + 1 / x, x**2 * sympy.exp(3 * x) + 1 / x):
        found = [value(steps(f).result, {"x": p}) for p in PLACES]
        assert found == pytest.approx(wanted)


def test_another_letter_may_be_the_variable():
    assert spelled(steps("w^2 x", "w").result) == "2w x"


def test_in_a_notebook_the_lines_stand_under_each_other():
    text = steps("x^2")._repr_latex_()
    assert text.startswith(r"$\displaystyle\begin{aligned}\left(x^{2}\right)'")
    assert r"&= 2\,x && \text{power}" in text


@pytest.mark.parametrize(
    ("f", "error", "says"),
    [
        ("relu(x)", ValueError, r"no rule here for relu\(x\): its slope is not one formula"),
        ("x +", FormulaError, "missing at the end"),
        (3, TypeError, "steps takes a text such as"),
        (sympy.gamma(sympy.Symbol("x")), ValueError, "no rule here for gamma"),
    ],
)
def test_what_it_does_not_know_is_said(f, error, says):
    with pytest.raises(error, match=says):
        steps(f)


@pytest.mark.parametrize(
    ("typed", "short"),
    [
        ("x*3*1 + 0*x", "3x"),
        ("2x*x/x", "2x"),
        ("(x^2)^3", "x⁶"),
        ("√(x^2)", "√(x²)"),
        ("1/2 + 1/3", "5/6"),
        ("-(-x)", "x"),
        ("x - (-2)", "x + 2"),
        ("x/0", "x/0"),
        ("0.1*3x", "3x/10"),
        ("ln x + 1 - 1", "ln(x)"),
        ("2 sin x - x + sin x", "3 sin(x) − x"),
        ("-x^2 + 1", "1 − x²"),
        ("x - (x - 3)", "3"),
        ("e^(-x^2/2)*(-x)", "−x e^(−x²/2)"),
        ("x - x", "0"),
    ],
)
def test_numbers_and_equal_factors_are_gathered(typed, short):
    assert spelled(gathered(parse(typed))) == short

"""What people type is read, in one way, and nothing else is."""

import math
import random

import numpy as np
import pytest
import sympy
from formulas import HOSTILE, NAMES, as_sympy, random_point, random_tree

from d2lmini.exercises.formula import (
    COMPLAINTS,
    FUNCTIONS,
    FormulaError,
    parse,
    parse_list,
    spelled,
    value,
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2x sin(x) + x^2cos(x)", "2x sin(x) + x² cos(x)"),
        ("1/2x", "(1/2) x"),
        ("x/2y", "(x/2) y"),
        ("sin x^2", "sin(x²)"),
        ("sin(x)^2", "sin(x)²"),
        ("sin²x", "sin(x)²"),
        ("sin^2 x", "sin(x)²"),
        ("sin 2x cos x", "sin(2x) cos(x)"),
        ("sin x/2", "sin(x)/2"),
        ("sin x + 1", "sin(x) + 1"),
        ("sin -x", "sin(−x)"),
        ("sinx", "sin(x)"),
        ("xsinx", "x sin(x)"),
        ("Sin(X)", "sin(x)"),
        ("x(x+1)", "x(x + 1)"),
        ("log x", "ln(x)"),
        ("-x^2", "−x²"),
        ("2^3^2", "2^(3²)"),
        ("2^-x^2", "2^(−x²)"),
        ("e^-x", "e^(−x)"),
        ("xe^x", "x e^x"),
        ("x**2", "x²"),
        ("x^{10}", "x¹⁰"),
        ("√2x", "√(2) x"),
        ("√x^2", "√(x²)"),
        ("2|x| + 1", "2·|x| + 1"),
        ("|x-|y||", "|x − |y||"),
        ("ｘ＋１", "x + 1"),
        ("（x）²", "x²"),
        ("x₁ + x_1", "x1 + x1"),
        ("eˣ", "e^x"),
        ("½x", "(1/2) x"),
        ("1/3 ≈ 0.33", "1/3"),
        ("f(x, y) = 2x", "2x"),
        ("e⁻ˣ", "e^(−x)"),
        ("5πx", "5π x"),
        ("2lambda", "2λ"),
        ("x·y÷2", "x y/2"),
        ("y = 2x", "2x"),
        ("1e-3", "0.001"),
        ("arctan x", "atan(x)"),
        ("σ(x)(1-σ(x))", "sigmoid(x)(1 − sigmoid(x))"),
    ],
)
def test_it_is_read_in_one_documented_way(typed, read):
    assert spelled(parse(typed, NAMES)) == read


@pytest.mark.parametrize(
    ("typed", "why", "at"),
    [
        ("2 3", "number", 2),
        ("x2", "number", 1),
        ("sin", "of what", 3),
        ("sin 2(x)", "brackets", 5),
        ("sin^-1 x", "power", 4),
        ("(x", "unclosed", 2),
        ("|x", "unclosed", 2),
        ("x)", "unopened", 1),
        ("0,5", "comma", 1),
        ("f(x)", "unknown", 0),
        ("x + ", "end", 4),
        ("x + * 2", "unexpected", 4),
        ("x < 2", "unreadable", 2),
        ("(x^2)'", "unexpected", 5),  # read in derivations only
        ("x" * 401, "long", 400),
        ("(" * 200, "deep", 61),
    ],
)
def test_what_cannot_be_read_is_said_with_the_place(typed, why, at):
    with pytest.raises(FormulaError) as caught:
        parse(typed, NAMES)
    assert (caught.value.why, caught.value.at) == (why, at)
    assert "{" not in str(caught.value)


def test_lists_stand_in_brackets_or_not():
    for typed in ("(2x, 2y)", "2x，2y", "[2x, 2y]", "(2x), (2y)"):
        assert [spelled(tree) for tree in parse_list(typed, NAMES)] == ["2x", "2y"]
    assert len(parse_list("(x+1)(x-1)", NAMES)) == 1
    assert len(parse_list("sin(x)", NAMES)) == 1


def test_what_is_spelled_is_read_as_the_same():
    chance = random.Random(1)
    for _ in range(2000):
        tree = random_tree(chance, 4)
        assert parse(spelled(tree), NAMES) == tree


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@pytest.mark.parametrize("x", [-1.7, -0.5, 0.3, 2.5])
def test_each_function_is_sympys(name, x):
    exact = sympy.N(as_sympy((name, "x"), {"x": x}))
    found = value(parse(f"{name}(x)"), {"x": x})
    if exact.is_real:
        assert found == pytest.approx(float(exact))
    else:
        assert math.isnan(found)


def test_values_are_sympys():
    chance, compared = random.Random(2), 0
    for _ in range(150):
        tree, point = random_tree(chance, 3), random_point(chance)
        exact = sympy.N(as_sympy(tree, point), 30)
        found = value(tree, point)
        if exact.is_real and exact.is_finite and abs(exact) < 1e6:
            assert found == pytest.approx(float(exact), rel=1e-6, abs=1e-9), spelled(tree)
            compared += 1
        elif exact.is_real is False and exact.is_finite:
            assert not np.isfinite(found), spelled(tree)
    assert compared > 60


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_input_does_no_harm(typed):
    try:
        tree = parse(typed, NAMES)
    except FormulaError as raised:
        error = raised
    else:
        assert isinstance(value(tree, dict.fromkeys(NAMES, 2.0)), float)
        return
    assert 0 <= error.at <= len(typed)


def test_every_complaint_is_a_sentence():
    for sentence in COMPLAINTS.values():
        assert sentence[0].isupper() or sentence[0] == "{"
        assert sentence[-1] in ".?"


def test_a_derivation_may_hold_what_is_still_to_be_differentiated():
    assert parse("2(x^2)' + x", primes=True) == ("+", ("*", 2.0, ("d", ("^", "x", 2.0))), "x")

"""Numerical, autograd and sympy side by side."""

import math

import numpy as np
import pytest
import sympy
import torch

from d2lmini import compare
from d2lmini.autograd.symbols import X

FUNCTIONS = {
    "x**2": lambda x: x**2,
    "3*x**2 - 4*x": lambda x: 3 * x**2 - 4 * x,
    "exp(x)": torch.exp,
    "sin(x)*cos(x)": lambda x: torch.sin(x) * x.cos(),
    "log(x**2 + 1)": lambda x: torch.log(x**2 + 1),
    "1/x": lambda x: 1 / x,
    "sqrt(x)": lambda x: x.sqrt(),
    "tanh(3*x)": lambda x: torch.tanh(3 * x),
    "1/(1 + exp(-x))": torch.sigmoid,
    "2**x": lambda x: 2**x,
    "x**x": lambda x: x**x,
    "Abs(x - 3)": lambda x: abs(x - 3),
    "Max(0, x)": torch.relu,
    "exp(-x**2/2)": lambda x: (-(x**2) / 2).exp(),
    "atan(x) - x": lambda x: torch.atan(x) - x,
    "x*sin(x) + x": lambda x: x * torch.sin(x) + x,
    "log(exp(x) + 1)": torch.nn.functional.softplus,
    "Max(0, Min(1, x))": lambda x: x.clamp(min=0, max=1),
    "sqrt(2)*x": lambda x: np.sqrt(2) * x,
}


@pytest.mark.parametrize("x", [0.5, 1.7])
@pytest.mark.parametrize(("text", "f"), FUNCTIONS.items(), ids=FUNCTIONS)
def test_the_three_agree_away_from_kinks(text, f, x):
    found = compare(f, x)
    exact = float(sympy.sympify(text, {"x": X}).diff(X).subs(X, sympy.Rational(x)).evalf(20))
    assert math.isclose(found.sympy, exact, rel_tol=1e-14, abs_tol=1e-14)
    assert math.isclose(found.autograd, exact, rel_tol=1e-12, abs_tol=1e-12)
    assert math.isclose(found.numerical, exact, rel_tol=1e-6, abs_tol=1e-6)
    assert found.reference == "sympy"
    assert set(found.notes) == {"sympy"}


@pytest.mark.parametrize(
    ("f", "left", "right", "picked"),
    [
        (abs, "−1", "1", 0),
        (lambda x: abs(x / 3 + 0.1 - 0.1), "−0.33333", "0.33333", 0),
        (torch.relu, "0", "1", 0),
        (lambda x: torch.maximum(x, -2 * x), "−2", "1", -0.5),
    ],
)
def test_at_a_kink_each_says_what_it_knows(f, left, right, picked):
    found = compare(f, 0)
    assert found.numerical is None
    assert f"from the left {left}, from the right {right}" in found.notes["numerical"]
    assert found.autograd == picked
    assert found.notes["autograd"] == "what torch picks there"
    assert found.sympy is None
    assert found.notes["sympy"].endswith("no value here")
    assert found.reference == ""


def test_where_torch_is_wrong_it_shows():
    found = compare(lambda x: torch.relu(x) - torch.relu(-x), 0)  # that is x
    assert (found.numerical, found.autograd, found.sympy) == (1, 0, None)
    assert "numerical  1      1e+00" in repr(found)
    assert "−1     1e+00" in repr(compare(lambda x: torch.relu(-x) - torch.relu(x), 0))
    assert found.notes["sympy"] == "Heaviside(-x) + Heaviside(x), which has no value here"


@pytest.mark.parametrize(
    ("f", "way", "why"),
    [
        (lambda x: np.sin(x), "autograd", "write torch.sin"),
        (lambda x: math.sin(x), "autograd", "write torch.sin for math.sin"),
        (lambda x: math.sin(x), "sympy", "makes a plain number"),
        (lambda x: x if x > 0 else -x, "sympy", "f decides by the value of its input"),
        (lambda x: torch.erf(x), "sympy", "not open: f uses erf, for which no formula is known"),
    ],
)
def test_a_way_that_is_not_open_says_why(f, way, why):
    found = compare(f, 1)
    assert getattr(found, way) is None
    assert why in found.notes[way]
    assert found.numerical is not None


def test_a_mistake_that_only_a_symbol_meets_closes_one_way():
    found = compare(lambda x: 1 / 0 if hasattr(x, "expression") else x, 1.5)
    assert found.sympy is None
    assert found.notes["sympy"] == "not open: division by zero"
    assert math.isclose(found.numerical, found.autograd, rel_tol=1e-6)


def test_a_high_power_is_no_long_formula():
    assert compare(lambda x: x**100000, 0.99999).sympy == pytest.approx(36788.0, rel=1e-3)


@pytest.mark.parametrize(
    ("f", "x", "slope"),
    [
        (torch.log, 1e-6, 1e6),
        (torch.sqrt, 1e-6, 500),
        (lambda x: 1 / x, 1e-6, -1e12),
        (lambda x: 1 / x, -1e-6, -1e12),
        (lambda x: x**-3, -1e-6, -3e24),
    ],
)
def test_a_curve_that_bends_fast_has_no_kink(f, x, slope):
    found = compare(f, x)
    assert found.numerical == pytest.approx(slope, rel=1e-3, abs=1e-3)
    assert found.sympy == pytest.approx(slope)


def test_where_a_corner_is_rounded_off_the_steps_see_it():
    found = compare(lambda x: torch.sqrt(x**2 + 1e-12), 0)
    assert (found.numerical, found.autograd, found.sympy) == (0, 0, 0)
    assert "autograd" not in found.notes


def test_decimals_are_the_fractions_that_a_computer_takes_for_them():
    found = compare(lambda x: 1e20 * (x - 0.1) ** 2, 0.1)
    assert abs(found.sympy) < 1e-100
    assert found.autograd == 0
    assert compare(lambda x: 0.1 * x, 1).notes["sympy"] == "0.1"


def test_the_table_in_text_and_in_html():
    found = compare(lambda x: x**2, 3)
    lines = repr(found).splitlines()
    assert lines[0].split() == ["x", "=", "3", "slope", "from", "sympy"]
    assert [line.split()[0] for line in lines[1:]] == ["numerical", "autograd", "sympy"]
    assert lines[2] == "autograd   6      0"
    assert lines[3].endswith("2*x")
    table = found._repr_html_()
    assert table.count("<tr>") == 4
    assert "<td>2*x</td>" in table


@pytest.mark.parametrize(
    ("f", "x", "error", "message"),
    [
        (3, 1, TypeError, "f must be a function"),
        (torch.exp, "1", TypeError, "x must be a number"),
        (torch.exp, [1, 2], ValueError, "x must be one number"),
        (torch.log, -1, ValueError, r"f has no value at x = −1: f\(x\) = nan"),
        (lambda x: 1 / x, 0, ValueError, r"f has no value at x = 0: f\(x\) = inf"),
        (lambda x: x * torch.ones(2), 1, ValueError, "f must return one number"),
        (lambda x: None, 1, TypeError, "f returned None"),
    ],
)
def test_what_is_wrong_is_said(f, x, error, message):
    with pytest.raises(error, match=message):
        compare(f, x)

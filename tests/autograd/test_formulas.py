"""The slope of a formula, at places where its own formula has no value, too."""

import math

import mpmath
import pytest
import sympy
import torch

from d2lmini import compare
from d2lmini.autograd.formulas import LONGEST, at, beside, derivative, slope_by_formula
from d2lmini.autograd.symbols import X

# Written so that torch, sympy and mpmath can all read them; and places: zeros, edges, kinks.
FORMULAS = {
    "x**3 - 3*x": (1, -1, 0),
    "x*exp(-x)": (1, 0),
    "x*exp(-x**2/2)": (1, -1),
    "sin(x) - x": (0,),
    "cos(x)": (0, math.pi),
    "x**4": (0,),
    "x**2 - 0.2*x": (0.1,),
    "(x - 0.3)**2*1e20": (0.3,),
    "log(x**2 + 1)": (0,),
    "tanh(x)**2": (0,),
    "exp(x) - x": (0,),
    "x/(x**2 + 1)": (1, -1),
    "sin(x)**2 + cos(x)**2": (0.7,),
    "x - x": (2,),
    "sqrt(x)": (0,),
    "sqrt(x - 1)": (1,),
    "sqrt(1 - x**2)": (1, -1),
    "asin(x)": (1, -1),
    "acos(x)": (1, -1),
    "x**1.5": (0,),
    "x**2.5": (0,),
    "(1 - x)**1.5": (1,),
    "acos(x)*sqrt(1 - x**2)": (1,),
    "asin(x)*sqrt(1 - x)": (1,),
    "sqrt(x)*sin(x)": (0,),
    "(x - 1)**(x - 1)": (1,),
    "sqrt(x)**3": (0,),
    "abs(x)": (0,),
    "abs(x - 0.1)": (0.1,),
    "abs(x**2 - 1)": (1, -1),
    "abs(sin(x))": (0,),
    "sqrt(x**2)": (0,),
    "sqrt(x**2 - 2*x + 1)": (1,),
    "sqrt(1 - cos(x))": (0,),
    "relu(x)": (0,),
    "relu(x - 2)": (2,),
    "relu(x) + relu(-x)": (0,),
    "relu(x) - relu(-x)": (0,),
    "relu(x)**2": (0,),
    "x*abs(x)": (0,),
    "abs(x)**3": (0,),
    "abs(x)**1.5": (0,),
    "x*relu(x)": (0,),
    "relu(sin(x))*x": (0,),
    "abs(x)*sin(x)": (0,),
    "relu(x**2)": (0,),
    "relu(1 - abs(x))": (0, 1, -1),
    "abs(abs(x) - 1)": (0, 1),
    "abs(x)*(x - 1)": (0, 1),
    "abs(x)**0.5": (0,),
    "relu(x)**0.5": (0,),
    "log(abs(x) + 1)": (0,),
    "exp(-abs(x))": (0,),
    "sign(x)*x**2": (0,),
    "sign(x)*x": (0,),
    "sign(x) + x": (0,),
    "abs(sqrt(x) - 3)": (9,),
    "tan(x)": (0, 1.5),
    "atan(1/x)*x**2": (1e-9,),
    "1/x": (1e-6, -1e6),
    "x**-3": (-1e-6,),
    "sin(1e6*x)": (1,),
}
ROUNDING = {"sin(x)**2 + cos(x)**2"}  # all that this f does besides 1
CASES = [(text, x) for text, places in FORMULAS.items() for x in places]
NAMES = ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "asin", "acos", "atan", "sign")


def of_torch(text, dtype=torch.float64):
    names = {name: getattr(torch, name) for name in (*NAMES, "relu")}
    return eval(f"lambda x: {text}", names)


def exactly(text):
    """The same function of a number of mpmath."""
    names = {name: getattr(mpmath, name) for name in NAMES}
    names |= {"relu": lambda u: u * (u > 0), "abs": abs}
    return eval(f"lambda x: {text}", names)


def one_sided(text, x, side):
    """The slope from one side, by two tiny steps and 300 digits: ±inf, or None if there is none."""
    f = exactly(text)
    with mpmath.workdps(300):
        rises = []
        for h in (mpmath.mpf(10) ** -60, mpmath.mpf(10) ** -90):
            quotient = (f(x + side * h) - f(mpmath.mpf(x))) / (side * h)
            if isinstance(quotient, mpmath.mpc):
                return None
            rises.append(quotient)
        first, second = rises
        if abs(second - first) < 1e-12 * (1 + abs(second)):
            return float(second) if abs(second) > 1e-20 else 0.0
        return math.copysign(math.inf, second) if abs(second) > 1000 * abs(first) else None


@pytest.mark.parametrize(("text", "x"), CASES)
def test_each_way_knows_the_slope_or_says_that_there_is_none(text, x):
    left, right = (one_sided(text, x, side) for side in (-1, 1))
    sides = [side for side in (left, right) if side is not None]
    kink = len(sides) == 2 and abs(left - right) > 1e-12 * (1 + abs(left))
    known = bool(sides) and not kink and math.isfinite(sides[0])
    found = compare(of_torch(text), x)
    for way in ("numerical", "sympy"):
        value = getattr(found, way)
        if way == "numerical" and text in ROUNDING:
            assert found.notes[way] == "Too small beside f to be measured."
        elif known:
            near = 10 * found.doubt if way == "numerical" else 0
            assert value == pytest.approx(sides[0], rel=1e-12, abs=near + 1e-300), way
        else:
            assert value is None, way
    assert found.reference in (("sympy",) if known else ("",))


# In single precision too few steps are left to see that ln h grows.
SINGLE = [(text, x) for text, x in CASES if abs(x) in (0, 1) and text != "(x - 1)**(x - 1)"]


@pytest.mark.parametrize(("text", "x"), SINGLE)
def test_float32_is_said_and_no_slope_is_wrong(text, x):
    """f of data in single precision: two equal ones, so that the mean is f itself."""
    f, ones = of_torch(text), torch.ones(2)
    found = compare(lambda x: f(x * ones).mean(), x)
    assert found.notes["numerical"].endswith("f computes in float32.")
    sides = [one_sided(text, x, side) for side in (-1, 1)]
    if found.numerical is not None:
        slope = next(side for side in sides if side is not None)
        assert found.numerical == pytest.approx(slope, abs=10 * found.doubt + 1e-6)


def test_the_slope_by_formula_is_right_to_the_last_digit():
    assert slope_by_formula(lambda x: x**3 / 3, 0.1) == (0.1**2, "x**2")
    assert slope_by_formula(torch.exp, 1)[0] == math.e
    assert slope_by_formula(torch.tan, math.pi / 2)[0] == 2.667093788113571e32
    assert slope_by_formula(torch.sqrt, 1e-300)[0] == 5e149
    assert slope_by_formula(torch.sigmoid, -1000)[0] == 0


def test_a_long_formula_is_not_written_out():
    factors = [lambda x, k=k: torch.sin(x + k) for k in range(20)]
    slope, text = slope_by_formula(lambda x: math.prod(g(x) for g in factors), 0.5)
    assert math.isfinite(slope)
    assert len(text) < LONGEST
    assert text.startswith("a formula of ")


def test_a_deep_formula_is_given_up():
    def deep(x):
        for _ in range(130):
            x = torch.tanh(x) + x
        return x

    assert slope_by_formula(deep, 0.5)[1].startswith("not possible: the formula of f is too long")


def test_what_cannot_be_worked_out_is_said():
    slope, text = slope_by_formula(lambda x: torch.sigmoid(torch.exp(torch.exp(x))), 20)
    assert slope is None
    assert text.endswith("there are numbers of over 10000 digits in it")


def test_a_value_that_is_0_by_identity_only_is_0():
    identity = sympy.sin(X) ** 2 + sympy.cos(X) ** 2 - 1
    assert at(identity, 0.1) == 0
    assert at(identity + sympy.Rational(1, 10**30), 0.1) == 1e-30
    assert at(sympy.sign(X), 0) is None
    assert at(sympy.sign(X), 0, jumps=True) == 0
    assert at(sympy.sqrt(X), -1) is None
    assert at(sympy.Derivative(X, X), 1) is None


def test_limits_from_a_side():
    assert beside(sympy.sin(X) / X, 0.0, 1) == 1
    assert beside(sympy.sqrt(X), 0.0, 1) == 0
    assert math.isnan(beside(sympy.sqrt(X), 0.0, -1))
    assert beside(X**-2, 0.0, -1) == math.inf
    assert math.isnan(beside(sympy.sin(1 / X), 0.0, 1))


def test_switches_are_level():
    assert derivative(sympy.sign(X) * X**2) == 2 * X * sympy.sign(X)
    assert derivative(sympy.Abs(sympy.log(X))) == sympy.sign(sympy.log(X)) / X

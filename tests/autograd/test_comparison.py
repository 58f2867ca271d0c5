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
    assert found.notes["sympy"].endswith(f": from the left {left}, from the right {right}")
    assert found.reference == ""


@pytest.mark.parametrize("unit", [1, 1e10])
def test_two_that_are_only_small_beside_the_third_are_not_said_to_agree(unit):
    found = compare(lambda x: unit * (1 - torch.cos(x)) / x**2, 1e-8)
    assert found.numerical == 0
    assert found.sympy == pytest.approx(-unit * 1e-8 / 12)
    assert found.notes["autograd"] == "far from both others"


def test_where_torch_is_wrong_it_shows():
    found = compare(lambda x: torch.relu(x) - torch.relu(-x), 0)  # that is x
    assert (found.numerical, found.autograd, found.sympy) == (1, 0, 1)
    assert found.reference == "sympy"
    assert found.notes["autograd"] == "the other two agree"
    assert found.notes["sympy"] == (
        "Heaviside(-x) + Heaviside(x), from both sides of x (Heaviside(0) is a convention)"
    )
    lines = repr(found).splitlines()
    assert lines[1].startswith("numerical  1      0")
    assert lines[2].startswith("autograd   0      1  ")


class Wrong(torch.autograd.Function):
    """x², with a backward that is wrong."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, gradient):
        return 3 * ctx.saved_tensors[0] * gradient


@torch.no_grad()
def unrecorded(x):
    return x**2


def unrecorded_inside(x):
    with torch.inference_mode():
        y = x * 2
    return y + 1


T, Y = torch.tensor([0.0, 1.0, 2.0]), torch.tensor([1.0, 3.0, 5.0])
ALL = np.array([1.0, 2.0, 3.0])
inf = math.inf

# What each way finds, and by which one the others are measured; None: not possible, or no slope.
TABLE = {
    # f, x, numerical, autograd, sympy, reference
    "0 by identity": (lambda x: x**3 - 3 * x, 1, 0, 0, 0, "sympy"),
    "0 by terms": (lambda x: x * torch.exp(-x), 1, 0, 0, 0, "sympy"),
    "0 by digits": (lambda x: torch.sin(x) ** 2 + torch.cos(x) ** 2, 0.3, None, 0, 0, "sympy"),
    "asin, vertical": (torch.asin, 1, None, inf, None, ""),
    "a circle, vertical": (lambda x: torch.sqrt(1 - x**2), -1, None, inf, None, ""),
    "sqrt, vertical": (lambda x: torch.sqrt(x - 1), 1, None, inf, None, ""),
    "a hidden kink": (lambda x: torch.sqrt(1 - torch.cos(x)), 0, None, math.nan, None, ""),
    "a kink as a root": (lambda x: torch.sqrt(x**2 - 2 * x + 1), 1, None, math.nan, None, ""),
    "an end": (lambda x: torch.acos(x) * torch.sqrt(1 - x**2), 1, -2, math.nan, -2, "sympy"),
    "an end, level": (lambda x: x**1.5, 0, 0, 0, 0, "sympy"),
    "like a logarithm": (lambda x: (x - 1) ** (x - 1), 1, None, 0, None, ""),
    "float32 data": (lambda w: ((w * T + 1 - Y) ** 2).sum(), 0.5, -15, -15, -15, "sympy"),
    "float32 mean": (lambda w: torch.mean((T * w - Y) ** 2), 2, -2, -2, -2, "sympy"),
    "relu squared": (lambda x: torch.relu(x) ** 2, 0, 0, 0, 0, "sympy"),
    "x |x|": (lambda x: x * abs(x), 0, 0, 0, 0, "sympy"),
    "|x|³": (lambda x: abs(x) ** 3, 0, 0, 0, 0, "sympy"),
    "a jump": (lambda x: torch.sign(x) + x, 0, None, 1, None, ""),
    "a power of 0": (lambda x: 0**x, 0, None, 0, None, ""),
    "not for torch": (lambda x: (x // 2) * x, 3.2, 1, None, None, ""),
    "far from 0": (torch.sin, 1e8, math.cos(1e8), math.cos(1e8), math.cos(1e8), "sympy"),
    "fast": (lambda x: torch.sin(1e6 * x), 1, *[1e6 * math.cos(1e6)] * 3, "sympy"),
    "round": (lambda x: round(x) * x, 1.2, 1, None, None, ""),
    "divmod": (lambda x: divmod(x, 1)[1] ** 2, 1.2, 0.4, None, None, ""),
    "np.mean": (lambda x: np.mean([x, x**2]), 1.2, 1.7, None, 1.7, "sympy"),
    "an array": (lambda x: (x * ALL).sum(), 1.2, 6, None, 6, "sympy"),
    "an array before": (lambda x: (ALL * x).sum(), 1.2, 6, None, 6, "sympy"),
    "np.polyval": (lambda x: np.polyval([1, 2, 3], x), 2, 6, None, 6, "sympy"),
    "np.poly1d": (np.poly1d([1, 2, 3]), 2, 6, None, 6, "sympy"),
    "np.clip": (lambda x: np.clip(x, 0, 1) * x, 0.5, 1, None, 1, "sympy"),
    "asks what x is": (lambda x: x**2 if isinstance(x, float) else 0 * x, 1.5, 3, 0, 0, ""),
    "lost by rounding": (
        lambda x: (1 - torch.cos(x)) / x**2,
        *(1e-8, 0, 1e8, -8.333333333333333e-10, "sympy"),
    ),
    "e by itself": (lambda x: torch.exp(x / x), 4.0, 0, 0, 0, "sympy"),
    "π by itself": (lambda x: torch.atan(x / x) * x, 2.0, *[math.pi / 4] * 3, "sympy"),
    "another threshold": (
        lambda x: torch.nn.functional.softplus(x, 2, 1),
        *(1.0, 1, 1, None, "autograd"),
    ),
    "beside a large number": (lambda x: torch.sin(x) + 1e16, 1, None, *[math.cos(1)] * 2, "sympy"),
    "a derivative of torch.func": (
        torch.func.grad(torch.sin),
        1.0,
        *[-math.sin(1)] * 2,
        None,
        "autograd",
    ),
    "beside a larger one": (lambda x: 1e-3 * x + 1e13, 1, None, 1e-3, 1e-3, "sympy"),
    "large and level": (lambda x: 1e12 * torch.cos(x), 0, 0, 0, 0, "sympy"),
    "small and level": (lambda x: 1e-12 * torch.cos(x), 0, 0, 0, 0, "sympy"),
    "level at π/2": (torch.sin, math.pi / 2, *[math.cos(math.pi / 2)] * 3, "sympy"),
    "0 · ∞": (lambda x: torch.where(x == 0, 1.0, torch.sin(x) / x), 0, 0, math.nan, None, ""),
    "no_grad": (unrecorded, 3, 6, None, 6, "sympy"),
    "inference_mode": (unrecorded_inside, 3, 2, None, 2, "sympy"),
    "a constant": (lambda x: torch.tensor(3.0), 3, 0, 0, 0, "sympy"),
    "a wrong backward": (Wrong.apply, 2, 4, 6, 4, "sympy"),
    "detached in part": (lambda x: x.detach() * x, 2, 4, 2, None, ""),
    "a derivative": (
        lambda x: torch.autograd.grad(x**3, x, create_graph=True)[0],
        *(2, 12, 12, None, "autograd"),
    ),
    "a module": (torch.nn.Softplus(), 0, 0.5, 0.5, 0.5, "sympy"),
    "too large a number": (lambda x: torch.exp(torch.exp(x)).sigmoid(), 20, 0, math.nan, None, ""),
    "|√x − 3|": (lambda x: abs(torch.sqrt(x) - 3), 4, -0.25, -0.25, -0.25, "sympy"),
}


@pytest.mark.parametrize("name", TABLE)
def test_each_way_finds_what_there_is(name):
    f, x, *slopes, reference = TABLE[name]
    found = compare(f, x)
    for way, slope in zip(("numerical", "autograd", "sympy"), slopes, strict=True):
        value = getattr(found, way)
        assert (value is None) == (slope is None), way
        if slope is not None:
            near = max(1e-6 * abs(slope), 10 * found.doubt if way == "numerical" else 0)
            np.testing.assert_allclose(value, slope, rtol=0, atol=near, err_msg=way)
    assert found.reference == reference


@pytest.mark.parametrize(
    ("name", "way", "said"),
    [
        ("asin, vertical", "numerical", "Vertical. The samples suggest no finite limit: from the"),
        ("asin, vertical", "sympy", "1/sqrt(1 - x**2), which grows beyond all bounds here"),
        ("an end", "numerical", "a limit from one side: from the left −2, from the right f is not"),
        ("an end", "sympy", "- 1, from the left of x"),
        ("an end", "autograd", "on its way back torch met 0 · ∞"),
        ("a hidden kink", "sympy", "from the left −0.70711, from the right 0.70711"),
        ("a kink as a root", "sympy", ": from the left −1, from the right 1"),
        ("like a logarithm", "sympy", "which has no value here"),
        ("a jump", "numerical", "f jumps here, or is too steep for small steps. The samples"),
        ("a jump", "sympy", "1, but f jumps here"),
        ("a power of 0", "numerical", "f jumps here, or"),
        ("0 by digits", "numerical", "Too small beside f to be measured."),
        ("beside a larger one", "numerical", "Too small beside f to be measured."),
        ("beside a large number", "numerical", "Too small beside f to be measured."),
        ("not for torch", "autograd", "f uses floor_divide, which torch does not differentiate"),
        ("not for torch", "sympy", "f uses //, for which no formula is known here"),
        ("float32 data", "numerical", "f computes in float32."),
        ("relu squared", "sympy", "2*Heaviside(x)*Max(0, x), from both sides of x (Heaviside(0)"),
        ("x |x|", "sympy", "x*sign(x) + Abs(x), from both sides of x"),
        ("round", "autograd", "not possible: f calls round on a torch tensor: write torch.round"),
        ("round", "sympy", "not possible: f uses round, for which no formula is known here"),
        ("an array", "autograd", "f combines a numpy array with a torch tensor"),
        ("0 · ∞", "autograd", "on its way back torch met 0 · ∞"),
        ("no_grad", "autograd", "f computes its result while nothing is recorded"),
        ("inference_mode", "autograd", "f computes its result while nothing is recorded"),
        ("a wrong backward", "autograd", "the other two agree"),
        ("detached in part", "autograd", "this or the numerical slope is wrong"),
        ("too large a number", "sympy", "which was not worked out: there are numbers of over"),
        ("|√x − 3|", "sympy", "sign(sqrt(x) - 3)/(2*sqrt(x))"),
    ],
)
def test_what_is_to_be_known_is_noted(name, way, said):
    f, x, *_ = TABLE[name]
    assert said in compare(f, x).notes[way]


@pytest.mark.parametrize("name", ["0 by identity", "far from 0", "fast", "a constant", "a module"])
def test_torch_needs_no_note_where_all_agree(name):
    f, x, *_ = TABLE[name]
    assert "autograd" not in compare(f, x).notes


@pytest.mark.parametrize(
    "f",
    [
        lambda x: torch.nn.functional.dropout(x * torch.ones(9)).sum(),
        lambda x: x * np.random.default_rng().random(),
        torch.nn.Dropout(),
    ],
)
def test_a_random_f_has_no_slope(f):
    with pytest.raises(ValueError, match=r"two calls of f at x = 1 differ: .* f is random"):
        compare(f, 1)


def test_where_no_formula_is_the_wrong_row_is_not_praised():
    found = compare(lambda x: torch.relu(x).clone() - torch.relu(-x).T, 0)
    assert (found.numerical, found.autograd, found.sympy) == (1, 0, None)
    assert found.reference == ""
    assert "from" not in repr(found).splitlines()[0]


@pytest.mark.parametrize(("x", "shown"), [(1.5707963, "1.5707963"), (1e8, "100000000"), (-1, "−1")])
def test_the_table_names_the_x_that_was_asked_for(x, shown):
    assert repr(compare(torch.cos, x)).splitlines()[0].startswith(f"x = {shown} ")


@pytest.mark.parametrize(
    ("f", "way", "why"),
    [
        (lambda x: np.sin(x), "autograd", "write torch.sin"),
        (lambda x: math.sin(x), "autograd", "write torch.sin for math.sin"),
        (lambda x: math.sin(x), "sympy", "makes a plain number"),
        (lambda x: x if x > 0 else -x, "sympy", "f decides by the value of its input"),
        (
            lambda x: torch.erf(x),
            "sympy",
            "not possible: f uses erf, for which no formula is known",
        ),
        (lambda x: torch.tensor([x, x]).sum(), "sympy", "f does something with its input"),
        (lambda x: np.select([x > 0], [x]), "autograd", "write torch.where"),
        (lambda x: np.transpose(x) * 2, "autograd", "write x.T"),
    ],
)
def test_a_way_that_is_not_open_says_why(f, way, why):
    found = compare(f, 1)
    assert getattr(found, way) is None
    assert why in found.notes[way]
    assert "Formula" not in found.notes[way]
    assert found.numerical is not None


def test_a_mistake_that_only_a_symbol_meets_closes_one_way():
    found = compare(lambda x: 1 / 0 if hasattr(x, "expression") else x, 1.5)
    assert found.sympy is None
    assert found.notes["sympy"] == "not possible: division by zero"
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
    assert found.sympy == 0
    assert found.autograd == 0
    assert compare(lambda x: 0.1 * x, 1).notes["sympy"] == "0.1"


def test_the_table_in_text_and_in_html():
    found = compare(lambda x: x**2, 3)
    lines = repr(found).splitlines()
    assert lines[0].split() == ["x", "=", "3", "slope", "distance", "from", "sympy"]
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

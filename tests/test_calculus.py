import math
import warnings

import numpy as np
import pytest
import sympy
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from d2lmini import calculus
from d2lmini.calculus import (
    Line,
    area_so_far,
    backward_difference,
    candidates,
    central_difference,
    limit,
    numerical_derivative,
    numerical_lim,
    polygon_areas,
    riemann_sum,
    sample,
    sample_curve,
    second_derivative,
    slope_function,
    slope_limit,
    strip_heights,
    tangent_line,
)

X = sympy.Symbol("x")
SMOOTH = [
    X**2,
    X**3 - 2 * X,
    3 * X**2 - 4 * X,
    sympy.exp(X),
    sympy.log(X),
    sympy.sin(X),
    sympy.cos(2 * X),
    sympy.sqrt(X),
    1 / X,
    sympy.tanh(X),
    X * sympy.exp(-(X**2)),
    sympy.log(1 + sympy.exp(X)),
]
QUOTIENTS = [numerical_lim, backward_difference, central_difference]
finite = st.floats(-1e3, 1e3)
steps = st.floats(1e-3, 1).flatmap(lambda h: st.sampled_from([h, -h]))


def parabola(x):
    return 3 * x**2 - 4 * x


# --- difference quotients


def test_numerical_lim_gives_the_numbers_of_the_chapter():
    slopes = [numerical_lim(parabola, 1, 10.0**-k) for k in range(1, 6)]
    assert [f"{s:.5f}" for s in slopes] == ["2.30000", "2.03000", "2.00300", "2.00030", "2.00003"]


@given(st.floats(-10, 10), steps)
def test_the_quotients_of_a_parabola_are_known(x, h):
    slope = 6 * x - 4
    np.testing.assert_allclose(numerical_lim(parabola, x, h), slope + 3 * h, atol=1e-9)
    np.testing.assert_allclose(backward_difference(parabola, x, h), slope - 3 * h, atol=1e-9)
    np.testing.assert_allclose(central_difference(parabola, x, h), slope, atol=1e-9)


@given(finite, finite, finite, steps)
def test_a_line_has_its_own_slope_whatever_h(a, b, x, h):
    for quotient in QUOTIENTS:
        np.testing.assert_allclose(quotient(lambda t: a * t + b, x, h), a, rtol=1e-6, atol=1e-6)


@given(st.floats(-5, 5), steps)
def test_backward_is_forward_with_the_step_turned_round(x, h):
    assert math.isclose(backward_difference(np.sin, x, h), numerical_lim(np.sin, x, -h))


@pytest.mark.parametrize("quotient", QUOTIENTS)
def test_arrays_and_broadcasting(quotient):
    x = np.array([0.0, 1.0, 2.0])
    assert quotient(np.sin, x, 0.1).shape == (3,)
    assert quotient(np.sin, x[:, None], np.array([0.1, 0.2])).shape == (3, 2)
    assert isinstance(quotient(parabola, 1, 0.5), float)


@pytest.mark.parametrize("quotient", QUOTIENTS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_precision_of_x_is_kept(quotient, dtype):
    assert quotient(np.sin, dtype(1), np.float64(0.1)).dtype == dtype
    assert quotient(np.sin, np.ones(2, dtype), 0.1).dtype == dtype


def test_torch_scalars_are_accepted():
    slope = numerical_lim(torch.sin, torch.tensor(1.0), 0.01)
    assert slope.dtype == torch.float32
    assert math.isclose(slope, math.cos(1), abs_tol=0.01)
    assert numerical_lim(parabola, torch.tensor(1, requires_grad=False), 0.1).dtype == torch.float64
    assert float(numerical_lim(parabola, 1.0, torch.tensor(0.5))) == 3.5


def test_an_f_that_rounds_more_than_x_gets_a_longer_step():
    def f(x):
        return torch.sin(torch.tensor(x))  # float32

    assert math.isclose(numerical_derivative(f, 1.0), math.cos(1), abs_tol=3e-4)
    x = torch.tensor(3.0, dtype=torch.bfloat16)
    assert math.isclose(numerical_derivative(lambda x: x**2, x), 6, rel_tol=0.05)


def test_x_and_h_of_different_kinds():
    slopes = numerical_lim(parabola, np.array([1.0, 2.0]), torch.tensor([0.1, 0.2]))
    np.testing.assert_allclose(slopes, [2.3, 8.6])
    slopes = numerical_lim(parabola, torch.tensor([1.0, 2.0]), [0.1, 0.2])
    assert slopes.dtype == torch.float32
    with pytest.raises(ValueError, match=r"too small for torch\.float16"):
        numerical_lim(parabola, torch.tensor(1.0, dtype=torch.float16), 1e-9)


def test_sympy_functions_are_accepted():
    assert math.isclose(numerical_lim(sympy.sin, 1.0, 1e-6), math.cos(1), abs_tol=1e-5)
    np.testing.assert_allclose(sample(sympy.sqrt, [-1, 4]), [np.nan, 2])


@pytest.mark.parametrize("quotient", QUOTIENTS)
def test_an_f_that_changes_its_argument_gives_the_same(quotient):
    def spoils(x):
        x *= x
        return x

    x = np.array([1.0, 2.0])
    expected = quotient(np.square, x, 0.1)
    np.testing.assert_allclose(quotient(spoils, x, 0.1), expected)
    np.testing.assert_allclose(quotient(spoils, torch.tensor(x), 0.1), expected)


def test_an_f_that_changes_its_argument_does_no_harm():
    def spoils(x):
        x *= x
        return x

    x = np.array([1.0, 2.0])
    numerical_derivative(spoils, x)
    np.testing.assert_array_equal(x, [1, 2])


@pytest.mark.parametrize("quotient", QUOTIENTS)
class TestRefusals:
    @pytest.mark.parametrize("h", [0, 0.0, np.array([0.1, 0.0])])
    def test_h_of_zero(self, quotient, h):
        with pytest.raises(ValueError, match=r"h must not be 0.*0/0"):
            quotient(np.sin, 1.0, h)

    def test_h_that_float32_rounds_to_zero(self, quotient):
        with pytest.raises(ValueError, match="too small for float32"):
            quotient(np.sin, np.float32(1), 1e-60)

    def test_not_finite(self, quotient):
        with pytest.raises(ValueError, match="x must be finite"):
            quotient(np.sin, math.nan, 0.1)
        with pytest.raises(ValueError, match="h must be finite"):
            quotient(np.sin, 1.0, math.inf)

    @pytest.mark.parametrize("f", [3, None, "x**2"])
    def test_f_that_cannot_be_called(self, quotient, f):
        with pytest.raises(TypeError, match="f must be a function"):
            quotient(f, 1.0, 0.1)

    def test_f_without_return(self, quotient):
        with pytest.raises(TypeError, match="returned None: does its last line say return"):
            quotient(lambda x: None, 1.0, 0.1)

    def test_f_that_returns_no_number(self, quotient):
        with pytest.raises(TypeError, match="f must return numbers, it returned 'a'"):
            quotient(lambda x: "a", 1.0, 0.1)

    def test_f_of_another_shape(self, quotient):
        with pytest.raises(ValueError, match=r"x has shape \(3,\), f\(x\) has shape \(\)"):
            quotient(np.sum, np.ones(3), 0.1)
        with pytest.raises(ValueError, match="one number for each x"):
            quotient(lambda x: [x, x], 1.0, 0.1)

    def test_complex_results(self, quotient):
        with pytest.raises(ValueError, match="f must be real"):
            quotient(lambda x: (-1.0 - x) ** 0.5, 1.0, 0.1)


# --- the derivative


@pytest.mark.parametrize("expression", SMOOTH, ids=str)
def test_numerical_derivative_agrees_with_sympy(expression):
    x = np.array([0.3, 1.0, 2.5, 40.0])
    f, slope = (sympy.lambdify(X, e, "numpy") for e in (expression, sympy.diff(expression, X)))
    x = x if np.isfinite(f(x)).all() and f(x).max() < 1e6 else x[:3]
    np.testing.assert_allclose(numerical_derivative(f, x), slope(x), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("f", [torch.sin, torch.exp, torch.tanh, lambda x: x**3 - x])
def test_numerical_derivative_agrees_with_autograd(f):
    x = torch.linspace(-2, 2, 9, dtype=torch.float64, requires_grad=True)
    (expected,) = torch.autograd.grad(f(x).sum(), x)
    torch.testing.assert_close(numerical_derivative(f, x.detach()), expected, rtol=1e-7, atol=1e-8)


def test_numerical_derivative_chooses_its_step_for_float32():
    x = np.linspace(0, 3, 7, dtype=np.float32)
    slope = numerical_derivative(np.sin, x)
    assert slope.dtype == np.float32
    np.testing.assert_allclose(slope, np.cos(x), atol=3e-4)


@given(st.floats(-1e8, 1e8))
def test_numerical_derivative_scales_its_step_with_x(x):
    np.testing.assert_allclose(numerical_derivative(np.square, x), 2 * x, rtol=1e-9, atol=1e-9)


# --- sampling


@pytest.mark.parametrize(
    "f",
    [lambda x: 2 * x, lambda x: float(2 * x), lambda x: 2 * x if x > 0 else -2 * -x],
    ids=["vectorised", "float only", "branches"],
)
def test_sample_takes_any_f(f):
    np.testing.assert_array_equal(sample(f, [-1, 0, 2]), [-2, 0, 4])


def test_sample_takes_constants():
    np.testing.assert_array_equal(sample(lambda x: 3, [1, 2]), [3, 3])


@pytest.mark.parametrize(
    "f",
    [np.log, math.log, lambda x: x**0.5, lambda x: 1 / (x + 1) if x < 0 else x],
    ids=["numpy", "math", "complex root", "division"],
)
def test_sample_leaves_a_gap_where_f_has_no_real_value(f):
    with warnings.catch_warnings(record=True) as heard:
        values = sample(f, [-1, 1])
    assert np.isnan(values[0])
    assert np.isfinite(values[1])
    assert not heard


def test_sample_raises_what_f_has_wrong():
    with pytest.raises(NameError, match="unknown"):
        sample(lambda x: unknown(x), [1.0])  # noqa: F821
    with pytest.raises(TypeError, match="returned None"):
        sample(lambda x: None, [1.0])
    with pytest.raises(ValueError, match="one number for each x"):
        sample(lambda x: [x], [1.0, 2.0])
    with pytest.raises(ValueError, match=r"xs must have shape \(n,\)"):
        sample(np.sin, [[1.0]])
    with pytest.raises(TypeError, match="xs must be real"):
        sample(np.sin, [1j])


def test_sampling_a_smooth_function_asks_it_little_more_than_once_a_point():
    asked = []

    def f(x):
        asked.append(x)
        return math.sin(x)

    sample_curve(f, (-1, 1), count=100)
    assert len(asked) < 130


@pytest.mark.parametrize(
    "f", [np.sign, np.floor, lambda x: 1 / x, lambda x: np.where(x < 0.3, 0, x)]
)
def test_a_curve_has_a_gap_at_each_jump(f):
    xs, ys = sample_curve(f, (-0.83, 0.91))
    assert np.isnan(ys).any()
    assert (np.diff(xs) >= 0).all()


@pytest.mark.parametrize("f", [np.sin, np.cbrt, np.abs, lambda x: np.tanh(1000 * x), np.exp])
def test_a_curve_without_jumps_has_no_gap(f):
    assert not np.isnan(sample_curve(f, (-0.83, 0.91))[1]).any()


def test_a_curve_needs_an_interval():
    with pytest.raises(ValueError, match="left end"):
        sample_curve(np.sin, (1, 0))
    for count in (1, 2.5, "9"):
        with pytest.raises(ValueError, match="count"):
            sample_curve(np.sin, (0, 1), count=count)


# --- limits


@pytest.mark.parametrize(
    ("f", "a", "value"),
    [
        (lambda x: np.sin(x) / x, 0, 1),
        (lambda x: (1 - np.cos(x)) / x**2, 0, 0.5),
        (lambda x: (np.sqrt(x**2 + 9) - 3) / x**2, 0, 1 / 6),
        (lambda x: (x**2 - 1) / (x - 1), 1, 2),
        (lambda x: x * np.sin(1 / x), 0, 0),
        (lambda x: x * np.log(abs(x)), 0, 0),
        (lambda x: 2 + np.sqrt(abs(x)) * np.sin(1 / x), 0, 2),
        (np.cbrt, 0, 0),
        (lambda x: abs(x) ** 0.25, 0, 0),
        (lambda x: 0.003 + np.sqrt(abs(x)), 0, 0.003),
        (lambda x: np.exp(-1 / x**2), 0, 0),
        (lambda x: np.tanh(1000 * x), 0, 0),
        (lambda x: (1 + x) ** (1 / x), 0, math.e),
        (math.exp, 1, math.e),
        (np.exp, 10, math.exp(10)),
        (np.exp, 500, math.exp(500)),
        (lambda x: 3, 0, 3),
        (lambda x: 1e-12, 0, 1e-12),
        (lambda x: 1e-5 + x, 0, 1e-5),
        (np.sin, 100, math.sin(100)),
        (np.sin, 1e5, math.sin(1e5)),
        (lambda x: x**2 - 9999, 100, 1),
        (lambda x: 1e-6 * x + 5, -2, 5 - 2e-6),
        (lambda x: 1 / x, 0.001, 1000),
        (np.log, 0.001, math.log(0.001)),
        (np.sqrt, 1e12, 1e6),
        (lambda x: x**4 - 16, 2, 0),
        (lambda x: 2**x - 1024, 10, 0),
        (lambda x: (x**2 - 4 * x + 4) / (x - 2) ** 2, 2, 1),
    ],
)
def test_limits_that_exist(f, a, value):
    found = limit(f, a)
    assert found.verdict == "two-sided"
    close = {"rtol": 1e-4, "atol": 1e-6 if value == 0 else 0}
    np.testing.assert_allclose([found.left, found.right, found.value], value, **close)
    assert abs(found.value - value) <= found.uncertainty
    assert "suggest the limit" in str(found)


@pytest.mark.parametrize(
    ("f", "verdict", "left", "right"),
    [
        (lambda x: abs(x) / x, "one-sided only", -1, 1),
        (np.floor, "one-sided only", -1, 0),
        (np.sqrt, "one-sided only", math.nan, 0),
        (lambda x: 1e-5 * np.sign(x), "one-sided only", -1e-5, 1e-5),
        (lambda x: 20000 + np.sign(x), "one-sided only", 19999, 20001),
        (lambda x: np.arctan(1 / x), "one-sided only", -math.pi / 2, math.pi / 2),
        (lambda x: 1e6 + 0.4 * np.sin(1 / x), "none", math.nan, math.nan),
        (lambda x: np.sin(0.4 * np.log(abs(x))), "none", math.nan, math.nan),
        (lambda x: np.sin(0.15 * np.log(abs(x))), "none", math.nan, math.nan),
        (lambda x: 1 / np.log(abs(x)), "none", math.nan, math.nan),  # too slow to be seen
        (lambda x: (1 - np.cos(x**2)) / x**4, "none", math.nan, math.nan),  # lost in rounding
        (lambda x: np.log(abs(x)) + 100, "infinite", -math.inf, -math.inf),
        (lambda x: np.where(x < 0, 4, np.sin(1 / x)), "one-sided only", 4, math.nan),
        (lambda x: 1 / x**2, "infinite", math.inf, math.inf),
        (lambda x: 1 / x, "infinite", -math.inf, math.inf),
        (lambda x: 1 / x if x else 5, "infinite", -math.inf, math.inf),
        (np.log, "infinite", math.nan, -math.inf),
        (lambda x: np.exp(1 / x), "infinite", 0, math.inf),
        (lambda x: np.sin(1 / x), "none", math.nan, math.nan),
        (lambda x: np.sin(np.pi / x), "none", math.nan, math.nan),
        (lambda x: np.sin(1 / x) / x, "none", math.nan, math.nan),
        (lambda x: math.nan, "none", math.nan, math.nan),
    ],
)
def test_limits_that_refuse(f, verdict, left, right):
    found = limit(f, 0)
    assert found.verdict == verdict
    np.testing.assert_allclose([found.left, found.right], [left, right], rtol=1e-9, atol=1e-9)
    assert math.isnan(found.value) == (left != right)
    assert str(found).startswith("The samples suggest")


def test_the_limit_of_a_root_is_said_to_be_from_one_side():
    said = str(limit(np.sqrt, 0))
    assert said == (
        "The samples suggest a limit from one side: "
        "from the left f is not defined, from the right 0."
    )


@given(st.floats(-100, 100), st.floats(-100, 100), st.sampled_from([0, 1e-3, 1, -4.5]))
def test_the_limit_of_a_continuous_function_is_its_value(a, b, x):
    found = limit(lambda t: a * np.sin(t) + b, x)
    assert found.verdict == "two-sided"
    assert math.isclose(found.value, a * math.sin(x) + b, rel_tol=1e-5, abs_tol=1e-4)


def test_a_limit_shows_its_evidence():
    found = limit(np.sin, 0)
    assert found.h.shape == found.left_values.shape == found.right_values.shape
    assert (np.diff(found.h) < 0).all()
    np.testing.assert_allclose(found.right_values, np.sin(found.h))
    lines = found.table().splitlines()
    assert "at a − h" in lines[0]
    assert len(lines) == 1 + len(found.h) / 7


def test_a_limit_never_asks_for_the_value_at_the_point():
    asked = []
    limit(lambda x: asked.append(float(x)) or 1.0, 2)
    assert 2.0 not in asked
    assert len(asked) > 50


@pytest.mark.parametrize("a", [math.nan, math.inf])
def test_a_limit_is_taken_at_a_finite_point(a):
    with pytest.raises(ValueError, match="a must be finite"):
        limit(np.sin, a)


# --- tangents


def test_slopes_from_both_sides():
    assert (slope_limit(abs, 0).left, slope_limit(abs, 0).right) == (-1, 1)
    kink = slope_limit(lambda x: abs(x - 3), 3)
    assert (kink.verdict, kink.left, kink.right) == ("one-sided only", -1, 1)
    assert slope_limit(np.cbrt, 0).value == math.inf
    assert math.isclose(slope_limit(parabola, 1).value, 2, abs_tol=1e-6)
    assert slope_limit(lambda x: abs(x - 1e-7), 0).verdict != "infinite"
    with pytest.raises(ValueError, match="f is not defined at x = 0"):
        slope_limit(lambda x: 1 / x, 0)


@pytest.mark.parametrize(
    ("f", "x", "slope"),
    [
        (lambda x: x - 10, 10, 1),
        (lambda x: 2 * x - 4, 2, 2),
        (lambda x: 1 - x, 1, -1),
        (lambda x: x**3 - 3 * x, 1, 0),
        (lambda x: x + 1 / x, 1, 0),
        (lambda x: x**4 - 2 * x**2, 1, 0),
        (lambda x: (x**2 - 9) / (x - 3), -3, 1),
        (np.sin, 1e6, math.cos(1e6)),
        (lambda x: 1e6 + x, 0, 1),
        (np.square, 1e6, 2e6),
        (np.log, 3e-4, 1 / 3e-4),
        (lambda x: abs(x) ** 1.5, 0, 0),
    ],
)
def test_tangents_that_are_hard_to_find(f, x, slope):
    assert math.isclose(tangent_line(f, x).slope, slope, rel_tol=2e-4)


@given(st.floats(-3, 3))
def test_the_tangent_touches(x):
    assume(abs(x) > 1e-3)
    line = tangent_line(np.sin, x)
    assert line(x) == math.sin(x)
    assert math.isclose(line.slope, math.cos(x), abs_tol=1e-8)


@pytest.mark.parametrize(
    "f", [abs, np.cbrt, np.sign, lambda x: max(x, 0), lambda x: 1000 * x + 0.04 * abs(x)]
)
def test_a_kink_has_no_tangent(f):
    with pytest.raises(ValueError, match="no tangent with a slope was found at x = 0"):
        tangent_line(f, 0)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (Line(1, -1, 2), "y = 2x − 3"),
        (Line(0, 1, 1), "y = x + 1"),
        (Line(0, 0, -1), "y = −x"),
        (Line(5, 4, 0), "y = 4"),
        (Line(0, -0.5, -2.5), "y = −2.5x − 0.5"),
        (Line(0, 1e-12, 1 + 1e-12), "y = x"),
    ],
)
def test_a_line_reads_as_one_writes_it(line, text):
    assert str(line) == text


# --- extremes


@pytest.mark.parametrize("expression", SMOOTH, ids=str)
def test_the_second_derivative_agrees_with_sympy(expression):
    x = np.array([0.5, 1.0, 2.5])
    f, second = (sympy.lambdify(X, e, "numpy") for e in (expression, sympy.diff(expression, X, 2)))
    np.testing.assert_allclose(second_derivative(f, x), second(x) + 0 * x, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kink", [0.0, 0.3, -1 / 3, 0.71])
def test_the_slope_function_has_a_gap_at_a_kink_only(kink):
    slope = slope_function(lambda x: abs(x - kink) + np.sin(x))
    assert np.isnan(slope(kink))
    xs = np.linspace(-1, 1, 98)
    np.testing.assert_allclose(slope(xs), np.sign(xs - kink) + np.cos(xs), atol=1e-7)


roots = st.lists(st.integers(-9, 9).map(lambda k: k / 5), min_size=1, max_size=3)


@given(roots)
def test_candidates_are_the_roots_of_the_derivative(roots):
    """Against sympy: a root of odd multiplicity is an extremum, one of even is not."""
    slope = sympy.Integer(1)
    for root in roots:
        slope *= X - sympy.nsimplify(root)
    f = sympy.lambdify(X, sympy.integrate(sympy.expand(slope), X), "numpy")
    first, *found, last = candidates(f, -2, 2)
    assert (first.x, first.reason, last.x, last.reason) == (-2, "end", 2, "end")
    wanted = sorted(set(roots))
    # a triple root is as flat as rounding for a while
    near = 2e-3 if len(set(roots)) < len(roots) else 1e-7
    np.testing.assert_allclose([c.x for c in found], wanted, atol=near)
    second = sympy.lambdify(X, sympy.diff(slope, X), "numpy")
    for candidate, root in zip(found, wanted, strict=True):
        assert candidate.reason == "f′ = 0"
        assert (candidate.kind == "neither") == (roots.count(root) % 2 == 0)
        if roots.count(root) == 1:
            assert candidate.kind == ("minimum" if second(root) > 0 else "maximum")
            assert candidate.second_test == candidate.kind


@pytest.mark.parametrize(
    ("f", "a", "b", "inside"),
    [
        (lambda x: -2 * x**2 + 17 * x - 100, 0, 10, [(4.25, "f′ = 0", "maximum", "maximum")]),
        (lambda x: x**3, -2, 2, [(0, "f′ = 0", "neither", "undecided")]),
        (lambda x: x**4, -2, 2, [(0, "f′ = 0", "minimum", "undecided")]),
        (abs, -2, 2, [(0, "f′ undefined", "minimum", "undecided")]),
        (lambda x: np.cbrt(x**2), -1, 1, [(0, "f′ undefined", "minimum", "undecided")]),
        (lambda x: abs(x - 0.3) + 2 * x, -1, 1, [(0.3, "f′ undefined", "neither", "undecided")]),
        (lambda x: max(x, 1 - x), 0, 3, [(0.5, "f′ undefined", "minimum", "undecided")]),
        (lambda x: 2 * x, 0, 1, []),
        (np.exp, -1, 1, []),
        (lambda x: 1e4 * x**4, -2, 2, [(0, "f′ = 0", "minimum", "undecided")]),
        (lambda x: 1e-5 * x**2, -2, 2, [(0, "f′ = 0", "minimum", "minimum")]),
        (lambda x: np.exp(x) - x, -5, 10, [(0, "f′ = 0", "minimum", "minimum")]),  # f″ = 1 ≪ e¹⁰
        (np.cosh, -12, 12, [(0, "f′ = 0", "minimum", "minimum")]),
        (np.exp, -20, 20, []),  # f′ is small beside e²⁰, not 0
        (lambda x: np.exp(-(x**2)), -10, 10, [(0, "f′ = 0", "maximum", "maximum")]),
        (lambda x: x * abs(x), -1, 1, [(0, "f′ = 0", "neither", "undecided")]),  # f″ jumps
    ],
)
def test_candidates_of_every_reason(f, a, b, inside):
    found = candidates(f, a, b)[1:-1]
    assert [(round(c.x, 9), c.reason, c.kind, c.second_test) for c in found] == inside


def test_the_ends_are_judged_from_inside():
    left, _, right = candidates(lambda x: x**3, -2, 2)
    assert (left.kind, left.value, right.kind, right.value) == ("minimum", -8, "maximum", 8)


def test_an_end_beside_a_maximum_is_judged_by_its_own_side():
    assert [c.kind for c in candidates(np.sin, 0, 1.571)] == ["minimum", "maximum", "minimum"]


def test_a_high_parabola_has_no_corners():
    _, *found, _ = candidates(lambda x: 1e6 + x**2, -1, 1)
    assert [(c.reason, c.kind) for c in found] == [("f′ = 0", "minimum")]


def test_a_jump_of_the_second_derivative_is_said():
    _, found, _ = candidates(lambda x: x * np.abs(x), -2, 2)
    assert math.isnan(found.second)


def test_a_steep_function_rises_from_its_flat_end_too():
    assert [c.kind for c in candidates(np.exp, 0, 20)] == ["minimum", "maximum"]


def test_a_level_stretch_at_an_end_is_found():
    kinds = [c.kind for c in candidates(lambda x: np.maximum(x, 0) ** 2, -1, 1)]
    assert kinds == ["level", "level", "maximum"]


def test_a_constant_is_level():
    assert {c.kind for c in candidates(lambda x: 3 + 0 * x, 0, 1)} == {"level"}


def test_where_there_are_no_candidates():
    with pytest.raises(ValueError, match="left end must be below"):
        candidates(np.sin, 1, 0)
    with pytest.raises(ValueError, match="no value at one of the ends"):
        candidates(np.log, 0, 1)


# --- sums of strips


@pytest.mark.parametrize(
    ("rule", "total"), [("left", 1.75), ("right", 3.75), ("mid", 2.625), ("trapezoid", 2.75)]
)
def test_the_sums_of_the_chapter(rule, total):
    assert riemann_sum(np.square, 0, 2, 4, rule) == total


@pytest.mark.parametrize("expression", [X**2, sympy.sin(X), sympy.exp(-X), 1 / (1 + X**2)])
def test_all_rules_tend_to_the_integral(expression):
    f, exact = sympy.lambdify(X, expression, "numpy"), float(sympy.integrate(expression, (X, 0, 2)))
    for rule, order in (("left", 1), ("right", 1), ("mid", 2), ("trapezoid", 2)):
        errors = [abs(riemann_sum(f, 0, 2, n, rule) - exact) for n in (50, 100)]
        assert math.isclose(errors[0] / errors[1], 2**order, rel_tol=0.05)


@given(st.floats(-3, 3), st.floats(0.1, 4), st.integers(1, 30))
def test_a_trapezoid_is_the_mean_of_left_and_right(a, width, n):
    left, right, both = (
        riemann_sum(np.sin, a, a + width, n, rule) for rule in ("left", "right", "trapezoid")
    )
    assert math.isclose((left + right) / 2, both, abs_tol=1e-12)


@pytest.mark.parametrize("expression", [X**2, sympy.cos(X), sympy.exp(X), X**3 - X])
def test_the_area_so_far_is_the_antiderivative(expression):
    f, whole = sympy.lambdify(X, expression, "numpy"), sympy.integrate(expression, X)
    xs, areas = area_so_far(f, -1, 2)
    exact = sympy.lambdify(X, whole - whole.subs(X, -1), "numpy")(xs)
    np.testing.assert_allclose(areas, exact, atol=1e-9)


def test_the_slope_of_the_area_is_the_height():
    xs, areas = area_so_far(np.sin, 0, 6, n=600)
    np.testing.assert_allclose(np.gradient(areas, xs)[1:-1], np.sin(xs)[1:-1], atol=1e-4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.sin, 1, 0, 4), "left end must be below"),
        ((np.sin, 0, 1, 0), "n must be a positive integer"),
        ((np.sin, 0, 1, 2.5), "n must be a positive integer"),
        ((np.sin, 0, 1, 4, "upper"), "rule must be one of left, right, mid, trapezoid"),
        ((np.log, 0, 1, 4, "left"), "no value somewhere between 0 and 1"),
    ],
)
def test_sums_that_cannot_be(arguments, message):
    with pytest.raises(ValueError, match=message):
        strip_heights(*arguments)


# --- areas


def test_the_areas_of_the_polygons():
    n, inside, outside = polygon_areas(6)[-1]
    assert (n, f"{inside:.5f}", f"{outside:.5f}") == (256, "3.14128", "3.14175")
    for n, inside, outside in polygon_areas(20):
        assert math.isclose(inside, n / 2 * math.sin(2 * math.pi / n), rel_tol=1e-12)
        assert math.isclose(outside, n * math.tan(math.pi / n), rel_tol=1e-12)


@given(st.integers(1, 24))
def test_the_polygons_close_in(doublings):
    *_, (_, a, A), (_, b, B) = polygon_areas(doublings)
    assert a < b < math.pi < B < A


@pytest.mark.parametrize("doublings", [-1, 25])
def test_doublings_out_of_range(doublings):
    with pytest.raises(ValueError, match="from 0 to 24"):
        polygon_areas(doublings)


@pytest.mark.parametrize("doublings", [1.5, "2", True, None])
def test_doublings_that_are_no_integer(doublings):
    with pytest.raises(TypeError, match="integer"):
        polygon_areas(doublings)


def test_calculus_needs_numpy_only():
    assert not {"torch", "matplotlib", "sympy"} & set(vars(calculus))

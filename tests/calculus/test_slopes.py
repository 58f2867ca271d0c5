"""The slope at a point, as a limit, a line and a function."""

import math

import numpy as np
import pytest
import torch
from expressions import counted, parabola
from hypothesis import assume, given
from hypothesis import strategies as st

from d2lmini.calculus import (
    Line,
    numerical_derivative,
    second_derivative,
    slope_function,
    slope_limit,
    tangent_line,
)


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
        (Line(0, 1e-12, 1 + 1e-12), "y = x + 1e−12"),
        (Line(123456, 123456**2, 246912), "y = 2.4691e+05x − 1.5241e+10"),
        (Line(1e5 + 0.5, 0, 1 / 3), "y = 0.333333333x − 33333.5"),  # 5 digits would miss (x, y)
    ],
)
def test_a_line_reads_as_one_writes_it(line, text):
    assert str(line) == text


@pytest.mark.parametrize("f", [lambda x: 1 / x**2, lambda x: np.sin(x) / x, np.log])
def test_without_a_value_there_is_no_derivative(f):
    with np.errstate(all="ignore"):
        assert np.isnan(numerical_derivative(f, 0.0))


@pytest.mark.parametrize("kink", [0.0, 0.3, -1 / 3, 0.71])
def test_the_slope_function_has_a_gap_at_a_kink_only(kink):
    slope = slope_function(lambda x: abs(x - kink) + np.sin(x))
    assert np.isnan(slope(kink))
    xs = np.linspace(-1, 1, 98)
    np.testing.assert_allclose(slope(xs), np.sign(xs - kink) + np.cos(xs), atol=1e-7)


def test_the_slope_function_takes_what_f_takes():
    slope = slope_function(torch.sin)
    np.testing.assert_allclose(slope(torch.tensor([0.0, 1.0])), np.cos([0.0, 1.0]), atol=3e-4)
    np.testing.assert_allclose(slope_function(parabola)([1, 2]), [2, 8])
    with pytest.raises(TypeError, match="f must be a function"):
        slope_function(3)


def test_a_slope_is_made_of_some_hundred_values():
    f, asked = counted(math.sin)
    slope_function(f)(1.0)
    assert len(asked) < 130


def test_a_smooth_function_has_no_gap_however_steep_or_high():
    assert math.isclose(slope_function(lambda x: np.exp(3000 * x))(0.0), 3000, rel_tol=1e-3)
    xs = np.linspace(-1e-3, 1e-3, 101)
    np.testing.assert_allclose(slope_function(lambda x: 1e6 + x**2)(xs), 2 * xs, atol=1e-4)


def test_a_vertical_tangent_is_a_gap():
    assert np.isnan(slope_function(np.cbrt)(0.0))


@pytest.mark.parametrize(
    ("f", "x", "slope"),
    [
        (lambda x: 1 / (x - 0.3), 0.4, -100),
        (np.tan, math.pi / 2 - 0.1, 1 / math.cos(math.pi / 2 - 0.1) ** 2),
        (lambda x: x**300, 1, 300),
        (lambda x: np.exp(300 * x), 0.5, 300 * math.exp(150)),
        (lambda t: 5 * np.exp(-t / 1e-3), 1e-3, -5000 / math.e),
        (np.sin, 1e6, math.cos(1e6)),
        (np.square, 1e12, 2e12),
        (lambda x: 1e-11 * x, 1, 1e-11),
        (lambda x: np.sqrt(x * x + 1e-12), 0, 0),
        (lambda x: x + 1e-9 * x**2, 1e9, 3),
        (lambda x: x - math.sin(x), 0.1, 1 - math.cos(0.1)),  # rounds more than its size tells
        (lambda x: np.cos(x / 1e9), 0, 0),
        (lambda x: math.pi * (x / 3 + 0.1 - 0.1), 0, math.pi / 3),  # flat to all steps below 10⁻¹⁷
        (lambda x: 1 / (1 + math.exp(-x)), -800, 0),
    ],
)
def test_no_scale_is_assumed(f, x, slope):
    found = slope_limit(f, x)
    assert found.verdict == "two-sided"
    assert math.isclose(found.value, slope, rel_tol=1e-5, abs_tol=1e-18)
    for measure in (slope_function, lambda f: lambda x: numerical_derivative(f, x)):
        assert math.isclose(measure(f)(float(x)), slope, rel_tol=1e-5, abs_tol=1e-18)


@pytest.mark.parametrize(
    ("f", "x", "line"),
    [
        (np.exp, 1, "y = 2.7183x"),
        (lambda x: 1e-11 * x, 1, "y = 1e−11x"),
        (lambda x: 1e8 * x**2, 1e-6, "y = 200x − 0.0001"),
        (np.sin, 0, "y = x"),
        (lambda x: x**1.5, 0, "y = 0"),
    ],
)
def test_a_tangent_is_written_to_the_digits_that_are_sure(f, x, line):
    assert str(tangent_line(f, x)) == line


def test_what_slopes_tend_to_at_an_end_of_the_domain():
    flat, steep = slope_limit(lambda x: x**1.5, 0), slope_limit(np.sqrt, 0)
    assert (flat.right, flat.verdict, flat.in_domain) == (0, "one-sided only", 0)
    assert (steep.right, steep.verdict) == (math.inf, "infinite")
    with pytest.raises(ValueError, match=r"no tangent with a slope.*from the right \+∞"):
        tangent_line(np.sqrt, 0)


def test_a_kink_of_any_size_is_one():
    found = slope_limit(lambda x: 1e-12 * abs(x), 0)
    assert str(found).endswith("from the left −1e−12, from the right 1e−12.")
    hidden = slope_limit(lambda x: abs(x / 3 + 0.1 - 0.1), 0)
    np.testing.assert_allclose([hidden.left, hidden.right], [-1 / 3, 1 / 3])
    assert slope_limit(lambda x: x * math.sin(1 / x) if x else 0.0, 0).verdict == "none"


def test_sizes_must_grow_to_be_infinite():
    assert slope_limit(np.floor, 2).left == math.inf
    assert slope_limit(lambda x: x * math.log(x) if x > 0 else 0.0, 0).right == -math.inf
    assert slope_limit(lambda x: np.arctan(1e8 * x), 0).value == 1e8


def test_f_is_not_asked_beyond_0_if_need_not_be():
    def doubled(x):
        assert x > 0, "this loop would never end"
        while x < 1000:
            x = 2 * x
        return x

    assert slope_limit(doubled, 3).value == slope_function(doubled)(3.0) == 512


def test_a_function_may_end_somewhere():
    heights = [0, 1, 4, 9, 16, 25]

    def table(x):
        k = int(x)
        return heights[k] + (x - k) * (heights[k + 1] - heights[k])  # IndexError from 5 on

    assert slope_limit(table, 2.5).value == 5


def test_what_torch_makes_is_taken_like_what_numpy_makes():
    for f in (torch.sin, lambda x: x.sin()):
        assert math.isclose(slope_limit(f, 1).value, math.cos(1), rel_tol=1e-8)
        assert math.isclose(numerical_derivative(f, 1.0), math.cos(1), rel_tol=1e-8)


def test_a_second_derivative_knows_no_scale():
    for a, b, s in ((1e-9, 1e8, 0), (1e9, 1e-8, 100), (1, 1, 1e6)):
        found = second_derivative(lambda t, a=a, b=b, s=s: b * np.sin(t / a - s), a * (s + 0.7))
        assert math.isclose(found, -b / a**2 * math.sin(0.7), rel_tol=1e-3)
    assert np.isnan(second_derivative(lambda x: x * abs(x), 0.0))
    assert second_derivative(lambda x: abs(x) ** 3, 0.0) == 0


@pytest.mark.parametrize(
    ("f", "x", "left", "right"),
    [
        (lambda x: np.maximum(np.cos(x), 0), math.pi / 2, -1, 0),  # the kink is not at a float
        (lambda x: np.sqrt(1 - np.cos(x) ** 2), 0, -1, 1),  # |sin x|, flat up to 10⁻⁸
        (lambda x: np.cos(x) + 1e-9 * abs(x), 0, -1e-9, 1e-9),
        (lambda x: np.log(1 + np.exp(x)), -20, 2.0611536e-9, 2.0611536e-9),
        (lambda x: np.log(1 + np.exp(x)), 20, 1, 1),
    ],
)
def test_kinks_and_slopes_that_rounding_nearly_hides(f, x, left, right):
    found = slope_limit(f, x)
    np.testing.assert_allclose([found.left, found.right], [left, right], rtol=1e-4)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: (1 - np.cos(x)) / x**2, 1e-5),
        (lambda x: (np.tan(x) - np.sin(x)) / x**3, 1e-4),
        (lambda x: np.log(1 + x) / x, 1e-9),
        (lambda x: abs(x - (1 + 1e-9)), 1),  # a kink so near that few steps fit before it
        (lambda x: np.maximum(x, 1 + 1e-10), 1),
    ],
)
def test_what_rounding_hides_is_not_told(f, x):
    assert slope_limit(f, x).verdict != "two-sided"
    with pytest.raises(ValueError, match="no tangent"):
        tangent_line(f, x)


# Near 0 two large parts cancel, and what is left may be less than their rounding.
CANCEL = {
    "exp(x) - 1 - x": (lambda x: np.exp(x) - 1 - x, np.expm1),
    "(1 + x)**2 - 1 - 2*x": (lambda x: (1 + x) ** 2 - 1 - 2 * x, lambda x: 2 * x),
    "1 - cos(x)": (lambda x: 1 - np.cos(x), np.sin),
    "log(1 + x) - x": (lambda x: np.log(1 + x) - x, lambda x: -x / (1 + x)),
    "log(1 + x**2)": (lambda x: np.log(1 + x * x), lambda x: 2 * x / (1 + x * x)),
    "sqrt(1 + x**2) - 1": (lambda x: np.sqrt(1 + x * x) - 1, lambda x: x / np.hypot(1, x)),
    "1/(1 + x) - 1 + x": (lambda x: 1 / (1 + x) - 1 + x, lambda x: x * (2 + x) / (1 + x) ** 2),
    "tan(x + 1) - tan(1)": (lambda x: np.tan(x + 1) - math.tan(1), lambda x: np.cos(x + 1) ** -2),
    "x - sin(x)": (lambda x: x - np.sin(x), lambda x: 2 * np.sin(x / 2) ** 2),
    "cos(x) - 1 + x**2/2": (lambda x: np.cos(x) - 1 + x * x / 2, lambda x: x**3 / 6 - x**5 / 120),
}


@pytest.mark.parametrize("name", CANCEL)
def test_where_two_parts_cancel_the_slope_is_not_that_of_rounding(name):
    f, slope = CANCEL[name]
    xs = [sign * part * 10.0**-k for sign in (1, -1) for part in (2, 5) for k in range(2, 11)]
    found = 0
    for x in [0.0, *xs]:
        said = slope_limit(f, x)
        if said.verdict == "two-sided":
            assert said.value == pytest.approx(slope(x), rel=1e-6, abs=30 * said.uncertainty)
            found += 1
    assert found >= 4


@pytest.mark.parametrize("x", [3.0, 700.0, 1e-3])
def test_f_is_not_asked_beyond_0_where_a_slope_is_found_nearer(x):
    def doubled(x):
        assert x > 0  # else the loop would never end
        while x < 1000:
            x = 2 * x
        return x

    assert slope_limit(doubled, x).value == doubled(x) / x

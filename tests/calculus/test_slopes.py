"""The slope at a point, as a limit, a line and a function."""

import math

import numpy as np
import pytest
import torch
from expressions import counted, parabola
from hypothesis import assume, given
from hypothesis import strategies as st

from d2lmini.calculus import Line, slope_function, slope_limit, tangent_line


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


def test_the_slope_function_asks_f_seven_times():
    f, asked = counted(math.sin)
    slope_function(f)(1.0)
    assert len(asked) == 7


def test_a_smooth_function_has_no_gap_however_steep_or_high():
    assert math.isclose(slope_function(lambda x: np.exp(3000 * x))(0.0), 3000, rel_tol=1e-3)
    xs = np.linspace(-1e-3, 1e-3, 101)
    np.testing.assert_allclose(slope_function(lambda x: 1e6 + x**2)(xs), 2 * xs, atol=1e-4)


def test_a_vertical_tangent_is_a_gap():
    assert np.isnan(slope_function(np.cbrt)(0.0))

"""Areas as limits of sums."""

import math

import numpy as np
import pytest
import sympy
from expressions import X
from hypothesis import given
from hypothesis import strategies as st

from d2lmini.calculus import area_so_far, polygon_areas, riemann_sum, strip_heights


@pytest.mark.parametrize(
    ("rule", "total"), [("left", 1.75), ("right", 3.75), ("mid", 2.625), ("trapezoid", 2.75)]
)
def test_the_sums_of_the_chapter(rule, total):
    assert riemann_sum(np.square, (0, 2), 4, rule) == total


def test_an_area_need_not_begin_at_0():
    assert riemann_sum(np.square, (1, 3), 4, "trapezoid") == 8.75
    assert riemann_sum(lambda x: -1, (-3, -1), 4) == -2


@pytest.mark.parametrize("expression", [X**2, sympy.sin(X), sympy.exp(-X), 1 / (1 + X**2)])
def test_all_rules_tend_to_the_integral(expression):
    f, exact = sympy.lambdify(X, expression, "numpy"), float(sympy.integrate(expression, (X, 0, 2)))
    for rule, order in (("left", 1), ("right", 1), ("mid", 2), ("trapezoid", 2)):
        errors = [abs(riemann_sum(f, (0, 2), n, rule) - exact) for n in (50, 100)]
        assert math.isclose(errors[0] / errors[1], 2**order, rel_tol=0.05)


@given(st.floats(-3, 3), st.floats(0.1, 4), st.integers(1, 30))
def test_a_trapezoid_is_the_mean_of_left_and_right(a, width, n):
    left, right, both = (
        riemann_sum(np.sin, (a, a + width), n, rule) for rule in ("left", "right", "trapezoid")
    )
    assert math.isclose((left + right) / 2, both, abs_tol=1e-12)


@pytest.mark.parametrize("expression", [X**2, sympy.cos(X), sympy.exp(X), X**3 - X])
def test_the_area_so_far_is_the_antiderivative(expression):
    f, whole = sympy.lambdify(X, expression, "numpy"), sympy.integrate(expression, X)
    xs, areas = area_so_far(f, (-1, 2))
    exact = sympy.lambdify(X, whole - whole.subs(X, -1), "numpy")(xs)
    np.testing.assert_allclose(areas, exact, atol=1e-9)


def test_the_slope_of_the_area_is_the_height():
    xs, areas = area_so_far(np.sin, (0, 6), n=600)
    np.testing.assert_allclose(np.gradient(areas, xs)[1:-1], np.sin(xs)[1:-1], atol=1e-4)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((np.sin, (1, 0), 4), ValueError, "left end must be below"),
        ((np.sin, 0, 2, 4), ValueError, r"xlim must be a pair \(left, right\), got 0"),
        ((np.sin, (0, 1), 0), ValueError, "n must be at least 1, got 0"),
        ((np.sin, (0, 1), 2.5), TypeError, "n must be a whole number, got 2.5"),
        ((np.sin, (0, 1), 4, "up"), ValueError, "one of left, right, mid, trapezoid, got 'up'"),
        ((np.log, (0, 1), 4, "left"), ValueError, "no value at x = 0"),
    ],
)
@pytest.mark.parametrize("areas", [riemann_sum, strip_heights])
def test_sums_that_cannot_be(areas, arguments, error, message):
    with pytest.raises(error, match=message):
        areas(*arguments)


def test_an_area_needs_an_interval():
    with pytest.raises(ValueError, match=r"xlim must be a pair \(left, right\), got 0"):
        area_so_far(np.sin, 0, 2)
    with pytest.raises(ValueError, match="n must be at least 1"):
        area_so_far(np.sin, (0, 2), n=0)


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


def test_the_square_is_not_doubled():
    assert polygon_areas(0) == [(4, 2.0, 4.0)]


@pytest.mark.parametrize(("doublings", "said"), [(-1, "at least 0"), (25, "at most 24")])
def test_doublings_out_of_range(doublings, said):
    with pytest.raises(ValueError, match=f"doublings must be {said}, got"):
        polygon_areas(doublings)


@pytest.mark.parametrize("doublings", [1.5, "2", True, None])
def test_doublings_that_are_no_integer(doublings):
    with pytest.raises(TypeError, match="doublings must be a whole number"):
        polygon_areas(doublings)


@pytest.mark.parametrize(
    ("f", "ends", "area"),
    [
        (np.tan, (0, 1.57), -math.log(math.cos(1.57))),
        (np.sqrt, (0, 2), 2**1.5 / 1.5),
        (np.floor, (0.5, 3.2), 3.6),
        (lambda x: abs(x - 1 / 3), (0, 1), 5 / 18),
        (lambda x: abs(x) ** -0.5, (-1, 1.1), 2 + 2 * 1.1**0.5),
        (lambda x: 1e8 * np.sin(x / 1e9), (0, 3e9), 1e17 * (1 - math.cos(3))),
    ],
)
def test_areas_that_exist(f, ends, area):
    assert math.isclose(area_so_far(f, ends, 400)[1][-1], area, rel_tol=1e-8)


@pytest.mark.parametrize(
    ("f", "ends", "pole"),
    [
        (lambda x: 1 / x, (-1, 2), 0),
        (lambda x: 1 / x**2, (-1, 2.1), 0),
        (np.tan, (0, 3), math.pi / 2),
        (lambda x: np.sin(1e6 * x), (0, 1), 0),  # 400 strips cannot show it, nor 20,000
    ],
)
def test_sums_that_do_not_settle_are_no_area(f, ends, pole):
    xs, areas = area_so_far(f, ends, 400)
    np.testing.assert_array_equal(np.isnan(areas), xs > pole)


def test_where_f_has_no_value_is_told():
    with pytest.raises(ValueError, match="f has no value at x = 0"):
        area_so_far(lambda x: np.sin(x) / x, (-4, 4), 400)


@pytest.mark.parametrize(
    ("f", "ends", "n", "area"),
    [
        (lambda t: np.sin(100 * np.pi * t) ** 2, (0, 16), 400, 8),  # 0 at all edges and middles
        (lambda t: 1 - np.cos(100 * np.pi * t), (0, 32), 400, 32),
        (lambda x: np.sin(4 * np.pi * x) ** 2, (0, 1), 1, 0.5),
    ],
)
def test_a_wave_in_step_with_the_strips_is_seen(f, ends, n, area):
    assert math.isclose(area_so_far(f, ends, n)[1][-1], area, rel_tol=1e-9)

"""Slopes along lines, and why there is none."""

import math

import numpy as np
import pytest

from d2lmini import numerical_gradient, partial_derivative
from d2lmini.calculus.missing import is_lost, slope_along

DIRECTIONS = [np.array(u) / np.hypot(*u) for u in ((1, 0), (3, 4), (1, -1), (-7, -3), (0, 1))]
BREAKS = {  # of one number, at 0
    "kink": [abs, lambda t: max(t, 0.0), lambda t: max(t, 3 * t), lambda t: abs(t) + t**2],
    "jump": [
        np.sign,
        lambda t: float(t > 0),
        lambda t: float(t != 0),
        lambda t: float(t >= 0) + abs(t),
        lambda t: 1 / t if t else 0.0,
        lambda t: 1 / t**2 if t else 0.0,
        lambda t: math.copysign(1, t) + t,
    ],
    "steep": [
        np.cbrt,
        lambda t: math.sqrt(abs(t)),
        lambda t: -(np.cbrt(t) ** 2),
        lambda t: math.copysign(math.sqrt(abs(t)), t),
        lambda t: math.sqrt(max(t, 0.0)),
    ],
    "edge": [
        lambda t: math.sqrt(t),
        lambda t: t**1.5 if t >= 0 else math.nan,
        lambda t: math.asin(1 - t) if t >= 0 else math.nan,
        lambda t: 0.0 if t == 0 else math.nan,
    ],
    "unknown": [
        lambda t: t * math.sin(1 / t) if t else 0.0,
        lambda t: abs(t) * math.cos(1 / t) if t else 0.0,
        lambda t: t * math.sin(math.log(abs(t))) if t else 0.0,
        lambda t: math.sqrt(abs(t)) * math.sin(1 / t) if t else 0.0,
    ],
}
CASES = [(why, f) for why, functions in BREAKS.items() for f in functions]


@pytest.mark.parametrize(("why", "f"), CASES)
@pytest.mark.parametrize(("place", "unit"), [((0.0, 2.0), 1e6), ((3.0, -1.0), 1e-3)])
def test_it_says_which_it_is(why, f, place, unit):
    """In a picture 3 units wide, of a function in that unit, at a place that is not 0."""
    x0, y0 = np.array(place) * unit

    def g(x, y):
        return 5 * f((x - x0) / unit) + y / unit

    for u in ((-1, 0), (0.6, 0.8)):
        found = slope_along(g, (x0, y0), u, 3 * unit)
        assert (found.missing, math.isnan(found.value)) == (why, True)
    along = slope_along(g, (x0, y0), (0, 1), 3 * unit)
    assert (along.missing, round(along.value * unit, 6)) == ("", 1)


@pytest.mark.parametrize("f", BREAKS["unknown"])
def test_where_quotients_do_not_settle_there_is_no_partial_derivative(f):
    for g in (
        lambda x, y: f(x),
        lambda x, y: f(1e4 * x) * y,
        lambda x, y: y**2 - f(x / 100),
    ):
        for y in (2, -0.5):
            assert np.isnan(partial_derivative(g, (0, y), 0))
    assert np.isnan(numerical_gradient(lambda v: f(v.sum()), [0.5, 0.25, -0.75])).all()


@pytest.mark.parametrize("height", [0, 1, -1e4, 1e8, 1e10])
@pytest.mark.parametrize(("a", "b"), [(1, 1), (3, -7), (-0.2, 0.01), (0, 5)])
def test_a_plane_has_slopes_at_any_height(height, a, b):
    for point in ((-2, -2), (0.1, 0.7)):
        for u in DIRECTIONS:
            found = slope_along(lambda x, y: height + a * x + b * y, point, u, 3.0)
            if found.missing:  # a slope near 0, beside a large f
                assert found.missing == "small"
                assert abs(u @ (a, b)) <= 1e-9 * height
                continue
            near = 6 * found.doubt + 1e-9 * (abs(a) + abs(b))  # half a digit, rounded
            assert abs(found.value - u @ (a, b)) <= near
            assert found.doubt < 1e-4 * (abs(a) + abs(b))


@pytest.mark.parametrize("beside", [1, 1e3, 1e6, 1e9, 1e12, 1e15])
@pytest.mark.parametrize("steep", [1e-4, 1.0])
@pytest.mark.parametrize("f", [lambda t: t, lambda t: t + t**2, np.sin])
def test_a_slope_is_right_to_the_digits_told_or_too_small_to_be_measured(beside, steep, f):
    for x in (-1.3, 0.25, 2.0):
        truth = steep * {np.sin: math.cos(x)}.get(f, 1.0 if f(1) == 1 else 1 + 2 * x)
        found = slope_along(lambda x, y: beside * y + steep * f(x), (x, 2), (1, 0), 3.0)
        heights = beside * 2 + steep * f(x + np.linspace(-3, 3, 1001))
        if found.missing:
            assert found.missing == "small"
            assert steep < 1e-8 * beside
        elif np.ptp(heights) <= 2 * np.spacing(heights).max() and f is np.sin:
            assert found.value == 0  # as numbers go, it does not change anywhere
        else:
            assert abs(found.value - truth) <= max(found.doubt * 6, 1e-9 * abs(truth))
            assert found.doubt < 0.1 * steep


@pytest.mark.parametrize("height", [0.0, 1.0, 1e12])
def test_what_does_not_change_has_slope_0(height):
    assert slope_along(lambda x, y: height + 0 * x, (1, 2), (1, 0), 3.0).value == 0
    assert slope_along(lambda x, y: height * y, (1, 2), (1, 0), 3.0).value == 0


def test_a_table_that_ends_is_no_error():
    table = {k / 8: k**2 for k in range(-1000, 9)}

    def f(x, y):
        return table[math.floor(8 * x) / 8] + y

    assert slope_along(f, (0.0, 2.0), (0, 1), 3.0).value == 1
    assert slope_along(f, (0.0, 2.0), (1, 0), 3.0).missing == "jump"
    assert slope_along(f, (0.05, 2.0), (1, 0), 3.0).value == 0


def test_what_hardly_changes_has_a_slope_that_is_lost():
    assert is_lost(0.0, 1e-3, lambda s: 1e12 + 1e-3 * s, 1.0)
    assert is_lost(0.0, 1.0, lambda s: 1e20 + 1e-4 * s, 1.0)  # it does change, far away
    assert not is_lost(0.0, 1e-3, lambda s: 1e12 + 0 * s, 1.0)
    assert not is_lost(0.0, 1e-12, lambda s: 1.0 + s**2, 1.0)
    assert not is_lost(1.0, 1e-3, lambda s: s, 1.0)


@pytest.mark.parametrize("a", [1, 0.1, 3, 1e6])
@pytest.mark.parametrize("place", [(1, 2), (0.3, 0.7), (-1.7, 1.1)])
def test_along_a_level_line_the_slope_is_0(a, place):
    assert slope_along(lambda x, y: a * x + a * y, place, DIRECTIONS[2], 3.0).value == 0

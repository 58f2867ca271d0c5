"""Gradient descent goes where the mathematics says."""

import numpy as np
import pytest
from expressions import METERS, MINUTES, loss
from hypothesis import given
from hypothesis import strategies as st

from d2lmini import gradient_descent


@given(st.floats(0.1, 3), st.floats(0.01, 5), st.floats(0.01, 0.3))
def test_each_step_multiplies_the_distance_by_one_minus_eta_lambda(half, start, rate):
    walk = gradient_descent(lambda x: half * x**2, start, rate, steps=10)
    factor = 1 - rate * 2 * half
    wanted = start * factor ** np.arange(11)
    np.testing.assert_allclose(walk.path, wanted, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(walk.rates, [2 * half * rate], rtol=1e-5)


def test_the_thread_comes_to_the_least_squares_line():
    walk = gradient_descent(loss, (0, 0), 0.14, steps=600)
    design = np.column_stack([MINUTES, np.ones(5)])
    wanted = np.linalg.lstsq(design, METERS)[0]
    np.testing.assert_allclose(walk.path[-1], wanted, atol=1e-8)
    assert walk.path.shape == (601, 2)
    assert walk.values.shape == (601,)


def test_far_from_0_the_steps_are_as_good():
    walk = gradient_descent(lambda x: x**2 / 2, 1e6, 0.5, steps=1)
    np.testing.assert_allclose(walk.path, [1e6, 5e5], rtol=1e-9)


def test_it_stops_far_away_though_f_is_low_there():
    walk = gradient_descent(lambda x: 1e-12 * x**2, 3.0, 2e12)
    assert abs(walk.path[-2]) < 12e8 <= abs(walk.path[-1])  # the first step is 12 long


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_it_stops_neither_earlier_nor_later_in_another_unit(unit):
    walk = gradient_descent(lambda x: (x / unit - 1) ** 2, 0, 0.1 * unit**2)
    np.testing.assert_allclose(walk.path / unit, 1 - 0.8 ** np.arange(51), rtol=1e-9)


def test_it_stops_when_it_diverges():
    walk = gradient_descent(lambda x: x**2, 3.0, 10, steps=1000)
    assert len(walk.path) < 20
    assert str(walk) == (
        "diverges: ηλ = 20. Each step multiplies the coordinate, counted from where the slope is "
        "0, by 1 − ηλ = −19. A minus means: from side to side."
    )


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((loss, (0, 0), 0), ValueError, "must be positive"),
        ((loss, (0, 0), -1), ValueError, "must be positive"),
        ((loss, (0, 0), "a"), TypeError, "learning_rate"),
        ((loss, (0, 0), 0.1, 0), ValueError, "steps must be at least 1"),
        ((loss, (0, 0), 0.1, 2.5), TypeError, "steps must be a whole number"),
        ((loss, (0, 0, 0), 0.1), ValueError, r"2 numbers \(w, b\)"),
        ((lambda x: x / 0.0 if x else np.nan, 0, 0.1), ValueError, "not finite at the start"),
        ((3, 0, 0.1), TypeError, "f must be a function"),
        ((np.sum, [[1, 2]], 0.1), ValueError, "a number or have shape"),
    ],
)
def test_what_is_wrong_is_said(arguments, error, message):
    with pytest.raises(error, match=message):
        gradient_descent(*arguments)

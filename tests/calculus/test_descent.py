"""Gradient descent goes where the mathematics says, and the words for it are right."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from d2lmini import gradient_descent

MINUTES = np.arange(5)
METRES = np.array([1.2, 2.6, 5.0, 7.4, 8.8])


def loss(w, b):
    return np.mean((w * MINUTES + b - METRES) ** 2)


def saddle(x, y):
    return x**2 - y**2


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


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
    wanted = np.linalg.lstsq(design, METRES)[0]
    np.testing.assert_allclose(walk.path[-1], wanted, atol=1e-8)
    assert walk.path.shape == (601, 2)
    assert walk.values.shape == (601,)


@pytest.mark.parametrize(
    ("f", "start", "rate", "verdict"),
    [
        (lambda x: x**2, 3, 0.1, "settles"),
        (lambda x: x**2, 3, 0.5, "settles"),
        (lambda x: x**2, 3, 0.6, "alternates"),
        (lambda x: x**2, 3, 1.0, "swings"),
        (lambda x: x**2, 3, 1.1, "diverges"),
        (lambda x: -(x**2), 3, 0.1, "runs off"),
        (lambda x: 2 * x, 3, 0.1, "runs off"),
        (lambda x: 5 + 0 * x, 3, 0.1, "stays"),
        (loss, (0, 0), 0.02, "settles"),
        (loss, (0, 0), 0.1, "zigzags"),
        (loss, (0, 0), 0.15, "diverges"),
        (saddle, (1, 0), 0.1, "stuck at a saddle"),
        (saddle, (1, 0.001), 0.1, "runs off"),
        (lambda v: v @ v, [1, 2, 3], 0.1, "settles"),
        (rosenbrock, (-1, 1), 0.001, "on its way"),
        (rosenbrock, (-1, -1), 0.01, "diverges"),
        (lambda x, y: x**4 - x**2 + y**2, (0.001, 1), 0.02, "on its way"),
        (lambda x, y: x**4 - x**2 + y**2, (0, 1), 0.1, "stuck at a saddle"),
        (lambda x, y: x**4 - x**2 + y**2, (0.5, 1), 0.1, "settles"),
        (abs, 1.0, 0.3, "swings"),
        (np.sin, 1, 2.5, "swings"),
        (np.cosh, 1.0, 1.5, "alternates"),
        (np.cos, 0, 0.1, "stuck at a maximum"),
        (lambda x, y: -(x**2) - y**2, (0, 0), 0.5, "stuck at a maximum"),
        (lambda x, y: x**2 + y**2, (0, 0), 1.1, "stays"),
        (lambda x: -(x**4), 1, 0.5, "runs off"),
        (lambda x: -math.exp(x), 1, 0.5, "runs off"),
        (math.log, 1, 1.1, "leaves the domain"),
        (np.log, 1, 1.1, "leaves the domain"),
        (lambda x: x**1.5, 0.1, 0.5, "leaves the domain"),
        (np.exp, 5.0, 0.1, "on its way"),  # it falls for ever
        (rosenbrock, (1.5, -0.75), 0.0005, "on its way"),  # at 0.58, and no minimum near
        (lambda x: max(x + 20, 0), 1, 1.0, "settles"),
        (lambda x: x * x if abs(x) < 20 else 40 * abs(x) - 400, 3, 1.1, "swings"),
        (lambda x: 1e-8 * x**2, 3, 2e8, "diverges"),
        (lambda x, y: x**2 + 10 * y**2, (3, 1e-9), 0.15, "diverges"),
        (lambda x: (x - 1e5) ** 2, 0, 0.1, "settles"),
        (lambda x: abs(x) + 1e6, 3.0, 0.7, "swings"),
        (lambda x: np.cos(x) + 1e5, 2.0, 0.5, "settles"),
        (lambda x: math.exp(x**2), 1.2, 0.5, "diverges"),
    ],
)
def test_the_word(f, start, rate, verdict):
    assert gradient_descent(f, start, rate).verdict == verdict


def test_it_stops_when_it_diverges():
    walk = gradient_descent(lambda x: x**2, 3.0, 10, steps=1000)
    assert len(walk.path) < 20
    assert str(walk) == "diverges: ηλ = 20, so each step multiplies the distance by −19."


def test_directions_without_a_slope_are_said_to_be_so():
    valley = gradient_descent(lambda x, y: x**2 / 2 + 5 * y**2, (3, 0), 0.21)
    assert str(valley) == (
        "settles: ηλ = 0.21, so each step multiplies the distance by 0.79 "
        "(ηλ = 2.1: no slope that way)."
    )
    bottom = gradient_descent(lambda x, y: x**2 + y**2, (0, 0), 1.1)
    assert str(bottom) == "stays (ηλ = 2.2, 2.2: no slope that way)."


def test_where_f_is_not_quadratic_the_words_have_no_rates():
    walk = gradient_descent(np.cosh, 1.0, 0.5)
    assert walk.rates is None
    assert str(walk) == "settles, with f = 1 after 50 steps."


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((loss, (0, 0), 0), ValueError, "must be positive"),
        ((loss, (0, 0), -1), ValueError, "must be positive"),
        ((loss, (0, 0), "a"), TypeError, "learning_rate"),
        ((loss, (0, 0), 0.1, 0), ValueError, "steps"),
        ((loss, (0, 0, 0), 0.1), ValueError, r"2 numbers \(w, b\)"),
        ((lambda x: x / 0.0 if x else np.nan, 0, 0.1), ValueError, "not finite at the start"),
        ((3, 0, 0.1), TypeError, "f must be a function"),
        ((np.sum, [[1, 2]], 0.1), ValueError, "a number or have shape"),
    ],
)
def test_what_is_wrong_is_said(arguments, error, message):
    with pytest.raises(error, match=message):
        gradient_descent(*arguments)

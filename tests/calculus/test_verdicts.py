"""The words for a walk downhill are right, and so are the sentences."""

import math

import numpy as np
import pytest
from expressions import loss
from hypothesis import given
from hypothesis import strategies as st

from d2lmini import gradient_descent
from d2lmini.words import listed


def saddle(x, y):
    return x**2 - y**2


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


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
        (lambda x, y: x**2, (3, 1), 0.1, "settles"),  # a valley that is level along y
        (lambda x, y: x**2 + y, (3, 1), 0.1, "runs off"),
        (lambda x, y: -(x**2), (0, 1), 0.1, "stuck at a maximum"),  # on a level ridge
        (lambda x, y: np.cos(x) + 0 * y, (0, 1), 0.1, "stuck at a maximum"),
        (lambda x, y: -(x**2) - y**4, (0, 0), 0.1, "stuck at a maximum"),
        (lambda x, y: -(x**2) + y**4, (0, 0), 0.1, "stuck at a saddle"),
        (np.hypot, (0, 0), 0.1, "stays"),
        (lambda x: -(x**4), 0, 0.1, "stuck at a maximum"),
        (lambda x: x**4, 0, 0.1, "stays"),
        (lambda x: x**3, 0, 0.1, "stuck at a saddle"),  # f falls to one side of 0
        (lambda x: x**3, 1.0, 1 / 3, "stuck at a saddle"),  # the first step leads to 0
        (np.sqrt, 0.0, 0.1, "finds no slope"),
        (lambda x: x**1.5, 0.0, 0.1, "finds no slope"),
        (np.cos, math.pi, 0.1, "stays"),
        (np.cos, 2 * math.pi, 0.1, "stuck at a maximum"),
        (rosenbrock, (1, 1), 0.1, "stays"),
        (lambda x, y: np.cos(x - 0.3) + y**2, (0.3, 0), 0.9, "stuck at a saddle"),
        (lambda x: 1 - np.cos(x - 0.3), 0.3 + math.pi, 0.9, "stuck at a maximum"),
        (lambda x: 1e6 + np.cos(x - 0.3), 0.3, 0.9, "stuck at a maximum"),
        (lambda x, y: x**2 - 2 * y**2, (1, 1), 1.2, "runs off"),  # it outgrows the other one
        (lambda x, y: 3 * x**2 - y**2 / 10, (1, 1), 0.4, "diverges"),
        (np.cosh, 0.3, 1.95, "alternates"),  # nearly for ever
        (lambda x, y: x * x / 2 if abs(x) < 5 else 5 * abs(x) - 12.5, (7, 1), 1.0, "settles"),
    ],
)
def test_the_word(f, start, rate, verdict):
    assert gradient_descent(f, start, rate).verdict == verdict


def test_directions_without_a_slope_are_said_to_be_so():
    valley = gradient_descent(lambda x, y: x**2 / 2 + 5 * y**2, (3, 0), 0.21)
    assert str(valley) == (
        "settles: ηλ = 0.21. Each step multiplies the coordinate along its eigenvector, counted "
        "from where the slope is 0, by 1 − ηλ = 0.79. Where ηλ = 2.1, the slope is 0, and nothing "
        "moves."
    )
    bottom = gradient_descent(lambda x, y: x**2 + y**2, (0, 0), 1.1)
    assert str(bottom) == "stays: ηλ = 2.2, 2.2. There is no slope."


def test_a_minus_and_a_slope_that_is_the_same_everywhere_are_explained():
    walk = gradient_descent(lambda x, y: x**2 + y, (3, 1), 0.6)
    assert str(walk) == (
        "runs off: ηλ = 1.2, 0. Each step multiplies the coordinate along its eigenvector, counted "
        "from where the slope is 0, by 1 − ηλ = −0.2. A minus means: from side to side. Where ηλ = "
        "0, all steps are alike."
    )


def test_where_f_is_not_quadratic_the_words_have_no_rates():
    walk = gradient_descent(np.cosh, 1.0, 0.5)
    assert walk.rates is None
    assert str(walk) == "settles, with f = 1 after 50 steps."


def test_rounding_does_not_push_a_walk_off_a_ridge():
    """0.8 · 0.6 − 0.6 · 0.8 is 0, so there is no slope across the ridge."""
    walk = gradient_descent(
        lambda x, y: (0.6 * x + 0.8 * y) ** 2 - (0.8 * x - 0.6 * y) ** 2, (0.6, 0.8), 0.5
    )
    assert walk.verdict == "stuck at a saddle"
    assert list(walk.moves) == [False, True]
    np.testing.assert_allclose(walk.path[1:], 0, atol=1e-12)


def test_at_a_stationary_point_a_walk_stays():
    walk = gradient_descent(lambda x, y: np.cos(x - 0.3) + y**2, (0.3, 0), 0.9)
    assert (walk.path == walk.path[0]).all()


@pytest.mark.parametrize("start", [(1.1, 0.7), (-0.3, 12.0), (0, 0)])
def test_a_plane_has_no_rates(start):
    walk = gradient_descent(lambda x, y: 0.1 * x + 0.3 * y + 0.7, start, 0.1)
    assert (walk.verdict, walk.rates) == ("runs off", None)


@pytest.mark.parametrize(
    "f", [lambda x: x**2 + 1e-4 * x**3, lambda x: 1e9 + 0.1 * np.cos(x)], ids=["cubic", "high"]
)
def test_what_is_nearly_quadratic_has_no_rates(f):
    assert gradient_descent(f, 2.0, 0.1).rates is None


@given(
    st.lists(st.integers(-3, 5), min_size=1, max_size=3),
    st.lists(st.sampled_from([0.0, 1.0, -2.0]), min_size=3, max_size=3),
    st.sampled_from([0.1, 0.3, 0.5, 0.7]),
)
def test_every_quadratic_has_its_sentence(curvatures, start, rate):
    bends = np.array(curvatures, dtype=float)
    walk = gradient_descent(lambda v: bends @ v**2 / 2, start[: bends.size], rate, steps=20)
    if walk.rates is None:
        assert str(walk).startswith(f"{walk.verdict}, with f = ")
        return
    along, idle = walk.rates[walk.moves][::-1], walk.rates[~walk.moves][::-1]
    said = str(walk)
    assert said.startswith(f"{walk.verdict}: ηλ = {listed(along if along.size else idle, '.3g')}. ")
    factors = 1 - along[along != 0]
    assert (f" by 1 − ηλ = {listed(factors, '.3g')}. " in f"{said} ") == bool(factors.size)
    assert ("eigenvectors, counted" in said) == (factors.size > 1)
    assert ("from side to side" in said) == (factors < 0).any()
    assert ("all steps are alike" in said) == (along == 0).any()
    assert (f"Where ηλ = {listed(idle, '.3g')}, the slope is 0" in said) == bool(
        idle.size * along.size
    )
    assert said.endswith("There is no slope.") == (not along.size)

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
        (lambda x, y: -(x**2), (0, 1), 0.1, "stuck at a saddle"),  # on a level ridge
        (np.cosh, 0.3, 1.95, "alternates"),  # nearly for ever
        (lambda x, y: x * x / 2 if abs(x) < 5 else 5 * abs(x) - 12.5, (7, 1), 1.0, "settles"),
    ],
)
def test_the_word(f, start, rate, verdict):
    assert gradient_descent(f, start, rate).verdict == verdict


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


def test_rounding_that_grows_is_a_move():
    walk = gradient_descent(
        lambda x, y: (0.6 * x + 0.8 * y) ** 2 - (0.8 * x - 0.6 * y) ** 2, (0.6, 0.8), 0.5
    )
    assert walk.verdict == "runs off"
    assert walk.moves[0]


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
    wanted = walk.verdict
    if along.size:
        many = "s" if along.size > 1 else ""
        wanted += f": ηλ = {listed(along, '.3g')}, so each step multiplies the distance{many} by "
        wanted += listed(1 - along, ".3g")
    if idle.size:
        wanted += f" (ηλ = {listed(idle, '.3g')}: no slope that way)"
    assert str(walk) == wanted + "."

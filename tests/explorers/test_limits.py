import math
import time

import numpy as np
import pytest
from stock import check_frames

from d2lmini import LimitGame, PolygonsExplorer, SecantExplorer
from d2lmini.explorers.limits import _around, _corners


def parabola(x):
    return 3 * x**2 - 4 * x


def quotient(h):
    return (parabola(1 + h) - parabola(1)) / h


STOCK = {
    "polygons": PolygonsExplorer,
    "secant": SecantExplorer,
    "secant of |x|": lambda: SecantExplorer(abs, 0),
    "secant of a scalar f": lambda: SecantExplorer(math.exp, 0),
    "game": lambda: LimitGame(quotient, a=0, L=2),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- polygons


@pytest.mark.parametrize("n", [4, 8, 64, 512])
def test_the_corners_are_those_of_the_regular_polygon(n):
    angles = 2 * np.pi * np.arange(n + 1) / n
    np.testing.assert_allclose(
        _corners(n), np.transpose([np.cos(angles), np.sin(angles)]), atol=1e-12
    )


@pytest.mark.parametrize("n", [4, 8, 64])
def test_the_outer_polygon_touches_the_circle(n):
    around = _around(_corners(n))
    middles = (around[:-1] + around[1:]) / 2
    np.testing.assert_allclose(np.linalg.norm(middles, axis=1), 1)
    x, y = around.T
    assert math.isclose(abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2, n * math.tan(math.pi / n))


def test_polygons_read_the_areas():
    explorer = PolygonsExplorer()
    explorer.n.value = 256
    assert "between 3.14128 and 3.14175, which are 0.00047 apart" in explorer.readout


# --- secant


def test_secant_reads_the_quotient():
    explorer = SecantExplorer(parabola, x=1)
    explorer.h.value = 0.1
    assert "slope 2.30000" in explorer.readout
    explorer.side.value = "left"
    assert "slope 1.70000" in explorer.readout
    explorer.side.value = "both"
    assert "slope 2.30000 to the right, 1.70000 to the left" in explorer.readout


def test_a_slope_of_zero_has_no_sign():
    explorer = SecantExplorer(np.floor, x=0.5)
    explorer.side.value, explorer.h.value, explorer.reveal.value = "left", 0.1, "tangent"
    assert explorer.readout.endswith("slope 0.00000. Both sides tend to 0: the tangent is y = 0.")
    explorer = SecantExplorer(lambda x: x**2 - 4 * x + 4, x=2)
    explorer.reveal.value = "tangent"
    assert "Both sides tend to 0: the tangent is y = 0." in explorer.readout


def test_the_tangent_shows_on_reveal_only():
    explorer = SecantExplorer(parabola, x=1)
    hidden = explorer.stage.frame["ink"]
    assert "tangent" not in explorer.readout
    explorer.reveal.value = "tangent"
    assert explorer.readout.endswith("Both sides tend to 2: the tangent is y = 2x − 3.")
    assert len(explorer.stage.frame["ink"]) > len(hidden)


def test_the_tangent_shows_only_if_both_sides_agree():
    explorer = SecantExplorer(abs, x=0)
    hidden = explorer.stage.frame["ink"]
    explorer.reveal.value = "tangent"
    assert "from the left −1, from the right 1" in explorer.readout
    assert explorer.stage.frame["ink"] == hidden


@pytest.mark.parametrize(("f", "sign"), [(np.cbrt, "+∞"), (lambda x: -np.cbrt(x), "−∞")])
def test_a_vertical_tangent_has_no_slope(f, sign):
    explorer = SecantExplorer(f, x=0)
    explorer.reveal.value = "tangent"
    assert f"Both sides tend to {sign}: the tangent is vertical" in explorer.readout


@pytest.mark.parametrize("f", [np.sign, lambda x: abs(x) ** 0.5])
def test_a_jump_or_a_cusp_has_no_tangent_here(f):
    explorer = SecantExplorer(f, x=0)
    explorer.reveal.value = "tangent"
    assert "No tangent with a slope was found" in explorer.readout


def test_the_tangent_is_right_far_from_0():
    explorer = SecantExplorer(np.sin, x=1e6)
    explorer.reveal.value = "tangent"
    assert "Both sides tend to 0.93675" in explorer.readout


def test_a_hole_in_the_domain_is_said():
    explorer = SecantExplorer(math.sqrt, x=0.05)
    explorer.side.value = "left"
    assert "f is not defined at one of the points" in explorer.readout
    explorer.h.value = 0.01
    assert "slope 2.36068" in explorer.readout  # (√0.05 − √0.04) / 0.01


def test_a_point_outside_the_domain_is_said():
    explorer = SecantExplorer(lambda x: 1 / x, x=0)
    assert "f is not defined at x = 0" in explorer.readout


def test_a_function_that_raises_is_said():
    explorer = SecantExplorer(lambda x: undefined + x)  # noqa: F821
    assert explorer.readout.startswith("NameError: name 'undefined' is not defined")


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: x / 0, "ZeroDivisionError: "),
        (lambda x: [x], "ValueError: f must return one number for each x"),
        (lambda x: int("a"), "ValueError: invalid literal"),
        (lambda x: None, "TypeError: f returned None"),
    ],
)
def test_what_is_wrong_with_f_is_said(f, message):
    assert SecantExplorer(f).readout.startswith(message)


def test_a_slow_function_is_sampled_less():
    began = time.monotonic()
    SecantExplorer(lambda x: time.sleep(0.01) or float(x))
    assert time.monotonic() - began < 6


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"f": 3}, TypeError, "f must be a function"),
        ({"x": math.nan}, ValueError, "x must be finite"),
        ({"xlim": 0}, ValueError, "must be a pair"),
        ({"xlim": (3, 0)}, ValueError, "left end must be below"),
        ({"x": 5, "xlim": (0, 3)}, ValueError, "x = 5 must lie inside"),
        ({"x": 0, "xlim": (0, 3)}, ValueError, "x = 0 must lie inside"),
    ],
)
def test_secants_that_cannot_be(arguments, error, message):
    with pytest.raises(error, match=message):
        SecantExplorer(**arguments)


# --- the game of ε and δ


@pytest.mark.parametrize("epsilon", [0.1, 0.3, 0.55, 1.0])
def test_delta_answers_epsilon_exactly_up_to_a_third(epsilon):
    game = LimitGame(quotient, a=0, L=2)
    game.epsilon.value = epsilon
    for _, delta in game.delta.options:
        game.delta.value = delta
        wins = game.delta.value <= epsilon / 3 + 1e-12
        assert ("it seems that δ answers" in game.readout) == wins


def test_the_game_cannot_be_won_where_there_is_no_limit():
    game = LimitGame(lambda x: abs(x) / x, a=0, L=1)
    for _, delta in game.delta.options:
        game.delta.value = delta
        assert "the value is 2 away. This δ does not answer ε" in game.readout


@pytest.mark.parametrize("f", [lambda x: np.sin(50 * np.pi * x), lambda x: 1e-4 / x])
def test_the_game_samples_irregularly_and_at_all_distances(f):
    game = LimitGame(f, a=0, L=0)
    game.epsilon.value = 0.1
    assert "does not answer" in game.readout


def test_the_value_at_the_point_does_not_count():
    game = LimitGame(lambda x: 5 if x == 1 else x, a=1, L=1)
    game.delta.value = 0.1
    assert "seems" in game.readout


def test_a_side_without_values_does_not_count():
    game = LimitGame(math.sqrt, a=0, L=0)
    game.delta.value = 0.1
    assert "none of 41 sampled points" in game.readout
    game.epsilon.value = 0.3
    assert "at 0.1 the value is 0.3162 away" in game.readout


def test_a_gap_near_the_point_is_said():
    game = LimitGame(lambda x: math.sqrt(x - 0.2), a=0, L=0)
    assert "there is no value at" in game.readout


@pytest.mark.parametrize(
    ("arguments", "error"), [(("f",), TypeError), ((np.sin, math.inf), ValueError)]
)
def test_games_that_cannot_be(arguments, error):
    with pytest.raises(error):
        LimitGame(*arguments)

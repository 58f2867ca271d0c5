import numpy as np
import pytest
from checks import *  # noqa: F403

from d2lmini.style import BLUE, ESTIMATE, ORANGE

CHAPTER = "05_gradients"
GREEN, TURN = ESTIMATE["color"].lower(), 1
GRADIENT, CURVE, QUARTIC, VALLEY, SADDLE, ROSENBROCK, LOSS, CENTRED, SUB = range(9)


def test_the_gradient_shows_on_reveal_only(chapter):
    gradient = chapter.explorer(GRADIENT)
    gradient.press("Home", *["ArrowRight"] * 3)
    gradient.press("End", slider=1)
    gradient.press("Home", "ArrowRight", "ArrowRight", slider=2)
    assert gradient.readout == "At (1, 2), at 90°, the slope is 8."
    np.testing.assert_allclose(gradient.marks(), [(1, 2)], atol=0.05)
    np.testing.assert_allclose(gradient.marks(TURN), [(90, 8)], rtol=0.02)
    np.testing.assert_allclose(tip(gradient, GREEN), (1, 3), atol=0.05)
    for x, y in np.concatenate(gradient.lines(0, BLUE.lower())):
        assert x**2 + 2 * y**2 == pytest.approx(9, rel=0.03)
    assert not gradient.lines(0, ORANGE.lower())
    gradient.choose("gradient")
    assert gradient.readout == (
        "At (1, 2), at 90°, the slope is 8 = ∇f·u. ∇f = (2, 8), of length 8.2462, 14° from u."
    )
    gradient.press("ArrowLeft", slider=1)
    right, up = np.subtract(tip(gradient, ORANGE.lower()), (1, 1))
    assert (right, up) == pytest.approx((0.2, 0.4), abs=0.05)  # along ∇f = (2, 4)


def tip(shown, colour):
    """Where the arrow points to: its outline begins and ends there."""
    ((begin, end),) = shown.lines(0, colour)
    assert begin == pytest.approx(end, abs=0.01)
    return end


def test_point_and_direction_are_dragged(chapter):
    gradient = chapter.explorer(GRADIENT)
    gradient.drag((0.3, 0.5), (0.47, 0.2))
    x, y = at(gradient)
    assert x > 0
    assert y > 0
    np.testing.assert_allclose(gradient.marks(), [(x, y)], atol=0.05)
    gradient.drag((0.7, 0.5), (0.9, 0.5))
    assert at(gradient) == [x, y]
    angle = int(gradient.readout.split("at ")[1].split("°")[0])
    assert angle > 180
    u = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    np.testing.assert_allclose(np.subtract(tip(gradient, GREEN), (x, y)), u, atol=0.05)
    np.testing.assert_allclose(gradient.marks(TURN), [(angle, (2 * x, 4 * y) @ u)], atol=0.3)


def at(shown):
    inside = shown.readout.split("(")[1].split(")")[0].replace("−", "-")
    return [float(number) for number in inside.split(", ")]


def test_the_curve_says_what_eta_lambda_says(chapter):
    curve = chapter.explorer(CURVE)
    words = []
    for key in (["Home"], ["ArrowRight"] * 9, ["ArrowRight"] * 2, ["ArrowRight"] * 8, ["End"]):
        curve.press(*key, slider=1)
        words.append(curve.readout.split(": ")[1])
        if words[-1] == "alternates":  # η = 0.6 multiplies x by −0.2
            steps = curve.marks(0, ORANGE.lower())[:3]
            np.testing.assert_allclose(steps, [(-3, 9), (0.6, 0.36), (-0.12, 0.0144)], atol=0.1)
    assert words == ["settles", "settles", "alternates", "swings", "diverges"]


def test_each_valley_of_the_quartic_keeps_its_walk(chapter):
    quartic = chapter.explorer(QUARTIC)
    quartic.press("Home")
    left = quartic.readout
    quartic.press("End")
    assert left != quartic.readout
    assert quartic.readout.startswith("From 1.6 with η = 0.01: ")
    x, f = 1.6, lambda x: x**4 - 2 * x**2 + x / 4
    y = x - 0.01 * (4 * x**3 - 4 * x + 1 / 4)
    np.testing.assert_allclose(quartic.marks(), [(x, f(x))], atol=0.05)
    np.testing.assert_allclose(
        quartic.marks(0, ORANGE.lower())[:2], [(x, f(x)), (y, f(y))], atol=0.05
    )


def test_the_walk_starts_where_it_is_dragged_to(chapter):
    valley = chapter.explorer(VALLEY)
    valley.drag((0.3, 0.5), (0.5, 0.2))
    x, y = at(valley)
    assert x > 0
    assert y > 0
    np.testing.assert_allclose(valley.marks(), [(x, y)], atol=0.05)
    valley.press("End", slider=2)
    assert "diverges: ηλ = 2.1, 0.21" in valley.readout
    valley.press("ArrowLeft", "ArrowLeft", slider=2)
    assert "zigzags: ηλ = 1.9, 0.19" in valley.readout
    steps = valley.marks(0, ORANGE.lower())[:3]
    np.testing.assert_allclose(steps, [(x * 0.81**k, y * (-0.9) ** k) for k in range(3)], atol=0.05)


def test_a_saddle_holds_only_who_comes_straight(chapter):
    saddle = chapter.explorer(SADDLE)
    assert "stuck at a saddle" in saddle.readout
    saddle.press("ArrowRight", slider=1)
    assert "runs off" in saddle.readout
    steps = saddle.marks(0, ORANGE.lower())
    np.testing.assert_allclose(steps, [(-3 * 0.98**k, 1.02**k) for k in range(13)], atol=0.05)


def test_centred_the_line_is_found(chapter):
    centred = chapter.explorer(CENTRED)
    centred.press("End", slider=2)
    assert "ηλ = 1.2, 0.6" in centred.readout
    assert chapter.explorer(LOSS).readout.startswith("From (−1, −3) with η = 0.02: settles")


def test_which_lines_stay_under_the_corner(chapter):
    sub = chapter.explorer(SUB)
    assert "no subderivative" in sub.readout
    sub.press(*["ArrowRight"] * 10, slider=1)
    assert sub.readout.startswith("|x| at 0: the line of slope −1 stays under the curve")
    np.testing.assert_allclose(sub.marks(), [(0, 0)], atol=0.05)
    np.testing.assert_allclose(sub.lines(0, ORANGE.lower()), [[(-2, 2), (2, -2)]], atol=0.05)
    sub.choose("ReLU")
    assert sub.readout.endswith("no subderivative.")

import numpy as np
import pytest
from checks import *  # noqa: F403

from d2lmini.style import BLUE, ESTIMATE, ORANGE

CHAPTER = "07_gradients"
GREEN, TURN = ESTIMATE["color"].lower(), 1
GRADIENT, SADDLE, SUB = range(3)


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


def tip(shown, color):
    """Where the arrow points to: its outline begins and ends there."""
    ((begin, end),) = shown.lines(0, color)
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


def test_which_lines_stay_under_the_corner(chapter):
    sub = chapter.explorer(SUB)
    assert "no subderivative" in sub.readout
    sub.press(*["ArrowRight"] * 10, slider=1)
    assert sub.readout.startswith("|x| at 0: the line of slope −1 stays under the curve")
    np.testing.assert_allclose(sub.marks(), [(0, 0)], atol=0.05)
    np.testing.assert_allclose(sub.lines(0, ORANGE.lower()), [[(-2, 2), (2, -2)]], atol=0.05)
    sub.choose("ReLU")
    assert sub.readout.endswith("no subderivative.")


def test_the_saddle_turns(chapter):
    saddle = chapter.explorer(SADDLE)
    saddle.press("End")
    assert saddle.readout == "Turned by 345°: in the picture f goes from −4 to 4."

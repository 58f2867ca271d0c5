import numpy as np
import pytest
from checks import *  # noqa: F403

from d2lmini.style import ORANGE

CHAPTER = "04_partial_derivatives"
BOWL, CUBIC, LOSS, ODD = range(4)
X, Y = 1, 2  # the axes of the two cuts


def test_both_cuts_follow_the_keyboard(chapter):
    bowl = chapter.explorer(BOWL)
    bowl.press("Home", *["ArrowRight"] * 12)
    bowl.press("End", slider=1)
    assert bowl.readout == (
        "x = 1, y = 2: f = 5. Moving x alone: ∂f/∂x = 2. Moving y alone: ∂f/∂y = 4."
    )
    np.testing.assert_allclose(bowl.marks(X), [(1, 5)], atol=0.08)
    np.testing.assert_allclose(bowl.marks(Y), [(2, 5)], atol=0.08)
    assert [tangent(bowl, X), tangent(bowl, Y)] == pytest.approx([2, 4], rel=0.03)


def tangent(shown, axes):
    """Slope of the tangent in one of the flat cuts."""
    (((x0, y0), (x1, y1)),) = shown.lines(axes, ORANGE.lower())
    return (y1 - y0) / (x1 - x0)


def test_each_cut_is_dragged_by_its_own_picture(chapter):
    cubic = chapter.explorer(CUBIC)
    assert cubic.readout.endswith("∂f/∂x = 24. Moving y alone: ∂f/∂y = 10.")
    cubic.drag((0.75, 0.2), (0.7, 0.2))
    x, y = place(cubic)
    assert x < 3
    assert y == 4
    cubic.drag((0.75, 0.75), (0.95, 0.75))
    assert place(cubic)[0] == x
    assert place(cubic)[1] > 4
    x, y = place(cubic)
    height = x**2 * y + y + 2
    np.testing.assert_allclose(cubic.marks(X), [(x, height)], rtol=0.01, atol=1)
    np.testing.assert_allclose(cubic.marks(Y), [(y, height)], rtol=0.01, atol=1)
    cubic.drag((0.2, 0.5), (0.4, 0.5))  # the surface is only looked at
    assert place(cubic)[0] == x


def place(shown):
    parts = shown.readout.split(":")[0].split(", ")
    return [float(part.split(" = ")[1].replace("−", "-")) for part in parts]


def test_the_loss_has_its_own_names(chapter):
    loss = chapter.explorer(LOSS)
    loss.press("Home", *["ArrowRight"] * 4)
    loss.press("Home", *["ArrowRight"] * 8, slider=1)
    assert loss.readout == (
        "w = 1, b = 1: L = 6.08. Moving w alone: ∂L/∂w = −12. Moving b alone: ∂L/∂b = −4."
    )
    np.testing.assert_allclose(loss.marks(X), [(1, 6.08)], atol=0.8)
    np.testing.assert_allclose(loss.marks(Y), [(1, 6.08)], atol=0.8)
    names = [handle.get_attribute("aria-label") for handle in loss.handles.all()]
    assert names == ["w", "b"]

import numpy as np
import pytest
from checks import *  # noqa: F403

from d2lmini.style import ORANGE

CHAPTER = "06_partial_derivatives"
SURFACE, BOWL, LOSS, ODD = range(4)
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
    loss = chapter.explorer(LOSS)
    assert loss.readout.endswith("∂L/∂w = −12. Moving b alone: ∂L/∂b = −4.")
    loss.drag((0.75, 0.2), (0.9, 0.2))
    w, b = place(loss)
    assert w > 1
    assert b == 1
    loss.drag((0.75, 0.75), (0.95, 0.75))
    assert place(loss)[0] == w
    assert place(loss)[1] > 1
    w, b = place(loss)
    height = 6 * w**2 + 4 * w * b + b**2 - 28 * w - 10 * b + 33.08
    np.testing.assert_allclose(loss.marks(X), [(w, height)], rtol=0.02, atol=1.5)
    np.testing.assert_allclose(loss.marks(Y), [(b, height)], rtol=0.02, atol=1.5)
    loss.drag((0.2, 0.5), (0.4, 0.5))  # the surface is only looked at
    assert place(loss)[0] == w


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


def test_the_surface_turns(chapter):
    surface = chapter.explorer(SURFACE)
    before = surface.ink
    surface.press("ArrowRight")
    assert surface.readout == "Turned by 45°: in the picture f goes from 0 to 8."
    assert surface.ink != before

import math

import numpy as np
import pytest
from checks import *  # noqa: F403
from looking import numbers

from d2lmini.style import BLUE, GREEN, ORANGE

CHAPTER = "01_limits"
POLYGONS, PROOF, SECANT, CORNER, SECTOR, GAME = range(6)


def slope(h):
    return f"{2 + 3 * h:.5f}"


def check_secant(secant, *steps):
    """The page shows the points at 1 and at each 1 + h of the parabola, and the lines through."""
    marks = [(x, 3 * x**2 - 4 * x) for h in steps for x in (1, 1 + h)]
    np.testing.assert_allclose(secant.marks(), marks, atol=0.1)
    for h, ends in zip(steps, secant.lines(0, GREEN.lower()), strict=True):
        for x, y in ends:
            assert y == pytest.approx(-1 + (2 + 3 * h) * (x - 1), abs=0.15)


def test_polygons_double_by_keyboard(chapter):
    polygons = chapter.explorer(POLYGONS)
    handle = polygons.handles.first
    handle.focus()
    for n in (8, 16, 32, 64, 128, 256):
        handle.press("ArrowRight")
        inside, outside = n / 2 * math.sin(2 * math.pi / n), n * math.tan(math.pi / n)
        assert polygons.readout.startswith(
            f"{n} corners: the area of the disc lies between {inside:.5f} and {outside:.5f}"
        )
        corner = [(1, math.tan(math.pi / n))] * 2  # where the polygon outside begins and ends
        np.testing.assert_allclose(polygons.lines(0, ORANGE.lower()), [corner], atol=0.02)
        inner = [[(1, 0), (1, 0)]] * (2 if n <= 64 else 1)  # the polygon inside, and the spokes
        np.testing.assert_allclose(polygons.lines(0, GREEN.lower()), inner, atol=0.02)
    handle.press("Home")
    assert polygons.readout.startswith("4 corners")


def test_the_secant_follows_the_keyboard(chapter):
    secant = chapter.explorer(SECANT)
    for k in range(1, 21):
        secant.press("ArrowRight")
        h = 10 ** (-k / 10)
        assert secant.readout.endswith(f"slope {slope(h)}."), secant.readout
        check_secant(secant, h)
    secant.choose("left")
    assert secant.readout.endswith("slope 1.97000.")
    secant.choose("both")
    assert "slope 2.03000 to the right, 1.97000 to the left" in secant.readout
    check_secant(secant, 0.01, -0.01)
    assert secant.lines(0, ORANGE.lower()) == []
    secant.choose("tangent")
    assert secant.readout.endswith("Both sides tend to 2: the tangent is y = 2x − 3.")
    ((left, right),) = secant.lines(0, ORANGE.lower())
    np.testing.assert_allclose([left[1], right[1]], [2 * left[0] - 3, 2 * right[0] - 3], atol=0.1)
    for choice in ("right", "hide"):
        secant.choose(choice)


def test_the_secant_follows_a_drag_in_the_picture(chapter):
    secant = chapter.explorer(SECANT)
    secant.drag((0.9, 0.4), (0.7, 0.4))
    near = float(secant.readout.split()[2].rstrip(":"))
    secant.drag((0.7, 0.4), (0.56, 0.4))
    nearer = float(secant.readout.split()[2].rstrip(":"))
    assert 0 < nearer < near < 1
    assert secant.readout.endswith(f"slope {slope(nearer)}.")
    check_secant(secant, nearer)


def test_after_a_fast_drag_the_last_frame_is_the_last_value(chapter):
    secant = chapter.explorer(SECANT)
    secant.drag((0.55, 0.4), (0.97, 0.4), steps=60)
    secant.drag((0.97, 0.4), (0.55, 0.4), steps=60)
    secant.drag((0.55, 0.4), (0.97, 0.4), steps=60)
    shown = secant.output.locator(".widget-readout").inner_text()
    h = float(secant.readout.split()[2].rstrip(":"))
    assert h > 0.9
    assert math.isclose(h, float(shown), rel_tol=1e-2)
    assert secant.readout.endswith(f"slope {slope(h)}.")
    chapter.page.wait_for_timeout(500)  # nothing late comes over it
    assert secant.readout.endswith(f"slope {slope(h)}.")
    check_secant(secant, h)


def test_the_slider_handle_has_a_name(chapter):
    assert chapter.explorer(SECANT).handles.first.get_attribute("aria-label") == "h"


def test_the_picture_has_a_text_alternative(chapter):
    picture = chapter.page.get_by_role("img", name="The curve of f, and the line through").first
    assert picture.is_visible()
    assert chapter.explorer(SECANT).output.locator("[aria-live=polite]").count() == 1


def test_the_corner_has_two_slopes_and_no_tangent(chapter):
    corner = chapter.explorer(CORNER)
    corner.press("End")
    assert corner.readout == "h = 0.0001: the line through the two points has slope 1.00000."
    corner.choose("left")
    assert corner.readout.endswith("slope −1.00000.")
    corner.choose("tangent")
    assert "from the left −1, from the right 1" in corner.readout
    ((left, right),) = corner.lines(0, GREEN.lower())  # the secant goes on beyond the corner
    np.testing.assert_allclose([left[1], right[1]], [-left[0], -right[0]], atol=0.03)
    assert corner.lines(0, ORANGE.lower()) == []


def test_the_triangles_of_the_proof(chapter):
    proof = chapter.explorer(PROOF)
    proof.choose("OTP")
    assert proof.readout.endswith("8 like it make up the outer 4-gon, 4.00000.")
    places = [(0, 0), (0.7071, 0), (1, 0), (1.4142, 0), (0.7071, 0.7071), (1, 0.4142)]
    np.testing.assert_allclose(proof.marks(), places, atol=0.02)


def test_the_sector_lies_between_two_triangles(chapter):
    sector = chapter.explorer(SECTOR)
    sector.press("End")
    inner, arc, outer, cosine, quotient, _ = numbers(sector.readout)[1:]
    assert inner < arc < outer
    assert cosine < quotient < 1
    assert quotient == pytest.approx(math.sin(0.1) / 0.1, abs=1e-5)


def check_game(game, epsilon, delta):
    """Band, strip, hole and crosses stand where they belong to on the line of 2 + 3h."""
    (((_, bottom), _),) = game.lines(0, BLUE.lower())
    left = np.min(game.lines(0, ORANGE.lower()), axis=(0, 1))[0]
    assert (left, bottom) == pytest.approx((-delta, 2 - epsilon), abs=0.03)
    np.testing.assert_allclose(game.marks(), [(0, 2)], atol=0.03)
    crosses = game.marks(0, ORANGE.lower())
    for h, q in crosses:
        assert q == pytest.approx(2 + 3 * h, abs=0.06)
        assert epsilon / 3 - 0.02 < abs(h) < delta + 0.02
    assert bool(crosses) == (3 * delta > epsilon + 1e-9)


@pytest.mark.parametrize(("epsilon", "delta", "wins"), [(0.5, 0.16, True), (0.5, 0.18, False)])
def test_the_game_by_keyboard(chapter, epsilon, delta, wins):
    game = chapter.explorer(GAME)
    steps = round((1 - epsilon) / 0.1), round((0.4 - delta) / 0.02)
    for slider, count in enumerate(steps):
        game.press("Home", *["ArrowRight"] * count, slider=slider)
    assert game.readout.startswith(f"ε = {epsilon}, δ = {delta}: ")
    assert ("seems" in game.readout) == wins
    check_game(game, epsilon, delta)


def test_the_game_by_drag(chapter):
    game = chapter.explorer(GAME)
    game.drag((0.9, 0.1), (0.6, 0.35))
    first = game.readout
    game.drag((0.6, 0.35), (0.8, 0.2))
    epsilon, delta = numbers(game.readout)[:2]
    assert game.readout != first
    assert ("seems" in game.readout) == (3 * delta <= epsilon + 1e-9)
    check_game(game, epsilon, delta)


def test_every_question_can_be_answered(chapter):
    for box in chapter.page.locator(".d2lmini-predict").all():
        box.get_by_role("button").first.press("Space")
        assert box.locator(".d2lmini-why").inner_text()
        assert box.locator(".d2lmini-answer").count() == 1

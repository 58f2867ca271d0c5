import math

import pytest
from checks import *  # noqa: F403

CHAPTER = "01_limits"
POLYGONS, SECANT, CORNER, GAME = range(4)


def slope(h):
    return f"{2 + 3 * h:.5f}"


def test_polygons_double_by_keyboard(chapter):
    polygons = chapter.explorer(POLYGONS)
    handle = polygons.handles.first
    handle.focus()
    for n in (8, 16, 32, 64, 128, 256):
        before = polygons.ink
        handle.press("ArrowRight")
        inside, outside = n / 2 * math.sin(2 * math.pi / n), n * math.tan(math.pi / n)
        assert polygons.readout.startswith(
            f"{n} corners: the area of the disc lies between {inside:.5f} and {outside:.5f}"
        )
        assert polygons.ink != before
    handle.press("Home")
    assert polygons.readout.startswith("4 corners")


def test_the_secant_follows_the_keyboard(chapter):
    secant = chapter.explorer(SECANT)
    for k in range(1, 21):
        secant.press("ArrowRight")
        h = 10 ** (-k / 10)
        assert secant.readout.endswith(f"slope {slope(h)}."), secant.readout
    secant.choose("left")
    assert secant.readout.endswith("slope 1.97000.")
    secant.choose("both")
    assert "slope 2.03000 to the right, 1.97000 to the left" in secant.readout
    before = secant.ink
    secant.choose("tangent")
    assert secant.readout.endswith("Both sides tend to 2: the tangent is y = 2x − 3.")
    assert secant.ink.count("<path") == before.count("<path") + 1
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
    before = corner.ink
    corner.choose("tangent")
    assert "from the left −1, from the right 1" in corner.readout
    assert corner.ink == before


@pytest.mark.parametrize(("epsilon", "delta", "wins"), [(0.5, 0.16, True), (0.5, 0.18, False)])
def test_the_game_by_keyboard(chapter, epsilon, delta, wins):
    game = chapter.explorer(GAME)
    steps = round((1 - epsilon) / 0.05), round((0.4 - delta) / 0.02)
    for slider, count in enumerate(steps):
        game.press("Home", *["ArrowRight"] * count, slider=slider)
    assert game.readout.startswith(f"ε = {epsilon}, δ = {delta}: ")
    assert ("seems" in game.readout) == wins


def test_the_game_by_drag(chapter):
    game = chapter.explorer(GAME)
    game.drag((0.9, 0.1), (0.6, 0.35))
    first = game.readout
    game.drag((0.6, 0.35), (0.8, 0.2))
    epsilon, delta = (
        float(part.split(" = ")[1]) for part in game.readout.split(":")[0].split(", ")
    )
    assert game.readout != first
    assert ("seems" in game.readout) == (3 * delta <= epsilon + 1e-9)


def test_every_question_can_be_answered(chapter):
    for box in chapter.page.locator(".d2lmini-predict").all():
        box.get_by_role("button").first.press("Space")
        assert box.locator(".d2lmini-why").inner_text()
        assert box.locator(".d2lmini-answer").count() == 1

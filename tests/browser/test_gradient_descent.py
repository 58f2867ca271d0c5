import numpy as np
from checks import *  # noqa: F403

from d2lmini.style import ORANGE

CHAPTER = "08_gradient_descent"
STEPS, CURVE, QUARTIC, VALLEY, LOSS, CENTERED, SADDLE, ROSENBROCK = range(8)


def at(shown):
    inside = shown.readout.split("(")[1].split(")")[0].replace("−", "-")
    return [float(number) for number in inside.split(", ")]


def test_the_walk_goes_step_by_step(chapter):
    steps = chapter.explorer(STEPS)
    steps.press("Home", "ArrowRight", "ArrowRight")
    assert steps.readout.endswith("x goes to −2.4 − 0.1 · (−4.8) = −1.92.")
    np.testing.assert_allclose(steps.marks()[-1], (-1.92, 1.92**2), atol=0.05)
    swings = chapter.held(0, "it jumps from side to side for ever")
    swings.press("End")
    assert swings.readout.endswith("x goes to 3 − 1 · (6) = −3.")


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


def test_centered_the_line_is_found(chapter):
    centered = chapter.explorer(CENTERED)
    centered.press("End", slider=2)
    assert "ηλ = 1.2, 0.6" in centered.readout
    assert chapter.explorer(LOSS).readout.startswith("From (−1, −3) with η = 0.02: settles")

from checks import *  # noqa: F403

CHAPTER = "05_gradients"
GRADIENT, CURVE, QUARTIC, VALLEY, SADDLE, ROSENBROCK, LOSS, CENTRED, SUB = range(9)


def test_the_gradient_shows_on_reveal_only(chapter):
    gradient = chapter.explorer(GRADIENT)
    gradient.press("Home", *["ArrowRight"] * 3)
    gradient.press("End", slider=1)
    gradient.press("Home", "ArrowRight", "ArrowRight", slider=2)
    assert gradient.readout == "At (1, 2), at 90°, the slope is 8."
    before = gradient.ink
    gradient.choose("gradient")
    assert gradient.readout == (
        "At (1, 2), at 90°, the slope is 8 = ∇f·u. ∇f = (2, 8), of length 8.2462, 14° from u."
    )
    assert gradient.ink.count("<path") > before.count("<path")


def test_point_and_direction_are_dragged(chapter):
    gradient = chapter.explorer(GRADIENT)
    gradient.drag((0.3, 0.5), (0.47, 0.2))
    x, y = at(gradient)
    assert x > 0
    assert y > 0
    gradient.drag((0.7, 0.5), (0.9, 0.5))
    assert at(gradient) == [x, y]
    assert int(gradient.readout.split("at ")[1].split("°")[0]) > 180


def at(shown):
    inside = shown.readout.split("(")[1].split(")")[0].replace("−", "-")
    return [float(number) for number in inside.split(", ")]


def test_the_curve_says_what_eta_lambda_says(chapter):
    curve = chapter.explorer(CURVE)
    words = []
    for key in (["Home"], ["ArrowRight"] * 9, ["ArrowRight"] * 2, ["ArrowRight"] * 8, ["End"]):
        curve.press(*key, slider=1)
        words.append(curve.readout.split(": ")[1])
    assert words == ["settles", "settles", "alternates", "swings", "diverges"]


def test_each_valley_of_the_quartic_keeps_its_walk(chapter):
    quartic = chapter.explorer(QUARTIC)
    quartic.press("Home")
    left = quartic.readout
    quartic.press("End")
    assert left != quartic.readout
    assert quartic.readout.startswith("From 1.6 with η = 0.01: ")


def test_the_walk_starts_where_it_is_dragged_to(chapter):
    valley = chapter.explorer(VALLEY)
    before = valley.ink
    valley.drag((0.3, 0.5), (0.5, 0.2))
    assert valley.ink != before
    x, y = at(valley)
    assert x > 0
    assert y > 0
    valley.press("End", slider=2)
    assert "diverges: ηλ = 2.1, 0.21" in valley.readout
    valley.press("ArrowLeft", "ArrowLeft", slider=2)
    assert "zigzags: ηλ = 1.9, 0.19" in valley.readout


def test_a_saddle_holds_only_who_comes_straight(chapter):
    saddle = chapter.explorer(SADDLE)
    assert "stuck at a saddle" in saddle.readout
    saddle.press("ArrowRight", slider=1)
    assert "runs off" in saddle.readout


def test_centred_the_line_is_found(chapter):
    centred = chapter.explorer(CENTRED)
    centred.press("End", slider=2)
    assert "ηλ = 2, 1" in centred.readout
    assert chapter.explorer(LOSS).readout.startswith("From (−1, −3) with η = 0.01: settles")


def test_which_lines_stay_under_the_corner(chapter):
    sub = chapter.explorer(SUB)
    assert "no subderivative" in sub.readout
    sub.press(*["ArrowRight"] * 10, slider=1)
    assert sub.readout.startswith("|x| at 0: the line of slope −1 stays under the curve")
    sub.choose("ReLU")
    assert sub.readout.endswith("no subderivative.")

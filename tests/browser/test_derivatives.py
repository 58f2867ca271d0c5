from checks import *  # noqa: F403

CHAPTER = "02_derivatives"
TANGENT, SINE, CUBIC, EXP, ZOOM, BASE = range(6)


def test_the_tangent_follows_the_keyboard(chapter):
    tangent = chapter.explorer(TANGENT)
    tangent.press("Home", *["ArrowRight"] * 50)
    assert tangent.readout == "x = 1: f(x) = −1, slope 2. The tangent is y = 2x − 3."


def test_the_tangent_follows_a_drag_in_either_picture(chapter):
    tangent = chapter.explorer(TANGENT)
    for height in (0.3, 0.8):
        tangent.drag((0.9, height), (0.5, height))
        x = float(tangent.readout.split(":")[0].removeprefix("x = ").replace("−", "-"))
        said = float(tangent.readout.split("slope ")[1].split(". ")[0].replace("−", "-"))
        assert 0.5 < x < 1.5
        assert abs(said - (6 * x - 4)) < 1e-3
        tangent.press("Home")


def test_which_says_why(chapter):
    for nth in (SINE, CUBIC, EXP):
        which = chapter.explorer(nth)
        assert which.readout == "Which of a, b and c is the slope of f? Choose, then move x."
        ends = set()
        for choice in "abc":
            which.choose(choice)
            which.press("Home", *["ArrowRight"] * 4)
            ends.add("They agree here." in which.readout)
        assert ends == {True, False}


def test_zoom_to_a_million(chapter):
    zoom = chapter.explorer(ZOOM)
    zoom.press("End")
    assert (
        zoom.readout == "1,000,000×, h = 1e−06: the curve is off its tangent by at most 1e−06 · h."
    )
    zoom.choose("|x|")
    assert zoom.readout.endswith("the corner stays, with slopes −1 and 1.")


def test_the_base_meets_slope_1(chapter):
    base = chapter.explorer(BASE)
    base.press("Home", *["ArrowRight"] * 72)
    assert base.readout == "a = 2.72: at 0 the curve of aˣ has slope 1.001."

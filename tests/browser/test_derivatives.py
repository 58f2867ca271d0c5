import math

import numpy as np
import pytest
from checks import *  # noqa: F403
from looking import numbers

from d2lmini.style import BLUE, ORANGE

CHAPTER = "02_derivatives"
TANGENT, SINE, ZOOM, CUBIC, EXP = range(5)
ABOVE, BELOW = 0, 1


def check_tangent(shown, point, slope, axes=0, atol=0.1):
    """On these axes the page shows the point, and through it the line with that slope."""
    np.testing.assert_allclose(shown.marks(axes), [point], atol=atol)
    ((left, right),) = np.array(shown.lines(axes, ORANGE.lower()))
    assert left[0] < right[0]
    for end in (left, right):
        assert end[1] == pytest.approx(point[1] + slope * (end[0] - point[0]), abs=2 * atol)


def check_slopes(tangent, x):
    """Of the parabola 3x² − 4x, at x: its tangent above; below its slope from −1 to x."""
    check_tangent(tangent, (x, 3 * x**2 - 4 * x), 6 * x - 4, ABOVE, atol=0.2)
    np.testing.assert_allclose(tangent.marks(BELOW), [(x, 6 * x - 4)], atol=0.2)
    (trace,) = tangent.lines(BELOW, ORANGE.lower())
    np.testing.assert_allclose(trace, [(-1, -10), (x, 6 * x - 4)], atol=0.2)


def test_the_tangent_follows_the_keyboard(chapter):
    tangent = chapter.explorer(TANGENT)
    tangent.press("Home", *["ArrowRight"] * 50)
    assert tangent.readout == "x = 1: f(x) = −1, slope 2. The tangent is y = 2x − 3."
    check_slopes(tangent, 1)


def test_the_tangent_follows_a_drag_in_either_picture(chapter):
    tangent = chapter.explorer(TANGENT)
    for height in (0.3, 0.8):
        tangent.drag((0.9, height), (0.5, height))
        x = float(tangent.readout.split(":")[0].removeprefix("x = ").replace("−", "-"))
        said = float(tangent.readout.split("slope ")[1].split(". ")[0].replace("−", "-"))
        assert 0.5 < x < 1.5
        assert abs(said - (6 * x - 4)) < 1e-3
        check_slopes(tangent, x)
        tangent.press("Home")


@pytest.mark.parametrize(
    ("nth", "f", "slope"),
    [
        (SINE, math.sin, math.cos),
        (CUBIC, lambda x: x**3 - 3 * x, lambda x: 3 * x**2 - 3),
        (EXP, math.exp, math.exp),
    ],
)
def test_which_says_why(chapter, nth, f, slope):
    which, above, below = chapter.explorer(nth), 1, dict(zip("abc", (3, 4, 5), strict=True))
    assert which.readout == "Which of a, b and c is the slope of f? Choose, then move x."
    assert not any(which.marks(axes) for axes in (above, *below.values()))
    ends = set()
    for choice in "abc":
        which.choose(choice)
        which.press("Home", *["ArrowRight"] * 4)
        x, _, height = numbers(which.readout)
        check_tangent(which, (x, f(x)), slope(x), above)
        for name, axes in below.items():
            shown = [(x, height)] if name == choice else []
            assert which.marks(axes) == [pytest.approx(place, abs=0.15) for place in shown]
        ends.add("They agree here." in which.readout)
        assert ("They agree here." in which.readout) == math.isclose(height, slope(x), rel_tol=0.01)
    assert ends == {True, False}


@pytest.mark.parametrize(("curve", "height"), [("x²", 0), ("|x|", 1)])
def test_zoom_to_a_million(chapter, curve, height):
    zoom = chapter.explorer(ZOOM)
    zoom.choose(curve)
    zoom.press("End")
    assert zoom.readout.startswith("1,000,000×, h = 1e−06: ")
    np.testing.assert_allclose(zoom.marks(), [(0, 0)], atol=0.02)
    np.testing.assert_allclose(
        zoom.lines(0, BLUE.lower()), [[(-1, height), (1, height)]], atol=0.02
    )
    if curve == "x²":
        assert zoom.readout.endswith("the curve is off its tangent by at most 1e−06 · h.")
        check_tangent(zoom, (0, 0), 0, atol=0.02)
    else:
        assert zoom.readout.endswith("the corner stays, with slopes −1 and 1.")
        assert zoom.lines(0, ORANGE.lower()) == []

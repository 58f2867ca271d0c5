import math

import numpy as np
import pytest
from checks import *  # noqa: F403
from looking import numbers

from d2lmini.style import BLUE, ESTIMATE, GREEN, ORANGE

STRIPS = ESTIMATE["color"].lower()
CHAPTER = "05_areas"
SUMS, STRIP = range(2)
AREA = 1  # the question that shows it


def test_the_sums_close_in(chapter):
    sums = chapter.explorer(SUMS)
    sums.choose("trapezoid")
    sums.press("Home", *["ArrowRight"] * 3)
    assert sums.readout == "n = 4, trapezoid: the strips add up to 2.75, which is 0.08333 too much."
    np.testing.assert_allclose(sums.marks(1), [(4, 1 / 12)], rtol=0.05)
    sides = np.concatenate(sums.lines(0, STRIPS))
    for corner in [(0.5, 0), (0.5, 0.25), (1, 1), (1.5, 2.25), (2, 4)]:
        assert np.linalg.norm(sides - corner, axis=1).min() < 0.05
    sums.press("End")
    assert sums.readout.startswith("n = 128, trapezoid: the strips add up to 2.66675")
    np.testing.assert_allclose(sums.marks(1), [(128, 1 / 12 / 32**2)], rtol=0.05)


def test_the_area_grows_under_the_hand(chapter):
    area = chapter.held(AREA, guess="where f is highest")
    for height in (0.2, 0.8):
        area.drag((0.2, height), (0.6, height))
        x = float(area.readout.split(":")[0].removeprefix("x = "))
        said = float(area.readout.split("is ")[1].split(". ")[0])
        assert 2 < x < 5
        assert math.isclose(said, 1 - math.cos(x), abs_tol=1e-4)
        np.testing.assert_allclose(area.marks(0), [(x, math.sin(x))], atol=0.05)
        np.testing.assert_allclose(area.marks(1), [(x, 1 - math.cos(x))], atol=0.05)
        ((begin, end),) = area.lines(1, BLUE.lower())
        np.testing.assert_allclose((begin, end), [(0, 0), (x, 1 - math.cos(x))], atol=0.05)
        ((left, right),) = area.lines(1, ORANGE.lower())
        slope = (right[1] - left[1]) / (right[0] - left[0])
        assert math.isclose(slope, math.sin(x), abs_tol=0.05)
        area.press("Home")


def test_the_last_strip_is_caught_between_two_heights(chapter):
    strip = chapter.explorer(STRIP)
    assert numbers(strip.readout) == [1, 0.95645, 0.84147, 1]
    strip.press("End")
    _, mean, least, greatest = numbers(strip.readout)
    assert least < mean < greatest
    assert (least, greatest) == pytest.approx((math.sin(1), math.sin(1.001)), abs=1e-5)
    ((left, right),) = strip.lines(0, ORANGE.lower())
    assert left == pytest.approx((1, math.sin(1)), abs=0.02)
    assert right == pytest.approx((1, math.sin(1)), abs=0.02)
    assert strip.lines(0, GREEN.lower())

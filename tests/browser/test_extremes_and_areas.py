import math

import numpy as np
from checks import *  # noqa: F403

from d2lmini.style import BLUE, ESTIMATE, GREY, ORANGE

GREEN = ESTIMATE["color"].lower()
CHAPTER = "03_extremes_and_areas"
PROFIT, CUBE, FOURTH, CORNER, QUARTIC, SUMS, AREA = range(7)


def test_the_profit_is_best_at_its_only_level_place(chapter):
    profit = chapter.explorer(PROFIT)
    profit.press("Home", *["ArrowRight"] * 34)  # steps of 1/8
    assert profit.readout.startswith("x = 4.25: f = −63.875 and f′ = 0.")
    assert profit.readout.endswith("f″ = −4 says: a maximum.")
    np.testing.assert_allclose(profit.marks(0), [(4.25, -63.875)], rtol=0.01)
    for axes in range(3):
        ((bottom, top),) = profit.lines(axes, GREY)
        np.testing.assert_allclose((bottom[0], top[0]), 4.25, atol=0.05)


def test_the_profit_follows_a_drag_in_any_of_its_pictures(chapter):
    profit = chapter.explorer(PROFIT)
    for height in (0.15, 0.5, 0.8):
        profit.press("Home")
        profit.drag((0.9, height), (0.4, height))
        x = float(profit.readout.split(":")[0].removeprefix("x = "))
        assert 2 < x < 4
        np.testing.assert_allclose(profit.marks(0), [(x, -2 * x**2 + 17 * x - 100)], rtol=0.02)


def test_what_the_tests_say_at_0(chapter):
    for nth, words in (
        (CUBE, "positive before and positive after: neither. f″ = 0 says: nothing."),
        (FOURTH, "negative before and positive after: a minimum. f″ = 0 says: nothing."),
        (CORNER, "f′ is not defined. f′ is negative before and positive after: a minimum."),
    ):
        shown = chapter.explorer(nth)
        shown.press("Home", *["ArrowRight"] * 40)
        assert shown.readout.startswith("x = 0: f = 0")
        assert words in shown.readout
        np.testing.assert_allclose(shown.marks(0), [(0, 0)], atol=0.1)


def test_the_sums_close_in(chapter):
    sums = chapter.explorer(SUMS)
    sums.choose("trapezoid")
    sums.press("Home", *["ArrowRight"] * 3)
    assert sums.readout == "n = 4, trapezoid: the strips add up to 2.75, which is 0.08333 too much."
    np.testing.assert_allclose(sums.marks(1), [(4, 1 / 12)], rtol=0.05)
    sides = np.concatenate(sums.lines(0, GREEN))
    for corner in [(0.5, 0), (0.5, 0.25), (1, 1), (1.5, 2.25), (2, 4)]:
        assert np.linalg.norm(sides - corner, axis=1).min() < 0.05
    sums.press("End")
    assert sums.readout.startswith("n = 128, trapezoid: the strips add up to 2.66675")
    np.testing.assert_allclose(sums.marks(1), [(128, 1 / 12 / 32**2)], rtol=0.05)


def test_the_area_grows_under_the_hand(chapter):
    area = chapter.explorer(AREA)
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

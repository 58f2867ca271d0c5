import numpy as np
from checks import *  # noqa: F403

from d2lmini.style import GRAY

CHAPTER = "04_extremes"
PROFIT, CUBE, FOURTH, CORNER = range(4)
QUARTIC = 2  # the question that shows it


def test_the_profit_is_best_at_its_only_level_place(chapter):
    profit = chapter.explorer(PROFIT)
    profit.press("Home", *["ArrowRight"] * 34)  # steps of 1/8
    assert profit.readout.startswith("x = 4.25: f = −63.875 and f′ = 0.")
    assert profit.readout.endswith("f″ = −4 says: a maximum.")
    np.testing.assert_allclose(profit.marks(0), [(4.25, -63.875)], rtol=0.01)
    for axes in range(3):
        ((bottom, top),) = profit.lines(axes, GRAY)
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


def test_the_quartic_comes_with_the_guess(chapter):
    quartic = chapter.held(QUARTIC, guess="4")
    assert "it is “5”" in chapter.page.locator(".d2lmini-why").nth(QUARTIC).inner_text()
    quartic.press("End")
    assert quartic.readout.startswith("x = 1.6: f = 1.8336 at an end")

import math

from checks import *  # noqa: F403

CHAPTER = "03_extremes_and_areas"
PROFIT, CUBE, FOURTH, CORNER, QUARTIC, SUMS, AREA = range(7)


def test_the_profit_is_best_at_its_only_level_place(chapter):
    profit = chapter.explorer(PROFIT)
    profit.press("Home", *["ArrowRight"] * 34)  # steps of 1/8
    assert profit.readout.startswith("x = 4.25: f = −63.875 and f′ = 0.")
    assert profit.readout.endswith("f″ = −4 says: a maximum.")


def test_the_profit_follows_a_drag_in_any_of_its_pictures(chapter):
    profit = chapter.explorer(PROFIT)
    for height in (0.15, 0.5, 0.8):
        profit.press("Home")
        profit.drag((0.9, height), (0.4, height))
        assert 2 < float(profit.readout.split(":")[0].removeprefix("x = ")) < 4


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


def test_the_sums_close_in(chapter):
    sums = chapter.explorer(SUMS)
    sums.choose("trapezoid")
    sums.press("Home", *["ArrowRight"] * 3)
    assert sums.readout == "n = 4, trapezoid: the strips add up to 2.75, which is 0.08333 too much."
    before = sums.ink
    sums.press("End")
    assert sums.readout.startswith("n = 128, trapezoid: the strips add up to 2.66675")
    assert sums.ink != before


def test_the_area_grows_under_the_hand(chapter):
    area = chapter.explorer(AREA)
    for height in (0.2, 0.8):
        area.drag((0.2, height), (0.6, height))
        x = float(area.readout.split(":")[0].removeprefix("x = "))
        said = float(area.readout.split("is ")[1].split(". ")[0])
        assert 2 < x < 5
        assert math.isclose(said, 1 - math.cos(x), abs_tol=1e-4)
        area.press("Home")

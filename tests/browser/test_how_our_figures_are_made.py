import math

import pytest
from checks import *  # noqa: F403
from looking import numbers

from d2lmini.style import ORANGE

CHAPTER = "A_how_our_figures_are_made"
FIRST, SECOND = range(2)


def check_tangent(explorer, a):
    """Look for the tangent of 3x² − 4x at a."""
    ((left, right),) = explorer.lines(0, ORANGE.lower())
    assert left != right
    for x, y in (left, right):
        assert y == pytest.approx((6 * a - 4) * x - 3 * a**2, abs=0.1)


def test_the_learners_own_explorer_follows_the_keyboard(chapter):
    first = chapter.explorer(FIRST)
    first.press("Home", *["ArrowRight"] * 20)
    assert first.readout == "At x = 1 the tangent is y = 2x − 3."
    check_tangent(first, 1)


def test_and_with_one_line_more_a_drag(chapter):
    first, second = chapter.explorer(FIRST), chapter.explorer(SECOND)
    for explorer in (first, second):
        explorer.press("End")
        explorer.drag((0.8, 0.5), (0.3, 0.5))
    assert first.readout.startswith("At x = 3 ")
    check_tangent(first, 3)
    a = numbers(second.readout)[0]
    assert 0 < a < 1
    ((left, right),) = second.lines(0, ORANGE.lower())  # of the sine
    for x, y in (left, right):
        assert y == pytest.approx(math.sin(a) + math.cos(a) * (x - a), abs=0.02)

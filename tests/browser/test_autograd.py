import pytest
from checks import *  # noqa: F403
from looking import numbers

CHAPTER = "12_autograd"
NEGATIVE, POSITIVE = 0, 1  # the columns


def check_points(flow, column, size, result, slope):
    """Look for the point on the result, above, and on the slope; nothing is in the other column."""
    for row, height in ((0, result), (2, slope)):
        assert flow.marks(row + column) == [pytest.approx((size, height), rel=0.01)]
        assert flow.marks(row + 1 - column) == []


def test_the_point_moves_over_the_jumps(chapter):
    flow = chapter.explorer(0)
    flow.press("End")
    assert flow.readout == "a = 8000: 0 turns, d = 16000. a.grad = 2, and d / a = 2."
    check_points(flow, POSITIVE, 8000, 16000, 2)
    flow.press("Home")
    assert flow.readout.startswith("a = 0.00095367: 19 turns, d = 1000")
    check_points(flow, POSITIVE, 0.00095367, 1000, 2**20)
    flow.choose("negative")
    assert flow.readout.startswith("a = −0.00095367: 19 turns, d = −100000")
    check_points(flow, NEGATIVE, 0.00095367, 100_000, 100 * 2**20)
    flow.drag((0.2, 0.2), (0.4, 0.2))
    a, _, d, slope, _ = numbers(flow.readout)
    assert a < -1
    check_points(flow, NEGATIVE, -a, -d, slope)
    flow.choose("positive")

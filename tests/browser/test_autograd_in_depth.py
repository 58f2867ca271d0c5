import functools
import math

import pytest
from checks import *  # noqa: F403
from looking import numbers

from d2lmini.explorers.autograd_in_depth import LEAST
from d2lmini.style import GREEN, ORANGE

CHAPTER = "14_autograd_in_depth"
EXP = 0
near = functools.partial(pytest.approx, rel=0.1, abs=0)  # on axes of many powers of ten


def slope(ends):
    (x0, y0), (x1, y1) = ends
    return (y1 - y0) / (x1 - x0)


def check_slopes(compare, found, h):
    """Look for the point on exp at 1, for both slopes there, and for the first one's error at h."""
    assert compare.marks(0) == [pytest.approx((1, math.e), abs=0.02)]
    assert [slope(line) for line in compare.lines(0, GREEN.lower())] == [
        pytest.approx(found, abs=0.02)
    ]
    assert [slope(line) for line in compare.lines(0, ORANGE.lower())] == [
        pytest.approx(math.e, abs=0.02)
    ]
    error = near((h, abs(found - math.e)))
    assert compare.marks(1) == [error]
    (begun, now), *_ = compare.lines(1, GREEN.lower())
    assert now == error
    assert begun == near((1, math.exp(2) - 2 * math.e))


def test_the_error_falls_and_rises(chapter):
    compare = chapter.explorer(EXP)
    assert compare.readout.startswith("At 1, h = 1: numerical 4.67077427, off by 2;")
    for h in (1e-3, 1e-6):
        compare.press(*["ArrowRight"] * 3, slider=1)
        check_slopes(compare, (math.exp(1 + h) - math.e) / h, h)
    compare.press(*["ArrowRight"] * 10, slider=1)
    assert "h = 1e−16: numerical 0, off by 3; autograd 2.718281828" in compare.readout
    check_slopes(compare, 0, 1e-16)
    for _, height in compare.lines(1, ORANGE.lower())[0]:
        assert height == near(LEAST)  # torch is not off at all
    compare.choose("central")
    compare.choose("float32")
    compare.press("Home", slider=1)
    compare.drag((0.62, 0.5), (0.75, 0.5))
    h = numbers(compare.readout)[1]
    assert 1e-16 < h < 1
    assert compare.marks(1)[0][0] == near(h)

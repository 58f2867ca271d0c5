import math

import pytest
from checks import *  # noqa: F403
from looking import numbers

from d2lmini.style import BLUE, GREEN, ORANGE

CHAPTER = "10_chain_rule"
NUDGE, UPSTREAM = range(2)


def check_nudge(nudge, x, dx):
    """Look at the steps of sin(x²), and at their ratios."""
    lines = {"x": (0, x, x + dx), "u": (2, x**2, (x + dx) ** 2)}
    lines["y"] = (3, math.sin(x**2), math.sin((x + dx) ** 2))
    for axes, start, end in lines.values():
        assert nudge.marks(axes) == [pytest.approx((start, 0.35), abs=0.02)]
        assert nudge.marks(axes, GREEN.lower()) == [pytest.approx((end, 0.35), abs=0.02)]
    _, du, dy = (end - start for _, start, end in lines.values())
    ratios = enumerate((du / dx, dy / du, dy / dx))
    assert nudge.marks(1, GREEN.lower()) == [pytest.approx(ratio, abs=0.1) for ratio in ratios]


def test_the_ratios_settle_on_the_slopes(chapter):
    nudge = chapter.explorer(NUDGE)
    nudge.press("Home")
    nudge.press(*["ArrowRight"] * 10)
    check_nudge(nudge, 1, 0.5)
    nudge.press("End", slider=1)
    assert nudge.readout.startswith("x = 1, Δx = 0.01: Δu = 2.01 Δx, Δy = 0.5")
    assert nudge.readout.endswith("Slopes: 2, 0.5403, and of both together 1.081.")
    check_nudge(nudge, 1, 0.01)
    for k, slope in enumerate((2, math.cos(1), 2 * math.cos(1))):
        left, right = nudge.lines(1, ORANGE.lower())[k]
        assert left == pytest.approx((k - 0.3, slope), abs=0.05)
        assert right == pytest.approx((k + 0.3, slope), abs=0.05)
    nudge.drag((0.2, 0.15), (0.5, 0.15))
    x, dx, *_ = numbers(nudge.readout)
    assert x > 1
    check_nudge(nudge, x, dx)


def test_rows_are_weighed(chapter):
    upstream = chapter.explorer(UPSTREAM)
    assert upstream.readout == "v = (1, 0, 0): 1 · (6, 3, 2) = (6, 3, 2)."
    for slider in (1, 2):
        upstream.press("End", slider=slider)
    assert upstream.readout.endswith("= (8, 7, 5).")
    piled = [0, 0, 0]
    for color, row in ((BLUE, (6, 3, 2)), (ORANGE, (1, 1, 1)), (GREEN, (1, 3, 2))):
        for j, (bottom, top) in enumerate(upstream.lines(1, color.lower())):
            assert bottom == pytest.approx((j, piled[j]), abs=0.05)
            assert top == pytest.approx((j, piled[j] + row[j]), abs=0.05)
            piled[j] += row[j]
    assert upstream.marks(1) == [pytest.approx(sums, abs=0.05) for sums in enumerate((8, 7, 5))]
    for slider, steps in enumerate((2, 3, 4)):
        upstream.press("Home", *["ArrowRight"] * steps, slider=slider)
    assert upstream.readout.startswith("v = (0.1, 0.2, 0.3)")
    assert upstream.readout.endswith("= (1.1, 1.4, 1).")
    assert upstream.marks(1) == [pytest.approx(sums, abs=0.05) for sums in enumerate((1.1, 1.4, 1))]

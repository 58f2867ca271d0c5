import math

import numpy as np
import pytest
from checks import *  # noqa: F403
from looking import numbers

from d2lmini.style import BLUE, GREEN, ORANGE

CHAPTER = "03_differentiation_rules"
PRODUCT, CIRCLE, BASE, MIRROR = range(4)


def check_tangent(shown, point, slope, axes=0, atol=0.1):
    """On these axes the page shows the point, and through it the line with that slope."""
    np.testing.assert_allclose(shown.marks(axes), [point], atol=atol)
    ((left, right),) = np.array(shown.lines(axes, ORANGE.lower()))
    assert left[0] < right[0]
    for end in (left, right):
        assert end[1] == pytest.approx(point[1] + slope * (end[0] - point[0]), abs=2 * atol)


def test_the_base_meets_slope_1(chapter):
    base = chapter.explorer(BASE)
    base.press("Home", *["ArrowRight"] * 72)
    assert base.readout == "a = 2.72: at 0 the curve of aˣ has slope 1.001."
    check_tangent(base, (0, 1), math.log(2.72), atol=0.04)
    (((x, y), _),) = base.lines(0, BLUE.lower())
    assert (x, y) == pytest.approx((-2, 2.72**-2), abs=0.04)


def test_the_strips_are_divided_by_h(chapter):
    product = chapter.explorer(PRODUCT)
    assert product.readout == (
        "h = 1: strips v·Δu = 9 and u·Δv = 2, corner 3. Divided by h: 9, 2 and 3."
    )
    product.press("End")
    assert numbers(product.readout)[-3:] == pytest.approx([6.003, 2, 0.002], abs=1e-3)
    for color, height in ((BLUE, 6), (ORANGE, 2), (GREEN, 0)):
        ((x, y),) = product.marks(1, color.lower())
        assert x == pytest.approx(0.001, rel=0.02)
        assert y == pytest.approx(height, abs=0.1)


def test_the_point_on_the_circle_moves_at_a_right_angle(chapter):
    circle = chapter.explorer(CIRCLE)
    circle.press("Home", *["ArrowRight"] * 20)
    assert circle.readout.startswith("x = 2: cos x = −0.4161, sin x = 0.9093.")
    np.testing.assert_allclose(circle.marks(0), [(math.cos(2), math.sin(2))], atol=0.03)
    heights = sorted(y for _, y in circle.marks(1))
    np.testing.assert_allclose(heights, [math.cos(2), math.sin(2)], atol=0.03)
    circle.drag((0.6, 0.5), (0.9, 0.5))
    assert numbers(circle.readout)[0] > 4


def test_mirrored_the_slope_is_turned_over(chapter):
    mirror = chapter.explorer(MIRROR)
    assert mirror.readout.startswith("At (0.5, 1.6487) f has slope 1.6487")
    np.testing.assert_allclose(
        mirror.marks(), [(0.5, math.exp(0.5)), (math.exp(0.5), 0.5)], atol=0.05
    )
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in mirror.lines(0, ORANGE.lower())]
    assert slopes == pytest.approx([math.exp(0.5), math.exp(-0.5)], rel=0.02)
    mirror.drag((0.5, 0.5), (0.3, 0.5))
    assert numbers(mirror.readout)[0] < 0

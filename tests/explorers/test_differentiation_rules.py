import math

import numpy as np
import pytest
from looking import corners, height_at, lines, moved, numbers, only, points, slope_of
from stock import check_frames

from d2lmini import (
    EulerNumberExplorer,
    MirrorExplorer,
    ProductRectangleExplorer,
    UnitCircleExplorer,
)
from d2lmini.style import CURVE, ESTIMATE, GUIDE, POINTS, TANGENT

STOCK = {
    "mirror": MirrorExplorer,
    "circle": UnitCircleExplorer,
    "product that shrinks": lambda: ProductRectangleExplorer(math.cos, math.exp),
    "product": ProductRectangleExplorer,
    "base": EulerNumberExplorer,
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- base


@pytest.fixture(scope="module")
def base():
    return EulerNumberExplorer()


@pytest.mark.parametrize("a", [2, 2.72, 3.5])
def test_the_tangent_touches_the_power_at_0(base, a):
    axes = base.drawn(a=a)
    xs, ys = only(lines(axes, CURVE)).get_xydata().T
    np.testing.assert_allclose(ys, np.exp(xs * np.log(a)))
    assert (xs[0], xs[-1]) == axes.get_xlim() == (-2, 2)
    tangent = only(lines(axes, TANGENT))
    np.testing.assert_allclose([slope_of(tangent), height_at(tangent, 0)], [math.log(a), 1], 1e-6)
    np.testing.assert_array_equal(points(axes, POINTS), [(0, 1)])
    aim = only(lines(axes, GUIDE))
    assert (slope_of(aim), height_at(aim, 0)) == (1, 1)


@pytest.mark.parametrize(("a", "slope"), [(2, "0.693"), (2.72, "1.001"), (3, "1.099")])
def test_the_slope_at_0_is_the_logarithm(base, a, slope):
    base.a.value = a
    assert base.readout == f"a = {a:.2f}: at 0 the curve of aˣ has slope {slope}."
    assert f"{math.log(a):.3f}" == slope


# --- product

U, V = (lambda x: x**2 + 1), (lambda x: x + 2)


@pytest.fixture(scope="module")
def product():
    return ProductRectangleExplorer(U, V, x=1)


@pytest.mark.parametrize("nth", [0, 12, 30])
def test_two_strips_and_a_corner_make_up_what_is_added(product, nth):
    h = product.h.options[nth][1]
    left, right = moved(product, h=h)
    before, *added = left.patches
    assert (before.get_width(), before.get_height()) == (2, 3)
    du, dv = U(1 + h) - 2, V(1 + h) - 3
    boxes = [(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in added]
    np.testing.assert_allclose(boxes, [(2, 0, du, 3), (0, 3, 2, dv), (2, 3, du, dv)])
    parts = [3 * du, 2 * dv, du * dv]
    assert sum(parts) == pytest.approx(U(1 + h) * V(1 + h) - 6)
    for look, part in zip((CURVE, TANGENT, ESTIMATE), parts, strict=True):
        ends = [line.get_xydata()[-1] for line in lines(right, look) if len(line.get_xydata())]
        np.testing.assert_allclose(only(ends), (h, part / h))
    said = numbers(product.readout)
    np.testing.assert_allclose(said[1:], [*parts, *(p / h for p in parts)], rtol=1e-4)


def test_divided_by_h_the_corner_is_lost(product):
    product.h.value = product.h.options[-1][1]
    assert numbers(product.readout)[-3:] == pytest.approx([6, 2, 0], abs=0.01)


@pytest.mark.parametrize("unit", [1e-9, 1e7])
def test_the_steps_fit_the_unit(unit):
    explorer = ProductRectangleExplorer(lambda x: (x / unit) ** 2, lambda x: 3 * x, x=unit)
    explorer.h.value = explorer.h.options[-1][1]
    *_, first, second, corner = numbers(explorer.readout)
    assert (first, second) == pytest.approx((6, 3), rel=0.01)
    assert abs(corner) < 0.01


def test_what_rounding_hides_and_what_is_not_defined_is_said():
    far = ProductRectangleExplorer(lambda x: 1e16 + x, lambda x: x, x=1)
    assert far.readout.endswith("u or v moves so little that rounding hides it.")
    root = ProductRectangleExplorer(np.sqrt, lambda x: x, x=-3)
    assert "u or v is not defined at −3" in root.readout
    with pytest.raises(TypeError, match="function of one number"):
        ProductRectangleExplorer(3)


# --- circle


@pytest.mark.parametrize("x", [0, 1, 2.5, 6.3])
def test_the_point_moves_at_a_right_angle_with_speed_1(x):
    explorer = UnitCircleExplorer()
    left, right = moved(explorer, x=x)
    (place,) = points(left, POINTS)
    np.testing.assert_allclose(place, (math.cos(x), math.sin(x)))
    tip = max(corners(left.patches[0]), key=lambda corner: np.linalg.norm(corner - place))
    np.testing.assert_allclose(tip - place, (-math.sin(x), math.cos(x)), atol=0.03)
    slopes = [slope_of(line) for line in lines(right, TANGENT)]
    np.testing.assert_allclose(slopes, (math.cos(x), -math.sin(x)), atol=1e-9)
    np.testing.assert_allclose(points(right, POINTS), [(x, math.sin(x)), (x, math.cos(x))])


# --- mirror


@pytest.mark.parametrize("t", [-1, 0, 1])
def test_mirrored_rise_and_run_are_swapped(t):
    explorer = MirrorExplorer(t=t)
    axes = explorer.drawn()
    curve, image = only(lines(axes, CURVE)), only(lines(axes, ESTIMATE))
    np.testing.assert_array_equal(image.get_xydata(), curve.get_xydata()[:, ::-1])
    assert axes.get_aspect() == 1
    assert axes.get_xlim() == axes.get_ylim()
    np.testing.assert_allclose(points(axes, POINTS), [(t, math.exp(t)), (math.exp(t), t)])
    slopes = [slope_of(line) for line in lines(axes, TANGENT)]
    np.testing.assert_allclose(slopes, [math.exp(t), math.exp(-t)], rtol=1e-9)
    assert numbers(explorer.readout)[-1] == pytest.approx(math.exp(-t), rel=1e-4)


def test_where_f_is_level_its_inverse_has_no_slope():
    cube = MirrorExplorer(lambda x: x**3, (-1, 1), t=0)
    assert cube.readout == "At (0, 0) f is level. Mirrored, the tangent is vertical: no slope."
    falls = MirrorExplorer(lambda x: 2 - x, (-1, 1), t=0)
    assert "for −1 across 1 up, a slope of −1." in falls.readout


def test_without_an_inverse_there_is_no_mirror():
    turns = MirrorExplorer(np.sin, (0, 3))
    says = "f neither rises nor falls all the way from 0 to 3, so it may have no inverse there."
    assert turns.readout.endswith(says)
    level = MirrorExplorer(lambda x: 2.0, (0, 3))
    assert level.readout.endswith(says)
    with pytest.raises(ValueError, match="t = 5 must lie between"):
        MirrorExplorer(t=5)

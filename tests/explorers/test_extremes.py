import functools
import math

import numpy as np
import pytest
from looking import (
    area,
    hatched,
    lines,
    only,
    points,
    regions,
    seen,
    upright,
)
from matplotlib.colors import same_color, to_rgba
from stock import check_frames

from d2lmini import StationaryPointsExplorer
from d2lmini.explorers.examples import HILLS
from d2lmini.style import BLUE, CURVE, GUIDE, ORANGE, POINTS, TANGENT

hill = functools.cache(StationaryPointsExplorer)

STOCK = {
    **{name: lambda name=name: hill(name) for name in HILLS},
    "own f": lambda: StationaryPointsExplorer(np.sin, xlim=(0, 7)),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- stationary points

# f, f′ and f″ by the rules; at a kink they are not defined, and not asked.
FORMULAS = {
    "profit": (
        lambda x: -2 * x**2 + 17 * x - 100,
        lambda x: 17 - 4 * x,
        lambda x: np.full_like(x, -4),
    ),
    "x³": (lambda x: x**3, lambda x: 3 * x**2, lambda x: 6 * x),
    "x⁴": (lambda x: x**4, lambda x: 4 * x**3, lambda x: 12 * x**2),
    "|x|": (np.abs, np.sign, np.zeros_like),
    "quartic": (
        lambda x: x**4 - 2 * x**2 + x / 4,
        lambda x: 4 * x**3 - 4 * x + 1 / 4,
        lambda x: 12 * x**2 - 4,
    ),
}


@pytest.mark.parametrize("name", HILLS)
def test_the_three_curves_are_f_and_its_derivatives(name):
    picture = hill(name).drawn()
    for axes, look, formula in zip(picture, (CURVE, TANGENT, TANGENT), FORMULAS[name], strict=True):
        xs, ys = points(axes, look)[np.isfinite(points(axes, look)[:, 1])].T
        np.testing.assert_allclose(ys, formula(xs), atol=1e-3 * np.abs(ys).max())
        np.testing.assert_allclose(xs[[0, -1]], HILLS[name][1], atol=0.02)
        bottom, top = axes.get_ylim()
        assert bottom <= ys.min() <= ys.max() <= top


def test_of_a_slow_f_the_curves_are_coarser_and_as_right(watch):
    slow = StationaryPointsExplorer(watch.slowed(np.sin, 0.005), xlim=(1, 5))
    for curve, formula in zip(slow.curves, (np.sin, np.cos, lambda x: -np.sin(x)), strict=True):
        assert 25 <= curve.xs.size <= 220
        np.testing.assert_allclose(curve.ys, formula(curve.xs), atol=1e-5)
    assert [c.x for c in slow.found.values() if c.reason == "f′ = 0"] == pytest.approx(
        [math.pi / 2, 3 * math.pi / 2]
    )


@pytest.mark.parametrize("name", HILLS)
def test_the_slopes_are_hatched_by_their_sign(name):
    xs = np.linspace(*HILLS[name][1], 10_001)
    for axes, formula in zip(hill(name).drawn()[1:], FORMULAS[name][1:], strict=True):
        for sign, hatch, color in ((1, "///", BLUE), (-1, "\\\\\\", ORANGE)):
            fill, height = hatched(axes)[hatch], np.maximum(sign * formula(xs), 0)
            assert same_color(fill.get_edgecolor(), [to_rgba(color)])
            assert math.isclose(
                sign * sum(map(area, seen(fill))), np.trapezoid(height, xs), rel_tol=0.02
            )
            assert all((sign * region[:, 1] >= 0).all() for region in regions(fill))


@pytest.mark.parametrize("name", HILLS)
def test_a_guide_joins_x_in_all_three_and_the_point_lies_on_f(name):
    (f, *_), explorer = FORMULAS[name], hill(name)
    for _, x in explorer.x.options[::20]:
        picture = explorer.drawn(x=x)
        assert [upright(only(lines(axes, GUIDE))) for axes in picture] == [x] * 3
        np.testing.assert_allclose(points(picture[0], POINTS), [(x, f(x))], atol=1e-9)
        assert not any(lines(axes, POINTS) for axes in picture[1:])


@pytest.mark.parametrize(
    ("name", "x", "words"),
    [
        ("profit", 4.25, "f = −63.875 and f′ = 0. f′ is positive before and negative after: a max"),
        ("profit", 4.25, "f″ = −4 says: a maximum."),
        ("profit", 4, "f = −64 and f′ = 1, so f rises here."),
        ("profit", 5, "f = −65 and f′ = −3, so f falls here."),
        ("profit", 0, "at an end of the interval. Among places close by it is a minimum."),
        ("x³", 0, "positive before and positive after: neither. f″ = 0 says: nothing."),
        ("x³", 2, "at an end of the interval. Among places close by it is a maximum."),
        ("x⁴", 0, "negative before and positive after: a minimum. f″ = 0 says: nothing."),
        ("|x|", 0, "f′ is not defined. f′ is negative before and positive after: a minimum."),
    ],
)
def test_both_tests_in_words(name, x, words):
    explorer = hill(name)
    explorer.x.value = x
    assert words in explorer.readout


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x: x * np.abs(x), "positive before and positive after: neither. No f″ was found"),
        (np.cbrt, "x = 0: f = 0, and no f′ was found here."),
    ],
)
def test_what_was_not_found_is_not_given_a_number(f, words):
    explorer = StationaryPointsExplorer(f, xlim=(-2, 2))
    explorer.x.value = 0
    assert words in explorer.readout


def test_a_level_stretch_is_level_all_along():
    explorer = StationaryPointsExplorer(lambda x: np.maximum(x, 0), xlim=(-2, 2))
    explorer.x.value = -1.5
    assert explorer.readout == "x = −1.5: f = 0 and f′ = 0, so f is level here."


def test_the_quartic_has_three_stationary_points():
    kinds = [c.kind for c in hill("quartic").found.values() if c.reason == "f′ = 0"]
    assert kinds == ["minimum", "maximum", "minimum"]


def test_what_was_found_takes_the_place_of_the_setting_beside_it():
    explorer = StationaryPointsExplorer(lambda x: (x - 0.501) ** 2, xlim=(0, 1))
    settings = [x for _, x in explorer.x.options]
    others = [x for x in np.linspace(0, 1, 81) if x != 0.5]
    np.testing.assert_allclose(settings, sorted([*others, 0.501]), atol=1e-9)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("loss",), ValueError, "one of"),
        ((3,), TypeError, "f must be a function"),
        ((np.sin,), ValueError, "xlim is missing"),
        ((np.sin, (1, 0)), ValueError, "left end"),
    ],
)
def test_searches_that_cannot_be(arguments, error, message):
    with pytest.raises(error, match=message):
        StationaryPointsExplorer(*arguments)

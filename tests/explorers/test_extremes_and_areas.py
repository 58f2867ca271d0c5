import functools
import math

import numpy as np
import pytest
from looking import (
    area,
    hatched,
    height_at,
    lines,
    only,
    points,
    regions,
    seen,
    slope_of,
    upright,
)
from matplotlib.colors import same_color, to_rgba
from stock import check_frames

from d2lmini import AreaSoFarExplorer, RiemannSumsExplorer, StationaryPointsExplorer
from d2lmini.explorers.examples import HILLS
from d2lmini.style import BLUE, CURVE, ESTIMATE, GUIDE, ORANGE, POINTS, TANGENT
from d2lmini.words import number

hill = functools.cache(StationaryPointsExplorer)
sums = functools.cache(RiemannSumsExplorer)

STOCK = {
    **{name: lambda name=name: hill(name) for name in HILLS},
    "own f": lambda: StationaryPointsExplorer(np.sin, xlim=(0, 7)),
    "sums": sums,
    "sums of a scalar f": lambda: RiemannSumsExplorer(math.sin, (0, 3)),
    "area": AreaSoFarExplorer,
    "area of a scalar f": lambda: AreaSoFarExplorer(math.exp, (-1, 1)),
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


@pytest.mark.parametrize("name", HILLS)
def test_the_slopes_are_hatched_by_their_sign(name):
    xs = np.linspace(*HILLS[name][1], 10_001)
    for axes, formula in zip(hill(name).drawn()[1:], FORMULAS[name][1:], strict=True):
        for sign, hatch, colour in ((1, "///", BLUE), (-1, "\\\\\\", ORANGE)):
            fill, height = hatched(axes)[hatch], np.maximum(sign * formula(xs), 0)
            assert same_color(fill.get_edgecolor(), [to_rgba(colour)])
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
        ("profit", 0, "at an end of the interval. Seen from inside it is a minimum."),
        ("x³", 0, "positive before and positive after: neither. f″ = 0 says: nothing."),
        ("x³", 2, "at an end of the interval. Seen from inside it is a maximum."),
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


# --- sums


def wave(x):
    return x**3 - 3 * x + 1  # on [−1, 2] it falls and rises, above 0 and below; its area is 2.25


waves = functools.cache(lambda: RiemannSumsExplorer(wave, (-1, 2)))
RULES = ("left", "right", "mid", "trapezoid")


def strips(n, rule):
    """Edges and heights of the strips below the wave; a trapezoid's is that of its middle."""
    edges = np.linspace(-1, 2, n + 1)
    left, right = wave(edges[:-1]), wave(edges[1:])
    middle = wave((edges[:-1] + edges[1:]) / 2)
    return edges, {"left": left, "right": right, "mid": middle}.get(rule, (left + right) / 2)


def total(n, rule):
    return 3 / n * strips(n, rule)[1].sum()


GREEN = to_rgba(ESTIMATE["color"], 0.35)


@pytest.mark.parametrize("rule", RULES[:3])
@pytest.mark.parametrize("n", [1, 2, 5, 128])
def test_the_strips_are_those_of_the_rule(n, rule):
    picture, _ = waves().drawn(n=n, rule=rule)
    edges, heights = strips(n, rule)
    steps = only(picture.patches)
    drawn = steps.get_data()
    np.testing.assert_allclose(drawn.values, heights)
    np.testing.assert_allclose(drawn.edges, edges)
    assert drawn.baseline == 0
    assert steps.get_fill()
    assert same_color(steps.get_facecolor(), GREEN)
    sides = [[(x, 0), (x, y)] for x, y in zip(edges[1:-1], heights[1:], strict=True)]
    check_sides(only(picture.collections), sides)


@pytest.mark.parametrize("n", [1, 2, 5, 128])
def test_the_trapezoids_reach_the_curve(n):
    picture, _ = waves().drawn(n=n, rule="trapezoid")
    edges, _ = strips(n, "trapezoid")
    fill, sides = picture.collections
    polygon = only(regions(fill))
    assert math.isclose(area(polygon), total(n, "trapezoid"), rel_tol=1e-9)
    tops = {(x, y) for x, y in polygon if y}
    np.testing.assert_allclose(sorted(tops), list(zip(edges, wave(edges), strict=True)))
    assert same_color(fill.get_facecolor(), [GREEN])
    check_sides(sides, [[(x, 0), (x, wave(x))] for x in edges])


def check_sides(drawn, sides):
    """The strips have these sides."""
    np.testing.assert_allclose(
        np.reshape(drawn.get_segments(), (-1, 2, 2)), np.reshape(sides, (-1, 2, 2))
    )
    assert same_color(drawn.get_edgecolor(), [to_rgba(ESTIMATE["color"])])
    assert not lines(drawn.axes, POINTS)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("n", [1, 4, 128])
def test_the_errors_so_far_are_those_of_the_sums(n, rule):
    explorer = waves()
    _, picture = explorer.drawn(n=n, rule=rule)
    errors = [(k, abs(total(k, rule) - 2.25)) for _, k in explorer.n.options if k <= n]
    np.testing.assert_allclose(points(picture, ESTIMATE), errors, rtol=1e-6)
    np.testing.assert_allclose(points(picture, POINTS), errors[-1:], rtol=1e-6)
    assert (picture.get_xscale(), picture.get_yscale()) == ("log", "log")
    explorer.n.value, explorer.rule.value = n, rule
    assert f"add up to {number(total(n, rule), '.6g')}, which is " in explorer.readout
    how = "much" if total(n, rule) > 2.25 else "little"
    assert explorer.readout.endswith(f"{number(errors[-1][1], '.4g')} too {how}.")


def test_the_strips_stand_below_the_curve_of_f():
    picture, _ = waves().drawn()
    xs, ys = points(picture, CURVE).T
    np.testing.assert_allclose(ys, wave(xs))
    assert tuple(xs[[0, -1]]) == (-1, 2)


def test_the_first_pictures_show_an_area():
    strips, _ = RiemannSumsExplorer(np.square, (0, 2)).drawn()
    assert only(strips.patches).get_data().values.tolist() == [0, 0.25, 1, 2.25]
    explorer = AreaSoFarExplorer(np.sin, (0, 6))
    assert explorer.x.value == 1.2
    assert explorer.readout.startswith("x = 1.2: the area so far is 0.63764.")


def test_without_an_error_its_curve_is_out_of_sight():
    explorer = RiemannSumsExplorer(lambda x: 2 * x, (0, 1))
    explorer.rule.value = "mid"
    assert explorer.readout == "n = 4, mid: the strips add up to 1, with no error."
    _, picture = explorer.drawn(n=128)
    assert (points(picture, ESTIMATE)[:, 1] < picture.get_ylim()[0]).all()


@pytest.mark.parametrize(
    ("rule", "n", "words"),
    [
        ("left", 4, "add up to 1.75, which is 0.9167 too little."),
        ("right", 4, "add up to 3.75, which is 1.083 too much."),
        ("mid", 4, "add up to 2.625, which is 0.04167 too little."),
        ("trapezoid", 4, "add up to 2.75, which is 0.08333 too much."),
        ("mid", 128, "add up to 2.66663, which is 4.069e−05 too little."),
    ],
)
def test_the_error_beside_the_sum(rule, n, words):
    explorer = sums()
    explorer.n.value, explorer.rule.value = n, rule
    assert words in explorer.readout


# --- area

areas = functools.cache(AreaSoFarExplorer)
AREAS = [(np.sin, 0, 6, x) for x in (0, 1.2, 3, 4.5, 6)]
AREAS += [(wave, -1, 2, x) for x in (-0.4, 1.1, 2)]


@pytest.mark.parametrize(("f", "start", "end", "x"), AREAS)
def test_what_is_filled_is_the_area_up_to_x(f, start, end, x):
    above, _ = areas(f, (start, end)).drawn(x=x)
    xs = np.linspace(start, x, 4001)
    for sign, hatch, colour in ((1, "///", BLUE), (-1, "\\\\\\", ORANGE)):
        fill = hatched(above)[hatch]
        assert same_color(fill.get_edgecolor(), [to_rgba(colour)])
        size = np.trapezoid(np.maximum(sign * f(xs), 0), xs)
        assert math.isclose(sign * sum(map(area, seen(fill))), size, abs_tol=1e-3)
    ends = [p[:, 0].max() for fill in hatched(above).values() for p in seen(fill)]
    assert max(ends, default=x) == pytest.approx(x)


@pytest.mark.parametrize(("f", "start", "end", "x"), AREAS)
def test_the_curve_of_the_area_ends_at_x_with_a_tangent_as_steep_as_f_is_high(f, start, end, x):
    above, below = areas(f, (start, end)).drawn(x=x)
    xs, ys = points(below, CURVE).T
    np.testing.assert_allclose(ys, [area_of(f, start, x) for x in xs], atol=1e-6)
    np.testing.assert_allclose(xs[[0, -1]], [start, x], atol=1e-9)
    so_far = area_of(f, start, x)
    tangent = only(lines(below, TANGENT))
    assert math.isclose(slope_of(tangent), f(x), abs_tol=1e-9)
    assert math.isclose(height_at(tangent, x), so_far, abs_tol=1e-6)
    np.testing.assert_allclose(points(below, POINTS), [(x, so_far)], atol=1e-6)
    np.testing.assert_allclose(points(above, POINTS), [(x, f(x))], atol=1e-9)
    assert [upright(only(lines(each, GUIDE))) for each in (above, below)] == [x, x]


def area_of(f, start, end):
    """The area below f, by an antiderivative."""
    whole = {np.sin: lambda x: -math.cos(x), wave: lambda x: x**4 / 4 - 3 * x**2 / 2 + x}[f]
    return whole(end) - whole(start)


def test_above_the_area_stands_f():
    above, _ = areas(np.sin, (0, 6)).drawn()
    xs, ys = points(above, CURVE).T
    np.testing.assert_allclose(ys, np.sin(xs), atol=1e-6)
    assert tuple(xs[[0, -1]]) == (0, 6)
    assert not lines(above, TANGENT)


@pytest.mark.parametrize("x", [0, 1.2, 3, 4.5, 6])
def test_the_area_of_the_sine(x):
    explorer = areas(np.sin, (0, 6))
    explorer.x.value = x
    said = float(explorer.readout.split("is ")[1].split(". ")[0].replace("−", "-"))
    assert math.isclose(said, 1 - math.cos(x), abs_tol=1e-4)
    grows = "grows" if math.sin(x) > 0 else "shrinks" if math.sin(x) < 0 else "stands still"
    assert f"It {grows}" in explorer.readout


def test_areas_that_cancel_are_0():
    strips_of_sine = RiemannSumsExplorer(np.sin, (0, 2 * np.pi))
    strips_of_sine.n.value = 2
    assert strips_of_sine.readout == "n = 2, left: the strips add up to 0, with no error."
    area_of_sine = AreaSoFarExplorer(np.sin, (0, 2 * np.pi))
    area_of_sine.x.value = area_of_sine.x.options[50][1]
    assert area_of_sine.readout.endswith("It stands still: its slope is 0, the height of f.")
    _, below = area_of_sine.drawn()
    assert slope_of(only(lines(below, TANGENT))) == 0


def test_what_is_low_but_no_rounding_is_told():
    explorer = AreaSoFarExplorer(lambda x: x - 0.5 + 5e-9, (0, 1))
    explorer.x.value = 0.5
    assert explorer.readout.endswith("It grows: its slope is 5e−09, the height of f.")


@pytest.mark.parametrize("make", [RiemannSumsExplorer, AreaSoFarExplorer])
def test_areas_that_cannot_be(make):
    with pytest.raises(TypeError, match="f must be a function"):
        make(3)
    with pytest.raises(ValueError, match="left end"):
        make(np.sin, (1, 0))


def test_a_function_that_raises_is_said():
    for make in (RiemannSumsExplorer, AreaSoFarExplorer):
        assert make(lambda x: undefined + x).readout.startswith("NameError")  # noqa: F821

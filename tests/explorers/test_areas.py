import functools
import math

import numpy as np
import pytest
from looking import (
    area,
    hatched,
    height_at,
    lines,
    numbers,
    only,
    points,
    regions,
    seen,
    slope_of,
    upright,
)
from matplotlib.colors import same_color, to_rgba
from stock import check_frames

from d2lmini import AreaSoFarExplorer, AreaStripExplorer, RiemannSumsExplorer
from d2lmini.explorers.areas import STYLES
from d2lmini.style import BLUE, CURVE, ESTIMATE, GRAY, GUIDE, ORANGE, POINTS, TANGENT
from d2lmini.words import number

sums = functools.cache(RiemannSumsExplorer)

STOCK = {
    "strip": AreaStripExplorer,
    "sums": sums,
    "sums of a scalar f": lambda: RiemannSumsExplorer(math.sin, (0, 3)),
    "area": AreaSoFarExplorer,
    "area of a scalar f": lambda: AreaSoFarExplorer(math.exp, (-1, 1)),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


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
    chosen = {"color": ESTIMATE["color"], "linestyle": STYLES[rule]}
    np.testing.assert_allclose(points(picture, chosen), errors, rtol=1e-6)
    for other in {*RULES} - {rule}:  # which are there to compare with
        look = {"color": GRAY, "linestyle": STYLES[other]}
        known = [(k, abs(total(k, other) - 2.25)) for _, k in explorer.n.options if k <= n]
        seen = only([line for line in lines(picture, look) if len(line.get_xdata())])
        np.testing.assert_allclose(seen.get_xydata(), known, rtol=1e-6)
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
    assert explorer.readout == "n = 4, mid: the strips add up to 1, with no error but rounding."
    _, picture = explorer.drawn(n=128)
    assert (points(picture, ESTIMATE)[:, 1] < picture.get_ylim()[0]).all()


def test_a_tiny_error_is_still_an_error():
    explorer = RiemannSumsExplorer(lambda x: 1 + 1e-8 * x**2, (0, 1))
    explorer.n.value, explorer.rule.value = 1, "trapezoid"  # 1e-8 / 2 for 1e-8 / 3
    assert explorer.readout.endswith("which is 1.667e−09 too much.")


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
    for sign, hatch, color in ((1, "///", BLUE), (-1, "\\\\\\", ORANGE)):
        fill = hatched(above)[hatch]
        assert same_color(fill.get_edgecolor(), [to_rgba(color)])
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
    assert (
        strips_of_sine.readout == "n = 2, left: the strips add up to 0, with no error but rounding."
    )
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


# --- strip


@pytest.mark.parametrize("nth", [0, 10, 30])
def test_the_strip_lies_between_its_least_and_greatest_height(nth):
    explorer = AreaStripExplorer(np.sin, (0, 3), x=1)
    h = explorer.h.options[nth][1]
    explorer.h.value = h
    axes = explorer.drawn()
    mean = (math.cos(1) - math.cos(1 + h)) / h
    top = 1 if 1 + h > math.pi / 2 else math.sin(1 + h)
    assert numbers(explorer.readout) == pytest.approx([h, mean, math.sin(1), top], abs=1e-5)
    strip = hatched(axes)["///"]
    assert abs(area(only(regions(strip)))) / h == pytest.approx(mean, rel=1e-3)
    for look, height in ((ESTIMATE, math.sin(1)), (TANGENT, top)):
        np.testing.assert_allclose(
            only(lines(axes, look)).get_xydata(), [(1, height), (1 + h, height)]
        )


def test_a_strip_with_a_hole_and_one_without_room():
    hole = AreaStripExplorer(lambda x: math.sqrt(x - 1.2), (0, 3), x=1)
    assert "f has no value at x = 1" in hole.readout
    with pytest.raises(ValueError, match="room for a strip"):
        AreaStripExplorer(np.sin, (0, 3), x=2.9)

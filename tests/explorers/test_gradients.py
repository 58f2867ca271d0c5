import functools
import math

import matplotlib as mpl
import numpy as np
import pytest
from looking import (
    area,
    hatched,
    height_at,
    lines,
    only,
    patches,
    points,
    regions,
    slope_of,
    texts,
    upright,
)
from matplotlib.colors import same_color, to_rgba
from stock import check_frames

from d2lmini import (
    GradientExplorer,
    SubderivativeExplorer,
)
from d2lmini.style import BLUE, CURVE, ESTIMATE, GRAY, GUIDE, POINTS, TANGENT

gradients = functools.cache(GradientExplorer)
subs = functools.cache(SubderivativeExplorer)


def not_differentiable(x, y):
    return x**2 * y / (x**2 + y**2) if x or y else 0.0


def half(x, y):
    return math.log(x) + y


STOCK = {
    "gradient": gradients,
    "gradient of half a plane": lambda: gradients(half),
    "subderivative": subs,
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- gradient


def tilted(x, y):
    return x**2 + 2 * y**2 + x * y - 3 * x


def uphill(x, y):
    return np.array([2 * x + y - 3, 4 * y + x])


def unit(angle):
    return np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])


def arrow(axes, look):
    """Tail and tip of the only arrow with the color of a style."""
    corners = only(patches(axes, look["color"])).get_xy()
    return corners[3:5].mean(axis=0), corners[0]


def level_lines(axes):
    """The level lines of a map: {height: vertices}."""
    sets = [c for c in axes.collections if same_color(c.get_edgecolor()[:1], [to_rgba(GRAY)])]
    return {
        height: path.vertices
        for contours in sets
        for height, path in zip(contours.levels, contours.get_paths(), strict=True)
    }


PLACES = [(1, 2), (-2, 1), (2, -1), (0, -2)]


def test_the_level_lines_of_the_map_say_their_heights():
    flat = gradients(tilted).drawn()["map"]
    for height, vertices in level_lines(flat).items():
        np.testing.assert_allclose(tilted(*vertices.T), height, atol=0.05)
    assert len(texts(flat)) > 5
    for height, place in texts(flat).items():
        assert math.isclose(tilted(*place), float(height.replace("−", "-")), abs_tol=0.2)


@pytest.mark.parametrize(("x", "y"), PLACES)
def test_the_direction_is_an_arrow_of_length_1_at_the_point(x, y):
    for angle in (0, 45, 90, 225, 315):
        flat = gradients(tilted).drawn(x=x, y=y, angle=angle)["map"]
        np.testing.assert_allclose(points(flat, POINTS), [(x, y)])
        tail, tip = arrow(flat, ESTIMATE)
        np.testing.assert_allclose(tail, (x, y), atol=1e-9)
        np.testing.assert_allclose(tip - tail, unit(angle), atol=1e-9)


@pytest.mark.parametrize(("x", "y"), PLACES)
def test_the_gradient_points_uphill_straight_across_the_level_line(x, y):
    flat = gradients(tilted).drawn(x=x, y=y, reveal="gradient")["map"]
    tail, tip = arrow(flat, TANGENT)
    np.testing.assert_allclose(tail, (x, y), atol=1e-9)
    lengths = gradients(tilted).longest  # how much slope is an arrow of length 1
    np.testing.assert_allclose((tip - tail) * lengths, uphill(x, y), rtol=1e-6, atol=1e-6)
    level = only(lines(flat, CURVE)).get_xydata()
    np.testing.assert_allclose(tilted(*level.T), tilted(x, y), atol=0.05)
    near = np.argmin(np.linalg.norm(level - (x, y), axis=1)[1:-1]) + 1
    np.testing.assert_allclose(level[near], (x, y), atol=0.15)
    along = level[near + 1] - level[near - 1]
    assert abs(along @ (tip - tail)) < 0.1 * np.linalg.norm(along) * np.linalg.norm(tip - tail)


@pytest.mark.parametrize("scale", [1e-9, 1, 1e9])
def test_both_branches_of_a_level_line_are_drawn_at_any_scale(scale):
    def saddle(x, y):
        return scale * (x**2 - y**2)

    flat = GradientExplorer(saddle).drawn(x=2, y=1)["map"]
    branches = [line.get_xydata() for line in lines(flat, CURVE)]
    assert sorted(np.sign(branch[0, 0]) for branch in branches) == [-1, 1]
    for branch in branches:
        np.testing.assert_allclose(saddle(*branch.T) / scale, 3, atol=0.05)


def test_the_learners_settings_do_not_move_the_level_line():
    usual = GradientExplorer(tilted).drawn(x=1, y=2)["map"]
    with mpl.rc_context({"contour.algorithm": "mpl2005", "contour.corner_mask": False}):
        other = GradientExplorer(tilted).drawn(x=1, y=2)["map"]
    np.testing.assert_array_equal(points(other, CURVE), points(usual, CURVE))


def test_the_longest_gradient_of_the_map_is_an_arrow_as_long_as_u():
    inner = np.linspace(-2.25, 2.25, 31)
    longest = np.max(np.linalg.norm(uphill(*np.meshgrid(inner, inner)), axis=0))
    assert math.isclose(gradients(tilted).longest, longest, rel_tol=1e-3)
    wide = GradientExplorer(lambda x, y: x + 0 * y, (-6, 6), (-6, 6))
    tail, tip = arrow(wide.drawn(reveal="gradient")["map"], TANGENT)
    np.testing.assert_allclose(tip - tail, (2, 0), atol=1e-6)


@pytest.mark.parametrize(("x", "y"), PLACES)
def test_the_slope_of_each_direction_is_the_dot_product(x, y):
    for angle in (0, 45, 90, 225, 315):
        turn = gradients(tilted).drawn(x=x, y=y, angle=angle, reveal="gradient")["turn"]
        slope = uphill(x, y) @ unit(angle)
        np.testing.assert_allclose(points(turn, POINTS), [(angle, slope)], atol=1e-6)
        assert upright(only(lines(turn, GUIDE))) == angle
        angles, slopes = points(turn, TANGENT).T
        dots = [uphill(x, y) @ unit(other) for other in angles]
        np.testing.assert_allclose(slopes, dots, atol=1e-6)
        np.testing.assert_allclose(angles[[0, -1]], (0, 360))
        assert abs(slopes).max() < turn.get_ylim()[1] == -turn.get_ylim()[0]


def test_the_gradient_shows_on_reveal_only():
    picture = gradients(tilted).drawn(x=1, y=2, angle=45, reveal="hide")
    assert not patches(picture["map"], TANGENT["color"])
    assert not lines(picture["turn"], TANGENT)


def test_at_the_bottom_there_is_neither_gradient_nor_level_line():
    picture = gradients().drawn(x=0, y=0, angle=90, reveal="gradient")
    np.testing.assert_allclose(arrow(picture["map"], ESTIMATE), [(0, 0), (0, 1)], atol=1e-9)
    assert not patches(picture["map"], TANGENT["color"])
    assert not lines(picture["map"], CURVE)
    np.testing.assert_allclose(points(picture["turn"], TANGENT)[:, 1], 0, atol=1e-6)


def test_what_was_not_found_is_not_drawn():
    kink = gradients(math.hypot).drawn(x=0, y=0, reveal="gradient")
    assert not patches(kink["map"], TANGENT["color"])
    assert not lines(kink["turn"], TANGENT)
    assert np.isnan(points(kink["turn"], POINTS)[:, 1]).all()
    outside = gradients(half).drawn(x=-2, y=1, reveal="gradient")
    np.testing.assert_allclose(points(outside["map"], POINTS), [(-2, 1)])
    assert not outside["map"].patches
    assert not lines(outside["map"], CURVE)
    assert not lines(outside["turn"], POINTS)
    assert not lines(outside["turn"], GUIDE)


def ellipse(x, y):
    return x**2 + 2 * y**2


@pytest.mark.parametrize(("x", "y", "angle"), [(1, 2, 45), (-2, 1, 270), (2, 0, 0)])
def test_the_slope_in_words_is_the_dot_product(x, y, angle):
    explorer = gradients(ellipse)
    explorer.x.value, explorer.y.value, explorer.angle.value = x, y, angle
    explorer.reveal.value = "hide"
    hidden = explorer.readout
    u = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    slope = float(hidden.replace("−", "-").split("slope is ")[1].rstrip("."))
    assert math.isclose(slope, 2 * x * u[0] + 4 * y * u[1], abs_tol=1e-3)
    assert "∇f" not in hidden
    explorer.reveal.value = "gradient"
    shown = f"∇f = ({2 * x}, {4 * y})".replace("-", "−")
    assert shown in explorer.readout
    apart = (math.degrees(math.atan2(4 * y, 2 * x)) - angle) % 360
    assert explorer.readout.endswith(f", {min(apart, 360 - apart):.3g}° from u.")


def test_a_bottom_a_kink_and_a_place_without_a_tangent_plane_are_said():
    bottom = gradients()
    bottom.x.value, bottom.y.value, bottom.reveal.value = 0, 0, "gradient"
    assert bottom.readout.endswith("the slope is 0, as at all eight angles: ∇f = (0, 0).")
    cone = gradients(math.hypot)
    cone.x.value, cone.y.value, cone.reveal.value = 0, 0, "gradient"
    assert cone.readout == "At (0, 0), at 0°, there is a kink. No gradient was found."
    odd = GradientExplorer(not_differentiable)
    odd.x.value, odd.y.value, odd.angle.value, odd.reveal.value = 0, 0, 45, "gradient"
    assert "the slope is 0.35355, but ∇f·u = 0" in odd.readout
    assert odd.readout.endswith("f is not differentiable here.")
    odd.angle.value = 0
    assert odd.readout.endswith("= ∇f·u with ∇f = (0, 0); not so in all directions: turn u.")


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x, y: abs(x) + y, "there is a kink."),
        (lambda x, y: float(x > 0) + y, "f jumps."),
        (lambda x, y: np.cbrt(x) + y, "f is infinitely steep: a vertical tangent."),
        (lambda x, y: math.sqrt(abs(x)) + y, "f is infinitely steep: a vertical tangent."),
        (lambda x, y: math.sqrt(x) + y, "the domain of f ends."),
        (lambda x, y: x * math.sin(1 / x) + y if x else y, "no slope was found."),
        (
            lambda x, y: 1e9 * y + 1e-4 * np.sin(x),
            "the slope is too small beside f to be measured.",
        ),
    ],
)
def test_why_there_is_no_slope_is_said(f, words):
    explorer = GradientExplorer(f)
    explorer.x.value, explorer.y.value = 0, 1
    explorer.angle.value = 180
    assert explorer.readout == f"At (0, 1), at 180°, {words}"
    explorer.reveal.value = "gradient"
    assert explorer.readout == f"At (0, 1), at 180°, {words} No gradient was found."
    explorer.angle.value = 90
    assert "the slope is 1" in explorer.readout


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x, y: abs(x * y) ** 0.25, "f is infinitely steep"),
        (lambda x, y: max(min(x, y), 0) + y, "there is a kink"),
        (lambda x, y: float(x * y > 0), "f jumps"),
        (lambda x, y: math.sqrt(x * y) * 0.0 if x * y >= 0 else math.nan, "the slope is 0"),
        (lambda x, y: 0.0 if x * y == 0 else math.nan, "the domain of f ends"),
    ],
)
def test_where_partials_are_not_enough_why_is_said_too(f, words):
    explorer = GradientExplorer(f)
    explorer.x.value, explorer.y.value, explorer.angle.value = 0, 0, 45
    explorer.reveal.value = "gradient"
    assert explorer.readout.startswith(f"At (0, 0), at 45°, {words}")
    if words != "the slope is 0":
        assert explorer.readout.endswith(": f is not differentiable here.")


@pytest.mark.parametrize("height", [1e4, 1e8, 1e10])
def test_a_high_plane_is_differentiable(height):
    explorer = GradientExplorer(lambda x, y: height + x + y)
    explorer.reveal.value = "gradient"
    for angle in range(0, 360, 45):
        explorer.angle.value = angle
        slope = f"{unit(angle).sum().round(9) + 0.0:.5g}".replace("-", "−")
        assert f"the slope is {slope} = ∇f·u." in explorer.readout
        assert "∇f = (1, 1), of length 1.4142" in explorer.readout


def test_a_small_slope_beside_a_large_one_is_told():
    explorer = GradientExplorer(lambda x, y: 1e6 * y + 1e-4 * x)
    explorer.x.value, explorer.y.value, explorer.reveal.value = 1, 2, "gradient"
    assert "the slope is 0.0001 = ∇f·u. ∇f = (0.0001, 1e+06)" in explorer.readout


# --- subderivative

CONVEX = {"|x|": abs, "ReLU": lambda x: max(x, 0), "x²": lambda x: x * x}


@pytest.mark.parametrize(
    ("curve", "x", "slope"),
    [("|x|", 0, -2), ("|x|", 0, 1.5), ("|x|", -1, 0.5), ("ReLU", 0, 1.2), ("x²", 1, -1)],
)
def test_what_is_hatched_lies_between_the_curve_and_the_line_above_it(curve, x, slope):
    axes, f = subs().drawn(curve=curve, x=x, slope=slope), np.vectorize(CONVEX[curve], [float])
    xs = np.linspace(-2, 2, 4001)
    over = np.maximum(f(x) + slope * (xs - x) - f(xs), 0)
    fill = hatched(axes)["///"]
    assert same_color(fill.get_edgecolor(), [to_rgba(BLUE)])
    size = sum(abs(area(region)) for region in regions(fill))
    assert math.isclose(size, np.trapezoid(over, xs), rel_tol=0.01)
    for along, height in np.concatenate(regions(fill)):
        ends = f(along), f(x) + slope * (along - x)
        assert ends[0] <= ends[1] + 1e-9
        assert np.isclose(height, ends).any()


@pytest.mark.parametrize("curve", CONVEX)
@pytest.mark.parametrize("x", [-1, 0, 1])
def test_the_line_turns_about_the_point_on_the_curve(curve, x):
    f = np.vectorize(CONVEX[curve], [float])
    for slope in (-2, 0.5, 1):
        axes = subs().drawn(curve=curve, x=x, slope=slope)
        xs, ys = points(axes, CURVE).T
        np.testing.assert_allclose(ys, f(xs))
        np.testing.assert_allclose(xs[[0, -1]], (-2, 2))
        line = only(lines(axes, TANGENT))
        assert math.isclose(slope_of(line), slope)
        assert math.isclose(height_at(line, x), f(x), abs_tol=1e-9)
        np.testing.assert_allclose(points(axes, POINTS), [(x, f(x))])


def test_nothing_is_hatched_under_a_subderivative():
    for curve, x, slope in (("|x|", 0, 0.5), ("|x|", 0, -1), ("ReLU", -1, 0), ("x²", 1, 2)):
        assert not regions(hatched(subs().drawn(curve=curve, x=x, slope=slope))["///"])


def test_where_the_line_is_highest_above_the_curve_is_said():
    explorer = SubderivativeExplorer()
    assert explorer.readout == (
        "|x| at 0: the line of slope −2 gets above the curve, in the picture farthest at −2: no "
        "subderivative."
    )
    explorer.slope.value = 2
    assert explorer.readout.endswith(
        "above the curve, in the picture farthest at 2: no subderivative."
    )


@pytest.mark.parametrize(
    ("curve", "x", "lowest", "highest"),
    [("|x|", 0, -1, 1), ("|x|", 1, 1, 1), ("ReLU", 0, 0, 1), ("ReLU", -1, 0, 0), ("x²", 1, 2, 2)],
)
def test_exactly_the_subderivatives_stay_under_the_curve(curve, x, lowest, highest):
    explorer = subs()
    explorer.curve.value, explorer.x.value = curve, x
    for _, slope in explorer.slope.options:
        explorer.slope.value = slope
        assert ("is a subderivative" in explorer.readout) == (lowest <= slope <= highest), slope


def test_a_curve_that_is_nearly_a_corner_has_one_subderivative_all_the_same():
    explorer = SubderivativeExplorer(
        {
            "steep": lambda x: 1000 * x**2,
            "blunt": lambda x: 0.995 * abs(x),
            "log": lambda x: -math.log(x),
        }
    )
    explorer.slope.value = 1
    assert explorer.readout.endswith("no subderivative.")
    explorer.curve.value = "blunt"
    assert explorer.readout.endswith("no subderivative.")
    explorer.curve.value = "log"
    assert explorer.readout == "log is not defined at 0."
    assert not explorer.drawn().lines


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: GradientExplorer(3), TypeError, "f must be a function"),
        (lambda: GradientExplorer(lambda x, y, z: x), ValueError, "f takes 3 numbers"),
        (lambda: GradientExplorer(xlim=(1, 0)), ValueError, "xlim"),
        (lambda: SubderivativeExplorer([abs]), TypeError, "curves must be a dict"),
    ],
)
def test_what_is_wrong_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make()

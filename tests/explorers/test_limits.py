import math

import numpy as np
import pytest
from looking import (
    area,
    corners,
    height_at,
    lines,
    moved,
    numbers,
    only,
    patches,
    points,
    slope_of,
)
from stock import check_frames

from d2lmini import (
    LimitGame,
    PolygonProofExplorer,
    PolygonsExplorer,
    SecantExplorer,
    SectorExplorer,
)
from d2lmini.style import BLUE, CURVE, ESTIMATE, GREEN, GUIDE, HOLE, ORANGE, POINTS, TANGENT


def parabola(x):
    return 3 * x**2 - 4 * x


def quotient(h):
    return (parabola(1 + h) - parabola(1)) / h


STOCK = {
    "sector": SectorExplorer,
    "proof": PolygonProofExplorer,
    "polygons": PolygonsExplorer,
    "secant": SecantExplorer,
    "secant of |x|": lambda: SecantExplorer(abs, 0),
    "secant of a scalar f": lambda: SecantExplorer(math.exp, 0),
    "game": lambda: LimitGame(quotient, a=0, L=2),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- polygons


@pytest.fixture(scope="module")
def polygons():
    return PolygonsExplorer()


def regular(n, radius=1.0, turn=0.0):
    """Corners of a regular polygon around 0, counterclockwise, the first one repeated."""
    angles = 2 * np.pi * np.arange(n + 1) / n + turn
    return radius * np.transpose([np.cos(angles), np.sin(angles)])


def test_the_circle_has_radius_1_and_is_round(polygons):
    axes = polygons.drawn()
    np.testing.assert_allclose(only(lines(axes, CURVE)).get_xydata(), regular(512), atol=1e-12)
    assert axes.get_aspect() == 1
    assert axes.get_xlim() == axes.get_ylim() == (-1.15, 1.15)


@pytest.mark.parametrize("n", [4, 8, 64, 256])
def test_one_polygon_has_its_corners_on_the_circle_the_other_its_sides(polygons, n):
    axes = moved(polygons, n=n)
    inside = only(lines(axes, ESTIMATE)).get_xydata()
    outside = only(lines(axes, TANGENT)).get_xydata()
    np.testing.assert_allclose(inside, regular(n), atol=1e-12)
    np.testing.assert_allclose(outside, regular(n, 1 / math.cos(math.pi / n), math.pi / n))
    np.testing.assert_allclose(
        numbers(polygons.readout),
        [n, area(inside), area(outside), area(outside) - area(inside)],
        atol=1e-5,
    )


@pytest.mark.parametrize("n", [4, 8, 64, 256])
def test_the_inner_polygon_is_filled(polygons, n):
    filled = only(patches(polygons.drawn(n=n), ESTIMATE["color"]))
    np.testing.assert_allclose(corners(filled), regular(n), atol=1e-12)
    assert filled.get_alpha() < 0.5  # the triangles are seen through it


@pytest.mark.parametrize("n", [4, 8, 64])
def test_spokes_join_the_corners_to_the_middle(polygons, n):
    (spokes,) = lines(polygons.drawn(n=n), {"color": ESTIMATE["color"]})
    np.testing.assert_allclose(spokes.get_xydata()[::2], regular(n), atol=1e-12)
    np.testing.assert_array_equal(spokes.get_xydata()[1::2], np.zeros((n, 2)))


def test_too_many_spokes_are_none(polygons):
    assert not lines(polygons.drawn(n=128), {"color": ESTIMATE["color"]})


def test_polygons_read_the_areas(polygons):
    polygons.n.value = 256
    assert "between 3.14128 and 3.14175, which are 0.00047 apart" in polygons.readout


# --- secant

SIDES = {"right": [1], "left": [-1], "both": [1, -1]}
WHERE = {"at 1": (parabola, 1), "before 0": (np.exp, -0.5)}


@pytest.fixture(scope="module", params=WHERE.values(), ids=WHERE)
def secant(request):
    f, x = request.param
    return SecantExplorer(f, x)


def test_the_curve_is_that_of_f(secant):
    axes = secant.drawn()
    curve = only(lines(axes, CURVE))
    np.testing.assert_allclose(curve.get_ydata(), secant.f(curve.get_xdata()))
    assert axes.get_xlim() == (curve.get_xdata()[0], curve.get_xdata()[-1])
    np.testing.assert_allclose(axes.get_xlim(), [secant.x - 1.6, secant.x + 1.6])


@pytest.mark.parametrize("h", [1, 0.1, 0.0001])
@pytest.mark.parametrize("side", SIDES)
def test_the_secant_passes_through_both_points(secant, h, side):
    f, x = secant.f, secant.x
    axes = moved(secant, h=h, side=side, reveal="hide")
    drawn, ends = lines(axes, ESTIMATE), [x + sign * h for sign in SIDES[side]]
    for line, end in zip(drawn, ends, strict=True):
        np.testing.assert_allclose([height_at(line, x), height_at(line, end)], [f(x), f(end)])
    np.testing.assert_allclose(  # and has the slope that is said
        numbers(secant.readout), [h, *map(slope_of, drawn)], atol=5e-6
    )


@pytest.mark.parametrize("h", [1, 0.1, 0.0001])
@pytest.mark.parametrize("side", SIDES)
def test_run_and_rise_join_the_two_points(secant, h, side):
    f, x = secant.f, secant.x
    axes = secant.drawn(h=h, side=side)
    pairs, guides = points(axes, POINTS).reshape(-1, 2, 2), lines(axes, GUIDE)
    for pair, guide, sign in zip(pairs, guides, SIDES[side], strict=True):
        end = x + sign * h
        np.testing.assert_allclose(pair, [(x, f(x)), (end, f(end))])
        np.testing.assert_allclose(guide.get_xydata(), [(x, f(x)), (end, f(x)), (end, f(end))])


def test_secant_reads_the_quotient():
    explorer = SecantExplorer(parabola, x=1)
    explorer.h.value = 0.1
    assert "slope 2.30000" in explorer.readout
    explorer.side.value = "left"
    assert "slope 1.70000" in explorer.readout
    explorer.side.value = "both"
    assert "slope 2.30000 to the right, 1.70000 to the left" in explorer.readout


def test_a_slope_of_zero_has_no_sign():
    explorer = SecantExplorer(np.floor, x=0.5)
    explorer.side.value, explorer.h.value, explorer.reveal.value = "left", 0.1, "tangent"
    assert explorer.readout.endswith("slope 0.00000. Both sides tend to 0: the tangent is y = 0.")
    explorer = SecantExplorer(lambda x: x**2 - 4 * x + 4, x=2)
    explorer.reveal.value = "tangent"
    assert "Both sides tend to 0: the tangent is y = 0." in explorer.readout


def test_the_tangent_shows_on_reveal_only(secant):
    assert not lines(moved(secant, reveal="hide"), TANGENT)
    assert "tangent" not in secant.readout
    axes = moved(secant, reveal="tangent")
    f, x, tangent = secant.f, secant.x, only(lines(axes, TANGENT))
    slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    np.testing.assert_allclose([slope_of(tangent), height_at(tangent, x)], [slope, f(x)], 1e-6)
    assert f"Both sides tend to {slope:.5g}" in secant.readout
    assert len(lines(axes, ESTIMATE)) == len(SIDES[secant.side.value])  # secants stay


def test_the_tangent_of_the_chapter_is_said():
    explorer = SecantExplorer(parabola, x=1)
    explorer.reveal.value = "tangent"
    assert explorer.readout.endswith("Both sides tend to 2: the tangent is y = 2x − 3.")


def test_the_tangent_shows_only_if_both_sides_agree():
    explorer = SecantExplorer(abs, x=0)
    assert not lines(moved(explorer, reveal="tangent"), TANGENT)
    assert "from the left −1, from the right 1" in explorer.readout


@pytest.mark.parametrize(
    ("f", "sign"), [(lambda x: np.cbrt(x - 1), "+∞"), (lambda x: -np.cbrt(x - 1), "−∞")]
)
def test_a_vertical_tangent_has_no_slope(f, sign):
    explorer = SecantExplorer(f, x=1)
    upright = only(lines(moved(explorer, reveal="tangent"), TANGENT))
    np.testing.assert_array_equal(upright.get_xydata(), [(1, 0), (1, 1)])  # from edge to edge
    assert f"Both sides tend to {sign}: the tangent is vertical" in explorer.readout


@pytest.mark.parametrize("f", [np.sign, lambda x: abs(x) ** 0.5])
def test_a_jump_or_a_cusp_has_no_tangent_here(f):
    explorer = SecantExplorer(f, x=0)
    assert not lines(moved(explorer, reveal="tangent"), TANGENT)
    assert "No tangent with a slope was found" in explorer.readout


def test_the_tangent_is_right_far_from_0():
    explorer = SecantExplorer(np.sin, x=1e6)
    explorer.reveal.value = "tangent"
    assert "Both sides tend to 0.93675" in explorer.readout


def test_a_hole_in_the_domain_is_said():
    explorer = SecantExplorer(math.sqrt, x=0.05)
    axes = moved(explorer, side="left")
    assert "f is not defined at one of the points" in explorer.readout
    assert len(axes.lines) == 1  # the curve alone
    explorer.h.value = 0.01
    assert "slope 2.36068" in explorer.readout  # (√0.05 − √0.04) / 0.01


@pytest.mark.parametrize(
    ("f", "x", "words", "step"),
    [
        (math.sqrt, 0.05, "slope 1.63692 to the right; to the left f is not defined.", 0.1),
        (lambda x: math.sqrt(-x), -0.05, "slope −1.63692 to the left; to the right", -0.1),
    ],
)
def test_of_two_sides_the_one_that_exists_is_drawn_and_told(f, x, words, step):
    explorer = SecantExplorer(f, x=x)
    axes = moved(explorer, h=0.1, side="both")
    assert words in explorer.readout
    np.testing.assert_allclose(points(axes, POINTS), [(x, f(x)), (x + step, f(x + step))])
    assert len(lines(axes, ESTIMATE)) == 1
    revealed = moved(explorer, h=0.1, side="both", reveal="tangent")
    assert math.isclose(
        slope_of(only(lines(revealed, TANGENT))), math.copysign(5**0.5, step), rel_tol=1e-6
    )


def test_a_point_outside_the_domain_is_said():
    explorer = SecantExplorer(lambda x: 1 / x, x=0)
    assert "f is not defined at x = 0" in explorer.readout


def test_a_function_that_raises_is_said():
    explorer = SecantExplorer(lambda x: undefined + x)  # noqa: F821
    assert explorer.readout.startswith("NameError: name 'undefined' is not defined")


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: x / 0, "ZeroDivisionError: "),
        (lambda x: [x], "ValueError: f must return one number for each x"),
        (lambda x: int("a"), "ValueError: invalid literal"),
        (lambda x: None, "TypeError: f returned None"),
    ],
)
def test_what_is_wrong_with_f_is_said(f, message):
    assert SecantExplorer(f).readout.startswith(message)


@pytest.mark.parametrize(
    ("seconds", "count"), [(0, 400), (0.002, 400), (0.005, 200), (0.02, 50), (1, 25), (60, 25)]
)
def test_a_slow_function_is_sampled_less(watch, seconds, count):
    curve = SecantExplorer(watch.slowed(lambda x: x, seconds)).curve
    assert 0.9 * count <= curve.xs.size <= count
    np.testing.assert_allclose(curve.ys, curve.xs)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"f": 3}, TypeError, "f must be a function"),
        ({"x": math.nan}, ValueError, "x must be finite"),
        ({"xlim": 0}, ValueError, "must be a pair"),
        ({"xlim": (3, 0)}, ValueError, "left end must be below"),
        ({"x": 5, "xlim": (0, 3)}, ValueError, "x = 5 must lie inside"),
        ({"x": 0, "xlim": (0, 3)}, ValueError, "x = 0 must lie inside"),
    ],
)
def test_secants_that_cannot_be(arguments, error, message):
    with pytest.raises(error, match=message):
        SecantExplorer(**arguments)


# --- the game of ε and δ


@pytest.fixture(scope="module")
def game():
    """Twice as steep as the band is high: δ answers ε up to ε/2."""
    return LimitGame(lambda x: 5 - 2 * x, a=1, L=3, xlabel="h", ylabel="q(h)")


def test_the_curve_of_the_game_is_that_of_f(game):
    axes = game.drawn()
    x, y = only(lines(axes, CURVE)).get_xydata().T
    np.testing.assert_allclose(y, 5 - 2 * x)
    assert axes.get_xlim() == (x[0], x[-1]) == (0.5, 1.5)
    assert axes.get_ylim() == (1.5, 4.5)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("h", "q(h)")


@pytest.mark.parametrize(("epsilon", "delta"), [(1, 0.4), (0.3, 0.2), (0.1, 0.02)])
def test_the_band_lies_around_the_limit_and_the_strip_around_the_point(game, epsilon, delta):
    axes = game.drawn(epsilon=epsilon, delta=delta)
    band, strip = (corners(only(patches(axes, color))) for color in (BLUE, ORANGE))
    for shape, axis, middle, half in ((band, 1, 3, epsilon), (strip, 0, 1, delta)):
        ends = shape.min(axis=0), shape.max(axis=0)
        np.testing.assert_allclose([e[axis] for e in ends], [middle - half, middle + half])
        assert [e[1 - axis] for e in ends] == [0, 1]  # from edge to edge
    np.testing.assert_array_equal(points(axes, HOLE), [(1, 3)])


CROSSES = {"color": ORANGE, "marker": "x", "linestyle": ""}


@pytest.mark.parametrize(("epsilon", "delta"), [(0.3, 0.2), (0.1, 0.4), (0.1, 0.06)])
def test_crosses_mark_the_curve_outside_the_band(game, epsilon, delta):
    axes = moved(game, epsilon=epsilon, delta=delta)
    x, y = points(axes, CROSSES).T
    np.testing.assert_allclose(y, 5 - 2 * x)
    off = np.abs(x - 1)
    assert epsilon / 2 <= off.min() < epsilon / 2 + 0.1 * delta
    np.testing.assert_allclose([x.min(), x.max()], [1 - delta, 1 + delta])
    assert off.max() < delta
    at, away = numbers(game.readout)[2:4]
    np.testing.assert_allclose([abs(at - 1), away], [delta, 2 * delta])


@pytest.mark.parametrize(("epsilon", "delta"), [(1, 0.4), (0.3, 0.14), (0.1, 0.04)])
def test_without_a_miss_there_is_no_cross(game, epsilon, delta):
    axes = moved(game, epsilon=epsilon, delta=delta)
    assert not len(points(axes, CROSSES))
    assert "it seems that δ answers ε" in game.readout


@pytest.mark.parametrize("epsilon", [0.1, 0.3, 0.6, 1.0])
def test_delta_answers_epsilon_exactly_up_to_a_third(epsilon):
    game = LimitGame(quotient, a=0, L=2)
    game.epsilon.value = epsilon
    for _, delta in game.delta.options:
        game.delta.value = delta
        wins = game.delta.value <= epsilon / 3 + 1e-12
        assert ("it seems that δ answers" in game.readout) == wins


def test_the_game_cannot_be_won_where_there_is_no_limit():
    game = LimitGame(lambda x: abs(x) / x, a=0, L=1)
    for _, delta in game.delta.options:
        game.delta.value = delta
        assert "the value is 2 away. This δ does not answer ε" in game.readout


@pytest.mark.parametrize("f", [lambda x: np.sin(50 * np.pi * x), lambda x: 1e-4 / x])
def test_the_game_samples_irregularly_and_at_all_distances(f):
    game = LimitGame(f, a=0, L=0)
    game.epsilon.index = 9  # a tenth of the first
    assert "does not answer" in game.readout


def test_the_value_at_the_point_does_not_count():
    game = LimitGame(lambda x: 5 if x == 1 else x, a=1, L=1)
    game.delta.value = 0.1
    assert "seems" in game.readout


def test_a_side_without_values_does_not_count():
    game = LimitGame(math.sqrt, a=0, L=0)
    game.delta.value = 0.1
    assert "none of 41 sampled points" in game.readout
    game.epsilon.value = 0.3
    assert "at 0.1 the value is 0.3162 away" in game.readout


def test_a_gap_near_the_point_is_said():
    game = LimitGame(lambda x: math.sqrt(x - 0.2), a=0, L=0)
    assert "there is no value at" in game.readout


@pytest.mark.parametrize(
    ("arguments", "error"), [(("f",), TypeError), ((np.sin, math.inf), ValueError)]
)
def test_games_that_cannot_be(arguments, error):
    with pytest.raises(error):
        LimitGame(*arguments)


# --- the triangles of the recipe


@pytest.mark.parametrize("n", [4, 8])
@pytest.mark.parametrize(
    ("triangle", "sides", "count", "inner"),
    [("OMP", 1, 2, True), ("OCP", 2, 2, True), ("OTP", 1, 2, False), ("OSP", 2, 4, False)],
)
def test_each_triangle_is_a_share_of_its_polygon(n, triangle, sides, count, inner):
    axes = moved(explorer := PolygonProofExplorer(), n=n, triangle=triangle)
    (filled,) = patches(axes, GREEN)
    k = sides * n
    whole = k / 2 * math.sin(2 * math.pi / k) if inner else k * math.tan(math.pi / k)
    assert abs(area(corners(filled)[:-1])) * count * n == pytest.approx(whole)
    assert numbers(explorer.readout)[-1] == pytest.approx(whole, abs=1e-5)
    assert ("inner" in explorer.readout) == inner


@pytest.mark.parametrize("n", [4, 8])
def test_the_points_of_the_proof_lie_where_the_text_says(n):
    axes = PolygonProofExplorer().drawn(n=n)
    o, m, c, t, p, s = points(axes, POINTS)
    assert np.linalg.norm(p - o) == pytest.approx(np.linalg.norm(c - o)) == pytest.approx(1)
    assert np.dot(t - p, p) == pytest.approx(0)  # PT touches the circle
    assert m[1] == c[1] == t[1] == 0
    assert m[0] == p[0]
    assert area([p, s, t]) == pytest.approx(0)  # S lies on PT
    assert s[0] == pytest.approx(1)  # on the side that touches the circle at C
    names = {text.get_text(): text.xy for text in axes.texts}
    for name, place in zip("OMCTPS", (o, m, c, t, p, s), strict=True):
        assert names[name] == pytest.approx(place)


# --- the sector


@pytest.mark.parametrize("h", [0.9, 0.5, 0.1])
def test_a_sector_between_two_triangles(h):
    explorer = SectorExplorer()
    axes = moved(explorer, h=h)
    inner, outer = only(lines(axes, ESTIMATE)), only(lines(axes, TANGENT))
    assert abs(area(inner.get_xydata()[:-1])) == pytest.approx(math.sin(h) / 2)
    assert abs(area(outer.get_xydata()[:-1])) == pytest.approx(math.tan(h) / 2)
    arc = only(lines(axes, CURVE)).get_xydata()
    np.testing.assert_allclose(np.linalg.norm(arc, axis=1), 1)
    assert np.arctan2(*arc[-1][::-1]) == pytest.approx(h)
    assert numbers(explorer.readout)[1:] == pytest.approx(
        [math.sin(h) / 2, h / 2, math.tan(h) / 2, math.cos(h), math.sin(h) / h, 1], abs=1e-5
    )

import functools
import math

import numpy as np
import pytest
from looking import height_at, lines, only, points, slope_of, upright
from stock import check_frames

from d2lmini import SliceExplorer, SurfaceExplorer
from d2lmini.style import CURVE, ESTIMATE, GUIDE, POINTS, TANGENT

slices = functools.cache(SliceExplorer)


def saddle(x, y):
    return x**2 - y**2


def sheet(x, y):
    return x**3 + x * y**2 - 2 * y  # in no way symmetric


SHEET = (sheet, (-1, 2), (0, 3))
PLACES = [(-1, 0), (0.5, 2.25), (2, 0.75)]  # settings of it


def kink(x, y):
    return abs(x) + y


def half(x, y):
    return np.sqrt(x) + y


STOCK = {
    "surface with a hole": lambda: SurfaceExplorer(half),
    "surface": SurfaceExplorer,
    "bowl": slices,
    "half a plane": lambda: slices(half),
    "a jump": lambda: SliceExplorer(lambda x, y: 1.0 if x > y else 0.0),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


def test_the_cuts_have_a_gap_where_f_jumps():
    for f in (lambda x, y: np.sign(x) + y, lambda x, y: 1 / x + y):
        picture = SliceExplorer(f, (-2, 2.1), start=(-1, 1)).drawn()
        xs, ys = points(picture["x"], CURVE).T
        (gap,) = np.flatnonzero(np.isnan(ys))
        assert xs[gap - 1] < 0 < xs[gap + 1]
        assert np.isnan(points(picture["surface"], CURVE)[:, 1]).sum() <= 1
        assert not np.isnan(points(picture["y"], ESTIMATE)).any()


def test_a_slope_that_f_rounds_away_is_said_to_be_too_small():
    for f, words in (
        (lambda x, y: 1e6 * y + 1e-4 * x, "∂f/∂x = 0.0001."),
        (lambda x, y: 1e12 * y + 1e-4 * x, "the slope is too small beside f to be measured."),
        (lambda x, y: 1e20 * y + 1e-4 * x, "the slope is too small beside f to be measured."),
        (lambda x, y: 1e6 * y + 1e-4 * np.sin(x), "the slope is too small beside f to be mea"),
        (lambda x, y: 1e12 * y, "∂f/∂x = 0."),
        (lambda x, y: y, "∂f/∂x = 0."),
    ):
        explorer = SliceExplorer(f, start=(1, 2))
        assert f"Moving x alone: {words}" in explorer.readout
        assert len(lines(explorer.drawn()["x"], TANGENT)) == ("small" not in words)


# --- the picture


@pytest.mark.parametrize(("x", "y"), PLACES)
def test_the_cuts_lie_on_the_surface_and_cross_in_the_point(x, y):
    surface = slices(*SHEET).drawn(x=x, y=y)["surface"]
    for look, moves in ((CURVE, 0), (ESTIMATE, 1)):
        *xy, zs = only(lines(surface, look)).get_data_3d()
        np.testing.assert_allclose(xy[moves][[0, -1]], SHEET[1 + moves])
        assert set(xy[1 - moves]) == {(x, y)[1 - moves]}
        np.testing.assert_allclose(zs, sheet(*xy))
    point = only(lines(surface, POINTS)).get_data_3d()
    np.testing.assert_allclose(np.ravel(point), (x, y, sheet(x, y)))


@pytest.mark.parametrize(("x", "y"), PLACES)
def test_each_flat_cut_touches_its_tangent_in_the_point(x, y):
    picture, height = slices(*SHEET).drawn(x=x, y=y), sheet(x, y)
    flat = {  # the look of the cut, its curve, where the point is, and the slope there
        "x": (CURVE, lambda t: sheet(t, y), x, 3 * x**2 + y**2),
        "y": (ESTIMATE, lambda t: sheet(x, t), y, 2 * x * y - 2),
    }
    for name, (look, curve, place, slope) in flat.items():
        ts, heights = points(picture[name], look).T
        np.testing.assert_allclose(heights, curve(ts))
        assert tuple(ts[[0, -1]]) == picture[name].get_xlim()
        np.testing.assert_allclose(points(picture[name], POINTS), [(place, height)])
        assert upright(only(lines(picture[name], GUIDE))) == place
        tangent = only(lines(picture[name], TANGENT))
        assert math.isclose(slope_of(tangent), slope, abs_tol=1e-6)
        assert math.isclose(height_at(tangent, place), height)


def test_the_surface_is_that_of_f():
    surface = slices(*SHEET).drawn()["surface"]
    tiles = only(surface.collections).get_array().reshape(32, 32)  # mean heights, a row for each y
    xs, ys = (np.linspace(*ends, 33) for ends in SHEET[1:])
    corners = sheet(xs, ys[:, None])
    means = (corners[1:, 1:] + corners[1:, :-1] + corners[:-1, 1:] + corners[:-1, :-1]) / 4
    np.testing.assert_allclose(tiles, means)
    assert surface.get_zlim()[0] < corners.min() < corners.max() < surface.get_zlim()[1]


def test_each_picture_is_named_by_what_moves_in_it():
    picture = slices(*SHEET, labels=("w", "b", "L")).drawn()
    surface = picture["surface"]
    assert (surface.get_xlabel(), surface.get_ylabel(), surface.get_zlabel()) == ("w", "b", "L")
    named = {name: (axes.get_xlabel(), axes.get_ylabel()) for name, axes in picture.items()}
    assert (named["x"], named["y"]) == (("w", "L"), ("b", "L"))


@pytest.mark.parametrize(
    ("f", "x", "touched"),
    [(kink, 0, "y"), (half, 0, "y"), (half, -1, "")],
    ids=["kink", "edge", "outside"],
)
def test_where_there_is_no_slope_no_tangent_is_drawn(f, x, touched):
    picture = slices(f).drawn(x=x, y=1)
    for name in "xy":
        assert len(lines(picture[name], TANGENT)) == (name in touched)
        assert len(lines(picture[name], POINTS)) == bool(touched)
        assert len(lines(picture[name], GUIDE)) == bool(touched)


# --- in words


@pytest.mark.parametrize(("x", "y"), [(1, 2), (-0.5, 0.25), (0, 0)])
def test_each_cut_has_its_own_slope(x, y):
    explorer = slices(saddle)
    explorer.x.value, explorer.y.value = x, y
    said = [float(part.split(" = ")[1].rstrip(".")) for part in minus(explorer).split(". ")[1:]]
    np.testing.assert_allclose(said, [2 * x, -2 * y], atol=1e-4)


def minus(explorer):
    return explorer.readout.replace("−", "-").rstrip(".")


def test_a_function_of_one_vector_and_names_of_ones_own():
    explorer = SliceExplorer(lambda v: v[0] * v[1], labels=("w", "b", "L"), start=(1, 2))
    explorer.w.value = 2
    assert explorer.readout == "w = 2, b = 2: L = 4. Moving w alone: ∂L/∂w = 2. " + (
        "Moving b alone: ∂L/∂b = 2."
    )


def test_a_kink_and_a_hole_are_said():
    kink = SliceExplorer(lambda x, y: abs(x) + y, start=(0, 1))
    assert "Moving x alone: no slope was found. Moving y alone: ∂f/∂y = 1." in kink.readout
    edge = SliceExplorer(lambda x, y: math.sqrt(x) + y, xlim=(0, 4))
    assert "f = −2. Moving x alone: no slope was found." in edge.readout
    hole = SliceExplorer(lambda x, y: np.log(x) + y, start=(-1, 1))
    assert hole.readout == "x = −1, y = 1: f is not defined here."


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x, y: np.nan, "no value anywhere"),
        (lambda x, y: "no", "expected numbers"),
        (lambda x, y: int("q"), "invalid"),
    ],
)
def test_a_mistake_in_f_is_said_in_its_place(f, words):
    assert words in SliceExplorer(f).readout


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((saddle, (1, 0)), ValueError, "xlim"),
        ((saddle, (0, 1), (1, 0)), ValueError, "ylim"),
        ((saddle, (0, 1), (0, 1), ("x", "x", "f")), ValueError, "two different names"),
        ((saddle, (0, 1), (0, 1), ("x",)), ValueError, "must name the two"),
        ((3,), TypeError, "f must be a function"),
        ((lambda x, y, z: x,), ValueError, "f takes 3 numbers"),
    ],
)
def test_what_is_wrong_is_said(arguments, error, message):
    with pytest.raises(error, match=message):
        SliceExplorer(*arguments)


# --- the surface


@pytest.mark.parametrize("turn", [0, 45, 255])
def test_the_facets_are_those_of_the_surface_seen_from_aside(turn):
    explorer = SurfaceExplorer(saddle, (-1, 3), (0, 2))
    axes = explorer.drawn(turn=turn)
    drawn = only([c for c in axes.collections if len(c.get_paths()) == 12 * 12])
    angle, slant = math.radians(turn), math.radians(35)
    seen = {tuple(np.round(v, 6)) for path in drawn.get_paths() for v in path.vertices[:4]}
    for x in np.linspace(-1, 3, 13):
        for y in np.linspace(0, 2, 13):
            a, b, c = (x - 1) / 2, y - 1, 2 * (saddle(x, y) + 4) / 13 - 1
            away = math.sin(angle) * a + math.cos(angle) * b
            place = (
                math.cos(angle) * a - math.sin(angle) * b,
                math.cos(slant) * c + math.sin(slant) * away,
            )
            assert tuple(np.round(place, 6)) in seen
    explorer.turn.value = turn
    assert explorer.readout == f"Turned by {turn}°: in the picture f goes from −4 to 9."


def test_far_facets_are_drawn_first_and_the_sides_in_front_are_named():
    axes = SurfaceExplorer(lambda x, y: 0 * x, labels=("w", "b", "L")).drawn(turn=0)
    drawn = only([c for c in axes.collections if len(c.get_paths()) == 12 * 12])
    ups = [path.vertices[:4, 1].mean() for path in drawn.get_paths()]
    assert ups == sorted(ups, reverse=True)  # a level surface: the farther, the higher
    named = {text.get_text(): text.get_position() for text in axes.texts}
    assert set(named) == {"w: −2 … 2", "b: −2 … 2", "L"}
    assert named["w: −2 … 2"][1] < min(ups)


def test_surfaces_with_holes_and_surfaces_that_cannot_be():
    assert SurfaceExplorer(half).readout.startswith(
        "Turned by 30°: in the picture f goes from −2 to "
    )
    empty = SurfaceExplorer(lambda x, y: math.nan)
    assert empty.readout.endswith("f has no value anywhere in the picture.")
    with pytest.raises(TypeError, match="function"):
        SurfaceExplorer(3)

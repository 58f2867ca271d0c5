import math

import numpy as np
import pytest
import sympy
from looking import height_at, lines, moved, numbers, only, points, slope_of
from stock import check_frames

from d2lmini import TangentExplorer, WhichDerivativeExplorer, ZoomExplorer
from d2lmini.calculus import sample
from d2lmini.style import CURVE, GRAY, GUIDE, POINTS, TANGENT

X = sympy.Symbol("x")
STOCK = {
    "tangent": TangentExplorer,
    "tangent of |x|": lambda: TangentExplorer(abs, (-2, 2)),
    "tangent of a scalar f": lambda: TangentExplorer(math.exp, (-2, 2)),
    "tangent with a hole": lambda: TangentExplorer(math.sqrt, (-1, 2)),
    "which": WhichDerivativeExplorer,
    "which of its own slope": lambda: WhichDerivativeExplorer(np.exp, (-2, 2)),
    "which of a scalar f": lambda: WhichDerivativeExplorer(math.cos),
    "zoom": ZoomExplorer,
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- tangent


CURVES = {
    "parabola": (lambda x: 3 * x**2 - 4 * x, lambda x: 6 * x - 4, (-1, 3)),
    "sin": (np.sin, np.cos, (0, 6)),
}
PLACES = [0, 12, 50, 83, 100]  # of 101 settings


@pytest.fixture(scope="module", params=[*CURVES, "slow sin"])
def tangent(request, watch):
    """An explorer and the slope of its curve; of a slow f at fewer places, by another way."""
    slow = request.param.startswith("slow")
    f, slope, xlim = CURVES[request.param.removeprefix("slow ")]
    return TangentExplorer(watch.slowed(f, 0.002) if slow else f, xlim), slope


def check_guides(axes, x):
    """On each axes one vertical guide stands at x, from edge to edge."""
    for each in axes:
        np.testing.assert_array_equal(only(lines(each, GUIDE)).get_xydata(), [(x, 0), (x, 1)])


def test_above_is_the_curve_below_an_empty_axes_with_a_line_at_0(tangent):
    explorer, _ = tangent
    above, below = explorer.drawn()
    curve = only(lines(above, CURVE))
    np.testing.assert_allclose(curve.get_ydata(), sample(explorer.f, curve.get_xdata()))
    for axes in (above, below):
        assert axes.get_xlim() == (curve.get_xdata()[0], curve.get_xdata()[-1]) == explorer.xlim
    assert not lines(below, CURVE)
    np.testing.assert_array_equal(only(lines(below, {"color": GRAY})).get_ydata(), [0, 0])
    assert (above.get_ylabel(), below.get_ylabel()) == ("f(x)", "f′(x)")


@pytest.mark.parametrize("place", PLACES)
def test_the_tangent_touches_the_curve_at_the_point(tangent, place):
    explorer, slope = tangent
    x = explorer.x.options[place][1]
    axes = above, below = explorer.drawn(x=x)
    line, f = only(lines(above, TANGENT)), explorer.f
    np.testing.assert_allclose([slope_of(line), height_at(line, x)], [slope(x), f(x)], atol=1e-6)
    np.testing.assert_allclose(points(above, POINTS), [(x, f(x))])
    np.testing.assert_allclose(points(below, POINTS), [(x, slope(x))], atol=1e-6)
    check_guides(axes, x)


@pytest.mark.parametrize("place", PLACES)
def test_the_slope_is_drawn_up_to_the_point_only(tangent, place):
    explorer, slope = tangent
    x = explorer.x.options[place][1]
    _, below = explorer.drawn(x=x)
    xs, ys = only(lines(below, TANGENT)).get_xydata().T
    left, right = explorer.xlim
    assert xs[0] == left
    assert x - 0.01 * (right - left) < xs[-1] <= x
    np.testing.assert_allclose(ys, slope(xs), atol=1e-5)
    bottom, top = below.get_ylim()
    assert bottom < ys.min() <= ys.max() < top


@pytest.mark.parametrize("expression", [3 * X**2 - 4 * X, sympy.exp(X), sympy.sin(X), X**3 / 5])
def test_the_tangent_reads_what_sympy_says(expression):
    f, slope = (sympy.lambdify(X, e, "numpy") for e in (expression, sympy.diff(expression, X)))
    explorer = TangentExplorer(f, xlim=(-2, 2))
    for x in (-1.6, 0, 0.4, 2):
        explorer.x.value = x
        said = float(explorer.readout.split("slope ")[1].split(". ")[0].replace("−", "-"))
        assert math.isclose(said, slope(x), rel_tol=1e-4, abs_tol=1e-4)


def test_the_tangent_of_the_chapter():
    explorer = TangentExplorer(lambda x: 3 * x**2 - 4 * x, xlim=(-1, 3), x=1)
    assert explorer.readout == "x = 1: f(x) = −1, slope 2. The tangent is y = 2x − 3."


@pytest.mark.parametrize("xlim", [(-2, 2), (-1, 1), (-1.3, 2.1)])
def test_the_slope_has_a_gap_at_a_kink(xlim):
    _, below = TangentExplorer(abs, xlim).drawn(x=xlim[1])
    slopes = only(lines(below, TANGENT)).get_ydata()
    assert np.isnan(slopes).any()  # a gap, not a steep line
    assert set(np.round(slopes[np.isfinite(slopes)], 6)) == {-1, 1}


def test_a_kink_has_a_point_and_no_tangent():
    explorer = TangentExplorer(lambda x: abs(x) + 1, (-2, 2))
    axes = above, below = moved(explorer, x=0)
    assert "from the left −1, from the right 1" in explorer.readout
    assert not lines(above, TANGENT)
    np.testing.assert_array_equal(points(above, POINTS), [(0, 1)])
    assert not len(points(below, POINTS))
    check_guides(axes, 0)


def test_outside_the_domain_there_are_guides_only():
    explorer = TangentExplorer(math.sqrt, (-1, 2))
    axes = above, below = moved(explorer, x=-1)
    assert explorer.readout == "x = −1: f is not defined here."
    assert not lines(above, TANGENT)
    assert not any(len(points(each, POINTS)) for each in axes)
    assert np.isnan(only(lines(below, TANGENT)).get_ydata()).all()
    check_guides(axes, -1)


def test_the_slope_of_a_line_is_drawn_level():
    _, below = TangentExplorer(lambda x: 2 * x + 1).drawn(x=3)
    np.testing.assert_allclose(only(lines(below, TANGENT)).get_ydata(), 2, atol=1e-6)
    bottom, top = below.get_ylim()
    assert top - bottom > 1


def test_a_peak_is_shown_and_a_pole_is_not():
    peak = TangentExplorer(lambda x: np.exp(-((50 * x) ** 2)), (-1, 1))
    assert peak.drawn()[0].get_ylim()[1] > 1
    pole = TangentExplorer(lambda x: 1 / x**2, (-1, 1))
    assert pole.drawn()[0].get_ylim()[1] < 10_000


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"f": 3}, TypeError, "f must be a function"),
        ({"xlim": (1, 0)}, ValueError, "left end must be below"),
        ({"x": 9}, ValueError, "x = 9 must lie between −1 and 3"),
    ],
)
def test_tangents_that_cannot_be(arguments, error, message):
    with pytest.raises(error, match=message):
        TangentExplorer(**arguments)


# --- which


@pytest.fixture(scope="module")
def which():
    return WhichDerivativeExplorer(np.sin, (0, 6), answer="b")


CHOICES = {"a": lambda x: -np.cos(x), "b": np.cos, "c": np.sin}  # of which b is the slope


def test_a_b_and_c_are_three_curves_below_that_of_f(which):
    axes = which.drawn()
    x, y = only(lines(axes[0, 1], CURVE)).get_xydata().T
    np.testing.assert_allclose(y, np.sin(x))
    assert axes[0, 1].get_xlim() == (x[0], x[-1]) == (0, 6)
    for below, (name, curve) in zip(axes[1], CHOICES.items(), strict=True):
        assert below.get_title() == name
        x, y = only(lines(below, TANGENT)).get_xydata().T
        np.testing.assert_allclose(y, curve(x), atol=1e-6)
        assert (x[0], x[-1]) == (0, 6)
        np.testing.assert_array_equal(only(lines(below, {"color": GRAY})).get_ydata(), [0, 0])
    for empty in axes[0, ::2]:
        assert not empty.axison
        assert not empty.lines


@pytest.mark.parametrize("x", [0, 1.7, 6])
def test_nothing_is_given_away_before_the_choice(which, x):
    axes = moved(which, choose="none yet", x=x)
    assert which.readout == "Which of a, b and c is the slope of f? Choose, then move x."
    assert [len(each.lines) for each in axes.flat] == [0, 1, 0, 2, 2, 2]  # curves, lines at 0


@pytest.mark.parametrize("x", [0, 1.7, 4.4, 6])
@pytest.mark.parametrize("choose", "abc")
def test_the_tangent_touches_f_and_the_point_lies_on_the_chosen_curve(which, choose, x):
    axes = moved(which, choose=choose, x=x)
    above, nth = axes[0, 1], "abc".index(choose)
    line, height = only(lines(above, TANGENT)), CHOICES[choose](x)
    np.testing.assert_allclose(
        [slope_of(line), height_at(line, x)], [np.cos(x), np.sin(x)], atol=1e-6
    )
    np.testing.assert_allclose(points(above, POINTS), [(x, np.sin(x))])
    np.testing.assert_allclose(points(axes[1, nth], POINTS), [(x, height)], atol=1e-6)
    np.testing.assert_allclose(numbers(which.readout), [x, np.cos(x), height], rtol=0.01)
    assert ("They agree" in which.readout) == (choose == "b")
    check_guides([above, *axes[1]], x)
    for other in {0, 1, 2} - {nth}:
        assert not len(points(axes[1, other], POINTS))


def test_a_kink_of_f_has_no_tangent_to_compare_with():
    explorer = WhichDerivativeExplorer(abs, (-2, 2), answer="b")
    for choose in "ac":
        axes = moved(explorer, choose=choose, x=0)
        assert explorer.readout == "x = 0: no slope of f was found here. Move on."
        assert not lines(axes[0, 1], TANGENT)
        assert not len(points(axes[0, 1], POINTS))
        check_guides([axes[0, 1], *axes[1]], 0)


@pytest.mark.parametrize("f", [np.sin, np.exp, lambda x: x**3 - 3 * x, lambda x: np.exp(-x)])
@pytest.mark.parametrize("answer", ["a", "b", "c", None])
def test_only_the_answer_agrees_everywhere(f, answer):
    explorer = WhichDerivativeExplorer(f, xlim=(-2, 2), answer=answer)
    agree = {}
    for choose in "abc":
        explorer.choose.value = choose
        said = []
        for _, x in explorer.x.options[::8]:
            explorer.x.value = x
            said.append("They agree" in explorer.readout)
        agree[choose] = all(said)
    assert sum(agree.values()) == 1
    assert answer is None or agree[answer]


def test_the_places_of_the_chapter_differ():
    rounds = [(np.sin, (0, 6)), (lambda x: x**3 - 3 * x, (-2, 2)), (np.exp, (-2, 2))]
    places = set()
    for f, xlim in rounds:
        explorer = WhichDerivativeExplorer(f, xlim)
        for name, curve in explorer.curves.items():
            x = xlim[0] + 0.3
            slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
            if np.isclose(sample(curve, [x])[0], slope, rtol=1e-3):
                places.add(name)
    assert len(places) > 1


@pytest.mark.parametrize("f", [lambda x: 1e-4 * np.sin(x), lambda x: np.sin(40 * x), np.cosh])
def test_agreement_is_judged_by_the_size_of_the_slope(f):
    explorer = WhichDerivativeExplorer(f, xlim=(-2, 2), answer="b")
    ends = {}
    for choose in "abc":
        explorer.choose.value = choose
        said = []
        for _, x in explorer.x.options[1::8]:
            explorer.x.value = x
            said.append("They agree" in explorer.readout)
        ends[choose] = all(said)
    assert ends == {"a": False, "b": True, "c": False}


@pytest.mark.parametrize("f", [lambda x: 2 * x + 1, np.exp, lambda x: np.exp(-x), abs, np.sin])
def test_the_candidates_can_be_told_apart(f):
    explorer = WhichDerivativeExplorer(f, xlim=(-2, 2))
    xs = np.linspace(-2, 2, 41)
    a, b, c = (sample(curve, xs) for curve in explorer.curves.values())
    for one, other in ((a, b), (b, c), (a, c)):
        assert np.nanmax(np.abs(one - other)) > 0.1 * np.nanmax(np.abs(b))


def test_a_constant_has_no_candidates():
    assert (
        "no slope of f other than 0 was found"
        in WhichDerivativeExplorer(lambda x: 3 + 0 * x).readout
    )


def test_answers_that_cannot_be():
    with pytest.raises(ValueError, match="'a', 'b' or 'c'"):
        WhichDerivativeExplorer(np.sin, answer="d")


# --- zoom

# In the window around 0: u and v are lengths divided by h.
MAGNIFIED = {
    "x²": lambda u, h: h * u**2,
    "|x|": lambda u, h: abs(u),
    "ReLU": lambda u, h: np.where(u > 0, u, 0),
    "∛x": lambda u, h: np.sign(u) * abs(u) ** (1 / 3) * h ** (-2 / 3),
}


@pytest.fixture(scope="module")
def zoom():
    return ZoomExplorer()


@pytest.fixture(scope="module")
def zoom_of_sin():
    return ZoomExplorer({"sin": np.sin}, x=1)


@pytest.mark.parametrize("times", [1, 100, 1e6])
@pytest.mark.parametrize("curve", MAGNIFIED)
def test_the_curve_is_magnified_equally_in_both_directions(zoom, curve, times):
    axes = zoom.drawn(curve=curve, zoom=times)
    u, v = only(lines(axes, CURVE)).get_xydata().T
    assert (u[0], u[-1]) == axes.get_xlim() == axes.get_ylim() == (-1, 1)
    np.testing.assert_allclose(v, MAGNIFIED[curve](u, 1 / times), atol=1e-9)
    np.testing.assert_array_equal(points(axes, POINTS), [(0, 0)])
    assert axes.get_aspect() == 1


@pytest.mark.parametrize("times", [1, 100, 1e6])
def test_the_window_lies_around_the_point(zoom_of_sin, times):
    axes, h = moved(zoom_of_sin, zoom=times), 1 / times
    u, v = only(lines(axes, CURVE)).get_xydata().T
    exact = 2 * np.cos(1 + h * u / 2) * np.sin(h * u / 2) / h  # (sin(1 + hu) − sin 1) / h
    np.testing.assert_allclose(v, exact, atol=1e-9)
    tangent = only(lines(axes, TANGENT))
    np.testing.assert_allclose([slope_of(tangent), height_at(tangent, 0)], [np.cos(1), 0], 1e-6)
    off = np.abs(exact - np.cos(1) * u).max()
    np.testing.assert_allclose(numbers(zoom_of_sin.readout), [times, h, off], rtol=0.01)


def test_only_where_there_is_a_slope_the_tangent_slopes(zoom):
    tangents = {name: lines(zoom.drawn(curve=name, zoom=100), TANGENT) for name in MAGNIFIED}
    assert not tangents["|x|"]
    assert not tangents["ReLU"]
    level = only(tangents["x²"])
    np.testing.assert_allclose([slope_of(level), height_at(level, 0)], [0, 0], atol=1e-9)
    np.testing.assert_array_equal(only(tangents["∛x"]).get_xydata(), [(0, 0), (0, 1)])  # upright


@pytest.mark.parametrize(("place", "h"), [(0, "1"), (3, "0.5"), (10, "0.1"), (60, "1e−06")])
def test_the_ticks_say_how_far_the_window_reaches(zoom_of_sin, place, h):
    axes = zoom_of_sin.drawn(zoom=zoom_of_sin.zoom.options[place][1])
    at = [(*text.get_position(), text.get_text()) for text in axes.texts]
    ticks = [(-1, f"−{h}"), (0, "0"), (1, f"+{h}")]
    assert [(x, text) for x, y, text in at if -1.1 < y < -1] == ticks
    assert [(y, text) for x, y, text in at if -1.1 < x < -1] == ticks
    assert [text.get_ha() for text in axes.texts if text.get_va() == "center"] == ["right"] * 3


def test_the_ticks_of_the_backdrop_are_not_seen(zoom_of_sin):
    axes = zoom_of_sin.drawn()
    for axis in (axes.xaxis, axes.yaxis):
        np.testing.assert_array_equal(axis.get_ticklocs(), [-1, 0, 1])
        assert {label.get_color() for label in axis.get_ticklabels()} == {"none"}


@pytest.mark.parametrize(("f", "second"), [(np.sin, 0), (np.exp, 1), (np.square, 2)])
def test_the_error_compared_with_h_tends_to_0(f, second):
    explorer = ZoomExplorer({"f": f})
    errors = []
    for explorer.zoom.value in (10, 100, 1000):
        says = explorer.readout.split("at most ")[1].split(" ·")[0].replace("−", "-")
        errors.append(float(says))
    if second:  # error / h = f″ h / 2
        np.testing.assert_allclose(errors, second / 2 * np.array([0.1, 0.01, 0.001]), rtol=0.06)
    else:
        assert errors[2] < 1e-6


def test_corners_stay_and_cube_roots_stand(zoom):
    said = {}
    for name in MAGNIFIED:
        moved(zoom, zoom=1e6, curve=name)
        said[name] = zoom.readout
    assert said["x²"] == "1,000,000×, h = 1e−06: the curve is off its tangent by at most 1e−06 · h."
    assert said["|x|"].endswith("the corner stays, with slopes −1 and 1.")
    assert said["ReLU"].endswith("the corner stays, with slopes 0 and 1.")
    assert said["∛x"].endswith("the curve becomes a vertical line, which has no slope.")


def test_a_vertical_curve_may_be_at_any_height_and_a_corner_on_any_slope():
    lifted = ZoomExplorer({"f": lambda x: np.cbrt(x) + 1 / 3})
    assert lifted.readout.endswith("the curve becomes a vertical line, which has no slope.")
    steep = ZoomExplorer({"f": lambda x: 1e6 * x + abs(x)})
    assert steep.readout.endswith("the corner stays, with slopes 999999 and 1e+06.")


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (np.sign, "no slope was found"),  # a jump is no vertical line
        (np.floor, "no slope was found"),
        (
            lambda x: np.where(x == 0, 0, x * np.sin(1 / np.where(x == 0, 1, x))),
            "no slope was found",
        ),
        (lambda x: abs(x) ** 0.5, "no slope was found"),
        (lambda x: np.where(x < 0, x**2, 0), "off its tangent by at most 1 · h"),
        (lambda x: x**2 - x**3, "off its tangent by at most 2 · h"),
    ],
)
def test_zoom_says_what_it_is(f, words):
    explorer = ZoomExplorer({"f": f})
    assert words in explorer.readout
    assert bool(lines(explorer.drawn(), TANGENT)) == ("tangent" in words)


def test_a_window_elsewhere_is_labeled_as_such():
    axes = ZoomExplorer({"f": np.square}, x=3).drawn()
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x − 3", "f(x) − f(3)")


@pytest.mark.parametrize("curves", [np.sin, {"f": 3}, ["x"]])
def test_zooms_that_cannot_be(curves):
    with pytest.raises(TypeError, match="curves must be a dict"):
        ZoomExplorer(curves)

import math

import numpy as np
import pytest
import sympy
from stock import check_frames

from d2lmini import BaseExplorer, TangentExplorer, WhichExplorer, ZoomExplorer
from d2lmini.calculus import sample

X = sympy.Symbol("x")
STOCK = {
    "tangent": TangentExplorer,
    "tangent of |x|": lambda: TangentExplorer(abs, (-2, 2)),
    "tangent of a scalar f": lambda: TangentExplorer(math.exp, (-2, 2)),
    "tangent with a hole": lambda: TangentExplorer(math.sqrt, (-1, 2)),
    "which": WhichExplorer,
    "which of its own slope": lambda: WhichExplorer(np.exp, (-2, 2)),
    "which of a scalar f": lambda: WhichExplorer(math.cos),
    "zoom": ZoomExplorer,
    "base": BaseExplorer,
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- tangent


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


def test_the_slope_is_drawn_up_to_the_point_only():
    explorer = TangentExplorer(np.sin, xlim=(0, 6), x=0)
    short = len(explorer.stage.frame["ink"])
    explorer.x.value = 6
    assert len(explorer.stage.frame["ink"]) > short + 1000


@pytest.mark.parametrize("xlim", [(-2, 2), (-1, 1), (-1.3, 2.1)])
def test_a_kink_is_said_not_drawn(xlim):
    explorer = TangentExplorer(abs, xlim)
    _, slopes = explorer.trace
    assert np.isnan(slopes).any()  # a gap, not a steep line
    assert set(np.round(slopes[np.isfinite(slopes)], 6)) == {-1, 1}
    explorer = TangentExplorer(abs, (-2, 2), x=0)
    assert "no slope was found" in explorer.readout
    assert "from the left −1, from the right 1" in explorer.readout


def test_the_slope_of_a_line_is_drawn_level():
    explorer = TangentExplorer(lambda x: 2 * x + 1)
    _, slopes = explorer.trace
    np.testing.assert_allclose(slopes, 2, atol=1e-6)
    bottom, top = explorer._layers.axes[1].get_ylim()
    assert top - bottom > 1


def test_a_peak_is_shown_and_a_pole_is_not():
    peak = TangentExplorer(lambda x: np.exp(-((50 * x) ** 2)), (-1, 1))
    assert peak._layers.axes[0].get_ylim()[1] > 1
    pole = TangentExplorer(lambda x: 1 / x**2, (-1, 1))
    assert pole._layers.axes[0].get_ylim()[1] < 10_000


def test_a_hole_in_the_domain_is_said():
    explorer = TangentExplorer(math.sqrt, (-1, 2), x=-1)
    assert explorer.readout == "x = −1: f is not defined here."


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"f": 3}, TypeError, "f must be a function"),
        ({"xlim": (1, 0)}, ValueError, "left end must be below"),
        ({"x": 9}, ValueError, "x = 9 must lie inside"),
    ],
)
def test_tangents_that_cannot_be(arguments, error, message):
    with pytest.raises(error, match=message):
        TangentExplorer(**arguments)


# --- which


@pytest.mark.parametrize("f", [np.sin, np.exp, lambda x: x**3 - 3 * x, lambda x: np.exp(-x)])
@pytest.mark.parametrize("answer", ["a", "b", "c", None])
def test_only_the_answer_agrees_everywhere(f, answer):
    explorer = WhichExplorer(f, xlim=(-2, 2), answer=answer)
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


def test_nothing_is_given_away_before_the_choice():
    explorer = WhichExplorer(np.sin)
    said = set()
    for _, x in explorer.x.options[::10]:
        explorer.x.value = x
        said.add((explorer.readout, explorer.stage.frame["ink"]))
    assert len(said) == 1


def test_the_places_of_the_chapter_differ():
    rounds = [(np.sin, (0, 6)), (lambda x: x**3 - 3 * x, (-2, 2)), (np.exp, (-2, 2))]
    places = set()
    for f, xlim in rounds:
        explorer = WhichExplorer(f, xlim)
        for name, curve in explorer.curves.items():
            x = xlim[0] + 0.3
            slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
            if np.isclose(sample(curve, [x])[0], slope, rtol=1e-3):
                places.add(name)
    assert len(places) > 1


@pytest.mark.parametrize("f", [lambda x: 1e-4 * np.sin(x), lambda x: np.sin(40 * x), np.cosh])
def test_agreement_is_judged_by_the_size_of_the_slope(f):
    explorer = WhichExplorer(f, xlim=(-2, 2), answer="b")
    ends = {}
    for choose in "abc":
        explorer.choose.value = choose
        said = []
        for _, x in explorer.x.options[1::4]:
            explorer.x.value = x
            said.append("They agree" in explorer.readout)
        ends[choose] = all(said)
    assert ends == {"a": False, "b": True, "c": False}


@pytest.mark.parametrize("f", [lambda x: 2 * x + 1, np.exp, lambda x: np.exp(-x), abs, np.sin])
def test_the_candidates_can_be_told_apart(f):
    explorer = WhichExplorer(f, xlim=(-2, 2))
    xs = np.linspace(-2, 2, 41)
    a, b, c = (sample(curve, xs) for curve in explorer.curves.values())
    for one, other in ((a, b), (b, c), (a, c)):
        assert np.nanmax(np.abs(one - other)) > 0.1 * explorer.scale


def test_a_constant_has_no_candidates():
    assert "f is constant here" in WhichExplorer(lambda x: 3 + 0 * x).readout


def test_answers_that_cannot_be():
    with pytest.raises(ValueError, match="'a', 'b' or 'c'"):
        WhichExplorer(np.sin, answer="d")


# --- zoom


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


def test_corners_stay_and_cube_roots_stand():
    explorer = ZoomExplorer()
    explorer.zoom.value = 1e6
    said = {}
    for _, name in explorer.curve.options:
        explorer.curve.value = name
        said[name] = explorer.readout
    assert said["x²"] == "1,000,000×, h = 1e−06: the curve is off its tangent by at most 1e−06 · h."
    assert said["|x|"].endswith("the corner stays, with slopes −1 and 1.")
    assert said["ReLU"].endswith("the corner stays, with slopes 0 and 1.")
    assert said["∛x"].endswith("the curve becomes a vertical line, which has no slope.")


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
    assert words in ZoomExplorer({"f": f}).readout


def test_a_window_elsewhere_is_labelled_as_such():
    axes = ZoomExplorer({"f": np.square}, x=3)._layers.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x − 3", "f(x) − f(3)")


@pytest.mark.parametrize("curves", [np.sin, {"f": 3}, ["x"]])
def test_zooms_that_cannot_be(curves):
    with pytest.raises(TypeError, match="curves must be a dict"):
        ZoomExplorer(curves)


# --- base


@pytest.mark.parametrize(("a", "slope"), [(2, "0.693"), (2.72, "1.001"), (3, "1.099")])
def test_the_slope_at_0_is_the_logarithm(a, slope):
    explorer = BaseExplorer()
    explorer.a.value = a
    assert explorer.readout == f"a = {a:.2f}: at 0 the curve of aˣ has slope {slope}."
    assert f"{math.log(a):.3f}" == slope

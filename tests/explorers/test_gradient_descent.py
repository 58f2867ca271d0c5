import functools
import math

import numpy as np
import pytest
from looking import (
    lines,
    only,
    points,
)
from matplotlib.lines import AxLine
from stock import check_frames

from d2lmini import (
    DescentCurveExplorer,
    DescentExplorer,
    DescentStepsExplorer,
)
from d2lmini.explorers.examples import LANDSCAPES
from d2lmini.style import CURVE, GUIDE, HOLE, POINTS, TANGENT

curves = functools.cache(DescentCurveExplorer)
descents = functools.cache(DescentExplorer)

STOCK = {
    **{name: lambda name=name: descents(name) for name in LANDSCAPES},
    "steps": DescentStepsExplorer,
    "steps that leave": lambda: DescentStepsExplorer(np.sqrt, 0.1, 1, (0, 1)),
    "steps from a kink": lambda: DescentStepsExplorer(abs, 0),
    "curve": curves,
    "curve of a scalar f": lambda: DescentCurveExplorer(math.cosh, (-2, 2)),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


WALK = {**TANGENT, "marker": "."}
DOWNHILL = {
    "bowl": lambda x, y: (2 * x, 2 * y),
    "valley": lambda x, y: (x, 10 * y),
    "saddle": lambda x, y: (2 * x, -2 * y),
    "rosenbrock": lambda x, y: (2 * (x - 1) - 400 * x * (y - x**2), 200 * (y - x**2)),
}


def walk(slopes, start, rate):
    """x − η f′(x), fifty times, by the rule for f′: shape (51, n)."""
    path = [np.array(start, float)]
    for _ in range(50):
        path.append(path[-1] - rate * np.array(slopes(*path[-1])))
    return np.array(path)


def check_walk(drawn, path):
    """The walk is drawn until it has left the picture, its first steps as dots."""
    line = only(lines(drawn, WALK))
    seen = line.get_xydata()
    np.testing.assert_allclose(seen, path[: len(seen)], rtol=1e-5, atol=1e-6)
    (left, right), (bottom, top) = drawn.get_xlim(), drawn.get_ylim()
    (x, y) = seen[-1]
    assert len(seen) == 51 or not (left < x < right and bottom < y < top)
    assert line.get_markevery() == slice(0, 13)
    np.testing.assert_allclose(points(drawn, POINTS), path[:1])


def check_heights(drawn, heights, scale):
    """The heights are drawn step by step; what is out of sight goes out on its side."""
    steps, seen = points(drawn, TANGENT).T
    np.testing.assert_array_equal(steps, range(len(steps)))
    bottom, top = drawn.get_ylim()
    heights = heights[: len(steps)]
    inside = (bottom < heights) & (heights < top)
    np.testing.assert_allclose(seen[inside], heights[inside], rtol=1e-4)
    assert (seen[heights > top] > top).all()
    assert (seen[heights < bottom] < bottom).all()
    assert len(steps) == 51 or not inside[-1]
    assert inside[:2].any()
    assert drawn.get_yscale() == scale


@pytest.mark.parametrize(
    ("name", "x", "y", "rate"),
    [
        ("bowl", 3, 2, 0.25),
        ("bowl", -1, 2, 1.1),
        ("valley", 3, 1, 0.02),
        ("valley", -2, 1, 0.19),
        ("valley", 3, -1, 0.21),
        ("saddle", 3, 0, 0.1),
        ("saddle", -3, 1, 0.1),
        ("rosenbrock", -1, 1.25, 0.0005),
        ("rosenbrock", -1.5, -0.75, 0.003),
    ],
)
def test_each_step_on_a_map_goes_against_the_gradient(name, x, y, rate):
    picture, f = descents(name).drawn(x=x, y=y, rate=rate), LANDSCAPES[name][0]
    with np.errstate(all="ignore"):
        path = walk(DOWNHILL[name], (x, y), rate)
        heights = f(*path.T)
    check_walk(picture["map"], path)
    check_heights(picture["values"], heights, "linear" if name == "saddle" else "log")


RATES = (0.05, 0.1, 0.6, 1, 1.1)


def double_well(x):
    return x**4 - 2 * x**2 + x / 4


@pytest.mark.parametrize(
    ("f", "slope", "x", "rate", "scale"),
    [
        (np.square, lambda x: 2 * x, -3, 0.1, "log"),
        (np.square, lambda x: 2 * x, 2.5, 0.6, "log"),
        (np.square, lambda x: 2 * x, -3, 1, "log"),
        (np.square, lambda x: 2 * x, 0.5, 1.1, "log"),
        (double_well, lambda x: 4 * x**3 - 4 * x + 1 / 4, 1.5, 0.05, "linear"),
        (double_well, lambda x: 4 * x**3 - 4 * x + 1 / 4, -1.5, 0.1, "linear"),
    ],
)
def test_each_step_on_a_curve_goes_against_the_slope(f, slope, x, rate, scale):
    picture = curves(f, rates=RATES).drawn(x=x, rate=rate)
    (xs,) = walk(lambda x: [slope(x)], [x], rate).T
    check_walk(picture["curve"], np.array([xs, f(xs)]).T)
    check_heights(picture["values"], f(xs), scale)
    xs, ys = points(picture["curve"], CURVE).T
    np.testing.assert_allclose(ys, f(xs))
    assert tuple(xs[[0, -1]]) == picture["curve"].get_xlim()


def test_where_f_is_not_defined_no_walk_starts():
    for explorer, name in (
        (curves(np.log), "curve"),
        (descents(lambda x, y: math.log(x) + y), "map"),
    ):
        assert explorer.readout.startswith("f is not defined at ")
        picture = explorer.drawn()
        assert not lines(picture[name], WALK)
        assert not lines(picture[name], POINTS)
        assert not picture["values"].lines


@pytest.mark.parametrize(
    ("name", "x", "y", "rate", "words"),
    [
        ("bowl", 3, 2, 0.25, "settles: ηλ = 0.5, 0.5"),
        ("bowl", 3, 2, 1.0, "swings: ηλ = 2, 2"),
        ("bowl", 3, 2, 1.1, "diverges: ηλ = 2.2, 2.2"),
        ("valley", 3, 1, 0.02, "settles: ηλ = 0.2, 0.02"),
        ("valley", 3, 1, 0.19, "zigzags: ηλ = 1.9, 0.19"),
        ("valley", 3, 1, 0.21, "diverges: ηλ = 2.1, 0.21"),
        ("saddle", 3, 0, 0.1, "stuck at a saddle"),
        ("saddle", 3, 1, 0.1, "runs off"),
        ("rosenbrock", -1, 1.25, 0.0005, "on its way, with f = 4.3142 after 50 steps"),
        ("rosenbrock", -1.5, -0.75, 0.003, "diverges"),
    ],
)
def test_the_words_of_the_landscapes(name, x, y, rate, words):
    explorer = descents(name)
    explorer.x.value, explorer.y.value, explorer.rate.value = x, y, rate
    assert explorer.readout.startswith(f"From ({x}, {y}) with η = {rate:g}: ".replace("-", "−"))
    assert words in explorer.readout


def test_a_loss_with_names_of_its_own():
    explorer = DescentExplorer(lambda w, b: (w - 1) ** 2 + b**2, labels=("w", "b"))
    explorer.w.value, explorer.b.value, explorer.rate.value = 2, 2, 0.5
    assert explorer.readout.startswith("From (2, 2) with η = 0.5: settles: ηλ = 1, 1")
    flat = explorer.drawn()["map"]
    assert (flat.get_xlabel(), flat.get_ylabel()) == ("w", "b")


@pytest.mark.parametrize(
    ("rate", "words", "factor"),
    [
        (0.1, "settles: ηλ = 0.2.", "0.8."),
        (0.6, "alternates: ηλ = 1.2.", "−0.2. A minus means: from side to side."),
        (1, "swings: ηλ = 2.", "−1. A minus means: from side to side."),
        (1.1, "diverges: ηλ = 2.2.", "−1.2. A minus means: from side to side."),
    ],
)
def test_the_words_on_a_curve(rate, words, factor):
    explorer = curves()
    explorer.x.value, explorer.rate.value = -3, rate
    assert explorer.readout == (
        f"From −3 with η = {rate:g}: {words} Each step multiplies the coordinate, counted "
        f"from where the slope is 0, by 1 − ηλ = {factor}"
    )


def test_the_saddle_has_its_rates_wherever_one_starts():
    explorer = descents("saddle")
    for _, x in explorer.x.options:
        for _, y in explorer.y.options:
            explorer.x.value, explorer.y.value, explorer.rate.value = x, y, 0.1
            wanted = "runs off" if y else "stuck at a saddle"
            assert f"η = 0.1: {wanted}: ηλ = " in explorer.readout


def test_a_walk_starts_where_it_is_told():
    explorer = DescentExplorer("saddle", start=(-2.9, 0.1))
    assert explorer.readout.startswith("From (−2.9, 0.1) with η = 0.01: runs off")


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: DescentExplorer("hill"), ValueError, "'rosenbrock'"),
        (lambda: DescentExplorer(rates=[0.1, -1]), ValueError, "a learning rate must be positive"),
        (lambda: DescentExplorer(rates=[]), ValueError, "rates holds no learning rate"),
        (lambda: DescentExplorer(labels=("x", "x")), ValueError, "two different names"),
        (lambda: DescentExplorer(labels=("rate", "x")), ValueError, "none of them rate"),
        (lambda: DescentExplorer(xlim=0), ValueError, "xlim"),
        (lambda: DescentCurveExplorer(3), TypeError, "f must be a function"),
    ],
)
def test_what_is_wrong_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize("unit", [1e-9, 1, 1e9])
@pytest.mark.parametrize("rate", [0.1, 0.9, 1.1])
def test_a_step_goes_by_the_tangent_where_it_starts(unit, rate):
    explorer = DescentStepsExplorer(
        lambda x: x**2 / unit, -3 * unit, rate * unit, (-4 * unit, 4 * unit), steps=3
    )
    path = [-3 * unit * (1 - 2 * rate) ** k for k in range(4)]
    for step in (1, 2, 3):
        axes = explorer.drawn(step=step)
        old, new = path[step - 1 : step + 1]
        high, low = old**2 / unit, new**2 / unit
        np.testing.assert_allclose(points(axes, HOLE), [(old, high)], rtol=1e-9)
        np.testing.assert_allclose(points(axes, POINTS), [(new, low)], rtol=1e-9)
        np.testing.assert_allclose(points(axes, GUIDE), [(old, high), (new, high), (new, low)])
        (tangent,) = (line for line in axes.lines if isinstance(line, AxLine))
        assert tangent.get_xy1() == pytest.approx((old, high))
        assert tangent.get_slope() == pytest.approx(2 * old / unit)


def test_each_step_is_written_out():
    explorer = DescentStepsExplorer(np.square, start=-3, rate=0.9)
    assert explorer.readout == "The walk starts at −3."
    explorer.step.value = 2
    assert explorer.readout == (
        "Step 2: at 2.4 the slope is 4.8, so x goes to 2.4 − 0.9 · (4.8) = −1.92."
    )


STILL = (
    "Step 1: at 0 no slope was found; small steps to both sides give 0, so x goes to "
    "0 − 0.1 · (0) = 0."
)


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e12])
@pytest.mark.parametrize("f", [np.cosh, lambda x: 1 - np.cos(x)])
def test_close_to_the_minimum_a_smooth_curve_still_has_a_slope_in_any_unit(f, unit):
    explorer = DescentStepsExplorer(lambda x: unit * f(x), 1, 0.9 / unit)
    for explorer.step.value in range(1, 13):
        assert "the slope is " in explorer.readout


@pytest.mark.parametrize(
    ("explorer", "step", "says"),
    [
        (DescentStepsExplorer(np.sqrt, 0.1, 1, (0, 1)), 1, "= −1.4811. f is not defined there."),
        (DescentStepsExplorer(np.sqrt, 0.1, 1, (0, 1)), 2, "The walk has ended with step 1: "),
        (DescentStepsExplorer(abs, 0), 1, STILL),
    ],
)
def test_a_walk_that_cannot_go_on_says_why(explorer, step, says):
    explorer.step.value = step
    assert says in explorer.readout


def test_steps_that_cannot_be_taken_are_refused():
    with pytest.raises(ValueError, match=r"start = 5 must lie between −3\.3 and 3\.3"):
        DescentStepsExplorer(start=5)
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        DescentStepsExplorer(steps=0)
    with pytest.raises(ValueError, match="a learning rate must be positive, got −1"):
        DescentStepsExplorer(rate=-1)

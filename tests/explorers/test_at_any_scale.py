"""What explorers say at every setting, of functions that are not of order one, against sympy."""

import functools
import math

import numpy as np
import pytest
import sympy
from expressions import X
from looking import numbers
from scales import ALL

from d2lmini import (
    AreaSoFarExplorer,
    DescentCurveExplorer,
    LimitGame,
    NudgeExplorer,
    RiemannSumsExplorer,
    SecantExplorer,
    StationaryPointsExplorer,
    TangentExplorer,
    WhichDerivativeExplorer,
    ZoomExplorer,
)

E = sympy.exp
# A formula, and the part of it that is shown.
SHOWN = {
    "decay": (5 * E(-1000 * X), (0, 1e-2)),
    "peak": (X * E(-(10**6) * X), (1e-8, 5e-6)),
    "wave, far away": (sympy.sin(X), (1e6, 1e6 + 5)),
    "fast wave": (sympy.cos(10**6 * X) / 10**8, (0, 7e-6)),
    "pole beside": (1 / (X - sympy.Rational(3, 10)), (0.31, 0.6)),
    "power": (X**300, (0.98, 1.01)),
    "growth": (E(300 * X), (0.4, 0.5)),
    "in nanometers": (10**8 * sympy.sqrt(1 + (10**9 * X) ** 2), (-2e-9, 3e-9)),
    "in light years": (sympy.log(1 + (X / 10**9) ** 2) / 10**8, (-2e9, 3e9)),
    "high up": (10**6 + X**2 / 1000, (-1, 1.5)),
}


@functools.cache
def exact(name, order=0):
    formula = SHOWN[name][0]
    return sympy.lambdify(X, sympy.diff(formula, X, order), "numpy")


NAMES = list(SHOWN) if ALL else list(SHOWN)[::3]


def settings(control):
    return [value for _, value in control.options]


def some(control):
    """Every third setting of a control, the last included; all, if all tests are wanted."""
    return settings(control) if ALL else settings(control)[::-3][::-1]


def agrees(shown, truth, size=0.0):
    """To five digits, or where two large numbers cancel, to so many of those."""
    return abs(shown - truth) <= 0.6e-4 * abs(truth) + 1e-6 * size


@pytest.mark.parametrize("name", NAMES)
def test_the_tangent(name):
    f, slope = exact(name), exact(name, 1)
    explorer = TangentExplorer(f, SHOWN[name][1])
    steepest = max(abs(slope(float(x))) for x in some(explorer.x))
    for x in some(explorer.x):
        explorer.x.value = x
        said = explorer.readout
        assert "slope" in said, said
        assert "no slope was found" not in said, said
        shown = numbers(said.split("The tangent")[0])
        assert agrees(shown[0], x), said
        assert agrees(shown[1], f(x)), said
        assert agrees(shown[2], slope(x), 1e-4 * steepest), said


@pytest.mark.parametrize("name", NAMES)
def test_which_curve_is_the_slope(name):
    slope = exact(name, 1)
    explorer = WhichDerivativeExplorer(exact(name), SHOWN[name][1], answer="b")
    wrong = {"a": 0, "c": 0}
    for choose in "abc":
        explorer.choose.value = choose
        for x in some(explorer.x):
            explorer.x.value = x
            said = explorer.readout
            assert "no slope of f was found" not in said, said
            if choose == "b":
                assert "They agree" in said, said
                shown = numbers(said)[1]
                assert abs(shown - slope(x)) <= 6e-3 * abs(slope(x)), said
            else:
                wrong[choose] += "cannot be" in said
    assert min(wrong.values()) > 12


@pytest.mark.parametrize("name", NAMES)
def test_the_secants(name):
    f, (a, b) = exact(name), SHOWN[name][1]
    x = a + 0.37 * (b - a)
    explorer = SecantExplorer(f, x, (a, b))
    explorer.reveal.value = "tangent"
    for h in some(explorer.h):
        for side, sign in (("right", 1), ("left", -1)):
            explorer.h.value, explorer.side.value = h, side
            said = explorer.readout
            shown = numbers(said.split("Both sides")[0])[1]
            end = x + sign * h
            rounding = 8 * np.finfo(float).eps * (abs(f(x)) + abs(x * exact(name, 1)(x))) / h
            truth = (f(end) - f(x)) / (end - x)
            assert abs(shown - truth) <= max(1e-5 * abs(truth), 0.51e-5) + rounding, said
            assert agrees(numbers(said.split("Both sides tend to ")[1])[0], exact(name, 1)(x)), said


@pytest.mark.parametrize("name", NAMES)
def test_stationary_points(name):
    f, slope, bend = (exact(name, order) for order in range(3))
    a, b = SHOWN[name][1]
    explorer = StationaryPointsExplorer(f, (a, b))
    xs = np.linspace(a, b, 20_002)[1:-1]
    turns = xs[:-1][slope(xs[:-1]) * slope(xs[1:]) < 0]
    inside = [x for x, c in explorer.found.items() if c.reason != "end"]
    np.testing.assert_allclose(inside, turns, atol=(b - a) / 9000)
    steepest = np.abs(slope(xs)).max()
    for x in some(explorer.x):
        explorer.x.value = x
        said = explorer.readout
        if x in inside:
            word = "a minimum" if bend(x) > 0 else "a maximum"
            assert said.count(word) == 2, said
        elif x not in (a, b):
            shown = numbers(said.replace("f′", "f"))
            assert abs(shown[2] - slope(x)) <= 6e-4 * abs(slope(x)) + 1e-9 * steepest, said
            assert ("rises" if slope(x) > 0 else "falls") in said, said


@pytest.mark.parametrize("name", NAMES)
def test_the_area(name):
    f, (a, b) = exact(name), SHOWN[name][1]
    nodes, weights = np.polynomial.legendre.leggauss(40)
    explorer = AreaSoFarExplorer(f, (a, b))
    for x in some(explorer.x)[1:]:
        explorer.x.value = x
        edges = np.linspace(a, x, 21)
        half = np.diff(edges)[:, None] / 2
        heights = f(edges[:-1, None] + half * (nodes + 1)) + 0 * half
        area, size = ((half * weights * v).sum() for v in (heights, np.abs(heights)))
        shown = numbers(explorer.readout)
        assert agrees(shown[1], area, 1e-5 * size), explorer.readout
    sums = RiemannSumsExplorer(f, (a, b))
    for n in some(sums.n):
        sums.n.value = n
        said = sums.readout
        total = (b - a) / n * f(np.linspace(a, b, n + 1)[:-1]).sum()
        if "no error" not in said:
            off = abs(total - area)
            assert abs(numbers(said)[2] - off) <= 1e-3 * off + 2e-9 * size, said


@pytest.mark.parametrize("name", NAMES)
def test_the_zoom(name):
    f, (a, b) = exact(name), SHOWN[name][1]
    x = a + 0.6 * (b - a)
    explorer = ZoomExplorer({name: f}, x)
    for zoom in some(explorer.zoom):
        explorer.zoom.value = zoom
        said = explorer.readout
        assert "no slope was found" not in said, said
        assert "inf" not in said, said


def test_the_start_that_was_asked_for_is_exact():
    said = TangentExplorer(lambda x: x**3 - 1 / x, xlim=(0.1, 3), x=1).readout
    assert said == "x = 1: f(x) = 0, slope 4. The tangent is y = 4x − 4."
    assert TangentExplorer(np.exp, (0, 2), x=1 / 3).x.value == 1 / 3


@pytest.mark.parametrize(
    "f", [np.log, lambda x: 1 / x, lambda x: np.log(np.abs(x)), np.floor, np.tan]
)
def test_which_with_poles_and_jumps(f):
    with np.errstate(all="ignore"):
        said = WhichDerivativeExplorer(f, (-1, 3)).readout
    assert "OverflowError" not in said
    assert "constant" not in said


def test_both_sides_of_a_secant_are_told():
    explorer = SecantExplorer(np.log, x=1)
    explorer.side.value = "both"
    assert explorer.readout == (
        f"h = 1: slope {math.log(2):.5f} to the right; to the left f is not defined."
    )


@pytest.mark.parametrize("a", [1e-9, 1, 1e9])
@pytest.mark.parametrize("b", [1e-8, 1, 1e8])
def test_settings_fit_the_function(a, b):
    walk = DescentCurveExplorer(lambda x: b * (x / a) ** 2, (-3 * a, 3 * a))
    *_, fastest = settings(walk.rate)
    assert 1 < fastest * 2 * b / a**2 <= 2.2 * (1 + 1e-9)  # ηλ
    nudge = NudgeExplorer(lambda x: (x / a) ** 2, lambda u: b * u, (0, 2 * a))
    assert math.isclose(settings(nudge.dx)[0], 0.5 * a)
    secant = SecantExplorer(lambda x: b * np.exp(x / a), 0)
    assert 0.005 * a <= settings(secant.h)[0] <= 2 * a
    game = LimitGame(lambda x: b * np.exp(x / a), 0, b)
    assert 0.001 * a <= settings(game.delta)[0] <= 4 * a
    assert 0.005 * b <= settings(game.epsilon)[0] <= 5 * b or b == 1

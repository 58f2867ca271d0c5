import math

import numpy as np
import pytest
from stock import check_frames

from d2lmini import (
    DescentCurveExplorer,
    DescentExplorer,
    GradientExplorer,
    SubderivativeExplorer,
)
from d2lmini.explorers.gradients import LANDSCAPES


def not_differentiable(x, y):
    return x**2 * y / (x**2 + y**2) if x or y else 0.0


STOCK = {
    "gradient": GradientExplorer,
    "gradient of half a plane": lambda: GradientExplorer(lambda x, y: math.log(x) + y),
    **{name: lambda name=name: DescentExplorer(name) for name in LANDSCAPES},
    "curve": DescentCurveExplorer,
    "curve of a scalar f": lambda: DescentCurveExplorer(math.cosh, (-2, 2)),
    "subderivative": SubderivativeExplorer,
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- gradient


@pytest.mark.parametrize(("x", "y", "angle"), [(1, 2, 45), (-2, 1, 270), (2, 0, 0)])
def test_the_slope_is_the_dot_product(x, y, angle):
    explorer = GradientExplorer(lambda x, y: x**2 + 2 * y**2)
    explorer.x.value, explorer.y.value, explorer.angle.value = x, y, angle
    hidden = explorer.readout
    u = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    slope = float(hidden.replace("−", "-").split("slope is ")[1].rstrip("."))
    assert math.isclose(slope, 2 * x * u[0] + 4 * y * u[1], abs_tol=1e-3)
    assert "∇f" not in hidden
    explorer.reveal.value = "gradient"
    shown = f"∇f = ({2 * x}, {4 * y})".replace("-", "−")
    assert shown in explorer.readout


def test_a_bottom_a_kink_and_a_place_without_a_tangent_plane_are_said():
    bottom = GradientExplorer()
    bottom.x.value, bottom.y.value, bottom.reveal.value = 0, 0, "gradient"
    assert bottom.readout.endswith("the slope is 0, as in every direction: ∇f = (0, 0).")
    cone = GradientExplorer(lambda x, y: math.hypot(x, y))
    cone.x.value, cone.y.value, cone.reveal.value = 0, 0, "gradient"
    assert cone.readout == "At (0, 0), at 0°, there is a kink. No gradient was found."
    odd = GradientExplorer(not_differentiable)
    odd.x.value, odd.y.value, odd.angle.value, odd.reveal.value = 0, 0, 45, "gradient"
    assert "the slope is 0.35355, but ∇f·u = 0" in odd.readout
    assert odd.readout.endswith("f is not differentiable here.")
    odd.angle.value = 0
    assert odd.readout.endswith("= ∇f·u with ∇f = (0, 0); not so in all directions: turn u.")


# --- descent


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
    explorer = DescentExplorer(name)
    explorer.x.value, explorer.y.value, explorer.rate.value = x, y, rate
    assert explorer.readout.startswith(f"From ({x}, {y}) with η = {rate:g}: ".replace("-", "−"))
    assert words in explorer.readout


def test_a_loss_with_names_of_its_own():
    explorer = DescentExplorer(lambda w, b: (w - 1) ** 2 + b**2, labels=("w", "b"))
    explorer.w.value, explorer.b.value, explorer.rate.value = 2, 2, 0.5
    assert explorer.readout.startswith("From (2, 2) with η = 0.5: settles: ηλ = 1, 1")


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.1, "settles: ηλ = 0.2, so each step multiplies the distance by 0.8."),
        (0.6, "alternates: ηλ = 1.2, so each step multiplies the distance by −0.2."),
        (1, "swings: ηλ = 2, so each step multiplies the distance by −1."),
        (1.1, "diverges: ηλ = 2.2, so each step multiplies the distance by −1.2."),
    ],
)
def test_the_words_on_a_curve(rate, words):
    explorer = DescentCurveExplorer()
    explorer.rate.value = rate
    assert explorer.readout == f"From −3 with η = {rate:g}: {words}"


def test_where_f_is_not_defined_no_walk_starts():
    assert DescentCurveExplorer(np.log).readout.startswith("f is not defined at −3")
    assert DescentExplorer(lambda x, y: math.log(x) + y).readout.startswith("f is not defined at (")


def test_a_walk_starts_where_it_is_told():
    explorer = DescentExplorer("saddle", start=(-2.9, 0.1))
    assert explorer.readout.startswith("From (−3, 0) with η = 0.01: stuck at a saddle")


# --- subderivative


@pytest.mark.parametrize(
    ("curve", "x", "lowest", "highest"),
    [("|x|", 0, -1, 1), ("|x|", 1, 1, 1), ("ReLU", 0, 0, 1), ("ReLU", -1, 0, 0), ("x²", 1, 2, 2)],
)
def test_exactly_the_subderivatives_stay_under_the_curve(curve, x, lowest, highest):
    explorer = SubderivativeExplorer()
    explorer.curve.value, explorer.x.value = curve, x
    for _, slope in explorer.slope.options:
        explorer.slope.value = slope
        assert ("is a subderivative" in explorer.readout) == (lowest <= slope <= highest), slope


def test_a_curve_that_is_nearly_a_corner_has_one_subderivative_all_the_same():
    explorer = SubderivativeExplorer(
        {"steep": lambda x: 1000 * x**2, "log": lambda x: -math.log(x)}
    )
    explorer.slope.value = 1
    assert explorer.readout.endswith("no subderivative.")
    explorer.curve.value = "log"
    assert explorer.readout == "log is not defined at 0."


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: GradientExplorer(3), TypeError, "f must be a function"),
        (lambda: GradientExplorer(lambda x, y, z: x), ValueError, "f takes 3 numbers"),
        (lambda: GradientExplorer(xlim=(1, 0)), ValueError, "xlim"),
        (lambda: DescentExplorer("hill"), ValueError, "'rosenbrock'"),
        (lambda: DescentExplorer(rates=[0.1, -1]), ValueError, "rates must be positive"),
        (lambda: DescentExplorer(rates=[]), ValueError, "rates must be positive"),
        (lambda: DescentExplorer(labels=("x", "x")), ValueError, "two different names"),
        (lambda: DescentExplorer(labels=("rate", "x")), ValueError, "none of them rate"),
        (lambda: DescentExplorer(xlim=0), ValueError, "xlim"),
        (lambda: DescentCurveExplorer(3), TypeError, "f must be a function"),
        (lambda: SubderivativeExplorer([abs]), TypeError, "curves must be a dict"),
    ],
)
def test_what_is_wrong_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make()

import functools
import math

import numpy as np
import pytest
import torch
from looking import height_at, lines, moved, numbers, only, points, slope_of, upright
from stock import check_frames

from d2lmini import AutogradCompareExplorer
from d2lmini.explorers.autograd_in_depth import LEAST, PRECISIONS, STEPS
from d2lmini.style import CURVE, ESTIMATE, GUIDE, POINTS, TANGENT

close = functools.partial(pytest.approx, rel=1e-9, abs=0)  # for numbers that may be tiny
LOOKS = {"point": POINTS, "estimate": ESTIMATE, "tangent": TANGENT, "guide": GUIDE}


@pytest.fixture(scope="module")
def exp():
    return AutogradCompareExplorer()


@pytest.fixture(scope="module")
def square():
    return AutogradCompareExplorer(lambda x: x**2, (-1, 3))


def quotient(f, x, h, difference="forward", precision="float64"):
    """The difference quotient, step by step in the arithmetic of a precision."""
    x = torch.tensor(x, dtype=PRECISIONS[precision])
    if difference == "forward":
        return ((f(x + h) - f(x)) / h).item()
    return ((f(x + h) - f(x - h)) / (2 * h)).item()


def shown(axes):
    """What is drawn on each of the axes, besides f."""
    return {
        name: {look for look, style in LOOKS.items() if lines(one, style)}
        for name, one in axes.items()
    }


def test_no_setting_fails_and_all_fit_the_budget(exp):
    check_frames(exp)


# --- the curve


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("difference", ["forward", "central"])
def test_the_lines_at_the_point_have_the_two_slopes(exp, difference, precision):
    for x in (-1.0, 1.0, 2.0):
        for h in (1.0, 0.1, 1e-3, 1e-16):
            look = {"x": x, "h": h, "difference": difference, "precision": precision}
            curve = exp.drawn(**look)["curve"]
            assert only(points(curve, POINTS)) == pytest.approx((x, math.exp(x)))
            estimate, tangent = only(lines(curve, ESTIMATE)), only(lines(curve, TANGENT))
            assert height_at(estimate, x) == height_at(tangent, x) == pytest.approx(math.exp(x))
            assert slope_of(estimate) == quotient(torch.exp, x, h, difference, precision)
            torchs = torch.tensor(x, dtype=PRECISIONS[precision]).exp().item()
            assert slope_of(tangent) == pytest.approx(torchs, rel=1e-12)
    assert slope_of(estimate) == 0  # from x + h = x


def test_the_curve_is_that_of_f(exp):
    axes = exp.drawn()["curve"]
    curve = only(lines(axes, CURVE))
    np.testing.assert_allclose(curve.get_ydata(), np.exp(curve.get_xdata()))
    assert tuple(curve.get_xdata()[[0, -1]]) == axes.get_xlim() == (-1, 3)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x", "f(x)")


# --- the errors


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("difference", ["forward", "central"])
def test_the_errors_are_those_of_the_quotients(exp, difference, precision):
    for x in (0.0, 2.0):
        slope = math.exp(x)
        off = abs(torch.tensor(x, dtype=PRECISIONS[precision]).exp().item() - slope)
        for h in (1.0, 1e-4, 1e-12):
            look = {"x": x, "h": h, "difference": difference, "precision": precision}
            errors = exp.drawn(**look)["errors"]
            steps, drawn = only(lines(errors, ESTIMATE)).get_data()
            wanted = [abs(quotient(torch.exp, x, s, difference, precision) - slope) for s in steps]
            np.testing.assert_allclose(drawn, np.maximum(wanted, LEAST), atol=1e-15)
            np.testing.assert_allclose(steps[:-1] / steps[1:], 10**0.2)
            now = only(points(errors, POINTS))
            assert now == close((h, drawn[-1]))
            assert upright(only(lines(errors, GUIDE))) == h
            level = only(lines(errors, TANGENT)).get_ydata()
            np.testing.assert_allclose(level, max(off, LEAST), atol=1e-15)


@pytest.mark.parametrize("h", STEPS)
def test_the_curve_unfolds_from_1_to_h(exp, h):
    errors = exp.drawn(x=1.0, h=h, difference="forward", precision="float64")["errors"]
    unfolded = points(errors, ESTIMATE)
    assert unfolded[0] == close((1, math.exp(2) - 2 * math.e))
    assert unfolded[-1] == close(only(points(errors, POINTS)))


def test_small_h_is_at_the_right_and_every_error_is_in_sight(exp, square):
    for explorer, difference in ((exp, "forward"), (square, "central")):
        errors = explorer.drawn(x=1.0, h=1e-16, difference=difference)["errors"]
        assert errors.get_xscale() == errors.get_yscale() == "log"
        assert (errors.get_xlabel(), errors.get_ylabel()) == ("h", "error of the slope")
        (left, right), (bottom, top) = errors.get_xlim(), errors.get_ylim()
        assert left > 1 > 1e-16 > right
        assert bottom < points(errors, ESTIMATE)[:, 1].min()
        assert points(errors, ESTIMATE)[:, 1].max() < top


def test_the_error_turns_where_theory_says(exp):
    """Near the square root of the machine epsilon, or its cube root for the central difference."""
    for precision, epsilon in (("float64", 2.2e-16), ("float32", 1.2e-7)):
        for difference, root in (("forward", 1 / 2), ("central", 1 / 3)):
            axes = exp.drawn(x=1.0, h=1e-16, difference=difference, precision=precision)
            steps, errors = points(axes["errors"], ESTIMATE).T
            around = [errors[k : k + 7].max() for k in range(len(errors) - 6)]  # no lucky hit
            best = math.log10(steps[3 + np.argmin(around)])
            assert abs(best - root * math.log10(epsilon)) < 1


def test_no_error_at_all_is_drawn_at_the_bottom(square):
    errors = square.drawn(x=1.0, h=1.0, difference="central")["errors"]
    assert only(points(errors, POINTS)) == close((1, LEAST))
    assert only(lines(errors, TANGENT)).get_ydata() == [LEAST, LEAST]


# --- the words


@pytest.mark.parametrize("h", [1, 1e-3, 1e-8])
@pytest.mark.parametrize("difference", ["forward", "central"])
def test_the_numbers_are_right(exp, difference, h):
    moved(exp, x=1, difference=difference, h=h)
    x, said_h, found, off, autograd, torchs = numbers(exp.readout)
    expected = quotient(torch.exp, 1.0, h, difference)
    assert (x, said_h) == (1, h)
    assert math.isclose(found, expected, rel_tol=1e-9)
    assert math.isclose(off, abs(expected - math.e), rel_tol=0.6)
    assert math.isclose(autograd, math.e, rel_tol=1e-9)
    assert torchs < 1e-15


def test_the_central_difference_of_a_parabola_has_no_error_but_rounding(square):
    for h in (1, 0.1, 0.01):
        moved(square, difference="central", h=h)
        assert numbers(square.readout)[3] < 1e-13


# --- where a slope cannot be


def test_at_a_kink_there_is_no_tangent_and_no_error():
    explorer = AutogradCompareExplorer(torch.relu, (-1, 1))
    axes = moved(explorer, x=0)
    assert shown(axes) == {"curve": {"point", "estimate"}, "errors": {"guide"}}
    assert slope_of(only(lines(axes["curve"], ESTIMATE))) == pytest.approx(1)
    assert explorer.readout.startswith("At 0, h = 1: numerical 1. The samples suggest no limit:")
    assert explorer.readout.endswith(
        "from the left 0, from the right 1. Autograd: 0 (what torch picks there)."
    )


@pytest.mark.parametrize(
    ("f", "x", "said"),
    [
        (torch.asin, -1, "from the right +∞. Autograd: inf."),
        (lambda x: x.detach() * x, 0.6, "numerical 2.2. Autograd: 0.6 (this or the"),
        (lambda x: round(x) * x, 0.6, "numerical 2.6. Autograd: not possible: f calls round on"),
        (lambda x: torch.acos(-x) * torch.sqrt(1 - x**2), -1, "Autograd: on its way back"),
    ],
)
def test_without_a_measure_there_is_no_error_and_without_a_slope_no_tangent(f, x, said):
    explorer = AutogradCompareExplorer(f, (-1, 1) if x == -1 else (-1.2, 1.2))
    axes = moved(explorer, x=x, h=1.0)
    assert "tangent" not in shown(axes)["curve"]
    assert said in explorer.readout


def test_an_f_of_plain_numbers_is_not_asked_in_float32():
    explorer = AutogradCompareExplorer(lambda x: round(x) * x, (-1.2, 1.2))
    curve = moved(explorer, x=0.6, precision="float32")["curve"]
    assert tuple(only(points(curve, POINTS))) == (0.6, 0.6)
    assert explorer.readout == "At 0.6: f is not asked in float32, it takes float64 only."
    assert shown(moved(explorer, precision="float64"))["curve"] == {"point", "estimate"}


def test_outside_its_domain_f_has_no_point_and_no_lines():
    explorer = AutogradCompareExplorer(torch.sqrt, (-1, 1.5))
    assert shown(moved(explorer, x=-1)) == {"curve": set(), "errors": {"guide"}}
    assert explorer.readout == "f is not defined at −1."


def test_beside_a_pole_there_is_the_point_alone():
    explorer = AutogradCompareExplorer(lambda x: 1 / x, (0.5, 2.5))
    axes = moved(explorer, x=1, h=1, difference="central")
    assert shown(axes) == {"curve": {"point"}, "errors": {"guide"}}
    assert explorer.readout == "At 1, h = 1: so far from x, f is not defined."


def test_where_torch_cannot_follow_there_is_no_tangent():
    explorer = AutogradCompareExplorer(np.sin, (0.5, 2.5))
    axes = explorer.drawn(x=1.0, h=0.1)
    assert shown(axes) == {
        "curve": {"point", "estimate"},
        "errors": {"guide", "point", "estimate"},
    }
    assert slope_of(only(lines(axes["curve"], ESTIMATE))) == pytest.approx(
        (math.sin(1.1) - math.sin(1)) / 0.1
    )
    assert explorer.readout.endswith(
        "Autograd: not possible: f calls np.sin on a torch tensor: write torch.sin"
    )


def test_without_a_formula_autograd_is_the_measure():
    explorer = AutogradCompareExplorer(lambda x: x**2 if x > 0 else 2 * x, (-1, 3))
    axes = moved(explorer, h=0.1)
    assert shown(axes) == {"curve": {"point", "estimate", "tangent"}, "errors": {*LOOKS}}
    assert only(points(axes["errors"], POINTS)) == pytest.approx((0.1, 0.1))
    assert explorer.readout.startswith("At 1, h = 0.1: numerical 2.1, off by 0.1; autograd 2, by")
    assert "Formula: not possible: f decides by the value" in explorer.readout


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [((3,), TypeError, "f must be a function"), ((torch.exp, (1, 0)), ValueError, "xlim")],
)
def test_what_is_wrong_is_said(arguments, error, message):
    with pytest.raises(error, match=message):
        AutogradCompareExplorer(*arguments)


@pytest.mark.parametrize("xlim", [(-1, 1), (-2.5, 2.5), (-1e-6, 1e-6)])
def test_a_kink_in_the_middle_is_met(xlim):
    assert 0.0 in [x for _, x in AutogradCompareExplorer(torch.abs, xlim).x.options]

import math
import re

import numpy as np
import pytest
import torch
from stock import check_frames

from d2lmini import AutogradCompareExplorer


def test_no_setting_fails_and_all_fit_the_budget():
    check_frames(AutogradCompareExplorer())


def numbers(sentence):
    return [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e[-+]\d+)?", sentence.replace("−", "-"))]


@pytest.mark.parametrize("h", [1, 1e-3, 1e-8])
@pytest.mark.parametrize("difference", ["forward", "central"])
def test_the_numbers_are_right(difference, h):
    explorer = AutogradCompareExplorer()
    explorer.difference.value, explorer.h.value = difference, h
    x, _, found, off, autograd, torchs = numbers(explorer.readout)
    quotient = {
        "forward": (math.exp(x + h) - math.exp(x)) / h,
        "central": (math.exp(x + h) - math.exp(x - h)) / (2 * h),
    }[difference]
    assert math.isclose(found, quotient, rel_tol=1e-7)
    assert math.isclose(off, abs(quotient - math.e), rel_tol=0.6)
    assert math.isclose(autograd, math.e, rel_tol=1e-9)
    assert torchs < 1e-15


def test_the_error_turns_where_theory_says():
    """Near the square root of the machine epsilon, or its cube root for the central difference."""
    explorer = AutogradCompareExplorer()
    for precision, epsilon in (("float64", 2.2e-16), ("float32", 1.2e-7)):
        for difference, root in (("forward", 1 / 2), ("central", 1 / 3)):
            steps, errors = explorer._errors(1.0, math.e, difference, precision)
            around = [errors[k : k + 7].max() for k in range(len(errors) - 6)]  # no lucky hit
            best = math.log10(steps[3 + np.argmin(around)])
            assert abs(best - root * math.log10(epsilon)) < 1


def test_the_central_difference_of_a_parabola_has_no_error_but_rounding():
    explorer = AutogradCompareExplorer(lambda x: x**2, (-1, 4))
    explorer.difference.value = "central"
    for h in (1, 0.1, 0.01):
        explorer.h.value = h
        assert numbers(explorer.readout)[3] < 1e-13


def test_kinks_gaps_and_errors_of_f_are_said():
    explorer = AutogradCompareExplorer(torch.relu, (-1, 1.5))
    explorer.x.value = 0
    assert explorer.readout.endswith("from the left 0, from the right 1. torch picks 0.")
    gap = AutogradCompareExplorer(torch.sqrt, (-1, 1.5))
    gap.x.value = -1
    assert gap.readout == "f is not defined at −1."
    pole = AutogradCompareExplorer(lambda x: 1 / x, (0.5, 3))
    pole.x.value, pole.difference.value = 1, "central"
    assert pole.readout == "At 1, h = 1: so far from x, f is not defined."
    numpys = AutogradCompareExplorer(np.sin, (0.5, 3))
    assert numpys.readout.endswith(
        "Autograd: not open: f calls np.sin on a torch tensor: write torch.sin"
    )
    branch = AutogradCompareExplorer(lambda x: x if x > 0 else 2 * x, (-1, 1.5))
    assert "Formula: not open: f decides by the value" in branch.readout


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [((3,), TypeError, "f must be a function"), ((torch.exp, (1, 0)), ValueError, "xlim")],
)
def test_what_is_wrong_is_said(arguments, error, message):
    with pytest.raises(error, match=message):
        AutogradCompareExplorer(*arguments)


def test_the_curve_unfolds_with_h():
    explorer = AutogradCompareExplorer()
    lengths = []
    for h in (1, 1e-8, 1e-16):
        with explorer._layers._drawn(
            lambda axes, h=h: explorer.draw_ink(axes, 1.0, h, "forward", "float64")
        ):
            lengths.append(len(explorer._layers.axes["errors"].lines[0 + 1].get_xdata()))
    assert lengths == [1, 41, 81]

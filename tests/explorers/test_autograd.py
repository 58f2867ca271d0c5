import math

import pytest
import torch
from stock import check_frames

from d2lmini import ControlFlowExplorer
from d2lmini.explorers.autograd import doubling


def test_no_setting_fails_and_all_fit_the_budget():
    check_frames(ControlFlowExplorer())


def test_at_every_setting_the_words_are_torchs():
    explorer = ControlFlowExplorer()
    for sign in ("positive", "negative"):
        explorer.sign.value = sign
        for _, size in explorer.size.options:
            explorer.size.value = size
            a = torch.tensor(
                math.copysign(size, 1 if sign == "positive" else -1), requires_grad=True
            )
            d = doubling(a)
            d.backward()
            turns = round(math.log2(a.grad / (1 if sign == "positive" else 100))) - 1
            assert f": {turns} turn{'s' * (turns != 1)}, d = " in explorer.readout
            said = explorer.readout.replace("−", "-").rstrip(".")
            assert float(said.split("a.grad = ")[1].split(",")[0]) == a.grad
            assert math.isclose(float(said.split("d / a = ")[1]), (d / a).item(), rel_tol=1e-8)


def test_a_jump_is_a_setting():
    explorer = ControlFlowExplorer()
    explorer.size.value = 500
    assert explorer.readout == "a = 500: 0 turns, d = 1000. a.grad = 2, and d / a = 2."
    explorer.size.value = 250
    assert explorer.readout == "a = 250: 1 turn, d = 1000. a.grad = 4, and d / a = 4."


@pytest.fixture(scope="module")
def explorer():
    return ControlFlowExplorer()


@pytest.mark.parametrize("a", [-1000.0, -520.0, -3.0, 0.001, 450.0, 520.0, 1e4])
def test_the_drawn_slopes_are_those_of_the_function(a, explorer):
    column = 1 if a > 0 else 0
    tensor = torch.tensor(a, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(doubling(tensor), tensor)
    lines = explorer._layers.axes[1, column].lines
    found = [
        line.get_ydata()[0]
        for line in lines
        if line.get_xdata()[0] * 0.99 <= abs(a) <= line.get_xdata()[-1] * 1.01
    ]
    assert slope.item() in found

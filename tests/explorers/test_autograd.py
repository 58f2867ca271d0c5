import math

import numpy as np
import pytest
import torch
from looking import lines, only, points
from stock import check_frames

from d2lmini import ControlFlowExplorer
from d2lmini.explorers.examples import doubling
from d2lmini.style import CURVE, POINTS, TANGENT

SIGNS = {"negative": (-1, 0), "positive": (1, 1)}  # of a, and in which column it is shown


@pytest.fixture(scope="module")
def explorer():
    return ControlFlowExplorer()


def torchs(a, dtype=torch.float32):
    """D and its slope at a."""
    a = torch.tensor(a, dtype=dtype, requires_grad=True)
    d = doubling(a)
    d.backward()
    return d.item(), a.grad.item()


def test_no_setting_fails_and_all_fit_the_budget(explorer):
    check_frames(explorer)


# --- the picture


@pytest.mark.parametrize("sign", SIGNS)
def test_the_points_are_at_torchs_result_and_slope(explorer, sign):
    factor, column = SIGNS[sign]
    for _, size in explorer.size.options[::3]:
        d, slope = torchs(factor * size)
        axes = explorer.drawn(size=size, sign=sign)
        np.testing.assert_allclose(points(axes[0, column], POINTS), [(size, abs(d))])
        np.testing.assert_allclose(points(axes[1, column], POINTS), [(size, slope)])
        for other in axes[:, 1 - column]:
            assert not lines(other, POINTS)


@pytest.mark.parametrize("sign", SIGNS)
def test_the_curves_are_those_of_the_function_with_a_gap_at_each_jump(explorer, sign):
    factor, column = SIGNS[sign]
    above, below = explorer.drawn()[:, column]
    jumps = [size for k in range(-20, 1) if 0.001 < (size := 500 * 2.0**k) < 10_000]
    edges = [0.001, *jumps, 10_000]
    results, slopes = lines(above, CURVE), lines(below, TANGENT)
    assert len(results) == len(slopes) == len(edges) - 1
    for result, slope, left, right in zip(results, slopes, edges, edges[1:], strict=False):
        for line, which in ((result, 0), (slope, 1)):
            sizes, heights = line.get_data()
            for size, height in list(zip(sizes, heights, strict=True))[::9]:
                assert height == pytest.approx(abs(torchs(factor * size, torch.float64)[which]))
            assert left <= sizes[0] < 1.03 * left
            assert right / 1.03 < sizes[-1] <= right
        assert len(set(slope.get_ydata())) == 1


def test_negative_a_is_at_the_left_on_the_same_scales(explorer):
    axes = explorer.drawn()
    assert [one.get_title() for one in axes[0]] == ["a < 0", "a > 0"]
    assert [one.get_ylabel() for one in axes[:, 0]] == ["|d|", "slope"]
    assert [one.get_xlabel() for one in axes[1]] == ["|a|", "|a|"]
    for one in axes.flat:
        assert one.get_xscale() == one.get_yscale() == "log"
        assert one.get_xlim() == axes[0, 0].get_xlim()
    for left, right in axes:
        assert left.get_ylim() == right.get_ylim()
        low, high = left.get_ylim()
        heights = np.concatenate([line.get_ydata() for line in (*left.lines, *right.lines)])
        assert low < heights.min() < heights.max() < high


# --- the words


def test_at_every_setting_the_words_are_torchs(explorer):
    for sign, (factor, _) in SIGNS.items():
        explorer.sign.value = sign
        for _, size in explorer.size.options:
            explorer.size.value = size
            a = factor * size
            d, slope = torchs(a)
            turns = round(math.log2(slope / (1 if a > 0 else 100))) - 1
            assert f": {turns} turn{'s' * (turns != 1)}, d = " in explorer.readout
            said = explorer.readout.replace("−", "-").rstrip(".")
            assert float(said.split("a = ")[1].split(":")[0]) == pytest.approx(a, rel=1e-4)
            assert float(said.split(" d = ")[1].split(". ")[0]) == pytest.approx(d, rel=1e-8)
            assert float(said.split("a.grad = ")[1].split(",")[0]) == slope
            assert float(said.split("d / a = ")[1]) == pytest.approx(d / a, rel=1e-6)


def test_a_jump_is_a_setting(explorer):
    explorer.sign.value, explorer.size.value = "positive", 500
    assert explorer.readout == "a = 500: 0 turns, d = 1000. a.grad = 2, and d / a = 2."
    explorer.size.value = 250
    assert explorer.readout == "a = 250: 1 turn, d = 1000. a.grad = 4, and d / a = 4."


def test_it_begins_between_two_jumps():
    _, height = only(points(ControlFlowExplorer().drawn()[1, 1], POINTS))
    assert height == 2**14

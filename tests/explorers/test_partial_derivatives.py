import math

import numpy as np
import pytest
from stock import check_frames

from d2lmini import SliceExplorer


def saddle(x, y):
    return x**2 - y**2


STOCK = {
    "bowl": SliceExplorer,
    "half a plane": lambda: SliceExplorer(lambda x, y: np.sqrt(x) + y, (-1, 1), (-1, 1)),
    "a jump": lambda: SliceExplorer(lambda x, y: 1.0 if x > y else 0.0),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


@pytest.mark.parametrize(("x", "y"), [(1, 2), (-0.5, 0.25), (0, 0)])
def test_each_cut_has_its_own_slope(x, y):
    explorer = SliceExplorer(saddle)
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

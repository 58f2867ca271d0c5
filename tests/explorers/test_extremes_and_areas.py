import math

import numpy as np
import pytest
from stock import check_frames

from d2lmini import AreaSoFarExplorer, RiemannSumsExplorer, StationaryPointsExplorer
from d2lmini.explorers.extremes_and_areas import PRESETS

STOCK = {
    **{name: lambda name=name: StationaryPointsExplorer(name) for name in PRESETS},
    "own f": lambda: StationaryPointsExplorer(np.sin, xlim=(0, 7)),
    "sums": RiemannSumsExplorer,
    "sums of a scalar f": lambda: RiemannSumsExplorer(math.sin, 0, 3),
    "area": AreaSoFarExplorer,
    "area of a scalar f": lambda: AreaSoFarExplorer(math.exp, -1, 1),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- stationary points


@pytest.mark.parametrize(
    ("name", "x", "words"),
    [
        ("profit", 4.25, "f = −63.875 and f′ = 0. f′ is positive before and negative after: a max"),
        ("profit", 4.25, "f″ = −4 says: a maximum."),
        ("profit", 4, "f = −64 and f′ = 1, so f rises here."),
        ("profit", 0, "at an end of the interval. Seen from inside it is a minimum."),
        ("x³", 0, "positive before and positive after: neither. f″ = 0 says: nothing."),
        ("x⁴", 0, "negative before and positive after: a minimum. f″ = 0 says: nothing."),
        ("|x|", 0, "f′ is not defined. f′ is negative before and positive after: a minimum."),
    ],
)
def test_both_tests_in_words(name, x, words):
    explorer = StationaryPointsExplorer(name)
    explorer.x.value = x
    assert words in explorer.readout


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x: x * np.abs(x), "positive before and positive after: neither. No f″ was found"),
        (np.cbrt, "x = 0: f = 0, and no f′ was found here."),
    ],
)
def test_what_was_not_found_is_not_given_a_number(f, words):
    explorer = StationaryPointsExplorer(f, xlim=(-2, 2))
    explorer.x.value = 0
    assert words in explorer.readout


def test_areas_that_cancel_are_0():
    sums = RiemannSumsExplorer(np.sin, 0, 2 * np.pi)
    sums.n.value = 2
    assert sums.readout == "n = 2, left: the strips add up to 0, with no error."
    area = AreaSoFarExplorer(np.sin, 0, 2 * np.pi)
    area.x.value = area.x.options[50][1]
    assert area.readout.endswith("It stands still: its slope is 0, the height of f.")


def test_the_quartic_has_three_stationary_points():
    explorer = StationaryPointsExplorer("quartic")
    kinds = [c.kind for c in explorer.found.values() if c.reason == "f′ = 0"]
    assert kinds == ["minimum", "maximum", "minimum"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("loss",), ValueError, "one of"),
        ((3,), TypeError, "f must be a function"),
        ((np.sin,), ValueError, "xlim is missing"),
        ((np.sin, (1, 0)), ValueError, "left end"),
    ],
)
def test_searches_that_cannot_be(arguments, error, message):
    with pytest.raises(error, match=message):
        StationaryPointsExplorer(*arguments)


# --- sums


@pytest.mark.parametrize(
    ("rule", "n", "words"),
    [
        ("left", 4, "add up to 1.75, which is 0.9167 too little."),
        ("right", 4, "add up to 3.75, which is 1.083 too much."),
        ("mid", 4, "add up to 2.625, which is 0.04167 too little."),
        ("trapezoid", 4, "add up to 2.75, which is 0.08333 too much."),
        ("mid", 128, "add up to 2.66663, which is 4.069e−05 too little."),
    ],
)
def test_the_error_beside_the_sum(rule, n, words):
    explorer = RiemannSumsExplorer()
    explorer.n.value, explorer.rule.value = n, rule
    assert words in explorer.readout


def test_a_sum_can_be_exact():
    explorer = RiemannSumsExplorer(lambda x: 2 * x, 0, 1)
    explorer.rule.value = "mid"
    assert explorer.readout == "n = 1, mid: the strips add up to 1, with no error."


# --- area


@pytest.mark.parametrize("x", [0, 1.2, 3, 4.5, 6])
def test_the_area_of_the_sine(x):
    explorer = AreaSoFarExplorer(np.sin, 0, 6)
    explorer.x.value = x
    said = float(explorer.readout.split("is ")[1].split(". ")[0].replace("−", "-"))
    assert math.isclose(said, 1 - math.cos(x), abs_tol=1e-4)
    grows = "grows" if math.sin(x) > 0 else "shrinks" if math.sin(x) < 0 else "stands still"
    assert f"It {grows}" in explorer.readout


@pytest.mark.parametrize("make", [RiemannSumsExplorer, AreaSoFarExplorer])
def test_areas_that_cannot_be(make):
    with pytest.raises(TypeError, match="f must be a function"):
        make(3)
    with pytest.raises(ValueError, match="left end"):
        make(np.sin, 1, 0)


def test_a_function_that_raises_is_said():
    for make in (RiemannSumsExplorer, AreaSoFarExplorer):
        assert make(lambda x: undefined + x).readout.startswith("NameError")  # noqa: F821

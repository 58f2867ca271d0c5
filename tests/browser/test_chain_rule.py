import math

import numpy as np
import pytest
from checks import *  # noqa: F403
from looking import numbers

from d2lmini import GraphStepperExplorer
from d2lmini.style import BLUE, GREEN, ORANGE

CHAPTER = "07_chain_rule"
NUDGE, UPSTREAM, FIRST, FORK, ALONE = range(5)


def check_nudge(nudge, x, dx):
    """Look at the steps of sin(x²), and at their ratios."""
    lines = {"x": (0, x, x + dx), "u": (2, x**2, (x + dx) ** 2)}
    lines["y"] = (3, math.sin(x**2), math.sin((x + dx) ** 2))
    for axes, start, end in lines.values():
        assert nudge.marks(axes) == [pytest.approx((start, 0.35), abs=0.02)]
        assert nudge.marks(axes, GREEN.lower()) == [pytest.approx((end, 0.35), abs=0.02)]
    _, du, dy = (end - start for _, start, end in lines.values())
    ratios = enumerate((du / dx, dy / du, dy / dx))
    assert nudge.marks(1, GREEN.lower()) == [pytest.approx(ratio, abs=0.1) for ratio in ratios]


def test_the_ratios_settle_on_the_slopes(chapter):
    nudge = chapter.explorer(NUDGE)
    nudge.press("Home")
    nudge.press(*["ArrowRight"] * 10)
    check_nudge(nudge, 1, 0.5)
    nudge.press("End", slider=1)
    assert nudge.readout.startswith("x = 1, dx = 0.01: du = 2.01 dx, dy = 0.5")
    assert nudge.readout.endswith("Slopes: 2, 0.5403, and of both together 1.081.")
    check_nudge(nudge, 1, 0.01)
    for k, slope in enumerate((2, math.cos(1), 2 * math.cos(1))):
        left, right = nudge.lines(1, ORANGE.lower())[k]
        assert left == pytest.approx((k - 0.3, slope), abs=0.05)
        assert right == pytest.approx((k + 0.3, slope), abs=0.05)
    nudge.drag((0.2, 0.15), (0.5, 0.15))
    x, dx, *_ = numbers(nudge.readout)
    assert x > 1
    check_nudge(nudge, x, dx)


def test_rows_are_weighed(chapter):
    upstream = chapter.explorer(UPSTREAM)
    assert upstream.readout == "v = (1, 0, 0): 1 · (6, 3, 2) = (6, 3, 2)."
    for slider in (1, 2):
        upstream.press("End", slider=slider)
    assert upstream.readout.endswith("= (8, 7, 5).")
    piled = [0, 0, 0]
    for colour, row in ((BLUE, (6, 3, 2)), (ORANGE, (1, 1, 1)), (GREEN, (1, 3, 2))):
        for j, (bottom, top) in enumerate(upstream.lines(1, colour.lower())):
            assert bottom == pytest.approx((j, piled[j]), abs=0.05)
            assert top == pytest.approx((j, piled[j] + row[j]), abs=0.05)
            piled[j] += row[j]
    assert upstream.marks(1) == [pytest.approx(sums, abs=0.05) for sums in enumerate((8, 7, 5))]
    for slider, steps in enumerate((2, 3, 4)):
        upstream.press("Home", *["ArrowRight"] * steps, slider=slider)
    assert upstream.readout.startswith("v = (0.1, 0.2, 0.3)")
    assert upstream.readout.endswith("= (1.1, 1.4, 1).")
    assert upstream.marks(1) == [pytest.approx(sums, abs=0.05) for sums in enumerate((1.1, 1.4, 1))]


def check_step(stepper, colour, about, starts):
    """Look for a thick rim around a node, and for trails to it from others."""
    plan = GraphStepperExplorer(lambda x, y: (x + y) * x, x=3, y=4).plan
    boxes = {
        node.name: (place - np.divide(plan.boxes[node], 2), place + np.divide(plan.boxes[node], 2))
        for node, place in plan.places.items()
    }
    *drawn, (rim, _) = stepper.lines(0, colour.lower())
    (left, low), _ = boxes[about]
    assert rim == pytest.approx((left + 4, low), abs=0.05)  # where a rounded box begins
    trails = [line for line in drawn if math.dist(*line) > 10]  # the others are heads
    for (start, end), name in zip(trails, starts, strict=True):
        assert outside(start, boxes[name]) == pytest.approx(0, abs=0.05)
        assert 0 < outside(end, boxes[about]) < 8


def outside(place, box):
    """How far a place is from a box, 0 if it is inside."""
    return np.linalg.norm(np.maximum(0, np.maximum(box[0] - place, place - box[1])))


def test_the_graph_asks_and_tells(chapter):
    stepper = chapter.explorer(FIRST)
    said = []
    for step in range(1, 13):
        stepper.press("ArrowRight")
        said.append(stepper.readout)
        if step in (1, 2):
            check_step(stepper, BLUE, "n₁", "xy")
    assert said[0] == "Forward. n₁ = x + y, with x = 3, y = 4. What is it?"
    assert said[3] == "n₂ = n₁ * x = 21."
    assert said[-1] == "x̄ = n̄₂ · ∂n₂/∂x + n̄₁ · ∂n₁/∂x = 1 · 7 + 3 · 1 = 10."
    check_step(stepper, ORANGE, "x", ("n₂", "n₁"))
    told = stepper.ink
    stepper.press("ArrowLeft")
    assert stepper.readout.endswith("What is x̄, the gradient of x?")
    assert stepper.ink != told


def test_the_graph_goes_forward_from_an_input_too(chapter):
    stepper = chapter.explorer(FIRST)
    stepper.choose("forward from y")
    stepper.press("End")
    assert stepper.readout == "ṅ₂ = ∂n₂/∂n₁ · ṅ₁ + ∂n₂/∂x · ẋ = 3 · 1 + 7 · 0 = 3."
    stepper.choose("backward")
    assert stepper.readout.startswith("x̄ = ")
    stepper.press("Home")


def test_the_graph_has_words_of_its_own(chapter):
    label = chapter.explorer(FORK).picture.get_attribute("aria-label")
    assert label == "A graph: n₁ = sin(x), n₂ = x * n₁, n₃ = n₂ + x."


def test_the_last_number_of_the_exercise(chapter):
    alone = chapter.explorer(ALONE)
    alone.press("End")
    assert alone.readout.endswith(" = 0.082395.")


def test_the_recorded_graph_is_drawn(chapter):
    drawn = chapter.page.locator(".jp-RenderedSVG img")
    assert drawn.evaluate_all("all => all.map((e) => e.naturalWidth > 250)") == [True]

import math

import numpy as np
import pytest
from checks import *  # noqa: F403

from d2lmini import GraphStepperExplorer
from d2lmini.style import BLUE, ORANGE

CHAPTER = "11_backpropagation"
FIRST, ALONE, NETWORK = range(3)


def check_step(stepper, color, about, starts):
    """Look for a thick rim around a node, and for trails to it from others."""
    plan = GraphStepperExplorer(lambda x, y: (x + y) * x, x=3, y=4).plan
    boxes = {
        node.name: (place - np.divide(plan.boxes[node], 2), place + np.divide(plan.boxes[node], 2))
        for node, place in plan.places.items()
    }
    *drawn, (rim, _) = stepper.lines(0, color.lower())
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
    label = chapter.explorer(ALONE).picture.get_attribute("aria-label")
    assert label.startswith("A graph: n₁ = x², n₂ = log(n₁)")


def test_the_network_ends_with_its_gradients(chapter):
    network = chapter.explorer(NETWORK)
    network.press("End")
    assert network.readout.startswith("x̄ = n̄₁ · ∂n₁/∂x = (−0.10636, 0.041822) · ")
    assert network.readout.endswith(" = (−0.011356, 0.0475).")


def test_the_last_number_of_the_exercise(chapter):
    alone = chapter.explorer(ALONE)
    alone.press("End")
    assert alone.readout.endswith(" = 0.082395.")


def test_the_recorded_graph_is_drawn(chapter):
    drawn = chapter.page.locator(".jp-RenderedSVG img")
    assert drawn.evaluate_all("all => all.map((e) => e.naturalWidth > 250)") == [True]

import math
import re

import numpy as np
import pytest
import torch
from stock import check_frames
from traced import TRACED, squares

from d2lmini import GraphStepperExplorer, NudgeExplorer, UpstreamExplorer, trace


def first(x, y):
    return (x + y) * x


STOCK = {
    "nudge": NudgeExplorer,
    "nudge of scalar functions": lambda: NudgeExplorer(math.exp, math.sqrt, (-1, 1), (0.5, -0.5)),
    "upstream": UpstreamExplorer,
    "upstream of one number": lambda: UpstreamExplorer(lambda x, y: (x * y,), (1, 2)),
    "stepper": lambda: GraphStepperExplorer(first, x=3, y=4),
    "stepper with vectors": lambda: GraphStepperExplorer(
        squares, X=[[1, 2], [3, 4], [5, 6]], w=[1, 2], y=[1, 2, 3]
    ),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


def numbers(sentence):
    return [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e[-+]\d+)?", sentence.replace("−", "-"))]


# --- nudge


@pytest.mark.parametrize("dx", [0.5, 0.1, 0.01])
@pytest.mark.parametrize("x", [0.3, 1, 1.7])
def test_ratios_compose_exactly_and_slopes_in_the_limit(x, dx):
    explorer = NudgeExplorer()
    explorer.x.value, explorer.dx.value = x, dx
    _, _, inner, outer, whole, *slopes = numbers(explorer.readout)
    assert math.isclose(inner * outer, whole, rel_tol=2e-3)
    assert math.isclose(whole, (math.sin((x + dx) ** 2) - math.sin(x**2)) / dx, rel_tol=1e-3)
    g, f, product = slopes
    assert math.isclose(g, 2 * x, rel_tol=1e-3)
    assert math.isclose(f, math.cos(x**2), rel_tol=1e-3)
    assert math.isclose(product, 2 * x * math.cos(x**2), rel_tol=1e-3)


def test_a_nudge_that_moves_nothing_and_a_kink_and_an_edge():
    still = NudgeExplorer(lambda x: 3 + 0 * x, np.sin)
    assert "du = 0. Slopes: 0, −0.99, and of both together 0." in still.readout
    kink = NudgeExplorer(np.abs, np.sin, (-1, 1))
    kink.x.value = 0
    assert kink.readout.endswith("Not all three slopes were found here.")
    tiny = NudgeExplorer(lambda x: 1e-9 * x, lambda u: 1e9 * u)
    assert tiny.readout.endswith("Slopes: 1e−09, 1e+09, and of both together 1.")
    pole = NudgeExplorer(lambda x: 1 / x, np.sin)
    assert "dx = 0.5: du = −2 dx" in pole.readout
    edge = NudgeExplorer(lambda x: x, np.log, (-1, 1))
    edge.x.value = -0.5
    assert edge.readout == "x = −0.5, dx = 0.5: u or y is not defined."


# --- upstream


@pytest.mark.parametrize(
    ("v", "said"),
    [
        ((1, 0, 0), "1 · (6, 3, 2) = (6, 3, 2)."),
        ((1, 1, 1), "1 · (6, 3, 2) + 1 · (1, 1, 1) + 1 · (1, 3, 2) = (8, 7, 5)."),
        ((0.1, 0.2, 0.3), " = (1.1, 1.4, 1)."),
        ((0, 0, 0), "no row = (0, 0, 0)."),
    ],
)
def test_rows_are_weighed_and_added(v, said):
    explorer = UpstreamExplorer()
    explorer.v1.value, explorer.v2.value, explorer.v3.value = v
    assert explorer.readout.endswith(said)


def test_it_is_what_torchs_backward_gives():
    explorer = UpstreamExplorer(lambda v: torch.stack([v.prod(), torch.sin(v).sum()]), [0.5, -1, 2])
    explorer.v1.value, explorer.v2.value = -1, 0.3
    x = torch.tensor([0.5, -1, 2], dtype=torch.float64, requires_grad=True)
    y = torch.stack([x.prod(), torch.sin(x).sum()])
    y.backward(torch.tensor([-1, 0.3], dtype=torch.float64))
    np.testing.assert_allclose(numbers(explorer.readout)[-3:], x.grad, rtol=1e-3)


# --- stepper


def told(explorer):
    readouts = []
    for step in range(len(explorer.step.options)):
        explorer.step.value = step
        readouts.append(explorer.readout)
    return readouts


def test_the_first_graph_step_by_step():
    assert told(GraphStepperExplorer(first, x=3, y=4)) == [
        "Step on: each number is asked first, then told.",
        "Forwards. v₁ = x + y, with x = 3, y = 4. What is it?",
        "v₁ = x + y = 7.",
        "Forwards. v₂ = v₁ · x, with v₁ = 7, x = 3. What is it?",
        "v₂ = v₁ · x = 21.",
        "Backwards. What is ∂v₂/∂v₂, of the output by itself?",
        "∂v₂/∂v₂ = 1: the output changes as much as it changes.",
        "Backwards. v₁ went into v₂ = v₁ · x (gradient 1). What is ∂v₂/∂v₁?",
        "∂v₂/∂v₁ = 1 · 3 = 3.",
        "Backwards. y went into v₁ = x + y (gradient 3). What is ∂v₂/∂y?",
        "∂v₂/∂y = 3 · 1 = 3.",
        "Backwards. x went into v₂ = v₁ · x (gradient 1) and v₁ = x + y (gradient 3). "
        "What is ∂v₂/∂x?",
        "∂v₂/∂x = 1 · 7 + 3 · 1 = 10.",
    ]


@pytest.mark.parametrize(("f", "inputs"), TRACED.values(), ids=TRACED)
def test_it_asks_before_it_tells_and_tells_what_torch_computed(f, inputs):
    graph, readouts = trace(f, **inputs), told(GraphStepperExplorer(f, **inputs))
    inner = [node for node in graph.nodes if node.parents]
    assert len(readouts) == 1 + 2 * len(inner) + 2 * len(graph.nodes)
    assert all(readout.endswith("?") for readout in readouts[1::2])
    for node, readout in zip(inner, readouts[2::2], strict=False):
        if node.value.ndim == 0:
            assert readout == f"{node.equation}."
    for node, readout in zip(reversed(graph.nodes), readouts[2 + 2 * len(inner) :: 2], strict=True):
        if node.gradient.ndim == 0:
            assert math.isclose(numbers(readout.split(":")[0])[-1], node.gradient, rel_tol=1e-4)
            assert readout.startswith(f"∂{graph.output.name}/∂{node.name} = ")


def test_a_question_does_not_give_its_answer_away():
    explorer = GraphStepperExplorer(first, x=3, y=4)
    shown = {}
    for step in range(13):
        layers = explorer._layers
        with layers._drawn(lambda axes, step=step: explorer.draw_ink(axes, step)):
            shown[step] = [text.get_text() for text in layers.axes.texts]
    assert "v₂ = ?" in shown[3]
    assert "v₂ = 21" not in shown[3]
    assert "v₂ = 21" in shown[4]
    assert "v₁ = 7" in shown[11]
    assert not {"7", "10"} & set(shown[11])  # neither the local derivative nor the gradient
    assert "10" in shown[12]


def test_inputs_may_have_any_names():
    assert GraphStepperExplorer(lambda f, self: f * self, f=2, self=3).graph["f"].gradient == 3


def test_words_for_those_who_cannot_see_the_graph():
    assert GraphStepperExplorer(first, x=3, y=4).alt == "A graph: v₁ = x + y, v₂ = v₁ · x."


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: NudgeExplorer(3), TypeError, "f must be a function"),
        (lambda: NudgeExplorer(xlim=(1, 0)), ValueError, "xlim"),
        (lambda: NudgeExplorer(nudges=(0.1, 0)), ValueError, "other than 0"),
        (lambda: NudgeExplorer(nudges=()), ValueError, "other than 0"),
        (lambda: UpstreamExplorer(lambda x, y: x, (1, 2)), ValueError, "autograd_gradient"),
        (lambda: UpstreamExplorer(lambda v: v, np.ones(4)), ValueError, "f has 4 and 4"),
        (lambda: UpstreamExplorer(point=(1, 2)), ValueError, "f takes 3 numbers"),
        (lambda: UpstreamExplorer(lambda v: 1 / v, (1, 0)), ValueError, "no finite Jacobian"),
        (lambda: UpstreamExplorer(lambda x, y: (np.sin(x), y), (1, 2)), TypeError, "torch.sin"),
        (lambda: GraphStepperExplorer(first, x=3), TypeError, "missing 1 required"),
        (lambda: GraphStepperExplorer(first), ValueError, "by name"),
        (lambda: GraphStepperExplorer(lambda x: np.sin(x), x=3), TypeError, r"torch\.sin"),
        (lambda: GraphStepperExplorer(lambda x: sum([x] * 30), x=3), ValueError, "31 nodes"),
    ],
)
def test_what_is_wrong_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make()

"""What a graph shows."""

import numpy as np
import pytest
import torch
from traced import check_chain_rule, loop

from d2lmini import trace
from d2lmini.autograd.graph import MOST_DRAWN, Graph


def first(x, y):
    return (x + y) * x


def test_a_notebook_shows_the_picture_and_the_table():
    graph = trace(first, x=3, y=4)
    bundle = graph._repr_mimebundle_()
    assert bundle["text/plain"] == repr(graph)
    assert bundle["image/png"].startswith("iVBOR")
    assert "<title>" in bundle["image/svg+xml"]
    assert bundle == trace(first, x=3, y=4)._repr_mimebundle_()


def test_a_graph_too_large_to_draw_is_a_table():
    graph = trace(loop, x=1e-20)
    assert len(graph.nodes) > MOST_DRAWN
    assert set(graph._repr_mimebundle_()) == {"text/plain"}
    assert "image/png" in Graph(graph.nodes[:MOST_DRAWN])._repr_mimebundle_()
    assert "image/png" not in Graph(graph.nodes[: MOST_DRAWN + 1])._repr_mimebundle_()


def test_the_table_has_a_row_for_each_node():
    graph = trace(lambda x, v: (v * x).sum() / -3, x=4.5, v=np.ones(60))
    assert repr(graph).splitlines() == [
        "node  formula    value  local      gradient",
        "x                  4.5             −20",
        "v                 [60]             [60]",
        "n₁    v * x       [60]  […], [60]  [60]",
        "n₂    sum(n₁)      270  [60]       −0.33333",
        "n₃    n₂ / (−3)    −90  −0.33333   1",
    ]


def test_a_node_is_found_by_its_name():
    graph = trace(first, x=3, y=4)
    assert graph["n₂"] is graph.output is graph.nodes[-1]
    assert [node.name for node in graph.inputs] == ["x", "y"]
    assert [(a.name, b.name, k) for a, b, k in graph.edges()] == [
        ("x", "n₁", 0),
        ("y", "n₁", 1),
        ("n₁", "n₂", 0),
        ("x", "n₂", 1),
    ]
    with pytest.raises(KeyError, match="no node 'z'; there are x, y, n₁, n₂"):
        graph["z"]


# --- folding


def sigmoid(u):
    return 1 / (1 + torch.exp(-u))


def twice(u):
    return sigmoid(sigmoid(u))


def test_each_call_of_a_function_can_be_one_node():
    graph = trace(lambda x, y: sigmoid(x * y) * sigmoid(y) + x, x=1, y=2)
    folded = graph.folded(sigmoid)
    assert [node.formula for node in folded.nodes] == [
        *("", "", "x * y", "sigmoid(n₁)", "sigmoid(y)", "n₅ * n₉", "n₁₀ + x"),
    ]
    assert [node.folded for node in folded.nodes] == [False] * 3 + [True] * 2 + [False] * 2
    assert folded["n₅"].operation == "sigmoid"
    assert len(graph.nodes) == 13  # as it was
    for node in folded.nodes:
        assert node.gradient == graph[node.name].gradient


@pytest.mark.parametrize("chosen", [(sigmoid,), (twice,), (twice, sigmoid)])
def test_a_folded_graph_obeys_the_chain_rule(chosen):
    graph = trace(lambda v, w: (twice(v * w) * v).sum() + sigmoid(w), v=[1.0, 2.0], w=0.5)
    check_chain_rule(graph.folded(*chosen))


def test_arguments_stand_in_the_order_of_the_call():
    def over(a, b):
        return b / a + a

    graph = trace(lambda x, y: over(x, y) * over(y, x) + over(x + y, x), x=2, y=5)
    formulas = [node.formula for node in graph.folded(over).nodes]
    assert formulas[2:] == [
        "over(x, y)",
        "over(y, x)",
        "n₂ * n₄",
        "x + y",
        "over(n₆, x)",
        "n₅ + n₈",
    ]


def test_the_outermost_call_that_was_chosen_is_the_node():
    graph = trace(lambda x: twice(x), x=1)
    assert len(graph.folded(twice, sigmoid).nodes) == 2
    assert len(graph.folded(sigmoid).nodes) == 3


def test_a_module_takes_its_parameters_along():
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh()).double()
    graph = trace(lambda x: net(x).sum(), x=[1, 2])
    assert [node.formula for node in graph.folded().nodes] == ["", "Sequential(x)", "sum(n₂)"]
    open_ = graph.folded(net[0])
    assert [node.formula for node in open_.nodes] == ["", "Linear(x)", "tanh(n₁)", "sum(n₂)"]
    np.testing.assert_array_equal(open_["n₁"].local[0], net[0].weight.detach())
    shared = trace(lambda x: net[0](x).sum() + net[0].weight.sum(), x=[1, 2])
    assert "weight" in [node.name for node in shared.folded(net[0]).inputs]


def test_a_derivative_too_large_to_keep_stays_so():
    graph = trace(lambda v: sigmoid(v).sum(), v=np.ones(60))
    assert graph.folded(sigmoid)["n₄"].local == (None,)


def test_what_cannot_be_folded_is_said():
    def two(x):
        return x + 1, x * 2

    graph = trace(lambda x: sum(two(x)), x=2)
    with pytest.raises(ValueError, match="two has several results, so it cannot be one node"):
        graph.folded(two)
    for chosen in ((), (sigmoid,), (torch.nn.Tanh(),)):
        with pytest.raises(ValueError, match="f made no such call: name functions or Modules"):
            graph.folded(*chosen)

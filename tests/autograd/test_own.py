"""Our own tape is read like torch's graph."""

import numpy as np
import pytest
import torch

from d2lmini import GraphStepperExplorer, trace
from d2lmini import own_autograd as own
from d2lmini.autograd.own import own_graph
from d2lmini.own_autograd import Dual, Node


def test_it_is_the_graph_that_torch_records():
    x, y = Node(3.0), Node(4.0)
    ours = own_graph(own.sin(x * y) + own.exp(y) * x, x=x, y=y)
    theirs = trace(lambda x, y: torch.sin(x * y) + torch.exp(y) * x, x=3.0, y=4.0)
    for mine, node in zip(ours.nodes, theirs.nodes, strict=True):
        assert (mine.name, mine.formula) == (node.name, node.formula)
        np.testing.assert_allclose(mine.value, node.value, rtol=1e-6)
        np.testing.assert_allclose(mine.gradient, node.gradient, rtol=1e-6)
        np.testing.assert_allclose(mine.local, node.local, rtol=1e-6)
        np.testing.assert_allclose(mine.passed, node.passed, rtol=1e-6)
    assert (x.grad, y.grad) == (0.0, 0.0)  # reading it is no walk of yours


def test_the_stepper_walks_through_it():
    x, y = Node(3.0), Node(4.0)
    explorer = GraphStepperExplorer(own_graph((x + y) * x, x=x, y=y))
    explorer.step.value = 12
    assert explorer.readout == "x̄ = n̄₂ · ∂n₂/∂x + n̄₁ · ∂n₁/∂x = 1 · 7 + 3 · 1 = 10."


def test_an_input_that_is_not_used_is_there():
    x, y = Node(3.0), Node(4.0)
    assert [node.name for node in own_graph(x**2 + 2, x=x, y=y).nodes] == ["x", "y", "n₁", "n₂"]
    assert float(own_graph(x**2, x=x, y=y)["y"].gradient) == 0


def test_what_it_cannot_read_is_said():
    x, y = Node(3.0), Node(4.0)
    with pytest.raises(TypeError, match=r"own_graph takes Nodes, got Dual\(3\.0\)"):
        own_graph(x * y, x=Dual(3.0), y=y)
    with pytest.raises(ValueError, match=r"Node\(4\.0\) has no name: give all inputs"):
        own_graph(x * y, x=x)
    with pytest.raises(ValueError, match="each Node under one name only"):
        own_graph(x * x, x=x, y=x)


def test_a_tape_of_dual_numbers_is_read_by_its_values():
    x = Node(Dual(3.0, 1.0))
    assert float(own_graph(x * x, x=x)["x"].gradient) == 6

"""Names and order of what is traced are those of the learner's program."""

import numpy as np
import pytest
import torch
from torch import nn

from d2lmini import trace

TWO, MANY = 2.0, [2.0, 3.0]
W = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)


def inside(x):
    factor = 3
    return x * factor + factor * x


@pytest.mark.parametrize(
    ("f", "formula"),
    [
        (lambda x: 2 * x, "2 * x"),
        (lambda x: x * 2, "x * 2"),
        (lambda x: 2 + x, "2 + x"),
        (lambda x: x + 2, "x + 2"),
        (lambda x: TWO * x, "2 * x"),
        (lambda x: x * TWO, "x * 2"),
        (lambda x: (1 + 1) * x, "2 * x"),
        (lambda x: x * (1 + 1), "x * 2"),
        (lambda x: MANY[0] * x, "2 * x"),
        (lambda x: np.float64(2) * x, "2 * x"),
        (lambda x: 2 - x, "2 − x"),
        (lambda x: x - 2, "x − 2"),
        (lambda x: 2 / x, "2 / x"),
        (lambda x: torch.mul(x, 2), "x * 2"),
        (lambda x: x.mul(2), "x * 2"),
        (lambda x: x.add(2), "x + 2"),
        (lambda x, k=2: k * x, "2 * x"),
        (lambda x, k=2: x * k, "x * 2"),
        (lambda x: x.detach() * x, "3 * x"),
        (lambda x: x * x.detach(), "x * 3"),
    ],
)
def test_numbers_and_tensors_stand_in_the_order_of_the_program(f, formula):
    assert trace(f, x=3).nodes[1].formula == formula


def test_that_goes_for_variables_too():
    assert [node.formula for node in trace(inside, x=1).nodes[1:3]] == ["x * 3", "3 * x"]
    assert trace(lambda x: 2 * (x + x), x=1).output.formula == "2 * n₁"
    assert trace(lambda x: 2 * torch.sin(x), x=1).output.formula == "2 * n₁"


def test_what_f_brings_along_is_called_as_in_the_program():
    own, one, other = (
        torch.tensor([k], dtype=torch.float64, requires_grad=True) for k in (1.0, 2.0, 3.0)
    )
    lots = [one * 2, other * 3]
    graph = trace(lambda x: (x * W).sum() * own * lots[1] * lots[0], x=2)
    assert [node.name for node in graph.inputs] == ["x", "W", "own", "p₁", "p₂"]


def test_parameters_are_called_as_torch_calls_them():
    net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1)).double()
    names = [node.name for node in trace(lambda v: net(v).sum(), v=[1, 2]).inputs]
    assert names == ["v", "0.weight", "0.bias", "2.weight", "2.bias"]
    one, other = nn.Linear(1, 1).double(), nn.Linear(1, 1).double()
    names = [node.name for node in trace(lambda v: other(one(v)), v=[1]).inputs]
    assert names == ["v", "weight", "bias", "weight₂", "bias₂"]
    taken = trace(lambda bias: one(bias), bias=[1])
    assert [node.name for node in taken.inputs] == ["bias", "weight", "bias₂"]


def test_a_function_of_the_learners_may_be_called_run():
    def run(x):
        return 2 * x * W.sum()

    graph = trace(lambda x: run(x + 1), x=3)
    assert [node.name for node in graph.inputs] == ["x", "W"]
    assert graph["n₂"].formula == "2 * n₁"
    assert [node.formula for node in graph.folded(run).nodes][-1] == "run(n₁)"


def square(x):
    return x * x


def test_each_call_is_known():
    graph = trace(lambda x: square(x + 1) + square(x), x=3)
    assert [[call.name for call in node.calls] for node in graph.nodes] == [
        *([], [], ["square"], ["square"], []),
    ]
    assert graph["n₂"].calls[0] is not graph["n₃"].calls[0]
    assert graph["n₂"].calls[0].is_of(square)
    net = nn.Sequential(nn.Tanh())
    calls = trace(lambda x: net(x), x=3).output.calls
    assert [call.of for call in calls] == [net, net[0]]
    assert trace(net, x=3).output.calls[0].of is net[0]

"""Operations are written as mathematics does."""

import numpy as np
import pytest
import torch
from traced import V

from d2lmini import trace


@pytest.mark.parametrize(
    ("f", "formula"),
    [
        (lambda v: v[::2].sum(), "v[::2]"),
        (lambda v: v[-1], "v[-1]"),
        (lambda v: v[[0, 1]].sum(), "v[[0, 1]]"),
        (lambda v: v[..., 1:].sum(), "v[..., 1:]"),
        (lambda v: v.reshape(3, 1).sum(dim=(0, 1)), "reshape(v, 3, 1)"),
        (lambda v: (v * 123456).sum(), "v * 123456"),
        (lambda v: (np.float64(0.1) * v).sum(), "0.1 * v"),
        (lambda v: next(iter(v)), "unbind(v)[0]"),
        (lambda v: (2**v).sum(), "2 ^ v"),
        (lambda v: v @ v, "v @ v"),
        (lambda v: v.max(dim=0).values, "max(v, dim=0)[0]"),
        (lambda v: v.sum(dim=0, keepdim=True)[0], "sum(v, dim=0, keepdim=True)"),
        (lambda v: torch.nn.functional.softmax(v, dim=0)[0], "softmax(v, dim=0)"),
        (lambda v: torch.add(v, v, alpha=2).sum(), "add(v, v, alpha=2)"),
        (lambda v: (v * torch.tensor([1, 2, 3])).sum(), "v * [1, 2, 3]"),
        (lambda v: v[torch.tensor([0, 2])].sum(), "v[[0, 2]]"),
        (lambda v: (v * torch.tensor([0.5, 1 / 3, -1]).double()).sum(), "v * (0.5, 0.333333, −1)"),
        (lambda v: (v * 0.123456).sum(), "v * 0.123456"),
        (lambda v: (v**-1).sum(), "v ^ (−1)"),
        (lambda v: (v**2).sum(), "v²"),
        (lambda v: torch.nn.functional.cross_entropy(v, torch.tensor(1)), "cross_entropy(v, 1)"),
        (lambda v: torch.nn.Softplus()(v).sum(), "softplus(v)"),
        (lambda v: torch.nn.Softplus(beta=2)(v).sum(), "softplus(v, 2)"),
        (lambda v: v.norm(), "norm(v)"),
        (lambda v: torch.nn.functional.layer_norm(v, (3,)).sum(), "layer_norm(v, (3))"),
        (lambda v: v.mean(dim=None), "mean(v)"),
        (lambda v: v.sum(dim=0), "sum(v, dim=0)"),
    ],
)
def test_a_formula_reads_as_it_was_written(f, formula):
    assert trace(f, v=V).nodes[1].formula == formula


def test_formulas_read_as_mathematics():
    graph = trace(lambda x, v: (2 - x) ** 3 * v[0] / v.sum(dim=0) + x.exp() - x * (-1), x=1, v=V)
    assert [node.formula for node in graph.nodes[2:]] == [
        "2 − x",
        "n₁³",
        "v[0]",
        "n₂ * n₃",
        "sum(v, dim=0)",
        "n₄ / n₅",
        "exp(x)",
        "n₆ + n₇",
        "x * (−1)",
        "n₈ − n₉",
    ]


def test_operations_alone():
    graph = trace(lambda x: (torch.sin(x**3) - (2 - x) * 4) / x.clamp(min=1) + (-x), x=2)
    operations = ["^ 3", "sin", "2 −", "* 4", "−", "clamp", "/", "−", "+"]
    assert [node.operation for node in graph.nodes[1:]] == operations


def test_the_defaults_of_a_layer_are_left_out_though_it_names_them():
    layer = torch.nn.Conv1d(1, 1, 2, bias=False).double()
    graph = trace(lambda v: layer(v).sum(), v=[[1.0, 2.0, 3.0]])
    assert graph.nodes[2].formula == "conv1d(v, weight)"
    wide = torch.nn.Conv1d(1, 1, 2, stride=2, bias=False).double()
    assert trace(lambda v: wide(v).sum(), v=[[1.0, 2, 3]]).nodes[2].formula == (
        "conv1d(v, weight, None, (2))"
    )

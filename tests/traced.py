"""Functions whose graphs are recorded: what torch may meet in a learner's program."""

import numpy as np
import torch


def loop(x):
    while abs(x) < 1000:
        x = x * 2
    return x if x > 0 else 100 * x


def branch(x, y):
    return torch.sin(x) * y if x > y else x - y


def in_place(x, y):
    product = x * y
    product.mul_(3)
    product += x
    return product


def by_index(x, y):
    both = torch.zeros(2, dtype=x.dtype)
    both[0] = x * y
    both[1] = x
    return (both**2).sum()


def unpacked(v):
    a, b, c = v
    return a * b + torch.stack([c, a]).prod() / max(v)


def squares(X, w, y):
    return ((X @ w - y) ** 2).sum()


V, M = np.array([1.0, 2.0, 3.0]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
T, Y = torch.tensor([[0.0, 1.0, 2.0], [1.0, 2.0, 3.0]], dtype=torch.float64)
TRACED = {
    "the first": (lambda x, y: (x + y) * x, {"x": 3, "y": 4}),
    "a fork": (lambda x: x * torch.sin(x) + x, {"x": 2}),
    "three paths": (lambda x: torch.log(x**2) * torch.sin(x) + 1 / x, {"x": 2}),
    "twice the same": (lambda x: x * x - x / x, {"x": 5}),
    "loop": (loop, {"x": -0.7}),
    "branch": (branch, {"x": 3, "y": 2}),
    "broadcast": (lambda X, b: ((X + b) * b).mean(), {"X": M, "b": [0.5, -1]}),
    "vector step": (squares, {"X": M, "w": [1, -2], "y": V}),
    "in place": (in_place, {"x": 2, "y": 3}),
    "by index": (by_index, {"x": 2, "y": 3}),
    "unpacked": (unpacked, {"v": V}),
    "several results": (lambda v: v.max(dim=0).values * v.sort().values[1], {"v": V}),
    "norms": (lambda v: v.norm() + torch.linalg.norm(v.T.mT if v.ndim > 1 else v) / 2, {"v": V}),
    "turned": (lambda x, y: 2 - x / 3 + 2**y - (-x) + 7 / (y - 1), {"x": 2.5, "y": 3}),
    "numbers beside": (lambda w, b: ((w * T + b - Y) ** 2).mean(), {"w": 1, "b": 1}),
}


def check_chain_rule(graph):
    """Each gradient is the sum of what arrives, and that is a gradient times a local derivative."""
    arrived = {node: np.zeros_like(node.value) for node in graph.nodes}
    arrived[graph.output] += 1
    for node in reversed(graph.nodes):
        np.testing.assert_allclose(arrived[node], node.gradient, rtol=1e-12)
        for parent, local, passed in zip(node.parents, node.local, node.passed, strict=True):
            assert local.shape == node.value.shape + parent.value.shape
            product = np.tensordot(node.gradient, local, axes=node.value.ndim)
            np.testing.assert_allclose(product, passed, rtol=1e-12)
            arrived[parent] = arrived[parent] + product

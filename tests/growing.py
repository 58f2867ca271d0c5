"""Functions whose graphs grow from 1 to 40 nodes: what a picture must have room for."""

import functools
import random

import numpy as np
import torch

from d2lmini import trace


def chain(count):
    def f(x):
        for k in range(count):
            x = torch.sin(x) if k % 2 else torch.exp(x / 2)
        return x

    return f, {"x": 0.7}


def doublings(count):
    def f(x):
        for _ in range(count):
            x = x + x
        return x

    return f, {"x": 1}


def fan_in(count):
    def f(**numbers):
        return torch.stack(list(numbers.values())).prod()

    return f, {f"x{k}": 1 + k / 7 for k in range(count)}


def fan_out(count):
    return lambda x: sum(torch.sin(k * x) for k in range(2, count + 2)), {"x": 0.3}


def diamonds(count):
    def f(x):
        for _ in range(count):
            x = torch.sin(x) * torch.cos(x)
        return x

    return f, {"x": 0.3}


def residual(count):
    def f(x, w):
        for _ in range(count):
            x = x + torch.tanh(w * x)
        return x

    return f, {"x": 0.4, "w": 1.3}


def dense(count):
    """Each layer takes the five before it."""

    def f(x):
        made = [x]
        for _ in range(count):
            made.append(torch.stack(made[-5:]).mean())
        return made[-1]

    return f, {"x": 0.4}


def expression(nodes, seed):
    """Each operation takes what was made before, mostly what is not used yet; all is used."""

    def f(**numbers):
        dice = random.Random(seed)
        made, unused = list(numbers.values()), list(numbers.values())
        while len(unused) > 1 or len(made) < nodes:
            closing = len(made) + len(unused) > nodes
            one = unused[0] if closing else dice.choice(unused if dice.random() < 0.6 else made)
            if not closing and dice.random() < 0.3:
                taken = [one]
                result = dice.choice([torch.sin, torch.cos, torch.tanh])(one)
            else:
                taken = [one, unused[1] if closing else dice.choice(made)]
                result = dice.choice([torch.add, torch.sub, torch.mul])(*taken)
            unused = [x for x in unused if not any(x is other for other in taken)] + [result]
            made.append(result)
        return unused[0]

    return f, {name: 0.1 + k / 3 for k, name in enumerate("xyzw"[: 2 + seed % 3])}


def neuron(w1, w2, b, u, c):
    return (u * torch.tanh(w1 * 1.5 - w2 * 0.5 + b) + c - 1) ** 2


def small_network(x, w1, b1, w2, b2, u1, u2, c):
    return (u1 * torch.tanh(w1 * x + b1) + u2 * torch.tanh(w2 * x + b2) + c - 1) ** 2


def network(x1, x2, w11, w12, w21, w22, w31, w32, b1, b2, b3, u1, u2, u3, c):
    """2 → 3 → 1 with tanh, and the squared loss, in numbers."""
    h1 = torch.tanh(w11 * x1 + w12 * x2 + b1)
    h2 = torch.tanh(w21 * x1 + w22 * x2 + b2)
    h3 = torch.tanh(w31 * x1 + w32 * x2 + b3)
    return (u1 * h1 + u2 * h2 + u3 * h3 + c - 0.5) ** 2


def in_matrices(W1, b1, W2, b2, x):
    """The same, in matrices."""
    return ((W2 @ torch.tanh(W1 @ x + b1) + b2 - 0.5) ** 2).sum()


def in_batches(X, W1, b1, W2, b2):
    return ((torch.relu(X @ W1 + b1) @ W2 + b2) ** 2).mean()


def numbered(names, values):
    return dict(zip(names.split(), values, strict=True))


DICE = np.random.default_rng(0)
MATRICES = {
    "W1": [[0.5, -0.3], [0.8, 0.1], [-0.6, 0.4]],
    "b1": [0.1, -0.2, 0.3],
    "W2": [[0.7, -1.1, 0.2]],
    "b2": [0.05],
    "x": [1, -2],
}
BATCHES = {
    "X": DICE.normal(size=(64, 20)),
    "W1": DICE.normal(size=(20, 10)) / 5,
    "b1": DICE.normal(size=10),
    "W2": DICE.normal(size=(10, 3)),
    "b2": [1e-9, -1 / 3, 123456],
}
NUMBERS = (1, -2, 0.5, -0.3, 0.8, 0.1, -0.6, 0.4, 0.1, -0.2, 0.3, 0.7, -1.1, 0.2, 0.05)

GROWING = {
    "an input alone": (lambda x: x, {"x": 1}),
    "chain of 4": chain(4),
    "chain of 26": chain(26),
    "10 doublings": doublings(10),
    "30 doublings": doublings(30),
    "fan of 6": fan_in(6),
    "fan of 38": fan_in(38),
    "fan out": fan_out(12),
    "4 diamonds": diamonds(4),
    "13 diamonds": diamonds(13),
    "4 residuals": residual(4),
    "12 residuals": residual(12),
    "dense": dense(12),
    "12 nodes": expression(12, 1),
    "20 nodes": expression(20, 2),
    "30 nodes": expression(30, 3),
    "40 nodes": expression(40, 4),
    "40 others": expression(40, 5),
    "40 more": expression(39, 6),
    "neuron": (neuron, numbered("w1 w2 b u c", (0.5, -0.8, 0.2, 0.7, 0.05))),
    "small network": (
        small_network,
        numbered("x w1 b1 w2 b2 u1 u2 c", (1.5, 0.5, 0.1, -0.8, 0.2, 0.7, -1.1, 0.05)),
    ),
    "network": (
        network,
        numbered("x1 x2 w11 w12 w21 w22 w31 w32 b1 b2 b3 u1 u2 u3 c", NUMBERS),
    ),
    "in matrices": (in_matrices, MATRICES),
    "in batches": (in_batches, BATCHES),
    "long names": (
        lambda weights_of_the_hidden_layer, v: (
            (v * weights_of_the_hidden_layer).log_softmax(0)[0] + v.logsumexp(0)
        ),
        {"weights_of_the_hidden_layer": [1.5, 2.25, -3], "v": [1 / 3, 2 / 3, 1]},
    ),
    "long numbers": (
        lambda x, v: (v * x / 1e-7).sum() - x * 123456,
        {"x": -1 / 3e5, "v": [-1.2345e-5, -2.3456e-5, 3.4567e-5, -4.5678e-5]},
    ),
    "unused inputs": (lambda x, y, z, t: 2 * x + z, {"x": 1, "y": 2, "z": 3, "t": [4, 5, 6, 7, 8]}),
    "the last input alone": (lambda x, y, z: y, {"x": 1, "y": 2, "z": 3}),
    "turned round": (
        lambda a, b, c: torch.stack([c.sin(), b.exp(), a.cos()]).sum(),
        {"a": 1, "b": 2, "c": 3},
    ),
}


@functools.cache  # no test changes a graph
def graph(name):
    f, inputs = GROWING[name]
    return trace(f, **inputs)

"""Which arguments f takes: one rule, whatever the length of the point, for forty signatures."""

import functools
import math
import operator

import numpy as np
import pytest
import torch

from d2lmini import (
    DescentCurveExplorer,
    DescentExplorer,
    DescentStepsExplorer,
    GradientExplorer,
    NudgeExplorer,
    SliceExplorer,
    SubderivativeExplorer,
    autograd_gradient,
    directional_derivative,
    gradient_descent,
    numerical_gradient,
    numerical_hessian,
    numerical_jacobian,
    partial_derivative,
)
from d2lmini.calculus import sample_grid
from d2lmini.learner import arguments_of, as_numbers, as_one, ways_to_call

minutes = np.arange(3.0)


def through(f):
    """A wrapper that tells nothing about f."""

    def wrapped(*args, **kwargs):
        return f(*args, **kwargs)

    return wrapped


class Plane:
    """A callable with two numbers, or a method with one array."""

    def __call__(self, x, y):
        return 2 * x + 3 * y

    def of_vector(self, v, scale=1):
        return scale * (2 * v[0] + 3 * v[1])

    @staticmethod
    def static(x, y, scale=1):
        return scale * (2 * x + 3 * y)


class Two(torch.nn.Module):
    """A module of two numbers."""

    def forward(self, w, b):
        return 2 * w + 3 * b


def layer(outputs=1, inputs=2):
    """A linear layer in double precision with known weights."""
    made = torch.nn.Linear(inputs, outputs).double()
    with torch.no_grad():
        made.weight[:] = torch.arange(2.0, 2 + inputs * outputs).reshape(outputs, inputs)
        made.bias[:] = 1.0
    return made


def power_sum(*numbers, scale=1.0):
    return scale * sum(x**2 for x in numbers)


HYPOT, PLANE = [0.6, 0.8], [2, 3]
P = (3.0, 4.0)
EXP = np.exp(P) / np.exp(P).sum()
# Every f, with its gradient at (3, 4) by the rules of calculus.
TWO = {
    "f(x, y)": (lambda x, y: 2 * x + 3 * y, PLANE),
    "f(v)": (lambda v: 2 * v[0] + 3 * v[1], PLANE),
    "f(v, x=...)": (lambda p, x=minutes: ((p[0] * x + p[1]) ** 2).sum(), [54, 42]),
    "f(v, a=..., b=...)": (lambda v, a=2, b=3: a * v[0] + b * v[1], PLANE),
    "f(w, b, x=...)": (lambda w, b, x=minutes: ((w * x + b) ** 2).sum(), [54, 42]),
    "f(x, y, /)": (lambda x, y, /: 2 * x + 3 * y, PLANE),
    "f(v=...)": (lambda v=None: 2 * v[0] + 3 * v[1], PLANE),
    "f(v, *, a=...)": (lambda v, *, a=2: a * v[0] + 3 * v[1], PLANE),
    "f(*numbers)": (power_sum, [6, 8]),
    "f(x, *rest)": (lambda x, *rest: 2 * x + 3 * rest[0], PLANE),
    "f(*args) of an array": (lambda *args: args[0] @ np.array([2, 3]), PLANE),
    "wrapped f(v)": (through(lambda v: v @ np.array([2, 3])), PLANE),
    "wrapped f(x, y)": (through(lambda x, y: 2 * x + 3 * y), PLANE),
    "functools.wraps": (functools.wraps(Plane.static)(through(Plane.static)), PLANE),
    "functools.cache": (functools.cache(lambda x, y: 2 * x + 3 * y), PLANE),
    "partial by name": (functools.partial(lambda x, y, a: a * x + 3 * y, a=2), PLANE),
    "partial by place": (functools.partial(lambda a, v: a * v[0] + 3 * v[1], 2), PLANE),
    "partial of what tells nothing": (functools.partial(math.hypot), HYPOT),
    "class with __call__": (Plane(), PLANE),
    "bound method": (Plane().of_vector, PLANE),
    "static method": (Plane.static, PLANE),
    "np.linalg.norm": (np.linalg.norm, HYPOT),
    "np.mean": (np.mean, [0.5, 0.5]),
    "np.prod": (np.prod, [4, 3]),
    "np.var": (np.var, [-0.5, 0.5]),
    "np.add.reduce": (np.add.reduce, [1, 1]),
    "np.array.dot": (np.array([2.0, 3.0]).dot, PLANE),
    "np.hypot": (np.hypot, HYPOT),
    "np.logaddexp": (np.logaddexp, EXP),
    "np.vectorize of two": (np.vectorize(lambda x, y: 2 * x + 3 * y), PLANE),
    "np.frompyfunc of two": (np.frompyfunc(lambda x, y: 2 * x + 3 * y, 2, 1), PLANE),
    "math.hypot": (math.hypot, HYPOT),
    "math.prod": (math.prod, [4, 3]),
    "math.atan2": (math.atan2, [4 / 25, -3 / 25]),
    "max": (max, [0, 1]),
    "sum": (sum, [1, 1]),
    "operator.mul": (operator.mul, [4, 3]),
    "torch.sum": (torch.sum, [1, 1]),
    "torch.norm": (torch.linalg.norm, HYPOT),
    "torch.hypot": (torch.hypot, HYPOT),
    "torch.logsumexp": (lambda v: torch.logsumexp(v, 0), EXP),
    "torch of numbers": (lambda x, y: torch.exp(x) * y, [4 * math.exp(3), math.exp(3)]),
    "nn.Linear": (layer(), PLANE),
    "nn.Module of two": (Two(), PLANE),
    "nn.Sequential": (torch.nn.Sequential(torch.nn.ReLU(), layer()), PLANE),
}

# Likewise, from arrays to arrays, with the Jacobian at (3, 4).
SEVERAL = {
    "np.sin": (np.sin, np.diag(np.cos(P))),
    "np.cumsum": (np.cumsum, [[1, 0], [1, 1]]),
    "np.vectorize of one": (np.vectorize(lambda x: x**2), np.diag([6, 8])),
    "torch.sin": (torch.sin, np.diag(np.cos(P))),
    "torch.relu": (torch.relu, np.eye(2)),
    "torch.func.grad": (torch.func.grad(lambda v: v[0] * v[1] ** 2), [[0, 8], [8, 6]]),
    "nn.Linear of three": (layer(3), [[2, 3], [4, 5], [6, 7]]),
    "divmod-like": (lambda x, y: (x * y, x - y), [[4, 3], [1, -1]]),
}


@pytest.mark.parametrize(("f", "wanted"), TWO.values(), ids=TWO)
def test_each_signature_in_each_tool(f, wanted):
    near = {"rtol": 1e-6, "atol": 1e-9}
    np.testing.assert_allclose(numerical_gradient(f, P), wanted, **near)
    np.testing.assert_allclose([partial_derivative(f, P, i) for i in (0, 1)], wanted, **near)
    np.testing.assert_allclose(directional_derivative(f, P, (0, 1)), wanted[1], **near)
    step = np.array(P) - gradient_descent(f, P, 1e-3, 1).path[1]
    np.testing.assert_allclose(step, 1e-3 * np.array(wanted), rtol=1e-5, atol=1e-9)
    assert np.isfinite(sample_grid(f, [1, 2], [3, 4, 5])).all()
    assert numerical_hessian(f, P).shape == (2, 2)


@pytest.mark.parametrize(("f", "wanted"), SEVERAL.values(), ids=SEVERAL)
def test_vectors_of_vectors(f, wanted):
    np.testing.assert_allclose(numerical_jacobian(f, P), wanted, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", ["torch.hypot", "nn.Linear", "max"])
def test_explorers_of_two_numbers(name):
    f = TWO[name][0]
    by_hand = {"nn.Linear": lambda x, y: 2 * x + 3 * y + 1, "max": np.maximum}.get(name, np.hypot)
    for make in (SliceExplorer, GradientExplorer, DescentExplorer):
        assert make(f, (0.5, 3), (1, 4)).readout == make(by_hand, (0.5, 3), (1, 4)).readout


def test_explorers_of_one_number():
    for found, wanted in (
        (NudgeExplorer(torch.square, torch.sin), NudgeExplorer(np.square, np.sin)),
        (NudgeExplorer(torch.square, math.sin), NudgeExplorer(np.square, np.sin)),
        (DescentCurveExplorer(torch.cosh), DescentCurveExplorer(np.cosh)),
        (DescentCurveExplorer(torch.square), DescentCurveExplorer(np.square)),
        (DescentStepsExplorer(torch.square), DescentStepsExplorer(np.square)),
        (
            SubderivativeExplorer({"ReLU": torch.relu}),
            SubderivativeExplorer({"ReLU": lambda x: np.maximum(x, 0)}),
        ),
        (
            SubderivativeExplorer({"ReLU": torch.nn.ReLU()}),
            SubderivativeExplorer({"ReLU": lambda x: np.maximum(x, 0)}),
        ),
    ):
        assert found.readout == wanted.readout


def test_an_explorer_says_what_to_do_with_a_layer_in_single_precision():
    for make in (SliceExplorer, GradientExplorer, DescentExplorer):
        assert "layer.double()" in make(torch.nn.Linear(2, 1)).readout


IN_TORCH = ["f(x, y)", "f(v)", "f(*numbers)", "wrapped f(x, y)", "max", "sum", "torch.sum"]
IN_TORCH += ["torch.hypot", "nn.Linear", "nn.Module of two", "bound method"]


@pytest.mark.parametrize("name", IN_TORCH)
def test_torch_takes_them_by_the_same_rule(name):
    f, wanted = TWO[name]
    np.testing.assert_allclose(autograd_gradient(f, P), wanted, rtol=1e-12)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("f", [np.mean, np.linalg.norm, sum, lambda v, a=1, b=1, c=1: v.sum()])
def test_the_length_of_the_point_does_not_matter(f, count):
    x = np.arange(1.0, count + 1)
    wanted = {np.mean: np.full(count, 1 / count), np.linalg.norm: x / np.linalg.norm(x)}
    found = numerical_gradient(f, x)
    np.testing.assert_allclose(found, wanted.get(f, np.ones(count)), rtol=1e-8)


@pytest.mark.parametrize("f", [np.linalg.norm, np.sum, lambda *v: (v[0] ** 2).sum(), torch.sum])
@pytest.mark.parametrize("shape", [(2, 2), (1, 2), (3, 1)])
def test_a_point_with_two_axes_is_one_array(f, shape):
    X = np.arange(1.0, 1 + math.prod(shape)).reshape(shape)
    found = numerical_gradient(f, X)
    wanted = {np.linalg.norm: X / np.linalg.norm(X), np.sum: 1 + 0 * X, torch.sum: 1 + 0 * X}
    np.testing.assert_allclose(found, wanted.get(f, 2 * X), rtol=1e-8)


def test_the_rule():
    def ways(f, shape=2):
        return ways_to_call(f, np.zeros(shape))

    assert arguments_of(lambda x, y, z=1: x) == ["x", "y"]
    assert arguments_of(lambda v, a=1: v) == arguments_of(lambda v=0: v) == ["v"]
    assert arguments_of(lambda x, *rest: x) == []
    assert arguments_of(math.hypot) is arguments_of(lambda *a, **k: 0) is None
    assert ways(lambda v, a=1, b=2: v) == ways(np.mean, 6) == [as_one]
    assert ways(lambda x, y, z=1: x) == [as_numbers]
    assert ways(lambda *v: v) == [as_numbers, as_one]
    assert ways(torch.relu) == ways(layer()) == [as_one, as_numbers]
    assert ways(math.hypot, (2, 2)) == ways(lambda *v: v, (1, 2)) == [as_one]


def test_what_f_was_found_to_take_it_is_given_from_then_on():
    asked = []

    def wrapped(*args, **kwargs):
        asked.append(len(args))
        return (lambda x, y: x * y)(*args)

    numerical_gradient(wrapped, P)
    assert asked[:3] == [1, 1, 2]  # an array, a tensor, numbers
    assert set(asked[3:]) == {2}


def test_a_mistake_in_f_is_not_hidden_by_another_way_to_call_it():
    with pytest.raises(TypeError, match="ufunc 'add' did not contain a loop"):
        numerical_gradient(through(lambda v: v[0] + "1"), P)
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda *v: v[0] / 0, P)


def of_one_and_a_default(x, y=2):
    return x * y


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: numerical_gradient(lambda x=1, y=2: x * y, P), ValueError, "say which"),
        (lambda: numerical_gradient(lambda x=1, y=2: x, (1, 2, 3)), ValueError, "say which"),
        (lambda: numerical_gradient(lambda v, *, a: v, P), ValueError, "given a by name"),
        (lambda: numerical_gradient(lambda *, x, y: x, P), ValueError, "given x, y by name"),
        (lambda: numerical_gradient(lambda: 1, P), ValueError, "f takes no numbers"),
        (lambda: numerical_gradient(lambda **k: 1, P), ValueError, "f takes no numbers"),
        (lambda: numerical_gradient(np.hypot, (1, 2, 3)), ValueError, r"2 numbers \(x1, x2\)"),
        (lambda: numerical_gradient(np.hypot, [[1, 2]]), ValueError, r"2 numbers \(x1, x2\)"),
        (
            lambda: numerical_gradient(of_one_and_a_default, P),
            ValueError,
            "all numbers as x, the only",
        ),
        (lambda: partial_derivative(np.mean, P, "a"), ValueError, "say which number"),
        (lambda: partial_derivative(torch.sum, P, "x"), ValueError, "say which number"),
        (lambda: numerical_gradient(np.sin, P), ValueError, "numerical_jacobian"),
        (lambda: numerical_gradient(torch.sin, P), ValueError, "numerical_jacobian"),
        (lambda: numerical_gradient(torch.nn.Linear(2, 1), P), TypeError, r"layer\.double\(\)"),
        (lambda: numerical_jacobian(torch.nn.Linear(2, 3), P), TypeError, r"layer\.double\(\)"),
        (lambda: gradient_descent(torch.nn.Linear(2, 1), P, 0.1), TypeError, r"layer\.double\(\)"),
        (lambda: numerical_gradient(layer(1, 3), P), TypeError, "say how it is to be called"),
        (lambda: autograd_gradient(torch.nn.Linear(2, 1), P), TypeError, r"layer\.double\(\)"),
        (
            lambda: numerical_gradient(lambda v: torch.ones(2) @ v.to(torch.float64), P),
            TypeError,
            "dtype=torch.float64",
        ),
    ],
)
def test_what_is_wrong_is_said(call, error, message):
    with pytest.raises(error, match=message):
        call()

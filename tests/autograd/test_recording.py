"""The graph that torch recorded: nothing of it is ours to invent."""

import gc
import math
import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from traced import TRACED, M, V, branch, check_chain_rule, loop, squares

from d2lmini import autograd_jacobian, autograd_slope, trace
from d2lmini.autograd.drawing import layout


def plain(f, inputs):
    """Value and gradients by torch alone, without any of our tools around."""
    leaves = {n: torch.tensor(v, dtype=torch.float64) for n, v in inputs.items()}
    for tensor in leaves.values():
        tensor.requires_grad_()
    value = f(**leaves)
    return value.item(), torch.autograd.grad(value, list(leaves.values()))


@pytest.mark.parametrize(("f", "inputs"), TRACED.values(), ids=TRACED)
def test_values_and_gradients_are_torchs(f, inputs):
    graph = trace(f, **inputs)
    value, gradients = plain(f, inputs)
    assert graph.output.value == value
    for name, gradient in zip(inputs, gradients, strict=True):
        np.testing.assert_array_equal(graph[name].gradient, gradient)
        assert graph[name].value.shape == graph[name].gradient.shape == np.shape(inputs[name])


@pytest.mark.parametrize(("f", "inputs"), TRACED.values(), ids=TRACED)
def test_each_gradient_is_what_arrives_times_the_local_derivative(f, inputs):
    check_chain_rule(trace(f, **inputs))


@pytest.mark.parametrize("name", ["the first", "a fork", "three paths", "turned", "branch"])
def test_gradients_are_slopes(name):
    """Move one input, run again: the result moves by its gradient."""
    f, inputs = TRACED[name]
    point = np.array(list(inputs.values()), dtype=float)
    names = list(inputs)
    h = 1e-6
    for k, which in enumerate(names):
        step = h * np.eye(len(names))[k]
        up, down = (
            trace(f, **dict(zip(names, moved, strict=True))).output.value
            for moved in (point + step, point - step)
        )
        slope = (up - down) / (2 * h)
        assert math.isclose(slope, trace(f, **inputs)[which].gradient, rel_tol=1e-6)


def test_the_nodes_of_one_run():
    graph = trace(lambda x, y: (x + y) * x, x=3, y=4)
    assert [node.equation for node in graph.nodes] == [
        "x = 3",
        "y = 4",
        "n₁ = x + y = 7",
        "n₂ = n₁ * x = 21",
    ]
    assert [node.operation for node in graph.nodes] == ["", "", "+", "*"]
    assert [list(map(float, node.local)) for node in graph.nodes] == [[], [], [1, 1], [3, 7]]
    assert [float(node.gradient) for node in graph.nodes] == [10, 3, 3, 1]
    assert graph.inputs == graph.nodes[:2]
    with pytest.raises(KeyError, match="there are x, y, n₁, n₂"):
        graph["z"]


def test_control_flow_leaves_the_graph_of_the_way_that_was_taken():
    assert [n.formula for n in trace(branch, x=3, y=2).nodes[2:]] == ["sin(x)", "n₁ * y"]
    assert [n.formula for n in trace(branch, x=1, y=2).nodes[2:]] == ["x − y"]
    assert len(trace(loop, x=600).nodes) == 2
    assert len(trace(loop, x=-600).nodes) == 3
    assert len(trace(loop, x=1e-300).nodes) > 1000  # no recursion


def test_what_does_not_lead_to_the_output_is_left_out():
    graph = trace(lambda x, y: (y * 2, x + 1)[1], x=1, y=2)
    assert [node.name for node in graph.nodes] == ["x", "y", "n₁"]  # the inputs keep their places
    assert (graph["y"].gradient, graph["y"].value) == (0, 2)
    other = trace(lambda x, y, z: y, x=[1, 2], y=2, z=3)
    assert [node.name for node in other.nodes] == ["x", "z", "y"]
    assert other.output.gradient == 1
    np.testing.assert_array_equal(other["x"].gradient, [0, 0])


@pytest.mark.parametrize(
    "same",
    [
        lambda x: x.contiguous(),
        lambda x: x.to(torch.float64),
        lambda x: x.double(),
        lambda x: x.cpu(),
        lambda x: x.requires_grad_(),
    ],
)
def test_what_hands_its_argument_back_is_no_node(same):
    graph = trace(lambda x: same(same(x) * 3) * 2, x=5)
    assert [node.equation for node in graph.nodes] == [
        "x = 5",
        "n₁ = x * 3 = 15",
        "n₂ = n₁ * 2 = 30",
    ]


def test_inputs_may_have_any_names():
    assert trace(lambda f, self, price: f * self + price, f=2, self=3, price=1)["f"].gradient == 3


def test_dice_fall_once():
    torch.manual_seed(1)
    graph = trace(lambda v: torch.nn.functional.dropout(v).sum(), v=np.ones(100))
    torch.manual_seed(1)
    value, (gradient,) = plain(lambda v: torch.nn.functional.dropout(v).sum(), {"v": np.ones(100)})
    assert graph.output.value == value
    np.testing.assert_array_equal(graph["v"].gradient, gradient)


def test_parameters_that_f_brings_along_are_inputs_and_stay_as_they_are():
    layer = torch.nn.Linear(3, 1).double()
    graph = trace(lambda v: layer(v), v=V)
    assert [node.name for node in graph.nodes] == ["v", "weight", "bias", "n₁"]
    assert [node.brought for node in graph.nodes] == [False, True, True, False]
    np.testing.assert_array_equal(graph["v"].gradient, layer.weight.detach()[0])
    assert layer.weight.grad is None


def test_what_f_brings_along_may_be_a_result_or_changed_before():
    weight = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    with torch.no_grad():
        weight -= 1
    for brought in (weight, weight * 3):
        graph = trace(lambda v, brought=brought: (v.exp() * brought).sum(), v=[0, 1])
        formulas = [node.formula for node in graph.nodes]
        assert formulas == ["", "", "exp(v)", "n₁ * brought", "sum(n₂)"]
        np.testing.assert_array_equal(graph["brought"].gradient, np.exp([0, 1]))


def test_a_layer_may_be_made_inside_f():
    def f(x):
        return torch.nn.Linear(1, 1).double()(x.reshape(1)).sum()

    torch.manual_seed(1)
    graph = trace(f, x=2)
    assert [node.name for node in graph.nodes] == ["x", "weight", "bias", "n₁", "n₂", "n₃"]
    assert graph["x"].gradient == graph["weight"].value
    assert graph["weight"].gradient == 2


def test_results_that_are_made_of_each_other():
    """h′ of an LSTM is made of c′: what arrives at c′ is what its other users hand back."""
    torch.manual_seed(0)
    cell = torch.nn.LSTMCell(2, 2).double()

    def f(x, h, c):
        for _ in range(3):
            h, c = cell(x, (h, c))
        return (h * c).sum()

    inputs = {"x": [[1.0, 2]], "h": [[0.1, 0.2]], "c": [[0.3, 0.1]]}
    graph = trace(f, **inputs)
    _, gradients = plain(f, inputs)
    for name, gradient in zip(inputs, gradients, strict=True):
        np.testing.assert_array_equal(graph[name].gradient, gradient)
    check_chain_rule(graph)


def test_a_module_gets_its_inputs_in_their_order():
    graph = trace(torch.nn.Softplus(), x=0)
    assert graph.output.equation == "n₁ = softplus(x) = 0.69315"


@pytest.mark.parametrize(("entries", "kept"), [(1000, True), (1001, False)])
def test_a_large_local_derivative_is_not_kept(entries, kept):
    graph = trace(lambda v: v.sum(), v=np.ones(entries))
    assert (graph.output.local[0] is not None) == kept


def test_a_value_is_kept_as_it_was_before_it_was_changed_in_place():
    f, inputs = TRACED["in place"]
    assert [float(node.value) for node in trace(f, **inputs).nodes] == [2, 3, 6, 18, 20]


def test_a_derivative_that_is_no_number_hides_no_other():
    gradient = trace(lambda v: (torch.sqrt(v) * v).sum(), v=[0, 1])["v"].gradient
    np.testing.assert_array_equal(gradient, [np.nan, 1.5])


def test_what_cannot_be_followed_is_refused():
    def part(v):
        double = v * 2
        double[0].mul_(3)
        return double.sum()

    def view(v):
        double = v * 2
        double[0] += 10
        return double.sum()

    def filled(x, y):
        both = torch.zeros(2, dtype=x.dtype)
        both[0] += x * y
        return both.sum()

    for f, inputs in ((part, {"v": [1, 2]}), (view, {"v": [1, 2]}), (filled, {"x": 1, "y": 2})):
        with pytest.raises(NotImplementedError, match="does f change a part of a tensor in place"):
            trace(f, **inputs)
    with pytest.raises(NotImplementedError, match=r"in place\? It was \(2, 4\)\.$"):
        trace(view, v=[1, 2])
    for f in (
        lambda x: 2 * Square.apply(x),
        lambda x: Square.apply(x),
        lambda x: x * Square.apply(x),
    ):
        with pytest.raises(NotImplementedError, match="torch does not show"):
            trace(f, x=3)
    assert autograd_slope(lambda x: 2 * Square.apply(x), 3) == 12


@pytest.mark.parametrize(
    "f", [lambda x: torch.func.grad(torch.sin)(x), lambda x: torch.vmap(torch.sin)(x[None])[0]]
)
def test_what_hides_its_numbers_cannot_be_followed(f):
    with pytest.raises(NotImplementedError, match=r"inside torch\.func and torch\.vmap no value"):
        trace(f, x=3)


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        return 2 * ctx.saved_tensors[0] * gradient


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: trace(3, x=1), TypeError, "f must be a function"),
        (lambda: trace(lambda: 1), ValueError, "the inputs by name"),
        (lambda: trace(lambda x: x, y=1), TypeError, "unexpected keyword argument 'y'"),
        (lambda: trace(lambda x: x, x="a"), TypeError, "x must be a number"),
        (lambda: trace(lambda x: 5, x=1), ValueError, "does not depend on its inputs"),
        (lambda: trace(lambda x: x.detach(), x=1), ValueError, "does not depend on its inputs"),
        (lambda: trace(lambda v: v, v=[1, 2]), ValueError, "f must return one number"),
        (lambda: trace(lambda x: [x], x=1), ValueError, "it returned a list"),
        (lambda: trace(lambda x: x / [], x=1), TypeError, "unsupported operand"),
        (lambda: trace(lambda x: x, 3), TypeError, "inputs go by their names, such as x=3"),
        (lambda: trace(torch.log, input=-1), ValueError, "f has no value at −1: it returned nan"),
        (lambda: trace(lambda x, y: torch.log(x) * y, x=-1, y=2), ValueError, "at −1, 2: it ret"),
        (lambda: trace(increased, x=1), ValueError, "f changes its argument in place: write"),
        (lambda: trace(doubled, x=1), ValueError, "f changes its argument in place: write"),
        (lambda: trace(torch.no_grad()(lambda x: x * 2), x=1), ValueError, "nothing is recorded"),
    ],
)
def test_what_is_wrong_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_no_sentence_stands_twice_in_a_message():
    with pytest.raises(NotImplementedError) as caught:
        trace(lambda x: 2 * Square.apply(x), x=3)
    assert str(caught.value).count("trace cannot follow this function") == 1


def increased(x):
    x += 1
    return x


def doubled(x):
    while x < 10:
        x *= 2
    return x


def test_parts_that_cancel_are_no_fault():
    graph = trace(lambda x: (1e16 * x + x) - (1e16 * x - x * x) + x / 3, x=1.7)
    assert (
        graph["x"].gradient
        == plain(lambda x: (1e16 * x + x) - (1e16 * x - x * x) + x / 3, {"x": 1.7})[1][0].numpy()
    )


def test_the_callers_modes_do_not_matter():
    for mode in (torch.no_grad(), torch.inference_mode()):
        with mode:
            assert autograd_slope(lambda x: x * x, 3) == 6
            assert trace(lambda x: x * x, x=3)["x"].gradient == 6
            np.testing.assert_array_equal(
                autograd_jacobian(lambda v: v * v, [1, 2]), [[2, 0], [0, 4]]
            )


expressions = st.recursive(
    st.sampled_from(["x", "y", "2"]),
    lambda parts: st.one_of(
        st.tuples(st.sampled_from(["sin", "tanh", "exp"]), parts),
        st.tuples(st.sampled_from("+-*"), parts, parts),
    ),
    max_leaves=8,
)


def evaluated(expression, x, y):
    if isinstance(expression, str):
        return {"x": x, "y": y, "2": 2.0 + 0 * x}[expression]
    if len(expression) == 2:
        bounded = torch.tanh(evaluated(expression[1], x, y))
        return getattr(torch, expression[0])(bounded)
    a, b = (evaluated(part, x, y) for part in expression[1:])
    return a + b if expression[0] == "+" else a - b if expression[0] == "-" else a * b


@given(expressions, st.floats(-2, 2), st.floats(-2, 2))
def test_any_expression(expression, x, y):
    graph = trace(lambda x, y: evaluated(expression, x, y) + x + y, x=x, y=y)
    _, gradients = plain(lambda x, y: evaluated(expression, x, y) + x + y, {"x": x, "y": y})
    for name, gradient in zip("xy", gradients, strict=True):
        np.testing.assert_array_equal(graph[name].gradient, gradient)
    plan = layout(graph)
    assert len(set(plan.places.values())) == len(graph.nodes)
    for parent, node, _ in graph.edges():  # to the right, or further down
        (x, y), (right, down) = plan.places[parent], plan.places[node]
        assert x < right or y > down


def test_memory_is_flat_over_many_traces():
    def tensors():
        gc.collect()
        return sum(issubclass(type(thing), torch.Tensor) for thing in gc.get_objects())

    def grown():
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(60):
            trace(squares, X=M, w=[1, -2], y=[1, 2, 3])
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before

    trace(squares, X=M, w=[1, -2], y=[1, 2, 3])
    before = tensors()
    tracemalloc.start()
    least = min(grown() for _ in range(3))  # caches fill up in some rounds, a leak grows in all
    tracemalloc.stop()
    assert tensors() <= before
    assert least < 60 * 500  # bytes: a graph that stayed would be some thousands for each trace

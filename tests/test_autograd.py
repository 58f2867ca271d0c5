"""Derivatives by torch, and the graph that torch recorded: nothing of it is ours to invent."""

import gc
import math
import tracemalloc

import numpy as np
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from test_several import POINTS, SCALARS, SYMBOLS, VECTORS, by_torch, exactly
from traced import TRACED, M, V, branch, loop, squares

from d2lmini import (
    autograd_gradient,
    autograd_jacobian,
    autograd_slope,
    numerical_gradient,
    trace,
)
from d2lmini.autograd.drawing import draw_graph, figsize, layout
from d2lmini.style import BLUE, ORANGE

# --- slope, gradient, Jacobian


@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("expression", SCALARS, ids=str)
def test_the_gradient_is_sympys(expression, point):
    found = autograd_gradient(lambda v: by_torch(expression)(v)[0], point)
    wanted = exactly([expression.diff(s) for s in SYMBOLS], point).ravel()
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("expressions", VECTORS, ids=str)
def test_the_jacobian_is_sympys(expressions):
    found = autograd_jacobian(by_torch(*expressions), POINTS[0])
    wanted = exactly(sympy.Matrix(expressions).jacobian(SYMBOLS), POINTS[0])
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


def test_plain_arithmetic_works_for_numpy_and_torch_alike():
    def f(x, y):
        return (x + y) * x / (1 + y**2) - abs(x) ** 0.5

    np.testing.assert_allclose(autograd_gradient(f, (3, 4)), numerical_gradient(f, (3, 4)))
    assert autograd_slope(lambda x: np.sqrt(2) * x**2, 3) == 6 * math.sqrt(2)
    matrix = autograd_gradient(lambda X: (X**2).sum(), [[1, 2], [3, 4]])
    np.testing.assert_array_equal(matrix, [[2, 4], [6, 8]])


def test_slopes_are_asked_number_by_number():
    def relu(x):
        return x if x > 0 else 0.0

    slopes = autograd_slope(relu, [[-1, 0], [2, 3]])
    np.testing.assert_array_equal(slopes, [[0, 0], [1, 1]])
    assert autograd_slope(relu, 2) == 1.0
    assert isinstance(autograd_slope(relu, torch.tensor(2)), float)


def test_what_does_not_depend_on_the_point_has_derivative_0():
    assert autograd_slope(lambda x: 5, 1) == 0
    assert autograd_slope(lambda x: x.detach() ** 2, 1) == 0
    np.testing.assert_array_equal(autograd_gradient(lambda x, y: x, (1, 2)), [1, 0])
    np.testing.assert_array_equal(autograd_jacobian(lambda x, y: (3, y), (1, 2)), [[0, 0], [0, 1]])


ARRAY = np.ones(2)


def walks(w):
    with torch.no_grad():
        w -= 0.1
    return (w**2).sum()


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: np.sin(x), r"f calls np\.sin on a torch tensor: write torch\.sin"),
        (lambda x: np.mean(x), r"write torch\.mean"),
        (lambda x: np.linalg.norm(x), r"write torch\.linalg\.norm"),
        (lambda x: np.nan_to_num(np.ediff1d(x)), r"np\.ediff1d on a torch tensor: use torch's own"),
        (lambda x: np.array([x, x]).sum(), r"write torch\.stack"),
        (lambda x: torch.tensor([x, x]).sum(), r"write torch\.stack"),
        (lambda x: torch.as_tensor([x, x]).sum(), r"write torch\.stack"),
        (lambda x: ARRAY @ ARRAY * x * ARRAY, r"make the array a tensor first"),
        (lambda x: ARRAY * x, r"make the array a tensor first"),
        (lambda x: x * math.sin(x), r"write torch\.sin for math\.sin"),
        (lambda x: x * float(x), r"x\.detach\(\)"),
        (lambda x: x.item() ** 2, r"plain number of a torch tensor"),
        (lambda x: sum(x.reshape(1).tolist()), r"plain number"),
        (lambda x: x.numpy() ** 2, r"to numpy"),
        (lambda x: autograd_slope(torch.sin, x), r"to numpy"),
        (lambda x: torch.linspace(0, x, 5).sum(), r"torch's linspace gives a result that forgets"),
        (lambda x: x.new_tensor(2.0) * x, r"torch's new_tensor|write torch\.stack"),
        (lambda x: torch.tensor(data=[x, x]).sum(), r"write torch\.stack"),
        (lambda x: x.data * 2, r"torch's data gives a result that forgets"),
        (lambda x: x * torch.ones(2, dtype=torch.float32).dot(x.reshape(1).expand(2)), r"float64"),
        (lambda x: torch.nn.Linear(1, 1)(x.reshape(1)), r"a layer by layer\.double\(\)"),
        (lambda x: np.maximum(x, 0), r"write torch\.clamp"),
        (lambda x: np.std(x), r"correction=0"),
        (lambda x: torch.autograd.grad(x**3, x)[0], r"torch's grad gives a result that forgets"),
    ],
)
def test_a_function_that_leaves_torch_is_told_what_to_write(f, message):
    with pytest.raises(TypeError, match=message):
        autograd_slope(f, 1)
    with pytest.raises(TypeError, match=message):
        trace(f, x=1)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: autograd_slope(3, 1), TypeError, "f must be a function"),
        (lambda: autograd_slope(torch.sin, "1"), TypeError, "x must be a number"),
        (lambda: autograd_slope(torch.sin, np.nan), ValueError, "x must be finite"),
        (lambda: autograd_slope(lambda x: (x, x), 1), ValueError, "f must return one number"),
        (lambda: autograd_slope(lambda x: x * torch.ones(2), 1), ValueError, "autograd_jacobian"),
        (lambda: autograd_slope(lambda x: None, 1), TypeError, "f returned None"),
        (lambda: autograd_slope(lambda x: "one", 1), TypeError, "f must return numbers"),
        (lambda: autograd_slope(lambda x: x + 1j, 1), ValueError, "it must be real"),
        (lambda: autograd_gradient(lambda x, y: x, 3), ValueError, "autograd_slope"),
        (lambda: autograd_gradient(lambda x, y: x, (1, 2, 3)), ValueError, "f takes 2 numbers"),
        (lambda: autograd_jacobian(lambda x, y: x, (1, 2)), ValueError, "autograd_gradient"),
        (lambda: autograd_jacobian(lambda x, y: None, (1, 2)), TypeError, "f returned None"),
        (lambda: trace(3, x=1), TypeError, "f must be a function"),
        (lambda: trace(lambda: 1), ValueError, "the inputs by name"),
        (lambda: trace(lambda x: x, y=1), TypeError, "unexpected keyword argument 'y'"),
        (lambda: trace(lambda x: x, x="a"), TypeError, "x must be a number"),
        (lambda: trace(lambda x: 5, x=1), ValueError, "does not depend on its inputs"),
        (lambda: trace(lambda x: x.detach(), x=1), ValueError, "does not depend on its inputs"),
        (lambda: trace(lambda v: v, v=[1, 2]), ValueError, "f must return one number"),
        (lambda: trace(lambda x: [x], x=1), ValueError, "it returned a list"),
        (lambda: autograd_gradient(lambda x, y: (x * y,), (1, 2)), ValueError, "it returned a tup"),
        (lambda: autograd_jacobian(lambda v: [], (1, 2)), ValueError, "real vectors"),
        (lambda: autograd_jacobian(lambda v: v[:0], (1, 2)), ValueError, "real vectors"),
        (lambda: autograd_jacobian(lambda v: [[v, v]], (1, 2)), ValueError, "one number"),
        (lambda: autograd_jacobian(lambda v: v * 1j, (1, 2)), ValueError, "real vectors"),
        (lambda: autograd_gradient(walks, [2.0, 1.0]), ValueError, "changes its argument in place"),
        (lambda: trace(lambda x: x / [], x=1), TypeError, "unsupported operand"),
    ],
)
def test_what_is_wrong_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_a_mistake_of_f_itself_is_raised_as_it_is():
    with pytest.raises(ZeroDivisionError):
        autograd_slope(lambda x: x * (1 / 0), 1)
    with pytest.raises(RuntimeError, match="size of tensor"):
        trace(lambda v: (v + torch.ones(3)).sum(), v=[1, 2])


# --- the graph


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
    graph = trace(f, **inputs)
    arrived = {node: np.zeros_like(node.value) for node in graph.nodes}
    arrived[graph.output] += 1
    for node in reversed(graph.nodes):
        np.testing.assert_allclose(arrived[node], node.gradient, rtol=1e-12)
        for parent, local, passed in zip(node.parents, node.local, node.passed, strict=True):
            assert local.shape == node.value.shape + parent.value.shape
            product = np.tensordot(node.gradient, local, axes=node.value.ndim)
            np.testing.assert_allclose(product, passed, rtol=1e-12)
            arrived[parent] = arrived[parent] + product


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
        "v₁ = x + y = 7",
        "v₂ = v₁ · x = 21",
    ]
    assert [node.operation for node in graph.nodes] == ["", "", "+", "·"]
    assert [list(map(float, node.local)) for node in graph.nodes] == [[], [], [1, 1], [3, 7]]
    assert [float(node.gradient) for node in graph.nodes] == [10, 3, 3, 1]
    assert graph.inputs == graph.nodes[:2]
    with pytest.raises(KeyError, match="there are x, y, v₁, v₂"):
        graph["z"]


def test_control_flow_leaves_the_graph_of_the_way_that_was_taken():
    assert [n.formula for n in trace(branch, x=3, y=2).nodes[2:]] == ["sin(x)", "v₁ · y"]
    assert [n.formula for n in trace(branch, x=1, y=2).nodes[2:]] == ["x − y"]
    assert len(trace(loop, x=600).nodes) == 2
    assert len(trace(loop, x=-600).nodes) == 3
    assert len(trace(loop, x=1e-300).nodes) > 1000  # no recursion


def test_what_does_not_lead_to_the_output_is_left_out():
    graph = trace(lambda x, y: (y * 2, x + 1)[1], x=1, y=2)
    assert [node.name for node in graph.nodes] == ["x", "v₁"]


@pytest.mark.parametrize(
    ("f", "formula"),
    [
        (lambda v: v[::2].sum(), "v[::2]"),
        (lambda v: v[-1], "v[-1]"),
        (lambda v: v[[0, 1]].sum(), "v[[0, 1]]"),
        (lambda v: v[..., 1:].sum(), "v[..., 1:]"),
        (lambda v: v.reshape(3, 1).sum(dim=(0, 1)), "reshape(v, 3, 1)"),
        (lambda v: (v * 123456).sum(), "v · 123456"),
        (lambda v: (np.float64(0.1) * v).sum(), "v · 0.1"),
        (lambda v: next(iter(v)), "unbind(v, 0)[0]"),
        (lambda v: (2**v).sum(), "2 ^ v"),
        (lambda v: v @ v, "v @ v"),
    ],
)
def test_a_formula_reads_as_it_was_written(f, formula):
    assert trace(f, v=V).nodes[1].formula == formula


def test_inputs_may_have_any_names():
    assert trace(lambda f, self, price: f * self + price, f=2, self=3, price=1)["f"].gradient == 3


def test_results_are_ones_own():
    found = autograd_gradient(lambda v: v.sum(), [1, 2, 3])
    found[0] = 7
    np.testing.assert_array_equal(found, [7, 1, 1])


def test_formulas_read_as_mathematics():
    graph = trace(lambda x, v: (2 - x) ** 3 * v[0] / v.sum(dim=0) + x.exp() - x * (-1), x=1, v=V)
    assert [node.formula for node in graph.nodes[2:]] == [
        "2 − x",
        "v₁³",
        "v[0]",
        "v₂ · v₃",
        "sum(v, dim=0)",
        "v₄ / v₅",
        "exp(x)",
        "v₆ + v₇",
        "x · (−1)",
        "v₈ − v₉",
    ]


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
    assert [node.name for node in graph.nodes] == ["v", "p₁", "p₂", "v₁"]
    np.testing.assert_array_equal(graph["v"].gradient, layer.weight.detach()[0])
    assert layer.weight.grad is None


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
        with pytest.raises(NotImplementedError, match="does f change a part"):
            trace(f, **inputs)
    for f in (
        lambda x: 2 * Square.apply(x),
        lambda x: Square.apply(x),
        lambda x: x * Square.apply(x),
    ):
        with pytest.raises(NotImplementedError, match="torch does not show"):
            trace(f, x=3)
    assert autograd_slope(lambda x: 2 * Square.apply(x), 3) == 12


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        return 2 * ctx.saved_tensors[0] * gradient


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
    assert all(plan.places[a][0] < plan.places[b][0] for a, b, _ in graph.edges())


def test_memory_is_flat_over_200_traces():
    def tensors():
        gc.collect()
        return sum(issubclass(type(thing), torch.Tensor) for thing in gc.get_objects())

    def some(count):
        for _ in range(count):
            trace(squares, X=M, w=[1, -2], y=[1, 2, 3])

    some(5)
    before = tensors()
    tracemalloc.start()
    some(100)
    gc.collect()
    half = tracemalloc.get_traced_memory()[0]
    some(100)
    gc.collect()
    whole = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert tensors() <= before
    assert whole - half < 20_000


# --- the drawing


def test_the_drawing_keeps_apart():
    """Inputs at the left, the output at the right; nodes and passing edges never on one place."""
    for f, inputs in TRACED.values():
        graph = trace(f, **inputs)
        plan = layout(graph)
        xs = [x for x, _ in plan.places.values()]
        assert plan.places[graph.output][0] == max(xs)
        assert all(plan.places[node][0] == 0 for node in graph.inputs)
        stops = [point for route in plan.routes.values() for point in route[1:-1]]
        places = [*plan.places.values(), *stops]
        assert len(set(places)) == len(places)


def test_a_notebook_shows_the_picture_and_the_table():
    graph = trace(lambda x, y: (x + y) * x, x=3, y=4)
    bundle = graph._repr_mimebundle_()
    assert bundle["text/plain"] == repr(graph)
    assert bundle["image/png"].startswith("iVBOR")
    assert "<title>" in bundle["image/svg+xml"]
    assert bundle == trace(lambda x, y: (x + y) * x, x=3, y=4)._repr_mimebundle_()


def drawn(graph):
    """Texts of the drawing, with the box that each takes."""
    figure = Figure(figsize=figsize(layout(graph)))
    axes = figure.add_axes((0, 0, 1, 1))
    draw_graph(axes, graph)
    figure.draw_without_rendering()
    return {text: text.get_window_extent() for text in axes.texts}, figure.bbox


@pytest.mark.parametrize("layers", [5, 14])
def test_numbers_do_not_overlap_nor_leave_the_picture(layers):
    def chain(x):
        for _ in range(layers):
            x = torch.sin(x) if layers > 10 else torch.sin(x) + x
        return x

    boxes, page = drawn(trace(chain, x=2))
    above = [box for text, box in boxes.items() if text.get_color() in (BLUE, ORANGE)]
    for box in above:
        assert page.x0 <= box.x0
        assert box.x1 <= page.x1
        assert page.y0 <= box.y0
        assert box.y1 <= page.y1
        assert not any(box.overlaps(other) for other in above if other is not box)


def test_a_graph_too_large_to_draw_is_a_table():
    graph = trace(loop, x=1e-20)
    assert len(graph.nodes) > 40
    assert set(graph._repr_mimebundle_()) == {"text/plain"}

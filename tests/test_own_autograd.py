"""Our own autograd against torch: the same expressions, the same values and slopes."""

import ast
import math
from pathlib import Path

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from d2lmini import own_autograd as own
from d2lmini.own_autograd import Dual, Node, derivative, gradient

FUNCTIONS = ("sin", "cos", "exp", "log", "tanh", "sigmoid", "relu", "sqrt")
NUMBERS = st.floats(-2.0, 2.0).map(lambda x: round(x, 3))
TREES = st.recursive(
    st.sampled_from(("x", "y")) | NUMBERS,
    lambda parts: (
        st.tuples(st.sampled_from("+-*/"), parts, parts)
        | st.tuples(st.sampled_from(FUNCTIONS), parts)
        | st.tuples(st.just("power"), parts, st.sampled_from((-2, -1, 0, 1, 2, 3)))
        | st.tuples(st.just("branch"), parts, parts)
    ),
    max_leaves=12,
)


def computed(tree, module, x, y):
    """A tree by one engine or the other, each part once: what stands twice is one node."""
    if not isinstance(tree, tuple):
        return {"x": x, "y": y}.get(tree, tree)
    kind, *parts = tree
    if kind == "power":
        return computed(parts[0], module, x, y) ** parts[1]
    a, *rest = (computed(part, module, x, y) for part in parts)
    if kind == "branch":
        return a * a if a > rest[0] else rest[0] + a
    if kind in FUNCTIONS:
        named = getattr(module, kind)
        return named(a if module is own or torch.is_tensor(a) else torch.tensor(a, dtype=F64))
    b = rest[0]
    return {"+": a + b, "-": a - b, "*": a * b}[kind] if kind != "/" else a / b


F64 = torch.float64


def by_torch(tree, x, y):
    """Value and slopes; None where torch has none."""
    at = [torch.tensor(v, dtype=F64, requires_grad=True) for v in (x, y)]
    z = computed(tree, torch, *at)
    if not torch.is_tensor(z) or not z.requires_grad:
        return None
    z.backward()
    slopes = [0.0 if v.grad is None else v.grad.item() for v in at]
    found = [z.item(), *slopes]
    return found if all(map(math.isfinite, found)) and max(map(abs, found)) < 1e8 else None


@given(TREES, NUMBERS, NUMBERS)
def test_values_and_gradients_are_torchs(tree, x, y):
    try:
        wanted = by_torch(tree, x, y)
    except ZeroDivisionError:  # of two plain numbers
        wanted = None
    assume(wanted is not None)
    try:
        nodes = Node(x), Node(y)
        z = computed(tree, own, *nodes)
        z.backward()
        duals = [computed(tree, own, *pair) for pair in seeded(x, y)]
    except (ZeroDivisionError, ValueError, OverflowError):
        assume(False)  # where torch goes on with infinity, in a part that does not matter
    backward = [0.0 if n.grad is None else n.grad for n in nodes]
    forward = [d.slope for d in duals]
    near = {"rel": 1e-7, "abs": 1e-9 * max(1.0, *map(abs, wanted))}
    assert [z.value, *backward] == pytest.approx(wanted, **near)
    assert [duals[0].value, *forward] == pytest.approx(wanted, **near)


def seeded(x, y):
    """The point with a slope in x, and with one in y."""
    return (Dual(x, 1.0), Dual(y, 0.0)), (Dual(x, 0.0), Dual(y, 1.0))


def test_walks_add_up_until_the_gradient_is_emptied():
    x = Node(3.0)
    (x * x).backward()
    z = x**3
    z.backward()
    assert x.grad == 33
    z.backward()  # a second walk is allowed: nothing was let go of
    assert x.grad == 60
    x.zero_grad()
    z.backward(10.0)
    assert x.grad == 270


def test_a_chain_of_ten_thousand_operations():
    x = Node(1.0)
    y = x
    for _ in range(10_000):
        y = y * 1.0001
    y.backward()
    assert x.grad == pytest.approx(1.0001**10_000)
    assert derivative(lambda t: repeated(t, 10_000))(1.0) == pytest.approx(1.0001**10_000)


def repeated(x, times):
    for _ in range(times):
        x = x * 1.0001
    return x


def test_what_is_used_twice_is_walked_through_once():
    x = Node(1.01)
    y = x
    for _ in range(60):  # 2^60 paths
        y = y * y if plain_small(y) else y + y
    y.backward()
    assert math.isfinite(x.grad)


def plain_small(y):
    return 1 < y < 1.5


@pytest.mark.parametrize(
    ("f", "x", "order", "wanted"),
    [
        (lambda x: x**5, 2.0, 3, 240.0),
        (lambda x: own.sin(2 * x), 0.3, 4, 16 * math.sin(0.6)),
        (lambda x: own.exp(x * x), 0.0, 2, 2.0),
        (lambda x: own.log(x), 2.0, 3, 0.25),
        (lambda x: 1 / x, 2.0, 2, 0.25),
        (lambda x: x**x, 1.0, 2, 2.0),
        (lambda x: 7.0, 1.0, 1, 0.0),
    ],
)
def test_higher_derivatives_are_duals_of_duals(f, x, order, wanted):
    for _ in range(order):
        f = derivative(f)
    assert f(x) == pytest.approx(wanted)


def test_a_derivative_inside_a_derivative_keeps_to_its_own():
    inner = derivative(lambda x: x * derivative(lambda y: x + y)(2.0))
    assert inner(1.0) == 1.0  # x · 1; whoever mixes the two finds 2
    assert gradient(lambda x: gradient(lambda y: x * x * y)(3.0)[0])(2.0) == (4.0,)
    assert derivative(lambda x: gradient(lambda y: x**3 * y * y)(3.0)[0])(2.0) == 72.0
    found = gradient(lambda x: derivative(lambda t: own.sin(t * x))(2.0))(0.5)
    assert found == pytest.approx((math.cos(1) - math.sin(1),))


def test_forward_over_reverse_is_the_hessian_times_a_vector():
    u, w = Node(Dual(1.0, 1.0)), Node(Dual(2.0, 10.0))
    (u**2 * w).backward()
    assert (u.grad.value, w.grad.value) == (4.0, 1.0)
    assert (u.grad.slope, w.grad.slope) == (24.0, 2.0)


@pytest.mark.parametrize("kind", [Dual, Node])
@pytest.mark.parametrize(
    ("f", "says"),
    [
        (math.sin, r"would lose the slope: use sin, cos, .* of this module"),
        (float, "would lose the slope"),
        (lambda x: own.log(x - 3), r"log needs a number above 0, got -1\.0"),
        (lambda x: (x - 3) ** 0.5, r"-1\.0 to the power 0\.5 is no real number"),
        (lambda x: x * (1,), r"a number is wanted, such as 2\.0; got \(1,\)"),
        (lambda x: x * "a", "a number is wanted, such as 2.0; got 'a'"),
    ],
)
def test_what_it_cannot_do_is_said(kind, f, says):
    with pytest.raises((TypeError, ValueError), match=says):
        f(kind(2.0))


def test_what_is_no_number_is_refused():
    for wrong in ("2", [1.0], None, 1j):
        with pytest.raises(TypeError, match="a number is wanted"):
            Node(wrong)


def test_it_can_be_taken_home_whole():
    """Nothing but Python's own modules is imported."""
    names = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(Path(own.__file__).read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert names == {"math", "__future__", "collections.abc", "itertools", "typing"}

"""Our own autograd against torch: the same expressions, the same values and slopes."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
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
        (math.sin, r"would lose the slope: use exp, log, .* of this module"),
        (float, "would lose the slope"),
        (lambda x: own.log(x - 3), r"the value of log at -1\.0 is no real number"),
        (lambda x: 2.0 / (x - 2), r"the value of / at 2\.0, 0\.0 is no real number"),
        (lambda x: (x - 3) ** 0.5, r"the value of \^ at -1\.0, 0\.5 is no real number"),
        (lambda x: own.sqrt(x - 2), r"the slope of sqrt at 0\.0 is no real number"),
        (lambda x: own.exp(x * 1000), r"the value of exp at 2000\.0 is larger than any float"),
        (lambda x: own.apply("sinh", x), "RULES has no 'sinh', only "),
        (lambda x: x * (1,), r"a number is wanted, such as 2\.0; got \(1,\)"),
        (lambda x: x * "a", "a number is wanted, such as 2.0; got 'a'"),
    ],
)
def test_what_it_cannot_do_is_said(kind, f, says):
    with pytest.raises((TypeError, ValueError), match=says):
        f(kind(2.0))


@pytest.mark.parametrize("kind", [Dual, Node])
def test_numbers_compare_as_torchs_do(kind):
    x, y = kind(2.0), kind(2.0)
    assert x == y == 2.0
    assert x != 3
    assert len({x, y}) == 2  # and yet they are two
    assert not kind(0.0)
    assert max(x, kind(3.0)).value == 3
    assert abs(-x).value == (+x).value == 2


def test_numbers_by_hand_stand_one_in_the_other():
    """x³ at 2: 8, 12, and twice 6."""
    y = Dual(Dual(2.0, 1.0), Dual(1.0, 0.0)) ** 3
    assert (y.value.value, y.value.slope, y.slope.value, y.slope.slope) == (8, 12, 12, 12)
    inner, outer = Dual(3.0, 1.0), Dual(Dual(2.0), Dual(1.0))
    assert (inner * outer).slope.value == 3  # the slope with respect to the outer one
    assert (inner * outer).value.slope == 2


def test_numbers_made_by_hand_do_not_mix_levels():
    """Rather an error than a slope that is silently 0."""

    def by_hand(t):
        u, w = Node(t), Node(2.0)
        (u**2 * w).backward()
        return w.grad

    for make, f in (
        (derivative, by_hand),
        (derivative, lambda x: (Dual(2.0, 1.0) * x).slope),
        (gradient, lambda x: Node(x) * x),
        (derivative, lambda x: derivative(lambda y: y * Dual(x, 1.0))(3.0).value),
    ):
        with pytest.raises(ValueError, match="is made by hand while derivative or gradient runs"):
            make(f)(3.0)
    assert derivative(lambda x: x * x)(3.0) == 6  # and afterwards all is as before
    Node(1.0)
    for wrong in (lambda: Dual(Node(2.0), 1.0), lambda: Node(Node(2.0))):
        with pytest.raises(ValueError, match="a Node stands in nothing"):
            wrong()
    outer = Node(3.0)  # a constant for the derivative, and no constant outside
    derivative(lambda x: outer * x * x)(5.0).backward()
    assert outer.grad == 10


@pytest.mark.parametrize("kept", ["input", "result"])
@pytest.mark.parametrize("inner", [derivative, gradient])
def test_what_an_inner_derivative_had_cannot_be_used_outside(inner, kept):
    box = []

    def f(x):
        def g(y):
            box[:] = [y if kept == "input" else x * y]
            return x * y

        inner(g)(2.0)
        return x * box[0]

    for outer in (derivative, gradient):
        with pytest.raises(ValueError, match="an inner derivative or gradient was used outside"):
            outer(f)(5.0)


@pytest.mark.parametrize("made", [None, (1.0, 2.0), "2", [1.0], np.array([1.0, 2.0]), len])
@pytest.mark.parametrize("make", [derivative, gradient])
def test_a_function_must_return_one_number(make, made):
    with pytest.raises(TypeError, match="the function must return one number; got"):
        make(lambda x: made)(2.0)
    with pytest.raises(TypeError, match="a function is wanted"):
        make(made if made is not len else 3)


@pytest.mark.parametrize(
    ("slopes", "says"),
    [
        (lambda a: (1.0, 2.0), r"the second function of RULES\['bad'\] must return \(slope,\)"),
        (lambda a: 1.0, r"must return \(slope,\)"),
    ],
)
def test_a_row_that_does_not_fit_is_said(slopes, says):
    own.RULES["bad"] = (lambda a: a, slopes)
    try:
        with pytest.raises(TypeError, match=says):
            own.apply("bad", Node(1.0))
    finally:
        del own.RULES["bad"]


def test_numpys_numbers_are_numbers():
    x = Node(3.0)
    for y in (np.float64(2) * x, x * np.float64(2), np.array(2.0) * x, np.int64(2) * x):
        assert y.value == 6
    for wrong in (np.array([1.0, 2.0]), np.complex128(1j), torch.ones(2), 10**400):
        with pytest.raises(TypeError, match="a number is wanted"):
            x * wrong
    with pytest.raises(TypeError, match="would lose its record"):
        x * torch.ones((), requires_grad=True)
    with pytest.raises(TypeError, match="a number is wanted"):
        x.backward(None)


def test_a_power_whose_exponent_moves():
    assert gradient(lambda a, n: a**n)(2.0, 3.0) == (12.0, 8.0 * math.log(2))
    assert (2 ** Dual(3.0, 1.0)).value == 8
    assert derivative(lambda n: own.apply("^", 3.0, n))(2.0) == pytest.approx(9 * math.log(3))
    with pytest.raises(ValueError, match=r"the slope of \*\* at -2\.0, 3\.0 is no real number"):
        gradient(lambda a, n: a**n)(-2.0, 3.0)


def test_a_row_of_your_own():
    rule = (lambda a: math.log1p(math.exp(a)), lambda a: (own.sigmoid(a),))
    own.RULES["softplus"] = rule
    try:
        second = derivative(derivative(lambda x: own.apply("softplus", x)))
        assert second(0.0) == pytest.approx(0.25)
    finally:
        del own.RULES["softplus"]


@pytest.mark.parametrize("x", [-700.0, -40.0, 40.0, 700.0])
def test_a_sigmoid_far_out(x):
    found = derivative(own.sigmoid)(x)
    t = torch.tensor(x, dtype=F64, requires_grad=True)
    torch.nn.functional.logsigmoid(t).exp().backward()
    assert own.sigmoid(x) == pytest.approx(torch.sigmoid(t).item(), rel=1e-14)
    assert found == pytest.approx(math.exp(-abs(x)), rel=1e-12)


def test_a_quotient_far_out():
    assert gradient(lambda a, b: a / b)(1e200, 1e200) == pytest.approx((1e-200, -1e-200))


def test_what_is_no_number_is_refused():
    for wrong in ("2", [1.0], None, 1j):
        with pytest.raises(TypeError, match="a number is wanted"):
            Node(wrong)


def test_it_can_be_taken_home_whole():
    """Nothing but math is imported, when it runs."""
    home = Path(own.__file__)
    code = (
        "import sys; before = set(sys.modules); "
        f"exec(open({str(home)!r}, encoding='utf-8').read(), {{'__name__': 'own'}}); "
        "print(*set(sys.modules) - before)"
    )
    alone = [sys.executable, "-I", "-S", "-c", code]
    told = subprocess.run(alone, cwd=home.parent, capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) <= {"math", "__future__"}

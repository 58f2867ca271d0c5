"""Partial derivatives, gradients, Jacobians and Hessians agree with sympy and torch."""

import math

import numpy as np
import pytest
import sympy
import torch
from expressions import (
    POINTS,
    SCALARS,
    SYMBOLS,
    VECTORS,
    X,
    Y,
    by_numpy,
    by_torch,
    counted,
    exactly,
    tensor,
)
from hypothesis import given
from hypothesis import strategies as st

from d2lmini import (
    directional_derivative,
    numerical_gradient,
    numerical_hessian,
    numerical_jacobian,
    partial_derivative,
)
from d2lmini.calculus import sample_grid


@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("expression", SCALARS, ids=str)
def test_the_gradient_and_its_parts(expression, point):
    f = by_numpy(expression)
    found = numerical_gradient(f, point)
    wanted = exactly([expression.diff(X), expression.diff(Y)], point).ravel()
    np.testing.assert_allclose(found, wanted, rtol=1e-7, atol=1e-7)
    by_name = [partial_derivative(f, point, name) for name in "xy"]
    assert list(found) == by_name == [partial_derivative(f, point, i) for i in (0, 1)]
    np.testing.assert_array_equal(found, numerical_gradient(lambda v: f(*v), np.array(point)))
    backward = torch.func.grad(lambda v: by_torch(expression)(v)[0])(tensor(point))
    np.testing.assert_allclose(found, backward, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("expression", SCALARS, ids=str)
def test_the_hessian(expression, point):
    found = numerical_hessian(by_numpy(expression), point)
    wanted = exactly(sympy.hessian(expression, SYMBOLS), point)
    near = 1e-6 * max(1.0, np.abs(wanted).max())
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=near)
    np.testing.assert_allclose(
        found,
        torch.autograd.functional.hessian(lambda v: by_torch(expression)(v)[0], tensor(point)),
        rtol=1e-5,
        atol=near,
    )


@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("expressions", VECTORS, ids=str)
def test_the_jacobian_has_a_row_for_each_output(expressions, point):
    found = numerical_jacobian(by_numpy(expressions), point)
    assert found.shape == (len(expressions), 2)
    wanted = exactly(sympy.Matrix(expressions).jacobian(SYMBOLS), point)
    np.testing.assert_allclose(found, wanted, rtol=1e-7, atol=1e-7)
    forward = torch.func.jacrev(by_torch(*expressions))(tensor(point))
    np.testing.assert_allclose(found, forward, rtol=1e-7, atol=1e-7)


@given(st.floats(0, 6.3), st.sampled_from(SCALARS), st.sampled_from(POINTS))
def test_where_f_is_smooth_a_directional_derivative_is_a_dot_product(angle, expression, point):
    f, u = by_numpy(expression), (np.cos(angle), np.sin(angle))
    slope = directional_derivative(f, point, u)
    np.testing.assert_allclose(slope, numerical_gradient(f, point) @ u, rtol=1e-5, atol=1e-5)


def test_partials_do_not_give_every_direction():
    def f(x, y):
        return x**2 * y / (x**2 + y**2) if x or y else 0.0

    diagonal = np.array([1, 1]) / np.sqrt(2)
    assert numerical_gradient(f, (0, 0)) @ diagonal == 0
    assert round(directional_derivative(f, (0, 0), diagonal), 6) == 0.353553


def test_the_gradient_has_the_shape_of_what_it_is_taken_by():
    matrix = np.arange(6.0).reshape(2, 3)
    gradient = numerical_gradient(lambda X: (X**2).sum(), matrix)
    np.testing.assert_allclose(gradient, 2 * matrix, atol=1e-9)


def test_a_kink_has_no_number():
    assert np.isnan(numerical_gradient(np.linalg.norm, [0.0, 0.0])).all()
    np.testing.assert_allclose(numerical_gradient(np.linalg.norm, [3.0, 4.0]), [0.6, 0.8])
    assert np.isnan(directional_derivative(lambda x, y: abs(x) + y, (0, 1), (1, 0)))
    found = numerical_gradient(lambda x, y: abs(x) + y, (0, 1))
    assert np.isnan(found[0])
    assert round(found[1], 9) == 1


def test_at_a_kink_there_is_no_hessian():
    found = numerical_hessian(np.hypot, (0, 0))
    assert not np.isfinite(found.diagonal()).any()


def test_any_number_of_numbers():
    found = numerical_gradient(lambda *v: sum(x**2 for x in v), [1, 2, 3, 4])
    np.testing.assert_allclose(found, [2, 4, 6, 8])


def test_single_precision():
    xs, ys = torch.arange(5.0), torch.tensor([1.2, 2.6, 5.0, 7.4, 8.8])

    def loss(w, b):
        return torch.mean((w * xs + b - ys) ** 2)

    np.testing.assert_allclose(numerical_gradient(loss, (1, 1)), [-12, -4], rtol=1e-3)
    np.testing.assert_allclose(numerical_hessian(loss, (1.9, 1.1)), [[12, 4], [4, 2]], atol=0.05)


def test_a_step_off_the_axis_is_as_long_as_the_axis_needs():
    for f, slope in (
        (lambda x, y: np.sin(y), 1),
        (lambda x, y: y**3, 0),
        (lambda x, y: np.exp(y), 1),
    ):
        found = directional_derivative(f, (1e6, 0), (0, 1))
        assert np.isclose(found, slope, atol=1e-8)


@pytest.mark.parametrize("f", [np.cbrt, np.sign, abs], ids=["∛x", "sign", "|x|"])
def test_no_slope_where_there_is_none(f):
    assert np.isnan(partial_derivative(lambda x, y: f(x) + y, (0, 1), 0))


def test_a_slope_that_sets_in_slowly_is_one():
    found = numerical_gradient(lambda x, y: np.hypot(x, y) ** 1.5, (0, 0))
    np.testing.assert_allclose(found, [0, 0], atol=1e-9)


def test_at_the_edge_of_the_domain_there_is_no_slope():
    assert np.isnan(partial_derivative(lambda x, y: math.sqrt(x) + y, (0, 1), 0))
    assert np.isnan(partial_derivative(lambda x, y: x**0.5 + y, (0, 1), 0))


def test_far_from_0():
    u = np.array([0.6, 0.8])
    assert np.isclose(directional_derivative(lambda x, y: x**2 + y, (1e6, 1), u), 1.2e6 + 0.8)
    slope = directional_derivative(lambda x, y: x**2 + y**2, (1e6, 1e6), u)
    assert math.isclose(slope, 2.8e6, rel_tol=1e-8)


def test_what_f_does_to_its_argument_is_its_own_affair():
    def f(v):
        v *= 2
        return v.sum()

    point = np.array([1.0, 2.0])
    np.testing.assert_allclose(numerical_gradient(f, point), [2, 2])
    assert list(point) == [1, 2]


@pytest.mark.parametrize(
    ("derivative", "most"),
    [
        (lambda f: numerical_jacobian(lambda *v: (f(*v), v[0], v[1] * v[2]), (1, 2, 3)), 700),
        (lambda f: numerical_gradient(f, (1, 2, 3)), 360),
        (lambda f: partial_derivative(f, (1, 2, 3), 1), 120),
        (lambda f: directional_derivative(f, (1, 2, 3), (0, 0.6, 0.8)), 360),
        (lambda f: numerical_hessian(f, (1, 2, 3)), 1950),
    ],
    ids=["jacobian", "gradient", "partial", "directional", "hessian"],
)
def test_f_is_asked_no_more_often_than_needed(derivative, most):
    f, asked = counted(lambda x, y, z: x * y + z**2)
    derivative(f)
    assert len(asked) <= most


def test_an_output_of_a_jacobian_may_have_a_kink():
    found = numerical_jacobian(lambda x, y: (abs(x), x * y), (0, 3))
    np.testing.assert_allclose(found, [[np.nan, 0], [3, 0]], atol=1e-9)


@pytest.mark.parametrize("f", [lambda x, y: math.log(x) / y, lambda v: np.log(v[0]) / v[1]])
def test_a_grid_has_a_row_for_each_y_and_gaps_outside_the_domain(f):
    found = sample_grid(f, [-1, 1, math.e], [0.5, 0])
    np.testing.assert_allclose(found, [[np.nan, 0, 2], [np.nan, np.nan, np.nan]])


def product(x, y):
    return x * y


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: numerical_gradient(3, (1, 2)), TypeError, "f must be a function"),
        (lambda: numerical_gradient(product, 3), ValueError, "numerical_derivative"),
        (lambda: numerical_gradient(product, (1, 2, 3)), ValueError, r"2 numbers \(x, y\)"),
        (lambda: numerical_gradient(product, []), ValueError, "empty"),
        (lambda: numerical_gradient(product, ("a", 1)), TypeError, "point must be"),
        (lambda: numerical_gradient(product, (np.nan, 1)), ValueError, "finite"),
        (lambda: numerical_gradient(lambda v: v, [1, 2]), ValueError, "numerical_jacobian"),
        (lambda: numerical_gradient(lambda v: None, [1, 2]), TypeError, "return"),
        (lambda: numerical_gradient(lambda v: 1j, [1, 2]), ValueError, "must be real"),
        (lambda: numerical_gradient(lambda x=1, y=2: x * y, (1, 2)), ValueError, "say which"),
        (lambda: numerical_gradient(lambda x, y=2: x * y, (1, 2)), ValueError, "numbers as x"),
        (lambda: numerical_gradient(lambda x, y: int("q"), (1, 2)), ValueError, "invalid literal"),
        (lambda: numerical_jacobian(lambda x, y: (1j, y), (1, 2)), ValueError, "real numbers"),
        (lambda: partial_derivative(product, (1, 2), "z"), ValueError, "it has x, y"),
        (lambda: partial_derivative(lambda v: v[0], [1, 2], "x"), ValueError, "which number"),
        (lambda: partial_derivative(product, (1, 2), 2), ValueError, "i must be at most 1"),
        (lambda: partial_derivative(product, (1, 2), 1.5), TypeError, "whole number"),
        (lambda: partial_derivative(np.sum, [[1, 2]], 0), ValueError, "numerical_gradient"),
        (lambda: directional_derivative(product, (1, 2), (3, 4)), ValueError, "length is 5"),
        (lambda: directional_derivative(product, (1, 2), (0.3, 0.4)), ValueError, "length is 0.5"),
        (lambda: sample_grid(product, [[0, 1]], [0]), ValueError, r"shapes \(1, 2\) and \(1,\)"),
        (lambda: directional_derivative(product, (1, 2), (0, 0)), ValueError, "not 0"),
        (lambda: directional_derivative(product, (1, 2), (1, 0, 0)), ValueError, "must agree"),
        (lambda: numerical_jacobian(lambda x, y: None, (1, 2)), TypeError, "returned None"),
        (lambda: numerical_jacobian(lambda v: v[None], [1, 2]), ValueError, r"\(1, 2\) of \(2,\)"),
        (lambda: numerical_jacobian(product, (1, 2)), ValueError, "numerical_gradient"),
        (lambda: numerical_hessian(np.sum, [[1, 2]]), ValueError, r"shape \(n,\)"),
    ],
)
def test_what_is_wrong_is_said(call, error, message):
    with pytest.raises(error, match=message):
        call()

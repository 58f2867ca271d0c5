"""Slopes, gradients and Jacobians by torch are those of sympy."""

import math

import numpy as np
import pytest
import sympy
import torch
from expressions import POINTS, SCALARS, SYMBOLS, VECTORS, by_torch, exactly

from d2lmini import autograd_gradient, autograd_jacobian, autograd_slope, numerical_gradient


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


def test_a_gradient_has_the_shape_of_the_point():
    assert autograd_gradient(lambda *numbers: numbers[0] ** 2, (3,)).tolist() == [6]
    assert autograd_jacobian(lambda v: v[0] ** torch.arange(3), (2,)).tolist() == [[0], [1], [4]]


def test_results_are_ones_own():
    found = autograd_gradient(lambda v: v.sum(), [1, 2, 3])
    found[0] = 7
    np.testing.assert_array_equal(found, [7, 1, 1])


def test_what_is_not_recorded_counts_as_a_constant():
    def scaled(x):
        with torch.no_grad():
            scale = 2 * x
        return scale * x

    assert autograd_slope(scaled, 3) == 6
    assert autograd_slope(lambda x: torch.as_tensor(x) * 2, 3) == 2


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


def walks_on_y(x, y):
    with torch.no_grad():
        y -= 0.1
    return x * y


def walks(w):
    with torch.no_grad():
        w -= 0.1
    return (w**2).sum()


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
        (lambda: autograd_gradient(lambda x, y: (x * y,), (1, 2)), ValueError, "it returned a tup"),
        (lambda: autograd_jacobian(lambda v: v[0], [[1, 2]]), ValueError, r"\(2,\) of \(1, 2\)"),
        (lambda: autograd_jacobian(lambda v: [], (1, 2)), ValueError, "real vectors"),
        (lambda: autograd_jacobian(lambda v: v[:0], (1, 2)), ValueError, "real vectors"),
        (lambda: autograd_jacobian(lambda v: [[v, v]], (1, 2)), ValueError, "one number"),
        (lambda: autograd_jacobian(lambda v: v * 1j, (1, 2)), ValueError, "real vectors"),
        (
            lambda: autograd_gradient(walks_on_y, (2, 1)),
            ValueError,
            "changes its argument in place",
        ),
        (
            lambda: autograd_slope(lambda x: x.reshape(1)[:0], 1),
            ValueError,
            "must return one numbe",
        ),
        (lambda: autograd_gradient(walks, [2.0, 1.0]), ValueError, "changes its argument in place"),
    ],
)
def test_what_is_wrong_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make()

"""Difference quotients and the derivative by small steps."""

import math

import numpy as np
import pytest
import sympy
import torch
from expressions import SMOOTH, X, parabola
from hypothesis import given
from hypothesis import strategies as st

from d2lmini.calculus import (
    backward_difference,
    central_difference,
    numerical_derivative,
    numerical_lim,
    sample,
)

QUOTIENTS = [numerical_lim, backward_difference, central_difference]
finite = st.floats(-1e3, 1e3)
steps = st.floats(1e-3, 1).flatmap(lambda h: st.sampled_from([h, -h]))


def test_numerical_lim_gives_the_numbers_of_the_chapter():
    slopes = [numerical_lim(parabola, 1, 10.0**-k) for k in range(1, 6)]
    assert [f"{s:.5f}" for s in slopes] == ["2.30000", "2.03000", "2.00300", "2.00030", "2.00003"]


@given(st.floats(-10, 10), steps)
def test_the_quotients_of_a_parabola_are_known(x, h):
    slope = 6 * x - 4
    np.testing.assert_allclose(numerical_lim(parabola, x, h), slope + 3 * h, atol=1e-9)
    np.testing.assert_allclose(backward_difference(parabola, x, h), slope - 3 * h, atol=1e-9)
    np.testing.assert_allclose(central_difference(parabola, x, h), slope, atol=1e-9)


@given(finite, finite, finite, steps)
def test_a_line_has_its_own_slope_whatever_h(a, b, x, h):
    for quotient in QUOTIENTS:
        np.testing.assert_allclose(quotient(lambda t: a * t + b, x, h), a, rtol=1e-6, atol=1e-6)


@given(st.floats(-5, 5), steps)
def test_backward_is_forward_with_the_step_turned_round(x, h):
    assert math.isclose(backward_difference(np.sin, x, h), numerical_lim(np.sin, x, -h))


@pytest.mark.parametrize("quotient", QUOTIENTS)
def test_arrays_and_broadcasting(quotient):
    x = np.array([0.0, 1.0, 2.0])
    assert quotient(np.sin, x, 0.1).shape == (3,)
    assert quotient(np.sin, x[:, None], np.array([0.1, 0.2])).shape == (3, 2)
    assert isinstance(quotient(parabola, 1, 0.5), float)


@pytest.mark.parametrize("quotient", QUOTIENTS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_precision_of_x_is_kept(quotient, dtype):
    assert quotient(np.sin, dtype(1), np.float64(0.1)).dtype == dtype
    assert quotient(np.sin, np.ones(2, dtype), 0.1).dtype == dtype


def test_torch_scalars_are_accepted():
    slope = numerical_lim(torch.sin, torch.tensor(1.0), 0.01)
    assert slope.dtype == torch.float32
    assert math.isclose(slope, math.cos(1), abs_tol=0.01)
    assert numerical_lim(parabola, torch.tensor(1, requires_grad=False), 0.1).dtype == torch.float64
    assert float(numerical_lim(parabola, 1.0, torch.tensor(0.5))) == 3.5


def test_an_f_that_rounds_more_than_x_gets_a_longer_step():
    def f(x):
        return torch.sin(torch.tensor(x))  # float32

    assert math.isclose(numerical_derivative(f, 1.0), math.cos(1), abs_tol=3e-4)
    x = torch.tensor(3.0, dtype=torch.float16)
    assert math.isclose(numerical_derivative(lambda x: x**2, x), 6, rel_tol=0.05)


def test_what_bfloat16_does_not_resolve_is_not_told():
    x = torch.tensor(3.0, dtype=torch.bfloat16)  # two digits, so three steps never agree
    assert math.isnan(numerical_derivative(lambda x: x**2, x))


def test_x_and_h_of_different_kinds():
    slopes = numerical_lim(parabola, np.array([1.0, 2.0]), torch.tensor([0.1, 0.2]))
    np.testing.assert_allclose(slopes, [2.3, 8.6])
    slopes = numerical_lim(parabola, torch.tensor([1.0, 2.0]), [0.1, 0.2])
    assert slopes.dtype == torch.float32
    with pytest.raises(ValueError, match=r"too small for torch\.float16"):
        numerical_lim(parabola, torch.tensor(1.0, dtype=torch.float16), 1e-9)


def test_sympy_functions_are_accepted():
    assert math.isclose(numerical_lim(sympy.sin, 1.0, 1e-6), math.cos(1), abs_tol=1e-5)
    np.testing.assert_allclose(sample(sympy.sqrt, [-1, 4]), [np.nan, 2])


@pytest.mark.parametrize("quotient", QUOTIENTS)
def test_an_f_that_changes_its_argument_gives_the_same(quotient):
    def spoils(x):
        x *= x
        return x

    x = np.array([1.0, 2.0])
    expected = quotient(np.square, x, 0.1)
    np.testing.assert_allclose(quotient(spoils, x, 0.1), expected)
    np.testing.assert_allclose(quotient(spoils, torch.tensor(x), 0.1), expected)


def test_an_f_that_changes_its_argument_does_no_harm():
    def spoils(x):
        x *= x
        return x

    x = np.array([1.0, 2.0])
    numerical_derivative(spoils, x)
    np.testing.assert_array_equal(x, [1, 2])


@pytest.mark.parametrize("quotient", QUOTIENTS)
class TestRefusals:
    @pytest.mark.parametrize("h", [0, 0.0, np.array([0.1, 0.0])])
    def test_h_of_zero(self, quotient, h):
        with pytest.raises(ValueError, match=r"h must not be 0.*0/0"):
            quotient(np.sin, 1.0, h)

    def test_h_that_float32_rounds_to_zero(self, quotient):
        with pytest.raises(ValueError, match="too small for float32"):
            quotient(np.sin, np.float32(1), 1e-60)

    def test_not_finite(self, quotient):
        with pytest.raises(ValueError, match="x must be finite"):
            quotient(np.sin, math.nan, 0.1)
        with pytest.raises(ValueError, match="h must be finite"):
            quotient(np.sin, 1.0, math.inf)

    @pytest.mark.parametrize("f", [3, None, "x**2"])
    def test_f_that_cannot_be_called(self, quotient, f):
        with pytest.raises(TypeError, match="f must be a function"):
            quotient(f, 1.0, 0.1)

    def test_f_without_return(self, quotient):
        with pytest.raises(TypeError, match="returned None: does its last line say return"):
            quotient(lambda x: None, 1.0, 0.1)

    def test_f_that_returns_no_number(self, quotient):
        with pytest.raises(TypeError, match="f must return numbers, it returned 'a'"):
            quotient(lambda x: "a", 1.0, 0.1)

    def test_f_of_another_shape(self, quotient):
        with pytest.raises(ValueError, match=r"x has shape \(3,\), f\(x\) has shape \(\)"):
            quotient(np.sum, np.ones(3), 0.1)
        with pytest.raises(ValueError, match="one number for each x"):
            quotient(lambda x: [x, x], 1.0, 0.1)

    def test_complex_results(self, quotient):
        with pytest.raises(ValueError, match="f must be real"):
            quotient(lambda x: (-1.0 - x) ** 0.5, 1.0, 0.1)


@pytest.mark.parametrize("expression", SMOOTH, ids=str)
def test_numerical_derivative_agrees_with_sympy(expression):
    x = np.array([0.3, 1.0, 2.5, 40.0])
    f, slope = (sympy.lambdify(X, e, "numpy") for e in (expression, sympy.diff(expression, X)))
    x = x if np.isfinite(f(x)).all() and f(x).max() < 1e6 else x[:3]
    np.testing.assert_allclose(numerical_derivative(f, x), slope(x), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("f", [torch.sin, torch.exp, torch.tanh, lambda x: x**3 - x])
def test_numerical_derivative_agrees_with_autograd(f):
    x = torch.linspace(-2, 2, 9, dtype=torch.float64, requires_grad=True)
    (expected,) = torch.autograd.grad(f(x).sum(), x)
    torch.testing.assert_close(numerical_derivative(f, x.detach()), expected, rtol=1e-7, atol=1e-8)


def test_numerical_derivative_chooses_its_step_for_float32():
    x = np.linspace(0, 3, 7, dtype=np.float32)
    slope = numerical_derivative(np.sin, x)
    assert slope.dtype == np.float32
    np.testing.assert_allclose(slope, np.cos(x), atol=3e-4)


@given(st.floats(-1e8, 1e8))
def test_numerical_derivative_scales_its_step_with_x(x):
    np.testing.assert_allclose(numerical_derivative(np.square, x), 2 * x, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("x", [0.3, 1.7, 12345.678])
def test_numerical_derivative_divides_by_the_step_it_took(x):
    assert numerical_derivative(lambda x: x, x) == 1


def test_a_constant_that_is_a_whole_number_has_a_derivative():
    assert numerical_derivative(lambda x: 3, 1.0) == 0

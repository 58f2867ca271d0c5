import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from d2lmini.learner import (
    argument_index,
    as_array,
    elementwise,
    epsilon,
    float64,
    interval,
    is_tensor,
    of_array,
    of_point,
    of_two,
    one_real_number,
    real,
    returned,
    scalar,
    whole,
)
from d2lmini.words import number


@pytest.mark.parametrize(
    "values",
    [
        [1, 2.5],
        (1, 2.5),
        pd.Series([1, 2.5]),
        torch.tensor([1, 2.5], requires_grad=True),
        [torch.tensor(1.0), torch.tensor(2.5)],
        torch.tensor([1, 2.5], dtype=torch.bfloat16),
        [Fraction(1), Decimal("2.5")],
        [sympy.Integer(1), sympy.Rational(5, 2)],
    ],
    ids=lambda values: type(values).__name__,
)
def test_any_kind_of_numbers_becomes_an_array(values):
    np.testing.assert_array_equal(as_array(values), [1, 2.5])


@pytest.mark.parametrize("values", ["one", None, [None, 1], object(), {"a": 1}])
def test_anything_else_is_refused(values):
    with pytest.raises(TypeError, match="expected numbers"):
        as_array(values)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_real_keeps_the_precision(dtype):
    assert real(dtype(1.5), "x").dtype == dtype
    assert real(np.ones(3, dtype), "x").dtype == dtype


def test_real_never_hands_out_the_callers_array():
    array = np.ones(3)
    real(array, "x")[0] = 7
    assert array[0] == 1


@given(st.integers(-(2**50), 2**50))
def test_integers_become_floats(x):
    assert real(x, "x") == x
    assert isinstance(real(x, "x"), float)


@pytest.mark.parametrize("value", [np.nan, np.inf, [1, np.nan]])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="x must be finite"):
        real(value, "x")


@pytest.mark.parametrize("value", ["1", None, 1j, True])
def test_what_is_not_real_is_refused(value):
    with pytest.raises(TypeError, match="x must be"):
        real(value, "x")


def test_a_scalar_has_no_shape():
    assert scalar(np.float32(2), "x") == 2
    with pytest.raises(ValueError, match=r"one number, got shape \(3,\)"):
        scalar(np.ones(3), "x")


@pytest.mark.parametrize("ends", [(3, 0), (1, 1)])
def test_an_interval_has_its_left_end_first(ends):
    with pytest.raises(ValueError, match="left end must be below the right"):
        interval(ends, "xlim")


@pytest.mark.parametrize("ends", [3, (1, 2, 3), None])
def test_an_interval_has_two_ends(ends):
    with pytest.raises(ValueError, match="must be a pair"):
        interval(ends, "xlim")


def test_a_minus_sign_is_one():
    assert number(-2.5) == "−2.5"


@pytest.mark.parametrize(
    "values",
    [[1, 2], np.array([1, 2], np.float16), torch.tensor([1.0, 2.0], requires_grad=True)],
    ids=["list", "float16", "tensor"],
)
def test_float64_is_a_new_array(values):
    array = float64(values, "x")
    assert array.dtype == np.float64
    np.testing.assert_array_equal(array, [1, 2])
    assert not np.shares_memory(array, as_array(values))


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (2.0, TypeError, "n must be a whole number, got 2.0"),
        (True, TypeError, "whole number"),
        (np.True_, TypeError, "whole number"),
        ("3", TypeError, "whole number, got '3'"),
        (0, ValueError, "n must be at least 1, got 0"),
        (np.int8(6), ValueError, "n must be at most 5, got 6"),
    ],
)
def test_what_is_no_whole_number_in_range_is_refused(value, error, message):
    with pytest.raises(error, match=message):
        whole(value, "n", least=1, most=5)


@pytest.mark.parametrize("value", [1, 5, np.int64(3), np.uint8(2)])
def test_a_whole_number_becomes_an_int(value):
    assert type(whole(value, "n", least=1, most=5)) is int


def test_a_value_has_the_precision_of_its_kind():
    assert epsilon(torch.tensor(1.0)) == epsilon(np.float32(1)) == 2**-23
    assert epsilon(torch.tensor(1)) == epsilon(1) == 0
    assert epsilon([0.5]) == 2**-52


def test_what_f_returns_is_checked_in_one_place():
    for check in (returned, one_real_number, lambda y: elementwise(lambda x: y)(1.0)):
        with pytest.raises(TypeError, match="f returned None: does its last line say return"):
            check(None)
    with pytest.raises(ValueError, match="numerical_jacobian"):
        one_real_number([1, 2])
    with pytest.raises(ValueError, match=r"\(it must be real\)"):
        one_real_number(1j)


def test_outside_its_domain_f_is_nan_and_beyond_all_bounds_infinite():
    value, x = of_point(lambda x, y: math.exp(x) / y + math.sqrt(y), (0, 1))
    assert value(x) == 2
    assert math.isnan(value(np.array([0.0, 0.0])))
    assert math.isnan(value(np.array([0.0, -1.0])))
    assert value(np.array([1e3, 1.0])) == math.inf


def test_a_mistake_in_f_is_raised_at_the_point():
    with pytest.raises(ZeroDivisionError):
        of_point(lambda x, y: x / y, (1, 0))


def test_how_f_takes_its_numbers():
    x = np.array([3.0, 4.0])
    assert of_array(lambda x, y: x - y, x)(x) == of_array(lambda v: v[0] - v[1], x)(x) == -1


@pytest.mark.parametrize("f", [lambda x: x, lambda x, y: x, lambda *v: v])
def test_functions_of_two(f):
    assert of_two(f) is f


def test_functions_of_three_are_not_of_two():
    with pytest.raises(ValueError, match=r"f takes 3 numbers \(x, y, z\)"):
        of_two(lambda x, y, z: x)


def test_an_argument_is_named_or_counted():
    def f(x, y):
        return x

    assert [argument_index(f, np.zeros(2), i) for i in ("x", "y", 0, np.int64(1))] == [0, 1, 0, 1]
    with pytest.raises(ValueError, match="i must be at least 0, got −1"):
        argument_index(f, np.zeros(2), -1)
    with pytest.raises(ValueError, match="no argument 'z': it has x, y"):
        argument_index(f, np.zeros(2), "z")


def test_a_tensor_is_what_can_be_detached_and_moved():
    class Tape:
        def detach(self):
            pass

    assert is_tensor(torch.ones(1))
    assert not is_tensor(Tape())
    assert not is_tensor(np.ones(1))

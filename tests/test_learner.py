from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from d2lmini.learner import as_array, interval, real, scalar
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

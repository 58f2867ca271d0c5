"""What samples suggest about a limit."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from d2lmini.calculus import limit


@pytest.mark.parametrize(
    ("f", "a", "value"),
    [
        (lambda x: np.sin(x) / x, 0, 1),
        (lambda x: (1 - np.cos(x)) / x**2, 0, 0.5),
        (lambda x: (np.sqrt(x**2 + 9) - 3) / x**2, 0, 1 / 6),
        (lambda x: (x**2 - 1) / (x - 1), 1, 2),
        (lambda x: x * np.sin(1 / x), 0, 0),
        (lambda x: x * np.log(abs(x)), 0, 0),
        (lambda x: 2 + np.sqrt(abs(x)) * np.sin(1 / x), 0, 2),
        (np.cbrt, 0, 0),
        (lambda x: abs(x) ** 0.25, 0, 0),
        (lambda x: 0.003 + np.sqrt(abs(x)), 0, 0.003),
        (lambda x: np.exp(-1 / x**2), 0, 0),
        (lambda x: np.tanh(1000 * x), 0, 0),
        (lambda x: (1 + x) ** (1 / x), 0, math.e),
        (math.exp, 1, math.e),
        (np.exp, 10, math.exp(10)),
        (np.exp, 500, math.exp(500)),
        (lambda x: 3, 0, 3),
        (lambda x: 1e-12, 0, 1e-12),
        (lambda x: 1e-5 + x, 0, 1e-5),
        (np.sin, 100, math.sin(100)),
        (np.sin, 1e5, math.sin(1e5)),
        (lambda x: x**2 - 9999, 100, 1),
        (lambda x: 1e-6 * x + 5, -2, 5 - 2e-6),
        (lambda x: 1 / x, 0.001, 1000),
        (np.log, 0.001, math.log(0.001)),
        (np.sqrt, 1e12, 1e6),
        (lambda x: x**4 - 16, 2, 0),
        (lambda x: 2**x - 1024, 10, 0),
        (lambda x: (x**2 - 4 * x + 4) / (x - 2) ** 2, 2, 1),
    ],
)
def test_limits_that_exist(f, a, value):
    found = limit(f, a)
    assert found.verdict == "two-sided"
    close = {"rtol": 1e-4, "atol": 1e-6 if value == 0 else 0}
    np.testing.assert_allclose([found.left, found.right, found.value], value, **close)
    assert abs(found.value - value) <= found.uncertainty
    assert "suggest the limit" in str(found)


@pytest.mark.parametrize(
    ("f", "verdict", "left", "right"),
    [
        (lambda x: abs(x) / x, "one-sided only", -1, 1),
        (np.floor, "one-sided only", -1, 0),
        (np.sqrt, "one-sided only", math.nan, 0),
        (lambda x: 1e-5 * np.sign(x), "one-sided only", -1e-5, 1e-5),
        (lambda x: 20000 + np.sign(x), "one-sided only", 19999, 20001),
        (lambda x: np.arctan(1 / x), "one-sided only", -math.pi / 2, math.pi / 2),
        (lambda x: 1e6 + 0.4 * np.sin(1 / x), "none", math.nan, math.nan),
        (lambda x: np.sin(0.4 * np.log(abs(x))), "none", math.nan, math.nan),
        (lambda x: np.sin(0.15 * np.log(abs(x))), "none", math.nan, math.nan),
        (lambda x: 1 / np.log(abs(x)), "none", math.nan, math.nan),  # too slow to be seen
        (lambda x: (1 - np.cos(x**2)) / x**4, "none", math.nan, math.nan),  # lost in rounding
        (lambda x: np.log(abs(x)) + 100, "infinite", -math.inf, -math.inf),
        (lambda x: np.where(x < 0, 4, np.sin(1 / x)), "one-sided only", 4, math.nan),
        (lambda x: 1 / x**2, "infinite", math.inf, math.inf),
        (lambda x: 1 / x, "infinite", -math.inf, math.inf),
        (lambda x: 1 / x if x else 5, "infinite", -math.inf, math.inf),
        (np.log, "infinite", math.nan, -math.inf),
        (lambda x: np.exp(1 / x), "infinite", 0, math.inf),
        (lambda x: np.sin(1 / x), "none", math.nan, math.nan),
        (lambda x: np.sin(np.pi / x), "none", math.nan, math.nan),
        (lambda x: np.sin(1 / x) / x, "none", math.nan, math.nan),
        (lambda x: math.nan, "none", math.nan, math.nan),
    ],
)
def test_limits_that_refuse(f, verdict, left, right):
    found = limit(f, 0)
    assert found.verdict == verdict
    np.testing.assert_allclose([found.left, found.right], [left, right], rtol=1e-9, atol=1e-9)
    assert math.isnan(found.value) == (left != right)
    assert str(found).startswith("The samples suggest")


@pytest.mark.parametrize(
    ("f", "said"),
    [
        (np.cos, "the limit 1, from both sides."),
        (lambda x: -2 - 1e-13 * x, "the limit −2, from both sides."),
        (lambda x: abs(x) / x, "no limit: from the left −1, from the right 1."),
        (np.sqrt, "a limit from one side: from the left f is not defined, from the right 0."),
        (
            lambda x: np.sqrt(-x) - 1,
            "a limit from one side: from the left −1, from the right f is not defined.",
        ),
        (
            lambda x: np.where(x < 0, 4, np.sin(1 / x)),
            "no limit: from the left 4, from the right they do not settle.",
        ),
        (
            lambda x: np.where(x > 0, 4, np.sin(1 / x)),
            "no limit: from the left they do not settle, from the right 4.",
        ),
        (
            lambda x: np.sin(1 / x),
            "no limit: from the left they do not settle, from the right they do not settle.",
        ),
        (
            lambda x: np.sin(1 / x) * np.sqrt(x) / np.sqrt(x),
            "no limit: from the left f is not defined, from the right they do not settle.",
        ),
        (
            lambda x: np.sin(1 / x) * np.sqrt(-x) / np.sqrt(-x),
            "no limit: from the left they do not settle, from the right f is not defined.",
        ),
        (
            lambda x: math.nan,
            "no limit: from the left f is not defined, from the right f is not defined.",
        ),
        (
            lambda x: np.where(abs(x) < 1e-4, np.nan, 1),
            "no limit: from the left f is not defined, from the right f is not defined.",
        ),
        (lambda x: 1 / x, "no finite limit: from the left −∞, from the right +∞."),
        (lambda x: np.exp(1 / x), "no finite limit: from the left 0, from the right +∞."),
        (np.log, "no finite limit: from the left f is not defined, from the right −∞."),
        (
            lambda x: np.log(-x),
            "no finite limit: from the left −∞, from the right f is not defined.",
        ),
        (
            lambda x: np.where(x < 0, 1 / x, np.sin(1 / x)),
            "no finite limit: from the left −∞, from the right they do not settle.",
        ),
        (
            lambda x: np.where(x > 0, 1 / x, np.sin(1 / x)),
            "no finite limit: from the left they do not settle, from the right +∞.",
        ),
    ],
)
def test_a_limit_in_words(f, said):
    assert str(limit(f, 0)) == f"The samples suggest {said}"


@given(st.floats(-100, 100), st.floats(-100, 100), st.sampled_from([0, 1e-3, 1, -4.5]))
def test_the_limit_of_a_continuous_function_is_its_value(a, b, x):
    found = limit(lambda t: a * np.sin(t) + b, x)
    assert found.verdict == "two-sided"
    assert math.isclose(found.value, a * math.sin(x) + b, rel_tol=1e-5, abs_tol=1e-4)


def test_a_limit_shows_its_evidence():
    found = limit(np.sin, 0)
    assert found.h.shape == found.left_values.shape == found.right_values.shape
    assert (np.diff(found.h) < 0).all()
    np.testing.assert_allclose(found.right_values, np.sin(found.h))
    lines = found.table().splitlines()
    assert lines[0] == "         h       at a − h       at a + h"
    assert len(lines) == 1 + len(found.h) / 7


def test_a_limit_never_asks_for_the_value_at_the_point():
    asked = []
    limit(lambda x: asked.append(float(x)) or 1.0, 2)
    assert 2.0 not in asked
    assert len(asked) > 50


@pytest.mark.parametrize("a", [math.nan, math.inf])
def test_a_limit_is_taken_at_a_finite_point(a):
    with pytest.raises(ValueError, match="a must be finite"):
        limit(np.sin, a)


@pytest.mark.parametrize(
    ("f", "a", "said"),
    [
        (lambda x: 1 / (x - 1e-4), 0, "the limit −10000, from both sides"),
        (lambda x: 8.854e-12 + 0 * x, 0, "the limit 8.854e−12, from both sides"),
        (lambda x: 1e-12 * math.sin(x) / x, 0, "the limit 1e−12, from both sides"),
        (np.floor, 1e12, "from the left 999999999999, from the right 1e+12"),
        (lambda x: math.exp(1 / x**2), 0, "from the left +∞, from the right +∞"),
        (lambda x: math.exp(1 / x), 0, "from the left 0, from the right +∞"),
        (lambda x: -math.exp(1 / x), 0, "from the left 0, from the right −∞"),
    ],
)
def test_digits_follow_the_uncertainty_and_overflow_is_large(f, a, said):
    assert said in str(limit(f, a))


@pytest.mark.parametrize(
    "f",
    [
        lambda x: (1 - np.cos(1 - np.cos(x))) / x**4,  # 1/8, but 0 where rounding leaves nothing
        lambda x: (np.cos(np.sin(x)) - np.cos(x)) / x**4,
        lambda x: (1 - np.cos(x * x)) / x**5,
        lambda x: np.arctan(1e6 * x),  # bounded
        lambda x: abs(x) ** 0.01,
        lambda x: np.sqrt(abs(x) + 1e-6),
        lambda x: 1 / (x - 1e-8),
    ],
)
def test_limits_that_only_seem_so_are_not_told(f):
    assert limit(f, 0).verdict == "none"

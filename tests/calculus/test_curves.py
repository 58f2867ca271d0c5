"""Values of a function at many places, with a gap at each jump."""

import math
import warnings

import numpy as np
import pytest
import torch

from d2lmini.calculus import sample, sample_curve


@pytest.mark.parametrize(
    "f",
    [lambda x: 2 * x, lambda x: float(2 * x), lambda x: 2 * x if x > 0 else -2 * -x],
    ids=["vectorized", "float only", "branches"],
)
def test_sample_takes_any_f(f):
    np.testing.assert_array_equal(sample(f, [-1, 0, 2]), [-2, 0, 4])


def test_sample_takes_constants():
    np.testing.assert_array_equal(sample(lambda x: 3, [1, 2]), [3, 3])


@pytest.mark.parametrize(
    "f",
    [np.log, math.log, lambda x: x**0.5, lambda x: 1 / (x + 1) if x < 0 else x],
    ids=["numpy", "math", "complex root", "division"],
)
def test_sample_leaves_a_gap_where_f_has_no_real_value(f):
    with warnings.catch_warnings(record=True) as heard:
        values = sample(f, [-1, 1])
    assert np.isnan(values[0])
    assert np.isfinite(values[1])
    assert not heard


def test_sample_raises_what_f_has_wrong():
    with pytest.raises(NameError, match="unknown"):
        sample(lambda x: unknown(x), [1.0])  # noqa: F821
    with pytest.raises(TypeError, match="returned None"):
        sample(lambda x: None, [1.0])
    with pytest.raises(ValueError, match="one number for each x"):
        sample(lambda x: [x], [1.0, 2.0])
    with pytest.raises(ValueError, match=r"xs must have shape \(n,\)"):
        sample(np.sin, [[1.0]])
    with pytest.raises(TypeError, match="xs must be real"):
        sample(np.sin, [1j])


def test_sampling_a_smooth_function_asks_it_little_more_than_once_a_point():
    asked = []

    def f(x):
        asked.append(x)
        return math.sin(x)

    sample_curve(f, (-1, 1), count=100)
    assert len(asked) < 130


@pytest.mark.parametrize(
    "f", [np.sign, np.floor, lambda x: 1 / x, lambda x: np.where(x < 0.3, 0, x)]
)
def test_a_curve_has_a_gap_at_each_jump(f):
    xs, ys = sample_curve(f, (-0.83, 0.91))
    assert np.isnan(ys).any()
    assert (np.diff(xs) >= 0).all()


def test_a_gap_lies_in_the_jump():
    xs, ys = sample_curve(lambda x: x + 0.03 * (x > 0.3), (-0.83, 0.91))
    (gap,) = np.flatnonzero(np.isnan(ys))
    assert xs[gap - 1] <= 0.3 < xs[gap] == xs[gap + 1]


def test_two_jumps_side_by_side_are_two_gaps():
    _, ys = sample_curve(lambda x: np.where(x < 0, 0, np.where(x < 0.0044, 1, 2)), (-0.83, 0.91))
    assert np.isnan(ys).sum() == 2


@pytest.mark.parametrize(
    "f",
    [
        np.sin,
        np.cbrt,
        np.abs,
        np.exp,
        lambda x: np.tanh(1000 * x),
        lambda x: np.tanh(1e6 * x),
        lambda x: 1 + 1e-13 * np.sign(x),  # no more than rounding
    ],
)
def test_a_curve_without_jumps_has_no_gap(f):
    assert not np.isnan(sample_curve(f, (-0.83, 0.91))[1]).any()


def test_a_curve_needs_an_interval():
    with pytest.raises(ValueError, match="left end"):
        sample_curve(np.sin, (1, 0))
    with pytest.raises(ValueError, match="xlim must be a pair"):
        sample_curve(np.sin, 0, 1)


@pytest.mark.parametrize(
    ("count", "error"), [(1, ValueError), (2.5, TypeError), ("9", TypeError), (True, TypeError)]
)
def test_a_curve_needs_two_points(count, error):
    with pytest.raises(error, match="count must be"):
        sample_curve(np.sin, (0, 1), count=count)


@pytest.mark.parametrize(
    ("f", "x", "value"),
    [
        (lambda x: 1 / (1 + math.exp(-x)), -1000, 0),
        (lambda x: 1 / (1 + math.exp(-x)), 1000, 1),
        (lambda x: math.exp(1 / x), 1e-3, math.inf),
        (lambda x: -math.exp(x), 1000, -math.inf),
        (math.cosh, -1000, math.inf),
        (lambda x: float(x) ** 2, 1e200, math.inf),
        (lambda x: (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x)), -1000, -1),
        (lambda x: math.log(1 + math.exp(x)), 1000, math.nan),  # not known
    ],
)
def test_overflow_is_not_outside_the_domain(f, x, value):
    np.testing.assert_equal(sample(f, [x, 1.0])[0], value)
    np.testing.assert_equal(sample(f, [x])[0], value)


def test_f_may_be_made_for_torch():
    np.testing.assert_allclose(sample(torch.sin, [0, 1]), np.sin([0, 1]))
    np.testing.assert_allclose(sample(lambda x: x.pow(2) if x > 0 else x, [2, 3]), [4, 9])
    with pytest.raises(TypeError, match=r"neither numbers nor float64 tensors.*lambda x: f"):
        sample(torch.nn.Linear(1, 1), [1.0])

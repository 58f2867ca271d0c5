"""Least squares against other ways to find it; errors against what theory says of their mean."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from d2lmini.calculus.fitting import drawn, least_squares, powers


@given(st.integers(0, 1000), st.integers(1, 4), st.floats(1e-6, 1e6))
def test_the_closed_form_is_numpys(seed, degree, unit):
    rng = np.random.default_rng(seed)
    x, y = unit * rng.uniform(-1, 1, 12), rng.normal(size=12)
    ours = powers(x, degree) @ least_squares(powers(x, degree), y)
    theirs = np.polynomial.Polynomial.fit(x, y, degree)(x)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("decay", [0.0, 1e-3, 1.0, 1e3])
def test_the_gradient_of_the_whole_loss_is_zero_there(decay):
    rng = np.random.default_rng(1)
    x, y = powers(rng.uniform(-1, 1, 12), 5), rng.normal(size=(12, 3))
    w = least_squares(x, y, decay)
    penalty = decay * np.vstack([np.zeros((1, 3)), w[1:]])
    np.testing.assert_allclose(2 / 12 * x.T @ (x @ w - y) + penalty, 0, atol=1e-10)


def test_a_huge_decay_leaves_the_mean_alone():
    x, y = powers(np.linspace(0, 1, 5), 2), np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    np.testing.assert_allclose(least_squares(x, y, 1e12), [y.mean(), 0, 0], atol=1e-9)


def test_one_of_several_best_ones():
    assert [1, 2] @ least_squares([[1, 2]], [1]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("features", "targets", "decay", "says"),
    [
        (
            [1, 2],
            [1, 2],
            0,
            r"features must have the shape \(n, p\) and targets \(n,\), got \(2,\)",
        ),
        ([[1], [2]], [1], 0, "features must have the shape"),
        ([[1], [2]], [1, 2], -1, "decay must be 0 or larger, got −1"),
        ([[1], [2]], [1, 2], np.inf, "decay must be finite"),
    ],
)
def test_what_does_not_fit_is_said(features, targets, decay, says):
    with pytest.raises(ValueError, match=says):
        least_squares(features, targets, decay)


@pytest.mark.parametrize("degree", [1, 3, 6, 10])
@pytest.mark.parametrize("points", [12, 20])
def test_errors_are_near_what_theory_says(degree, points):
    """Bias², plus what the noise adds: on the points σ²(1 − p/n), on new ones σ²(1 + leverage)."""
    noise, f = 0.3, np.exp
    draws = drawn(f, points, noise, 4000)
    x, new_x = powers(draws.t, degree), powers(draws.new_t, degree)
    to_weights = np.linalg.pinv(x)
    weights = to_weights @ f(draws.t)
    bias = np.mean((x @ weights - f(draws.t)) ** 2)
    new_bias = np.mean((new_x @ weights - f(draws.new_t)) ** 2)
    leverage = np.mean(np.sum((new_x @ to_weights) ** 2, axis=1))
    found = draws.errors(degree)
    share = (degree + 1) / points
    assert found.training == pytest.approx(bias + noise**2 * (1 - share), rel=0.05)
    assert found.validation == pytest.approx(new_bias + noise**2 * (1 + leverage), rel=0.05)


def test_the_same_seed_gives_the_same_draws_and_noise_only_scales_them():
    one, two = (drawn(np.sin, 5, noise, 3) for noise in (0.1, 0.2))
    np.testing.assert_allclose(two.y - np.sin(two.t)[:, None], 2 * (one.y - np.sin(one.t)[:, None]))
    np.testing.assert_array_equal(drawn(np.sin, 5, 0.1, 3).y, one.y)

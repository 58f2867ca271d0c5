"""Where a function can be greatest or least."""

import math

import numpy as np
import pytest
import sympy
from expressions import SMOOTH, X
from hypothesis import given
from hypothesis import strategies as st
from scales import usual

from d2lmini.calculus import candidates, second_derivative


@pytest.mark.parametrize("expression", SMOOTH, ids=str)
def test_the_second_derivative_agrees_with_sympy(expression):
    x = np.array([0.5, 1.0, 2.5])
    f, second = (sympy.lambdify(X, e, "numpy") for e in (expression, sympy.diff(expression, X, 2)))
    np.testing.assert_allclose(second_derivative(f, x), second(x) + 0 * x, rtol=1e-5, atol=1e-5)


def test_the_second_derivative_chooses_its_step():
    assert math.isclose(second_derivative(lambda x: x**3, 1e6), 6e6, rel_tol=1e-5)
    rounded = second_derivative(lambda x: np.float32(x) ** 2, 1.0)
    assert math.isclose(rounded, 2, rel_tol=0.05)


roots = st.lists(st.integers(-9, 9).map(lambda k: k / 5), min_size=1, max_size=3)


@usual(max_examples=15)
@given(roots)
def test_candidates_are_the_roots_of_the_derivative(roots):
    """Against sympy: a root of odd multiplicity is an extremum, one of even is not."""
    slope = sympy.Integer(1)
    for root in roots:
        slope *= X - sympy.nsimplify(root)
    f = sympy.lambdify(X, sympy.integrate(sympy.expand(slope), X), "numpy")
    first, *found, last = candidates(f, (-2, 2))
    assert (first.x, first.reason, last.x, last.reason) == (-2, "end", 2, "end")
    wanted = sorted(set(roots))
    # a triple root is as flat as rounding for a while
    near = 2e-3 if len(set(roots)) < len(roots) else 1e-7
    np.testing.assert_allclose([c.x for c in found], wanted, atol=near)
    second = sympy.lambdify(X, sympy.diff(slope, X), "numpy")
    for candidate, root in zip(found, wanted, strict=True):
        assert candidate.reason == "f′ = 0"
        assert (candidate.kind == "neither") == (roots.count(root) % 2 == 0)
        if roots.count(root) == 1:
            assert candidate.kind == ("minimum" if second(root) > 0 else "maximum")
            assert candidate.second_test == candidate.kind


@pytest.mark.parametrize(
    ("f", "a", "b", "inside"),
    [
        (lambda x: -2 * x**2 + 17 * x - 100, 0, 10, [(4.25, "f′ = 0", "maximum", "maximum")]),
        (lambda x: x**3, -2, 2, [(0, "f′ = 0", "neither", "undecided")]),
        (lambda x: x**4, -2, 2, [(0, "f′ = 0", "minimum", "undecided")]),
        (abs, -2, 2, [(0, "f′ undefined", "minimum", "undecided")]),
        (lambda x: np.cbrt(x**2), -1, 1, [(0, "f′ undefined", "minimum", "undecided")]),
        (lambda x: abs(x - 0.3) + 2 * x, -1, 1, [(0.3, "f′ undefined", "neither", "undecided")]),
        (lambda x: max(x, 1 - x), 0, 3, [(0.5, "f′ undefined", "minimum", "undecided")]),
        (lambda x: 2 * x, 0, 1, []),
        (np.exp, -1, 1, []),
        (lambda x: 1e4 * x**4, -2, 2, [(0, "f′ = 0", "minimum", "undecided")]),
        (lambda x: 1e-5 * x**2, -2, 2, [(0, "f′ = 0", "minimum", "minimum")]),
        (lambda x: np.exp(x) - x, -5, 10, [(0, "f′ = 0", "minimum", "minimum")]),  # f″ = 1 ≪ e¹⁰
        (np.cosh, -12, 12, [(0, "f′ = 0", "minimum", "minimum")]),
        (np.exp, -20, 20, []),  # f′ is small beside e²⁰, not 0
        (lambda x: np.exp(-(x**2)), -10, 10, [(0, "f′ = 0", "maximum", "maximum")]),
        (lambda x: x * abs(x), -1, 1, [(0, "f′ = 0", "neither", "undecided")]),  # f″ jumps
    ],
)
def test_candidates_of_every_reason(f, a, b, inside):
    found = candidates(f, (a, b))[1:-1]
    assert [(round(c.x, 9), c.reason, c.kind, c.second_test) for c in found] == inside


def test_the_ends_are_judged_from_inside():
    left, _, right = candidates(lambda x: x**3, (-2, 2))
    assert (left.kind, left.value, right.kind, right.value) == ("minimum", -8, "maximum", 8)


def test_an_end_beside_a_maximum_is_judged_by_its_own_side():
    for xlim in (0, 1.571), (1.5705, 3):
        assert [c.kind for c in candidates(np.sin, xlim)] == ["minimum", "maximum", "minimum"]


def test_a_high_parabola_has_no_corners():
    _, *found, _ = candidates(lambda x: 1e6 + x**2, (-1, 1))
    assert [(c.reason, c.kind) for c in found] == [("f′ = 0", "minimum")]


def test_a_jump_of_the_second_derivative_is_said():
    _, found, _ = candidates(lambda x: x * np.abs(x), (-2, 2))
    assert math.isnan(found.second)


def test_a_steep_function_rises_from_its_flat_end_too():
    assert [c.kind for c in candidates(np.exp, (0, 20))] == ["minimum", "maximum"]


def test_a_level_stretch_at_an_end_is_found():
    kinds = [c.kind for c in candidates(lambda x: np.maximum(x, 0) ** 2, (-1, 1))]
    assert kinds == ["level", "level", "maximum"]


def test_a_constant_is_level():
    assert {c.kind for c in candidates(lambda x: 3 + 0 * x, (0, 1))} == {"level"}


def test_where_there_are_no_candidates():
    with pytest.raises(ValueError, match="left end must be below"):
        candidates(np.sin, (1, 0))
    with pytest.raises(ValueError, match="no value at one of the ends"):
        candidates(np.log, (0, 1))


@pytest.mark.parametrize(
    ("f", "ends", "inside"),
    [
        (
            lambda x: np.sin(1e6 * x),
            (0, 7e-6),
            [(math.pi / 2e6, "f′ = 0", "maximum"), (3 * math.pi / 2e6, "f′ = 0", "minimum")],
        ),
        (np.sin, (1e6, 1e6 + 5), [(1000001.92836049, "f′ = 0", "maximum")]),
        (lambda t: t * np.exp(-t / 1e-6), (0, 5e-6), [(1e-6, "f′ = 0", "maximum")]),
        (lambda t: t * np.exp(-t / 1e-5), (0, 5e-5), [(1e-5, "f′ = 0", "maximum")]),
        (
            lambda x: abs(x) + abs(x - 1),
            (-1, 2),
            [
                (0, "f′ undefined", "minimum"),
                (0.5, "f′ = 0", "level"),
                (1, "f′ undefined", "minimum"),
            ],
        ),
        (
            lambda x: np.clip(x, -0.5, 0.5),
            (-1, 1),
            [
                (-0.75, "f′ = 0", "level"),
                (-0.5, "f′ undefined", "minimum"),
                (0.5, "f′ undefined", "maximum"),
                (0.75, "f′ = 0", "level"),
            ],
        ),
        (lambda x: np.sin(x) / x, (-4, 4), [(0, "f undefined", "none")]),
        (lambda x: 1 / x, (-1, 1), [(0, "f undefined", "none")]),
        (lambda x: 1 / x**2, (-1, 1.3), [(0, "f undefined", "none")]),
        (np.tan, (0, 3), [(math.pi / 2, "f undefined", "none")]),
        (np.tanh, (-20, 20), []),
        (lambda x: abs(x) ** 3, (-1, 1), [(0, "f′ = 0", "minimum")]),
        (lambda x: 1e6 + 1e-3 * x**2, (-1, 1), [(0, "f′ = 0", "minimum")]),
        (lambda x: x**3 + 1e-9 * x, (-1, 1), []),  # f′ is small at 0, not 0
        (math.cos, (-1, 1), [(0, "f′ = 0", "maximum")]),
    ],
)
def test_candidates_in_any_unit(f, ends, inside):
    found = candidates(f, ends)[1:-1]
    assert [(c.reason, c.kind) for c in found] == [each[1:] for each in inside]
    near = 1e-9 * (ends[1] - ends[0])
    np.testing.assert_allclose([c.x for c in found], [each[0] for each in inside], 0, near)


def test_f_that_bends_not_at_all_decides_nothing():
    _, found, _ = candidates(lambda x: abs(x) ** 3, (-1, 1))
    assert (found.second, found.second_test) == (0, "undecided")


def test_what_is_too_fast_for_the_search_is_said():
    with pytest.warns(UserWarning, match="f changes faster than 401 places can show"):
        candidates(lambda x: np.sin(1e6 * x), (0, 1))


def test_two_extrema_between_two_samples():
    found = candidates(lambda x: x**3 - 3e-6 * x, (-2, 2.5))[1:-1]
    assert [(round(c.x, 9), c.kind) for c in found] == [(-0.001, "maximum"), (0.001, "minimum")]
    assert candidates(lambda x: np.log(1 + np.exp(x)), (-30, 30))[1:-1] == []

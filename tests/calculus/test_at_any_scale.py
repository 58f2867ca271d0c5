"""No number is silently wrong, whatever the units of x and f: against sympy, in a table."""

import collections

import numpy as np
import pytest
import sympy
from expressions import X
from hypothesis import given
from hypothesis import strategies as st
from scales import (
    ALL,
    ATOMS,
    FORMULAS,
    PLACES,
    WINDOW,
    Scaled,
    cases,
    exact,
    integral,
    right,
    turns,
)

from d2lmini.calculus import candidates, slope_limit
from d2lmini.calculus.areas import areas_up_to
from d2lmini.calculus.limits import told
from d2lmini.calculus.sides import bends_at, slopes_at

pytestmark = pytest.mark.timeout(7200 if ALL else 300)


def judged(found, truth, noise, resolved):
    """Count the places where a derivative is right, refused, unresolved or wrong."""
    counts = collections.Counter()
    for value, doubt, true, off, known in zip(
        found.value, found.doubt, truth, noise, resolved, strict=True
    ):
        value = told(float(value), float(doubt))
        if np.isnan(value):
            counts["refused" if known else "unresolved"] += 1
        else:
            counts["right" if right(value, doubt, true, off) else "wrong"] += 1
    return counts


def tally(measure, steps):
    """Judge all cases at all places; the functions that went wrong, and the counts."""
    wrong, counts = [], collections.Counter()
    for f in cases(each=1):
        ts = f.outer(PLACES)
        with np.errstate(all="ignore"):
            found, order = measure(f, ts)
            truth = f.truth(order, ts)
            # what f's rounding may do at the step that suits it, 0.01 (0.03) units
            off = f.noise(ts) / steps**order
            resolved = off <= 1e-4 * np.abs(exact(f.formula, order)(f.inner(ts)))
            noise = 1e-3 * off * f.b / f.a**order
        one = judged(found, truth, noise, resolved)
        counts += one
        if one["wrong"]:
            wrong.append((str(f), found.value, truth))
    return wrong, counts


def test_there_are_enough_functions():
    assert len(FORMULAS) >= 200


@pytest.mark.parametrize("side", ["both", "left", "right"])
def test_slopes(side):
    def measure(f, ts):
        found = slopes_at(f, ts)
        return (found if side == "both" else getattr(found, side)), 1

    wrong, counts = tally(measure, 0.01)
    assert not wrong
    assert counts["refused"] <= 0.05 * counts.total()


def test_second_derivatives():
    wrong, counts = tally(lambda f, ts: (bends_at(f, ts), 2), 0.03)
    assert not wrong
    assert counts["refused"] <= 0.05 * counts.total()


def test_candidates():
    wrong, second = [], collections.Counter()
    for f in cases(each=1, every=4):
        us, before, hard = turns(f.formula)
        if hard:  # f′ comes near 0 besides
            continue
        ends = tuple(map(float, f.outer(WINDOW)))
        with np.errstate(all="ignore"):
            found = candidates(f, ends)[1:-1]
        bend = exact(f.formula, 2)(us)
        said = [(c.before, c.after, c.reason) for c in found]
        if (
            said != [(sign, -sign, "f′ = 0") for sign in before.astype(int).tolist()]
            or (np.abs(f.inner([c.x for c in found]) - us) > 1e-5).any()
        ):
            wrong.append((str(f), us, found))
            continue
        for candidate, true in zip(found, bend, strict=True):
            refused = np.isnan(candidate.second)
            second["refused" if refused else "found"] += 1
            assert refused or np.sign(candidate.second) == np.sign(true)
    assert not wrong
    assert second["refused"] <= 0.1 * second.total()


def test_areas():
    for f in cases(each=1):
        ends = tuple(map(float, f.outer(WINDOW)))
        areas, doubts = areas_up_to(f, np.linspace(*ends, 41))
        shown = 0.5 * 10.0 ** np.ceil(np.log10(2 * doubts[-1]))  # digits in doubt are left out
        heights = np.abs(exact(f.formula, 0)(np.linspace(*WINDOW, 99)))
        near = 5 * (1e-9 * heights.max() + f.noise(f.outer(PLACES)).max())
        unit = f.a * f.b
        assert abs(areas[-1] - unit * integral(f.formula)) <= shown + unit * near, str(f)


def test_a_refusal_is_a_sentence():
    hopeless = Scaled(0, 1.0, 1.0, 1e17)  # sin(t − 10¹⁷): no digit of t is left for it
    said = str(slope_limit(hopeless, float(hopeless.outer(0.3))))
    assert said.startswith("The samples suggest no limit: from the left they do not settle")


@st.composite
def compositions(draw):
    """Some formula of a formula, in some unit."""
    inner, outer = (draw(st.sampled_from(ATOMS)) for _ in range(2))
    k, m = (draw(st.integers(1, 4)) for _ in range(2))
    formula = draw(
        st.sampled_from([outer.subs(X, k * inner), inner * outer + m * inner, inner + k * outer])
    )
    a, b = (10.0 ** draw(st.integers(-9, 9)) for _ in range(2))
    return formula, a, b, draw(st.sampled_from([0.0, 3.0, -1e3, 1e6])), draw(st.floats(-2.5, 2.5))


@given(compositions())
def test_slopes_of_any_composition(drawn):
    formula, a, b, s, u = drawn
    g, slope = (sympy.lambdify(X, e, "numpy") for e in (formula, sympy.diff(formula, X)))

    def f(t):
        return b * g(np.asarray(t) / a - s) + 0 * t

    t = a * (u + s)
    with np.errstate(all="ignore"):
        found = slope_limit(f, t)
        u = t / a - s  # as f sees it
        size = abs(g(u)) + abs(slope(u)) * (abs(u) + abs(s))
        truth, unit = b / a * slope(u), b / a
    if found.verdict == "two-sided":
        off = 1e-9 * unit * size + 1e-9 * unit * (abs(s) * 1e-4)
        assert right(found.value, found.uncertainty, truth, off), (formula, found.value, truth)
    else:  # only where rounding leaves nothing
        assert abs(truth) <= 1e4 * np.finfo(float).eps * size * unit / 0.01

"""Functions in any unit, with the truth about them by sympy: f(t) = b · g(t/a − s).

g is one of some 200 formulas of order one, a and b are units, and s shifts its place.
"""

import functools
import itertools
import math
import os
from dataclasses import dataclass

import numpy as np
import sympy
from expressions import X
from hypothesis import settings

ALL = "D2LMINI_TESTS" in os.environ
WINDOW = (-2.7, 2.3)  # of u = t/a − s: no round place, and none where the functions are special
PLACES = (-1.9, -0.37, 0.61, 1.83)
SCALES = list(itertools.product((1e-9, 1e-3, 1, 1e3, 1e9), (1e-8, 1, 1e8), (0, 1e2, -1e4, 1e6)))
ATOMS = [
    sympy.sin(X),
    sympy.cos(2 * X + 1),
    sympy.exp(-(X**2)),
    sympy.exp(X / 2),
    sympy.tanh(X),
    sympy.log(1 + X**2),
    X / (1 + X**2),
    sympy.sqrt(1 + X**2),
    sympy.atan(3 * X),
    X**3 - 2 * X,
    1 / (X + 4),
    1 / (1 + sympy.exp(-4 * X)),
    X**2 / 2 - 1,
]
SOME = [
    5 * sympy.exp(-5 * X),
    1 / (X - 3),
    sympy.log(X + 3),
    sympy.sqrt(X + 2.8),
    sympy.sin(20 * X),
    sympy.exp(-20 * (X - sympy.Rational(1, 2)) ** 2),
    X**5 - 3 * X**4 + X,
    sympy.cosh(3 * X),
    X + sympy.sin(30 * X) / 30,
    (X + 3) ** 1.5,
    X**10,
    sympy.exp(sympy.sin(3 * X)),
    1000 + X**2,
    sympy.exp(8 * X),
]
FORMULAS = list(
    dict.fromkeys(
        [
            *ATOMS,
            *SOME,
            *(f + g for f, g in itertools.combinations(ATOMS, 2)),
            *(f * g for f, g in itertools.combinations(ATOMS, 2)),
            *(f.subs(X, g) for f, g in itertools.permutations(ATOMS[:6], 2)),
        ]
    )
)


def usual(max_examples):
    """Fewer random examples of a slow test, if not all tests are wanted."""
    return (lambda test: test) if ALL else settings(max_examples=max_examples)


@dataclass(frozen=True)
class Scaled:
    """A formula in units: t = a (u + s), f = b g(u)."""

    formula: int
    a: float
    b: float
    s: float

    def __str__(self):
        return f"{self.b:g} * [{FORMULAS[self.formula]}] of t/{self.a:g} - {self.s:g}"

    def __call__(self, t):
        return self.b * exact(self.formula, 0)(self.inner(t))

    def inner(self, t):
        """u, as f sees it in floating-point numbers."""
        return np.asarray(t, float) / self.a - self.s

    def outer(self, u):
        """t, for a u."""
        return self.a * (np.asarray(u, float) + self.s)

    def truth(self, order, t):
        """The derivative of this order at t."""
        return self.b / self.a**order * exact(self.formula, order)(self.inner(t))

    def noise(self, t):
        """How far f may round at t, in units of b: its own size, and that of u times its slope."""
        u = self.inner(t)
        size = np.abs(exact(self.formula, 0)(u)) + np.abs(exact(self.formula, 1)(u)) * (
            np.abs(u) + abs(self.s)
        )
        return np.finfo(float).eps * size


@functools.cache
def exact(formula, order):
    """A formula's derivative of this order as a function of numpy arrays."""
    derivative = sympy.lambdify(X, sympy.diff(FORMULAS[formula], X, order), "numpy")
    return lambda u: derivative(np.asarray(u, float)) + 0.0 * np.asarray(u, float)


def cases(each=2, every=1):
    """All functions in all units; a few only, in turn, of each or every so many, if not all."""
    for k in range(0, len(FORMULAS), 1 if ALL else every):
        chosen = SCALES if ALL else [SCALES[(7 * k + 23 * j) % len(SCALES)] for j in range(each)]
        for a, b, s in chosen:
            yield Scaled(k, a, b, s)


def right(value, doubt, truth, noise=0.0):
    """Say whether a number is right to the five digits shown, or to the fewer that are sure."""
    if not math.isfinite(value):
        return False
    last = 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 4) if value else 0.0
    unsure = 0.5 * 10.0 ** math.ceil(math.log10(2 * doubt)) if doubt > 0 else 0.0
    return abs(value - truth) <= 1.02 * max(last, unsure) + noise


@functools.cache
def turns(formula):
    """Where a formula's slope changes its sign in the window, and whether it comes near 0 besides.

    The places by bisection on sympy's derivative, to the last digit.
    """
    slope = exact(formula, 1)
    us = np.linspace(*WINDOW, 20_001)
    values = slope(us)
    left = us[:-1][values[:-1] * values[1:] < 0]
    right = left + (us[1] - us[0])
    before = np.sign(slope(left))
    for _ in range(60):
        middle = (left + right) / 2
        same = np.sign(slope(middle)) == before
        left, right = np.where(same, middle, left), np.where(same, right, middle)
    size = np.abs(values)
    lowest = (size[1:-1] < size[:-2]) & (size[1:-1] < size[2:])
    apart = np.abs(us[1:-1, None] - left).min(axis=1, initial=np.inf) > 0.01
    near = bool((lowest & apart & (size[1:-1] < 1e-3 * size.max())).any())
    near |= bool((np.diff(left) < 1e-3).any())
    return left, before, near or bool(values.min() > 0 and size.min() < 1e-6 * size.max())


@functools.cache
def integral(formula):
    """The area below a formula over the window, by Gauss and Legendre, in 400 parts."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.linspace(*WINDOW, 401)
    half = np.diff(edges)[:, None] / 2
    heights = exact(formula, 0)(edges[:-1, None] + half * (nodes + 1))
    return float((half * weights * heights).sum())

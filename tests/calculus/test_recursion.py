"""What is said of a walk on a quadratic is what the exact recursion does, in rational arithmetic.

Along an eigenvector v of H the slope is multiplied by q = 1 − ηλ in each step, exactly. Axes are
rational, too: turned by 3-4-5 triangles. All is measured in odd units.
"""

import functools
import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

from d2lmini import gradient_descent

TURNS = {
    1: [[[Fraction(1)]]],
    2: [
        [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]],
        [[Fraction(3, 5), Fraction(4, 5)], [Fraction(-4, 5), Fraction(3, 5)]],
        [[Fraction(5, 13), Fraction(12, 13)], [Fraction(-12, 13), Fraction(5, 13)]],
    ],
    3: [
        [[Fraction(int(i == j)) for j in range(3)] for i in range(3)],
        [
            [Fraction(1, 3), Fraction(2, 3), Fraction(2, 3)],
            [Fraction(2, 3), Fraction(1, 3), Fraction(-2, 3)],
            [Fraction(2, 3), Fraction(-2, 3), Fraction(1, 3)],
        ],
        [
            [Fraction(3, 5), Fraction(4, 5), Fraction(0)],
            [Fraction(-4, 5), Fraction(3, 5), Fraction(0)],
            [Fraction(0), Fraction(0), Fraction(1)],
        ],
    ],
}
KINDS = {
    "definite": (Fraction(1, 4), Fraction(1), Fraction(2), Fraction(5), Fraction(5), Fraction(40)),
    "indefinite": (
        Fraction(-3),
        Fraction(-1),
        Fraction(-1, 2),
        Fraction(1),
        Fraction(2),
        Fraction(6),
    ),
    "singular": (Fraction(0), Fraction(0), Fraction(1), Fraction(3), Fraction(-2)),
    "negative": (Fraction(-1, 10), Fraction(-1), Fraction(-4)),
    "plane": (Fraction(0),),
}
UNITS = (1e-9, 1e-6, 1e-3, 1.0, 7.0, 1e3, 1e6, 1e9)


class Walk:
    """f(u) = ½ Σ λ (v·u)² + g·u + c with the eigenvectors v as rows, its start and η, exactly."""

    def __init__(self, seed):
        pick = random.Random(seed)
        n = pick.choice((1, 2, 2, 3))
        self.kind = pick.choice(list(KINDS))
        self.rows = pick.choice(TURNS[n])
        self.bends = [pick.choice(KINDS[self.kind]) for _ in range(n)]
        self.start = self.a_start(pick, n)
        # the slope at the start along each eigenvector, often 0: where the start lies on axes
        self.slopes = [Fraction(pick.choice((0, 0, 1, -2, 3))) for _ in range(n)]
        if pick.random() < 0.2:
            self.slopes = [Fraction(0)] * n
        self.height = Fraction(pick.choice((0, 0, 1, -50)))
        steep = max(map(abs, self.bends)) or Fraction(1)
        special = [Fraction(k) / abs(bend) for bend in self.bends if bend for k in (1, 2)]
        shares = [Fraction(k, 100) / steep for k in (1, 10, 35, 90, 130, 199, 201, 250)]
        self.eta = pick.choice(shares + special)
        self.about_0 = pick.random() < 0.4
        self.x_unit, self.f_unit = pick.choice(UNITS), pick.choice(UNITS)

    def a_start(self, pick, n):
        """0, on an axis, on a diagonal, on an eigenvector, or anywhere."""
        return pick.choice(
            [
                [Fraction(0)] * n,
                [Fraction(3)] + [Fraction(0)] * (n - 1),
                [Fraction(-2)] * n,
                [Fraction(5) * part for part in self.rows[-1]],
                [Fraction(pick.randint(-30, 30), 7) for _ in range(n)],
            ]
        )

    def __str__(self):
        said = f"{self.kind} bends {self.bends} slopes {self.slopes} start {self.start} "
        return said + f"eta {self.eta} units {self.x_unit:g} {self.f_unit:g} rows {self.rows}"

    @functools.cached_property
    def in_floats(self):
        """f of a vector in odd units, about the start or, like many a loss, about 0."""
        rows = np.array(self.rows, float)
        bends = rows.T @ np.diag(np.array(self.bends, float)) @ rows
        start = np.array(self.start, float)
        slopes = rows.T @ np.array(self.slopes, float)

        def f(v):
            u = v / self.x_unit - start
            return self.f_unit * (u @ bends @ u / 2 + slopes @ u + height)

        height = float(self.height)
        if self.about_0:
            height += start @ bends @ start / 2 - slopes @ start
            slopes = slopes - bends @ start
            start = np.zeros_like(start)
        return f

    def exactly(self, count):
        """The points x ← x − η ∇f(x), as fractions."""
        x, slope = list(self.start), list(self.slopes)
        for _ in range(count + 1):
            yield x
            steps = [self.eta * s for s in slope]
            x = [
                at - sum(step * row[i] for step, row in zip(steps, self.rows, strict=True))
                for i, at in enumerate(x)
            ]
            slope = [s * (1 - self.eta * b) for s, b in zip(slope, self.bends, strict=True)]

    def rise(self, count):
        """f after so many steps, above the start."""
        total = Fraction(0)
        for slope, bend in zip(self.slopes, self.bends, strict=True):
            factor = 1 - self.eta * bend
            if bend:
                total += slope**2 * (factor ** (2 * count) - 1) / (2 * bend)
            else:
                total -= self.eta * slope**2 * count
        return total

    @property
    def truth(self):
        """The right word."""
        pairs = list(zip(self.slopes, self.bends, strict=True))
        factors = [1 - self.eta * bend for slope, bend in pairs if slope]
        if any(abs(q) > 1 or q == 1 for q in factors):
            return "runs off" if self.rise(3000) < 0 else "diverges"
        if -1 in factors:
            return "swings"
        if any(bend < 0 for slope, bend in pairs if not slope):
            some = any(bend > 0 for bend in self.bends)
            return "stuck at a saddle" if some else "stuck at a maximum"
        if any(q < 0 for q in factors):
            return "alternates" if len(pairs) == 1 else "zigzags"
        return "settles" if factors else "stays"


def judged(walk, steps=30):
    start = np.array(walk.start, float) * walk.x_unit
    rate = float(walk.eta) * walk.x_unit**2 / walk.f_unit
    return gradient_descent(walk.in_floats, start, rate, steps)


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_no_verdict_contradicts_the_recursion(first):
    wrong = []
    for seed in range(first, first + 100):
        walk = Walk(seed)
        found = judged(walk)
        if found.verdict != walk.truth:
            wrong.append(f"{found.verdict} is {walk.truth}: {seed} {walk}")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("seed", range(0, 600, 5))
def test_the_path_is_that_of_the_recursion(seed):
    walk = Walk(seed)
    found = judged(walk)
    wanted = np.array(list(itertools.islice(walk.exactly(30), len(found.path))), float)
    np.testing.assert_allclose(
        found.path / walk.x_unit, wanted, rtol=1e-7, atol=1e-7 * np.abs(wanted).max()
    )


@pytest.mark.parametrize("seed", range(0, 600, 5))
def test_the_rates_are_those_of_the_eigenvalues(seed):
    walk = Walk(seed)
    found = judged(walk, 2)
    if found.rates is None:
        assert not any(walk.bends)
        return
    pairs = sorted(zip(walk.bends, walk.slopes, strict=True))
    near = 1e-9 * float(walk.eta * max(map(abs, walk.bends)))
    np.testing.assert_allclose(found.rates, [float(walk.eta * b) for b, _ in pairs], atol=near)
    moves = {b: any(s for c, s in pairs if b == c) for b, _ in pairs}
    assert list(found.moves) == [moves[b] for b, _ in pairs]


@pytest.mark.parametrize("rate", [0.005, 0.01, 0.03, 0.05, 0.07, 0.09])
@pytest.mark.parametrize("start", [(0, 0), (1, 0), (-3, 2), (0.1, 7.4), (2, 2), (-1.5, 0.3)])
def test_one_line_through_one_point(rate, start):
    """ηλ is 20 η and 0; along the second eigenvector there is no slope."""
    for w, y in ((3, 7.4), (-3, 0.1), (3, -5)):
        walk = gradient_descent(lambda v, b, w=w, y=y: (v * w + b - y) ** 2, start, rate)
        assert walk.verdict == ("settles" if rate <= 0.05 else "zigzags")
        np.testing.assert_allclose(walk.rates, [0, 20 * rate], atol=1e-9)
        assert list(walk.moves) == [False, True]

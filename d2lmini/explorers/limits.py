"""Explorers of chapter 01: areas by exhaustion, the secant, and the game of ε and δ."""

from __future__ import annotations

from typing import Any

import numpy as np

from d2lmini.calculus import (
    Function,
    Line,
    limit,
    numerical_lim,
    polygon_areas,
    sample,
    slope_limit,
)
from d2lmini.engine.controls import linear_grid, log_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.shared import draw_curve
from d2lmini.learner import function, interval, scalar
from d2lmini.style import BLUE, CURVE, ESTIMATE, GUIDE, HOLE, ORANGE, POINTS, TANGENT
from d2lmini.words import number, say


def parabola(x: Any) -> Any:
    """Return 3x² − 4x, D2L's example.

    Examples
    --------
    >>> parabola(1)
    -1
    """
    return 3 * x**2 - 4 * x


class PolygonsExplorer(Explorer):
    """Double the corners of two polygons, one inside and one outside the unit circle.

    Examples
    --------
    >>> explorer = PolygonsExplorer()
    >>> explorer.n.value = 8
    >>> explorer.readout
    '8 corners: the area of the disc lies between 2.82843 and 3.31371, which are 0.48528 apart.'
    """

    figsize = (4.2, 4.2)
    alt = "The unit circle between a polygon inside it, cut into triangles, and one outside it."

    def __init__(self) -> None:
        self.areas = {n: (inside, outside) for n, inside, outside in polygon_areas(7)}
        super().__init__(n=tuple(self.areas))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the circle."""
        circle = _corners(512)
        axes.plot(*circle.T, **CURVE)
        axes.set(xlim=(-1.15, 1.15), ylim=(-1.15, 1.15), aspect="equal", xlabel="x", ylabel="y")
        axes.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))

    def draw_ink(self, axes: Any, n: int) -> str:
        """Draw both polygons."""
        inside, outside = self.areas[n]
        corners = _corners(n)
        axes.fill(*corners.T, facecolor=ESTIMATE["color"], alpha=0.25)
        axes.plot(*corners.T, **ESTIMATE)
        axes.plot(*_around(corners).T, **TANGENT)
        if n <= 64:
            spokes = np.insert(corners, range(1, n + 1), 0, axis=0)
            axes.plot(*spokes.T, color=ESTIMATE["color"], linewidth=0.8)
        between = f"between {inside:.5f} and {outside:.5f}, which are {outside - inside:.5f} apart"
        return f"{n} corners: the area of the disc lies {between}."


def _corners(n: int) -> np.ndarray:
    """Corners of the regular n-gon in the unit circle, first one repeated: shape (n + 1, 2).

    Without an angle: between two neighbours a new corner is pushed out to the circle.
    """
    corners = np.array([(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)], dtype=float)
    while len(corners) <= n:
        middles = corners[:-1] + corners[1:]
        middles /= np.linalg.norm(middles, axis=1, keepdims=True)
        corners = np.insert(corners, range(1, len(corners)), middles, axis=0)
    return corners


def _around(corners: np.ndarray) -> np.ndarray:
    """Corners of the polygon that touches the circle at the given corners, first one repeated."""
    sums = corners[:-1] + corners[1:]
    around = 2 * sums / (sums**2).sum(axis=1, keepdims=True)
    return np.vstack([around, around[:1]])


class SecantExplorer(Explorer):
    """Slide h: the secant through x and x + h settles on one slope, or refuses to.

    The tangent shows on *reveal*, and only if the slopes from both sides agree. A drag in the
    picture moves the second point.

    Parameters
    ----------
    f : callable
        Real function of one number.
    x : float
        Where the slope is wanted.
    xlim : (float, float), optional
        The part of the curve that is shown; by default 1.6 to either side of x.

    Raises
    ------
    ValueError
        If x is not inside xlim, or xlim is the wrong way round.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = SecantExplorer(lambda x: 3 * x**2 - 4 * x, x=1)
    >>> explorer.h.value = 0.1
    >>> explorer.readout
    'h = 0.1: the line through the two points has slope 2.30000.'
    """

    alt = "The curve of f, and the line through the point at x and a second point h away."
    drag = {"x": "h"}  # noqa: RUF012

    def __init__(
        self, f: Function = parabola, x: float = 1.0, xlim: tuple[float, float] | None = None
    ) -> None:
        self.f, self.x = function(f), scalar(x, "x")
        self.xlim = interval((self.x - 1.6, self.x + 1.6) if xlim is None else xlim, "xlim")
        if not self.xlim[0] < self.x < self.xlim[1]:
            raise ValueError(say("x = {x} must lie inside xlim = {xlim}", x=self.x, xlim=self.xlim))
        self.origin = {"h": self.x}
        super().__init__(
            h=log_grid(1, 1e-4, 41), side=("right", "left", "both"), reveal=("hide", "tangent")
        )

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, and find its slope from both sides."""
        draw_curve(axes, self.f, self.xlim)
        axes.set(xlabel="x", ylabel="f(x)")
        self.slope = slope_limit(self.f, self.x)
        self.height = float(sample(self.f, [self.x])[0])

    def draw_ink(self, axes: Any, h: float, side: str, reveal: str) -> str:
        """Draw the secant, or both, and on reveal the tangent."""
        steps = {"right": [h], "left": [-h], "both": [h, -h]}[side]
        slopes = [self._draw_secant(axes, step) for step in steps]
        if np.isnan(slopes).any():
            return f"h = {h:g}: f is not defined at one of the points, so there is no line."
        shown = [number(slope, ".5f" if abs(slope) < 1e6 else ".6g") for slope in slopes]
        if side == "both":
            says = f"slope {shown[0]} to the right, {shown[1]} to the left."
        else:
            says = f"the line through the two points has slope {shown[0]}."
        tangent = f" {self._draw_tangent(axes)}" if reveal == "tangent" else ""
        return f"h = {h:g}: {says}{tangent}"

    def _draw_secant(self, axes: Any, step: float) -> float:
        """Draw the line through x and x + step with its run and rise, and return its slope."""
        ends = np.array([self.x, self.x + step])
        heights = sample(self.f, ends)
        if not np.isfinite(heights).all():
            return np.nan
        slope = numerical_lim(self.f, self.x, step)
        axes.axline((ends[0], heights[0]), slope=slope, **ESTIMATE)
        axes.plot(ends[[0, 1, 1]], heights[[0, 0, 1]], **GUIDE)
        axes.plot(ends, heights, **POINTS)
        return slope

    def _draw_tangent(self, axes: Any) -> str:
        """Draw the tangent, if both sides agree on its slope, and say so or say why not."""
        if np.isinf(self.slope.value) and limit(self.f, self.x).value == self.height:
            axes.axvline(self.x, **TANGENT)
            sign = "+∞" if self.slope.value > 0 else "−∞"
            return f"Both sides tend to {sign}: the tangent is vertical, and has no slope."
        if self.slope.verdict != "two-sided":
            return f"No tangent with a slope was found. {self.slope}"
        tangent = Line(self.x, self.height, self.slope.value)
        axes.axline((self.x, self.height), slope=tangent.slope, **TANGENT)
        return f"Both sides tend to {number(tangent.slope)}: the tangent is {tangent}."


class LimitGame(Explorer):
    """Answer every ε with a δ: does f stay within ε of L for all x within δ of a?

    Parameters
    ----------
    f : callable
        Real function of one number; its value at a does not count.
    a : float
        The point to approach.
    L : float
        The limit that is claimed.
    xlabel, ylabel : str
        Labels of the axes.

    Raises
    ------
    ValueError
        If a or L is not finite.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> game = LimitGame(lambda h: 2 + 3 * h, a=0, L=2)
    >>> game.epsilon.value, game.delta.value = 0.3, 0.1
    >>> game.readout
    'ε = 0.3, δ = 0.1: none of 82 sampled points is that far from 2; it seems that δ answers ε.'
    """

    alt = (
        "A curve, a horizontal band of half-width ε around L, and a strip of half-width δ around a."
    )
    drag = {"x": "delta", "y": "epsilon"}  # noqa: RUF012

    def __init__(
        self,
        f: Function,
        a: float = 0.0,
        L: float = 0.0,  # noqa: N803
        xlabel: str = "x",
        ylabel: str = "f(x)",
    ) -> None:
        self.f, self.a, self.L = function(f), scalar(a, "a"), scalar(L, "L")
        self.labels = {"xlabel": xlabel, "ylabel": ylabel}
        self.origin = {"delta": self.a, "epsilon": self.L}
        super().__init__(epsilon=linear_grid(1, 0.1, 19), delta=linear_grid(0.4, 0.02, 20))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve."""
        draw_curve(axes, self.f, (self.a - 0.5, self.a + 0.5))
        axes.set(ylim=(self.L - 1.5, self.L + 1.5), **self.labels)

    def draw_ink(self, axes: Any, epsilon: float, delta: float) -> str:
        """Draw band, strip and the hole at a, and mark where f leaves the band inside the strip."""
        axes.axhspan(self.L - epsilon, self.L + epsilon, color=BLUE, alpha=0.15)
        axes.axvspan(self.a - delta, self.a + delta, color=ORANGE, alpha=0.15)
        xs, ys = self._near(delta)
        outside = ~(np.abs(ys - self.L) < epsilon)  # NaN counts as outside
        axes.plot(xs[outside], ys[outside], color=ORANGE, marker="x", linestyle="")
        axes.plot([self.a], [self.L], **HOLE)
        says = f"ε = {epsilon:g}, δ = {delta:g}: "
        if not outside.any():
            none = f"none of {len(xs)} sampled points is that far from {number(self.L)}"
            return f"{says}{none}; it seems that δ answers ε."
        worst = np.argmax(np.nan_to_num(np.abs(ys - self.L), nan=np.inf))
        off = abs(ys[worst] - self.L)
        at = number(xs[worst], ".4g")
        if np.isnan(off):
            return f"{says}there is no value at {at}. This δ does not answer ε."
        return f"{says}at {at} the value is {off:.4g} away. This δ does not answer ε."

    def _near(self, delta: float) -> tuple[np.ndarray, np.ndarray]:
        """Sample irregularly where 0 < |x − a| < δ, down to δ/10⁵ and up to the ends.

        A side on which f is nowhere defined does not count, such as the left one of √x at 0.
        """
        scattered = np.arange(1, 31) * (np.sqrt(5) - 1) / 2 % 1
        steps = delta * np.sort([*scattered, *10 ** (-5 * scattered[:10]), 1 - 1e-9])
        sides = [(xs, sample(self.f, xs)) for xs in (self.a - steps[::-1], self.a + steps)]
        sides = [(xs, ys) for xs, ys in sides if not np.isnan(ys).all()] or sides
        xs, ys = (np.concatenate(parts) for parts in zip(*sides, strict=True))
        return xs, ys

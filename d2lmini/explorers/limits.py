"""Explorers of chapter 01: areas by exhaustion, sin h / h, the secant, and the game of ε and δ."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from d2lmini.calculus import Line, polygon_areas, sample, slope_limit
from d2lmini.engine.controls import linear_grid, log_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import parabola
from d2lmini.explorers.shared import draw_curve, is_vertical, measure_curve, neat, unit_of
from d2lmini.learner import Function, function, interval, scalar
from d2lmini.style import (
    BLUE,
    CURVE,
    ESTIMATE,
    GRAY,
    GREEN,
    GUIDE,
    HOLE,
    ORANGE,
    POINTS,
    TANGENT,
)
from d2lmini.words import number, say, sentences


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
    play = {"n": 1.0}  # noqa: RUF012

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
        return say(
            "{n} corners: the area of the disc lies between {inside:.5f} and {outside:.5f}, "
            "which are {apart:.5f} apart.",
            n=n,
            inside=inside,
            outside=outside,
            apart=outside - inside,
        )


def _corners(n: int) -> np.ndarray:
    """Corners of the regular n-gon in the unit circle, first one repeated: shape (n + 1, 2).

    Without an angle: between two neighbors a new corner is pushed out to the circle.
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


class PolygonProofExplorer(Explorer):
    """Look at the triangles from which the recipe for the areas of polygons comes.

    O is the center, P a corner of the inner n-gon, M the middle of a side that ends in P. The ray
    from O through M meets the circle in C and the outer n-gon in its corner T; S is where OP and OC
    have the same distance on PT: a corner of the outer 2n-gon.

    Examples
    --------
    >>> explorer = PolygonProofExplorer()
    >>> explorer.triangle.value = "OCP"
    >>> explorer.readout
    'n = 4: the triangle OCP has the area 0.35355. 8 like it make up the inner 8-gon, 2.82843.'
    """

    figsize = (5.0, 3.6)
    alt = "A piece of the unit circle with center O, and triangles of O, M, C, T, P and S."

    def __init__(self) -> None:
        super().__init__(n=[4, 8], triangle=("OMP", "OCP", "OTP", "OSP"))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the circle, and the ray from O."""
        angles = np.linspace(-0.2, math.pi / 2, 100)
        axes.plot(np.cos(angles), np.sin(angles), **CURVE)
        axes.axhline(0, **GUIDE)
        axes.set(xlim=(-0.1, 1.5), ylim=(-0.15, 1.05), aspect="equal", xticks=(0, 1), yticks=(0, 1))

    def draw_ink(self, axes: Any, n: int, triangle: str) -> str:
        """Draw the points, the lines between them, and one of the triangles."""
        places = _places(n)
        for path in ("OP", "MP", "CP", "PT", "OS"):
            axes.plot(*np.transpose([places[name] for name in path]), color=GRAY, linewidth=1)
        corners = np.array([places[name] for name in triangle])
        axes.fill(*corners.T, facecolor=GREEN, edgecolor=GREEN, alpha=0.35)
        axes.plot(*np.transpose([*places.values()]), **POINTS)
        for name, (x, y) in places.items():
            away = (0, 8) if name in "PS" else (0, -15)
            axes.annotate(name, (x, y), xytext=away, textcoords="offset points", ha="center")
        (a, b), (c, d) = corners[1:]
        area = abs(a * d - b * c) / 2
        return _tell_triangles(n, triangle, area)


def _places(n: int) -> dict[str, tuple[float, float]]:
    """Return the six points of the proof, with C at (1, 0)."""
    half = math.pi / n
    return {
        "O": (0, 0),
        "M": (math.cos(half), 0),
        "C": (1, 0),
        "T": (1 / math.cos(half), 0),
        "P": (math.cos(half), math.sin(half)),
        "S": (1, math.tan(half / 2)),
    }


def _tell_triangles(n: int, triangle: str, area: float) -> str:
    sides, outer, count = {
        "OMP": (n, False, 2 * n),
        "OCP": (2 * n, False, 2 * n),
        "OTP": (n, True, 2 * n),
        "OSP": (2 * n, True, 4 * n),
    }[triangle]
    told: dict[str, Any] = {"n": n, "triangle": triangle, "area": area, "count": count}
    told |= {"sides": sides, "all": count * area}
    if outer:
        return say(
            "n = {n}: the triangle {triangle} has the area {area:.5f}. {count} like it make up the "
            "outer {sides}-gon, {all:.5f}.",
            **told,
        )
    return say(
        "n = {n}: the triangle {triangle} has the area {area:.5f}. {count} like it make up the "
        "inner {sides}-gon, {all:.5f}.",
        **told,
    )


class SectorExplorer(Explorer):
    """Make an angle h smaller: a sector of the unit circle between two triangles.

    Examples
    --------
    >>> explorer = SectorExplorer()
    >>> explorer.h.value = 0.5
    >>> explorer.readout
    'h = 0.5: areas 0.23971 < 0.25000 < 0.27315. So cos h = 0.87758 < sin h / h = 0.95885 < 1.'
    """

    figsize = (4.6, 4.2)
    alt = "A sector of the unit circle with the angle h, a triangle inside it and one around it."
    play = {"h": 0.2}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(h=linear_grid(0.9, 0.1, 17))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw a quarter of the circle."""
        angles = np.linspace(0, math.pi / 2, 100)
        axes.plot(np.cos(angles), np.sin(angles), color=GRAY, linewidth=1)
        axes.set(xlim=(-0.1, 1.35), ylim=(-0.1, 1.4), aspect="equal", xticks=(0, 1), yticks=(0, 1))

    def draw_ink(self, axes: Any, h: float) -> str:
        """Draw the sector, and both triangles."""
        arc = np.array([(math.cos(t), math.sin(t)) for t in np.linspace(0, h, 60)])
        axes.fill(*np.vstack([(0, 0), arc]).T, facecolor=BLUE, alpha=0.2)
        axes.plot(*arc.T, **CURVE)
        outer = np.array([(0, 0), (1, 0), (1, math.tan(h)), (0, 0)])
        inner = np.array([(0, 0), (1, 0), arc[-1], (0, 0)])
        axes.plot(*outer.T, **TANGENT)
        axes.plot(*inner.T, **ESTIMATE)
        axes.plot(*np.transpose([(math.cos(h), 0), arc[-1]]), **GUIDE)
        if h >= 0.25:  # there is room for names
            beside: dict[str, Any] = {"textcoords": "offset points", "va": "center"}
            axes.annotate("sin h", (math.cos(h), math.sin(h) / 2), xytext=(-34, 0), **beside)
            axes.annotate("tan h", (1, math.tan(h) / 2), xytext=(8, 0), **beside)
            axes.annotate("h", tuple(arc[30]), xytext=(3, 5), color=BLUE, **beside)
        areas = math.sin(h) / 2, h / 2, math.tan(h) / 2
        return say(
            "h = {h}: areas {inner:.5f} < {sector:.5f} < {outer:.5f}. "
            "So cos h = {cosine:.5f} < sin h / h = {ratio:.5f} < 1.",
            h=h,
            inner=areas[0],
            sector=areas[1],
            outer=areas[2],
            cosine=math.cos(h),
            ratio=math.sin(h) / h,
        )


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
        The part of the curve that is shown; by default 1.6 units to either side of x, a unit being
        the power of ten nearest to 1 in which f bends. The steps h begin where they fit into it.

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
    play = {"h": 0.15}  # noqa: RUF012

    def __init__(
        self, f: Function = parabola, x: float = 1.0, xlim: tuple[float, float] | None = None
    ) -> None:
        self.f, self.x = function(f), scalar(x, "x")
        if xlim is None:
            half = 1.6 * unit_of(self.f, self.x, 1.6)
            xlim = self.x - half, self.x + half
        self.xlim = interval(xlim, "xlim")
        if not self.xlim[0] < self.x < self.xlim[1]:
            raise ValueError(say("x = {x} must lie inside xlim = {xlim}", x=self.x, xlim=self.xlim))
        self.origin = {"h": self.x}
        largest = neat((self.xlim[1] - self.xlim[0]) / 3.2)
        super().__init__(
            h=log_grid(largest, 1e-4 * largest, 41),
            side=("right", "left", "both"),
            reveal=("hide", "tangent"),
        )

    def measure(self) -> None:
        """Sample the curve, and find its slope from both sides."""
        self.curve = measure_curve(self.f, self.xlim)
        self.height = float(sample(self.f, [self.x])[0])
        self.slope = slope_limit(self.f, self.x)
        self.vertical = is_vertical(self.f, self.slope)
        self.steep = max(map(abs, self._slopes([self.h.options[0][1], -self.h.options[0][1]])))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve."""
        draw_curve(axes, self.curve)
        axes.set(xlabel="x", ylabel="f(x)")

    def draw_ink(self, axes: Any, h: float, side: str, reveal: str) -> str:
        """Draw the secant, or both, and on reveal the tangent."""
        steps = {"right": [h], "left": [-h], "both": [h, -h]}[side]
        slopes = self._slopes(steps)
        for step, slope in zip(steps, slopes, strict=True):
            if np.isfinite(slope):
                self._draw_secant(axes, step, slope)
        says = _tell_slopes(h, *(self._digits(h, slope) for slope in slopes))
        return sentences(says, self._draw_tangent(axes) if reveal == "tangent" else "")

    def _slopes(self, steps: list[float]) -> list[float]:
        """Slopes from x to x + step, by the steps that floating-point numbers really take."""
        ends = self.x + np.array(steps)
        slopes = (sample(self.f, ends) - self.height) / (ends - self.x)
        return np.where(np.isfinite(slopes), slopes, np.nan).tolist()

    def _digits(self, h: float, slope: float) -> str:
        """A slope to five decimals, or fewer where rounding is larger; "" where there is none."""
        if np.isnan(slope):
            return ""
        if not 1e-2 <= self.steep < 1e6 or abs(slope) >= 1e6:
            return number(slope, ".6g")
        rounding = 4 * np.finfo(float).eps * (abs(self.height) + abs(self.x * slope)) / h
        decimals = min(5, max(0, -int(np.ceil(np.log10(2 * rounding + 1e-300)))))
        return number(slope, f".{decimals}f")

    def _draw_secant(self, axes: Any, step: float, slope: float) -> None:
        """Draw the line through x and x + step with its run and rise."""
        ends = np.array([self.x, self.x + step])
        heights = self.height, self.height + slope * (ends[1] - ends[0])
        axes.axline((ends[0], heights[0]), slope=slope, **ESTIMATE)
        axes.plot(ends[[0, 1, 1]], [heights[0], *heights], **GUIDE)
        axes.plot(ends, heights, **POINTS)

    def _draw_tangent(self, axes: Any) -> str:
        """Draw the tangent, if both sides agree on its slope, and say so or say why not."""
        if self.vertical:
            axes.axvline(self.x, **TANGENT)
            infinity = "+∞" if self.slope.in_domain > 0 else "−∞"
            if np.isnan(self.slope.value):
                return say(
                    "On the side where f is defined, the slopes tend to {infinity}: the tangent is "
                    "vertical, and has no slope.",
                    infinity=infinity,
                )
            return say(
                "Both sides tend to {infinity}: the tangent is vertical, and has no slope.",
                infinity=infinity,
            )
        if not np.isfinite(self.slope.in_domain):
            return sentences(say("No tangent with a slope was found."), str(self.slope))
        tangent = Line(self.x, self.height, self.slope.in_domain, self.slope.uncertainty)
        axes.axline((self.x, self.height), slope=tangent.slope, **TANGENT)
        if np.isnan(self.slope.value):
            return say(
                "On the side where f is defined, the slopes tend to {slope}: the tangent is "
                "{tangent}.",
                slope=tangent.slope,
                tangent=tangent,
            )
        return say(
            "Both sides tend to {slope}: the tangent is {tangent}.",
            slope=tangent.slope,
            tangent=tangent,
        )


def _tell_slopes(h: float, *slopes: str) -> str:
    """Tell the slope of the one secant, or those to the right and to the left, where they exist."""
    if not any(slopes):
        return say("h = {h:g}: f is not defined at one of the points, so there is no line.", h=h)
    if len(slopes) == 1:
        return say(
            "h = {h:g}: the line through the two points has slope {slope}.", h=h, slope=slopes[0]
        )
    right, left = slopes
    if not right:
        return say(
            "h = {h:g}: slope {left} to the left; to the right f is not defined.", h=h, left=left
        )
    if not left:
        return say(
            "h = {h:g}: slope {right} to the right; to the left f is not defined.", h=h, right=right
        )
    return say(
        "h = {h:g}: slope {right} to the right, {left} to the left.", h=h, right=right, left=left
    )


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
    width, height : float, optional
        How much of the curve is shown to either side of a, and above and below L; the settings of
        δ and ε follow. By default 0.5 units, as in `SecantExplorer`, and 1.5, or as much as holds
        most of the curve.

    Raises
    ------
    ValueError
        If a or L is not finite, or width or height is not positive.
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
        width: float | None = None,
        height: float | None = None,
    ) -> None:
        self.f, self.a, self.L = function(f), scalar(a, "a"), scalar(L, "L")
        self.labels = {"xlabel": xlabel, "ylabel": ylabel}
        self.origin = {"delta": self.a, "epsilon": self.L}
        unit = unit_of(self.f, self.a, 0.5) if width is None else scalar(width, "width") / 0.5
        self.width = 0.5 * unit
        self.height = self._usual_height() if height is None else scalar(height, "height")
        if not (self.width > 0 and self.height > 0):
            raise ValueError(say("width and height must be positive"))
        tight = tuple(self.height / 1.5 * epsilon for epsilon in (0.05, 0.02, 0.01))
        narrow = tuple(unit * delta for delta in (0.01, 0.005, 0.002, 0.001))
        super().__init__(
            epsilon=(*linear_grid(self.height / 1.5, self.height / 15, 10), *tight),
            delta=(*linear_grid(0.4 * unit, 0.02 * unit, 20), *narrow),
        )

    def _usual_height(self) -> float:
        """1.5, or, where f is far larger or smaller near a, as much as holds most of it."""
        xs = self.a + self.width * (np.arange(40) - 19.5) / 20
        off = np.abs(sample(self.f, xs) - self.L)
        most = float(np.quantile(off[np.isfinite(off)], 0.9)) if np.isfinite(off).any() else 1.0
        return 1.5 if 0.05 <= most <= 50 or most == 0 else 1.5 * neat(most)

    def measure(self) -> None:
        """Sample the curve."""
        self.curve = measure_curve(self.f, (self.a - self.width, self.a + self.width))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve."""
        draw_curve(axes, self.curve)
        axes.set(ylim=(self.L - self.height, self.L + self.height), **self.labels)

    def draw_ink(self, axes: Any, epsilon: float, delta: float) -> str:
        """Draw band, strip and the claim at a, and mark where f leaves the band in the strip."""
        axes.axhspan(self.L - epsilon, self.L + epsilon, color=BLUE, alpha=0.15)
        axes.axvspan(self.a - delta, self.a + delta, color=ORANGE, alpha=0.15)
        xs, ys = self._near(delta)
        outside = ~(np.abs(ys - self.L) < epsilon)  # NaN counts as outside
        axes.plot(xs[outside], ys[outside], color=ORANGE, marker="x", linestyle="")
        axes.plot([self.a], [self.L], **HOLE)
        worst = np.argmax(np.nan_to_num(np.abs(ys - self.L), nan=np.inf))
        off = abs(ys[worst] - self.L)
        shown = {"epsilon": epsilon, "delta": delta, "x": xs[worst], "off": off, "L": self.L}
        if not outside.any():
            return say(
                "ε = {epsilon:g}, δ = {delta:g}: none of {count} sampled points is that far from "
                "{L}; it seems that δ answers ε.",
                count=len(xs),
                **shown,
            )
        if np.isnan(off):
            return say(
                "ε = {epsilon:g}, δ = {delta:g}: there is no value at {x:.4g}. This δ does not "
                "answer ε.",
                **shown,
            )
        return say(
            "ε = {epsilon:g}, δ = {delta:g}: at {x:.4g} the value is {off:.4g} away. This δ does "
            "not answer ε.",
            **shown,
        )

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

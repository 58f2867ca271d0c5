"""Explorers of chapter 03: rules as pictures, and the base e."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from d2lmini.calculus import sample, slope_function, slope_limit
from d2lmini.engine.controls import linear_grid, log_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.shared import AtSettings, draw_curve, measure_curve, settings_with
from d2lmini.learner import Function, function, interval, scalar
from d2lmini.style import BLUE, CURVE, ESTIMATE, GRAY, GREEN, GUIDE, ORANGE, POINTS, TANGENT
from d2lmini.words import say, sentences

EPS = float(np.finfo(float).eps)
LOOKS = CURVE, TANGENT, ESTIMATE  # of the two strips and the corner


def _one_more_than_the_square(x: Any) -> Any:
    return x**2 + 1


def _one_more(x: Any) -> Any:
    return x + 1


class ProductRectangleExplorer(Explorer):
    """Let both sides of a rectangle grow: two strips and a corner, each divided by h.

    Parameters
    ----------
    u, v : callable
        Real functions of one number: the width and the height.
    x : float
        Where they are multiplied.

    Raises
    ------
    ValueError
        If x is not finite.
    TypeError
        If u or v is not callable.

    Examples
    --------
    >>> explorer = ProductRectangleExplorer(lambda x: x**2, lambda x: x, x=1)
    >>> explorer.h.value = 0.1
    >>> explorer.readout
    'h = 0.1: strips v·Δu = 0.21 and u·Δv = 0.1, corner 0.021. Divided by h: 2.1, 1 and 0.21.'
    """

    figsize = (6.6, 3.4)
    subplots = {"ncols": 2}  # noqa: RUF012
    alt = "A rectangle that grows by two strips and a corner, and each of them divided by h."
    play = {"h": 0.2}  # noqa: RUF012

    def __init__(
        self, u: Function = _one_more_than_the_square, v: Function = _one_more, x: float = 1.0
    ) -> None:
        self.u, self.v, self.x = function(u), function(v), scalar(x, "x")
        unit = self._unit()
        super().__init__(h=log_grid(unit, 1e-3 * unit, 31))

    def _unit(self) -> float:
        """The power of ten nearest to 1 by which a side grows, and neither beyond four times."""
        powers = sorted(range(-15, 16), key=abs)
        with contextlib.suppress(Exception), np.errstate(all="ignore"):  # they are checked later
            for h in (10.0**power for power in powers):
                sides = [sample(side, [self.x, self.x + h]) for side in (self.u, self.v)]
                growths = [abs((b - a) / a) for a, b in sides if a]
                if 0.1 <= max(growths, default=1) <= 3:
                    return h
        return 1.0

    def measure(self) -> None:
        """Find the sides, before and after each step, and the three parts divided by it."""
        self.steps = np.array([h for _, h in self.h.options])
        places = np.array([self.x, *(self.x + self.steps)])
        us, vs = sample(self.u, places), sample(self.v, places)
        self.sides, self.grown = (us[0], vs[0]), (us[1:], vs[1:])
        du, dv = us[1:] - us[0], vs[1:] - vs[0]
        self.parts = np.array([vs[0] * du, us[0] * dv, du * dv])
        # Of a side that hardly moves only rounding is left.
        self.lost = [
            (np.abs(d) < 1e6 * EPS * np.abs(sides[0])) & (d != 0)
            for d, sides in ((du, us), (dv, vs))
        ]

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the rectangle, and axes for the quotients."""
        left, right = axes
        for side, grown, which in zip(self.sides, self.grown, "xy", strict=True):
            seen = np.array([0.0, side, *grown])
            low, high = np.nanmin(seen), np.nanmax(seen)
            margin = 0.06 * (high - low or 1.0)
            left.set(**{f"{which}lim": (low - margin, high + margin)})
        left.add_patch(Rectangle((0, 0), *self.sides, facecolor=GRAY, alpha=0.25))
        left.set(xlabel="u", ylabel="v")
        left.grid(False)
        seen = (self.parts / self.steps)[np.isfinite(self.parts)]
        low, high = min(0.0, seen.min(initial=0.0)), max(0.0, seen.max(initial=0.0))
        margin = 0.08 * (high - low or 1.0)
        right.set(xscale="log", xlim=(1.2 * self.steps[0], self.steps[-1] / 1.2), xlabel="h")
        right.set(ylim=(low - margin, high + 4 * margin))
        right.axhline(0, color=GRAY, linewidth=0.8)
        for name, look in zip(("v·Δu/h", "u·Δv/h", "Δu·Δv/h"), LOOKS, strict=True):
            right.plot([], [], **look, label=name)
        right.legend(loc="upper right", ncols=3, fontsize=9, handlelength=1.2, columnspacing=1)

    def draw_ink(self, axes: Any, h: float) -> str:
        """Draw strips and corner, and the quotients so far."""
        left, right = axes
        nth = int(np.abs(self.steps - h).argmin())
        (u, v), (du, dv) = (
            self.sides,
            (g[nth] - s for g, s in zip(self.grown, self.sides, strict=True)),
        )
        if not np.isfinite([u, v, du, dv]).all():
            return say(
                "h = {h}: u or v is not defined at {x} or {end}.", h=h, x=self.x, end=self.x + h
            )
        for place, size, color, pattern in (
            ((u, 0), (du, v), BLUE, "///"),
            ((0, v), (u, dv), ORANGE, "\\\\\\"),
            ((u, v), (du, dv), GREEN, "xxx"),
        ):
            left.add_patch(
                Rectangle(place, *size, facecolor="none", edgecolor=color, hatch=pattern)
            )
        quotients = self.parts[:, : nth + 1] / self.steps[: nth + 1]
        for line, look in zip(quotients, LOOKS, strict=True):
            right.plot(self.steps[: nth + 1], line, **look)
            right.plot([h], line[-1:], marker="o", color=look["color"])
        if any(lost[nth] for lost in self.lost):
            return say("h = {h}: u or v moves so little that rounding hides it.", h=h)
        strips, divided = self.parts[:, nth], quotients[:, -1]
        return say(
            "h = {h}: strips v·Δu = {a} and u·Δv = {b}, corner {c}. "
            "Divided by h: {d}, {e} and {f}.",
            h=h,
            **dict(zip("abcdef", map(float, (*strips, *divided)), strict=True)),
        )


class UnitCircleExplorer(Explorer):
    """Turn a point on the circle of radius 1: the way it moves holds both slopes.

    Examples
    --------
    >>> explorer = UnitCircleExplorer()
    >>> explorer.x.value = 1
    >>> explorer.readout
    'x = 1: cos x = 0.5403, sin x = 0.8415. The point moves along (−0.8415, 0.5403).'
    """

    figsize = (6.6, 3.4)
    subplots = {"ncols": 2, "width_ratios": (1, 1.25)}  # noqa: RUF012
    alt = "A point on the unit circle and the way it moves; sine and cosine with tangents."
    drag = {(1, "x"): "x"}  # noqa: RUF012
    play = {"x": 0.1}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(x=linear_grid(0, 6.3, 64), start={"x": 1})

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the circle, and both curves."""
        left, right = axes
        angles = np.linspace(0, 2 * math.pi, 200)
        left.plot(np.cos(angles), np.sin(angles), color=GRAY, linewidth=1)
        left.set(xlim=(-1.7, 1.7), ylim=(-1.7, 1.7), aspect="equal", xticks=(-1, 0, 1))
        left.set(yticks=(-1, 0, 1))
        right.plot(angles, np.sin(angles), **CURVE, label="sin x")
        right.plot(angles, np.cos(angles), **ESTIMATE, label="cos x")
        right.set(xlim=(0, 6.3), ylim=(-1.5, 1.5), xlabel="x")
        right.legend(loc="upper center", ncols=2, fontsize=9)

    def draw_ink(self, axes: Any, x: float) -> str:
        """Draw the point, the way it moves, and both tangents."""
        left, right = axes
        cosine, sine = math.cos(x), math.sin(x)
        arc = np.linspace(0, x, 80)
        left.plot(np.cos(arc), np.sin(arc), color="black", linewidth=2)
        left.plot([0, cosine], [0, 0], **ESTIMATE)
        left.plot([cosine, cosine], [0, sine], **CURVE)
        left.plot([0, cosine], [0, sine], **GUIDE)
        left.arrow(
            cosine,
            sine,
            -sine,
            cosine,
            width=0.03,
            length_includes_head=True,
            color=ORANGE,
            zorder=4,
        )
        left.plot([cosine], [sine], **POINTS)
        right.axvline(x, **GUIDE)
        reach = np.array([x - 0.6, x + 0.6])
        right.plot(reach, sine + cosine * (reach - x), **TANGENT)
        right.plot(reach, cosine - sine * (reach - x), **TANGENT)
        right.plot([x, x], [sine, cosine], **POINTS)
        return say(
            "x = {x}: cos x = {cosine:.4f}, sin x = {sine:.4f}. "
            "The point moves along ({across:.4f}, {up:.4f}).",
            x=x,
            cosine=cosine,
            sine=sine,
            across=-sine,
            up=cosine,
        )


class MirrorExplorer(Explorer):
    """Mirror a curve at the diagonal: rise and run change places, so the slope is turned over.

    Parameters
    ----------
    f : callable
        Real function of one number that rises, or falls, all the way; by default exp.
    xlim : (float, float)
        The part of the curve that is mirrored.
    t : float, optional
        Where the point starts; by default in the middle.

    Raises
    ------
    ValueError
        If f neither rises nor falls all the way through xlim, or t is not inside.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> MirrorExplorer(t=0).readout.split(". ")[0]
    'At (0, 1) f has slope 1: for 1 across 1 up'
    """

    figsize = (4.6, 4.6)
    alt = "A curve and its mirror image at the diagonal, each with a tangent and its rise and run."
    drag = {"x": "t"}  # noqa: RUF012
    play = {"t": 0.1}  # noqa: RUF012

    def __init__(
        self,
        f: Function = np.exp,
        xlim: tuple[float, float] = (-2.0, 1.25),
        t: float | None = None,
    ) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        settings = settings_with(self.xlim, 53, t, "t")
        super().__init__(t=settings, start={"t": settings[26] if t is None else t})

    def measure(self) -> None:
        """Sample the curve, and find its slopes."""
        self.curve = measure_curve(self.f, self.xlim)
        heights = self.curve.ys[np.isfinite(self.curve.ys)]
        rises = np.diff(heights)
        if (rises >= 0).all() == (rises <= 0).all():  # or it is constant
            raise ValueError(
                say(
                    "f neither rises nor falls all the way from {a} to {b}, so it may have no "
                    "inverse there",
                    a=self.xlim[0],
                    b=self.xlim[1],
                )
            )
        self.low = min(self.xlim[0], heights.min())
        self.high = max(self.xlim[1], heights.max())
        settings = [t for _, t in self.t.options]
        self.slopes = AtSettings(slope_function(self.f), settings, self.f)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, the diagonal and the image."""
        draw_curve(axes, self.curve)
        axes.plot(self.curve.ys, self.curve.xs, **ESTIMATE)
        axes.axline((0, 0), slope=1, **GUIDE)
        margin = 0.05 * (self.high - self.low)
        window = (self.low - margin, self.high + margin)
        axes.set(xlim=window, ylim=window, aspect="equal")

    def draw_ink(self, axes: Any, t: float) -> str:
        """Draw both points, their tangents, and rise and run."""
        height, slope = float(sample(self.f, [t])[0]), float(self.slopes[t])
        axes.plot([t, height], [height, t], **POINTS)
        axes.plot([t, height], [height, t], **GUIDE)
        if not np.isfinite([height, slope]).all():
            return say("At t = {t} no slope of f was found.", t=t)
        axes.axline((t, height), slope=slope, **TANGENT)
        if slope == 0:
            axes.axvline(height, **TANGENT)
            return say(
                "At ({t}, {height}) f is level. Mirrored, the tangent is vertical: no slope.",
                t=t,
                height=height,
            )
        axes.axline((height, t), slope=1 / slope, **TANGENT)
        run = 0.15 * (self.high - self.low) / max(1.0, abs(slope))
        for corners in (
            [(t, height), (t + run, height), (t + run, height + slope * run)],
            [(height, t), (height, t + run), (height + slope * run, t + run)],
        ):
            axes.plot(*np.transpose(corners), color="black", linewidth=1)
        return sentences(
            say(
                "At ({t}, {height}) f has slope {slope}: for 1 across {slope} up.",
                t=t,
                height=height,
                slope=slope,
            ),
            say(
                "Mirrored, at ({height}, {t}): for {slope} across 1 up, a slope of {turned}.",
                t=t,
                height=height,
                slope=slope,
                turned=1 / slope,
            ),
        )


class EulerNumberExplorer(Explorer):
    """Slide a until the curve of aˣ has slope 1 at 0.

    Examples
    --------
    >>> explorer = EulerNumberExplorer()
    >>> explorer.a.value = 3
    >>> explorer.readout
    'a = 3.00: at 0 the curve of aˣ has slope 1.099.'
    """

    alt = "The curve of a to the power x, its tangent at 0, and the dotted line of slope 1."

    def __init__(self) -> None:
        super().__init__(a=linear_grid(2, 3.5, 151))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the line that the tangent should meet."""
        axes.set(xlim=(-2, 2), ylim=(-0.5, 5), xlabel="x", ylabel="aˣ")
        axes.axline((0, 1), slope=1, **GUIDE)

    def draw_ink(self, axes: Any, a: float) -> str:
        """Draw the curve and its tangent at 0."""
        xs = np.linspace(-2, 2, 61)
        slope = slope_limit(lambda x: a**x, 0).value
        axes.plot(xs, a**xs, **CURVE)
        axes.axline((0, 1), slope=slope, **TANGENT)
        axes.plot([0], [1], **POINTS)
        return say("a = {a:.2f}: at 0 the curve of aˣ has slope {slope:.3f}.", a=a, slope=slope)

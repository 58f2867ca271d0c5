"""Explorers of chapter 05: sums of strips, and the area so far."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from d2lmini.calculus import RULES, riemann_sum, sample, strip_heights
from d2lmini.calculus.areas import areas_up_to
from d2lmini.calculus.limits import told
from d2lmini.engine.controls import linear_grid, log_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import Limits
from d2lmini.explorers.shared import draw_curve, fill_by_sign, measure_curve, neat
from d2lmini.learner import Function, function, interval, scalar
from d2lmini.style import CURVE, ESTIMATE, GRAY, GREEN, GUIDE, POINTS, TANGENT
from d2lmini.words import say

STYLES = dict(zip(RULES, ("-", "--", "-.", ":"), strict=True))  # of their errors


class RiemannSumsExplorer(Explorer):
    """Add up more and thinner strips, by four rules, and watch the error beside them.

    Parameters
    ----------
    f : callable
        Real function of one number, continuous on xlim.
    xlim : (float, float)
        The interval, left end first.

    Raises
    ------
    ValueError
        If xlim is the wrong way round.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = RiemannSumsExplorer()
    >>> explorer.n.value, explorer.rule.value = 4, "trapezoid"
    >>> explorer.readout
    'n = 4, trapezoid: the strips add up to 2.75, which is 0.08333 too much.'
    """

    figsize = (7.4, 3.4)
    subplots = {"ncols": 2}  # noqa: RUF012
    alt = "Left, strips below the curve of f; right, the errors of all rules against their number."
    play = {"n": 0.5}  # noqa: RUF012

    def __init__(self, f: Function = np.square, xlim: Limits = (0.0, 2.0)) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        self.counts = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128)
        super().__init__(n=self.counts, rule=RULES, start={"n": 4})

    def measure(self) -> None:
        """Sample the curve, and find the area and the error of each sum."""
        self.curve = measure_curve(self.f, self.xlim)
        edges = np.linspace(*self.xlim, 129)
        areas, doubts = areas_up_to(self.f, edges)
        self.area, self.doubt = float(areas[-1]), float(doubts[-1])
        self.size = float(np.ptp(self.xlim) * np.nanmax(np.abs(sample(self.f, edges))))
        self.sums = {
            rule: [riemann_sum(self.f, self.xlim, n, rule) for n in self.counts] for rule in RULES
        }
        self.errors = {rule: np.abs(np.subtract(s, self.area)) for rule, s in self.sums.items()}

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, and axes for the error."""
        strips, errors = axes
        draw_curve(strips, self.curve)
        low, high = self.curve.ylim
        strips.set(ylim=(min(low, 0), max(high, 0)), xlabel="x", ylabel="f(x)")
        strips.axhline(0, color=GRAY, linewidth=0.8)
        most = np.nan_to_num(max(each.max() for each in self.errors.values())) or 1.0
        errors.set(xscale="log", yscale="log", xlim=(0.8, 160), ylim=(1e-6 * most, 3 * most))
        errors.set(xlabel="n", ylabel="|error|")
        for name, style in STYLES.items():
            errors.plot([], [], color=GRAY, linestyle=style, label=name)
        errors.legend(loc="lower left", fontsize=9)

    def draw_ink(self, axes: Any, n: int, rule: str) -> str:
        """Draw the strips, and the errors of all rules up to n."""
        strips, errors = axes
        edges = np.linspace(*self.xlim, n + 1)
        shape = {"facecolor": ESTIMATE["color"], "edgecolor": ESTIMATE["color"], "alpha": 0.35}
        if rule == "trapezoid":
            strips.fill_between(edges, 0, sample(self.f, edges), **shape)
            strips.vlines(edges, 0, sample(self.f, edges), color=ESTIMATE["color"], linewidth=0.8)
        else:
            heights = strip_heights(self.f, self.xlim, n, rule)
            strips.stairs(heights, edges, fill=True, **shape)
            strips.vlines(edges[1:-1], 0, heights[1:], color=ESTIMATE["color"], linewidth=0.8)
        if np.isfinite(self.area):
            known = self.counts.index(n) + 1
            for name, style in STYLES.items():
                chosen = {"color": ESTIMATE["color"], "linewidth": 1.8}
                look = chosen if name == rule else {"color": GRAY, "linewidth": 1}
                shown = np.maximum(self.errors[name][:known], 1e-300)
                errors.plot(self.counts[:known], shown, linestyle=style, **look)
            errors.plot([n], np.maximum(self.errors[rule][known - 1 : known], 1e-300), **POINTS)
        return self._says(n, rule)

    def _says(self, n: int, rule: str) -> str:
        """Tell a sum and its error; what is only rounding reads 0."""
        total, rounding = self.sums[rule][self.counts.index(n)], 1e-13 * self.size
        total = 0.0 if abs(total) <= rounding else total
        shown = {"n": n, "rule": rule, "total": total}
        if np.isnan(self.area):
            return say(
                "n = {n}, {rule}: the strips add up to {total:.6g}. With more strips the sums did "
                "not settle: no area was found.",
                **shown,
            )
        off = told(total - self.area, self.doubt)
        shown |= {"off": abs(off)}
        if abs(off) <= rounding + self.doubt:
            return say(
                "n = {n}, {rule}: the strips add up to {total:.6g}, with no error but rounding.",
                **shown,
            )
        if off > 0:
            return say(
                "n = {n}, {rule}: the strips add up to {total:.6g}, which is {off:.4g} too much.",
                **shown,
            )
        return say(
            "n = {n}, {rule}: the strips add up to {total:.6g}, which is {off:.4g} too little.",
            **shown,
        )


class AreaSoFarExplorer(Explorer):
    """Let the area below f grow from a to x, and draw it below: its slope is the height of f.

    Parameters
    ----------
    f : callable
        Real function of one number, continuous on xlim.
    xlim : (float, float)
        Where the area starts, and how far x can go.

    Raises
    ------
    ValueError
        If xlim is the wrong way round.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = AreaSoFarExplorer(np.square, (0, 2))
    >>> explorer.x.value = 1
    >>> explorer.readout
    'x = 1: the area so far is 0.33333. It grows: its slope is 1, the height of f.'
    """

    figsize = (5.0, 4.8)
    subplots = {"nrows": 2, "sharex": True}  # noqa: RUF012
    alt = "Above, the area between f and the axis from a to x; below, that area as a curve."
    drag = {"x": "x"}  # noqa: RUF012
    play = {"x": 0.08}  # noqa: RUF012

    def __init__(self, f: Function = np.sin, xlim: Limits = (0.0, 6.0)) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        x = linear_grid(*self.xlim, 101)
        super().__init__(x=x, start={"x": x[20]})

    def measure(self) -> None:
        """Sample f, and add up its area."""
        self.curve = measure_curve(self.f, self.xlim)
        self.xs = np.linspace(*self.xlim, 401)  # four strips from x to x
        self.areas, _ = areas_up_to(self.f, self.xs)
        self.heights = sample(self.f, self.xs)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw f, and set the limits for its area."""
        above, below = axes
        draw_curve(above, self.curve)
        low, high = np.nanmin(self.areas), np.nanmax(self.areas)
        margin = 0.1 * (high - low) or 1.0
        below.set(xlim=self.xlim, ylim=(low - margin, high + margin), xlabel="x")
        for each, label in ((above, "f(x)"), (below, "area")):
            each.axhline(0, color=GRAY, linewidth=0.8)
            each.set_ylabel(label)

    def draw_ink(self, axes: Any, x: float) -> str:
        """Draw the area up to x, and its curve with a tangent as steep as f is high."""
        above, below = axes
        low, high = self.curve.ylim
        for area in fill_by_sign(above, self.xs, self.heights):
            # the whole fill with a moving clip: the frames stay small
            width, height = x - self.xlim[0], high - low
            shown = Rectangle((self.xlim[0], low), width, height, transform=above.transData)
            area.set_clip_path(shown)
        height = float(sample(self.f, [x])[0])
        near = np.abs(self.heights[np.abs(self.xs - x) <= 0.03 * np.ptp(self.xlim)])
        if abs(height) <= 1e-9 * near.max():  # but for rounding
            height = 0.0
        so_far = float(np.interp(x, self.xs, self.areas))
        below.plot(self.xs[self.xs <= x], self.areas[self.xs <= x], **CURVE)
        if np.isnan(so_far):
            for each in axes:
                each.axvline(x, **GUIDE)
            return self._unsettled(x)
        below.axline((x, so_far), slope=height, **TANGENT)
        for each, y in ((above, height), (below, so_far)):
            each.axvline(x, **GUIDE)
            each.plot([x], [y], **POINTS)
        told = {"x": x, "area": so_far, "height": height}
        if height > 0:
            return say(
                "x = {x}: the area so far is {area}. It grows: its slope is {height}, the height "
                "of f.",
                **told,
            )
        if height < 0:
            return say(
                "x = {x}: the area so far is {area}. It shrinks: its slope is {height}, the height "
                "of f.",
                **told,
            )
        return say(
            "x = {x}: the area so far is {area}. It stands still: its slope is {height}, the "
            "height of f.",
            **told,
        )

    def _unsettled(self, x: float) -> str:
        """Say from where on there is no area."""
        return say(
            "x = {x}: no area was found. Between {left} and {right} the sums of thinner and "
            "thinner strips did not settle.",
            x=x,
            left=self.xs[np.isfinite(self.areas)][-1],
            right=self.xs[np.isnan(self.areas)][0],
        )


class AreaStripExplorer(Explorer):
    """Make the last strip of an area thinner: divided by its width it tends to the height of f.

    Parameters
    ----------
    f : callable
        Real function of one number, continuous on xlim.
    xlim : (float, float)
        The part of the curve that is shown; the area begins at its left end.
    x : float
        Where the strip begins.

    Raises
    ------
    ValueError
        If xlim is the wrong way round, or x leaves no room for a strip.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = AreaStripExplorer(np.square, (0, 3), x=1)
    >>> explorer.readout
    'h = 1: area of the strip / h = 2.3333, between the least height 1 and the greatest 4.'
    """

    alt = "The area below f up to x, and a strip of width h after it, between two heights."
    play = {"h": 0.2}  # noqa: RUF012

    def __init__(
        self, f: Function = np.sin, xlim: Limits = (0.0, 3.0), x: float | None = None
    ) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        width = self.xlim[1] - self.xlim[0]
        self.x = self.xlim[0] + width / 3 if x is None else scalar(x, "x")
        widest = neat(width / 3)
        if not self.xlim[0] <= self.x <= self.xlim[1] - widest:
            raise ValueError(
                say(
                    "x = {x} must lie between {left} and {right}, to leave room for a strip",
                    x=self.x,
                    left=self.xlim[0],
                    right=self.xlim[1] - widest,
                )
            )
        super().__init__(h=log_grid(widest, 1e-3 * widest, 31))

    def measure(self) -> None:
        """Sample the curve, and find the area of each strip."""
        self.curve = measure_curve(self.f, self.xlim)
        steps = np.array([h for _, h in self.h.options])
        areas, _ = areas_up_to(self.f, np.array([self.x, *(self.x + steps[::-1])]))
        self.strips = dict(zip(steps, areas[:0:-1] / steps, strict=True))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, and the area up to x."""
        draw_curve(axes, self.curve)
        low, high = self.curve.ylim
        axes.set(ylim=(min(low, 0), max(high, 0)), xlabel="t", ylabel="f(t)")
        axes.axhline(0, color=GRAY, linewidth=0.8)
        before = np.linspace(self.xlim[0], self.x, 200)
        axes.fill_between(before, 0, sample(self.f, before), facecolor=GRAY, alpha=0.25)
        axes.axvline(self.x, **GUIDE)

    def draw_ink(self, axes: Any, h: float) -> str:
        """Draw the strip, and its least and its greatest height."""
        inside = np.linspace(self.x, self.x + h, 65)
        heights = sample(self.f, inside)
        axes.fill_between(
            inside, 0, heights, facecolor="none", edgecolor=GREEN, hatch="///", linewidth=0
        )
        ends = inside[[0, -1]]
        if not np.isfinite([*heights, self.strips[h]]).all():
            return say("h = {h}: no area was found between x and x + h.", h=h)
        greatest = _greatest(lambda x: sample(self.f, x), inside)
        least = -_greatest(lambda x: -sample(self.f, x), inside)
        axes.plot(ends, [least, least], **ESTIMATE)
        axes.plot(ends, [greatest, greatest], **TANGENT)
        axes.vlines(ends, 0, heights[[0, -1]], color=GREEN, linewidth=1)
        return say(
            "h = {h}: area of the strip / h = {mean}, between the least height {least} and the "
            "greatest {greatest}.",
            h=h,
            mean=float(self.strips[h]),
            least=least,
            greatest=greatest,
        )


def _greatest(f: Function, xs: np.ndarray) -> float:
    """Find the greatest value of a continuous f: look ever closer around the best place so far."""
    for _ in range(5):
        best = int(f(xs).argmax())
        xs = np.linspace(xs[max(best - 1, 0)], xs[min(best + 1, len(xs) - 1)], len(xs))
    return float(f(xs).max())

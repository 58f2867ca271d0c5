"""Explorers of chapter 03: where f is best, sums of strips, and the area so far."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from d2lmini.calculus import (
    RULES,
    Candidate,
    Function,
    area_so_far,
    candidates,
    riemann_sum,
    sample,
    second_derivative,
    slope_function,
    slope_limit,
    strip_heights,
)
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.shared import draw_curve
from d2lmini.learner import function, interval
from d2lmini.style import BLUE, CURVE, ESTIMATE, GREY, GUIDE, ORANGE, POINTS, TANGENT
from d2lmini.words import number, say

PRESETS: dict[str, tuple[Function, tuple[float, float]]] = {
    "profit": (lambda x: -2 * x**2 + 17 * x - 100, (0, 10)),
    "x³": (lambda x: x**3, (-2, 2)),
    "x⁴": (lambda x: x**4, (-2, 2)),
    "|x|": (abs, (-2, 2)),
    "quartic": (lambda x: x**4 - 2 * x**2 + x / 4, (-1.6, 1.6)),
}
_SIGNS = {-1: "negative", 0: "0", 1: "positive"}


class StationaryPointsExplorer(Explorer):
    """Move along f with f′ and f″ below it: what do the two tests say where f may be extreme?

    Parameters
    ----------
    f : callable or str
        Real function of one number, continuous on xlim; or one of the presets ``"profit"``,
        ``"x³"``, ``"x⁴"``, ``"|x|"``, ``"quartic"``.
    xlim : (float, float), optional
        The interval that is searched and shown; a preset has its own.

    Raises
    ------
    ValueError
        If the preset is unknown, or xlim is missing or the wrong way round.
    TypeError
        If f is neither a function nor a preset.

    Examples
    --------
    >>> explorer = StationaryPointsExplorer("profit")
    >>> explorer.x.value = 4.25
    >>> explorer.readout.endswith("negative after: a maximum. f″ = −4 says: a maximum.")
    True
    """

    figsize = (5.0, 6.0)
    subplots = {"nrows": 3, "sharex": True}  # noqa: RUF012
    alt = "The curves of f, its slope and its second derivative, one above the other."
    drag = {"x": "x"}  # noqa: RUF012

    def __init__(
        self, f: Function | str = "profit", xlim: tuple[float, float] | None = None
    ) -> None:
        if isinstance(f, str):
            if f not in PRESETS:
                raise ValueError(
                    say(
                        "f must be a function or one of {PRESETS}, got {f!r}",
                        PRESETS=list(PRESETS),
                        f=f,
                    )
                )
            f, own = PRESETS[f]
            xlim = own if xlim is None else xlim
        function(f)
        if xlim is None:
            raise ValueError(say("xlim is missing: say where to look, such as xlim=(-2, 2)"))
        self.f, self.xlim = f, interval(xlim, "xlim")
        self.found = {float(f"{c.x:.12g}"): c for c in candidates(f, *self.xlim)}
        near = (self.xlim[1] - self.xlim[0]) / 500  # no second setting beside a candidate
        apart = [
            x for x in linear_grid(*self.xlim, 81) if all(abs(x - c) > near for c in self.found)
        ]
        super().__init__(x=sorted([*apart, *self.found]))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the three curves, and fill f′ and f″ by their sign, in colour and pattern."""
        top, middle, bottom = axes
        draw_curve(top, self.f, self.xlim)
        inner = np.linspace(*self.xlim, 101)[1:-1]
        scale = np.nanmax(np.abs(sample(lambda x: second_derivative(self.f, x), inner))) or 1.0
        kinks = [c.x for c in self.found.values() if c.reason == "f′ undefined"]
        blind = (self.xlim[1] - self.xlim[0]) / 100

        def bend(x: Any) -> Any:
            seen = np.all([np.abs(x - kink) > blind for kink in kinks], axis=0)
            rounded = np.round(second_derivative(self.f, x) / scale, 4) * scale
            return np.where(seen, rounded, np.nan)

        for each, curve in ((middle, slope_function(self.f)), (bottom, bend)):
            draw_curve(each, curve, self.xlim)
            low, high = each.get_ylim()
            each.set_ylim(min(low, -0.1 * high), max(high, -0.1 * low))  # with 0 in sight
            each.lines[0].set(**TANGENT)
            xs, ys = each.lines[0].get_data()
            for sign, colour, pattern in ((1, BLUE, "///"), (-1, ORANGE, "\\\\\\")):
                where = sign * ys > 0
                fill = {"facecolor": "none", "edgecolor": colour, "hatch": pattern, "linewidth": 0}
                each.fill_between(xs, 0, ys, where=where, interpolate=True, **fill)
            each.axhline(0, color=GREY, linewidth=0.8)
        top.set_ylabel("f(x)")
        middle.set_ylabel("f′(x)")
        bottom.set(xlabel="x", ylabel="f″(x)")

    def draw_ink(self, axes: Any, x: float) -> str:
        """Mark x in all three curves, and say what the tests say."""
        for each in axes:
            each.axvline(x, **GUIDE)
        height = float(sample(self.f, [x])[0])
        axes[0].plot([x], [height], **POINTS)
        says = f"x = {number(x)}: f = {number(height)}"
        if x in self.found:
            return f"{says}{_tests(self.found[x])}"
        slope = slope_limit(self.f, x).value
        if not np.isfinite(slope):
            return f"{says}, and no f′ was found here."
        moves = "rises" if slope > 0 else "falls" if slope < 0 else "is level"
        return f"{says} and f′ = {number(slope, '.4g')}, so f {moves} here."


def _tests(found: Candidate) -> str:
    """Put what the two tests say of a candidate into words."""
    kind = {"neither": "neither", "level": "level"}.get(found.kind, f"a {found.kind}")
    if found.reason == "end":
        return f" at an end of the interval. Seen from inside it is {kind}."
    signs = f"f′ is {_SIGNS[found.before]} before and {_SIGNS[found.after]} after: {kind}."
    if found.reason == "f′ undefined":
        return f", and f′ is not defined. {signs}"
    if np.isnan(found.second):
        return f" and f′ = 0. {signs} No f″ was found here."
    verdict = "nothing" if found.second_test == "undecided" else f"a {found.second_test}"
    return f" and f′ = 0. {signs} f″ = {number(found.second, '.4g')} says: {verdict}."


class RiemannSumsExplorer(Explorer):
    """Add up more and thinner strips, by four rules, and watch the error beside them.

    Parameters
    ----------
    f : callable
        Real function of one number, continuous on [a, b].
    a, b : float
        The ends, a < b.

    Raises
    ------
    ValueError
        If b is not greater than a.
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
    alt = "Left, strips below the curve of f; right, the error of the sum against their number."

    def __init__(self, f: Function = np.square, a: float = 0.0, b: float = 2.0) -> None:
        self.f, (self.a, self.b) = function(f), interval((a, b), "the interval")
        self.counts = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128)
        super().__init__(n=self.counts, rule=RULES)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, and axes for the error."""
        strips, errors = axes
        draw_curve(strips, self.f, (self.a, self.b))
        low, high = strips.get_ylim()
        strips.set(ylim=(min(low, 0), max(high, 0)), xlabel="x", ylabel="f(x)")
        strips.axhline(0, color=GREY, linewidth=0.8)
        self.area = float(area_so_far(self.f, self.a, self.b, 20_000)[1][-1])
        edges = np.linspace(self.a, self.b, 129)
        self.size = float((self.b - self.a) * np.nanmax(np.abs(sample(self.f, edges))))
        self.errors = {
            rule: [abs(self._sum(n, rule) - self.area) for n in self.counts] for rule in RULES
        }
        most = max(max(errors) for errors in self.errors.values()) or 1.0
        errors.set(xscale="log", yscale="log", xlim=(0.8, 160), ylim=(1e-6 * most, 3 * most))
        errors.set(xlabel="n", ylabel="|error|")

    def draw_ink(self, axes: Any, n: int, rule: str) -> str:
        """Draw the strips, and the errors of this rule up to n."""
        strips, errors = axes
        edges = np.linspace(self.a, self.b, n + 1)
        shape = {"facecolor": ESTIMATE["color"], "edgecolor": ESTIMATE["color"], "alpha": 0.35}
        if rule == "trapezoid":
            strips.fill_between(edges, 0, sample(self.f, edges), **shape)
            strips.vlines(edges, 0, sample(self.f, edges), color=ESTIMATE["color"], linewidth=0.8)
        else:
            heights = strip_heights(self.f, self.a, self.b, n, rule)
            strips.stairs(heights, edges, fill=True, **shape)
            strips.vlines(edges[1:-1], 0, heights[1:], color=ESTIMATE["color"], linewidth=0.8)
        known = self.counts.index(n) + 1
        shown = np.maximum(self.errors[rule][:known], 1e-300)
        errors.plot(self.counts[:known], shown, **ESTIMATE)
        errors.plot([n], shown[-1:], **POINTS)
        total, rounding = self._sum(n, rule), 1e-9 * self.size
        total = 0.0 if abs(total) <= rounding else total
        off = total - self.area
        how = "too much" if off > 0 else "too little"
        end = (
            f"which is {number(abs(off), '.4g')} {how}" if abs(off) > rounding else "with no error"
        )
        return f"n = {n}, {rule}: the strips add up to {number(total, '.6g')}, {end}."

    def _sum(self, n: int, rule: str) -> float:
        return riemann_sum(self.f, self.a, self.b, n, rule)


class AreaSoFarExplorer(Explorer):
    """Let the area below f grow from a to x, and draw it below: its slope is the height of f.

    Parameters
    ----------
    f : callable
        Real function of one number, continuous on [a, b].
    a, b : float
        Where the area starts, and how far x can go; a < b.

    Raises
    ------
    ValueError
        If b is not greater than a.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = AreaSoFarExplorer(np.square, 0, 2)
    >>> explorer.x.value = 1
    >>> explorer.readout
    'x = 1: the area so far is 0.33333. It grows: its slope is 1, the height of f.'
    """

    figsize = (5.0, 4.8)
    subplots = {"nrows": 2, "sharex": True}  # noqa: RUF012
    alt = "Above, the area between f and the axis from a to x; below, that area as a curve."
    drag = {"x": "x"}  # noqa: RUF012

    def __init__(self, f: Function = np.sin, a: float = 0.0, b: float = 6.0) -> None:
        self.f, (self.a, self.b) = function(f), interval((a, b), "the interval")
        super().__init__(x=linear_grid(self.a, self.b, 101))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw f, and set the limits for its area."""
        above, below = axes
        draw_curve(above, self.f, (self.a, self.b))
        self.trace = area_so_far(self.f, self.a, self.b, 400)  # four strips from x to x
        low, high = self.trace[1].min(), self.trace[1].max()
        margin = 0.1 * (high - low) or 1.0
        below.set(xlim=(self.a, self.b), ylim=(low - margin, high + margin), xlabel="x")
        for each, label in ((above, "f(x)"), (below, "area")):
            each.axhline(0, color=GREY, linewidth=0.8)
            each.set_ylabel(label)

    def draw_ink(self, axes: Any, x: float) -> str:
        """Draw the area up to x, and its curve with a tangent as steep as f is high."""
        above, below = axes
        xs, areas = self.trace
        heights = sample(self.f, xs)
        low, high = above.get_ylim()
        for sign, colour, pattern in ((1, BLUE, "///"), (-1, ORANGE, "\\\\\\")):
            fill = {"facecolor": "none", "edgecolor": colour, "hatch": pattern, "linewidth": 0}
            area = above.fill_between(xs, 0, heights, where=sign * heights > 0, **fill)
            # the whole fill with a moving clip: the frames stay small
            area.set_clip_path(
                Rectangle((self.a, low), x - self.a, high - low, transform=above.transData)
            )
        height = float(sample(self.f, [x])[0])
        if abs(height) <= 1e-9 * np.nanmax(np.abs(heights)):  # but for rounding
            height = 0.0
        so_far = float(np.interp(x, xs, areas))
        below.plot(xs[xs <= x], areas[xs <= x], **CURVE)
        below.axline((x, so_far), slope=height, **TANGENT)
        for each, y in ((above, height), (below, so_far)):
            each.axvline(x, **GUIDE)
            each.plot([x], [y], **POINTS)
        moves = "grows" if height > 0 else "shrinks" if height < 0 else "stands still"
        slope = f"its slope is {number(height)}, the height of f"
        return f"x = {number(x)}: the area so far is {number(so_far)}. It {moves}: {slope}."

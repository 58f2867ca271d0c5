"""Explorers of chapter 03: where f is best, sums of strips, and the area so far."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from d2lmini.calculus import (
    RULES,
    Candidate,
    candidates,
    riemann_sum,
    sample,
    second_derivative,
    slope_function,
    strip_heights,
)
from d2lmini.calculus.areas import areas_up_to
from d2lmini.calculus.limits import told
from d2lmini.calculus.sides import seconds_of
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import HILLS, Limits
from d2lmini.explorers.shared import SLOW, AtSettings, draw_curve, drawn_slope, measure_curve
from d2lmini.learner import Function, function, interval
from d2lmini.style import BLUE, CURVE, ESTIMATE, GREY, GUIDE, ORANGE, POINTS, TANGENT
from d2lmini.words import say, sentences

# What the first-derivative test says, by the sign of f′ before and after a place.
_SIGNS = {
    (-1, -1): "f′ is negative before and negative after: neither.",
    (-1, 0): "f′ is negative before and 0 after: a minimum.",
    (-1, 1): "f′ is negative before and positive after: a minimum.",
    (0, -1): "f′ is 0 before and negative after: a maximum.",
    (0, 0): "f′ is 0 before and 0 after: level.",
    (0, 1): "f′ is 0 before and positive after: a minimum.",
    (1, -1): "f′ is positive before and negative after: a maximum.",
    (1, 0): "f′ is positive before and 0 after: a maximum.",
    (1, 1): "f′ is positive before and positive after: neither.",
}
_SECOND = {
    "minimum": "f″ = {second:.4g} says: a minimum.",
    "maximum": "f″ = {second:.4g} says: a maximum.",
    "undecided": "f″ = {second:.4g} says: nothing.",
}
_ENDS = {
    "minimum": "Seen from inside it is a minimum.",
    "maximum": "Seen from inside it is a maximum.",
    "level": "Seen from inside it is level.",
}


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
            if f not in HILLS:
                raise ValueError(
                    say(
                        "f must be a function or one of {HILLS}, got {f!r}",
                        HILLS=list(HILLS),
                        f=f,
                    )
                )
            f, own = HILLS[f]
            xlim = own if xlim is None else xlim
        function(f)
        if xlim is None:
            raise ValueError(say("xlim is missing: say where to look, such as xlim=(-2, 2)"))
        self.f, self.xlim = f, interval(xlim, "xlim")
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            self.found = {c.x: c for c in candidates(f, self.xlim)}
        self.more = bool(warned)  # candidates, perhaps: f changes too fast
        near = (self.xlim[1] - self.xlim[0]) / 500  # no second setting beside a candidate
        apart = [
            x for x in linear_grid(*self.xlim, 81) if all(abs(x - c) > near for c in self.found)
        ]
        self.settings = sorted([*apart, *self.found])
        super().__init__(x=self.settings)

    def measure(self) -> None:
        """Sample f, f′ and f″."""
        reach, xs = 8 * (self.xlim[1] - self.xlim[0]), np.array(self.settings)
        drawn = self.f, drawn_slope(self.f, self.xlim), self._bend(reach)
        self.curves = [measure_curve(g, self.xlim) for g in drawn]
        self.heights = dict(zip(self.settings, sample(self.f, xs), strict=True))
        self.slopes = AtSettings(slope_function(self.f, reach), self.settings, self.f)

    def _bend(self, reach: float) -> Function:
        """f″ for drawing: with a gap at each kink."""
        kinks = [c.x for c in self.found.values() if c.reason == "f′ undefined"]
        blind = (self.xlim[1] - self.xlim[0]) / 100

        slow, slope = seconds_of(self.f, self.xlim[0]) > SLOW, drawn_slope(self.f, self.xlim)

        def bend(x: Any) -> Any:
            seen = np.all([np.abs(x - kink) > blind for kink in kinks], axis=0)
            if slow:
                bends = (slope(x + blind / 10) - slope(x - blind / 10)) / (blind / 5)
            else:
                bends = second_derivative(self.f, x, reach)
            return np.where(seen, bends, np.nan)

        return bend

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the three curves, and fill f′ and f″ by their sign, in colour and pattern."""
        top, middle, bottom = axes
        draw_curve(top, self.curves[0])
        for each, curve in zip((middle, bottom), self.curves[1:], strict=True):
            draw_curve(each, curve, **TANGENT)
            low, high = curve.ylim
            each.set_ylim(min(low, -0.1 * high), max(high, -0.1 * low))  # with 0 in sight
            _fill_by_sign(each, curve.xs, curve.ys, interpolate=True)
            each.axhline(0, color=GREY, linewidth=0.8)
        top.set_ylabel("f(x)")
        middle.set_ylabel("f′(x)")
        bottom.set(xlabel="x", ylabel="f″(x)")

    def draw_ink(self, axes: Any, x: float) -> str:
        """Mark x in all three curves, and say what the tests say."""
        for each in axes:
            each.axvline(x, **GUIDE)
        height, slope = float(self.heights[x]), float(self.slopes[x])
        axes[0].plot([x], [height], **POINTS)
        shown = {"x": x, "height": height, "slope": slope}
        more = say("Between the places that were looked at f may have more candidates.")
        return sentences(self._says(x, shown), more if self.more else "")

    def _says(self, x: float, shown: dict[str, float]) -> str:
        """Say what the tests say at x, or which way f goes."""
        slope = shown["slope"]
        if x in self.found:
            return _tests(self.found[x], shown)
        if not np.isfinite(shown["height"]):
            return say("x = {x}: f is not defined here.", **shown)
        if not np.isfinite(slope):
            return say("x = {x}: f = {height}, and no f′ was found here.", **shown)
        if slope > 0:
            return say("x = {x}: f = {height} and f′ = {slope:.4g}, so f rises here.", **shown)
        if slope < 0:
            return say("x = {x}: f = {height} and f′ = {slope:.4g}, so f falls here.", **shown)
        return say("x = {x}: f = {height} and f′ = {slope:.4g}, so f is level here.", **shown)


def _tests(found: Candidate, shown: dict[str, float]) -> str:
    """Put what the two tests say of a candidate into words."""
    if found.reason == "end":
        says = say("x = {x}: f = {height} at an end of the interval.", **shown)
        return sentences(says, say(_ENDS[found.kind]))
    if found.reason == "f undefined":
        return say("x = {x}: here f jumps or is not defined, and the tests say nothing.", **shown)
    signs = say(_SIGNS[found.before, found.after])
    if found.reason == "f′ undefined":
        return sentences(say("x = {x}: f = {height}, and f′ is not defined.", **shown), signs)
    says = sentences(say("x = {x}: f = {height} and f′ = 0.", **shown), signs)
    if np.isnan(found.second):
        return sentences(says, say("No f″ was found here."))
    return sentences(says, say(_SECOND[found.second_test], second=found.second))


def _fill_by_sign(axes: Any, xs: np.ndarray, ys: np.ndarray, **look: Any) -> list[Any]:
    """Fill between a curve and the axis: above it in one colour and pattern, below in another."""
    fills = []
    for sign, colour, pattern in ((1, BLUE, "///"), (-1, ORANGE, "\\\\\\")):
        hatching = {"facecolor": "none", "edgecolor": colour, "hatch": pattern, "linewidth": 0}
        fills.append(axes.fill_between(xs, 0, ys, where=sign * ys > 0, **hatching, **look))
    return fills


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
    alt = "Left, strips below the curve of f; right, the error of the sum against their number."

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
        strips.axhline(0, color=GREY, linewidth=0.8)
        most = np.nan_to_num(max(each.max() for each in self.errors.values())) or 1.0
        errors.set(xscale="log", yscale="log", xlim=(0.8, 160), ylim=(1e-6 * most, 3 * most))
        errors.set(xlabel="n", ylabel="|error|")

    def draw_ink(self, axes: Any, n: int, rule: str) -> str:
        """Draw the strips, and the errors of this rule up to n."""
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
            shown = np.maximum(self.errors[rule][:known], 1e-300)
            errors.plot(self.counts[:known], shown, **ESTIMATE)
            errors.plot([n], shown[-1:], **POINTS)
        return self._says(n, rule)

    def _says(self, n: int, rule: str) -> str:
        """Tell a sum and its error; what is only rounding reads 0."""
        total, rounding = self.sums[rule][self.counts.index(n)], 1e-9 * self.size
        total = 0.0 if abs(total) <= rounding else total
        shown = {"n": n, "rule": rule, "total": total}
        if np.isnan(self.area):
            return say(
                "n = {n}, {rule}: the strips add up to {total:.6g}. With more strips the sums do "
                "not settle: no area was found.",
                **shown,
            )
        off = told(total - self.area, self.doubt)
        shown |= {"off": abs(off)}
        if abs(off) <= rounding:
            return say("n = {n}, {rule}: the strips add up to {total:.6g}, with no error.", **shown)
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
            each.axhline(0, color=GREY, linewidth=0.8)
            each.set_ylabel(label)

    def draw_ink(self, axes: Any, x: float) -> str:
        """Draw the area up to x, and its curve with a tangent as steep as f is high."""
        above, below = axes
        low, high = self.curve.ylim
        for area in _fill_by_sign(above, self.xs, self.heights):
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
            "thinner strips do not settle.",
            x=x,
            left=self.xs[np.isfinite(self.areas)][-1],
            right=self.xs[np.isnan(self.areas)][0],
        )

"""Explorers of chapter 02: the tangent, which curve is f′, and zooming in."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from d2lmini.calculus import Line, sample, slope_function, slope_limit
from d2lmini.calculus.slopes import slope_limits
from d2lmini.engine.controls import linear_grid, log_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import CORNERS, parabola
from d2lmini.explorers.shared import (
    AtSettings,
    draw_curve,
    drawn_slope,
    is_vertical,
    measure_curve,
    named_curves,
    settings_with,
)
from d2lmini.learner import Function, function, interval, scalar
from d2lmini.style import CURVE, GRAY, GUIDE, POINTS, TANGENT
from d2lmini.words import distinct, number, say, sentences


class TangentExplorer(Explorer):
    """Move a point along the curve: its tangent turns, and below its slope draws f′.

    Parameters
    ----------
    f : callable
        Real function of one number.
    xlim : (float, float)
        The part of the curve that is shown.
    x : float, optional
        Where the point starts; by default in the middle.

    Raises
    ------
    ValueError
        If xlim is the wrong way round, or x is not inside it.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = TangentExplorer(lambda x: 3 * x**2 - 4 * x, xlim=(-1, 3), x=1)
    >>> explorer.readout
    'x = 1: f(x) = −1, slope 2. The tangent is y = 2x − 3.'
    """

    figsize = (5.0, 4.8)
    subplots = {"nrows": 2, "sharex": True}  # noqa: RUF012
    alt = "Above, the curve of f with its tangent at x; below, the slope of the curve so far."
    drag = {"x": "x"}  # noqa: RUF012
    play = {"x": 0.06}  # noqa: RUF012

    def __init__(
        self,
        f: Function = parabola,
        xlim: tuple[float, float] = (-1.0, 3.0),
        x: float | None = None,
    ) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        self.settings = settings_with(self.xlim, 101, x, "x")
        super().__init__(x=self.settings, start={"x": self.settings[50] if x is None else x})

    def measure(self) -> None:
        """Sample the curve and its slope; the tangents of all settings at once."""
        reach = 8 * (self.xlim[1] - self.xlim[0])
        self.curve = measure_curve(self.f, self.xlim)
        self.slopes = measure_curve(drawn_slope(self.f, self.xlim), self.xlim)
        self.heights = dict(zip(self.settings, sample(self.f, self.settings), strict=True))
        self.limits = AtSettings(lambda xs: slope_limits(self.f, xs, reach), self.settings, self.f)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, and axes for its slope, which the point is to draw."""
        above, below = axes
        draw_curve(above, self.curve)
        above.set_ylabel("f(x)")
        below.set(xlabel="x", ylabel="f′(x)", ylim=self.slopes.ylim)
        below.axhline(0, color=GRAY, linewidth=0.8)

    def draw_ink(self, axes: Any, x: float) -> str:
        """Draw point, tangent and the slope so far."""
        above, below = axes
        so_far = self.slopes.xs <= x
        below.plot(self.slopes.xs[so_far], self.slopes.ys[so_far], **TANGENT)
        for each in axes:
            each.axvline(x, **GUIDE)
        height, slope = float(self.heights[x]), self.limits[x]
        if not np.isfinite(height):
            return say("x = {x}: f is not defined here.", x=x)
        above.plot([x], [height], **POINTS)
        if not np.isfinite(slope.in_domain):
            says = say("x = {x}: f(x) = {height}, and no slope was found.", x=x, height=height)
            return sentences(says, str(slope))
        tangent = Line(x, height, slope.in_domain, slope.uncertainty)
        above.axline((x, height), slope=tangent.slope, **TANGENT)
        below.plot([x], [tangent.slope], **POINTS)
        return say(
            "x = {x}: f(x) = {height}, slope {slope}. The tangent is {tangent}.",
            x=x,
            height=height,
            slope=tangent.slope,
            tangent=tangent,
        )


class WhichDerivativeExplorer(Explorer):
    """Choose which of three curves is f′, then move x and see why.

    Parameters
    ----------
    f : callable
        Real function of one number.
    xlim : (float, float)
        The part of the curves that is shown.
    answer : {"a", "b", "c"}, optional
        Where f′ is put; by default a place that only f decides. The others are −f′ and f itself
        (or, where that is f′ too, as for exp, f′ mirrored).

    Raises
    ------
    ValueError
        If xlim is the wrong way round, or answer is none of the three.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = WhichDerivativeExplorer(np.sin, xlim=(0, 6), answer="b")
    >>> explorer.readout
    'Which of a, b and c is the slope of f? Choose, then move x.'
    >>> explorer.choose.value = "b"
    >>> explorer.readout
    'x = 0: f has slope 1, and b is 1. They agree here.'
    """

    figsize = (6.4, 4.2)
    subplots = {"nrows": 2, "ncols": 3, "sharex": True}  # noqa: RUF012
    alt = "Above in the middle, the curve of f; below, three curves a, b and c; one is its slope."
    drag = {"x": "x"}  # noqa: RUF012

    def __init__(
        self,
        f: Function = np.sin,
        xlim: tuple[float, float] = (0.0, 6.0),
        answer: str | None = None,
    ) -> None:
        function(f)
        if answer not in ("a", "b", "c", None):
            raise ValueError(say("answer must be 'a', 'b' or 'c', got {answer!r}", answer=answer))
        self.f, self.xlim = f, interval(xlim, "xlim")
        self.answer, self.settings = answer, linear_grid(*self.xlim, 61)
        super().__init__(choose=("none yet", *"abc"), x=self.settings)

    def measure(self) -> None:
        """Choose three curves, and sample them and f."""
        drawn = drawn_slope(self.f, self.xlim)
        exact = slope_function(self.f, 8 * (self.xlim[1] - self.xlim[0]))
        xs = np.array(self.settings)
        slopes = sample(drawn, xs)
        sizes = np.abs(slopes[np.isfinite(slopes)])
        if not sizes.any():
            raise ValueError(
                say(
                    "between {left} and {right} no slope of f other than 0 was found: it looks "
                    "like its opposite",
                    left=self.xlim[0],
                    right=self.xlim[1],
                )
            )
        half = float(np.quantile(sizes, 0.9)) / 2
        pool, places = self._pool(drawn, half), [0]
        for k in range(1, len(pool)):
            if len(places) < 3 and all(_differ(pool[k], pool[chosen], xs) for chosen in places):
                places.append(k)
        places.insert(self._place(), places.pop(0))
        self.right = "abc"[self._place()]
        self.curves = {name: pool[k] for name, k in zip("abc", places, strict=True)}
        shown = {"f": self.f, **self.curves}
        self.sampled = {name: measure_curve(g, self.xlim) for name, g in shown.items()}
        self.slopes = AtSettings(exact, self.settings, self.f)
        told = [functools.partial(sample, self._pool(exact, half)[k]) for k in places]
        self.said = {
            name: AtSettings(g, self.settings, self.f) for name, g in zip("abc", told, strict=True)
        }

    def _pool(self, slope: Function, half: float) -> list[Function]:
        """f′ and curves that are not f′, the likeliest first."""
        return [
            slope,
            lambda x: -slope(x),
            self.f,
            lambda x: slope(sum(self.xlim) - x),
            lambda x: slope(x) + half,
            lambda x: half - slope(x),
        ]

    def _place(self) -> int:
        """Where f′ is put: as asked for, or as only f decides."""
        heights = np.abs(sample(self.f, np.linspace(*self.xlim, 7)))
        free = int(math.fmod(1000 * heights[heights < 1e300].sum(), 3))
        return free if self.answer is None else "abc".index(self.answer)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw f and the three curves to choose from."""
        for empty in (axes[0, 0], axes[0, 2]):
            empty.set_axis_off()
        draw_curve(axes[0, 1], self.sampled["f"])
        axes[0, 1].set_ylabel("f(x)")
        axes[0, 1].tick_params(labelbottom=True)
        for name, below in zip("abc", axes[1], strict=True):
            draw_curve(below, self.sampled[name], **TANGENT)
            below.axhline(0, color=GRAY, linewidth=0.8)
            below.set(xlabel="x", title=name)

    def draw_ink(self, axes: Any, choose: str, x: float) -> str:
        """Draw the tangent at x, and the chosen curve's height there."""
        if choose == "none yet":
            return say("Which of a, b and c is the slope of f? Choose, then move x.")
        height = float(sample(self.f, [x])[0])
        for each in (axes[0, 1], *axes[1]):
            each.axvline(x, **GUIDE)
        below = axes[1, "abc".index(choose)]
        slope, said = float(self.slopes[x]), float(self.said[choose][x])
        below.plot([x], [said], **POINTS)
        if not np.isfinite([height, slope, said]).all():
            return say("x = {x}: no slope of f was found here. Move on.", x=x)
        axes[0, 1].axline((x, height), slope=slope, **TANGENT)
        axes[0, 1].plot([x], [height], **POINTS)
        agree = abs(said - slope) <= 1e-6 * max(abs(said), abs(slope))
        texts = distinct(slope, slope if agree else said, 3)
        says = say(
            "x = {x}: f has slope {slope}, and {curve} is {height}.",
            x=x,
            slope=texts[0],
            curve=choose,
            height=texts[1],
        )
        if agree and choose == self.right and x == self.settings[-1]:
            return sentences(says, say("They agree everywhere: yes, {curve} is f′.", curve=choose))
        if agree:
            return sentences(says, say("They agree here."))
        return sentences(says, say("So {curve} cannot be the slope of f.", curve=choose))


def _differ(one: Function, other: Function, xs: np.ndarray) -> bool:
    """Say whether two curves can be told apart at most places."""
    a, b = sample(one, xs), sample(other, xs)
    with np.errstate(invalid="ignore"):  # ∞ − ∞
        apart = np.abs(a - b) > 0.1 * np.maximum(np.abs(a), np.abs(b))
    return bool(apart.mean() > 0.5)


class ZoomExplorer(Explorer):
    """Zoom in on a point of a curve, both axes equally, from 1× to 1,000,000×.

    Parameters
    ----------
    curves : dict of str to callable
        The curves to choose from, by name.
    x : float
        The point to zoom in on.

    Raises
    ------
    ValueError
        If there is no curve. (One that is not defined at x is told in the picture's place.)
    TypeError
        If curves is not a dict of functions.

    Examples
    --------
    >>> explorer = ZoomExplorer({"sin": np.sin}, x=0)
    >>> explorer.zoom.value = 1000
    >>> explorer.readout
    '1,000×, h = 0.001: the curve is off its tangent by at most 1.67e−07 · h.'
    """

    figsize = (4.4, 4.2)
    alt = "A square window around a point of the curve, with the tangent there if it has a slope."
    play = {"zoom": 0.12}  # noqa: RUF012

    def __init__(self, curves: Mapping[str, Function] = CORNERS, x: float = 0.0) -> None:
        self.curves, self.x = named_curves(curves), scalar(x, "x")
        super().__init__(curve=tuple(self.curves), zoom=log_grid(1, 1e6, 61))

    def measure(self) -> None:
        """Find the height and the slope of each curve, and whether it is vertical there."""
        self.slopes = {name: slope_limit(f, self.x) for name, f in self.curves.items()}
        self.heights = {name: float(sample(f, [self.x])[0]) for name, f in self.curves.items()}
        self.vertical = {name: is_vertical(f, self.slopes[name]) for name, f in self.curves.items()}

    def draw_backdrop(self, axes: Any) -> None:
        """Draw an empty window; its ticks are ink, for they change with the zoom."""
        place = number(self.x)
        axes.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal")
        axes.set(xlabel=f"x − {place}" if self.x else "x", ylabel=f"f(x) − f({place})")
        room = ("−1e−06", "0", "+1e−06")  # for the longest labels
        axes.set_xticks((-1, 0, 1), room)
        axes.set_yticks((-1, 0, 1), room)
        axes.tick_params(labelcolor="none")

    def draw_ink(self, axes: Any, curve: str, zoom: float) -> str:
        """Draw the curve in window coordinates: u and v are lengths divided by h."""
        f, slope, h = self.curves[curve], self.slopes[curve], 1 / zoom
        u = np.linspace(-1, 1, 201)
        v = (sample(f, self.x + h * u) - self.heights[curve]) / h
        v[~np.isfinite(v)] = np.nan
        axes.plot(u, v, **CURVE)
        axes.plot([0], [0], **POINTS)
        for side, label in ((-1, f"−{h:.2g}"), (0, "0"), (1, f"+{h:.2g}")):
            axes.text(side, -1.05, label.replace("e-", "e−"), ha="center", va="top")
            axes.text(-1.04, side, label.replace("e-", "e−"), ha="right", va="center")
        told: dict[str, Any] = {"zoom": zoom, "h": h}
        if np.isfinite(slope.in_domain):
            axes.axline((0, 0), slope=slope.in_domain, **TANGENT)
            return self._tell_tangent(told, slope.in_domain, v - slope.in_domain * u, curve)
        if self.vertical[curve]:
            axes.axvline(0, **TANGENT)
            return say(
                "{zoom:,.0f}×, h = {h:.3g}: the curve becomes a vertical line, which has no slope.",
                **told,
            )
        if np.isfinite([slope.left, slope.right]).all():
            told["left"], told["right"] = distinct(slope.left, slope.right)
            return say(
                "{zoom:,.0f}×, h = {h:.3g}: the corner stays, with slopes {left} and {right}.",
                **told,
            )
        says = say("{zoom:,.0f}×, h = {h:.3g}: no slope was found.", **told)
        return sentences(says, str(slope))

    def _tell_tangent(
        self, told: dict[str, Any], slope: float, apart: np.ndarray, curve: str
    ) -> str:
        """Say how far the curve is off its tangent, in units of h, unless that is rounding."""
        size = abs(self.heights[curve]) + abs(self.x * slope)
        rounding = 4 * np.finfo(float).eps * size / told["h"]
        told |= {"off": float(np.nanmax(np.abs(apart), initial=0)), "rounding": rounding}
        if told["off"] <= rounding:
            return say(
                "{zoom:,.0f}×, h = {h:.3g}: the curve is off its tangent by no more than "
                "{rounding:.1g} · h, which is rounding.",
                **told,
            )
        return say(
            "{zoom:,.0f}×, h = {h:.3g}: the curve is off its tangent by at most {off:.3g} · h.",
            **told,
        )

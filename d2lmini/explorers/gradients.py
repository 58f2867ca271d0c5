"""Explorers of chapter 05: the gradient on a map, walking downhill, and slopes at a kink."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from contourpy import contour_generator

from d2lmini.calculus import (
    Function,
    directional_derivative,
    gradient_descent,
    numerical_gradient,
    sample,
    sample_grid,
)
from d2lmini.calculus.several import of_two
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.partial_derivatives import bowl
from d2lmini.explorers.shared import by_name, draw_curve, draw_map, nearest, two_names
from d2lmini.learner import function, interval, scalar
from d2lmini.style import BLUE, CURVE, ESTIMATE, GREY, GUIDE, POINTS, TANGENT
from d2lmini.words import number, say

Limits = tuple[float, float]


class GradientExplorer(Explorer):
    """Drag a point on the map of f, turn a direction: how steep is it that way?

    The gradient, and the slope in every direction, show on *reveal*.

    Parameters
    ----------
    f : callable
        Real function of two numbers, ``f(x, y)``, or of one vector with two entries, ``f(v)``.
    xlim, ylim : (float, float)
        The part of the map that is shown.

    Raises
    ------
    ValueError
        If a limit is the wrong way round, or f does not take two numbers.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = GradientExplorer(lambda x, y: x**2 + y**2)
    >>> explorer.x.value, explorer.y.value, explorer.angle.value = 1, 2, 45
    >>> explorer.readout
    'At (1, 2), at 45°, the slope is 4.2426.'
    >>> explorer.reveal.value = "gradient"
    >>> explorer.readout
    'At (1, 2), at 45°, the slope is 4.2426 = ∇f·u. ∇f = (2, 4), of length 4.4721, 18.4° from u.'
    """

    figsize = (7.4, 3.9)
    subplots = {"mosaic": [["map", "turn"]], "width_ratios": (1.3, 1)}  # noqa: RUF012
    alt = (
        "Left, a map of level lines with the gradient and a unit direction at a point; right, the "
        "slope in each direction."
    )
    drag = {(0, "x"): "x", (0, "y"): "y", (1, "x"): "angle"}  # noqa: RUF012

    def __init__(
        self,
        f: Callable[..., Any] = bowl,
        xlim: Limits = (-3.0, 3.0),
        ylim: Limits = (-3.0, 3.0),
    ) -> None:
        self.f, self.limits = of_two(f), (interval(xlim, "xlim"), interval(ylim, "ylim"))
        self._gradient = functools.cache(self._measure)  # one for all directions at a place
        x, y = (linear_grid(*ends, 7)[1:-1] for ends in self.limits)
        super().__init__(x=x, y=y, angle=range(0, 360, 45), reveal=("hide", "gradient"))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the map, and axes for the slopes."""
        self.map = draw_map(axes["map"], self.f, *self.limits)
        xs, ys, heights = self.map
        inner = np.hypot(*np.gradient(heights, ys, xs))[5:-5, 5:-5]
        self.longest = float(np.nanmax(inner, initial=0)) or 1.0
        self.reach = (self.limits[0][1] - self.limits[0][0]) / 6
        axes["turn"].set(xlim=(0, 360), ylim=(-1.2 * self.longest, 1.2 * self.longest))
        axes["turn"].set(xlabel="angle of u (°)", ylabel="slope", xticks=range(0, 361, 90))
        axes["turn"].axhline(0, color=GREY, linewidth=0.8)

    def draw_ink(self, axes: Any, x: float, y: float, angle: float, reveal: str) -> str:
        """Draw the level line, the direction and its slope; on reveal the gradient."""
        at, turn = axes["map"], axes["turn"]
        u = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        at.plot([x], [y], **POINTS)
        level = sample_grid(self.f, [x], [y])[0, 0]
        if not np.isfinite(level):
            return f"At ({number(x)}, {number(y)}) f is not defined."
        for line in self._level_line(level):
            at.plot(*line.T, **CURVE)
        slope = directional_derivative(self.f, (x, y), u)
        _arrow(at, (x, y), u * self.reach, ESTIMATE["color"])
        turn.axvline(angle, **GUIDE)
        turn.plot([angle], [slope], **POINTS)
        says = f"At ({number(x)}, {number(y)}), at {angle:g}°,"
        says += " there is a kink" if np.isnan(slope) else f" the slope is {_neat(slope)}"
        return f"{says}." if reveal == "hide" else self._draw_gradient(axes, (x, y), u, slope, says)

    def _draw_gradient(
        self, axes: Any, place: tuple[float, float], u: np.ndarray, slope: float, says: str
    ) -> str:
        """Draw the gradient and what it says of every direction, and end the sentence."""
        gradient, fits = self._gradient(place)
        if np.isnan(gradient).any():
            return f"{says}. No gradient was found."
        _arrow(axes["map"], place, gradient / self.longest * 2 * self.reach, TANGENT["color"])
        around = np.radians(np.linspace(0, 360, 73))
        slopes = gradient @ [np.cos(around), np.sin(around)]
        axes["turn"].plot(np.degrees(around), slopes, **TANGENT)
        length, dot = float(np.linalg.norm(gradient)), float(gradient @ u)
        shown = f"∇f = ({', '.join(map(_neat, gradient))})"
        if not abs(slope - dot) <= self._tolerance(slope):
            return f"{says}, but ∇f·u = {_neat(dot)} with {shown}: f is not differentiable here."
        if not fits:
            return f"{says} = ∇f·u with {shown}; not so in all directions: turn u."
        if length < 1e-6 * self.longest:
            return f"{says}, as in every direction: {shown}."
        apart = np.degrees(np.arccos(np.clip(dot / length, -1, 1)))
        away = number(round(apart, 3), ".3g")
        return f"{says} = ∇f·u. {shown}, of length {_neat(length)}, {away}° from u."

    def _tolerance(self, slope: float) -> float:
        return 1e-4 * (abs(slope) + 1e-2 * self.longest)

    def _measure(self, place: tuple[float, float]) -> tuple[np.ndarray, bool]:
        """The gradient, and whether its dot products are the slopes in eight directions."""
        gradient = numerical_gradient(self.f, place)
        for angle in np.radians(np.arange(0, 360, 45)):
            u = np.array([np.cos(angle), np.sin(angle)])
            slope = directional_derivative(self.f, place, u)
            if not abs(slope - gradient @ u) <= self._tolerance(slope):
                return gradient, False
        return gradient, True

    def _level_line(self, level: float) -> Any:
        """Lines of the map on which f is so high."""
        xs, ys, heights = self.map
        return contour_generator(xs, ys, np.ma.masked_invalid(heights)).lines(level)


def _neat(value: float, spec: str = ".5g") -> str:
    """A number without the last digits, in which a difference quotient is not sure."""
    return number(round(float(value), 6), spec)


def _arrow(axes: Any, start: tuple[float, float], along: np.ndarray, colour: str) -> None:
    """Draw an arrow; none if it would be too short to see."""
    width = 0.012 * np.ptp(axes.get_xlim())
    if np.linalg.norm(along) > width:
        axes.arrow(*start, *along, width=width, length_includes_head=True, color=colour, zorder=4)


# --- walking downhill -------------------------------------------------------------------------

STEPS = 50
DOTS: dict[str, Any] = {"marker": ".", "markersize": 7, "markevery": slice(0, 13)}  # first steps


def _draw_height_axes(axes: Any, heights: np.ndarray) -> None:
    """Set the limits of f against the step; a loss, which is never negative, gets a log scale."""
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    axes.set(xlim=(0, STEPS), xlabel="step", ylabel="f")
    if low >= 0 and high > 0:
        axes.set(yscale="log", ylim=(max(low / 2, 1e-6 * high), 2 * high))
    else:
        margin = 0.05 * (high - low) or 1.0
        axes.set(ylim=(low - margin, high + margin))


def _draw_heights(axes: Any, values: np.ndarray) -> None:
    """Draw f against the step, as far as it can be shown."""
    low, high = axes.get_ylim()
    far = 10 * (high - low)
    lowest = low / 2 if axes.get_yscale() == "log" else low - far
    shown = np.clip(np.nan_to_num(values, nan=np.inf), lowest, high + far)
    axes.plot(range(len(values)), shown, **TANGENT)


def _inside(path: np.ndarray, limits: Sequence[Limits]) -> np.ndarray:
    """The path up to where it is far outside the picture."""
    middle, half = np.mean(limits, axis=1), np.diff(limits, axis=1)[:, 0] / 2
    far = (np.abs(np.nan_to_num(path, nan=np.inf) - middle) > 40 * half).any(axis=1)
    return path[: int(np.argmax(far)) if far.any() else len(path)]


class DescentCurveExplorer(Explorer):
    """Walk down a curve: choose the start and the learning rate η, and see 50 steps.

    Parameters
    ----------
    f : callable
        Real function of one number.
    xlim : (float, float)
        The part of the curve that is shown.
    rates : sequence of float
        The learning rates to choose from, positive.

    Raises
    ------
    ValueError
        If xlim is the wrong way round, or a rate is not positive.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = DescentCurveExplorer(np.square)
    >>> explorer.rate.value = 0.6
    >>> explorer.readout
    'From −3 with η = 0.6: alternates: ηλ = 1.2, so each step multiplies the distance by −0.2.'
    """

    figsize = (7.4, 3.6)
    subplots = {"mosaic": [["curve", "values"]], "width_ratios": (1.3, 1)}  # noqa: RUF012
    alt = "Left, a curve with the points of a walk downhill; right, the height against the step."
    drag = {(0, "x"): "x"}  # noqa: RUF012

    def __init__(
        self,
        f: Function = np.square,
        xlim: Limits = (-3.0, 3.0),
        rates: Sequence[float] = linear_grid(0.05, 1.1, 22),
    ) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        super().__init__(x=linear_grid(*self.xlim, 13), rate=_rates(rates))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, and axes for the heights."""
        draw_curve(axes["curve"], self.f, self.xlim)
        axes["curve"].set(xlabel="x", ylabel="f(x)")
        _draw_height_axes(axes["values"], axes["curve"].lines[0].get_ydata())

    def draw_ink(self, axes: Any, x: float, rate: float) -> str:
        """Draw the walk."""
        if not np.isfinite(sample(self.f, [x])[0]):
            return f"f is not defined at {number(x)}, so no walk can start there."
        walk = gradient_descent(self.f, x, rate, STEPS)
        xs = _inside(walk.path[:, None], [self.xlim])[:, 0]
        axes["curve"].plot(xs, sample(self.f, xs), **TANGENT, **DOTS)
        axes["curve"].plot([x], sample(self.f, [x]), **POINTS)
        _draw_heights(axes["values"], walk.values)
        return f"From {number(x)} with η = {rate:g}: {walk}"


def rosenbrock(x: Any, y: Any) -> Any:
    """Return (1 − x)² + 100 (y − x²)² (H. Rosenbrock, 1960): a curved valley with a flat floor."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


_SQUARE: tuple[Limits, Limits] = ((-3.0, 3.0), (-3.0, 3.0))
LANDSCAPES: dict[str, tuple[Callable[..., Any], tuple[Limits, Limits], tuple[float, ...]]] = {
    "bowl": (bowl, _SQUARE, (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1)),
    "valley": (
        lambda x, y: x**2 / 2 + 5 * y**2,
        _SQUARE,
        (0.02, 0.05, 0.1, 0.15, 0.19, 0.2, 0.21),
    ),
    "saddle": (lambda x, y: x**2 - y**2, _SQUARE, (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)),
    "rosenbrock": (
        rosenbrock,
        ((-1.5, 1.5), (-0.75, 2.25)),
        (0.0002, 0.0005, 0.001, 0.0015, 0.002, 0.003),
    ),
}


class DescentExplorer(Explorer):
    """Walk down a landscape: drag the start, slide the learning rate η, and see 50 steps.

    Parameters
    ----------
    f : callable or str
        Real function of two numbers, ``f(x, y)``, or of one vector with two entries, ``f(v)``; or a
        preset: ``"bowl"``, ``"valley"``, ``"saddle"``, ``"rosenbrock"``.
    xlim, ylim : (float, float), optional
        The part of the map that is shown, by default −3 to 3; a preset has its own.
    rates : sequence of float, optional
        The learning rates to choose from, positive, by default 0.01 to 0.5; a preset has its own.
    labels : (str, str)
        What x and y are called, on the map and on the sliders.
    start : (float, float), optional
        Where the walk starts at first, by default in the lower left corner; the nearest settings
        are taken.

    Raises
    ------
    ValueError
        If the preset is unknown, f does not take two numbers, a limit is the wrong way round, a
        rate is not positive, or the labels cannot name two sliders.
    TypeError
        If f is neither callable nor a preset.

    Examples
    --------
    >>> explorer = DescentExplorer("valley")
    >>> explorer.x.value, explorer.y.value, explorer.rate.value = 3, 1, 0.15
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'From (3, 1) with η = 0.15: zigzags: ηλ = 1.5, 0.15, so each step multiplies the distances by
    −0.5, 0.85.'
    """

    figsize = (7.4, 3.9)
    subplots = {"mosaic": [["map", "values"]], "width_ratios": (1.3, 1)}  # noqa: RUF012
    alt = "Left, a map of level lines with a walk downhill; right, the height against the step."

    def __init__(
        self,
        f: Callable[..., Any] | str = "bowl",
        xlim: Limits | None = None,
        ylim: Limits | None = None,
        rates: Sequence[float] | None = None,
        labels: tuple[str, str] = ("x", "y"),
        start: tuple[float, float] | None = None,
    ) -> None:
        if isinstance(f, str) and f not in LANDSCAPES:
            raise ValueError(
                say(
                    "f must be a function or one of {LANDSCAPES}, got {f!r}",
                    LANDSCAPES=list(LANDSCAPES),
                    f=f,
                )
            )
        usual: Any = (f, _SQUARE, (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5))
        preset: Any = LANDSCAPES[f] if isinstance(f, str) else usual
        self.f = of_two(preset[0])
        limits, own = preset[1:]
        xlim, ylim = (limits[0] if xlim is None else xlim), (limits[1] if ylim is None else ylim)
        self.limits = interval(xlim, "xlim"), interval(ylim, "ylim")
        a, b = self.labels = two_names(labels)
        self.drag = {(0, "x"): a, (0, "y"): b}
        x, y = (linear_grid(*ends, 7) for ends in self.limits)
        controls: dict[str, Any] = {a: x, b: y, "rate": _rates(own if rates is None else rates)}
        at = (x[0], y[0]) if start is None else start
        super().__init__(**controls, start={a: nearest(x, at[0]), b: nearest(y, at[1])})

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the map, and axes for the heights."""
        heights = draw_map(axes["map"], self.f, *self.limits)[2]
        axes["map"].set(xlabel=self.labels[0], ylabel=self.labels[1])
        _draw_height_axes(axes["values"], heights)

    def draw_ink(self, axes: Any, **at: float) -> str:
        """Draw the walk."""
        x, y, rate = at.values()
        if np.isnan(sample_grid(self.f, [x], [y])[0, 0]):
            return f"f is not defined at ({number(x)}, {number(y)}), so no walk can start there."
        walk = gradient_descent(self.f, (x, y), rate, STEPS)
        path = _inside(walk.path, self.limits)
        axes["map"].plot(*path.T, **TANGENT, **DOTS)
        axes["map"].plot([x], [y], **POINTS)
        _draw_heights(axes["values"], walk.values)
        return f"From ({number(x)}, {number(y)}) with η = {rate:g}: {walk}"


def _rates(rates: Sequence[float]) -> tuple[float, ...]:
    """Check the learning rates."""
    checked = tuple(scalar(rate, "a rate") for rate in rates)
    if not checked or min(checked) <= 0:
        raise ValueError(say("rates must be positive numbers, got {rates!r}", rates=rates))
    return checked


# --- slopes at a kink -------------------------------------------------------------------------

KINKS: dict[str, Function] = {"|x|": np.abs, "ReLU": lambda x: np.maximum(x, 0), "x²": np.square}


class SubderivativeExplorer(Explorer):
    """Turn a line through a point of a convex curve: for which slopes does it stay under it?

    Parameters
    ----------
    curves : dict of str to callable
        The curves to choose from, by name: convex functions of one number, defined on [−2, 2].

    Raises
    ------
    TypeError
        If curves is not a dict of functions.

    Examples
    --------
    >>> explorer = SubderivativeExplorer()
    >>> explorer.slope.value = 0.5
    >>> explorer.readout
    '|x| at 0: the line of slope 0.5 stays under the curve, so 0.5 is a subderivative there.'
    """

    alt = "A convex curve and a line through one of its points."

    def __init__(self, curves: Mapping[str, Function] = KINKS) -> None:
        self.curves = by_name(curves)
        super().__init__(
            curve=tuple(self.curves),
            x=(-1, 0, 1),
            slope=linear_grid(-2, 2, 41),
            start={"x": 0, "slope": -2},
        )

    def draw_backdrop(self, axes: Any) -> None:
        """Draw empty axes: the curve is chosen."""
        axes.set(xlim=(-2, 2), ylim=(-2, 3), xlabel="x", ylabel="f(x)")

    def draw_ink(self, axes: Any, curve: str, x: float, slope: float) -> str:
        """Draw curve and line, and mark where the line is above."""
        f = self.curves[curve]
        near = 10.0 ** np.arange(-7, 0)  # ever closer, where the corner is sharpest
        xs = np.sort([*np.linspace(-2, 2, 81), *(x - near), *(x + near)])
        ys, (at,) = sample(f, xs), sample(f, [x])
        if not np.isfinite(at):
            return f"{curve} is not defined at {number(x)}."
        line = at + slope * (xs - x)
        above = line - ys > 1e-6 * np.abs(xs - x)
        axes.plot(xs, ys, **CURVE)
        axes.plot(xs, line, **TANGENT)
        hatching = {"facecolor": "none", "edgecolor": BLUE, "hatch": "///", "linewidth": 0}
        axes.fill_between(xs, ys, line, where=above, interpolate=True, **hatching)
        axes.plot([x], [at], **POINTS)
        says = f"{curve} at {number(x)}: the line of slope {number(slope)}"
        if not above.any():
            return f"{says} stays under the curve, so {number(slope)} is a subderivative there."
        worst = xs[np.argmax(line - ys)]
        return f"{says} is above the curve, most at {number(worst)}: no subderivative."

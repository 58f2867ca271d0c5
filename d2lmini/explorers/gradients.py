"""Explorers of chapter 05: the gradient on a map, walking downhill, and slopes at a kink."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from d2lmini.calculus import (
    gradient_descent,
    numerical_hessian,
    sample,
    sample_grid,
    second_derivative,
)
from d2lmini.calculus.limits import told as without_doubt
from d2lmini.calculus.missing import Slope, slope_along
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import CONVEX, LANDSCAPES, SQUARE, Limits, bowl
from d2lmini.explorers.shared import (
    draw_curve,
    draw_map,
    measure_curve,
    measure_map,
    named_curves,
    neat,
    settings_of_point,
    two_names,
)
from d2lmini.learner import Function, function, interval, of_two, scalar
from d2lmini.style import BLUE, CURVE, ESTIMATE, GREY, GUIDE, POINTS, TANGENT, explorer_style
from d2lmini.words import say, sentences

Point = tuple[float, float]
ANGLES = tuple(range(0, 360, 45))  # of u, in degrees


@dataclass(frozen=True)
class Place:
    """What was measured at one place: the height, and a slope for each angle, with its doubt."""

    height: float
    slopes: dict[int, Slope]

    @property
    def gradient(self) -> np.ndarray:
        """The slopes along the axes."""
        return np.array([self.slopes[angle].value for angle in (0, 90)])

    def dot(self, angle: int) -> tuple[float, float]:
        """∇f·u, and how far it may be off."""
        u, doubts = _unit(angle), np.array([self.slopes[axis].doubt for axis in (0, 90)])
        doubt = np.abs(u) @ (doubts + np.spacing(np.abs(self.gradient)))
        return float(self.gradient @ u), float(doubt)


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
        x, y = (linear_grid(*ends, 7)[1:-1] for ends in self.limits)
        super().__init__(x=x, y=y, angle=ANGLES, reveal=("hide", "gradient"))

    def measure(self) -> None:
        """Sample the map and its level lines; slopes at a place wait until they are shown."""
        self.map = measure_map(self.f, *self.limits)
        xs, ys, heights = self.map.xs, self.map.ys, self.map.heights
        inner = np.hypot(*np.gradient(heights, ys, xs))[5:-5, 5:-5]
        self.longest = float(np.nanmax(inner, initial=0)) or 1.0
        self.reach = (self.limits[0][1] - self.limits[0][0]) / 6
        self.at_place = functools.cache(self._measure_place)  # once for all angles, when needed
        self.level_lines = self._measure_level_lines()

    def _measure_level_lines(self) -> dict[float, list[np.ndarray]]:
        """The level line through each place, in parts of shape (n, 2), by its height."""
        xs, ys = ([setting for _, setting in self.controls[name].options] for name in "xy")
        low, high = np.nanmin(self.map.heights), np.nanmax(self.map.heights)
        found = sample_grid(self.f, xs, ys)
        heights = np.unique(found[(low < found) & (found < high)])
        if not heights.size:
            return {}
        with explorer_style():  # all at once: a contour in each frame would take most of its time
            flat = Figure().subplots()
            drawn = flat.contour(self.map.xs, self.map.ys, self.map.heights, heights)
        return dict(zip(heights.tolist(), drawn.allsegs, strict=True))

    def _measure_place(self, place: Point) -> Place:
        """The height and the slopes of f at one place; no slopes outside f."""
        height = float(sample_grid(self.f, *([value] for value in place))[0, 0])
        if not np.isfinite(height):
            return Place(height, {})
        half = {a: slope_along(self.f, place, _unit(a), 3 * self.reach) for a in ANGLES[:4]}
        back = {a + 180: replace(slope, value=-slope.value + 0.0) for a, slope in half.items()}
        return Place(height, half | back)  # 180° on, the same line backwards

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the map, and axes for the slopes."""
        draw_map(axes["map"], self.map)
        axes["turn"].set(xlim=(0, 360), ylim=(-1.2 * self.longest, 1.2 * self.longest))
        axes["turn"].set(xlabel="angle of u (°)", ylabel="slope", xticks=range(0, 361, 90))
        axes["turn"].axhline(0, color=GREY, linewidth=0.8)

    def draw_ink(self, axes: Any, x: float, y: float, angle: int, reveal: str) -> str:
        """Draw the level line, the direction and its slope; on reveal the gradient."""
        flat, turn, place = axes["map"], axes["turn"], self.at_place((x, y))
        flat.plot([x], [y], **POINTS, zorder=5)  # above the arrows
        if not np.isfinite(place.height):
            return say("At ({x}, {y}) f is not defined.", x=x, y=y)
        for part in self.level_lines.get(place.height, ()):
            flat.plot(*part.T, **CURVE)
        slope = place.slopes[angle]
        _arrow(flat, (x, y), _unit(angle) * self.reach, ESTIMATE["color"])
        turn.axvline(angle, **GUIDE)
        turn.plot([angle], [slope.value], **POINTS)
        told = {"x": x, "y": y, "angle": angle, "slope": slope.value}
        if reveal == "gradient" and np.isfinite(place.gradient).all():
            self._draw_gradient(axes, (x, y), place.gradient)
            return self._compare(place, angle, told)
        says = say(_SLOPE[slope.missing], **told)
        return sentences(says, say("No gradient was found.") if reveal == "gradient" else "")

    def _draw_gradient(self, axes: Any, place: Point, gradient: np.ndarray) -> None:
        """Draw the gradient, and what it says of every direction."""
        _arrow(axes["map"], place, gradient / self.longest * self.reach, TANGENT["color"])
        around = np.linspace(0, 360, 73)
        axes["turn"].plot(around, [gradient @ _unit(angle) for angle in around], **TANGENT)

    def _compare(self, place: Place, angle: int, told: dict[str, Any]) -> str:
        """Tell whether the gradient predicts the slope that was measured along u."""
        slope, gradient = place.slopes[angle], place.gradient
        dot, length = without_doubt(*place.dot(angle)), float(np.linalg.norm(gradient))
        told |= {"gradient": gradient, "dot": dot, "length": length}
        if slope.missing or not _fits(place, angle):
            return say(_BUT[slope.missing], **told)
        if not all(_fits(place, other) for other in ANGLES):
            return say(
                "At ({x}, {y}), at {angle}°, the slope is {slope} = ∇f·u with ∇f = {gradient}; "
                "not so in all directions: turn u.",
                **told,
            )
        if length == 0:
            return say(
                "At ({x}, {y}), at {angle}°, the slope is {slope}, as in every direction: "
                "∇f = {gradient}.",
                **told,
            )
        apart = np.degrees(np.arccos(np.clip(dot / length, -1, 1)))
        return say(
            "At ({x}, {y}), at {angle}°, the slope is {slope} = ∇f·u. ∇f = {gradient}, of length "
            "{length}, {apart:.3g}° from u.",
            **told,
            apart=round(float(apart), 3),
        )


def _fits(place: Place, angle: int) -> bool:
    """Whether a slope is the one that the gradient predicts, as far as differences tell."""
    slope, (dot, doubt) = place.slopes[angle], place.dot(angle)
    if slope.missing in ("small", "unknown"):
        return True
    near = 1e-4 * (abs(slope.value) + 1e-2 * np.abs(place.gradient).max())
    return abs(slope.value - dot) <= near + 3 * (slope.doubt + doubt)


# What is said of a direction, by why there is no slope; and beside a gradient.
_SLOPE = {
    "": "At ({x}, {y}), at {angle}°, the slope is {slope}.",
    "kink": "At ({x}, {y}), at {angle}°, there is a kink.",
    "jump": "At ({x}, {y}), at {angle}°, f jumps.",
    "steep": "At ({x}, {y}), at {angle}°, f is infinitely steep: a vertical tangent.",
    "edge": "At ({x}, {y}), at {angle}°, the domain of f ends.",
    "small": "At ({x}, {y}), at {angle}°, the slope is too small beside f to be measured.",
    "unknown": "At ({x}, {y}), at {angle}°, no slope was found.",
}
_BUT = {
    "": (
        "At ({x}, {y}), at {angle}°, the slope is {slope}, but ∇f·u = {dot} with ∇f = {gradient}: "
        "f is not differentiable here."
    ),
    "kink": (
        "At ({x}, {y}), at {angle}°, there is a kink, but ∇f·u = {dot} with ∇f = {gradient}: f is "
        "not differentiable here."
    ),
    "jump": (
        "At ({x}, {y}), at {angle}°, f jumps, but ∇f·u = {dot} with ∇f = {gradient}: f is not "
        "differentiable here."
    ),
    "steep": (
        "At ({x}, {y}), at {angle}°, f is infinitely steep, but ∇f·u = {dot} with ∇f = {gradient}: "
        "f is not differentiable here."
    ),
    "edge": (
        "At ({x}, {y}), at {angle}°, the domain of f ends, but ∇f·u = {dot} with ∇f = {gradient}: "
        "f is not differentiable here."
    ),
    "small": (
        "At ({x}, {y}), at {angle}°, the slope is too small beside f to be measured. "
        "∇f = {gradient}, and ∇f·u = {dot}."
    ),
    "unknown": (
        "At ({x}, {y}), at {angle}°, no slope was found. ∇f = {gradient}, and ∇f·u = {dot}."
    ),
}


def _unit(angle: float) -> np.ndarray:
    """The unit vector at an angle in degrees."""
    return np.round([np.cos(np.radians(angle)), np.sin(np.radians(angle))], 15)  # cos 90° is 0


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
    rates : sequence of float, optional
        The learning rates to choose from, positive; by default up to about 2.2 / λ, where λ is the
        greatest curvature of f on xlim: where f is that curved, a walk beyond 2 / λ flies apart.

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
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'From −3 with η = 0.6: alternates: ηλ = 1.2. Each step multiplies the coordinate, counted from
    where the slope is 0, by 1 − ηλ = −0.2. A minus means: from side to side.'
    """

    figsize = (7.4, 3.6)
    subplots = {"mosaic": [["curve", "values"]], "width_ratios": (1.3, 1)}  # noqa: RUF012
    alt = "Left, a curve with the points of a walk downhill; right, the height against the step."
    drag = {(0, "x"): "x"}  # noqa: RUF012

    def __init__(
        self,
        f: Function = np.square,
        xlim: Limits = (-3.0, 3.0),
        rates: Sequence[float] | None = None,
    ) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        if rates is None:
            width = self.xlim[1] - self.xlim[0]
            places = np.linspace(*self.xlim, 9)[1:-1]
            unit = _rate(lambda: second_derivative(self.f, places, 8 * width), 2)
            rates = linear_grid(0.05 * unit, 1.1 * unit, 22)
        super().__init__(x=linear_grid(*self.xlim, 13), rate=_rates(rates))

    def measure(self) -> None:
        """Sample the curve."""
        self.curve = measure_curve(self.f, self.xlim)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, and axes for the heights."""
        draw_curve(axes["curve"], self.curve)
        axes["curve"].set(xlabel="x", ylabel="f(x)")
        _draw_height_axes(axes["values"], self.curve.ys)

    def draw_ink(self, axes: Any, x: float, rate: float) -> str:
        """Draw the walk."""
        if not np.isfinite(sample(self.f, [x])[0]):
            return say("f is not defined at {x}, so no walk can start there.", x=x)
        walk = gradient_descent(self.f, x, rate, STEPS)
        xs = _inside(walk.path[:, None], [self.xlim])[:, 0]
        axes["curve"].plot(xs, sample(self.f, xs), **TANGENT, **DOTS)
        axes["curve"].plot([x], sample(self.f, [x]), **POINTS)
        _draw_heights(axes["values"], walk.values)
        return sentences(say("From {x} with η = {rate:g}:", x=x, rate=rate), str(walk))


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
        The learning rates to choose from, positive, by default up to about 2 / λ, where λ is the
        greatest curvature of f on the map; a preset has its own.
    labels : (str, str)
        What x and y are called, on the map and on the sliders.
    start : (float, float), optional
        Where the walk starts at first, by default in the lower left corner.

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
    'From (3, 1) with η = 0.15: zigzags: ηλ = 1.5, 0.15. Each step multiplies the coordinates
    along the eigenvectors, counted from where the slopes are 0, by 1 − ηλ = −0.5, 0.85. A minus
    means: from side to side.'
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
        usual: Any = (f, SQUARE, (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5))
        preset: Any = LANDSCAPES[f] if isinstance(f, str) else usual
        self.f = of_two(preset[0])
        limits, own = preset[1:]
        xlim, ylim = (limits[0] if xlim is None else xlim), (limits[1] if ylim is None else ylim)
        self.limits = interval(xlim, "xlim"), interval(ylim, "ylim")
        a, b = self.labels = two_names(labels)
        self.drag = {(0, "x"): a, (0, "y"): b}
        controls, begin = settings_of_point(self.labels, self.limits, 7, start)
        if rates is None:
            unit = 1.0 if isinstance(f, str) else _rate(self._bends, 4)
            rates = [unit * rate for rate in own]
        super().__init__(**controls, rate=_rates(rates), start=begin)

    def _bends(self) -> list[np.ndarray]:
        """Second derivatives of f at some places of the map."""
        (a, b), (c, d) = self.limits
        places = [((a + b) / 2 + p * (b - a), (c + d) / 2 + q * (d - c)) for p, q in _SOME]
        return [numerical_hessian(self.f, place) for place in places]

    def measure(self) -> None:
        """Sample the map."""
        self.map = measure_map(self.f, *self.limits)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the map, and axes for the heights."""
        draw_map(axes["map"], self.map)
        axes["map"].set(xlabel=self.labels[0], ylabel=self.labels[1])
        _draw_height_axes(axes["values"], self.map.heights)

    def draw_ink(self, axes: Any, **settings: float) -> str:
        """Draw the walk."""
        x, y, rate = settings.values()
        if np.isnan(sample_grid(self.f, [x], [y])[0, 0]):
            return say("f is not defined at ({x}, {y}), so no walk can start there.", x=x, y=y)
        walk = gradient_descent(self.f, (x, y), rate, STEPS)
        path = _inside(walk.path, self.limits)
        axes["map"].plot(*path.T, **TANGENT, **DOTS)
        axes["map"].plot([x], [y], **POINTS)
        _draw_heights(axes["values"], walk.values)
        where = say("From ({x}, {y}) with η = {rate:g}:", x=x, y=y, rate=rate)
        return sentences(where, str(walk))


_SOME = ((0.05, 0.03), (0.31, 0.27), (-0.29, 0.33))  # of the width and height, from the middle


def _rate(bends: Callable[[], Any], most: float) -> float:
    """A rate in the unit of f: ``most`` over the greatest curvature, or 1, if that is near."""
    with contextlib.suppress(Exception):  # what is wrong with f is said in the picture's place
        steepest = np.abs(np.asarray(bends()))
        if (steepest := steepest[np.isfinite(steepest)]).any():
            rate = most / float(steepest.max())
            return 1.0 if 0.01 <= rate <= 100 else neat(rate)
    return 1.0


def _rates(rates: Sequence[float]) -> tuple[float, ...]:
    """Check the learning rates."""
    checked = tuple(scalar(rate, "a rate") for rate in rates)
    if not checked or min(checked) <= 0:
        raise ValueError(say("rates must be positive numbers, got {rates!r}", rates=rates))
    return checked


# --- slopes at a kink -------------------------------------------------------------------------


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

    def __init__(self, curves: Mapping[str, Function] = CONVEX) -> None:
        self.curves = named_curves(curves)
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
        ys, (height,) = sample(f, xs), sample(f, [x])
        if not np.isfinite(height):
            return say("{curve} is not defined at {x}.", curve=curve, x=x)
        line = height + slope * (xs - x)
        above = line - ys > 1e-6 * np.abs(xs - x)
        axes.plot(xs, ys, **CURVE)
        axes.plot(xs, line, **TANGENT)
        hatching = {"facecolor": "none", "edgecolor": BLUE, "hatch": "///", "linewidth": 0}
        axes.fill_between(xs, ys, line, where=above, interpolate=True, **hatching)
        axes.plot([x], [height], **POINTS)
        told = {"curve": curve, "x": x, "slope": slope}
        if not above.any():
            return say(
                "{curve} at {x}: the line of slope {slope} stays under the curve, so {slope} is a "
                "subderivative there.",
                **told,
            )
        return say(
            "{curve} at {x}: the line of slope {slope} is above the curve, most at {worst}: no "
            "subderivative.",
            **told,
            worst=xs[np.argmax(line - ys)],
        )

"""Explorers of chapter 07: the gradient on a map, and slopes at a kink."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from d2lmini.calculus import (
    sample,
    sample_grid,
)
from d2lmini.calculus.limits import told as without_doubt
from d2lmini.calculus.missing import Slope, slope_along
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import CONVEX, Limits, bowl
from d2lmini.explorers.shared import (
    draw_map,
    measure_map,
    named_curves,
)
from d2lmini.learner import Function, interval, of_two
from d2lmini.style import BLUE, CURVE, ESTIMATE, GRAY, GUIDE, POINTS, TANGENT, explorer_style
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
    play = {"angle": 0.6}  # noqa: RUF012

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
        return Place(height, half | back)  # 180° on, the same line backward

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the map, and axes for the slopes."""
        draw_map(axes["map"], self.map)
        axes["turn"].set(xlim=(0, 360), ylim=(-1.2 * self.longest, 1.2 * self.longest))
        axes["turn"].set(xlabel="angle of u (°)", ylabel="slope", xticks=range(0, 361, 90))
        axes["turn"].axhline(0, color=GRAY, linewidth=0.8)

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
                "At ({x}, {y}), at {angle}°, the slope is {slope}, as at all eight angles: "
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


def _arrow(axes: Any, start: tuple[float, float], along: np.ndarray, color: str) -> None:
    """Draw an arrow; none if it would be too short to see."""
    width = 0.012 * np.ptp(axes.get_xlim())
    if np.linalg.norm(along) > width:
        axes.arrow(*start, *along, width=width, length_includes_head=True, color=color, zorder=4)


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
            "{curve} at {x}: the line of slope {slope} gets above the curve, in the picture "
            "farthest at {worst}: no subderivative.",
            **told,
            worst=xs[np.argmax(line - ys)],
        )

"""Explorers of chapter 06: a surface that turns, and its two slices."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import PolyCollection

from d2lmini.calculus import sample_curve, sample_grid
from d2lmini.calculus.limits import told as without_doubt
from d2lmini.calculus.missing import is_lost
from d2lmini.calculus.sides import slopes_at
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import bowl
from d2lmini.explorers.shared import AtSettings, measure_map, settings_of_point, two_names
from d2lmini.learner import interval, of_array, of_two, one_real_number
from d2lmini.style import CURVE, ESTIMATE, GRAY, GUIDE, POINTS, TANGENT
from d2lmini.words import number, say, sentences

# Where the names of x and y may stand: beside the two sides of the floor along which each goes.
CORNERS = 13  # of facets, along a side: more are smoother, and take the browser longer
SIDES = np.array([[(0, -1.3, -1), (0, 1.3, -1)], [(-1.3, 0, -1), (1.3, 0, -1)]])


class SurfaceExplorer(Explorer):
    """Turn a surface z = f(x, y), seen from above at a slant.

    Parameters
    ----------
    f : callable
        Real function of two numbers, ``f(x, y)``, or of one vector with two entries, ``f(v)``.
    xlim, ylim : (float, float)
        The part of the surface that is shown.
    labels : (str, str, str)
        What x, y and f(x, y) are called.

    Raises
    ------
    ValueError
        If a limit is the wrong way round, or f does not take two numbers.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = SurfaceExplorer(lambda x, y: x**2 - y**2)
    >>> explorer.readout
    'Turned by 30°: in the picture f goes from −4 to 4.'
    """

    figsize = (5.4, 4.0)
    alt = "A surface over the plane, in a box; the higher, the lighter."
    SLANT = math.radians(35)  # of the view, above the plane
    play = {"turn": 0.2}  # noqa: RUF012

    def __init__(
        self,
        f: Callable[..., Any] = bowl,
        xlim: tuple[float, float] = (-2.0, 2.0),
        ylim: tuple[float, float] = (-2.0, 2.0),
        labels: tuple[str, str, str] = ("x", "y", "f"),
    ) -> None:
        self.f, self.labels = of_two(f), labels
        self.limits = interval(xlim, "xlim"), interval(ylim, "ylim")
        super().__init__(turn=tuple(range(0, 360, 15)), start={"turn": 30})

    def measure(self) -> None:
        """Sample the surface, and cut it into facets in a box that goes from −1 to 1."""
        surface = measure_map(self.f, *self.limits, count=CORNERS)
        self.low, self.high = np.nanmin(surface.heights), np.nanmax(surface.heights)
        width = (self.high - self.low) or 1.0
        heights = 2 * (surface.heights - self.low) / width - 1
        side = np.linspace(-1, 1, CORNERS)
        points = np.dstack([*np.meshgrid(side, side), heights])
        corners = [points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]]
        facets = np.stack(corners, axis=2).reshape(-1, 4, 3)
        self.facets = facets[np.isfinite(facets).all(axis=(1, 2))]

    def seen(self, points: np.ndarray, turn: float) -> np.ndarray:
        """Turn points about the upright axis: across, up, and how far away, shape (..., 3)."""
        angle = math.radians(turn)
        x, y, z = np.moveaxis(points, -1, 0)
        across = math.cos(angle) * x - math.sin(angle) * y
        away = math.sin(angle) * x + math.cos(angle) * y
        up = math.cos(self.SLANT) * z + math.sin(self.SLANT) * away
        return np.stack([across, up, math.cos(self.SLANT) * away - math.sin(self.SLANT) * z], -1)

    def draw_backdrop(self, axes: Any) -> None:
        """Make room for the box at any angle."""
        axes.set(xlim=(-1.9, 1.9), ylim=(-1.75, 1.75), aspect="equal")
        axes.set_axis_off()

    def draw_ink(self, axes: Any, turn: int) -> str:
        """Draw the floor of the box, and the facets, the farthest first."""
        floor = np.array([(-1, -1, -1), (1, -1, -1), (1, 1, -1), (-1, 1, -1), (-1, -1, -1)])
        axes.plot(*self.seen(floor, turn)[:, :2].T, color=GRAY, linewidth=0.8)
        seen = self.seen(self.facets, turn)
        order = np.argsort(-seen[..., 2].mean(axis=1))
        colors = colormaps["cividis"]((self.facets[order, :, 2].mean(axis=1) + 1) / 2)
        drawn = PolyCollection([*seen[order, :, :2]], facecolors=colors, edgecolors="white")
        drawn.set_clip_on(False)  # they lie inside; a browser would clip each
        drawn.set_linewidth(0.3)
        axes.add_collection(drawn, autolim=False)
        self._label(axes, turn)
        return say(
            "Turned by {turn}°: in the picture {f} goes from {low} to {high}.",
            turn=turn,
            f=self.labels[2],
            low=float(self.low),
            high=float(self.high),
        )

    def _label(self, axes: Any, turn: int) -> None:
        """Name the two sides of the floor that are in front, and the upright at the left."""
        corners = np.array([(a, b, c) for c in (-1, 1) for a in (-1, 1) for b in (-1, 1)])
        seen = self.seen(corners, turn)[:, :2].reshape(2, 4, 2)
        left = int(seen[0, :, 0].argmin())
        axes.plot(*seen[:, left].T, color=GRAY, linewidth=0.8)
        texts = [(*(seen[1, left] + (0, 0.12)), self.labels[2])]
        for name, ends, places in zip(self.labels, self.limits, SIDES, strict=False):
            across, up = min(self.seen(places, turn)[:, :2].tolist(), key=lambda place: place[1])
            texts.append((across, up, f"{name}: {number(ends[0])} … {number(ends[1])}"))
        for across, up, text in texts:
            axes.text(across, up, text, ha="center", va="center", fontsize=9)


class SliceExplorer(Explorer):
    """Cut a surface z = f(x, y) along x and along y: the slope of each cut is a partial derivative.

    Parameters
    ----------
    f : callable
        Real function of two numbers, ``f(x, y)``, or of one vector with two entries, ``f(v)``.
    xlim, ylim : (float, float)
        The part of the surface that is shown.
    labels : (str, str, str)
        What x, y and f(x, y) are called; the first two name the sliders, too.
    start : (float, float), optional
        Where the point is at first; by default the left end of both.

    Raises
    ------
    ValueError
        If a limit is the wrong way round, f does not take two numbers, or the labels cannot name
        two sliders.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = SliceExplorer(lambda x, y: x**2 + 3 * y, xlim=(-2, 2), ylim=(-2, 2))
    >>> explorer.x.value, explorer.y.value = 1, 2
    >>> explorer.readout
    'x = 1, y = 2: f = 7. Moving x alone: ∂f/∂x = 2. Moving y alone: ∂f/∂y = 3.'
    """

    figsize = (7.4, 4.4)
    subplots = {  # noqa: RUF012
        "mosaic": [["surface", "x"], ["surface", "y"]],
        "per_subplot_kw": {"surface": {"projection": "3d"}},
        "width_ratios": (1.25, 1),
    }
    alt = "Left, a surface with two cuts through one point; right, the two cuts, with tangents."

    def __init__(
        self,
        f: Callable[..., Any] = bowl,
        xlim: tuple[float, float] = (-2.0, 2.0),
        ylim: tuple[float, float] = (-2.0, 2.0),
        labels: tuple[str, str, str] = ("x", "y", "f"),
        start: tuple[float, float] | None = None,
    ) -> None:
        self.f, self.labels = of_two(f), labels
        self.limits = interval(xlim, "xlim"), interval(ylim, "ylim")
        names = a, b = two_names(labels)
        self.drag = {(1, "x"): a, (2, "x"): b}
        self.settings, begin = settings_of_point(names, self.limits, 17, start)
        super().__init__(**self.settings, start=begin)

    def measure(self) -> None:
        """Sample the surface."""
        self.surface = measure_map(self.f, *self.limits, count=33)
        self.low, self.high = np.nanmin(self.surface.heights), np.nanmax(self.surface.heights)
        # each cut once, when it is first shown: it depends on one control only
        self.cuts = functools.cache(self._sample_cut)
        self.slopes = functools.cache(self._slopes)

    def _sample_cut(self, i: int, other: float) -> tuple[np.ndarray, np.ndarray]:
        """One cut with a gap at each jump; the other number is frozen."""

        def cut(t: Any) -> np.ndarray:
            moving, frozen = np.atleast_1d(t), [other]
            places = (moving, frozen) if i == 0 else (frozen, moving)
            return sample_grid(self.f, *places).reshape(np.shape(t))

        return sample_curve(cut, self.limits[i], count=33)

    def _slopes(self, i: int, other: float) -> AtSettings:
        """The slopes along one cut, NaN if there is none, None if too small; one number frozen."""
        settings = list(self.settings.values())[i]
        value, width = of_array(self.f, np.zeros(2)), np.ptp(self.limits[i])

        def cut(t: float) -> Any:
            return one_real_number(value(np.array([t, other] if i == 0 else [other, t])))

        def slope(place: float, slope: float, doubt: float) -> float | None:
            if is_lost(slope, doubt, lambda s: cut(place + float(s) * width), width):
                return None
            return without_doubt(slope, doubt)

        def measured(places: np.ndarray) -> list[float | None]:
            found = slopes_at(cut, places, reach=8 * width)
            return list(map(slope, places.tolist(), found.value.tolist(), found.doubt.tolist()))

        return AtSettings(measured, settings, cut)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the surface, and axes for its cuts."""
        margin = 0.08 * (self.high - self.low) or 1.0
        zlim = self.low - margin, self.high + margin
        x, y, f = self.labels
        surface = axes["surface"]
        look = {"cmap": "cividis", "alpha": 0.45, "linewidth": 0, "rasterized": True}
        grid = np.meshgrid(self.surface.xs, self.surface.ys)
        surface.plot_surface(*grid, self.surface.heights, **look)
        surface.set(xlabel=x, ylabel=y, zlabel=f, zlim=zlim)
        surface.figure.get_layout_engine().set(wspace=0.15)  # room for the label of z
        surface.set(xlim=self.limits[0], ylim=self.limits[1])
        surface.locator_params(nbins=4)  # more would lie on each other
        for name, ends, label in (("x", self.limits[0], x), ("y", self.limits[1], y)):
            axes[name].set(xlim=ends, ylim=zlim, xlabel=label, ylabel=f)

    def draw_ink(self, axes: Any, **settings: float) -> str:
        """Draw both cuts through the point, on the surface and flat, with their tangents."""
        x, y = settings.values()
        (height,) = sample_grid(self.f, [x], [y])[0]
        (xs, along_x), (ys, along_y) = self.cuts(0, y), self.cuts(1, x)
        green = {**ESTIMATE, "linewidth": 2}
        axes["surface"].plot(xs, np.full_like(xs, y), along_x, **CURVE, zorder=5)
        axes["surface"].plot(np.full_like(ys, x), ys, along_y, **green, zorder=5)
        axes["surface"].plot([x], [y], [height], **POINTS, zorder=6)
        axes["x"].plot(xs, along_x, **CURVE)
        axes["y"].plot(ys, along_y, **green)
        a, b, f = self.labels
        told = {"a": a, "x": x, "b": b, "y": y, "f": f, "height": height}
        if np.isnan(height):
            return say("{a} = {x}, {b} = {y}: f is not defined here.", **told)
        return sentences(
            say("{a} = {x}, {b} = {y}: {f} = {height}.", **told),
            self._draw_tangent(axes["x"], 0, (x, y), height),
            self._draw_tangent(axes["y"], 1, (x, y), height),
        )

    def _draw_tangent(self, flat: Any, i: int, point: tuple[float, float], height: float) -> str:
        """Draw the point and the tangent of one cut, and tell its slope."""
        told, place = {"name": self.labels[i], "f": self.labels[2]}, point[i]
        slope = self.slopes(i, point[1 - i])[place]
        flat.axvline(place, **GUIDE)
        flat.plot([place], [height], **POINTS)
        if slope is None:
            return say(
                "Moving {name} alone: the slope is too small beside {f} to be measured.", **told
            )
        if np.isnan(slope):
            return say("Moving {name} alone: no slope was found.", **told)
        flat.axline((place, height), slope=slope, **TANGENT)
        return say("Moving {name} alone: ∂{f}/∂{name} = {slope}.", **told, slope=slope)

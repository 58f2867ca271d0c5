"""What several explorers measure and draw: a curve, a map, and how settings are named."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from d2lmini.calculus import Limit, limit, sample, sample_curve, sample_grid, slope_function
from d2lmini.calculus.missing import jumps_at
from d2lmini.calculus.sides import seconds_of, slopes_by_one_step
from d2lmini.engine.controls import linear_grid, with_setting
from d2lmini.explorers.examples import Limits
from d2lmini.learner import Function, applied, of_point, scalar
from d2lmini.style import BLUE, CURVE, GRAY, ORANGE
from d2lmini.words import number, say

# --- curves -----------------------------------------------------------------------------------


SLOW = 2e-5  # seconds that a value of f may take, if slopes are made of some hundred of them


@dataclass(frozen=True)
class Curve:
    """A curve as it is drawn.

    Attributes
    ----------
    xs, ys : numpy.ndarray, shape (n,)
        Its points, with a NaN in ys at each gap.
    xlim, ylim : (float, float)
        The window that shows it; poles do not spoil its height.
    """

    xs: np.ndarray
    ys: np.ndarray
    xlim: Limits
    ylim: Limits


def measure_curve(f: Function, xlim: Limits) -> Curve:
    """Sample f over an interval with a gap at each jump; a slow f at fewer points.

    Raises
    ------
    ValueError
        If f has no value anywhere in the interval.
    """
    middle = (xlim[0] + xlim[1]) / 2
    xs, ys = sample_curve(f, xlim, count=int(np.clip(1 / seconds_of(f, middle), 25, 400)))
    if not np.isfinite(ys).any():
        applied(f, middle)  # raises what is wrong with f, if anything is
        raise ValueError(
            say(
                "f has no value between {left} and {right}: there is no curve",
                left=xlim[0],
                right=xlim[1],
            )
        )
    return Curve(xs, ys, xlim, _heights(f, xs, ys))


def drawn_slope(f: Function, xlim: Limits) -> Function:
    """Return the slope of f for drawing over an interval; of a slow f by a single small step."""
    width = xlim[1] - xlim[0]
    if seconds_of(f, xlim[0]) <= SLOW:
        return slope_function(f, 8 * width)

    def slope(x: Any) -> Any:
        return slopes_by_one_step(f, np.atleast_1d(x), width).reshape(np.shape(x))

    return slope


class AtSettings(dict[float, Any]):
    """What was measured at each setting: all at once, or, of a slow f, when it is first shown.

    Parameters
    ----------
    measure : callable
        Takes settings, an array of shape (n,), and returns something for each.
    settings : sequence of float
        The settings.
    f : callable
        What takes most of the time: asked at the first setting, to tell how slow it is.
    """

    def __init__(
        self, measure: Callable[[np.ndarray], Any], settings: Sequence[float], f: Function
    ) -> None:
        self.measure = measure
        if seconds_of(f, settings[0]) <= SLOW:
            super().__init__(zip(settings, measure(np.array(settings)), strict=True))

    def __missing__(self, setting: float) -> Any:
        """Measure at one setting."""
        self[setting] = self.measure(np.array([setting]))[0]
        return self[setting]


def draw_curve(axes: Any, curve: Curve, **look: Any) -> None:
    """Draw a curve, and set the limits to its window; it looks like f, if nothing else is said."""
    axes.plot(curve.xs, curve.ys, **(look or CURVE))
    axes.set(xlim=curve.xlim, ylim=curve.ylim)


def fill_by_sign(axes: Any, xs: np.ndarray, ys: np.ndarray, **look: Any) -> list[Any]:
    """Fill between a curve and the axis: above it in one color and pattern, below in another."""
    fills = []
    for sign, color, pattern in ((1, BLUE, "///"), (-1, ORANGE, "\\\\\\")):
        hatching = {"facecolor": "none", "edgecolor": color, "hatch": pattern, "linewidth": 0}
        fills.append(axes.fill_between(xs, 0, ys, where=sign * ys > 0, **hatching, **look))
    return fills


def _heights(f: Function, xs: np.ndarray, ys: np.ndarray) -> Limits:
    """Choose vertical limits: all of the curve, unless it has a pole or is level but for noise."""
    seen = ys[np.isfinite(ys)]
    low, high = seen.min(), seen.max()
    far = int(np.nanargmax(np.where(np.isfinite(ys), np.abs(ys - np.median(seen)), -1)))
    around = sample(f, np.linspace(xs[max(far - 2, 0)], xs[min(far + 2, len(xs) - 1)], 101))
    if np.isinf(around).any() or np.nanmax(np.abs(around)) > 5 * abs(ys[far]):
        inner = np.quantile(seen, [0.03, 0.97])
        reach = inner[1] - inner[0]
        low, high = max(low, inner[0] - reach), min(high, inner[1] + reach)
    else:
        low, high = min(low, np.nanmin(around)), max(high, np.nanmax(around))
    level = high - low < 1e-6 * max(abs(low), abs(high)) or low == high
    margin = 0.5 * (max(abs(low), abs(high)) or 1) if level else 0.1 * (high - low)
    return low - margin, high + margin


def is_vertical(f: Function, slope: Limit) -> bool:
    """Say whether a curve has a vertical tangent where its slopes tend to ``slope``.

    They do so to one infinity, from both sides or from that on which f is defined, and f does not
    jump there.
    """
    if not np.isinf(slope.in_domain):
        return False
    return not jumps_at(limit(f, slope.a), float(sample(f, [slope.a])[0]))


# --- maps -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Map:
    """A function of two numbers over a grid.

    Attributes
    ----------
    xs, ys : numpy.ndarray, shape (n,) and (m,)
        The lines of the grid.
    heights : numpy.ndarray, shape (m, n)
        f on it, a row for each y; NaN where f has no value.
    """

    xs: np.ndarray
    ys: np.ndarray
    heights: np.ndarray


def measure_map(f: Callable[..., Any], xlim: Limits, ylim: Limits, count: int = 41) -> Map:
    """Sample f(x, y) over a grid of count × count points.

    Raises
    ------
    ValueError
        If f has no value anywhere on it.
    """
    xs, ys = np.linspace(*xlim, count), np.linspace(*ylim, count)
    heights = sample_grid(f, xs, ys)
    if not np.isfinite(heights).any():
        of_point(f, (xs[count // 2], ys[count // 2]))  # raises what is wrong with f, if anything is
        raise ValueError(say("f has no value anywhere in the picture"))
    return Map(xs, ys, heights)


def draw_map(axes: Any, drawn: Map) -> None:
    """Draw f(x, y) as a map of level lines, each with its height, on equal scales."""
    # Equal shares of the map between the lines, so that a steep rim does not take them all.
    shares = np.quantile(drawn.heights[np.isfinite(drawn.heights)], np.linspace(0.04, 0.96, 9))
    levels = np.unique([float(f"{height:.2g}") for height in shares])
    if len(levels) > 1:
        look: dict[str, Any] = {"colors": GRAY, "linewidths": 0.8}
        lines = axes.contour(drawn.xs, drawn.ys, drawn.heights, levels, **look)
        axes.clabel(lines, fmt=lambda height: number(height, ".3g"), fontsize=9)
    axes.set(xlim=drawn.xs[[0, -1]], ylim=drawn.ys[[0, -1]], aspect="equal")
    axes.set(xlabel="x", ylabel="y")
    axes.grid(False)


# --- settings ---------------------------------------------------------------------------------


def named_curves(curves: Any) -> dict[str, Function]:
    """Check that curves is a dict of functions, and return a copy."""
    if not isinstance(curves, Mapping) or not all(map(callable, curves.values())):
        raise TypeError(
            say("curves must be a dict such as {{'sin': np.sin}}, got {curves!r}", curves=curves)
        )
    return dict(curves)


def settings_with(ends: Limits, count: int, wanted: float | None, name: str) -> tuple[float, ...]:
    """Return settings from end to end, with the one that was asked for among them, exactly.

    Raises
    ------
    ValueError
        If it lies outside.
    """
    grid = linear_grid(*ends, count)
    return grid if wanted is None else with_setting(grid, inside(ends, wanted, name))


def inside(ends: Limits, value: Any, name: str) -> float:
    """Check that a value is a number in a closed interval, and return it as a float.

    Examples
    --------
    >>> inside((0, 2), 1, "x")
    1.0
    """
    if not ends[0] <= (checked := scalar(value, name)) <= ends[1]:
        raise ValueError(
            say(
                "{name} = {value} must lie between {left} and {right}",
                name=name,
                value=checked,
                left=ends[0],
                right=ends[1],
            )
        )
    return checked


def neat(value: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is no larger than a value.

    Examples
    --------
    >>> neat(3.9), neat(0.1), neat(0.00019)
    (2.0, 0.1, 0.0001)
    """
    power = math.floor(math.log10(value * (1 + 1e-9)))
    digit = next(k for k in (5, 2, 1) if float(f"{k}e{power}") <= value * (1 + 1e-9))
    return float(f"{digit}e{power}")


def unit_of(f: Function, x: float, width: float) -> float:
    """Return the power of ten nearest to 1 with which f bends over x ± unit · width.

    One at which f is neither as good as straight, nor as good as 0 but for a spike. 1 if there is
    none, as for a straight line.
    """
    with contextlib.suppress(Exception), np.errstate(all="ignore"):  # f is checked elsewhere
        for power in sorted(range(-15, 16), key=lambda k: (abs(k), -k)):
            if _bends(f, x, 10.0**power * width * np.linspace(-1, 1, 17)):
                return 10.0**power
    return 1.0


def _bends(f: Function, x: float, steps: np.ndarray) -> bool:
    """Say whether f is neither straight nor a spike over these steps, rounding left aside."""
    heights = sample(f, x + steps)
    steps, heights = steps[~np.isnan(heights)], heights[~np.isnan(heights)]
    if np.isinf(heights).sum() > 1 or len(heights) < 6:
        return False
    steps, heights = steps[np.isfinite(heights)], heights[np.isfinite(heights)]
    rises = heights - heights[np.abs(steps).argmin()]
    size = np.abs(rises).max()
    if size <= 1e-9 * np.abs(heights).max():
        return False
    ts, ys = steps / np.abs(steps).max(), rises / size
    line, curve = (ys - np.polyval(np.polyfit(ts, ys, degree), ts) for degree in (1, 4))
    bent = np.abs(line).max() >= 0.02
    if np.abs(steps).max() < 0.1:  # rounding shows, but no curve of degree 4 fits it
        bent = bent and np.abs(curve).max() <= 0.6 * np.abs(line).max()
    return bool(bent and (np.abs(ys) > 0.01).mean() >= 0.5)


def settings_of_point(
    names: tuple[str, str], limits: tuple[Limits, Limits], count: int, start: Any
) -> tuple[dict[str, tuple[float, ...]], dict[str, float]]:
    """Return the settings of two numbers by name, and where they start: the left ends, by default.

    Raises
    ------
    ValueError
        If start is no pair, or lies outside.
    """
    wanted = (None, None) if start is None else start
    if np.shape(wanted) != (2,):
        raise ValueError(say("start must be two numbers, got {start!r}", start=start))
    grids = {
        name: settings_with(ends, count, value, name)
        for name, ends, value in zip(names, limits, wanted, strict=True)
    }
    begin = zip(names, limits, wanted, strict=True)
    return grids, {name: ends[0] if value is None else value for name, ends, value in begin}


def two_names(labels: Any) -> tuple[str, str]:
    """Check that the first two labels can name two sliders."""
    a, b = (*labels, None, None)[:2]
    if not (isinstance(a, str) and isinstance(b, str) and a.isidentifier() and b.isidentifier()):
        raise ValueError(
            say(
                "labels must name the two numbers, such as ('w', 'b'), got {labels!r}",
                labels=labels,
            )
        )
    if a == b or "rate" in (a, b):
        raise ValueError(
            say(
                "labels must be two different names, and none of them rate: {labels!r}",
                labels=labels,
            )
        )
    return a, b

"""What several explorers measure and draw: a curve, a map, and how settings are named."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from d2lmini.calculus import sample, sample_curve, sample_grid
from d2lmini.explorers.examples import Limits
from d2lmini.learner import Function, of_point
from d2lmini.style import CURVE, GREY
from d2lmini.words import number, say

# --- curves -----------------------------------------------------------------------------------


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
    xs, ys = sample_curve(f, xlim, count=int(np.clip(1 / _seconds(f, middle), 40, 400)))
    if not np.isfinite(ys).any():
        f(middle)  # raises what is wrong with f, if anything is
        raise ValueError(
            say(
                "f has no value between {left} and {right}: there is no curve",
                left=xlim[0],
                right=xlim[1],
            )
        )
    return Curve(xs, ys, xlim, _heights(f, xs, ys))


def _seconds(f: Function, x: float) -> float:
    """How long f takes, at its best: on a busy machine any single call may be interrupted."""
    best = np.inf
    for _ in range(5):
        began = time.perf_counter()
        sample(f, [x])
        best = min(best, time.perf_counter() - began)
        if best < 1e-3:  # quick enough
            break
    return max(best, 1e-6)


def draw_curve(axes: Any, curve: Curve, **look: Any) -> None:
    """Draw a curve, and set the limits to its window; it looks like f, if nothing else is said."""
    axes.plot(curve.xs, curve.ys, **(look or CURVE))
    axes.set(xlim=curve.xlim, ylim=curve.ylim)


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
        look: dict[str, Any] = {"colors": GREY, "linewidths": 0.8}
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


def closest_setting(settings: Sequence[float], wanted: float) -> float:
    """Return the setting of a grid that is closest to a wish."""
    return min(settings, key=lambda setting: abs(setting - wanted))


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

"""The explorers, one module for each chapter, and what several of them draw."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from d2lmini.calculus import Function, sample, sample_curve, sample_grid
from d2lmini.calculus.several import at_point
from d2lmini.style import CURVE, GREY
from d2lmini.words import number, say


def draw_curve(axes: Any, f: Function, xlim: tuple[float, float]) -> None:
    """Draw f over an interval with a gap at each jump, and choose limits that poles do not spoil.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    f : callable
        Real function of one number.
    xlim : (float, float)
        The interval, left end first.

    Raises
    ------
    ValueError
        If f has no value anywhere in the interval.
    """
    middle = (xlim[0] + xlim[1]) / 2
    began = time.perf_counter()
    sample(f, [middle])
    slow = time.perf_counter() - began
    xs, ys = sample_curve(f, xlim, count=int(np.clip(1 / (slow + 1e-9), 40, 400)))
    seen = ys[np.isfinite(ys)]
    if not seen.size:
        f(middle)  # raises what is wrong with f, if anything is
        raise ValueError(
            say(
                "f has no value between {xlim} and {xlim2}: there is no curve",
                xlim=xlim[0],
                xlim2=xlim[1],
            )
        )
    bottom, top = _heights(f, xs, ys)
    axes.plot(xs, ys, **CURVE)
    axes.set(xlim=xlim, ylim=(bottom, top))


def _heights(f: Function, xs: np.ndarray, ys: np.ndarray) -> tuple[float, float]:
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


def by_name(curves: Any) -> dict[str, Function]:
    """Check that curves is a dict of functions, and return a copy."""
    if not isinstance(curves, Mapping) or not all(map(callable, curves.values())):
        raise TypeError(
            say("curves must be a dict such as {{'sin': np.sin}}, got {curves!r}", curves=curves)
        )
    return dict(curves)


def nearest(settings: Sequence[float], wanted: float) -> float:
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


def draw_map(
    axes: Any, f: Callable[..., Any], xlim: tuple[float, float], ylim: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw f(x, y) as a map of level lines, each with its height, on equal scales.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    f : callable
        Real function of two numbers, or of one vector with two entries.
    xlim, ylim : (float, float)
        The part that is shown.

    Returns
    -------
    xs, ys, heights : numpy.ndarray, shape (41,), (41,) and (41, 41)
        The grid, and f on it: a row for each y.

    Raises
    ------
    ValueError
        If f has no value anywhere on the map.
    """
    xs, ys = np.linspace(*xlim, 41), np.linspace(*ylim, 41)
    heights = sample_grid(f, xs, ys)
    seen = heights[np.isfinite(heights)]
    if not seen.size:
        at_point(f, (xs[20], ys[20]))  # raises what is wrong with f, if anything is
        raise ValueError(say("f has no value anywhere on the map"))
    # Equal shares of the map between the lines, so that a steep rim does not take them all.
    shares = np.quantile(seen, np.linspace(0.04, 0.96, 9))
    levels = np.unique([float(f"{height:.2g}") for height in shares])
    if len(levels) > 1:
        lines = axes.contour(xs, ys, heights, levels, colors=GREY, linewidths=0.8)
        axes.clabel(lines, fmt=lambda height: number(height, ".3g"), fontsize=9)
    axes.set(xlim=xlim, ylim=ylim, aspect="equal", xlabel="x", ylabel="y")
    axes.grid(False)
    return xs, ys, heights

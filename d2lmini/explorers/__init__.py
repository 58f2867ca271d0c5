"""The explorers, one module for each chapter, and what several of them draw."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from d2lmini.calculus import Function, sample, sample_curve
from d2lmini.style import CURVE


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
        raise ValueError(f"f has no value between {xlim[0]:g} and {xlim[1]:g}: there is no curve")
    low, high = np.quantile(seen, [0.03, 0.97])
    reach = (high - low) or 1.0
    bottom, top = max(seen.min(), low - reach), min(seen.max(), high + reach)
    margin = 0.1 * (top - bottom) or 0.5
    axes.plot(xs, ys, **CURVE)
    axes.set(xlim=xlim, ylim=(bottom - margin, top + margin))

"""Explorers of chapter 10: small changes compose, and vᵀJ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import ConnectionPatch, Rectangle
from numpy.typing import ArrayLike

from d2lmini.autograd.functions import autograd_jacobian
from d2lmini.calculus import sample, slope_function
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import three_outputs
from d2lmini.explorers.shared import neat
from d2lmini.learner import Function, function, interval, scalar
from d2lmini.style import BLUE, ESTIMATE, GRAY, GREEN, ORANGE, POINTS
from d2lmini.words import (
    indexed,
    number,
    say,
    sentences,
    written,
)


class NudgeExplorer(Explorer):
    """Move x a little: u = g(x) moves g′(x) times as far, and y = f(u) f′(u) times as far as u.

    Parameters
    ----------
    g, f : callable
        Real functions of one number: the inner one, u = g(x), and the outer one, y = f(u).
    xlim : (float, float)
        The part of the number line of x that is shown.
    nudges : sequence of float, optional
        The steps dx to choose from, none of them 0; by default up to about a quarter of xlim.

    Raises
    ------
    ValueError
        If xlim is the wrong way round, or a step is 0.
    TypeError
        If g or f is not callable.

    Examples
    --------
    >>> explorer = NudgeExplorer(lambda x: 3 * x, lambda u: 2 * u, xlim=(0, 2))
    >>> explorer.readout
    'x = 0.5, Δx = 0.5: Δu = 3 Δx, Δy = 2 Δu, Δy = 6 Δx. Slopes: 3, 2, and of both together 6.'
    """

    figsize = (7.4, 3.6)
    subplots = {  # noqa: RUF012
        "mosaic": [["x", "ratios"], ["u", "ratios"], ["y", "ratios"]],
        "width_ratios": (1.6, 1),
    }
    alt = (
        "Left, three number lines with a step on each, of x, u and y; right, the ratios of the "
        "steps beside the slopes."
    )
    drag = {(0, "x"): "x"}  # noqa: RUF012
    play = {"dx": 0.6}  # noqa: RUF012

    def __init__(
        self,
        g: Function = np.square,
        f: Function = np.sin,
        xlim: tuple[float, float] = (0.0, 2.0),
        nudges: Sequence[float] | None = None,
    ) -> None:
        self.g, self.f, self.xlim = function(g), function(f), interval(xlim, "xlim")
        if nudges is None:
            unit = neat((self.xlim[1] - self.xlim[0]) / 2)
            nudges = [unit * step for step in (0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01)]
        self.nudges = tuple(scalar(step, "a nudge") for step in nudges)
        if not self.nudges or 0 in self.nudges:
            raise ValueError(
                say("nudges must be steps other than 0, got {nudges!r}", nudges=nudges)
            )
        x = linear_grid(*self.xlim, 21)
        super().__init__(x=x, dx=[*self.nudges], start={"x": x[5]})

    def measure(self) -> None:
        """Find how far the three number lines reach, and how steep the slopes become."""
        far = self.xlim[0] + min(*self.nudges, 0), self.xlim[1] + max(*self.nudges, 0)
        xs = np.linspace(*far, 201)
        us = sample(self.g, xs)
        reached = {"x": xs, "u": us, "y": _of(self.f, us)}
        self.ranges = {name: _range(values, name) for name, values in reached.items()}
        sizes = np.nanmax(np.abs(self._slopes(xs)), axis=1, initial=0)
        self.sizes = np.where(sizes > 0, sizes, 1.0)
        self.steepest = float(self.sizes.max())
        settings = [setting for _, setting in self.x.options]
        self.slopes = dict(zip(settings, self._slopes(np.array(settings)).T, strict=True))

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the three number lines, and axes for the ratios."""
        for name, ends in self.ranges.items():
            line = axes[name]
            line.set(xlim=ends, ylim=(0, 1), yticks=[])
            line.spines["left"].set_visible(False)
            line.set_ylabel(name, rotation=0, ha="right", va="center")
            line.grid(False)
        top = 1.25 * self.steepest
        axes["ratios"].set(xlim=(-0.6, 2.6), ylim=(-top, top))
        axes["ratios"].set_xticks(range(3), ["Δu/Δx", "Δy/Δu", "Δy/Δx"])
        axes["ratios"].axhline(0, color=GRAY, linewidth=0.8)

    def _slopes(self, xs: np.ndarray) -> np.ndarray:
        """The slopes of g at x, of f at u, and of both together at x, all three measured."""
        inner = sample(slope_function(self.g), xs)
        outer = _of(slope_function(self.f), sample(self.g, xs))
        both = sample(slope_function(lambda x: self.f(self.g(x))), xs)
        return np.array([inner, outer, both])

    def draw_ink(self, axes: Any, x: float, dx: float) -> str:
        """Draw a step on each line, and the ratios of the steps."""
        xs = np.array([x, x + dx])
        us = sample(self.g, xs)
        ys = _of(self.f, us)
        if not np.isfinite([*us, *ys]).all():
            return say("x = {x}, Δx = {dx}: u or y is not defined.", x=x, dx=dx)
        lines = [axes[name] for name in "xuy"]
        for line, (start, end) in zip(lines, (xs, us, ys), strict=True):
            line.plot([start, end], [0.35, 0.35], **{**ESTIMATE, "linestyle": "-", "linewidth": 4})
            line.plot([start], [0.35], **POINTS)
            line.plot([end], [0.35], marker=">" if end >= start else "<", **_HEAD)
        for upper, lower, a, b in ((*lines[:2], xs, us), (*lines[1:], us, ys)):
            for k in range(2):
                upper.figure.add_artist(_thread(upper, lower, a[k], b[k]))
        (dx, du, dy), slopes = np.diff([xs, us, ys])[:, 0], self.slopes[x]
        ratios = np.array([du / dx, dy / du if du else np.nan, dy / dx])
        marks = axes["ratios"]
        ends = np.arange(3) - 0.3, np.arange(3) + 0.3
        marks.hlines(slopes, *ends, color=ORANGE, linestyle="--")
        marks.plot(range(3), ratios, color=GREEN, linestyle="", marker="D", markersize=7)
        ratios, slopes = _neat(ratios, self.sizes), _neat(slopes, self.sizes)
        return sentences(_tell_steps(x, dx, ratios), _tell_slopes(slopes))


def _range(values: np.ndarray, name: str) -> tuple[float, float]:
    """Ends of a number line that shows these values."""
    seen = values[np.isfinite(values)]
    if not seen.size:
        raise ValueError(say("{name} is not defined anywhere in the picture", name=name))
    margin = 0.08 * np.ptp(seen) or 1.0
    return float(seen.min() - margin), float(seen.max() + margin)


def _tell_steps(x: float, dx: float, ratios: np.ndarray) -> str:
    """Say how far the steps went, compared with each other."""
    if np.isnan(ratios[1]):
        return say("x = {x}, Δx = {dx}: Δu = 0.", x=x, dx=dx)
    return say(
        "x = {x}, Δx = {dx}: Δu = {inner} Δx, Δy = {outer} Δu, Δy = {both} Δx.",
        x=x,
        dx=dx,
        **dict(zip(("inner", "outer", "both"), map(_ratio, ratios), strict=True)),
    )


def _tell_slopes(slopes: np.ndarray) -> str:
    """Say what the slopes are."""
    if np.isnan(slopes).any():
        return say("Not all three slopes were found here.")
    return say(
        "Slopes: {inner}, {outer}, and of both together {both}.",
        **dict(zip(("inner", "outer", "both"), map(_ratio, slopes), strict=True)),
    )


_HEAD: dict[str, Any] = {"color": GREEN, "markersize": 8, "linestyle": ""}


def _ratio(value: float) -> str:
    return number(float(value), ".4g")


def _neat(values: np.ndarray, sizes: Any) -> np.ndarray:
    """Without what is only rounding beside the largest of their kind."""
    return np.round(values / sizes, 12) * sizes


def _of(f: Function, values: np.ndarray) -> np.ndarray:
    """f of the values that are numbers; NaN of the others."""
    found = np.full(values.shape, np.nan)
    defined = np.isfinite(values)
    found[defined] = sample(f, values[defined])
    return found


def _thread(upper: Any, lower: Any, start: float, end: float) -> ConnectionPatch:
    """A thin line from a place on one number line to its image on the next."""
    return ConnectionPatch(
        (start, 0.3), (end, 0.4), "data", "data", axesA=upper, axesB=lower, color=GRAY, alpha=0.6
    )


# --- upstream times Jacobian ------------------------------------------------------------------

_ROWS = (BLUE, ORANGE, GREEN)


class UpstreamExplorer(Explorer):
    """Weigh the rows of a Jacobian: v says how much each output matters, vᵀJ how much each input.

    Parameters
    ----------
    f : callable
        Function of several numbers or of one vector, in plain arithmetic or in torch, that returns
        one to three numbers.
    point : array_like, shape (n,)
        Where the Jacobian is taken; at most five numbers.

    Raises
    ------
    ValueError
        If f takes more than five numbers, or returns more than three, or the point does not fit f,
        or the Jacobian is not finite there.
    TypeError
        If f is not callable, or leaves torch.

    Examples
    --------
    >>> explorer = UpstreamExplorer()
    >>> explorer.v2.value = 1
    >>> explorer.readout
    'v = (1, 1, 0): 1 · (6, 3, 2) + 1 · (1, 1, 1) = (7, 4, 3).'
    """

    figsize = (7.4, 3.2)
    subplots = {"mosaic": [["rows", "sums"]], "width_ratios": (1.2, 1)}  # noqa: RUF012
    alt = "Left, a Jacobian with a weight before each row; right, the weighted rows, added up."

    def __init__(
        self, f: Callable[..., Any] = three_outputs, point: ArrayLike = (1.0, 2.0, 3.0)
    ) -> None:
        self.jacobian = autograd_jacobian(f, point)
        m, n = self.jacobian.shape
        if not (1 <= m <= 3 and n <= 5):
            raise ValueError(
                say("this shows up to 3 outputs and 5 inputs, f has {m} and {n}", m=m, n=n)
            )
        if not np.isfinite(self.jacobian).all():
            raise ValueError(
                say("f has no finite Jacobian at {point!r}: choose another point", point=point)
            )
        weights = (-1, 0, 0.1, 0.2, 0.3, 1)
        names = [f"v{i + 1}" for i in range(m)]
        super().__init__(**dict.fromkeys(names, weights), start=dict.fromkeys(names, 0) | {"v1": 1})

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the Jacobian, and axes for the sums."""
        m, n = self.jacobian.shape
        table, sums = axes["rows"], axes["sums"]
        table.set(xlim=(-1.6, n + 0.6), ylim=(-1.4, m + 0.7))
        table.axis("off")
        for j in range(n):
            table.text(j + 0.5, m + 0.4, indexed("x", j + 1), color=GRAY, **_CELL)
            for i in range(m):
                table.text(j + 0.5, m - i - 0.5, _ratio(self.jacobian[i, j]), **_CELL)
        for i in range(m):
            pale: dict[str, Any] = {"facecolor": _ROWS[i], "alpha": 0.18, "linewidth": 0}
            table.add_patch(Rectangle((0, m - i - 0.95), n, 0.9, **pale))
            table.text(n + 0.3, m - i - 0.5, indexed("y", i + 1), color=GRAY, **_CELL)
        table.text(-0.15, -0.75, "vᵀJ =", ha="right", va="center", size=11)
        top = 1.15 * np.abs(self.jacobian).sum(axis=0).max() or 1.0
        sums.set(xlim=(-0.6, n - 0.4), ylim=(-top, top), ylabel="vᵀJ")
        sums.set_xticks(range(n), [indexed("x", j + 1) for j in range(n)])
        sums.axhline(0, color=GRAY, linewidth=0.8)

    def draw_ink(self, axes: Any, **weights: float) -> str:
        """Draw the weights, the weighted rows on top of each other, and their sums."""
        v, (m, n) = np.array(list(weights.values())), self.jacobian.shape
        total, table, sums = v @ self.jacobian, axes["rows"], axes["sums"]
        shown = _neat(total, np.abs(self.jacobian).max() or 1.0)
        for i, weight in enumerate(v):
            table.text(-0.15, m - i - 0.5, f"{number(weight)} ×", ha="right", va="center", size=11)
        for j in range(n):
            table.text(j + 0.5, -0.75, _ratio(shown[j]), weight="bold", **_CELL)
        heights = v[:, None] * self.jacobian
        up, down = np.maximum(heights, 0), np.minimum(heights, 0)
        tops = np.where(heights > 0, up.cumsum(axis=0), down.cumsum(axis=0))
        ends, colors = (tops - heights).ravel(), np.repeat(_ROWS[:m], n)
        sums.vlines([*range(n)] * m, ends, tops.ravel(), colors=colors, linewidth=40)
        sums.plot(range(n), total, color="black", linestyle="", marker="_", markersize=34)
        rows = zip(v, self.jacobian, strict=True)
        told = {"v": v, "total": written(shown, ".4g", 5)}
        if not v.any():
            return say("v = {v}: no row = {total}.", **told)
        terms = [f"{number(weight)} · {written(row, '.4g', 5)}" for weight, row in rows if weight]
        return say("v = {v}: {sum} = {total}.", sum=" + ".join(terms), **told)


_CELL: dict[str, Any] = {"ha": "center", "va": "center", "size": 11}

"""Explorer of chapter 00: the question that runs through the series."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from d2lmini.engine.controls import linear_grid, with_setting
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.shared import neat
from d2lmini.learner import as_array, real, scalar
from d2lmini.style import CURVE, POINTS, TANGENT
from d2lmini.words import number, say


class LineExplorer(Explorer):
    """Turn the slope w of a line through a fixed b: how far does it miss the points?

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The data points.
    b : float
        Height of the line at x = 0, in the unit of y.
    xlabel, ylabel : str
        Labels of the axes.
    start : float, optional
        The w to start from, in units of y per unit of x. The settings go from 0 to about twice the
        best w.

    Raises
    ------
    ValueError
        If x and y differ in length or are not finite.
    TypeError
        If they are not numbers.

    Examples
    --------
    >>> LineExplorer([0, 1, 2], [1, 3, 5], b=1, start=2).readout
    'w = 2.0: the loss, the mean of the squared misses, is 0.00.'
    """

    alt = "Data points and a line of slope w; a dashed segment joins each point to the line."

    def __init__(
        self,
        x: ArrayLike,
        y: ArrayLike,
        b: float = 1.0,
        xlabel: str = "x",
        ylabel: str = "y",
        start: float | None = None,
    ) -> None:
        self.x, self.y = as_array(real(x, "x")), as_array(real(y, "y"))
        self.b = scalar(b, "b")
        self.labels = {"xlabel": xlabel, "ylabel": ylabel}
        if self.x.ndim != 1 or self.x.shape != self.y.shape or not self.x.size:
            raise ValueError(
                say(
                    "x has shape {x} and y {y}: both must be (n,)",
                    x=self.x.shape,
                    y=self.y.shape,
                )
            )
        grid = self._grid()
        begin = sorted(grid, key=abs)[10] if start is None else scalar(start, "start")
        super().__init__(w=with_setting(grid, begin), start={"w": begin})

    def _grid(self) -> tuple[float, ...]:
        """41 settings of w around the best one, 0 among them."""
        across, rises = float(np.mean(self.x**2)) or 1.0, self.y - self.b
        best = float(np.mean(self.x * rises)) / across
        most = float(np.sqrt(np.mean(rises**2) / across)) or 1.0
        level = abs(best) < 0.05 * most  # then both signs
        reach = most if level else 1.8 * abs(best)
        step = 1 / neat(40 / reach)  # so that 40 of them reach as far
        far = math.copysign(40 * step, best)
        low, high = (-20 * step, 20 * step) if level else (min(0.0, far), max(0.0, far))
        self.least = step, across * step**2  # what a step changes, in w and in the loss
        return linear_grid(low, high, 41)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the points."""
        axes.plot(self.x, self.y, **POINTS, zorder=3)
        axes.margins(0.1, 0.25)
        axes.set(**self.labels)

    def draw_ink(self, axes: Any, w: float) -> str:
        """Draw the line and the misses."""
        heights = w * self.x + self.b
        axes.axline((0, self.b), slope=w, **CURVE)
        axes.vlines(self.x, heights, self.y, color=TANGENT["color"], linestyle="--")
        loss = np.mean((heights - self.y) ** 2)
        return say(
            "w = {w}: the loss, the mean of the squared misses, is {loss}.",
            w=_to_the_digit(w, self.least[0]),
            loss=_to_the_digit(float(loss), self.least[1]),
        )


def _to_the_digit(value: float, least: float) -> str:
    """A number with the decimals in which so small a change is seen, or five digits."""
    decimals = max(0, math.ceil(-math.log10(least)))
    plain = decimals <= 6 and abs(value) < 1e6
    return number(value, f".{decimals}f" if plain else ".5g")

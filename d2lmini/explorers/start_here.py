"""Explorer of chapter 00: the question that runs through the series."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.learner import as_array, real, scalar
from d2lmini.style import CURVE, POINTS, TANGENT
from d2lmini.words import say


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
    start : float
        The w to start from, one of 0, 0.1, …, 4, in units of y per unit of x.

    Raises
    ------
    ValueError
        If x and y differ in length or are not finite, or start is no setting.
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
        start: float = 1.0,
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
        super().__init__(w=linear_grid(0, 4, 41), start={"w": start})

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
            "w = {w:.1f}: the loss, the mean of the squared misses, is {loss:.2f}.", w=w, loss=loss
        )

"""Axes that ink is drawn into: matplotlib's own, quicker once their limits are fixed."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.projections import register_projection

# With one of these, `plot` does more than draw a line.
_MORE = {"data", "scalex", "scaley"}


class InkAxes(Axes):
    """Axes that skip, once autoscale is off, what ink has no use for.

    Ink names its colors, and the limits are the backdrop's: format strings, color cycles and the
    search for limits are detours then, which took a third of a frame's time. The picture is the
    same.
    """

    name = "d2lmini ink"  # of the projection, in matplotlib's list

    def plot(self, *args: Any, **look: Any) -> list[Line2D]:
        """Draw a line; a plain one, of a named color, without detours."""
        plain = "color" in look and not look.keys() & _MORE and _two_rows(*args)
        if self.get_autoscale_on() or not plain:
            return super().plot(*args, **look)
        return [self.add_line(Line2D(*args, **look))]

    def add_line(self, line: Any) -> Any:
        """Add a line; its limits are not asked for if those of the axes are fixed."""
        return super().add_line(line) if self.get_autoscale_on() else self.add_artist(line)

    def add_patch(self, p: Any) -> Any:
        """Likewise."""
        return super().add_patch(p) if self.get_autoscale_on() else self.add_artist(p)

    def add_collection(self, collection: Any, autolim: Any = True) -> Any:
        """Likewise."""
        return super().add_collection(collection, autolim=self.get_autoscale_on() and autolim)


def _two_rows(*args: Any) -> bool:
    """Whether these are two rows of numbers, equally long."""
    rows = [np.asarray(each) for each in args]
    numbers = all(row.ndim == 1 and row.dtype.kind in "iuf" for row in rows)
    return numbers and len(rows) == 2 and rows[0].size == rows[1].size


register_projection(InkAxes)

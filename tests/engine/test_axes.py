"""Axes for ink draw what matplotlib's own draw, with fixed limits and without."""

import datetime
import io

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from d2lmini.engine.axes import InkAxes
from d2lmini.style import CURVE, ESTIMATE, POINTS

XS = np.linspace(0, 1, 7)
MASKED = np.ma.masked_greater(XS, 0.5)
DRAWINGS = {
    "line": lambda axes: axes.plot(XS, XS**2, **CURVE),
    "lists": lambda axes: axes.plot([0, 1, 2], [3, 1, 2], color="red", lw=3),
    "single precision": lambda axes: axes.plot(XS.astype("f4"), XS.astype("f4"), color="red"),
    "whole numbers": lambda axes: axes.plot(range(3), np.arange(3, dtype="i2"), color="red"),
    "tiny": lambda axes: axes.plot(1e-12 * XS, 1e-9 * XS, color="red"),
    "points": lambda axes: axes.plot([0.5], [0.5], **POINTS),
    "some points": lambda axes: axes.plot(XS, XS, **ESTIMATE, marker=".", markevery=slice(0, 3)),
    "gap": lambda axes: axes.plot(XS, np.where(XS > 0.5, np.nan, XS), color="red"),
    "masked": lambda axes: axes.plot(XS, MASKED, color="red"),
    "label": lambda axes: [axes.plot(XS, XS, color="red", label="f"), axes.legend()],
    "no label": lambda axes: (
        [axes.plot(XS, XS, color="red"), axes.plot(XS, XS, label="f")] and axes.legend()
    ),
    "cycle": lambda axes: [axes.plot(XS, XS), axes.plot(XS, XS**2)],
    "format": lambda axes: axes.plot(XS, XS, "--", color="red"),
    "heights alone": lambda axes: axes.plot(XS, color="red"),
    "several": lambda axes: axes.plot(XS, np.column_stack([XS, XS**2]), color="red"),
    "two pairs": lambda axes: axes.plot(XS, XS, XS, XS**2, color="red"),
    "number": lambda axes: axes.plot(0.5, 0.5, color="red", marker="o"),
    "words": lambda axes: axes.plot(["a", "b"], [0, 1], color="red"),
    "dates": lambda axes: axes.plot(
        [datetime.date(2026, 1, day) for day in (1, 2)], [0, 1], color="red"
    ),
    "data": lambda axes: axes.plot(
        "at", "height", data={"at": [0, 1], "height": [1, 0]}, color="red"
    ),
    "scaley": lambda axes: axes.plot(XS, XS, color="red", scaley=False),
    "straight": lambda axes: [axes.axline((0, 0), slope=1), axes.axvline(0.3), axes.axhline(0.2)],
    "spans": lambda axes: [axes.axvspan(0, 0.3), axes.axhspan(0, 0.3)],
    "fill": lambda axes: [axes.fill(XS, XS**2), axes.fill_between(XS, XS), axes.stairs(XS)],
    "segments": lambda axes: [axes.hlines(XS, 0, 1), axes.vlines(XS, 0, 1, colors="red")],
    "bars": lambda axes: axes.bar(XS, XS, width=0.1),
    "arrow": lambda axes: axes.arrow(0, 0, 1, 1, width=0.01),
    "contour": lambda axes: axes.contour(np.outer(XS, XS)),
    "scatter": lambda axes: axes.scatter(XS, XS, c=XS),
    "own": lambda axes: axes.add_line(Line2D(XS, XS, color="red", clip_on=False)),
}


def printed(kind, draw, fixed):
    figure = Figure(figsize=(2, 2))
    axes = figure.add_subplot(axes_class=kind)
    axes.autoscale(not fixed)
    draw(axes)
    with rc_context({"svg.hashsalt": "same"}):
        figure.savefig(svg := io.StringIO(), format="svg", metadata={"Date": None})
    return svg.getvalue(), axes.get_xlim(), axes.get_ylim()


@pytest.mark.parametrize("fixed", [True, False], ids=["fixed", "free"])
@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_the_picture_is_matplotlibs(draw, fixed):
    assert printed(InkAxes, draw, fixed) == printed(Axes, draw, fixed)


@pytest.mark.parametrize(
    ("args", "look"),
    [
        (([0, 1], [0, 1, 2]), {"color": "red"}),
        (([0, 1], [0, 1]), {"color": "no color"}),
        (([0, 1], [0, 1]), {"color": "red", "hue": "red"}),
        (([0, 1], "zzz"), {"color": "red"}),
    ],
)
def test_mistakes_are_told_as_matplotlib_tells_them(args, look):
    said = []
    for kind in (InkAxes, Axes):
        axes = Figure().add_subplot(axes_class=kind)
        axes.autoscale(False)
        with pytest.raises((ValueError, AttributeError)) as told:
            axes.plot(*args, **look)
        said.append(str(told.value))
    assert said[0] == said[1]


def test_what_was_added_can_be_removed():
    axes = Figure().add_subplot(axes_class=InkAxes)
    axes.autoscale(False)
    for draw in (DRAWINGS["line"], DRAWINGS["spans"], DRAWINGS["segments"]):
        before = axes.get_children()
        draw(axes)
        assert len(axes.get_children()) > len(before)
        for artist in set(axes.get_children()) - set(before):
            artist.remove()
        assert axes.get_children() == before

"""The plotting helpers of *Dive into Deep Learning*: same names, same calls, faults mended."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import matplotlib as mpl
import numpy as np
from IPython import get_ipython
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib_inline import backend_inline

from d2lmini.learner import as_array, scalar
from d2lmini.style import EVERYWHERE, NO_DATE, own_ids
from d2lmini.words import listed, say, sentences, written

__all__ = ["plot", "plt", "set_axes", "set_figsize", "use_svg_display"]

Ends = tuple[float | None, float | None]  # of an axis; None lets matplotlib choose
# A color, a marker and a line, as in matplotlib's plt.plot(x, y, "r--").
_FORMAT = re.compile(r"(?:[rgbcmykw]|C\d)?[.o^vsx+*D]?(?:--|-\.|-|:)[.o^vsx+*D]?|[rgbk]o")


def use_svg_display() -> None:
    """Show figures as SVG, sharp at any size, with a PNG beside it.

    The PNG is what a page shows that does not trust SVG, such as a freshly cloned notebook in
    JupyterLab. No date, and ids that depend on the picture alone: the same plot is the same text
    every time, and two plots get along in one page. The colors in turn become those of the
    explorers. Outside IPython there is no display to set up, and only the colors are set.

    Examples
    --------
    >>> use_svg_display()
    """
    mpl.rcParams.update(EVERYWHERE)
    if get_ipython() is not None:
        backend_inline.set_matplotlib_formats("svg", "png", metadata=NO_DATE)
        keep_ids_apart()


def set_figsize(figsize: tuple[float, float] = (3.5, 2.5)) -> None:
    """Set the size of the figures that follow, and show them as SVG.

    Parameters
    ----------
    figsize : (float, float)
        Width and height in inches.

    Raises
    ------
    ValueError
        If it is not two positive numbers.

    Examples
    --------
    >>> set_figsize((5, 3))
    >>> plt.rcParams["figure.figsize"]
    [5.0, 3.0]
    """
    use_svg_display()
    plt.rcParams["figure.figsize"] = figure_size(figsize)


def set_axes(
    axes: Axes,
    xlabel: str | None,
    ylabel: str | None,
    xlim: Ends | None,
    ylim: Ends | None,
    xscale: str,
    yscale: str,
    legend: Sequence[Any] | None,
) -> None:
    """Label and scale one axes, and give it a grid.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The axes to change.
    xlabel, ylabel : str or None
        Axis labels.
    xlim, ylim : (float, float) or None
        The part that is shown, in data units; None, for one end or both, lets matplotlib choose.
    xscale, yscale : str
        ``"linear"``, ``"log"``, ``"symlog"`` or ``"logit"``.
    legend : sequence of str or None
        One label for each curve, in the order they were drawn; None names no curve, or not this.

    Raises
    ------
    TypeError
        If axes is not one matplotlib axes.
    ValueError
        If there are more legend entries than curves.

    Examples
    --------
    >>> axes = plt.figure().add_subplot()
    >>> set_axes(axes, "x", "f(x)", (0, 3), None, "linear", "linear", None)
    >>> axes.get_xlabel()
    'x'
    """
    one_axes(axes).set(xlabel=axis_label(xlabel, "xlabel"), ylabel=axis_label(ylabel, "ylabel"))
    axes.set(xscale=xscale, yscale=yscale)  # first: it decides which limits are possible
    axes.set(**axis_limits(axes, xlim=xlim, ylim=ylim))
    name_curves(axes, [*axes.lines, *axes.collections, *axes.patches], legend)
    axes.grid(True)


def plot(
    X: Any,
    Y: Any = None,
    xlabel: str | None = None,
    ylabel: str | None = None,
    legend: Sequence[Any] | None = None,
    xlim: Ends | None = None,
    ylim: Ends | None = None,
    xscale: str = "linear",
    yscale: str = "linear",
    fmts: Sequence[str] = ("-", "C1--", "C2-.", "C3:"),
    figsize: tuple[float, float] | None = (3.5, 2.5),
    axes: Axes | None = None,
    clear: bool = False,
) -> None:
    """Plot one or more curves, D2L's way.

    Parameters
    ----------
    X : array_like
        The x of one curve, shape (n,) or a column (n, 1), or of several: a list of such, or shape
        (curves, n). Dates may be in a list. Without Y these are the heights, over 0, 1, 2, …, those
        of a pandas Series over its index.
    Y : array_like or None
        The heights, likewise. One X serves many Y, and one Y many X.
    xlabel, ylabel, xlim, ylim, xscale, yscale, legend
        As `set_axes`.
    fmts : sequence of str
        Matplotlib formats, used in turn; from the second turn on with markers, so that the fifth
        curve does not look like the first.
    figsize : (float, float)
        Width and height in inches of the figure that is made if there is none yet; later figures
        keep their own size.
    axes : matplotlib.axes.Axes or None
        Where to draw. None: on the current axes, cleared first, as D2L does.
    clear : bool
        Clear the axes that were passed, with all their curves.

    Raises
    ------
    ValueError
        If lengths or numbers of curves do not match, or a curve is empty or holds NaN alone.
    TypeError
        If X or Y are not numbers, or axes is not one matplotlib axes.

    Examples
    --------
    >>> x = np.arange(0, 3, 0.1)
    >>> plot(x, [3 * x**2 - 4 * x, 2 * x - 3], "x", "f(x)", legend=["f(x)", "Tangent (x=1)"])
    >>> len(plt.gca().lines)
    2
    """
    curves = paired_curves(X, Y)
    use_svg_display()
    if axes is None:
        axes, clear = current_axes(figsize), True
    if clear:
        one_axes(axes).cla()
    lines = draw_curves(one_axes(axes), curves, fmts)
    set_axes(axes, xlabel, ylabel, xlim, ylim, xscale, yscale, None)
    name_curves(axes, lines, legend)


def keep_ids_apart() -> None:
    """Give each SVG that IPython shows ids of its own, and each picture words that say it."""
    formatters = get_ipython().display_formatter.formatters
    for kind, finish in (("image/svg+xml", own_ids), ("image/png", lambda png: png)):
        formatters[kind].for_type(
            Figure, _finished(formatters[kind].lookup_by_type(Figure), finish)
        )


def _finished(printed: Callable[[Figure], Any], finish: Callable[[Any], Any]) -> Any:
    """Finish what is printed of a figure; where it is empty, that is None."""

    def show(figure: Figure) -> Any:
        picture = printed(figure)
        return (finish(picture), {"alt": described(figure)}) if picture else picture

    return show


def described(figure: Figure) -> str:
    """Say what a figure shows, for those who cannot see it.

    Examples
    --------
    >>> plot([1, 2], [[3, 4], [5, 6]], "x", "y", legend=["a", "b"])
    >>> described(plt.gcf())
    'A plot of y against x: a, b.'
    """
    parts = []
    for axes in figure.axes:
        across, up = axes.get_xlabel() or "x", axes.get_ylabel() or "y"
        names = [n for n in axes.get_legend_handles_labels()[1] if not n.startswith("_")]
        if names:
            parts.append(
                say(
                    "A plot of {up} against {across}: {names}.",
                    up=up,
                    across=across,
                    names=listed(names),
                )
            )
        else:
            parts.append(say("A plot of {up} against {across}.", up=up, across=across))
    return sentences(*parts)


def current_axes(figsize: tuple[float, float] | None) -> Axes:
    """Return the axes at hand; if there are none yet, those of a new figure of this size."""
    size = figure_size(figsize)
    if not plt.get_fignums():  # not by rcParams, which belong to all threads
        plt.figure(figsize=size)
    return plt.gca()


def paired_curves(X: Any, Y: Any) -> list[tuple[np.ndarray, ...]]:
    """Return the curves as (x, y), or as (y,) without Y; one X serves many Y and one Y many X."""
    xs = _curves(X, "X")
    if Y is None and hasattr(X, "index") and hasattr(X, "to_numpy"):  # pandas
        return [(_curve(X.index.to_numpy(), "the index of X"), x) for x in xs]
    if Y is None:
        return [(x,) for x in xs]
    ys = _curves(Y, "Y")
    if 1 not in (len(xs), len(ys)) and len(xs) != len(ys):
        raise ValueError(
            say(
                "X has {of_x} curves and Y has {of_y}: give one of either, or pairs",
                of_x=len(xs),
                of_y=len(ys),
            )
        )
    count = max(len(xs), len(ys))
    pairs: list[tuple[np.ndarray, ...]] = list(
        zip(xs * (count // len(xs)), ys * (count // len(ys)), strict=True)
    )
    for i, (x, y) in enumerate(pairs):
        if len(x) != len(y):
            raise ValueError(
                say(
                    "curve {i}: X has {of_x} points and Y has {of_y}. In an array with "
                    "two axes each row is a curve: should it be transposed (.T)?",
                    i=i,
                    of_x=len(x),
                    of_y=len(y),
                )
            )
    return pairs


def _curves(values: Any, name: str) -> list[np.ndarray]:
    """Split into curves, each a 1-D array: a flat sequence is one curve, else each item is one."""
    values = _sequence(values, name)
    depths = {getattr(value, "ndim", int(np.iterable(value))) for value in values}
    if depths <= {0}:
        return [_curve(values, name)]
    if 0 in depths:
        raise TypeError(
            say("{name} mixes numbers and sequences: {values!r}", name=name, values=values)
        )
    return [_curve(value, f"{name}[{i}]") for i, value in enumerate(values)]


def _sequence(values: Any, name: str) -> list:
    """Return the items of a sequence, generators inside it included."""
    if isinstance(values, str | bytes | dict | set) or not np.iterable(values):
        raise TypeError(
            say("{name} must be a sequence of numbers, got {values!r}", name=name, values=values)
        )
    if hasattr(values, "columns"):  # pandas: a column is a curve
        return list(as_array(values).T)
    if hasattr(values, "ndim"):  # numpy, pandas, torch
        array = as_array(values)
        return list(array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array)
    return [list(v) if np.iterable(v) and not hasattr(v, "__len__") else v for v in values]


def _curve(values: Any, name: str) -> np.ndarray:
    """Return one curve's numbers as a 1-D array."""
    try:
        dates = isinstance(values, list | tuple) and all(isinstance(v, date) for v in values)
        curve = np.array(values, dtype="datetime64[us]") if dates else as_array(values)
    except ValueError:  # ragged
        raise ValueError(
            say("{name} must be flat, got {values!r}", name=name, values=values)
        ) from None
    except TypeError as error:
        raise TypeError(say("{name}: {error}", name=name, error=error)) from None
    if curve.ndim == 2 and curve.shape[1] == 1:  # a column, torch's usual shape
        curve = curve[:, 0]
    if curve.ndim != 1:
        raise ValueError(
            say("{name} must be flat, got shape {shape}", name=name, shape=curve.shape)
        )
    if curve.size == 0:
        raise ValueError(say("{name} has no points: there is nothing to plot", name=name))
    if curve.dtype.kind in "fM" and np.isnan(curve).all():
        raise ValueError(say("{name} holds NaN alone: there is nothing to plot", name=name))
    if curve.dtype.kind == "c":
        raise TypeError(say("{name} is complex: plot its real and imaginary parts", name=name))
    return curve


def draw_curves(axes: Axes, curves: list[tuple[np.ndarray, ...]], fmts: Sequence[str]) -> list[Any]:
    """Draw each curve in its format; each further turn through the formats has its own marker."""
    fmts = [fmts] if isinstance(fmts, str) else list(fmts or ())
    if not fmts or not all(isinstance(fmt, str) for fmt in fmts):
        raise ValueError(say("fmts must be formats such as '-' or 'm--', got {fmts!r}", fmts=fmts))
    lines = []
    for i, curve in enumerate(curves):
        turn, place = divmod(i, len(fmts))
        lines += axes.plot(*curve, fmts[place])
        if len(curve[-1]) == 1 and lines[-1].get_marker() in ("None", None):
            lines[-1].set_marker("o")  # a line through one point is not seen
        if turn and lines[-1].get_marker() in ("None", None):
            lines[-1].set(marker="os^DvP*X"[(turn - 1) % 8], markevery=0.1)
    return lines


def figure_size(figsize: Any) -> tuple[float, float]:
    """Check a figure size; None is the usual one."""
    if figsize is None:
        return 3.5, 2.5
    size = as_array(figsize)
    if size.shape != (2,) or not (np.isfinite(size).all() and (size > 0).all()):
        raise ValueError(
            say("figsize must be (width, height) in inches, got {figsize!r}", figsize=figsize)
        )
    return float(size[0]), float(size[1])


def one_axes(axes: Any) -> Axes:
    """Check that axes is one matplotlib axes."""
    if isinstance(axes, Axes):
        return axes
    if isinstance(axes, np.ndarray | list | tuple):
        raise TypeError(
            say(
                "axes holds {size} axes: pass one, such as axes.flat[0]", size=np.asarray(axes).size
            )
        )
    raise TypeError(say("axes must be one matplotlib axes, got {axes!r}", axes=axes))


def name_curves(axes: Axes, drawn: list[Any], legend: Sequence[str] | None) -> None:
    """Give what was drawn its labels, in order, and show them."""
    labels = [legend] if isinstance(legend, str) else list([] if legend is None else legend)
    if len(labels) > len(drawn):
        raise ValueError(
            say(
                "legend has {labels} labels for {curves} curves",
                labels=len(labels),
                curves=len(drawn),
            )
        )
    for artist, label in zip(drawn, labels, strict=False):
        artist.set_label("_" if label is None else _label(label))  # matplotlib hides a _
    if any(label is not None for label in labels):
        axes.legend()


def _label(label: Any) -> str:
    """Write a label; numbers, tensors among them, as in a sentence."""
    with contextlib.suppress(TypeError, ValueError):
        return label if isinstance(label, str) else written(as_array(label))
    return str(label)


def axis_label(label: Any, name: str) -> str | None:
    """Check an axis label: plot(x, y1, y2), matplotlib's habit, passes a curve there."""
    if isinstance(label, str) and _FORMAT.fullmatch(label):
        raise ValueError(
            say(
                "{name} = {label!r} looks like a format: write fmts=[{label!r}]",
                name=name,
                label=label,
            )
        )
    if label is None or isinstance(label, str):
        return label
    raise TypeError(
        say(
            "{name} must be text, got {label!r}; several curves: plot(x, [y1, y2])",
            name=name,
            label=label,
        )
    )


def axis_limits(axes: Axes, **limits: Any) -> dict[str, Ends]:
    """Return xlim and ylim where they are given: a None set would freeze the limits there are."""
    return {
        name: _ends(ends, name, getattr(axes, f"get_{name[0]}scale")())
        for name, ends in limits.items()
        if ends is not None
    }


def _ends(ends: Any, name: str, scale: str) -> Ends:
    """Check a pair of limits; the larger may come first, and turns the axis round."""
    try:
        first, last = (None if end is None else scalar(end, name) for end in ends)
    except (TypeError, ValueError) as error:
        raise ValueError(
            say("{name} must be two numbers, got {ends!r}", name=name, ends=ends)
        ) from error
    if scale == "log" and any(end is not None and end <= 0 for end in (first, last)):
        raise ValueError(
            say(
                "{name} = {ends!r}: a logarithmic axis has positive limits only",
                name=name,
                ends=ends,
            )
        )
    return first, last

"""One matplotlib figure printed as two layers: a backdrop that stays and ink that moves.

The backdrop (axes, grid, curves) is drawn and printed once. Ink is drawn into the same axes,
printed alone, and removed again, which takes about a millisecond. Laid over the backdrop it makes
the whole picture.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure

from d2lmini.engine.axes import InkAxes
from d2lmini.style import explorer_style
from d2lmini.words import say

_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_STYLE = re.compile(r"\s*<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_NUMBERS = re.compile(r' (?:d|x|y)="[^"]*"')
_DIGITS = re.compile(r"(?<=\.\d\d)\d+")
_SCREEN_DPI, _SAVED_DPI = 96, 200  # the size at which a browser shows the SVG; for print and slides
# What a file says of itself. No dates and versions: the same picture is the same file.
_NO_WORDS: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_TITLE = {"png": "Title", "svg": "Title", "pdf": "Title"}
_SAYS = {"png": "Description", "svg": "Description", "pdf": "Subject"}


class Layers:
    """A figure whose backdrop is drawn once, and whose ink is drawn anew for each frame.

    Parameters
    ----------
    draw_backdrop : callable
        ``draw_backdrop(axes)``, ordinary matplotlib.
    figsize : (float, float)
        Width and height in inches.
    **subplots
        What ``Figure.subplots`` takes; with several axes, ``axes`` is the array that it returns.
        Or, with a ``mosaic``, what ``Figure.subplot_mosaic`` takes; then ``axes`` is a dict.

    Attributes
    ----------
    backdrop : str
        The backdrop as SVG.
    axes : matplotlib.axes.Axes, numpy.ndarray or dict
        Where ink is drawn.

    Examples
    --------
    >>> layers = Layers(lambda axes: axes.plot([0, 1]), figsize=(2, 2))
    >>> layers.backdrop[:4]
    '<svg'
    """

    def __init__(
        self,
        draw_backdrop: Callable[[Any], Any],
        figsize: tuple[float, float] = (5, 3.5),
        **subplots: Any,
    ) -> None:
        # dpi is SVG's own 72 for the ink (another one would lay out every text twice); what is
        # rasterized in the backdrop gets twice that.
        self.figure = Figure(figsize=figsize, dpi=72, layout="constrained")
        # Clip paths are numbered from 0 in each SVG: with another salt than the ink has, the ids
        # of the two layers differ.
        with explorer_style(), mpl.rc_context({"svg.hashsalt": "d2lmini backdrop"}):
            mosaic = "mosaic" in subplots
            make = self.figure.subplot_mosaic if mosaic else self.figure.subplots
            self.axes = make(**_with_ink_axes(subplots))
            draw_backdrop(self.axes)
            if layout := self.figure.get_layout_engine():  # once, not at every print
                layout.execute(self.figure)
            self.figure.set_layout_engine(None)  # another would draw every picture twice
            for axes in self._every_axes():
                axes.autoscale(False)
                axes.set_position(axes.get_position(original=True))
            self.figure.dpi = 144
            self.backdrop = self._svg()
            self.figure.dpi = 72
        self._fixed = {axes: _Fixed(axes) for axes in self._every_axes()}
        self._fixed_children = set(self.figure.get_children())

    def ink(self, draw: Callable[[Any], Any]) -> tuple[str, Any]:
        """Draw ink, print it without the backdrop, and remove it.

        Call it inside `explorer_style`, once around many frames: entering the style takes longer
        than a frame.

        Parameters
        ----------
        draw : callable
            ``draw(axes)``, ordinary matplotlib; it may add artists of any kind, not change limits.

        Returns
        -------
        (str, object)
            The ink as SVG, and what ``draw`` returned.

        Raises
        ------
        InkError
            If ``draw`` changed what only the backdrop may set, such as limits: ink and backdrop
            would not fit each other.
        """
        with self._drawn(draw) as said:
            # The backdrop's style element serves both; a new one in each frame would have the
            # browser work out the styles of the whole picture anew.
            return _NUMBERS.sub(_shorter, _STYLE.sub("", self._print_ink())), said

    def show(self, draw: Callable[[Any], Any]) -> Any:
        """Draw ink and leave it on the axes, until the next ink is drawn; return what it says."""
        with explorer_style():
            self._remove_ink()
            return self._draw(draw)

    def save(
        self, target: Any, kind: str, draw: Callable[[Any], str], title: str | None = None
    ) -> None:
        """Write backdrop and ink as one picture.

        Parameters
        ----------
        target : str, path or binary file
            Where to.
        kind : {"png", "svg", "pdf"}
            How.
        draw : callable
            As in `ink`; what it returns becomes the description of the picture.
        title : str, optional
            What the picture shows. Without it the picture is as large as on the screen, wordless.
        """
        with explorer_style(), self._drawn(draw) as says:
            words = _NO_WORDS[kind] | ({_TITLE[kind]: title, _SAYS[kind]: says} if title else {})
            try:
                dpi = _SAVED_DPI if title else _SCREEN_DPI
                self.figure.savefig(target, format=kind, dpi=dpi, metadata=words)
            finally:
                FigureCanvasSVG(self.figure)  # the figure lets go of the other's pixels

    def inked(self) -> list[Artist]:
        """Artists that ink has added: of each axes, then of the figure; the lowest first."""
        held = {axes: fixed.children for axes, fixed in self._fixed.items()}
        found: list[Artist] = []
        for holder, children in {**held, self.figure: self._fixed_children}.items():
            new = [artist for artist in holder.get_children() if artist not in children]
            found += sorted(new, key=lambda artist: artist.zorder)
        return found

    def boxes(self) -> list[dict[str, Any]]:
        """Where each axes lies (fractions of the picture, y upward), its limits and scales."""
        return [
            {
                "box": list(map(float, axes.get_position().extents)),
                "x": {"limits": list(axes.get_xlim()), "log": axes.get_xscale() == "log"},
                "y": {"limits": list(axes.get_ylim()), "log": axes.get_yscale() == "log"},
            }
            for axes in self.figure.axes
        ]

    def close(self) -> None:
        """Let go of the figure's artists."""
        self.figure.clear()
        self._fixed, self._fixed_children, self.backdrop = {}, set(), ""
        self.axes = None

    def _every_axes(self) -> list[Any]:
        """Axes of the figure, twins and insets included."""
        found: list[Any] = list(self.figure.axes)
        for axes in found:
            found += [inset for inset in axes.child_axes if inset not in found]
        return found

    @contextmanager
    def _drawn(self, draw: Callable[[Any], Any]) -> Iterator[Any]:
        try:
            yield self._draw(draw)
        finally:
            self._remove_ink()

    def _draw(self, draw: Callable[[Any], Any]) -> Any:
        for axes in self._fixed:
            axes.set_prop_cycle(None)
        said = draw(self.axes)
        for fixed in self._fixed.values():
            fixed.check()
        return said

    def _print_ink(self) -> str:
        """Print the artists that the backdrop does not have, and nothing else."""
        buffer, (width, height) = io.StringIO(), self.figure.get_size_inches() * 72
        renderer = RendererSVG(width, height, buffer, image_dpi=72, metadata=_NO_METADATA)
        for artist in self.inked():
            if hasattr(artist, "do_3d_projection"):
                artist.do_3d_projection()
            artist.draw(renderer)
        renderer.finalize()
        return _from_svg(buffer)

    def _remove_ink(self) -> None:
        for axes in [a for a in self._every_axes() if a not in self._fixed]:
            axes.remove()
        for artist in self.figure.get_children():
            if artist not in self._fixed_children:
                artist.remove()
        for fixed in self._fixed.values():
            fixed.restore()

    def _svg(self) -> str:
        buffer = io.StringIO()
        FigureCanvasSVG(self.figure).print_svg(buffer, metadata=_NO_METADATA)
        return _from_svg(buffer)


class _Fixed:
    """What one axes held when the backdrop was done, to return to after each frame."""

    NAMES = ("xlim", "ylim", "zlim", "xscale", "yscale", "zscale", "aspect", "adjustable")
    VIEW = ("elev", "azim", "roll")  # of 3-D axes

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        getters = {name: getattr(axes, f"get_{name}", None) for name in self.NAMES}
        self._getters = {name: getter for name, getter in getters.items() if getter}
        self.children: set[Artist] = set(axes.get_children())
        self.legend = axes.get_legend()
        self.containers = len(axes.containers)
        self.position = axes.get_position(original=True)
        self.settings = self._settings()
        both = axes.xaxis, axes.yaxis, getattr(axes, "zaxis", None)
        labels = [axis.label for axis in both if axis is not None]
        # What was printed is not stale until somebody changes it.
        self.twins = self._twins()
        self.printed = [artist for artist in (*axes.get_children(), *labels) if not artist.stale]

    def _settings(self) -> dict[str, Any]:
        view = {name: getattr(self.axes, name) for name in self.VIEW if hasattr(self.axes, name)}
        return {name: getter() for name, getter in self._getters.items()} | view

    def check(self) -> None:
        """Raise if ink changed what the backdrop was printed with."""
        if not self.children <= {*self.axes.get_children(), self.legend}:
            raise InkError(say("draw_ink removed what draw_backdrop drew"))
        for name, now in self._settings().items():
            # a twin changes how its parent is adjusted, which moves nothing
            if name != "adjustable" and now != self.settings[name]:
                raise InkError(
                    say(
                        "draw_ink left {name} at {now}, the backdrop has {was}: set it in "
                        "draw_backdrop, else ink and backdrop do not fit each other",
                        name=name,
                        now=_limits_as_text(now),
                        was=_limits_as_text(self.settings[name]),
                    )
                )
        if self.axes.get_position(original=True).bounds != self.position.bounds:
            raise InkError(
                say("draw_ink moved the axes: make room for a colorbar in draw_backdrop")
            )
        changed = [artist for artist in self.printed if artist.stale]
        if changed and not self._has_a_new_twin():  # which changes the ticks of its sibling
            raise InkError(
                say(
                    "draw_ink changed the backdrop ({kind}), which is printed only once: title, "
                    "labels and ticks belong to draw_backdrop, and what moves is drawn anew",
                    kind=type(changed[0]).__name__,
                )
            )

    def _has_a_new_twin(self) -> bool:
        return any(other not in self.twins for other in self._twins())

    def _twins(self) -> list[Axes]:
        return getattr(self.axes, "_twinned_axes").get_siblings(self.axes)  # noqa: B009

    def restore(self) -> None:
        """Remove this axes' ink, and set back what ink may have changed."""
        for artist in self.axes.get_children():
            if artist not in self.children:
                with suppress(NotImplementedError):  # a new title, after cla
                    artist.remove()
        for artist in self.printed:
            artist.stale = False  # the next ink is judged by itself
        self.axes.legend_ = self.legend
        del self.axes.containers[self.containers :]
        now = self._settings()
        for name, value in self.settings.items():
            if now[name] != value and name in self.VIEW:
                setattr(self.axes, name, value)
            elif now[name] != value:
                self.axes.set(**{name: value})
        if self.axes.get_position(original=True) != self.position:
            self.axes.set_position(self.position)
            self.axes.apply_aspect()


def _with_ink_axes(subplots: dict[str, Any]) -> dict[str, Any]:
    """What makes subplots, of the quicker kind where the author asks for no kind of axes."""
    usual = subplots.get("subplot_kw", {})
    kinds = [usual, *subplots.get("per_subplot_kw", {}).values()]
    if any({"polar", "axes_class"} & kind.keys() for kind in kinds):
        return subplots
    return subplots | {"subplot_kw": {"projection": InkAxes.name} | usual}


def _from_svg(buffer: io.StringIO) -> str:
    svg = buffer.getvalue()
    return svg[svg.index("<svg") :]


def _shorter(attribute: re.Match[str]) -> str:
    """Cut coordinates to hundredths of a point, which nobody sees: half the bytes of a frame."""
    return _DIGITS.sub("", attribute[0])


def _limits_as_text(setting: Any) -> str:
    """Write limits as a person would."""
    if isinstance(setting, tuple):
        return f"({', '.join(f'{end:.6g}' for end in setting)})"
    return str(setting)


class InkError(ValueError):
    """Ink changed what only the backdrop may set."""

"""The engine of the explorers: pictures that follow a control within one display frame.

An explorer is two layers of one matplotlib figure. The backdrop never moves. The ink is printed in
advance for each setting of the controls, and sent to the browser once; there, explorer.js shows the
frame of the present setting without asking the kernel. So explorers move as fast on Binder as on a
laptop, and in a web page that has no kernel at all.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
import traceback
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import ipywidgets as widgets
import numpy as np
from traitlets import Bytes, Dict, Instance, List, Unicode

from d2lmini.engine.cells import (
    between_cells,
    close_with_cell,
    hushed,
    in_kernel,
    interruptible,
    learners,
    may_draw,
    present_run,
)
from d2lmini.engine.controls import GridSlider, make_control, setting_of
from d2lmini.engine.layers import InkError, Layers
from d2lmini.engine.sweep import SWEEPER, coarse_first
from d2lmini.style import explorer_style
from d2lmini.words import brief, listed, say, sentences

MAX_FRAMES = 420  # are drawn in advance; others by the kernel, when they are asked for
BUDGET = 300_000  # bytes of frames as sent
SHARES = (1 / 16, 1 / 4, 1 / 2, 1)  # of the frames, after which what is drawn is sent
# "whole": draw all frames at once, where the kernel ends after the last cell (nbclient, nbconvert)
SWEEP = os.environ.get("D2LMINI_SWEEP", "")

_HERE = Path(__file__).parent


# --- the picture in the browser ---------------------------------------------------------------


class Stage(anywidget.AnyWidget):
    """The picture and its readout, as the browser sees them; explorer.js shows it."""

    _esm = "\n".join((_HERE / name).read_text("utf-8") for name in ("play.js", "explorer.js"))
    _css = _HERE.parent / "widgets.css"

    backdrop = Unicode(help="SVG that never moves").tag(sync=True)
    frame = Dict(help="the kernel's latest frame: key, ink, says, error").tag(sync=True)
    # Frames drawn in advance, deflated JSON: {key: [ink, says, error]}; each adds to the others.
    batch_0 = Bytes().tag(sync=True)
    batch_1 = Bytes().tag(sync=True)
    batch_2 = Bytes().tag(sync=True)
    batch_3 = Bytes().tag(sync=True)
    controls = List(Instance(widgets.Widget)).tag(sync=True, **widgets.widget_serialization)
    scene = Dict(help="label, width in pt, axes and drags").tag(sync=True)

    @property
    def frames(self) -> dict[int, list[Any]]:
        """All frames that were sent: ink, readout and whether it tells an error, by their key."""
        batches = [getattr(self, f"batch_{k}") for k in range(len(SHARES))]
        listed = [json.loads(zlib.decompress(batch)) for batch in batches if batch]
        return {int(key): frame for frames in listed for key, frame in frames.items()}


class NotSetError(AttributeError):
    """A drawing asked for what its explorer has not set yet."""


# What the explorer's author did wrong is raised; what f did wrong is said below the picture.
MISTAKES = InkError, NotImplementedError, NotSetError


# --- the explorer -----------------------------------------------------------------------------


class Explorer:
    """A picture with controls. Subclasses draw; all else is done here.

    A subclass sets what it is given as attributes, passes its controls to ``super().__init__``,
    and has up to three methods, called in this order. ``measure()`` computes what both drawings
    need and keeps it as attributes. ``draw_backdrop(axes)`` draws what never moves,
    ``draw_ink(axes, **settings)`` what does; the latter returns the readout, one or two sentences.
    Both are ordinary matplotlib and change nothing but the axes; ink names its colors and leaves
    limits, labels and ticks alone.

    Parameters
    ----------
    start : dict, optional
        Settings to start from, by control; else each starts at its first.
    **controls : sequence of float, or of str
        The settings of each control: numbers make a slider, words make radio buttons. Each control
        becomes an attribute: ``explorer.h.value = 0.1`` moves the picture.

    Attributes
    ----------
    figsize : (float, float)
        Of the class: width and height in inches.
    subplots : dict
        Of the class, for several axes: what ``Figure.subplots`` takes, or ``subplot_mosaic``.
    alt : str
        Of the class: what the picture shows, in words, for those who cannot see it.
    drag : dict
        Which control follows a drag along which axis, such as ``{"x": "x0"}``; where
        the axes differ, with their number: ``{(0, "x"): "x0"}``.
    origin : dict
        By control: the control follows the distance from here, not the position.
    play : dict
        Of the class: which controls have a button that plays them, setting by setting to the last,
        and for how many seconds each setting is shown, such as ``{"h": 0.1}``.

    Examples
    --------
    >>> from d2lmini import Explorer, linear_grid
    >>> class Steepness(Explorer):
    ...     alt = "A line through 0."
    ...
    ...     def __init__(self):
    ...         super().__init__(slope=linear_grid(-2, 2, 9), start={"slope": 1})
    ...
    ...     def draw_backdrop(self, axes):
    ...         axes.set(xlim=(-1, 1), ylim=(-2, 2))
    ...
    ...     def draw_ink(self, axes, slope):
    ...         axes.axline((0, 0), slope=slope, color="black")
    ...         return f"slope {slope:g}"
    >>> explorer = Steepness()
    >>> explorer.slope.value = 0.5
    >>> explorer.readout
    'slope 0.5'
    """

    figsize: ClassVar[tuple[float, float]] = (5.0, 3.5)
    subplots: ClassVar[dict[str, Any]] = {}
    alt: ClassVar[str] = ""
    drag: Mapping[str | tuple[int, str], str] = {}
    origin: dict[str, float] = {}  # noqa: RUF012 (instances replace it)
    play: ClassVar[Mapping[str, float]] = {}

    def __init__(self, start: dict[str, Any] | None = None, **controls: Iterable[Any]) -> None:
        self._check_names(start, controls)
        self.controls: dict[str, Any] = {
            name: make_control(name, grid, (start or {}).get(name), max(map(len, controls)))
            for name, grid in controls.items()
        }
        self._check_drags()
        self._said: dict[int, str] = {}  # readouts of the frames that the browser has
        self._todo: list[int] = []  # settings whose frames are to be drawn, the next one last
        self._fresh: dict[int, dict[str, Any]] = {}  # frames that are drawn and not yet sent
        self._sent, self._size = 0, 0  # batches, and their bytes
        self._broken, self._closed, self._made_in = "", False, present_run()
        self._layers: Layers | None = None
        self._shown: Layers | None = None  # the figure of `drawn`, once somebody asks for it
        first = self._first_picture() if may_draw() else {}
        self.stage = Stage(controls=list(self.controls.values()), **first)
        self.box = widgets.VBox([self.stage, *self.controls.values()])
        self.box.add_class("d2lmini-explorer")
        for control in self.controls.values():
            control.observe(self._moved, "index")
        close_with_cell(self)
        if first:
            self._plan_sweep()
        else:  # made in a callback of a widget, while a cell may be running
            between_cells(self._begin_late)

    def _first_picture(self) -> dict[str, Any]:
        """Backdrop and first frame: the only ones in which f is heard."""
        self._layers = layers = self._prepared()
        with explorer_style():
            frame = self._frame(self._key(), strict=True)
        return {"backdrop": layers.backdrop, "frame": frame, "scene": self._scene(layers)}

    def _begin_late(self) -> None:
        if not self._closed:
            with self.stage.hold_sync():
                for name, value in self._first_picture().items():
                    setattr(self.stage, name, value)
            self._plan_sweep()

    def measure(self) -> None:
        """Compute what both drawings need, before them."""

    def draw_backdrop(self, axes: Any) -> None:
        """Draw what never moves, and set limits and labels."""
        raise NotImplementedError(
            say("{kind} needs a method draw_backdrop(axes)", kind=type(self).__name__)
        )

    def draw_ink(self, axes: Any, *args: Any, **settings: Any) -> str:
        """Draw what moves, for one setting of each control, and return the readout."""
        raise NotImplementedError(
            say("{kind} needs a method draw_ink(axes, ...)", kind=type(self).__name__)
        )

    @property
    def readout(self) -> str:
        """The sentence below the picture, for the present settings."""
        key = self._key()
        return self._said[key] if key in self._said else self.stage.frame.get("says", "")

    @property
    def closed(self) -> bool:
        """Whether the explorer was closed, by itself or since its cell was run again."""
        return self._closed

    def drawn(self, **settings: Any) -> Any:
        """Draw the picture at a setting on a figure of its own, to look at it or to test it.

        Parameters
        ----------
        **settings : float or str
            Settings by control; a control that is not named stays as it is.

        Returns
        -------
        matplotlib.axes.Axes, numpy.ndarray or dict
            What ``draw_ink`` is given, with backdrop and ink on it. The next call draws on the same
            axes, after it has removed the ink of this one.

        Raises
        ------
        ValueError
            If there is no such control or setting, or ``draw_ink`` draws what does not fit the
            backdrop. An error in the learner's function is raised as it is.

        Examples
        --------
        >>> from d2lmini import SecantExplorer
        >>> axes = SecantExplorer(lambda x: x**2, x=1).drawn(h=0.1)
        >>> axes.get_xlabel()
        'x'
        """
        wanted = self._wanted(settings)
        self._drawn_layers()
        if self._shown is None:
            self._shown = Layers(self._backdrop, self.figsize, **self.subplots)
        self._shown.show(lambda axes: self._ink(axes, wanted))
        return self._shown.axes

    def save(self, path: str | os.PathLike[str], /, **settings: Any) -> None:
        """Write the picture at a setting to a file, for a slide or a handout.

        Parameters
        ----------
        path : str or path
            Where to; its ending says how: ``.png``, ``.svg`` or ``.pdf``. The readout goes into the
            file as its description.
        **settings : float or str
            As in `drawn`.

        Raises
        ------
        ValueError
            If the ending is another, or as `drawn`.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> from d2lmini import SecantExplorer
        >>> SecantExplorer().save("secant.svg", h=0.1, side="both")  # doctest: +SKIP
        """
        kind = Path(path).suffix.lower()
        if kind not in (".png", ".svg", ".pdf"):
            raise ValueError(
                say("the file's name must end in .png, .svg or .pdf, got {path}", path=brief(path))
            )
        wanted, layers = self._wanted(settings), self._drawn_layers()
        layers.save(path, kind[1:], lambda axes: self._ink(axes, wanted), title=self.alt)

    def sweep(self) -> None:
        """Draw the frames of all settings that are left, and send them to the browser.

        In a notebook this happens by itself, a few frames at a time while no cell runs. Of more
        than 420 settings, or of more than 300 kB as sent, only so many get a frame, spread over all
        settings; the kernel draws the others when they are asked for.
        """
        self._check_open()
        SWEEPER.remove(self)
        with explorer_style(), hushed():
            while self.draw_next():
                pass

    def _plan_sweep(self) -> None:
        sliders = [isinstance(control, GridSlider) for control in self.controls.values()]
        first = self.stage.frame
        keys = [key for key in coarse_first(self._sizes, sliders) if key != first["key"]]
        self._fresh = {first["key"]: first}
        self._todo = keys[: MAX_FRAMES - 1][::-1]
        self._planned = len(self._todo) + 1
        if SWEEP == "whole":
            self.sweep()
        elif in_kernel():
            SWEEPER.add(self)

    def draw_next(self) -> bool:
        """Draw one more frame in advance; say whether there are others to be drawn."""
        if self._todo:
            key = self._todo.pop()
            try:
                self._fresh[key] = self._frame(key)
            except KeyboardInterrupt:  # f does not return: leave it to whoever asks for more
                self._fresh[key] = self._interrupted(key)
                self._todo.clear()
        due = SHARES[min(self._sent, len(SHARES) - 1)] * self._planned
        if self._fresh and (len(self._said) + len(self._fresh) >= due or not self._todo):
            self._send()
        return bool(self._todo)

    def _send(self) -> None:
        """Send what is drawn, and plan no more than the budget allows."""
        packed, count = _pack(self._fresh), len(self._fresh)
        setattr(self.stage, f"batch_{self._sent}", packed)
        self._said |= {key: frame["says"] for key, frame in self._fresh.items()}
        self._sent, self._fresh = self._sent + 1, {}
        self._size += len(packed)
        room = int((BUDGET - self._size) / (len(packed) / count))
        del self._todo[: max(0, len(self._todo) - max(0, room))]

    def close(self) -> None:
        """Close the widgets and drop the figure; a cell that is run again does this by itself."""
        SWEEPER.remove(self)
        for k in range(len(SHARES)):
            setattr(self.stage, f"batch_{k}", b"")
        self.stage.backdrop, self.stage.frame = "", {"says": ""}
        self._said, self._todo, self._fresh, self._closed = {}, [], {}, True
        if in_kernel() and self._made_in == present_run():
            between_cells(self._close_widgets, after=1.0)  # the page is still making them
        else:
            self._close_widgets()
        if may_draw():
            self._drop_figures()
        else:  # the main thread may be drawing on them
            between_cells(self._drop_figures)

    def _close_widgets(self) -> None:
        for widget in (*self.controls.values(), self.box, self.stage):
            widget.unobserve_all()
            for part in (widget.layout, getattr(widget, "style", None), widget):
                if part is not None:
                    part.close()

    def _drop_figures(self) -> None:
        for layers in (self._layers, self._shown):
            if layers is not None:
                layers.close()

    def __repr__(self) -> str:
        settings = ", ".join(f"{n}={c.value!r}" for n, c in self.controls.items())
        return f"{type(self).__name__}({settings})"

    def __getattr__(self, name: str) -> Any:
        kind = type(self).__name__
        if name in self.__dict__.get("controls", {}):
            return self.controls[name]
        if "stage" not in self.__dict__:
            raise NotSetError(
                say(
                    "{kind} has no {name!r} yet: set what draw_backdrop and draw_ink need, "
                    "then call super().__init__ with the controls, which draws; or compute it in "
                    "measure",
                    kind=kind,
                    name=name,
                )
            )
        raise AttributeError(
            say(
                "{kind} has no {name!r}; controls: {controls}",
                kind=kind,
                name=name,
                controls=listed(self.controls),
            )
        )

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.__dict__.get("controls", {}):
            raise AttributeError(
                say("{name} is a control: write {name}.value = {value!r}", name=name, value=value)
            )
        super().__setattr__(name, value)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Return the widget; and picture, readout and words for pages that cannot run it."""
        if self._closed:
            return {
                "text/plain": say("{explorer}, closed: run its cell again", explorer=repr(self))
            }
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        bundle: dict[str, Any] = {
            "text/plain": f"{self!r}\n{self.readout}",
            "application/vnd.jupyter.widget-view+json": view,
        }
        if self._layers is None or not may_draw():
            return bundle
        bundle["image/png"] = base64.b64encode(self._png(self._layers)).decode()
        return bundle, {"image/png": {"alt": sentences(self.alt, self.readout)}}

    def _check_names(self, start: Any, controls: dict[str, Any]) -> None:
        """Check that what goes by name in start and drag is a control, and is free to be one."""
        if not isinstance(start, dict | None):
            raise TypeError(
                say("start must be a dict such as {{'h': 0.1}}, got {start!r}", start=start)
            )
        taken = {*dir(self), "controls", "stage", "box", "axes"}
        wrong = [n for n in start or () if n not in controls] + [n for n in controls if n in taken]
        if wrong:
            raise ValueError(
                say(
                    "{wrong!r} is no name for a control; controls: {controls}",
                    wrong=wrong[0],
                    controls=list(controls),
                )
            )
        ways = {place if isinstance(place, str) else place[-1] for place in self.drag}
        if not ways <= {"x", "y"} or not set(self.drag.values()) <= set(controls):
            raise ValueError(say("drag must be like {{'x': control}}, got {drag}", drag=self.drag))

    def _check_drags(self) -> None:
        """Check that what is dragged or played is a number."""
        for name in self.drag.values():
            if not isinstance(self.controls[name], GridSlider):
                raise ValueError(say("drag moves numbers only, and {name} has words", name=name))
        for name, seconds in self.play.items():
            slides = isinstance(self.controls.get(name), GridSlider)
            if not slides or not isinstance(seconds, int | float) or not seconds > 0:
                raise ValueError(
                    say(
                        "play must be like {{'h': 0.1}}, a slider and seconds, got {play}",
                        play=dict(self.play),
                    )
                )

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(say("this explorer is closed: run its cell again"))

    def _drawn_layers(self) -> Layers:
        """The explorer's own figure, once it is drawn."""
        if self._layers is None:
            raise ValueError(
                say("the explorer is not drawn yet: it was made in a callback; ask in a later cell")
            )
        return self._layers

    def _wanted(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Complete and check settings that were asked for by name."""
        self._check_open()
        if self._broken:
            raise ValueError(self._broken)
        for name in settings:
            if name not in self.controls:
                raise ValueError(
                    say(
                        "there is no control {name}; controls: {controls}",
                        name=name,
                        controls=listed(self.controls),
                    )
                )
        return {
            name: setting_of(control, settings[name]) if name in settings else control.value
            for name, control in self.controls.items()
        }

    # Settings are counted row by row, the last control fastest, as numpy does; explorer.js too.

    @property
    def _sizes(self) -> tuple[int, ...]:
        return tuple(len(control.options) for control in self.controls.values())

    def _key(self) -> int:
        return int(np.ravel_multi_index([c.index for c in self.controls.values()], self._sizes))

    def _settings(self, key: int) -> dict[str, Any]:
        places = zip(self.controls.items(), np.unravel_index(key, self._sizes), strict=True)
        return {name: control.options[index][1] for (name, control), index in places}

    def _moved(self, _: Any) -> None:
        """Draw the present setting, unless the browser has its frame."""
        if may_draw():
            self._draw_present()
        elif self._key() not in self._said:
            between_cells(self._draw_between_cells)
        SWEEPER.prefer(self)

    def _draw_present(self) -> None:
        key = self._key()
        if self._closed or self._layers is None or key in self._said:
            return
        with explorer_style(), hushed():
            self.stage.frame = self._fresh.get(key) or self._frame(key)

    def _draw_between_cells(self) -> None:
        """Draw the present setting; an interrupt ends no cell here, it is said in the picture."""
        try:
            with interruptible():
                self._draw_present()
        except KeyboardInterrupt:
            self.stage.frame = self._interrupted(self._key())

    def _interrupted(self, key: int) -> dict[str, Any]:
        """Say that f was stopped."""
        settings = listed(f"{name} = {value}" for name, value in self._settings(key).items())
        says = say("Interrupted: f had not returned yet (at {settings}).", settings=settings)
        return {"key": key, "ink": "", "says": says, "error": True}

    def _frame(self, key: int, strict: bool = False) -> dict[str, Any]:
        """Print the ink of one setting; an error in it is what the readout says.

        A mistake of the explorer's author is raised in the first frame, where it is ``strict``.
        """
        if self._broken or self._layers is None:
            return {"key": key, "ink": "", "says": self._broken, "error": True}
        settings = self._settings(key)
        try:
            ink, says = self._layers.ink(lambda axes: self._ink(axes, settings))
        except Exception as error:
            if strict and isinstance(error, MISTAKES):
                raise
            return {"key": key, "ink": "", "says": _explain(error, settings), "error": True}
        return {"key": key, "ink": ink, "says": says, "error": False}

    def _ink(self, axes: Any, settings: dict[str, Any]) -> str:
        """Draw the ink, on these axes and not elsewhere."""
        before = _pyplot_figures()
        with np.errstate(all="ignore"):  # NaN is a gap in the picture, not a warning
            says = self.draw_ink(axes, **settings)
        if _pyplot_figures() != before:
            raise InkError(
                say("draw_ink drew with pyplot or plot: draw on the axes that it is given")
            )
        if not isinstance(says, str):
            raise InkError(
                say(
                    "{kind}.draw_ink must return the readout, a sentence",
                    kind=type(self).__name__,
                )
            )
        return says

    def _backdrop(self, axes: Any) -> None:
        """Draw the backdrop, on these axes and not elsewhere."""
        before = _pyplot_figures()
        self.draw_backdrop(axes)
        if _pyplot_figures() != before:
            raise InkError(
                say(
                    "draw_backdrop drew with pyplot or plot: draw on the axes that it is given "
                    "(plot takes axes=axes)"
                )
            )

    def _prepared(self) -> Layers:
        """Measure and draw the backdrop; if that raises, an empty one, and remember what to say."""
        try:
            with np.errstate(all="ignore"), hushed():
                self.measure()
                return Layers(self._backdrop, self.figsize, **self.subplots)
        except MISTAKES:
            raise
        except Exception as raised:
            self._broken = _explain(raised, {})
            return Layers(lambda axes: None, self.figsize, **self.subplots)

    def _png(self, layers: Layers) -> bytes:
        settings, picture = self._settings(self._key()), io.BytesIO()
        with hushed():
            try:
                layers.save(picture, "png", lambda axes: self._ink(axes, settings))
            except Exception:  # the readout says it
                layers.save(picture, "png", lambda axes: "")
        return picture.getvalue()

    def _scene(self, layers: Layers) -> dict[str, Any]:
        names = list(self.controls)
        drags = []
        for place, name in self.drag.items():
            axes, axis = (None, place) if isinstance(place, str) else place
            values = [value for _, value in self.controls[name].options]
            control, origin = names.index(name), self.origin.get(name)
            drags.append(
                {"axes": axes, "axis": axis, "control": control, "values": values, "origin": origin}
            )
        plays = [
            {"control": names.index(name), "seconds": seconds, **_player(self.controls[name])}
            for name, seconds in self.play.items()
        ]
        scene = {"label": self.alt, "width": self.figsize[0] * 72, "axes": layers.boxes()}
        return {**scene, "drags": drags, "plays": plays}


def _player(control: GridSlider) -> dict[str, str]:
    """What the button beside a slider is called."""
    name = control.description
    return {
        "play": say("Play {name}", name=name),
        "step": say("Move {name} one step on", name=name),
        "stop": say("Stop {name}", name=name),
    }


def _pyplot_figures() -> tuple[list[int], list[Any]]:
    """Figures that pyplot holds, if it has been imported at all, and what the last one shows."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not (numbers := pyplot.get_fignums()):
        return [], []
    return numbers, [axes.get_children() for axes in pyplot.gcf().axes]


def _pack(frames: dict[int, dict[str, Any]]) -> bytes:
    """Deflate the frames as the browser wants them."""
    listed = {key: [f["ink"], f["says"], f["error"]] for key, f in frames.items()}
    return zlib.compress(json.dumps(listed, ensure_ascii=False).encode(), 6)


def _explain(error: Exception, settings: dict[str, Any]) -> str:
    """Put an error into words: what, at which settings, in which line of the learner's code."""
    lines = [
        frame for frame in traceback.extract_tb(error.__traceback__) if learners(frame.filename)
    ]
    fields = {
        "error": type(error).__name__,
        "message": str(error)[:300].rstrip("."),
        "settings": listed(f"{name} = {value}" for name, value in settings.items()),
    }
    if settings:
        what = say("{error}: {message} (at {settings}).", **fields)
    else:
        what = say("{error}: {message}.", **fields)
    if not lines:
        return what
    last = lines[-1]
    where = say("In {name}, line {line}: {code}.", name=last.name, line=last.lineno, code=last.line)
    return sentences(what, where)

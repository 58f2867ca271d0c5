"""The engine of the explorers: pictures that follow a control within one display frame.

An explorer is two layers of one matplotlib figure. The backdrop never moves. The ink is printed in
advance for each setting of the controls, and sent to the browser once; there, explorer.js shows the
frame of the present setting without asking the kernel. So explorers move as fast on Binder as on a
laptop, and in a web page that has no kernel at all.
"""

from __future__ import annotations

import base64
import io
import itertools
import json
import math
import os
import sys
import sysconfig
import time
import traceback
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import ipywidgets as widgets
import numpy as np
from traitlets import Bytes, Dict, Instance, List, Unicode, validate

from d2lmini._arrays import brief, scalar
from d2lmini.cells import after_cell, close_with_cell
from d2lmini.layers import InkError, Layers
from d2lmini.style import explorer_style

# Fewer may do where nobody moves them: nbval looks at the first frame only.
MAX_FRAMES = int(os.environ.get("D2LMINI_MAX_FRAMES", "420"))
BUDGET = 300_000  # bytes of frames as sent
SWEEP_SECONDS = 8.0  # a slow f gets the frames it can, the kernel draws the others

_HERE = Path(__file__).parent
_NOT_THE_LEARNERS = (str(_HERE), sysconfig.get_path("stdlib"))
_SYMBOLS = {"delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ"}


# --- controls ---------------------------------------------------------------------------------


def linear_grid(start: float, stop: float, count: int) -> tuple[float, ...]:
    """Settings at equal distances, both ends included.

    Parameters
    ----------
    start, stop : float
        The ends, finite and different.
    count : int
        How many settings, at least 2.

    Returns
    -------
    tuple of float
        Rounded to 12 digits, so that 0.1 is 0.1 and can be set from code.

    Raises
    ------
    ValueError, TypeError
        If the ends are equal or not finite, or count is less than 2 or no integer.

    Examples
    --------
    >>> linear_grid(0, 1, 6)
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    """
    _check_grid(start, stop, count)
    return tuple(float(f"{v:.12g}") for v in np.linspace(start, stop, count))


def log_grid(start: float, stop: float, count: int) -> tuple[float, ...]:
    """Settings at equal ratios, both ends included.

    Parameters, errors and result are those of `linear_grid`; both ends are positive.

    Examples
    --------
    >>> log_grid(1, 0.001, 4)
    (1.0, 0.1, 0.01, 0.001)
    """
    _check_grid(start, stop, count)
    if start <= 0 or stop <= 0:
        raise ValueError(f"both ends must be positive, got {start} and {stop}")
    return tuple(float(f"{v:.12g}") for v in np.geomspace(start, stop, count))


def _check_grid(start: float, stop: float, count: int) -> None:
    if math.isclose(scalar(start, "start"), scalar(stop, "stop"), rel_tol=1e-9):
        raise ValueError(f"start and stop must differ, got {start} and {stop}")
    if not isinstance(count, int | np.integer) or count < 2:
        raise ValueError(f"count must be an integer of at least 2, got {brief(count)}")


class _Settings:
    """What our controls share: a value that is not a setting is refused, with a hint."""

    @validate("value")
    def _validate_value(self, proposal: dict[str, Any]) -> Any:
        values = [value for _, value in self.options]  # type: ignore[attr-defined]
        value = proposal["value"]
        if isinstance(value, int | float | np.number) and not isinstance(values[0], str):
            value = _rounded(value)
        if value in values:
            return values[values.index(value)]
        name = self.description  # type: ignore[attr-defined]
        raise ValueError(f"{name} = {value!r} is not a setting. {_nearest(value, values)}")


class GridSlider(_Settings, widgets.SelectionSlider):
    """A slider over a grid of numbers, exact where a FloatSlider rounds."""


class Choice(_Settings, widgets.RadioButtons):
    """A row of radio buttons, one for each choice."""


def _nearest(value: Any, values: Sequence[Any]) -> str:
    """Say which settings to use instead."""
    if isinstance(values[0], str):
        return f"Choose one of {', '.join(map(repr, values))}."
    try:
        two = sorted(values, key=lambda setting: abs(setting - value))[:2]
    except TypeError:
        return f"It must be a number from {min(values):g} to {max(values):g}."
    return f"The nearest are {' and '.join(f'{v:.12g}' for v in sorted(two))}."


def _control(name: str, settings: Iterable[Any], start: Any, room: int) -> GridSlider | Choice:
    """Make the control for one named grid of numbers or tuple of choices.

    There is room for names of so many letters, so that all controls begin at one line.
    """
    if isinstance(settings, str) or not np.iterable(settings):
        raise TypeError(f"{name} must be a sequence of settings, got {settings!r}")
    values = [v if isinstance(v, str) else _rounded(v) for v in settings]
    words = [isinstance(value, str) for value in values]
    if not values or len(set(values)) < len(values) or any(words) != all(words):
        raise ValueError(f"{name} must be different numbers or different words, got {settings!r}")
    kind, how = (Choice, {"orientation": "horizontal"}) if words[0] else (GridSlider, {})
    return kind(
        options=list(zip(_labels(values), values, strict=True)),
        value=values[0] if start is None else start,
        description=_SYMBOLS.get(name, name),
        layout={"width": "100%", "max_width": "30em"},
        style={"description_width": f"{max(3.5, 0.75 * room)}em"},
        **how,
    )


def _rounded(value: Any) -> float:
    """Round to 12 digits, as a person writes a number; integers stay as they are."""
    exact = isinstance(value, int | np.integer)
    return int(value) if exact else float(f"{scalar(value, 'a setting'):.12g}")


def _labels(values: Sequence[Any]) -> list[str]:
    """Short labels for the settings, with as many digits as tell them apart."""
    if isinstance(values[0], str):
        return list(values)
    for digits in range(3, 13):
        labels = [f"{value:.{digits}g}".replace("-", "−") for value in values]
        if len(set(labels)) == len(labels):
            break
    return labels


# --- the picture in the browser ---------------------------------------------------------------


class Stage(anywidget.AnyWidget):
    """The picture and its readout, as the browser sees them; explorer.js shows it."""

    _esm = _HERE / "explorer.js"
    _css = _HERE / "widgets.css"

    backdrop = Unicode(help="SVG that never moves").tag(sync=True)
    frame = Dict(help="the kernel's latest frame: key, ink, says, error").tag(sync=True)
    frames = Bytes(help="deflated JSON: {key: [ink, says, error]}").tag(sync=True)
    controls = List(Instance(widgets.Widget)).tag(sync=True, **widgets.widget_serialization)
    scene = Dict(help="label, width in pt, axes and drags").tag(sync=True)


# --- the explorer -----------------------------------------------------------------------------


class Explorer:
    """A picture with controls. Subclasses draw; all else is done here.

    A subclass passes its controls to ``super().__init__`` and has two methods:
    ``draw_backdrop(axes)``, what never moves, and ``draw_ink(axes, **settings)``, what does. The
    latter is a pure function of the settings and returns the readout, one sentence. Both are
    ordinary matplotlib; ink names its colours and leaves limits, labels and ticks alone.

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

    Examples
    --------
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

    def __init__(self, start: dict[str, Any] | None = None, **controls: Iterable[Any]) -> None:
        self._check_names(start, controls)
        self.controls: dict[str, Any] = {
            name: _control(name, grid, (start or {}).get(name), max(map(len, controls)))
            for name, grid in controls.items()
        }
        self._said: dict[int, str] = {}  # readouts of the frames that the browser has
        self._broken, self._closed = "", False
        self._layers = self._draw_layers()
        self.stage = Stage(
            backdrop=self._layers.backdrop,
            frame=self._styled_frame(self._key(), strict=True),
            controls=list(self.controls.values()),
            scene=self._scene(),
        )
        self.box = widgets.VBox([self.stage, *self.controls.values()])
        self.box.add_class("d2lmini-explorer")
        for control in self.controls.values():
            control.observe(self._moved, "index")
        close_with_cell(self)
        after_cell(self.sweep)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw what never moves, and set limits and labels."""
        raise NotImplementedError(f"{type(self).__name__} needs a method draw_backdrop(axes)")

    def draw_ink(self, axes: Any, *args: Any, **settings: Any) -> str:
        """Draw what moves, for one setting of each control, and return the readout."""
        raise NotImplementedError(f"{type(self).__name__} needs a method draw_ink(axes, ...)")

    @property
    def readout(self) -> str:
        """The sentence below the picture, for the present settings."""
        return self._said.get(self._key()) or self.stage.frame["says"]

    def sweep(self) -> None:
        """Draw the frame of every setting and send them to the browser in one message.

        In a notebook this happens by itself when the cell has run. Above 420 settings, or 300 kB as
        sent, every other setting of the longest control is left to the kernel to draw.
        """
        if self._closed:
            raise RuntimeError("this explorer is closed: run its cell again")
        ranges = [range(len(control.options)) for control in self.controls.values()]
        while math.prod(map(len, ranges)) > MAX_FRAMES:
            ranges = _coarser(ranges)
        frames, deadline = {}, time.monotonic() + SWEEP_SECONDS
        # f was heard in the first frame; what it prints 300 times more nobody wants.
        with explorer_style(), redirect_stdout(io.StringIO()):
            for key in self._keys(ranges):
                frames[key] = self._frame(key)
                if time.monotonic() > deadline:
                    break
        while len(packed := _pack(frames)) > BUDGET and len(frames) > 1:
            ranges = _coarser(ranges)
            kept = self._keys(ranges)
            frames = {key: frame for key, frame in frames.items() if key in kept}
        self._said = {key: frame["says"] for key, frame in frames.items()}
        self.stage.frames = packed

    def close(self) -> None:
        """Close the widgets and drop the figure; a cell that is run again does this by itself."""
        for widget in (*self.controls.values(), self.box, self.stage):
            widget.unobserve_all()
            for part in (widget.layout, getattr(widget, "style", None), widget):
                if part is not None:
                    part.close()
        self.stage.frames, self.stage.backdrop, self.stage.frame = b"", "", {"says": "(closed)"}
        self._said, self._closed = {}, True
        self._layers.close()

    def __repr__(self) -> str:
        settings = ", ".join(f"{n}={c.value!r}" for n, c in self.controls.items())
        return f"{type(self).__name__}({settings})"

    def __getattr__(self, name: str) -> Any:
        kind = type(self).__name__
        if "controls" not in self.__dict__:
            raise AttributeError(
                f"{kind} has no {name!r} yet: set what draw_backdrop and draw_ink need, then call "
                "super().__init__ with the controls, which draws"
            )
        if name in self.controls:
            return self.controls[name]
        raise AttributeError(f"{kind} has no {name!r}; controls: {list(self.controls)}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.__dict__.get("controls", {}):
            raise AttributeError(f"{name} is a control: write {name}.value = {value!r}")
        super().__setattr__(name, value)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Return the widget, and a picture of it for pages that cannot run it."""
        if self._closed:
            return {"text/plain": f"{self!r}, closed: run its cell again"}
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        return {
            "text/plain": repr(self),
            "image/png": base64.b64encode(self._png()).decode(),
            "application/vnd.jupyter.widget-view+json": view,
        }

    def _check_names(self, start: Any, controls: dict[str, Any]) -> None:
        """Check that what goes by name in start and drag is a control, and is free to be one."""
        if not isinstance(start, dict | None):
            raise TypeError(f"start must be a dict such as {{'h': 0.1}}, got {start!r}")
        taken = {*dir(self), "controls", "stage", "box"}
        wrong = [n for n in start or () if n not in controls] + [n for n in controls if n in taken]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no name for a control; controls: {list(controls)}")
        ways = {place if isinstance(place, str) else place[-1] for place in self.drag}
        if not ways <= {"x", "y"} or not set(self.drag.values()) <= set(controls):
            raise ValueError(f"drag must be like {{'x': control}}, got {self.drag}")

    # Settings are counted row by row, the last control fastest, as numpy does; explorer.js too.

    def _key(self) -> int:
        key = 0
        for control in self.controls.values():
            key = key * len(control.options) + control.index
        return key

    def _keys(self, ranges: list[range]) -> list[int]:
        sizes = [len(control.options) for control in self.controls.values()]
        strides = [math.prod(sizes[i + 1 :]) for i in range(len(sizes))]
        return [
            sum(i * s for i, s in zip(indices, strides, strict=True))
            for indices in itertools.product(*ranges)
        ]

    def _settings(self, key: int) -> dict[str, Any]:
        settings = {}
        for name, control in reversed(self.controls.items()):
            key, index = divmod(key, len(control.options))
            settings[name] = control.options[index][1]
        return dict(reversed(settings.items()))

    def _moved(self, _: Any) -> None:
        """Draw the present setting, unless the browser has its frame."""
        key = self._key()
        if key not in self._said:
            self.stage.frame = self._styled_frame(key)

    def _styled_frame(self, key: int, strict: bool = False) -> dict[str, Any]:
        with explorer_style():
            return self._frame(key, strict)

    def _frame(self, key: int, strict: bool = False) -> dict[str, Any]:
        """Print the ink of one setting; an error in it is what the readout says.

        A mistake of the explorer's author is raised in the first frame, where it is ``strict``.
        """
        if self._broken:
            return {"key": key, "ink": "", "says": self._broken, "error": True}
        settings = self._settings(key)
        try:
            ink, says = self._layers.ink(lambda axes: self._ink(axes, settings))
        except Exception as error:
            if strict and isinstance(error, InkError | NotImplementedError):
                raise
            return {"key": key, "ink": "", "says": _explain(error, settings), "error": True}
        return {"key": key, "ink": ink, "says": says, "error": False}

    def _ink(self, axes: Any, settings: dict[str, Any]) -> str:
        """Draw the ink, on these axes and not elsewhere."""
        before = _pyplot_figures()
        with np.errstate(all="ignore"):  # NaN is a gap in the picture, not a warning
            says = self.draw_ink(axes, **settings)
        if _pyplot_figures() != before:
            raise InkError("draw_ink drew with pyplot: draw on the axes that it is given")
        if not isinstance(says, str):
            raise InkError(f"{type(self).__name__}.draw_ink must return the readout, a sentence")
        return says

    def _draw_layers(self) -> Layers:
        """Draw the backdrop; if that raises, an empty one, and remember what to say."""
        try:
            with np.errstate(all="ignore"), redirect_stdout(io.StringIO()):
                return Layers(self.draw_backdrop, self.figsize, **self.subplots)
        except NotImplementedError:
            raise
        except Exception as raised:
            self._broken = _explain(raised, {})
            return Layers(lambda axes: None, self.figsize, **self.subplots)

    def _png(self) -> bytes:
        settings = self._settings(self._key())
        try:
            with redirect_stdout(io.StringIO()):
                return self._layers.png(lambda axes: self._ink(axes, settings))
        except Exception:  # the readout says it
            return self._layers.png(lambda axes: None)

    def _scene(self) -> dict[str, Any]:
        names = list(self.controls)
        drags = []
        for place, name in self.drag.items():
            axes, axis = (None, place) if isinstance(place, str) else place
            values = [value for _, value in self.controls[name].options]
            control, origin = names.index(name), self.origin.get(name)
            drags.append(
                {"axes": axes, "axis": axis, "control": control, "values": values, "origin": origin}
            )
        width = self.figsize[0] * 72
        return {"label": self.alt, "width": width, "axes": self._layers.boxes(), "drags": drags}


def _pyplot_figures() -> list[int]:
    """Numbers of the figures that pyplot holds, if it has been imported at all."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.get_fignums() if pyplot else []


def _coarser(ranges: list[range]) -> list[range]:
    """Leave out every other setting of the longest control."""
    longest = max(range(len(ranges)), key=lambda i: len(ranges[i]))
    return [r[::2] if i == longest else r for i, r in enumerate(ranges)]


def _pack(frames: dict[int, dict[str, Any]]) -> bytes:
    """Deflate the frames as the browser wants them."""
    listed = {key: [f["ink"], f["says"], f["error"]] for key, f in frames.items()}
    return zlib.compress(json.dumps(listed, ensure_ascii=False).encode(), 6)


def _explain(error: Exception, settings: dict[str, Any]) -> str:
    """Put an error into words: what, in which line of the learner's code, at which settings."""
    lines = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(_NOT_THE_LEARNERS)
        and "site-packages" not in frame.filename
    ]
    where = f" In {lines[-1].name}, line {lines[-1].lineno}: {lines[-1].line}." if lines else ""
    at = ", ".join(f"{name} = {value}" for name, value in settings.items())
    what = f"{type(error).__name__}: {error}"[:300].rstrip(".")
    return f"{what}{f' (at {at})' if at else ''}.{where}"

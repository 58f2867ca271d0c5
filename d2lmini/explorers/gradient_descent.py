"""Explorers of chapter 08: walking downhill, step by step, on a curve and on a map."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from d2lmini.calculus import (
    gradient_descent,
    numerical_hessian,
    sample,
    sample_grid,
    second_derivative,
    slope_limit,
)
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import LANDSCAPES, SQUARE, Limits
from d2lmini.explorers.shared import (
    draw_curve,
    draw_map,
    inside,
    measure_curve,
    measure_map,
    neat,
    settings_of_point,
    two_names,
)
from d2lmini.learner import Function, function, interval, of_two, scalar, whole
from d2lmini.style import GUIDE, HOLE, POINTS, TANGENT
from d2lmini.words import say, sentences

STEPS = 50
DOTS: dict[str, Any] = {"marker": ".", "markersize": 7, "markevery": slice(0, 13)}  # first steps


def _draw_height_axes(axes: Any, heights: np.ndarray) -> None:
    """Set the limits of f against the step; a loss, which is never negative, gets a log scale."""
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    axes.set(xlim=(0, STEPS), xlabel="step", ylabel="f")
    if low >= 0 and high > 0:
        axes.set(yscale="log", ylim=(max(low / 2, 1e-6 * high), 2 * high))
    else:
        margin = 0.05 * (high - low) or 1.0
        axes.set(ylim=(low - margin, high + margin))


def _draw_heights(axes: Any, values: np.ndarray) -> None:
    """Draw f against the step, as far as it can be shown."""
    low, high = axes.get_ylim()
    far = 10 * (high - low)
    lowest = low / 2 if axes.get_yscale() == "log" else low - far
    shown = np.clip(np.nan_to_num(values, nan=np.inf), lowest, high + far)
    axes.plot(range(len(values)), shown, **TANGENT)


def _inside(path: np.ndarray, limits: Sequence[Limits]) -> np.ndarray:
    """The path up to where it is far outside the picture."""
    middle, half = np.mean(limits, axis=1), np.diff(limits, axis=1)[:, 0] / 2
    far = (np.abs(np.nan_to_num(path, nan=np.inf) - middle) > 40 * half).any(axis=1)
    return path[: int(np.argmax(far)) if far.any() else len(path)]


class DescentStepsExplorer(Explorer):
    """Walk down a curve step by step: the slope where one stands says which way, and how far.

    Parameters
    ----------
    f : callable
        Real function of one number.
    start : float
        Where the walk starts.
    rate : float
        The learning rate η, positive.
    xlim : (float, float)
        The part of the curve that is shown; the start lies in it.
    steps : int
        How many steps there are to see, at least 1.

    Raises
    ------
    ValueError
        If xlim is the wrong way round, the start is not in it, the rate is not positive, or there
        is no step.
    TypeError
        If f is not callable, or steps is not a whole number.

    Examples
    --------
    >>> explorer = DescentStepsExplorer(np.square, start=-3, rate=0.1)
    >>> explorer.step.value = 1
    >>> explorer.readout
    'Step 1: at −3 the slope is −6, so x goes to −3 − 0.1 · (−6) = −2.4.'
    """

    figsize = (5.0, 3.4)
    alt = "A curve with the points of a walk downhill; the last step, with the tangent it went by."
    play = {"step": 1.0}  # noqa: RUF012

    def __init__(
        self,
        f: Function = np.square,
        start: float = -3.0,
        rate: float = 0.1,
        xlim: Limits = (-3.3, 3.3),
        steps: int = 12,
    ) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        self.begin, (self.rate,) = inside(self.xlim, start, "start"), _rates([rate])
        super().__init__(step=range(whole(steps, "steps", least=1) + 1))

    def measure(self) -> None:
        """Sample the curve, and walk."""
        self.curve = measure_curve(self.f, self.xlim)
        self.walk = gradient_descent(self.f, self.begin, self.rate, len(self.step.options) - 1)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve."""
        draw_curve(axes, self.curve)
        axes.set(xlabel="x", ylabel="f(x)")

    def draw_ink(self, axes: Any, step: int) -> str:
        """Draw the walk up to one of its steps, and say how that was computed."""
        path, values = self.walk.path[: step + 1], self.walk.values[: step + 1]
        axes.plot(path, values, color="black", linestyle="", marker=".")
        if step == 0:
            axes.plot(path, values, **POINTS)
            return say("The walk starts at {x}.", x=self.begin)
        if step >= len(self.walk.path):
            ends = say("The walk has ended with step {last}:", last=len(path) - 1)
            return sentences(ends, str(self.walk))
        (old, x), (high, low) = path[-2:], values[-2:]
        slope, used = slope_limit(self.f, old).in_domain, (old - x) / self.rate
        steepest = np.abs(np.diff(self.walk.path)).max() / self.rate
        found = abs(slope - used) <= 1e-4 * steepest  # not so, if it is NaN
        axes.plot([old, x, x], [high, high, low], **GUIDE)
        axes.plot([old], [high], **HOLE)
        axes.plot([x], [low], **POINTS)
        axes.axline((old, high), slope=slope if found else used, **TANGENT)
        told = {"step": step, "old": old, "slope": slope if found else used, "x": x}
        goes = say(_STEP[bool(found)], rate=self.rate, **told)
        return goes if np.isfinite(low) else sentences(goes, say("f is not defined there."))


_STEP = {
    True: (
        "Step {step}: at {old} the slope is {slope}, so x goes to {old} − {rate:g} · ({slope}) = "
        "{x}."
    ),
    False: (
        "Step {step}: at {old} no slope was found; small steps to both sides give {slope}, so x "
        "goes to {old} − {rate:g} · ({slope}) = {x}."
    ),
}


class DescentCurveExplorer(Explorer):
    """Walk down a curve: choose the start and the learning rate η, and see 50 steps.

    Parameters
    ----------
    f : callable
        Real function of one number.
    xlim : (float, float)
        The part of the curve that is shown.
    rates : sequence of float, optional
        The learning rates to choose from, positive; by default up to about 2.2 / λ, where λ is the
        greatest curvature of f on xlim: where f is that curved, a walk beyond 2 / λ flies apart.

    Raises
    ------
    ValueError
        If xlim is the wrong way round, or a rate is not positive.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = DescentCurveExplorer(np.square)
    >>> explorer.rate.value = 0.6
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'From −3 with η = 0.6: alternates: ηλ = 1.2. Each step multiplies the coordinate, counted from
    where the slope is 0, by 1 − ηλ = −0.2. A minus means: from side to side.'
    """

    figsize = (7.4, 3.6)
    subplots = {"mosaic": [["curve", "values"]], "width_ratios": (1.3, 1)}  # noqa: RUF012
    alt = "Left, a curve with the points of a walk downhill; right, the height against the step."
    drag = {(0, "x"): "x"}  # noqa: RUF012
    play = {"rate": 0.4}  # noqa: RUF012

    def __init__(
        self,
        f: Function = np.square,
        xlim: Limits = (-3.0, 3.0),
        rates: Sequence[float] | None = None,
    ) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        if rates is None:
            width = self.xlim[1] - self.xlim[0]
            places = np.linspace(*self.xlim, 9)[1:-1]
            unit = _rate(lambda: second_derivative(self.f, places, 8 * width), 2)
            rates = linear_grid(0.05 * unit, 1.1 * unit, 22)
        super().__init__(x=linear_grid(*self.xlim, 13), rate=_rates(rates))

    def measure(self) -> None:
        """Sample the curve."""
        self.curve = measure_curve(self.f, self.xlim)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, and axes for the heights."""
        draw_curve(axes["curve"], self.curve)
        axes["curve"].set(xlabel="x", ylabel="f(x)")
        _draw_height_axes(axes["values"], self.curve.ys)

    def draw_ink(self, axes: Any, x: float, rate: float) -> str:
        """Draw the walk."""
        if not np.isfinite(sample(self.f, [x])[0]):
            return say("f is not defined at {x}, so no walk can start there.", x=x)
        walk = gradient_descent(self.f, x, rate, STEPS)
        xs = _inside(walk.path[:, None], [self.xlim])[:, 0]
        axes["curve"].plot(xs, sample(self.f, xs), **TANGENT, **DOTS)
        axes["curve"].plot([x], sample(self.f, [x]), **POINTS)
        _draw_heights(axes["values"], walk.values)
        return sentences(say("From {x} with η = {rate:g}:", x=x, rate=rate), str(walk))


class DescentExplorer(Explorer):
    """Walk down a landscape: drag the start, slide the learning rate η, and see 50 steps.

    Parameters
    ----------
    f : callable or str
        Real function of two numbers, ``f(x, y)``, or of one vector with two entries, ``f(v)``; or a
        preset: ``"bowl"``, ``"valley"``, ``"saddle"``, ``"rosenbrock"``.
    xlim, ylim : (float, float), optional
        The part of the map that is shown, by default −3 to 3; a preset has its own.
    rates : sequence of float, optional
        The learning rates to choose from, positive, by default up to about 2 / λ, where λ is the
        greatest curvature of f on the map; a preset has its own.
    labels : (str, str)
        What x and y are called, on the map and on the sliders.
    start : (float, float), optional
        Where the walk starts at first, by default in the lower left corner.

    Raises
    ------
    ValueError
        If the preset is unknown, f does not take two numbers, a limit is the wrong way round, a
        rate is not positive, or the labels cannot name two sliders.
    TypeError
        If f is neither callable nor a preset.

    Examples
    --------
    >>> explorer = DescentExplorer("valley")
    >>> explorer.x.value, explorer.y.value, explorer.rate.value = 3, 1, 0.15
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'From (3, 1) with η = 0.15: zigzags: ηλ = 1.5, 0.15. Each step multiplies the coordinates
    along the eigenvectors, counted from where the slopes are 0, by 1 − ηλ = −0.5, 0.85. A minus
    means: from side to side.'
    """

    figsize = (7.4, 3.9)
    subplots = {"mosaic": [["map", "values"]], "width_ratios": (1.3, 1)}  # noqa: RUF012
    alt = "Left, a map of level lines with a walk downhill; right, the height against the step."

    def __init__(
        self,
        f: Callable[..., Any] | str = "bowl",
        xlim: Limits | None = None,
        ylim: Limits | None = None,
        rates: Sequence[float] | None = None,
        labels: tuple[str, str] = ("x", "y"),
        start: tuple[float, float] | None = None,
    ) -> None:
        if isinstance(f, str) and f not in LANDSCAPES:
            raise ValueError(
                say(
                    "f must be a function or one of {LANDSCAPES}, got {f!r}",
                    LANDSCAPES=list(LANDSCAPES),
                    f=f,
                )
            )
        usual: Any = (f, SQUARE, (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5))
        preset: Any = LANDSCAPES[f] if isinstance(f, str) else usual
        self.f = of_two(preset[0])
        limits, own = preset[1:]
        xlim, ylim = (limits[0] if xlim is None else xlim), (limits[1] if ylim is None else ylim)
        self.limits = interval(xlim, "xlim"), interval(ylim, "ylim")
        a, b = self.labels = two_names(labels)
        self.drag = {(0, "x"): a, (0, "y"): b}
        controls, begin = settings_of_point(self.labels, self.limits, 7, start)
        if rates is None:
            unit = 1.0 if isinstance(f, str) else _rate(self._bends, 4)
            rates = [unit * rate for rate in own]
        super().__init__(**controls, rate=_rates(rates), start=begin)

    def _bends(self) -> list[np.ndarray]:
        """Second derivatives of f at some places of the map."""
        (a, b), (c, d) = self.limits
        places = [((a + b) / 2 + p * (b - a), (c + d) / 2 + q * (d - c)) for p, q in _SOME]
        return [numerical_hessian(self.f, place) for place in places]

    def measure(self) -> None:
        """Sample the map."""
        self.map = measure_map(self.f, *self.limits)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the map, and axes for the heights."""
        draw_map(axes["map"], self.map)
        axes["map"].set(xlabel=self.labels[0], ylabel=self.labels[1])
        _draw_height_axes(axes["values"], self.map.heights)

    def draw_ink(self, axes: Any, **settings: float) -> str:
        """Draw the walk."""
        x, y, rate = settings.values()
        if np.isnan(sample_grid(self.f, [x], [y])[0, 0]):
            return say("f is not defined at ({x}, {y}), so no walk can start there.", x=x, y=y)
        walk = gradient_descent(self.f, (x, y), rate, STEPS)
        path = _inside(walk.path, self.limits)
        axes["map"].plot(*path.T, **TANGENT, **DOTS)
        axes["map"].plot([x], [y], **POINTS)
        _draw_heights(axes["values"], walk.values)
        where = say("From ({x}, {y}) with η = {rate:g}:", x=x, y=y, rate=rate)
        return sentences(where, str(walk))


_SOME = ((0.05, 0.03), (0.31, 0.27), (-0.29, 0.33))  # of the width and height, from the middle


def _rate(bends: Callable[[], Any], most: float) -> float:
    """A rate in the unit of f: ``most`` over the greatest curvature, or 1, if that is near."""
    with contextlib.suppress(Exception):  # what is wrong with f is said in the picture's place
        steepest = np.abs(np.asarray(bends()))
        if (steepest := steepest[np.isfinite(steepest)]).any():
            rate = most / float(steepest.max())
            return 1.0 if 0.5 <= rate <= 2 else neat(rate)
    return 1.0


def _rates(rates: Sequence[float]) -> tuple[float, ...]:
    """Check the learning rates."""
    checked = tuple(scalar(rate, "a rate") for rate in rates)
    if not checked:
        raise ValueError(say("rates holds no learning rate to choose"))
    if min(checked) <= 0:
        raise ValueError(say("a learning rate must be positive, got {rate}", rate=min(checked)))
    return checked

"""Explorers of chapter 16: how close a curve should come to its points."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from d2lmini.calculus import sample
from d2lmini.calculus.fitting import Draws, Errors, drawn, least_squares, powers
from d2lmini.engine.controls import log_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import Limits
from d2lmini.learner import Function, function, interval
from d2lmini.style import CURVE, ESTIMATE, GRAY, GUIDE, HOLE, POINTS, TANGENT
from d2lmini.words import number, say, sentences

DRAWS = 200  # over which errors are averaged
SHOWN = 3  # of which one can be looked at
DEGREES = tuple(range(11))
POINTS_TO_FIT = (12, 16, 30)  # always more than degree + 1
DECAYS = log_grid(1e-7, 1, 15)


def wave(x: Any) -> Any:
    """Return sin(3x + ½), which bends once up and once down on [−1, 1].

    Examples
    --------
    >>> float(wave(-1 / 6))
    0.0
    """
    return np.sin(3 * x + 0.5)


class _Fitted(Explorer):
    """A polynomial fitted to noisy points, and its errors as far as its knob was turned.

    A class gives the knob: its settings, how it is drawn, and degree and decay for each.
    """

    figsize = (6.8, 3.3)
    subplots = {"ncols": 2, "width_ratios": (1.5, 1)}  # noqa: RUF012

    knob: tuple[Any, ...]
    scale = "linear"
    symbol: str

    def __init__(self, f: Function, xlim: Limits, **controls: Any) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        samples = self._sampled(np.linspace(-1, 1, 201))
        if not np.isfinite(samples).all():
            raise ValueError(say("f must have a value everywhere in xlim: points are drawn there"))
        half = np.ptp(samples) / 2
        self.unit = float(f"{half:.1g}") or 1.0  # noise is in the size of f
        noises = tuple(float(f"{self.unit * share:.12g}") for share in (0.1, 0.2, 0.4))
        start = {"noise": noises[1]}
        super().__init__(**controls, noise=noises, draw=tuple(range(1, SHOWN + 1)), start=start)

    def _sampled(self, t: np.ndarray) -> np.ndarray:
        """f at places that are scaled to [−1, 1]."""
        return sample(self.f, self._unscaled(t))

    def _unscaled(self, t: np.ndarray) -> np.ndarray:
        low, high = self.xlim
        return low + (high - low) * (t + 1) / 2

    def measure(self) -> None:
        """Sample f; draws and errors wait until they are shown."""
        self.curve = np.linspace(-1, 1, 81)
        self.truth = self._sampled(self.curve)
        self.draws = functools.cache(self._draws)
        self.errors = functools.cache(self._errors)

    def _draws(self, points: int, noise: float) -> Draws:
        return drawn(self._sampled, points, noise, DRAWS)

    def _errors(self, points: int, noise: float) -> list[Errors]:
        """The errors at each setting of the knob."""
        draws = self.draws(points, noise)
        return [draws.errors(*self._model(setting)) for setting in self.knob]

    def _model(self, setting: Any) -> tuple[int, float]:
        """Degree and decay at a setting of the knob."""
        raise NotImplementedError

    def draw_backdrop(self, axes: Any) -> None:
        """Draw f, and room for points and errors."""
        flat, curve = axes
        flat.plot(self._unscaled(self.curve), self.truth, **GUIDE)
        margin = 1.2 * self.unit
        flat.set(xlim=self.xlim, ylim=(self.truth.min() - margin, self.truth.max() + margin))
        flat.set(xlabel="x", ylabel="y")
        curve.set(xscale=self.scale, yscale="log", xlabel=self.symbol, ylabel="error")
        low, high = float(self.knob[0]), float(self.knob[-1])
        ends = (low - 0.5, high + 0.5) if self.scale == "linear" else (low / 2, high * 2)
        curve.set_xlim(*ends)
        if self.scale == "linear":
            curve.set_xticks(self.knob[::2])
        curve.set_ylim(1e-3 * self.unit**2, 3 * self.unit**2)
        for look, name in ((CURVE, "training"), (TANGENT, "validation")):
            curve.plot([], [], **look, label=name)
        curve.legend(loc="lower left", fontsize=9)

    def _draw(self, axes: Any, setting: Any, points: int, noise: float, draw: int) -> str:
        """Draw the points of one draw, the fit, and the errors up to this setting."""
        flat, curve = axes
        draws, model = self.draws(points, noise), self._model(setting)
        y = draws.y[:, draw - 1]
        weights = least_squares(powers(draws.t, model[0]), y, model[1])
        flat.plot(self._unscaled(draws.t), y, **POINTS)
        heights = powers(self.curve, model[0]) @ weights
        flat.plot(self._unscaled(self.curve), heights, **ESTIMATE)
        seen = self.errors(points, noise)[: self.knob.index(setting) + 1]
        turned = self.knob[: len(seen)]
        training, validation = zip(*seen, strict=True)
        curve.axhline(noise**2, **GUIDE)  # what no curve can know of new points
        curve.plot(turned, training, **{**CURVE, "marker": "."})
        curve.plot(turned, validation, **{**TANGENT, "marker": "."})
        least = int(np.argmin(validation))
        if least + 1 < len(seen):
            curve.plot([turned[least]], [validation[least]], **HOLE)
            curve.axvline(turned[least], color=GRAY, linewidth=0.8)
        found = say(
            "Mean squared errors: training {training}, validation {validation}.",
            training=number(training[-1], ".3g"),
            validation=number(validation[-1], ".3g"),
        )
        turn = say("Validation was best at {best}.", best=self._at(turned[least]))
        turn = turn if least + 1 < len(seen) else ""
        return sentences(self._told(setting, points, weights), found, turn)

    def _told(self, setting: Any, points: int, weights: np.ndarray) -> str:
        """Tell the setting of the knob, and what it did."""
        raise NotImplementedError

    def _at(self, setting: Any) -> str:
        return f"{self.symbol} = {number(float(setting), '.3g')}"


class FitExplorer(_Fitted):
    """Raise the degree of a polynomial: it comes closer to its points, and not to new ones.

    The fit is that of least squares. Training and validation errors are means over 200 draws; their
    curves grow with the degree that was reached.

    Parameters
    ----------
    f : callable
        Real function of one number, which the points follow, but for noise.
    xlim : (float, float)
        Where the points lie, evenly spaced.

    Raises
    ------
    ValueError
        If xlim is the wrong way round, or f has no value somewhere in it.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = FitExplorer()
    >>> explorer.degree.value = 10
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'd = 10, with 12 points. Mean squared errors: training 0.00311, validation 0.192. Validation
    was best at d = 4.'
    """

    alt = (
        "Points around a dotted curve, with a polynomial fitted to them; beside them the errors "
        "on these points and on new ones, by the degree."
    )
    play = {"degree": 1.0}  # noqa: RUF012
    knob, symbol = DEGREES, "d"

    def __init__(self, f: Function = wave, xlim: Limits = (-1.0, 1.0)) -> None:
        super().__init__(f, xlim, degree=DEGREES, points=POINTS_TO_FIT)

    def _model(self, setting: Any) -> tuple[int, float]:
        return setting, 0.0

    def draw_ink(self, axes: Any, degree: int, points: int, noise: float, draw: int) -> str:
        """Draw the points, the fit and the errors so far."""
        return self._draw(axes, degree, points, noise, draw)

    def _told(self, setting: Any, points: int, weights: np.ndarray) -> str:
        return say("{d}, with {n} points.", d=self._at(setting), n=points)


class WeightDecayExplorer(_Fitted):
    """Raise the weight decay of a polynomial of degree 10: it gets smoother, and then too smooth.

    The loss is the mean squared error plus λ/2 times the squares of all weights but the bias; x is
    scaled to [−1, 1] for the fit. Errors are means over 200 draws of 12 points.

    Parameters
    ----------
    f, xlim
        As for `FitExplorer`.

    Examples
    --------
    >>> explorer = WeightDecayExplorer()
    >>> explorer.decay.value = 1
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'λ = 1: the weights have the length 0.365. Mean squared errors: training 0.31, validation
    0.344. Validation was best at λ = 0.001.'
    """

    alt = (
        "Points around a dotted curve, with a polynomial of degree 10; beside them the errors on "
        "these points and on new ones, by the weight decay."
    )
    play = {"decay": 0.8}  # noqa: RUF012
    knob, scale, symbol = DECAYS, "log", "λ"

    def __init__(self, f: Function = wave, xlim: Limits = (-1.0, 1.0)) -> None:
        super().__init__(f, xlim, decay=DECAYS)

    def _model(self, setting: Any) -> tuple[int, float]:
        return DEGREES[-1], setting

    def draw_ink(self, axes: Any, decay: float, noise: float, draw: int) -> str:
        """Draw the points, the fit and the errors so far."""
        return self._draw(axes, decay, POINTS_TO_FIT[0], noise, draw)

    def _told(self, setting: Any, points: int, weights: np.ndarray) -> str:
        size = number(float(np.linalg.norm(weights[1:])), ".3g")
        return say("{knob}: the weights have the length {size}.", knob=self._at(setting), size=size)

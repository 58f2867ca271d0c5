"""Explorers of chapter 16: how close a curve should come to its points."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from d2lmini.calculus import sample
from d2lmini.calculus.fitting import NEW_POINTS, Draws, Errors, drawn, least_squares, powers
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
CURVE_POINTS = 81


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
    scale, legend = "linear", "lower left"
    symbol: str

    def __init__(self, f: Function, xlim: Limits, **controls: Any) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        self.unit = self._unit()
        noises = tuple(float(f"{self.unit * share:.12g}") for share in (0.1, 0.2, 0.4))
        start = {"noise": noises[1]}
        super().__init__(**controls, noise=noises, draw=tuple(range(1, SHOWN + 1)), start=start)

    def _unit(self) -> float:
        """The size of f, in which noise is measured; f has a value wherever it is asked."""
        places = [np.linspace(-1, 1, count) for count in (*POINTS_TO_FIT, CURVE_POINTS, NEW_POINTS)]
        samples = self._sampled(np.concatenate(places))
        if not np.isfinite(samples).all():
            raise ValueError(say("f must have a value everywhere in xlim: points are drawn there"))
        size = float(np.ptp(samples) / 2 or np.abs(samples).max() or 1)
        if not 1e-100 < size < 1e100:
            raise ValueError(say("f is too small or too large to be squared: measure it otherwise"))
        return float(f"{size:.1g}")

    def _sampled(self, t: np.ndarray) -> np.ndarray:
        """f at places that are scaled to [−1, 1]."""
        return sample(self.f, self._unscaled(t))

    def _unscaled(self, t: np.ndarray) -> np.ndarray:
        low, high = self.xlim
        return low + (high - low) * (t + 1) / 2

    def measure(self) -> None:
        """Sample f; draws and errors wait until they are shown."""
        self.curve = np.linspace(-1, 1, CURVE_POINTS)
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
        curve.set_ylim(2e-4 * self.unit**2, 3 * self.unit**2)
        for look, name in ((CURVE, "training"), (TANGENT, "validation")):
            curve.plot([], [], **look, label=name)
        curve.legend(loc=self.legend, fontsize=9)

    def _fit(self, setting: Any, points: int, noise: float, draw: int) -> np.ndarray:
        """The weights that are fitted to one draw."""
        draws, (degree, decay) = self.draws(points, noise), self._model(setting)
        return least_squares(powers(draws.t, degree), draws.y[:, draw - 1], decay)

    def _draw_fit(self, axes: Any, draws: Draws, draw: int, weights: np.ndarray) -> None:
        """Draw the points of one draw, and the curve that is fitted to them."""
        axes.plot(self._unscaled(draws.t), draws.y[:, draw - 1], **POINTS)
        heights = powers(self.curve, len(weights) - 1) @ weights
        axes.plot(self._unscaled(self.curve), heights, **ESTIMATE)

    def _draw_errors(self, axes: Any, errors: list[Errors], noise: float) -> None:
        """Draw the errors as far as the knob was turned, and where validation was best."""
        turned = self.knob[: len(errors)]
        training, validation = zip(*errors, strict=True)
        axes.axhline(noise**2, **GUIDE)  # what no curve can know of new points
        axes.plot(turned, training, **{**CURVE, "marker": "."})
        axes.plot(turned, validation, **{**TANGENT, "marker": "."})
        best = int(np.argmin(validation))
        if best + 1 < len(errors):
            axes.plot([turned[best]], [validation[best]], **HOLE)
            axes.axvline(turned[best], color=GRAY, linewidth=0.8)

    def _draw(self, axes: Any, setting: Any, points: int, noise: float, draw: int) -> str:
        """Draw the fit of one draw, and the errors up to this setting."""
        weights = self._fit(setting, points, noise, draw)
        self._draw_fit(axes[0], self.draws(points, noise), draw, weights)
        seen = self.errors(points, noise)[: self.knob.index(setting) + 1]
        self._draw_errors(axes[1], seen, noise)
        return sentences(self._told(setting, points, weights), self._judged(seen))

    def _judged(self, errors: list[Errors]) -> str:
        """Tell the errors, and where validation was best if it rises again."""
        training, validation = (number(error, ".3g") for error in errors[-1])
        means = say(
            "Mean squared errors of {draws} draws: training {training}, validation {validation}.",
            draws=DRAWS,
            training=training,
            validation=validation,
        )
        best = int(np.argmin([error.validation for error in errors]))
        turn = say("Validation was best at {best}.", best=self._at(self.knob[best]))
        return sentences(means, turn if best + 1 < len(errors) else "")

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
    'd = 10, with 12 points. Mean squared errors of 200 draws: training 0.00311, validation 0.192.
    Validation was best at d = 4.'
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
    'λ = 1: the weights of this curve have the length 0.365. Mean squared errors of 200 draws:
    training 0.31, validation 0.344. Validation was best at λ = 0.001.'
    """

    alt = (
        "Points around a dotted curve, with a polynomial of degree 10; beside them the errors on "
        "these points and on new ones, by the weight decay."
    )
    play = {"decay": 0.8}  # noqa: RUF012
    knob, scale, legend, symbol = DECAYS, "log", "lower right", "λ"

    def __init__(self, f: Function = wave, xlim: Limits = (-1.0, 1.0)) -> None:
        super().__init__(f, xlim, decay=DECAYS)

    def _model(self, setting: Any) -> tuple[int, float]:
        return DEGREES[-1], setting

    def draw_ink(self, axes: Any, decay: float, noise: float, draw: int) -> str:
        """Draw the points, the fit and the errors so far."""
        return self._draw(axes, decay, POINTS_TO_FIT[0], noise, draw)

    def _told(self, setting: Any, points: int, weights: np.ndarray) -> str:
        size = number(float(np.linalg.norm(weights[1:])), ".3g")
        return say(
            "{knob}: the weights of this curve have the length {size}.",
            knob=self._at(setting),
            size=size,
        )

"""Explorer of chapter 04: where f is greatest or least, and what two tests say there."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from d2lmini.calculus import (
    Candidate,
    candidates,
    sample,
    second_derivative,
    slope_function,
)
from d2lmini.calculus.sides import seconds_of
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import HILLS
from d2lmini.explorers.shared import (
    SLOW,
    AtSettings,
    draw_curve,
    drawn_slope,
    fill_by_sign,
    measure_curve,
)
from d2lmini.learner import Function, function, interval
from d2lmini.style import GRAY, GUIDE, POINTS, TANGENT
from d2lmini.words import say, sentences

# What the first-derivative test says, by the sign of f′ before and after a place.
_SIGNS = {
    (-1, -1): "f′ is negative before and negative after: neither.",
    (-1, 0): "f′ is negative before and 0 after: a minimum.",
    (-1, 1): "f′ is negative before and positive after: a minimum.",
    (0, -1): "f′ is 0 before and negative after: a maximum.",
    (0, 0): "f′ is 0 before and 0 after: level.",
    (0, 1): "f′ is 0 before and positive after: a minimum.",
    (1, -1): "f′ is positive before and negative after: a maximum.",
    (1, 0): "f′ is positive before and 0 after: a maximum.",
    (1, 1): "f′ is positive before and positive after: neither.",
}
_SECOND = {
    "minimum": "f″ = {second:.4g} says: a minimum.",
    "maximum": "f″ = {second:.4g} says: a maximum.",
    "undecided": "f″ = {second:.4g} says: nothing.",
}
_ENDS = {
    "minimum": "Among places close by it is a minimum.",
    "maximum": "Among places close by it is a maximum.",
    "level": "Among places close by it is level.",
}


class StationaryPointsExplorer(Explorer):
    """Move along f with f′ and f″ below it: what do the two tests say where f may be extreme?

    Parameters
    ----------
    f : callable or str
        Real function of one number, continuous on xlim; or one of the presets ``"profit"``,
        ``"x³"``, ``"x⁴"``, ``"|x|"``, ``"quartic"``.
    xlim : (float, float), optional
        The interval that is searched and shown; a preset has its own.

    Raises
    ------
    ValueError
        If the preset is unknown, or xlim is missing or the wrong way round.
    TypeError
        If f is neither a function nor a preset.

    Examples
    --------
    >>> explorer = StationaryPointsExplorer("profit")
    >>> explorer.x.value = 4.25
    >>> explorer.readout.endswith("negative after: a maximum. f″ = −4 says: a maximum.")
    True
    """

    figsize = (5.0, 6.0)
    subplots = {"nrows": 3, "sharex": True}  # noqa: RUF012
    alt = "The curves of f, its slope and its second derivative, one above the other."
    drag = {"x": "x"}  # noqa: RUF012

    def __init__(
        self, f: Function | str = "profit", xlim: tuple[float, float] | None = None
    ) -> None:
        if isinstance(f, str):
            if f not in HILLS:
                raise ValueError(
                    say(
                        "f must be a function or one of {HILLS}, got {f!r}",
                        HILLS=list(HILLS),
                        f=f,
                    )
                )
            f, own = HILLS[f]
            xlim = own if xlim is None else xlim
        function(f)
        if xlim is None:
            raise ValueError(say("xlim is missing: say where to look, such as xlim=(-2, 2)"))
        self.f, self.xlim = f, interval(xlim, "xlim")
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            self.found = {c.x: c for c in candidates(f, self.xlim)}
        self.more = bool(warned)  # candidates, perhaps: f changes too fast
        near = (self.xlim[1] - self.xlim[0]) / 500  # no second setting beside a candidate
        apart = [
            x for x in linear_grid(*self.xlim, 81) if all(abs(x - c) > near for c in self.found)
        ]
        self.settings = sorted([*apart, *self.found])
        super().__init__(x=self.settings)

    def measure(self) -> None:
        """Sample f, f′ and f″."""
        reach, xs = 8 * (self.xlim[1] - self.xlim[0]), np.array(self.settings)
        drawn = self.f, drawn_slope(self.f, self.xlim), self._bend(reach)
        self.curves = [measure_curve(g, self.xlim) for g in drawn]
        self.heights = dict(zip(self.settings, sample(self.f, xs), strict=True))
        self.slopes = AtSettings(slope_function(self.f, reach), self.settings, self.f)

    def _bend(self, reach: float) -> Function:
        """f″ for drawing: with a gap at each kink."""
        kinks = [c.x for c in self.found.values() if c.reason == "f′ undefined"]
        blind = (self.xlim[1] - self.xlim[0]) / 100

        slow, slope = seconds_of(self.f, self.xlim[0]) > SLOW, drawn_slope(self.f, self.xlim)

        def bend(x: Any) -> Any:
            seen = np.all([np.abs(x - kink) > blind for kink in kinks], axis=0)
            if slow:
                bends = (slope(x + blind / 10) - slope(x - blind / 10)) / (blind / 5)
            else:
                bends = second_derivative(self.f, x, reach)
            return np.where(seen, bends, np.nan)

        return bend

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the three curves, and fill f′ and f″ by their sign, in color and pattern."""
        top, middle, bottom = axes
        draw_curve(top, self.curves[0])
        for each, curve in zip((middle, bottom), self.curves[1:], strict=True):
            draw_curve(each, curve, **TANGENT)
            low, high = curve.ylim
            each.set_ylim(min(low, -0.1 * high), max(high, -0.1 * low))  # with 0 in sight
            fill_by_sign(each, curve.xs, curve.ys, interpolate=True)
            each.axhline(0, color=GRAY, linewidth=0.8)
        top.set_ylabel("f(x)")
        middle.set_ylabel("f′(x)")
        bottom.set(xlabel="x", ylabel="f″(x)")

    def draw_ink(self, axes: Any, x: float) -> str:
        """Mark x in all three curves, and say what the tests say."""
        for each in axes:
            each.axvline(x, **GUIDE)
        height, slope = float(self.heights[x]), float(self.slopes[x])
        axes[0].plot([x], [height], **POINTS)
        shown = {"x": x, "height": height, "slope": slope}
        more = say("Between the places that were looked at f may have more candidates.")
        return sentences(self._says(x, shown), more if self.more else "")

    def _says(self, x: float, shown: dict[str, float]) -> str:
        """Say what the tests say at x, or which way f goes."""
        slope = shown["slope"]
        if x in self.found:
            return _tests(self.found[x], shown)
        if not np.isfinite(shown["height"]):
            return say("x = {x}: f is not defined here.", **shown)
        if not np.isfinite(slope):
            return say("x = {x}: f = {height}, and no f′ was found here.", **shown)
        if slope > 0:
            return say("x = {x}: f = {height} and f′ = {slope:.4g}, so f rises here.", **shown)
        if slope < 0:
            return say("x = {x}: f = {height} and f′ = {slope:.4g}, so f falls here.", **shown)
        return say("x = {x}: f = {height} and f′ = {slope:.4g}, so f is level here.", **shown)


def _tests(found: Candidate, shown: dict[str, float]) -> str:
    """Put what the two tests say of a candidate into words."""
    if found.reason == "end":
        says = say("x = {x}: f = {height} at an end of the interval.", **shown)
        return sentences(says, say(_ENDS[found.kind]))
    if found.reason == "f undefined":
        return say("x = {x}: here f jumps or is not defined, and the tests say nothing.", **shown)
    signs = say(_SIGNS[found.before, found.after])
    if found.reason == "f′ undefined":
        return sentences(say("x = {x}: f = {height}, and f′ is not defined.", **shown), signs)
    says = sentences(say("x = {x}: f = {height} and f′ = 0.", **shown), signs)
    if np.isnan(found.second):
        return sentences(says, say("No f″ was found here."))
    return sentences(says, say(_SECOND[found.second_test], second=found.second))

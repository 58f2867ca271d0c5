"""Explorer of chapter 14: a derivative by small steps and by torch, and how far each is off."""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from d2lmini.autograd.comparison import Comparison, compare
from d2lmini.autograd.functions import scalar_gradient
from d2lmini.autograd.running import of_floats
from d2lmini.calculus import central_difference, numerical_lim
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.shared import draw_curve, measure_curve
from d2lmini.learner import function, interval
from d2lmini.style import ESTIMATE, GUIDE, POINTS, TANGENT
from d2lmini.words import say, sentences

STEPS = tuple(float(f"1e-{k}") for k in range(17))
QUOTIENTS = {"forward": numerical_lim, "central": central_difference}
PRECISIONS = {"float64": torch.float64, "float32": torch.float32}
LEAST = 1e-17  # where an error of 0 is drawn


class AutogradCompareExplorer(Explorer):
    """Slide h from 1 to 1e−16: how far off is the difference quotient, and how far autograd?

    The curve of the errors unfolds as far as h has come.

    Parameters
    ----------
    f : callable
        Real function of one number, in plain arithmetic or in torch.
    xlim : (float, float)
        The part of the curve that is shown.

    Raises
    ------
    ValueError
        If xlim is the wrong way round.
    TypeError
        If f is not callable.

    Examples
    --------
    >>> explorer = AutogradCompareExplorer(lambda x: x**2, (-1, 3))
    >>> explorer.h.value = 0.1
    >>> explorer.readout
    'At 1, h = 0.1: numerical 2.1, off by 0.1; autograd 2, off by 0. Formula: 2*x.'
    """

    figsize = (7.4, 3.6)
    subplots = {"mosaic": [["curve", "errors"]], "width_ratios": (1, 1.15)}  # noqa: RUF012
    alt = (
        "Left, a curve with its tangent and a line of the numerical slope; right, the error of the "
        "slope against h."
    )
    drag = {(0, "x"): "x", (1, "x"): "h"}  # noqa: RUF012
    play = {"h": 0.5}  # noqa: RUF012

    def __init__(
        self, f: Callable[[Any], Any] = torch.exp, xlim: tuple[float, float] = (-1.0, 3.0)
    ) -> None:
        self.f, self.xlim = function(f), interval(xlim, "xlim")
        x = linear_grid(*self.xlim, 5)  # an odd number: a kink in the middle is met
        choices = {"difference": tuple(QUOTIENTS), "precision": tuple(PRECISIONS)}
        super().__init__(x=x, h=STEPS, **choices, start={"x": min(x, key=lambda v: abs(v - 1))})

    def measure(self) -> None:
        """Sample the curve; what is compared at a place is found when it is first shown."""
        self.value, self.takes_tensors = of_floats(self.f), _takes(self.f, sum(self.xlim) / 2)
        self.curve = measure_curve(self.value, self.xlim)
        self.errors = functools.cache(self._measure_errors)
        self.compared = functools.cache(lambda x: compare(self.f, x))
        self.autograd = functools.cache(self._autograd)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the curve, and axes for the errors; small h is at the right."""
        draw_curve(axes["curve"], self.curve)
        axes["curve"].set(xlabel="x", ylabel="f(x)")
        axes["errors"].set(xscale="log", yscale="log", xlim=(2, 5e-17), ylim=(LEAST / 2, 30))
        axes["errors"].set(xlabel="h", ylabel="error of the slope")

    def draw_ink(self, axes: Any, x: float, h: float, difference: str, precision: str) -> str:
        """Draw the lines at x, and the errors with the present h marked."""
        curve, errors, height = axes["curve"], axes["errors"], self.value(x)
        errors.axvline(h, **GUIDE)
        if not np.isfinite(height):
            return say("f is not defined at {x}.", x=x)
        curve.plot([x], [height], **POINTS)
        if precision != "float64" and not self.takes_tensors:
            return say("At {x}: f is not asked in float32, it takes float64 only.", x=x)
        found = self._quotient(x, h, difference, precision)
        if not np.isfinite(found):
            return say("At {x}, h = {h}: so far from x, f is not defined.", x=x, h=h)
        curve.axline((x, height), slope=found, **ESTIMATE)
        known, told = self.compared(x), {"x": x, "h": h, "found": found}
        if not known.reference:
            return self._tell_unmeasured(known, told)
        exact = getattr(known, known.reference)
        steps, off_by = self.errors(x, exact, difference, precision)
        tried = steps > h * (1 - 1e-9)  # the curve unfolds as h is made smaller
        errors.plot(steps[tried], off_by[tried], **ESTIMATE)
        errors.plot([h], [max(abs(found - exact), LEAST)], **POINTS)
        told |= {"off": abs(found - exact)}
        slope = math.nan if known.autograd is None else self.autograd(x, precision)
        if not math.isfinite(slope):
            says = say(
                "At {x}, h = {h}: numerical {found:.10g}, off by {off:.1g}. Autograd:", **told
            )
            return sentences(says, known.notes["autograd"])
        curve.axline((x, height), slope=slope, **TANGENT)
        errors.axhline(max(abs(slope - exact), LEAST), **TANGENT)
        return self._tell(known, told | {"slope": slope, "torchs": abs(slope - exact)})

    def _tell_unmeasured(self, known: Comparison, told: dict[str, float]) -> str:
        """Say what is known where there is no slope, or none by which others are measured."""
        says = say("At {x}, h = {h}: numerical {found:.10g}.", **told)
        of_steps, of_torch = (known.notes.get(way, "") for way in ("numerical", "autograd"))
        if known.autograd is None:
            return sentences(says, of_steps, say("Autograd:"), of_torch)
        if not of_torch:
            return sentences(says, of_steps, say("Autograd: {slope}.", slope=known.autograd))
        picked = say("Autograd: {slope} ({note}).", slope=known.autograd, note=of_torch)
        return sentences(says, of_steps, picked)

    def _tell(self, known: Comparison, told: dict[str, float]) -> str:
        """Say how far both slopes are off."""
        if known.reference == "autograd":
            says = say(
                "At {x}, h = {h}: numerical {found:.10g}, off by {off:.1g}; autograd "
                "{slope:.10g}, by which the other is measured.",
                **told,
            )
            return sentences(says, say("Formula: {note}", note=known.notes["sympy"]))
        return say(
            "At {x}, h = {h}: numerical {found:.10g}, off by {off:.1g}; autograd {slope:.10g}, "
            "off by {torchs:.1g}. Formula: {formula}.",
            **told,
            formula=known.notes["sympy"],
        )

    def _autograd(self, x: float, precision: str) -> float:
        tensor = torch.tensor(x, dtype=PRECISIONS[precision], requires_grad=True)
        return float(scalar_gradient(self.f, [tensor])[0])

    def _quotient(self, x: float, h: float, difference: str, precision: str) -> float:
        tensor = torch.tensor(x, dtype=PRECISIONS[precision])
        with warnings.catch_warnings():  # numpy's, of numpy functions on tensors
            warnings.simplefilter("ignore")
            if self.takes_tensors:
                return float(QUOTIENTS[difference](self.f, tensor, h))
            return float(QUOTIENTS[difference](self.value, x, h))

    def _measure_errors(
        self, x: float, exact: float, difference: str, precision: str
    ) -> tuple[np.ndarray, np.ndarray]:
        """The errors for many h."""
        steps = np.geomspace(1, 1e-16, 81)
        slopes = np.array([self._quotient(x, h, difference, precision) for h in steps])
        return steps, np.maximum(np.abs(slopes - exact), LEAST)


def _takes(f: Callable[[Any], Any], x: float) -> bool:
    """Whether f can be called with a tensor: only so can its precision be chosen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            f(torch.tensor(x, dtype=torch.float64))
        except (TypeError, RuntimeError):
            return False
    return True

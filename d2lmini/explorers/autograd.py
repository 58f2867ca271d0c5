"""Explorer of chapter 12: the slope of a function with a loop and a branch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from d2lmini.engine.explorer import Explorer
from d2lmini.explorers.examples import doubling
from d2lmini.style import CURVE, POINTS, TANGENT
from d2lmini.words import say


class ControlFlowExplorer(Explorer):
    """Move a: how often does the loop of `doubling` turn, and what is the slope?

    Everything is computed in torch's single precision, as D2L does.

    Examples
    --------
    >>> explorer = ControlFlowExplorer()
    >>> explorer.size.value = 500
    >>> explorer.readout
    'a = 500: 0 turns, d = 1000. a.grad = 2, and d / a = 2.'
    """

    figsize = (7.4, 4.2)
    subplots = {"nrows": 2, "ncols": 2, "sharex": True, "sharey": "row"}  # noqa: RUF012
    alt = (
        "Above, the size of the result against the size of a, with jumps; below, the slope, level "
        "between the jumps; negative a at the left, positive a at the right."
    )
    drag = {"x": "size"}  # noqa: RUF012
    play = {"size": 0.1}  # noqa: RUF012

    def __init__(self) -> None:
        # The jumps at 500, 250, 125, … and a place between two of them.
        sizes = [float(f"{500 * 2 ** (k / 2):.12g}") for k in range(-38, 9)]
        super().__init__(size=sizes, sign=("positive", "negative"), start={"size": sizes[13]})

    def measure(self) -> None:
        """Find the slope for each size of a positive a, and the parts without a jump."""
        self.sizes = np.geomspace(0.001, 10_000, 701)
        self.slopes = np.array([_steps(size)[1] for size in self.sizes])
        jumps = np.flatnonzero(np.diff(self.slopes)) + 1
        self.parts = np.split(np.arange(len(self.sizes)), jumps)

    def draw_backdrop(self, axes: Any) -> None:
        """Draw results and slopes, with a gap at each jump."""
        for result, slope, factor, name in zip(*axes, (100, 1), ("a < 0", "a > 0"), strict=True):
            for part in self.parts:
                sizes, slopes = self.sizes[part], factor * self.slopes[part]
                result.plot(sizes, sizes * slopes, **CURVE)
                slope.plot(sizes, slopes, **TANGENT)
            result.set(xscale="log", yscale="log", title=name)
            slope.set(xscale="log", yscale="log", xlabel="|a|")
        for result, slope in axes.T:  # on a narrow screen the right ones stand alone
            result.set_ylabel("|d|")
            slope.set_ylabel("slope")
            for each in (result, slope):
                each.tick_params(labelleft=True)

    def draw_ink(self, axes: Any, size: float, sign: str) -> str:
        """Draw the point, its slope, and compare a.grad with d / a."""
        a = torch.tensor(size if sign == "positive" else -size, requires_grad=True)
        d = doubling(a)
        (slope,) = torch.autograd.grad(d, a)
        quotient = (d / a).item()
        result, at_slope = axes[:, 1 if sign == "positive" else 0]
        result.plot([size], [abs(d.item())], **POINTS)
        at_slope.plot([size], [slope.item()], **POINTS)
        turns = _steps(abs(a.item()))[0]
        told = {"a": a.item(), "d": d.item(), "slope": slope.item(), "quotient": quotient}
        if turns == 1:
            return say(
                "a = {a}: 1 turn, d = {d:.9g}. a.grad = {slope:.9g}, and d / a = {quotient:.9g}.",
                **told,
            )
        return say(
            "a = {a}: {turns} turns, d = {d:.9g}. a.grad = {slope:.9g}, and d / a = "
            "{quotient:.9g}.",
            turns=turns,
            **told,
        )


def _steps(size: float) -> tuple[int, int]:
    """How often the loop turns, and by which power of 2 the number is multiplied in all."""
    turns, factor = 0, 2
    while size * factor < 1000:
        turns, factor = turns + 1, 2 * factor
    return turns, factor

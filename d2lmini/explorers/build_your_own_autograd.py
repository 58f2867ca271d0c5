"""Explorer of chapter 15: three Jacobians, one product, two ways to set the brackets."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.patches import Rectangle

from d2lmini.engine.explorer import Explorer
from d2lmini.style import BLUE, GRAY, ORANGE
from d2lmini.words import number, say

SIZES = (1, 10, 100, 1000)
REVERSE, FORWARD = "from the output", "from the input"


def multiplications(outputs: int, width: int, inputs: int) -> dict[str, int]:
    """Count what J₃J₂J₁ costs from the output, (J₃J₂)J₁, and from the input, J₃(J₂J₁).

    A table of a × b times one of b × c takes a·b·c multiplications.

    Parameters
    ----------
    outputs, width, inputs : int
        J₃ is outputs × width, J₂ is width × width, and J₁ is width × inputs.

    Returns
    -------
    dict of str to int
        The count for each way.

    Examples
    --------
    >>> multiplications(1, 100, 1000)
    {'from the output': 110000, 'from the input': 10100000}
    """
    return {
        REVERSE: outputs * width * width + outputs * width * inputs,
        FORWARD: width * width * inputs + outputs * width * inputs,
    }


class BracketsExplorer(Explorer):
    """Choose the bracket in J₃J₂J₁: the product is the same, and its cost is not.

    Reverse accumulation begins at the output, forward accumulation at the input.

    Examples
    --------
    >>> explorer = BracketsExplorer()
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    '(J₃J₂)J₁, from the output: 1·100·100 + 1·100·1000 = 110,000 multiplications, 91.8 times fewer
    than from the input.'
    >>> explorer.bracket.value = "from the input"
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'J₃(J₂J₁), from the input: 100·100·1000 + 1·100·1000 = 10,100,000 multiplications, 91.8 times
    more than from the output.'
    """

    figsize = (6.4, 3.6)
    subplots = {"nrows": 2, "height_ratios": (1.7, 1)}  # noqa: RUF012
    alt = "Three tables in a row, a bracket around two of them, and two bars: what each way costs."

    def __init__(self) -> None:
        super().__init__(
            outputs=SIZES,
            width=SIZES[1:],
            inputs=SIZES,
            bracket=(REVERSE, FORWARD),
            start={"outputs": 1, "width": 100, "inputs": 1000},
        )

    def draw_backdrop(self, axes: Any) -> None:
        """Make room for the largest tables, and for the largest cost."""
        tables, costs = axes
        tables.set(xlim=(0, 3), ylim=(0, 1))
        tables.axis("off")
        costs.set(xscale="log", xlim=(100, 3e9), ylim=(-0.6, 1.6), yticks=(0, 1))
        costs.set_yticklabels(("J₃(J₂J₁)", "(J₃J₂)J₁"))
        costs.set_xlabel("multiplications")

    def draw_ink(self, axes: Any, outputs: int, width: int, inputs: int, bracket: str) -> str:
        """Draw the tables, the bracket and the bars."""
        tables, costs = axes
        shapes = ((outputs, width), (width, width), (width, inputs))
        for k, (rows, columns) in enumerate(shapes):
            high, wide = _length(rows), _length(columns)
            corner = (k + 0.5 - wide / 2, 0.5 - high / 2)
            tables.add_patch(Rectangle(corner, wide, high, facecolor=BLUE, edgecolor=BLUE))
            tables.text(k + 0.5, 0.02, f"{rows} × {columns}", ha="center", color=GRAY, size=10)
            tables.text(k + 0.5, 0.92, f"J{'₃₂₁'[k]}", ha="center", va="center", size=12)
        first = 0 if bracket == REVERSE else 1
        for x, side in ((first + 0.06, 1), (first + 1.94, -1)):
            ends = ([x + 0.06 * side, x, x, x + 0.06 * side], [0.12, 0.12, 0.84, 0.84])
            tables.plot(*ends, color=ORANGE, linestyle="-", linewidth=2)
        counts = multiplications(outputs, width, inputs)
        for way, y in ((REVERSE, 1), (FORWARD, 0)):
            color = ORANGE if way == bracket else GRAY
            bar = Rectangle((1, y - 0.3), counts[way] - 1, 0.6, facecolor=color, edgecolor=color)
            costs.add_patch(bar)
        return self._told(shapes, counts, bracket)

    def _told(
        self, shapes: tuple[tuple[int, int], ...], counts: dict[str, int], bracket: str
    ) -> str:
        (outputs, width), _, (_, inputs) = shapes
        own, other = counts[bracket], counts[FORWARD if bracket == REVERSE else REVERSE]
        told = {
            "outputs": outputs,
            "width": width,
            "inputs": inputs,
            "count": f"{own:,}",
            "times": number(max(own, other) / min(own, other), ".3g"),
        }
        return say(_TOLD[bracket, _sign(own - other)], **told)


def _length(size: int) -> float:
    """How long a side is drawn: 1, 10, 100, 1000 in equal steps."""
    return 0.06 + 0.2 * math.log10(size)


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)


_TOLD = {
    (
        REVERSE,
        -1,
    ): "(J₃J₂)J₁, from the output: {outputs}·{width}·{width} + {outputs}·{width}·{inputs} "
    "= {count} multiplications, {times} times fewer than from the input.",
    (
        REVERSE,
        0,
    ): "(J₃J₂)J₁, from the output: {outputs}·{width}·{width} + {outputs}·{width}·{inputs} "
    "= {count} multiplications, as many as from the input.",
    (
        REVERSE,
        1,
    ): "(J₃J₂)J₁, from the output: {outputs}·{width}·{width} + {outputs}·{width}·{inputs} "
    "= {count} multiplications, {times} times more than from the input.",
    (
        FORWARD,
        -1,
    ): "J₃(J₂J₁), from the input: {width}·{width}·{inputs} + {outputs}·{width}·{inputs} "
    "= {count} multiplications, {times} times fewer than from the output.",
    (FORWARD, 0): "J₃(J₂J₁), from the input: {width}·{width}·{inputs} + {outputs}·{width}·{inputs} "
    "= {count} multiplications, as many as from the output.",
    (FORWARD, 1): "J₃(J₂J₁), from the input: {width}·{width}·{inputs} + {outputs}·{width}·{inputs} "
    "= {count} multiplications, {times} times more than from the output.",
}

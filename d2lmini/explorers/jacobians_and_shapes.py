"""Explorer of chapter 06: where each slope sits in the two layouts."""

from __future__ import annotations

from typing import Any

from matplotlib.patches import Rectangle

from d2lmini.engine.explorer import Explorer
from d2lmini.style import BLUE, GREY
from d2lmini.words import indexed, say

MOST = 4


class LayoutExplorer(Explorer):
    """Choose how many outputs and inputs, and the layout: where does each ∂yᵢ/∂xⱼ sit?

    The Jacobian J[i, j] = ∂yᵢ/∂xⱼ has a row for each output: the numerator layout. Its transpose Jᵀ
    has a row for each input: the denominator layout, which D2L writes ∇ₓy for a vector y. Only for
    one output it is a gradient.

    Examples
    --------
    >>> explorer = LayoutExplorer()
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'y ∈ ℝ², x ∈ ℝ³. The Jacobian, J[i, j] = ∂yᵢ/∂xⱼ, has the shape 2 × 3: a row for each output,
    the numerator layout.'
    >>> explorer.layout.value = "Jᵀ"
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'y ∈ ℝ², x ∈ ℝ³. Its transpose Jᵀ has the shape 3 × 2: a row for each input, the denominator
    layout. D2L writes it ∇ₓy.'
    """

    figsize = (5.2, 2.9)
    alt = "A table of slopes, one for each pair of an output and an input."

    def __init__(self) -> None:
        sizes = range(1, MOST + 1)
        super().__init__(
            outputs=sizes, inputs=sizes, layout=("J", "Jᵀ"), start={"outputs": 2, "inputs": 3}
        )

    def draw_backdrop(self, axes: Any) -> None:
        """Make room for the largest table."""
        axes.set(xlim=(-0.6, MOST), ylim=(-MOST, 0.6))
        axes.axis("off")

    def draw_ink(self, axes: Any, outputs: int, inputs: int, layout: str) -> str:
        """Draw the table, the first output's slopes darker."""
        by_output = layout == "J"
        rows, columns = (outputs, inputs) if by_output else (inputs, outputs)
        down, across = ("y", "x") if by_output else ("x", "y")
        for row in range(rows):
            axes.text(-0.3, -row - 0.5, indexed(down, row + 1), color=GREY, **_CELL)
            for column in range(columns):
                i, j = (row, column) if by_output else (column, row)
                cell = Rectangle((column, -row - 1), 1, 1, facecolor=BLUE, edgecolor="white")
                cell.set_alpha(0.3 if i == 0 else 0.12)
                axes.add_patch(cell)
                slope = f"∂{indexed('y', i + 1)}/∂{indexed('x', j + 1)}"
                axes.text(column + 0.5, -row - 0.5, slope, **_CELL)
        for column in range(columns):
            axes.text(column + 0.5, 0.3, indexed(across, column + 1), color=GREY, **_CELL)
        told = {"m": _HIGH[outputs], "n": _HIGH[inputs], "rows": rows, "columns": columns}
        if by_output:
            return say(
                "y ∈ ℝ{m}, x ∈ ℝ{n}. The Jacobian, J[i, j] = ∂yᵢ/∂xⱼ, has the shape {rows} × "
                "{columns}: a row for each output, the numerator layout.",
                **told,
            )
        if outputs == 1:
            return say(
                "y ∈ ℝ{m}, x ∈ ℝ{n}. Its transpose Jᵀ has the shape {rows} × {columns}: a row for "
                "each input, the denominator layout. Of one output it is the gradient ∇ₓy.",
                **told,
            )
        return say(
            "y ∈ ℝ{m}, x ∈ ℝ{n}. Its transpose Jᵀ has the shape {rows} × {columns}: a row for each "
            "input, the denominator layout. D2L writes it ∇ₓy.",
            **told,
        )


_CELL: dict[str, Any] = {"ha": "center", "va": "center", "size": 12}
_HIGH = " ¹²³⁴"

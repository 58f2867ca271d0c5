"""Explorers of chapter 09: a matrix times a vector, and where each slope sits in two layouts."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.learner import as_array
from d2lmini.style import BLUE, GRAY, ORANGE
from d2lmini.words import indexed, number, say

MOST = 4


class MatrixVectorExplorer(Explorer):
    """Move one entry of x: all entries of A x move along one column of A.

    Parameters
    ----------
    matrix : array_like, shape (m, n)
        A, of at most 4 rows and 4 columns.
    x : array_like, shape (n,)
        The vector, before an entry is moved.

    Raises
    ------
    ValueError
        If the shapes do not fit, or are too large to be shown.

    Examples
    --------
    >>> explorer = MatrixVectorExplorer([[1, 2, 3], [4, 5, 6]], [1, 0, -1])
    >>> explorer.by.value = 0.5
    >>> explorer.readout
    'x₁ moves by 0.5. So A x moves by 0.5 times column 1, (1, 4): by (0.5, 2).'
    """

    figsize = (5.6, 2.6)
    alt = "A matrix, a vector and their product in numbers; one column is marked."

    def __init__(
        self, matrix: ArrayLike = ((1, 2, 3), (4, 5, 6)), x: ArrayLike = (1, 0, -1)
    ) -> None:
        self.A, self.vector = as_array(matrix).astype(float), as_array(x).astype(float)
        if self.A.ndim != 2 or self.vector.shape != self.A.shape[1:]:
            raise ValueError(
                say(
                    "the matrix has shape {matrix} and x {x}: they must be (m, n) and (n,)",
                    matrix=self.A.shape,
                    x=self.vector.shape,
                )
            )
        if max(self.A.shape) > MOST:
            raise ValueError(
                say(
                    "the matrix has shape {shape}: at most {most} rows and columns",
                    shape=self.A.shape,
                    most=MOST,
                )
            )
        names = tuple(indexed("x", j + 1) for j in range(len(self.vector)))
        super().__init__(entry=names, by=linear_grid(-2, 2, 17), start={"by": 0})

    def draw_backdrop(self, axes: Any) -> None:
        """Write the matrix."""
        m, n = self.A.shape
        axes.set(xlim=(-0.3, n + 4.4), ylim=(-max(m, n) - 0.1, 0.7))
        axes.axis("off")
        for i in range(m):
            for j in range(n):
                self._write(axes, i, j, self.A[i, j])
        for place, name in ((n / 2, "A"), (n + 1.2, "x"), (n + 3.4, "A x")):
            axes.text(place, 0.4, name, color=GRAY, **_CELL)
        axes.text(n + 2.2, -0.5, "=", **_CELL)

    def draw_ink(self, axes: Any, entry: str, by: float) -> str:
        """Mark the column, and write the vector and the product."""
        m, n = self.A.shape
        j = [name for name, _ in self.entry.options].index(entry)
        x = self.vector + by * np.eye(n)[j]
        axes.add_patch(Rectangle((j, -m), 1, m, facecolor=ORANGE, alpha=0.3))
        axes.add_patch(Rectangle((n + 0.7, -j - 1), 1, 1, facecolor=ORANGE, alpha=0.3))
        axes.add_patch(Rectangle((n + 2.7, -m), 1.4, m, facecolor=ORANGE, alpha=0.3 if by else 0))
        for i, value in enumerate(x):
            self._write(axes, i, n + 0.7, value)
        for i, value in enumerate(self.A @ x):
            self._write(axes, i, n + 2.9, value)
        column = self.A[:, j]
        return say(
            "{entry} moves by {by}. So A x moves by {by} times column {j}, {column}: by {moves}.",
            entry=entry,
            by=by,
            j=j + 1,
            column=column,
            moves=by * column,
        )

    @staticmethod
    def _write(axes: Any, row: int, left: float, value: float) -> None:
        axes.text(left + 0.5, -row - 0.5, number(float(value), ".4g"), **_CELL)


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
            axes.text(-0.3, -row - 0.5, indexed(down, row + 1), color=GRAY, **_CELL)
            for column in range(columns):
                i, j = (row, column) if by_output else (column, row)
                cell = Rectangle((column, -row - 1), 1, 1, facecolor=BLUE, edgecolor="white")
                cell.set_alpha(0.3 if i == 0 else 0.12)
                axes.add_patch(cell)
                slope = f"∂{indexed('y', i + 1)}/∂{indexed('x', j + 1)}"
                axes.text(column + 0.5, -row - 0.5, slope, **_CELL)
        for column in range(columns):
            axes.text(column + 0.5, 0.3, indexed(across, column + 1), color=GRAY, **_CELL)
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

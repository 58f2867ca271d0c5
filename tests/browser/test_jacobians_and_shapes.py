from checks import *  # noqa: F403

CHAPTER = "06_jacobians_and_shapes"


def test_the_table_turns_over(chapter):
    table = chapter.explorer(0)
    assert table.readout.startswith("y ∈ ℝ², x ∈ ℝ³. The Jacobian, J[i, j] = ")
    assert "the shape 2 × 3" in table.readout
    assert squares(table) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
    table.choose("Jᵀ")
    assert "transpose Jᵀ has the shape 3 × 2" in table.readout
    assert squares(table) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    table.press("Home")
    assert "y ∈ ℝ¹, x ∈ ℝ³. Its transpose Jᵀ has the shape 3 × 1" in table.readout
    assert squares(table) == [(0, 0), (0, 1), (0, 2)]


def squares(table):
    """Column and row of the table's squares, both from 0."""
    corners = [lower_left for lower_left, _ in table.lines(0, "#ffffff")]
    return sorted((round(x), round(-y) - 1) for x, y in corners)

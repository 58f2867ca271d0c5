from checks import *  # noqa: F403

CHAPTER = "06_jacobians_and_shapes"


def test_the_table_turns_over(chapter):
    table = chapter.explorer(0)
    assert table.readout.startswith("y ∈ ℝ², x ∈ ℝ³. The Jacobian J has the shape 2 × 3")
    upright = table.ink
    table.choose("∇y")
    assert "∇y = Jᵀ has the shape 3 × 2" in table.readout
    assert table.ink != upright
    table.press("Home")
    assert "y ∈ ℝ¹, x ∈ ℝ³. The gradient ∇y = Jᵀ has the shape 3 × 1" in table.readout
    table.choose("J")
    table.press("ArrowRight")
    assert table.ink == upright

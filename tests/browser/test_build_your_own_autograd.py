import pytest
from checks import *  # noqa: F403

from d2lmini.style import ORANGE

CHAPTER = "15_build_your_own_autograd"
STEPPER, BRACKETS, BOUNDARY = range(3)


def test_our_own_graph_is_stepped_through(chapter):
    stepper = chapter.explorer(STEPPER)
    stepper.press("End")
    assert stepper.readout == "x̄ = n̄₂ · ∂n₂/∂x + n̄₁ · ∂n₁/∂x = 1 · 7 + 3 · 1 = 10."


def test_the_bracket_moves_with_the_choice(chapter):
    brackets = chapter.explorer(BRACKETS)
    assert "= 2,000,000 multiplications. As many as" in brackets.readout
    brackets.press("Home", slider=0)
    brackets.press("End", slider=2)
    assert "= 110,000 multiplications" in brackets.readout
    left = sorted(min(x for x, _ in line) for line in brackets.lines(0, ORANGE.lower()))
    brackets.choose("from the input")
    assert "= 10,100,000 multiplications" in brackets.readout
    moved = sorted(min(x for x, _ in line) for line in brackets.lines(0, ORANGE.lower()))
    assert [b - a for a, b in zip(left, moved, strict=True)] == pytest.approx([1, 1], abs=0.02)


def test_the_boundary_learns(chapter):
    boundary = chapter.explorer(BOUNDARY)
    boundary.press("Home")
    assert boundary.readout.startswith("Step 0: ")
    before = boundary.marks(1)
    boundary.press("End")
    assert boundary.readout.startswith("Step 150: 40 of 40 points are on their side.")
    (end,) = boundary.marks(1, ORANGE.lower())
    assert end == pytest.approx((150, 0.015), abs=0.5)
    assert before != boundary.marks(1, ORANGE.lower())

import re

import numpy as np
from checks import *  # noqa: F403

from d2lmini.style import BLUE, ORANGE

CHAPTER = "00_start_here"
METERS = [1.2, 2.6, 5.0, 7.4, 8.8]  # after 0, 1, 2, 3 and 4 minutes


def check_place(explorer, w):
    """The page shows the line 1 + w x, and from it a miss to each point."""
    ((left, right),) = np.array(explorer.lines(0, BLUE.lower()))
    np.testing.assert_allclose([left[1], right[1]], [1 + w * left[0], 1 + w * right[0]], atol=0.1)
    assert left[0] < 0 < 4 < right[0]
    misses = [[(x, 1 + w * x), (x, y)] for x, y in enumerate(METERS)]
    np.testing.assert_allclose(explorer.lines(0, ORANGE.lower()), misses, atol=0.1)


def test_the_slider_moves_by_keyboard(chapter):
    explorer = chapter.explorer(0)
    explorer.press(*["ArrowRight"] * 10)
    assert explorer.readout == "w = 2.0: the loss, the mean of the squared misses, is 0.08."
    check_place(explorer, w=2)


def test_the_slider_moves_by_pointer(chapter):
    explorer = chapter.explorer(0)
    explorer.handles.first.drag_to(
        explorer.output.locator(".noUi-target"), target_position={"x": 2, "y": 2}
    )
    assert explorer.readout.startswith("w = 0.0: the loss, the mean of the squared misses, is 24")
    check_place(explorer, w=0)


def test_the_slider_moves_by_code(chapter):
    """The cell that sets w shows the readout that the picture shows."""
    chapter.page.evaluate(
        """() => {
            const { content } = window.jupyterapp.shell.currentWidget;
            const sets = (cell) => cell.model.sharedModel.getSource().startsWith("line.w.value");
            content.activeCellIndex = content.widgets.findIndex(sets);
        }"""
    )
    chapter.command("notebook:run-cell")
    explorer = chapter.explorer(0)
    explorer.output.get_by_text("w = 1.0: the loss").wait_for()


def test_the_question_commits_by_keyboard_alone(chapter):
    box = chapter.page.locator(".d2lmini-predict").first
    guess, right = box.get_by_role("button").all()[1], box.get_by_role("button").all()[0]
    assert "steeper" not in box.inner_text()
    guess.focus()
    guess.press("Enter")
    box.get_by_text("You guessed “make w smaller”; it is “make w larger”.").wait_for()
    assert guess.get_attribute("aria-pressed") == "true"
    right.press("Enter")  # too late
    assert guess.get_attribute("aria-pressed") == "true"
    assert right.get_attribute("aria-pressed") == "false"


def test_it_turns_dark(chapter):
    """In the dark theme pictures are dark, and sentences light."""
    chapter.theme("JupyterLab Dark")
    looks = chapter.page.evaluate(
        """() => [...document.querySelectorAll(".d2lmini-picture")].map((e) => [
            getComputedStyle(e).filter, getComputedStyle(e.nextElementSibling).color])"""
    )
    chapter.theme("JupyterLab Light")
    for filtered, color in looks:
        assert "invert" in filtered
        assert min(map(int, re.findall(r"\d+", color)[:3])) > 180

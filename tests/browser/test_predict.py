"""The question that commits, wherever its answer stands."""

import pytest

ASK = """
from d2lmini import Predict
choices = ("steeper", "flatter", "as steep")
Predict("How steep?", choices, answer={answer!r}, why="It bends.")
"""
ANSWERS = ("flatter", "as steep")


@pytest.fixture(scope="module")
def lab(own_page):
    return own_page(*(ASK.format(answer=answer) for answer in ANSWERS for _ in range(2)))


@pytest.mark.parametrize("nth", range(4))
def test_the_answer_is_marked_and_told(lab, nth):
    answer, guess = ANSWERS[nth // 2], ("steeper", ANSWERS[nth // 2])[nth % 2]
    box = lab.page.locator(".d2lmini-predict").nth(nth)
    assert box.locator(".d2lmini-answer, .d2lmini-guess").count() == 0
    assert box.locator(".d2lmini-why").inner_text() == ""
    box.get_by_role("button", name=guess, exact=True).press("Enter")
    assert box.locator(".d2lmini-answer").all_inner_texts() == [answer]
    assert box.locator(".d2lmini-guess").all_inner_texts() == [guess]
    assert box.locator("[aria-pressed=true]").all_inner_texts() == [guess]
    told = f"You guessed “{guess}”; it is “{answer}”." if guess != answer else "✓ As you guessed."
    assert box.locator(".d2lmini-why").inner_text() == f"{told} It bends."


HELD_BACK = """
import numpy as np
from d2lmini import Predict, SecantExplorer, plot
def ask(question, then):
    return Predict(question, ("yes", "no"), answer="yes", why="So it is.", then=then)
x = np.array([1, 2])
"""


def test_what_was_held_back_comes_with_the_guess(notebook):
    lab = notebook(
        HELD_BACK,
        "ask('A plot?', lambda: (print('now'), plot(x, x))[1])",
        "ask('An explorer?', SecantExplorer())",
    )
    boxes = [lab.page.locator(".d2lmini-predict").nth(nth) for nth in range(2)]
    assert lab.page.locator(".d2lmini-then:visible").count() == 0
    assert lab.page.locator(".d2lmini-picture").count() == 0
    for box in boxes:
        box.get_by_role("button", name="yes").press("Enter")
    assert boxes[0].locator("pre").inner_text() == "now"
    plot = boxes[0].locator("img")
    plot.wait_for()
    assert plot.evaluate("(e) => e.decode().then(() => e.naturalWidth)") > 200
    assert plot.get_attribute("alt") == "A plot of y against x."
    boxes[1].locator(".d2lmini-picture[data-frames]").wait_for()
    moving = boxes[1].locator(".noUi-handle").first
    moving.press("ArrowRight")
    assert not boxes[1].locator(".d2lmini-readout").inner_text().startswith("h = 1:")
    lab.run_all()  # again: the guess is kept, and what it unfolded
    for box in boxes:
        assert box.locator("[aria-pressed=true]").all_inner_texts() == ["yes"]
    boxes[1].locator(".d2lmini-picture[data-frames]").wait_for()

"""The question that commits, wherever its answer stands."""

import pytest

ASK = """
from d2lmini import Predict
choices = ("steeper", "flatter", "as steep")
Predict("How steep?", choices, answer={answer!r}, why="It bends.")
"""
ANSWERS = ("flatter", "as steep")


@pytest.fixture(scope="module")
def lab(notebook):
    return notebook(*(ASK.format(answer=answer) for answer in ANSWERS for _ in range(2)))


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

import pytest

from d2lmini import Predict

QUESTION = {
    "question": "Is 1 < 2?",
    "choices": ("yes", "<no>"),
    "answer": "yes",
    "why": "2 − 1 > 0.",
}


def test_unrun_it_reads_as_the_question_with_its_choices():
    predict = Predict(**QUESTION)
    assert repr(predict) == "Predict: Is 1 < 2?  ( ) yes  ( ) <no>"
    bundle = predict._repr_mimebundle_()
    html = bundle["text/html"]
    assert "Is 1 &lt; 2?" in html
    assert "<li>&lt;no&gt;</li>" in html
    assert "2 − 1" not in html  # the why would give the answer away
    assert "model_id" in bundle["application/vnd.jupyter.widget-view+json"]


def test_a_guess_stays_visible():
    predict = Predict(**QUESTION)
    assert predict.guess == -1
    predict.guess = 1
    assert repr(predict) == "Predict: Is 1 < 2?  ( ) yes  (•) <no>"


@pytest.mark.parametrize("answer", ["steeper", "flatter", "as steep"])
def test_the_answer_is_the_choice_that_was_named(answer):
    choices = ("steeper", "flatter", "as steep")
    predict = Predict("How steep?", choices, answer=answer, why="It bends.")
    assert predict.choices[predict.answer] == answer
    for choice, reply in zip(choices, predict.replies, strict=True):
        if choice == answer:
            assert reply == "✓ As you guessed. It bends."
        else:
            assert reply == f"You guessed “{choice}”; it is “{answer}”. It bends."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answer": "perhaps"}, "answer must be one of the choices"),
        ({"choices": ("yes",)}, "two or more different"),
        ({"choices": ("yes", "yes")}, "two or more different"),
    ],
)
def test_questions_that_cannot_be_asked(change, message):
    with pytest.raises(ValueError, match=message):
        Predict(**QUESTION | change)


@pytest.mark.parametrize(
    "change", [{"choices": "yes"}, {"question": 3}, {"choices": (1, 2), "answer": 1}, {"why": None}]
)
def test_questions_are_text(change):
    with pytest.raises(TypeError, match="text"):
        Predict(**QUESTION | change)


def test_close_closes_its_layout():
    predict = Predict(**QUESTION)
    predict.close()
    assert predict.comm is None
    assert predict.layout.comm is None

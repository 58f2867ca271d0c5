import base64
import re

import pytest
from IPython.display import display

import d2lmini.predict
from d2lmini import Predict, SecantExplorer, compare, plot, plt, trace

QUESTION = {
    "question": "Is 1 < 2?",
    "choices": ("yes", "<no>"),
    "answer": "yes",
    "why": "2 − 1 > 0.",
}


@pytest.fixture(autouse=True)
def _a_new_session(monkeypatch):
    monkeypatch.setattr(d2lmini.predict, "_guesses", {})


def test_unrun_it_reads_as_the_question_with_its_choices():
    predict = Predict(**QUESTION)
    assert repr(predict) == "Predict: Is 1 < 2?  ( ) yes  ( ) <no>"
    bundle = predict._repr_mimebundle_()
    html = bundle["text/html"]
    assert "Is 1 &lt; 2?" in html
    assert "<li>&lt;no&gt;</li>" in html
    question, answer = html.split("<details><summary>Answer</summary>")
    assert "2 − 1" not in question  # the why would give the answer away
    assert answer == "<p><b>yes.</b> 2 − 1 &gt; 0.</p></details>"
    assert "model_id" in bundle["application/vnd.jupyter.widget-view+json"]


def test_a_guess_stays_visible_all_session_long():
    predict = Predict(**QUESTION)
    assert predict.guess == -1
    predict.guess = 1
    assert repr(predict) == "Predict: Is 1 < 2?  ( ) yes  (•) <no>"
    predict.close()
    assert Predict(**QUESTION).guess == 1
    assert Predict(**QUESTION | {"question": "Is 2 < 1?"}).guess == -1


def prints():
    print("1 < 2")
    return 3


def draws():
    plot([1, 2], [3, 4])


@pytest.mark.parametrize(
    ("then", "parts"),
    [
        (None, [""]),
        ("1 < 2", ["<pre>1 &lt; 2</pre>"]),
        (2.5, ["<pre>2.5</pre>"]),
        (prints, ["<pre>1 &lt; 2</pre>", "<pre>3</pre>"]),
        (lambda: display(7), ["<pre>7</pre>"]),
        (compare(abs, 2), ["<table>", "numerical"]),
        (trace(lambda x: x * x, x=3), ['<img alt="node', "n₁", "data:image/svg+xml;base64,"]),
        (draws, ['<img alt="A plot of y against x." src="data:image/svg+xml;base64,']),
        (SecantExplorer(), ["SecantExplorer(h=1.0", "has slope 5.00000"]),
    ],
)
def test_what_is_shown_after_the_guess(then, parts):
    before = plt.get_fignums()
    predict = Predict(**QUESTION, then=then)
    rest = predict.shown
    for part in parts:
        assert part in rest
        rest = rest.split(part, 1)[1] if part else rest
    assert plt.get_fignums() == before
    question, answer = predict._repr_mimebundle_()["text/html"].split("<details>")
    assert predict.shown in answer
    assert all(part not in question for part in parts if part)
    assert (predict.moving is None) == (not isinstance(then, SecantExplorer))


def test_the_picture_held_back_is_the_same_text_every_time():
    graph = trace(lambda x: x * x, x=3)
    packed = Predict(**QUESTION, then=graph).shown.split("base64,")[1].split('"')[0]
    svg = base64.b64decode(packed).decode()
    assert "<svg" in svg
    assert not re.search(r"\d\.\d{3}", svg.split("<svg", 1)[1].split("viewBox", 1)[1])
    assert Predict(**QUESTION, then=graph).shown.split("base64,")[1].startswith(packed)


def test_a_function_that_fails_fails_at_once():
    with pytest.raises(ZeroDivisionError):
        Predict(**QUESTION, then=lambda: 1 / 0)


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

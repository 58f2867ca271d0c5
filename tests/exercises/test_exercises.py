"""Every exercise is complete, and its answers are those that sympy finds another way."""

from itertools import chain

import pytest
import sympy
from exact import EXACT

from d2lmini import Ask, register
from d2lmini.exercises.exercise import Choice, Exercise, Formula
from d2lmini.exercises.registry import CHAPTERS, find, of_chapter
from d2lmini.exercises.texts import plain

ALL = [e for chapter in CHAPTERS for e in of_chapter(chapter) if isinstance(e, Exercise)]
every = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.name)


def texts(exercise):
    """All that is said in it."""
    yield from (exercise.text, *exercise.hints, *exercise.solution)
    for field in exercise.fields:
        yield from (field.label, *field.mistakes.values())


@every
def test_it_is_named_after_its_chapter_and_counted(exercise):
    chapter, count = exercise.name.split(".")
    assert of_chapter(chapter)[int(count) - 1] is exercise


@every
def test_it_has_hints_a_solution_and_foreseen_mistakes(exercise):
    assert len(exercise.hints) >= 2
    assert exercise.solution
    assert sum(len(field.mistakes) for field in exercise.fields) >= 3
    for text in (exercise.text, *exercise.hints):
        assert plain(text)[-1] in ".?:", text
    for text in texts(exercise):
        assert "`" not in plain(text), text


@every
def test_no_hint_is_the_solution(exercise):
    for field in exercise.fields:
        if isinstance(field, Formula):
            for hint in exercise.hints:
                assert f"`{field.answer}`" not in hint


@every
def test_the_answers_are_sympys(exercise):
    formulas = [field for field in exercise.fields if isinstance(field, Formula)]
    exact = EXACT.get(exercise.name, ())
    assert len(exact) == len(formulas)
    for field, wanted in zip(formulas, exact, strict=True):
        for point, *row in zip(field.spec()["points"], *field.spec()["right"], strict=True):
            given = [
                sympy.sympify(w).subs({sympy.Symbol(n): v for n, v in point.items()})
                for w in wanted
            ]
            assert row == pytest.approx(
                [float(g) for g in given], rel=1e-9, abs=field.within or 1e-12
            )


@every
def test_no_foreseen_mistake_is_right(exercise):
    for field in exercise.fields:
        if isinstance(field, Formula):
            spec = field.spec()
            for mistake in spec["mistakes"]:
                pairs = zip(chain(*mistake["values"]), chain(*spec["right"]), strict=False)
                differs = any(a is None or abs(a - b) > 1e-3 for a, b in pairs)
                assert differs or len(mistake["values"]) != len(spec["right"])
        elif isinstance(field, Choice):
            assert set(field.mistakes) == set(field.choices) - {field.answer}


def test_a_teacher_registers_an_exercise():
    own = Exercise(
        "mine.1", "Differentiate `x^3`.", (Formula("3x^2", {"x": (0, 2)}),), ("?",), ("!",)
    )
    register(own)
    assert find("mine.1") is own
    assert repr(Ask("mine.1")) == "Ask: Differentiate x³."


def test_what_is_not_there_is_said():
    with pytest.raises(ValueError, match=r"there is no exercise 'rules\.1': chapters are"):
        Ask("rules.1")
    with pytest.raises(ValueError, match=r"only differentiation_rules\.1, "):
        Ask("differentiation_rules.99")
    with pytest.raises(TypeError, match="goes by its name"):
        Ask(3)
    with pytest.raises(TypeError, match="register takes exercises"):
        register("mine.1")


def test_an_answer_without_values_is_refused():
    with pytest.raises(ValueError, match="has values at too few points"):
        Formula("ln x", {"x": (-3, -1)}).spec()


def test_on_a_page_without_a_kernel_the_rest_is_folded():
    html = Ask("differentiation_rules.1")._repr_mimebundle_()["text/html"]
    question, rest = html.split("<details>", 1)
    assert "5x³ − 2x + 7" in question
    assert "15x²" not in question
    assert "15x² − 2" in rest


def test_the_place_of_a_choice_says_nothing():
    """Of those with three choices about a third has the answer first."""
    every = chain.from_iterable(map(of_chapter, CHAPTERS))
    fields = [f for e in every if isinstance(e, Exercise) for f in e.fields]
    for size in (2, 3, 4):
        choices = [f for f in fields if isinstance(f, Choice) and len(f.choices) == size]
        first = sum(f.shown[0] == f.answer for f in choices)
        assert 0.5 * len(choices) / size < first < 1.7 * len(choices) / size, size
        assert all(sorted(f.shown) == sorted(f.choices) for f in choices)

"""Answers in code: not attempted, wrong with what was seen, right with why it matters."""

import json

import numpy as np
import pytest
import torch

from d2lmini import check, hint, progress, register, solution, trace
from d2lmini.exercises import progress as kept
from d2lmini.exercises.code import CALLS, CodeExercise, array_like, function_like
from d2lmini.exercises.registry import CHAPTERS, of_chapter

ALL = [e for chapter in CHAPTERS for e in of_chapter(chapter) if isinstance(e, CodeExercise)]
every = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.name)


MINUTES, METERS = torch.arange(5.0), torch.tensor([1.2, 2.6, 5.0, 7.4, 8.8])


def loss(w, b):
    return ((w * MINUTES + b - METERS) ** 2).mean()


def f(x):
    return torch.log(torch.as_tensor(x) ** 2) * torch.sin(torch.as_tensor(x)) + 1 / x


def answered(code):
    names = {"np": np, "torch": torch, "trace": trace, "loss": loss}  # as in the chapters
    exec(code, names)
    return names["answer"]


@every
def test_the_solution_is_right_and_nothing_is_not_attempted(exercise):
    assert check(exercise.name, answered(exercise.solution)).right
    assert check(exercise.name).right is None
    assert check(exercise.name, answered(exercise.stub)).says.startswith("Not attempted yet")


@every
def test_it_has_hints_and_says_why_it_matters(exercise):
    assert len(exercise.hints) >= 2
    assert exercise.matters.endswith(".")
    assert exercise.why


def made(judge):
    exercise = CodeExercise("made.1", "?", judge, "So it is.", ("?", "!"), "answer = 1", ("!",))
    register(exercise)
    return exercise.name


def slope(x):
    return 3 * x**2


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda x: x**3, "That is f itself."),
        (lambda x: x**2, "At 1.3 your function gives 1.69; 5.07 is wanted."),
        (lambda x: "a", "Numbers are wanted, got 'a'."),
        (lambda x: [x, x], "One number is wanted, and the shape is (2,)."),
        (lambda x: ([x, x], x), "Numbers are wanted, got ("),  # rows of different lengths
        (lambda x: 1 / 0, "Your code stopped: ZeroDivisionError: division by zero"),
        (lambda: 3, "Your code stopped: TypeError: "),
        (5, "A function is wanted, got 5."),
    ],
)
def test_a_wrong_function_is_told_what_was_seen(answer, says):
    name = made(function_like(slope, (1.3, 2.0), {"That is f itself.": lambda x: x**3}))
    found = check(name, answer)
    assert not found.right
    assert found.says.startswith(says)
    assert "Traceback" not in found.says


def test_several_arguments_are_told_by_name_and_lists_as_they_are():
    name = made(function_like(lambda w, rows: w + len(rows), [(1.0, [[], [2.0, 3.0]])]))
    says = check(name, lambda w, rows: 0.0).says
    assert says == "At w = 1, rows = [[], [2.0, 3.0]] your function gives 0; 3 is wanted."
    assert check(name, lambda *both: 0.0).says.startswith("At 1, [[], [2.0, 3.0]] your function")


def test_a_function_is_called_a_bounded_number_of_times_and_its_input_is_its_own():
    calls = []

    def answer(v):
        calls.append(1)
        v += 1  # of a copy
        return (v - 1).sum()

    point = np.array([1.0, 2.0])
    assert check(made(function_like(np.sum, [point] * 50)), answer).right
    assert len(calls) <= CALLS
    assert point.tolist() == [1, 2]


@pytest.mark.parametrize("kind", [np.array, torch.tensor, list])
def test_arrays_are_judged_by_shape_and_entries(kind):
    name = made(array_like([[1.0, 2.0], [3.0, 4.0]], {"That is Jᵀ.": [[1.0, 3.0], [2.0, 4.0]]}))
    assert check(name, kind([[1.0, 2.0], [3.0, 4.0]])).right
    assert check(name, kind([[1.0, 3.0], [2.0, 4.0]])).says == "That is Jᵀ."
    assert check(name, kind([1.0, 2.0])).says == "The shape is (2,), and (2, 2) is wanted."
    assert check(name, kind([[1.0, 2.0], [9.0, 4.0]])).says == ("Entry [1, 0] is 9: not right.")


def test_a_tensor_keeps_its_record_and_its_gradient():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = 2 * x
    assert check(made(array_like([2.0, 4.0])), y).right
    y.sum().backward()
    assert x.grad.tolist() == [2, 2]


def test_hints_and_solution():
    assert repr(hint("differentiation_rules.11", 2)).count("\n") == 1
    assert "def answer(x)" in repr(solution("differentiation_rules.11"))
    with pytest.raises(
        ValueError, match=r"is answered by typing: Ask\('differentiation_rules\.1'\)"
    ):
        check("differentiation_rules.1", 3)


def test_what_was_solved_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "path", lambda: tmp_path / "new" / "progress.json")
    assert progress().counts["differentiation_rules"][0] == 0
    check("differentiation_rules.11", lambda x: 2 / x)
    check("differentiation_rules.11", lambda x: x)  # solved is solved
    assert progress().counts["differentiation_rules"][0] == 1
    assert list(json.loads(kept.path().read_text())) == ["differentiation_rules.11"]
    assert [p.name for p in kept.path().parent.iterdir()] == ["progress.json"]
    kept.path().write_text("{broken")
    assert progress().counts["differentiation_rules"][0] == 0


def test_it_can_be_switched_off(monkeypatch):
    assert kept.path() is None  # as in all tests
    monkeypatch.delenv("D2LMINI_PROGRESS")
    assert kept.path().name == "progress.json"


def test_where_nothing_can_be_written_nothing_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(kept, "path", lambda: tmp_path / "file" / "progress.json")
    assert check("differentiation_rules.11", lambda x: 2 / x).right


class TestAnswersOfOnesOwn:
    """Where many answers are right, each is judged by what it does."""

    @pytest.mark.parametrize(
        ("name", "code", "says"),
        [
            ("extremes.8", "lambda x: (x - 2) ** 3 + 5", "✓ Right."),
            ("extremes.8", "lambda x: -((x - 2) ** 5)", "✓ Right."),
            ("extremes.8", "lambda x: (x - 2) ** 2", "Close to 2 it looks like a minimum."),
            ("extremes.8", "lambda x: -((x - 2) ** 4)", "Close to 2 it looks like a maximum."),
            ("extremes.8", "lambda x: x**3", "A small step at 2 suggests the slope 12, not 0."),
            ("extremes.8", "lambda x: 7", "A small step at 2 sees no change."),
            ("extremes.8", "lambda x: 1 / (x - 2)", "Your code stopped: ZeroDivisionError"),
            ("extremes.8", "lambda x: (x - 2) ** 5 + 20", "✓ Right."),
            ("extremes.8", "lambda x: (x - 2) ** 3 + 0.001 * x", "A small step at 2 suggests the"),
            ("extremes.8", "lambda x: (x - 2.01) ** 3", "A small step at 2 suggests the slope"),
            ("extremes.8", "lambda x: max(0, x - 2) ** 2", "On one side of 2 it is constant."),
            ("extremes.8", "lambda x: None", "The answer is None."),
            (
                "autograd.11",
                "lambda x: torch.log(x) if x > 9 else torch.sqrt(x)",
                "At −2.713 it has",
            ),
            ("autograd.9", "torch.autograd.grad(SINES.sum(), XS)", "✓ Right."),
            ("autograd_in_depth.7", "(torch.tensor(30.0),)", "✓ Right."),
            ("backpropagation.13", "f(2)", "A graph is wanted, as trace returns it; got tensor("),
            ("backpropagation.13", "trace(f, x=3)", "It is the graph at x = 3: take x = 2."),
            ("backpropagation.13", "trace(lambda x: f(x) - 1 / x, x=2)", "Its output is that of"),
            ("backpropagation.13", "trace(lambda x: x * x, x=2)", "Its output is 4; f(2) is"),
            (
                "backpropagation.13",
                "trace(lambda x: f(x.detach()) + 0 * x, x=2)",
                "f(2) is right, but at x arrives 0: a part was cut off the record.",
            ),
            (
                "backpropagation.13",
                "trace(lambda x: 1 / x + torch.sin(x) * (2 * x.log()), x=2)",
                "✓",
            ),
            ("extremes.8", "3", "A function is wanted, got 3."),
            ("autograd.11", "lambda x: torch.sin(x) if x > 2 else x**3", "✓ Right."),
            ("autograd.11", "lambda x: x**2", "No branch or loop was found in answer"),
            ("autograd.11", "lambda x: x.detach() if x > 0 else x", "At 1.307 it gives no number"),
            ("autograd.11", "lambda x: 3 if x > 0 else x", "At 1.307 it gives no number"),
            (
                "autograd.11",
                "lambda x: x * x.detach() if x > 0 else x",
                "At 1.307 torch says 1.307;",
            ),
            ("autograd_in_practice.8", "lambda x: torch.where(x > 0, x**0.5, 0 * x)", "The slope"),
            (
                "autograd_in_practice.8",
                "lambda x: torch.where(x > 0, torch.where(x == 0, x + 1, x) ** 0.5, 0 * x)",
                "The slope at −1 is nan still",
            ),
            ("autograd_in_practice.8", "lambda x: x.detach() ** 0.5", "The result does not depend"),
            ("autograd_in_practice.8", "lambda x: 0 * x", "At 4 it gives 0; 2 is wanted."),
            ("autograd_in_practice.9", "loss(0.0, 5.0)", "8.08 is the best that b alone"),
        ],
    )
    def test_is_told_what_was_seen(self, name, code, says):
        xs = torch.linspace(-3, 3, 13, requires_grad=True)
        names = {
            "torch": torch,
            "loss": loss,
            "XS": xs,
            "SINES": torch.sin(xs),
            "f": f,
            "trace": trace,
        }
        answer = eval(code, names)
        assert check(name, answer).says.startswith(says), check(name, answer).says

    def test_a_loop_without_end_is_stopped(self):
        def answer(x):
            while x < 100:
                x = 2 * x
            return x

        assert check("autograd.11", answer).says.startswith("Your code does not end")
        assert check("autograd.11", lambda x: answer(x) if x else x).says.startswith(
            "Your code does"
        )


@pytest.mark.parametrize("unit", [1e-15, 1.0, 1e15])
def test_an_answer_is_judged_in_its_own_unit(unit):
    name = made(array_like(np.array([3.0, 4.0]) * unit))
    assert check(name, np.array([3.0, 4.0]) * unit).right
    assert check(name, torch.tensor([3.0, 4.0]) * unit).right  # float32
    assert not check(name, np.array([3.0, 4.001]) * unit).right
    assert not check(name, np.zeros(2)).right
    assert check(made(array_like(0.0)), np.sin(np.pi)).right
    assert not check(made(array_like(0.0)), 1e-9).right


def test_a_walk_in_float32_is_right_and_one_step_more_is_not():
    def walked(steps):
        p = torch.zeros(2)
        for _ in range(steps):
            p = p - 0.1 * torch.stack([2 * (p[0] - 1), 4 * (p[1] + 2)])
        return p

    assert check("gradient_descent.3", walked(50)).right
    assert check("gradient_descent.3", walked(51)).says == "That is 51 steps."

"""Exercises that are answered in code: `check`, `hint`, `solution`."""

from __future__ import annotations

import copy
import html
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from d2lmini.errors import explanation
from d2lmini.exercises import progress
from d2lmini.exercises.texts import folded, markdown, paragraph, plain
from d2lmini.learner import as_array, is_tensor
from d2lmini.words import number, say, sentences, written

CLOSE = 0.01  # a number this near is a rounded one
MOST_LINES = 100_000  # of a learner's function, in one check
CALLS = 20  # so often a learner's function is called at most


class NotRightError(Exception):
    """What is wrong with an answer; its text is shown instead of a traceback."""


@dataclass(frozen=True)
class CodeExercise:
    """An exercise that is answered in code.

    Attributes
    ----------
    name : str
        The chapter's name without its number, and a count: ``"autograd.4"``.
    text : str
        What is asked.
    judge : callable
        Takes the answer, which it never changes; if it is wrong, raises `NotRightError` with what
        was seen.
    matters : str
        Said if it is right: why it matters.
    hints : sequence of str
        From a nudge to nearly there.
    solution : str
        Code that answers it, and assigns to ``answer``.
    why : sequence of str
        The reasoning, a line each.
    stub : str
        What the learner begins with: code that runs as it stands, and assigns to ``answer``.
    """

    name: str
    text: str
    judge: Callable[[Any], None]
    matters: str
    hints: Sequence[str]
    solution: str
    why: Sequence[str]
    stub: str = "answer = ..."


@dataclass(frozen=True)
class Verdict:
    """What `check` says of an answer.

    Attributes
    ----------
    right : bool or None
        None if there was no attempt.
    says : str
        The sentence.
    exercise : CodeExercise
        Whose hints and solution stand below it, folded.
    """

    right: bool | None
    says: str
    exercise: CodeExercise

    def __repr__(self) -> str:
        return self.says

    def _repr_html_(self) -> str:
        """Return the sentence for a notebook, hints and solution folded."""
        color = {True: "#009e73", False: "#d55e00", None: "#999"}[self.right]
        style = f"border-left: 4px solid {color}; margin: 4px 0; padding-left: 8px"
        hints, solution = self.exercise.hints, Text(self.exercise.why, self.exercise.solution)
        return (
            f'<p style="{style}">{html.escape(self.says)}</p>'
            + "".join(folded(f"Hint {i}", paragraph(hint)) for i, hint in enumerate(hints, 1))
            + folded("Solution", solution.as_html())
        )


def verdict(exercise: CodeExercise, answer: Any) -> Verdict:
    """Judge an answer; whatever it does, there is a sentence and no traceback."""
    if answer is ... or _is_stub(answer, exercise.stub):
        says = say("Not attempted yet: write your answer above, and run the cell.")
        return Verdict(None, says, exercise)
    try:
        with _bounded(answer):
            exercise.judge(answer)
    except NotRightError as wrong:
        return Verdict(False, str(wrong), exercise)
    except Exception as error:  # of the learner's code
        known = explanation(error)
        stopped = say("Your code stopped: {error}.", error=known.error.rstrip("."))
        return Verdict(False, sentences(stopped, known.cause), exercise)
    progress.note(exercise.name)
    return Verdict(True, sentences(say("✓ Right."), exercise.matters), exercise)


def _is_stub(answer: Any, stub: str) -> bool:
    """Whether a function is the one that the learner began with."""
    if "def answer" not in stub or not hasattr(answer, "__code__"):
        return False
    names: dict[str, Any] = {}
    exec(stub, names)  # our own text, which only defines a function
    mine, theirs = names["answer"].__code__, answer.__code__
    parts = ("co_code", "co_consts", "co_names", "co_varnames")
    return all(getattr(mine, part) == getattr(theirs, part) for part in parts)


@contextmanager
def _bounded(answer: Any) -> Iterator[None]:
    """Stop a learner's code that does not end: a loop without end would hold up the kernel.

    What counts is all that stands in the cell of the answer.
    """
    cell = getattr(getattr(answer, "__code__", None), "co_filename", None)
    lines = count()

    def each_line(frame: Any, event: str, _: Any) -> Any:
        if event == "line" and next(lines) > MOST_LINES:
            raise NotRightError(say("Your code does not end: its loop goes on and on."))
        return each_line

    before = sys.gettrace()
    sys.settrace(lambda frame, event, arg: each_line if frame.f_code.co_filename == cell else None)
    try:
        yield
    finally:
        sys.settrace(before)


# --- what judges are made of --------------------------------------------------------------------


def function_like(
    reference: Callable[..., Any],
    points: Sequence[Any],
    mistakes: Mapping[str, Callable[..., Any]] | None = None,
    near: float = 1e-6,
) -> Callable[[Any], None]:
    """Judge a function by its values at points, of which there are at most 20.

    Parameters
    ----------
    reference : callable
        The right function.
    points : sequence
        What it is called with: numbers, arrays or tensors; tuples are several arguments.
    mistakes : dict of str to callable, optional
        Foreseen wrong functions, by the sentence that names the mistake.
    near : float
        How far values may be off, relatively.
    """

    def judge(answer: Any) -> None:
        if not callable(answer):
            raise NotRightError(say("A function is wanted, got {answer!r}.", answer=answer))
        given = [_called(answer, point) for point in points[:CALLS]]
        for says, wrong in (mistakes or {}).items():
            if all(_close(g, _called(wrong, p), near) for g, p in zip(given, points, strict=False)):
                raise NotRightError(says)
        for value, point in zip(given, points, strict=False):
            _compare(value, _called(reference, point), near, _named(answer, point))

    return judge


def array_like(
    reference: Any, mistakes: Mapping[str, Any] | None = None, near: float = 1e-6
) -> Callable[[Any], None]:
    """Judge an array, a tensor or a number by its shape and its entries.

    Parameters
    ----------
    reference : array_like
        The right one.
    mistakes : dict of str to array_like, optional
        Foreseen wrong ones, by the sentence that names the mistake.
    near : float
        How far entries may be off, relatively.
    """

    def judge(answer: Any) -> None:
        for says, wrong in (mistakes or {}).items():
            if _close(answer, wrong, near):
                raise NotRightError(says)
        _compare(answer, reference, near)

    return judge


def returning(judge: Callable[[Any], None]) -> Callable[[Any], None]:
    """Judge what a function without arguments returns; another answer is judged as it is."""
    return lambda answer: judge(answer() if callable(answer) else answer)


def _called(f: Callable[..., Any], point: Any) -> Any:
    """f at a point, which is copied first: the function may change what it is given."""
    arguments = point if isinstance(point, tuple) else (point,)
    return f(*map(_copied, arguments))


def _copied(value: Any) -> Any:
    return value.detach().clone() if is_tensor(value) else copy.deepcopy(value)


def _numbers(value: Any) -> np.ndarray:
    """A learner's numbers, left as they are."""
    if value is None:
        raise NotRightError(
            say(
                "The answer is None. A function without return gives that, as backward does; and "
                "so does .grad of what is no leaf, or was not walked back to yet."
            )
        )
    if callable(value) and not is_tensor(value):
        raise NotRightError(say("Numbers are wanted, got a function: hand in what it returns."))
    if isinstance(value, tuple) and len(value) == 1:  # as torch.autograd.grad returns it
        (value,) = value
    if is_tensor(value):
        value = value.detach()
    try:
        found = as_array(value)
    except (TypeError, ValueError) as error:  # ValueError: of rows that differ in length
        raise NotRightError(say("Numbers are wanted, got {value!r}.", value=value)) from error
    if found.dtype.kind not in "biuf":
        raise NotRightError(say("Numbers are wanted, got {value!r}.", value=value))
    return found.astype(float)


def _close(given: Any, wanted: Any, near: float) -> bool:
    try:
        one, two = _numbers(given), _numbers(wanted)
    except NotRightError:
        return False
    if two.ndim == 0 and one.size == 1:
        one = one.reshape(())
    return one.shape == two.shape and bool(_fit(one, two, near).all())


def _fit(one: np.ndarray, two: np.ndarray, near: float) -> np.ndarray:
    size = np.abs(two[np.isfinite(two)]).max(initial=0.0)
    return np.isclose(one, two, rtol=near, atol=near * size or 1e-12, equal_nan=True)


def _compare(given: Any, reference: Any, near: float, point: str = "") -> None:
    """Say where an answer differs from the reference, which is not given away but at one place."""
    one, two = _numbers(given), _numbers(reference)
    if two.ndim == 0 and one.size == 1:
        one = one.reshape(())
    if one.shape != two.shape:
        shapes = {"one": str(one.shape), "two": str(two.shape)}
        if two.ndim == 0:
            raise NotRightError(say("One number is wanted, and the shape is {one}.", **shapes))
        raise NotRightError(say("The shape is {one}, and {two} is wanted.", **shapes))
    fit = _fit(one, two, near)
    if fit.all():
        return
    place = tuple(int(i) for i in np.argwhere(~fit)[0])
    given, wanted = apart(one[place], two[place])
    if point:
        told = {"x": point, "given": given, "wanted": wanted}
        if place:
            told["place"] = str(list(place))
            raise NotRightError(say("At {x} entry {place} is {given}; {wanted} is wanted.", **told))
        raise NotRightError(say("At {x} your function gives {given}; {wanted} is wanted.", **told))
    near_miss = abs(one[place] - two[place]) <= CLOSE * abs(two[place])
    told = {"given": given, "place": str(list(place))}
    if near_miss and not place:
        raise NotRightError(
            say("{given} is close, but not exact: do not round, and take no small step.", **told)
        )
    if near_miss:
        raise NotRightError(
            say(
                "Entry {place} is {given}: close, but not exact. Take no rounding, no small step.",
                **told,
            )
        )
    if not place:
        raise NotRightError(say("{given} is not right.", **told))
    raise NotRightError(say("Entry {place} is {given}: not right.", **told))


def one_number(value: Any) -> float:
    """What a learner's function returned, as a plain number.

    Raises
    ------
    NotRightError
        If it is none.

    Examples
    --------
    >>> one_number(np.array([2.5]))
    2.5
    """
    found = _numbers(value)
    if found.size != 1:
        raise NotRightError(
            say("One number is wanted, and the shape is {one}.", one=str(found.shape))
        )
    return float(found.reshape(()))


def apart(one: float, two: float) -> tuple[str, str]:
    """Two numbers with as many digits as show that they differ, but at least five.

    Examples
    --------
    >>> apart(1.0, 2.0), apart(0.30921, 0.309213)
    (('1', '2'), ('0.30921', '0.309213'))
    """
    for digits in range(5, 17):
        shown = number(one, f".{digits}g"), number(two, f".{digits}g")
        if shown[0] != shown[1]:
            break
    return shown


def _named(f: Callable[..., Any], point: Any) -> str:
    """The arguments as they are told: by name, if there are several."""
    if not isinstance(point, tuple) or len(point) == 1:
        return _shown(*(point if isinstance(point, tuple) else (point,)))
    try:
        names = list(inspect.signature(f).parameters)
    except ValueError:  # some functions in C
        names = []
    if len(names) != len(point):
        return ", ".join(map(_shown, point))
    pairs = zip(names, map(_shown, point), strict=True)
    return ", ".join(f"{name} = {value}" for name, value in pairs)


def _shown(argument: Any) -> str:
    """An argument as it is told: a function by its name, a list as it is."""
    if callable(argument) and not is_tensor(argument):
        return argument.__name__
    if isinstance(argument, list):
        return repr(argument)
    return written(as_array(argument).astype(float))


# --- hints and solutions ------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """Lines to read, in a notebook as paragraphs and code."""

    lines: Sequence[str]
    code: str = ""

    def __repr__(self) -> str:
        return "\n".join([*map(plain, self.lines), *([self.code] if self.code else [])])

    def as_html(self) -> str:
        """Return the lines for a page that typesets no formulas."""
        code = f"<pre>{html.escape(self.code)}</pre>" if self.code else ""
        return "".join(map(paragraph, self.lines)) + code

    def _repr_markdown_(self) -> str:
        """Return the lines for a notebook."""
        code = [f"```python\n{self.code}\n```"] if self.code else []
        return "\n\n".join([*map(markdown, self.lines), *code])

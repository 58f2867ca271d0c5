"""Answers in code are checked; hints and solutions of any exercise in code; what was solved."""

from __future__ import annotations

from typing import Any

from d2lmini.exercises import progress as kept
from d2lmini.exercises.code import CodeExercise, Text, Verdict, verdict
from d2lmini.exercises.registry import CHAPTERS, find, of_chapter
from d2lmini.words import say


def check(name: str, answer: Any = ...) -> Verdict:
    """Check an answer in code; nothing of it is changed, and there is no traceback.

    A learner's function is called at most 20 times.

    Parameters
    ----------
    name : str
        The exercise, such as ``"autograd.4"``.
    answer : object
        What was asked for: a function, an array, a tensor, a number; ``...`` if there is none yet.

    Returns
    -------
    Verdict
        One sentence: what is wrong, or why it matters.

    Raises
    ------
    ValueError, TypeError
        If there is no such exercise, or it is answered by typing: see `Ask`.

    Examples
    --------
    >>> check("differentiation_rules.11", ...)
    Not attempted yet: write your answer above, and run the cell.
    >>> check("differentiation_rules.11", lambda x: 2 * x)
    At 1.3 your function gives 2.6; 1.5385 is wanted.
    """
    return verdict(_in_code(name), answer)


def hint(name: str, count: int = 1) -> Text:
    """Show the first hints of an exercise in code.

    Parameters
    ----------
    name : str
        The exercise.
    count : int
        How many, from a nudge to nearly there.

    Returns
    -------
    Text
        The hints.

    Raises
    ------
    ValueError, TypeError
        As `check`.

    Examples
    --------
    >>> hint("differentiation_rules.11")
    Which rule is for ln?
    """
    return Text(tuple(_in_code(name).hints[:count]))


def solution(name: str) -> Text:
    """Show the solution of an exercise in code, with the reasoning.

    Parameters
    ----------
    name : str
        The exercise.

    Returns
    -------
    Text
        Reasoning and code.

    Raises
    ------
    ValueError, TypeError
        As `check`.

    Examples
    --------
    >>> print(solution("differentiation_rules.11").code)
    def answer(x):
        return 2 / x
    """
    exercise = _in_code(name)
    return Text(tuple(exercise.why), exercise.solution)


def progress() -> kept.Progress:
    """Count the exercises that were solved, chapter by chapter.

    They are kept in ``progress.json`` in the user's data folder (of Linux:
    ``~/.local/share/d2lmini``), unless the environment variable ``D2LMINI_PROGRESS`` is ``off``.

    Returns
    -------
    Progress
        A table.

    Examples
    --------
    >>> progress().counts["differentiation_rules"]
    (0, 17)
    """
    done = kept.solved()
    return kept.Progress(
        {
            chapter: (sum(e.name in done for e in exercises), len(exercises))
            for chapter in CHAPTERS
            if (exercises := of_chapter(chapter))
        }
    )


def _in_code(name: str) -> CodeExercise:
    exercise = find(name)
    if not isinstance(exercise, CodeExercise):
        raise ValueError(say("{name} is answered by typing: Ask({name!r})", name=exercise.name))
    return exercise

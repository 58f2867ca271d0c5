"""All exercises by name: a module per chapter, and what teachers register."""

from __future__ import annotations

import importlib

from d2lmini.exercises.code import CodeExercise
from d2lmini.exercises.exercise import Exercise
from d2lmini.words import listed, say

AnyExercise = Exercise | CodeExercise

CHAPTERS = (
    "start_here",
    "limits",
    "derivatives",
    "differentiation_rules",
    "extremes",
    "areas",
    "partial_derivatives",
    "gradients",
    "gradient_descent",
    "jacobians_and_shapes",
    "chain_rule",
    "backpropagation",
    "autograd",
    "autograd_in_practice",
    "autograd_in_depth",
    "build_your_own_autograd",
    "fit_and_generalize",
    "how_our_figures_are_made",
)
_own: dict[str, AnyExercise] = {}


def register(*exercises: AnyExercise) -> None:
    """Add exercises of your own, which `Ask` then finds by name.

    Parameters
    ----------
    *exercises : Exercise or CodeExercise
        The exercises; one of the same name takes the place of another.

    Raises
    ------
    TypeError
        If one is no exercise.

    Examples
    --------
    >>> from d2lmini.exercises.exercise import Exercise, Formula
    >>> cube = Formula("3x^2", over={"x": (0, 2)}, label="`f'(x)` =")
    >>> register(
    ...     Exercise("ours.1", "Differentiate `f(x) = x^3`.", [cube], ["A power."], ["It is 3x²."])
    ... )
    >>> find("ours.1").text
    'Differentiate `f(x) = x^3`.'
    """
    for exercise in exercises:
        if not isinstance(exercise, AnyExercise):
            raise TypeError(say("register takes exercises, got {other!r}", other=exercise))
    _own.update({exercise.name: exercise for exercise in exercises})


def of_chapter(chapter: str) -> tuple[AnyExercise, ...]:
    """The exercises of a chapter, by its name without the number."""
    return importlib.import_module(f"d2lmini.exercises.{chapter}").EXERCISES


def find(exercise: str | AnyExercise) -> AnyExercise:
    """An exercise by name; one of your own is returned as it is.

    Raises
    ------
    ValueError
        If there is none of that name.
    TypeError
        If it is neither a name nor an exercise.
    """
    if isinstance(exercise, AnyExercise):
        return exercise
    if not isinstance(exercise, str):
        raise TypeError(
            say("an exercise goes by its name, such as 'chain_rule.4', got {x!r}", x=exercise)
        )
    if exercise in _own:
        return _own[exercise]
    chapter, _, _ = exercise.rpartition(".")
    if chapter not in CHAPTERS:
        known = listed(CHAPTERS)
        raise ValueError(
            say("there is no exercise {name!r}: chapters are {known}", name=exercise, known=known)
        )
    for each in of_chapter(chapter):
        if each.name == exercise:
            return each
    names = listed(each.name for each in of_chapter(chapter))
    raise ValueError(say("there is no exercise {name!r}, only {names}", name=exercise, names=names))

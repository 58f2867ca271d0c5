"""Kinds of exercises that come often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from d2lmini.exercises.exercise import Exercise, Field, Formula, Over
from d2lmini.exercises.formula import parse, spelled
from d2lmini.exercises.steps import LETTERS, steps

SLOPE = "At {x} your formula gives {typed}; the slope there is {right}."
POSITIVE: Over = {"x": (0.3, 2.5)}
ALL: Over = {"x": (-2.5, 2.5)}


def differentiate(
    name: str,
    f: str,
    mistakes: Mapping[str, str],
    hints: Sequence[str],
    over: Over = POSITIVE,
    more: Sequence[Field] = (),
    and_then: str = "",
    conclusion: Sequence[str] = (),
) -> Exercise:
    """Ask for a slope; the solution is the derivative step by step.

    Parameters
    ----------
    name : str
        The exercise's name.
    f : str
        The function.
    mistakes : dict of str to str
        Foreseen wrong slopes, each with the sentence that names the mistake.
    hints : sequence of str
        From a nudge to nearly there.
    over : dict of str to (float, float)
        Where f and its slope have values.
    more : sequence of Formula, Choice or Shape
        Further fields.
    and_then : str
        What else is asked.
    conclusion : sequence of str
        How the solution goes on after the derivative.

    Examples
    --------
    >>> exercise = differentiate("rules.1", "x^3", {}, ["A power."])
    >>> exercise.text, exercise.solution
    ('Differentiate `f(x) = x³`.', ('`(x³)′`', '= `3x²` (power)'))
    """
    shown = spelled(parse(f, LETTERS))
    slope = Formula(spelled(steps(f).result), over, mistakes, label="`f'(x)` =", told=SLOPE)
    text = f"Differentiate `f(x) = {shown}`{and_then or '.'}"
    solution = (*derivation(f), *conclusion)
    return Exercise(name, text, (slope, *more), tuple(hints), solution)


def derivation(f: str, x: str = "x") -> tuple[str, ...]:
    """Return the derivative step by step, a line each with its rule.

    Examples
    --------
    >>> derivation("2x")
    ('`(2x)′`', '= `2(x)′` (multiple)', '= `2·1` (power)', '= `2` (gathered)')
    """
    first, *others = steps(f, x).lines
    return (
        f"`{spelled(first.tree)}`",
        *(f"= `{spelled(line.tree)}` ({line.rule})" for line in others),
    )

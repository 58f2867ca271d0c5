"""Exercises of chapter 04: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import math
from typing import Any

from d2lmini.exercises.code import CodeExercise, NotRightError, one_number
from d2lmini.exercises.exercise import Choice, Exercise, Formula
from d2lmini.words import number, say


def _level_without_extremum(answer: Any) -> None:
    """Judge a function of which many are right, by its values near 2."""
    if not callable(answer):
        raise NotRightError(say("A function is wanted, got {answer!r}.", answer=answer))
    middle = one_number(answer(2.0))
    right, left = (
        [one_number(answer(2 + s * h)) - middle for h in (0.1, 0.01, 0.001)] for s in (1, -1)
    )
    if not all(map(math.isfinite, (middle, *right, *left))):
        raise NotRightError(say("It has no value at 2, or close to it."))
    coarse, small = (right[0] - left[0]) / 0.2, (right[2] - left[2]) / 0.002
    if abs(small) > abs(coarse) / 50:
        raise NotRightError(
            say("A small step at 2 suggests the slope {slope}, not 0.", slope=number(small))
        )
    if any(right[:2]) != any(left[:2]):
        raise NotRightError(say("On one side of 2 it is constant."))
    if 0.0 in right[:2] + left[:2]:
        raise NotRightError(
            say(
                "A small step at 2 sees no change. It is constant there, or rounding hides it: "
                "take a lower power, or no constant."
            )
        )
    if right[1] * left[1] > 0:
        kind = say("a minimum") if right[1] > 0 else say("a maximum")
        raise NotRightError(say("Close to 2 it looks like {kind}.", kind=kind))


EXERCISES = (
    Exercise(
        "extremes.1",
        "`f = x^3 - 3x` on the interval from −3 to 2. At which x may an extremum be? And what are "
        "the greatest and the least value of f?",
        (
            Formula(
                "-3, -1, 1, 2",
                mistakes={
                    "-1, 1": "The ends of the interval are candidates, too.",
                    "-3, 2": "Where f′ = 0 are candidates, too.",
                    "1, -3, 2": "f′ = 3x² − 3 is 0 at −1, too.",
                    "0, -3, 2": "f is 0 at 0. Where is f′ 0?",
                    "-18, 2, -2, 2": "These are the heights. Candidates are places x.",
                    "-3, -1, 2": "f′ = 3x² − 3 is 0 at 1, too.",
                    "-3, -1, 1": "Both ends are candidates.",
                },
                label="all candidates x:",
                any_order=True,
            ),
            Formula(
                "2",
                mistakes={
                    "-18": "That is the least.",
                    "-2": "At −1 and at 2 it is 2.",
                    "-1": "That is a place. How high is f there?",
                },
                label="greatest value of f:",
            ),
            Formula(
                "-18",
                mistakes={"-2": "Look at the ends, too.", "-3": "That is the place."},
                label="least value of f:",
            ),
        ),
        ("f′ = 3x² − 3.", "Compare f at −3, −1, 1 and 2."),
        (
            "f′ = 3x² − 3 is 0 where x² = 1: at −1 and at 1. The ends −3 and 2 are candidates, "
            "too.",
            "f(−3) = −27 + 9 = −18, f(−1) = −1 + 3 = 2, f(1) = 1 − 3 = −2, f(2) = 8 − 6 = 2.",
            "The greatest value is 2, taken at −1 and at 2; the least is −18, at the left end.",
        ),
    ),
    Exercise(
        "extremes.2",
        "On [1, 10] `f = ln(x)/x` has the slope (1 − ln x)/x²: positive up to ①, then negative. "
        "What is ①, and the greatest value of f?",
        (
            Formula(
                "e",
                mistakes={
                    "1": "ln 1 is 0, and 1 − 0 is positive.",
                    "10": "1 − ln 10 is negative.",
                    "1/e": "ln x = 1, not −1.",
                },
                label="① =",
            ),
            Formula(
                "1/e",
                mistakes={
                    "e": "That is the place. How high is it there?",
                    "1": "ln e / e: divide by e.",
                    "ln(10)/10": "That is at the end. Compare.",
                    "0": "That is the value at 1. Take x = ①.",
                },
                label="greatest value of ln(x)/x:",
            ),
        ),
        ("Where is 1 − ln x = 0?", "ln e = 1."),
        (
            "The denominator x² is positive, so the sign is that of 1 − ln x. It is 0 where ln x = "
            "1: at e.",
            "f rises up to e and falls after it, so the greatest value is at e: ln(e)/e = 1/e, "
            "about 0.368.",
        ),
    ),
    Exercise(
        "extremes.3",
        "You guess the same number c for the five values y: 1, 2, 4, 7, 11. The loss is the mean "
        "of (c − y)². Which c is best?",
        (
            Formula(
                "5",
                mistakes={
                    "25": "That is the sum: divide by 5.",
                    "0": "L′ = 2 · mean of (c − y): set it to 0.",
                    "4": "That is the one in the middle (the median). L′(c) is 2 times the mean of "
                    "c − y: set it to 0.",
                    "6": "That is halfway between the least and the greatest. L′(c) is 2 times the "
                    "mean of c − y: set it to 0.",
                },
                label="c =",
            ),
        ),
        ("L′(c) is twice the mean of c − y.", "It is 0 where c is the mean of the y."),
        (
            "L(c) is the mean of (c − y)², so L′(c) is the mean of 2(c − y), which is 2(c − mean "
            "of y).",
            "It is negative before the mean and positive after it: the mean is best.",
            "(1 + 2 + 4 + 7 + 11)/5 = 25/5 = 5.",
        ),
    ),
    Exercise(
        "extremes.4",
        "At some place of an interval, which includes its ends, f′ is 5. May f have its greatest "
        "value there?",
        (
            Choice(
                ("only at the right end", "no", "yes, anywhere", "only at the left end"),
                "only at the right end",
                {
                    "no": "Inside it may not. And at an end?",
                    "yes, anywhere": "Inside, a small enough step to the right is higher.",
                    "only at the left end": "Just to the right of it f is higher.",
                },
                "May it?",
            ),
        ),
        (
            "Just to the right of it f is higher.",
            "Where is there no place to the right?",
        ),
        (
            "f′ = 5 > 0, so close to it places to the right are higher. Inside the interval it "
            "cannot be the greatest value.",
            "At the right end there are no places to the right: there it may be.",
        ),
    ),
    Exercise(
        "extremes.5",
        "What do the two tests say about |x| at 0?",
        (
            Choice(
                ("a minimum", "nothing", "a maximum"),
                "a minimum",
                {
                    "nothing": "f′ is −1 before and 1 after.",
                    "a maximum": "It falls before and rises after.",
                },
                "By the sign of f′:",
            ),
            Choice(
                ("nothing", "a minimum"),
                "nothing",
                {"a minimum": "f″ does not exist at a corner."},
                "By f″:",
            ),
        ),
        ("f′ is −1 on the left and 1 on the right.", "Is there an f″ at a corner?"),
        (
            "|x| is continuous, and f′ is −1 before 0 and 1 after: it changes from minus to plus. "
            "By the first test that is a minimum.",
            "At 0 there is no f′, and so no f″: the second test says nothing.",
        ),
    ),
    Exercise(
        "extremes.6",
        "For which x > 0 is `f = x + 4/x` least, and what is its least value?",
        (
            Formula(
                "2",
                mistakes={
                    "-2": "x is positive.",
                    "4": "f′ = 1 − 4/x² is 0 where x² = 4.",
                    "1": "f′ = 1 − 4/x²: at 1 it is −3.",
                },
                label="x =",
            ),
            Formula(
                "4",
                mistakes={"2": "That is the place.", "5": "At 1 and at 4 it is 5."},
                label="least value of f:",
            ),
        ),
        ("f′ = 1 − 4/x².", "x² = 4 and x > 0."),
        (
            "f′ = 1 − 4/x² is 0 where x² = 4, so for x > 0 at 2.",
            "f′ is negative before 2 and positive after it: f is least at 2.",
            "f(2) = 2 + 4/2 = 4.",
        ),
    ),
    Exercise(
        "extremes.7",
        "f′(x) = (x − 1)² everywhere. Has f an extremum at 1?",
        (
            Choice(
                ("no", "a minimum", "a maximum"),
                "no",
                {
                    "a minimum": "f′ is positive before and after.",
                    "a maximum": "f′ is positive before and after.",
                },
                "Has it one?",
            ),
            Choice(
                ("it rises", "it falls", "it is constant"),
                "it rises",
                {"it falls": "A square is not negative.", "it is constant": "Only f′(1) is 0."},
                "Around 1",
            ),
        ),
        (
            "What sign has a square?",
            "f′ does not change its sign at 1.",
        ),
        (
            "(x − 1)² is positive on both sides of 1: f rises before 1 and after it.",
            "So it has no extremum at 1; its slope is 0 only at this one place.",
        ),
    ),
    CodeExercise(
        "extremes.8",
        "Write a function whose slope at 2 is 0, with neither a maximum nor a minimum there, and "
        "not constant around 2.",
        _level_without_extremum,
        matters="f′ = 0 makes a place a candidate, no more.",
        hints=(
            "It must rise on both sides of 2, or fall on both.",
            "Which power of x − 2 changes its sign at 2, and is level there?",
        ),
        stub="def answer(x):\n    return ...",
        solution="def answer(x):\n    return (x - 2) ** 3",
        why=(
            "f′(2) = 0 says that the tangent at 2 is level: close to 2, f hardly changes.",
            "(x − 2)³ has the slope 3(x − 2)², which is 0 at 2. It is negative before and positive "
            "after: it rises through 2, and there is no extremum.",
        ),
    ),
)

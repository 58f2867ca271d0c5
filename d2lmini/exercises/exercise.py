"""What an exercise is: its text, its fields with the right answers, foreseen mistakes, hints.

All that an answer is held against is computed here, before anybody answers, so that the browser
can judge without a kernel: values of the right formula, and of each foreseen mistake, at a dozen
points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from d2lmini.exercises.formula import Tree, parse_list, value
from d2lmini.words import say

Over = Mapping[str, tuple[float, float]]  # variables, each with the interval it is tried on

POINTS = 12
NICE = (2.0, 1.0, 3.0, 0.5, -1.0, -2.0, 1.5, 0.25)  # where a difference is best told
FAR = 1e9  # values beyond are no good for comparing


@dataclass(frozen=True)
class Formula:
    """A field for a formula; any equivalent one is right. Without variables, for a number.

    Attributes
    ----------
    answer : str
        The right formula, as one types it; with commas, if several are wanted.
    over : dict of str to (float, float)
        The variables, each with an interval on which the formula has values.
    mistakes : dict of str to str
        Foreseen wrong formulas, each with the sentence that names the mistake.
    label : str
        What stands before the field, such as ``"f′(x) ="``.
    told : str
        How a difference is told: {x} is the place, {typed} and {right} are the values there.
    any_order : bool
        Whether several may come in any order.
    within : float
        How far a number may be off, if it need not be exact.
    """

    answer: str
    over: Over = field(default_factory=dict)
    mistakes: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    told: str = ""
    any_order: bool = False
    within: float = 0.0

    def spec(self) -> dict[str, Any]:
        """Return what the browser judges by."""
        names = tuple(self.over)
        right = parse_list(self.answer, names)
        points = _points(self.over, right)
        mistakes = [
            {"values": _values(parse_list(typed, names), points), "says": says}
            for typed, says in self.mistakes.items()
        ]
        return {
            "kind": "formula",
            "label": self.label,
            "names": names,
            "points": points,
            "right": _values(right, points),
            "mistakes": mistakes,
            "told": self.told or _TOLD[bool(names)],
            "anyOrder": self.any_order,
            "within": self.within,
        }


_TOLD = {
    True: "At {x} your formula gives {typed}; right is {right}.",
    False: "{typed} is not right.",
}


@dataclass(frozen=True)
class Choice:
    """A field with choices.

    Attributes
    ----------
    choices : sequence of str
        Two or more, in any order: they are shown mixed, so that the place says nothing.
    answer : str
        The right one.
    mistakes : dict of str to str
        For any other choice, why it is wrong.
    label : str
        What is asked.
    """

    choices: Sequence[str]
    answer: str
    mistakes: Mapping[str, str] = field(default_factory=dict)
    label: str = ""

    @property
    def shown(self) -> list[str]:
        """The choices as they are shown: whole numbers by size, others mixed, always alike.

        Examples
        --------
        >>> Choice(("10", "4", "1"), "10").shown
        ['1', '4', '10']
        """
        if all(choice.isdecimal() for choice in self.choices):
            return sorted(self.choices, key=int)
        return sorted(self.choices, key=lambda choice: crc32(f"{self.label}: {choice}".encode()))

    def spec(self) -> dict[str, Any]:
        """Return what the browser judges by."""
        return {
            "kind": "choice",
            "label": self.label,
            "choices": self.shown,
            "right": self.shown.index(self.answer),
            "mistakes": [self.mistakes.get(choice, "") for choice in self.shown],
        }


@dataclass(frozen=True)
class Shape:
    """A field for a shape: ``(2, 3)`` or ``2×3``.

    Attributes
    ----------
    answer : tuple of int
        The right one.
    mistakes : dict of tuple of int to str
        Foreseen wrong ones, each with the sentence that names the mistake.
    label : str
        What stands before the field.
    """

    answer: tuple[int, ...]
    mistakes: Mapping[tuple[int, ...], str] = field(default_factory=dict)
    label: str = ""

    def spec(self) -> dict[str, Any]:
        """Return what the browser judges by."""
        mistakes = [{"shape": list(s), "says": says} for s, says in self.mistakes.items()]
        return {
            "kind": "shape",
            "label": self.label,
            "right": list(self.answer),
            "mistakes": mistakes,
        }


Field = Formula | Choice | Shape


@dataclass(frozen=True)
class Exercise:
    """An exercise that is answered by typing or choosing.

    In all texts, what stands between backticks is typeset as a formula; between double ones it is
    code.

    Attributes
    ----------
    name : str
        The chapter's name without its number, and a count: ``"chain_rule.4"``.
    text : str
        What is asked.
    fields : sequence of Formula, Choice or Shape
        Where the answer goes.
    hints : sequence of str
        From a nudge to nearly there.
    solution : sequence of str
        In full, a line each.
    """

    name: str
    text: str
    fields: Sequence[Field]
    hints: Sequence[str]
    solution: Sequence[str]

    def spec(self) -> dict[str, Any]:
        """Return all that the browser needs."""
        return {
            "text": self.text,
            "fields": [each.spec() for each in self.fields],
            "hints": list(self.hints),
            "solution": list(self.solution),
        }


# --- values to compare ------------------------------------------------------------------------


def _points(over: Over, trees: Sequence[Tree]) -> list[dict[str, float]]:
    """Points at which formulas have values: a few nice ones first, then irregular ones."""
    if not over:
        return [{}]
    nice = [
        {name: NICE[(i + k) % len(NICE)] for k, name in enumerate(over)} for i in range(len(NICE))
    ]
    inside = [p for p in nice if all(a <= p[name] <= b for name, (a, b) in over.items())]
    scattered = [
        {
            name: round(a + (i * step) % 1 * (b - a), 4)
            for step, (name, (a, b)) in zip(_STEPS, over.items(), strict=False)
        }
        for i in range(1, 80)
    ]
    candidates = inside[:3] + scattered
    good = [point for point in candidates if _has_values(trees, point)][:POINTS]
    if len(good) < POINTS:
        raise ValueError(say("the answer has values at too few points of {over!r}", over=over))
    return good


_STEPS = tuple(math.sqrt(prime) % 1 for prime in (2, 3, 5, 7, 11, 13, 17, 19))


def _has_values(trees: Sequence[Tree], point: Mapping[str, float]) -> bool:
    return all(abs(value(tree, point)) < FAR for tree in trees)  # NaN is not


def _values(
    trees: Sequence[Tree], points: Sequence[Mapping[str, float]]
) -> list[list[float | None]]:
    """Values of each formula at each point; None where there is none."""
    found = [[value(tree, point) for point in points] for tree in trees]
    return [[v if math.isfinite(v) else None for v in row] for row in found]

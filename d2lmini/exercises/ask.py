"""The widget that asks an exercise."""

from __future__ import annotations

import html
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import anywidget
from traitlets import Bool, Dict, Int, List, Unicode

from d2lmini.engine.cells import close_with_cell
from d2lmini.exercises import progress
from d2lmini.exercises.exercise import Choice, Exercise, Field
from d2lmini.exercises.formula import COMPLAINTS
from d2lmini.exercises.registry import find
from d2lmini.exercises.texts import folded, paragraph, plain
from d2lmini.words import say

_HERE = Path(__file__).parent
SOURCE = "\n".join((_HERE / name).read_text("utf-8") for name in ("formula.js", "ask.js"))
CSS = _HERE.parent / "widgets.css"
_kept: dict[Hashable, dict[str, Any]] = {}  # in this session

# What the browser says; whole sentences, each with its fields.
WORDS: dict[str, Any] = {
    "check": "Check",
    "hint": "Hint ({left} left)",
    "solution": "Solution",
    "anyway": "Show it without a try",
    "answer": "your answer",
    "understood": "read as ",
    "right": "✓ Right.",
    "wrong": "Not right.",
    "empty": "Give an answer first.",
    "missing": "Still to be answered: {labels}.",
    "count": "{count} entries are wanted, with commas between them; you gave {typed}.",
    "many": "{count} entries are wanted; you gave {typed}: a comma separates. A decimal has a "
    "point: 0.5.",
    "one": "One is wanted, and these are {typed}: a comma separates. A decimal has a point: 0.5.",
    "axes": "Number of axes: {count}; you gave {typed}.",
    "order": "The numbers are right, their order is not.",
    "shape": "That is not the shape.",
    "entry": "Entry {place}:",
    "close": "{typed} is close, but not exact: type it with a fraction, a root, e or π.",
    "no value": "At {x} your formula has no value.",
    "no number": "That has no value.",
    "twice": "{typed} is typed twice: another one is missing.",
    "brackets": "As it was read it is not right. Put into brackets what belongs together: a "
    "numerator, a denominator, an exponent, or what a function is taken of.",
    "complaints": COMPLAINTS
    | {
        "shape": "Write a shape like (2, 3).",
        "letter": "{name} is not known here. A number is wanted, without letters and units.",
    },
}


class Asking(anywidget.AnyWidget):
    """An exercise on the page, alone or as one of many; what was done is kept for the session.

    Parameters
    ----------
    key : hashable
        Under what it is kept.
    unrun : Exercise
        What a page without a kernel shows.
    **state
        Traits to begin with, unless others were kept.
    """

    _css = CSS

    words = Dict(WORDS).tag(sync=True)
    typed = List(Unicode()).tag(sync=True, kept=True)
    tries = Int(0).tag(sync=True, kept=True)
    hints = Int(0, help="how many hints are open").tag(sync=True, kept=True)
    checked = Bool(False, help="whether what is typed was checked").tag(sync=True, kept=True)
    solved = Bool(False).tag(sync=True, kept=True)
    asked = Bool(False, help="whether the solution was asked for before a try").tag(sync=True)
    unfolded = Bool(False, help="whether the solution is open").tag(sync=True, kept=True)

    def __init__(self, key: Hashable, unrun: Exercise, **state: Any) -> None:
        self.key, self.unrun = key, unrun
        super().__init__(**state | _kept.get(key, {}))
        self.observe(self._remember, self.trait_names(kept=True))
        close_with_cell(self)

    def _remember(self, _: Any) -> None:
        _kept[self.key] = {name: getattr(self, name) for name in self.trait_names(kept=True)}

    def close(self) -> None:
        """Close the widget and its layout."""
        self.layout.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Return the widget; for pages that cannot run it, the question with the rest folded."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {
            "text/plain": repr(self),
            "text/html": as_html(self.unrun),
            "application/vnd.jupyter.widget-view+json": view,
        }


class Ask(Asking):
    """Ask an exercise; an answer is checked at once, in the browser.

    A formula is right if it is equivalent to the reference. A foreseen mistake is named; else it is
    said where the answer differs. Hints open one at a time, the solution after a try or on request.
    What was typed is kept for the session.

    Parameters
    ----------
    exercise : str or Exercise
        An exercise's name, such as ``"chain_rule.4"``, or an exercise of your own.

    Attributes
    ----------
    typed : list of str
        What stands in each field.
    solved : bool
        Whether it was answered right.

    Raises
    ------
    ValueError
        If there is no exercise of that name, or it is answered in code: see `check`.
    TypeError
        If it is neither a name nor an exercise.

    Examples
    --------
    >>> Ask("differentiation_rules.1")
    Ask: Differentiate f(x) = 5x³ − 2x + 7. At which x is the slope 13?
    """

    _esm = SOURCE + "\nexport default { render: askRender };"
    exercise = Dict().tag(sync=True)

    def __init__(self, exercise: str | Exercise) -> None:
        found = find(exercise)
        if not isinstance(found, Exercise):
            raise ValueError(
                say("{name} is answered in code: check({name!r}, answer)", name=found.name)
            )
        spec = found.spec()
        key = found.name, found.text
        super().__init__(key, found, exercise=spec, typed=[""] * len(spec["fields"]))

    def _remember(self, change: Any) -> None:
        super()._remember(change)
        if self.solved:
            progress.note(self.unrun.name)

    def __repr__(self) -> str:
        return f"Ask: {plain(self.unrun.text)}"


def as_html(exercise: Exercise) -> str:
    """An exercise for a page that cannot run it: hints and solution are folded."""
    hints = [folded(f"Hint {i}", paragraph(hint)) for i, hint in enumerate(exercise.hints, 1)]
    solution = folded("Solution", "".join(map(paragraph, exercise.solution)))
    return "".join([paragraph(exercise.text), *map(_blank, exercise.fields), *hints, solution])


def _blank(field: Field) -> str:
    """A field's label, and its choices or room for an answer."""
    if not isinstance(field, Choice):
        return paragraph(f"{field.label} …")
    choices = "".join(f"<li>{html.escape(plain(choice))}</li>" for choice in field.shown)
    return f"{paragraph(field.label)}<ul>{choices}</ul>"

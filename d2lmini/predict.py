"""A guess that commits before anything moves."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
from traitlets import Int, List, Unicode

from d2lmini.engine.cells import close_with_cell
from d2lmini.words import say, sentences

_HERE = Path(__file__).parent


class Predict(anywidget.AnyWidget):
    """Ask for a guess; choosing one keeps it visible and unfolds the reason.

    Parameters
    ----------
    question : str
        Plain text.
    choices : sequence of str
        At least two, all different.
    answer : str
        The right one of them.
    why : str
        The reason, shown after the guess.

    Attributes
    ----------
    guess : int
        Index of the choice that was made, −1 before.

    Raises
    ------
    ValueError
        If there are fewer than two choices, two are the same, or the answer is none of them.
    TypeError
        If anything is not text.

    Examples
    --------
    >>> Predict("Is 0.999… less than 1?", choices=("yes", "no"), answer="no", why="No gap is left.")
    Predict: Is 0.999… less than 1?  ( ) yes  ( ) no
    """

    _esm = _HERE / "predict.js"
    _css = _HERE / "widgets.css"

    question = Unicode().tag(sync=True)
    choices = List(Unicode()).tag(sync=True)
    answer = Int(help="index of the right choice").tag(sync=True)
    replies = List(Unicode(), help="for each choice, what is said when it is chosen").tag(sync=True)
    guess = Int(-1).tag(sync=True)

    def __init__(self, question: str, choices: Sequence[str], answer: str, why: str) -> None:
        if not isinstance(choices, list | tuple):
            raise TypeError(
                say("choices must be a list or tuple of text, got {choices!r}", choices=choices)
            )
        for text in (question, answer, why, *choices):
            if not isinstance(text, str):
                raise TypeError(
                    say("question, choices, answer and why must be text, got {text!r}", text=text)
                )
        if len(set(choices)) < max(2, len(choices)):
            raise ValueError(
                say("choices must be two or more different texts, got {choices!r}", choices=choices)
            )
        if answer not in choices:
            raise ValueError(
                say(
                    "answer must be one of the choices {choices!r}, got {answer!r}",
                    choices=choices,
                    answer=answer,
                )
            )
        replies = [_reply(choice, answer, why) for choice in choices]
        where = list(choices).index(answer)
        super().__init__(question=question, choices=list(choices), answer=where, replies=replies)
        close_with_cell(self)

    def close(self) -> None:
        """Close the widget and its layout."""
        self.layout.close()
        super().close()

    def __repr__(self) -> str:
        choices = "".join(
            f"  ({'•' if i == self.guess else ' '}) {c}" for i, c in enumerate(self.choices)
        )
        return f"Predict: {self.question}{choices}"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Return the widget, and the question with its choices for pages that cannot run it."""
        choices = "".join(f"<li>{html.escape(choice)}</li>" for choice in self.choices)
        return {
            "text/plain": repr(self),
            "text/html": f"<p><b>Predict.</b> {html.escape(self.question)}</p><ul>{choices}</ul>",
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }


def _reply(choice: str, answer: str, why: str) -> str:
    """What is said when a choice was made."""
    if choice == answer:
        return sentences(say("✓ As you guessed."), why)
    told = say("You guessed “{choice}”; it is “{answer}”.", choice=choice, answer=answer)
    return sentences(told, why)

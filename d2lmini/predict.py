"""A guess that commits before anything moves."""

from __future__ import annotations

import base64
import html
import inspect
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
from IPython import get_ipython
from IPython.core.formatters import DisplayFormatter
from IPython.utils.capture import capture_output
from traitlets import Instance, Int, List, Unicode

from d2lmini.engine.cells import close_with_cell
from d2lmini.style import EVERYWHERE, NO_DATE, without_fine_digits
from d2lmini.words import say, sentences

_HERE = Path(__file__).parent
_guesses: dict[tuple[str, ...], int] = {}  # in this session, by question and choices


class Predict(anywidget.AnyWidget):
    """Ask for a guess; choosing one keeps it visible and unfolds the reason.

    The guess is kept for the session: a question that is asked again, as by *Run All Cells*, still
    shows it. On a page without a kernel, the answer is folded below the choices.

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
    then : object, optional
        What would give the answer away, and is shown below the reason: a table, a graph, a number,
        an explorer. A function without arguments is called, and what it prints and plots is shown.

    Attributes
    ----------
    guess : int
        Index of the choice that was made, −1 before.

    Raises
    ------
    ValueError
        If there are fewer than two choices, two are the same, or the answer is none of them.
    TypeError
        If anything but ``then`` is not text.

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
    shown = Unicode(help="HTML that is shown after the guess").tag(sync=True)
    moving = Instance(
        ipywidgets.Widget, allow_none=True, help="an explorer that is shown after the guess"
    ).tag(sync=True, **ipywidgets.widget_serialization)
    guess = Int(-1).tag(sync=True)

    def __init__(
        self, question: str, choices: Sequence[str], answer: str, why: str, then: Any = None
    ) -> None:
        _check(question, choices, answer, why)
        self.why, self._asked = why, (question, *choices)
        super().__init__(
            question=question,
            choices=list(choices),
            answer=list(choices).index(answer),
            replies=[_reply(choice, answer, why) for choice in choices],
            shown=_as_html(then),
            moving=getattr(then, "box", then if isinstance(then, ipywidgets.Widget) else None),
            guess=_guesses.get(self._asked, -1),
        )
        self.observe(self._remember, "guess")
        close_with_cell(self)

    def _remember(self, change: dict[str, Any]) -> None:
        _guesses[self._asked] = change["new"]

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
        """Return the widget, and for pages that cannot run it the question with a folded answer."""
        choices = "".join(f"<li>{html.escape(choice)}</li>" for choice in self.choices)
        answer, why = html.escape(self.choices[self.answer]), html.escape(self.why)
        return {
            "text/plain": repr(self),
            "text/html": (
                f"<p><b>Predict.</b> {html.escape(self.question)}</p><ul>{choices}</ul>"
                f"<details><summary>Answer</summary><p><b>{answer}.</b> {why}</p>"
                f"{self.shown}</details>"
            ),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }


def _check(question: str, choices: Sequence[str], answer: str, why: str) -> None:
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


def _reply(choice: str, answer: str, why: str) -> str:
    """What is said when a choice was made."""
    if choice == answer:
        return sentences(say("✓ As you guessed."), why)
    told = say("You guessed “{choice}”; it is “{answer}”.", choice=choice, answer=answer)
    return sentences(told, why)


# --- what is shown after the guess ------------------------------------------------------------


def _as_html(then: Any) -> str:
    """Return anything as the HTML that a notebook would show of it; of an explorer its words."""
    if then is None:
        return ""
    if inspect.isroutine(then):
        return _captured(then)
    if isinstance(then, str):
        return _text(then)
    if hasattr(then, "savefig"):
        return _figure(then)
    shell = get_ipython()
    formatter = shell.display_formatter if shell else DisplayFormatter()
    return _bundled(formatter.format(then)[0] or then._repr_mimebundle_())


def _figure(figure: Any) -> str:
    """A matplotlib figure as an image: the same text every time, with words that say it."""
    import matplotlib as mpl

    from d2lmini.plotting import described

    buffer = io.StringIO()
    with mpl.rc_context(EVERYWHERE):
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata=NO_DATE)
    return _image(buffer.getvalue(), described(figure))


def _image(svg: str, words: str) -> str:
    # In an image of its own no id can meet another's, and a screen reader is told the words.
    packed = base64.b64encode(without_fine_digits(svg).encode()).decode()
    return f'<img alt="{html.escape(words)}" src="data:image/svg+xml;base64,{packed}">'


def _bundled(bundle: dict[str, str]) -> str:
    plain = bundle.get("text/plain", "")
    if svg := bundle.get("image/svg+xml"):
        return _image(svg, plain)
    return bundle.get("text/html") or _text(plain)


def _captured(work: Callable[[], Any]) -> str:
    """Run work, and return what it prints, displays, plots and returns."""
    before = _figures()
    with capture_output() as caught:
        result = work()
    parts = [_text(caught.stdout)] if caught.stdout else []
    parts += [_bundled(output.data) for output in caught.outputs]
    for number in _figures() - before:
        plt = sys.modules["matplotlib.pyplot"]
        parts.append(_as_html(plt.figure(number)))
        plt.close(number)
    return "".join([*parts, _as_html(result)])


def _figures() -> set[int]:
    """Pyplot's open figures, if it is loaded."""
    plt = sys.modules.get("matplotlib.pyplot")
    return set(plt.get_fignums()) if plt else set()


def _text(plain: str) -> str:
    return f"<pre>{html.escape(plain.rstrip())}</pre>"

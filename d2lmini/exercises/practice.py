"""Practice without end: exercises of a topic, harder and harder."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from traitlets import Bool, Dict, Int, List, Unicode

from d2lmini.exercises.ask import SOURCE, WORDS, Asking
from d2lmini.exercises.variants import TOPICS, variant
from d2lmini.learner import whole
from d2lmini.words import listed, say

LEVELS, EACH = (1, 2, 3), 12  # so many exercises of each level travel with the widget

_WORDS: dict[str, Any] = WORDS | {
    "another": "Another",
    "end": "Count my mistakes",
    "head": "{topic}, level {level} of 3: {done} solved, {row} right in a row.",
    "times": "{times} ×: {says}",
    "none": "No foreseen mistake was made.",
}


class Practice(Asking):
    """Exercises of one topic, one after the other; made by `practice`."""

    _esm = "\n".join(
        (
            SOURCE,
            (Path(__file__).parent / "practice.js").read_text("utf-8"),
            "export default { render: practiceRender };",
        )
    )

    topic = Unicode().tag(sync=True)
    sheet = List(Dict(), help="all exercises, with their levels").tag(sync=True)
    words = Dict(_WORDS).tag(sync=True)
    at = Int(0, help="which exercise is shown").tag(sync=True, kept=True)
    shown = List(Int(), help="which ones were shown").tag(sync=True, kept=True)
    level = Int(1).tag(sync=True, kept=True)
    row = Int(0, help="right ones in a row").tag(sync=True, kept=True)
    done = Int(0, help="how many were solved").tag(sync=True, kept=True)
    mistakes = Dict(help="foreseen ones, each with how often").tag(sync=True, kept=True)
    ended = Bool(False, help="whether the mistakes are told").tag(sync=True, kept=True)

    def __init__(self, topic: str, seed: int) -> None:
        made = [
            (level, variant(topic, Random(f"{topic} {seed} {level} {k}"), level))
            for level in LEVELS
            for k in range(EACH)
        ]
        sheet = [exercise.spec() | {"level": level} for level, exercise in made]
        empty = [""] * len(sheet[0]["fields"])
        super().__init__(
            (topic, seed), made[0][1], topic=topic, sheet=sheet, shown=[0], typed=empty
        )

    def __repr__(self) -> str:
        return f"practice({self.topic!r})"


def practice(topic: str, seed: int | None = None) -> Practice:
    """Practice a topic: new exercises, harder and harder, each with diagnosis, hints and solution.

    Three right in a row move a level up. 36 exercises travel with the widget, so that it goes on
    without a kernel.

    Parameters
    ----------
    topic : str
        ``"powers"``, ``"product rule"``, ``"quotient rule"``, ``"chain rule"``, ``"exp and ln"``,
        ``"trigonometric"``, ``"partial derivatives"``, ``"gradients"``, ``"tangent lines"``,
        ``"limits"``, ``"stationary points"``, ``"jacobians"`` or ``"backpropagation"``; its
        beginning is enough: ``"quotient"``.
    seed : int, optional
        Whoever gives the same seed gets the same exercises; without one they differ each time.

    Returns
    -------
    Practice
        The widget.

    Raises
    ------
    ValueError
        If there is no such topic.
    TypeError
        If the seed is not a whole number.

    Examples
    --------
    >>> practice("chain rule", seed=7)
    practice('chain rule')
    """
    alike = [known for known in TOPICS if known.startswith(str(topic)) or topic == known]
    if len(alike) != 1:
        raise ValueError(
            say("there is no topic {topic!r}; topics: {known}", topic=topic, known=listed(TOPICS))
        )
    return Practice(alike[0], Random().randrange(10**9) if seed is None else whole(seed, "seed"))

"""Type shapes, and see what fits: the widget of chapter 09 that is no picture.

A rule gives each letter of an expression a pattern: in A x, A is m × n, x is n, and the result m.
What fits, and the shape of each derivative, follows from that alone; shapes.js does it in the page.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
from traitlets import Dict, Int, List

from d2lmini.engine.cells import close_with_cell
from d2lmini.words import say

_HERE = Path(__file__).parent


Row = tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """An expression, and the pattern of each letter and of the result, a letter for each size."""

    expression: str
    letters: dict[str, str]
    result: str
    example: dict[str, str]


RULES = (
    Rule("A x", {"A": "mn", "x": "n"}, "m", {"A": "2×3", "x": "3"}),
    Rule("xᵀ A", {"x": "n", "A": "nm"}, "m", {"x": "3", "A": "3×2"}),
    Rule("xᵀ A x", {"x": "n", "A": "nn"}, "", {"x": "3", "A": "3×3"}),
    Rule("bᵀ A x", {"b": "m", "A": "mn", "x": "n"}, "", {"b": "2", "A": "2×3", "x": "3"}),
    Rule("‖x‖²", {"x": "n"}, "", {"x": "3"}),
    Rule("‖X‖²", {"X": "mn"}, "", {"X": "2×3"}),
    Rule("X W + b", {"X": "kn", "W": "nm", "b": "m"}, "km", {"X": "5×3", "W": "3×2", "b": "2"}),
)
# What is said; the names in braces are filled in by `answered`, and by shapes.js in the same way.
WORDS = {
    "unread": "{letter}: type a shape such as 2×3 or 3.",
    "sizes": "{letter} is {pattern}. Sizes to type: {count}.",
    "clash": "This does not fit: {name} would be {a} in {one}, and {b} in {other}.",
    "number": "{expression} is one number. Its gradient has the shape of the letter.",
    "several": "{expression} has the shape {shape}.",
    "letter": "with respect to",
    "jacobian": "shape of J",
    "transposed": "shape of D2L's ∇",
    "gradient": "shape of the gradient",
    "expression": "expression",
}


def sizes_of(typed: str) -> list[int]:
    """Read a shape as people type it; an empty list, if it is none.

    Examples
    --------
    >>> sizes_of("2×3"), sizes_of("(5, )"), sizes_of("2 x ３"), sizes_of("x")
    ([2, 3], [5], [2, 3], [])
    """
    plain = unicodedata.normalize("NFKC", typed).strip().strip("()[]").rstrip(", ")
    parts = re.split(r"\s*[×x*,\s]\s*", plain.strip())
    read = all(re.fullmatch(r"[1-9]\d{0,5}", part) for part in parts)
    return [int(part) for part in parts] if read else []


def answered(rule: Rule, typed: dict[str, str]) -> tuple[str, list[Row]]:
    """Say what the shapes make of an expression, and tell the shape of each derivative.

    Returns
    -------
    sentence : str
        What fits, or why nothing does.
    rows : list of tuple of str
        For each letter, of one number: letter and shape of the gradient; of several: letter, shape
        of the Jacobian, and of D2L's ∇ where that is a matrix. Empty, if nothing fits.
    """
    known: dict[str, tuple[int, str]] = {}  # size, and the letter in which it was met first
    shapes = {letter: sizes_of(typed.get(letter, "")) for letter in rule.letters}
    for letter, pattern in rule.letters.items():
        if not shapes[letter]:
            return WORDS["unread"].format(letter=letter), []
        if len(shapes[letter]) != len(pattern):
            told = {"letter": letter, "pattern": shown(pattern), "count": len(pattern)}
            return WORDS["sizes"].format(**told), []
        for name, size in zip(pattern, shapes[letter], strict=True):
            met, where = known.setdefault(name, (size, letter))
            if met != size:
                told = {"name": name, "a": met, "one": where, "b": size, "other": letter}
                return WORDS["clash"].format(**told), []
    result = [known[name][0] for name in rule.result]
    if not result:
        rows: list[Row] = [(letter, shown(shape)) for letter, shape in shapes.items()]
        return WORDS["number"].format(expression=rule.expression), rows
    several = WORDS["several"].format(expression=rule.expression, shape=shown(result))
    return several, [(letter, *_both(result, shape)) for letter, shape in shapes.items()]


def shown(sizes: Any) -> str:
    """Write a shape.

    Examples
    --------
    >>> shown([2, 3]), shown("mn")
    ('2 × 3', 'm × n')
    """
    return " × ".join(map(str, sizes))


def _both(result: list[int], shape: list[int]) -> tuple[str, str]:
    """Shape of the Jacobian, and of its transpose where both are vectors."""
    if len(result) == len(shape) == 1:
        return shown(result + shape), shown(shape + result)
    return f"({shown(result)}) × ({shown(shape)})", "–"


class ShapeExplorer(anywidget.AnyWidget):
    """Type the shapes of the letters of an expression: what fits, and which derivative has which?

    Works in a page without a kernel, too.

    Attributes
    ----------
    rule : int
        Which expression was chosen: 0 is A x.
    typed : dict of str
        What was typed for each letter, such as ``{"A": "2×3", "x": "3"}``.

    Examples
    --------
    >>> explorer = ShapeExplorer()
    >>> explorer
    ShapeExplorer: A x with A 2×3, x 3. A x has the shape 2.
    >>> explorer.typed = {"A": "2×3", "x": "2"}
    >>> explorer.sentence
    'This does not fit: n would be 3 in A, and 2 in x.'
    """

    _esm = _HERE / "shapes.js"
    _css = _HERE.parent / "widgets.css"

    rules = List(Dict()).tag(sync=True)
    words = Dict().tag(sync=True)
    rule = Int(0).tag(sync=True)
    typed = Dict().tag(sync=True)

    def __init__(self) -> None:
        rules = [
            {
                "expression": r.expression,
                "letters": r.letters,
                "result": r.result,
                "example": r.example,
            }
            for r in RULES
        ]
        super().__init__(rules=rules, words=WORDS, typed=RULES[0].example)
        close_with_cell(self)

    @property
    def sentence(self) -> str:
        """What is said of the present shapes."""
        return answered(RULES[self.rule], self.typed)[0]

    def close(self) -> None:
        """Close the widget and its layout."""
        self.layout.close()
        super().close()

    def __repr__(self) -> str:
        shapes = ", ".join(
            f"{letter} {self.typed.get(letter, '')}" for letter in RULES[self.rule].letters
        )
        return say(
            "ShapeExplorer: {expression} with {shapes}. {answer}",
            expression=RULES[self.rule].expression,
            shapes=shapes,
            answer=self.sentence,
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Return the widget, and a table of all expressions for pages that cannot run it."""
        rows = "".join(_row(rule) for rule in RULES)
        return {
            "text/plain": repr(self),
            "text/html": f"<table><tr><th>{WORDS['expression']}</th><th></th></tr>{rows}</table>",
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }


def _row(rule: Rule) -> str:
    letters = ", ".join(f"{letter}: {shown(pattern)}" for letter, pattern in rule.letters.items())
    return f"<tr><td>{html.escape(rule.expression)}</td><td>{html.escape(letters)}</td></tr>"

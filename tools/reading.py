"""How long a chapter takes to read and to do: what its header says, and its tests insist on.

Words of *core* prose are those of no *Deeper* section, no exercise, no folded text and no table; a
formula counts as one word. A line of code counts if it is not empty. An exercise is a cell with
`Ask` or `check`. A section is *Deeper* if its heading says so, up to the next heading of its rank
or above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import nbformat

PRACTICE = "More practice"
LEAST = 5  # minutes are told in fives
EXERCISE = re.compile(r"^(?:Ask|check)\(\"(\w+\.\d+)\"", re.MULTILINE)
_STATED = re.compile(r"^\*\*\w+\.\d+\.\*\*.*$", re.MULTILINE)  # above its stub
_FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
_FORMULA = re.compile(r"\$\$.+?\$\$|\$.+?\$", re.DOTALL)
_TABLE = re.compile(r"^\|.*$", re.MULTILINE)
_HEADLINE = re.compile(r"^\*\*\d+ minutes\*\*.*$", re.MULTILINE)  # which says what is counted here
_WORD = re.compile(r"\w[\w'’.,:/+-]*")


@dataclass
class Part:
    """What there is to read and to do in one part of a chapter."""

    words: int = 0
    lines: int = 0
    predicts: int = 0
    explorers: int = 0
    exercises: int = 0

    @property
    def minutes(self) -> float:
        """1 for 100 words, 10 lines of code or a question; 2 for an explorer, 4 for an exercise."""
        read = self.words / 100 + self.lines / 10
        return read + self.predicts + 2 * self.explorers + 4 * self.exercises


@dataclass
class Reading:
    """A chapter: its core, and each of its parts that can be left out, by heading."""

    core: Part = field(default_factory=Part)
    deeper: dict[str, Part] = field(default_factory=dict)

    @property
    def minutes(self) -> tuple[int, int]:
        """Of the core, and with what is *Deeper*, rounded up to fives; practice has no end."""
        core = self.core.minutes
        parts = [part for title, part in self.deeper.items() if title != PRACTICE]
        every = core + sum(part.minutes for part in parts)
        return round_up(core), round_up(every)


def round_up(minutes: float) -> int:
    """Round up to full fives.

    Examples
    --------
    >>> round_up(41.2)
    45
    """
    return LEAST * int(-(-minutes // LEAST))


def reading(notebook: nbformat.NotebookNode) -> Reading:
    """Go through a chapter, heading by heading."""
    result = Reading()
    part, rank = result.core, 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            part.predicts += asks(cell)
            part.explorers += shows_an_explorer(cell)
            part.exercises += len(EXERCISE.findall(cell.source))
            part.lines += lines(cell)
            continue
        for block in re.split(r"^(?=#+ )", cell.source, flags=re.MULTILINE):
            if heading := re.match(r"(#+) (.*)", block):
                level, title = len(heading[1]), heading[2]
                if "Deeper" in title or title == PRACTICE:
                    part, rank = result.deeper.setdefault(title, Part()), level
                elif level <= rank or not rank:
                    part, rank = result.core, 0
            part.words += words(block)
    return result


def words(markdown: str) -> int:
    """Count the words of prose, without those of an exercise.

    Examples
    --------
    >>> words("The slope of $x^2$ at 1 is 2.")
    8
    """
    for left_out in (_FOLDED, _HEADLINE, _STATED, _TABLE):
        markdown = left_out.sub("", markdown)
    return len(_WORD.findall(_FORMULA.sub(" formula ", markdown)))


def lines(cell: nbformat.NotebookNode) -> int:
    """Count the lines of code to read: not those of a question or of an exercise."""
    if asks(cell) or EXERCISE.search(cell.source):
        return 0
    return sum(bool(line.strip()) for line in cell.source.splitlines())


def asks(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell asks for a guess."""
    return bool(re.search(r"^Predict\(", cell.source, re.MULTILINE))


def shows_an_explorer(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell shows an explorer, at once or after a guess."""
    outputs = cell.get("outputs", [])
    texts = [output.get("data", {}).get("text/plain", "") for output in outputs]
    if asks(cell):  # and shows one after the guess
        texts = re.findall(r"then=(.*)", cell.source)
    return any(re.match(r"\w+(Explorer|Game)\b", text) for text in texts)

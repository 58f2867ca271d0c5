"""What stands around each question of the chapters, with the reason why it gives nothing away.

``make predictions`` writes ``tests/data/predictions.txt`` anew. A reason is kept as long as all
that stands around its question is as it was; else it becomes a question mark: to be read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from reading import asks
from series import CHAPTERS

ROOT = Path(__file__).parents[1]
PATH = ROOT / "tests" / "data" / "predictions.txt"
PARTS = ("above", "before", "after", "below", "fine")


def questions(name: str) -> Iterator[dict[str, str]]:
    """Yield for each question of a chapter the heading above, and what is next to it."""
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    for k, cell in enumerate(cells):
        if asks(cell):
            text = "\n".join(c.source for c in cells[:k] if c.cell_type == "markdown")
            question = re.search(r'Predict\(\s*"(.*?)",\n', cell.source)
            yield {
                "question": f"{name}: {question[1] if question else cell.source}",
                "above": re.findall(r"^#+ .*", text, re.MULTILINE)[-1],
                "before": _told(cells[k - 1])[-160:].strip(),
                "after": _told(cells[k + 1])[:160].strip(),
                "below": _told(cells[k + 2])[:160].strip(),
            }


def _told(cell: nbformat.NotebookNode) -> str:
    """The text of a cell, or its code and what it shows, in one line."""
    texts = [cell.source]
    for output in cell.get("outputs", []):
        texts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
    return " ".join(" ".join(texts).split())


def reviewed() -> dict[str, dict[str, str]]:
    """What was written down, by question."""
    found: dict[str, dict[str, str]] = {}
    for block in PATH.read_text().split("\n\n") if PATH.exists() else []:
        question, *lines = block.strip().splitlines()
        found[question] = dict(line.strip().split(": ", 1) for line in lines)
    return found


if __name__ == "__main__":
    known, blocks = reviewed(), []
    for entry in (entry for name in CHAPTERS for entry in questions(name)):
        old = known.get(entry["question"], {})
        same = all(old.get(part) == entry[part] for part in PARTS[:-1])
        entry["fine"] = old["fine"] if same else "?"
        blocks.append("\n  ".join([entry["question"], *(f"{p}: {entry[p]}" for p in PARTS)]))
    PATH.write_text("\n\n".join(blocks) + "\n")
    print(
        f"{PATH}: {len(blocks)} questions, {sum('fine: ?' in b for b in blocks)} to be read again"
    )

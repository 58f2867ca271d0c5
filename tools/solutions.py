"""The worked solutions, a notebook for each chapter: ``make notebooks`` writes and runs them.

What is asked, the answer and the reasoning come from `d2lmini.exercises`, so that they stand in one
place. The code below an exercise is its solution, if it is answered in code; else it is the
notebook's own and stays as it is: a cell that finds the answer another way.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from series import CHAPTERS, number_and_title

from d2lmini.exercises.code import CodeExercise
from d2lmini.exercises.exercise import Choice, Exercise, Field, Formula
from d2lmini.exercises.registry import of_chapter
from d2lmini.exercises.texts import markdown

FOLDER = Path(__file__).parents[1] / "notebooks" / "solutions"
NAMES = "from d2lmini import check"  # what a new notebook begins with


def solutions(chapter: str) -> nbformat.NotebookNode:
    """Return a chapter's solutions, with the code that its notebook has."""
    path = FOLDER / f"{chapter}.ipynb"
    cells = nbformat.read(path, as_version=4).cells if path.exists() else []
    own = {cell.id: cell.source for cell in cells if cell.cell_type == "code"}
    found = [
        new_markdown_cell(_head(chapter), id="head"),
        new_code_cell(own.get("names", NAMES), id="names"),
    ]
    for exercise in of_chapter(chapter.split("_", 1)[1]):
        name = exercise.name.replace(".", "-")
        found.append(new_markdown_cell(_worked(exercise), id=name))
        code = _checked(exercise) or own.get(f"{name}-code")
        if code:
            found.append(new_code_cell(code, id=f"{name}-code"))
    return new_notebook(cells=found)


def _head(chapter: str) -> str:
    number, title = number_and_title(chapter)
    kind = "Chapter" if number.isdigit() else "Appendix"
    return (
        f"# Solutions: {title}\n\n"
        f"[{kind} {number}](../{chapter}.ipynb) asks; here each exercise is worked in full. Where "
        "there is something to compute, a cell does it another way. Try it first: *Check* and "
        "*Hint* there cost nothing.\n\n"
        "Press *Run All Cells*, or read on: the outputs are those of a run."
    )


def _worked(exercise: Exercise | CodeExercise) -> str:
    """The exercise, its answer and the reasoning."""
    parts = [f"## {exercise.name}", markdown(exercise.text)]
    if isinstance(exercise, CodeExercise):
        stub = f"```python\n{exercise.stub}\n```"
        return "\n\n".join([*parts, stub, *map(markdown, exercise.why)])
    answers = "\n".join(f"- {_answer(field)}" for field in exercise.fields)
    return "\n\n".join([*parts, answers, *_lines(exercise.solution)])


def _answer(field: Field) -> str:
    if isinstance(field, Formula):
        shown = ", ".join(markdown(f"`{part.strip()}`") for part in field.answer.split(","))
    else:
        shown = markdown(field.answer) if isinstance(field, Choice) else str(field.answer)
    return f"{markdown(field.label)} {shown}".strip()


def _lines(solution: Sequence[str]) -> list[str]:
    """Paragraphs; the lines of a derivation are one."""
    return "\n\n".join(map(markdown, solution)).replace("\n\n= ", "<br>= ").split("\n\n")


def _checked(exercise: Exercise | CodeExercise) -> str:
    if isinstance(exercise, Exercise):
        return ""
    return f'{exercise.solution}\n\ncheck("{exercise.name}", answer)'


def with_exercises(chapter: str) -> bool:
    """Whether a chapter has exercises: B and C are for looking things up."""
    return chapter[0] not in "BC"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for chapter in filter(with_exercises, CHAPTERS):
        nbformat.write(solutions(chapter), FOLDER / f"{chapter}.ipynb")

"""From a notebook that was run to one that Sphinx makes a page of.

Widgets become plain HTML, questions lose the code that holds their answers, and what is said for
JupyterLab alone is left out.
"""

from __future__ import annotations

import base64
import html
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from executed import models
from nbformat.v4 import new_markdown_cell, new_output
from PIL import Image
from reading import EXERCISE
from views import Views

SOLUTION = "solution-"  # before a chapter's name
HIDDEN = "remove-input"  # a tag that myst-nb knows
WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURES = {"image/svg+xml": "svg", "image/png": "png"}  # the first that there is
# A sentence, in which 1.5 is no end; the sentence after it may go on from it.
_SENTENCE = r"(?:[^.\n]|\.(?=\S))*"
_ONLY_IN_THE_LAB = re.compile(
    rf"(?:^|(?<=\. )){_SENTENCE}Run All Cells{_SENTENCE}\.(?: Until you do{_SENTENCE}\.)? ?",
    re.MULTILINE,
)
_ONLY_ASKS = re.compile(r"(?:Ask|practice)\(")  # the code tells nothing
_NOT_ATTEMPTED = re.compile(
    r"^<p style[^>]*>Not attempted yet.*?</p>"
)  # what `check` says of a stub
_HEADING = re.compile(r"^#{1,3} ", re.MULTILINE)
_SOLVED = re.compile(r"## (\w+\.\d+)$", re.MULTILINE)  # the heading of a solution
_SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')  # of an SVG

# What the page says in place of "Run All Cells"; {open} is the way to Python.
NOTE = "On this page the pictures move, and your answers are judged. To change the code, {open}."
CHECK = "This answer is code, which needs Python to be judged: {open}. Hints and solution are here."
IN_THE_LAB = "open this chapter in JupyterLab"
ON_BINDER = "open this chapter on Binder"
CODE_FOLDED = "The code that checks it"


@dataclass(frozen=True)
class Site:
    """Where the site and its parts are.

    Attributes
    ----------
    folder : path
        What Sphinx reads; ``_static`` in it is taken as it is.
    repository : str
        ``owner/name`` on GitHub, from which all public addresses follow. Without it no page names
        one.
    """

    folder: Path
    repository: str = ""

    @property
    def address(self) -> str:
        """Where GitHub Pages shows the site, with a slash at its end."""
        owner, _, name = self.repository.partition("/")
        return f"https://{owner.lower()}.github.io/{name}/" if owner else ""

    def binder(self, name: str) -> str:
        """Where a chapter runs without anything installed."""
        home = f"https://mybinder.org/v2/gh/{self.repository}/main"
        return f"{home}?urlpath=lab/tree/notebooks/{name}.ipynb" if self.repository else ""

    def static(self, kind: str) -> Path:
        """The folder of a kind of files that are taken as they are."""
        folder = self.folder / "_static" / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def page(
    name: str, notebook: nbformat.NotebookNode, site: Site, root: str = ""
) -> nbformat.NotebookNode:
    """Make a page of a notebook; its outputs become HTML and files.

    Parameters
    ----------
    name : str
        The notebook's name without its ending.
    notebook : notebook
        As it was run, with the state of its widgets; it is changed.
    site : Site
        Where files go.
    root : str
        The way from the page to the site's root, such as ``"../"``.
    """
    writer = _Writer(name, notebook, site, root)
    cells = [part for cell in notebook.cells for part in writer.cell(cell)]
    cells += writer.end_fold()
    title, *rest = cells[0].source.split("\n\n")
    if name[0].isdigit():
        title = f"# {name.partition('_')[0]} {title.removeprefix('# ')}"
    shown = any(cell.cell_type == "code" and HIDDEN not in cell.metadata.tags for cell in cells)
    if shown and writer.views.count:
        rest.append(f'<p class="d2lmini-note d2lmini-moves">{NOTE.format(open=writer.open)}</p>')
    cells[0].source = "\n\n".join([title, *rest])
    notebook.cells = cells
    notebook.metadata.pop("widgets", None)
    return notebook


def preview(notebook: nbformat.NotebookNode) -> bytes:
    """The first picture of a notebook that was run, as PNG; empty, if there is none."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    pictures = (output.get("data", {}).get("image/png", "") for output in outputs)
    return base64.b64decode(next(filter(None, pictures), ""))


def _raw(text: str) -> nbformat.NotebookNode:
    return new_markdown_cell(text)


class _Writer:
    """Makes the cells of one page."""

    def __init__(self, name: str, notebook: nbformat.NotebookNode, site: Site, root: str) -> None:
        self.name, self.root = name, root
        self.plots = site.static("plots")
        self.views = Views(models(notebook), site.static("frames"), name)
        self.folded = False  # whether a fold is open
        self.count = 0  # of plots
        binder = site.binder(name)
        self.open = f'<a href="{html.escape(binder)}">{ON_BINDER}</a>' if binder else IN_THE_LAB

    def cell(self, cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
        """What a cell becomes."""
        if cell.cell_type == "markdown":
            return self._markdown(cell)
        cell.metadata.setdefault("tags", [])
        if "hide-input" in cell.metadata.tags or _ONLY_ASKS.match(cell.source):
            cell.metadata.tags = [HIDDEN]
        cell.outputs = [self._output(output) for output in cell.outputs]
        exercise = EXERCISE.search(cell.source)
        return [*([_raw(self._name(exercise[1]))] if exercise and not self.root else []), cell]

    def _name(self, exercise: str) -> str:
        """An exercise's name, to which one can link, and the way to its solution."""
        way = f"solutions/{self.name}.html#{exercise}"
        link = f'<a href="{way}" aria-label="Solution of {exercise}">solution</a>'
        return f'<p class="d2lmini-name" id="{exercise}">{exercise} · {link}</p>'

    def _markdown(self, cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
        """Text without what is for JupyterLab alone; a folded heading becomes a fold."""
        cell.source = _ONLY_IN_THE_LAB.sub("", cell.source).strip()
        if self.root and (exercise := _SOLVED.match(cell.source)):
            back = f"{self.root}{self.name.removeprefix(SOLUTION)}.html#{exercise[1]}"
            link = f'<p class="d2lmini-name"><a href="{back}">the exercise</a></p>'
            cell.source = f"{exercise[0]}\n\n{link}\n\n{cell.source[exercise.end() :].strip()}"
        heading = _HEADING.search(cell.source)
        if not heading:
            return [cell]
        before, rest = cell.source[: heading.start()].strip(), cell.source[heading.start() :]
        parts = [_raw(before)] if before else []
        if not self.folded and not cell.metadata.get("jp-MarkdownHeadingCollapsed"):
            return [cell]
        parts += self.end_fold()
        if cell.metadata.get("jp-MarkdownHeadingCollapsed"):
            self.folded = True
            fold = f"<details class='d2lmini-code'><summary>{CODE_FOLDED}</summary>"
            rest = "\n\n".join([fold, rest.partition("\n")[2]]).strip()
        return [*parts, _raw(rest)]

    def end_fold(self) -> list[nbformat.NotebookNode]:
        """What closes a fold, if one is open."""
        was, self.folded = self.folded, False
        return [_raw("</details>")] if was else []

    def _output(self, output: nbformat.NotebookNode) -> nbformat.NotebookNode:
        """An output as a page can show it."""
        data: dict[str, Any] = output.get("data", {})
        if view := data.get(WIDGET):
            fallback = data.get("text/html", "")
            return _html_output(self.views.html(view["model_id"], fallback))
        for kind, ending in PICTURES.items():
            if kind in data:
                alt = output.metadata.get(kind, {}).get("alt", data.get("text/plain", ""))
                return _html_output(self._plot(data[kind], ending, alt))
        told = data.get("text/html", "")
        if _NOT_ATTEMPTED.match(told):  # an exercise in code: how to have it judged
            how = f'<p class="d2lmini-note">{CHECK.format(open=self.open)}</p>'
            return _html_output(_NOT_ATTEMPTED.sub(how, told))
        return output

    def _plot(self, picture: str, ending: str, alt: str) -> str:
        """A picture that does not move, as a file."""
        self.count += 1
        path = self.plots / f"{self.name}-{self.count}.{ending}"
        content = picture.encode() if ending == "svg" else base64.b64decode(picture)
        path.write_bytes(content)
        source = f"{self.root}_static/plots/{path.name}"
        return f'<img class="d2lmini-plot" src="{source}" alt="{html.escape(alt)}" loading="lazy">'


def _size(picture: bytes, ending: str) -> tuple[float, float]:
    """Width and height in pixels of the page, so that it keeps room for the picture."""
    if ending == "png":
        return Image.open(io.BytesIO(picture)).size
    found = _SIZE.search(picture.decode())
    if found is None:
        raise ValueError("a plot's SVG does not tell its size in pt")
    return float(found[1]) * 4 / 3, float(found[2]) * 4 / 3


def _html_output(text: str) -> nbformat.NotebookNode:
    return new_output("display_data", data={"text/html": text})

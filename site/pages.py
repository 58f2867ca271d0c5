"""From a notebook that was run to one that Sphinx makes a page of.

Widgets become plain HTML, questions lose the code that holds their answers, and what is said for
JupyterLab alone is left out.
"""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from executed import models
from nbformat.v4 import new_markdown_cell, new_output
from reading import EXERCISE
from views import Views

HIDDEN = "remove-input"  # a tag that myst-nb knows
WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURES = {"image/svg+xml": "svg", "image/png": "png"}  # the first that there is
_ONLY_IN_THE_LAB = re.compile(
    r"(?:^|(?<=\. ))[^.\n]*Run All Cells[^.\n]*\.(?: Until you do[^.\n]*\.)? ?", re.MULTILINE
)
_ONLY_ASKS = re.compile(r"(?:Ask|practice)\(")  # the code tells nothing
_NOT_ATTEMPTED = re.compile(r"^<p style.*?</p>")  # what `check` says of its stub
_HEADING = re.compile(r"^#{1,3} ", re.MULTILINE)

# What the page says in place of "Run All Cells"; {open} is the way to Python.
NOTE = "The pictures on this page move, and answers are judged in it. To change the code, {open}."
CHECK = "This answer is code, which needs Python to be judged: {open}. Hints and solution are here."
IN_THE_LAB = "open this chapter in JupyterLab"
ON_BINDER = "open this chapter on Binder"
CODE_FOLDED = "Check it by code"


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
    if writer.folded:
        cells.append(_raw("</details>"))
    title, *rest = cells[0].source.split("\n\n")
    shown = any(cell.cell_type == "code" and HIDDEN not in cell.metadata.tags for cell in cells)
    if shown and writer.views.count:
        rest.append(f'<p class="d2lmini-note">{NOTE.format(open=writer.open)}</p>')
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
        if EXERCISE.search(cell.source) and "check(" in cell.source:
            cell.outputs = [self._checked(output) for output in cell.outputs]
        cell.outputs = [self._output(output) for output in cell.outputs]
        return [cell]

    def _markdown(self, cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
        """Text without what is for JupyterLab alone; a folded heading becomes a fold."""
        cell.source = _ONLY_IN_THE_LAB.sub("", cell.source).strip()
        if cell.metadata.get("jp-MarkdownHeadingCollapsed"):
            self.folded = True
            return [_raw(f"<details class='d2lmini-code'><summary>{CODE_FOLDED}</summary>")]
        if self.folded and _HEADING.match(cell.source):
            self.folded = False
            return [_raw("</details>"), cell]
        return [cell]

    def _checked(self, output: nbformat.NotebookNode) -> nbformat.NotebookNode:
        """An exercise in code: how to have it judged, and its hints and solution as they are."""
        told = output.get("data", {}).get("text/html", "")
        how = f'<p class="d2lmini-note">{CHECK.format(open=self.open)}</p>'
        return _html_output(_NOT_ATTEMPTED.sub(how, told)) if told else output

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
        return output

    def _plot(self, picture: str, ending: str, alt: str) -> str:
        """A picture that does not move, as a file."""
        self.count += 1
        path = self.plots / f"{self.name}-{self.count}.{ending}"
        content = picture.encode() if ending == "svg" else base64.b64decode(picture)
        path.write_bytes(content)
        source = f"{self.root}_static/plots/{path.name}"
        return f'<img class="d2lmini-plot" src="{source}" alt="{html.escape(alt)}" loading="lazy">'


def _html_output(text: str) -> nbformat.NotebookNode:
    return new_output("display_data", data={"text/html": text})

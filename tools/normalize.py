"""Bring notebooks into the form in which they are committed.

``python tools/normalize.py notebooks/*.ipynb`` runs each from top to bottom and saves it so that a
change of one cell changes only that cell's lines: no dates, no widget state, no versions, no random
ids.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from series import with_headline

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT = ("jupyter", "tags", "jp-MarkdownHeadingCollapsed")  # of a cell's metadata


def normalize(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Strip what changes from run to run, in place; ids, tags and outputs stay."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(
            {name: kept for name in KEPT if (kept := cell.metadata.get(name))}
        )
        for output in cell.get("outputs", []):
            # Without its model, which no saved notebook has, a widget's view hides the picture
            # beside it.
            output.get("data", {}).pop(WIDGET_VIEW, None)
            if "metadata" in output:  # of which the words for a picture stay
                alt = output.metadata.get("image/png", {}).get("alt")
                output.metadata = nbformat.from_dict({"image/png": {"alt": alt}} if alt else {})
    return notebook


def execute(path: Path) -> nbformat.NotebookNode:
    """Run a notebook in its own folder, top to bottom."""
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(path.parent)}}
    how = {"kernel_name": "python3", "resources": folder, "coalesce_streams": True}
    NotebookClient(notebook, **how).execute()  # what is printed late is no output of its own
    return notebook


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="+", type=Path)
    for path in parser.parse_args().notebooks:
        nbformat.write(with_headline(path, normalize(execute(path))), path)
        print(f"{path}: run and normalized")

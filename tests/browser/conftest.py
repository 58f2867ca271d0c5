"""Fixtures: one JupyterLab and one Chromium for all, a page for each notebook."""

import shutil

import checks
import nbformat
import pytest
from lab import ROOT, Lab, jupyterlab
from nbformat.v4 import new_code_cell, new_notebook
from normalize import METADATA


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A copy of the notebooks, fresh as from a clone, so that tests leave ours alone."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(
        ROOT / "notebooks",
        folder / "notebooks",
        ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
    )
    return folder


@pytest.fixture(scope="session")
def address(folder):
    with jupyterlab(folder) as address:
        yield address


@pytest.fixture(scope="session")
def chapters(browser, address):
    """One page for all chapters, 1300 pixels wide."""
    lab = Lab(browser, address)
    yield lab
    lab.context.close()


@pytest.fixture(scope="module")
def chapter(request, chapters):
    """The module's chapter: looked at unrun, then run."""
    chapters.resize(1300)
    chapters.complaints.clear()
    chapters.open(f"notebooks/{request.module.CHAPTER}.ipynb")
    chapters.unrun = checks.unrun(chapters)
    chapters.run_all()
    yield chapters
    chapters.leave()
    assert chapters.complaints == []


def write(folder, name, sources):
    """Write a notebook of the given cells."""
    cells = [new_code_cell(source) for source in sources]
    nbformat.write(new_notebook(cells=cells, metadata=METADATA), folder / name)
    return name


@pytest.fixture
def notebook(chapters, folder):
    """Make, open and run a notebook of the given cells, for one test."""

    def make(*sources):
        chapters.resize(1300)
        chapters.complaints.clear()
        chapters.open(write(folder, "made.ipynb", sources))
        chapters.run_all()
        return chapters

    yield make
    chapters.leave()


@pytest.fixture(scope="module")
def own_page(browser, address, folder):
    """Likewise in a page of its own, for a whole module."""
    labs = []

    def make(*sources, **context):
        labs.append(Lab(browser, address, **context))
        labs[-1].open(write(folder, f"made_{len(labs)}.ipynb", sources))
        labs[-1].run_all()
        return labs[-1]

    yield make
    for lab in labs:
        lab.close()

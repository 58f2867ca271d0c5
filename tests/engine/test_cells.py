"""Explorers in a real kernel: swept after the cell, closed when it runs again."""

import textwrap

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from d2lmini.engine import cells


class Opened:
    def __init__(self):
        self.closed = False
        cells.close_with_cell(self)

    def close(self):
        self.closed = True


@pytest.fixture
def request_from(monkeypatch):
    """Pretend that a front end asked to run a cell."""
    monkeypatch.setattr(cells, "_open", {})

    def ask(cell, run, deleted=()):
        metadata = {"deletedCells": list(deleted)} | ({"cellId": cell} if cell else {})
        message = {"metadata": metadata, "header": {"msg_id": run}}
        monkeypatch.setattr(cells, "_request", lambda: message)
        return Opened()

    return ask


def test_a_second_run_closes_what_the_first_opened(request_from):
    first = request_from("a", "run 1")
    other = request_from("b", "run 2")
    second = request_from("a", "run 3")
    assert [first.closed, other.closed, second.closed] == [True, False, False]


def test_one_run_may_open_several(request_from):
    assert not any(request_from("a", "run 1").closed for _ in range(3))
    assert len(cells._open["a"][1]) == 3


def test_a_deleted_cell_takes_its_own_along(request_from):
    first = request_from("a", "run 1")
    request_from("b", "run 2", deleted=["a"])
    assert first.closed


def test_without_a_front_end_nothing_is_closed(request_from):
    assert not request_from(None, "run 1").closed
    assert cells._request() is not None


def test_outside_ipython_nothing_is_called_back():
    cells.after_cell(lambda: pytest.fail("called"))
    assert cells.get_ipython() is None


def run(*sources):
    """Run cells in a real kernel and return each one's text."""
    notebook = new_notebook(cells=[new_code_cell(textwrap.dedent(source)) for source in sources])
    NotebookClient(notebook, kernel_name="python3").execute()
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]


def test_in_a_kernel_the_sweep_comes_once_and_after_the_cell():
    said = run(
        """
        from d2lmini import SecantExplorer
        explorer = SecantExplorer()
        print(len(explorer.stage.frames))
        """,
        """
        size = len(explorer.stage.frames)
        print(1_000 < size < 300_000, len(explorer._said))
        explorer.sweep = None  # a second call would fail
        """,
        "print('still well')",
    )
    assert said == ["0\n", "True 246\n", "still well\n"]

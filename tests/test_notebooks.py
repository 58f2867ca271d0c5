"""The notebooks are in their normal form, and keep to the style."""

import ast
import re
import statistics
from pathlib import Path

import nbformat
import pytest
from normalise import WIDGET_VIEW, normalise

import d2lmini

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CHECK = "# Your answer first, then unfold this check.\n"
MAX_LINES, MAX_WIDTH = 12, 80  # what a page of 800 pixels shows


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def is_predict(cell):
    return cell.source.startswith("Predict(")


def test_there_are_notebooks():
    assert {"00_start_here", "01_limits"} <= {path.stem for path in PATHS}


def test_committed_in_normal_form(path, notebook):
    nbformat.validate(notebook)
    assert nbformat.writes(normalise(notebook)) + "\n" == path.read_text()


def test_run_from_top_to_bottom_in_one_go(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_ids_are_there_and_differ(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def test_no_error_no_warning_and_no_widget_in_the_outputs(notebook):
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", cell.source
            assert WIDGET_VIEW not in output.get("data", {}), cell.source


def test_cells_are_short(notebook):
    open_cells = [c for c in code_cells(notebook) if not c.metadata.get("jupyter")]  # not folded
    shown = [cell.source.splitlines() for cell in open_cells]
    lengths = [len(lines) for lines in shown]
    assert min(lengths) > 0, "an empty cell"
    assert max(lengths) <= MAX_LINES
    assert statistics.median(lengths) <= 4
    for lines in shown:
        assert max(map(len, lines)) <= MAX_WIDTH, lines


def test_no_leftovers(notebook):
    for cell in code_cells(notebook):
        assert not re.search(r"^\s*[!%]", cell.source, re.MULTILINE), cell.source
        assert not re.search(r"TODO|FIXME|XXX|pip install|https?:|urllib", cell.source), cell.source
    assert not re.search(r"TODO|FIXME|XXX", prose(notebook))


def test_predict_and_the_checks_of_exercises_do_not_show_their_answers(notebook):
    folded = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    for cell in code_cells(notebook):
        holds_an_answer = is_predict(cell) or cell.source.startswith(CHECK)
        assert cell.metadata == (folded if holds_an_answer else {}), cell.source


def test_pictures_have_what_an_untrusted_notebook_can_show(notebook):
    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            if "Explorer(" in data.get("text/plain", "") or "image/svg+xml" in data:
                assert "image/png" in data, cell.source
            if "Explorer(" in data.get("text/plain", ""):
                _, readout = data["text/plain"].split("\n", 1)
                assert readout.endswith((".", "?", ":")), readout
                assert output.metadata["image/png"]["alt"].endswith(readout)


def test_the_skeleton(path, notebook):
    headings = re.findall(r"^(#+) (.*)", prose(notebook), re.MULTILINE)
    assert [level for level, _ in headings].count("#") == 1
    first = notebook.cells[0].source
    for words in ("**You will see**", "**You will be able to**", "**You need**", "Run All Cells"):
        assert words in first
    assert re.search(r"\d+ minutes", first)
    titles = [title for level, title in headings if level == "##"]
    tail = ["In one breath", "Questions", "Where to go next"]
    assert titles[-3:] == tail
    if path.stem != "00_start_here":
        assert titles[-4] == "Spot the slip"


def test_every_link_leads_to_a_notebook_or_to_the_book(path, notebook):
    for target in re.findall(r"\]\(([^)]+)\)", prose(notebook)):
        assert target == "https://d2l.ai" or (path.parent / target).exists(), target


def test_nothing_is_said_to_be_simple(notebook):
    text = prose(notebook)
    for phrase in ("Let's", "let us", "simply put", "obviously", "trivial", "as we all know"):
        assert phrase.lower() not in text.lower(), phrase


def test_saved_definitions_are_the_packages_own(notebook):
    """First teach, then import: what a cell marked #@save defines is what d2lmini defines."""
    for cell in code_cells(notebook):
        if "#@save" not in cell.source:
            continue
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.FunctionDef):
                module = getattr(d2lmini, node.name).__module__.replace(".", "/")
                source = (ROOT / f"{module}.py").read_text()
                own = next(d for d in ast.parse(source).body if getattr(d, "name", "") == node.name)
                assert bare(node) == bare(own), node.name


@pytest.mark.parametrize(
    ("name", "chapter"),
    [("numerical_lim", "01_limits")]
    + [
        (name, "A_how_our_figures_are_made")
        for name in ("use_svg_display", "set_figsize", "set_axes", "plot")
    ],
)
def test_what_is_shown_before_it_is_imported(name, chapter):
    notebook = nbformat.read(ROOT / "notebooks" / f"{chapter}.ipynb", as_version=4)
    assert any(f"def {name}(" in c.source and "#@save" in c.source for c in code_cells(notebook))


def bare(function):
    """The syntax tree without docstring, annotations, and the decorators that check the input."""
    function = ast.parse(ast.unparse(function)).body[0]
    function.decorator_list, function.returns = [], None
    for argument in function.args.args:
        argument.annotation = None
    if ast.get_docstring(function) is not None:
        del function.body[0]
    return ast.dump(function)

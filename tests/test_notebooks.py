"""The notebooks are in their normal form, and keep to the style."""

import ast
import re
import statistics
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from matplotlib import pyplot as plt
from normalize import WIDGET_VIEW, normalize
from reading import EXERCISE, asks, reading
from series import CHAPTERS, headline
from solutions import FOLDER, solutions, with_exercises

import d2lmini
from d2lmini import own_autograd
from d2lmini.exercises.code import CodeExercise
from d2lmini.exercises.exercise import Choice
from d2lmini.exercises.registry import of_chapter
from d2lmini.exercises.texts import markdown

ROOT = Path(__file__).parents[1]
PATHS = [ROOT / "notebooks" / f"{name}.ipynb" for name in CHAPTERS]
SOLUTIONS = [FOLDER / f"{name}.ipynb" for name in filter(with_exercises, CHAPTERS)]
MAX_LINES, MAX_WIDTH = 12, 80  # what a page of 800 pixels shows
MAX_CLASS = 16  # lines of a whole class
D2L = re.compile(
    r"https://(zh\.)?d2l\.ai/chapter_(preliminaries/(calculus|autograd|probability)"
    r"|linear-(regression|networks|classification)/[a-z-]+|multilayer-perceptrons/[a-z-]+"
    r"|optimization/[a-z-]+)\.html"
)


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


# For tests of the solutions, too.
every = pytest.mark.parametrize(
    "path", PATHS + SOLUTIONS, ids=lambda p: f"{p.parent.stem}-{p.stem}"
)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def headings(notebook):
    text = re.sub(r"^```.*?^```", "", prose(notebook), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^(#+) (.*)", text, re.MULTILINE)


def is_chapter(path):
    """Whether it teaches: the appendices B and C are for looking things up."""
    return path.stem[0] not in "BC"


def test_there_are_all_chapters_and_no_others():
    found = [p for f in (ROOT / "notebooks", FOLDER) for p in f.glob("*.ipynb")]
    assert sorted(PATHS + SOLUTIONS) == sorted(found)


@every
def test_committed_in_normal_form(path, notebook):
    nbformat.validate(notebook)
    assert nbformat.writes(normalize(notebook)) + "\n" == path.read_text()


@every
def test_run_from_top_to_bottom_in_one_go(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


@every
def test_ids_are_there_and_differ(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


@every
def test_no_error_no_warning_and_no_widget_in_the_outputs(notebook):
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", cell.source
            assert WIDGET_VIEW not in output.get("data", {}), cell.source


@every
def test_cells_are_short(path, notebook):
    open_cells = [c for c in code_cells(notebook) if not c.metadata.get("jupyter")]  # not folded
    shown = [cell.source.splitlines() for cell in open_cells]
    for lines in shown:
        most = MAX_CLASS if lines and lines[0].startswith("class ") else MAX_LINES
        assert 0 < len(lines) <= most, lines
        assert max(map(len, lines)) <= MAX_WIDTH, lines
    if path in PATHS and shown:
        assert statistics.median(map(len, shown)) <= 4


@every
def test_no_leftovers(notebook):
    for cell in code_cells(notebook):
        assert not re.search(r"^\s*[!%]", cell.source, re.MULTILINE), cell.source
        assert not re.search(r"TODO|FIXME|XXX|pip install|https?:|urllib", cell.source), cell.source
    assert not re.search(r"TODO|FIXME|XXX", prose(notebook))


def test_predict_does_not_show_its_answer(notebook):
    question = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    for cell in code_cells(notebook):
        if "timeit.repeat(" in cell.source:  # its output may differ
            assert cell.metadata == {"tags": ["nbval-ignore-output"]}
        else:
            assert cell.metadata == (question if asks(cell) else {}), cell.source


def test_checks_stand_under_a_folded_heading(notebook):
    """A cell that is run shows its output, whatever its metadata say; but not under such a one."""
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert ("### Check" in cell.source) == (cell.source == "### Check"), cell.source
            if found := re.findall(r"^#+ .*", cell.source, re.MULTILINE):
                heading = found[-1]
            elif heading == "### Check":
                pytest.fail(f"it would be hidden with the check before it: {cell.source}")
            folded = {"jp-MarkdownHeadingCollapsed": True} if heading == "### Check" else {}
            assert cell.metadata == folded
        else:
            assert heading != "## Spot the slip", cell.source


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
    assert [level for level, _ in headings(notebook)].count("#") == 1
    first = notebook.cells[0].source
    for words in ("**You will see**", "**You will be able to**", "**You need**", "Run All Cells"):
        assert words in first
    if not is_chapter(path):
        return
    titles = [title for level, title in headings(notebook) if level == "##"]
    tail = ["In one breath", "Exercises", "More practice", "Where to go next"]
    if path.stem == "00_start_here":
        assert [t for t in titles if t in tail] == tail
        return
    assert titles[-5:] == ["Spot the slip", *tail]
    if path.stem[0].isdigit():
        assert titles[0] == "Without looking back"
        assert "> **Where you meet this.**" in prose(notebook)


def test_the_headline_says_how_long_it_takes_what_it_goes_with_and_what_is_beside_it(
    path, notebook
):
    """``make notebooks`` writes it."""
    assert notebook.cells[0].source.split("\n\n")[1] == headline(path.stem, notebook)


def test_a_chapter_is_one_sitting(path, notebook):
    found = reading(notebook)
    assert found.core.words <= 1300
    assert found.core.exercises == (3 if is_chapter(path) else 0)
    assert found.minutes[0] <= 45
    for title, part in found.deeper.items():
        assert part.words <= 600, title


def test_all_exercises_of_the_chapter_are_asked_in_their_order(path, notebook):
    if not is_chapter(path):
        return
    asked = [name for c in code_cells(notebook) for name in EXERCISE.findall(c.source)]
    exercises = of_chapter(path.stem.split("_", 1)[1])
    assert asked == [exercise.name for exercise in exercises]
    assert len(asked) >= (8 if path.stem[:2] in ("03", "06", "07", "10", "11", "12", "13") else 5)
    text, sources = prose(notebook), [cell.source for cell in code_cells(notebook)]
    for exercise in exercises:
        if isinstance(exercise, CodeExercise):
            assert f"**{exercise.name}.** {markdown(exercise.text)}" in text.split("\n\n")
            (stub,) = [source for source in sources if f'check("{exercise.name}"' in source]
            assert stub.rstrip().removesuffix(f'check("{exercise.name}", answer)').rstrip() == (
                exercise.stub
            )
    assert f"(solutions/{path.name})" in text


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_solutions_are_those_of_the_exercises(path, notebook):
    """``make notebooks`` writes them."""
    wanted = solutions(path.stem)
    assert [c.source for c in notebook.cells] == [c.source for c in wanted.cells]
    told = {
        c.id: "".join(o.get("data", {}).get("text/plain", "") for o in c.get("outputs", []))
        for c in notebook.cells
    }
    for exercise in of_chapter(path.stem.split("_", 1)[1]):
        name = exercise.name.replace(".", "-")
        if isinstance(exercise, CodeExercise):
            assert told[f"{name}-code"].startswith("✓ Right.")
        elif not all(isinstance(field, Choice) for field in exercise.fields):
            assert f"{name}-code" in told, f"no cell computes {exercise.name} another way"


def anchors(path):
    """What a link may lead to in a chapter: each heading, as JupyterLab names it."""
    found = headings(nbformat.read(path, as_version=4))
    return {title.replace("*", "").replace(" ", "-") for _, title in found}


@every
def test_every_link_leads_to_a_chapter_or_to_the_book(path, notebook):
    for target in re.findall(r"(?<!\$)\]\(([^)\s]+)\)", prose(notebook)):
        file, _, anchor = target.partition("#")
        if D2L.fullmatch(target):
            continue
        assert (path.parent / file).exists(), target
        assert not anchor or anchor in anchors(path.parent / file), target


def run(cell):
    """The cell as a program, which shows nothing."""
    return compile(ast.parse(cell.source), "<cell>", "exec")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of torch, about itself
def test_every_cell_runs_a_second_time(path, notebook, monkeypatch, capsys):
    """After the whole notebook, each cell alone runs again: no name was taken for another thing."""
    monkeypatch.chdir(path.parent)
    names = {"__name__": "__main__"}
    with mpl.rc_context():
        for cell in code_cells(notebook) * 2:
            exec(run(cell), names)
            plt.close("all")


@every
def test_nothing_is_said_to_be_simple(notebook):
    text = prose(notebook)
    for phrase in ("Let's", "let us", "simply put", "obviously", "trivial", "as we all know"):
        assert phrase.lower() not in text.lower(), phrase


def test_saved_definitions_are_the_packages_own(notebook):
    """First teach, then import: what a cell marked #@save defines is what d2lmini defines."""
    for cell in code_cells(notebook):
        if "#@save" in cell.source:
            for node in ast.parse(cell.source).body:
                assert pieces(node).items() <= pieces(packages_own(defined(node))).items(), node


def defined(node):
    """The name that a statement of a notebook, or of a module, defines."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return getattr(node, "targets", [getattr(node, "target", None)])[0].id
    return getattr(node, "name", "")


def packages_own(name):
    """The statement that defines a name in d2lmini."""
    holder = getattr(d2lmini, name).__module__ if hasattr(d2lmini, name) else own_autograd.__name__
    source = (ROOT / f"{holder.replace('.', '/')}.py").read_text()
    return next(node for node in ast.parse(source).body if defined(node) == name)


def pieces(node):
    """What can be compared: a function; the methods of a class; the rows of a table; a value."""
    if isinstance(node, ast.FunctionDef):
        return {node.name: bare(node)}
    if isinstance(node, ast.ClassDef):
        methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        bases = {"": " ".join(map(ast.dump, node.bases))}
        return bases | {method.name: bare(method) for method in methods}
    if isinstance(node.value, ast.Dict):
        rows = zip(node.value.keys, node.value.values, strict=True)
        return {key.value: ast.dump(value) for key, value in rows}
    return {defined(node): ast.dump(node.value)}


@pytest.mark.parametrize(
    ("name", "chapter"),
    [("numerical_lim", "01_limits")]
    + [
        (name, "15_build_your_own_autograd")
        for name in ("RULES", "exp", "Number", "apply", "Dual", "Node", "newest_first")
    ]
    + [
        (name, "A_how_our_figures_are_made")
        for name in ("use_svg_display", "set_figsize", "set_axes", "plot")
    ],
)
def test_what_is_shown_before_it_is_imported(name, chapter):
    notebook = nbformat.read(ROOT / "notebooks" / f"{chapter}.ipynb", as_version=4)
    saved = [ast.parse(c.source).body for c in code_cells(notebook) if "#@save" in c.source]
    assert name in {defined(node) for body in saved for node in body}


def bare(function):
    """The syntax tree without docstring, annotations, and the decorators that check the input."""
    function = ast.parse(ast.unparse(function)).body[0]
    function.decorator_list, function.returns = [], None
    named = (*function.args.args, *function.args.kwonlyargs, function.args.vararg or ast.arg(""))
    for argument in named:
        argument.annotation = None
    if ast.get_docstring(function) is not None:
        del function.body[0]
    return ast.dump(Bare().visit(function))


class Bare(ast.NodeTransformer):
    """Assignments without annotations."""

    def visit_AnnAssign(self, node):
        return ast.Assign([node.target], node.value)

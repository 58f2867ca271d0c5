"""What stands in the built pages, as text: nothing here needs a browser."""

import gzip
import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup
from build import questions
from lab import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pages import PICTURES, WIDGET, Site, page
from series import CHAPTERS
from serve import server
from visiting import ALL, NAMES, build, is_explorer, notebook_of

OWN_SCRIPT = 25_000


@pytest.fixture(scope="module")
def read(site):
    """A page, parsed."""
    known = {}

    def parsed(name):
        if name not in known:
            known[name] = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
        return known[name]

    return parsed


def test_every_page_is_there(site):
    expected = {f"{name}.html" for name in ["index", "search", *NAMES]}
    assert {path.name for path in site.glob("*.html")} == expected
    solutions = {path.stem for path in site.glob("solutions/*.html")}
    assert solutions == ({n for n in NAMES if n[0] not in "BC"} | {"index"} if ALL else set())


def test_what_is_for_jupyterlab_alone_is_not_said(read, name):
    text = read(name).find("article").get_text()
    assert "Run All" not in text
    assert "Until you do" not in text
    assert ("On this page the pictures move" in text) == (name[0] in "0123456789A")


def test_a_sentence_for_the_lab_goes_and_its_neighbors_stay(tmp_path):
    text = (
        "# Title\n\nOne. Choose **Run ▸ Run All Cells** first: then the pictures move.\n\n"
        "- **You need** nothing. Nothing moves, so *Run All Cells* is not needed.\n\n"
        "First choose **Run ▸ Run All Cells**. Until you do, you see saved pictures. Then go on."
    )
    made = page("x", new_notebook(cells=[new_markdown_cell(text)]), Site(tmp_path))
    assert made.cells[0].source == "# Title\n\nOne. \n\n- **You need** nothing. \n\nThen go on."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "About 1.5 MB are read. Choose Run All Cells, or 0.5 of them. Then go.",
            "About 1.5 MB are read. Then go.",
        ),
        ("Press *Run All Cells*, or read on: the outputs are those of a run.", ""),
        ("Read on.\n\nRun it.", "Read on.\n\nRun it."),
    ],
)
def test_only_that_sentence_goes(tmp_path, text, left):
    cells = [new_markdown_cell("# T"), new_markdown_cell(text)]
    assert page("x", new_notebook(cells=cells), Site(tmp_path)).cells[1].source == left


def test_folds_begin_and_end_where_they_should(tmp_path):
    """Two in a row, text in the folded cell, and a heading that is not its cell's beginning."""
    folded = {"metadata": {"jp-MarkdownHeadingCollapsed": True}}
    cells = [
        new_markdown_cell("# T"),
        new_markdown_cell("### Check A\n\nWhat A is.", **folded),
        new_markdown_cell("### Check B", **folded),
        new_markdown_cell("In B.\n\n## Next"),
    ]
    made = page("x", new_notebook(cells=cells), Site(tmp_path))
    text = "\n".join(cell.source for cell in made.cells)
    assert re.findall(r"<(/?)details|(What A is|In B|## Next)", text) == [
        ("", ""),
        ("", "What A is"),
        ("/", ""),
        ("", ""),
        ("", "In B"),
        ("/", ""),
        ("", "## Next"),
    ]


def test_no_question_is_answered_by_its_own_code(read, name):
    """Code of Predict and Ask is not shown; without JavaScript, answers are folded."""
    soup = read(name)
    code = "\n".join(block.get_text() for block in soup.select(".cell_input"))
    assert "Predict(" not in code
    assert "answer=" not in code
    assert not re.search(r"^(?:Ask|practice)\(", code, re.MULTILINE)
    for fallback in soup.select(".d2lmini-view noscript"):
        if "Predict." in str(fallback):
            assert fallback.find("details")


def kind(site, view):
    """Which widget a view is of; a long state is in a script."""
    if view.find("script"):
        return json.loads(view.find("script").get_text())["kind"]
    script = (site / "_static" / "frames" / view["data-frames"]).read_text("utf-8")
    return re.search(r'"kind": "(\w+)"', script)[1]


def test_everything_is_there(site, read, name):
    """Every explorer and question of the notebook, in its order; every picture."""
    soup, found = read(name), notebook_of(name)
    outputs = [
        output.data
        for cell in found.cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    boxes = [data for data in outputs if is_explorer(found, data)]
    assert len(soup.select(".d2lmini-explorer")) == len(boxes)
    others = [data for data in outputs if WIDGET in data and data not in boxes]
    kinds = [kind(site, view).lower() for view in soup.select(".d2lmini-view")]
    assert kinds == [re.match(r"\w+", data["text/plain"]).group().lower() for data in others]
    still = [data for data in outputs if data not in boxes and data.keys() & PICTURES.keys()]
    assert len(soup.select("img.d2lmini-plot")) == len(still)


def test_pictures_have_words(read, name):
    soup = read(name)
    for picture in soup.select("article [role=img]"):
        says = picture.find_parent(class_="d2lmini-stage").select_one(".d2lmini-readout")
        assert says.get_text()
        assert picture["aria-label"].endswith(says.get_text())
    for image in soup.select("article img"):
        assert len(image["alt"]) > 5


def test_headings_go_down_one_by_one(read, name):
    ranks = [int(heading.name[1]) for heading in read(name).select("h1, h2, h3, h4, h5, h6")]
    assert ranks.count(1) == 1
    assert ranks[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(ranks))


def test_checks_are_folded(read, name):
    for cell in read(name).select(".d2lmini-code .cell"):
        assert cell.find_parent("details")
    if name != "index":
        assert "Check" not in [h.get_text() for h in read(name).select("h2, h3")]


def test_an_exercise_in_code_tells_what_it_needs(read, name):
    for cell in read(name).select(".cell"):
        if "check(" not in (cell.select_one(".cell_input") or cell).get_text():
            continue
        if cell.find("details"):
            text = cell.get_text()
            assert "needs Python to be judged: open this chapter in JupyterLab." in text
            assert "Not attempted" not in text
            assert [s.get_text() for s in cell.select("summary")][-1] == "Solution"


def test_links_and_anchors_hold(site):
    """Every link of the site leads somewhere, and every anchor is there."""
    known = {
        path: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in site.rglob("*.html")
    }
    ids = {path: {tag["id"] for tag in soup.select("[id]")} for path, soup in known.items()}
    for path, soup in known.items():
        for tag, key in [("a", "href"), ("link", "href"), ("script", "src"), ("img", "src")]:
            for node in soup.find_all(tag, **{key: True}):
                parts = urlsplit(node[key])
                if parts.scheme:
                    continue
                assert not parts.path.startswith("/"), node  # the site may stand below a folder
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                if target.is_dir():
                    target /= "index.html"
                missing = target.stem in CHAPTERS or "solutions" in target.parts
                assert target.exists() or (missing and not ALL), f"{path.name}: {node[key]}"
                left_out = parts.fragment.endswith((".ipynb", ".md")) and not ALL
                if parts.fragment and target in ids and not left_out:
                    assert unquote(parts.fragment) in ids[target], f"{path.name}: {node[key]}"


def test_nothing_names_another_host_or_this_machine(site):
    """Links for readers apart: no page loads from elsewhere, no path of the builder is told."""
    for path in site.rglob("*"):
        if path.suffix not in (".html", ".js", ".css"):
            continue
        text = path.read_text("utf-8")
        assert str(ROOT) not in text, path
        assert str(Path.home()) not in text, path
        assert "127.0.0.1" not in text, path
        loaded = re.findall(r"(?:src|data)=\"(https?:[^\"]*)|url\(['\"]?(https?:[^)]*)", text)
        assert not loaded, path


def test_what_others_show_of_a_page(site, read, name):
    """A description that asks, and a picture; the address is not known here, and not told."""
    soup = read(name)
    meta = {m.get("name") or m.get("property"): m["content"] for m in soup.select("meta[content]")}
    assert 40 < len(meta["description"]) < 200
    if name != "index":
        assert questions()[name.partition("_")[0]] in meta["description"]
    assert (site / meta["og:image"]).read_bytes().startswith(b"\x89PNG")
    assert not soup.select("link[rel=canonical]")
    assert "mybinder" not in str(soup)


def test_one_setting_names_the_public_address(tmp_path):
    out = build(tmp_path / "site", "B", D2LMINI_REPOSITORY="Somebody/calculus")
    soup = BeautifulSoup((out / "B_words_and_formulas.html").read_text("utf-8"), "html.parser")
    home = "https://somebody.github.io/calculus/"
    assert soup.select_one("link[rel=canonical]")["href"] == f"{home}B_words_and_formulas.html"
    picture = soup.select_one("meta[property='og:image']")["content"]
    assert picture == f"{home}_static/previews/index.png"


def test_one_setting_opens_binder(tmp_path):
    asked = new_code_cell('check("areas.1", answer)')
    asked.outputs = [
        new_output("display_data", data={"text/html": "<p style=''>Not attempted yet: go.</p>"})
    ]
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), asked])
    made = page("05_areas", notebook, Site(tmp_path, "Somebody/calculus"))
    told = made.cells[-1].outputs[0].data["text/html"]
    binder = "https://mybinder.org/v2/gh/Somebody/calculus/main"
    assert f'<a href="{binder}?urlpath=lab/tree/notebooks/05_areas.ipynb">' in told


def test_it_is_small(site):
    assert len(gzip.compress((site / "_static" / "d2lmini.js").read_bytes())) <= OWN_SCRIPT
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) <= 15_000_000


@pytest.mark.skipif(not ALL, reason="takes its time: make site-test")
def test_built_again_it_is_the_same(site, tmp_path):
    again = build(tmp_path / "again")
    files = {
        path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }
    others = {
        path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()
    }
    assert files.keys() == others.keys()
    assert [str(path) for path in files if files[path] != others[path]] == []


def test_serving_says_where(site):
    """On loopback alone; where the port is taken, on another one."""
    command = [sys.executable, ROOT / "site" / "serve.py", site, "--port"]
    taken = server(site)
    serving = subprocess.Popen(
        [*command, str(taken.server_port)], stdout=subprocess.PIPE, text=True
    )
    try:
        address = re.match(r"http://127\.0\.0\.1:(\d+)/", serving.stdout.readline())
        assert int(address[1]) != taken.server_port
        with urlopen(address[0]) as answer:
            assert b"Move the calculus" in answer.read()
    finally:
        taken.server_close()
        serving.kill()
        serving.communicate()

"""Build the web site: ``python site/build.py site/_build/html``, or some chapters of it only.

Three steps: the notebooks are run (`executed`), each becomes a page whose widgets need no kernel
(`pages`, `views`), and Sphinx makes the site of them.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT / "tools"), str(HERE)]

import nbformat  # noqa: E402
from executed import executed  # noqa: E402
from katex import copy_fonts, katex_style  # noqa: E402
from nbformat.v4 import new_markdown_cell  # noqa: E402
from pages import SOLUTION, Site, page, preview  # noqa: E402
from script import script  # noqa: E402
from series import CHAPTERS, number_and_title  # noqa: E402
from solutions import with_exercises  # noqa: E402
from sphinx.application import Sphinx  # noqa: E402

NOTEBOOKS = ROOT / "notebooks"
STYLES = (ROOT / "d2lmini" / "widgets.css", HERE / "site.css")
SUMMARY = (
    "{title}: {question} A chapter of d2lmini, the calculus behind deep learning, to be moved."
)
SOLUTIONS = "Each exercise, worked in full. Try it first: *Check* and *Hint* cost nothing."
LANDING = "The calculus behind deep learning, in pages where every idea can be guessed and moved."
# What a screen reader wants of furo's pages: names of both asides, and a link's place.
MENDED = {
    r'<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All chapters">',
    r'<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    r'(?s)<a href="#" class="back-to-top.*?</a>': r'<nav aria-label="Top of the page">\g<0></nav>',
}
_MAP_ROW = re.compile(r"^\| \[?\*\*(\w+) [^|]*\| ([^|]*) \|$", re.MULTILINE)


def build(out: Path, chosen: list[str], repository: str = "") -> None:
    """Write the site into a folder.

    Parameters
    ----------
    out : path
        Where to; what is there is replaced.
    chosen : list of str
        Numbers of chapters; none means all, with their solutions.
    repository : str
        ``owner/name`` on GitHub: from it follow the public addresses.
    """
    names = [name for name in CHAPTERS if not chosen or number_and_title(name)[0] in chosen]
    run = executed([HERE / "index.ipynb", *(NOTEBOOKS / f"{name}.ipynb" for name in names)])
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), repository)
        for name, notebook in zip(["index", *names], run, strict=True):
            _write_page(site, name, notebook)
        _write_map(site, names, [] if chosen else ["Solutions <solutions/index>"])
        if not chosen:
            _write_solutions(site, names)
        _write_static(site)
        _sphinx(site, out, whole=not chosen)
    _mend(out)
    print(f"{out}: {len(names)} chapters in {time.monotonic() - began:.1f} s after they were run")


def _write_page(site: Site, name: str, notebook: nbformat.NotebookNode) -> None:
    """A chapter or the landing page, with what search engines and messengers show of it."""
    number, title = number_and_title(name)
    picture = preview(notebook)
    if picture:
        (site.static("previews") / f"{name}.png").write_bytes(picture)
    shows = name if picture else "index"  # some chapters have no picture
    made = page(name, notebook, site)
    told = LANDING
    if name != "index":
        told = SUMMARY.format(title=title.capitalize(), question=questions()[number])
    shown = {"og:title": f"d2lmini: {title}", "og:description": told, "og:type": "article"}
    shown["og:image"] = f"{site.address}_static/previews/{shows}.png"
    meta = {"description": told} | {f"property={key}": value for key, value in shown.items()}
    made.metadata["myst"] = {"html_meta": meta}
    nbformat.write(made, site.folder / f"{name}.ipynb")


def _write_map(site: Site, names: list[str], others: list[str]) -> None:
    """All chapters with their questions, on the landing page and in the contents."""
    asked, titles = questions(), {name: " ".join(number_and_title(name)) for name in names}
    rows = [
        f"| [**{title}**]({name}.ipynb) | {asked[name.partition('_')[0]]} |"
        for name, title in titles.items()
    ]
    listed = [f"{title} <{name}>" for name, title in titles.items()]
    lines = ["## The map", "", "| chapter | its question |", "|---|---|", *rows, ""]
    path = site.folder / "index.ipynb"
    landing = nbformat.read(path, as_version=4)
    landing.cells.append(new_markdown_cell("\n".join([*lines, *_toctree([*listed, *others])])))
    nbformat.write(landing, path)


def _toctree(entries: list[str], *options: str) -> list[str]:
    return ["```{toctree}", ":hidden:", *options, "", *entries, "```"]


def _write_solutions(site: Site, names: list[str]) -> None:
    """The solutions, in a part of the contents that is folded."""
    folder = site.folder / "solutions"
    folder.mkdir()
    chosen = [name for name in names if with_exercises(name)]
    for name in chosen:
        notebook = nbformat.read(NOTEBOOKS / "solutions" / f"{name}.ipynb", as_version=4)
        nbformat.write(page(f"{SOLUTION}{name}", notebook, site, "../"), folder / f"{name}.ipynb")
    listed = [f"{' '.join(number_and_title(name))} <{name}>" for name in chosen]
    links = [f"- [{' '.join(number_and_title(name))}]({name}.ipynb)" for name in chosen]
    lines = ["# Solutions", "", SOLUTIONS, "", *links, "", *_toctree(listed)]
    (folder / "index.md").write_text("\n".join(lines), encoding="utf-8")


def _write_static(site: Site) -> None:
    """One style and one script: each further file costs a slow network a round trip."""
    static = site.folder / "_static"
    copy_fonts(static / "fonts")
    styles = [katex_style(), *(path.read_text("utf-8") for path in STYLES)]
    (static / "d2lmini.css").write_text("\n".join(styles), encoding="utf-8")
    (static / "d2lmini.js").write_text(script(), encoding="utf-8")


def _sphinx(site: Site, out: Path, whole: bool) -> None:
    """Make the pages; a link that leads nowhere is an error, unless some chapters are left out."""
    settings: dict[str, Any] = {
        "html_static_path": [str(site.folder / "_static")],
        "html_baseurl": site.address,
    }
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as doctrees:
        app = Sphinx(
            site.folder,
            HERE,
            out,
            doctrees,
            "html",
            settings,
            status=None,
            warning=sys.stderr if whole else None,
            warningiserror=whole,
        )
        app.build()
    if app.statuscode:
        raise SystemExit("the site was not built: see the warnings above")


def _mend(out: Path) -> None:
    """Name the parts of furo's pages that have no name, and drop what Sphinx noted for itself."""
    (out / ".buildinfo").unlink()
    for path in out.rglob("*.html"):
        text = path.read_text("utf-8")
        for old, new in MENDED.items():
            text = re.sub(old, new, text)
        path.write_text(text, encoding="utf-8")


def questions() -> dict[str, str]:
    """Each chapter's question, by its number: what the map of chapter 00 says."""
    first = nbformat.read(NOTEBOOKS / "00_start_here.ipynb", as_version=4)
    return dict(_MAP_ROW.findall("\n".join(cell.source for cell in first.cells)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("chapters", nargs="*", help="numbers, such as 01 or A; by default all")
    given = parser.parse_args()
    build(given.out, given.chapters, os.environ.get("D2LMINI_REPOSITORY", ""))

"""The card of appendix B: it stands by itself, and says what the chapters say."""

import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from series import CHAPTERS

from d2lmini import card
from d2lmini.errors import PATTERNS

ROOT = Path(__file__).parents[1]


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts, self.open = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("br",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag  # everything is closed in its order

    def handle_data(self, data):
        if "style" not in self.open:
            self.parts.append(data)


def read(html):
    text = Text()
    text.feed(html)
    assert text.open == []
    return "".join(text.parts)


def test_it_is_whole_and_needs_nothing_from_elsewhere(tmp_path):
    card().save(tmp_path / "card.html")
    written = (tmp_path / "card.html").read_text(encoding="utf-8")
    assert written.startswith("<!doctype html>")
    assert card().html in written
    assert not re.search(r"https?:|src=|<script|<link", written)
    assert card()._repr_html_() == card().html


@pytest.mark.parametrize(
    "words",
    [
        "Rules",
        "definitions with shapes",
        "Five matrix rules",
        "Three chain rules",
        "2/λmax",
        "four steps",
        "Seven errors and cures",
        "error/h → 0",
    ],
)
def test_what_is_on_it(words):
    assert words in read(card().html)


def test_its_seven_errors_are_known():
    text = read(card().html).split("Seven errors and cures")[1].split("How small")[0]
    told = [
        "a second time",
        "scalar outputs",
        "inplace operation",
        "floating point",
        "numpy()",
        "'zero_'",
        "grad_fn",
    ]
    assert [words for words in told if words in text] == told
    assert len(PATTERNS) > len(told)


def glossary():
    cells = nbformat.read(ROOT / "notebooks" / "B_words_and_formulas.ipynb", as_version=4).cells
    rows = re.findall(r"^\| (.+) \|$", cells[-1].source, re.MULTILINE)
    return [row.split(" | ") for row in rows if not row.startswith(("English", "---"))]


def test_the_words_are_sorted_and_each_is_in_the_chapter_that_is_named():
    words = [row[0] for row in glossary()]
    assert words == sorted(words, key=str.lower)
    assert len(words) >= 60
    for word, chinese, meaning, _, link in glossary():
        assert re.search(r"[\u4e00-\u9fff]", chinese), word
        assert meaning
        number, file = re.fullmatch(r"\[(\w+)\]\((.+)\.ipynb\)", link).groups()
        assert file in CHAPTERS
        assert file.startswith(number)
        cells = nbformat.read(ROOT / "notebooks" / f"{file}.ipynb", as_version=4).cells
        text = "\n".join(cell.source for cell in cells).lower()
        stem = word.lower().removesuffix("ation").removesuffix("e").removesuffix("y")
        assert stem in text, (word, file)


# What D2L's sections 2.4 and 2.5 ask: how many exercises each edition has.
EXERCISES = {"English": {"2.4": 10, "2.5": 8}, "中文版": {"2.4": 4, "2.5": 5}}


@pytest.mark.parametrize("edition", EXERCISES)
def test_every_exercise_of_the_book_is_listed(edition):
    cells = nbformat.read(ROOT / "notebooks" / "C_the_exercises_of_d2l.ipynb", as_version=4).cells
    parts = re.split(r"^## ", "\n".join(cell.source for cell in cells), flags=re.MULTILINE)
    (part,) = [part for part in parts if edition in part.splitlines()[0]]
    listed = re.findall(r"^\| (2\.\d) \| (\d+) \|.*\]\((\w+)\.ipynb#", part, re.MULTILINE)
    wanted = [(s, str(k + 1)) for s, count in EXERCISES[edition].items() for k in range(count)]
    assert [(section, number) for section, number, _ in listed] == wanted
    assert {chapter for _, _, chapter in listed} <= set(CHAPTERS)

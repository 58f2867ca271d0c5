"""One voice in all texts: the field's words, American spelling, plain English."""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SOURCES = [
    *(ROOT / "d2lmini").rglob("*.*"),
    *(ROOT / "tools").glob("*.py"),
    *ROOT.glob("*.md"),
    *ROOT.glob("*.toml"),
    ROOT / "Makefile",
]
TEXTS = [path for path in SOURCES if path.suffix in (".py", ".js", ".css", ".html", ".md", ".toml")]

BRITISH = (
    r"colour|centre\b|centred|neighbour|grey\b|behaviour|favour|honour|labour|metres?\b|licence"
    r"|programme\b|artefact|catalogue|judgement|towards|afterwards|upwards|downwards|whilst|learnt"
    r"|labelled|modelled|travelled|cancelled|analyse|defence|practise|fulfil\b"
    r"|\w+(?:ptim|ormal|ecogn|rgan|eneral|nitial|ummar|isual|inim|axim|eal|pecial|andard|ector)is"
    r"(?:e|es|ed|er|ers|ing|ation|ations)\b"
)
# Phrases that a second-language reader stumbles over, or that say nothing.
AVOIDED = (
    r"on trust|to and fro|comes to no harm|had it been|which shape has|be it a|take it that"
    r"|let's|let us|simply put|obviously|trivial|as we all know|w\.r\.t\.|derivative by \$"
)
CLAIMS = r"(?:tested|tried|checked) (?:with|by|on) (?:readers|learners|students|teachers)"


def prose(path):
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)


@pytest.mark.parametrize("path", [*NOTEBOOKS, *TEXTS], ids=lambda path: path.name)
@pytest.mark.parametrize("words", [BRITISH, AVOIDED, CLAIMS], ids=["british", "avoided", "claims"])
def test_words_that_are_not_used(path, words):
    found = re.findall(rf"\b(?:{words})", prose(path), re.IGNORECASE)
    assert found == []


@pytest.mark.parametrize(
    "text",
    ["neighbouring", "the centre", "optimisation", "It is normalised.", "Which shape has J?"],
)
def test_such_words_are_found(text):
    assert re.search(rf"\b(?:{BRITISH}|{AVOIDED})", text, re.IGNORECASE)


@pytest.mark.parametrize("number", ["02", "06", "07", "09", "10", "11", "12", "14"])
def test_what_is_moved_is_said_in_the_fields_words(number):
    (path,) = (path for path in NOTEBOOKS if path.name.startswith(number))
    assert "with respect to" in prose(path)


def test_no_formula_has_words_in_it():
    """But *error*, which has no letter."""
    for path in NOTEBOOKS:
        assert set(re.findall(r"\\text\{([^}]*)\}", prose(path))) <= {"error"}, path.name

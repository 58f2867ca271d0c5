"""No question is answered before its guess: what stands around each was read, and is as it was."""

import pytest
from predictions import PARTS, questions, reviewed
from series import CHAPTERS

FOUND = [entry for name in CHAPTERS for entry in questions(name)]


def test_every_question_was_reviewed_and_no_other():
    """``make predictions`` brings the list up to date; then read what it marks by ?."""
    assert list(reviewed()) == [entry["question"] for entry in FOUND]


@pytest.mark.parametrize("entry", FOUND, ids=lambda entry: entry["question"][:50])
def test_nothing_around_it_has_changed_since(entry):
    written = reviewed()[entry["question"]]
    assert {part: written[part] for part in PARTS[:-1]} == {p: entry[p] for p in PARTS[:-1]}
    assert written["fine"].endswith(".")
    assert len(written["fine"]) > 20

"""One voice: how numbers are written, and that every message is one whole sentence."""

import ast
import string
from pathlib import Path

import numpy as np
import pytest

import d2lmini
from d2lmini.words import brief, enumerated, listed, number, say, sentences, table, written

FILES = sorted(Path(d2lmini.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (-2.5, "", "−2.5"),
        (1e-11, "", "1e−11"),
        (-1e-9, ".2f", "0.00"),
        (123456, "", "123456"),
        (np.int64(-7), "", "−7"),
        (np.float32(0.1), "", "0.1"),
        (1000.0, ",.0f", "1,000"),
        (2, ".5f", "2.00000"),
        (-np.inf, "", "−inf"),
    ],
)
def test_a_number_has_one_minus_sign_and_no_minus_zero(value, spec, text):
    assert number(value, spec) == text


def test_fields_are_written_in_one_voice():
    said = say(
        "{x}, {y:.2f}, {v}, {f}, {r!r}.", x=-1 / 3, y=2, v=np.array([1, -2.5]), f="sin", r="a"
    )
    assert said == "−0.33333, 2.00, (1, −2.5), sin, 'a'."
    assert say("{v:.1f}", v=np.array([1, -2.25])) == "(1.0, −2.2)"


@pytest.mark.parametrize(("length", "shown"), [(58, 60), (59, 60)])
def test_only_what_is_long_is_cut(length, shown):
    text = brief("a" * length)  # and two quotes
    assert len(text) == shown
    assert text.endswith("...") == (length > 58)


def test_a_field_that_is_missing_is_noticed():
    with pytest.raises(KeyError):
        say("At {x}.", y=1)


def test_lists_and_arrays_and_tables():
    assert listed([1.5, "b", -2]) == "1.5, b, −2"
    assert enumerated(["a", "b", "c"]) == "a, b and c"
    assert written(np.float64(-0.5)) == "−0.5"
    assert written(np.eye(2)) == "((1, 0), (0, 1))"
    assert written(np.zeros((3, 4))) == "[3×4]"
    assert sentences("One.", "", "Two.") == "One. Two."
    assert table([("n", "area"), ("128", "2")], "><") == "  n  area\n128  2"


# --- every message can be translated: a whole sentence, in one place, with named fields


def calls(tree, name):
    return [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == name
    ]


def literals(tree, node):
    """The sentences that the first argument of say can be: written there, or in a table above."""
    if isinstance(node, ast.Constant):
        return [node.value]
    assert isinstance(node, ast.Subscript | ast.Name), ast.unparse(node)
    name = node.value.id if isinstance(node, ast.Subscript) else node.id
    assigned = [n for n in ast.walk(tree) if isinstance(n, ast.Assign | ast.AnnAssign)]
    tables = [n.value for n in assigned if name in ast.unparse(n).split("=")[0]]
    assert tables, name
    parts = [part for table in tables for part in ast.walk(table)]
    found = [n.value for n in parts if isinstance(n, ast.Constant) and " " in str(n.value)]
    named = {n.id for n in parts if isinstance(n, ast.Name) and n.id.isupper()} - {name}
    return found + [text for other in named for text in literals(tree, ast.Name(other))]


def fields_of(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_message_is_made_of_whole_sentences_with_named_fields(path):
    tree = ast.parse(path.read_text())
    for call in calls(tree, "say"):
        fields = set().union(*map(fields_of, literals(tree, call.args[0])))
        given = {keyword.arg for keyword in call.keywords}
        assert "" not in fields, ast.unparse(call)
        assert given <= fields | {None}, ast.unparse(call)  # None: **more
        assert None in given or isinstance(call.args[0], ast.Subscript) or given == fields


TAKEN_HOME = "own_autograd"  # which can be read and used without d2lmini, and imports nothing


@pytest.mark.parametrize(
    "path", [p for p in FILES if p.stem != TAKEN_HOME], ids=lambda path: path.stem
)
def test_an_error_says_what_is_wrong_by_say(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            message = node.exc.args[0]
            assert not isinstance(message, ast.Constant | ast.JoinedStr | ast.BinOp), ast.unparse(
                node
            )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_message_is_glued(path):
    """No sentence is put together by +=, nor made inside a field."""
    tree = ast.parse(path.read_text())
    for call in [*calls(tree, "say"), *calls(tree, "sentences")]:
        for part in (*call.args[call.func.id == "say" :], *(k.value for k in call.keywords)):
            for node in ast.walk(part):
                glued = isinstance(node, ast.JoinedStr) and any(
                    isinstance(v, ast.Constant)
                    and any(len(w) > 2 and w.isascii() and w.isalpha() for w in v.value.split())
                    for v in node.values
                )
                assert not glued, ast.unparse(call)

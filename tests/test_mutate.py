"""The errors of ``tools/mutate.py``: no target may be lost when the ink is rewritten."""

import ast

import pytest
from mutate import ROOT, Change, Package, deletions, errors, made, mirrors, shown

INK = """
class Wave(Explorer):
    def draw_backdrop(self, axes):
        axes.axhline(0)

    def draw_ink(self, axes, x):
        area = axes.fill_between([0, x], 0, [1, 1])
        area.set_clip_path(None)
        self._mark(axes, (x, 1.0))
        return f"x = {x}"

    def _mark(self, axes, place: tuple[float, float]) -> None:
        axes.plot(*place)
        axes.axline((0, 0), slope=2)
"""


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "explorers" / "waves.py"
    path.parent.mkdir()
    path.write_text(INK)
    return Package(tmp_path)


def all_of(make, package):
    return {shown(change) for scope in package.ink() for change in make(package, scope)}


def test_each_call_that_draws_ink_is_left_out(package):
    assert all_of(deletions, package) == {
        "area.set_clip_path(None)",
        "self._mark(axes, (x, 1.0))",
        "axes.fill_between([0, x], 0, [1, 1])",
        "axes.plot(*place)",
        "axes.axline((0, 0), slope=2)",
    }


def test_what_a_call_is_given_is_mirrored(package):
    assert {label.split("⟶  ")[1] for label in all_of(mirrors, package)} == {
        "self._mark(axes, _mirrored((x, 1.0)))",
        "axes.fill_between([0, x], 0, _mirrored([1, 1], -1))",
        "axes.plot(*_mirrored_rows(place))",
        "slope=_mirrored(2, -1)",
    }


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("a + b", "a - b"), ("a < b", "a <= b"), ("a > b", "a < b"), ("a[0]", "a[1]"), ("-a", "+a")],
)
def test_small_errors_are_made_and_taken_back(right, wrong):
    node = ast.parse(right, mode="eval").body
    ((field, new),) = errors(node)
    with made(Change(node, field, new)):
        assert ast.unparse(node) == wrong
    assert ast.unparse(node) == right


def test_every_explorer_has_ink_that_can_be_left_out():
    package = Package(ROOT / "d2lmini")
    ink = package.ink()
    explorers = {scope.kind for scope in ink if scope.function.name == "draw_ink"}
    assert len(explorers) > 20
    drawing = {scope.kind for scope in ink if package.drawing(scope)}
    inherited = {"FitExplorer", "WeightDecayExplorer"}  # which draw by _Fitted
    assert explorers - inherited | {"_Fitted"} == drawing - {""}

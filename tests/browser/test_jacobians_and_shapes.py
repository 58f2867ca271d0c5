import itertools
import json

import pytest
from checks import *  # noqa: F403
from lab import ROOT

from d2lmini.explorers.shapes import RULES, WORDS, answered

CHAPTER = "09_jacobians_and_shapes"


def test_the_table_turns_over(chapter):
    table = chapter.explorer(0)
    assert table.readout.startswith("y ∈ ℝ², x ∈ ℝ³. The Jacobian, J[i, j] = ")
    assert "the shape 2 × 3" in table.readout
    assert squares(table) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
    table.choose("Jᵀ")
    assert "transpose Jᵀ has the shape 3 × 2" in table.readout
    assert squares(table) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    table.press("Home")
    assert "y ∈ ℝ¹, x ∈ ℝ³. Its transpose Jᵀ has the shape 3 × 1" in table.readout
    assert squares(table) == [(0, 0), (0, 1), (0, 2)]


def squares(table):
    """Column and row of the table's squares, both from 0."""
    corners = [lower_left for lower_left, _ in table.lines(0, "#ffffff")]
    return sorted((round(x), round(-y) - 1) for x, y in corners)


def test_one_entry_moves_one_column(chapter):
    product = chapter.explorer(1)
    product.press("Home")
    product.choose("x₃")
    assert product.readout == (
        "x₃ moves by −2. So A x moves by −2 times column 3, (3, 6): by (−6, −12)."
    )


@pytest.fixture
def shapes(chapter):
    return chapter.page.locator(".d2lmini-shapes")


def test_shapes_are_typed(shapes):
    says = shapes.locator(".d2lmini-readout")
    assert says.inner_text() == "A x has the shape 2."
    assert shapes.locator("td").all_inner_texts()[:3] == ["A", "(2) × (2 × 3)", "–"]
    assert shapes.locator("td").all_inner_texts()[3:] == ["x", "2 × 3", "3 × 2"]
    shapes.get_by_label("x: n").fill("2")
    assert says.inner_text() == "This does not fit: n would be 3 in A, and 2 in x."
    assert shapes.locator("td").count() == 0
    shapes.get_by_label("x: n").fill("(3,)")
    shapes.locator("select").select_option("xᵀ A x")
    assert says.inner_text().startswith("xᵀ A x is one number.")
    assert shapes.locator("td").all_inner_texts() == ["x", "3", "A", "3 × 3"]
    shapes.locator("select").select_option("A x")


TYPED = ("2", "3", "2×3", "3 x 2", "(3, 3)", "３×２", "", "x", "0×2", "1×2×3")


def test_the_page_answers_as_python_does(chapter, shapes):
    """Every rule with every combination of what is typed."""
    cases = [
        (k, dict(zip(rule.letters, typed, strict=True)))
        for k, rule in enumerate(RULES)
        for typed in itertools.product(TYPED, repeat=len(rule.letters))
    ]
    rules = [{"expression": r.expression, "letters": r.letters, "result": r.result} for r in RULES]
    source = (ROOT / "d2lmini" / "explorers" / "shapes.js").read_text()
    found = chapter.page.evaluate(
        """async ([source, rules, words, cases]) => {
            const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
            const { answered } = await import(url);
            return cases.map(([k, typed]) => answered(rules[k], typed, words));
        }""",
        [source, rules, WORDS, cases],
    )
    wanted = json.loads(json.dumps([answered(RULES[k], typed) for k, typed in cases]))
    assert found == wanted
    assert len({sentence for sentence, _ in wanted}) > 30

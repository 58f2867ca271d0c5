"""The browser reads and computes formulas as Python does."""

import json
import math
from pathlib import Path

import pytest
from formulas import HOSTILE, NAMES, typed_formulas

from d2lmini.exercises import formula
from d2lmini.exercises.formula import FormulaError, parse, value

CASES = typed_formulas(2000) + [(typed, dict.fromkeys(NAMES, 2.0)) for typed in HOSTILE]
READ = """
([cases, names]) => cases.map(([typed, point]) => {
    try {
        const tree = formula.parse(typed, names);
        const found = formula.value(tree, point);
        return ["read", JSON.stringify(tree), Number.isFinite(found) ? found : String(found)];
    } catch (error) {
        return [error.why ?? String(error), error.at, 0];
    }
})
"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.goto("about:blank")
    source = Path(formula.__file__).with_suffix(".js").read_text("utf-8")
    page.add_script_tag(
        type="module", content=f"{source}\nwindow.formula = {{ parse, parseList, value, typeset }};"
    )
    page.wait_for_function("() => window.formula")
    yield page
    page.close()


def by_python(typed, point):
    try:
        tree = parse(typed, NAMES)
    except FormulaError as error:
        return error.why, error.at, 0
    return "read", tree, value(tree, point)


def as_list(tree):
    """A tree as JSON has it."""
    return [as_list(part) for part in tree] if isinstance(tree, tuple) else tree


def test_it_is_read_and_computed_as_in_python(page):
    found = page.evaluate(READ, [CASES, NAMES])
    read = 0
    for (typed, point), (why, tree, result) in zip(CASES, found, strict=True):
        expected = by_python(typed, point)
        if why != "read":
            assert (why, tree) == expected[:2], typed
            continue
        read += 1
        assert expected[0] == "read", typed
        assert page_tree(tree) == as_list(expected[1]), typed
        if isinstance(result, str):
            assert result.replace("Infinity", "inf").lower() == str(expected[2]), typed
        elif abs(expected[2]) < 1e6:
            assert math.isclose(result, expected[2], rel_tol=1e-6, abs_tol=1e-9), typed
    assert read > 1200


def page_tree(text):
    return json.loads(text.replace("null", "Infinity"))  # JSON has no 1e999


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("x^2/2", "<mfrac><msup><mi>x</mi><mn>2</mn></msup><mn>2</mn></mfrac>"),
        ("sqrt x", "<msqrt><mi>x</mi></msqrt>"),
        ("2pi", "<mrow><mn>2</mn><mo>\u2062</mo><mi>π</mi></mrow>"),
        ("-x", "<mrow><mo>−</mo><mi>x</mi></mrow>"),
        ("x1", "<msub><mi>x</mi><mn>1</mn></msub>"),
        (
            "x*-2",
            "<mrow><mi>x</mi><mo>\u2062</mo>"
            '<mrow><mo stretchy="false">(</mo><mrow><mo>−</mo><mn>2</mn></mrow>',
        ),
        ("x1^2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
        ("sin(x/2)", "<mrow><mi>sin</mi><mo>\u2061</mo><mrow><mo>(</mo><mfrac>"),
        ("x*2", "<mrow><mi>x</mi><mo>·</mo><mn>2</mn></mrow>"),
        ("0.00000025", "<mrow><mn>2.5</mn><mo>·</mo><msup><mn>10</mn><mn>−7</mn></msup></mrow>"),
        ("0.25", "<mn>0.25</mn>"),
    ],
)
def test_it_is_typeset(page, typed, shown):
    html = page.evaluate(
        "([typed, names]) => formula.typeset(formula.parse(typed, names)).innerHTML", [typed, NAMES]
    )
    assert html.startswith(shown)

"""Exercises are answered at once, by keyboard alone, with or without a kernel."""

import re
from pathlib import Path
from random import Random

import pytest
import sympy
from formulas import HOSTILE, as_sympy

from d2lmini.exercises import ask, formula
from d2lmini.exercises.exercise import Choice, Exercise, Formula
from d2lmini.exercises.formula import parse_list, spelled
from d2lmini.exercises.registry import CHAPTERS, find, of_chapter
from d2lmini.exercises.variants import variant

CELLS = (
    "from d2lmini import Ask",
    "first = Ask('differentiation_rules.6')\nfirst",
    "first  # a second view",
    "Ask('differentiation_rules.1')",
    "Ask('differentiation_rules.9')",
)


@pytest.fixture(scope="module")
def lab(own_page):
    return own_page(*CELLS)


class Box:
    """One exercise on the page."""

    def __init__(self, lab, nth):
        self.box = lab.page.locator(".d2lmini-ask").nth(nth)
        self.fields = self.box.locator("input[type=text]")
        self.says = self.box.locator(".d2lmini-says")

    def type(self, typed, nth=0):
        field = self.fields.nth(nth)
        field.focus()
        field.press("Control+a")
        field.page.keyboard.insert_text(typed)
        field.press("Enter")

    def press(self, name):
        self.box.get_by_role("button", name=re.compile(f"^{name}")).press("Enter")


PRODUCT = "That is u′v′; and, as e^x is its own slope, also uv′ alone. The term u′v is missing."
STRIP = "That is u′v. The other term, uv′, is missing."


def test_a_foreseen_mistake_is_named_and_a_right_answer_is_right(lab):
    box = Box(lab, 0)
    box.type("-e^x sin x")
    assert box.says.inner_text() == PRODUCT
    box.type("e^x cos x − e^x·sin x + 1")
    assert box.says.inner_text() == "At x = 2 your formula gives −8.794; the slope there is −9.794."
    box.type("cos x e^x - sin x e^x")  # cos(x·e^x) − …
    assert box.says.inner_text().startswith("As it was read it is not right. Put into brackets")
    box.type("0.00000025")
    assert "2.5·10⁻⁷" in box.says.inner_text()
    box.type("ln(x - 5)")
    assert box.says.inner_text() == "At x = 2 your formula has no value."
    box.type("exp(x)(cos(x) − sin x)")
    assert box.says.inner_text() == "✓ Right."


def test_the_same_verdict_is_said_again(lab):
    box = Box(lab, 0)
    box.type("x")
    said = box.says.locator("p").element_handle()
    box.fields.first.press("Enter")
    assert not said.evaluate("e => e.isConnected")
    assert box.says.locator("p").count() == 1
    assert box.fields.first.get_attribute("aria-invalid") == "true"
    told = box.fields.first.get_attribute("aria-describedby").split()
    assert box.says.get_attribute("id") in told
    box.type("exp(x)(cos(x) − sin x)")
    assert box.fields.first.get_attribute("aria-invalid") == "false"


def test_what_was_understood_is_shown_before_it_is_checked(lab):
    box = Box(lab, 0)
    box.fields.first.fill("1/2x")
    math = box.box.locator(".d2lmini-understood math")
    assert math.locator("mfrac").count() == 1
    assert math.evaluate("e => e.textContent.replace(/\\W/g, '')") == "12x"
    assert box.says.inner_text() == ""  # what was said before was of another answer


def test_what_cannot_be_read_is_said_with_the_place(lab):
    box = Box(lab, 0)
    box.type("2x + foo")
    assert box.says.inner_text().startswith("f is not known here. 2x + foo")
    assert box.says.locator("mark").inner_text() == "f"
    box.type("😀 + x2")
    assert box.says.locator("mark").inner_text() == "😀"
    box.type("2x +")
    assert "Something is missing at the end." in box.says.inner_text()


def test_a_second_view_shows_the_same(lab):
    one, two = Box(lab, 0), Box(lab, 1)
    one.type("e^x cos x")
    assert two.fields.first.input_value() == "e^x cos x"
    assert two.says.inner_text() == one.says.inner_text() != ""


def test_hints_open_one_at_a_time_and_the_solution_on_request(lab):
    box = Box(lab, 2)
    assert box.box.locator("li").count() == 0
    for count in (1, 2, 3, 3):
        box.press("Hint")
        assert box.box.locator("li").count() == count
    box.press("Solution")
    assert box.box.locator(".d2lmini-solution p").count() == 0  # nothing was tried yet
    box.press("Show it without a try")
    assert box.box.locator(".d2lmini-solution p").count() > 3
    assert box.box.locator(".d2lmini-solution math").count() > 3


def test_several_fields_are_judged_each(lab):
    box = Box(lab, 2)
    box.press("Check")
    assert box.says.inner_text() == "Give an answer first."
    box.fields.nth(0).fill("15x^2 - 2x")
    box.press("Check")
    assert box.says.inner_text() == "Still to be answered: The slope is 13 at x."
    box.fields.nth(1).fill("1, 2, 3")
    box.press("Check")
    assert box.says.locator("p").all_inner_texts() == [
        "f'(x) = The slope of a multiple of x is that multiple.",
        "The slope is 13 at x = 2 entries are wanted; you gave 3: a comma separates. "
        "A decimal has a point: 0.5.",
    ]
    box.fields.nth(0).fill("15x^2 - 2")
    box.fields.nth(1).fill("1, -1")  # in any order
    box.press("Check")
    assert box.says.inner_text() == "✓ Right."


def test_a_choice_is_made_by_keyboard(lab):
    box = Box(lab, 3)
    box.fields.nth(0).fill("0")
    box.box.get_by_role("radio", name="c′", exact=True).press("Space")
    box.press("Check")
    assert box.says.inner_text() == "② = c′ stands in the first term."
    box.box.get_by_role("radio", name="v′", exact=True).press("Space")
    box.press("Check")
    assert box.says.inner_text() == "✓ Right."


def test_what_was_typed_is_kept_when_all_is_run_again(lab):
    Box(lab, 0).type("e^x cos x")
    lab.page.wait_for_timeout(500)  # until the kernel knows it
    lab.run_all()
    box = Box(lab, 0)
    assert box.fields.first.input_value() == "e^x cos x"
    assert box.says.inner_text() == STRIP


def overhang(lab, width):
    """By how many pixels anything is wider than the page."""
    lab.resize(width)
    over = lab.page.evaluate(
        """() => [...document.querySelectorAll(".d2lmini-ask *")]
            .filter((e) => !e.closest(".d2lmini-understood math"))  // which scrolls
            .map((e) => e.getBoundingClientRect().right
                - e.closest(".jp-Cell-outputArea").getBoundingClientRect().right)"""
    )
    lab.resize(1300)
    return max(over)


@pytest.mark.parametrize("width", [360, 800])
def test_it_fits_the_page(lab, width):
    assert overhang(lab, width) <= 1


def test_without_a_kernel_it_goes_on(lab):
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    box = Box(lab, 0)
    box.type("e^x (cos x - sin x)")
    assert box.says.inner_text() == "✓ Right."
    box.type("-e^x sin x")
    assert box.says.inner_text() == PRODUCT
    box.press("Hint")
    assert box.box.locator("li").count() == 1
    ours = [said for said in lab.complaints if "Could not send widget sync message" not in said]
    assert ours == []


# --- every exercise ---------------------------------------------------------------------------

ALL = [e for chapter in CHAPTERS for e in of_chapter(chapter) if isinstance(e, Exercise)]


@pytest.fixture(scope="module")
def judge(browser):
    """What the browser says of what was typed into a field."""
    page = browser.new_page()
    page.goto("about:blank")
    sources = (Path(module.__file__).with_suffix(".js") for module in (formula, ask))
    text = "\n".join(source.read_text("utf-8") for source in sources)
    page.add_script_tag(type="module", content=f"{text}\nwindow.judge = judge;")
    page.wait_for_function("() => window.judge")
    yield lambda field, typed: page.evaluate(
        """([field, typed]) => {
            try { return judge(field, typed); } catch (error) { return { why: error.why }; }
        }""",
        [field.spec(), typed],
    )
    page.close()


def answer(field):
    return field.answer if isinstance(field, Formula | Choice) else str(field.answer)


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.name)
def test_the_answer_is_right_and_each_foreseen_mistake_is_called_by_its_name(exercise, judge):
    for field in exercise.fields:
        assert judge(field, answer(field))["right"]
        for typed, says in field.mistakes.items():
            verdict = judge(field, typed if isinstance(typed, str) else str(typed))
            assert not verdict["right"]
            assert verdict["says"] == says


FORMULAS = [(e.name, f) for e in ALL for f in e.fields if isinstance(f, Formula)]


def test_equivalent_formulas_are_right(judge):
    """However sympy writes the answer."""
    for name, field in FORMULAS:
        names = {each: sympy.Symbol(each, real=True) for each in field.over}
        exact = [as_sympy(tree, names) for tree in parse_list(field.answer, tuple(field.over))]
        for form in (sympy.expand, sympy.factor, sympy.together):
            typed = ", ".join(str(form(each)) for each in exact)
            for spelling in (typed, typed.replace("**", "^").replace("*", " ")):
                assert judge(field, spelling).get("right"), (name, spelling)


def mutants(tree):
    """The formula with one number, name or sign changed."""
    if isinstance(tree, float):
        yield tree + 1
    elif isinstance(tree, str):
        yield ("*", 2.0, tree)
    else:
        sign, *parts = tree
        for k, part in enumerate(parts):
            yield from ((sign, *parts[:k], other, *parts[k + 1 :]) for other in mutants(part))
        swapped = {"+": "-", "-": "+", "*": "/", "/": "*", "sin": "cos", "cos": "sin"}.get(sign)
        if swapped:
            yield (swapped, *parts)


def test_no_formula_is_right_that_differs_and_each_is_told_something(judge):
    for name, field in FORMULAS:
        trees = parse_list(field.answer, tuple(field.over))
        for k, tree in enumerate(trees):
            for other in mutants(tree):
                typed = ", ".join(map(spelled, (*trees[:k], other, *trees[k + 1 :])))
                verdict = judge(field, typed)
                assert not verdict.get("right"), (name, typed)
                assert verdict.get("says") or verdict.get("key"), (name, typed)


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_input_is_never_right(typed, judge):
    for field in (find("gradients.3").fields[0], find("gradients.1").fields[0]):
        assert judge(field, typed).get("right") is not True


def test_where_one_of_several_entries_differs_it_is_said_which(judge):
    verdict = judge(find("gradients.1").fields[0], "e^y, x e^y + 3y")
    assert verdict["key"] == "entry"
    assert verdict["told"]["place"] == 2
    assert verdict["says"].startswith("At x = 2, y = 1 it gives 8.437; the slope there is 7.437.")


def test_a_rounded_number_is_told_to_be_close(judge):
    verdict = judge(find("gradients.3").fields[0], "2.12")
    assert (verdict["right"], verdict["key"]) == (False, "close")
    assert judge(find("gradients.3").fields[0], "2.5")["says"] == "2.5 is not right."


@pytest.mark.parametrize(
    ("name", "field", "typed", "key"),
    [
        ("differentiation_rules.5", 0, "1/2√x - 1/x^2", "brackets"),
        ("differentiation_rules.3", 0, "1 - ln(x)/x^2", "brackets"),
        ("derivatives.2", 0, "-1/x(x+h)", "brackets"),
        ("chain_rule.9", 0, "-x e^-x^2/2", "brackets"),
        ("differentiation_rules.1", 1, "1, 1", "twice"),
        ("limits.2", 0, "0/0", "no number"),
        ("limits.1", 1, "6, 7", "one"),
        ("gradients.1", 0, "e^y", "count"),
        ("extremes.1", 0, "1,0; -1,0; -3,0; 2,0", "many"),
        ("chain_rule.10", 0, "3", "axes"),
        ("chain_rule.10", 1, "(3, 4)", "shape"),
        ("jacobians_and_shapes.2", 0, "(7,)", "shape"),
    ],
)
def test_what_often_goes_wrong_in_typing_is_said(name, field, typed, key, judge):
    verdict = judge(find(name).fields[field], typed)
    assert (verdict["right"], verdict.get("key")) == (False, key)


def test_of_several_numbers_one_that_is_wrong_is_told(judge):
    field = find("extremes.1").fields[0]
    assert judge(field, "-1, 1, -3, 7")["says"].startswith("7 ")
    assert judge(field, "2, -1, 1, -3")["right"]


@pytest.mark.parametrize("typed", ["±1", "x = 1, x = -1", "1; -1", "-1 and 1", "(x = −1, x = 1)"])
def test_a_list_may_be_written_in_several_ways(typed, judge):
    assert judge(find("differentiation_rules.1").fields[1], typed)["right"]


@pytest.mark.parametrize(
    "typed", ["78400", "78,400", "78 400", "784·100", "784x100", "784 X 100", "= 78400"]
)
def test_a_large_number_may_be_written_in_several_ways(typed, judge):
    assert judge(find("jacobians_and_shapes.7").fields[0], typed)["right"]


@pytest.mark.parametrize("typed", ["(3, 2)", "3×2", "3 x 2", "[3,2]", "（3，2）", "3 2"])
def test_a_shape_may_be_written_in_several_ways(typed, judge):
    field = find("jacobians_and_shapes.3").fields[0]
    assert judge(field, typed)["right"]
    assert judge(field, "(2, 3)")["says"] == "A row for each output."


@pytest.mark.parametrize("typed", ["3e0, 2", "(3., 2.)", "-3, 2", "three"])
def test_what_is_no_shape_is_said(typed, judge):
    assert judge(find("jacobians_and_shapes.3").fields[0], typed)["why"] == "shape"


# --- practice ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def practised(own_page):
    return own_page("from d2lmini import practice", "practice('product rule', seed=7)")


def test_three_right_in_a_row_move_a_level_up_and_mistakes_are_counted(practised):
    box, head = Box(practised, 0), practised.page.locator(".d2lmini-head")
    made = [variant("product rule", Random(f"product rule 7 1 {k}"), 1) for k in range(5)]
    assert head.inner_text() == "product rule, level 1 of 3: 0 solved, 0 right in a row."
    typed, says = next(iter(made[0].fields[0].mistakes.items()))
    box.type(typed)
    assert box.says.inner_text() == says
    for k in range(4):
        box.type(made[k].fields[0].answer)
        assert box.says.inner_text() == "✓ Right."
        box.press("Check")  # again: it counts once
        practised.page.get_by_role("button", name="Another").press("Enter")
    assert head.inner_text() == "product rule, level 2 of 3: 4 solved, 0 right in a row."
    practised.page.get_by_role("button", name="Count my mistakes").press("Enter")
    assert practised.page.locator(".d2lmini-tally li").all_inner_texts() == [f"1 ×: {says}"]
    assert practised.complaints == []


@pytest.mark.parametrize("width", [360, 800])
def test_practice_fits_the_page(practised, width):
    assert overhang(practised, width) <= 1


def test_practice_is_kept_when_all_is_run_again(practised):
    head = practised.page.locator(".d2lmini-head").inner_text()
    question = Box(practised, 0).box.locator(".d2lmini-text").inner_text()
    practised.page.wait_for_timeout(500)  # until the kernel knows it
    practised.run_all()
    assert practised.page.locator(".d2lmini-head").inner_text() == head
    assert Box(practised, 0).box.locator(".d2lmini-text").inner_text() == question


def test_in_the_dark_theme_it_has_the_themes_colors(practised):
    page = practised.page
    read = "(e) => { const s = getComputedStyle(e); return [s.color, s.backgroundColor]; }"
    field, text = page.locator(".d2lmini-ask input").first, page.locator(".d2lmini-text").first
    light = field.evaluate(read), text.evaluate(read)
    page.evaluate(
        "() => window.jupyterapp.commands.execute('apputils:change-theme', "
        "{ theme: 'JupyterLab Dark' })"
    )
    page.wait_for_timeout(1000)
    dark = field.evaluate(read), text.evaluate(read)
    page.evaluate(
        "() => window.jupyterapp.commands.execute('apputils:change-theme', "
        "{ theme: 'JupyterLab Light' })"
    )
    for (ink, paper), (other_ink, other_paper) in zip(light, dark, strict=True):
        assert sum(rgb(other_ink)) > sum(rgb(ink)) + 200  # light on dark
        assert paper != other_paper or paper == "rgba(0, 0, 0, 0)"


def rgb(color):
    return [int(part) for part in re.findall(r"\d+", color)[:3]]


def test_practice_goes_on_without_a_kernel(practised):
    practised.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    box = Box(practised, 0)
    before = box.box.locator(".d2lmini-text").inner_text()
    practised.page.get_by_role("button", name="Another").press("Enter")
    assert Box(practised, 0).box.locator(".d2lmini-text").inner_text() != before

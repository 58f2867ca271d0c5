"""What axe-core, a keyboard and a colour-blind eye find in the pages."""

import pytest
from katex import NODE_MODULES
from visiting import ALL, PHONE

LOOKS = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": PHONE}
FOUND = """
async () => {
    const { violations } = await axe.run(document, { preload: false });
    return violations.map(({ id, nodes }) =>
        `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" ¦ ")}`);
}
"""
# Of a group of radio buttons one is a stop.
STOPS = """
() => {
    const groups = new Set();
    const controls = [...document.querySelectorAll("article :is(input, button, select)")];
    return controls.filter((e) => {
        if (!e.checkVisibility()) return false;
        return e.type !== "radio" || (!groups.has(e.name) && groups.add(e.name));
    }).length;
}
"""
FOCUSED = """
() => {
    const e = document.activeElement;
    if (!e.closest("article")) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(e);
    const control = e.matches("input, button, select");
    return [control, outlineStyle, parseFloat(outlineWidth), e.outerHTML];
}
"""


def violations(page):
    """What axe-core finds, with nothing left out."""
    page.add_script_tag(path=NODE_MODULES / "axe-core" / "axe.min.js")
    return page.evaluate(FOUND)


@pytest.mark.parametrize("look", LOOKS if ALL else ["dark"])
def test_axe_finds_nothing(visit, name, look):
    page = visit(name, **LOOKS[look])
    page.scroll_through()
    assert violations(page.page) == []


def test_axe_finds_nothing_in_the_search(visit):
    assert violations(visit("search").page) == []


def test_after_all_answers_axe_finds_nothing(visit):
    """On a phone, and what unfolds: guesses, hints, solutions, mistakes."""
    page = visit("05_areas", **PHONE).page
    for question in page.locator(".d2lmini-predict").all():
        question.locator("button").first.press("Enter")
    for box in page.locator("fieldset.d2lmini-ask").all():
        for field in box.locator("input[type=text]").all():
            field.fill("1 +")
        for name in ("Check", "Hint", "Solution"):
            box.get_by_role("button", name=name).press("Enter")
    for fold in page.locator("summary").all():
        fold.press("Enter")
    assert violations(page) == []


def test_tab_reaches_every_control_and_shows_where_it_is(visit, name):
    """One stop a slider, one a group of radio buttons, one a button or a field."""
    visited = visit(name)
    visited.scroll_through()
    page = visited.page
    wanted = page.evaluate(STOPS)
    page.locator("article h1").evaluate("e => { e.tabIndex = -1; e.focus(); }")
    reached = 0
    for _ in range(2000):
        page.keyboard.press("Tab")
        where = page.evaluate(FOCUSED)
        if where is None:
            break
        is_control, style, width, html = where
        reached += is_control
        assert style != "none", html
        assert width >= 1, html
    assert reached == wanted


def test_the_theme_button_turns_the_pictures(visit):
    page = visit("index").page
    page.locator(".d2lmini-explorer[data-alive]").wait_for()
    picture = page.locator(".d2lmini-picture")
    look = "e => getComputedStyle(e).filter"
    assert picture.evaluate(look) == "none"
    for _ in range(3):  # light, dark, as the system
        page.locator(".theme-toggle:visible").first.click()
        dark = page.locator("body").get_attribute("data-theme") == "dark"
        assert ("invert" in picture.evaluate(look)) == dark

"""What axe-core, a keyboard and a colour-blind eye find in the pages."""

from io import BytesIO
from itertools import combinations

import pytest
from katex import NODE_MODULES
from PIL import Image
from visiting import ALL, PHONE

from d2lmini.style import CURVE, ESTIMATE, TANGENT

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


@pytest.mark.parametrize(
    ("width", "opener", "drawer"),
    [
        (360, "nav-overlay-icon", ".sidebar-drawer"),
        (360, "toc-overlay-icon", ".toc-drawer"),
        (1300, "toc-overlay-icon", ".toc-drawer"),
    ],
)
def test_a_drawer_is_opened_by_keyboard_and_shut_it_is_not_there(visit, width, opener, drawer):
    page = visit("05_areas", width=width).page
    panel, links = page.locator(drawer), page.locator(f"{drawer} a")
    assert not any(link.is_visible() for link in links.all())
    button = page.locator(f"button.{opener}:visible")
    button.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert page.evaluate("d => document.activeElement.matches(`${d} a`)", drawer)
    page.wait_for_function(
        "e => e.getBoundingClientRect().left >= 0 && e.getBoundingClientRect().right <= innerWidth",
        arg=panel.element_handle(),
    )
    page.keyboard.press("Escape")
    assert button.evaluate("e => e === document.activeElement")
    assert button.get_attribute("aria-expanded") == "false"
    page.wait_for_function(
        "d => getComputedStyle(document.querySelector(d)).visibility === 'hidden'", arg=drawer
    )


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


# --- colors ------------------------------------------------------------------------------------

SEEN_AS = ("none", "protanopia", "deuteranopia", "tritanopia")
INKS = {"curve": CURVE, "tangent": TANGENT, "estimate": ESTIMATE}
LIGHT, DARK = "none", "invert(0.93) hue-rotate(180deg)"  # as pictures are turned in the dark


@pytest.mark.parametrize("kind", SEEN_AS)
@pytest.mark.parametrize("filters", [LIGHT, DARK])
def test_color_blind_eyes_tell_the_lines_apart(browser, kind, filters):
    """By color, from each other and from the paper; where two are close, by the kind of line."""
    colors = ["#ffffff", *(ink["color"] for ink in INKS.values())]
    boxes = "".join(f"<div style='background:{color};height:20px'></div>" for color in colors)
    page = browser.new_page(viewport={"width": 20, "height": 20 * len(colors)})
    page.set_content(f"<body style='margin:0'><div style='filter:{filters}'>{boxes}</div></body>")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": kind})
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    paper, *lines = [image.getpixel((10, 20 * k + 10)) for k in range(len(colors))]
    for line in lines:
        assert contrast(line, paper) >= 3  # what WCAG wants of graphics
    for (one, first), (other, second) in combinations(zip(INKS, lines, strict=True), 2):
        apart = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5
        assert apart >= 40 or INKS[one]["linestyle"] != INKS[other]["linestyle"]
        assert apart >= 15, (one, other)


def contrast(one, other):
    """The ratio of WCAG 2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color):
    parts = [c / 255 for c in color]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

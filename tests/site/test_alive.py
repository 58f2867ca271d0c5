"""The pages in a real browser: everything comes alive, moves and answers without a kernel."""

import json
import re
import zlib
from base64 import b64decode

import numpy as np
import pytest
from executed import models
from lab import Shown
from pages import WIDGET
from reading import asks
from visiting import ALL, PHONE, is_explorer, notebook_of

from d2lmini.exercises.exercise import Choice, Formula
from d2lmini.exercises.registry import find

SAME = """
(picture, ink) => {
    const other = document.createElement("div");
    other.innerHTML = ink;
    return picture.shadowRoot.querySelector(".ink").innerHTML === other.innerHTML;
}
"""


@pytest.fixture(scope="module")
def drawn():
    """By page: the frames and numbers of settings of each of its explorers, as Python drew them."""
    known = {}

    def of(name):
        if name not in known:
            notebook = notebook_of(name)
            state = models(notebook)
            outputs = [o.data for c in notebook.cells for o in c.get("outputs", []) if "data" in o]
            boxes = [data for data in outputs if is_explorer(notebook, data)]
            known[name] = [_drawn(state, state[box[WIDGET]["model_id"]]) for box in boxes]
        return known[name]

    return of


def _drawn(state, box):
    stage, *controls = [state[c.removeprefix("IPY_MODEL_")] for c in box["state"]["children"]]
    frames = {}
    for buffer in stage["buffers"]:
        if buffer["data"]:
            frames |= json.loads(zlib.decompress(b64decode(buffer["data"])))
    sizes = [len(control["state"]["_options_labels"]) for control in controls]
    return frames, sizes, [control["state"]["index"] for control in controls]


def test_every_explorer_moves_by_every_control(visit, drawn, name):
    """By the keyboard alone; what is shown is what Python drew for that setting."""
    page = visit(name)
    assert page.explorers.count() == len(drawn(name))
    for nth, (frames, sizes, start) in enumerate(drawn(name)):
        shown = page.explorer(nth)
        rows = shown.output.locator(".d2lmini-control").all()
        at = list(start)
        ink, says, _ = frames[str(int(np.ravel_multi_index(at, sizes)))]
        assert shown.readout == re.sub(r"\s+", " ", says)
        for i, (row, size) in enumerate(zip(rows, sizes, strict=True)):
            slider = row.locator("input[type=range]")
            at[i] = size - 1 if at[i] != size - 1 else 0
            if slider.count():
                slider.press("End" if at[i] else "Home")
                label = slider.get_attribute("aria-valuetext")
                assert label == row.locator("output").inner_text()
            else:
                row.locator("input[type=radio]").nth(at[i]).press("Space")
            ink, says, _ = frames[str(int(np.ravel_multi_index(at, sizes)))]
            assert shown.readout == re.sub(r"\s+", " ", says)
            assert shown.picture.evaluate(SAME, ink)
            assert shown.picture.get_attribute("aria-label").endswith(says)


def test_every_question_is_answered(visit, name):
    """A guess unfolds its reason, a wrong one says so; what the question held back can be moved."""
    page = visit(name)
    page.scroll_through()  # a long answer comes when the reader is near
    questions = page.page.locator(".d2lmini-predict")
    cells = notebook_of(name).cells
    assert questions.count() == sum(map(asks, cells))
    for nth in range(questions.count()):
        question = questions.nth(nth)
        last = question.locator("button").last
        guess = last.inner_text()
        last.press("Enter")
        says = question.locator(".d2lmini-why").inner_text()
        assert says.startswith(("✓ As you guessed.", f"You guessed “{guess}”; it is “"))
        assert question.locator(".d2lmini-answer").count() == 1


def test_what_a_question_held_back_moves(visit):
    page = visit("05_areas")
    held = page.page.locator(".d2lmini-then .d2lmini-explorer")
    content = page.page.content()
    assert held.count() == 0
    question = page.page.locator(".d2lmini-predict", has_text="The area below f from 0 to x")
    question.locator("button").first.press("Enter")
    held.locator(".d2lmini-picture[data-frames]").wait_for()
    shown = Shown(held)
    assert shown.readout not in content
    before = shown.ink
    shown.press("End")
    assert shown.ink != before
    assert shown.readout


def test_every_exercise_is_judged(visit, name):
    """The answer in d2lmini/exercises is right here, too; hints and solution unfold."""
    page = visit(name)
    asked = re.findall(
        r"^Ask\(\"(.*)\"\)", "\n".join(c.source for c in notebook_of(name).cells), re.M
    )
    boxes = page.page.locator(".d2lmini-view > fieldset.d2lmini-ask")
    assert boxes.count() == len(asked)
    for nth, exercise in enumerate(map(find, asked)):
        box = boxes.nth(nth)
        answer(box, exercise.fields)
        assert box.locator(".d2lmini-says").inner_text() == "✓ Right."
        box.get_by_role("button", name="Hint").press("Enter")
        assert box.locator(".d2lmini-hints li").count() == 1
        box.get_by_role("button", name="Solution").press("Enter")
        assert box.locator(".d2lmini-solution p").count() == len(exercise.solution)


def answer(box, fields):
    typed = iter(box.locator("input[type=text]").all())
    for field, row in zip(fields, box.locator(".d2lmini-row").all(), strict=True):
        if isinstance(field, Choice):
            row.locator("input").nth(field.shown.index(field.answer)).press("Space")
        else:
            text = field.answer if isinstance(field, Formula) else str(field.answer)
            next(typed).fill(text)
    box.get_by_role("button", name="Check").press("Enter")


def test_practice_goes_on(visit):
    page = visit("09_jacobians_and_shapes")
    page.scroll_through()
    bar = page.page.locator(".d2lmini-bar")
    assert bar.locator(".d2lmini-head").inner_text().endswith(": 0 solved, 0 right in a row.")
    question = page.page.locator(".d2lmini-view:has(.d2lmini-bar) .d2lmini-text")
    first = question.inner_text()
    bar.get_by_role("button", name="Another").press("Enter")
    assert question.inner_text() != first


def test_shapes_answer(visit):
    shapes = visit("09_jacobians_and_shapes").page.locator(".d2lmini-shapes")
    shapes.locator("input[name=x]").fill("2")
    assert shapes.locator("p").inner_text() == "This does not fit: n would be 3 in A, and 2 in x."


# --- where things lie in the picture -----------------------------------------------------------

H = re.compile(r"h = (\S+): the line through the two points has slope (\S+)\.")


def secant(shown):
    """h and the slope as the readout says them; both points, as they lie in the page."""
    h, slope = map(float, H.match(shown.readout).groups())
    return h, slope, sorted(shown.marks())


def check_secant(shown):
    """The secant explorer of the landing page, held against x² at 1."""
    h, slope, points = secant(shown)
    assert slope == pytest.approx(2 + h, abs=1e-4)
    assert np.allclose(points, [(1, 1), (1 + h, (1 + h) ** 2)], atol=0.02)
    return h


def test_keys_move_the_point(visit):
    shown = visit("index").explorer(0)
    assert check_secant(shown) == 1
    shown.press("ArrowRight", "ArrowRight", "ArrowRight")
    assert check_secant(shown) < 0.9


def test_the_pointer_moves_slider_and_point(visit):
    shown = visit("index").explorer(0)
    box = json.loads(shown.picture.get_attribute("data-axes"))[0]["box"]
    across = box[0] + (box[2] - box[0]) * (1.5 - -0.6) / (2.6 - -0.6)
    shown.drag((0.9, 0.5), (across, 0.5))
    assert check_secant(shown) == pytest.approx(0.5, abs=0.05)
    assert float(shown.output.locator("output").first.inner_text()) == pytest.approx(0.5, abs=0.05)


def test_a_finger_moves_slider_and_point(visit):
    page = visit("index", **PHONE)
    shown = page.explorer(0)
    slider = shown.handles.first.bounding_box()
    page.page.touchscreen.tap(slider["x"] + slider["width"] / 2, slider["y"] + slider["height"] / 2)
    assert 0.001 < check_secant(shown) < 0.5
    before = int(shown.handles.first.input_value())
    shown.output.get_by_role("button", name="h: one step on").tap()
    assert int(shown.handles.first.input_value()) == before + 1
    check_secant(shown)
    box = shown.picture.bounding_box()
    session = page.context.new_cdp_session(page.page)
    y = box["y"] + box["height"] / 2
    for kind, across in [("touchStart", 0.6), *[("touchMove", 0.6 + k / 50) for k in range(15)]]:
        point = {"x": box["x"] + across * box["width"], "y": y}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert check_secant(shown) > 0.9


def test_what_is_moved_before_the_frames_come_counts(browser, address, site):
    """A slow network: the slider is there at once, and is not set back when the frames arrive."""
    context = browser.new_context()
    page = context.new_page()
    held = []
    page.route("**/frames/*.js", lambda route: held.append(route))
    page.goto(f"{address}index.html", wait_until="domcontentloaded")
    slider = page.locator("input[type=range]").first
    slider.press("End")
    assert page.locator("[data-alive].d2lmini-explorer").count() == 0
    assert slider.get_attribute("aria-valuetext") == "0.0001"
    assert page.locator("output").first.inner_text() == "0.0001"
    for route in held:
        route.continue_()
    page.locator(".d2lmini-explorer[data-alive] [data-frames]").wait_for()
    assert slider.input_value() == slider.get_attribute("max")
    assert page.locator(".d2lmini-readout").inner_text().startswith("h = 0.00")
    context.close()


SPOKEN = """() => {
    const readout = document.querySelector(".d2lmini-readout");
    window.spoken = [];
    new MutationObserver(() => {
        if (readout.getAttribute("aria-live") === "polite") spoken.push(readout.textContent);
    }).observe(readout, { childList: true });
}"""


def test_a_play_button_plays_to_the_end(visit):
    """Each setting is seen; where it stops is said."""
    page = visit("index")
    shown = page.explorer(0)
    shown.press("End", *["ArrowLeft"] * 5)
    assert not shown.readout.startswith("h = 0.0001")
    page.page.evaluate(SPOKEN)
    shown.output.get_by_role("button", name="Play h").click()
    page.page.wait_for_function(
        "() => [...document.querySelectorAll('input[type=range]')].every((e) => e.value === e.max)",
        polling=50,
    )
    assert shown.readout.startswith("h = 0.0001")
    page.page.wait_for_function("spoken.length", polling=50)
    assert page.page.evaluate("spoken") == [shown.readout]


def test_where_motion_is_unwelcome_it_steps(visit):
    page = visit("index", reduced_motion="reduce")
    shown = page.explorer(0)
    before = shown.handles.first.input_value()
    button = shown.output.get_by_role("button", name="Move h one step on")
    button.press("Enter")
    page.page.wait_for_timeout(500)
    assert int(shown.handles.first.input_value()) == int(before) + 1


# --- other readers -----------------------------------------------------------------------------


def test_opened_as_a_file_it_works(visit, site, name):
    page = visit(name, at=f"{site.as_uri()}/")
    page.scroll_through()
    alive = page.page.locator(":is(.d2lmini-explorer, .d2lmini-view)[data-alive]")
    assert alive.count() == page.page.locator(".d2lmini-explorer, .d2lmini-view").count()


def test_without_javascript_it_reads(visit, name):
    """Pictures, formulas, and questions with folded answers; no control that does nothing."""
    page = visit(name, java_script_enabled=False).page
    for picture in page.locator(".d2lmini-picture").all():
        assert picture.bounding_box()["height"] > 100
        assert picture.locator("svg").count() == 2
    assert not any(control.is_visible() for control in page.locator(".d2lmini-control").all())
    for view in page.locator(".d2lmini-view:has(details)").all():
        assert view.locator("p").first.is_visible()
        assert not any(p.is_visible() for p in view.locator("details p").all())


def test_on_a_phone_nothing_sticks_out(visit, name):
    """The page does not scroll sideways, and no picture shrinks until its labels are lost."""
    page = visit(name, **PHONE)
    page.scroll_through()
    assert page.page.evaluate("document.documentElement.scrollWidth") == 360
    scales = page.page.locator(".d2lmini-picture").evaluate_all(
        """all => all.map((e) => e.getBoundingClientRect().width
            / e.shadowRoot.querySelector("svg").viewBox.baseVal.width)"""
    )
    assert all(scale >= 0.67 * 4 / 3 for scale in scales)  # in pixels a point: 9 pt are 8 px
    for slider in page.page.locator("input[type=range]").all():
        box = slider.bounding_box()
        assert box["height"] >= 24
        assert box["x"] + box["width"] <= 360


def test_on_a_phone_the_sliders_stay_in_sight_below_their_picture(visit):
    visited = visit("05_areas", width=360)
    visited.page.set_viewport_size({"width": 360, "height": 300})
    shown = visited.explorer(0)
    stage, controls = (shown.output.locator(f".d2lmini-{what}") for what in ("stage", "controls"))
    assert stage.bounding_box()["height"] > 300
    stage.evaluate("e => e.scrollIntoView({ block: 'start' })")
    box = controls.bounding_box()
    assert 150 < box["y"] < box["y"] + box["height"] <= 300


# Formulas that are torn from the full stop behind them.
TORN = """() => [...document.querySelectorAll(".d2lmini-stop")].filter((stop) => {
    const base = stop.closest(".katex-base");
    const last = [...stop.closest(".katex").querySelectorAll(".katex-base")].at(-1);
    return base !== last || stop.getBoundingClientRect().top > base.getBoundingClientRect().bottom;
}).map((stop) => stop.closest("p, li").textContent)"""
LOOSE = """() => [...document.querySelectorAll("article .katex")].filter(
    (e) => e.nextSibling?.nodeType === 3 && /^[.,:;?!)’”]/.test(e.nextSibling.data),
).map((e) => e.parentElement.textContent)"""


def test_no_full_stop_begins_a_line(visit, name):
    page = visit(name, width=360).page
    assert page.evaluate(TORN) == page.evaluate(LOOSE) == []


def test_two_columns_stand_one_below_the_other(visit):
    """Each is a view of the whole picture: the same frame, of which one column is seen."""
    page = visit("05_areas", **PHONE)
    shown = page.explorer(0)
    columns = shown.output.locator(".d2lmini-column")
    assert columns.count() == 2
    boxes = [column.bounding_box() for column in columns.all()]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1
    pictures = columns.locator(".d2lmini-picture")
    axes = json.loads(pictures.first.get_attribute("data-axes"))
    for nth, (column, picture) in enumerate(zip(boxes, pictures.all(), strict=True)):
        box, (left, _, right, _) = picture.bounding_box(), axes[nth]["box"]
        assert column["x"] - 1 <= box["x"] + left * box["width"]
        assert box["x"] + right * box["width"] <= column["x"] + column["width"] + 1
    shown.press("End")
    inks = pictures.evaluate_all(
        "all => all.map((e) => e.shadowRoot.querySelector('.ink').innerHTML)"
    )
    assert inks[0] == inks[1]
    assert shown.output.locator(".d2lmini-readout:visible").count() == 1
    page.page.set_viewport_size({"width": 1000, "height": 800})
    shown.output.locator(".d2lmini-whole .d2lmini-picture[data-frames]").wait_for()
    assert shown.output.locator(".d2lmini-column").count() == 0


SAID = """
() => {
    window.said = [];
    const look = () => {
        const readout = document.querySelector(".d2lmini-readout:not([hidden] *)");
        if (readout) window.said.push(readout.textContent);
    };
    new MutationObserver(look).observe(document.querySelector(".d2lmini-explorer"), {
        subtree: true, childList: true, characterData: true });
}
"""


def test_where_the_layout_changes_no_other_setting_is_seen(visit):
    """Nor in print, which is narrow, too; and the focus stays."""
    page = visit("05_areas")
    shown = page.explorer(0)
    shown.press("End")
    shown.output.get_by_role("button", name="Play").first.focus()
    says = shown.readout
    page.page.evaluate(SAID)
    for width, columns in ((400, 2), (1300, 0)):
        page.page.set_viewport_size({"width": width, "height": 800})
        page.page.wait_for_timeout(500)
        assert shown.output.locator(".d2lmini-column").count() == columns
        assert page.page.evaluate("document.activeElement.className") == "d2lmini-play"
    assert set(page.page.evaluate("window.said")) == {says}


def test_what_was_typed_and_guessed_is_kept_for_the_session(visit):
    page = visit("05_areas").page
    page.locator(".d2lmini-predict button").first.press("Enter")
    why = page.locator(".d2lmini-why").first.inner_text()
    page.locator(".d2lmini-ask input[type=text]").first.fill("7x")
    page.reload()
    assert page.locator(".d2lmini-why").first.inner_text() == why
    assert page.locator(".d2lmini-ask input[type=text]").first.input_value() == "7x"


def test_what_was_said_is_not_said_again_at_each_letter(visit):
    page = visit("05_areas").page
    box = page.locator("fieldset.d2lmini-ask").first
    field = box.locator("input[type=text]").first
    for field_ in box.locator("input[type=text]").all():
        field_.fill("3")
    for name in ("Check", "Hint", "Solution"):
        box.get_by_role("button", name=name).press("Enter")
    box.evaluate(
        """(e) => {
            window.added = 0;
            const count = (all) =>
                all.forEach((each) => { window.added += each.addedNodes.length; });
            for (const region of e.querySelectorAll("[aria-live=polite]"))
                new MutationObserver(count).observe(region, { childList: true, subtree: true });
        }"""
    )
    field.press("End")
    field.press_sequentially("45")
    assert field.input_value() == "345"
    assert page.evaluate("window.added") == 0


WHERE = """e => [
    e.getBoundingClientRect().top,
    document.documentElement.scrollHeight - scrollY - innerHeight,
]"""


@pytest.mark.parametrize("width", [1300, 360])
def test_a_link_leads_to_its_place_and_stays_there(visit, name, width):
    """What is above it and not loaded yet moves nothing when it comes."""
    page = visit(name, width=width).page
    places = page.locator("article :is(section section, .d2lmini-name)[id]")
    ids = [place.get_attribute("id") for place in places.all()]
    for each in {ids[len(ids) // 3], ids[2 * len(ids) // 3]}:
        address = page.url.partition("#")[0]
        page.goto("about:blank")
        page.goto(f"{address}#{each}", wait_until="networkidle")
        page.wait_for_function("document.documentElement.classList.contains('d2lmini-js')")
        top, below = page.locator(f"[id='{each}']").evaluate(WHERE)
        assert 0 <= top <= 120 or below <= 2  # at the top, or the page has no more


def test_an_exercise_leads_to_its_solution(visit):
    link = visit("05_areas").page.locator("[id='areas.4'] a")
    assert link.get_attribute("href") == "solutions/05_areas.html#areas.4"


def test_printed_it_is_a_handout(visit, name):
    """First pictures, questions and readouts; nothing to press, and no answer."""
    page = visit(name).page
    page.emulate_media(media="print")
    for what in (".d2lmini-control", ".d2lmini-play", ".d2lmini-buttons", ".sidebar-drawer"):
        assert not any(each.is_visible() for each in page.locator(what).all()), what
    assert not any(each.is_visible() for each in page.locator("details > :not(summary)").all())
    assert all(picture.is_visible() for picture in page.locator(".d2lmini-picture").all())


@pytest.mark.skipif(not ALL, reason="appendix B is not built")
def test_the_card_is_printed_on_a_page_of_its_own(browser, site, tmp_path):
    """A4 with the margins that browsers leave: 190 by 277 mm. It stands there alone and whole."""
    page = browser.new_page(viewport={"width": 718, "height": 1047})
    page.set_content((site / "B_words_and_formulas.html").read_text("utf-8"))
    page.add_style_tag(path=site / "_static" / "d2lmini.css")
    page.add_style_tag(path=site / "_static" / "styles" / "furo.css")
    page.emulate_media(media="print")
    card = page.locator(".d2lmini-card")
    assert card.bounding_box()["height"] <= 1047
    for where, what in [("Before", "page"), ("After", "page"), ("Inside", "avoid")]:
        assert card.evaluate(f"e => getComputedStyle(e).break{where}") == what
    page.close()


def test_a_first_view_is_light(visit, site, name):
    """Packed as a server sends it; benchmarks/pages.py measures the median of all chapters."""
    page = visit(name)
    page.page.wait_for_load_state("networkidle")
    assert page.packed(site) <= 350_000

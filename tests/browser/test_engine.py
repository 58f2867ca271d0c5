"""The engine in the browser: what breaks silently elsewhere."""

import pytest

DOT = """
import time
from d2lmini import Explorer, linear_grid

class Dot(Explorer):
    alt = "A dot."
    drag = {"x": "x"}
    def __init__(self, n=11, f=lambda x: x):
        self.f = f
        super().__init__(x=linear_grid(0, 1, n), show=("no", "yes"))
    def draw_backdrop(self, axes):
        axes.set(xlim=(0, 1), ylim=(0, 1))
    def draw_ink(self, axes, x, show):
        axes.plot([self.f(x)], [0.5], marker="o", color="black")
        return f"x = {x:g} {show}"
"""


def test_set_from_code_the_picture_follows(notebook):
    lab = notebook(DOT, "dot = Dot()\ndot", "dot.x.value = 0.7")
    dot = lab.explorer(0)
    dot.output.get_by_text("x = 0.7 no").wait_for()
    assert dot.output.locator(".widget-readout").inner_text() == "0.7"
    assert lab.complaints == []


def test_two_views_of_one_explorer_move_together(notebook):
    lab = notebook(DOT, "dot = Dot()\ndot", "dot")
    one, two = lab.explorer(0), lab.explorer(1)
    one.handles.first.press("ArrowRight")
    assert one.readout == two.readout == "x = 0.1 no"
    assert one.ink == two.ink


def test_settings_that_were_not_swept_come_from_the_kernel(notebook):
    lab = notebook(DOT, "Dot(n=1001)")
    dot = lab.explorer(0)
    handle = dot.handles.first
    handle.focus()
    for k in range(1, 6):
        handle.press("ArrowRight")
        dot.output.get_by_text(f"x = {k / 1000:g} no").wait_for()
    dot.drag((0.2, 0.5), (0.8, 0.5), steps=50)
    final = dot.output.locator(".widget-readout").inner_text()
    dot.output.get_by_text(f"x = {final} no").wait_for()
    lab.page.wait_for_timeout(500)  # no late frame covers it
    assert dot.readout == f"x = {final} no"


def test_without_a_kernel_it_still_moves(notebook):
    lab = notebook(DOT, "Dot(n=1001)", "Dot()")
    lab.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.shutdown()"
    )
    lab.page.wait_for_timeout(500)
    whole, coarse = lab.explorer(1), lab.explorer(0)
    for k in range(1, 11):
        whole.handles.first.press("ArrowRight")
        assert whole.readout == f"x = {k / 10:g} no"
    coarse.drag((0.2, 0.5), (0.8, 0.5))
    x = float(coarse.output.locator(".widget-readout").inner_text())
    assert abs(float(coarse.readout.split()[2]) - x) <= 0.005  # the nearest swept setting


def test_a_fast_press_before_the_frames_have_come(notebook):
    lab = notebook(DOT, "dot = Dot(n=201)\ndot")
    lab.command("notebook:run-cell")
    dot = lab.explorer(0)
    dot.handles.first.press("End")
    dot.output.get_by_text("x = 1 no").wait_for()


def test_running_a_cell_again_leaves_nothing_behind(notebook):
    lab = notebook(DOT, "Dot()", "import ipywidgets\nlen(ipywidgets.widgets.widget._instances)")
    index = "(i) => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = i; }"

    def counted():
        lab.page.evaluate(index, 2)
        lab.command("notebook:run-cell")
        lab.page.wait_for_timeout(500)
        return lab.page.locator(".jp-OutputArea-executeResult pre").last.inner_text()

    before = counted()
    for _ in range(5):
        lab.page.evaluate(index, 1)
        lab.command("notebook:run-cell")
        lab.page.wait_for_timeout(300)
    assert counted() == before
    assert lab.page.locator(".d2lmini-picture").count() == 1
    lab.explorer(0).handles.first.press("ArrowRight")
    assert lab.explorer(0).readout == "x = 0.1 no"
    assert lab.complaints == []


def test_an_error_of_the_function_is_shown_and_passes(notebook):
    lab = notebook(DOT, "def f(x):\n    return 1 / (x - 0.1)\n\nDot(f=f)")
    dot = lab.explorer(0)
    dot.handles.first.press("ArrowRight")
    assert dot.readout.startswith("ZeroDivisionError")
    assert "In f, line 2: return 1 / (x - 0.1)." in dot.readout
    assert dot.output.locator(".d2lmini-error").count() == 1
    dot.handles.first.press("ArrowRight")
    assert dot.readout == "x = 0.2 no"
    assert dot.output.locator(".d2lmini-error").count() == 0


@pytest.fixture
def finger(notebook):
    """Open a notebook on a touch screen; return the lab, and a function that moves a finger."""
    lab = notebook(DOT, "Dot()", has_touch=True, width=800)
    session = lab.context.new_cdp_session(lab.page)

    def touch(kind, *point):
        points = [dict(zip("xy", point, strict=True))] if point else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return lab, touch


def test_a_finger_drags_the_picture(finger):
    lab, touch = finger
    dot = lab.explorer(0)
    box = dot.picture.bounding_box()
    y = box["y"] + box["height"] / 2
    touch("touchStart", box["x"] + 0.3 * box["width"], y)
    touch("touchMove", box["x"] + 0.3 * box["width"] + 2, y)
    assert dot.readout == "x = 0 no"  # not yet: it may be a scroll
    for k in range(3, 10):
        touch("touchMove", box["x"] + k / 10 * box["width"], y)
    touch("touchEnd")
    assert float(dot.readout.split()[2]) > 0.7
    assert dot.picture.evaluate("e => getComputedStyle(e).touchAction") == "pan-y"


def test_a_finger_moves_the_slider(finger):
    lab, touch = finger
    dot = lab.explorer(0)
    box = dot.handles.first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch("touchStart", x, y)
    for k in range(1, 30):
        touch("touchMove", x + 5 * k, y)
    touch("touchEnd")
    assert float(dot.readout.split()[2]) > 0.3


def test_a_drag_outside_the_axes_does_nothing(notebook):
    lab = notebook(DOT, "Dot()")
    dot = lab.explorer(0)
    dot.drag((0.01, 0.99), (0.9, 0.99))
    assert dot.readout == "x = 0 no"


def test_ids_of_one_picture_do_not_reach_into_another(notebook):
    lab = notebook(DOT, "dot = Dot()\ndot", "dot")
    ids, elsewhere = lab.page.evaluate(
        """() => {
            const pictures = [...document.querySelectorAll(".d2lmini-picture")];
            const ids = pictures.map((picture) =>
                [...picture.shadowRoot.querySelectorAll("[id]")].map((e) => e.id));
            return [ids, ids.flat().filter((id) => document.getElementById(id))];
        }"""
    )
    assert len(ids) == 2
    assert ids[0] == ids[1] != []
    assert elsewhere == []

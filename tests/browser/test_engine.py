"""The engine in the browser: what breaks silently elsewhere."""

import json

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


@pytest.fixture(scope="module")
def lab(own_page):
    """One page for the tests that leave it as they found it."""
    return own_page(
        DOT,
        "dot = Dot()\ndot",
        "dot",
        "fine = Dot(n=1001)\nfine",
        "def f(x):\n    return 1 / (x - 0.1)\n\nDot(f=f)",
        "coded = Dot()\ncoded",
        "coded.x.value = 0.7",
        "import ipywidgets\nprint(len(ipywidgets.widgets.widget._instances))",
    )


ONE, TWO, FINE, FAULTY, CODED = range(5)
COUNT = 7  # the cell that counts widgets


def run(lab, cell):
    lab.page.evaluate(
        """async (i) => {
            const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
            content.activeCellIndex = i;
            await window.jupyterapp.commands.execute("notebook:run-cell");
        }""",
        cell,
    )
    lab.page.wait_for_timeout(300)


def test_set_from_code_the_picture_follows(lab):
    coded = lab.explorer(CODED)
    coded.output.get_by_text("x = 0.7 no").wait_for()
    assert coded.output.locator(".widget-readout").inner_text() == "0.7"


def test_two_views_of_one_explorer_move_together(lab):
    one, two = lab.explorer(ONE), lab.explorer(TWO)
    one.handles.first.press("ArrowRight")
    assert one.readout == two.readout == "x = 0.1 no"
    assert one.ink == two.ink
    one.handles.first.press("Home")


def test_ids_of_one_picture_do_not_reach_into_another(lab):
    ids, elsewhere = lab.page.evaluate(
        """() => {
            const pictures = [...document.querySelectorAll(".d2lmini-picture")];
            const ids = pictures.map((picture) =>
                [...picture.shadowRoot.querySelectorAll("[id]")].map((e) => e.id));
            return [ids, ids.flat().filter((id) => document.getElementById(id))];
        }"""
    )
    assert ids[ONE] == ids[TWO] != []
    assert elsewhere == []


def test_settings_that_were_not_swept_come_from_the_kernel(lab):
    fine = lab.explorer(FINE)
    handle = fine.handles.first
    handle.focus()
    for k in range(1, 6):
        handle.press("ArrowRight")
        fine.output.get_by_text(f"x = {k / 1000:g} no").wait_for()
    fine.drag((0.2, 0.5), (0.8, 0.5), steps=50)
    final = fine.output.locator(".widget-readout").inner_text()
    fine.output.get_by_text(f"x = {final} no").wait_for()
    lab.page.wait_for_timeout(500)  # no late frame covers it
    assert fine.readout == f"x = {final} no"


def test_an_error_of_the_function_is_shown_and_passes(lab):
    faulty = lab.explorer(FAULTY)
    faulty.handles.first.press("ArrowRight")
    assert faulty.readout.startswith("ZeroDivisionError")
    assert "In f, line 2: return 1 / (x - 0.1)." in faulty.readout
    assert faulty.output.locator(".d2lmini-error").count() == 1
    faulty.handles.first.press("ArrowRight")
    assert faulty.readout == "x = 0.2 no"
    assert faulty.output.locator(".d2lmini-error").count() == 0


def test_a_drag_outside_the_axes_does_nothing(lab):
    one = lab.explorer(ONE)
    one.drag((0.01, 0.99), (0.9, 0.99))
    assert one.readout == "x = 0 no"


def test_running_a_cell_again_leaves_nothing_behind(lab):
    def counted():
        run(lab, COUNT)
        return lab.page.locator(".jp-OutputArea-output pre").last.inner_text()

    before, pictures = counted(), lab.page.locator(".d2lmini-picture").count()
    for _ in range(5):
        run(lab, 4)
    assert counted() == before
    assert lab.page.locator(".d2lmini-picture").count() == pictures
    lab.explorer(FAULTY).handles.first.press("End")
    assert lab.explorer(FAULTY).readout == "x = 1 no"


def test_a_fast_press_before_the_frames_have_come(lab):
    run(lab, 3)
    fine = lab.explorer(FINE)
    fine.handles.first.press("End")
    fine.output.get_by_text("x = 1 no").wait_for()


def test_nothing_complained(lab):
    assert lab.complaints == []


def test_without_a_kernel_it_still_moves(lab):
    """The last test of this page: its kernel is gone afterward."""
    lab.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.shutdown()"
    )
    lab.page.wait_for_timeout(500)
    whole, coarse = lab.explorer(ONE), lab.explorer(FINE)
    for k in range(1, 11):
        whole.handles.first.press("ArrowRight")
        assert whole.readout == f"x = {k / 10:g} no"
    coarse.drag((0.2, 0.5), (0.8, 0.5))
    x = float(coarse.output.locator(".widget-readout").inner_text())
    assert abs(float(coarse.readout.split()[2]) - x) <= 0.005  # the nearest swept setting


# Cells that do what a slider, moved meanwhile, must not disturb.
BUSY = [
    """
import sys, time
import ipywidgets
from d2lmini import SecantExplorer, plot, plt, set_figsize

real, pictures = sys.stdout, []
for k in range(40):
    set_figsize((3 + k / 8, 2))
    plot([0, 1], [0, k], axes=plt.figure().add_subplot())
    time.sleep(0.01)
    spines = plt.gca().spines["top"].get_visible()
    pictures.append((plt.gcf().get_size_inches()[0], spines, plt.rcParams["font.size"]))
    plt.close()
print(sys.stdout is real, pictures == [(3 + k / 8, True, 10.0) for k in range(40)])
""",
    "made = [SecantExplorer() for _ in range(4)]\nprint([e.readout[:7] for e in made])",
    "print(sys.stdout is real, plt.rcParams['figure.figsize'], plt.rcParams['axes.grid'])",
]


def test_a_slider_held_while_cells_run_changes_nothing_in_them(notebook):
    lab = notebook(DOT, "fine = Dot(n=1001)\nfine", "dot = Dot()\ndot", "print('ready')")
    fine = lab.explorer(0)
    for cell in BUSY:
        lab.page.evaluate(
            """(code) => {
                const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
                window.told = null;
                let printed = "";
                const future = kernel.requestExecute({ code });
                future.onIOPub = ({ content }) => {
                    if (content.name === "stdout") printed += content.text;
                    if (content.ename) printed += content.evalue;
                };
                future.done.then(() => { window.told = printed; });
            }""",
            cell,
        )
        fine.handles.first.focus()
        for k in range(1000):
            lab.page.keyboard.press("ArrowRight" if k % 200 < 100 else "ArrowLeft")
            if lab.page.evaluate("() => window.told !== null"):
                break
        told = lab.page.evaluate("() => window.told")
        assert (
            told
            == {
                BUSY[0]: "True True\n",
                BUSY[1]: "['h = 1: ', 'h = 1: ', 'h = 1: ', 'h = 1: ']\n",
                BUSY[2]: "True [7.875, 2.0] False\n",
            }[cell]
        )
    final = fine.output.locator(".widget-readout").inner_text()
    fine.output.get_by_text(f"x = {final} no").wait_for()
    assert lab.complaints == []


@pytest.fixture(scope="module")
def finger(own_page):
    """Open a notebook on a touch screen; return the lab, and a function that moves a finger."""
    lab = own_page(DOT, "Dot()", has_touch=True, width=800)
    session = lab.context.new_cdp_session(lab.page)

    def touch(kind, *point):
        points = [dict(zip("xy", point, strict=True))] if point else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return lab, touch


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


def test_a_finger_drags_the_picture(finger):
    lab, touch = finger
    dot = lab.explorer(0)
    box = dot.picture.bounding_box()
    y = box["y"] + box["height"] / 2
    before = dot.readout
    touch("touchStart", box["x"] + 0.9 * box["width"], y)
    touch("touchMove", box["x"] + 0.9 * box["width"] - 2, y)
    assert dot.readout == before  # not yet: it may be a scroll
    for k in range(8, 2, -1):
        touch("touchMove", box["x"] + k / 10 * box["width"], y)
    touch("touchEnd")
    assert 0 < float(dot.readout.split()[2]) < 0.5
    assert dot.picture.evaluate("e => getComputedStyle(e).touchAction") == "pan-y pinch-zoom"


# --- play

PLAYED = """
from d2lmini import SecantExplorer
secant = SecantExplorer()
secant
"""


def player(shown):
    """The button beside the slider, once it stands there."""
    button = shown.output.locator(".widget-slider .d2lmini-play, .widget-inline-hbox .d2lmini-play")
    button.wait_for()
    return button


def settled(lab, shown):
    """What is shown, after a while in which nothing moved."""
    before = shown.readout
    lab.page.wait_for_timeout(500)
    assert shown.readout == before
    return before


def test_a_control_plays_and_stops_at_a_key_and_at_a_touch(notebook):
    lab = notebook(PLAYED)
    secant = lab.explorer(0)
    button = player(secant)
    assert settled(lab, secant).startswith("h = 1:")  # nothing plays by itself
    for stops in (
        lambda: lab.page.keyboard.press("Escape"),
        lambda: lab.page.mouse.click(900, 20),
        lambda: button.press("Enter"),
        lambda: secant.press("ArrowLeft"),
    ):
        assert button.get_attribute("aria-label") == "Play h"
        before = secant.readout
        button.press("Enter")
        assert button.get_attribute("aria-label") == "Stop h"
        lab.page.wait_for_function(
            "([e, said]) => e.textContent !== said",
            arg=[secant.output.locator(".d2lmini-readout").element_handle(), before],
        )
        stops()
        settled(lab, secant)
    assert "reveal='hide'" in lab.ask_kernel("print(secant)")


def test_it_plays_to_the_end_without_a_kernel_and_begins_again(notebook):
    lab = notebook(PLAYED.replace("secant = ", "SecantExplorer.play = {'h': 0.01}\nsecant = "))
    lab.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.shutdown()"
    )
    secant = lab.explorer(0)
    button = player(secant)
    button.click()
    secant.output.get_by_text("h = 0.0001:").wait_for()
    button.get_by_text("▶").wait_for()
    assert button.get_attribute("aria-label") == "Play h"
    button.click()
    button.get_by_text("■").wait_for()  # it begins again, from the first setting,
    secant.output.get_by_text("h = 0.0001:").wait_for()  # to the last
    button.get_by_text("▶").wait_for()


def test_where_motion_is_unwelcome_it_steps(notebook):
    lab = notebook(PLAYED)
    secant = lab.explorer(0)
    button = player(secant)
    lab.page.emulate_media(reduced_motion="reduce")
    secant.output.get_by_label("Move h one step on").wait_for()
    for h in ("0.794328", "0.630957"):
        button.click()
        assert settled(lab, secant).startswith(f"h = {h}:")
    lab.page.emulate_media(reduced_motion="no-preference")
    secant.output.get_by_label("Play h").wait_for()


# --- drags and early ends


def test_along_a_logarithmic_axis_the_nearest_on_the_axis_is_taken(notebook):
    lab = notebook(
        """
        from d2lmini import Explorer
        class Powers(Explorer):
            alt = "A line."
            drag = {"x": "p"}
            def __init__(self):
                super().__init__(p=[1, 10, 100])
            def draw_backdrop(self, axes):
                axes.set(xlim=(1, 100), ylim=(0, 1), xscale="log")
            def draw_ink(self, axes, p):
                axes.axvline(p, color="black")
                return f"p = {p}"
        Powers()
        """.replace("\n        ", "\n")
    )
    powers = lab.explorer(0)
    box = json.loads(powers.picture.get_attribute("data-axes"))[0]["box"]
    for share, p in ((0.2, 1), (0.3, 10), (0.7, 10), (0.8, 100)):
        x = box[0] + share * (box[2] - box[0])
        powers.drag((0.5, 0.5), (x, 0.5))
        assert powers.readout == f"p = {p}"


def test_an_explorer_closed_in_its_own_cell_leaves_the_page_in_peace(notebook):
    lab = notebook(
        "from d2lmini import SecantExplorer",
        "early = SecantExplorer()\ndisplay(early)\nearly.close()",
    )
    lab.page.wait_for_timeout(2000)
    assert lab.complaints == []
    assert lab.ask_kernel("print(early.stage.comm)") == "None\n"

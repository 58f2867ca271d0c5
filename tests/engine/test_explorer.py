"""The engine, without a browser."""

import json
import time
import zlib

import anywidget
import ipywidgets
import matplotlib as mpl
import matplotlib.pyplot
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from d2lmini.engine import explorer as engine
from d2lmini.engine.controls import linear_grid, log_grid
from d2lmini.engine.explorer import Explorer


class Dot(Explorer):
    """A dot whose place, and whether it shows, can be set."""

    alt = "A dot."
    drag = {"x": "x", "y": "y"}  # noqa: RUF012

    def __init__(self, x=(0.0, 0.5, 1.0), y=(0.0, 1.0), show=("no", "yes"), f=lambda x: x, **more):
        self.f, self.drawn = f, []
        super().__init__(x=x, y=y, show=show, **more)

    def draw_backdrop(self, axes):
        axes.set(xlim=(0, 1), ylim=(0, 1))

    def draw_ink(self, axes, x, y, show):
        self.drawn.append((x, y, show))
        axes.plot([self.f(x)], [y], marker="o", color="black")
        return f"{x} {y} {show}"


def frames(explorer):
    return json.loads(zlib.decompress(explorer.stage.frames))


# --- grids and controls


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(2, 50))
def test_a_linear_grid_has_both_ends(start, stop, count):
    if start == stop:
        return
    grid = linear_grid(start, stop, count)
    assert len(grid) == count
    np.testing.assert_allclose([grid[0], grid[-1]], [start, stop], rtol=1e-11)


def test_grids_hold_the_numbers_one_writes():
    assert 0.3 in linear_grid(0, 1, 11)
    grid = log_grid(1, 1e-4, 41)
    assert {1.0, 0.1, 0.01, 0.001, 0.0001} <= set(grid)
    np.testing.assert_allclose(np.diff(np.log(grid)), np.log(0.1) / 10)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: linear_grid(1, 1, 3), "must differ"),
        (lambda: linear_grid(0, 1, 1), "at least 2"),
        (lambda: linear_grid(0, 1, 2.5), "integer"),
        (lambda: linear_grid(0, np.inf, 3), "finite"),
        (lambda: log_grid(0, 1, 3), "positive"),
    ],
)
def test_grids_that_are_none(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_controls_are_attributes_and_move_the_picture():
    dot = Dot()
    assert repr(dot) == "Dot(x=0.0, y=0.0, show='no')"
    dot.x.value, dot.show.value = 0.5, "yes"
    assert dot.readout == "0.5 0.0 yes"
    assert repr(dot) == "Dot(x=0.5, y=0.0, show='yes')"


def test_controls_start_where_they_are_told():
    assert repr(Dot(start={"x": 1, "show": "yes"})) == "Dot(x=1.0, y=0.0, show='yes')"


@pytest.mark.parametrize("value", [0.3, np.float32(0.3)])
def test_a_value_off_the_grid_is_refused_with_its_neighbours(value):
    dot = Dot()
    with pytest.raises(
        ValueError, match=r"x = .*0\.3.* is not a setting. The nearest are 0 and 0\.5"
    ):
        dot.x.value = value
    assert dot.x.value == 0


def test_other_refusals_of_a_value():
    dot = Dot()
    with pytest.raises(ValueError, match="Choose one of 'no', 'yes'"):
        dot.show.value = "perhaps"
    with pytest.raises(ValueError, match="It must be a number from 0 to 1"):
        dot.x.value = "left"
    with pytest.raises(AttributeError, match=r"x is a control: write x.value = 3"):
        dot.x = 3
    with pytest.raises(AttributeError, match="no 'z'; controls: \\['x', 'y', 'show'\\]"):
        dot.z  # noqa: B018


def test_a_value_that_rounding_moved_is_the_setting():
    dot = Dot(x=linear_grid(0, 1, 11))
    dot.x.value = 0.1 + 0.2
    assert dot.x.value == 0.3
    dot.x.value = np.float64(0.7)
    assert dot.x.index == 7


@pytest.mark.parametrize("settings", [(), (1, 1), ("a", 1), (1, np.nan)])
def test_controls_that_are_none(settings):
    with pytest.raises(ValueError, match=r"different numbers|must be finite"):
        Dot(x=settings)


@pytest.mark.parametrize("settings", [np.linspace(0, 1, 4), [0.1 * i for i in range(11)], [1 / 3]])
def test_any_numbers_are_settings(settings):
    dot = Dot(x=settings)
    for index, setting in enumerate(settings):
        dot.x.index = index
        assert abs(dot.x.value - setting) < 1e-12
        dot.x.value = setting


@pytest.mark.parametrize("settings", [5, "abc", None])
def test_controls_are_sequences(settings):
    with pytest.raises(TypeError, match="x must be a sequence of settings"):
        Dot(x=settings)


@pytest.mark.parametrize("drag", [{"x": "k"}, {"z": "x"}])
def test_drags_that_cannot_be(drag):
    class Dragged(Dot):
        pass

    Dragged.drag = drag
    with pytest.raises(ValueError, match="drag must be like"):
        Dragged()


def test_a_forgotten_super_is_said():
    class Forgets(Dot):
        def __init__(self):
            self.f = abs

    with pytest.raises(AttributeError, match=r"then call super\(\).__init__"):
        Forgets().x  # noqa: B018


def test_names_that_cannot_be_controls():
    for name in ("sweep", "box", "controls", "stage"):
        with pytest.raises(ValueError, match=f"'{name}' is no name for a control"):
            Dot(**{name: (1, 2)})
    with pytest.raises(TypeError, match="start must be a dict"):
        Dot(start="x")
    with pytest.raises(ValueError, match="'z' is no name"):
        Dot(start={"z": 1})


def test_labels_tell_all_settings_apart():
    labels = [label for label, _ in Dot(x=(1.0, 1.0001, -2.0)).x.options]
    assert labels == ["1", "1.0001", "−2"]


def test_every_control_syncs_its_index_and_no_value():
    for control in Dot().controls.values():
        assert "index" in control.keys
        assert "value" not in control.keys


# --- frames


def test_the_constructor_draws_one_frame_and_sweep_the_rest():
    dot = Dot()
    assert len(dot.drawn) == 1
    assert dot.stage.frames == b""
    dot.sweep()
    assert len(frames(dot)) == 12
    assert len(dot.drawn) == 13


def test_frames_are_keyed_row_by_row():
    dot = Dot()
    dot.sweep()
    found = frames(dot)
    for i, x in enumerate((0.0, 0.5, 1.0)):
        for j, y in enumerate((0.0, 1.0)):
            for k, show in enumerate(("no", "yes")):
                key = int(np.ravel_multi_index((i, j, k), (3, 2, 2)))
                assert found[str(key)][1] == f"{x} {y} {show}"
                dot.x.value, dot.y.value, dot.show.value = x, y, show
                assert dot.readout == f"{x} {y} {show}"


def test_a_frame_does_not_depend_on_the_order():
    one, other = Dot(), Dot(start={"x": 1, "y": 1, "show": "yes"})
    one.sweep()
    other.sweep()
    assert frames(one) == frames(other)


def test_for_a_swept_setting_the_kernel_draws_nothing():
    dot = Dot()
    dot.sweep()
    count, frame = len(dot.drawn), dot.stage.frame
    dot.x.value = 1.0
    assert len(dot.drawn) == count
    assert dot.stage.frame is frame
    assert dot.readout == "1.0 0.0 no"


def test_a_large_grid_is_swept_coarser_and_the_kernel_draws_the_rest():
    dot = Dot(x=linear_grid(0, 1, 301), y=linear_grid(0, 1, 3))
    dot.sweep()
    swept = {int(key) for key in frames(dot)}
    assert len(swept) <= engine.MAX_FRAMES
    assert {(key // 2) % 3 for key in swept} == {0, 1, 2}  # only the longest control is thinned
    dot.x.index = 1
    assert dot._key() not in swept
    assert dot.stage.frame["key"] == dot._key()
    assert dot.stage.frame["ink"].startswith("<svg")
    assert dot.readout == f"{dot.x.value} 0.0 no"


def test_frames_stay_within_the_budget(monkeypatch):
    dot = Dot(x=linear_grid(0, 1, 41))
    monkeypatch.setattr(engine, "BUDGET", 2000)
    dot.sweep()
    assert len(dot.stage.frames) <= 2000
    assert 1 < len(frames(dot)) < 164


def test_a_slow_function_does_not_hang_the_sweep(monkeypatch):
    monkeypatch.setattr(engine, "SWEEP_SECONDS", 0.2)
    dot = Dot(x=linear_grid(0, 1, 100), f=lambda x: time.sleep(0.02) or x)
    began = time.monotonic()
    dot.sweep()
    assert time.monotonic() - began < 2
    assert 0 < len(frames(dot)) < 50
    dot.x.index = 99
    assert dot.readout == "1.0 0.0 no"


def test_what_the_learners_function_prints_is_heard_once(capsys):
    dot = Dot(f=lambda x: print("called") or x)
    dot.sweep()
    assert capsys.readouterr().out == "called\n"


def test_set_back_while_unswept_the_picture_still_follows():
    dot = Dot()
    for x in (0.5, 0.0, 1.0):
        dot.x.value = x
        assert dot.stage.frame["says"] == f"{x} 0.0 no"


# --- errors


def test_an_error_in_the_function_is_said_where_the_picture_is():
    def f(x):
        return 1 / (x - 0.5)

    dot = Dot(f=f)
    dot.x.value = 0.5
    assert dot.stage.frame["error"]
    assert dot.stage.frame["ink"] == ""
    assert dot.readout.startswith("ZeroDivisionError")
    assert "(at x = 0.5, y = 0.0, show = no)" in dot.readout
    assert "return 1 / (x - 0.5)" in dot.readout
    dot.x.value = 1.0  # and it lives again
    assert dot.readout == "1.0 0.0 no"
    dot.sweep()
    assert sum(error for *_, error in frames(dot).values()) == 4
    assert "image/png" in dot._repr_mimebundle_()


def test_an_error_in_the_backdrop_is_said_too():
    class Broken(Dot):
        def draw_backdrop(self, axes):
            raise NameError("name 'g' is not defined")

    broken = Broken()
    broken.sweep()
    assert broken.readout.startswith("NameError: name 'g' is not defined")
    assert "image/png" in broken._repr_mimebundle_()


def test_mistakes_of_an_author_are_raised():
    class Bare(Explorer):
        pass

    class Moves(Dot):
        def draw_ink(self, axes, **settings):
            axes.set_xlim(0, 9)
            return "moved"

    class Silent(Dot):
        def draw_ink(self, axes, **settings):
            pass

    with pytest.raises(NotImplementedError, match="Bare needs a method draw_backdrop"):
        Bare(x=(1, 2))
    with pytest.raises(ValueError, match="draw_ink left xlim"):
        Moves()
    with pytest.raises(ValueError, match=r"Silent\.draw_ink must return the readout"):
        Silent()


def test_a_mistake_at_a_later_setting_is_said_there():
    class Moves(Dot):
        def draw_ink(self, axes, x, y, show):
            if x > 0.5:
                axes.set_xlim(0, 9)
            return super().draw_ink(axes, x, y, show)

    moves = Moves()
    moves.sweep()
    moves.x.value = 1
    assert moves.readout.startswith("InkError: draw_ink left xlim")
    moves.x.value = 0.5
    assert moves.readout == "0.5 0.0 no"


def test_pyplot_in_the_ink_is_refused():
    mpl.pyplot.close("all")

    class Elsewhere(Dot):
        def draw_ink(self, axes, **settings):
            mpl.pyplot.plot([1, 2])
            return "drawn"

    with pytest.raises(ValueError, match="drew with pyplot: draw on the axes"):
        Elsewhere()
    mpl.pyplot.close("all")


def test_divisions_by_zero_warn_nobody():
    dot = Dot(f=lambda x: np.float64(x) / 0)
    dot.sweep()
    assert dot.readout == "0.0 0.0 no"


# --- in the notebook


def test_the_bundle_is_a_widget_a_picture_and_a_name():
    bundle = Dot()._repr_mimebundle_()
    assert bundle["text/plain"] == "Dot(x=0.0, y=0.0, show='no')"
    assert bundle["image/png"].startswith("iVBOR")
    assert "model_id" in bundle["application/vnd.jupyter.widget-view+json"]


def test_the_scene_says_what_follows_a_drag():
    dot = Dot()
    scene = dot.stage.scene
    assert scene["label"] == "A dot."
    assert scene["width"] == 360
    first = {"axes": None, "axis": "x", "control": 0, "values": [0, 0.5, 1], "origin": None}
    assert scene["drags"][0] == first
    assert scene["axes"][0]["x"]["limits"] == [0, 1]


def test_close_leaves_no_widget_and_no_artist():
    live = ipywidgets.widgets.widget._instances
    count = len(live)
    dot = Dot()
    assert len(live) > count
    dot.sweep()
    dot.close()
    assert len(live) == count
    assert not dot._layers.figure.axes
    assert dot.stage.frames == b""
    assert repr(dot) == "Dot(x=0.0, y=0.0, show='no')"  # Out[n] still shows it
    assert dot._repr_mimebundle_() == {
        "text/plain": "Dot(x=0.0, y=0.0, show='no'), closed: run its cell again"
    }
    with pytest.raises(RuntimeError, match="closed: run its cell again"):
        dot.sweep()


def test_no_figure_is_left_with_pyplot():
    mpl.pyplot.close("all")
    Dot().sweep()
    assert mpl.pyplot.get_fignums() == []


def test_the_module_is_short_and_needs_no_build():
    script = engine._HERE / "explorer.js"
    assert len(script.read_text().splitlines()) <= 200
    assert issubclass(engine.Stage, anywidget.AnyWidget)

"""The engine, without a browser."""

import re
from functools import partial

import anywidget
import ipywidgets
import matplotlib as mpl
import matplotlib.image
import matplotlib.pyplot
import numpy as np
import PIL.Image
import pytest
from dots import Dot

from d2lmini import plot
from d2lmini.engine import explorer as engine
from d2lmini.engine.controls import linear_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.engine.sweep import coarse_first


def frames(explorer):
    return explorer.stage.frames


# --- frames


def test_the_constructor_draws_one_frame_and_sweep_the_rest():
    dot = Dot()
    assert len(dot.calls) == 1
    assert dot.stage.frames == {}
    dot.sweep()
    assert len(frames(dot)) == 12
    assert sorted(dot.calls) == sorted(set(dot.calls))  # each setting once


def test_frames_are_keyed_row_by_row():
    dot = Dot()
    dot.sweep()
    found = frames(dot)
    for i, x in enumerate((0.0, 0.5, 1.0)):
        for j, y in enumerate((0.0, 1.0)):
            for k, show in enumerate(("no", "yes")):
                key = int(np.ravel_multi_index((i, j, k), (3, 2, 2)))
                assert found[key][1] == f"{x} {y} {show}"
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
    count, frame = len(dot.calls), dot.stage.frame
    dot.x.value = 1.0
    assert len(dot.calls) == count
    assert dot.stage.frame is frame
    assert dot.readout == "1.0 0.0 no"


def test_a_large_grid_is_swept_coarser_and_the_kernel_draws_the_rest():
    dot = Dot(x=linear_grid(0, 1, 301), y=linear_grid(0, 1, 3))
    dot.sweep()
    swept = set(frames(dot))
    assert len(swept) == engine.MAX_FRAMES
    left = next(key for key in range(2 * 3 * 301) if key not in swept)
    places = np.unravel_index(left, (301, 3, 2))
    dot.x.index, dot.y.index, dot.show.index = map(int, places)
    assert dot.stage.frame["key"] == left
    assert dot.stage.frame["ink"].startswith("<svg")
    assert dot.readout == f"{dot.x.value} {dot.y.value} {dot.show.value}"


@pytest.mark.parametrize("count", [30, 100, 420])
def test_frames_come_in_an_order_that_spreads_over_all_settings(count):
    keys = coarse_first((301, 3, 2), (True, True, False))
    assert sorted(keys) == list(range(301 * 3 * 2))
    x, y, show = np.unravel_index(keys[:count], (301, 3, 2))
    for k in range(2):
        assert np.diff(np.sort(x[show == k]), prepend=0, append=300).max() <= 4 * 300 * 6 / count
    assert set(y) == {0, 1, 2}


def test_frames_are_sent_in_a_few_batches_each_adding_to_the_others():
    dot, seen = Dot(x=linear_grid(0, 1, 41)), [0]
    dot.stage.observe(lambda change: seen.append(len(frames(dot))))
    dot.sweep()
    assert len(seen) == 5
    assert seen == sorted(seen)
    assert 0 < seen[1] < 164 / 8
    assert seen[-1] == 164


def test_frames_stay_within_the_budget(monkeypatch):
    dot = Dot(x=linear_grid(0, 1, 41))
    monkeypatch.setattr(engine, "BUDGET", 2000)
    dot.sweep()
    assert sum(len(getattr(dot.stage, f"batch_{k}")) for k in range(4)) <= 2000
    assert 1 < len(frames(dot)) < 164
    dot.x.index = 40
    assert dot.readout == "1.0 0.0 no"


def test_frames_come_one_after_the_other():
    dot = Dot()
    for count in range(2, 12):
        assert dot.draw_next()
        assert len(dot.calls) == count
    assert not dot.draw_next()
    assert len(frames(dot)) == 12


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
    assert "image/png" in dot._repr_mimebundle_()[0]


def test_an_error_in_the_backdrop_is_said_too():
    class Broken(Dot):
        def draw_backdrop(self, axes):
            raise NameError("name 'g' is not defined")

    broken = Broken()
    broken.sweep()
    assert broken.readout.startswith("NameError: name 'g' is not defined")
    assert "image/png" in broken._repr_mimebundle_()[0]


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
        Bare(x=[1, 2])
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


@pytest.mark.parametrize("where", ["draw_ink", "draw_backdrop"])
@pytest.mark.parametrize("draw", [lambda: mpl.pyplot.plot([1, 2]), lambda: plot([1, 2])])
@pytest.mark.parametrize("open_before", [False, True])
def test_pyplot_is_refused(where, draw, open_before):
    mpl.pyplot.close("all")
    if open_before:
        mpl.pyplot.plot([3, 4])

    class Elsewhere(Dot):
        pass

    def drawn(self, axes, **settings):
        draw()
        return "drawn"

    setattr(Elsewhere, where, drawn)
    with pytest.raises(ValueError, match=f"{where} drew with pyplot or plot: draw on the axes"):
        Elsewhere()
    mpl.pyplot.close("all")


USELESS = {
    "title": lambda axes: axes.set_title("x"),
    "title at the left": lambda axes: axes.set_title("x", loc="left"),
    "label": lambda axes: axes.set_xlabel("moved"),
    "ticks": lambda axes: axes.set_yticks([0, 0.3]),
    "tick labels": lambda axes: axes.set_xticks([0, 1], ["no", "yes"]),
    "tick params": lambda axes: axes.tick_params(labelsize=20),
    "data": lambda axes: axes.lines[0].set_data([0, 1], [1, 0]),
    "color": lambda axes: axes.lines[0].set_color("red"),
    "text": lambda axes: axes.texts[0].set_text("moved"),
    "face": lambda axes: axes.set_facecolor("red"),
    "spine": lambda axes: axes.spines["left"].set_visible(False),
}


@pytest.mark.parametrize("change", USELESS.values(), ids=USELESS)
def test_what_would_not_be_seen_is_refused(change):
    """The backdrop is printed once: a change of it in ink would be lost in silence."""

    class Changes(Dot):
        def draw_backdrop(self, axes):
            axes.plot([0, 1], [0, 1])
            axes.text(0.5, 0.5, "still")
            axes.set(xlim=(0, 1), ylim=(0, 1), title="x")

        def draw_ink(self, axes, x, y, show):
            if x == 0.5:
                change(axes)
            return f"{x}"

    changes = Changes()
    changes.x.value = 0.5
    assert changes.readout.startswith("InkError: draw_ink changed the backdrop (")
    changes.x.value = 1.0
    assert changes.readout == "1.0"  # one mistake does not spoil the others
    with pytest.raises(ValueError, match="belong to draw_backdrop, and what moves is drawn anew"):
        Changes(start={"x": 0.5})


def test_clearing_the_axes_in_ink_is_refused():
    class Clears(Dot):
        def draw_ink(self, axes, **settings):
            axes.cla()
            return "clear"

    with pytest.raises(ValueError, match=r"draw_ink (removed|left|changed)"):
        Clears()


def test_the_view_of_a_surface_belongs_to_the_backdrop():
    class Turns(Dot):
        subplots = {"subplot_kw": {"projection": "3d"}}  # noqa: RUF012
        drag = {}  # noqa: RUF012

        def draw_backdrop(self, axes):
            axes.plot([0, 1], [0, 1], [0, 1])

        def draw_ink(self, axes, x, y, show):
            axes.view_init(azim=90 * x)
            return "turned"

    with pytest.raises(ValueError, match="draw_ink left azim at 0"):
        Turns()


def test_names_and_drags_that_cannot_be():
    class Any(Explorer):
        def draw_backdrop(self, axes):
            axes.set(xlim=(0, 1))

        def draw_ink(self, axes, **settings):
            return "any"

    with pytest.raises(ValueError, match="'axes' is no name for a control"):
        Any(axes=[1, 2])
    Any.drag = {"x": "side"}
    with pytest.raises(ValueError, match="drag moves numbers only, and side has words"):
        Any(side=("left", "right"))


@pytest.mark.parametrize("place", ["draw_backdrop", "draw_ink"])
def test_an_attribute_set_too_late_is_told_with_the_remedy(place):
    class Late(Dot):
        def __init__(self):
            super().__init__()
            self.height = 0.5

        def draw_backdrop(self, axes):
            axes.set(ylim=(0, self.height if place == "draw_backdrop" else 1))

        def draw_ink(self, axes, x, y, show):
            axes.plot([x], [self.height], marker="o", color="black")
            return "late"

    with pytest.raises(AttributeError, match=r"Late has no 'height' yet: set what .* then call"):
        Late()


def test_divisions_by_zero_warn_nobody():
    dot = Dot(f=lambda x: np.float64(x) / 0)
    dot.sweep()
    assert dot.readout == "0.0 0.0 no"


# --- to look at, and to take away


def test_drawn_gives_the_axes_with_that_settings_ink():
    dot = Dot()
    for x, y in ((0.5, 1.0), (1, 0)):
        (line,) = dot.drawn(x=x, y=y).lines  # the ink of the call before is gone
        assert line.get_xydata().tolist() == [[x, y]]
    assert dot.drawn(x=1).get_xlim() == (0, 1)


def test_what_is_not_named_stays_as_it_is_set():
    dot = Dot(start={"x": 0.5, "y": 1})
    (line,) = dot.drawn().lines
    assert line.get_xydata().tolist() == [[0.5, 1]]


def test_looking_changes_nothing():
    dot = Dot()
    dot.sweep()
    before, frame = frames(dot), dot.stage.frame
    axes = dot.drawn(x=1)
    dot.x.value = 0.5
    dot.sweep()
    assert (frames(dot), dot.stage.frame) == (before, frame)
    assert axes.lines[0].get_xydata().tolist() == [[1, 0]]  # nor does moving change what is seen


@pytest.mark.parametrize("look", ["drawn", "save"])
def test_what_cannot_be_looked_at(look, tmp_path):
    def f(x):
        return 1 / (x - 1)

    dot = Dot(f=f)
    see = getattr(dot, look) if look == "drawn" else partial(dot.save, tmp_path / "dot.png")
    with pytest.raises(ValueError, match="there is no control h; controls: x, y, show"):
        see(h=1)
    with pytest.raises(ValueError, match=r"x = 0\.3 is not a setting. The nearest are 0 and 0\.5"):
        see(x=0.3)
    with pytest.raises(ZeroDivisionError):
        see(x=1)
    dot.close()
    with pytest.raises(RuntimeError, match="closed: run its cell again"):
        see()
    assert not list(tmp_path.iterdir())


def test_where_the_backdrop_is_broken_there_is_nothing_to_look_at():
    class Broken(Dot):
        def draw_backdrop(self, axes):
            raise NameError("name 'g' is not defined")

    with pytest.raises(ValueError, match="NameError: name 'g' is not defined"):
        Broken().drawn()


def description(path):
    """What a file says that it shows."""
    if path.suffix == ".png":
        with PIL.Image.open(path) as image:
            return image.text["Title"], image.text["Description"]
    content = path.read_bytes().decode("latin-1")
    if path.suffix == ".pdf":
        return tuple(re.search(rf"/{key} \((.*?)\)", content)[1] for key in ("Title", "Subject"))
    return tuple(
        re.search(rf"<dc:{key}>(.*?)</dc:{key}>", content)[1] for key in ("title", "description")
    )


@pytest.mark.parametrize("name", ["dot.png", "dot.svg", "dot.pdf"])
def test_a_saved_picture_says_what_it_shows(name, tmp_path):
    dot, path = Dot(), tmp_path / name
    dot.save(path, x=0.5, show="yes")
    first = path.read_bytes()
    assert description(path.rename(path.with_suffix(path.suffix.lower()))) == (
        "A dot.",
        "0.5 0.0 yes",
    )
    dot.save(path, x=0.5, show="yes")
    assert path.read_bytes() == first  # no date in it
    dot.save(path, x=1)
    assert path.read_bytes() != first
    assert (dot.readout, dot.stage.frame["says"]) == ("0.0 0.0 no", "0.0 0.0 no")


def test_a_saved_picture_is_the_whole_picture(tmp_path):
    dot = Dot()
    for x in (0, 1):
        dot.save(tmp_path / f"{x}.png", x=x)
    left, right = (mpl.image.imread(tmp_path / f"{x}.png")[..., :3] for x in (0, 1))
    assert left.shape[1] == 5 * 200  # inches, and dots per inch
    moved = np.argwhere((left != right).any(axis=2))[:, 1] / left.shape[1]
    assert moved.min() < 0.15  # the dot at the left edge of the axes
    assert moved.max() > 0.9  # and at the right edge
    ticks = left[-60:].min()
    assert ticks < 0.2  # the backdrop is there, too


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.png, \.svg or \.pdf"):
        Dot().save(tmp_path / "dot.gif")


def test_the_readout_may_be_empty():
    class Wordless(Dot):
        def draw_ink(self, axes, x, y, show):
            return "" if x else "here"

    wordless = Wordless()
    wordless.sweep()
    assert wordless.readout == "here"
    wordless.x.value = 1
    assert wordless.readout == ""


# --- how it is made


def test_measuring_comes_first_and_once():
    class Measured(Dot):
        def measure(self):
            self.measured = getattr(self, "measured", 0) + 1

        def draw_backdrop(self, axes):
            assert self.measured == 1
            super().draw_backdrop(axes)

    measured = Measured()
    measured.sweep()
    measured.drawn()
    assert measured.measured == 1


def test_an_error_while_measuring_is_said_where_the_picture_is():
    class Broken(Dot):
        def measure(self):
            raise NameError("name 'g' is not defined")

    assert Broken().readout.startswith("NameError: name 'g' is not defined")


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


# --- in the notebook


def test_the_bundle_is_a_widget_a_picture_and_a_name():
    bundle, metadata = Dot()._repr_mimebundle_()
    assert bundle["text/plain"] == "Dot(x=0.0, y=0.0, show='no')\n0.0 0.0 no"
    assert metadata == {"image/png": {"alt": "A dot. 0.0 0.0 no"}}
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
    assert dot.stage.frames == {}
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

"""Ink leaves nothing behind, whatever it is made of."""

import io
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from d2lmini.engine.layers import InkError, Layers
from d2lmini.style import explorer_style

GRID = np.linspace(0, 1, 6)
Z = np.add.outer(GRID, GRID**2)


def backdrop(axes):
    axes.plot([0, 1], [0, 1], label="f")
    axes.legend(loc="lower right")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="x")


def twin(axes):
    axes.twinx().plot([0, 1], [5, 3])


def inset(axes):
    axes.inset_axes((0.6, 0.6, 0.3, 0.3)).plot([3, 1])


def colorbar(axes):
    axes.figure.colorbar(axes.contourf(GRID, GRID, Z), cax=axes.inset_axes((0.9, 0.1, 0.05, 0.8)))


ARTISTS = {
    "line": lambda axes: axes.plot([0, 0.5], [1, 0]),
    "cycled color": lambda axes: [axes.plot([0, i / 4]) for i in range(3)],
    "axline": lambda axes: axes.axline((0, 0), slope=0.7),
    "fill": lambda axes: axes.fill_between(GRID, GRID**2),
    "span": lambda axes: (axes.axvspan(0.2, 0.3), axes.axhline(0.4)),
    "annotate": lambda axes: axes.annotate("here", (0.1, 0.1), (0.5, 0.5), arrowprops={}),
    "text": lambda axes: axes.text(0.5, 0.5, "ε = 0.1"),
    "figure text": lambda axes: axes.figure.text(0.5, 0.5, "u"),
    "legend": lambda axes: (axes.plot([1, 0], label="g"), axes.legend()),
    "contour": lambda axes: axes.contour(GRID, GRID, Z),
    "quiver": lambda axes: axes.quiver(GRID, GRID, GRID, -GRID),
    "bar": lambda axes: axes.bar(GRID, GRID, width=0.1),
    "stem": lambda axes: axes.stem(GRID, GRID),
    "stairs": lambda axes: axes.stairs(GRID[1:], GRID, fill=True),
    "errorbar": lambda axes: axes.errorbar(GRID, GRID, yerr=0.1),
    "scatter": lambda axes: axes.scatter(GRID, GRID, c=GRID),
    "image": lambda axes: axes.imshow(Z, extent=(0, 1, 0, 1), aspect="auto"),
    "table": lambda axes: axes.table([["1", "2"]]),
    "twin": twin,
    "inset": inset,
    "colorbar": colorbar,
}


def png(layers, draw):
    picture = io.BytesIO()
    layers.save(picture, "png", draw)
    return picture.getvalue()


def artists(layers):
    """Everything that the figure holds."""
    return [artist for axes in layers.figure.axes for artist in axes.get_children()]


@pytest.mark.parametrize("draw", ARTISTS.values(), ids=ARTISTS)
def test_the_same_ink_is_the_same_text_after_many_other_frames(draw):
    layers = Layers(backdrop)
    with explorer_style():
        first, _ = layers.ink(draw)
        before = len(artists(layers)), len(layers.figure.get_children())
        for other in ARTISTS.values():
            layers.ink(other)
        again, _ = layers.ink(draw)
    assert first == again
    assert (len(artists(layers)), len(layers.figure.get_children())) == before
    axes = layers.axes
    assert not axes.containers
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["f"]
    assert all(artist.get_visible() for artist in axes.lines)
    assert layers.figure.axes == [axes]


def test_the_backdrops_own_containers_stay():
    layers = Layers(lambda axes: axes.bar(GRID, GRID, width=0.1))
    with explorer_style():
        layers.ink(ARTISTS["bar"])
    assert len(layers.axes.containers) == 1


def test_ink_in_three_dimensions():
    layers = Layers(
        lambda axes: axes.plot_surface(*np.meshgrid(GRID, GRID), Z, rasterized=True),
        subplot_kw={"projection": "3d"},
    )

    def draw(axes):
        axes.plot(GRID, GRID, GRID)

    with explorer_style():
        first, _ = layers.ink(draw)
        layers.ink(lambda axes: axes.scatter(GRID, GRID, GRID))
        assert layers.ink(draw)[0] == first
    assert layers.axes._axis3don
    assert len(first) < 0.2 * len(layers.backdrop)  # no panes, no grid
    assert "<image" not in first  # the surface is in the backdrop, and only there
    assert "<image" in layers.backdrop


def test_ink_in_several_axes():
    def draw_backdrop(axes):
        axes[0].plot([0, 1])
        axes[1].plot([1, 0])

    layers = Layers(draw_backdrop, nrows=2, sharex=True)
    with explorer_style():
        first, _ = layers.ink(lambda axes: axes[1].axvline(0.5))
        layers.ink(lambda axes: axes[0].axvline(0.2))
        assert layers.ink(lambda axes: axes[1].axvline(0.5))[0] == first
    assert len(layers.boxes()) == 2


def test_ids_of_ink_and_backdrop_differ():
    """Else a clip path of the backdrop hides what the ink clips."""

    def clipped(axes):
        circle = Circle((0.5, 0.5), 0.3, transform=axes.transData)
        axes.plot([0, 1], [0, 1])[0].set_clip_path(circle)

    layers = Layers(lambda axes: (clipped(axes), axes.set(xlim=(0, 1), ylim=(0, 1))))
    with explorer_style():
        ink, _ = layers.ink(clipped)
    ids = [set(re.findall(r'<clipPath id="([^"]+)"', svg)) for svg in (layers.backdrop, ink)]
    assert all(ids)
    assert not ids[0] & ids[1]


def test_the_layers_make_the_whole_picture():
    def ink(axes):
        axes.plot([0, 1], [1, 0], color="red")

    layers = Layers(backdrop)
    with explorer_style():
        svg, _ = layers.ink(ink)
    assert "#0072b2" in layers.backdrop
    assert "#ff0000" not in layers.backdrop
    assert "#ff0000" in svg
    assert "#0072b2" not in svg
    assert "DejaVuSans" not in svg  # no ticks, no labels
    assert svg.count('width="360pt"') == layers.backdrop.count('width="360pt"') == 1


def test_ink_that_raises_leaves_nothing():
    layers = Layers(backdrop)
    before = artists(layers)

    def fails(axes):
        axes.plot([0, 1])
        raise ZeroDivisionError

    with explorer_style(), pytest.raises(ZeroDivisionError):
        layers.ink(fails)
    assert artists(layers) == before
    assert all(line.get_visible() for line in layers.axes.lines)


@pytest.mark.parametrize("name", ["xlim", "ylim"])
def test_ink_that_moves_the_limits_is_refused(name):
    layers = Layers(backdrop)
    with explorer_style(), pytest.raises(InkError, match=f"draw_ink left {name}"):
        layers.ink(lambda axes: axes.set(**{name: (0, 7)}))
    assert getattr(layers.axes, f"get_{name}")() == (0, 1)


def test_ink_beyond_the_limits_does_not_move_them():
    layers = Layers(backdrop)
    with explorer_style():
        layers.ink(lambda axes: axes.plot([-9, 9], [-9, 9]))
    assert layers.axes.get_xlim() == (0, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda axes: axes.set_aspect("equal"),
        lambda axes: axes.set_position((0, 0, 1, 1)),
        lambda axes: axes.set_yscale("symlog"),
        lambda axes: axes.figure.colorbar(axes.contourf(GRID, GRID, Z)),
        lambda axes: axes.imshow(Z),
        lambda axes: axes.lines[0].remove(),
    ],
)
def test_ink_that_would_not_fit_the_backdrop_is_refused(change):
    layers = Layers(backdrop)
    axes = layers.axes
    before = axes.get_position().bounds, axes.get_aspect(), axes.get_yscale(), axes.get_ylim()
    with explorer_style(), pytest.raises(InkError, match="draw_ink"):
        layers.ink(change)
    after = axes.get_position().bounds, axes.get_aspect(), axes.get_yscale(), axes.get_ylim()
    assert after == before


def test_the_learners_rcparams_change_nothing():
    plain = Layers(backdrop)
    with mpl.rc_context(
        {"lines.linewidth": 9, "font.size": 30, "axes.prop_cycle": "cycler('color', 'r')"}
    ):
        styled = Layers(backdrop)
        with explorer_style():
            styled_ink = styled.ink(ARTISTS["cycled color"])[0]
    with explorer_style():
        assert plain.ink(ARTISTS["cycled color"])[0] == styled_ink
    assert plain.backdrop == styled.backdrop


def test_a_picture_has_backdrop_and_ink():
    layers = Layers(backdrop)
    bare, inked = (png(layers, draw) for draw in (lambda axes: None, ARTISTS["fill"]))
    assert bare.startswith(b"\x89PNG")
    assert bare != inked
    assert png(layers, lambda axes: None) == bare
    with explorer_style():
        assert 'width="360pt"' in layers.ink(ARTISTS["line"])[0]


def test_boxes_say_where_the_axes_lie():
    (box,) = Layers(lambda axes: axes.set(xlim=(1, 100), ylim=(0, 2), xscale="log")).boxes()
    assert box["x"] == {"limits": [1, 100], "log": True}
    assert box["y"] == {"limits": [0, 2], "log": False}
    x0, y0, x1, y1 = box["box"]
    assert 0 < x0 < x1 <= 1
    assert 0 < y0 < y1 <= 1


@pytest.mark.parametrize(
    "subplots",
    [{}, {"subplot_kw": {"projection": "3d"}}, {"ncols": 2, "squeeze": False}],
    ids=["equal scales", "3-D", "two axes"],
)
def test_ink_lies_where_the_backdrop_lies(subplots):
    """The same line, drawn in both, has the same coordinates."""

    def draw(axes):
        axes = np.ravel(axes)[-1]
        axes.set_aspect("equal")
        corners = [[0.1, 0.4, 0.9, 0.3]] * (3 if axes.name == "3d" else 2)
        axes.plot(*corners[:-1], [0.5, 0.1, 0.2, 0.7], color="red", linewidth=7)

    def coordinates(svg):
        paths = re.findall(r'<path d="([^"]*)"[^>]*stroke-width: 7', svg)
        return [[float(n) for n in re.findall(r"-?\d+\.?\d*", path)] for path in paths]

    layers = Layers(draw, **subplots)
    for _ in range(3):
        with explorer_style():
            ink, _ = layers.ink(draw)
        np.testing.assert_allclose(coordinates(ink), coordinates(layers.backdrop), atol=0.011)
    assert len(coordinates(ink)) == 1


@pytest.mark.parametrize(
    ("subplots", "names"),
    [
        ({}, ["d2lmini ink"]),
        ({"subplot_kw": {"facecolor": "gray"}}, ["d2lmini ink"]),
        ({"subplot_kw": {"projection": "3d"}}, ["3d"]),
        ({"subplot_kw": {"polar": True}}, ["polar"]),
        ({"subplot_kw": {"axes_class": Axes}}, ["rectilinear"]),
        ({"mosaic": "ab", "per_subplot_kw": {"a": {"projection": "3d"}}}, ["3d", "d2lmini ink"]),
        ({"mosaic": "ab", "per_subplot_kw": {"a": {"polar": True}}}, ["polar", "rectilinear"]),
    ],
)
def test_an_author_may_have_any_kind_of_axes(subplots, names):
    layers = Layers(lambda axes: None, **subplots)
    assert [axes.name for axes in layers.figure.axes] == names
    with explorer_style():
        ink, _ = layers.ink(lambda axes: layers.figure.axes[-1].plot([0, 1], [0, 1], color="red"))
    assert "<path" in ink


def test_a_picture_is_not_kept():
    """A closed explorer stays in the notebook's Out, with what its figure holds."""
    layers = Layers(lambda axes: None)
    png(layers, lambda axes: None)
    assert not hasattr(layers.figure.canvas, "renderer")
    layers.close()
    assert layers.axes is None

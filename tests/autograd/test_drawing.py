"""The picture of a graph: the artists are asked where they are, in the SVG."""

import base64
import functools
import html
import io
import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
from growing import GROWING
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import same_color, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path
from traced import TRACED, branch, squares

from d2lmini import trace
from d2lmini.autograd.drawing import (
    PALE,
    arrow,
    draw_gradient,
    draw_graph,
    draw_local,
    draw_mark,
    draw_skeleton,
    draw_value,
    figsize,
    layout,
    pictures,
)
from d2lmini.autograd.labels import entries, tag, title
from d2lmini.style import BLUE, GRAY, GREEN, ORANGE, explorer_style

DRAWN = {**TRACED, **GROWING}


class Drawing:
    """A graph, its plan, and its drawing, in points."""

    def __init__(self, f, **inputs):
        self.graph = trace(f, **inputs)
        self.plan = layout(self.graph)
        with explorer_style():
            self.figure = Figure(figsize=figsize(self.plan), dpi=72)
            self.axes = self.figure.add_axes((0, 0, 1, 1))
            draw_graph(self.axes, self.graph)
            self.figure.draw_without_rendering()
            svg = RendererSVG(*self.plan.size, io.StringIO(), image_dpi=72)
            self.extents = {text: text.get_window_extent(svg) for text in self.axes.texts}

    def patches(self, kind):
        return [patch for patch in self.axes.patches if type(patch) is kind]

    def texts(self, *colors):
        return [
            text
            for text in self.axes.texts
            if any(same_color(text.get_color(), color) for color in colors)
        ]

    def said(self, *colors):
        return [text.get_text() for text in self.texts(*colors)]

    @functools.cached_property
    def boxes(self):
        """Where each node's rim is."""
        rims = [patch.get_window_extent() for patch in self.patches(FancyBboxPatch)]
        return dict(zip(self.graph.nodes, rims, strict=True))

    @functools.cached_property
    def arrows(self):
        """Points of each edge's arrow, from its start to its tip."""
        patches = self.patches(FancyArrowPatch)
        return {edge: along(p) for edge, p in zip(self.plan.routes, patches, strict=True)}

    @functools.cached_property
    def tags(self):
        """Where each edge's text is."""
        extents = [self.extents[text] for text in self.texts(GREEN, GRAY)]
        return dict(zip(tagged(self.plan), extents, strict=True))


def tagged(plan):
    """The edges that have a text, in the order in which they are drawn."""
    return [edge for edge in plan.routes if edge in plan.tags]


@functools.cache  # no test changes a drawing
def drawn(name):
    f, inputs = DRAWN[name]
    return Drawing(f, **inputs)


@pytest.fixture(params=DRAWN)
def drawing(request):
    return drawn(request.param)


def along(patch):
    """Points of an arrow's line, at most about a point apart."""
    vertices = patch.get_path().vertices
    t = np.linspace(0, 1, 200)[:, None]
    heads = np.flatnonzero(patch.get_path().codes == Path.MOVETO)[1:]
    line = vertices[: heads[0] if len(heads) else None]
    parts = [
        (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
        for a, b, c, d in (line[k : k + 4] for k in range(0, len(line) - 1, 3))
    ]
    return np.vstack(parts)


def inside(points, box, by=0.0):
    """Which points are in a box that is larger by so much."""
    low, high = np.array([box.x0, box.y0]) - by, np.array([box.x1, box.y1]) + by
    return ((points > low) & (points < high)).all(axis=1)


def meet(one, other):
    """Whether two boxes share more than a rim."""
    return min(one.x1, other.x1) > max(one.x0, other.x0) and min(one.y1, other.y1) > max(
        one.y0, other.y0
    )


# --- nothing lies on anything else


def test_the_page_is_at_most_as_wide_as_a_notebook_shows_it(drawing):
    width, height = figsize(drawing.plan)
    assert width <= 7.4 + 1e-9
    (left, right), (bottom, top) = drawing.axes.get_xlim(), drawing.axes.get_ylim()
    assert (left, bottom) == (0, 0)
    assert (right / 72, top / 72) == pytest.approx((width, height))
    assert not drawing.axes.axison
    assert {text.get_size() >= 9 for text in drawing.axes.texts} == {True}


def test_nothing_is_cut_by_the_edge_and_the_page_is_no_larger_than_needed(drawing):
    page = drawing.figure.bbox
    everything = [*drawing.extents.values(), *drawing.boxes.values()]
    points = np.vstack([*drawing.arrows.values(), *([e.x0, e.y0] for e in everything)])
    points = np.vstack([points, *([e.x1, e.y1] for e in everything)])
    low, high = points.min(axis=0), points.max(axis=0)
    np.testing.assert_allclose(low, [6, 6], atol=3)
    np.testing.assert_allclose([page.x1, page.y1] - high, [6, 6], atol=3)


def test_no_two_texts_and_no_two_nodes_overlap(drawing):
    for boxes in (drawing.extents.values(), drawing.boxes.values()):
        assert not any(itertools.starmap(meet, itertools.combinations(boxes, 2)))


def test_texts_of_a_node_stay_in_it_and_those_of_edges_out_of_all(drawing):
    for node, box in drawing.boxes.items():
        texts = [
            extent
            for text, extent in drawing.extents.items()
            if not same_color(text.get_color(), GREEN)
            and not same_color(text.get_color(), GRAY)
            and text.get_position()[0] == drawing.plan.places[node][0]
            and meet(extent, box)
        ]
        assert len(texts) == 3
        for extent in texts:
            assert box.x0 + 3 < extent.x0 < extent.x1 < box.x1 - 3
            assert box.y0 + 1 < extent.y0 < extent.y1 < box.y1 - 1
        assert not any(meet(extent, box) for extent in drawing.tags.values())


def test_arrows_run_from_rim_to_rim_past_all_other_nodes(drawing):
    for (parent, node), points in drawing.arrows.items():
        for other, box in drawing.boxes.items():
            near = inside(points, box, by=-0.01 if other in (parent, node) else 2)
            assert not near.any(), (parent, node, other)
        ends = drawing.boxes[parent], drawing.boxes[node]
        assert inside(points[:1], ends[0], by=1.1).all()
        assert inside(points[-1:], ends[1], by=5).all()  # the line ends within its head


def test_an_arrow_meets_no_text_but_its_own(drawing):
    for edge, points in drawing.arrows.items():
        for own, extent in drawing.tags.items():
            if own != edge:
                assert not inside(points, extent).any(), (edge, own)
            else:
                assert inside(points, extent).any()


def test_tips_of_arrows_are_apart(drawing):
    tips = {}
    for (_, node), points in drawing.arrows.items():
        tips.setdefault(node, []).append(points[-1])
    for ends in tips.values():
        for one, other in itertools.combinations(ends, 2):
            assert np.linalg.norm(one - other) > 8


# --- what is where


def test_arrows_lead_on_or_to_the_next_row(drawing):
    places = drawing.plan.places
    for parent, node in drawing.plan.routes:
        (x, y), (further, lower) = places[parent], places[node]
        assert further > x + 20 or lower < y - 20


def test_small_graphs_run_from_left_to_right():
    for name in ("the first", "a fork", "three paths", "twice the same", "fan of 6"):
        plan = drawn(name).plan
        assert all(plan.places[node][0] > plan.places[p][0] for p, node in plan.routes)


def test_wide_ones_run_downward_and_long_ones_in_rows():
    places = drawn("network").plan.places
    assert all(places[node][1] < places[p][1] for p, node in drawn("network").plan.routes)
    assert len({round(y) for _, y in drawn("10 doublings").plan.places.values()}) == 3
    assert drawn("in matrices").plan.size[1] < 600 < drawn("network").plan.size[1]


def test_inputs_stand_just_before_their_first_use():
    graph, places = drawn("network").graph, drawn("network").plan.places
    heights = sorted({round(y) for _, y in places.values()}, reverse=True)
    row = {node: heights.index(round(y)) for node, (_, y) in places.items()}
    for node in graph.inputs:
        uses = [row[other] for other in graph.nodes if node in other.parents]
        assert min(uses) == row[node] + 1


def test_a_node_says_what_it_is_then_its_value_then_its_gradient(drawing):
    blue, orange = drawing.texts(BLUE), drawing.texts(ORANGE)
    rows = zip(drawing.texts("black"), blue, orange, drawing.axes.lines, strict=True)
    for node, (black, value, gradient, rule) in zip(drawing.graph.nodes, rows, strict=True):
        assert black.get_text() == title(node)
        assert value.get_text() == entries(node.value)
        assert gradient.get_text() == entries(node.gradient)
        heights = [t.get_position()[1] for t in (black, value)]
        heights += [rule.get_ydata()[0], gradient.get_position()[1]]
        assert heights == sorted(heights, reverse=True)
        assert rule.is_dashed()  # colors are not the only difference
        box = drawing.boxes[node]
        assert list(rule.get_xdata()) == pytest.approx([box.x0, box.x1], abs=1.1)


def test_an_edge_says_its_local_derivative_or_the_shape_that_flows(drawing):
    wanted = [tag(*edge) for edge in tagged(drawing.plan)]
    texts = drawing.texts(GREEN, GRAY)
    assert [text.get_text() for text in texts] == [text for text, _ in wanted]
    assert all(same_color(t.get_color(), c) for t, (_, c) in zip(texts, wanted, strict=True))
    blanks = drawing.patches(Rectangle)
    for text, blank in zip(texts, blanks, strict=True):
        extent, cover = drawing.extents[text], blank.get_window_extent()
        assert cover.x0 <= extent.x0 < extent.x1 <= cover.x1
        assert cover.y0 <= extent.y0 < extent.y1 <= cover.y1
        assert to_hex(blank.get_facecolor()) == "#ffffff"


def test_most_edges_have_room_for_what_they_say():
    asked = [(name, edge) for name in DRAWN for edge in drawn(name).plan.routes if tag(*edge)[0]]
    without = [(name, edge) for name, edge in asked if edge not in drawn(name).plan.tags]
    assert len(without) < 0.08 * len(asked)
    assert not {name for name, _ in without} & {*TRACED, "network", "in matrices", "in batches"}


def test_inputs_are_pale_and_only_they(drawing):
    for node, rim in zip(drawing.graph.nodes, drawing.patches(FancyBboxPatch), strict=True):
        assert to_hex(rim.get_facecolor()) == ("#ffffff" if node.parents else PALE)


def test_what_the_numbers_say():
    first = drawn("the first")
    assert first.said("black") == ["x", "y", "n₁ = x + y", "n₂ = n₁ * x"]
    assert first.said(BLUE) == ["3", "4", "7", "21"]
    assert first.said(ORANGE) == ["10", "3", "3", "1"]
    assert first.said(GREEN) == ["1", "1", "3", "7"]
    twice = drawn("twice the same")
    assert twice.said(GREEN) == ["5, 5", "0.2, −0.2", "1", "−1"]
    assert drawn("vector step").said(GRAY) == ["[3×2]", "[2]", "[3]", "[3]", "[3]", "[3]"]
    assert "128" in drawn("10 doublings").said(BLUE)


def test_what_is_on_top():
    first = drawn("the first")
    order = [
        first.patches(FancyArrowPatch)[0].get_zorder(),
        first.patches(Rectangle)[0].get_zorder(),
        first.texts(GREEN)[0].get_zorder(),
        first.patches(FancyBboxPatch)[0].get_zorder(),
        first.axes.lines[0].get_zorder(),
        first.texts("black")[0].get_zorder(),
        first.texts(BLUE)[0].get_zorder(),
    ]
    assert order == sorted(set(order))


# --- for the stepper


def blank_picture(name):
    graph = drawn(name).graph
    axes, plan = Figure().add_subplot(), layout(graph)
    draw_skeleton(axes, plan)
    return graph, axes, plan


def test_the_skeleton_has_no_numbers():
    graph, axes, _ = blank_picture("three paths")
    assert [text.get_text() for text in axes.texts] == list(map(title, graph.nodes))
    assert axes.get_position(original=True).bounds == (0, 0, 1, 1)


def test_another_text_may_stand_for_a_number():
    graph, axes, plan = blank_picture("branch")
    draw_value(axes, plan, graph.output, "?")
    draw_gradient(axes, plan, graph.output, "!")
    value, gradient = axes.texts[-2:]
    assert (value.get_text(), gradient.get_text()) == ("?", "!")
    assert value.get_position() == drawn("branch").texts(BLUE)[-1].get_position()
    assert gradient.get_position() == drawn("branch").texts(ORANGE)[-1].get_position()


def test_a_node_has_room_for_other_texts():
    graph = trace(branch, x=3, y=2)
    usual = layout(graph).boxes[graph.output][0]
    text = "0.123456789, 0.123456789"
    assert layout(graph, {graph.output: ["0"]}).boxes[graph.output][0] == usual
    wide = layout(graph, {graph.output: ["0", text]})
    assert wide.boxes[graph.output][0] > usual + 30
    axes = Figure(figsize=figsize(wide), dpi=72).add_axes((0, 0, 1, 1))
    with explorer_style():
        draw_skeleton(axes, wide)
        draw_value(axes, wide, graph.output, text)
        extent = axes.texts[-1].get_window_extent()
    rim = axes.patches[-1].get_window_extent()
    assert rim.x0 + 3 < extent.x0 < extent.x1 < rim.x1 - 3


def test_a_mark_is_the_nodes_rim_but_thick_and_empty():
    graph, axes, plan = blank_picture("three paths")
    rims = [patch for patch in axes.patches if type(patch) is FancyBboxPatch]
    draw_mark(axes, plan, graph.nodes[2], ORANGE)
    mark, rim = axes.patches[-1], rims[2]
    assert mark.get_window_extent().bounds == rim.get_window_extent().bounds
    assert (mark.get_linewidth(), mark.get_facecolor()[3]) == (3, 0)
    assert same_color(mark.get_edgecolor(), ORANGE)
    assert mark.get_zorder() > rim.get_zorder()


def test_an_edge_without_room_says_nothing():
    _, axes, plan = blank_picture("three paths")
    edge = next(iter(plan.tags))
    before = len(axes.texts)
    draw_local(axes, plan, *edge)
    assert len(axes.texts) == before + 1
    del plan.tags[edge]
    draw_local(axes, plan, *edge)
    assert len(axes.texts) == before + 1


def test_an_arrow_may_run_back():
    route = [(0, 0), (10, 0), (20, 30), (30, 30)]
    there, back = arrow(route), arrow(route[::-1], color="red", linewidth=3)
    assert (back.get_linewidth(), to_hex(back.get_edgecolor())) == (3, "#ff0000")
    np.testing.assert_array_equal(there._path_original.vertices[::-1], back._path_original.vertices)


def test_a_folded_node_has_a_double_rim():
    graph = trace(branch, x=3, y=2)
    graph.nodes[2].folded = True
    axes, plan = Figure().add_subplot(), layout(graph)
    draw_skeleton(axes, plan)
    rims = [patch for patch in axes.patches if type(patch) is FancyBboxPatch]
    assert len(rims) == len(graph.nodes) + 1
    outer, inner = (rim.get_window_extent() for rim in rims[2:4])
    assert outer.x0 < inner.x0 < inner.x1 < outer.x1
    assert outer.y0 < inner.y0 < inner.y1 < outer.y1


# --- the page


def test_a_picture_tells_in_words_what_it_shows():
    graph = trace(squares, X=[[1, 2]], w=[1, 2], y=[3])
    shown = pictures(graph)
    assert html.escape(repr(graph), quote=False) in shown["image/svg+xml"]
    assert "<dc:date>" not in shown["image/svg+xml"]
    assert base64.b64decode(shown["image/png"]).startswith(b"\x89PNG")


def test_the_same_graph_is_the_same_picture_to_the_byte():
    code = (
        "import hashlib, growing; from d2lmini.autograd.drawing import pictures\n"
        "for name in ('30 nodes', 'in matrices'):\n"
        "    svg = pictures(growing.graph(name))['image/svg+xml']\n"
        "    print(hashlib.sha1(svg.encode()).hexdigest())"
    )
    runs = []
    for seed in "12":
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", code]
        runs.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
    one, other = (run.communicate()[0] for run in runs)
    assert one == other
    assert len(one.split()) == 2

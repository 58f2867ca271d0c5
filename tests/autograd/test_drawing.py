"""The picture of a graph: the artists are asked where they are."""

import base64
import functools
import html
import itertools

import numpy as np
import pytest
import torch
from matplotlib.colors import same_color, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch
from matplotlib.path import Path
from traced import TRACED, branch, squares

from d2lmini import trace
from d2lmini.autograd.drawing import (
    ACROSS,
    DOWN,
    PALE,
    RADIUS,
    arrow,
    draw_gradient,
    draw_graph,
    draw_skeleton,
    draw_value,
    figsize,
    layout,
    pictures,
)
from d2lmini.style import BLUE, GREEN, ORANGE


def chain(x):
    for _ in range(14):
        x = torch.sin(x)
    return x


def turned_round(a, b, c):
    """Of the three inputs from above to below, and then the other way round."""
    return torch.stack([c.sin(), b.exp(), a.cos()]).sum()


DRAWN = {
    **TRACED,
    "many layers": (chain, {"x": 2}),
    "turned round": (turned_round, {"a": 1, "b": 2, "c": 3}),
    "long names": (lambda v: v.logsumexp(0) + v.log_softmax(0)[0], {"v": [1, 2]}),
    "an input alone": (lambda x: x, {"x": 1}),
}


class Drawing:
    """A graph, its plan, and its drawing in inches times 72."""

    def __init__(self, f, **inputs):
        self.graph = trace(f, **inputs)
        self.plan = layout(self.graph)
        self.figure = Figure(figsize=figsize(self.plan), dpi=72)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        draw_graph(self.axes, self.graph)
        self.figure.draw_without_rendering()

    def patches(self, kind):
        return [patch for patch in self.axes.patches if isinstance(patch, kind)]

    def texts(self, colour):
        return [text for text in self.axes.texts if same_color(text.get_color(), colour)]

    @property
    def dense(self):
        return len({x for x, _ in self.plan.places.values()}) > 9

    def on_page(self, points):
        return self.axes.transData.transform(points)


@functools.cache  # no test changes a drawing
def drawn(name):
    f, inputs = DRAWN[name]
    return Drawing(f, **inputs)


@pytest.fixture(params=DRAWN)
def drawing(request):
    return drawn(request.param)


def along(patch):
    """Points of an arrow, from its start to its end."""
    vertices, codes = patch.get_path().vertices, patch.get_path().codes
    t = np.linspace(0, 1, 50)[:, None]
    parts = []
    for k in range(0, list(codes).count(Path.CURVE4), 3):
        a, b, c, d = vertices[k : k + 4]
        parts.append(
            (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
        )
    return np.vstack(parts)


def apart(points, place):
    return np.linalg.norm(np.subtract(points, place), axis=-1)


# --- where the nodes and edges lie


def test_each_node_is_one_layer_to_the_right_of_the_last_of_its_parents(drawing):
    places = drawing.plan.places
    assert list(places) == list(drawing.graph.nodes)
    for node, (x, _) in places.items():
        before = [places[parent][0] for parent in node.parents]
        assert x == pytest.approx(max(before) + ACROSS if before else 0)
    assert places[drawing.graph.output][0] == max(x for x, _ in places.values())


def test_a_layer_is_centred_and_nothing_lies_on_one_place(drawing):
    stops = [point for route in drawing.plan.routes.values() for point in route[1:-1]]
    points = [*drawing.plan.places.values(), *stops]
    layers = {x: sorted(y for across, y in points if across == x) for x, _ in points}
    for ys in layers.values():
        np.testing.assert_allclose(np.diff(ys), DOWN)
        assert sum(ys) == pytest.approx(0)


def test_routes_lead_from_layer_to_layer(drawing):
    edges = {(parent, node) for parent, node, _ in drawing.graph.edges()}
    assert edges == set(drawing.plan.routes)
    for (parent, node), route in drawing.plan.routes.items():
        assert (route[0], route[-1]) == (drawing.plan.places[parent], drawing.plan.places[node])
        np.testing.assert_allclose(np.diff(route, axis=0)[:, 0], ACROSS)


def test_what_would_cross_is_sorted():
    plan = drawn("turned round").plan
    height = {node: y for node, (_, y) in plan.places.items()}
    second = [node for node in height if len(node.parents) == 1]
    assert [node.formula for node in second[:3]] == ["sin(c)", "exp(b)", "cos(a)"]
    assert all(height[node] == height[node.parents[0]] for node in second[:3])
    places = Drawing(lambda a, b, c, d: (a * c) / (b * d), a=1, b=2, c=3, d=4).plan.places
    first = sorted((node for node in places if not node.parents), key=lambda node: -places[node][1])
    assert [node.name for node in first] == ["a", "c", "b", "d"]


# --- circles and arrows


def test_each_node_is_a_circle_with_its_operation_or_name_in_it(drawing):
    circles, labels = drawing.patches(Circle), drawing.texts("black")
    triples = zip(drawing.plan.places.items(), circles, labels, strict=True)
    for (node, place), circle, label in triples:
        assert circle.center == label.get_position() == place
        assert circle.radius == RADIUS
        assert to_hex(circle.get_facecolor()) == ("#ffffff" if node.parents else PALE)
        assert (label.get_ha(), label.get_va()) == ("center", "center")


def test_what_stands_in_a_circle():
    def inside(name):
        return [text.get_text() for text in drawn(name).texts("black")]

    assert inside("the first") == ["x", "y", "+", "×"]
    assert inside("three paths") == ["x", "^ 2", "log", "sin", "×", "1 /", "+"]
    assert inside("long names") == ["v", "logsumexp", "log_soft…", "[0]", "+"]
    sizes = {text.get_text(): text.get_size() for text in drawn("norms").texts("black")}
    assert sizes["+"] == sizes["/ 2"] == 12
    assert sizes["norm"] == 9
    assert {text.get_size() for text in drawn("many layers").texts("black")} == {9}


def test_arrows_run_from_rim_to_rim_and_past_all_other_nodes(drawing):
    arrows, (start, end) = drawing.patches(FancyArrowPatch), drawing.on_page([(0, 0), (RADIUS, 0)])
    rim = apart(start, end)
    for (edge, route), patch in zip(drawing.plan.routes.items(), arrows, strict=True):
        points = along(patch)
        assert apart(points[0], route[0]) == pytest.approx(RADIUS, abs=1e-6)
        short = apart(*drawing.on_page([points[-1], route[-1]])) - rim  # the tip has a width
        assert 0 <= short < 3
        assert all(np.diff(points[:, 0]) >= -1e-9)
        for stop in route[1:-1]:
            assert apart(points, stop).min() < 1e-6
        for node, place in drawing.plan.places.items():
            nearest = apart(points, place).min()
            assert nearest > (RADIUS - 1e-6 if node in edge else 2 * RADIUS)


def test_an_arrow_leaves_and_arrives_on_the_straight_way():
    route = [(0.0, 0.0), (1.35, 0.6), (2.7, -0.6)]
    points = along(arrow(route))
    out, into = points[1] - points[0], points[-1] - points[-2]
    assert out[1] / out[0] == pytest.approx(0.6 / 1.35, rel=0.05)
    assert into[1] / into[0] == pytest.approx(-1.2 / 1.35, rel=0.05)
    middle = apart(points, route[1]).argmin()
    assert points[middle + 2][1] - points[middle - 2][1] == pytest.approx(0, abs=0.01)  # level
    assert arrow(route, color="red", linewidth=3).get_linewidth() == 3


# --- the numbers


def test_values_are_above_their_nodes_and_gradients_below(drawing):
    nodes = drawing.plan.places.items()
    for colour, side in ((BLUE, 1), (ORANGE, -1)):
        for (_, (x, y)), text in zip(nodes, drawing.texts(colour), strict=True):
            box, rim = text.get_window_extent(), drawing.on_page((x, y + side * RADIUS))
            nearer, farther = (box.y0, box.y1) if side == 1 else (box.y1, box.y0)
            assert (box.x0 + box.x1) / 2 == pytest.approx(rim[0], abs=1)
            assert 0 < side * (nearer - rim[1]) < 6
            assert side * (farther - rim[1]) < 18


def test_what_the_numbers_say():
    drawing = drawn("the first")
    assert [text.get_text() for text in drawing.texts(BLUE)] == ["3", "4", "v₁ = 7", "v₂ = 21"]
    assert [text.get_text() for text in drawing.texts(ORANGE)] == ["10", "3", "3", "1"]
    assert [text.get_text() for text in drawing.texts(GREEN)] == ["1", "7", "1", "3"]
    twice = drawn("twice the same")
    assert [text.get_text() for text in twice.texts(GREEN)] == ["5, 5", "0.2, −0.2", "1", "−1"]
    vectors = drawn("vector step")
    said = [text.get_text() for text in vectors.texts(BLUE)]
    assert said == ["[3×2]", "(1, −2)", "(1, 2, 3)", "v₁ = (−3, −5, −7)", *said[4:]]
    assert len(vectors.texts(GREEN)) == 0  # no local derivative is one number


def test_long_numbers_are_cut_where_there_is_no_room():
    def said(f, **inputs):
        return [text.get_text() for text in Drawing(f, **inputs).texts(BLUE)]

    assert said(lambda v: v.sum(), v=[1 / 3, -2 / 3, 1 / 7])[0] == "[3]"
    assert said(lambda v: v.sum(), v=[1.25, 2.5, 3])[0] == "(1.25, 2.5, 3)"
    assert said(lambda v: v.sum(), v=[1, 2, 3, 4])[0] == "[4]"
    assert said(lambda x: x * 1, x=12345 / 7)[0] == "1764"
    assert said(chain, x=1 / 3)[:2] == ["0.33", "0.33"]  # without the names
    assert said(lambda v: chain(v).sum(), v=[1, 2])[0] == "(1, 2)"
    assert said(lambda v: chain(v).sum(), v=[1, 22])[0] == "[2]"


def test_a_local_derivative_is_on_its_edge_near_the_middle(drawing):
    numbers, plan = iter(drawing.texts(GREEN)), drawing.plan
    for ((parent, node), route), patch in zip(
        plan.routes.items(), drawing.patches(FancyArrowPatch), strict=True
    ):
        found = [d for p, d in zip(node.parents, node.local, strict=True) if p is parent]
        if drawing.dense or any(derivative.ndim for derivative in found):
            continue
        number = next(numbers)
        part = apart(number.get_position(), route[-2]) / apart(route[-1], route[-2])
        assert part == pytest.approx(0.65 if route[-1][1] > route[-2][1] else 0.5)
        assert apart(along(patch), number.get_position()).min() < 0.08
        first = float(number.get_text().split(", ")[0].replace("−", "-"))
        assert first == pytest.approx(float(found[0]), rel=1e-3)
    assert next(numbers, None) is None


def test_numbers_are_on_top_and_hide_the_arrow_below():
    drawing = drawn("the first")
    order = [
        drawing.patches(FancyArrowPatch)[0].get_zorder(),
        drawing.texts(GREEN)[0].get_zorder(),
        drawing.patches(Circle)[0].get_zorder(),
        drawing.texts("black")[0].get_zorder(),
        drawing.texts(BLUE)[0].get_zorder(),
    ]
    assert order == sorted(set(order))
    assert to_hex(drawing.texts(GREEN)[0].get_bbox_patch().get_facecolor()) == "#ffffff"


@pytest.mark.parametrize("layers", [5, 14])
def test_numbers_do_not_overlap(layers):
    def sines(x):
        for _ in range(layers):
            x = torch.sin(x) if layers > 10 else torch.sin(x) + x
        return x

    drawing = Drawing(sines, x=2)
    boxes = [text.get_window_extent() for text in drawing.texts(BLUE) + drawing.texts(ORANGE)]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_another_text_may_stand_for_a_number():
    graph = trace(branch, x=3, y=2)
    axes = Figure().add_subplot()
    plan = layout(graph)
    draw_skeleton(axes, plan)
    draw_value(axes, plan, graph.output, "?")
    draw_gradient(axes, plan, graph.output, "!")
    assert [text.get_text() for text in axes.texts[-2:]] == ["v₂ = ?", "!"]


# --- the page


def test_all_is_on_the_page_and_the_page_is_no_larger_than_needed(drawing):
    page = drawing.figure.bbox
    spill = 4 if drawing.dense else 0  # points, of a number such as −1.3e+05 at the last node
    for text in drawing.axes.texts:
        box = text.get_window_extent()
        assert page.x0 <= box.x0 <= box.x1 <= page.x1 + spill
        assert page.y0 <= box.y0 <= box.y1 <= page.y1
    points = [point for route in drawing.plan.routes.values() for point in route]
    points = drawing.on_page([*points, *drawing.plan.places.values()])
    rim = apart(*drawing.on_page([(0, 0), (RADIUS, 0)]))
    for edge, last in zip(page.get_points(), (points.min(axis=0), points.max(axis=0)), strict=True):
        margin = abs(edge - last)
        assert margin[1] == pytest.approx(rim + 0.3 * 72)
        assert margin[0] == pytest.approx(rim * 0.7 / RADIUS)


def test_circles_are_round_and_of_one_size_until_the_page_is_full(drawing):
    (left, right), (bottom, top) = drawing.axes.get_xlim(), drawing.axes.get_ylim()
    width, height = figsize(drawing.plan)
    across, up = width / (right - left), height / (top - bottom)
    assert across == pytest.approx(up)
    assert width <= 7.4 + 1e-9
    assert across == pytest.approx(1.15) or width == pytest.approx(7.4)
    assert not drawing.axes.axison


def test_a_picture_tells_in_words_what_it_shows():
    graph = trace(squares, X=[[1, 2]], w=[1, 2], y=[3])
    shown = pictures(graph)
    assert shown == pictures(graph)
    assert html.escape(repr(graph), quote=False) in shown["image/svg+xml"]
    assert "<dc:date>" not in shown["image/svg+xml"]
    assert base64.b64decode(shown["image/png"]).startswith(b"\x89PNG")

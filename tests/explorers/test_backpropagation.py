import math
import re
from typing import NamedTuple

import numpy as np
import pytest
import torch
from looking import moved, numbers, only, written
from matplotlib.colors import same_color
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path
from stock import check_frames
from traced import TRACED, squares

from d2lmini import GraphStepperExplorer, trace
from d2lmini.autograd.labels import width
from d2lmini.style import BLUE, GRAY, GREEN, ORANGE
from d2lmini.words import barred, dotted


def first(x, y):
    return (x + y) * x


STOCK = {
    "stepper": lambda: GraphStepperExplorer(first, x=3, y=4),
    "stepper with vectors": lambda: GraphStepperExplorer(
        squares, X=[[1, 2], [3, 4], [5, 6]], w=[1, 2], y=[1, 2, 3]
    ),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# A function, its inputs, and its graph by hand. Nodes: the formula, the value and the gradient.
# Edges: the local derivative, or both, where the parent went in twice.
S, L = math.sin(2), math.log(4)
GRAPHS = {
    "the first": (
        first,
        {"x": 3, "y": 4},
        {
            "x": ("", 3, 10),
            "y": ("", 4, 3),
            "n₁": ("x + y", 7, 3),
            "n₂": ("n₁ * x", 21, 1),
        },
        {("x", "n₁"): [1], ("y", "n₁"): [1], ("n₁", "n₂"): [3], ("x", "n₂"): [7]},
    ),
    "three paths": (
        lambda x: torch.log(x**2) * torch.sin(x) + 1 / x,
        {"x": 2},
        {
            "x": ("", 2, S + L * math.cos(2) - 1 / 4),
            "n₁": ("x²", 4, S / 4),
            "n₂": ("log(n₁)", L, S),
            "n₃": ("sin(x)", S, L),
            "n₄": ("n₂ * n₃", L * S, 1),
            "n₅": ("1 / x", 1 / 2, 1),
            "n₆": ("n₄ + n₅", L * S + 1 / 2, 1),
        },
        {
            ("x", "n₁"): [4],
            ("n₁", "n₂"): [1 / 4],
            ("x", "n₃"): [math.cos(2)],
            ("n₂", "n₄"): [S],
            ("n₃", "n₄"): [L],
            ("x", "n₅"): [-1 / 4],
            ("n₄", "n₆"): [1],
            ("n₅", "n₆"): [1],
        },
    ),
    "twice the same": (
        lambda x: x * x - x / x,
        {"x": 5},
        {
            "x": ("", 5, 10),
            "n₁": ("x * x", 25, 1),
            "n₂": ("x / x", 1, -1),
            "n₃": ("n₁ − n₂", 24, 1),
        },
        {
            ("x", "n₁"): [5, 5],
            ("x", "n₂"): [1 / 5, -1 / 5],
            ("n₁", "n₃"): [1],
            ("n₂", "n₃"): [-1],
        },
    ),
}


def four_digits(*values):
    return ", ".join(f"{value:.4g}" for value in values).replace("-", "−")


class Picture:
    """What is drawn of a graph at one step, kept: the next step is drawn on the same axes."""

    def __init__(self, axes):
        arrows = [patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)]
        self.texts = {color: written(axes, color) for color in ("black", BLUE, ORANGE, GREEN)}
        self.runs = {
            color: [run(one) for one in arrows if same_color(one.get_edgecolor(), color)]
            for color in (GRAY, BLUE, ORANGE)
        }
        # each the lower left and the upper right corner
        self.rims = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
        to_data = axes.transData.inverted()
        self.boxes = [to_data.transform(rim.get_window_extent()) for rim in self.rims]


def run(arrow):
    """Points along an arrow, without its head, in data coordinates."""
    to_page = arrow.axes.transData
    line, *_ = arrow.get_path().to_polygons(to_page, closed_only=False)
    return to_page.inverted().transform(Path(line).interpolated(50).vertices)


class Step(NamedTuple):
    """A step of a walk: its picture, and what should be on it."""

    picture: Picture
    forward: bool
    about: str  # the node that is asked for, or told
    asks: bool
    values: list[str]  # nodes whose values are known
    gradients: list[str]


class Walk:
    """The way through a graph: forward through the results, then backward through all nodes."""

    def __init__(self, f, inputs, nodes, edges):
        self.explorer = GraphStepperExplorer(f, **inputs)
        self.values = {name: value for name, (_, value, _) in nodes.items()}
        self.gradients = {name: gradient for name, (_, _, gradient) in nodes.items()}
        self.inputs, self.edges = list(inputs), edges
        self.backdrop = Picture(self.explorer.drawn(step=0))
        self.places = dict(zip(nodes, self.backdrop.boxes, strict=True))
        self.titles = {
            name: f"{name} = {formula}" if formula else name
            for name, (formula, _, _) in nodes.items()
        }
        self.arrows = {self.ends(points): points for points in self.backdrop.runs[GRAY]}
        self.steps = list(self._steps())

    def _steps(self):
        results = [name for name in self.values if name not in self.inputs]
        way = [*results, *reversed(self.values)]
        for step in range(1, 2 * len(way) + 1):
            done, forward = way[: step // 2], (step - 1) // 2 < len(results)
            known = [*self.inputs, *done[: len(results)]], done[len(results) :]
            picture = Picture(self.explorer.drawn(step=step, direction="backward"))
            yield Step(picture, forward, way[(step - 1) // 2], step % 2 == 1, *known)

    def near(self, place):
        """The node to which a place is nearest, and how far it is from it."""
        apart = {name: outside(place, box) for name, box in self.places.items()}
        name = min(apart, key=apart.get)
        return name, apart[name]

    def ends(self, points):
        """The nodes at whose rims an arrow starts and ends."""
        (start, before), (end, behind) = self.near(points[0]), self.near(points[-1])
        assert before == pytest.approx(0, abs=0.1)
        assert 0 <= behind < 8  # the head
        return start, end

    def in_nodes(self, found, row):
        """Texts by the nodes in whose first, second or third row they stand."""
        names = []
        for _, (x, y) in found:
            name, apart = self.near((x, y))
            assert apart == 0
            (left, low), (right, high) = self.places[name]
            assert x == pytest.approx((left + right) / 2, abs=1)
            assert int(3 * (high - y) / (high - low)) == row
            names.append(name)
        return paired(names, [text for text, _ in found])

    def on_edges(self, found):
        """Texts by the edges that they stand on."""
        edges = []
        for _, middle in found:
            apart = {edge: distances(run, middle).min() for edge, run in self.arrows.items()}
            edges.append(min(apart, key=apart.get))
            assert apart[edges[-1]] < 2
        return paired(edges, [text for text, _ in found])


def paired(keys, values):
    """A dict, of keys that differ."""
    assert len(set(keys)) == len(keys)
    return dict(zip(keys, values, strict=True))


def distances(points, place):
    return np.linalg.norm(points - place, axis=1)


def outside(place, box):
    """How far a place is from a box, 0 if it is inside."""
    return float(np.linalg.norm(np.maximum(0, np.maximum(box[0] - place, place - box[1]))))


@pytest.fixture(scope="module", params=GRAPHS)
def walk(request):
    return Walk(*GRAPHS[request.param])


def test_the_backdrop_is_the_graph_with_its_inputs_values(walk):
    assert walk.in_nodes(walk.backdrop.texts["black"], 0) == walk.titles
    assert set(walk.arrows) == set(walk.edges)
    values = walk.in_nodes(walk.backdrop.texts[BLUE], 1)
    assert values == {name: four_digits(walk.values[name]) for name in walk.inputs}
    for color in (ORANGE, GREEN):
        assert not walk.backdrop.texts[color]


def test_values_known_are_in_their_nodes_and_the_asked_one_is_a_question(walk):
    for step in walk.steps:
        wanted = {name: four_digits(walk.values[name]) for name in step.values}
        if step.forward and step.asks:
            wanted[step.about] = "?"
        assert walk.in_nodes(step.picture.texts[BLUE], 1) == wanted


def test_gradients_known_are_below_the_values_and_the_asked_one_is_a_question(walk):
    for step in walk.steps:
        wanted = {
            name: f"{barred(name)} = {four_digits(walk.gradients[name])}" for name in step.gradients
        }
        if not step.forward and step.asks:
            wanted[step.about] = "?"
        assert walk.in_nodes(step.picture.texts[ORANGE], 2) == wanted


def test_local_derivatives_are_on_the_edges_that_were_gone_back(walk):
    for step in walk.steps:
        assert walk.on_edges(step.picture.texts[GREEN]) == {
            edge: four_digits(*local)
            for edge, local in walk.edges.items()
            if edge[0] in step.gradients
        }


def test_a_thick_rim_marks_the_node_that_the_readout_is_about(walk):
    for said, step in zip(told(walk.explorer)[1:], walk.steps, strict=True):
        mark = only(set(step.picture.rims) - set(walk.backdrop.rims))
        box = step.picture.boxes[step.picture.rims.index(mark)]
        np.testing.assert_allclose(box, walk.places[step.about], atol=0.01)
        assert mark.get_facecolor()[3] == 0
        assert mark.get_linewidth() >= 3
        assert same_color(mark.get_edgecolor(), BLUE if step.forward else ORANGE)
        assert (f"{step.about} = " if step.forward else barred(step.about)) in said
        assert said.endswith("?") == step.asks


def test_trails_lead_from_parents_forward_and_from_children_backward(walk):
    for step in walk.steps:
        into = [(parent, node) for parent, node in walk.edges if node == step.about]
        back = [(node, parent) for parent, node in walk.edges if parent == step.about]
        blue, orange = (sorted(map(walk.ends, step.picture.runs[c])) for c in (BLUE, ORANGE))
        assert blue == sorted(into if step.forward else [])
        assert orange == sorted([] if step.forward else back)


def test_trails_cover_their_edges(walk):
    for step in walk.steps:
        for trail in (*step.picture.runs[BLUE], *step.picture.runs[ORANGE]):
            edge = walk.ends(trail) if step.forward else walk.ends(trail)[::-1]
            assert max(distances(walk.arrows[edge], point).min() for point in trail) < 5


def test_a_trail_hides_the_arrow_below_and_not_the_nodes(walk):
    axes = moved(walk.explorer, step=walk.explorer.step.options[-1][1])
    below, trail = axes.patches[0], axes.patches[-1]
    assert below.get_zorder() < trail.get_zorder() < walk.backdrop.rims[0].get_zorder()
    assert below.get_linewidth() < trail.get_linewidth()
    assert "stroke: #ffffff; stroke-width: 8" in walk.explorer.stage.frame["ink"]


def told(explorer, direction="backward"):
    """What the readout says at each step."""
    axes = explorer.drawn()
    return [explorer.draw_ink(axes, step, direction) for _, step in explorer.step.options]


def test_the_first_graph_step_by_step():
    assert told(GraphStepperExplorer(first, x=3, y=4)) == [
        "Step on: each number is asked first, then told.",
        "Forward. n₁ = x + y, with x = 3, y = 4. What is it?",
        "n₁ = x + y = 7.",
        "Forward. n₂ = n₁ * x, with n₁ = 7, x = 3. What is it?",
        "n₂ = n₁ * x = 21.",
        "Backward. What is n̄₂, the gradient of n₂, the output?",
        "n̄₂ = 1: if n₂, the output itself, grows by 1, it grows by 1.",
        "Backward. n₁ went into n₂ = n₁ * x (n̄₂ = 1). What is n̄₁, the gradient of n₁?",
        "n̄₁ = n̄₂ · ∂n₂/∂n₁ = 1 · 3 = 3.",
        "Backward. y went into n₁ = x + y (n̄₁ = 3). What is ȳ, the gradient of y?",
        "ȳ = n̄₁ · ∂n₁/∂y = 3 · 1 = 3.",
        "Backward. x went into n₂ = n₁ * x (n̄₂ = 1) and n₁ = x + y (n̄₁ = 3). "
        "What is x̄, the gradient of x?",
        "x̄ = n̄₂ · ∂n₂/∂x + n̄₁ · ∂n₁/∂x = 1 · 7 + 3 · 1 = 10.",
    ]


def test_the_first_graph_forward_from_an_input():
    explorer = GraphStepperExplorer(first, x=3, y=4)
    assert [word for word, _ in explorer.direction.options] == [
        *("backward", "forward from x", "forward from y"),
    ]
    assert told(explorer, "forward from x")[:5] == told(explorer)[:5]
    assert told(explorer, "forward from x")[5:] == [
        "Forward. What is ẋ, the derivative of x by the chosen input?",
        "ẋ = 1: this is what we move.",
        "Forward. What is ẏ, the derivative of y by the chosen input?",
        "ẏ = 0: y does not move.",
        "Forward. n₁ = x + y, with ẋ = 1, ẏ = 0. What is ṅ₁?",
        "ṅ₁ = ∂n₁/∂x · ẋ + ∂n₁/∂y · ẏ = 1 · 1 + 1 · 0 = 1.",
        "Forward. n₂ = n₁ * x, with ṅ₁ = 1, ẋ = 1. What is ṅ₂?",
        "ṅ₂ = ∂n₂/∂n₁ · ṅ₁ + ∂n₂/∂x · ẋ = 3 · 1 + 7 · 1 = 10.",
    ]
    assert told(explorer, "forward from y")[-1].endswith("= 3 · 1 + 7 · 0 = 3.")


def test_one_symbol_is_one_number():
    """On one screen no sign may stand for two things: ∂ is a local derivative, and nothing else."""
    for f, inputs in list(TRACED.values())[:6]:
        explorer = GraphStepperExplorer(f, **inputs)
        numbers_of = {}
        for word, _ in explorer.direction.options:
            for said in told(explorer, word):
                signs, sum_ = [*said.split(" = "), "", ""][1:3]
                terms = re.split(r" \+ (?![^(]*\))", sum_)  # the "+" of "(3 + 3)" stays
                for sign, term in zip(signs.split(" + "), terms, strict=False):
                    if "∂" in sign and "*" not in sign:
                        factors = zip(sign.split(" · "), term.split(" · "), strict=False)
                        for one, number in factors:
                            if "∂" in one and one.count("∂") == 2:
                                numbers_of.setdefault(one, set()).add(number)
        twice = {k: v for k, v in numbers_of.items() if len(v) > 1}
        assert not twice


def test_a_node_that_went_in_twice_has_a_slope_of_two_parts_and_what_is_negative_brackets():
    said = told(GraphStepperExplorer(lambda x: x * x - x / x, x=5))
    assert said[-3] == "n̄₁ = n̄₃ · ∂n₃/∂n₁ = 1 · 1 = 1."
    assert said[-2].startswith("Backward. x went into n₂ = x / x (n̄₂ = −1) and n₁ = x * x (")
    assert said[-1] == ("x̄ = n̄₂ · ∂n₂/∂x + n̄₁ · ∂n₁/∂x = (−1) · (0.2 + (−0.2)) + 1 · (5 + 5) = 10.")


def test_an_input_that_is_not_used_has_the_gradient_0():
    said = told(GraphStepperExplorer(lambda x, y: 2 * x, x=5, y=3))
    assert "y went into nothing. What is ȳ, the gradient of y?" in said
    assert "ȳ = 0: the output does not depend on y." in said


@pytest.mark.parametrize(("f", "inputs"), TRACED.values(), ids=TRACED)
def test_it_asks_before_it_tells_and_tells_what_torch_computed(f, inputs):
    graph, readouts = trace(f, **inputs), told(GraphStepperExplorer(f, **inputs))
    inner = [node for node in graph.nodes if node.parents]
    assert len(readouts) == 1 + 2 * len(inner) + 2 * len(graph.nodes)
    assert all(readout.endswith("?") for readout in readouts[1::2])
    for node, readout in zip(inner, readouts[2::2], strict=False):
        if node.value.ndim == 0:
            assert readout == f"{node.equation}."
    for node, readout in zip(reversed(graph.nodes), readouts[2 + 2 * len(inner) :: 2], strict=True):
        if node.gradient.ndim == 0:
            assert math.isclose(numbers(readout.split(":")[0])[-1], node.gradient, rel_tol=1e-4)
            assert readout.startswith(f"{barred(node.name)} = ")


@pytest.mark.parametrize(("f", "inputs"), TRACED.values(), ids=TRACED)
def test_forward_each_node_has_the_derivative_that_torch_finds_forward(f, inputs):
    explorer = GraphStepperExplorer(f, **inputs)
    graph = explorer.graph
    for word, _ in explorer.direction.options[1:]:
        source, _, entry = word.removeprefix("forward from ").partition("[")
        place = tuple(map(int, entry.rstrip("]").split(","))) if entry else ()
        slope = explorer.sweeps[word][graph.output]
        assert slope == pytest.approx(graph[source].gradient[place], rel=1e-12)
        last = told(explorer, word)[-1]
        assert math.isclose(numbers(last.split(":")[0])[-1], slope, rel_tol=1e-4)
        assert last.startswith(f"{dotted(graph.output.name)} = ")


def test_forward_the_derivatives_stand_below_the_values():
    explorer = GraphStepperExplorer(first, x=3, y=4)
    last = explorer.step.options[-1][1]
    below = written(explorer.drawn(step=last, direction="forward from x"), ORANGE)
    assert [text for text, _ in below] == ["ẋ = 1", "ẏ = 0", "ṅ₁ = 1", "ṅ₂ = 10"]
    asks = explorer.drawn(step=last - 1, direction="forward from x")
    assert [text for text, _ in written(asks, ORANGE)] == ["ẋ = 1", "ẏ = 0", "ṅ₁ = 1", "?"]
    assert [text for text, _ in written(asks, GREEN)] == ["1", "1"]  # of n₁, but not yet of n₂
    plan = explorer.plan
    for node in explorer.graph.nodes:
        assert width(f"{dotted(node.name)} = 10") <= plan.boxes[node][0]


def test_a_sweep_forward_may_begin_at_an_entry_and_never_at_a_parameter():
    layer = torch.nn.Linear(2, 1).double()
    explorer = GraphStepperExplorer(lambda v: layer(v), v=[1, 2])
    words = [word for word, _ in explorer.direction.options]
    assert words == ["backward", "forward from v[0]", "forward from v[1]"]
    large = GraphStepperExplorer(lambda v: (2 * v).sum(), v=np.ones(60))
    assert [word for word, _ in large.direction.options] == ["backward"]


def test_a_graph_that_was_folded_can_be_walked_through():
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh()).double()
    explorer = GraphStepperExplorer(trace(lambda v: net(v).sum(), v=[1, 2]).folded())
    assert told(explorer)[1] == "Forward. n₂ = Sequential(v), with v = (1, 2). What is it?"


def test_the_frames_fit_whatever_the_graph():
    def doubled(x):
        for _ in range(30):
            x = 2 * x
        return x

    explorer = GraphStepperExplorer(doubled, x=1)
    sizes = [len(control.options) for control in explorer.controls.values()]
    assert math.prod(sizes) <= 400


def test_inputs_may_have_any_names():
    assert GraphStepperExplorer(lambda f, self: f * self, f=2, self=3).graph["f"].gradient == 3


def test_words_for_those_who_cannot_see_the_graph():
    assert GraphStepperExplorer(first, x=3, y=4).alt == "A graph: n₁ = x + y, n₂ = n₁ * x."


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: GraphStepperExplorer(first, x=3), TypeError, "missing 1 required"),
        (lambda: GraphStepperExplorer(first), ValueError, "by name"),
        (lambda: GraphStepperExplorer(lambda x: np.sin(x), x=3), TypeError, r"torch\.sin"),
        (lambda: GraphStepperExplorer(first, 3, 4), TypeError, "inputs go by their names, such as"),
        (lambda: GraphStepperExplorer(lambda x: sum([x] * 40), x=3), ValueError, "41 nodes"),
    ],
)
def test_what_is_wrong_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make()

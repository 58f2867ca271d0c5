import math
from typing import NamedTuple

import numpy as np
import pytest
import torch
from looking import corners, lines, moved, numbers, only, patches, points, written
from matplotlib.colors import same_color
from matplotlib.patches import ConnectionPatch, FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path
from stock import check_frames
from traced import TRACED, squares

from d2lmini import GraphStepperExplorer, NudgeExplorer, UpstreamExplorer, trace
from d2lmini.autograd.labels import width
from d2lmini.style import BLUE, GREEN, GREY, ORANGE, POINTS
from d2lmini.words import barred, dotted


def first(x, y):
    return (x + y) * x


STOCK = {
    "nudge": NudgeExplorer,
    "nudge of scalar functions": lambda: NudgeExplorer(math.exp, math.sqrt, (-1, 1), (0.5, -0.5)),
    "upstream": UpstreamExplorer,
    "upstream of one number": lambda: UpstreamExplorer(lambda x, y: (x * y,), (1, 2)),
    "stepper": lambda: GraphStepperExplorer(first, x=3, y=4),
    "stepper with vectors": lambda: GraphStepperExplorer(
        squares, X=[[1, 2], [3, 4], [5, 6]], w=[1, 2], y=[1, 2, 3]
    ),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


def segments(axes, colour):
    """Both ends of each line of a colour in the collections, unless they are NaN: (n, 2, 2)."""
    ends = []
    for collection in axes.collections:
        lines = collection.get_segments()
        colours = np.broadcast_to(collection.get_color(), (len(lines), 4))
        coloured = zip(lines, colours, strict=True)
        ends += [line for line, own in coloured if len(line) and same_color(own, colour)]
    return np.reshape(ends, (-1, 2, 2))


# --- nudge

BAR = {"color": GREEN, "linestyle": "-"}
RIGHT, LEFT = ({"color": GREEN, "linestyle": "", "marker": marker} for marker in "><")
RATIO = {"color": GREEN, "linestyle": "", "marker": "D"}
NUDGED = [(0.3, 0.5), (1.0, 0.1), (1.7, 0.3), (2.0, 0.01)]  # x and dx; at 1.7 sine falls


@pytest.fixture(scope="module")
def nudge():
    return NudgeExplorer()


def steps(x, dx):
    """Ends of the steps on the three number lines of sin(x²)."""
    ends = np.array([x, x + dx])
    return {"x": ends, "u": ends**2, "y": np.sin(ends**2)}


def threads(axes):
    """Each thread: upper line, place on it, lower line, place on it."""
    names = {one: name for name, one in axes.items()}
    return [
        (names[thread.axesA], *thread.xy1, names[thread.axesB], *thread.xy2)
        for thread in axes["x"].figure.get_children()
        if isinstance(thread, ConnectionPatch) and same_color(thread.get_edgecolor()[:3], GREY)
    ]


def at_one_height(xs):
    """Where things lie on a number line."""
    return pytest.approx(np.column_stack([xs, np.full(len(xs), 0.35)]))


@pytest.mark.parametrize(("x", "dx"), NUDGED)
def test_each_line_has_its_step_from_a_point_to_a_head(nudge, x, dx):
    axes = nudge.drawn(x=x, dx=dx)
    for name, (start, end) in steps(x, dx).items():
        forth, back = (RIGHT, LEFT) if end > start else (LEFT, RIGHT)
        assert points(axes[name], BAR) == at_one_height([start, end])
        assert points(axes[name], POINTS) == at_one_height([start])
        assert points(axes[name], forth) == at_one_height([end])
        assert not lines(axes[name], back)


@pytest.mark.parametrize(("x", "dx"), NUDGED)
def test_threads_lead_down_from_each_end_to_its_image(nudge, x, dx):
    xs, us, ys = steps(x, dx).values()
    wanted = [("x", x, 0.3, "u", u, 0.4) for x, u in zip(xs, us, strict=True)]
    wanted += [("u", u, 0.3, "y", y, 0.4) for u, y in zip(us, ys, strict=True)]
    for thread, ends in zip(threads(nudge.drawn(x=x, dx=dx)), wanted, strict=True):
        assert thread == tuple(pytest.approx(end) for end in ends)


@pytest.mark.parametrize(("x", "dx"), NUDGED)
def test_the_ratios_stand_beside_the_slopes(nudge, x, dx):
    axes = nudge.drawn(x=x, dx=dx)["ratios"]
    dxs, dus, dys = (np.ptp(ends) * np.sign(ends[1] - ends[0]) for ends in steps(x, dx).values())
    ratios = enumerate((dus / dxs, dys / dus, dys / dxs))
    np.testing.assert_allclose(points(axes, RATIO), list(ratios), rtol=1e-9)
    slopes = (2 * x, math.cos(x**2), 2 * x * math.cos(x**2))
    levels = [[(k - 0.3, s), (k + 0.3, s)] for k, s in enumerate(slopes)]
    np.testing.assert_allclose(segments(axes, ORANGE), levels, rtol=1e-4)
    _, dashes = only(only(axes.collections).get_linestyle())
    assert dashes
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["du/dx", "dy/du", "dy/dx"]


def test_every_step_and_every_slope_is_in_sight(nudge):
    for x in (0, 1, 2):
        axes = nudge.drawn(x=x, dx=0.5)
        for name, ends in steps(x, 0.5).items():
            low, high = axes[name].get_xlim()
            assert low < min(ends)
            assert max(ends) < high
            assert axes[name].get_ylim() == (0, 1)
            assert axes[name].get_ylabel() == name
        low, high = axes["ratios"].get_ylim()
        assert low < segments(axes["ratios"], ORANGE)[..., 1].min()
        assert segments(axes["ratios"], ORANGE)[..., 1].max() < high
        assert low == -high  # so that 0 is in the middle


@pytest.mark.parametrize(("x", "dx"), NUDGED)
def test_ratios_compose_exactly_and_slopes_in_the_limit(nudge, x, dx):
    moved(nudge, x=x, dx=dx)
    said_x, said_dx, inner, outer, whole, *slopes = numbers(nudge.readout)
    assert (said_x, said_dx) == (x, dx)
    assert math.isclose(inner, 2 * x + dx, rel_tol=1e-3)
    assert math.isclose(inner * outer, whole, rel_tol=2e-3)
    assert math.isclose(whole, (math.sin((x + dx) ** 2) - math.sin(x**2)) / dx, rel_tol=1e-3)
    np.testing.assert_allclose(slopes, [2 * x, math.cos(x**2), 2 * x * math.cos(x**2)], rtol=1e-3)


def test_a_nudge_that_moves_nothing_has_no_second_ratio():
    explorer = NudgeExplorer(lambda x: 3 + 0 * x, np.sin)
    assert "du = 0. Slopes: 0, −0.99, and of both together 0." in explorer.readout
    ratios = points(explorer.drawn()["ratios"], RATIO)
    np.testing.assert_array_equal(ratios, [(0, 0), (1, np.nan), (2, 0)])
    level = segments(explorer.drawn()["ratios"], ORANGE)[:, 0, 1]
    np.testing.assert_allclose(level, [0, math.cos(3), 0])


def test_at_a_kink_of_g_there_are_ratios_but_only_the_slope_of_f():
    explorer = NudgeExplorer(np.abs, np.sin, (-1, 1))
    axes = moved(explorer, x=0, dx=0.5)["ratios"]
    assert explorer.readout.endswith("Not all three slopes were found here.")
    sine = math.sin(0.5) / 0.5
    np.testing.assert_allclose(points(axes, RATIO)[:, 1], [1, sine, sine])
    np.testing.assert_allclose(segments(axes, ORANGE), [[(0.7, 1), (1.3, 1)]], rtol=1e-6)


def test_outside_the_domain_nothing_is_drawn():
    explorer = NudgeExplorer(lambda x: x, np.log, (-1, 1))
    axes = moved(explorer, x=-0.5, dx=0.5)
    assert explorer.readout == "x = −0.5, dx = 0.5: u or y is not defined."
    assert not any(axes[name].lines for name in "xuy")
    assert not threads(axes)
    assert not axes["ratios"].collections
    assert len(axes["ratios"].lines) == 1  # at 0


def test_a_nudge_to_the_left_has_its_head_there():
    axes = NudgeExplorer(lambda x: -2 * x, lambda u: u, (-1, 1), (-0.5,)).drawn(x=0)
    for name, head, end in (("x", LEFT, -0.5), ("u", RIGHT, 1), ("y", RIGHT, 1)):
        assert points(axes[name], head) == at_one_height([end])
        assert axes[name].get_xlim()[0] < end < axes[name].get_xlim()[1]
    np.testing.assert_allclose(points(axes["ratios"], RATIO)[:, 1], [-2, 1, -2])


def test_tiny_slopes_and_poles():
    tiny = NudgeExplorer(lambda x: 1e-9 * x, lambda u: 1e9 * u)
    assert tiny.readout.endswith("Slopes: 1e−09, 1e+09, and of both together 1.")
    pole = NudgeExplorer(lambda x: 1 / x, np.sin)
    assert "dx = 0.5: du = −2 dx" in pole.readout


# --- upstream

ROWS = (BLUE, ORANGE, GREEN)
TOTAL = {"color": "black", "linestyle": "", "marker": "_"}
# A function, a point, and its Jacobian there by hand.
WEIGHED = {
    "of one sign": (
        lambda x1, x2, x3: (x1 * x2 * x3, x1 + x2 + x3, x1 + x2 * x3),
        (1, 2, 3),
        [(6, 3, 2), (1, 1, 1), (1, 3, 2)],
    ),
    "of both signs": (
        lambda v: torch.stack([v.prod(), torch.sin(v).sum()]),
        (0.5, -1, 2),
        [(-2, 1, -0.5), np.cos((0.5, -1, 2))],
    ),
    "of one number": (lambda x, y: (x * y,), (1, 2), [(2, 1)]),
}
WEIGHTS = [(1, 0, 0), (1, 1, 1), (-1, 0.3, 1), (0, -1, -1), (0.2, 0.1, -1), (0, 0, 0)]


@pytest.fixture(scope="module", params=WEIGHED)
def weighed(request):
    """An explorer, the Jacobian, and a function that draws at weights."""
    f, point, jacobian = WEIGHED[request.param]
    explorer = UpstreamExplorer(f, point)
    weights = [v[: len(jacobian)] for v in WEIGHTS]

    def drawn(v):
        return explorer.drawn(**{f"v{i + 1}": weight for i, weight in enumerate(v)})

    return np.array(jacobian), weights, drawn


def test_weights_stand_before_their_rows_and_sums_below_their_columns(weighed):
    jacobian, weights, drawn = weighed
    m, n = jacobian.shape
    for v in weights:
        table = drawn(v)["rows"]
        cells = {text.get_position(): text for text in table.texts}
        said = {place: text.get_text() for place, text in cells.items()}
        for i in range(m):
            assert said.pop((-0.15, m - i - 0.5)) == f"{v[i]:g} ×".replace("-", "−")
            assert cells[-0.15, m - i - 0.5].get_ha() == "right"
            assert said.pop((n + 0.3, m - i - 0.5)) == f"y{'₁₂₃'[i]}"
            for j in range(n):
                assert numbers(said.pop((j + 0.5, m - i - 0.5))) == pytest.approx(
                    [jacobian[i, j]], rel=1e-3
                )
        for j, total in enumerate(v @ jacobian):
            assert numbers(said.pop((j + 0.5, -0.75))) == pytest.approx([total], rel=1e-3)
            assert cells[j + 0.5, -0.75].get_weight() == "bold"
            assert said.pop((j + 0.5, m + 0.4)) == f"x{'₁₂₃'[j]}"
        assert list(said.values()) == ["vᵀJ ="]


def test_the_weighted_rows_are_piled_up_from_0_and_down_from_0(weighed):
    jacobian, weights, drawn = weighed
    for v in weights:
        sums = drawn(v)["sums"]
        piled = {1: np.zeros(jacobian.shape[1]), -1: np.zeros(jacobian.shape[1])}
        for weight, row, colour in zip(v, jacobian, ROWS, strict=False):
            for j, bar in enumerate(segments(sums, colour)):
                part = weight * row[j]
                side = 1 if part > 0 else -1
                ends = sorted((piled[side][j], piled[side][j] + part))
                assert bar[:, 0].tolist() == [j, j]
                assert sorted(bar[:, 1]) == pytest.approx(ends)
                piled[side][j] += part
            assert len(segments(sums, colour)) == len(row)
        low, high = sums.get_ylim()
        assert all(low < piled[-1])
        assert all(piled[1] < high)


def test_the_sums_are_marked(weighed):
    jacobian, weights, drawn = weighed
    for v in weights:
        sums = drawn(v)["sums"]
        np.testing.assert_allclose(points(sums, TOTAL), list(enumerate(v @ jacobian)))
        assert len(segments(sums, "black")) == 0
        names = [tick.get_text() for tick in sums.get_xticklabels()]
        assert names == [f"x{'₁₂₃'[j]}" for j in range(jacobian.shape[1])]
        assert sums.get_ylabel() == "vᵀJ"


def test_rows_have_their_colour_in_the_table_too(weighed):
    jacobian, weights, drawn = weighed
    m, n = jacobian.shape
    table = drawn(weights[0])["rows"]
    for i, colour in enumerate(ROWS[:m]):
        xs, ys = corners(only(patches(table, colour))).T
        assert (xs.min(), xs.max()) == (0, n)
        assert m - i - 1 < ys.min() < m - i - 0.5 < ys.max() < m - i


@pytest.fixture(scope="module")
def upstream():
    return UpstreamExplorer()


@pytest.mark.parametrize(
    ("v", "said"),
    [
        ((1, 0, 0), "1 · (6, 3, 2) = (6, 3, 2)."),
        ((1, 1, 1), "1 · (6, 3, 2) + 1 · (1, 1, 1) + 1 · (1, 3, 2) = (8, 7, 5)."),
        ((0.1, 0.2, 0.3), " = (1.1, 1.4, 1)."),
        ((0, 0, 0), "no row = (0, 0, 0)."),
    ],
)
def test_rows_are_weighed_and_added(upstream, v, said):
    moved(upstream, v1=v[0], v2=v[1], v3=v[2])
    assert upstream.readout.endswith(said)


def test_sums_that_cancel_are_0_in_the_table_too():
    explorer = UpstreamExplorer(lambda x: (x, x, -x), [1])
    table = moved(explorer, v1=0.1, v2=0.2, v3=0.3)["rows"]
    assert only(text.get_text() for text in table.texts if text.get_weight() == "bold") == "0"
    assert explorer.readout.endswith(" = (0).")


def test_it_begins_with_the_first_row_alone():
    assert UpstreamExplorer().readout.startswith("v = (1, 0, 0): ")


def test_it_is_what_torchs_backward_gives():
    f, point, _ = WEIGHED["of both signs"]
    explorer = UpstreamExplorer(f, point)
    moved(explorer, v1=-1, v2=0.3)
    x = torch.tensor(point, dtype=torch.float64, requires_grad=True)
    f(x).backward(torch.tensor([-1, 0.3], dtype=torch.float64))
    np.testing.assert_allclose(numbers(explorer.readout)[-3:], x.grad, rtol=1e-3)


# --- stepper

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
        self.texts = {colour: written(axes, colour) for colour in ("black", BLUE, ORANGE, GREEN)}
        self.runs = {
            colour: [run(one) for one in arrows if same_color(one.get_edgecolor(), colour)]
            for colour in (GREY, BLUE, ORANGE)
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
    forwards: bool
    about: str  # the node that is asked for, or told
    asks: bool
    values: list[str]  # nodes whose values are known
    gradients: list[str]


class Walk:
    """The way through a graph: forwards through the results, then backwards through all nodes."""

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
        self.arrows = {self.ends(points): points for points in self.backdrop.runs[GREY]}
        self.steps = list(self._steps())

    def _steps(self):
        results = [name for name in self.values if name not in self.inputs]
        way = [*results, *reversed(self.values)]
        for step in range(1, 2 * len(way) + 1):
            done, forwards = way[: step // 2], (step - 1) // 2 < len(results)
            known = [*self.inputs, *done[: len(results)]], done[len(results) :]
            picture = Picture(self.explorer.drawn(step=step, direction="backward"))
            yield Step(picture, forwards, way[(step - 1) // 2], step % 2 == 1, *known)

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
    for colour in (ORANGE, GREEN):
        assert not walk.backdrop.texts[colour]


def test_values_known_are_in_their_nodes_and_the_asked_one_is_a_question(walk):
    for step in walk.steps:
        wanted = {name: four_digits(walk.values[name]) for name in step.values}
        if step.forwards and step.asks:
            wanted[step.about] = "?"
        assert walk.in_nodes(step.picture.texts[BLUE], 1) == wanted


def test_gradients_known_are_below_the_values_and_the_asked_one_is_a_question(walk):
    for step in walk.steps:
        wanted = {
            name: f"{barred(name)} = {four_digits(walk.gradients[name])}" for name in step.gradients
        }
        if not step.forwards and step.asks:
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
        assert same_color(mark.get_edgecolor(), BLUE if step.forwards else ORANGE)
        assert (f"{step.about} = " if step.forwards else barred(step.about)) in said
        assert said.endswith("?") == step.asks


def test_trails_lead_from_parents_forwards_and_from_children_backwards(walk):
    for step in walk.steps:
        into = [(parent, node) for parent, node in walk.edges if node == step.about]
        back = [(node, parent) for parent, node in walk.edges if parent == step.about]
        blue, orange = (sorted(map(walk.ends, step.picture.runs[c])) for c in (BLUE, ORANGE))
        assert blue == sorted(into if step.forwards else [])
        assert orange == sorted([] if step.forwards else back)


def test_trails_cover_their_edges(walk):
    for step in walk.steps:
        for trail in (*step.picture.runs[BLUE], *step.picture.runs[ORANGE]):
            edge = walk.ends(trail) if step.forwards else walk.ends(trail)[::-1]
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
                for sign, term in zip(signs.split(" + "), sum_.split(" + "), strict=False):
                    if "∂" in sign and "*" not in sign:
                        factors = zip(sign.split(" · "), term.split(" · "), strict=False)
                        for one, number in factors:
                            if "∂" in one and one.count("∂") == 2:
                                numbers_of.setdefault(one, set()).add(number)
        twice = {k: v for k, v in numbers_of.items() if len(v) > 1}
        parents = {
            f"∂{node.name}/∂{parent.name}"
            for node in explorer.graph.nodes
            for parent in node.parents
            if node.parents.count(parent) > 1  # x · x: by one factor, and by the other
        }
        assert set(twice) <= parents


def test_a_node_that_went_in_twice_has_two_terms_and_negative_factors_stand_in_brackets():
    said = told(GraphStepperExplorer(lambda x: x * x - x / x, x=5))
    assert said[-3] == "n̄₁ = n̄₃ · ∂n₃/∂n₁ = 1 · 1 = 1."
    assert said[-2].startswith("Backward. x went into n₂ = x / x (n̄₂ = −1) and n₁ = x * x (")
    assert said[-1].endswith("= (−1) · 0.2 + (−1) · (−0.2) + 1 · 5 + 1 · 5 = 10.")


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
        (lambda: NudgeExplorer(3), TypeError, "f must be a function"),
        (lambda: NudgeExplorer(xlim=(1, 0)), ValueError, "xlim"),
        (lambda: NudgeExplorer(nudges=(0.1, 0)), ValueError, "other than 0"),
        (lambda: NudgeExplorer(nudges=()), ValueError, "other than 0"),
        (lambda: UpstreamExplorer(lambda x, y: x, (1, 2)), ValueError, "autograd_gradient"),
        (lambda: UpstreamExplorer(lambda v: v, np.ones(4)), ValueError, "f has 4 and 4"),
        (lambda: UpstreamExplorer(point=(1, 2)), ValueError, "f takes 3 numbers"),
        (lambda: UpstreamExplorer(lambda v: 1 / v, (1, 0)), ValueError, "f has no value at"),
        (lambda: UpstreamExplorer(lambda v: v.sqrt(), (1, 0)), ValueError, "no finite Jacobian"),
        (lambda: UpstreamExplorer(lambda x, y: (np.sin(x), y), (1, 2)), TypeError, "torch.sin"),
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

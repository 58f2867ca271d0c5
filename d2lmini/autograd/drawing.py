"""Draw a computational graph: boxes with their numbers, and arrows from the inputs to the output.

A box says, from above to below: what it is; its value, in blue; under a dashed line its gradient,
in orange. An arrow says the local derivative, in green, or of an array its shape in brackets, gray.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path

from d2lmini.autograd.labels import SIZE, entries, tag, title, width
from d2lmini.autograd.placement import place
from d2lmini.style import BLUE, GRAY, NO_DATE, ORANGE, explorer_style, own_ids

if TYPE_CHECKING:  # graph.py imports this module when it shows a picture
    from d2lmini.autograd.graph import Graph, GraphNode

WIDEST = 7.4 * 72  # points, of a picture
ROW = 13.0  # from line to line
INSIDE = 6.0, 4.0  # from the rim of a box to its texts
AROUND = 1.5  # at both sides of what is written on an arrow
PALE = "#e3eef5"  # inputs
_TEXT: dict[str, Any] = {"ha": "center", "va": "center", "size": SIZE, "linespacing": 1.3}
_RULE: dict[str, Any] = {"color": GRAY, "linewidth": 0.7, "linestyle": (0, (3, 3)), "zorder": 3.5}


@dataclass
class Layout:
    """Where the nodes lie, and which way the edges go, in points from the lower left corner.

    Attributes
    ----------
    size : (float, float)
        Width and height of the picture.
    places : dict of GraphNode to (float, float)
        Middle of each node.
    boxes : dict of GraphNode to (float, float)
        Width and height of each node.
    bands : dict of GraphNode to tuple of float
        Height of the middle of each node's title, value and gradient, and of the line between the
        last two.
    routes : dict of (GraphNode, GraphNode) to list of (float, float)
        The cubic Bézier curves of each edge, from rim to rim: a point, two that pull, a point, …
    tags : dict of (GraphNode, GraphNode) to (float, float)
        Middle of what is written on an edge, where there is room.
    """

    size: tuple[float, float]
    places: dict[GraphNode, tuple[float, float]]
    boxes: dict[GraphNode, tuple[float, float]]
    bands: dict[GraphNode, tuple[float, float, float, float]]
    routes: dict[tuple[GraphNode, GraphNode], list[tuple[float, float]]]
    tags: dict[tuple[GraphNode, GraphNode], tuple[float, float]]


def layout(graph: Graph, room: Mapping[GraphNode, Iterable[str]] | None = None) -> Layout:
    """Arrange a graph so that everything that will be written has its place.

    Parameters
    ----------
    graph : Graph
        What `trace` returns.
    room : mapping of GraphNode to iterable of str, optional
        Texts of one line that a node should have room for in place of its value or its gradient.

    Returns
    -------
    Layout
        At most 7.4 inches wide.
    """
    nodes, also = graph.nodes, room or {}
    index = {node: k for k, node in enumerate(nodes)}
    pairs = list(dict.fromkeys((parent, node) for parent, node, _ in graph.edges()))
    with explorer_style():  # in which it will be drawn
        texts = {node: (title(node), entries(node.value), entries(node.gradient)) for node in nodes}
        widths = [max(map(width, (*texts[node], *also.get(node, ())))) for node in nodes]
        said = {pair: tag(*pair)[0] for pair in pairs}
        tags = {pair: (width(text) + 2 * AROUND, ROW) for pair, text in said.items() if text}
    rows = {node: [ROW * (1 + text.count("\n")) for text in texts[node]] for node in nodes}
    placed = place(
        [
            (across + 2 * INSIDE[0], sum(rows[node]) + 2 * INSIDE[1])
            for node, across in zip(nodes, widths, strict=True)
        ],
        [(index[parent], index[node]) for parent, node in [*pairs, *_unused(graph)]],
        {(index[parent], index[node]): size for (parent, node), size in tags.items()},
        WIDEST,
    )
    places = dict(zip(nodes, placed.places, strict=True))
    return Layout(
        placed.size,
        places,
        dict(zip(nodes, placed.boxes, strict=True)),
        {node: _bands(places[node][1], rows[node]) for node in nodes},
        {pair: placed.routes[index[pair[0]], index[pair[1]]] for pair in pairs},
        {(nodes[a], nodes[b]): middle for (a, b), middle in placed.tags.items()},
    )


def _unused(graph: Graph) -> list[tuple[GraphNode, GraphNode]]:
    """Inputs that lead nowhere stand as if they led to the first result."""
    used = {parent for parent, _, _ in graph.edges()} | {graph.output}
    first = next((node for node in graph.nodes if node.parents), graph.output)
    return [(node, first) for node in graph.nodes if node not in used]


def _bands(middle: float, rows: Sequence[float]) -> tuple[float, float, float, float]:
    """Where title, value and gradient lie, which are so high and have this middle together."""
    top, line = middle + sum(rows) / 2, middle - sum(rows) / 2 + rows[2]
    return top - rows[0] / 2, line + rows[1] / 2, line - rows[2] / 2, line


def figsize(plan: Layout) -> tuple[float, float]:
    """Width and height of the picture in inches."""
    return plan.size[0] / 72, plan.size[1] / 72


def draw_graph(axes: Axes, graph: Graph) -> None:
    """Draw a graph with its values, gradients and local derivatives.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw; the picture fills their figure.
    graph : Graph
        What `trace` returns.
    """
    plan = layout(graph)
    draw_skeleton(axes, plan)
    for node in graph.nodes:
        draw_value(axes, plan, node)
        draw_gradient(axes, plan, node)
    for parent, node in plan.routes:
        draw_local(axes, plan, parent, node)


def draw_skeleton(axes: Axes, plan: Layout) -> None:
    """Draw nodes and edges without any numbers, and set the limits: the figure is filled."""
    axes.set_position((0, 0, 1, 1))
    axes.set(xlim=(0, plan.size[0]), ylim=(0, plan.size[1]), aspect="equal")
    axes.axis("off")
    for route in plan.routes.values():
        axes.add_patch(arrow(route))
    for node, (x, _) in plan.places.items():
        face = "white" if node.parents else PALE
        axes.add_patch(_box(plan, node, facecolor=face, edgecolor="black", zorder=3))
        if getattr(node, "folded", False):
            inner: dict[str, Any] = {"facecolor": "none", "edgecolor": "black", "zorder": 3}
            axes.add_patch(_box(plan, node, 2.5, **inner))
        above, _, _, line = plan.bands[node]
        half = plan.boxes[node][0] / 2
        axes.text(x, above, title(node), zorder=4, **_TEXT)
        axes.plot([x - half, x + half], [line, line], **_RULE)


def draw_mark(axes: Axes, plan: Layout, node: GraphNode, color: str) -> None:
    """Draw a thick rim around a node."""
    axes.add_patch(_box(plan, node, facecolor="none", edgecolor=color, linewidth=3, zorder=6))


def draw_value(axes: Axes, plan: Layout, node: GraphNode, text: str = "") -> None:
    """Write a node's value into it, or another text in its place."""
    x, y = plan.places[node][0], plan.bands[node][1]
    axes.text(x, y, text or entries(node.value), color=BLUE, zorder=5, **_TEXT)


def draw_gradient(axes: Axes, plan: Layout, node: GraphNode, text: str = "") -> None:
    """Write a node's gradient below its value, or another text in its place."""
    x, y = plan.places[node][0], plan.bands[node][2]
    axes.text(x, y, text or entries(node.gradient), color=ORANGE, zorder=5, **_TEXT)


def draw_local(axes: Axes, plan: Layout, parent: GraphNode, node: GraphNode) -> None:
    """Write on an edge its local derivative, or which shape flows along it, if there is room."""
    if (parent, node) not in plan.tags:
        return
    (text, color), (x, y) = tag(parent, node), plan.tags[parent, node]
    half = width(text) / 2 + AROUND
    # a patch of one's own: a text's bbox would be laid out anew in each frame
    blank: dict[str, Any] = {"facecolor": "white", "linewidth": 0, "zorder": 2.4}
    axes.add_patch(Rectangle((x - half, y - ROW / 2), 2 * half, ROW, **blank))
    axes.text(x, y, text, color=color, zorder=2.5, **_TEXT)


def _box(plan: Layout, node: GraphNode, inside: float = 0, **look: Any) -> FancyBboxPatch:
    """The rim of a node, or one that lies inside of it."""
    (x, y), (across, up) = plan.places[node], plan.boxes[node]
    corner = x - across / 2 + inside, y - up / 2 + inside
    style = f"round,pad=0,rounding_size={4 - inside}"
    return FancyBboxPatch(corner, across - 2 * inside, up - 2 * inside, boxstyle=style, **look)


def arrow(route: list[tuple[float, float]], **look: Any) -> FancyArrowPatch:
    """An arrow along a route of a layout, or back along it."""
    path = Path(np.array(route), [Path.MOVETO, *[Path.CURVE4] * (len(route) - 1)])
    look = {"color": GRAY, "linewidth": 1.2, "zorder": 1, **look}
    head = "-|>,head_length=0.5,head_width=0.22"
    return FancyArrowPatch(path=path, arrowstyle=head, mutation_scale=10, fill=True, **look)


def pictures(graph: Graph) -> dict[str, str]:
    """Draw a graph as SVG, and as the PNG that a page shows which does not trust SVG."""
    plan = layout(graph)
    svg, png = io.StringIO(), io.BytesIO()
    with explorer_style():
        figure = Figure(figsize=figsize(plan))
        draw_graph(figure.add_axes((0, 0, 1, 1)), graph)
        figure.savefig(svg, format="svg", metadata={**NO_DATE, "Title": repr(graph)})
        figure.savefig(png, format="png", dpi=96, metadata={"Software": None})
    return {
        "image/svg+xml": own_ids(svg.getvalue()),
        "image/png": base64.b64encode(png.getvalue()).decode(),
    }

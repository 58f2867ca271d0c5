"""Draw a computational graph: the inputs at the left, the output at the right."""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch
from matplotlib.path import Path

from d2lmini.style import BLUE, GREEN, GREY, NO_DATE, ORANGE, explorer_style, own_ids
from d2lmini.words import listed, written

if TYPE_CHECKING:  # graph.py imports this module when it shows a picture
    from d2lmini.autograd.graph import Graph, GraphNode

RADIUS = 0.27  # of a node
ACROSS, DOWN = 1.35, 1.2  # from layer to layer, and from node to node in a layer
ASIDE = 0.7  # from the outer layers to the edge of the picture
PALE = "#e3eef5"
_CENTRED: dict[str, Any] = {"ha": "center", "va": "center"}
_NUMBER: dict[str, Any] = {**_CENTRED, "size": 9.5}


@dataclass
class Layout:
    """Where the nodes lie, and through which points the edges go.

    Attributes
    ----------
    places : dict of GraphNode to (float, float)
        Middle of each node; the layers lie side by side.
    routes : dict of (GraphNode, GraphNode) to list of (float, float)
        For each edge the points it runs through, one for each layer, both ends included.
    """

    places: dict[GraphNode, tuple[float, float]]
    routes: dict[tuple[GraphNode, GraphNode], list[tuple[float, float]]]


def layout(graph: Graph) -> Layout:
    """Arrange a graph in layers, with few crossings.

    Each node lies one layer to the right of the last of its parents. An edge across several layers
    has a place of its own in each, so that it runs beside the nodes and not behind them; in each
    layer, everything is sorted by the mean place of its neighbours, to and fro until it settles (K.
    Sugiyama et al., *Methods for visual understanding of hierarchical system structures*, 1981).

    Parameters
    ----------
    graph : Graph
        What `trace` returns.

    Returns
    -------
    Layout
        In units in which a node has the radius 0.27.
    """
    level: dict[GraphNode, int] = {}
    for node in graph.nodes:  # parents come before their children
        level[node] = 1 + max((level[parent] for parent in node.parents), default=-1)
    layers: list[list[Any]] = [[] for _ in range(1 + max(level.values()))]
    for node in graph.nodes:
        layers[level[node]].append(node)
    stops = _stops(graph, level)
    for path in stops.values():
        for parent, node, i in path[1:-1]:
            layers[i].append((parent, node, i))
    _untangle(layers, list(stops.values()))
    places = {
        stop: (ACROSS * i, DOWN * ((len(layer) - 1) / 2 - k))
        for i, layer in enumerate(layers)
        for k, stop in enumerate(layer)
    }
    routes = {edge: [places[stop] for stop in path] for edge, path in stops.items()}
    return Layout({node: places[node] for node in graph.nodes}, routes)


def _stops(
    graph: Graph, level: Mapping[GraphNode, int]
) -> dict[tuple[GraphNode, GraphNode], list[Any]]:
    """For each edge its two nodes, and between them a stop in each layer that it crosses."""
    order = {node: k for k, node in enumerate(graph.nodes)}
    edges = dict.fromkeys((parent, node) for parent, node, _ in graph.edges())
    stops = {}
    for parent, node in sorted(edges, key=lambda edge: order[edge[0]]):
        between = ((parent, node, i) for i in range(level[parent] + 1, level[node]))
        stops[parent, node] = [parent, *between, node]
    return stops


def _untangle(layers: list[list[Any]], paths: list[list[Any]]) -> None:
    """Sort each layer by the mean place of the neighbours before it, then of those behind it."""
    before: dict[Any, list[Any]] = {stop: [] for layer in layers for stop in layer}
    behind: dict[Any, list[Any]] = {stop: [] for layer in layers for stop in layer}
    for path in paths:
        for stop, following in itertools.pairwise(path):
            behind[stop].append(following)
            before[following].append(stop)
    for _ in range(4):
        for ordered, neighbours in ((layers, before), (layers[::-1], behind)):
            place = {stop: k - len(layer) / 2 for layer in layers for k, stop in enumerate(layer)}
            for layer in ordered:
                wanted = {
                    s: np.mean([place[n] for n in neighbours[s]] or [place[s]]) for s in layer
                }
                layer.sort(key=wanted.__getitem__)
                place |= {stop: k - len(layer) / 2 for k, stop in enumerate(layer)}


def figsize(plan: Layout) -> tuple[float, float]:
    """Width and height in inches that suit a layout: at most 7.4 wide."""
    width, height = np.ptp(_corners(plan), axis=0)
    return width * _unit(width), height * _unit(width)


def _unit(width: float) -> float:
    """Inches for one unit of a layout."""
    return min(1.15, 7.4 / width)


def _corners(plan: Layout) -> np.ndarray:
    """Lower left and upper right corner of the picture, with room for numbers at the nodes."""
    points = np.array([point for route in plan.routes.values() for point in route])
    points = np.vstack([points.reshape(-1, 2), list(plan.places.values())])
    low, high = points.min(axis=0), points.max(axis=0)
    # The numbers are as high in a small picture as in a large one.
    room = np.array([ASIDE, RADIUS + 0.3 / _unit(high[0] - low[0] + 2 * ASIDE)])
    return np.array([low - room, high + room])


def draw_graph(axes: Axes, graph: Graph) -> None:
    """Draw a graph with the values above its nodes, the gradients below, and local derivatives.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
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
    """Draw nodes and edges without any numbers, and set the limits."""
    (left, bottom), (right, top) = _corners(plan)
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    axes.axis("off")
    for route in plan.routes.values():
        axes.add_patch(arrow(route))
    for node, (x, y) in plan.places.items():
        face = "white" if node.parents else PALE
        axes.add_patch(Circle((x, y), RADIUS, facecolor=face, edgecolor="black", zorder=3))
        inside = node.operation.replace("·", "×").strip() or node.name
        inside = inside if len(inside) <= 9 else f"{inside[:8]}…"
        size = 12 if len(inside) <= 3 and not _dense(plan) else 9
        axes.text(x, y, inside, size=size, zorder=4, **_CENTRED)


def draw_value(axes: Axes, plan: Layout, node: GraphNode, text: str = "") -> None:
    """Write a node's value above it, or another text."""
    text = text or _label(plan, node.value)
    named = f"{node.name} = {text}" if node.parents and not _dense(plan) else text
    _write(axes, plan, node, 1, named, BLUE)


def draw_gradient(axes: Axes, plan: Layout, node: GraphNode, text: str = "") -> None:
    """Write a node's gradient below it, or another text."""
    _write(axes, plan, node, -1, text or _label(plan, node.gradient), ORANGE)


def draw_local(axes: Axes, plan: Layout, parent: GraphNode, node: GraphNode) -> None:
    """Write on an edge what the local derivative is, if it is one number and there is room."""
    found = [d for p, d in zip(node.parents, node.local, strict=True) if p is parent]
    if _dense(plan) or any(derivative is None or derivative.ndim for derivative in found):
        return
    before, after = np.array(plan.routes[parent, node][-2:])
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
    text = listed(_label(plan, derivative) for derivative in found)
    rises = after[1] > before[1]  # two edges that cross keep their numbers apart
    x, y = before + (0.65 if rises else 0.5) * (after - before)
    axes.text(x, y, text, color=GREEN, zorder=2.5, bbox=box, **_NUMBER)


def _dense(plan: Layout) -> bool:
    """Whether there are so many layers that only short numbers have room."""
    return max(x for x, _ in plan.places.values()) > 8 * ACROSS


def _label(plan: Layout, value: np.ndarray | None) -> str:
    """A value as the picture has room for it."""
    text = written(value, ".2g" if _dense(plan) else ".4g", 3)
    if value is None or not value.ndim or len(text) <= (6 if _dense(plan) else 14):
        return text
    return written(value, most=0)


def _write(axes: Axes, plan: Layout, node: GraphNode, side: int, text: str, colour: str) -> None:
    """Write above a node (side 1) or below it (side −1)."""
    x, y = plan.places[node]
    beside: dict[str, Any] = {"xytext": (0, 8 * side), "textcoords": "offset points"}
    axes.annotate(text, (x, y + side * RADIUS), color=colour, zorder=5, **beside, **_NUMBER)


def arrow(route: list[tuple[float, float]], **look: Any) -> FancyArrowPatch:
    """An arrow through the points of a route, from rim to rim of its two nodes."""
    points = np.array(route)
    for end, inner in ((0, 1), (-1, -2)):
        along = points[inner] - points[end]
        points[end] += RADIUS * along / np.linalg.norm(along)
    vertices, codes = [points[0]], [Path.MOVETO]
    for k in range(len(points) - 1):
        start, stop = points[k], points[k + 1]
        level = (stop[0] - start[0]) / 2, 0.0  # through the stops it runs level
        out = level if k > 0 else (stop - start) / 3
        into = level if k < len(points) - 2 else (stop - start) / 3
        vertices += [start + out, stop - into, stop]
        codes += [Path.CURVE4] * 3
    look = {"color": GREY, "linewidth": 1.2, "zorder": 1, **look}
    return FancyArrowPatch(
        path=Path(vertices, codes), arrowstyle="-|>", mutation_scale=10, fill=True, **look
    )


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

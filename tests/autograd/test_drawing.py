"""The picture of a graph."""

import pytest
import torch
from matplotlib.figure import Figure
from traced import TRACED

from d2lmini import (
    trace,
)
from d2lmini.autograd.drawing import draw_graph, figsize, layout
from d2lmini.style import BLUE, ORANGE


def test_the_drawing_keeps_apart():
    """Inputs at the left, the output at the right; nodes and passing edges never on one place."""
    for f, inputs in TRACED.values():
        graph = trace(f, **inputs)
        plan = layout(graph)
        xs = [x for x, _ in plan.places.values()]
        assert plan.places[graph.output][0] == max(xs)
        assert all(plan.places[node][0] == 0 for node in graph.inputs)
        stops = [point for route in plan.routes.values() for point in route[1:-1]]
        places = [*plan.places.values(), *stops]
        assert len(set(places)) == len(places)


def drawn(graph):
    """Texts of the drawing, with the box that each takes."""
    figure = Figure(figsize=figsize(layout(graph)))
    axes = figure.add_axes((0, 0, 1, 1))
    draw_graph(axes, graph)
    figure.draw_without_rendering()
    return {text: text.get_window_extent() for text in axes.texts}, figure.bbox


@pytest.mark.parametrize("layers", [5, 14])
def test_numbers_do_not_overlap_nor_leave_the_picture(layers):
    def chain(x):
        for _ in range(layers):
            x = torch.sin(x) if layers > 10 else torch.sin(x) + x
        return x

    boxes, page = drawn(trace(chain, x=2))
    above = [box for text, box in boxes.items() if text.get_color() in (BLUE, ORANGE)]
    for box in above:
        assert page.x0 <= box.x0
        assert box.x1 <= page.x1
        assert page.y0 <= box.y0
        assert box.y1 <= page.y1
        assert not any(box.overlaps(other) for other in above if other is not box)

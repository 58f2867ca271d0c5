"""What a graph shows."""

import numpy as np
import pytest
from traced import loop

from d2lmini import trace
from d2lmini.autograd.graph import MOST_DRAWN, Graph


def first(x, y):
    return (x + y) * x


def test_a_notebook_shows_the_picture_and_the_table():
    graph = trace(first, x=3, y=4)
    bundle = graph._repr_mimebundle_()
    assert bundle["text/plain"] == repr(graph)
    assert bundle["image/png"].startswith("iVBOR")
    assert "<title>" in bundle["image/svg+xml"]
    assert bundle == trace(first, x=3, y=4)._repr_mimebundle_()


def test_a_graph_too_large_to_draw_is_a_table():
    graph = trace(loop, x=1e-20)
    assert len(graph.nodes) > MOST_DRAWN
    assert set(graph._repr_mimebundle_()) == {"text/plain"}
    assert "image/png" in Graph(graph.nodes[:MOST_DRAWN])._repr_mimebundle_()
    assert "image/png" not in Graph(graph.nodes[: MOST_DRAWN + 1])._repr_mimebundle_()


def test_the_table_has_a_row_for_each_node():
    graph = trace(lambda x, v: (v * x).sum() / -3, x=4.5, v=np.ones(60))
    assert repr(graph).splitlines() == [
        "node  formula    value  local      gradient",
        "x                  4.5             −20",
        "v                 [60]             [60]",
        "v₁    v · x       [60]  […], [60]  [60]",
        "v₂    sum(v₁)      270  [60]       −0.33333",
        "v₃    v₂ / (−3)    −90  −0.33333   1",
    ]


def test_a_node_is_found_by_its_name():
    graph = trace(first, x=3, y=4)
    assert graph["v₂"] is graph.output is graph.nodes[-1]
    assert [node.name for node in graph.inputs] == ["x", "y"]
    assert [(a.name, b.name, k) for a, b, k in graph.edges()] == [
        ("x", "v₁", 0),
        ("y", "v₁", 1),
        ("v₁", "v₂", 0),
        ("x", "v₂", 1),
    ]
    with pytest.raises(KeyError, match="no node 'z'; there are x, y, v₁, v₂"):
        graph["z"]

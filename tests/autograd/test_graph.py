"""What a graph shows."""

from traced import loop

from d2lmini import (
    trace,
)


def test_a_notebook_shows_the_picture_and_the_table():
    graph = trace(lambda x, y: (x + y) * x, x=3, y=4)
    bundle = graph._repr_mimebundle_()
    assert bundle["text/plain"] == repr(graph)
    assert bundle["image/png"].startswith("iVBOR")
    assert "<title>" in bundle["image/svg+xml"]
    assert bundle == trace(lambda x, y: (x + y) * x, x=3, y=4)._repr_mimebundle_()


def test_a_graph_too_large_to_draw_is_a_table():
    graph = trace(loop, x=1e-20)
    assert len(graph.nodes) > 40
    assert set(graph._repr_mimebundle_()) == {"text/plain"}

"""What the picture of a graph says."""

import io

import matplotlib as mpl
import numpy as np
import pytest
import torch
from growing import graph
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure

from d2lmini import trace
from d2lmini.autograd.labels import MOST, SIZE, entries, tag, title, width
from d2lmini.style import GRAY, GREEN, explorer_style


@pytest.mark.parametrize(
    "text", ["x", "n₂₃ = n₂₂²", "[64×10], |·| ≤ 0.31", "((1, −2.5),\n (3, 4))"]
)
def test_a_text_is_as_wide_as_it_is_drawn(text):
    with explorer_style():
        drawn = Figure(dpi=72).text(0, 0, text, size=SIZE)
        extent = drawn.get_window_extent(RendererSVG(99, 99, io.StringIO(), image_dpi=72))
        assert width(text) == pytest.approx(extent.width, abs=0.01)


def test_widths_follow_the_fonts():
    before = width("mmm")
    with mpl.rc_context({"font.family": ["DejaVu Sans Mono"]}):
        assert width("mmm") < before
    assert width("mmm") == before


# --- nodes


def titles(f, **inputs):
    return [title(node) for node in trace(f, **inputs).nodes]


def test_a_node_says_its_formula_if_it_is_short():
    assert titles(lambda x, y: torch.tanh(x + y) ** 2, x=1, y=2)[2:] == [
        "n₁ = x + y",
        "n₂ = tanh(n₁)",
        "n₃ = n₂²",
    ]


def test_else_it_says_its_operation_and_what_is_too_long_is_cut():
    long = {"weights_of_the_hidden": [1.0, 2], "x" * 40: [3.0, 4]}
    said = titles(lambda **v: (v["weights_of_the_hidden"] * v["x" * 40]).sum(), **long)
    assert said[0] == "weights_of_the_hidden"
    assert said[1].endswith("x…")
    assert said[2] == "n₁  *"
    assert all(width(text) <= MOST for text in said)
    folded = trace(lambda x: x * 2, x=1).output
    folded.formula, folded.operation = "", "torch.nn.TransformerEncoderLayer"
    folded.formula = f"{folded.operation}(x)"
    assert title(folded).startswith("n₁  torch.nn.Tr")
    assert title(folded).endswith("…")


# --- values


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (128, "128"),
        (131072, "1.311e+05"),
        (1764.2857, "1764"),
        (-1 / 3, "−0.3333"),
        (np.nan, "nan"),
        ([], "()"),
        (np.zeros((0, 3)), "()"),
        ([0.05], "(0.05)"),
        ([1, 2, 3, 4], "(1, 2, 3, 4)"),
        ([1 / 3, -2 / 3, 1 / 7], "(0.3333, −0.6667,\n 0.1429)"),
        ([-1 / 3, -2 / 3, -1 / 7, -1 / 9], "(−0.3333, −0.6667,\n −0.1429, −0.1111)"),
        ([1, 2, 3, 4, 5], "[5], |·| ≤ 5"),
        ([-1.234e-5] * 4, "[4], |·| ≤ 1.3e−05"),
        ([[1, 2], [3, 4]], "((1, 2),\n (3, 4))"),
        ([[0.7, -1.1, 0.2]], "((0.7, −1.1, 0.2))"),
        ([[-1 / 3, -2 / 3, -1 / 7]], "((−0.3333, −0.6667,\n −0.1429))"),
        ([[1], [2], [3], [4]], "((1),\n (2),\n (3),\n (4))"),
        ([[1, 2, 3], [4, 5, 6]], "((1, 2, 3),\n (4, 5, 6))"),
        (np.ones((3, 2)), "((1, 1),\n (1, 1),\n (1, 1))"),
        (np.ones((5, 1)), "[5×1], |·| ≤ 1"),
        (np.ones((3, 3)), "[3×3], |·| ≤ 1"),
        (np.ones((1, 2, 2)), "[1×2×2], |·| ≤ 1"),
        (np.zeros((64, 10)), "[64×10], |·| ≤ 0"),
        (np.full((128, 256, 3), -1e-9 / 3), "[128×256×3],\n|·| ≤ 3.4e−10"),
        (np.full(9, 1893.4), "[9], |·| ≤ 1900"),
        ([np.inf] * 9, "[9]"),
        ([np.nan] * 9, "[9]"),
    ],
)
def test_what_a_value_says(value, said):
    assert entries(np.array(value, dtype=float)) == said


@pytest.mark.parametrize("scale", [1e-300, 1e-5, 1, 3, 1e5, 1e300])
def test_a_bound_is_one_and_near(scale):
    for value in scale * np.random.default_rng(0).uniform(0.1, 1, 50):
        bound = float(entries(np.full(9, value)).split("≤ ")[1].replace("−", "-"))
        assert value <= bound <= 1.1 * value


# --- edges


def tags(graph, node):
    return [tag(parent, graph[node]) for parent in dict.fromkeys(graph[node].parents)]


def test_an_edge_says_the_local_derivative_if_it_is_a_number():
    graph = trace(lambda x: x * x - x / 3, x=5)
    assert tags(graph, "n₁") == [("5, 5", GREEN)]
    assert tags(graph, "n₂") == [("0.3333", GREEN)]
    assert tags(graph, "n₃") == [("1", GREEN), ("−1", GREEN)]


def test_from_an_array_it_says_the_shape_that_flows():
    batches = graph("in batches")
    assert tags(batches, "n₁") == [("[64×20]", GRAY), ("[20×10]", GRAY)]
    assert tags(batches, batches.output.name) == [("[64×3]", GRAY)]


def test_from_a_number_into_an_array_it_says_nothing():
    both = trace(lambda w, v: (w * v).sum(), w=2, v=[1, 2])
    assert [text for text, _ in tags(both, "n₁")] == ["", "[2]"]

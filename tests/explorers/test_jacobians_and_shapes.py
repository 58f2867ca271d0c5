import itertools

import numpy as np
import pytest
from looking import corners, moved, numbers, only, patches, texts
from matplotlib.colors import same_color
from stock import check_frames

from d2lmini import LayoutExplorer, MatrixVectorExplorer, ShapeExplorer
from d2lmini.explorers.shapes import RULES, answered, shown
from d2lmini.style import BLUE, GRAY, ORANGE


@pytest.fixture(scope="module")
def table():
    return LayoutExplorer()


@pytest.mark.parametrize("make", [LayoutExplorer, MatrixVectorExplorer])
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


@pytest.mark.parametrize("outputs", range(1, 5))
@pytest.mark.parametrize("inputs", range(1, 5))
def test_the_shape_in_words(table, outputs, inputs):
    table.outputs.value, table.inputs.value, table.layout.value = outputs, inputs, "J"
    assert f"shape {outputs} × {inputs}: a row for each output, the num" in table.readout
    assert "gradient" not in table.readout
    table.layout.value = "Jᵀ"
    assert f"shape {inputs} × {outputs}: a row for each input, the denom" in table.readout
    assert ("the gradient ∇ₓy" in table.readout) == (outputs == 1)  # of a number, not of a vector
    assert ("D2L writes it ∇ₓy" in table.readout) == (outputs > 1)


SHAPES = [(1, 1), (2, 3), (1, 4), (4, 2)]


@pytest.mark.parametrize(("outputs", "inputs"), SHAPES)
def test_each_slope_sits_where_the_convention_says(table, outputs, inputs):
    """In the Jacobian in row i and column j, counted from the top left; in Jᵀ the other way."""
    pairs = [(i, j) for i in range(outputs) for j in range(inputs)]
    names = {(i, j): f"∂y{'₁₂₃₄'[i]}/∂x{'₁₂₃₄'[j]}" for i, j in pairs}
    axes = table.drawn(outputs=outputs, inputs=inputs, layout="J")
    assert slopes(axes) == {names[i, j]: (j + 0.5, -i - 0.5) for i, j in pairs}
    axes = table.drawn(outputs=outputs, inputs=inputs, layout="Jᵀ")
    assert slopes(axes) == {names[i, j]: (i + 0.5, -j - 0.5) for i, j in pairs}


def slopes(axes):
    """Where each slope stands."""
    return {text: place for text, place in texts(axes).items() if text.startswith("∂")}


@pytest.mark.parametrize("layout", ["J", "Jᵀ"])
@pytest.mark.parametrize(("outputs", "inputs"), SHAPES)
def test_each_slope_has_a_square_and_those_of_y1_are_darker(table, outputs, inputs, layout):
    axes = table.drawn(outputs=outputs, inputs=inputs, layout=layout)
    squares = patches(axes, BLUE)
    assert len(squares) == len(axes.patches) == outputs * inputs
    shades = {False: set(), True: set()}
    for text, place in slopes(axes).items():
        square = only(s for s in squares if s.contains_point(axes.transData.transform(place)))
        assert tuple(corners(square)[:4].mean(axis=0)) == place
        assert tuple(corners(square).max(axis=0) - corners(square).min(axis=0)) == (1, 1)
        assert same_color(square.get_edgecolor()[:3], "white")
        shades[text.startswith("∂y₁")].add(square.get_alpha())
    (dark,), lighter = shades[True], shades[False]
    assert len(lighter) == (outputs > 1)
    assert all(dark > light for light in lighter)


@pytest.mark.parametrize(("outputs", "inputs"), SHAPES)
def test_rows_and_columns_are_named_beside_the_table(table, outputs, inputs):
    for layout, down, across in (("J", "y", "x"), ("Jᵀ", "x", "y")):
        axes = table.drawn(outputs=outputs, inputs=inputs, layout=layout)
        rows, columns = (outputs, inputs) if layout == "J" else (inputs, outputs)
        left = {f"{down}{'₁₂₃₄'[row]}": (-0.3, -row - 0.5) for row in range(rows)}
        above = {f"{across}{'₁₂₃₄'[column]}": (column + 0.5, 0.3) for column in range(columns)}
        names = {t: place for t, place in texts(axes).items() if t not in slopes(axes)}
        assert names == left | above
        grays = {t.get_text() for t in axes.texts if same_color(t.get_color(), GRAY)}
        assert grays == set(names)
        assert {(t.get_ha(), t.get_va()) for t in axes.texts} == {("center", "center")}


# --- a matrix times a vector


@pytest.mark.parametrize(("entry", "j"), [("x₁", 0), ("x₃", 2)])
@pytest.mark.parametrize("by", [-2, 0, 0.5])
def test_moving_one_entry_moves_the_product_along_a_column(entry, j, by):
    A, x = np.array([[1, 2, 3], [4, 5, 6]]), np.array([1, 0, -1])
    axes = moved(explorer := MatrixVectorExplorer(A, x), entry=entry, by=by)
    moved_x = x + by * np.eye(3)[j]
    shown = [text.get_text().replace("−", "-") for text in axes.texts]
    numbers_shown = [float(text) for text in shown if text.lstrip("-").replace(".", "").isdigit()]
    assert numbers_shown == [*A.ravel(), *moved_x, *(A @ moved_x)]
    column, vector, _ = patches(axes, ORANGE)
    assert (column.get_x(), column.get_width(), column.get_height()) == (j, 1, 2)
    assert vector.get_y() == -j - 1
    assert numbers(explorer.readout)[-2:] == pytest.approx(by * A[:, j])


def test_products_that_cannot_be():
    with pytest.raises(ValueError, match=r"the matrix has shape \(2, 3\) and x \(2,\)"):
        MatrixVectorExplorer(x=[1, 2])
    with pytest.raises(ValueError, match="at most 4"):
        MatrixVectorExplorer(np.ones((5, 2)), [1, 2])


# --- shapes


@pytest.mark.parametrize("nth", range(len(RULES)))
def test_what_fits_numpy_multiplies_and_what_does_not_it_refuses(nth):
    rule = RULES[nth]
    for sizes in itertools.product((1, 2, 3), repeat=sum(map(len, rule.letters.values()))):
        left, arrays = list(sizes), {}
        for letter, pattern in rule.letters.items():
            arrays[letter] = np.ones([left.pop() for _ in pattern])
        typed = {letter: "×".join(map(str, a.shape)) for letter, a in arrays.items()}
        sentence, rows = answered(rule, typed)
        try:
            result = np.shape(COMPUTED[rule.expression](**arrays))
        except ValueError:
            assert sentence.startswith("This does not fit: ")
            assert not rows
            continue
        if sentence.startswith("This does not fit"):
            assert 1 in sizes  # numpy stretches a size of 1; on paper that does not fit
            continue
        if not result:
            assert rows == [(letter, shown(a.shape)) for letter, a in arrays.items()]
        else:
            assert sentence == f"{rule.expression} has the shape {shown(result)}."
            assert [row[0] for row in rows] == list(arrays)


COMPUTED = {
    "A x": lambda A, x: A @ x,
    "xᵀ A": lambda x, A: x @ A,
    "xᵀ A x": lambda x, A: x @ A @ x,
    "bᵀ A x": lambda b, A, x: b @ A @ x,
    "‖x‖²": lambda x: x @ x,
    "‖X‖²": lambda X: (X**2).sum(),
    "X W + b": lambda X, W, b: X @ W + b,
}


def test_the_shapes_of_both_layouts():
    _, rows = answered(RULES[0], {"A": "2×3", "x": "3"})
    assert rows == [("A", "(2) × (2 × 3)", "–"), ("x", "2 × 3", "3 × 2")]
    _, rows = answered(RULES[-1], {"X": "5×3", "W": "3×2", "b": "2"})
    assert rows[1] == ("W", "(5 × 2) × (3 × 2)", "–")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"A": "2×3"}, "x: type a shape such as 2×3 or 3."),
        ({"A": "2", "x": "2"}, "A is m × n. Sizes to type: 2."),
        ({"A": "2×3", "x": "２"}, "This does not fit: n would be 3 in A, and 2 in x."),
        ({"A": "(2, 3)", "x": "3"}, "A x has the shape 2."),
        ({"A": "2×0", "x": "3"}, "A: type a shape such as 2×3 or 3."),
    ],
)
def test_what_was_typed_is_judged(typed, says):
    explorer = ShapeExplorer()
    explorer.typed = typed
    assert explorer.sentence == says


def test_unrun_it_is_a_table_and_close_closes_its_layout():
    explorer = ShapeExplorer()
    bundle = explorer._repr_mimebundle_()
    assert "<td>X W + b</td><td>X: k × n, W: n × m, b: m</td>" in bundle["text/html"]
    explorer.close()
    assert explorer.layout.comm is None

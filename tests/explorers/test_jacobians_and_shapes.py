import pytest
from looking import corners, only, patches, texts
from matplotlib.colors import same_color
from stock import check_frames

from d2lmini import LayoutExplorer
from d2lmini.style import BLUE, GREY


@pytest.fixture(scope="module")
def table():
    return LayoutExplorer()


def test_no_setting_fails_and_all_fit_the_budget(table):
    check_frames(table)


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
        greys = {t.get_text() for t in axes.texts if same_color(t.get_color(), GREY)}
        assert greys == set(names)
        assert {(t.get_ha(), t.get_va()) for t in axes.texts} == {("center", "center")}

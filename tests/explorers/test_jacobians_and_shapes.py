import pytest
from stock import check_frames

from d2lmini import LayoutExplorer


def test_no_setting_fails_and_all_fit_the_budget():
    check_frames(LayoutExplorer())


@pytest.mark.parametrize("outputs", range(1, 5))
@pytest.mark.parametrize("inputs", range(1, 5))
def test_shapes_and_cells(outputs, inputs):
    explorer = LayoutExplorer()
    explorer.outputs.value, explorer.inputs.value = outputs, inputs
    assert f"shape {outputs} × {inputs}: a row for each output." in explorer.readout
    explorer.layout.value = "∇y"
    assert f"shape {inputs} × {outputs}: a row for each input." in explorer.readout


def cells(layout):
    """Texts of the table by their row and column."""
    explorer = LayoutExplorer()
    with explorer._layers._drawn(lambda axes: explorer.draw_ink(axes, 2, 3, layout)):
        texts = {t.get_position(): t.get_text() for t in explorer._layers.axes.texts}
    return {(-y - 0.5, x - 0.5): t for (x, y), t in texts.items() if t.startswith("∂")}


def test_each_slope_sits_where_the_convention_says():
    assert cells("J")[0, 2] == "∂y₁/∂x₃"
    assert cells("∇y")[2, 0] == "∂y₁/∂x₃"
    assert cells("∇y") == {(j, i): slope for (i, j), slope in cells("J").items()}

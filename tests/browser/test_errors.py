"""`explain`, after a cell that failed."""

FAILS = """
import torch
w = torch.tensor([1.0, 2.0])
w.sum().backward()
"""


def test_a_cell_that_failed_is_explained(notebook):
    lab = notebook("from d2lmini import explain", "1 + 1")
    page = lab.page
    page.evaluate(
        """async ([fails, explains]) => {
            const { content } = window.jupyterapp.shell.currentWidget;
            content.widgets[0].model.sharedModel.setSource(fails);
            content.widgets[1].model.sharedModel.setSource(explains);
            content.activeCellIndex = 0;
            await window.jupyterapp.commands.execute("notebook:run-cell");
            content.activeCellIndex = 1;
            await window.jupyterapp.commands.execute("notebook:run-cell");
        }""",
        [FAILS, "from d2lmini import explain\nexplain()"],
    )
    output = page.locator(".jp-RenderedHTMLCommon").last
    output.get_by_text("Nothing in this computation asked for a gradient").wait_for()
    assert "In line 3: w.sum().backward()" in output.inner_text()
    link = output.get_by_role("link")
    assert "8.-Nothing-to-walk-back" in link.get_attribute("href")

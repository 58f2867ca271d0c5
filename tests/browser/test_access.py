"""What axe-core finds in JupyterLab, in the outputs that are ours."""

import pytest
from katex import NODE_MODULES

CELLS = (
    "from d2lmini import Ask, Predict, SecantExplorer, ShapeExplorer, check, practice, steps",
    "SecantExplorer()",
    "Predict('Is it?', choices=('yes', 'no'), answer='yes', why='It is.')",
    "Ask('differentiation_rules.6')",
    "Ask('jacobians_and_shapes.1')",
    "practice('powers', seed=1)",
    "ShapeExplorer()",
    "check('derivatives.7', ...)",
    "steps('x^2 sin(3x)')",
)
FOUND = """
async () => {
    const { passes, violations } = await axe.run(
        { include: [[".jp-OutputArea-output"]] }, { preload: false });
    const names = passes.map(({ id }) => id);
    for (const id of ["role-img-alt", "aria-input-field-name", "color-contrast", "label"])
        if (!names.includes(id)) return [`axe-core found nothing to try ${id} on: ${names}`];
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
"""


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_our_outputs(notebook, theme):
    lab = notebook(*CELLS)
    lab.theme(theme)
    for button in lab.page.get_by_role("button", name="Hint").all():
        button.press("Enter")
    lab.page.add_script_tag(path=NODE_MODULES / "axe-core" / "axe.min.js")
    found = lab.page.evaluate(FOUND)
    lab.theme("JupyterLab Light")
    assert found == []

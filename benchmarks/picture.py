"""Make the README's picture, the secant explorer in JupyterLab: ``make picture``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from lab import ROOT, Lab, chromium, jupyterlab
from nbformat.v4 import new_code_cell, new_notebook
from normalize import METADATA

CELL = "from d2lmini import SecantExplorer\n\nSecantExplorer()"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        nbformat.write(
            new_notebook(cells=[new_code_cell(CELL)], metadata=METADATA), Path(name, "secant.ipynb")
        )
        with jupyterlab(Path(name)) as address, chromium() as browser:
            lab = Lab(browser, address, width=1000, device_scale_factor=2)
            lab.open("secant.ipynb")
            lab.run_all()
            secant = lab.explorer(0)
            for _ in range(6):
                secant.handles.first.press("ArrowRight")
            secant.choose("both")
            secant.choose("tangent")
            lab.page.mouse.move(0, 0)
            box = secant.output.bounding_box()
            assert box is not None
            box["width"] = 660
            lab.page.screenshot(path=ROOT / "site" / "explorer.png", clip=box)
            lab.close()

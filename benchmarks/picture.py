"""Make the README's picture, the secant explorer in JupyterLab: ``make picture``."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from lab import ROOT, Lab, chromium, jupyterlab

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(ROOT / "notebooks", Path(name, "notebooks"))
        with jupyterlab(Path(name)) as address, chromium() as browser:
            lab = Lab(browser, address, width=1000, device_scale_factor=2)
            lab.open("notebooks/01_limits.ipynb")
            lab.run_all()
            secant = lab.explorer(1)
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

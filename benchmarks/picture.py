"""Make the README's pictures, of JupyterLab and of the web page: ``make picture``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from lab import ROOT, Lab, chromium, jupyterlab
from nbformat.v4 import new_code_cell, new_notebook
from normalize import METADATA

PAGES = ROOT / "site" / "_build" / "html"
CELL = "from d2lmini import SecantExplorer\n\nSecantExplorer()"


def secant() -> None:
    """The secant explorer, as JupyterLab shows it."""
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


def page() -> None:
    """A chapter of the web page, with a guess made and a picture moved."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.goto((PAGES / "07_gradients.html").as_uri())
        explorer = page.locator(".d2lmini-explorer").first
        explorer.scroll_into_view_if_needed()
        explorer.locator("[data-frames]").first.wait_for()
        page.locator(".d2lmini-predict").first.get_by_role("button").nth(1).click()
        for _ in range(4):
            explorer.locator("input[type=range]").nth(2).press("ArrowRight")
        explorer.get_by_role("radio", name="gradient").press("Space")
        top = page.locator(".d2lmini-predict").first.bounding_box()
        assert top is not None
        for by in (top["y"] - 200, 130):  # at last downward: then no "Back to top" is in the way
            page.evaluate("by => window.scrollBy({ top: by, behavior: 'instant' })", by)
            page.wait_for_timeout(300)
        page.screenshot(path=ROOT / "site" / "page.png")


if __name__ == "__main__":
    secant()
    page()

"""What every chapter must stand, whatever it teaches."""

import re

import nbformat
from lab import ROOT, Lab


def reads_well_at(lab: Lab, width: int) -> None:
    """Every picture, sentence and control lies within the page, and nothing is tiny."""
    lab.page.set_viewport_size({"width": width, "height": 900})
    lab.page.wait_for_timeout(300)
    sizes = lab.page.evaluate(
        """() => [...document.querySelectorAll(".d2lmini-explorer, .d2lmini-predict")].map((e) => {
            const page = e.closest(".jp-Cell-outputArea").getBoundingClientRect();
            const inside = [...e.querySelectorAll("*"), e].filter((x) => x.checkVisibility());
            const right = Math.max(...inside.map((x) => x.getBoundingClientRect().right));
            const text = e.querySelector(".d2lmini-readout, legend");
            return { over: right - page.right, size: parseFloat(getComputedStyle(text).fontSize) };
        })"""
    )
    assert sizes
    for size in sizes:
        assert size["over"] <= 1, sizes
        assert size["size"] >= 12, sizes


def has_a_picture_for_each_explorer_before_it_is_run(browser, address: str, chapter: str) -> None:
    """Opened from a fresh clone, untrusted, without a single cell run."""
    lab = Lab(browser, address)
    lab.open(f"notebooks/{chapter}.ipynb")
    source = nbformat.read(ROOT / "notebooks" / f"{chapter}.ipynb", as_version=4)
    wanted = sum(
        "image/png" in o.get("data", {}) for c in source.cells for o in c.get("outputs", [])
    )
    shown = lab.page.locator(".jp-RenderedImage img")
    assert shown.count() == wanted > 0
    assert all(width > 200 for width in shown.evaluate_all("all => all.map((e) => e.naturalWidth)"))
    for text in ("VBox(", "model not found"):
        assert lab.page.get_by_text(text).count() == 0
    questions = sum(c.source.startswith("Predict(") for c in source.cells)
    assert lab.page.locator(".jp-RenderedHTMLCommon li").count() >= 2 * questions
    lab.close()


def turns_dark(lab: Lab) -> None:
    """In the dark theme pictures are dark, and sentences light."""
    dark = lab.page.evaluate(
        """() => [...document.querySelectorAll(".d2lmini-picture")].map((e) => [
            getComputedStyle(e).filter, getComputedStyle(e.nextElementSibling).color])"""
    )
    for filtered, colour in dark:
        assert "invert" in filtered
        assert min(map(int, re.findall(r"\d+", colour)[:3])) > 180

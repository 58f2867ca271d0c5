"""What every chapter must stand, whatever it teaches: a chapter's module imports these tests."""

import nbformat
import pytest
from lab import ROOT, Lab

__all__ = ["test_it_reads_well", "test_unrun_there_are_pictures"]


def unrun(lab: Lab) -> dict[str, list]:
    """What a notebook shows that was just opened from a fresh clone, untrusted and not run."""
    shown = lab.page.locator(".jp-RenderedImage img")
    return {
        "widths": shown.evaluate_all("all => all.map((e) => e.naturalWidth)"),
        "choices": lab.page.locator(".jp-RenderedHTMLCommon li").all_inner_texts(),
        "texts": lab.page.locator(".jp-OutputArea-output").all_inner_texts(),
    }


def test_unrun_there_are_pictures(chapter, request):
    """A picture where each explorer will be, each question with its choices, and no debris."""
    path = ROOT / "notebooks" / f"{request.module.CHAPTER}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    pictures = sum("image/png" in o.get("data", {}) for c in cells for o in c.get("outputs", []))
    assert len(chapter.unrun["widths"]) == pictures > 0
    assert all(width > 200 for width in chapter.unrun["widths"])
    questions = sum(cell.source.startswith("Predict(") for cell in cells)
    assert len(chapter.unrun["choices"]) >= 2 * questions
    for text in chapter.unrun["texts"]:
        assert "VBox(" not in text
        assert "model not found" not in text.lower()


@pytest.mark.parametrize("width", [800, 1300])
def test_it_reads_well(chapter, width):
    """Every picture, sentence and control lies within the page, and nothing is tiny."""
    chapter.resize(width)
    sizes = chapter.page.evaluate(
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

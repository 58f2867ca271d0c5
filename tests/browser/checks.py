"""What every chapter must stand, whatever it teaches: a chapter's module imports these tests."""

import json

import nbformat
import pytest
from lab import ROOT, Lab
from reading import asks, shows_an_explorer

__all__ = [
    "test_every_setting_has_a_frame_without_an_error",
    "test_it_reads_well",
    "test_the_checks_stay_folded",
    "test_unrun_there_are_pictures",
]

# What the kernel knows of its explorers: how many settings each has, how many frames it sent, and
# what the frames say that are errors.
COUNT = """
import gc, json, math
from d2lmini import Explorer
for e in [e for e in gc.get_objects() if issubclass(type(e), Explorer) and not e.closed]:
    errors = [says for _, says, error in e.stage.frames.values() if error]
    settings = math.prod(len(c.options) for c in e.controls.values())
    print(json.dumps([type(e).__name__, settings, len(e.stage.frames), errors]))
"""


def unrun(lab: Lab) -> dict[str, list]:
    """What a notebook shows that was just opened from a fresh clone, untrusted and not run."""
    shown = lab.page.locator(".jp-RenderedImage img")
    return {
        "widths": shown.evaluate_all("all => all.map((e) => e.naturalWidth)"),
        "choices": lab.page.locator(".jp-RenderedHTMLCommon li").all_inner_texts(),
        "texts": lab.page.locator(".jp-OutputArea-output").all_inner_texts(),
    }


def cells_of(request) -> list[nbformat.NotebookNode]:
    """The cells of the module's chapter, as they are committed."""
    path = ROOT / "notebooks" / f"{request.module.CHAPTER}.ipynb"
    return nbformat.read(path, as_version=4).cells


def test_unrun_there_are_pictures(chapter, request):
    """A picture where each explorer will be, each question with its choices, and no debris."""
    cells = cells_of(request)
    seen = [c for c in cells if not c.metadata.get("jupyter", {}).get("outputs_hidden")]
    pictures = sum("image/png" in o.get("data", {}) for c in seen for o in c.get("outputs", []))
    assert len(chapter.unrun["widths"]) == pictures
    assert all(width > 100 for width in chapter.unrun["widths"])
    questions = sum(map(asks, cells))
    assert len(chapter.unrun["choices"]) >= 2 * questions
    for text in chapter.unrun["texts"]:
        assert "VBox(" not in text
        assert "model not found" not in text.lower()


def test_every_setting_has_a_frame_without_an_error(chapter, request):
    told = [json.loads(line) for line in chapter.ask_kernel(COUNT).splitlines()]
    swept = [c for c in cells_of(request) if "ShapeExplorer" not in c.source]  # has no frames
    assert len(told) == sum(map(shows_an_explorer, swept)) > 0
    for name, settings, frames, errors in told:
        assert frames == settings, name
        assert not errors, name


def test_the_checks_stay_folded(chapter, request):
    """Run All has run the cells that tell what is true of the slips, too; and shows no answer."""
    folded, told = False, []
    for cell in cells_of(request):
        if cell.cell_type == "markdown":
            folded = cell.source == "### Check"
        elif folded:
            told.append("".join(cell.source.splitlines()))
    shown = chapter.page.locator(".jp-CodeCell").all()
    texts = [cell.text_content() for cell in shown]
    for line in told:
        (at,) = [k for k, text in enumerate(texts) if line in text]
        assert not shown[at].is_visible()
    assert told or "start_here" in request.module.CHAPTER


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
            const cut = [...e.querySelectorAll("input[type=radio]")].map((radio) => {
                const [inner, outer] = [radio, radio.closest("label")].map(
                    (x) => x.getBoundingClientRect());
                return Math.max(inner.bottom - outer.bottom, outer.top - inner.top);
            });
            const size = parseFloat(getComputedStyle(text).fontSize);
            return { over: right - page.right, cut: Math.max(0, ...cut), size };
        })"""
    )
    assert sizes
    for size in sizes:
        assert size["over"] <= 1, sizes
        assert size["cut"] <= 4, sizes  # a radio button stands in the line of its label
        assert size["size"] >= 12, sizes

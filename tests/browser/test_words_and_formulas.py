import re

import pytest
from checks import test_unrun_there_are_pictures  # noqa: F401

from d2lmini import card

CHAPTER = "B_words_and_formulas"


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_card_prints_on_one_page(browser, tmp_path, size):
    card().save(tmp_path / "card.html")
    page = browser.new_page()
    page.goto((tmp_path / "card.html").as_uri())
    printed = page.pdf(format=size)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    points = page.evaluate(
        """() => [...document.querySelectorAll("section *")].filter((e) => e.innerText)
            .map((e) => 72 / 96 * parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(points) >= 8
    page.close()


@pytest.mark.parametrize("width", [800, 1300])
def test_the_card_fits_the_page(chapter, width):
    chapter.resize(width)
    over = chapter.page.locator(".d2lmini-card").evaluate(
        """(e) => [...e.querySelectorAll("*")].map((x) => x.getBoundingClientRect().right
            - e.closest(".jp-Cell-outputArea").getBoundingClientRect().right)"""
    )
    assert max(over) <= 1
    assert chapter.page.get_by_role("heading", name="Three chain rules").is_visible()
    aligned = chapter.page.locator(".d2lmini-card td").evaluate_all(
        "all => all.map((e) => getComputedStyle(e).textAlign)"
    )
    assert set(aligned) == {"left"}  # JupyterLab's tables are not

"""Open every page of the built site in Firefox, and move what moves: ``python tools/firefox.py``.

By hand and in the workflow that publishes the site, not in ``make test``. It needs Firefox and the
package marionette_driver.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

SITE = Path(__file__).parents[1] / "site" / "_build" / "html"
# How many explorers and questions are alive, of how many.
ALIVE = """
const all = [...document.querySelectorAll(".d2lmini-explorer, .d2lmini-view")];
const ready = (e) => !e.matches(".d2lmini-explorer") || e.querySelector("[data-frames]");
return [all.filter((e) => "alive" in e.dataset && ready(e)).length, all.length];
"""
SCROLL = """
document.querySelector(":is(.d2lmini-explorer, .d2lmini-view):not([data-alive])")?.scrollIntoView();
"""
# Press the last choice of each question; choose and move in each explorer.
MOVE = """
const said = [];
for (const question of document.querySelectorAll(".d2lmini-predict")) {
    question.querySelector("button:last-of-type").click();
    said.push(question.querySelector(".d2lmini-why").textContent !== "");
}
for (const explorer of document.querySelectorAll("article .cell > * .d2lmini-explorer")) {
    const slider = explorer.querySelector("input[type=range]");
    if (!slider) continue;
    const shown = () => explorer.querySelector(".d2lmini-picture").shadowRoot.innerHTML;
    const before = shown();
    for (const group of explorer.querySelectorAll("fieldset")) // some show nothing before a choice
        group.querySelector("label:last-of-type input").click();
    slider.value = slider.value === slider.max ? slider.min : slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    said.push(shown() !== before);
}
return said;
"""


def look(browser: Any, page: Path) -> str:
    """Visit one page; return what is wrong with it."""
    browser.navigate(page.as_uri())
    for _ in range(100):
        alive, every = browser.execute_script(ALIVE)
        if alive == every:
            break
        browser.execute_script(SCROLL)
        time.sleep(0.1)
    else:
        return f"{alive} of {every} came alive"
    moved = browser.execute_script(MOVE)
    return "" if all(moved) else f"{moved.count(False)} of {len(moved)} did not move or answer"


def main() -> int:
    """Visit all pages; return how many are wrong."""
    from marionette_driver.marionette import Marionette

    path = shutil.which("firefox-esr") or shutil.which("firefox")
    browser = Marionette(bin=path, headless=True, gecko_log=os.devnull)
    browser.start_session()
    pages = sorted(SITE.glob("*.html"))
    wrong = {page.stem: what for page in pages if (what := look(browser, page))}
    browser.cleanup()
    for name, what in wrong.items():
        print(f"{name}: {what}")
    print(f"Firefox: {len(pages)} pages, {len(wrong)} wrong")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())

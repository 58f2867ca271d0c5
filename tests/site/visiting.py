"""The site as it is built for the tests, a reader of it, and what their browser hears.

Two chapters are built for `make test`; all of them where D2LMINI_TESTS is "all".
"""

import gzip
import os
import subprocess
import sys
from urllib.parse import urlsplit

from executed import executed, models
from lab import ROOT, Shown
from pages import WIDGET
from series import CHAPTERS

ALL = os.environ.get("D2LMINI_TESTS") == "all"
NAMES = list(CHAPTERS) if ALL else ["05_areas", "09_jacobians_and_shapes"]

TEXT = (".html", ".css", ".js", ".svg")
PHONE = {"width": 360, "has_touch": True, "is_mobile": True}


def build(out, *arguments, **environment):
    chapters = [] if ALL else [name.partition("_")[0] for name in NAMES]
    kept = {k: v for k, v in os.environ.items() if k != "D2LMINI_REPOSITORY"}
    subprocess.run(
        [sys.executable, ROOT / "site" / "build.py", out, *(arguments or chapters)],
        check=True,
        env=kept | environment,
    )
    return out


def notebook_of(name):
    """A page's notebook, as it was run for the site."""
    folder = "site" if name == "index" else "notebooks"
    return executed([ROOT / folder / f"{name}.ipynb"])[0]


def is_explorer(notebook, data):
    """Whether an output is an explorer."""
    return (
        WIDGET in data and models(notebook)[data[WIDGET]["model_id"]]["model_name"] == "VBoxModel"
    )


class Visit:
    """One page, opened as a reader would.

    Attributes
    ----------
    complaints : list of str
        Of the console, of the page, of the network: a request to another host is one.
    received : set of str
        What came, below the host.
    """

    def __init__(self, browser, address, width=1300, **context):
        size = {"width": width, "height": 800}
        self.context = browser.new_context(viewport=size, **context)
        self.page = self.context.new_page()
        self.complaints, self.received, self.host = [], set(), urlsplit(address).netloc
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._look)
        self.page.on("requestfailed", self._lose)
        self.page.on("response", self._receive)
        self.page.goto(address)

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _look(self, request):
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.netloc != self.host:
            self.complaints.append(f"another host: {request.url}")

    def _lose(self, request):
        if request.failure != "net::ERR_ABORTED":  # the page was left before all had come
            self.complaints.append(f"{request.failure}: {request.url}")

    def _receive(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")
        else:
            self.received.add(urlsplit(response.url).path)

    def packed(self, site):
        """Bytes of all that came, text as gzip."""
        found = [site.parent / path.lstrip("/") for path in self.received]
        return sum(
            len(gzip.compress(path.read_bytes())) if path.suffix in TEXT else path.stat().st_size
            for path in found
        )

    @property
    def explorers(self):
        """All explorers of the page but those that a question holds back."""
        return self.page.locator(".d2lmini-explorer")

    def explorer(self, nth):
        """One of them, scrolled to and alive."""
        explorer = self.explorers.nth(nth)
        explorer.scroll_into_view_if_needed()
        self.page.locator(f"#{explorer.get_attribute('id')}[data-alive]").wait_for()
        explorer.locator(".d2lmini-picture[data-frames]").first.wait_for()
        return Shown(explorer)

    def scroll_through(self):
        """Go down the page until everything in it has come."""
        for view in self.page.locator("[data-frames]:is(.d2lmini-explorer, .d2lmini-view)").all():
            view.scroll_into_view_if_needed()
            self.page.locator(f"#{view.get_attribute('id')}[data-alive]").wait_for()

"""Measure the web page as a reader gets it: ``make site benchmark``.

Each chapter is opened as by a new reader, from a server that packs text as a web host does: what
comes with the first view, how soon the first picture is there, how soon a key shows its frame. Once
as it is here, once as on a slow phone: 1.6 Mbit/s, 150 ms, a processor four times slower.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import threading
from functools import cache, partial
from http.server import ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from lab import chromium

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "site"))
from serve import Quiet  # noqa: E402

SITE = ROOT / "site" / "_build" / "html"
PACKED = (".html", ".css", ".js", ".svg")

# When the first picture has been painted: a callback that finds it runs at the beginning of the
# frame that shows it, and a message to oneself is heard after that frame.
WATCH = """
(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => { window.firstPicture = performance.now(); };
    const look = () => {
        const picture = document.querySelector(".d2lmini-picture");
        if (!picture?.shadowRoot?.querySelector(".ink svg")) return requestAnimationFrame(look);
        after.port2.postMessage(null);
    };
    requestAnimationFrame(look);
})();
"""
PRESS = """
async (count) => {
    const explorer = document.querySelector(".d2lmini-explorer[data-alive]");
    const slider = explorer.querySelector("input[type=range]");
    const root = () => explorer.querySelector(".d2lmini-picture").shadowRoot;
    const ink = root().querySelector(".ink");
    const times = [];
    for (let i = 0; i < count; i++) {
        const before = ink.firstElementChild, start = performance.now();
        slider.value = (Number(slider.value) + 1) % (Number(slider.max) + 1);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        if (ink.firstElementChild === before) continue; // the same frame
        times.push(performance.now() - start);
        await new Promise((done) => setTimeout(done, 30));
    }
    return times;
}
"""


@cache
def packed(path: Path) -> bytes:
    """A file as gzip; packed once, as a web host does."""
    return gzip.compress(path.read_bytes())


class Packing(Quiet):
    """Sends text as gzip."""

    def send_head(self) -> Any:
        """Pack what is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in PACKED or not path.is_file():
            return super().send_head()
        body = packed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)


def first_view(browser: Any, address: str, phone: bool) -> dict[str, float]:
    """What one chapter takes."""
    size = {"width": 360, "height": 740} if phone else {"width": 1300, "height": 900}
    context = browser.new_context(viewport=size)
    page = context.new_page()
    session = context.new_cdp_session(page)
    weights: dict[str, int] = {}
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda e: _name(weights, e))
    session.on("Network.loadingFinished", lambda e: _weigh(weights, e))
    if phone:
        line = {"latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 1e5}
        session.send("Network.emulateNetworkConditions", line | {"offline": False})
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    pictures = page.locator(".d2lmini-explorer").count()
    found = {"bytes": float(sum(weights.values()))}
    if pictures:
        page.wait_for_function("window.firstPicture")
        found["picture"] = page.evaluate("window.firstPicture")
        page.locator(".d2lmini-explorer").first.scroll_into_view_if_needed()
        page.locator(".d2lmini-explorer[data-alive] [data-frames]").first.wait_for()
        if page.locator(".d2lmini-explorer[data-alive] input[type=range]").count():
            page.wait_for_timeout(500)
            found["key"] = statistics.median(page.evaluate(PRESS, 30))
    context.close()
    return found


def usual_view(browser: Any, address: str, phone: bool) -> dict[str, float]:
    """The median of three readers."""
    views = [first_view(browser, address, phone) for _ in range(3)]
    return {key: statistics.median(view[key] for view in views) for key in views[0]}


def _name(weights: dict[str, int], event: dict[str, Any]) -> None:
    weights.setdefault(event["requestId"], 0)


def _weigh(weights: dict[str, int], event: dict[str, Any]) -> None:
    weights[event["requestId"]] = int(event["encodedDataLength"])


def main() -> None:
    """Print a line for each chapter, and what the README tells."""
    serving = ThreadingHTTPServer(("127.0.0.1", 0), partial(Packing, directory=str(SITE)))
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    names = sorted(path.stem for path in SITE.glob("[0-9A-C]*_*.html"))
    names = [name for name in names if name.startswith(tuple(sys.argv[1:]) or "")]
    rows = []
    with chromium() as browser:
        for name in names:
            address = f"http://127.0.0.1:{serving.server_port}/{name}.html"
            first_view(browser, address, phone=False)  # the server packs the page
            here, phone = (usual_view(browser, address, phone) for phone in (False, True))
            rows.append((here, phone))
            pictures = f"{here.get('picture', 0):4.0f} ms, phone {phone.get('picture', 0):5.0f} ms"
            keys = f"{here.get('key', 0):4.1f} ms, phone {phone.get('key', 0):4.1f} ms"
            print(f"{name:32} {here['bytes'] / 1000:4.0f} kB  picture {pictures}  key {keys}")
    serving.shutdown()
    weights = [here["bytes"] / 1000 for here, _ in rows]
    print(f"first view: median {statistics.median(weights):.0f} kB, most {max(weights):.0f} kB")
    for key, unit in (("picture", "ms until the first picture"), ("key", "ms from key to frame")):
        for what, place in (("here", 0), ("phone", 1)):
            times = [row[place][key] for row in rows if key in row[place]]
            print(f"{what}: median {statistics.median(times):.1f}, most {max(times):.1f} {unit}")
    total = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    own = len(gzip.compress((SITE / "_static" / "d2lmini.js").read_bytes()))
    print(f"the site: {total / 1e6:.1f} MB; our own script: {own / 1000:.1f} kB packed")


if __name__ == "__main__":
    main()

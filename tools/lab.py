"""A real JupyterLab on loopback, and a real Chromium to drive it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).parents[1]
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # Every cell in the page at once, so that all of it can be looked at.
    "notebook-extension/tracker": {"windowingMode": "none"},
}
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]


@contextlib.contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """Serve a folder by JupyterLab; yield the address of its start page, token included."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as free:
        settings = Path(home, "settings", "@jupyterlab")
        for name, values in SETTINGS.items():
            path = settings / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        free.bind(("127.0.0.1", 0))
        port, token = free.getsockname()[1], secrets.token_hex()
        free.close()
        environment = os.environ | {
            "JUPYTERLAB_SETTINGS_DIR": str(settings.parent),
            "JUPYTER_TOKEN": token,
            "JUPYTER_CONFIG_DIR": home,
            "JUPYTER_DATA_DIR": home,  # no notebook is trusted there
            "JUPYTERLAB_WORKSPACES_DIR": home,
            "IPYTHONDIR": home,
            "D2LMINI_PROGRESS": "off",
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        options = [
            f"--port={port}",
            "--ip=127.0.0.1",
            "--expose-app-in-browser",
            "--port-retries=0",
        ]
        with Path(home, "log").open("w") as log:
            server = subprocess.Popen(
                [*command, *options], cwd=folder, env=environment, stdout=log, stderr=log
            )
        try:
            _wait_for(f"http://127.0.0.1:{port}/api?token={token}", server, Path(home, "log"))
            yield f"http://127.0.0.1:{port}/lab?token={token}"
        finally:
            server.terminate()  # it ends its kernels first
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, headless."""
    known = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("D2LMINI_CHROMIUM") or next(filter(None, known), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Lab:
    """One page of JupyterLab, and what a user does there.

    Attributes
    ----------
    complaints : list of str
        Errors of the page's console, in which nothing of ours may appear.
    unrun : dict
        What the page showed before its cells were run, if a test looked.
    """

    def __init__(self, browser: Browser, address: str, width: int = 1300, **context: Any) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **context)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.unrun: dict[str, list] = {}
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: Any) -> None:
        # What the page would fetch from the Internet, and cannot here, is not ours to fix.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, notebook: str) -> None:
        """Open a notebook and wait for its kernel; in a page that is there, which is faster."""
        if self.page.url == "about:blank":
            self.page.goto(self.address.replace("/lab?", f"/lab/tree/{notebook}?reset&"))
        else:
            self.command("docmanager:open", path=notebook)
        self.page.wait_for_function(
            """(path) => {
                const shown = window.jupyterapp?.shell.currentWidget;
                return shown?.context?.path === path
                    && shown.sessionContext?.session?.kernel?.status === "idle";
            }""",
            arg=notebook,
            polling=50,
        )
        self.hide_sidebar()

    def leave(self) -> None:
        """Shut the notebook's kernel down and close it unsaved; the page stays."""
        self.page.evaluate(
            """async () => {
                const shown = window.jupyterapp.shell.currentWidget;
                await shown.sessionContext.shutdown();
                shown.dispose();
            }"""
        )

    def resize(self, width: int) -> None:
        """Make the page so many pixels wide."""
        shown = self.page.viewport_size
        if shown is None or shown["width"] != width:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.wait_for_timeout(300)

    def hide_sidebar(self) -> None:
        """Give the notebook the width of the page."""
        self.page.evaluate("() => { window.jupyterapp.shell.collapseLeft(); }")

    def run_all(self) -> None:
        """Run all cells and wait until the last one's widgets have come."""
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(
            """() => {
                const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
                const code = content.widgets.filter((cell) => cell.model.type === "code");
                return code.every((cell) => cell.model.executionCount > 0)
                    && sessionContext.session.kernel.status === "idle";
            }""",
            timeout=60_000,
            polling=50,
        )
        self.page.wait_for_function(  # every picture has come and shows its frame
            "() => [...document.querySelectorAll('.d2lmini-readout')].every((e) => e.textContent)"
        )
        self.wait_for_frames()

    def wait_for_frames(self) -> None:
        """Leave the kernel idle until it has drawn all frames in advance, and the page has them."""
        for pause in (50, 100, *[300] * 400):  # asked too often, the kernel is not idle
            waiting = self.ask_kernel(_WAITING)
            self.page.wait_for_timeout(pause)
            if waiting == "0\n":
                return
        raise TimeoutError("the kernel still draws frames after two minutes")

    def command(self, name: str, **arguments: Any) -> Any:
        """Run one of JupyterLab's commands."""
        run = "([name, args]) => { window.jupyterapp.commands.execute(name, args); }"
        return self.page.evaluate(run, [name, arguments])

    def ask_kernel(self, code: str) -> str:
        """Run code in the notebook's kernel, outside its cells, and return what it prints."""
        return self.page.evaluate(
            """async (code) => {
                const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
                const future = kernel.requestExecute({ code, store_history: false });
                let printed = "";
                future.onIOPub = ({ content }) => {
                    if (content.name === "stdout") printed += content.text;
                };
                const { content } = await future.done;
                if (content.status !== "ok") throw new Error(content.evalue);
                return printed;
            }""",
            code,
        )

    def theme(self, name: str) -> None:
        """Change the theme, and wait until it is there."""
        self.command("apputils:change-theme", theme=name)
        self.page.wait_for_selector(f"body[data-jp-theme-name='{name}']", state="attached")
        self.page.wait_for_timeout(1000)  # changed again sooner, JupyterLab trips over itself

    def explorer(self, nth: int) -> Shown:
        """The nth explorer of the page, from 0, scrolled into view."""
        shown = ".jp-OutputArea-output:has(> * .d2lmini-picture):not(:has(.d2lmini-predict))"
        return Shown(self.page.locator(shown).nth(nth))

    def held(self, nth: int, guess: str) -> Shown:
        """The explorer that the nth question of the page shows after a guess."""
        output = self.page.locator(".jp-OutputArea-output:has(.d2lmini-predict)").nth(nth)
        output.get_by_role("button", name=guess, exact=True).press("Enter")
        output.locator(".d2lmini-picture[data-frames]").wait_for()
        return Shown(output)

    def close(self) -> None:
        """Shut the kernel down and close the page."""
        self.leave()
        self.context.close()


class Shown:
    """One explorer, as the page shows it."""

    def __init__(self, output: Locator) -> None:
        self.output = output
        output.scroll_into_view_if_needed()
        self.picture = output.locator(".d2lmini-picture")
        self.handles = output.locator(".noUi-handle, input[type=range]")

    @property
    def readout(self) -> str:
        """The sentence below the picture."""
        return self.output.locator(".d2lmini-readout").inner_text()

    @property
    def ink(self) -> str:
        """SVG of the ink that is shown."""
        return self.picture.evaluate("e => e.shadowRoot.querySelector('.ink').innerHTML")

    def marks(self, axes: int = 0, color: str = "#000000") -> list[tuple[float, float]]:
        """Where the page shows the ink's markers of one color, in data coordinates."""
        return self._places(axes, f".ink use[style*='stroke: {color}']", "center")

    def lines(self, axes: int = 0, color: str = "#000000") -> list[list[tuple[float, float]]]:
        """Both ends of each of the ink's lines of one color, likewise."""
        ends = self._places(axes, f".ink path[style*='stroke: {color}']:not(defs *)", "ends")
        return [ends[k : k + 2] for k in range(0, len(ends), 2)]

    def _places(self, axes: int, selector: str, which: str) -> list[tuple[float, float]]:
        return [tuple(p) for p in self.picture.evaluate(_PLACES, [axes, selector, which])]

    def press(self, *keys: str, slider: int = 0) -> None:
        """Press keys one after the other while one of its sliders has the focus."""
        self.handles.nth(slider).focus()
        for key in keys:
            self.output.page.keyboard.press(key)

    def choose(self, choice: str) -> None:
        """Choose one of its radio buttons by the keyboard."""
        self.output.get_by_role("radio", name=choice, exact=True).press("Space")

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 20) -> None:
        """Drag in the picture, from and to fractions of it (y downward)."""
        box = self.picture.bounding_box()
        assert box is not None
        mouse = self.output.page.mouse
        at = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (start, end)]
        mouse.move(*at[0])
        mouse.down()
        mouse.move(*at[1], steps=steps)
        mouse.up()


# How many explorers wait for frames.
_WAITING = """
import sys
sweep = sys.modules.get("d2lmini.engine.sweep")
print(len(sweep.SWEEPER.waiting) if sweep else 0)
"""

# From pixels of the page to data, by the box and the limits of an axes. What lies outside the box
# belongs to another axes.
_PLACES = """
(picture, [nth, selector, which]) => {
    const { box: [left, bottom, right, top], x, y } = JSON.parse(picture.dataset.axes)[nth];
    const frame = picture.getBoundingClientRect();
    const along = (t, { limits: [low, high], log }) =>
        log ? low * (high / low) ** t : low + t * (high - low);
    const data = (px, py) => {
        const u = ((px - frame.left) / frame.width - left) / (right - left);
        const v = (1 - (py - frame.top) / frame.height - bottom) / (top - bottom);
        return [along(u, x), along(v, y), u, v];
    };
    const inside = ([, , u, v]) => u > -0.01 && u < 1.01 && v > -0.01 && v < 1.01;
    const found = [];
    for (const node of picture.shadowRoot.querySelectorAll(selector)) {
        if (which === "center") {
            const r = node.getBoundingClientRect();
            const place = data((r.left + r.right) / 2, (r.top + r.bottom) / 2);
            if (inside(place)) found.push(place.slice(0, 2));
        } else {
            const matrix = node.getScreenCTM();
            const ends = [0, node.getTotalLength()].map((s) => {
                const p = node.getPointAtLength(s).matrixTransform(matrix);
                return data(p.x, p.y);
            });
            if (ends.some(inside)) found.push(...ends.map((place) => place.slice(0, 2)));
        }
    }
    return found;
}
"""

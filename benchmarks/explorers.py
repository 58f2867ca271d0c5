"""Measure in a real JupyterLab what the README claims of the explorers: ``make benchmark``.

In the same run, on the same machine, the usual way stands beside them: ``ipywidgets.interact`` with
a fresh matplotlib figure. Another pass puts 200 ms of round trip between browser and server, as on
Binder. Two times are taken from a key press on the slider's handle: until the page holds the new
picture, and until the browser has painted it as well. The wait for the screen's next refresh, the
same for all, is left out.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
from lab import Lab, chromium, jupyterlab
from nbformat.v4 import new_code_cell, new_notebook
from normalize import METADATA
from showcase import SHOWN

SETUP = """
import gc, os
import ipywidgets, numpy as np
from d2lmini import Explorer, linear_grid, numerical_lim
from d2lmini.style import CURVE, ESTIMATE, POINTS
from matplotlib import pyplot as plt

xs = np.linspace(-1, 3, 200)
f = lambda x: 3 * x**2 - 4 * x
steps = linear_grid(1, 0.01, 100)

class Swept(Explorer):
    alt = "A secant."
    def __init__(self):
        super().__init__(h=steps, side=("right", "left", "both"))
    def draw_backdrop(self, axes):
        axes.plot(xs, f(xs), **CURVE)
    def draw_ink(self, axes, h, side):
        slope = numerical_lim(f, 1.0, h)
        axes.axline((1, f(1)), slope=slope, **ESTIMATE)
        axes.plot([1, 1 + h], [f(1), f(1 + h)], **POINTS)
        return f"h = {h:g}: slope {slope:.5f}"

def memory():
    gc.collect()
    pages = int(open("/proc/self/statm").read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, len(ipywidgets.widgets.widget._instances)
"""
USUAL = """
@ipywidgets.interact(h=ipywidgets.SelectionSlider(options=steps))
def usual(h):
    plt.figure(figsize=(5, 3.5))
    plt.plot(xs, f(xs), **CURVE)
    plt.axline((1, f(1)), slope=numerical_lim(f, 1.0, h), **ESTIMATE)
    plt.plot([1, 1 + h], [f(1), f(1 + h)], **POINTS)
    plt.show()
"""

# In the page: `shown` names what the eye sees; a paint is over when a task after the frame runs.
MEASURE = """
async ([nth, kind, count]) => {
    const output = [...document.querySelectorAll(".jp-OutputArea-output")]
        .filter((e) => e.querySelector(".noUi-handle"))[nth];
    const handle = output.querySelector(".noUi-handle");
    const shown = () => output.querySelector(".d2lmini-readout")?.textContent
        ?? output.querySelector("img")?.src;
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const painting = () => new Promise((done) => requestAnimationFrame(() => {
        const start = performance.now(), { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - start);
        port2.postMessage(0);
    }));
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const press = (key) =>
        handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    handle.scrollIntoView({ block: "end" });
    handle.focus();
    press("Home");
    await pause(1500);
    if (kind === "latency") {
        const times = [];
        for (let i = 0; i < count; i++) {
            const before = shown(), start = performance.now();
            press("ArrowRight");
            while (shown() === before && performance.now() - start < 3000) await pause(0);
            const waited = performance.now() - start;
            times.push([waited, waited + await painting()]);
            await pause(60);
        }
        return times;
    }
    let frames = 0, last = shown();
    for (let i = 0; i < count; i++) {
        await frame();
        press("ArrowRight");
        const now = shown();  // what this frame will paint
        if (now !== last) { frames++; last = now; }
    }
    return frames;
}
"""
# A drag in the picture that moves two coordinates at once: from one setting to the next.
DRAG = """
async (count) => {
    const picture = document.querySelector(".d2lmini-picture");
    const shown = () => document.querySelector(".d2lmini-readout").textContent;
    const painting = () => new Promise((done) => requestAnimationFrame(() => {
        const start = performance.now(), { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - start);
        port2.postMessage(0);
    }));
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    picture.scrollIntoView({ block: "center" });
    picture.setPointerCapture = () => {};  // no real pointer is down
    const box = picture.getBoundingClientRect();
    const move = (kind, t) => picture.dispatchEvent(new PointerEvent(kind, {
        bubbles: true, button: 0, pointerType: "mouse",
        clientX: box.left + (0.15 + 0.3 * t) * box.width,
        clientY: box.top + (0.75 - 0.5 * t) * box.height }));
    move("pointerdown", 0);
    const times = [];
    for (let i = 1; i <= count; i++) {
        const before = shown(), start = performance.now();
        move("pointermove", (i % 7) / 6);
        while (shown() === before && performance.now() - start < 3000) await pause(0);
        const waited = performance.now() - start;
        times.push([waited, waited + await painting()]);
        await pause(60);
    }
    move("pointerup", 0);
    return times;
}
"""


@contextlib.contextmanager
def delayed(port: int, seconds: float) -> Iterator[int]:
    """Relay a port of this machine, each way late by so many seconds; yield the relay's port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                loop.call_later(seconds, writer.write, data)
        loop.call_later(seconds, writer.close)

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # asyncio would print it at the end
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))

    start = asyncio.start_server(relay, "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(start, loop).result(5)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for task in asyncio.all_tasks(loop):
        loop.call_soon_threadsafe(task.cancel)
    loop.call_soon_threadsafe(loop.call_later, 1, loop.stop)
    thread.join(5)


def opened(browser, address: str, folder: Path, *cells: str) -> Lab:
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata=METADATA)
    nbformat.write(notebook, folder / "benchmark.ipynb")
    lab = Lab(browser, address)
    lab.page.set_default_timeout(120_000)
    lab.open("benchmark.ipynb")
    return lab


def moving(address: str, folder: Path, where: str) -> None:
    """Key press to paint, and frames of a drag at 60 Hz."""

    def measure(browser, kind: str, count: int) -> list:
        lab = opened(browser, address, folder, SETUP, "Swept()", USUAL)
        lab.run_all()
        lab.page.wait_for_timeout(2000)
        found = [lab.page.evaluate(MEASURE, [nth, kind, count]) for nth in (0, 1)]
        lab.close()
        return found

    with chromium() as browser:
        latencies = measure(browser, "latency", 40)
        frames = measure(browser, "drag", 90)
    medians = [[statistics.median(column) for column in zip(*t, strict=True)] for t in latencies]
    for name, (held, painted), shown in zip(("explorer", "interact"), medians, frames, strict=True):
        print(f"{where}, {name}: {held:.1f} ms, painted {painted:.1f} ms, {shown} of 90 frames")
    ratios = [usual / swept for swept, usual in zip(*medians, strict=True)]
    print(f"{where}: {ratios[0]:.0f} times faster, with the painting {ratios[1]:.0f} times")


def dragging(browser, address: str, folder: Path) -> None:
    """Pointer to paint, of an explorer with two dragged coordinates."""
    show = "from d2lmini import DescentExplorer\nDescentExplorer('valley')"
    lab = opened(browser, address, folder, show)
    lab.run_all()
    lab.page.wait_for_selector("[data-frames='343']")
    times = lab.page.evaluate(DRAG, 40)
    held, painted = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"two coordinates dragged: {held:.1f} ms, painted {painted:.1f} ms")
    lab.close()


def starting(browser, address: str, folder: Path) -> None:
    """From running a cell to the first picture, and to 300 frames in the page."""
    lab = opened(browser, address, folder, SETUP, "Swept()")
    lab.run_all()
    times = lab.page.evaluate(
        """async () => {
            const { content } = window.jupyterapp.shell.currentWidget;
            const times = [];
            for (let i = 0; i < 5; i++) {
                content.activeCellIndex = 1;
                document.querySelectorAll(".d2lmini-picture").forEach((e) => e.remove());
                const start = performance.now();
                window.jupyterapp.commands.execute("notebook:run-cell");
                const until = async (done) => {
                    while (!done()) await new Promise(requestAnimationFrame);
                    return performance.now() - start;
                };
                const picture = () => document.querySelector(".d2lmini-picture")?.shadowRoot;
                const first = await until(() => picture()?.querySelector(".ink svg"));
                const all = await until(() => document.querySelector("[data-frames='300']"));
                times.push([first, all]);
                await new Promise((done) => setTimeout(done, 500));
            }
            return times;
        }"""
    )
    first, swept = (statistics.median(column) / 1000 for column in zip(*times, strict=True))
    print(f"first picture after {first:.2f} s, 300 frames {swept - first:.2f} s later")
    lab.close()


def running_again(browser, address: str, folder: Path, runs: int = 100) -> None:
    """Memory and widgets of kernel and browser when a cell is run again and again."""
    lab = opened(browser, address, folder, SETUP, "Swept()", "print(*memory())")
    lab.run_all()
    session = lab.context.new_cdp_session(lab.page)

    def run(index: int) -> None:
        lab.page.evaluate(
            """async (i) => {
                const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
                content.activeCellIndex = i;
                await window.jupyterapp.commands.execute("notebook:run-cell");
                while (sessionContext.session.kernel.status !== "idle")
                    await new Promise((done) => setTimeout(done, 20));
                await new Promise((done) => setTimeout(done, 150));
            }""",
            index,
        )

    def sizes() -> tuple[float, int, float]:
        run(2)
        memory, widgets = lab.page.locator(".jp-OutputArea-output pre").last.inner_text().split()
        session.send("HeapProfiler.collectGarbage")
        heap = lab.page.evaluate("() => performance.memory.usedJSHeapSize") / 1e6
        return float(memory), int(widgets), heap

    for _ in range(3):
        run(1)
    before = sizes()
    for _ in range(runs):
        run(1)
    after = sizes()
    kernel, widgets, heap = (b - a for a, b in zip(before, after, strict=True))
    print(f"{runs} runs: kernel {kernel:+.0f} MB, browser {heap:+.1f} MB, widgets {widgets:+d}")
    lab.close()


def frames_as_sent() -> None:
    """Size of the frames of the explorers that the chapters show."""
    for name, make in SHOWN.items():
        explorer = make()
        began = time.perf_counter()
        explorer.sweep()
        seconds = time.perf_counter() - began
        count = len(explorer.stage.frames)
        size = sum(len(getattr(explorer.stage, f"batch_{k}")) for k in range(4)) / 1000
        print(f"{name}: {count} frames in {seconds:.1f} s, {size:.0f} kB as sent")


def importing() -> None:
    """Seconds to import d2lmini, and matplotlib.pyplot for comparison."""
    for module in ("d2lmini", "matplotlib.pyplot"):
        code = (
            f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
        )
        command = [sys.executable, "-c", code]
        runs = [float(subprocess.check_output(command)) for _ in range(5)]
        print(f"import {module}: {statistics.median(runs) * 1000:.0f} ms")


if __name__ == "__main__":
    importing()
    frames_as_sent()
    with tempfile.TemporaryDirectory() as name, jupyterlab(Path(name)) as address:
        moving(address, Path(name), "here")
        with chromium() as browser:
            dragging(browser, address, Path(name))
            starting(browser, address, Path(name))
            running_again(browser, address, Path(name))
        port = int(address.split(":")[2].split("/")[0])
        with delayed(port, 0.1) as late:
            moving(address.replace(f":{port}/", f":{late}/"), Path(name), "200 ms away")

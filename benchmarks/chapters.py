"""Measure how soon each chapter is alive, in a real JupyterLab: ``make benchmark``.

*Run All* as soon as the kernel has started: when is the first explorer there, when have all cells
run, how soon does another cell answer then, and when has the last explorer all its frames? And how
much memory does the kernel hold afterward?
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import nbformat
from lab import ROOT, Lab, chromium, jupyterlab
from nbformat.v4 import new_code_cell, new_notebook
from normalize import METADATA

RUN = """
async () => {
    const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
    const began = performance.now();
    const until = async (done) => {
        while (!done()) await new Promise((next) => setTimeout(next, 5));
        return (performance.now() - began) / 1000;
    };
    const pictures = () => [...document.querySelectorAll(".d2lmini-picture")]
        .filter((picture) => picture.shadowRoot?.querySelector(".ink svg"));
    window.jupyterapp.commands.execute("notebook:run-all-cells");
    const code = content.widgets.filter((cell) => cell.model.type === "code");
    const first = await until(() => pictures().length || ran());
    function ran() { return code.every((cell) => cell.model.executionCount > 0); }
    const all = await until(ran);
    const asked = performance.now();
    await sessionContext.session.kernel.requestExecute({ code: "1 + 1" }).done;
    return [pictures().length ? first : NaN, all, (performance.now() - asked) / 1000];
}
"""
RESIDENT = """
import gc
gc.collect()
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")))
"""


def resident(lab: Lab) -> float:
    """Megabytes that the kernel holds."""
    return int(lab.ask_kernel(RESIDENT)) / 1000


def chapter(lab: Lab, name: str) -> None:
    """Run all cells of one notebook and print what it took."""
    lab.open(name)
    first, all_cells, answer = lab.page.evaluate(RUN)
    began = time.perf_counter()
    lab.wait_for_frames()
    frames = all_cells + time.perf_counter() - began - 0.3  # of which it waits at the end
    print(
        f"{name}: first explorer {first:.1f} s, all cells {all_cells:.1f} s, then an answer in "
        f"{answer:.2f} s, all frames {frames:.1f} s, {resident(lab):.0f} MB"
    )
    lab.leave()


def alone(lab: Lab, folder: Path, code: str) -> None:
    """Print the memory of a kernel that has run nothing but this, and how long that took."""
    notebook = new_notebook(cells=[new_code_cell("")], metadata=METADATA)
    nbformat.write(notebook, folder / "alone.ipynb")
    lab.open("alone.ipynb")
    began = time.perf_counter()
    lab.ask_kernel(code)
    print(f"{code}: {time.perf_counter() - began:.1f} s, {resident(lab):.0f} MB")
    lab.leave()


if __name__ == "__main__":
    wanted = sys.argv[1:] or sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as made, jupyterlab(Path(made)) as address:
        for path in (ROOT / "notebooks").glob("*.ipynb"):
            Path(made, path.name).write_bytes(path.read_bytes())
        with chromium() as browser:
            page = Lab(browser, address)
            page.page.set_default_timeout(120_000)
            for module in ("numpy", "matplotlib.figure", "torch"):
                alone(page, Path(made), f"import {module}")
            for notebook in wanted:
                chapter(page, notebook)
            page.context.close()

"""The chapters, run from top to bottom with all frames drawn, and kept until something changes.

Running takes minutes, the rest of the build seconds. So a run is kept in ``site/_run``, under a
digest of all that it depends on.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "site" / "_run"
IN_STATE = ("_esm", "_css")  # each widget brings the code of its kind: the page has it once


def executed(paths: Sequence[Path]) -> list[nbformat.NotebookNode]:
    """Run notebooks, two at a time, and return them with the state of their widgets."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(_executed, paths))


def _executed(path: Path) -> nbformat.NotebookNode:
    kept = KEPT / f"{path.stem}-{_digest(path)}.ipynb"
    if not kept.exists():
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(
            notebook,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            coalesce_streams=True,
            extra_arguments=["--log-level=ERROR"],
        ).execute(env=os.environ | {"D2LMINI_SWEEP": "whole", "D2LMINI_PROGRESS": "off"})
        for model in models(notebook).values():
            for name in IN_STATE:
                model["state"].pop(name, None)
        KEPT.mkdir(exist_ok=True)
        for old in KEPT.glob(f"{path.stem}-*.ipynb"):
            old.unlink()
        nbformat.write(notebook, kept)
    return nbformat.read(kept, as_version=4)


def models(notebook: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
    """State of each widget, by its id."""
    kinds = notebook.metadata.get("widgets", {})
    return kinds.get("application/vnd.jupyter.widget-state+json", {}).get("state", {})


def _digest(path: Path) -> str:
    """What the outputs depend on: the notebook, the package's Python, the versions of others."""
    found = hashlib.sha256(path.read_bytes())
    for part in (ROOT / "constraints.txt", *sorted((ROOT / "d2lmini").rglob("*.py"))):
        found.update(part.read_bytes())
    return found.hexdigest()[:16]

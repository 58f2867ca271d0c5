"""Formulas are set by KaTeX while the site is built: the reader's page needs no script for them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from docutils.nodes import SkipNode, Text, math

HERE = Path(__file__).parent
_OTHER_FORMATS = re.compile(r',url\([^)]*\) ?format\("(?:woff|truetype)"\)')
STOPS = ".,:;?!)’”"
_END = "</span>" * 3  # of the last part that stays whole, of the formula as seen, of the formula
# Where npm puts KaTeX: beside the Python that builds.
NODE_MODULES = Path(sys.prefix) / "node_modules"
KATEX = NODE_MODULES / "katex" / "dist"


@cache
def _setter() -> subprocess.Popen[str]:
    """A process that sets formulas; it ends with ours, when its input does."""
    node = Path(sys.executable).with_name("node")
    return subprocess.Popen(
        [node, HERE / "katex.js"],
        env=os.environ | {"NODE_PATH": str(NODE_MODULES)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@cache
def formula(tex: str, display: bool = False) -> str:
    """A formula as HTML, with MathML in it for screen readers.

    Raises
    ------
    ValueError
        If KaTeX cannot read it.
    """
    process = _setter()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"tex": tex, "displayMode": display}) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("node ended: is KaTeX installed? make site installs it")
    text: str = json.loads(line)
    if "katex-error" in text:
        raise ValueError(f"KaTeX cannot set {tex!r}")
    return text


def _keep_stops(_app: Any, doctree: Any, _name: str) -> None:
    """A full stop behind a formula becomes a part of it, so as not to begin a line."""
    for node in doctree.findall(math):
        behind = node.next_node(descend=False, siblings=True)
        text = behind.astext() if isinstance(behind, Text) else ""
        rest = text.lstrip(STOPS)
        if rest != text:
            node["stop"] = text.removesuffix(rest)
            behind.parent.replace(behind, Text(rest))


def _inline(translator: Any, node: Any) -> None:
    within = formula(node.astext()).removesuffix(_END)
    if stop := node.get("stop"):
        within = f"{within}<span class='d2lmini-stop'>{stop}</span>"
    translator.body.append(within + _END)
    raise SkipNode


def _display(translator: Any, node: Any) -> None:
    translator.body.append(f"<div class='d2lmini-formula'>{formula(node.astext(), True)}</div>")
    raise SkipNode


def katex_style() -> str:
    """KaTeX's style sheet, with the one format of its fonts that all browsers read."""
    return _OTHER_FORMATS.sub("", (KATEX / "katex.min.css").read_text("utf-8"))


def copy_fonts(folder: Path) -> None:
    """Put KaTeX's fonts where its style sheet finds them."""
    folder.mkdir()
    for font in sorted(KATEX.glob("fonts/*.woff2")):
        shutil.copy(font, folder)


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("doctree-resolved", _keep_stops)
    app.add_html_math_renderer("katex", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": False}

"""What Sphinx is told. ``build.py`` calls it, with the folder that it made as the source."""

from __future__ import annotations

import re
from typing import Any

project = "d2lmini"
author = "The d2lmini developers"
copyright = "the d2lmini developers: code MIT, text and pictures CC BY 4.0"
language = "en"

extensions = ["myst_nb", "katex"]
exclude_patterns: list[str] = []
nb_execution_mode = "off"  # the notebooks come with their outputs
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 6
myst_heading_slug_func = "conf.anchor"

html_theme = "furo"
html_title = "d2lmini"
html_favicon = "icon.svg"
html_css_files = ["d2lmini.css"]
html_js_files = [
    (None, {"body": "document.documentElement.classList.add('d2lmini-js')"}),
    ("d2lmini.js", {"defer": "defer"}),
]
html_show_search_summary = False  # a page opened as a file may not fetch the others
html_math_renderer_name = "katex"
html_copy_source = html_show_sourcelink = html_use_index = False
templates_path = ["templates"]

_UNUSED = re.compile(r"furo-extensions|mystnb")  # site.css says how cells look
_EMPTY_HEAD = re.compile(r"<th[^>]*>(?:<p>)?\s*(?:</p>)?</th>")


def anchor(heading: str) -> str:
    """The name by which JupyterLab links to a heading."""
    return heading.replace(" ", "-")


def setup(app: Any) -> None:
    """Add what Sphinx has no setting for."""
    app.connect("html-page-context", _mend)


def _mend(app: Any, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """A table's empty corner is no heading; a style that no page of ours needs is not sent."""
    context["css_files"] = [
        style for style in context["css_files"] if not _UNUSED.search(str(style.filename))
    ]
    if "body" in context:
        context["body"] = _EMPTY_HEAD.sub("<td></td>", context["body"])

"""The page's JavaScript: the modules of the widgets, unchanged, and loader.js around them.

A page that is opened as a file may not import modules, so each stands in a function of its own, in
one classic script.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1] / "d2lmini"
_EXPORT = "export default { render };"

# Files that are one module together, and what each kind of widget is rendered by.
MODULES: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("engine/play.js", "engine/explorer.js"), {"Stage": "render"}),
    (("predict.js",), {"Predict": "render"}),
    (
        ("exercises/formula.js", "exercises/ask.js", "exercises/practice.js"),
        {"Ask": "askRender", "Practice": "practiceRender"},
    ),
    (("explorers/shapes.js",), {"ShapeExplorer": "render"}),
)


def script() -> str:
    """All of it, as one script."""
    loader = Path(__file__).with_name("loader.js").read_text("utf-8")
    return f"{{\nconst kinds = {{}};\n{''.join(_module(*each) for each in MODULES)}{loader}}}\n"


def _module(files: tuple[str, ...], kinds: dict[str, str]) -> str:
    code = "\n".join((_PACKAGE / name).read_text("utf-8") for name in files)
    code = code.replace(_EXPORT, "").replace("export function", "function")
    if "export " in code:
        raise ValueError(f"{files} export something else than loader.js can take")
    returned = ", ".join(f"{kind}: {{ render: {render} }}" for kind, render in kinds.items())
    return f"Object.assign(kinds, (() => {{\n{code}\nreturn {{ {returned} }};\n}})());\n"

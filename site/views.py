"""A widget's view as plain HTML, with what loader.js needs to bring it to life.

An explorer stands in the page as its first picture, its readout and native controls; its frames are
a script of their own, which is asked for when the reader comes near. What is held back until a
guess is in such a script altogether.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from nbformat import NotebookNode
from PIL import Image

from d2lmini.words import sentences

TEMPLATES = Path(__file__).parent / "templates"
_RASTER = re.compile(r"data:image/png;base64,\s*([^\"]+)")
LONG = 20_000  # characters of a state that the page need not have at once
_templates = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


class Views:
    """The views of one page, numbered in their order: w1, w2, …

    Parameters
    ----------
    models : dict
        The page's widgets, by the ids that their kernel gave them.
    folder : path
        Where scripts with frames go.
    prefix : str
        What their names begin with.
    """

    def __init__(self, models: dict[str, NotebookNode], folder: Path, prefix: str) -> None:
        self.models, self.folder, self.prefix = models, folder, prefix
        self.count = 0

    def html(self, model_id: str, fallback: str) -> str:
        """The view of a widget, as HTML; the fallback is for readers without JavaScript."""
        model = self.models[model_id]
        if model["model_name"] == "VBoxModel":
            return self._explorer(model)
        name, own = self._next(), _own_state(model)
        told = {"kind": own.pop("_anywidget_id").rpartition(".")[2], "state": own}
        if own.get("moving"):
            own["moving"] = self._held_back(own["moving"])
        state, script = _json(told), ""
        if len(state) > LONG:
            script = self._script(name, told)
        return _rendered("question", name=name, fallback=fallback, state=state, script=script)

    def _next(self) -> str:
        self.count += 1
        return f"w{self.count}"

    def _explorer(self, box: NotebookNode) -> str:
        """An explorer in the page; its frames are in a script."""
        name = self._next()
        stage = self._named(box["state"]["children"][0])
        frames = {b["path"][0]: b["data"] for b in stage.get("buffers", []) if b["data"]}
        return self._explorer_html(name, box, self._script(name, frames))

    def _held_back(self, box_reference: str) -> dict[str, str]:
        """An explorer that must not be found before a guess: all of it is in a script."""
        name, box = self._next(), self._named(box_reference)
        stage = self._named(box["state"]["children"][0])
        frames = {b["path"][0]: b["data"] for b in stage.get("buffers", []) if b["data"]}
        told = {"html": self._explorer_html(name, box, ""), **frames}
        return {"id": name, "frames": self._script(name, told)}

    def _explorer_html(self, name: str, box: NotebookNode, frames: str) -> str:
        stage, *controls = map(self._named, box["state"]["children"])
        scene, frame = stage["state"]["scene"], _present(stage, controls)
        return _rendered(
            "explorer",
            name=name,
            frames=frames,
            label=sentences(scene["label"], frame["says"]),
            scene=scene,
            backdrop=_RASTER.sub(_as_webp, stage["state"]["backdrop"]),
            frame=frame,
            controls=[_control(control["state"]) for control in controls],
            state=_json({"scene": scene}),
        )

    def _named(self, reference: str) -> NotebookNode:
        return self.models[reference.removeprefix("IPY_MODEL_")]

    def _script(self, name: str, told: dict[str, Any]) -> str:
        """Write a script that hands something to loader.js, and return what it is called.

        A script, because a page that is opened as a file may fetch nothing else. Its content is in
        its name, so that no reader gets an old one with a new page.
        """
        script = f"d2lmini.receive({json.dumps(name)}, {json.dumps(told)});\n"
        digest = hashlib.sha256(script.encode()).hexdigest()[:8]
        path = self.folder / f"{self.prefix}-{name}-{digest}.js"
        path.write_text(script, encoding="utf-8")
        return path.name


def _present(stage: NotebookNode, controls: list[NotebookNode]) -> dict[str, Any]:
    """The frame of the setting that the controls have, by code perhaps, when the notebook ended."""
    key = 0  # counted row by row, as explorer.js does
    for control in controls:
        key = key * len(control["state"]["_options_labels"]) + control["state"]["index"]
    if stage["state"]["frame"]["key"] == key:
        return dict(stage["state"]["frame"])
    frames: dict[str, Any] = {}
    for buffer in stage["buffers"]:
        if buffer["data"]:
            frames |= json.loads(zlib.decompress(base64.b64decode(buffer["data"])))
    ink, says, error = frames[str(key)]
    return {"ink": ink, "says": says, "error": error}


def _as_webp(match: re.Match[str]) -> str:
    """A surface within an SVG, in a fifth of the bytes; the eye sees no difference."""
    raster, found = Image.open(io.BytesIO(base64.b64decode(match[1]))), io.BytesIO()
    raster.save(found, "WEBP", quality=85, alpha_quality=50)
    return f"data:image/webp;base64,{base64.b64encode(found.getvalue()).decode()}"


def _own_state(model: NotebookNode) -> dict[str, Any]:
    """What a widget of ours keeps, without what ipywidgets adds."""
    added = ("layout", "tabbable", "tooltip")
    return {
        name: value
        for name, value in model["state"].items()
        if name not in added and (not name.startswith("_") or name == "_anywidget_id")
    }


def _control(state: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": state["description"],
        "labels": state["_options_labels"],
        "index": state["index"],
        "words": state["_model_name"] == "RadioButtonsModel",
    }


def _rendered(template: str, **fields: Any) -> str:
    """HTML without empty lines, which would end a block of it in markdown."""
    text = _templates.get_template(f"{template}.html").render(fields)
    return "\n".join(filter(str.strip, text.split("\n")))


def _json(told: Any) -> str:
    """JSON that can stand in a page."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

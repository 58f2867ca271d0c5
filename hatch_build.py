"""Put the chapters into the wheel; in an editable installation they stay where they are."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Chapters(BuildHookInterface):
    """What hatchling calls before it builds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files; JupyterLab's own copies are in hidden folders."""
        if version == "editable":
            return
        for path in Path(self.root, "notebooks").rglob("*.ipynb"):
            name = path.relative_to(self.root)
            if not any(part.startswith(".") for part in name.parts):
                build_data["force_include"][str(path)] = f"d2lmini/{name.as_posix()}"

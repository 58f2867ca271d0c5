"""What was solved, chapter by chapter, kept in one small file of the user's."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import date
from pathlib import Path

from platformdirs import user_data_path

from d2lmini.words import say, table


def path() -> Path | None:
    """Where it is kept; None if it is not, because ``D2LMINI_PROGRESS`` is ``off``."""
    if os.environ.get("D2LMINI_PROGRESS") == "off":
        return None
    return user_data_path("d2lmini") / "progress.json"


def solved() -> dict[str, str]:
    """The exercises that were solved, each with the day."""
    kept = path()
    if kept is None:
        return {}
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(kept.read_text("utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def note(name: str) -> None:
    """Remember that an exercise was solved; where nothing can be written, nothing is kept."""
    kept, found = path(), solved()
    if kept is None or name in found:
        return
    text = json.dumps(found | {name: date.today().isoformat()}, indent=1, sort_keys=True)
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_text(text, "utf-8")
        part.replace(kept)  # at once: another kernel may read it


class Progress:
    """How many exercises of each chapter were solved."""

    def __init__(self, counts: dict[str, tuple[int, int]]) -> None:
        self.counts = counts

    def __repr__(self) -> str:
        rows = [(say("chapter"), say("solved"), say("of"))]
        rows += [(name, str(done), str(of)) for name, (done, of) in self.counts.items()]
        return table(rows, "<>>")

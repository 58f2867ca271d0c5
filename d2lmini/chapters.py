"""The chapters, copied into a folder of the learner's own, who may write in them as they like.

A record in that folder says what was copied. So a later version knows which chapters the learner
has changed: those it never touches; the new version stands beside them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path

from d2lmini.words import enumerated, say

FOLDER = "d2lmini-notebooks"
FIRST = "00_start_here.ipynb"
RECORD = ".d2lmini.json"  # {chapter: digest of what was copied}

_HERE = Path(__file__).parent
# In a wheel the chapters are in the package; in a clone, beside it.
CHAPTERS = _HERE / "notebooks" if (_HERE / "notebooks").is_dir() else _HERE.parent / "notebooks"


def copy_chapters(folder: Path, chapters: Path = CHAPTERS, release: str = "") -> list[str]:
    """Bring the chapters in a folder up to date, except those that the learner has changed.

    Parameters
    ----------
    folder : path
        Where to; it is made if it is not there.
    chapters : path
        Where from; by default the chapters of this version.
    release : str
        The version that goes into the name of a chapter beside a changed one; by default this one.

    Returns
    -------
    list of str
        What was done, in sentences.

    Raises
    ------
    OSError
        If something cannot be read or written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     first, again = copy_chapters(Path(home)), copy_chapters(Path(home))
    >>> len(first), len(again)
    (1, 0)
    """
    folder.mkdir(parents=True, exist_ok=True)
    copied = _recorded(folder)
    new, renewed, beside = [], [], {}
    try:
        for name, content in _found(chapters).items():
            target, offered = folder / name, _digest(content)
            present = _digest(target.read_bytes()) if target.exists() else None
            if present is None:
                _write(target, content)
                new.append(name)
            elif present == copied.get(name) != offered:
                _write(target, content)
                renewed.append(name)
            elif offered not in (present, copied.get(name)):
                copy = _free(target, release or version("d2lmini"))
                _write(copy, content)
                beside[name] = copy.relative_to(folder).as_posix()
            copied[name] = offered
    finally:  # if the disk is full, too: what was done is known the next time
        _write(folder / RECORD, json.dumps(copied, indent=1).encode())
    return _told(folder, new, renewed, beside)


def _found(chapters: Path) -> dict[str, bytes]:
    """The chapters by name, with / between folders; without JupyterLab's own hidden copies."""
    paths = {path.relative_to(chapters): path for path in sorted(chapters.rglob("*.ipynb"))}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in paths.items()
        if not any(part.startswith(".") for part in name.parts)
    }


def _recorded(folder: Path) -> dict[str, str]:
    """What was copied before; without a record, every chapter counts as changed."""
    with contextlib.suppress(FileNotFoundError, ValueError):  # not JSON, or not even text
        found = json.loads((folder / RECORD).read_bytes())
        return dict(found) if isinstance(found, dict) else {}
    return {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _free(target: Path, release: str) -> Path:
    """Name a copy beside a chapter after its version; never that of something that is there."""
    names = [f"{target.stem}-{release}", *(f"{target.stem}-{release}-{k}" for k in range(2, 100))]
    paths = (target.with_name(f"{name}{target.suffix}") for name in names)
    return next(path for path in paths if not path.exists())


def _write(path: Path, content: bytes) -> None:
    """Write all of a file or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)


def _told(folder: Path, new: list[str], renewed: list[str], beside: dict[str, str]) -> list[str]:
    told = []
    if new:
        told.append(say("Notebooks copied to {folder}: {count}.", folder=folder, count=len(new)))
    if renewed:
        told.append(say("Brought up to date: {chapters}.", chapters=enumerated(renewed)))
    for name, copy in beside.items():
        told.append(
            say(
                "You have changed {name}, so it stays as it is; the new version is {copy}.",
                name=name,
                copy=copy,
            )
        )
    return told

"""What explorers need of the notebook: to act after the cell, and to go when it runs again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from IPython import get_ipython


class Closable(Protocol):
    """Anything that holds widgets open."""

    def close(self) -> None:
        """Let go of them."""


_open: dict[str, tuple[str, list[Closable]]] = {}  # cell id: (run, what that run opened)


def after_cell(callback: Callable[[], None]) -> None:
    """Call back once, when the cell has run and its output is on its way; outside IPython, never.

    A thread or an asyncio task would be too late for those who save the notebook as soon as the
    cell is done, as nbclient does.
    """
    shell = get_ipython()
    if shell is None:
        return

    def once() -> None:
        shell.events.unregister("post_execute", once)
        callback()

    shell.events.register("post_execute", once)


def close_with_cell(opened: Closable) -> None:
    """Close it when its cell runs again or is deleted, so that re-running leaves nothing behind."""
    request = _request()
    for deleted in request.get("metadata", {}).get("deletedCells", []):
        _close(deleted)
    cell, run = request.get("metadata", {}).get("cellId"), request.get("header", {}).get("msg_id")
    if cell is None:
        return
    if _open.get(cell, (run,))[0] != run:
        _close(cell)
    _open.setdefault(cell, (run, []))[1].append(opened)


def _close(cell: str) -> None:
    for opened in _open.pop(cell, ("", []))[1]:
        opened.close()


def _request() -> dict[str, Any]:
    """Return the front end's message that asked to run the present cell, or {} without one."""
    shell = get_ipython()
    return shell.get_parent() if hasattr(shell, "get_parent") else {}

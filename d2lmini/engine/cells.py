"""What explorers need of the notebook: when and where they may draw, silence, and to be closed.

In JupyterLab, messages of widgets are handled in a thread of their own, so that a slider moves
while a cell runs. But matplotlib's rcParams, ``sys.stdout`` and an explorer's figure belong to all
threads. So explorers draw in the kernel's main thread only, in a cell or between cells, and in one
go: what they change meanwhile is as it was when they return.
"""

from __future__ import annotations

import contextlib
import inspect
import signal
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

import ipywidgets as widgets
from IPython import get_ipython

PAUSE = 0.02  # seconds after a cell, in which the next one begins if it waits
NOT_THE_LEARNERS = (str(Path(__file__).parents[1]), sysconfig.get_path("stdlib"))


# --- when and where to draw -------------------------------------------------------------------


def in_kernel() -> bool:
    """Whether there is a kernel, which draws when it is idle."""
    return _loop() is not None


def may_draw() -> bool:
    """Whether this is the kernel's main thread; without a kernel, any thread may draw."""
    return not in_kernel() or threading.current_thread() is threading.main_thread()


def between_cells(callback: Callable[[], None], after: float = 0.0) -> None:
    """Call back in the main thread, in so many seconds, when no cell runs or waits to be run."""
    loop, cells = _loop(), _Cells.watched()

    def now_or_later() -> None:
        if wait := cells.busy():
            loop.call_later(wait, now_or_later)
        else:
            callback()

    loop.add_callback(loop.call_later, after, now_or_later)


def _loop() -> Any:
    """The event loop of the kernel's main thread; None outside a kernel."""
    return getattr(getattr(get_ipython(), "kernel", None), "io_loop", None)


class _Cells:
    """Whether a cell is running, and when the last one ended."""

    _watched: _Cells | None = None

    def __init__(self, events: Any) -> None:
        # post_execute would not do: IPython triggers it after each message of a widget, too.
        self.running = _request().get("header", {}).get("msg_type") == "execute_request"
        self.ended = time.monotonic()
        events.register("pre_run_cell", self._begin)
        events.register("post_run_cell", self._end)

    @classmethod
    def watched(cls) -> _Cells:
        """The one that watches this kernel."""
        cls._watched = cls._watched or cls(get_ipython().events)
        return cls._watched

    def _begin(self, _: Any) -> None:
        self.running = True

    def _end(self, _: Any) -> None:
        self.running, self.ended = False, time.monotonic()

    def busy(self) -> float:
        """How many seconds to wait before asking again; 0 if nothing runs or waits."""
        if self.running:  # and awaits something, or nobody could ask
            return PAUSE
        return max(0.0, self.ended + PAUSE - time.monotonic())


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let *Interrupt Kernel* raise KeyboardInterrupt; between messages ipykernel ignores it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- silence ----------------------------------------------------------------------------------


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Let nothing be heard of what this thread prints, warns or displays meanwhile."""
    streams = [_Hushed(sys.stdout), _Hushed(sys.stderr)]
    publisher = getattr(get_ipython(), "display_pub", None)
    register = getattr(publisher, "register_hook", lambda hook: None)  # ipykernel's, by thread
    unregister = getattr(publisher, "unregister_hook", lambda hook: None)
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        register(_nothing)
        try:
            yield
        finally:
            unregister(_nothing)
            for stream in streams:
                stream.over = True


class _Hushed:
    """A stream that drops what one thread writes; to all others it is the stream itself.

    Another thread may put it back as ``sys.stdout`` after its time: then it drops nothing any more.
    """

    def __init__(self, stream: Any) -> None:
        self.stream, self.thread, self.over = stream, threading.get_ident(), False

    def write(self, text: str) -> int:
        """Write, or do not."""
        if self.over or threading.get_ident() != self.thread:
            return self.stream.write(text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _nothing(message: Any) -> None:
    """Instead of a message that would be displayed."""


# --- whose an explorer is ---------------------------------------------------------------------


def learners(filename: str) -> bool:
    """Whether code is the learner's: not ours, not Python's, not an installed package's."""
    return not filename.startswith(NOT_THE_LEARNERS) and "site-packages" not in filename


class Closable(Protocol):
    """Anything that holds widgets open."""

    def close(self) -> None:
        """Let go of them."""


_open: dict[Any, tuple[str | None, list[Closable]]] = {}  # owner: (run, what that run opened)


def present_run() -> str | None:
    """The run of a cell, or the message of a widget, that is handled at present."""
    return _request().get("header", {}).get("msg_id")


def close_with_cell(opened: Closable) -> None:
    """Close it when its cell runs again or is deleted, or its callback makes another."""
    request = _request()
    for deleted in request.get("metadata", {}).get("deletedCells", []):
        _close(deleted)
    run = present_run()
    for owner in _owners(request):
        if _open.get(owner, (run,))[0] != run:
            _close(owner)
        _open.setdefault(owner, (run, []))[1].append(opened)


def _owners(request: dict[str, Any]) -> list[Any]:
    """Whose a thing is that is made now: the cell's, the ``interact``'s, or else the callback's."""
    cell = request.get("metadata", {}).get("cellId")
    callback = request.get("header", {}).get("msg_type") == "comm_msg"
    owners, code = [cell] if cell else [], None
    frame: FrameType | None = inspect.currentframe()
    while frame := frame.f_back if frame else None:
        around = frame.f_locals.get("self")
        if isinstance(around, widgets.interactive):
            owners.append(around.model_id)
        if learners(frame.f_code.co_filename):
            code = frame.f_code
    return owners or ([(code.co_filename, code.co_firstlineno)] if callback and code else [])


def _close(owner: Any) -> None:
    for opened in _open.pop(owner, ("", []))[1]:
        opened.close()


def _request() -> dict[str, Any]:
    """Return the front end's message that is handled at present, or {} without one."""
    shell = get_ipython()
    return shell.get_parent() if hasattr(shell, "get_parent") else {}

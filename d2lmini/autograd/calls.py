"""Where in the learner's program an operation stands: in which calls, and with which names."""

from __future__ import annotations

import dis
import functools
import inspect
import itertools
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import torch

from d2lmini.autograd.graph import Call
from d2lmini.autograd.running import run

_OURS = tuple(str(Path(file).parent) for file in (__file__, torch.__file__))


def frames() -> list[FrameType]:
    """The learner's functions that are running, and the Modules, the innermost first."""
    found: list[FrameType] = []
    frame: FrameType | None = inspect.currentframe()
    while frame and frame.f_code is not run.__code__:  # which called f
        if not frame.f_code.co_filename.startswith(_OURS) or _module(frame) is not None:
            found.append(frame)
        frame = frame.f_back
    return found


def calls(running: list[FrameType], known: dict[FrameType, Call]) -> tuple[Call, ...]:
    """The calls inside of f, the outermost first; ``known`` holds those that were met before."""
    for frame in running:
        if frame not in known:
            module, code = _module(frame), frame.f_code
            name = code.co_name if module is None else type(module).__name__
            known[frame] = Call(name, code if module is None else module)
    return tuple(known[frame] for frame in reversed(running[:-1]))


def arguments(frame: FrameType) -> list[torch.Tensor]:
    """The tensors that a function was called with, if it has not given their names to others."""
    names = frame.f_code.co_varnames[: frame.f_code.co_argcount]
    return [v for v in map(frame.f_locals.get, names) if isinstance(v, torch.Tensor)]


def name_of_tensor(tensor: torch.Tensor, running: list[FrameType]) -> str:
    """What the program calls a tensor: a parameter of a Module, or a variable; "" if nothing."""
    modules = [m for m in map(_module, running) if m is not None]
    for module in reversed(modules):  # the outermost has the longest name: 0.weight
        for name, parameter in module.named_parameters():
            if parameter is tensor:
                return name
    return next(_variables(tensor, running), "")


def number_stands_first(running: list[FrameType]) -> bool:
    """Whether in a product or sum of a tensor and a number the number was written first.

    torch does not tell, but the program does: what is loaded last stands at the right.
    """
    if not running:
        return False
    frame = running[0]
    last, operator = _instructions(frame.f_code).get(frame.f_lasti, (None, None))
    if last is None or not operator.opname.startswith("BINARY"):  # x.mul(2)
        return False
    if not last.opname.startswith("LOAD"):  # an expression: 2 * (x + y) is more usual
        return True
    name = last.argval[-1] if isinstance(last.argval, tuple) else last.argval
    if last.opname.startswith(("LOAD_CONST", "LOAD_SMALL_INT")) or not isinstance(name, str):
        return False
    value = frame.f_locals.get(name, frame.f_globals.get(name))
    return value is None or isinstance(value, torch.Tensor)


def _module(frame: FrameType) -> torch.nn.Module | None:
    """The Module whose forward is running."""
    owner = frame.f_locals.get("self") if frame.f_code.co_name == "forward" else None
    return owner if isinstance(owner, torch.nn.Module) else None


def _variables(tensor: torch.Tensor, running: list[FrameType]) -> Iterator[str]:
    """Names of variables that hold a tensor."""
    for frame in running:
        for variables in (frame.f_locals, frame.f_globals):
            yield from (k for k, v in variables.items() if v is tensor and not k.startswith("_"))


@functools.cache
def _instructions(code: CodeType) -> dict[int, tuple[Any, Any]]:
    """Each instruction by its place, and the one before it."""
    pairs = itertools.pairwise(dis.get_instructions(code))
    return {now.offset: (before, now) for before, now in pairs}

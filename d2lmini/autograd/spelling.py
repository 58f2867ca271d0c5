"""Write torch's operations as mathematics does."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch.overrides import get_testing_overrides

from d2lmini.autograd.running import name_of
from d2lmini.words import brief, number, written

_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_INFIX = {
    "add": "+",
    **dict.fromkeys(("sub", "subtract"), "−"),
    **dict.fromkeys(("mul", "multiply"), "*"),
    **dict.fromkeys(("div", "divide", "truediv", "true_divide"), "/"),
    **dict.fromkeys(("matmul", "mm", "mv"), "@"),
}


_TURNED = {"__rsub__": "sub", "__rdiv__": "div", "__rtruediv__": "div", "__rpow__": "pow"}
_TURNED["__rmatmul__"] = "matmul"
_IN_PLACE = {f"__i{name}__": name for name in ("add", "sub", "mul", "truediv", "pow", "matmul")}


_COMMUTE = ("add", "mul")


class Word(str):
    """A constant argument, written already."""


def spelled(
    func: Any,
    args: tuple[Any, ...],
    kwargs: Any,
    names: Mapping[Any, str],
    turned: bool = False,
) -> str:
    """Write an operation as mathematics does, such as ``x + y`` or ``sin(x)``.

    Without names, the operation alone: ``+``, ``sin``. In sums and products torch puts the tensor
    first; turned, it stands behind the number: ``2 * x``.
    """
    name = name_of(func)
    args, kwargs = _without_defaults(func, args, kwargs)
    parts = [_word(argument, names) for argument in args]
    if name in _TURNED or (turned and name in _COMMUTE):
        name, parts = _TURNED.get(name, name), parts[::-1]
    name = _IN_PLACE.get(name, name).strip("_")
    if name in _INFIX and len(parts) == 2 and not kwargs:
        return f"{parts[0]} {_INFIX[name]} {parts[1]}".strip()
    if name == "pow" and len(parts) == 2:
        if names and parts[1].isdigit():
            return parts[0] + parts[1].translate(_HIGH)
        return f"{parts[0]} ^ {parts[1]}".strip()
    if name == "neg":
        return f"−{parts[0]}"
    if name == "T":
        return f"{parts[0]}ᵀ"
    if name == "getitem":
        return f"{parts[0]}[{_index(args[1], names)}]"
    parts += [f"{key}={_word(v, names)}" for key, v in kwargs.items() if key[0] != "_"]
    return f"{name}({', '.join(parts)})" if names else name


def _without_defaults(
    func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a call without those, from the last on, that torch takes by itself."""
    try:
        parameters = inspect.signature(get_testing_overrides()[func]).parameters
    except (KeyError, ValueError):
        return args, kwargs
    usual = {name: p.default for name, p in parameters.items() if p.default is not p.empty}
    kwargs = {name: v for name, v in kwargs.items() if not _same(v, usual.get(name, _NOTHING))}
    names = list(parameters)
    while len(args) > 1 and len(args) <= len(names) and not kwargs:
        if not _same(args[-1], usual.get(names[len(args) - 1], _NOTHING)):
            break
        args = args[:-1]
    return args, kwargs


_NOTHING = object()


def _same(one: Any, other: Any) -> bool:
    """Whether two plain values are the same: 1.0 is 1, and (1, 1) is 1 each way, True is not."""
    if isinstance(one, tuple):
        return bool(one) and all(_same(each, other) for each in one)
    if isinstance(one, bool) or isinstance(other, bool) or one is None:
        return one is other
    return isinstance(one, int | float | str) and one == other


def _word(value: Any, names: Mapping[Any, str]) -> str:
    """Write one argument."""
    if isinstance(value, Word):
        return value
    if hasattr(value, "spelling"):
        return names.get(value, "")
    if isinstance(value, list | tuple):
        return f"({', '.join(_word(part, names) for part in value)})" if names else ""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return brief(value)
    text = number(value) if isinstance(value, int) else number(float(value), ".6g")
    return f"({text})" if text.startswith("−") else text


def _index(value: Any, names: Mapping[Any, str]) -> str:
    """Write what stands in brackets."""
    if isinstance(value, tuple):
        return ", ".join(_index(part, names) for part in value)
    if isinstance(value, slice):
        ends = [value.start, value.stop] + ([] if value.step is None else [value.step])
        return ":".join("" if end is None else _index(end, names) for end in ends)
    if value is Ellipsis:
        return "..."
    return str(value) if isinstance(value, int | list) else _word(value, names)


def constant(tensor: torch.Tensor) -> Word:
    """Write a tensor that is not differentiated, as it is now."""
    if tensor.dtype.is_floating_point:
        return Word(written(tensor.numpy(force=True), ".6g"))
    return Word(brief(tensor.tolist()))

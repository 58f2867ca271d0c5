"""Write torch's operations as mathematics does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.overrides import resolve_name

from d2lmini._arrays import brief, number
from d2lmini.autograd.graph import written

_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_INFIX = {
    "add": "+",
    **dict.fromkeys(("sub", "subtract"), "−"),
    **dict.fromkeys(("mul", "multiply"), "·"),
    **dict.fromkeys(("div", "divide", "truediv", "true_divide"), "/"),
    **dict.fromkeys(("matmul", "mm", "mv"), "@"),
}


def spelled(func: Any, args: tuple[Any, ...], kwargs: Any, names: Mapping[Any, str]) -> str:
    """Write an operation as mathematics does, such as ``x + y`` or ``sin(x)``.

    Without names, the operation alone: ``+``, ``sin``.
    """
    name = (resolve_name(func) or func.__name__).removesuffix(".__get__").split(".")[-1]
    turned = name.startswith("__r") and name not in ("__rshift__", "__round__")
    name = name.strip("_").removeprefix("r") if turned else name.strip("_")
    parts = [_word(argument, names) for argument in (args[::-1] if turned else args)]
    if name in _INFIX and len(parts) == 2 and not kwargs:
        return f"{parts[0]} {_INFIX[name]} {parts[1]}".strip()
    if name == "pow" and len(parts) == 2:
        short = names and parts[1].isdigit()
        return parts[0] + (parts[1].translate(_HIGH) if short else f" ^ {parts[1]}")
    if name == "neg":
        return f"−{parts[0]}"
    if name == "T":
        return f"{parts[0]}ᵀ"
    if name == "getitem":
        return f"{parts[0]}[{parts[1]}]"
    parts += [f"{key}={_word(value, names)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(parts)})" if names else name


def _word(value: Any, names: Mapping[Any, str]) -> str:
    """Write one argument."""
    if hasattr(value, "spelling"):
        return names.get(value, "")
    if isinstance(value, torch.Tensor):
        return written(value.numpy()) if value.dtype.is_floating_point else brief(value.tolist())
    if isinstance(value, list | tuple):
        return ", ".join(_word(part, names) for part in value)
    if isinstance(value, slice):
        return ":".join("" if end is None else str(end) for end in (value.start, value.stop))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return brief(value)
    return number(value) if value >= 0 else f"({number(value)})"

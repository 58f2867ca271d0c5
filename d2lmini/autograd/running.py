"""Run a function in torch, and say where it leaves it: there its derivative would be lost."""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode, resolve_name

from d2lmini.learner import as_array, returned
from d2lmini.words import listed, say, written


def leaf(value: Any) -> torch.Tensor:
    """Return a new double precision tensor that asks for its gradient."""
    with torch.inference_mode(False):
        return torch.tensor(value, dtype=torch.float64, requires_grad=True, device="cpu")


def run(
    f: Callable[..., Any], leaves: Sequence[torch.Tensor], mode: StayInTorch | None = None
) -> Any:
    """Call f on tensors; where it leaves torch, say so, and what to write instead.

    To find out, f is called once more after a TypeError or a RuntimeError.
    """
    mode = mode or StayInTorch()
    try:
        with mode:
            result = f(*leaves)
    except (TypeError, RuntimeError) as error:
        if "in-place operation" in str(error) and "leaf" in str(error):
            raise ValueError(say(_IN_PLACE)) from error
        if "doesn't have storage" in str(error):
            raise NotImplementedError(say(_HIDDEN)) from error
        if missing := re.search(r"Tensor doesn't define __(\w+)__", str(error)):
            raise TypeError(
                say("f calls {name} on a torch tensor: write torch.{name}", name=missing[1])
            ) from error
        with _numpy_named():
            f(*(value.detach().as_subclass(_Spy) for value in leaves))
        if isinstance(error, RuntimeError) and re.search("dtype|scalar type", str(error)):
            raise TypeError(
                say(
                    "{error}. The inputs are in double precision: make f's own tensors with"
                    " dtype=torch.float64, and a layer by layer.double()",
                    error=error,
                )
            ) from error
        raise
    returned(result)
    if any(value._version for value in leaves):
        raise ValueError(say(_IN_PLACE))
    if mode.has_lost(result):
        raise ValueError(
            say(
                "f computes its result while nothing is recorded, so its derivative is lost: leave "
                "out torch.no_grad() there"
            )
        )
    return result


_HIDDEN = (
    "inside torch.func and torch.vmap no value can be read: write torch.autograd.grad, or a loop"
)
_IN_PLACE = "f changes its argument in place: write w = w - step, not w -= step"


def of_floats(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """f as a function of floats, for the numerical methods; of an array, number by number.

    Parameters
    ----------
    f : callable
        Function of one number, in plain arithmetic, in torch or in numpy. It is called with floats,
        and with tensors only where it cannot take them.

    Returns
    -------
    callable
        Of a float or an array of them, in the precision in which f computes.

    Examples
    --------
    >>> of_floats(torch.square)([1, 2])
    array([1., 4.])
    """

    def at(number: float) -> Any:
        try:
            return one_number(returned(f(number)))
        except ArithmeticError:  # where Python divides by 0, torch goes on with ∞
            with contextlib.suppress(Exception):
                return one_number(run(f, [torch.tensor(number, dtype=torch.float64)]))
            raise
        except (TypeError, AttributeError, RuntimeError, ValueError) as error:
            if isinstance(error, ValueError) and "ensor" not in str(error):
                raise
        try:  # no Tensor; or a float has no such method
            return one_number(run(f, [torch.tensor(number, dtype=torch.float64)]))
        except RuntimeError:  # f itself asks torch for a derivative
            with grad_mode(), contextlib.suppress(Exception):
                return one_number(f(leaf(number)))
            raise

    def value(x: Any) -> Any:
        with warnings.catch_warnings():  # numpy's, of numpy functions on tensors
            warnings.simplefilter("ignore")
            found = [as_array(at(float(number))) for number in np.ravel(x)]
        return np.reshape(found, np.shape(x))[()]

    return value


@contextlib.contextmanager
def grad_mode() -> Iterator[None]:
    """Let torch record, even inside the caller's ``torch.no_grad()``."""
    with torch.inference_mode(False), torch.enable_grad():
        yield


def name_of(func: Any) -> str:
    """Name of an operation that a TorchFunctionMode sees: ``sin``, ``__rsub__``, ``T``."""
    return (resolve_name(func) or func.__name__).removesuffix(".__get__").split(".")[-1]


class StayInTorch(TorchFunctionMode):
    """Refuse what would lead f out of torch, where its derivative is lost."""

    def __init__(self) -> None:
        super().__init__()
        self._lost: dict[int, torch.Tensor] = {}  # computed while nothing was recorded

    def has_lost(self, values: Any) -> bool:
        """Whether anything was computed from the inputs while torch did not record."""
        return any(id(t) in self._lost and not t.requires_grad for t in tensors_in(values))

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Call func, unless it makes plain numbers of tensors that are differentiated."""
        kwargs = kwargs or {}
        name = name_of(func)
        differentiated = any(t.requires_grad for t in tensors_in((args, kwargs)))
        unrecorded = differentiated and not torch.is_grad_enabled()
        if unrecorded or self.has_lost((args, kwargs)):
            result = self.record(func, args, kwargs)
            if not _FORGETTING.fullmatch(name):
                self._lost |= {id(t): t for t in tensors_in(result)}  # held: no other gets its id
            return result
        if not differentiated:
            return self.record(func, args, kwargs)
        keeps = name == "as_tensor" and isinstance((*args, kwargs.get("data"))[0], torch.Tensor)
        if name in _EXITS and not keeps:
            raise TypeError(say(_EXITS[name]))
        result = self.record(func, args, kwargs)
        if not _FORGETTING.fullmatch(name) and _forgot(result):
            raise TypeError(
                say(
                    "torch's {name} gives a result that forgets what it was computed from, "
                    "and its derivative would be lost: use another function; where none is "
                    "wanted, x.detach()",
                    name=name,
                )
            )
        return result

    def record(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call func; `trace` overrides this, and writes it down."""
        return func(*args, **kwargs)


_TO_NUMBER = (
    "f makes a plain number of a torch tensor, as float(x), x.item() and math.sin(x) do, and its "
    "derivative would be lost: write torch.sin for math.sin; where none is wanted, x.detach()"
)
_TO_ARRAY = "f gives a torch tensor to numpy: use torch's own functions, or x.detach()"
_REBUILT = (
    "f makes a new tensor of old ones, as torch.tensor([x, y]) does, and their derivative would be "
    "lost: write torch.stack([x, y])"
)
_EXITS = {
    **dict.fromkeys(("__float__", "__complex__", "item", "tolist"), _TO_NUMBER),
    **dict.fromkeys(("__array__", "numpy"), _TO_ARRAY),
    **dict.fromkeys(("tensor", "as_tensor", "asarray"), _REBUILT),
}


# These are meant to forget.
_FORGETTING = re.compile(r"detach_?|\w+_like|new_(empty|zeros|ones|full)|requires_grad_?")


def _forgot(result: Any) -> bool:
    """Whether an operation on what is differentiated gave floats that are not."""
    found = list(tensors_in(result))
    return any(t.is_floating_point() for t in found) and not any(t.requires_grad for t in found)


def tensors_in(values: Any) -> Iterator[torch.Tensor]:
    """All tensors in nested arguments."""
    if isinstance(values, torch.Tensor):
        yield values
    elif isinstance(values, list | tuple):
        for value in values:
            yield from tensors_in(value)
    elif isinstance(values, dict):
        yield from tensors_in(list(values.values()))


class _NumpyError(TypeError):
    """A numpy function met a tensor."""


class _Spy(torch.Tensor):
    """A tensor that numpy asks before it touches it: so we know which function it was."""

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        arrays = any(isinstance(a, np.ndarray) and a.ndim for a in args)
        if ufunc.__name__ in _OPERATORS and not arrays:  # np.sqrt(2) * x: torch can do that
            return getattr(torch, _OPERATORS[ufunc.__name__])(*map(_without_numpy, args))
        if ufunc.__name__ in _OPERATORS:
            raise _NumpyError(
                say(
                    "f combines a numpy array with a torch tensor: make the array a tensor "
                    "first, by torch.as_tensor"
                )
            )
        raise _NumpyError(_instead_of(ufunc.__name__))

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        within = "linalg." if func.__module__ == "numpy.linalg" else ""
        raise _NumpyError(_instead_of(within + func.__name__))

    def detach(self) -> torch.Tensor:
        """Return a plain tensor, which numpy may have."""
        return super().detach().as_subclass(torch.Tensor)

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise _NumpyError(
            say(
                "f makes a numpy array of torch tensors, as np.array([x, y]) does: "
                "write torch.stack([x, y])"
            )
        )


_OPERATORS = {name: name for name in ("add", "subtract", "multiply", "divide", "matmul")}
_OPERATORS["power"] = "pow"
# torch has the same name for something else, or another one.
_OTHERWISE = {
    "absolute": "torch.abs",
    "average": "torch.mean",
    "cumprod": "torch.cumprod(x, dim=0)",
    "cumsum": "torch.cumsum(x, dim=0)",
    "dot": "x @ y",
    "expand_dims": "torch.unsqueeze",
    "flip": "torch.flip(x, (0,))",
    "mod": "torch.remainder",
    "repeat": "torch.repeat_interleave",
    "select": "torch.where",
    "split": "torch.tensor_split",
    "transpose": "x.T",
    "max": "torch.amax",
    "min": "torch.amin",
    "std": "torch.std(x, correction=0)",
    "var": "torch.var(x, correction=0)",
    "median": "torch.quantile(x, 0.5)",
    "nanmedian": "torch.nanquantile(x, 0.5)",
    "meshgrid": "torch.meshgrid(x, y, indexing='xy')",
    "sort": "torch.sort(x).values",
}
_OF_ONE_OR_TWO = {
    "maximum": "f calls np.maximum on a torch tensor: write torch.clamp(x, min=0), or torch.maximum"
    " of two tensors",
    "minimum": "f calls np.minimum on a torch tensor: write torch.clamp(x, max=0), or torch.minimum"
    " of two tensors",
}


def _without_numpy(value: Any) -> Any:
    """A number of numpy as one of Python, which leaves the operation to torch."""
    return value.item() if isinstance(value, np.generic | np.ndarray) else value


def _instead_of(name: str) -> str:
    """Say what to write for a function of numpy that met a tensor."""
    called, right = f"np.{name}", _torch_name_of(name)
    if name in _OF_ONE_OR_TWO:
        return say(_OF_ONE_OR_TWO[name])
    if right is None:
        return say("f calls {called} on a torch tensor: use torch's own functions", called=called)
    return say("f calls {called} on a torch tensor: write {right}", called=called, right=right)


def _torch_name_of(name: str) -> str | None:
    """What torch calls a function of numpy; None if it has none of that name."""
    own = torch.linalg if name.startswith("linalg.") else torch
    known = hasattr(own, name.removeprefix("linalg."))
    return _OTHERWISE.get(name, f"torch.{name}" if known else None)


@contextlib.contextmanager
def _numpy_named() -> Iterator[None]:
    """Let through only the error that names a call of numpy."""
    try:
        yield
    except _NumpyError as error:
        raise TypeError(str(error)) from error
    except Exception:  # another mistake: the one that was raised before says it
        pass


def as_tensor(value: Any) -> torch.Tensor:
    """What f returned, as a tensor; a plain number does not depend on its inputs."""
    if isinstance(value, torch.Tensor):
        return value
    try:
        return torch.as_tensor(as_array(value))
    except (TypeError, ValueError):
        raise TypeError(say("f must return numbers, it returned {value!r}", value=value)) from None


def defined(result: torch.Tensor, leaves: Sequence[torch.Tensor]) -> torch.Tensor:
    """Check that what f returned is finite; torch has slopes even where f has no value."""
    if not torch.isfinite(result).all():
        raise ValueError(
            say(
                "f has no value at {place}: it returned {value}",
                place=listed(written(value.numpy(force=True)) for value in leaves),
                value=written(result.numpy(force=True)),
            )
        )
    return result


def one_number(value: Any) -> torch.Tensor:
    """Check that f returned one real number, and return it as a tensor without axes."""
    if isinstance(value, list | tuple):
        raise ValueError(
            say("f must return one number, it returned a {kind}", kind=type(value).__name__)
        )
    result = as_tensor(value)
    if result.numel() != 1:
        raise ValueError(
            say(
                "f must return one number, it returned {value!r} (of a vector: autograd_jacobian)",
                value=value,
            )
        )
    if result.is_complex():
        raise ValueError(
            say("f must return one number, it returned {value!r} (it must be real)", value=value)
        )
    return result.reshape(())

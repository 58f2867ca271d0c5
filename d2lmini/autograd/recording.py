"""Watch torch while a function runs, and write down the graph that it records."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import numpy as np
import torch
from torch.autograd.graph import get_gradient_edge

from d2lmini.autograd.calls import arguments, calls, frames, name_of_tensor, number_stands_first
from d2lmini.autograd.graph import Call, Graph, GraphNode
from d2lmini.autograd.running import (
    StayInTorch,
    defined,
    grad_mode,
    leaf,
    name_of,
    one_number,
    run,
    tensors_in,
)
from d2lmini.autograd.spelling import constant, spelled
from d2lmini.learner import float64, function
from d2lmini.words import indexed, say, sentences

MAX_ENTRIES = 1000  # of a local Jacobian that is kept


def trace(f: Callable[..., Any], /, *unnamed: Any, **inputs: Any) -> Graph:
    """Run f once in torch, and return the graph that torch recorded, with all its derivatives.

    The inputs become torch tensors, so that f may use plain arithmetic, torch's functions, and all
    of Python's control flow: the graph is that of this one run. The values are those of the run,
    the gradients those of torch's backward pass, and the local derivatives torch's, too, of each
    operation by itself. It is checked that each gradient is the sum of what later nodes hand back.
    (Only after a TypeError or a RuntimeError is f called once more, to find out what to say.)

    Parameters
    ----------
    f : callable
        Function or Module that returns one number; the names of its arguments are those of the
        inputs. Tensors that it brings along, such as parameters, become inputs, too.
    **inputs : float or array_like
        The inputs by name, real numbers of any shape, such as ``x=3, y=4``; taken in double
        precision.

    Returns
    -------
    Graph
        The inputs, and all that leads from them to the result.

    Raises
    ------
    ValueError
        If there are no inputs, or f does not return one finite number that depends on them.
    TypeError
        If f is not callable or has other arguments, or leaves torch: ``np.sin`` for ``torch.sin``;
        or if the inputs come without their names.
    NotImplementedError
        If f changes a part of a tensor in place, or uses what torch does not show, such as an
        ``autograd.Function`` of its own, ``torch.func.grad`` or ``torch.vmap``.

    Examples
    --------
    >>> graph = trace(lambda x, y: (x + y) * x, x=3, y=4)
    >>> graph["x"].gradient, graph["y"].gradient
    (array(10.), array(3.))
    """
    function(f)
    if unnamed:
        raise TypeError(say("inputs go by their names, such as x=3, y=4: they name the nodes"))
    if not inputs:
        raise ValueError(say("trace needs the inputs by name, such as trace(f, x=3, y=4)"))
    recorder = _Recorder()
    leaves = [leaf(float64(value, name)) for name, value in inputs.items()]
    with grad_mode():
        for name, tensor in zip(inputs, leaves, strict=True):
            recorder.note(_Record(tensor, name=name))
        result = run(_called_by_name(f, list(inputs)), leaves, recorder)
        defined(one_number(result), leaves)
        if not one_number(result).requires_grad:
            raise ValueError(
                say("the result of f does not depend on its inputs, so there is no graph")
            )
        try:
            return recorder.graph(result, leaves)
        except NotImplementedError:  # says so itself
            raise
        except RuntimeError as error:
            raise NotImplementedError(
                say("trace cannot follow this function: {error}", error=error)
            ) from error


def _called_by_name(f: Callable[..., Any], names: list[str]) -> Callable[..., Any]:
    """f as a function of its inputs in this order; a Module is rarely told what they are called."""
    if isinstance(f, torch.nn.Module):
        return f
    return lambda *values: f(**dict(zip(names, values, strict=True)))


# --- recording --------------------------------------------------------------------------------


class _Record:
    """A node in the making, with what torch needs of it until the backward pass is done."""

    def __init__(self, tensor: torch.Tensor, name: str = "") -> None:
        self.tensor = tensor  # held, so that no other tensor gets its id
        self.value = tensor.detach().numpy().copy()  # f may change the tensor later
        self.edge, self.version = get_gradient_edge(tensor), tensor._version
        self.name = name
        self.spelling: Callable[[dict[_Record, str]], str] = lambda names: ""
        self.parents: list[_Record] = []
        self.calls: tuple[Call, ...] = ()
        self.together = False  # one of several results of an operation
        self.copies: list[torch.Tensor] = []  # of the parents, for this one step
        self.step = tensor  # the same value, as a function of these copies alone

    def is_of(self, tensor: torch.Tensor) -> bool:
        """Whether the tensor is still what was recorded."""
        now = get_gradient_edge(tensor)
        return self.version == tensor._version and self.edge.node is now.node


class _Recorder(StayInTorch):
    """Write down each operation whose result depends on the inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[_Record] = []  # in the order of computing
        self.latest: dict[int, _Record] = {}  # by the tensor's id
        self.calls: dict[FrameType, Call] = {}  # frames are held, so that no other gets their id
        self.given: dict[FrameType, list[_Record]] = {}  # what they were called with

    def note(self, record: _Record) -> _Record:
        """Remember what made a tensor."""
        self.records.append(record)
        self.latest[id(record.tensor)] = record
        return record

    def record(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run the operation, and beside it once more by itself, for its local derivatives."""
        if not torch.is_grad_enabled():
            return func(*args, **kwargs)
        versions = {id(tensor): tensor._version for tensor in tensors_in((args, kwargs))}
        referred = _replaced((args, kwargs), self._referred)
        copies: list[torch.Tensor] = []
        changes = func.__name__.endswith("_")  # mul_, __setitem__, and a few that do not
        copied = _replaced((args, kwargs), lambda tensor: _copy(tensor, copies, changes))
        dice = torch.get_rng_state()
        result = func(*args, **kwargs)
        results = _results(func, args, result)
        new = [k for k, tensor in enumerate(results) if self._is_new(tensor, versions)]
        if new and copies:
            running = frames()
            for frame in running:
                if frame not in self.given:
                    made = (self.latest.get(id(tensor)) for tensor in arguments(frame))
                    self.given[frame] = [record for record in made if record]
            plain = len(args) == 2 and not isinstance(args[1], torch.Tensor)
            turned = plain and number_stands_first(running)
            steps = _again(func, copied, dice)
            for k in new:
                record = self.note(_Record(results[k]))
                part = f"[{k}]" if len(results) > 1 else ""
                record.spelling = functools.partial(_spelled_part, part, turned, func, *referred)
                record.together = len(new) > 1
                record.calls = calls(running, self.calls)
                record.parents = [r for r in _flat(referred) if isinstance(r, _Record)]
                record.copies, record.step = copies, steps[k]
        return result

    def graph(self, result: torch.Tensor, leaves: list[torch.Tensor]) -> Graph:
        """Let torch work out the gradients, and make a node of each record that leads to result."""
        output, one = self._referred(result), torch.ones_like(result)
        inputs = self.records[: len(leaves)]
        needed = self._leading_to(output)
        records = inputs + [record for record in needed if record not in inputs]
        if output in inputs:  # it is the last one, all the same
            records.append(records.pop(inputs.index(output)))
        lost = [leaf for leaf, record in zip(leaves, inputs, strict=True) if record not in needed]
        if any(part.any() for part in _back(result, lost, one)):
            raise NotImplementedError(
                say("trace cannot follow this function: it uses something that torch does not show")
            )
        edges = [record.edge for record in records]
        found = torch.autograd.grad(result, edges, one, retain_graph=True, allow_unused=True)
        gradients = {r: _copied(g, r.tensor) for r, g in zip(records, found, strict=True)}
        passed = _handed_back(records, output, gradients)
        names = _names(records)
        for frame, call in self.calls.items():
            call.given = tuple(names[r] for r in self.given[frame] if r in names)
        nodes: dict[_Record, GraphNode] = {}
        for record in records:
            nodes[record] = GraphNode(
                name=names[record],
                formula=record.spelling(names),
                operation=record.spelling({}),
                value=record.value,
                parents=tuple(nodes[parent] for parent in record.parents),
                local=tuple(_local(record.step, copy) for copy in record.copies),
                gradient=gradients[record],
                passed=passed[record],
                calls=record.calls,
                brought=not record.parents and record not in inputs,
            )
        graph = Graph(tuple(nodes.values()))
        _check(graph)
        return graph

    def _leading_to(self, output: _Record) -> list[_Record]:
        """The records that the output was computed from, the inputs first, the output last."""
        needed = {output}
        for record in reversed(self.records):  # parents come before what is made of them
            if record in needed:
                needed.update(record.parents)
        kept = [record for record in self.records if record in needed]
        return sorted(kept, key=lambda record: bool(record.parents))

    def _referred(self, tensor: torch.Tensor) -> Any:
        """What made the tensor; one that f brought along, such as a parameter, is an input."""
        if not tensor.requires_grad:
            return constant(tensor)
        record = self.latest.get(id(tensor))
        # a layer that is made inside f sets its weights after all
        reset = tensor.is_leaf and record and not record.is_of(tensor)
        if reset or (record is None and (tensor.is_leaf or not tensor._version)):
            self.note(_Record(tensor, name=self._new_name(tensor)))
        record = self.latest.get(id(tensor))
        if record is None or not record.is_of(tensor):
            raise NotImplementedError(_changed_in_part(record))
        return record

    def _new_name(self, tensor: torch.Tensor) -> str:
        """What to call a tensor that f brought along."""
        taken, name = {record.name for record in self.records}, name_of_tensor(tensor, frames())
        if name and name not in taken:
            return name
        more = (indexed(name or "p", k) for k in range(2 if name else 1, len(taken) + 3))
        return next(each for each in more if each not in taken)

    def _is_new(self, tensor: torch.Tensor, versions: dict[int, int]) -> bool:
        """Whether this is a result, and not an argument handed back as it was."""
        unchanged = versions.get(id(tensor)) == tensor._version
        return tensor.requires_grad and not tensor.is_leaf and not unchanged


def _names(records: list[_Record]) -> dict[_Record, str]:
    """The names of the inputs, and n₁, n₂, … for all that was computed."""
    names = {record: record.name for record in records if not record.parents}
    computed = (record for record in records if record.parents)
    return names | {record: indexed("n", k) for k, record in enumerate(computed, start=1)}


def _results(func: Any, args: tuple[Any, ...], result: Any) -> list[torch.Tensor]:
    """The tensors that an operation made or changed."""
    return [args[0]] if func.__name__ == "__setitem__" else list(tensors_in(result))


def _again(func: Any, copied: Any, dice: torch.Tensor) -> list[torch.Tensor]:
    """Run the operation on copies, with the dice as they fell."""
    now = torch.get_rng_state()
    torch.set_rng_state(dice)
    try:
        return _results(func, copied[0], func(*copied[0], **copied[1]))
    except Exception as error:
        raise NotImplementedError(say("trace cannot follow {name}", name=name_of(func))) from error
    finally:
        torch.set_rng_state(now)


def _copy(tensor: torch.Tensor, copies: list[torch.Tensor], changes: bool) -> torch.Tensor:
    """Copy an argument, cut off from where it came from."""
    if not tensor.requires_grad:
        return tensor.clone() if changes else tensor
    copy = tensor.detach().clone().requires_grad_()
    copies.append(copy)
    return copy.clone() if changes else copy  # a leaf must not be changed in place


def _changed_in_part(record: _Record | None) -> str:
    """Say that a tensor is no longer what was recorded of it, if it was."""
    return sentences(
        say("trace cannot follow this function: does f change a part of a tensor in place?"),
        say("It was {value}.", value=record.value) if record else "",
    )


def _spelled_part(
    part: str, turned: bool, func: Any, args: Any, kwargs: Any, names: dict[_Record, str]
) -> str:
    """Write an operation, or one part of its results."""
    return spelled(func, args, kwargs, names, turned) + part


def _copied(gradient: torch.Tensor | None, like: torch.Tensor) -> np.ndarray:
    """A gradient as an array of its own; 0 of what the result does not depend on."""
    return np.zeros(like.shape) if gradient is None else gradient.numpy().copy()


def _replaced(values: Any, replace: Callable[[torch.Tensor], Any]) -> Any:
    """Nested arguments with each tensor replaced."""
    if isinstance(values, torch.Tensor):
        return replace(values)
    if isinstance(values, list | tuple):
        kind = tuple if isinstance(values, tuple) else list
        return kind(_replaced(value, replace) for value in values)
    if isinstance(values, dict):
        return {key: _replaced(value, replace) for key, value in values.items()}
    return values


def _flat(values: Any) -> Iterator[Any]:
    """Nested arguments one after the other, in the order of `tensors_in`."""
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, list | tuple):
        for value in values:
            yield from _flat(value)
    else:
        yield values


# --- derivatives of one step, and of all ------------------------------------------------------


def _handed_back(
    records: list[_Record], output: _Record, gradients: dict[_Record, np.ndarray]
) -> dict[_Record, tuple[np.ndarray, ...]]:
    """What each record hands back to each of its parents.

    Of several results of one operation, one may be made of another, as h of c in an LSTM: what
    torch finds for c includes the way through h, which is no edge here. It is put right.
    """
    arrived = {record: np.zeros(record.tensor.shape) for record in records}
    arrived[output] = gradients[output]
    passed = {}
    for record in reversed(records):
        if record.together:
            gradients[record] = arrived[record]
        gradient = torch.as_tensor(gradients[record], dtype=record.step.dtype)
        passed[record] = tuple(_back(record.step, record.copies, gradient))
        for parent, part in zip(record.parents, passed[record], strict=True):
            arrived[parent] = arrived[parent] + part
    return passed


def _local(step: torch.Tensor, copy: torch.Tensor) -> np.ndarray | None:
    """∂step/∂copy, row by row."""
    if step.numel() * copy.numel() > MAX_ENTRIES:
        return None
    rows = [_back(entry, [copy])[0] for entry in step.reshape(-1)]
    return np.reshape(rows, (*step.shape, *copy.shape))


def _back(
    output: torch.Tensor, inputs: list[torch.Tensor], gradient: torch.Tensor | None = None
) -> list[np.ndarray]:
    """The gradient handed back to each input, of the one that arrives at the output."""
    if not inputs:
        return []
    found = torch.autograd.grad(
        output, inputs, gradient, retain_graph=True, allow_unused=True, materialize_grads=True
    )
    return [part.numpy().copy() for part in found]  # torch may share their memory


def _check(graph: Graph) -> None:
    """Check that each gradient is the sum of what arrives: that the graph is the one torch used."""
    parts: dict[GraphNode, list[np.ndarray]] = {node: [] for node in graph.nodes}
    parts[graph.output].append(np.ones_like(graph.output.gradient))
    for parent, node, k in graph.edges():
        parts[parent].append(node.passed[k])
    for node, passed in parts.items():
        size = np.nan_to_num(np.abs(passed)).sum()  # parts may cancel, but for rounding
        if not np.allclose(sum(passed), node.gradient, atol=1e-5 * size, equal_nan=True):
            raise NotImplementedError(
                say(
                    "trace cannot follow this function: it uses something that torch does not "
                    "show, at {equation}",
                    equation=node.equation,
                )
            )

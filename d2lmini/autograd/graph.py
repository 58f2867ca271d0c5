"""The graph of a computation, with its values and all its derivatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import CodeType
from typing import Any

import numpy as np

from d2lmini.words import listed, say, table, written

MOST_DRAWN = 40  # nodes


@dataclass(eq=False)
class Call:
    """One call of a function or a Module, while f ran.

    Attributes
    ----------
    name : str
        What was called.
    of : object
        The code of a function, or the Module.
    given : tuple of str
        Names of the nodes that were its arguments, in their order.
    """

    name: str
    of: Any
    given: tuple[str, ...] = ()

    def is_of(self, called: Any) -> bool:
        """Whether it is a call of this function or Module."""
        return getattr(called, "__code__", called) is self.of


@dataclass(eq=False)
class GraphNode:
    """One number or array of a computation: an input, or what one operation gave.

    Attributes
    ----------
    name : str
        ``x`` for an input; for a tensor that f brought along what the program calls it, such as
        ``weight``, or ``p₁``; else ``n₁``, ``n₂``, … in the order of computing.
    formula : str
        How it was computed, such as ``x + y``; empty for an input.
    operation : str
        The operation alone, such as ``+``, ``sin`` or ``^ 2``; empty for an input.
    value : numpy.ndarray
        What came out.
    parents : tuple of GraphNode
        What went in, in the order of the arguments; twice, if it went in twice.
    local : tuple of numpy.ndarray or None
        For each parent ∂node/∂parent, the other parents held fixed; the shape of the value, then
        that of the parent. None where it would have more than 1000 entries.
    gradient : numpy.ndarray
        By how much the output grows per unit of each entry, as torch computed it in its backward
        pass; the shape of the value. (Of several results of one operation, torch's are put right,
        if one is made of another, as h of c in an LSTM.)
    passed : tuple of numpy.ndarray
        What the node hands back to each parent: its gradient times the local derivative.
    calls : tuple of Call
        In which calls of functions and Modules inside of f it was computed, the outermost first.
    folded : bool
        Whether it stands for a whole call.
    brought : bool
        Whether it is an input that f brought along.

    Examples
    --------
    >>> from d2lmini import trace
    >>> graph = trace(lambda x: x**2, x=3)
    >>> graph.output
    GraphNode(n₁ = x² = 9)
    >>> graph.output.local
    (array(6.),)
    """

    name: str
    formula: str
    operation: str
    value: np.ndarray
    parents: tuple[GraphNode, ...] = ()
    local: tuple[np.ndarray | None, ...] = ()
    gradient: np.ndarray = field(default_factory=lambda: np.zeros(()))
    passed: tuple[np.ndarray, ...] = ()
    calls: tuple[Call, ...] = ()
    folded: bool = False
    brought: bool = False

    def __repr__(self) -> str:
        return f"GraphNode({self.equation})"

    @property
    def equation(self) -> str:
        """Name, formula and value, such as ``n₁ = x + y = 7``."""
        return " = ".join(filter(None, (self.name, self.formula, written(self.value))))


@dataclass(eq=False)
class Graph:
    """A computation that ran: its nodes, their values and gradients. `trace` makes one.

    In a notebook it shows as a picture (up to 40 nodes); printed, as a table.

    Attributes
    ----------
    nodes : tuple of GraphNode
        The inputs first, then each result in the order of computing; the output is last. Of what
        was computed, all that does not lead to the output is left out.

    Examples
    --------
    >>> from d2lmini import trace
    >>> trace(lambda x, y: (x + y) * x, x=3, y=4)
    node  formula  value  local  gradient
    x                  3         10
    y                  4         3
    n₁    x + y        7  1, 1   3
    n₂    n₁ * x      21  3, 7   1
    """

    nodes: tuple[GraphNode, ...]

    @property
    def output(self) -> GraphNode:
        """The node of the result."""
        return self.nodes[-1]

    @property
    def inputs(self) -> tuple[GraphNode, ...]:
        """The nodes that nothing goes into."""
        return tuple(node for node in self.nodes if not node.parents)

    def edges(self) -> Iterator[tuple[GraphNode, GraphNode, int]]:
        """All edges: the parent, the node, and which of the node's parents it is."""
        for node in self.nodes:
            for k, parent in enumerate(node.parents):
                yield parent, node, k

    def folded(self, *functions: Any) -> Graph:
        """Return the graph with each call of some functions or Modules as a single node.

        What only such a call uses, its parameters above all, is folded into it. The graph itself
        stays as it is: it is the one with all calls open.

        Parameters
        ----------
        *functions : callable
            Which ones; without any, all Modules that f calls itself.

        Raises
        ------
        ValueError
            If there was no such call, or one has no single result in the graph.

        Examples
        --------
        >>> from d2lmini import trace
        >>> def square(x):
        ...     return x * x
        >>> graph = trace(lambda x: square(x + 1) + square(x), x=3)
        >>> [node.formula for node in graph.folded(square).nodes]
        ['', 'x + 1', 'square(n₁)', 'square(x)', 'n₂ + n₃']
        """
        return fold(self, functions)

    def __getitem__(self, name: str) -> GraphNode:
        names = [node.name for node in self.nodes]
        if name not in names:
            raise KeyError(
                say("no node {name!r}; there are {names}", name=name, names=listed(names))
            )
        return self.nodes[names.index(name)]

    def __repr__(self) -> str:
        rows = [(say("node"), say("formula"), say("value"), say("local"), say("gradient"))]
        for node in self.nodes:
            value, gradient = written(node.value), written(node.gradient)
            rows.append(
                (node.name, node.formula, value, listed(map(written, node.local)), gradient)
            )
        return table(rows, "<<><<")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Return the picture, and the table as its alternative in words."""
        from d2lmini.autograd.drawing import pictures

        drawn = pictures(self) if len(self.nodes) <= MOST_DRAWN else {}
        return {"text/plain": repr(self), **drawn}


# --- derivatives, forward ----------------------------------------------------------------------

Tangents = dict[GraphNode, np.ndarray]


def tangents(graph: Graph, source: GraphNode, entry: tuple[int, ...] = ()) -> Tangents:
    """By how much each node grows per unit of one entry of an input: forward accumulation.

    Raises
    ------
    ValueError
        If a local derivative was too large to be kept.

    Examples
    --------
    >>> from d2lmini import trace
    >>> graph = trace(lambda x, y: (x + y) * x, x=3, y=4)
    >>> [float(slope) for slope in tangents(graph, graph["x"]).values()]
    [1.0, 0.0, 1.0, 10.0]
    """
    found: Tangents = {}
    for node in graph.nodes:
        found[node] = np.zeros(node.value.shape)
        for parent, local in zip(node.parents, node.local, strict=True):
            if local is None:
                raise ValueError(say("a derivative at {node} was not kept", node=node.equation))
            with np.errstate(invalid="ignore"):  # 0 · ∞, as torch has it
                found[node] += np.tensordot(local, found[parent], axes=parent.value.ndim)
        if node is source:
            found[node][entry] += 1.0
    return found


def seeds(graph: Graph, most: int) -> dict[str, Tangents]:
    """What a sweep forward can begin with, by its name: the first few entries of the inputs.

    Examples
    --------
    >>> from d2lmini import trace
    >>> list(seeds(trace(lambda x, v: x * v[0], x=3, v=[1, 2]), most=2))
    ['x', 'v[0]']
    """
    if any(local is None for node in graph.nodes for local in node.local):
        return {}
    given = (node for node in graph.inputs if not node.brought)
    entries = [(node, entry) for node in given for entry in np.ndindex(node.value.shape)]
    return {
        node.name + (f"[{listed(map(str, entry))}]" if entry else ""): tangents(graph, node, entry)
        for node, entry in entries[:most]
    }


# --- folding ----------------------------------------------------------------------------------


def fold(graph: Graph, functions: tuple[Any, ...]) -> Graph:
    """Do what `Graph.folded` says."""
    groups: dict[Call, list[GraphNode]] = {}
    for node in graph.nodes:
        if call := next((c for c in node.calls if _is_chosen(c, functions)), None):
            groups.setdefault(call, []).append(node)
    if not groups:
        raise ValueError(say("f made no such call: name functions or Modules that it calls itself"))
    for nodes in groups.values():
        nodes[:0] = _used_only_by(graph, nodes)
    inside = {node for nodes in groups.values() for node in nodes}
    folded = {nodes[-1]: _as_one(graph, call, nodes) for call, nodes in groups.items()}
    made: dict[GraphNode, GraphNode] = {}
    for node in graph.nodes:
        if node in folded or node not in inside:
            new = folded.get(node, node)
            made[node] = replace(new, parents=tuple(made[parent] for parent in new.parents))
    return Graph(tuple(made.values()))


def _is_chosen(call: Call, functions: tuple[Any, ...]) -> bool:
    """Whether a call is to be folded: of one of these functions, or, without any, of a Module."""
    return any(map(call.is_of, functions)) if functions else not isinstance(call.of, CodeType)


def _used_only_by(graph: Graph, nodes: list[GraphNode]) -> list[GraphNode]:
    """What f brought along for these nodes alone."""
    others = {parent for parent, node, _ in graph.edges() if node not in nodes}
    used = {parent for node in nodes for parent in node.parents}
    return [node for node in graph.inputs if node.brought and node in used - others]


def _as_one(graph: Graph, call: Call, nodes: list[GraphNode]) -> GraphNode:
    """A node for a whole call: its result, with derivatives by all that goes in from outside."""
    *others, last = nodes
    if any(parent in others and node not in nodes for parent, node, _ in graph.edges()):
        raise ValueError(
            say("{name} has several results, so it cannot be one node", name=call.name)
        )
    slopes: dict[GraphNode, Any] = {last: _identity(last.value)}
    passed: dict[GraphNode, Any] = {}
    for node in reversed(nodes):  # the chain rule, from the result back
        for parent, local, back in zip(node.parents, node.local, node.passed, strict=True):
            slope = _times(slopes.get(node, 0.0), local, node.value.ndim)
            slopes[parent] = _plus(slopes.get(parent, 0.0), slope)
            passed[parent] = passed.get(parent, 0.0) + back
    place = {name: k for k, name in enumerate(call.given)}
    outside = tuple(
        sorted(
            (node for node in graph.nodes if node in passed and node not in nodes),
            key=lambda node: place.get(node.name, len(place)),
        )
    )
    return replace(
        last,
        formula=f"{call.name}({listed(node.name for node in outside)})",
        operation=call.name,
        parents=outside,
        local=tuple(slopes[node] for node in outside),
        passed=tuple(passed[node] for node in outside),
        calls=last.calls[: last.calls.index(call)],
        folded=True,
    )


def _identity(value: np.ndarray) -> np.ndarray:
    """The derivative of a value by itself."""
    return np.eye(value.size).reshape(value.shape + value.shape)


def _times(slope: Any, local: np.ndarray | None, ndim: int) -> Any:
    """One link of the chain; None, if a part of it was too large to be kept."""
    return None if slope is None or local is None else np.tensordot(slope, local, axes=ndim)


def _plus(one: Any, other: Any) -> Any:
    return None if one is None or other is None else one + other

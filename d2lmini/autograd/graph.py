"""The graph of a computation, with its values and all its derivatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from d2lmini.words import listed, say, table, written

MOST_DRAWN = 40  # nodes


@dataclass(eq=False)
class GraphNode:
    """One number or array of a computation: an input, or what one operation gave.

    Attributes
    ----------
    name : str
        ``x`` for an input, ``p₁`` for a tensor that f brought along, such as a parameter; else
        ``v₁``, ``v₂``, … in the order of computing.
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
        ∂output/∂node, as torch computed it in its backward pass; the shape of the value.
    passed : tuple of numpy.ndarray
        What the node hands back to each parent: its gradient times the local derivative.

    Examples
    --------
    >>> from d2lmini import trace
    >>> graph = trace(lambda x: x**2, x=3)
    >>> graph.output
    GraphNode(v₁ = x² = 9)
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

    def __repr__(self) -> str:
        return f"GraphNode({self.equation})"

    @property
    def equation(self) -> str:
        """Name, formula and value, such as ``v₁ = x + y = 7``."""
        return " = ".join(filter(None, (self.name, self.formula, written(self.value))))


@dataclass(eq=False)
class Graph:
    """A computation that ran: its nodes, their values and gradients. `trace` makes one.

    In a notebook it shows as a picture (up to 40 nodes); printed, as a table.

    Attributes
    ----------
    nodes : tuple of GraphNode
        The inputs first, then each result in the order of computing; the output is last. What does
        not lead to the output is left out.

    Examples
    --------
    >>> from d2lmini import trace
    >>> trace(lambda x, y: (x + y) * x, x=3, y=4)
    node  formula  value  local  gradient
    x                  3         10
    y                  4         3
    v₁    x + y        7  1, 1   3
    v₂    v₁ · x      21  3, 7   1
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

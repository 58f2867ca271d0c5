"""The graph of our own tape, so that everything which reads torch's graph reads it, too."""

from __future__ import annotations

import numpy as np

from d2lmini.autograd.graph import Graph, GraphNode
from d2lmini.own_autograd import Node, plain
from d2lmini.words import number, say

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def own_graph(output: Node, **inputs: Node) -> Graph:
    """Read the graph of a computation with our own `Node`.

    Parameters
    ----------
    output : Node
        The result, which is walked back from; no gradient of yours is changed.
    **inputs : Node
        The inputs by name.

    Returns
    -------
    Graph
        As `trace` returns it.

    Raises
    ------
    TypeError
        If one is no Node.
    ValueError
        If the output was made of a Node that has no name, or a Node has two.

    Examples
    --------
    >>> x, y = Node(3.0), Node(4.0)
    >>> own_graph((x + y) * x, x=x, y=y)
    node  formula  value  local  gradient
    x                  3         10
    y                  4         3
    n₁    x + y        7  1, 1   3
    n₂    n₁ * x      21  3, 7   1
    """
    for each in (output, *inputs.values()):
        if not isinstance(each, Node):
            raise TypeError(say("own_graph takes Nodes, got {other!r}", other=each))
    gradients = output.gradients()
    names = {node: name for name, node in inputs.items()}
    if len(names) < len(inputs):
        raise ValueError(say("own_graph takes each Node under one name only"))
    made: dict[Node, GraphNode] = {}
    for node in sorted({*gradients, *inputs.values()}, key=lambda each: each.number):
        if not node.moving and node not in names:
            raise ValueError(
                say("{node!r} has no name: give all inputs, as in own_graph(z, x=x)", node=node)
            )
        made[node] = _read(node, names, made, plain(gradients.get(node, 0.0)))
    first = [made[node] for node in inputs.values()]
    return Graph((*first, *(read for read in made.values() if read not in first)))


def _read(
    node: Node, names: dict[Node, str], made: dict[Node, GraphNode], gradient: float
) -> GraphNode:
    """A node with its place in the graph; what it was made of is in there already."""
    counted = sum(bool(read.parents) for read in made.values()) + 1
    names.setdefault(node, f"n{str(counted).translate(_BELOW)}")
    local = [np.array(plain(slope)) for _, slope in node.moving]
    return GraphNode(
        names[node],
        _formula(node, names),
        node.name,
        np.array(plain(node)),
        tuple(made[x] for x, _ in node.moving),
        tuple(local),
        np.array(gradient),
        tuple(gradient * slope for slope in local),
    )


def _formula(node: Node, names: dict[Node, str]) -> str:
    """How a node was made: x + y, sin(x)."""
    if not node.name:
        return ""
    parts = [names[x] if x in names else number(plain(x)) for x in node.inputs]
    if node.name in "+-*/^":
        return f" {node.name} ".join(parts)
    return f"{node.name}({parts[0]})"

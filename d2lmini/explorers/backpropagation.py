"""Explorer of chapter 11: a graph, forward and backward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from matplotlib.patheffects import withStroke

from d2lmini.autograd.drawing import (
    arrow,
    draw_gradient,
    draw_local,
    draw_mark,
    draw_skeleton,
    draw_value,
    figsize,
    layout,
)
from d2lmini.autograd.graph import MOST_DRAWN, Graph, GraphNode, Tangents, seeds
from d2lmini.autograd.recording import trace
from d2lmini.engine.explorer import Explorer
from d2lmini.style import BLUE, ORANGE
from d2lmini.words import (
    barred,
    dotted,
    enumerated,
    listed,
    say,
    written,
)

MOST_FRAMES = 100  # a frame of a graph is large, and all of them must fit into what is sent


class GraphStepperExplorer(Explorer):
    """Walk through the graph that torch recorded: values forward, then derivatives either way.

    Backward, x̄ is the gradient of x: by how much the output grows per unit of x. Forward from an
    input x, ẋ = 1, and ṅ is by how much a node n grows per unit of x. Each takes two steps: the
    first asks, the second tells. Of an array with more than six entries only the shape is told. At
    a kink, the derivatives are what torch picks there.

    Parameters
    ----------
    f : callable or Graph
        Function that returns one number, in plain arithmetic or in torch; all of Python's control
        flow may be used. Or what `trace` returned.
    **inputs : float or array_like
        Its inputs by name, such as ``x=3, y=4``.

    Raises
    ------
    ValueError, TypeError, NotImplementedError
        As `trace`; ValueError, too, if the graph has more than 40 nodes.

    Examples
    --------
    >>> explorer = GraphStepperExplorer(lambda x, y: (x + y) * x, x=3, y=4)
    >>> explorer.step.value = 1
    >>> explorer.readout
    'Forward. n₁ = x + y, with x = 3, y = 4. What is it?'
    >>> explorer.step.value = 12
    >>> explorer.readout
    'x̄ = n̄₂ · ∂n₂/∂x + n̄₁ · ∂n₁/∂x = 1 · 7 + 3 · 1 = 10.'
    """

    play = {"step": 2.0}  # noqa: RUF012

    def __init__(self, f: Callable[..., Any] | Graph, /, *unnamed: Any, **inputs: Any) -> None:
        self.graph = f if isinstance(f, Graph) else trace(f, *unnamed, **inputs)
        if len(self.graph.nodes) > MOST_DRAWN:
            raise ValueError(
                say(
                    "the graph has {count} nodes, too many to be read: fold some, as in "
                    "GraphStepperExplorer(trace(f, x=3).folded(layer))",
                    count=len(self.graph.nodes),
                )
            )
        inner = [node for node in self.graph.nodes if node.parents]
        self.forward, self.backward = inner, list(reversed(self.graph.nodes))
        self.sweeps: dict[str, Tangents | None] = {say("backward"): None}
        steps = range(2 * (len(self.forward) + len(self.backward)) + 1)
        for name, tangents in seeds(self.graph, min(4, MOST_FRAMES // len(steps) - 1)).items():
            self.sweeps[say("forward from {name}", name=name)] = tangents
        self.plan = layout(self.graph, self._room())
        self.figsize = figsize(self.plan)  # type: ignore[misc]
        nodes = listed(f"{node.name} = {node.formula}" for node in inner)
        self.alt = say("A graph: {nodes}.", nodes=nodes)  # type: ignore[misc]
        super().__init__(step=steps, direction=tuple(self.sweeps))

    def _room(self) -> dict[GraphNode, list[str]]:
        """What else is written into each node."""
        forward = [tangents for tangents in self.sweeps.values() if tangents]
        return {
            node: [_barred(node), *(_dotted(node, each) for each in forward)]
            for node in self.graph.nodes
        }

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the graph with the values of its inputs."""
        draw_skeleton(axes, self.plan)
        for node in self.graph.inputs:
            draw_value(axes, self.plan, node)

    def draw_ink(self, axes: Any, step: int, direction: str) -> str:
        """Draw what is known by now, and mark the node that it is about."""
        done, asks = divmod(int(step), 2)
        for node in self.forward[:done]:
            draw_value(axes, self.plan, node)
        if not done and not asks:
            return say("Step on: each number is asked first, then told.")
        about = done + asks - 1
        if about < len(self.forward):
            return self._find_value(axes, self.forward[about], bool(asks))
        tangents, known = self.sweeps[direction], max(0, done - len(self.forward))
        about -= len(self.forward)
        if tangents is None:
            return self._go_back(axes, self.backward[:known], self.backward[about], bool(asks))
        nodes = self.graph.nodes
        return self._go_on(axes, tangents, nodes[:known], nodes[about], bool(asks))

    def _find_value(self, axes: Any, node: GraphNode, asks: bool) -> str:
        self._lead_to(axes, node)
        told = {"node": node.name, "formula": node.formula}
        if not asks:
            return say("{node} = {formula} = {value}.", value=_told(node.value), **told)
        draw_value(axes, self.plan, node, "?")
        given = [f"{parent.name} = {_told(parent.value)}" for parent in dict.fromkeys(node.parents)]
        return say(
            "Forward. {node} = {formula}, with {given}. What is it?", given=listed(given), **told
        )

    def _lead_to(self, axes: Any, node: GraphNode) -> None:
        """Mark a node, and what goes into it."""
        draw_mark(axes, self.plan, node, BLUE)
        for parent in dict.fromkeys(node.parents):
            axes.add_patch(arrow(self.plan.routes[parent, node], **_TRAIL, color=BLUE))

    def _go_back(self, axes: Any, known: list[GraphNode], node: GraphNode, asks: bool) -> str:
        """Gradients, from the output back: reverse accumulation."""
        for other in known:
            draw_gradient(axes, self.plan, other, _barred(other))
            for child in dict.fromkeys(child for child, _ in self._children(other)):
                draw_local(axes, self.plan, other, child)
        draw_mark(axes, self.plan, node, ORANGE)
        ways = list(self._children(node))
        for child in dict.fromkeys(child for child, _ in ways):
            axes.add_patch(arrow(self.plan.routes[node, child][::-1], **_TRAIL, color=ORANGE))
        if asks:
            draw_gradient(axes, self.plan, node, "?")
        told = {"node": node.name, "gradient": barred(node.name), "value": _told(node.gradient)}
        if not ways:
            return _tell_end(node is self.graph.output, asks, told)
        if asks:
            into = dict.fromkeys(child for child, _ in ways)
            return say(
                "Backward. {node} went into {children}. What is {gradient}, the gradient of "
                "{node}?",
                children=enumerated(map(_with_gradient, into)),
                **told,
            )
        local = _gathered((child, child.local[k]) for child, k in ways)
        signs = [f"{barred(child.name)} · ∂{child.name}/∂{node.name}" for child in local]
        terms = [f"{_factor(child.gradient)} · {_added(local[child])}" for child in local]
        return say("{gradient} = {signs} = {sum} = {value}.", **_summed(signs, terms), **told)

    def _go_on(
        self,
        axes: Any,
        tangents: Tangents,
        known: tuple[GraphNode, ...],
        node: GraphNode,
        asks: bool,
    ) -> str:
        """Derivatives by one input, from there on: forward accumulation."""
        for other in known:
            draw_gradient(axes, self.plan, other, _dotted(other, tangents))
            for parent in dict.fromkeys(other.parents):
                draw_local(axes, self.plan, parent, other)
        self._lead_to(axes, node)
        if asks:
            draw_gradient(axes, self.plan, node, "?")
        told = {"node": node.name, "formula": node.formula, "dot": dotted(node.name)}
        told["value"] = _told(tangents[node])
        if not node.parents:
            return _tell_seed(asks, bool(tangents[node].any()), told)
        if asks:
            given = [
                f"{dotted(parent.name)} = {_told(tangents[parent])}"
                for parent in dict.fromkeys(node.parents)
            ]
            return say(
                "Forward. {node} = {formula}, with {given}. What is {dot}?",
                given=listed(given),
                **told,
            )
        local = _gathered(zip(node.parents, node.local, strict=True))
        signs = [f"∂{node.name}/∂{parent.name} · {dotted(parent.name)}" for parent in local]
        terms = [f"{_added(local[parent])} · {_factor(tangents[parent])}" for parent in local]
        return say("{dot} = {signs} = {sum} = {value}.", **_summed(signs, terms), **told)

    def _children(self, node: GraphNode) -> Iterator[tuple[GraphNode, int]]:
        """The nodes that a node goes into, the last first, and as which of their arguments."""
        for child in self.backward:
            for k, parent in enumerate(child.parents):
                if parent is node:
                    yield child, k


def _tell_end(is_output: bool, asks: bool, told: dict[str, str]) -> str:
    """Ask and tell where a sweep backward begins, and where nothing comes from."""
    if is_output and asks:
        return say("Backward. What is {gradient}, the gradient of {node}, the output?", **told)
    if is_output:
        return say(
            "{gradient} = 1: if {node}, the output itself, grows by 1, it grows by 1.", **told
        )
    if asks:
        return say("{node} went into nothing. What is {gradient}, the gradient of {node}?", **told)
    return say("{gradient} = {value}: the output does not depend on {node}.", **told)


def _tell_seed(asks: bool, moves: bool, told: dict[str, str]) -> str:
    """Ask and tell where a sweep forward begins."""
    if asks:
        return say("Forward. What is {dot}, the derivative of {node} by the chosen input?", **told)
    if moves:
        return say("{dot} = {value}: this is what we move.", **told)
    return say("{dot} = {value}: {node} does not move.", **told)


def _gathered(
    pairs: Iterable[tuple[GraphNode, np.ndarray | None]],
) -> dict[GraphNode, list[np.ndarray | None]]:
    """Local derivatives by their node: x is twice in x · x, so there ∂n/∂x has two parts."""
    local: dict[GraphNode, list[np.ndarray | None]] = {}
    for node, part in pairs:
        local.setdefault(node, []).append(part)
    return local


def _summed(signs: list[str], terms: list[str]) -> dict[str, str]:
    return {"signs": " + ".join(signs), "sum": " + ".join(terms)}


def _barred(node: GraphNode) -> str:
    """What is written into a node in a sweep backward; of an array, the array alone."""
    return "" if node.gradient.ndim else f"{barred(node.name)} = {written(node.gradient, '.4g')}"


def _dotted(node: GraphNode, tangents: Tangents) -> str:
    """What is written into a node in a sweep forward."""
    return f"{dotted(node.name)} = {written(tangents[node], '.4g')}"


# white below hides the arrow of the backdrop, which may point the other way
_TRAIL: dict[str, Any] = {
    "linewidth": 2.5,
    "zorder": 2,
    "path_effects": [withStroke(linewidth=8, foreground="white", capstyle="butt")],
}


def _told(value: np.ndarray | None) -> str:
    """A value as a sentence has room for it: all of a small matrix."""
    return written(value, most=6)


def _with_gradient(node: GraphNode) -> str:
    return say(
        "{node} = {formula} ({bar} = {gradient})",
        node=node.name,
        formula=node.formula,
        bar=barred(node.name),
        gradient=_told(node.gradient),
    )


def _added(parts: list[np.ndarray | None]) -> str:
    """The parts of a local derivative, as a factor."""
    return _factor(parts[0]) if len(parts) == 1 else f"({' + '.join(map(_factor, parts))})"


def _factor(value: np.ndarray | None) -> str:
    text = _told(value)
    return f"({text})" if text.startswith("−") else text

"""Autograd of our own: forward by dual numbers, backward by a tape. Nothing but Python is needed.

Chapter 15 writes this file. Each operation is one rule, which gives its value and its slope with
respect to each input. Forward and reverse accumulation are two ways to use the same rules: a `Dual`
carries a slope along with its value, a `Node` remembers what it was made of.

What it cannot do: arrays, and functions that are not listed here. Where torch returns infinity or
nan, plain Python raises an error, and so do we.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

Rule = Callable[..., tuple[Any, tuple[Any, ...]]]  # inputs -> value, slope for each input


# --- numbers that carry slopes -------------------------------------------------------------------


class Number:
    """What can be calculated with; `Dual` and `Node` say how slopes are carried along.

    Attributes
    ----------
    value : float or Number
        The value.
    level : int
        Derivatives may stand one inside the other: the inner ones have the higher level, and to
        them a number of a lower level is a constant.
    """

    value: Any
    level: int

    def through(self, operation: str, rule: Rule, *inputs: Any) -> Any:
        """Apply a rule to inputs, of which this one has the highest level."""
        raise NotImplementedError

    def inside(self, x: Any) -> Any:
        """What x is at the level below: the value of a number of our level; else x itself."""
        return x.value if self.moves(x) else x

    def moves(self, x: Any) -> bool:
        """Whether x is a number of our level."""
        return isinstance(x, Number) and x.level == self.level

    def __float__(self) -> float:
        raise TypeError(
            "float() and the functions of math would lose the slope: use sin, cos, exp, log, "
            "sqrt, tanh, sigmoid or relu of this module; or .value, if no slope is needed"
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r})"

    def __add__(self, other: Any) -> Any:
        return add(self, other)

    def __mul__(self, other: Any) -> Any:
        return mul(self, other)

    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, n: Any) -> Any:
        return power(self, n)

    def __rpow__(self, base: float) -> Any:
        return exp(self * log(base))

    def __neg__(self) -> Any:
        return self * -1.0

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __truediv__(self, other: Any) -> Any:
        return self * other**-1.0

    def __rtruediv__(self, other: Any) -> Any:
        return self**-1.0 * other

    def __lt__(self, other: Any) -> bool:
        return plain(self) < plain(other)

    def __gt__(self, other: Any) -> bool:
        return plain(self) > plain(other)

    def __le__(self, other: Any) -> bool:
        return plain(self) <= plain(other)

    def __ge__(self, other: Any) -> bool:
        return plain(self) >= plain(other)


def through(operation: str, rule: Rule, *inputs: Any) -> Any:
    """Apply the rule of an operation; the number of the highest level says how.

    Examples
    --------
    >>> through("*", lambda a, b: (a * b, (b, a)), Dual(3.0, 1.0), 5.0).slope
    5.0
    """
    numbers = [x for x in inputs if isinstance(x, Number)]
    if not numbers:
        return rule(*inputs)[0]
    return max(numbers, key=lambda x: x.level).through(operation, rule, *map(_checked, inputs))


def plain(x: Any) -> float:
    """The value alone, whatever x carries along.

    Examples
    --------
    >>> plain(Dual(Dual(2.0, 1.0), 1.0))
    2.0
    """
    while isinstance(x, Number):
        x = x.value
    return x


def _checked(value: Any) -> Any:
    """A plain number as a float; what carries slopes stays."""
    if isinstance(value, Number):
        return value
    if isinstance(value, str) or not hasattr(value, "__float__"):
        raise TypeError(f"a number is wanted, such as 2.0; got {value!r}")
    return float(value)


# --- the rules -----------------------------------------------------------------------------------


def add(a: Any, b: Any) -> Any:
    """The sum.

    Examples
    --------
    >>> add(Dual(1.0, 1.0), 2.0).value
    3.0
    """
    return through("+", lambda a, b: (a + b, (1.0, 1.0)), a, b)


def mul(a: Any, b: Any) -> Any:
    """The product.

    Examples
    --------
    >>> mul(Dual(3.0, 1.0), Dual(3.0, 1.0)).slope
    6.0
    """
    return through("*", lambda a, b: (a * b, (b, a)), a, b)


def power(a: Any, n: Any) -> Any:
    """The power aⁿ; an exponent that moves needs a base above 0.

    Raises
    ------
    ValueError
        If it is no real number.

    Examples
    --------
    >>> power(Dual(2.0, 1.0), 3).slope
    12.0
    """
    if isinstance(n, Number):
        return exp(n * log(a))
    if not isinstance(a, Number):
        return a**n
    if plain(a) < 0 and n != int(n):
        raise ValueError(f"{plain(a)!r} to the power {n!r} is no real number")
    return through("^", lambda a, n: (a**n, (n * a ** (n - 1) if n else 0.0, 0.0)), a, n)


def exp(a: Any) -> Any:
    """The exponential function.

    Examples
    --------
    >>> exp(0.0), exp(Dual(0.0, 1.0)).slope
    (1.0, 1.0)
    """
    return (
        through("exp", lambda a: (exp(a), (exp(a),)), a) if isinstance(a, Number) else math.exp(a)
    )


def log(a: Any) -> Any:
    """The natural logarithm.

    Raises
    ------
    ValueError
        If a is not above 0.

    Examples
    --------
    >>> log(Dual(2.0, 1.0)).slope
    0.5
    """
    if plain(a) <= 0:
        raise ValueError(f"log needs a number above 0, got {plain(a)!r}")
    return (
        through("log", lambda a: (log(a), (a**-1.0,)), a) if isinstance(a, Number) else math.log(a)
    )


def sin(a: Any) -> Any:
    """The sine.

    Examples
    --------
    >>> sin(Dual(0.0, 1.0)).slope
    1.0
    """
    return (
        through("sin", lambda a: (sin(a), (cos(a),)), a) if isinstance(a, Number) else math.sin(a)
    )


def cos(a: Any) -> Any:
    """The cosine.

    Examples
    --------
    >>> cos(0.0)
    1.0
    """
    return (
        through("cos", lambda a: (cos(a), (-sin(a),)), a) if isinstance(a, Number) else math.cos(a)
    )


def tanh(a: Any) -> Any:
    """The hyperbolic tangent.

    Examples
    --------
    >>> tanh(Dual(0.0, 1.0)).slope
    1.0
    """
    if not isinstance(a, Number):
        return math.tanh(a)
    return through("tanh", lambda a: (tanh(a), (1.0 - tanh(a) * tanh(a),)), a)


def sigmoid(a: Any) -> Any:
    """1/(1 + e^(−a)), by tanh, which never gets too large.

    Examples
    --------
    >>> sigmoid(0.0)
    0.5
    """
    return 0.5 * tanh(0.5 * a) + 0.5


def relu(a: Any) -> Any:
    """The number where it is above 0, else 0; at 0 the slope 0 is picked, as torch does.

    Examples
    --------
    >>> relu(Dual(3.0, 1.0)).slope, relu(Dual(0.0, 1.0)).slope
    (1.0, 0.0)
    """
    return a if plain(a) > 0 else 0.0 * a


def sqrt(a: Any) -> Any:
    """The square root; at 0 it has no slope.

    Examples
    --------
    >>> sqrt(Dual(4.0, 1.0)).slope
    0.25
    """
    return a**0.5 if isinstance(a, Number) else math.sqrt(a)


# --- forward: dual numbers -----------------------------------------------------------------------


class Dual(Number):
    """A value and its slope: value + slope·ε, where ε·ε is 0.

    Parameters
    ----------
    value, slope : float or Number
        The value; and how much it moves per unit of the input.
    level : int
        See `Number`.

    Examples
    --------
    >>> x = Dual(3.0, 1.0)  # the input itself moves by 1 per unit
    >>> y = x * x + 2
    >>> y.value, y.slope
    (11.0, 6.0)
    """

    def __init__(self, value: Any, slope: Any = 0.0, level: int = 0) -> None:
        self.value, self.slope, self.level = _checked(value), _checked(slope), level

    def through(self, operation: str, rule: Rule, *inputs: Any) -> Dual:
        """Apply a rule: the slopes of the inputs, each times its local slope, add up."""
        value, local = rule(*map(self.inside, inputs))
        slopes = (s * x.slope for s, x in zip(local, inputs, strict=True) if self.moves(x))
        return Dual(value, sum(slopes), self.level)


_levels = count(2)  # 0 and 1 are those of numbers that you make


def derivative(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The slope of a function of one number, as a function: forward, by dual numbers.

    Examples
    --------
    >>> derivative(lambda x: x**3)(2.0), derivative(derivative(lambda x: x**3))(2.0)
    (12.0, 12.0)
    """

    def slope(x: Any) -> Any:
        level = next(_levels)  # so that an inner derivative never takes our ε for its own
        y = f(Dual(x, 1.0, level))
        return y.slope if isinstance(y, Dual) and y.level == level else 0.0

    return slope


# --- backward: a tape ----------------------------------------------------------------------------

_numbers = count()


class Node(Number):
    """A value that remembers what it was made of.

    Parameters
    ----------
    value : float or Number
        The value.
    level : int
        See `Number`.

    Attributes
    ----------
    grad : float or None
        For a node that you made: the slope of what was walked back from, with respect to it. Walks
        add up, until `zero_grad`.

    Examples
    --------
    >>> x, y = Node(3.0), Node(4.0)
    >>> z = (x + y) * x
    >>> z.backward()
    >>> z.value, x.grad, y.grad
    (21.0, 10.0, 3.0)
    """

    def __init__(self, value: Any, level: int = 1) -> None:
        self.value, self.level = _checked(value), level
        self.grad: Any = None
        self.operation = ""  # what was done, such as *
        self.given: tuple[Any, ...] = ()  # with what; plain numbers among it
        self.inputs: tuple[tuple[Node, Any], ...] = ()  # the nodes among it, with local slopes
        self.number = next(_numbers)  # the order of computing

    def through(self, operation: str, rule: Rule, *inputs: Any) -> Node:
        """Apply a rule, and write down the inputs with their local slopes."""
        value, local = rule(*map(self.inside, inputs))
        made = Node(value, self.level)
        made.operation, made.given = operation, inputs
        pairs = zip(inputs, local, strict=True)
        made.inputs = tuple((x, slope) for x, slope in pairs if self.moves(x))
        return made

    def backward(self, upstream: Any = 1.0) -> None:
        """Walk back, and add what arrives at the nodes that you made to their `grad`."""
        for node, gradient in self.gradients(upstream).items():
            if not node.inputs:
                node.grad = gradient if node.grad is None else node.grad + gradient

    def gradients(self, upstream: Any = 1.0) -> dict[Node, Any]:
        """Each node hands what arrives, times the local slope, to its inputs; nothing is kept."""
        arrived = {self: upstream}
        for node in _newest_first(self):
            for x, local in node.inputs:
                arrived[x] = arrived.get(x, 0.0) + arrived[node] * local
        return arrived

    def zero_grad(self) -> None:
        """Forget the gradient, so that the next walk begins anew."""
        self.grad = None


def _newest_first(node: Node) -> Iterator[Node]:
    """All that a node was made of; what was computed last comes first."""
    seen, waiting = {node}, [node]
    while waiting:  # a list, not a function that calls itself: a chain may be long
        for x, _ in waiting.pop().inputs:
            if x not in seen:
                seen.add(x)
                waiting.append(x)
    yield from sorted(seen, key=lambda each: -each.number)


def gradient(f: Callable[..., Any]) -> Callable[..., tuple[Any, ...]]:
    """All slopes of a function of several numbers, as a function: backward, by one walk.

    Examples
    --------
    >>> gradient(lambda x, y: x * x * y)(3.0, 2.0)
    (12.0, 9.0)
    """

    def slopes(*point: Any) -> tuple[Any, ...]:
        level = next(_levels)
        inputs = [Node(x, level) for x in point]
        y = f(*inputs)
        if isinstance(y, Node) and y.level == level:
            y.backward()
        return tuple(0.0 if x.grad is None else x.grad for x in inputs)

    return slopes

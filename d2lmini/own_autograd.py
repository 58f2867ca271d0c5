"""Autograd of our own: forward by dual numbers, backward by a tape. Nothing but Python is needed.

Chapter 15 writes this file. Each operation is one row of a table: its value, and its slope with
respect to each input. Forward and reverse accumulation are two ways to use the same table: a `Dual`
carries a slope along with its value, a `Node` remembers what it was made of.

What it cannot do: arrays, and functions that are not in the table. (`RULES` takes a row of yours,
and `apply` uses it.) Where Python raises an error for a value or a slope, as at 1/0 or log(0), so
do we, while torch goes on with infinity or nan; too large a product is infinite here, too.
"""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

counter = iter(range(1000, 10**15))  # next(counter) is a number that was never given before
_running: list[Any] = []  # the derivatives and gradients that are being worked out


# --- the table -----------------------------------------------------------------------------------

RULES: dict[str, tuple[Callable[..., float], Callable[..., tuple[Any, ...]]]] = {
    "+": (lambda a, b: a + b, lambda a, b: (1.0, 1.0)),
    "-": (lambda a, b: a - b, lambda a, b: (1.0, -1.0)),
    "*": (lambda a, b: a * b, lambda a, b: (b, a)),
    "/": (lambda a, b: a / b, lambda a, b: (1.0 / b, -a / b / b)),
    "^": (math.pow, lambda a, n: (n * a ** (n - 1.0) if n else 0.0, 0.0)),  # n is fixed
    "**": (math.pow, lambda a, n: (n * a ** (n - 1.0), a**n * log(a))),  # n moves: a above 0
    "exp": (math.exp, lambda a: (exp(a),)),
    "log": (math.log, lambda a: (1.0 / a,)),
    "sin": (math.sin, lambda a: (cos(a),)),
    "cos": (math.cos, lambda a: (-sin(a),)),
    "tanh": (math.tanh, lambda a: (1.0 - tanh(a) * tanh(a),)),
    "sigmoid": (
        lambda a: math.exp(min(a, 0.0)) / (1.0 + math.exp(-abs(a))),  # never too large
        lambda a: (sigmoid(a) * sigmoid(-a),),
    ),
    "relu": (lambda a: max(a, 0.0), lambda a: (0.0 if a <= 0 else 1.0,)),
    "sqrt": (math.sqrt, lambda a: (0.5 / sqrt(a),)),
}


def exp(a: Any) -> Any:
    """The exponential function.

    Examples
    --------
    >>> exp(0.0), exp(Dual(0.0, 1.0)).slope
    (1.0, 1.0)
    """
    return apply("exp", a)


def log(a: Any) -> Any:
    """The natural logarithm of a number above 0.

    Examples
    --------
    >>> log(1.0), log(Dual(2.0, 1.0)).slope
    (0.0, 0.5)
    """
    return apply("log", a)


def sin(a: Any) -> Any:
    """The sine.

    Examples
    --------
    >>> sin(0.0), sin(Dual(0.0, 1.0)).slope
    (0.0, 1.0)
    """
    return apply("sin", a)


def cos(a: Any) -> Any:
    """The cosine.

    Examples
    --------
    >>> cos(0.0)
    1.0
    """
    return apply("cos", a)


def tanh(a: Any) -> Any:
    """The hyperbolic tangent.

    Examples
    --------
    >>> tanh(0.0), tanh(Dual(0.0, 1.0)).slope
    (0.0, 1.0)
    """
    return apply("tanh", a)


def relu(a: Any) -> Any:
    """The number where it is above 0, else 0; at 0 the slope 0 is picked, as torch does.

    Examples
    --------
    >>> relu(Dual(3.0, 1.0)).slope, relu(Dual(0.0, 1.0)).slope
    (1.0, 0.0)
    """
    return apply("relu", a)


def sigmoid(a: Any) -> Any:
    """1/(1 + e^(−a)).

    Examples
    --------
    >>> sigmoid(0.0), sigmoid(Dual(0.0, 1.0)).slope
    (0.5, 0.25)
    """
    return apply("sigmoid", a)


def sqrt(a: Any) -> Any:
    """The square root of a number from 0 up; at 0 it has no slope.

    Examples
    --------
    >>> sqrt(9.0), sqrt(Dual(4.0, 1.0)).slope
    (3.0, 0.25)
    """
    return apply("sqrt", a)


# --- numbers that carry slopes -------------------------------------------------------------------


def _explained(apply: Callable[..., Any]) -> Callable[..., Any]:
    """Where there is no value or no slope, the error says of which operation, and where."""

    def checked(name: str, *inputs: Any) -> Any:
        if name not in RULES:
            raise ValueError(f"RULES has no {name!r}, only {', '.join(RULES)}")
        inputs = tuple(_number(x) for x in inputs)
        if name == "^" and isinstance(inputs[-1], Number):
            name = "**"
        try:
            return apply(name, *inputs)
        except (ArithmeticError, ValueError, TypeError) as error:
            if error.__cause__ is not None and f" of {name} " in str(error):  # one level below
                raise
            if "zip" in str(error) or "iterable" in str(error):
                wanted = f"a tuple with {len(inputs)} slopes" if len(inputs) > 1 else "(slope,)"
                raise TypeError(
                    f"the second function of RULES[{name!r}] must return {wanted}"
                ) from error
            if isinstance(error, TypeError):
                raise
            what = "slope" if any(isinstance(x, Number) for x in inputs) else "value"
            at = ", ".join(repr(plain(x)) for x in inputs)
            why = "larger than any float" if isinstance(error, OverflowError) else "no real number"
            raise ValueError(f"the {what} of {name} at {at} is {why}") from error

    checked.__name__, checked.__doc__ = apply.__name__, apply.__doc__
    return checked


@_explained
def apply(name: str, *inputs: Any) -> Any:
    """Apply an operation of the table; the number of the highest level says how.

    Parameters
    ----------
    name : str
        Which row of `RULES`.
    *inputs : float or Number
        As many as the operation takes.

    Returns
    -------
    float or Number
        The value, with slopes if an input carries some.

    Raises
    ------
    TypeError
        If an input is no number.
    ValueError
        If the table has no such row, or if the value or a slope does not exist or is too large.

    Examples
    --------
    >>> apply("*", Dual(3.0, 1.0), 5.0).slope
    5.0
    """
    numbers = [x for x in inputs if isinstance(x, Number)]
    value, local = RULES[name]
    if not numbers:
        return value(*inputs)
    top = max(numbers, key=lambda x: x.level)
    below = [x.value if top.moves(x) else x for x in inputs]
    result = apply(name, *below)
    pairs = zip(inputs, local(*below), strict=True)
    moving = [(x, slope) for x, slope in pairs if top.moves(x)]
    return top.made(result, moving, name, inputs)


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


def _number(x: Any, what: str = "a number is wanted, such as 2.0") -> Any:
    """A plain number as a float; what carries slopes stays."""
    if isinstance(x, Number):
        return x
    if getattr(x, "requires_grad", False):
        raise TypeError("a tensor of torch would lose its record here: hand over x.item()")
    try:
        if isinstance(x, str | complex):
            raise TypeError("it has no order")
        return float(x)
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"{what}; got {x!r}") from error


def _checked(init: Callable[..., None]) -> Callable[..., None]:
    """Plain numbers are made floats; what is made by hand gets a level that fits.

    The level of a number is above that of what stands in it. By hand a Node goes around a Dual; the
    other orders, and numbers by hand in a function that is being differentiated, would mix levels.
    """

    def checked(self: Number, *given: Any, **named: Any) -> None:
        slope = {"slope": _number(named.pop("slope"))} if "slope" in named else {}
        init(self, *map(_number, given), **slope, **named)
        if "level" in named:
            return
        if _running:
            raise ValueError(
                f"no {type(self).__name__} is made by hand while derivative or gradient runs: "
                "put one derivative or gradient inside the other instead"
            )
        inside = [x for x in vars(self).values() if isinstance(x, Number)]
        if any(isinstance(x, Node) for x in inside):
            raise ValueError(
                "a Node stands in nothing: put the Dual into the Node, or use gradient"
            )
        self.level = max([self.level, *(x.level + 1 for x in inside)])

    return checked


def _watched(make: Callable[..., Any]) -> Callable[..., Any]:
    """The function that is differentiated must return one number."""

    def watched(f: Callable[..., Any]) -> Callable[..., Any]:
        if not callable(f):
            raise TypeError(f"a function is wanted, got {f!r}")
        slopes = make(lambda *point: _number(f(*point), "the function must return one number"))

        def run(*point: Any) -> Any:
            _running.append(f)
            try:
                return slopes(*point)
            finally:
                _running.pop()

        return run

    watched.__name__, watched.__doc__ = make.__name__, make.__doc__
    return watched


def _inside(y: Any, *inputs: Any) -> Any:
    """Check that no number of an inner derivative or gradient was kept until now."""
    if inputs and isinstance(y, Number) and y.level > inputs[0].level:
        raise ValueError("a number of an inner derivative or gradient was used outside of it")
    return y


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
    level: float

    def made(self, value: Any, moving: list[tuple[Any, Any]], name: str, inputs: Any) -> Any:
        """Make the result of an operation, given its inputs that move with their local slopes."""
        raise NotImplementedError

    def moves(self, x: Any) -> bool:
        """Whether x is a number of our level."""
        return isinstance(x, Number) and x.level == self.level

    def __add__(self, other: Any) -> Any:
        return apply("+", self, other)

    def __radd__(self, other: Any) -> Any:
        return apply("+", other, self)

    def __sub__(self, other: Any) -> Any:
        return apply("-", self, other)

    def __rsub__(self, other: Any) -> Any:
        return apply("-", other, self)

    def __mul__(self, other: Any) -> Any:
        return apply("*", self, other)

    def __rmul__(self, other: Any) -> Any:
        return apply("*", other, self)

    def __truediv__(self, other: Any) -> Any:
        return apply("/", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return apply("/", other, self)

    def __pow__(self, n: Any) -> Any:
        return apply("**" if isinstance(n, Number) else "^", self, n)

    def __rpow__(self, base: Any) -> Any:
        return apply("**", base, self)

    def __neg__(self) -> Any:
        return apply("*", -1.0, self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return relu(self) + relu(-self)

    def __lt__(self, other: Any) -> bool:
        return plain(self) < plain(other)

    def __gt__(self, other: Any) -> bool:
        return plain(self) > plain(other)

    def __le__(self, other: Any) -> bool:
        return plain(self) <= plain(other)

    def __ge__(self, other: Any) -> bool:
        return plain(self) >= plain(other)

    def __eq__(self, other: object) -> bool:
        return plain(self) == plain(other)

    __array_ufunc__ = None  # numpy leaves +, -, *, / to us
    __hash__ = object.__hash__  # as in torch: == compares values, a set tells the numbers apart

    def __bool__(self) -> bool:
        return plain(self) != 0

    def __float__(self) -> float:
        raise TypeError(
            "float() and the functions of math would lose the slope: use exp, log, sin, cos, "
            "sqrt, tanh, sigmoid or relu of this module; or .value, if no slope is needed"
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r})"


# --- forward: dual numbers -----------------------------------------------------------------------


class Dual(Number):
    """A value and its slope: value + slope·ε, where ε·ε is 0.

    Parameters
    ----------
    value, slope : float or Number
        The value; and how much it moves per unit of the input.
    level : float
        Given by `made` and `derivative`; leave it. See `Number`.

    Examples
    --------
    >>> x = Dual(3.0, 1.0)  # the input itself moves by 1 per unit
    >>> y = x * x + 2
    >>> y.value, y.slope
    (11.0, 6.0)
    """

    @_checked
    def __init__(self, value: Any, slope: Any = 0.0, *, level: float = 1) -> None:
        self.value, self.slope, self.level = value, slope, level

    def made(self, value: Any, moving: list[tuple[Any, Any]], name: str, inputs: Any) -> Dual:
        """The slopes of the inputs, each times its local slope, add up."""
        slope = sum(local * x.slope for x, local in moving)
        return Dual(value, slope, level=self.level)


@_watched
def derivative(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The slope of a function of one number, as a function: forward, by dual numbers.

    Examples
    --------
    >>> derivative(lambda x: x**3)(2.0), derivative(derivative(lambda x: x**3))(2.0)
    (12.0, 12.0)
    """

    def slope(x: Any) -> Any:
        x = Dual(x, 1.0, level=next(counter))  # no derivative inside f has the same level
        y = _inside(f(x), x)
        return y.slope if x.moves(y) else 0.0

    return slope


# --- backward: a tape ----------------------------------------------------------------------------


class Node(Number):
    """A value that remembers what it was made of.

    Parameters
    ----------
    value : float or Number
        The value.
    level : float
        Given by `made` and `gradient`; leave it. See `Number`.

    Attributes
    ----------
    grad : float or Number
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

    @_checked
    def __init__(self, value: Any, *, level: float = 500) -> None:
        self.value, self.level = value, level
        self.grad: Any = 0.0
        self.moving: list[tuple[Node, Any]] = []  # nodes that it was made of, with local slopes
        self.name = ""  # by which operation
        self.inputs: tuple[Any, ...] = ()  # of what; plain numbers among it
        self.number = next(counter)  # the order of computing

    def made(self, value: Any, moving: list[tuple[Any, Any]], name: str, inputs: Any) -> Node:
        """Write down what the result is made of."""
        node = Node(value, level=self.level)
        node.moving, node.name, node.inputs = moving, name, inputs
        return node

    def gradients(self, upstream: Any = 1.0) -> dict[Node, Any]:
        """Each node hands what arrives, times the local slope, to its inputs; nothing is kept.

        Parameters
        ----------
        upstream : float or Number
            What arrives at this node itself.

        Returns
        -------
        dict of Node to float
            What arrived at each node.
        """
        arrived = {self: _number(upstream)}
        for node in newest_first(self):
            for x, slope in node.moving:
                arrived[x] = arrived.get(x, 0.0) + arrived[node] * slope
        return arrived

    def backward(self, upstream: Any = 1.0) -> None:
        """Walk back, and add what arrives at the nodes that you made to their `grad`."""
        for node, arrived in self.gradients(upstream).items():
            if not node.moving:
                node.grad = node.grad + arrived

    def zero_grad(self) -> None:
        """Forget the gradient, so that the next walk begins anew."""
        self.grad = 0.0


def newest_first(node: Node) -> list[Node]:
    """All that a node was made of, and itself; what was computed last comes first.

    Examples
    --------
    >>> x = Node(3.0)
    >>> newest_first(x * x + x)
    [Node(12.0), Node(9.0), Node(3.0)]
    """
    seen, waiting = {node}, [node]
    while waiting:  # a list, and no function that calls itself: a chain may be long
        for x, _ in waiting.pop().moving:
            if x not in seen:
                seen.add(x)
                waiting.append(x)
    return sorted(seen, key=lambda x: -x.number)


@_watched
def gradient(f: Callable[..., Any]) -> Callable[..., tuple[Any, ...]]:
    """All slopes of a function of several numbers, as a function: backward, by one walk.

    Examples
    --------
    >>> gradient(lambda x, y: x * x * y)(3.0, 2.0)
    (12.0, 9.0)
    """

    def slopes(*point: Any) -> tuple[Any, ...]:
        level = next(counter)
        inputs = [Node(x, level=level) for x in point]
        y = _inside(f(*inputs), *inputs)
        arrived = y.gradients() if inputs and inputs[0].moves(y) else {}
        return tuple(arrived.get(x, 0.0) for x in inputs)

    return slopes

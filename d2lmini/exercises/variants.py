"""Exercises without end: a maker for each topic, of a chance and a level from 1 to 3."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

import numpy as np

from d2lmini.exercises.exercise import Exercise, Formula, Over
from d2lmini.exercises.formula import parse, spelled, value
from d2lmini.exercises.gathering import gathered
from d2lmini.exercises.kinds import SLOPE, derivation, differentiate
from d2lmini.exercises.steps import LETTERS, steps

XY: Over = {"x": (0.3, 2.5), "y": (0.4, 2.2)}

Maker = Callable[[Random, int], Exercise]


def _tidy(typed: str) -> str:
    """A formula as one would write it; a product or quotient stays one, x²/x too."""
    tree = parse(typed, LETTERS)
    if isinstance(tree, tuple) and tree[0] in ("*", "/"):
        return spelled((tree[0], *map(gathered, tree[1:])))
    return spelled(gathered(tree))


def _slope(typed: str, x: str = "x") -> str:
    return spelled(steps(typed, x).result)


def _differentiate(typed: str, mistakes: Mapping[str, str], hints: Sequence[str]) -> Exercise:
    return differentiate("", _tidy(typed), mistakes, hints)


def _count(chance: Random, most: int = 6) -> int:
    return chance.randint(2, most)


def _signed(chance: Random, most: int = 5) -> str:
    """A term to add, with its sign."""
    return f"{chance.choice('+-')} {chance.randint(1, most)}"


def _powers(chance: Random, level: int) -> Exercise:
    a, c = _count(chance), chance.randint(1, 9)
    n = {1: str(_count(chance, 5)), 2: f"(-{_count(chance, 4)})", 3: "(1/2)"}[level]
    m = _count(chance, 4)
    typed = f"{a}x^{n} + {m}x - {c}"
    return _differentiate(
        typed,
        {
            f"{a}*{n}x^{n} + {m}": "The exponent falls by 1, too.",
            f"{a}x^({n}-1) + {m}": "The exponent comes in front as a factor.",
            f"{a}*{n}x^({n}-1) + {m} - {c}": "A constant has the slope 0.",
            f"{a}*{n}x^({n}-1)": "One term is missing: a multiple of x has a slope.",
        },
        ("Differentiate term by term.", "The power rule: the exponent comes in front, less 1."),
    )


_PIECES = {
    1: ("x^2", "x^3", "sin(x)", "e^x", "cos(x)"),
    2: ("x^2+1", "ln(x)", "sin(x)", "e^x", "3x-2", "cos(x)"),
    3: ("x^3-2x", "√x", "sin(2x)", "e^(-x)", "ln(x)", "cos(3x)"),
}


def _product(chance: Random, level: int) -> Exercise:
    u, v = chance.sample(_PIECES[level], 2)
    du, dv = _slope(u), _slope(v)
    return _differentiate(
        f"({u})*({v})",
        {
            f"({du})*({dv})": "That is u′v′. The product rule has two terms: u′v + uv′.",
            f"({du})*({v})": "That is u′v. The other term, uv′, is missing.",
            f"({u})*({dv})": "That is uv′. The other term, u′v, is missing.",
            f"({du})*({v}) - ({u})*({dv})": "Between the two terms stands a plus.",
        },
        ("It is a product: name u and v.", f"`u = {u}` and `v = {v}`. The rule is u′v + uv′."),
    )


def _quotient(chance: Random, level: int) -> Exercise:
    below = {1: ("x", "x^2", "x+1"), 2: ("x^2+1", "e^x", "x+2"), 3: ("x^2+3", "e^x+1", "√x")}
    v = chance.choice(below[level])
    u = chance.choice([piece for piece in _PIECES[level] if piece != v])
    du, dv = _slope(u), _slope(v)
    return _differentiate(
        f"({u})/({v})",
        {
            f"({du})/({dv})": "That is u′/v′. A quotient has a rule of its own.",
            f"(({u})({dv}) - ({du})({v}))/({v})^2": "The sign: the rule begins with u′v.",
            f"(({du})({v}) + ({u})({dv}))/({v})^2": "In the quotient rule stands a minus.",
            f"(({du})({v}) - ({u})({dv}))": "The denominator, v², is missing.",
            f"(({du})({v}) - ({u})({dv}))/({v})": "The denominator is squared.",
        },
        ("It is a quotient: name u and v.", "The rule is (u′v − uv′)/v²."),
    )


def _chain(chance: Random, level: int) -> Exercise:
    inner = {
        1: f"{_count(chance)}x {_signed(chance)}",
        2: f"x^2 + {_count(chance)}",
        3: chance.choice(("sin(x)", "e^x + 1", "x^3 + x")),
    }[level]
    outer = chance.choice(("({})^4", "sin({})", "e^({})", "cos({})", "({})^3"))
    if level == 1 and outer == "sin({})":
        outer = "({})^5"
    typed, di = outer.format(inner), _slope(inner)
    at_inner = _slope(outer.format("z"), "z").replace("z", f"({inner})")
    at_x, at_di = (_slope(outer.format("z"), "z").replace("z", f"({at})") for at in ("x", di))
    return _differentiate(
        typed,
        {
            at_inner: "The inner derivative is missing.",
            f"({at_x})({di})": "The outer slope is taken at u, not at x.",
            at_di: "The outer slope is taken at u, not at u′; and it is multiplied by u′.",
            f"({at_inner})({inner})": "Multiply by the slope of the inside, not by the inside.",
        },
        ("What is inside, and what is done to it?", "The outer slope at u, times the inner slope."),
    )


def _exp_and_ln(chance: Random, level: int) -> Exercise:
    a, k = _count(chance), _count(chance, 5)
    if level == 1:
        return _differentiate(
            f"{a}e^x + {k} ln(x)",
            {
                f"{a}x e^(x-1) + {k}/x": "In eˣ the exponent moves: the power rule is not for it.",
                f"{a}e^x + {k} ln(x)": "eˣ is its own slope, and ln is not.",
                f"{a}e^x + 1/({k}x)": "A multiple of ln has that multiple of its slope.",
            },
            ("Term by term.", "eˣ is its own slope; ln has the slope 1/x."),
        )
    typed = f"{a}e^({k}x)" if level == 2 else f"x e^(-{k}x) + ln({a}x)"
    right = {
        f"{a}e^({k}x)": "The inner derivative is missing.",
        f"{a * k}x e^({k}x-1)": "In e^u the exponent moves: the power rule is not for it.",
        f"{a * k}e^x": "The exponent stays as it was.",
    }
    if level == 3:
        right = {
            f"-{k}e^(-{k}x) + 1/x": "x e^u is a product: its slope has two terms.",
            f"e^(-{k}x) + x e^(-{k}x) + 1/x": "In the second term the inner slope is missing.",
            f"e^(-{k}x) - {k}x e^(-{k}x) + 1/({a}x)": "ln(ax) = ln a + ln x: its slope is 1/x.",
            f"e^(-{k}x) - {k}x e^(-{k}x) + {a}/x": "The chain rule gives a/(ax), which is 1/x.",
        }
    return _differentiate(
        typed, right, ("What is inside of e?", "Chain: e^u has the slope e^u u′.")
    )


def _trigonometric(chance: Random, level: int) -> Exercise:
    a, b = _count(chance), _count(chance)
    k, m = (1, 1) if level == 1 else (_count(chance, 5), _count(chance, 5))
    typed = f"{a}sin({k}x) + {b}cos({m}x)" + (" + x sin(x)" if level == 3 else "")
    tail = " + sin(x) + x cos(x)" if level == 3 else ""
    mistakes = {
        f"{a * k}cos({k}x) + {b * m}sin({m}x){tail}": "The slope of cosine is minus sine.",
        f"-{a * k}cos({k}x) - {b * m}sin({m}x){tail}": "The slope of sine is cosine, with a plus.",
        f"{a * k}sin({k}x) - {b * m}cos({m}x){tail}": "Sine and cosine change places.",
    }
    if level > 1:
        mistakes[f"{a}cos({k}x) - {b}sin({m}x){tail}"] = "The inner derivatives are missing."
    return _differentiate(typed, mistakes, ("Term by term.", "sin → cos, and cos → −sin."))


def _partial(chance: Random, level: int) -> Exercise:
    a, n = _count(chance), _count(chance, 4)
    typed = {
        1: f"{a}x^2 y + y^{n}",
        2: f"x e^({a}y) + {n}x^2",
        3: f"sin({a}x y) + x y^{n}",
    }[level]
    dx, dy = _slope(typed, "x"), _slope(typed, "y")
    swapped = "That is the other one: here {} is moved, and {} is frozen."
    both = f"({dx}) + ({dy})"
    summed = "Move one number only: the other is a constant."
    return Exercise(
        "",
        f"Find both partial derivatives of `f = {_tidy(typed)}`.",
        [
            Formula(dx, XY, {dy: swapped.format("x", "y"), both: summed}, "∂f/∂x =", SLOPE),
            Formula(dy, XY, {dx: swapped.format("y", "x"), both: summed}, "∂f/∂y =", SLOPE),
        ],
        ("Freeze y: read it as a number. Then differentiate by x.", "Then freeze x."),
        [*derivation(typed, "x"), *derivation(typed, "y")],
    )


def _gradient(chance: Random, level: int) -> Exercise:
    a, b = _count(chance), _count(chance)
    typed, dx, dy = {
        1: (f"{a}x^2 + {b}y^2", "{ax}*2x", "{by}*2y"),
        2: (f"{a}x^2 y + {b}y", "", ""),
        3: (f"x^2 y^3 - {a}x y", "", ""),
    }[level]
    dx, dy = _slope(typed, "x"), _slope(typed, "y")
    p, q = chance.choice(((1, 2), (2, 1), (3, 1), (2, -1), (-1, 2)))
    at = [_at(each, p, q) for each in (dx, dy)]
    mistakes = {
        f"{at[1]}, {at[0]}": "The order: ∂f/∂x comes first.",
        f"{_at(typed, p, q)}": "That is the height. The gradient has two slopes.",
        f"{dx}, {dy}".replace("x", f"({p})").replace(
            "y", f"({p})"
        ): "Each place has its own number.",
    }
    return Exercise(
        "",
        f"What is ∇f of `f = {_tidy(typed)}` at ({p}, {q})?".replace("-", "−"),
        [Formula(", ".join(at), {}, _others(at, mistakes), "∇f =")],
        ("Find both partial derivatives first.", f"`{dx}` and `{dy}`; then put x and y in."),
        [f"∂f/∂x = {dx}, ∂f/∂y = {dy}", f"At the point: ({at[0]}, {at[1]})."],
    )


def _at(typed: str, x: float, y: float = 0.0) -> str:
    """The value of a formula, as text."""
    return f"{value(parse(typed, LETTERS), {'x': float(x), 'y': float(y)}):.10g}"


def _others(right: Sequence[str], mistakes: Mapping[str, str]) -> dict[str, str]:
    return {typed: says for typed, says in mistakes.items() if typed != ", ".join(right)}


def _tangent(chance: Random, level: int) -> Exercise:
    a = _count(chance, 4)
    typed = {1: f"x^2 + {a}", 2: f"{a}x^3 - x", 3: f"e^x + {a}x"}[level]
    at = 0 if level == 3 else chance.choice((1, 2, -1))
    slope, height = _at(_slope(typed), at), _at(typed, at)
    line = f"{height} + ({slope})(x - ({at}))"
    return Exercise(
        "",
        f"Which line touches `f(x) = {_tidy(typed)}` at x = {at}?".replace("= -", "= −"),
        [
            Formula(
                line,
                {"x": (-3.0, 3.0)},
                {
                    _slope(typed): "That is the slope at every x. Which is it at that one?",
                    f"({slope})*x": "The slope is right; the line must go through the point.",
                    f"({slope})*x + {height}": "Measure from the point: f(a) + f′(a)(x − a).",
                    typed: "That is the curve itself.",
                },
                "y =",
                "At {x} your line is {typed} high; the tangent is {right} high.",
            )
        ],
        ("First its slope: f′ at the place.", "The line is f(a) + f′(a)(x − a)."),
        [f"f′(x) = {_slope(typed)}, so the slope is {slope}.", f"y = {_tidy(line)}"],
    )


def _limit(chance: Random, level: int) -> Exercise:
    a = _count(chance, 6)
    typed, right, why, at = {
        1: (f"(x^2-{a * a})/(x-{a})", f"{2 * a}", f"x² − {a * a} = (x − {a})(x + {a})", a),
        2: (f"sin({a}x)/x", f"{a}", f"with u = {a}x it is {a} sin(u)/u", 0),
        3: (f"(√(x+{a * a})-{a})/x", f"1/{2 * a}", "multiply above and below by √… + a", 0),
    }[level]
    return Exercise(
        "",
        f"What does `{typed}` tend to, as x tends to {at}?",
        [
            Formula(
                right,
                {},
                {
                    "0": "Above and below tend to 0 together: what of their ratio?",
                    **({"1": "sin(u)/u tends to 1: and what is u here?"} if level == 2 else {}),
                    **({f"{a}": "Put x in after the factor is gone: x + a."} if level == 1 else {}),
                    **({f"1/{a}": "Below, √… + a tends to twice a."} if level == 3 else {}),
                },
                "limit =",
            )
        ],
        ("At the place itself it is 0/0: rewrite it first.", f"Hint: {why}."),
        [f"{why}.", f"So the limit is {right}."],
    )


def _stationary(chance: Random, level: int) -> Exercise:
    p, q = sorted(chance.sample(range(-3, 4), 2))
    if level == 1:
        typed, right = f"x^2 - {2 * q}x + {_count(chance)}", [str(q)]
    else:
        scale = 1 if level == 2 else 2
        typed = f"{2 * scale}x^3 - ({3 * scale * (p + q)})x^2 + ({6 * scale * p * q})x"
        right = [str(p), str(q)]
    values = ", ".join(_at(typed, float(x)) for x in right)
    turned = ", ".join(str(-int(x)) for x in right)
    return Exercise(
        "",
        f"Where is the slope of `f(x) = {_tidy(typed)}` 0?",
        [
            Formula(
                ", ".join(right),
                {},
                _others(
                    right,
                    {
                        values: "These are the heights there. The places are asked for.",
                        turned: "Mind the sign: a factor x − a is 0 at a.",
                        str(2 * q): "The slope of x² is 2x: halve it.",
                    },
                ),
                "x =",
                any_order=True,
            )
        ],
        ("Differentiate, and set the slope to 0.", f"`{_slope(typed)} = 0`: factor it."),
        [f"f′(x) = {_slope(typed)}", f"It is 0 at {', '.join(right)}.".replace("-", "−")],
    )


def _jacobian(chance: Random, level: int) -> Exercise:
    a, b = _count(chance), _count(chance)
    first, second = {
        1: (f"{a}x + {b}y", f"{b}x - y"),
        2: ("x y", f"x^2 + {a}y"),
        3: (f"e^({a}x) y", "sin(x) + x y^2"),
    }[level]
    rows = [[_slope(f, x) for x in "xy"] for f in (first, second)]
    (p, q), (r, s) = rows
    return Exercise(
        "",
        f"`f = ({_tidy(first)}` , `{_tidy(second)})`: which four entries has J, row by row?",
        [
            Formula(
                f"{p}, {q}, {r}, {s}",
                XY,
                {
                    f"{p}, {r}, {q}, {s}": "That is Jᵀ: in J each output has a row.",
                    f"{q}, {p}, {s}, {r}": "The columns: x comes first.",
                    f"{r}, {s}, {p}, {q}": "The rows: the first output comes first.",
                },
                "J =",
            )
        ],
        ("A row for each output, a column for each input.", f"The first row is {p}, {q}."),
        [f"First row: {p}, {q}", f"Second row: {r}, {s}"],
    )


def _backward(chance: Random, level: int) -> Exercise:
    w, x, b, y = (chance.randint(1, 4) for _ in range(4))
    y += 1 if w * x + b == y else 0
    residual = w * x + b - y
    dw, db = 2 * residual * x, 2 * residual
    given = f"w = {w}, x = {x}, b = {b}, y = {y}"
    loss = "L = (wx + b − y)²"
    fields = [
        Formula(
            str(dw),
            {},
            {
                str(db): "That is what arrives at wx + b: times its slope in w, which is x.",
                str(residual * x): "The square has the slope 2 times what is inside.",
                str(-dw): "The sign: inside stands + wx.",
            },
            "∂L/∂w =",
        ),
        Formula(str(db), {}, {str(residual): "The 2 of the square is missing."}, "∂L/∂b ="),
    ]
    if level > 1:
        fields.append(Formula(str(2 * residual * w), {}, {str(dw): "That is w̄."}, "∂L/∂x ="))
    if level > 2:
        fields.append(Formula(str(-db), {}, {str(db): "y is subtracted."}, "∂L/∂y ="))
    return Exercise(
        "",
        f"Walk backward through {loss} at {given}.",
        fields,
        ("Forward first: what is inside the square?", f"Inside is {residual}.".replace("-", "−")),
        [f"Inside: {residual}. Arriving there: {db}. At w: times x, {dw}.".replace("-", "−")],
    )


def variant(topic: str, chance: Random, level: int) -> Exercise:
    """Make an exercise of a topic; what turns out to be no mistake is left out.

    Examples
    --------
    >>> variant("powers", Random(0), 1).text
    'Differentiate `f(x) = 5x² + 4x − 7`.'
    """
    made = TOPICS[topic](chance, level)
    fields = [
        _with_real_mistakes(each) if isinstance(each, Formula) else each for each in made.fields
    ]
    return replace(made, fields=fields)


def _with_real_mistakes(field: Formula) -> Formula:
    """Leave out a mistake that is right by chance, or is the same as another."""
    spec, kept = field.spec(), {}
    seen: list[list[list[float | None]]] = []
    for (typed, says), mistake in zip(field.mistakes.items(), spec["mistakes"], strict=True):
        if not any(_alike(mistake["values"], other) for other in (spec["right"], *seen)):
            seen.append(mistake["values"])
            kept[typed] = says
    return replace(field, mistakes=kept)


def _alike(one: Sequence[Sequence[float | None]], other: Sequence[Sequence[float | None]]) -> bool:
    """Whether two lists of formulas have the same values."""
    a, b = (np.array([v for row in rows for v in row], float) for rows in (one, other))
    return a.size == b.size and np.allclose(a, b, rtol=1e-6, atol=1e-9, equal_nan=True)


TOPICS: dict[str, Maker] = {
    "powers": _powers,
    "product rule": _product,
    "quotient rule": _quotient,
    "chain rule": _chain,
    "exp and ln": _exp_and_ln,
    "trigonometric": _trigonometric,
    "partial derivatives": _partial,
    "gradients": _gradient,
    "tangent lines": _tangent,
    "limits": _limit,
    "stationary points": _stationary,
    "jacobians": _jacobian,
    "backpropagation": _backward,
}

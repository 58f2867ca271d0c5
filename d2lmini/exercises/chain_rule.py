"""Exercises of chapter 10: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import numpy as np

from d2lmini.exercises.code import CodeExercise, array_like, function_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula, Over, Shape
from d2lmini.exercises.kinds import ALL, POSITIVE, SLOPE, differentiate

_AB: Over = {"a": (0.3, 2.5), "b": (0.3, 2.5)}


def _tanh_gradient(X: np.ndarray, w: np.ndarray) -> np.ndarray:
    t = np.tanh(X @ w)
    return X.T @ (2 * t * (1 - t**2))


EXERCISES = (
    Exercise(
        "chain_rule.1",
        "`ln(1 + e^x)` has the slope ① · ②: the outer slope, then the inner one. Fill the blanks.",
        (
            Formula(
                "1/(1+e^x)",
                ALL,
                {
                    "1/x": "The outer slope is taken at u = 1 + e^x, not at x.",
                    "ln(1+e^x)": "That is the function. The slope of ln u is 1/u.",
                    "e^x": "That is the inner slope: ②.",
                },
                "① =",
                SLOPE,
            ),
            Formula(
                "e^x",
                ALL,
                {
                    "1 + e^x": "The 1 is a constant: its slope is 0.",
                    "x e^(x-1)": "In e^x the exponent moves: the power rule is not for it.",
                    "1/(1+e^x)": "That is the outer slope: ①.",
                },
                "② =",
                SLOPE,
            ),
        ),
        (
            "What is inside? `u = 1 + e^x`.",
            "ln u has the slope 1/u. What is the slope of the sum 1 + e^x?",
        ),
        (
            "Outside is ln u, inside `u = 1+e^x`.",
            "ln u has the slope 1/u, at u = 1 + e^x: ① is `1/(1+e^x)`.",
            "The inner slope is that of a sum, 0 + e^x: ② is `e^x`.",
            "Together `e^x/(1+e^x)`, which is the sigmoid σ(x).",
        ),
    ),
    Exercise(
        "chain_rule.2",
        "`σ(x) = 1/(1+e^(-x))`. Write its slope with σ alone. Type the letter s for σ(x).",
        (
            Formula(
                "s(1-s)",
                {"s": (0.05, 0.95)},
                {
                    "s^2": "That is the outer slope, without its minus, and the inner one is "
                    "missing: write e^(−x) with s.",
                    "-s(1-s)": "Two minuses: one of u^(−1), one of e^(−x).",
                    "1-s^2": "That is the slope of tanh, by tanh.",
                    "s": "That is σ itself.",
                },
                "σ′ =",
                "With {x} your formula gives {typed}; the slope is {right}.",
            ),
        ),
        (
            "Outer: `u^(-1)`, inner: `u = 1+e^(-x)`.",
            "The slope is `e^(-x)/(1+e^(-x))^2`.",
            "`e^(-x)/(1+e^(-x))` is 1 − σ.",
        ),
        (
            "σ = 1/u with `u = 1+e^(-x)`. The outer slope is −1/u², the inner one −`e^(-x)`.",
            "Two minuses make a plus: σ′ = `e^(-x)/(1+e^(-x))^2`.",
            "That is `1/(1+e^(-x))` times `e^(-x)/(1+e^(-x))`. The first is σ. In the second write "
            "e^(−x) as (1 + e^(−x)) − 1: it is 1 − σ.",
            "So σ′ = σ(1 − σ).",
        ),
    ),
    Exercise(
        "chain_rule.3",
        "Let p = x², q = sin x and y = p² + p q. Two paths lead from x to y: dy/dx = (2p + q) · ① "
        "+ ② · cos x. Fill in ① and ②.",
        (
            Formula(
                "2x",
                ALL,
                {
                    "2": "p moves by 2x for each unit of x.",
                    "x^2": "That is p. Its slope is wanted.",
                    "cos(x)": "That is how q moves: it stands at the other end.",
                },
                "① =",
            ),
            Choice(
                ("p", "q", "2p"),
                "p",
                {
                    "q": "∂y/∂q: p is frozen, and pq has the slope p in q.",
                    "2p": "p² does not move when q does.",
                },
                "② =",
            ),
        ),
        ("Two paths lead from x to y: one through p, one through q.", "① is dp/dx, ② is ∂y/∂q."),
        (
            "Through p: ∂y/∂p = 2p + q, and dp/dx = 2x. So ① is 2x.",
            "Through q: ∂y/∂q = p, for p is frozen, and dq/dx = cos x. So ② is p.",
            "Together dy/dx = (2p + q) · 2x + p cos x.",
        ),
    ),
    Exercise(
        "chain_rule.4",
        "f′(2) = 5, g(1) = 2, g′(1) = −3. What is the slope of f(g(x)) at 1?",
        (
            Formula(
                "-15",
                mistakes={
                    "15": "The sign of g′ stays.",
                    "5": "The inner slope is missing.",
                    "2": "2 is g(1), and also 5 − 3. Slopes multiply, and g(1) only says where f′ "
                    "is taken.",
                    "10": "The inner slope is g′(1), not g(1).",
                    "-3": "The outer slope is missing: f′ at g(1).",
                },
                label="slope =",
            ),
        ),
        ("f′ is taken where g leads: at g(1).", "Multiply f′(2) by g′(1)."),
        (
            "The outer slope is taken where g leads: f′(g(1)) = f′(2) = 5.",
            "The inner slope is g′(1) = −3.",
            "They multiply: 5 · (−3) = −15.",
        ),
    ),
    differentiate(
        "chain_rule.5",
        "sin(x)^2",
        {
            "2sin(x)": "The inner slope is missing.",
            "cos(x)^2": "The square is outside: first 2u, then the slope of u.",
            "2cos(x)": "The outer slope is 2u, with u = sin x.",
            "2x cos(x^2)": "That is the slope of sin(x²): the square is inside there.",
        },
        ("Outside is the square, inside is sine.", "2u, times the slope of u."),
        ALL,
    ),
    differentiate(
        "chain_rule.6",
        "x^x",
        {
            "x^x": "By the power rule it would be x · x^(x−1), but the exponent is not fixed.",
            "ln(x) + 1": "The factor x^x is missing.",
            "x^x ln(x)": "That holds for a fixed base. Here both move: add the two paths.",
        },
        (
            "y = u^v with u = v = x: two paths lead from x to y.",
            "∂y/∂u = v u^(v−1), and ∂y/∂v = u^v ln u.",
        ),
        POSITIVE,
        conclusion=(
            "e^(x ln x) is x^x, so this is x^x (ln x + 1).",
            "Another way, by two paths: y = u^v with u = v = x. With v frozen, u^v has the slope v "
            "u^(v−1): x · x^(x−1) = x^x. With u frozen, u^v = e^(v ln u) has the slope u^v ln u: "
            "x^x ln x. Together x^x (1 + ln x).",
        ),
        and_then=", x > 0.",
    ),
    Exercise(
        "chain_rule.7",
        "g is the inverse of f, so f(g(x)) = x for all x at which g has a value, and both have "
        "slopes. Differentiate both sides: by the chain rule ① · ② = 1. What is g′(x)?",
        (
            Choice(
                ("f′(x)", "f′(g(x))", "f(g′(x))"),
                "f′(g(x))",
                {
                    "f′(x)": "The outer slope is taken where the inner function leads.",
                    "f(g′(x))": "It is the slope f′ that is taken, at g(x).",
                },
                "① =",
            ),
            Choice(
                ("g(x)", "g′(x)", "1/g′(x)"),
                "g′(x)",
                {
                    "g(x)": "The inner slope is wanted.",
                    "1/g′(x)": "Both sides are differentiated; nothing is divided yet.",
                },
                "② =",
            ),
            Choice(
                ("1/f′(x)", "1/f′(g(x))", "f′(g(x))"),
                "1/f′(g(x))",
                {
                    "1/f′(x)": "At which place is f′ taken?",
                    "f′(g(x))": "Divide 1 by it.",
                },
                "So g′(x) =",
            ),
        ),
        (
            "Differentiate both sides of f(g(x)) = x.",
            "Left: chain rule. Right: the slope of x is 1.",
        ),
        (
            "Left stands f after g. Its slope is f′(g(x)) · g′(x).",
            "Right stands x, with the slope 1.",
            "So f′(g(x)) · g′(x) = 1, and g′(x) = 1/f′(g(x)). f′(g(x)) is not 0, for then the "
            "product could not be 1.",
        ),
    ),
    Exercise(
        "chain_rule.8",
        "One point with n numbers x, and n weights w: u = x·w − y is one number, and L = u². What "
        "is the Jacobian of u with respect to w like, and what is the gradient of L with respect "
        "to w?",
        (
            Choice(
                ("1 × n", "n × 1", "n × n"),
                "1 × n",
                {
                    "n × 1": "A row for each output, and u is one number.",
                    "n × n": "u is one number: one row.",
                },
                "The Jacobian of u with respect to w is",
            ),
            Choice(
                ("2u x", "2u w", "2x", "u² x"),
                "2u x",
                {
                    "2u w": "∂u/∂wᵢ is xᵢ.",
                    "2x": "The outer slope is 2u.",
                    "u² x": "The slope of u² is 2u.",
                },
                "∇L with respect to w is",
            ),
        ),
        ("∂u/∂wᵢ = xᵢ.", "L = u² has the slope 2u in u."),
        (
            "u = x₁w₁ + … + xₙwₙ − y is one output: one row. ∂u/∂wᵢ = xᵢ, so J is the row xᵀ, 1 × "
            "n.",
            "L = u² has the slope 2u with respect to u.",
            "∇L = Jᵀ · 2u = 2u x.",
        ),
    ),
    differentiate(
        "chain_rule.9",
        "e^(-x^2/2)",
        {
            "e^(-x^2/2)": "The inner slope is missing.",
            "-x^2/2*e^(-x^2/2-1)": "In e^u the exponent moves: no power rule.",
            "x e^(-x^2/2)": "The inner slope is −x.",
            "e^(-x)": "The outer slope is taken at u = −x²/2.",
            "-x e^(x^2/2)": "The minus in the exponent stays.",
            "-2x e^(-x^2/2)": "−x²/2 has the slope −x: the 2 cancels.",
        },
        ("Outside is e^u, inside u = −x²/2.", "u has the slope −x."),
        ALL,
    ),
    Exercise(
        "chain_rule.10",
        "y is one number that depends on u, with 3 entries. u depends on x, with 5 entries. Type "
        "the shapes of the three Jacobians, as tables: rows, columns.",
        (
            Shape((1, 3), {(3, 1): "A row for each output: y is one."}, "y with respect to u:"),
            Shape((3, 5), {(5, 3): "A row for each entry of u."}, "u with respect to x:"),
            Shape(
                (1, 5),
                {(5, 1): "That is the shape of ∇y as a column."},
                "y with respect to x, their product:",
            ),
        ),
        (
            "A row for each output, a column for each input.",
            "y is one output: how many rows has the first one?",
        ),
        (
            "y is one output, u has three entries: 1 × 3.",
            "u has three entries, each a row; x has five, each a column: 3 × 5.",
            "(1 × 3) times (3 × 5) is 1 × 5: the inner 3 goes away. One output, five inputs.",
        ),
    ),
    CodeExercise(
        "chain_rule.11",
        "Write the slope of sin(x²) as a function of a plain number x.",
        function_like(
            lambda x: 2 * x * np.cos(x**2),
            (1.3, 0.5, -0.7, 2.0),
            mistakes={
                "The inner slope, 2x, is missing.": lambda x: np.cos(x**2),
                "The outer slope is taken at x², not at x.": lambda x: 2 * x * np.cos(x),
                "That is the slope of sin² x.": lambda x: 2 * np.sin(x) * np.cos(x),
                "The slope of the sine is the cosine, with a plus.": lambda x: (
                    -2 * x * np.cos(x**2)
                ),
                "The outer slope is cos, not sin.": lambda x: 2 * x * np.sin(x**2),
                "The inner slope is 2x, not 2.": lambda x: 2 * np.cos(x**2),
            },
        ),
        matters="Each layer of a network is such an outer function, and hands its slope on.",
        hints=("Inside is the square.", "cos of what is inside, times 2x."),
        solution="def answer(x):\n    return 2 * x * np.cos(x**2)",
        why=(
            "Outside is sin u, inside u = x².",
            "The outer slope is cos u at u = x², the inner one 2x: together 2x cos(x²).",
        ),
        stub=("def answer(x):\n    return ..."),
    ),
    CodeExercise(
        "chain_rule.12",
        "J is [[6, 3, 2], [1, 1, 1]] and v = (1, 10). Compute vᵀJ with numpy, as an array of one "
        "axis.",
        array_like(
            [16, 13, 12],
            mistakes={
                "You added along the rows: weigh the rows by v, and add down the columns.": [11, 3],
                "Add down the columns, not along the rows.": [11, 30],
                "The rows are added without their weights.": [7, 4, 3],
                "A row of its own is one bracket too many: v has one axis.": [[16, 13, 12]],
                "The weights are the other way round: 1 belongs to the first row.": [61, 31, 21],
            },
        ),
        matters="That is what backward computes, layer by layer.",
        hints=("Weigh the first row by 1, the second by 10.", "v @ J"),
        solution="answer = np.array([1, 10]) @ np.array([[6, 3, 2], [1, 1, 1]])",
        why=(
            "vᵀJ adds the rows of J, each with its weight.",
            "1 · (6, 3, 2) + 10 · (1, 1, 1) = (16, 13, 12).",
        ),
    ),
    Exercise(
        "chain_rule.13",
        "Find the gradient of ‖x‖ for a vector with two entries, `f = √(x1^2 + x2^2)`, where x is "
        "not (0, 0). And at (0, 0)?",
        (
            Formula(
                "x1/√(x1^2 + x2^2), x2/√(x1^2 + x2^2)",
                {"x1": (-2.5, 2.5), "x2": (-2.5, 2.5)},
                {
                    "1/(2√(x1^2 + x2^2)), 1/(2√(x1^2 + x2^2))": "The inner slopes are missing: 2 "
                    "x1 and 2 x2.",
                    "2x1, 2x2": "That is the inner gradient; the root has a slope, too.",
                    "2x1/√(x1^2 + x2^2), 2x2/√(x1^2 + x2^2)": "The slope of √u is 1/(2√u).",
                    "x1/(x1^2 + x2^2), x2/(x1^2 + x2^2)": "The root is missing in the denominator.",
                },
                "∇f =",
                told=SLOPE,
            ),
            Choice(
                ("there is none", "(0, 0)", "(1, 1)"),
                "there is none",
                {
                    "(0, 0)": "x.norm() in torch returns that, and the root written out gives nan. "
                    "But along an axis f is |x1|, a corner.",
                    "(1, 1)": "To the left of 0, |x1| has the slope −1.",
                },
                "At (0, 0)",
            ),
        ),
        (
            "Outside is a root, inside x1² + x2².",
            "1/(2√u) times 2 x1, and likewise for x2.",
        ),
        (
            "With u = x1² + x2²: f = √u has the slope 1/(2√u), and ∂u/∂x1 = 2 x1.",
            "∂f/∂x1 = 2 x1/(2√u) = `x1/√(x1^2 + x2^2)`, and likewise for x2. So ∇f = x/‖x‖: it has "
            "the length 1.",
            "At (0, 0) along the first axis f is |x1|. It has a corner there: there is no "
            "gradient.",
        ),
    ),
    Exercise(
        "chain_rule.14",
        "u = f(x, y, z), where x, y, z depend on a and b, all differentiable. How many terms has "
        "∂u/∂a? Then take u = x y + z with x = a + b, y = a b, z = b², and find both slopes.",
        (
            Formula(
                "3",
                mistakes={
                    "2": "Count the paths from a to u: through x, y and z.",
                    "1": "Each of x, y, z may depend on a.",
                    "6": "Those are the paths from a and from b together.",
                },
                label="terms of ∂u/∂a:",
            ),
            Formula(
                "2a b + b^2",
                _AB,
                {
                    "a b": "The path through y is missing: x · b.",
                    "(a + b) b": "The path through x is missing: y · 1.",
                    "a^2 + 2a b + 2b": "That is ∂u/∂b.",
                },
                "∂u/∂a =",
                told=SLOPE,
            ),
            Formula(
                "a^2 + 2a b + 2b",
                _AB,
                {
                    "a^2 + 2a b": "The path through z is missing: 1 · 2b.",
                    "a b + 2b": "The path through y is missing: x · a.",
                    "2a b + b^2": "That is ∂u/∂a.",
                },
                "∂u/∂b =",
                told=SLOPE,
            ),
        ),
        (
            "A path for each of x, y, z: its outer slope times its inner slope.",
            "∂u/∂x = y, ∂u/∂y = x, ∂u/∂z = 1.",
        ),
        (
            "∂u/∂a = ∂u/∂x ∂x/∂a + ∂u/∂y ∂y/∂a + ∂u/∂z ∂z/∂a: three terms. Likewise for b.",
            "∂u/∂x = y, ∂u/∂y = x, ∂u/∂z = 1.",
            "∂u/∂a = y · 1 + x · b + 1 · 0 = a b + (a + b) b = `2a b + b^2`.",
            "∂u/∂b = y · 1 + x · a + 1 · 2b = a b + (a + b) a + 2b = `a^2 + 2a b + 2b`.",
        ),
    ),
    CodeExercise(
        "chain_rule.15",
        "L = ‖tanh(X w)‖², with tanh taken of each entry. Write its gradient with respect to w as "
        "a function of (X, w). Known: the slope of tanh is 1 − tanh².",
        function_like(
            _tanh_gradient,
            (
                (np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([0.1, -0.2])),
                (np.array([[1.0, 0.0, -1.0], [2.0, 0.5, 1.0]]), np.array([0.3, 0.2, 0.4])),
            ),
            mistakes={
                "The slope of tanh is missing: times 1 − tanh².": lambda X, w: (
                    X.T @ (2 * np.tanh(X @ w))
                ),
                "The factor 2 of the square is missing.": lambda X, w: _tanh_gradient(X, w) / 2,
                "That is by X w: go back through X.": lambda X, w: (
                    2 * np.tanh(X @ w) * (1 - np.tanh(X @ w) ** 2)
                ),
            },
        ),
        matters="Three functions one after the other: their Jacobians, from the end to the start.",
        hints=(
            "Upstream 2t, with t = tanh(X w).",
            "tanh of each entry has a diagonal Jacobian: multiply entry by entry.",
            "Then Xᵀ takes it back to w.",
        ),
        stub="def answer(X, w):\n    return ...",
        solution=(
            "def answer(X, w):\n    t = np.tanh(X @ w)\n    return X.T @ (2 * t * (1 - t**2))"
        ),
        why=(
            "Name the steps: u = X w, t = tanh(u) entry by entry, L = ‖t‖².",
            "With respect to t the gradient is 2t. tanh of each entry has a diagonal Jacobian with "
            "1 − tᵢ², so with respect to u it is 2 tᵢ (1 − tᵢ²).",
            "u = X w has the Jacobian X, so with respect to w it is Xᵀ times that.",
        ),
    ),
)

"""Exercises of chapter 02: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import numpy as np

from d2lmini.exercises.code import CodeExercise, function_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula, Over
from d2lmini.exercises.kinds import POSITIVE, SLOPE

XH: Over = {"x": (-2.0, 2.0), "h": (0.1, 1.0)}
LINE = "At {x} your line is {typed} high; the tangent is {right} high."

EXERCISES = (
    Exercise(
        "derivatives.1",
        "`f(x) = x^3`. Its difference quotient is 3x² + ① + h², so f′(x) = ②. Fill in the blanks.",
        (
            Formula(
                "3x h",
                XH,
                {
                    "3x h^2": "It was divided by h: one h is gone.",
                    "3x^2 h": "That is one term before the division.",
                    "3h": "A factor x is missing: (x + h)³ holds 3xh².",
                },
                "① =",
            ),
            Formula(
                "3x^2",
                {"x": (-2.0, 2.0)},
                {
                    "3x^2 + 3x": "What holds h tends to 0.",
                    "x^2": "The 3 stays.",
                    "3x^3": "The power falls by 1.",
                },
                "② =",
                SLOPE,
            ),
        ),
        ("Expand (x + h)³.", "Take x³ away, divide by h, and let h tend to 0."),
        (
            "(x + h)³ = x³ + 3x²h + 3xh² + h³. Subtract x³, and divide by h: 3x² + 3xh + h².",
            "So ① is 3xh. As h tends to 0, 3xh and h² tend to 0, and 3x² is left: ② is 3x².",
        ),
    ),
    Exercise(
        "derivatives.2",
        "Find the derivative of `f(x) = 1/x`, x ≠ 0, from the definition.",
        (
            Formula(
                "-1/(x(x+h))",
                {"x": (0.5, 2.0), "h": (0.1, 1.0)},
                {
                    "1/(x(x+h))": "x − (x + h) is −h.",
                    "-h/(x(x+h))": "Divide by h, too.",
                    "1/h": "Bring both to one denominator: x(x + h).",
                    "-1/x^2": "That is where it tends to. What is it for this h?",
                },
                "the difference quotient =",
            ),
            Formula(
                "-1/x^2",
                POSITIVE,
                {
                    "1/x^2": "It falls: the slope is negative.",
                    "-1/x": "x(x + h) tends to x².",
                    "ln(x)": "The slope of ln is 1/x: the other way round.",
                },
                "`f'(x)` =",
                SLOPE,
            ),
        ),
        (
            "Write 1/(x + h) − 1/x over one denominator.",
            "In the numerator x − (x + h) = −h is left.",
        ),
        (
            "1/(x + h) − 1/x = (x − (x + h))/(x(x + h)) = −h/(x(x + h)).",
            "Divided by h: `-1/(x(x+h))`.",
            "As h tends to 0, x + h tends to x, so it tends to `-1/x^2`.",
        ),
    ),
    Exercise(
        "derivatives.3",
        "Which line touches `f(x) = x^3 - 1/x` at x = 1?",
        (
            Formula(
                "4x - 4",
                {"x": (-2.0, 3.0)},
                {
                    "4x": "It must go through (1, f(1)) = (1, 0).",
                    "2x - 2": "The slope of −1/x is +1/x²: 3 + 1.",
                    "3x^2 + 1/x^2": "That is the slope at every x. Which is it at 1?",
                    "4x + 4": "Through (1, 0): 4 · 1 + b = 0.",
                    "(3x^2 + 1/x^2)(x - 1)": "The slope of a line is a number: take it at x = 1.",
                    "x^3 - 1/x": "That is the curve.",
                    "4": "That is the slope alone. The line also goes through (1, 0).",
                },
                "y =",
                LINE,
            ),
        ),
        ("The slope is 3x² + 1/x²: at 1?", "The height there is f(1)."),
        (
            "The slope of x³ is 3x², that of −1/x is 1/x²: f′(x) = 3x² + 1/x², and f′(1) = 3 + 1 = "
            "4.",
            "f(1) = 1 − 1 = 0: the line goes through (1, 0).",
            "y = 4(x − 1) = `4x - 4`.",
        ),
    ),
    Exercise(
        "derivatives.4",
        "Below 0 the function f is 0, and from 0 on it is x². Is it differentiable at 0? And is "
        "its slope f′?",
        (
            Choice(
                ("yes, with slope 0", "no", "yes, with slope 2"),
                "yes, with slope 0",
                {
                    "no": "From the right h²/h = h tends to 0, as on the left.",
                    "yes, with slope 2": "2x at 0 is 0.",
                },
                "f at 0:",
            ),
            Choice(
                ("yes", "no"),
                "no",
                {"yes": "f′ is 0 on the left and 2x on the right: slopes 0 and 2."},
                "f′ at 0:",
            ),
        ),
        ("Look at both one-sided limits of the quotient.", "f′ has a corner at 0."),
        (
            "From the right the quotient at 0 is (h² − 0)/h = h, which tends to 0. From the left "
            "it is 0. So f′(0) = 0.",
            "f′ is 0 up to 0, and 2x after. Its quotient at 0 is 0 from the left and 2h/h = 2 from "
            "the right: they disagree, so f′ is not differentiable at 0.",
        ),
    ),
    Exercise(
        "derivatives.5",
        "f(x) = 1/x. From x = 2 guess f(2.1), which is 1/2.1, by Δy ≈ f′(x) Δx.",
        (
            Formula(
                "0.475",
                mistakes={
                    "0.525": "1/x falls: f′(2) is −1/4.",
                    "0.45": "f′(2) = −1/x² = −1/4, not −1/2.",
                    "1/2.1": "That is exact. The guess goes along the tangent.",
                    "0.25": "Multiply the slope by Δx = 0.1.",
                    "-0.025": "That is Δy. Add it to f(2).",
                    "0.5": "That is f(2). Add Δy.",
                    "0.476": "That is nearly exact. The guess goes along the tangent.",
                    "0.4762": "That is nearly exact. The guess goes along the tangent.",
                    "0.47619": "That is nearly exact. The guess goes along the tangent.",
                },
                label="1/2.1 ≈",
                within=1e-9,
            ),
        ),
        ("f(2) = 0.5 and Δx = 0.1.", "f′(2) = −1/4."),
        (
            "f(2) = 0.5, and f′(2) = −1/2² = −0.25.",
            "Δx = 0.1, so Δy is about −0.25 · 0.1 = −0.025.",
            "The guess is 0.5 − 0.025 = 0.475. Exact is 0.47619…",
        ),
    ),
    Exercise(
        "derivatives.6",
        "L(w) is in square meters, and w in meters per minute. In which units are L′(w) and L″(w)?",
        (
            Choice(
                ("m · min", "m² / min", "m² · min", "m / min"),
                "m · min",
                {
                    "m² / min": "Divide by the unit of w, m/min.",
                    "m² · min": "One m is gone by the division.",
                    "m / min": "That is the unit of w.",
                },
                "L′ is in",
            ),
            Choice(
                ("min²", "m²", "min"),
                "min²",
                {"m²": "Divide by m/min once more.", "min": "m · min divided by m/min."},
                "L″ is in",
            ),
        ),
        (
            "A slope is rise over run: divide by the unit of w.",
            "L′: m² divided by m/min. L″: that divided by m/min once more.",
        ),
        (
            "L′: m² ÷ (m/min) = m · min.",
            "L″: m · min ÷ (m/min) = min².",
        ),
    ),
    CodeExercise(
        "derivatives.7",
        "Complete ``answer(f, x, h)``: the difference quotient of f from x over the step h.",
        function_like(
            lambda f, x, h: (f(x + h) - f(x)) / h,
            ((np.exp, 1.0, 0.5), (abs, -0.1, 0.25), (np.square, 2.0, -0.1)),
            mistakes={
                "Divide by h: that is the rise alone.": lambda f, x, h: f(x + h) - f(x),
                "The sign: it ends at x + h.": lambda f, x, h: (f(x) - f(x + h)) / h,
                "It begins at x and ends at x + h, not at x − h.": lambda f, x, h: (
                    (f(x) - f(x - h)) / h
                ),
                "Put f(x + h) − f(x) into brackets: only f(x) was divided.": lambda f, x, h: (
                    f(x + h) - f(x) / h
                ),
                "That is the central quotient. It begins at x and ends at x + h.": lambda f, x, h: (
                    (f(x + h) - f(x - h)) / (2 * h)
                ),
            },
        ),
        matters="Every slope in this series begins with it.",
        hints=("Rise: f(x + h) − f(x).", "Over run: h."),
        solution="def answer(f, x, h):\n    return (f(x + h) - f(x)) / h",
        why=(
            "The rise is f(x + h) − f(x), and the run is h: the quotient is the slope of the line "
            "through both points.",
        ),
        stub=("def answer(f, x, h):\n    return ..."),
    ),
)

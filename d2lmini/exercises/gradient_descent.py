"""Exercises of chapter 08: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import numpy as np

from d2lmini.exercises.code import CodeExercise, array_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula


def _walked(steps: int, rate: float, turned: float = -1.0, second: float = 4.0) -> np.ndarray:
    """Where a walk on (x − 1)² + 2(y + 2)² from (0, 0) is."""
    p = np.zeros(2)
    for _ in range(steps):
        p = p + turned * rate * np.array([2 * (p[0] - 1), second * (p[1] + 2)])
    return p


EXERCISES = (
    Exercise(
        "gradient_descent.1",
        "Below which η does gradient descent on `f = 3x^2` come to the minimum?",
        (
            Formula(
                "1/3",
                mistakes={
                    "1/6": "There it is in one step. It comes to the minimum up to twice that.",
                    "2/3": "λ is f″ = 6, not 3.",
                    "6": "That is λ: the limit is 2/λ.",
                    "1": "That is for x², with λ = 2.",
                },
                label="η below",
            ),
        ),
        (
            "What is f″? That is λ.",
            "A walk comes to the minimum if η is below 2/λ.",
        ),
        (
            "f = 3x² has f′ = 6x and f″ = 6: that is λ.",
            "Each step multiplies the distance from the minimum by 1 − ηλ = 1 − 6η.",
            "It shrinks if 1 − 6η is between −1 and 1, so for η between 0 and 2/6 = 1/3.",
        ),
    ),
    Exercise(
        "gradient_descent.2",
        "`f = x^2 + y^2`, η = 0.25. Where does one step from (4, −8) lead?",
        (
            Formula(
                "2, -4",
                mistakes={
                    "6, -12": "Against the gradient: subtract.",
                    "3, -6": "The gradient is (2x, 2y): the slope of x² is 2x.",
                    "-4, 8": "η is 0.25: that would be η = 1.",
                    "8, -16": "That is the gradient.",
                    "5, -10": "Subtract 0.25 times the gradient, (2x, 2y).",
                    "2, 4": "The second coordinate: −8 − 0.25 · (−16).",
                },
                label="to",
            ),
        ),
        ("∇f = (2x, 2y).", "(4, −8) − 0.25 · (8, −16)."),
        (
            "∇f = (2x, 2y), which is (8, −16) at (4, −8).",
            "0.25 · (8, −16) = (2, −4).",
            "Subtract it: (4 − 2, −8 + 4) = (2, −4).",
        ),
    ),
    CodeExercise(
        "gradient_descent.3",
        "Write the loop for f = (x − 1)² + 2(y + 2)² from (0, 0) with η = 0.1: where is it after "
        "50 steps?",
        array_like(
            _walked(50, 0.1),
            mistakes={
                "Uphill: subtract the gradient.": _walked(50, 0.1, turned=1.0),
                "That is one step.": _walked(1, 0.1),
                "That is the start.": [0.0, 0.0],
                "That is the minimum. After 50 steps the walk is close to it, but not there.": [
                    1.0,
                    -2.0,
                ],
                "The slope of 2(y + 2)² is 4(y + 2): the factor 2 comes twice.": _walked(
                    50, 0.1, second=2.0
                ),
                "That is 49 steps.": _walked(49, 0.1),
                "That is 51 steps.": _walked(51, 0.1),
            },
            near=2e-7,
        ),
        matters="Four lines, and they train networks.",
        hints=("∇f = (2(x − 1), 4(y + 2)).", "p = p − 0.1 · gradient, 50 times."),
        solution=(
            "p = np.zeros(2)\nfor _ in range(50):\n"
            "    p = p - 0.1 * np.array([2 * (p[0] - 1), 4 * (p[1] + 2)])\nanswer = p"
        ),
        why=(
            "The gradient is (2(x − 1), 4(y + 2)), and each step subtracts 0.1 times that.",
            "So x − 1 is multiplied by 1 − 0.2 = 0.8 in each step, and y + 2 by 1 − 0.4 = 0.6.",
            "After 50 steps x − 1 is −0.8⁵⁰, about −0.0000143, and y + 2 is 2 · 0.6⁵⁰, about "
            "10⁻¹¹.",
        ),
        stub=(
            "point = np.array([0.0, 0.0])\nfor step in range(50):\n    point = ...\nanswer = point"
        ),
    ),
    Exercise(
        "gradient_descent.4",
        "f = 2x² + 8y². Below which η does a walk come to the minimum, from any start? And at η = "
        "1/16, which coordinate is slow?",
        (
            Formula(
                "1/8",
                mistakes={
                    "1/2": "The largest λ decides: 16.",
                    "1/4": "λ is the second derivative: 4 and 16.",
                    "1/16": "That is 1/λ of y: there y is in one step. The limit is twice that.",
                    "16": "That is λ along y. The limit is 2/λ.",
                },
                label="η below",
            ),
            Choice(
                ("x", "y"),
                "x",
                {"y": "y is multiplied by 1 − 16η = 0, x by 1 − 4η = 3/4."},
                "slow is",
            ),
        ),
        (
            "λ is the second derivative: 4 along x, and 16 along y.",
            "The limit is 2/λ of the largest λ.",
            "Each step multiplies x by 1 − 4η, and y by 1 − 16η.",
        ),
        (
            "Along x the second derivative is λ = 4, along y it is λ = 16.",
            "Each step multiplies x by 1 − 4η and y by 1 − 16η. Both must be between −1 and 1: η "
            "below 2/4 and below 2/16. So η below 1/8.",
            "At η = 1/16 the factor of y is 0: it is there in one step. The factor of x is 1 − "
            "4/16 = 3/4: x is slow.",
        ),
    ),
    Exercise(
        "gradient_descent.5",
        "η = 0.3 and λ = 4. By which factor does each step multiply the distance from the minimum? "
        "Which word describes the walk?",
        (
            Formula(
                "-0.2",
                mistakes={
                    "1.2": "That is ηλ: the factor is 1 − ηλ.",
                    "0.2": "1 − 1.2 is negative.",
                    "0.7": "λ counts: 1 − 0.3 · 4.",
                },
                label="factor:",
                within=1e-9,
            ),
            Choice(
                ("alternates", "settles, from one side", "swings", "diverges"),
                "alternates",
                {
                    "settles, from one side": "The sign changes in each step.",
                    "swings": "0.2 is below 1: it gets shorter.",
                    "diverges": "0.2 is below 1: it gets shorter.",
                },
                "The walk",
            ),
        ),
        (
            "The factor is 1 − ηλ.",
            "What does a minus do, step by step? And is the size below 1?",
        ),
        (
            "1 − ηλ = 1 − 0.3 · 4 = −0.2.",
            "The minus: each step lands on the other side. The size 0.2 is below 1: the distance "
            "shrinks.",
            "So the walk alternates: from side to side, closer and closer.",
        ),
    ),
    Exercise(
        "gradient_descent.6",
        "In the tortoise's loss L(w), with b fixed, the minutes become seconds: each time xᵢ is "
        "multiplied by 60. How does the largest possible η change?",
        (
            Choice(
                (
                    "is divided by 3600",
                    "is divided by 60",
                    "stays",
                    "is multiplied by 60",
                ),
                "is divided by 3600",
                {
                    "is divided by 60": "The second derivative holds the times squared.",
                    "stays": "λ depends on the units.",
                    "is multiplied by 60": "λ grows, and the limit is 2/λ.",
                },
                "it",
            ),
        ),
        (
            "λ is the second derivative of L with respect to w.",
            "It is twice the mean of the xᵢ².",
        ),
        (
            "L is the mean of (w xᵢ + b − yᵢ)², so λ = ∂²L/∂w² is twice the mean of the xᵢ².",
            "With 60 xᵢ in the place of xᵢ it is 60² = 3600 times as large.",
            "The limit for η is 2/λ, so it falls 3600-fold. That is why inputs are brought to a "
            "common scale.",
        ),
    ),
    Exercise(
        "gradient_descent.7",
        "A program computes f(x), and you cannot read it. Does f rise or fall at x = 2? Choose the "
        "tool, and what it shows.",
        (
            Choice(
                ("a small h", "sympy", "by hand"),
                "a small h",
                {
                    "sympy": "It needs a formula.",
                    "by hand": "There is no formula to differentiate.",
                },
                "Tool:",
            ),
            Choice(
                ("the sign of (f(2+h) − f(2−h))/(2h)", "the sign of f(2)", "f(2+h) for one h"),
                "the sign of (f(2+h) − f(2−h))/(2h)",
                {
                    "the sign of f(2)": "A function can be negative and rise.",
                    "f(2+h) for one h": "Compared with what? And try two or three h.",
                },
                "It is told by",
            ),
        ),
        (
            "What can you do with a program that only computes?",
            "Compute it twice, close to 2, on both sides.",
        ),
        (
            "Only values can be had, so the slope comes from a small h.",
            "If f has a slope there that is not 0, the central quotient (f(2+h) − f(2−h))/(2h) has "
            "its sign for small h, as long as rounding is smaller. Try two or three h: if they "
            "agree, believe it.",
        ),
    ),
    Exercise(
        "gradient_descent.8",
        "Where on [0, 3] is `f = x^3 - 3x^2 + 2x` least? Exactly.",
        (
            Formula(
                "1 + 1/√3",
                mistakes={
                    "1 - 1/√3": "There f′ is 0, too; but it is the greatest value between 0 and 2.",
                    "0": "f is 0 there. It gets below 0.",
                    "1 + √3": "3x² − 6x + 2 = 0 has the roots 1 ± 1/√3.",
                    "-2/(3√3)": "That is the least value; asked is x.",
                },
                label="x =",
            ),
        ),
        ("Candidates: f′ = 0, and the ends.", "f′ = 3x² − 6x + 2."),
        (
            "f′ = 3x² − 6x + 2 is 0 where x² − 2x + 2/3 = 0, so at x = 1 ± √(1/3) = 1 ± 1/√3.",
            "f there: −0.385 at 1 + 1/√3, and 0.385 at 1 − 1/√3. At the ends: f(0) = 0, f(3) = 6.",
            "The least is at 1 + 1/√3, about 1.577.",
        ),
    ),
    Exercise(
        "gradient_descent.9",
        "You may turn only w. At w = 3, b = 0 of the tortoise's loss, find ∂L/∂w, and say which "
        "way to turn, so that the loss falls. The times are 0, 1, 2, 3, 4, and the meters 1.2, "
        "2.6, 5, 7.4, 8.8.",
        (
            Formula(
                "8",
                mistakes={
                    "4": "The factor 2 of the square is missing.",
                    "2": "Each miss is multiplied by its time: that is what w does.",
                    "-8": "A miss is the line minus the point.",
                    "40": "The mean, not the sum: divide by 5.",
                    "12": "That is for b = 1. Here b is 0.",
                    "20": "Take the mean of these, and the factor 2 of the square.",
                },
                label="∂L/∂w =",
                within=1e-6,
            ),
            Choice(
                ("down", "up", "not at all"),
                "down",
                {
                    "up": "The slope is positive: the loss grows with w.",
                    "not at all": "The slope is not 0.",
                },
                "Turn w",
            ),
        ),
        (
            "∂L/∂w is 2 times the mean of x · (w x + b − y).",
            "The misses 3x − y: −1.2, 0.4, 1, 1.6, 3.2. Times x: 0, 0.4, 2, 4.8, 12.8.",
        ),
        (
            "The misses are 3x − y: −1.2, 0.4, 1, 1.6, 3.2.",
            "Each times its x: 0, 0.4, 2, 4.8, 12.8. The mean is 20/5 = 4, and twice that is 8.",
            "The slope is positive: a larger w makes the loss larger. So turn w down.",
        ),
    ),
)

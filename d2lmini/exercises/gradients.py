"""Exercises of chapter 07: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import numpy as np

from d2lmini.exercises.code import CodeExercise, array_like, function_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula

XY = {"x": (-1.5, 2.0), "y": (-1.5, 2.0)}
X12 = {"x1": (-1.5, 2.0), "x2": (-1.5, 2.0)}
ENTRY = "At {x} it gives {typed}; the slope there is {right}."

EXERCISES = (
    Exercise(
        "gradients.1",
        "What is the gradient of `f = x e^y + y^2`?",
        (
            Formula(
                "e^y, x e^y + 2y",
                XY,
                {
                    "x e^y + 2y, e^y": "The order: ∂f/∂x comes first.",
                    "e^y, x e^y": "y² moves with y, too.",
                    "e^y + 2y, x e^y": "y² has the slope 0 in x: y is frozen there.",
                    "x e^y, 2y": "Freeze y: then x e^y is a multiple of x.",
                    "e^y + x e^y + 2y": "A gradient has an entry for each variable. They are not "
                    "added.",
                },
                "∇f =",
                ENTRY,
            ),
        ),
        ("Two slopes: first freeze y, then x.", "With y frozen, e^y is a number."),
        (
            "∂f/∂x: y is frozen, so e^y is a number, and y² has the slope 0: `e^y`.",
            "∂f/∂y: x is frozen, so x e^y is its own slope, and y² has 2y: `x e^y + 2y`.",
            "Together: ∇f = (e^y, x e^y + 2y).",
        ),
    ),
    Exercise(
        "gradients.2",
        "What is the gradient of `f = x1 x2 + sin(x2)`?",
        (
            Formula(
                "x2, x1 + cos(x2)",
                X12,
                {
                    "x1, x2 + cos(x2)": "x1 x2 moves by x2 for each unit of x1.",
                    "x1 + cos(x2), x2": "The order: the slope in x1 comes first.",
                    "x2, x1 - cos(x2)": "The slope of sine is cosine, with a plus.",
                    "x2 + cos(x2), x1": "sin x2 does not move when x1 does.",
                    "x2 + x1 + cos(x2)": "A gradient has an entry for each variable. They are not "
                    "added.",
                },
                "∇f =",
                ENTRY,
            ),
        ),
        ("Freeze x2 first.", "Then freeze x1: sine becomes cosine."),
        (
            "∂f/∂x1: x2 is frozen. x1 x2 has the slope x2, and sin x2 has 0.",
            "∂f/∂x2: x1 is frozen. x1 x2 has the slope x1, and sin x2 has cos x2.",
            "Together: ∇f = (x2, x1 + cos x2).",
        ),
    ),
    Exercise(
        "gradients.3",
        "You walk north-east, u = (1, 1)/√2, over f = xy at (2, 1). How steep is it?",
        (
            Formula(
                "3/√2",
                mistakes={
                    "3": "u must have length 1: it is (1, 1)/√2.",
                    "√5": "That is the length of ∇f: the steepest way of all.",
                    "2/√2": "∇f is (y, x), so (1, 2).",
                    "4/√2": "∇f is (y, x), so (1, 2).",
                    "1, 2": "That is ∇f. The slope along u is one number: ∇f·u.",
                    "3/2": "u has the entries 1/√2, not 1/2.",
                },
                label="slope =",
            ),
        ),
        ("The slope along u is ∇f·u.", "∇f = (y, x), which is (1, 2) there."),
        (
            "∇f = (y, x), which is (1, 2) at (2, 1).",
            "The slope along u is ∇f·u = 1 · 1/√2 + 2 · 1/√2 = 3/√2, about 2.12.",
        ),
    ),
    Exercise(
        "gradients.4",
        "What is the gradient of `f = 3 x1^2 + 5 e^(x2)`?",
        (
            Formula(
                "6x1, 5e^(x2)",
                X12,
                {
                    "6x1 + 5e^(x2)": "A gradient has two entries. They are not added.",
                    "3x1, 5e^(x2)": "The slope of x² is 2x.",
                    "6x1, 5x2 e^(x2 - 1)": "In e^x the exponent moves: no power rule.",
                    "6x1 + 5e^(x2), 6x1 + 5e^(x2)": "What is frozen has the slope 0.",
                    "5e^(x2), 6x1": "The order: the slope in x1 comes first.",
                },
                "∇f =",
                ENTRY,
            ),
        ),
        ("Freeze x2: what is left of the second term?", "e^x2 is its own slope in x2."),
        (
            "∂f/∂x1 = 6 x1, for the second term is frozen.",
            "∂f/∂x2 = 5e^(x2), for the first term is frozen, and e^(x2) is its own slope.",
            "Together: ∇f = (6 x1, 5e^(x2)).",
        ),
    ),
    Exercise(
        "gradients.5",
        "In which direction does `f = e^x cos(y)` fall fastest at (0, 0)?",
        (
            Choice(
                ("(1, 0)", "(−1, 0)", "(0, −1)", "(−1, −1)"),
                "(−1, 0)",
                {
                    "(1, 0)": "That is ∇f: it rises fastest there.",
                    "(0, −1)": "∂f/∂y = −e^x sin y, and sin 0 = 0.",
                    "(−1, −1)": "∂f/∂y is 0 there: y does not help.",
                },
                "along",
            ),
        ),
        ("Find ∇f at (0, 0).", "It falls fastest against the gradient."),
        (
            "∇f = (e^x cos y, −e^x sin y), which is (1, 0) at (0, 0).",
            "It rises fastest along ∇f, and falls fastest the opposite way: along (−1, 0).",
        ),
    ),
    Exercise(
        "gradients.6",
        "What kind of stationary point has `f = x^2 + 3x y + y^2` at (0, 0)? Find the eigenvalues "
        "of its Hessian H.",
        (
            Formula(
                "5, -1",
                mistakes={
                    "2, 2": "These hold along the axes. The term 3xy mixes them.",
                    "5, 1": "The sum of the eigenvalues is the sum of the diagonal, 4.",
                    "3, 2": "H has 2 on the diagonal and 3 beside it.",
                },
                label="eigenvalues of H:",
                any_order=True,
            ),
            Choice(
                ("a minimum", "a maximum", "a saddle"),
                "a saddle",
                {
                    "a minimum": "Along y = −x it is −x²: it falls.",
                    "a maximum": "Along y = x it is 5x²: it rises.",
                },
                "So it is",
            ),
        ),
        (
            "H = ((2, 3), (3, 2)). Or try f along y = x, and along y = −x.",
            "What is H times (1, 1), and H times (1, −1)?",
        ),
        (
            "∂²f/∂x² = 2, ∂²f/∂y² = 2 and ∂²f/∂x∂y = 3, so H = ((2, 3), (3, 2)).",
            "H (1, 1) = (5, 5) = 5 · (1, 1), and H (1, −1) = (−1, 1) = −1 · (1, −1): the "
            "eigenvalues are 5 and −1.",
            "One is positive, one negative: a saddle. (Along y = x f is 5x², along y = −x it is "
            "−x².)",
        ),
    ),
    Exercise(
        "gradients.7",
        "At one and the same point, all eight directions of the explorer have the slope 0. Choose "
        "what is sure.",
        (
            Choice(
                (
                    "∇f = (0, 0) there",
                    "f is constant",
                    "it is a minimum",
                    "f is differentiable there",
                ),
                "∇f = (0, 0) there",
                {
                    "f is constant": "x⁴ + y⁴ has slope 0 in all directions at (0, 0).",
                    "it is a minimum": "It may be a saddle or a maximum.",
                    "f is differentiable there": "Slopes in eight directions are not all of f.",
                },
                "What is sure?",
            ),
        ),
        ("Two of the eight go along the axes.", "Which slopes make up ∇f?"),
        (
            "Two of the eight directions go along the axes. The slopes along the axes are the "
            "entries of ∇f, so both are 0.",
            "More is not known: f may have a minimum there, a saddle, or no plane that touches it.",
        ),
    ),
    Exercise(
        "gradients.8",
        "∇L = (∂L/∂w, ∂L/∂b) = (−12, −4). w grows by 0.01, and b falls by 0.02. About how much "
        "does L change?",
        (
            Formula(
                "-0.04",
                mistakes={
                    "-0.2": "b falls: its step is −0.02.",
                    "0.04": "The sign: −12 · 0.01 is negative.",
                    "-0.12": "b moves, too.",
                    "-0.16": "The steps are not alike: 0.01 and −0.02.",
                    "0.2": "The signs: −12 · 0.01 is negative, and −4 · (−0.02) is positive.",
                    "0.08": "That is the part of b. w moves, too.",
                    "-0.28": "The step of w is 0.01, that of b is −0.02: did they change places, "
                    "or a sign?",
                },
                label="change =",
                within=1e-9,
            ),
        ),
        (
            "Each entry of ∇L times its step, added.",
            "−12 · 0.01 is one part. What is the other?",
        ),
        (
            "w: −12 · 0.01 = −0.12. b: −4 · (−0.02) = +0.08.",
            "Together −0.04: L falls by about 0.04.",
        ),
    ),
    CodeExercise(
        "gradients.9",
        "Write a function of v = (x, y) that returns the gradient of x² y.",
        function_like(
            lambda v: np.array([2 * v[0] * v[1], v[0] ** 2]),
            (np.array([1.3, 0.7]), np.array([-2.0, 1.0]), np.array([0.5, 3.0])),
            mistakes={
                "The order: ∂f/∂x comes first.": lambda v: np.array([v[0] ** 2, 2 * v[0] * v[1]]),
                "A gradient has an entry for each number, and they are not added.": lambda v: (
                    2 * v[0] * v[1] + v[0] ** 2
                ),
                "That is f itself.": lambda v: v[0] ** 2 * v[1],
            },
        ),
        matters="Its shape is that of v: so the step v − η ∇f(v) makes sense.",
        hints=(
            "Two entries, as v has: x is v[0], y is v[1].",
            "Put ∂f/∂x and ∂f/∂y into np.array([…, …]).",
        ),
        solution="def answer(v):\n    return np.array([2 * v[0] * v[1], v[0] ** 2])",
        why=(
            "With y frozen x²y has the slope 2xy, with x frozen it has x².",
            "So ∇f = (2xy, x²), an array of two entries.",
        ),
        stub=("def answer(v):\n    return ..."),
    ),
    CodeExercise(
        "gradients.10",
        "Which vector of length 1 points where f = x² + 3y falls fastest at (2, 1)?",
        array_like(
            np.array([-4, -3]) / 5,
            mistakes={
                "That is the steepest way up.": np.array([4, 3]) / 5,
                "Its length is 5: divide by it.": [-4, -3],
                "That is ∇f, which points up.": [4, 3],
                "The order: ∂f/∂x comes first.": -np.array([3, 4]) / 5,
                "The length of (4, 3) is √(16 + 9) = 5: divide by that.": -np.array([4, 3]) / 7,
                "Divide by the length, 5, not by its square.": -np.array([4, 3]) / 25,
            },
        ),
        matters="Gradient descent goes that way, and the length of ∇f says how fast f falls.",
        hints=(
            "∇f = (2x, 3): put in (2, 1).",
            "Turn it round, and divide by its length.",
        ),
        solution="answer = -np.array([4, 3]) / 5",
        why=(
            "∇f = (2x, 3), which is (4, 3) at (2, 1). Its length is √(16 + 9) = 5.",
            "f falls fastest against it: −(4, 3)/5 = (−0.8, −0.6).",
        ),
    ),
)

"""Exercises of chapter 09: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import numpy as np

from d2lmini.exercises.code import CodeExercise, function_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula, Shape

X12 = {"x1": (-1.5, 2.0), "x2": (-1.5, 2.0)}
A, B = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]]), np.array([1.0, 0.5, -2.0])

EXERCISES = (
    Exercise(
        "jacobians_and_shapes.1",
        "b is a fixed vector. In D2L's layout, what is the gradient with respect to x of bᵀx, and "
        "of bᵀA x?",
        (
            Choice(
                ("b", "bᵀ", "x"),
                "b",
                {"bᵀ": "The gradient has the shape of x.", "x": "x moves: b is left."},
                "of bᵀx:",
            ),
            Choice(
                ("Aᵀb", "A b", "bᵀA"),
                "Aᵀb",
                {
                    "A b": "b has as many entries as A has rows.",
                    "bᵀA": "That is a row: the gradient has the shape of x.",
                },
                "of bᵀA x:",
            ),
        ),
        (
            "bᵀx = b₁x₁ + … + bₙxₙ. What is its slope in x₁?",
            "bᵀA x is (Aᵀb)ᵀx: the first one again, with another fixed vector.",
        ),
        (
            "bᵀx = b₁x₁ + … + bₙxₙ has the slope bᵢ in xᵢ: the gradient is b.",
            "bᵀA x = (Aᵀb)ᵀx, for (Aᵀb)ᵀ = bᵀA. That is the first one, with Aᵀb in the place of b: "
            "the gradient is Aᵀb.",
        ),
    ),
    Exercise(
        "jacobians_and_shapes.2",
        "A is 5 × 3, and b has 5 entries. What is the gradient of ‖A x − b‖² with respect to x? "
        "First its shape, as numpy says it.",
        (
            Shape(
                (3,),
                {
                    (5,): "That is the shape of b. A gradient has the shape of x.",
                    (5, 3): "That is the shape of A.",
                    (3, 1): "As a table it has that shape; numpy's vectors have one axis.",
                    (1, 3): "That is a row, a table. A gradient has the shape of x: one axis.",
                },
                "its shape, such as (2,):",
            ),
            Choice(
                ("2Aᵀ(A x − b)", "2A(A x − b)", "2(A x − b)", "2Aᵀ A x"),
                "2Aᵀ(A x − b)",
                {
                    "2A(A x − b)": "A is 5 × 3, and A x − b has 5 entries: that does not fit.",
                    "2(A x − b)": "That has 5 entries: it is the gradient with respect to A x.",
                    "2Aᵀ A x": "b is in it, too: the term −2bᵀA x has the gradient −2Aᵀb.",
                },
                "it is",
            ),
        ),
        (
            "A gradient has the shape of what it is taken with respect to.",
            "‖A x − b‖² = xᵀAᵀA x − 2bᵀA x + bᵀb: three terms, and you know the gradient of each.",
        ),
        (
            "x has 3 entries, because A has 3 columns: the shape is (3,).",
            "Multiply out: ‖A x − b‖² = (A x − b)ᵀ(A x − b) = xᵀAᵀA x − 2bᵀA x + bᵀb.",
            "AᵀA is symmetric, so the first has the gradient 2AᵀA x. The second has −2Aᵀb, and the "
            "last, a constant, has 0.",
            "Together: 2AᵀA x − 2Aᵀb = 2Aᵀ(A x − b).",
        ),
    ),
    Exercise(
        "jacobians_and_shapes.3",
        "What is the Jacobian of y = (x1², x1 x2, sin x2)? Type its six entries row by row, with "
        "commas between them and without inner brackets.",
        (
            Shape((3, 2), {(2, 3): "A row for each output."}, "its shape:"),
            Formula(
                "2x1, 0, x2, x1, 0, cos(x2)",
                X12,
                {
                    "2x1, x2, 0, 0, x1, cos(x2)": "That is Jᵀ: each output has a row.",
                    "2x1, 0, x1, x2, 0, cos(x2)": "x1 x2 moves by x2 for each unit of x1.",
                    "2x1, x2 + x1, cos(x2)": "Each row has an entry for each input.",
                },
                "J =",
            ),
        ),
        (
            "Three outputs make three rows, two inputs two columns.",
            "The first row holds the slopes of x1² in x1, and in x2.",
        ),
        (
            "Three outputs and two inputs: 3 × 2.",
            "x1² has the slopes 2 x1 in x1 and 0 in x2. x1 x2 has x2 and x1. sin x2 has 0 and cos "
            "x2.",
            "So the rows are (2 x1, 0), (x2, x1), (0, cos x2).",
        ),
    ),
    Exercise(
        "jacobians_and_shapes.4",
        "A differentiable g is applied to each entry by itself: yᵢ = g(xᵢ). What is J like?",
        (
            Choice(
                ("diagonal", "symmetric, and full", "all entries alike", "one row"),
                "diagonal",
                {
                    "symmetric, and full": "y₁ does not move with x₂.",
                    "all entries alike": "y₁ does not move with x₂.",
                    "one row": "There are as many outputs as inputs.",
                },
                "J is",
            ),
        ),
        (
            "Does y₁ move with x₂?",
            "Only ∂yᵢ/∂xᵢ = g′(xᵢ) can differ from 0.",
        ),
        (
            "y₁ = g(x₁) does not move with x₂, so ∂y₁/∂x₂ = 0, and likewise for all others off the "
            "diagonal.",
            "On the diagonal stands ∂yᵢ/∂xᵢ = g′(xᵢ).",
        ),
    ),
    Exercise(
        "jacobians_and_shapes.5",
        "A is 3 × 3 and Aᵀ = −A. What is the gradient of xᵀA x with respect to x? And what number "
        "is xᵀA x, for every x?",
        (
            Choice(
                ("0", "(A + Aᵀ)x, which is not 0", "2A x"),
                "0",
                {
                    "(A + Aᵀ)x, which is not 0": "A + Aᵀ = A − A.",
                    "2A x": "That holds for a symmetric A.",
                },
                "The gradient of xᵀA x is",
            ),
            Formula(
                "0",
                mistakes={
                    "1": "At x = 0 it is 0, and its gradient is 0.",
                    "3": "A number equals its transpose: xᵀA x = −xᵀA x.",
                },
                label="xᵀA x =",
            ),
        ),
        ("The gradient of xᵀA x is (A + Aᵀ)x.", "xᵀA x is its own transpose, xᵀAᵀx."),
        (
            "The gradient of xᵀA x is (A + Aᵀ)x = (A − A)x = 0 for every x.",
            "So xᵀA x never changes. At x = 0 it is 0, so it is 0 for every x.",
            "(Or: a number is its own transpose, so xᵀA x = xᵀAᵀx = −xᵀA x, and only 0 equals "
            "minus itself.)",
        ),
    ),
    Exercise(
        "jacobians_and_shapes.6",
        "y = x(bᵀx), with a fixed b; x, b and y have n entries. What is its Jacobian J, of n × n?",
        (
            Choice(
                ("(bᵀx) I + x bᵀ", "(bᵀx) I", "x bᵀ", "2(bᵀx) x"),
                "(bᵀx) I + x bᵀ",
                {
                    "(bᵀx) I": "bᵀx moves with x, too. Product rule: two terms.",
                    "x bᵀ": "The x in front moves, too. Product rule: two terms.",
                    "2(bᵀx) x": "That is a vector; J is n × n.",
                },
                "J =",
            ),
        ),
        (
            "yᵢ = xᵢ (b₁x₁ + … + bₙxₙ).",
            "∂yᵢ/∂xⱼ by the product rule: what if i = j, what if not?",
        ),
        (
            "yᵢ = xᵢ (b₁x₁ + … + bₙxₙ) is a product of two factors, which both may move with xⱼ.",
            "The second factor has the slope bⱼ in xⱼ: that gives xᵢbⱼ, for all i and j. The first "
            "has the slope 1 if i = j, else 0: that gives bᵀx on the diagonal.",
            "The table of the xᵢbⱼ is x bᵀ (an outer product), so J = (bᵀx) I + x bᵀ.",
        ),
    ),
    Exercise(
        "jacobians_and_shapes.7",
        "A layer gives y = Wᵀx, and W is 784 × 100. How many entries has the Jacobian of y?",
        (
            Formula(
                "78400",
                mistakes={
                    "784": "For each of 100 outputs.",
                    "884": "They multiply.",
                    "7840000": "That is with respect to W.",
                    "100": "A row for each output; and how many columns?",
                },
                label="with respect to x:",
            ),
            Formula(
                "7840000",
                mistakes={
                    "78400": "So many entries has W. Each of the 100 outputs has a slope for each "
                    "of them.",
                    "784": "W has 78,400 entries.",
                    "100": "So many outputs there are. Each has a slope for each entry of W.",
                },
                label="with respect to W:",
            ),
        ),
        (
            "Outputs times inputs.",
            "100 outputs. x has 784 entries, and W has 784 · 100.",
        ),
        (
            "y has 100 entries, so J has 100 rows.",
            "With respect to x, 784 columns: 100 · 784 = 78,400 entries.",
            "With respect to W, a column for each of its 78,400 entries: 100 · 78,400 = 7,840,000, "
            "nearly all of them 0, for yᵢ uses column i of W only.",
        ),
    ),
    CodeExercise(
        "jacobians_and_shapes.8",
        "Write the gradient of ‖A x − b‖² with respect to x, as a function of (A, x, b), with "
        "numpy.",
        function_like(
            lambda A, x, b: 2 * A.T @ (A @ x - b),
            ((A, np.array([1.0, 2.0]), B), (A, np.array([-0.5, 0.3]), B)),
            mistakes={
                "The factor 2 of the square is missing.": lambda A, x, b: A.T @ (A @ x - b),
                "That is the loss, one number.": lambda A, x, b: ((A @ x - b) ** 2).sum(),
                "The sign: A x − b, not b − A x.": lambda A, x, b: 2 * A.T @ (b - A @ x),
                "b is in it, too: A x − b is what the transpose is applied to.": lambda A, x, b: (
                    2 * A.T @ A @ x
                ),
                "A gradient has the shape of x: apply Aᵀ.": lambda A, x, b: 2 * (A @ x - b),
            },
        ),
        matters="Exercise 2 in code. It is also what one layer does on the way back (chapter 10): "
        "what arrives, times the transpose.",
        hints=(
            "Which formula did exercise 2 give?",
            "A.T is the transpose, @ the product of a matrix and a vector.",
        ),
        solution="def answer(A, x, b):\n    return 2 * A.T @ (A @ x - b)",
        why=("By exercise 2 the gradient is 2Aᵀ(A x − b).",),
        stub=("def answer(A, x, b):\n    return ..."),
    ),
)

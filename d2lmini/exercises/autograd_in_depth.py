"""Exercises of chapter 14: 1 to 3 are core, the others more practice."""

from __future__ import annotations

from d2lmini.exercises.code import CodeExercise, array_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula, Shape

EXERCISES = (
    Exercise(
        "autograd_in_depth.1",
        "In float32 a forward quotient (f(x + h) − f(x))/h with h = 10⁻⁶ is off in the first "
        "digit; x, f and f″ are about 1. Which h is better, and what is large at 10⁻⁶?",
        (
            Choice(
                ("about 3·10⁻⁴", "10⁻⁸", "10⁻¹²", "1"),
                "about 3·10⁻⁴",
                {
                    "10⁻⁸": "That is for float64: rounding here is 10⁻⁷.",
                    "10⁻¹²": "x + h is x in float32.",
                    "1": "Then the formula's error is large.",
                },
                "h is",
            ),
            Choice(
                ("rounding, divided by h", "the formula's error, about h"),
                "rounding, divided by h",
                {"the formula's error, about h": "That is 10⁻⁶ here: small."},
                "What is large at 10⁻⁶ is",
            ),
        ),
        ("float32 rounds by about 10⁻⁷.", "10⁻⁷/10⁻⁶ is 0.1. The root of ε balances both."),
        (
            "float32 rounds by about ε = 10⁻⁷. Divided by h = 10⁻⁶ that is 0.1: off in the first "
            "digit.",
            "The error of the quotient itself grows with h, rounding like ε/h. They are alike near "
            "h = √ε, about 3·10⁻⁴.",
        ),
    ),
    Exercise(
        "autograd_in_depth.2",
        "Has relu(x)² a slope at 0, and what is ``x.grad`` there?",
        (
            Choice(
                ("yes, 0", "no", "yes, 2"),
                "yes, 0",
                {"no": "From the right h²/h = h tends to 0.", "yes, 2": "2x at 0 is 0."},
                "Has it a slope there?",
            ),
            Formula(
                "0",
                mistakes={
                    "1": "2 · relu(0) · anything is 0.",
                    "2": "2 · relu(0) is 0.",
                    "1/2": "2 · relu(0) is 0.",
                },
                label="x.grad at 0 is",
            ),
        ),
        ("Look at both sides.", "The chain rule: 2 relu(0), times what torch picks."),
        (
            "From the right the quotient is h²/h = h, from the left 0: both tend to 0. So the "
            "slope is 0.",
            "torch computes 2 · relu(0) · m, with its pick m for the slope of relu at 0. That is 2 "
            "· 0 · m = 0, whatever m is.",
        ),
    ),
    Exercise(
        "autograd_in_depth.3",
        "A colleague's function in C returns a number, and is smooth. How do you check whether its "
        "documented gradient is right?",
        (
            Choice(
                ("small steps", "autograd", "sympy"),
                "small steps",
                {"autograd": "torch cannot look into C.", "sympy": "There is no formula."},
                "By",
            ),
            Choice(
                ("central", "forward"),
                "central",
                {"forward": "Its error is of the order h, that of the central one h²."},
                "with which quotient?",
            ),
        ),
        ("What needs only values of f?", "Which quotient has the smaller error?"),
        (
            "No record reaches into C, and sympy needs a formula. What is left is to call it: a "
            "small step.",
            "The central quotient (f(x + h) − f(x − h))/(2h) has an error like h², the forward one "
            "like h: several digits more.",
        ),
    ),
    Exercise(
        "autograd_in_depth.4",
        "Which way through the graph, forward or reverse?",
        (
            Choice(
                ("reverse", "forward", "small steps"),
                "reverse",
                {
                    "forward": "It takes a sweep for each of a million inputs.",
                    "small steps": "They ask f twice for each of a million inputs.",
                },
                "The slopes of one loss with respect to a million parameters:",
            ),
            Choice(
                ("forward", "reverse"),
                "forward",
                {"reverse": "It takes a sweep for each of 10,000 outputs."},
                "The slopes of 10,000 outputs with respect to one parameter:",
            ),
        ),
        ("Reverse: a sweep for each output.", "Forward: a sweep for each input."),
        (
            "One output, a million inputs: reverse finds them all in one sweep; forward would need "
            "a million.",
            "One input, 10,000 outputs: forward finds them all in one sweep; reverse would need "
            "10,000.",
        ),
    ),
    Exercise(
        "autograd_in_depth.5",
        "For which x is the slope of `x e^(-x)` zero? Exactly.",
        (
            Formula(
                "1",
                mistakes={
                    "0": "There f is 0.",
                    "e": "e^(−x)(1 − x): which factor can be 0?",
                    "-1": "Check the sign in the product rule: e^(−x) has the slope −e^(−x).",
                },
                label="x =",
            ),
        ),
        ("The product rule.", "e^(−x) is never 0."),
        (
            "The product rule: (x e^(−x))′ = 1 · e^(−x) + x · (−e^(−x)) = (1 − x)e^(−x).",
            "e^(−x) is never 0, so 1 − x is: x = 1.",
        ),
    ),
    Exercise(
        "autograd_in_depth.6",
        "y = W x with W of 3 × 5, and the gradient of L with respect to y is known. What is the "
        "gradient with respect to x? Type its shape as torch says it.",
        (
            Shape(
                (5,),
                {
                    (3,): "That is the shape of the gradient with respect to y.",
                    (3, 5): "That is the shape of W.",
                    (5, 1): "x has one axis, and its gradient has the shape of x.",
                    (1, 5): "x has one axis, and its gradient has the shape of x.",
                },
                "shape:",
            ),
            Choice(
                ("Wᵀ times it", "W times it", "W"),
                "Wᵀ times it",
                {
                    "W times it": "W is 3 × 5, and the known gradient has 3 entries: that does not "
                    "fit.",
                    "W": "The known gradient must be in it.",
                },
                "It is",
            ),
        ),
        ("It has the shape of x.", "Back through W: its transpose."),
        (
            "A gradient has the shape of what it is taken with respect to: x has 5 entries.",
            "The Jacobian of y is W, and going back is its transpose: Wᵀ times the known gradient.",
        ),
    ),
    CodeExercise(
        "autograd_in_depth.7",
        "Compute by torch the second derivative of x³ at x = 5.",
        array_like(
            30.0,
            mistakes={
                "Both were added: x.grad held the first one.": 105.0,
                "That is the value.": 125.0,
                "That is the first derivative.": 75.0,
                "That is the third derivative.": 6.0,
            },
            near=1e-5,
        ),
        matters="create_graph records the walk back, so that it can be differentiated, too.",
        hints=("torch.autograd.grad(..., create_graph=True)", "And once more of the result."),
        solution=(
            "x = torch.tensor(5.0, requires_grad=True)\n(slope,) = "
            "torch.autograd.grad(x**3, x, create_graph=True)\n(answer,) = "
            "torch.autograd.grad(slope, x)"
        ),
        why=(
            "The slope of x³ is 3x², 75 at 5. The slope of that is 6x: 30.",
            "create_graph records the first walk back, so that the second can differentiate it.",
        ),
    ),
    Exercise(
        "autograd_in_depth.8",
        "Why is the second derivative so much more expensive than the first? f is one number of n "
        "= 1000 numbers, and torch goes backward.",
        (
            Formula(
                "1000",
                mistakes={
                    "1": "That is the number of the outputs.",
                    "1000000": "Those are the entries of the Hessian.",
                },
                label="entries of the gradient:",
            ),
            Formula(
                "1000000",
                mistakes={
                    "1000": "A row for each entry of the gradient.",
                    "2000": "A row of 1000 for each of the 1000 entries: multiply.",
                },
                label="entries of the Hessian:",
            ),
            Formula(
                "1000",
                mistakes={
                    "1": "One sweep gives the slopes of one number. The gradient has 1000.",
                    "1000000": "One sweep gives a whole row.",
                },
                label="sweeps back from the gradient, for the whole Hessian:",
            ),
            Choice(
                (
                    "the walk back is recorded as well",
                    "the numbers are larger",
                    "torch uses small steps",
                ),
                "the walk back is recorded as well",
                {
                    "the numbers are larger": "Their size costs nothing.",
                    "torch uses small steps": "backward never does.",
                },
                "It needs more memory, too, because",
            ),
        ),
        (
            "The Hessian is the Jacobian of the gradient.",
            "In reverse, one sweep gives one row.",
        ),
        (
            "The gradient has n = 1000 entries, and one sweep finds all of them.",
            "The Hessian is the Jacobian of the gradient: n × n = 1,000,000 entries.",
            "One sweep in reverse gives the slopes of one number, so a row: 1000 sweeps.",
            "And the first walk back must be recorded (create_graph), which keeps its values.",
        ),
    ),
    CodeExercise(
        "autograd_in_depth.9",
        "Compute H v, the Hessian of f times the vector v, without building H.",
        array_like(
            [24.0, 2.0],
            mistakes={
                "That is the gradient: H v is asked for.": [4.0, 1.0],
                "That is ∇f · v, one number: take its gradient, too.": 14.0,
                "That is H: times v it is a vector.": [[4.0, 2.0], [2.0, 0.0]],
                "That is H times (1, 1): the entries of ∇f were added without v.": [6.0, 2.0],
                "Both were added: x.grad held the first one.": [28.0, 3.0],
            },
            near=1e-5,
        ),
        matters="Two sweeps, however many parameters: no matrix of a million by a million.",
        hints=(
            "H v is the gradient of the number ∇f · v, for a fixed v.",
            "(gradient,) = torch.autograd.grad(f, x, create_graph=True)",
        ),
        stub=(
            "x = torch.tensor([1.0, 2.0], requires_grad=True)\nv = torch.tensor([1.0, 10.0])\nf = "
            "x[0] ** 2 * x[1]\nanswer = ..."
        ),
        solution=(
            "x = torch.tensor([1.0, 2.0], requires_grad=True)\nv = "
            "torch.tensor([1.0, 10.0])\nf = x[0] ** 2 * x[1]\n(gradient,) = torch.autograd.grad(f, "
            "x, create_graph=True)\n(answer,) = torch.autograd.grad(gradient @ v, x)"
        ),
        why=(
            "f = x1² x2 has ∇f = (2 x1 x2, x1²), which is (4, 1) at (1, 2).",
            "The number ∇f · v = 2 x1 x2 v1 + x1² v2, for a fixed v, has the gradient (2 x2 v1 + 2 "
            "x1 v2, 2 x1 v1): that is H v.",
            "At (1, 2) with v = (1, 10) it is (4 + 20, 2) = (24, 2). H = ((4, 2), (2, 0)) was "
            "never built.",
        ),
    ),
)

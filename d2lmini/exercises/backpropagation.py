"""Exercises of chapter 11: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import math
from typing import Any

from d2lmini.exercises.code import CodeExercise, NotRightError, array_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula, Shape
from d2lmini.exercises.kinds import ALL, SLOPE
from d2lmini.words import number, say


def _graph_of_f(answer: Any) -> None:
    """Judge a graph by its input, its output and the slope, not by the way it was written."""
    if not hasattr(answer, "nodes") or not hasattr(answer, "inputs"):
        raise NotRightError(
            say("A graph is wanted, as trace returns it; got {answer!r}.", answer=answer)
        )
    if len(answer.inputs) != 1 or answer.inputs[0].value.size != 1:
        raise NotRightError(say("The graph should have one input, the number x."))
    x, z = answer.inputs[0], answer.output
    if float(x.value) != 2:
        raise NotRightError(
            say("It is the graph at x = {x}: take x = 2.", x=number(float(x.value)))
        )
    for says, value in (
        (say("Its output is that of the first term: 1/x is missing."), _TERM),
        (say("Its output is that of log10: torch.log is the natural logarithm."), _TENS),
    ):
        if abs(float(z.value) - value) < 1e-5:
            raise NotRightError(says)
    if abs(float(z.value) - _F) > 1e-5:
        raise NotRightError(
            say("Its output is {value}; f(2) is something else.", value=number(float(z.value)))
        )
    if abs(float(x.gradient) - _SLOPE) > 1e-5:
        raise NotRightError(
            say(
                "f(2) is right, but at x arrives {slope}: a part was cut off the record.",
                slope=number(float(x.gradient)),
            )
        )


_TERM, _TENS = math.log(4) * math.sin(2), math.log10(4) * math.sin(2) + 0.5
_F, _SLOPE = _TERM + 0.5, math.sin(2) + math.log(4) * math.cos(2) - 0.25

EXERCISES = (
    Exercise(
        "backpropagation.1",
        "How many paths lead from x to the output of `x sin(x) + x`? And what is its slope?",
        (
            Formula(
                "3",
                mistakes={
                    "2": "Into the product x goes twice: straight, and through the sine.",
                    "1": "x goes in at several places.",
                },
                label="paths:",
            ),
            Formula(
                "sin(x) + x cos(x) + 1",
                ALL,
                {
                    "sin(x) + x cos(x)": "The path straight into the sum is missing.",
                    "x cos(x) + 1": "One path goes straight into the product.",
                    "cos(x) + 1": "Along a path, slopes multiply: x is on that arrow.",
                },
                "slope =",
                SLOPE,
            ),
        ),
        ("Draw the graph: sine, product, sum.", "Multiply along each path, and add the paths."),
        (
            "x goes straight into the product, whose other factor is sin x: this path has the "
            "slope sin x.",
            "Through the sine into the product: cos x, times the other factor x. This path has x "
            "cos x.",
            "Straight into the sum: 1.",
            "So three paths, and their slopes add: sin x + x cos x + 1.",
        ),
    ),
    Exercise(
        "backpropagation.2",
        "`f = ln(x^2) sin(x) + 1/x`, x ≠ 0. Walk back on paper: what is its slope?",
        (
            Formula(
                "2/x sin(x) + ln(x^2) cos(x) - 1/x^2",
                {"x": (-3.0, 3.0)},
                {
                    "1/x^2 sin(x) + ln(x^2) cos(x) - 1/x^2": "x² moves by 2x: 2x/x² is 2/x.",
                    "2/x sin(x) + ln(x^2) cos(x)": "The path through 1/x is missing.",
                    "2/x cos(x) - 1/x^2": "The product rule has two terms.",
                    "2/x sin(x) + ln(x^2) cos(x) + 1/x^2": "1/x falls: its slope is −1/x².",
                    "ln(x^2) cos x - 1/x^2": "The path through the logarithm is missing: 2/x times "
                    "sin x.",
                },
                "slope =",
                SLOPE,
            ),
        ),
        ("Three paths: through x², through sine, through 1/x.", "ln(x²) has the slope 2x/x²."),
        (
            "Nodes: n₁ = x², n₂ = ln n₁, n₃ = sin x, n₄ = n₂n₃, n₅ = 1/x, and f = n₄ + n₅.",
            "Back: f hands 1 to n₄ and 1 to n₅. n₄ hands n₃ = sin x to n₂, and n₂ = ln(x²) to n₃.",
            "n₂ hands sin x · 1/n₁ to n₁, and n₁ hands that times 2x to x: sin x · 2x/x² = (2/x) "
            "sin x.",
            "n₃ hands ln(x²) · cos x to x, and n₅ hands −1/x².",
            "They add up: `2/x sin(x) + ln(x^2) cos(x) - 1/x^2`.",
        ),
    ),
    Exercise(
        "backpropagation.3",
        "A network has h = σ(W x + b) and ŷ = σ(v·h + c), with v = 0, and a loss of ŷ. Which "
        "gradients of the loss are 0 for sure?",
        (
            Choice(
                ("those of W and b", "that of v", "all of them", "none"),
                "those of W and b",
                {
                    "that of v": "It is what arrives, times h, and h is not 0.",
                    "all of them": "v's gradient is what arrives, times h.",
                    "none": "What flows back to h is multiplied by v.",
                },
                "Zero is",
            ),
        ),
        ("What is on the arrow from h to the output?", "Back to W, all goes through v."),
        (
            "Going back, h receives what arrives times v. With v = 0 that is 0, and so W and b "
            "receive 0.",
            "v receives what arrives times h, and σ is always above 0. c receives what arrives "
            "itself. As long as that is not 0, neither of them is.",
            "So the weights of the last layer still learn; only then does W, too.",
        ),
    ),
    Exercise(
        "backpropagation.4",
        "z = x · x at x = 5: both inputs of the product are x. Which local slope stands on each "
        "arrow, and what arrives at x, if 1 arrives at z?",
        (
            Formula(
                "5",
                mistakes={
                    "10": "That is their sum.",
                    "1": "The other factor is on it.",
                    "25": "That is z.",
                },
                label="the local slope (the same on both arrows):",
            ),
            Formula(
                "10",
                mistakes={
                    "5": "There are two arrows: add.",
                    "25": "That is z.",
                },
                label="what arrives at x:",
            ),
        ),
        ("∂(uv)/∂u is v.", "Paths add."),
        (
            "The local slope of a product is the other factor: 5 on each arrow.",
            "1 · 5 comes along each of the two, and they add up: 10. That is 2x.",
        ),
    ),
    Exercise(
        "backpropagation.5",
        "y = x + x + x. How many paths lead from x to y, and what is the slope?",
        (
            Formula(
                "3",
                mistakes={"2": "Count the arrows that begin at x.", "1": "x goes in three times."},
                label="paths:",
            ),
            Formula(
                "3",
                mistakes={"1": "Each path has 1: add them.", "3x": "A slope: not x."},
                over={"x": (0.5, 2.0)},
                label="slope =",
            ),
        ),
        ("Each x is an arrow.", "On each arrow is 1."),
        (
            "x goes into y three times: three paths.",
            "Each has the slope 1, and they add up: 3.",
        ),
    ),
    Exercise(
        "backpropagation.6",
        "y = B(A x), with A of 50 × 1000 and B of 1 × 50. Reverse accumulation begins with v = 1 "
        "at y: first vᵀB, then that times A. Type the shapes as tables, rows × columns; then "
        "count.",
        (
            Shape(
                (1, 50),
                {(50,): "As a row it is a table: 1 × 50.", (50, 1): "It is a row: B has one row."},
                "vᵀB:",
            ),
            Shape(
                (1, 1000),
                {(1000,): "As a row it is a table: 1 × 1000.", (50, 1000): "That is A."},
                "(vᵀB)A:",
            ),
            Formula(
                "50050",
                mistakes={
                    "50000": "The first product takes 50 more.",
                    "1000": "Each of these takes 50 products.",
                },
                label="multiplications in both together:",
            ),
        ),
        (
            "vᵀB is 1 times a 1 × 50 table.",
            "(1 × 50) times (50 × 1000): each of the 1000 results needs 50 multiplications.",
        ),
        (
            "vᵀB is 1 × 50: 50 multiplications.",
            "(vᵀB)A is 1 × 1000. Each of its 1000 entries needs 50 multiplications: 50,000.",
            "Together 50,050.",
        ),
    ),
    Exercise(
        "backpropagation.7",
        "A program has 3 inputs and 10,000 outputs, and you want all its slopes.",
        (
            Choice(
                ("forward", "reverse"),
                "forward",
                {"reverse": "It needs a sweep for each output: 10,000."},
                "I take",
            ),
            Formula(
                "3",
                mistakes={
                    "10000": "That is for reverse: a sweep for each output.",
                    "1": "One input is moved in each sweep.",
                    "30000": "That is the number of slopes, not of sweeps.",
                },
                label="sweeps:",
            ),
        ),
        ("Forward: a sweep for each input.", "Reverse: a sweep for each output."),
        (
            "Forward gives a column of J in a sweep: all slopes with respect to one input. Three "
            "inputs: 3 sweeps.",
            "Reverse gives a row in a sweep: 10,000 sweeps.",
        ),
    ),
    Exercise(
        "backpropagation.8",
        "z = max(u, v) with u = 2 and v = 5, and 7 comes back to z. What arrives at u, and what at "
        "v?",
        (
            Formula(
                "0",
                mistakes={
                    "7": "u is not the larger one.",
                    "1": "z does not move with u: its local slope is 0.",
                    "2": "That is the value of u. What arrives is 7 times the local slope.",
                },
                label="arrives at u:",
            ),
            Formula(
                "7",
                mistakes={
                    "0": "v is the larger one: z moves with it.",
                    "35": "The local slope is 1, not the value of v.",
                    "1": "That is the local slope: times what arrives, 7.",
                    "5": "That is the value of v.",
                },
                label="arrives at v:",
            ),
        ),
        ("Which of them moves z?", "The local slopes are 0 and 1."),
        (
            "Near there v is larger, so z = v: the local slope is 0 for u and 1 for v.",
            "7 · 0 = 0 arrives at u, and 7 · 1 = 7 at v: the larger one gets all.",
        ),
    ),
    CodeExercise(
        "backpropagation.9",
        "Walk backward through z = sin(x y) at x = 2, y = 0.5, without torch. Hand in the "
        "gradients of x and of y, as a list.",
        array_like(
            [0.5 * math.cos(1.0), 2 * math.cos(1.0)],
            mistakes={
                "The other way round: on the arrow from x is y.": [
                    2 * math.cos(1.0),
                    0.5 * math.cos(1.0),
                ],
                "The slope of the sine is missing.": [0.5, 2.0],
                "On the arrow from x is y, and not 1.": [math.cos(1.0), math.cos(1.0)],
            },
        ),
        matters="Each node needs only its own slopes, and what arrives. So torch does it, too.",
        hints=("n = x·y is 1, and z̄ = 1.", "n̄ = cos(n), then times y, and times x."),
        solution=("x, y = 2.0, 0.5\nn = x * y\nbar = np.cos(n)\nanswer = [bar * y, bar * x]"),
        why=(
            "z = sin n with n = x y. At z arrives 1, so n̄ = cos n = cos 1.",
            "x is multiplied by y: x̄ = n̄ y = 0.5 cos 1. And ȳ = n̄ x = 2 cos 1.",
        ),
        stub=("x, y = 2.0, 0.5\nn = x * y  # forward\nz = np.sin(n)\nanswer = ...  # back"),
    ),
    Exercise(
        "backpropagation.10",
        "Walk forward through f = ln(x²) · sin x + 1/x at x = 2. Beside each value goes its slope; "
        "x itself has the slope 1. Nodes: n₁ = x², n₂ = ln n₁, n₃ = sin x, n₄ = n₂ n₃, n₅ = 1/x. "
        "Three decimals are enough.",
        (
            Formula(
                "4",
                mistakes={"2": "The slope of x² is 2x, at x = 2.", "1": "That is ẋ."},
                label="slope of n₁:",
                within=6e-4,
            ),
            Formula(
                "1",
                mistakes={
                    "1/4": "That is the local slope, 1/n₁: the slope of n₁ arrives, too.",
                    "ln 4": "That is the value of n₂.",
                    "1/2": "n₁ is 4, and its slope 4.",
                },
                label="slope of n₂:",
                within=6e-4,
            ),
            Formula(
                "sin 2 + ln(4) cos 2",
                mistakes={
                    "cos 2": "It is n₃ times the slope of n₂, plus n₂ times the slope of n₃.",
                    "sin 2": "The second path is missing: n₂ times the slope of n₃.",
                    "ln(4) cos 2": "The first path is missing: n₃ times the slope of n₂.",
                    "sin(2) ln 4": "That is the value of n₄.",
                },
                label="slope of n₄:",
                within=6e-4,
            ),
            Formula(
                "sin 2 + ln(4) cos 2 - 1/4",
                mistakes={
                    "sin 2 + ln(4) cos 2 + 1/4": "1/x falls: its slope is negative.",
                    "sin 2 + ln(4) cos 2": "n₅ is missing.",
                    "sin 2 + ln(4) cos 2 - 1/2": "The slope of 1/x is −1/x², not −1/x.",
                    "sin(2) ln 4 + 1/2": "That is the value of f.",
                },
                label="slope of f:",
                within=6e-4,
            ),
        ),
        (
            "Slope of n₁: 2x · ẋ. Slope of n₂: 1/n₁ times that.",
            "Slope of n₄: n₃ times the slope of n₂, and n₂ times the slope of n₃.",
        ),
        (
            "n₁ = 4 with the slope 2x · 1 = 4. n₂ = ln 4 with 1/n₁ · 4 = 1. n₃ = sin 2 with cos 2.",
            "n₄ has n₃ · 1 + n₂ · cos 2 = sin 2 + ln 4 · cos 2, about 0.332. n₅ has −1/x² = −1/4.",
            "f = n₄ + n₅ has the slope 0.332 − 0.25, about 0.082.",
            "Walking backward (exercise 2) multiplies the same local slopes, only in the other "
            "order.",
        ),
    ),
    Exercise(
        "backpropagation.11",
        "Forward or reverse? Choose for each what fits.",
        (
            Choice(
                ("reverse", "forward", "both"),
                "reverse",
                {
                    "forward": "Forward, each slope is computed beside its value, and then the "
                    "value may be forgotten.",
                    "both": "Forward, a value may be forgotten once it was used.",
                },
                "It must keep what the local slopes need, until the forward pass is done:",
            ),
            Choice(
                ("forward", "reverse", "both"),
                "forward",
                {
                    "reverse": "In reverse there is one sweep for each output.",
                    "both": "One has a sweep for each input, the other for each output.",
                },
                "It has a sweep for each input:",
            ),
            Choice(
                ("reverse", "forward", "no difference"),
                "reverse",
                {
                    "forward": "That would be a million sweeps.",
                    "no difference": "Count the sweeps: 1 or a million.",
                },
                "A million parameters and one loss:",
            ),
            Choice(
                ("forward", "reverse", "no difference"),
                "forward",
                {
                    "reverse": "That would be a sweep for each of the 10,000 outputs.",
                    "no difference": "Count the sweeps: 1 or 10,000.",
                },
                "One time t, and 10,000 outputs that depend on it:",
            ),
        ),
        (
            "Forward goes with the computation, and reverse after it.",
            "Forward: a sweep for each input. Reverse: a sweep for each output.",
        ),
        (
            "Reverse begins at the output, when all values were computed, and the local slopes "
            "need many of them. What they need is kept: memory grows with the number of "
            "operations.",
            "Forward carries a slope beside each value, and forgets both when they were used.",
            "Forward needs a sweep for each input, reverse one for each output. Sweeps do not need "
            "each other, so they can run at the same time. Within a sweep, a step waits for those "
            "whose results it needs.",
            "So reverse for many inputs and one loss, forward for few inputs and many outputs.",
        ),
    ),
    Exercise(
        "backpropagation.12",
        "Draw the graph of f = ln(x²) · sin x + 1/x on paper: a node for each operation, the "
        "square and 1/x among them. Then count.",
        (
            Formula(
                "6",
                mistakes={
                    "5": "Count the last one, too: the sum.",
                    "7": "x is an input, and no operation.",
                    "3": "Those are the nodes into which x goes.",
                },
                label="operations:",
            ),
            Formula(
                "3",
                mistakes={
                    "1": "x stands in it three times.",
                    "2": "The square, the sine, and 1/x.",
                    "4": "The logarithm takes x², not x.",
                },
                label="arrows that leave x:",
            ),
            Formula(
                "2",
                mistakes={
                    "1": "Both a product and a sum take two numbers.",
                    "3": "1/x and the logarithm take one number each.",
                    "4": "A square, ln, sin and 1/x take one number each.",
                },
                label="nodes with two inputs:",
            ),
        ),
        (
            "Begin inside: x² is first, then its logarithm.",
            "Square, logarithm, sine, product, 1/x, sum.",
        ),
        (
            "n₁ = x², n₂ = ln n₁, n₃ = sin x, n₄ = n₂ · n₃, n₅ = 1/x, n₆ = n₄ + n₅: six "
            "operations.",
            "x goes into n₁, n₃ and n₅: three arrows, and so three paths to f.",
            "The product n₄ and the sum n₆ take two numbers.",
        ),
    ),
    CodeExercise(
        "backpropagation.13",
        "Hand in the graph of f = ln(x²) · sin x + 1/x at x = 2, as ``trace`` returns it.",
        _graph_of_f,
        matters="What you drew on paper, torch records while it computes.",
        hints=(
            "trace takes a function of x, made of torch's functions, and x=2.",
            "torch.log(x**2) is the first factor.",
        ),
        solution=(
            "def f(x):\n"
            "    return torch.log(x**2) * torch.sin(x) + 1 / x\n\n\nanswer = trace(f, x=2)"
        ),
        why=(
            "trace runs f at x = 2, and reads the record that torch made: x², its logarithm, the "
            "sine, their product, 1/x, and the sum.",
            "At x arrives the slope, about 0.0824: that of exercise 2.",
        ),
    ),
)

"""Exercises of chapter 06: 1 to 3 are core, the others more practice."""

from __future__ import annotations

from d2lmini.exercises.code import CodeExercise, function_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula, Over
from d2lmini.exercises.kinds import SLOPE

XY: Over = {"x": (0.3, 3.0), "y": (0.4, 3.0)}
X12: Over = {"x1": (-1.5, 2.0), "x2": (-1.5, 2.0)}

EXERCISES = (
    Exercise(
        "partial_derivatives.1",
        "`f = x^3 y^2 - 4x y`. Its partial derivatives are ∂f/∂x = 3x²y² − ① and ∂f/∂y = ② − 4x. "
        "Fill in the blanks.",
        (
            Formula(
                "4y",
                XY,
                {
                    "4": "y is a number here, and it stays as a factor.",
                    "4x": "That is its slope in y. Here x moves, and y is frozen.",
                    "0": "4xy does move with x.",
                    "-4y": "The minus stands in front of ① already.",
                    "3x^2y^2 - 4y": "That is all of ∂f/∂x: only the missing term is wanted.",
                },
                "① =",
            ),
            Formula(
                "2x^3 y",
                XY,
                {
                    "2y": "x³ is a number here, and it stays as a factor.",
                    "6x^2 y": "x is frozen: its power does not change.",
                    "x^3 y": "y² has the slope 2y.",
                    "2x^3 y - 4x": "That is all of ∂f/∂y: only the missing term is wanted.",
                },
                "② =",
            ),
        ),
        ("For ①, read y as a number.", "For ②, read x as a number: x³ is a multiple."),
        (
            "∂f/∂x: y is frozen. 4xy is 4y times x, with the slope 4y: ① is 4y.",
            "∂f/∂y: x is frozen. x³y² is x³ times y², with the slope 2x³y: ② is 2x³y.",
        ),
    ),
    Exercise(
        "partial_derivatives.2",
        "Find both partial derivatives of `f = 3 x1^2 + 5 e^(x2)`.",
        (
            Formula(
                "6x1",
                X12,
                {
                    "6x1 + 5e^(x2)": "x2 is frozen: the second term has the slope 0.",
                    "3x1": "x1² has the slope 2x1.",
                    "5e^(x2)": "That is the other one.",
                },
                "∂f/∂x1 =",
                SLOPE,
            ),
            Formula(
                "5e^(x2)",
                X12,
                {
                    "5x2 e^(x2-1)": "In e^x the exponent moves: no power rule.",
                    "6x1 + 5e^(x2)": "x1 is frozen: the first term has the slope 0.",
                    "e^(x2)": "The multiple 5 stays.",
                },
                "∂f/∂x2 =",
                SLOPE,
            ),
        ),
        ("Freeze x2: what is left?", "Freeze x1: what is left?"),
        (
            "∂f/∂x1: x2 is frozen, so 5e^(x2) has the slope 0. 3 x1² has the slope 6 x1.",
            "∂f/∂x2: x1 is frozen, so 3 x1² has the slope 0. 5e^(x2) is its own slope.",
        ),
    ),
    Exercise(
        "partial_derivatives.3",
        "L(w, b) is the tortoise's loss, the mean of the squared misses. Its slope in b is 0 at "
        "some (w, b). What does that say?",
        (
            Choice(
                (
                    "the misses add up to 0",
                    "all misses are 0",
                    "the loss is least",
                    "the line goes through the origin",
                ),
                "the misses add up to 0",
                {
                    "all misses are 0": "They only cancel: ∂L/∂b is twice their mean.",
                    "the loss is least": "For that, the slope in w must be 0, too.",
                    "the line goes through the origin": "b may be any number.",
                },
                "It says:",
            ),
        ),
        (
            "L is the mean of (w x + b − y)².",
            "The slope in b of each square is 2 times the miss.",
        ),
        (
            "L is the mean of the squared misses (w x + b − y)². Each square has the slope 2 · "
            "miss in b.",
            "So ∂L/∂b is 2 times the mean of the misses. It is 0 exactly if they add up to 0.",
        ),
    ),
    Exercise(
        "partial_derivatives.4",
        "Find both partial derivatives of `f = x e^y + y sin(x)`.",
        (
            Formula(
                "e^y + y cos(x)",
                XY,
                {
                    "e^y + cos(x)": "y is a number here, and it stays as a factor.",
                    "x e^y + sin(x)": "That is the other one: here x moves.",
                    "e^y - y cos(x)": "The slope of sine is cosine, with a plus.",
                },
                "∂f/∂x =",
                SLOPE,
            ),
            Formula(
                "x e^y + sin(x)",
                XY,
                {
                    "e^y + y cos(x)": "That is the other one: here y moves.",
                    "x e^y + cos(x)": "sin x is a number here: y sin x has the slope sin x.",
                    "x y e^(y-1) + sin(x)": "In e^y the exponent moves: no power rule.",
                },
                "∂f/∂y =",
                SLOPE,
            ),
        ),
        ("y frozen: x times a number, and a number times sine.", "x frozen: sin x is a number."),
        (
            "∂f/∂x: y is frozen, so e^y is a number. x e^y has the slope e^y, and y sin x has y "
            "cos x.",
            "∂f/∂x = `e^y + y cos(x)`.",
            "∂f/∂y: x is frozen, so sin x is a number. x e^y has the slope x e^y, and y sin x has "
            "sin x.",
            "∂f/∂y = `x e^y + sin(x)`.",
        ),
    ),
    Exercise(
        "partial_derivatives.5",
        "For which functions f(x, y) is ∂f/∂x = 0 everywhere in the plane?",
        (
            Choice(
                ("those that depend on y alone", "constants only", "those that depend on x alone"),
                "those that depend on y alone",
                {
                    "constants only": "y² has the slope 0 in x, and is no constant.",
                    "those that depend on x alone": "They move when x does.",
                },
                "For",
            ),
            Choice(
                ("y² + 1", "x + y", "x y"),
                "y² + 1",
                {"x + y": "Its slope in x is 1.", "x y": "Its slope in x is y."},
                "One of them is",
            ),
        ),
        ("Walk along x alone: does f move?", "On each line y = c it is constant."),
        (
            "If ∂f/∂x = 0 everywhere, then f does not change along any line on which y stays: a "
            "function whose slope is 0 all along a line is constant on it.",
            "From line to line it may differ. So f depends on y alone, such as y² + 1.",
        ),
    ),
    Exercise(
        "partial_derivatives.6",
        "f = |x| + y². Where does ∂f/∂x not exist? And where does ∂f/∂y exist?",
        (
            Choice(
                ("where x = 0", "at (0, 0) only", "where y = 0", "nowhere"),
                "where x = 0",
                {
                    "at (0, 0) only": "The corner runs along the whole line x = 0.",
                    "where y = 0": "y is frozen: it makes no corner.",
                    "nowhere": "|x| has a corner.",
                },
                "∂f/∂x does not exist",
            ),
            Choice(
                ("everywhere", "where x ≠ 0", "where y ≠ 0"),
                "everywhere",
                {
                    "where x ≠ 0": "x is frozen: |x| is a number then.",
                    "where y ≠ 0": "y² has the slope 0 at 0.",
                },
                "∂f/∂y exists",
            ),
        ),
        ("Where has |x| a corner?", "With x frozen, only y² moves."),
        (
            "∂f/∂x: y² is frozen, and |x| has a corner at x = 0, whatever y is. So it does not "
            "exist where x = 0.",
            "∂f/∂y: |x| is frozen, and y² has the slope 2y everywhere.",
        ),
    ),
    Exercise(
        "partial_derivatives.7",
        "A function of 3 numbers: how many second partial derivatives does it have? And how many "
        "different ones can there be at most, if all are continuous?",
        (
            Formula(
                "9",
                mistakes={"3": "Each of 3 slopes has 3 slopes.", "6": "So many can differ."},
                label="second partial derivatives:",
            ),
            Formula(
                "6",
                mistakes={"9": "fₓᵧ = fᵧₓ, if they are continuous.", "3": "That is the diagonal."},
                label="different ones, at most:",
            ),
        ),
        ("First by one of 3, then by one of 3.", "H is symmetric: count the diagonal and above."),
        (
            "Each of the 3 first derivatives has 3 of its own: 3 · 3 = 9.",
            "If they are continuous, fₓᵧ = fᵧₓ, and so on (Schwarz): the table is symmetric. The 3 "
            "on the diagonal and the 3 above it can differ: 6.",
        ),
    ),
    Exercise(
        "partial_derivatives.8",
        "`f = x^2 y^3`. Find ∂²f/∂x∂y.",
        (
            Formula(
                "6x y^2",
                XY,
                {
                    "2y^3": "That is ∂²f/∂x².",
                    "6x^2 y": "That is ∂²f/∂y².",
                    "2x y^3 + 3x^2 y^2": "One after the other: nothing is added.",
                    "6x^3 y^5": "One after the other: the slopes are not multiplied.",
                    "2x y^3": "That is ∂f/∂x alone. Now differentiate it with respect to y.",
                    "3x^2 y^2": "That is ∂f/∂y alone. Now differentiate it with respect to x.",
                },
                "∂²f/∂x∂y =",
            ),
        ),
        ("First by y, x frozen; then by x, y frozen.", "∂f/∂y = 3x²y²."),
        (
            "∂f/∂y, with x frozen: `3x^2 y^2`.",
            "That differentiated with respect to x, with y frozen: `6x y^2`. The other order gives "
            "the same.",
        ),
    ),
    CodeExercise(
        "partial_derivatives.9",
        "Write ∂f/∂y of f = x² y + y as a function of (x, y).",
        function_like(
            lambda x, y: x**2 + 1,
            ((1.3, 0.7), (2.0, -1.0), (0.5, 3.0)),
            mistakes={
                "That is ∂f/∂x.": lambda x, y: 2 * x * y,
                "y has the slope 1 in y: a term is missing.": lambda x, y: x**2,
                "That is f itself.": lambda x, y: x**2 * y + y,
                "y has the slope 1, not y.": lambda x, y: x**2 + y,
                "x is frozen: x² stays as it is.": lambda x, y: 2 * x * y + 1,
            },
        ),
        matters="It does not depend on y: f is a straight line along y.",
        hints=(
            "x is a number here: x² y is x² times y.",
            "What is the slope of the second term, y, in y?",
        ),
        solution="def answer(x, y):\n    return x**2 + 1",
        why=("x is frozen, so x²y has the slope x², and y has the slope 1: together x² + 1.",),
        stub=("def answer(x, y):\n    return ..."),
    ),
)

"""Exercises of chapter 05: 1 to 3 are core, the others more practice."""

from __future__ import annotations

from d2lmini.exercises.code import CodeExercise, array_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula

EXERCISES = (
    Exercise(
        "areas.1",
        "The integral of `1/√x` from 1 to 4. The antiderivative G for x > 0 that tends to 0 at 0 "
        "is ①, so the integral, G(4) − G(1), is ②.",
        (
            Formula(
                "2√x",
                {"x": (1.0, 4.0)},
                {
                    "√x": "(√x)′ is 1/(2√x): half of it.",
                    "1/(2√x)": "That is (√x)′. Which G has the slope 1/√x?",
                    "ln(x)": "ln has the slope 1/x.",
                    "2√x + 1": "It has the right slope; but G is to tend to 0 at 0.",
                },
                "① =",
                "At {x} your G is {typed}; ours is {right}.",
            ),
            Formula(
                "2",
                mistakes={
                    "1": "Check G: its slope must be 1/√x.",
                    "4": "G(1) is to be taken away.",
                    "-2": "The end first, then the start.",
                },
                label="② =",
            ),
        ),
        (
            "Which function has the slope 1/√x?",
            "(√x)′ = 1/(2√x), which is half of it.",
        ),
        (
            "(√x)′ = 1/(2√x), so 2√x has the slope 1/√x, and it is 0 at 0: G = 2√x.",
            "The integral is G(4) − G(1) = 2 · 2 − 2 · 1 = 2.",
        ),
    ),
    Exercise(
        "areas.2",
        "A car's velocity is v(t) = 6t − 3t² m/s for 0 ≤ t ≤ 3. It starts at 0.",
        (
            Formula(
                "0",
                mistakes={
                    "-9": "That is v(3): its velocity.",
                    "27": "3t² − t³ at 3 is 27 − 27.",
                    "8": "It drove back, too: that counts negative.",
                    "54": "That is 6 · 9: 3t² − t³ is the antiderivative.",
                },
                label="place after 3 seconds, in meters:",
            ),
            Formula(
                "4",
                mistakes={
                    "3": "v is 3 at most. Where does it turn?",
                    "8": "That is the way out and back.",
                    "2": "That is when it turns. How far is it then?",
                },
                label="its greatest distance from the start, in meters:",
            ),
        ),
        ("An antiderivative of v is 3t² − t³.", "It turns where v = 0: at t = 2."),
        (
            "Its place is an antiderivative of v that is 0 at t = 0: s(t) = 3t² − t³.",
            "s(3) = 27 − 27 = 0: it is back at the start.",
            "v = 3t(2 − t) is positive up to t = 2 and then negative: it turns at t = 2, and s(2) "
            "= 12 − 8 = 4.",
        ),
    ),
    Exercise(
        "areas.3",
        "The integral of sin x from 0 to 2π is 0, but the curve is not. Why? And how large is the "
        "area between curve and axis, if all of it counts positive?",
        (
            Choice(
                (
                    "areas below the axis count negative",
                    "the sums do not settle",
                    "sin has no antiderivative",
                    "the mean height is 1",
                ),
                "areas below the axis count negative",
                {
                    "the sums do not settle": "They do: to 0.",
                    "sin has no antiderivative": "−cos x is one.",
                    "the mean height is 1": "The mean height is 0.",
                },
                "Because",
            ),
            Formula(
                "4",
                mistakes={"0": "Both humps, counted positive.", "2": "That is one hump."},
                label="area, all positive:",
            ),
        ),
        (
            "The strips have heights with a sign.",
            "An antiderivative of sin x is −cos x. From 0 to π: −cos π + cos 0.",
        ),
        (
            "Up to π the curve is above the axis: −cos π + cos 0 = 1 + 1 = 2. After it, it is "
            "below: −cos 2π + cos π = −2.",
            "Together 0: areas below the axis count negative. All positive it is 2 + 2 = 4.",
        ),
    ),
    Exercise(
        "areas.4",
        "Find the integral of 1/x from 1 to e, and that of e^x from 0 to 1.",
        (
            Formula(
                "1",
                mistakes={
                    "e": "Put e into the antiderivative of 1/x, and then 1.",
                    "e - 1": "An antiderivative of 1/x is ln x.",
                    "1/e - 1": "That is 1/x at the ends. An antiderivative is wanted.",
                    "0": "That is the antiderivative at 1. Put in e, too.",
                },
                label="of 1/x from 1 to e:",
            ),
            Formula(
                "e - 1",
                mistakes={"e": "Take away e⁰ = 1.", "1": "e¹ − e⁰."},
                label="of e^x from 0 to 1:",
            ),
        ),
        ("ln has the slope 1/x; e^x is its own slope.", "G(end) − G(start)."),
        (
            "An antiderivative of 1/x for x > 0 is ln x: ln e − ln 1 = 1 − 0 = 1.",
            "e^x is its own antiderivative: e¹ − e⁰ = e − 1, about 1.718.",
        ),
    ),
    Exercise(
        "areas.5",
        "The loss is in m² and w in m/min. In which unit is the area below L(w)?",
        (
            Choice(
                ("m³/min", "m · min", "m²", "m²/min"),
                "m³/min",
                {
                    "m · min": "That is the unit of the slope L′.",
                    "m²": "A strip is height times width.",
                    "m²/min": "m² times m/min.",
                },
                "in",
            ),
        ),
        ("A strip is height times width.", "m² · (m/min)."),
        (
            "A strip has a height, in m², and a width, in m/min.",
            "m² · m/min = m³/min. (An area in a plot need not be an area in the world.)",
        ),
    ),
    Exercise(
        "areas.6",
        "F(x) is the integral of e^(−t²) from 0 to x. What is F′(0)?",
        (
            Formula(
                "1",
                mistakes={
                    "0": "F(0) is 0. Its slope is the height of e^(−t²).",
                    "e": "e^(−0²) = e⁰.",
                    "-1": "The height is positive.",
                },
                label="F′(0) =",
            ),
        ),
        (
            "F is the area so far. What is its slope?",
            "By the fundamental theorem F′(x) is the height at x.",
        ),
        (
            "By the fundamental theorem the slope of the area so far is the height: F′(x) = "
            "e^(−x²).",
            "So F′(0) = e⁰ = 1.",
        ),
    ),
    CodeExercise(
        "areas.7",
        "Add up 4 strips of x² from 0 to 2 by the midpoint rule: each strip is as high as x² in "
        "its middle.",
        array_like(
            2.625,
            mistakes={
                "That is the left rule.": 1.75,
                "That is the right rule.": 3.75,
                "That is the trapezoid rule.": 2.75,
                "That is the integral: four strips do not get it exactly.": 8 / 3,
                "Multiply the heights by the width of a strip, 0.5.": 5.25,
                "The width of a strip is 2/4 = 0.5.": 1.3125,
                "These are eight strips.": 2.65625,
            },
        ),
        matters="It is closer than left and right, though it asks f no more often.",
        hints=("The middles are 0.25, 0.75, 1.25, 1.75.", "Sum of squares, times 0.5."),
        solution="middles = np.arange(4) * 0.5 + 0.25\nanswer = (middles**2).sum() * 0.5",
        why=(
            "Each strip is 2/4 = 0.5 wide. Their middles are 0.25, 0.75, 1.25 and 1.75.",
            "The squares of these add up to 5.25, and times 0.5 that is 2.625. The integral is "
            "8/3.",
        ),
    ),
)

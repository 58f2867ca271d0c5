"""Exercises of chapter 01: 1 to 3 are core, the others more practice."""

from __future__ import annotations

from d2lmini.exercises.exercise import Choice, Exercise, Formula

EXERCISES = (
    Exercise(
        "limits.1",
        "`f(x) = x^2`. What is the difference quotient at x = 3 with a step h, and to what does it "
        "tend as h tends to 0?",
        (
            Formula(
                "6 + h",
                {"h": (0.1, 1.0)},
                {
                    "6h + h^2": "That is the rise: divide by h.",
                    "6": "That is where it tends to. What is it for this h?",
                    "3 + h": "(3 + h)² − 9 = 6h + h².",
                },
                "the difference quotient =",
            ),
            Formula(
                "6",
                mistakes={
                    "9": "That is the height there.",
                    "3": "3 is the place. What is left of 6 + h?",
                    "0": "Above and below tend to 0, their ratio does not.",
                },
                label="its limit =",
            ),
        ),
        ("(3 + h)² − 9, divided by h.", "Expand: 9 + 6h + h²."),
        (
            "f(3 + h) − f(3) = (3 + h)² − 9 = 9 + 6h + h² − 9 = 6h + h².",
            "Divided by h, which is not 0: 6 + h.",
            "As h tends to 0, from above or below, it tends to 6.",
        ),
    ),
    Exercise(
        "limits.2",
        "What is the limit of `(x^2-1)/(x-1)` as x tends to 1? And has it a value at 1?",
        (
            Formula(
                "2",
                mistakes={
                    "0": "The numerator is 0 there, but the denominator is, too.",
                    "1": "0/0 is no number: simplify first.",
                    "1/2": "x² − 1 = (x − 1)(x + 1).",
                },
                label="its limit =",
            ),
            Choice(
                ("it has none", "2", "0"),
                "it has none",
                {"2": "That is the limit: at 1 itself stands 0/0.", "0": "0/0 is no number."},
                "its value at 1:",
            ),
        ),
        (
            "Write the numerator as a product.",
            "x² − 1 = (x − 1)(x + 1). Which factor cancels, if x is not 1?",
        ),
        (
            "x² − 1 = (x − 1)(x + 1), so for x ≠ 1 the fraction is x + 1.",
            "x + 1 tends to 2 as x tends to 1.",
            "At 1 itself the fraction is 0/0, which is no number: it has no value there.",
        ),
    ),
    Exercise(
        "limits.3",
        "Does x · sin(π/x) have a limit at 0?",
        (
            Choice(
                ("yes, 0", "no, it swings", "yes, 1", "yes, π"),
                "yes, 0",
                {
                    "no, it swings": "sin(π/x) swings, but the factor x squeezes it.",
                    "yes, 1": "sin u / u tends to 1 at u = 0; here u = π/x grows.",
                    "yes, π": "sin u / u tends to 1 at u = 0; here u = π/x grows.",
                },
                "Has it a limit?",
            ),
            Choice(
                ("−|x| and |x|", "−1 and 1", "−x² and x²"),
                "−|x| and |x|",
                {
                    "−1 and 1": "These do not meet at 0.",
                    "−x² and x²": "At x = 0.4, say, it is larger: the factor is x.",
                },
                "It is squeezed to 0 between",
            ),
        ),
        ("sin lies between −1 and 1.", "Multiply that by |x|."),
        (
            "A sine lies between −1 and 1. Times x that is between −|x| and |x|.",
            "Both −|x| and |x| tend to 0, and the curve is caught between them: by the squeeze "
            "theorem its limit is 0.",
        ),
    ),
    Exercise(
        "limits.4",
        "For f(x) = 3x² − 4x at x = 1, the slope of the secant to the right is 2 + 3h, and to the "
        "left 2 − 3h. How much larger is the right one at h = 0.1?",
        (
            Formula(
                "0.6",
                mistakes={
                    "0.3": "Each slope is 0.3 away from 2: one above, one below.",
                    "6": "h is 0.1.",
                    "0": "They agree only in the limit.",
                    "2.3": "That is one of the two slopes.",
                    "1.7": "That is one of the two slopes.",
                    "4": "That is their sum.",
                },
                label="difference =",
                within=1e-9,
            ),
        ),
        ("2 + 3h minus (2 − 3h).", "That is 6h."),
        ("(2 + 3h) − (2 − 3h) = 6h, and 6 · 0.1 = 0.6.",),
    ),
    Exercise(
        "limits.5",
        "A car is at s(t) = 20 t meters after t seconds. Does its difference quotient depend on h, "
        "and in which unit is it?",
        (
            Choice(
                ("no", "yes"),
                "no",
                {"yes": "20(t + h) − 20t is 20h: divided by h it is 20."},
                "Does its difference quotient depend on h?",
            ),
            Choice(
                ("m/s", "m", "m · s", "s/m"),
                "m/s",
                {
                    "m": "That is the rise: divide by h.",
                    "m · s": "Divide by the unit of h.",
                    "s/m": "Rise over run.",
                },
                "In which unit is it?",
            ),
        ),
        ("(20(t + h) − 20t)/h.", "Meters divided by seconds."),
        (
            "(20(t + h) − 20t)/h = 20h/h = 20, whatever h is.",
            "Meters divided by seconds are meters per second: 20 m/s. A straight line has one "
            "slope.",
        ),
    ),
    Exercise(
        "limits.6",
        "What does `sin(5h)/h` tend to, as h tends to 0?",
        (
            Formula(
                "5",
                mistakes={
                    "1": "sin t / t tends to 1: here t = 5h.",
                    "0": "Numerator and denominator tend to 0 together.",
                    "1/5": "5 sin(5h)/(5h): the 5 comes in front.",
                },
                label="limit =",
            ),
        ),
        ("Let t = 5h.", "sin(5h)/h = 5 sin(t)/t."),
        (
            "With t = 5h: sin(5h)/h = 5 · sin(5h)/(5h) = 5 · sin(t)/t.",
            "As h tends to 0, so does t, and sin(t)/t tends to 1 (chapter 01). So all tends to 5 · "
            "1 = 5.",
        ),
    ),
)

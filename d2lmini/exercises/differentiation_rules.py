"""Exercises of chapter 03: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import numpy as np

from d2lmini.exercises.code import CodeExercise, function_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula, Over
from d2lmini.exercises.kinds import ALL, POSITIVE, differentiate

_UV: Over = dict.fromkeys("uvUV", (0.5, 2.5))

EXERCISES = (
    differentiate(
        "differentiation_rules.1",
        "5x^3 - 2x + 7",
        {
            "15x^2 - 2 + 7": "A constant has the slope 0.",
            "5x^2 - 2": "The exponent comes in front as a factor.",
            "15x^3 - 2": "The exponent falls by 1, too.",
            "15x^2 - 2x": "The slope of a multiple of x is that multiple.",
        },
        (
            "Differentiate term by term: the sum rule.",
            "The power rule: the exponent comes in front, and falls by 1.",
            "Set the slope to 13, and solve for `x^2`.",
        ),
        ALL,
        (
            Formula(
                "-1, 1",
                mistakes={
                    "1": "There is another one: a square forgets the sign.",
                    "-1": "There is another one: a square forgets the sign.",
                },
                label="The slope is 13 at x =",
                any_order=True,
            ),
        ),
        ". At which x is the slope 13?",
        conclusion=(
            "The slope is 13 where 15x² − 2 = 13, so where 15x² = 15 and x² = 1: at x = 1 and at x "
            "= −1.",
        ),
    ),
    Exercise(
        "differentiation_rules.2",
        "By the quotient rule with u = x and v = x² + 1, nothing simplified, the slope of "
        "`x/(x^2+1)` is (① − x·②)/v², where ① = u′v and ② = v′.",
        (
            Formula(
                "x^2 + 1",
                ALL,
                {"1": "That is u′ alone: u′v is wanted.", "2x": "That is v′. First comes u′v."},
                label="① =",
            ),
            Formula(
                "2x",
                ALL,
                {"x^2 + 1": "That is v. Behind the minus stands u v′.", "x": "(x²)′ is not x."},
                label="② =",
            ),
        ),
        (
            "It is a quotient: `u = x` and `v = x^2+1`.",
            "The rule is (u′v − uv′)/v².",
            "`u' = 1`. What is the slope of v?",
        ),
        (
            "u = x with u′ = 1, and v = x² + 1 with v′ = 2x.",
            "① is u′v = 1 · (x² + 1) = x² + 1, and ② is v′ = 2x.",
            "Together ((x² + 1) − x · 2x)/(x² + 1)², which is (1 − x²)/(x² + 1)².",
        ),
    ),
    differentiate(
        "differentiation_rules.3",
        "ln(x)/x",
        {
            "1/x": "That is the slope of ln x alone.",
            "1/x^2": "The first part of u′v − uv′ is there. The second is missing.",
            "(ln(x) - 1)/x^2": "The sign: the quotient rule begins with u′v.",
            "(1 + ln(x))/x^2": "In the quotient rule stands a minus.",
            "1 - ln(x)": "The denominator, v², is missing.",
        },
        (
            "It is a quotient: `u = ln x` over v = x.",
            "u′v is 1/x times x.",
            "A quotient is 0 where its numerator is 0. For which x is ln x = 1?",
        ),
        POSITIVE,
        (
            Formula(
                "e",
                mistakes={
                    "1": "There ln is 0, and the slope is 1.",
                    "0": "There ln has no value.",
                    "1/e": "ln x is to be 1, not −1.",
                },
                label="The slope is 0 at x =",
            ),
        ),
        ", x > 0. Where is the slope 0?",
        conclusion=(
            "A fraction is 0 where its numerator is: 1 − ln x = 0, so ln x = 1 and x = e.",
        ),
    ),
    differentiate(
        "differentiation_rules.4",
        "4x^2 - 3x",
        {
            "8x^2 - 3": "The exponent falls by 1, too.",
            "4x - 3": "The exponent comes in front as a factor.",
            "8x": "A multiple of x has a slope: that multiple.",
        },
        ("Term by term.", "The power rule, with the multiple 4 in front."),
        ALL,
    ),
    differentiate(
        "differentiation_rules.5",
        "√x + 1/x",
        {
            "1/(2√x) + 1/x^2": "1/x is x to the power −1, and that comes in front.",
            "1/√x - 1/x^2": "√x is x to the power ½, and ½ comes in front.",
            "1/(2√x) + ln(x)": "The slope of ln is 1/x. That of 1/x is something else.",
            "√x/2 - 1/x^2": "The exponent falls by 1: ½ becomes −½, so √x moves into the "
            "denominator.",
            "1/(2√x) - 1/x": "The exponent −1 falls by 1, to −2.",
            "1/(2√x)": "1/x has a slope, too.",
            "1/(2√x) - 2/x^2": "The exponent −1 comes in front, not −2.",
        },
        (
            "The sum rule: √x and 1/x for themselves.",
            "√x is x to the power ½, and 1/x is x to the power −1. Or use the quotient rule for "
            "1/x.",
        ),
        and_then=", x > 0.",
    ),
    differentiate(
        "differentiation_rules.6",
        "e^x cos x",
        {
            "-e^x sin(x)": "That is u′v′; and, as e^x is its own slope, also uv′ alone. The term "
            "u′v is missing.",
            "e^x cos(x) + e^x sin(x)": "The slope of cosine is minus sine.",
            "e^x cos(x)": "That is u′v. The other term, uv′, is missing.",
            "x e^(x-1) cos(x) - e^x sin(x)": "In e^x the exponent moves: no power rule.",
        },
        ("A product of two functions.", "`e^x` is its own slope; cosine becomes minus sine."),
        ALL,
    ),
    differentiate(
        "differentiation_rules.7",
        "x ln(x) - x",
        {
            "1/x - 1": "That is u′v′ for the product. The product rule has two terms: u′v + uv′.",
            "ln(x) - 1": "The term uv′ is missing: it is x · 1/x.",
            "1 + ln(x)": "The last term has a slope, too.",
            "1/x": "The slope of x ln x is not 1/x: it is a product.",
        },
        ("The first term is a product, x times ln x.", "x · 1/x is 1."),
        and_then=", x > 0.",
    ),
    differentiate(
        "differentiation_rules.8",
        "sin(x)/cos(x)",
        {
            "-cos(x)/sin(x)": "That is u′/v′. A quotient has a rule of its own.",
            "1": "That is the numerator. Divide it by v².",
            "-1/cos(x)^2": "The sign: the quotient rule begins with u′v.",
            "(cos(x)^2 - sin(x)^2)/cos(x)^2": "v′ is minus sine, and minus minus is plus.",
            "1/cos(x)": "v² is cos² x: the square is missing.",
            "1/sin(x)^2": "The denominator is v² with v = cos x.",
        },
        (
            "A quotient: u is the sine, v is the cosine.",
            "u′v − uv′ is cos² x + sin² x. What number is that?",
        ),
        {"x": (-1.2, 1.2)},
        conclusion=("cos² x + sin² x = 1 for every x, so the slope is 1/cos² x.",),
        and_then=", where cos x is not 0.",
    ),
    Exercise(
        "differentiation_rules.9",
        "Show that the rule for a multiple follows from the product rule, if v is differentiable. "
        "Fill in: with u = c, a constant, (c v)′ = ① · v + c · ②.",
        (
            Formula(
                "0",
                mistakes={"1": "x has the slope 1; a constant has the slope 0."},
                label="① (a number) =",
            ),
            Choice(
                ("v", "v′", "c′"),
                "v′",
                {
                    "v": "The second term of the product rule is u v′.",
                    "c′": "c′ stands in the first term.",
                },
                "② =",
            ),
        ),
        (
            "What is the slope of a constant?",
            "The product rule is u′v + uv′.",
        ),
        (
            "u = c is a constant, so u′ = 0.",
            "The product rule: (c v)′ = u′v + uv′ = 0 · v + c v′ = c v′.",
        ),
    ),
    Exercise(
        "differentiation_rules.10",
        "The inverse of x³ for x > 0 is the cube root. Find its slope at 8 by the inverse rule.",
        (
            Formula(
                "1/12",
                mistakes={
                    "12": "That is the slope of x³ at 2. The inverse has one over it.",
                    "1/192": "Take the slope of x³ at t = 2, because 2³ = 8.",
                    "1/3": "The slope of x³ is 3t², with t = 2.",
                    "192": "That is the slope of x³ at 8. Take it at t = 2, and turn it over.",
                    "2": "That is the cube root of 8: its slope is wanted.",
                },
                label="slope =",
            ),
        ),
        ("Which number t has the cube 8?", "The slope of the inverse at t³ is 1 over 3t²."),
        (
            "The inverse rule: the slope of the inverse at f(t) is 1/f′(t).",
            "t³ = 8 for t = 2. The slope of x³ at 2 is 3 · 2² = 12.",
            "So the cube root has the slope 1/12 at 8.",
        ),
    ),
    CodeExercise(
        "differentiation_rules.11",
        "Write the slope of `f(x) = 2 ln(x) + 5` as a function of x, for x > 0.",
        function_like(
            lambda x: 2 / x,
            (1.3, 0.5, 2.0, 4.0),
            mistakes={
                "That is f itself: its slope is asked for.": lambda x: 2 * np.log(x) + 5,
                "The slope of a constant is 0: the 5 is left.": lambda x: 2 / x + 5,
                "The multiple 2 stays: twice 1/x.": lambda x: 1 / x,
                "The 2 is a factor: 2 · 1/x. It does not go into the denominator.": lambda x: (
                    1 / (2 * x)
                ),
            },
        ),
        matters="A constant moves the curve up, and no slope changes.",
        hints=("Which rule is for ln?", "A multiple stays, and a constant has the slope 0."),
        solution="def answer(x):\n    return 2 / x",
        why=(
            "ln x has the slope 1/x, and the multiple 2 stays: 2/x. The constant 5 has the slope "
            "0.",
        ),
        stub=("def answer(x):\n    return ..."),
    ),
    Exercise(
        "differentiation_rules.12",
        "Prove the power rule for n = 1, 2, 3, … (x⁰ means 1.) Multiplied out, (x + h)ⁿ begins "
        "with xⁿ + ① h. Then come terms with h², h³ and so on. So the difference quotient is ① + "
        "terms with h. Fill in ①, and choose the reason why the limit is ①.",
        (
            Formula(
                "n x^(n-1)",
                {"x": (0.3, 2.5), "n": (2, 6)},
                {
                    "x^(n-1)": "In how many of the n brackets may the h be chosen? Count them.",
                    "n x^n": "One bracket gives h, so only n − 1 of them give x.",
                    "n": "The other n − 1 brackets give an x each.",
                },
                "① =",
            ),
            Choice(
                (
                    "each of the other terms still has a factor h",
                    "the other terms cancel",
                    "the other terms are not counted in a derivative",
                ),
                "each of the other terms still has a factor h",
                {
                    "the other terms cancel": "They all have the same sign, if x and h are "
                    "positive. What happens to h²/h?",
                    "the other terms are not counted in a derivative": "They are counted, and tend "
                    "to 0. Why?",
                },
                "The limit is ① because",
            ),
        ),
        (
            "(x + h)ⁿ is a product of n brackets. Out of each one takes x or h.",
            "One h and n − 1 times x: in n ways, one for each bracket.",
        ),
        (
            "(x + h)ⁿ is a product of n brackets; each term takes x or h out of every one.",
            "n times x gives `x^n`. One h and n − 1 times x gives `x^(n-1)` h, in n ways. All "
            "other terms have two or more h.",
            "So ((x + h)ⁿ − xⁿ)/h is `n x^(n-1)` and terms that still have a factor h.",
            "As h tends to 0 each of these tends to 0: for finitely many, so does their sum.",
        ),
    ),
    Exercise(
        "differentiation_rules.13",
        "Prove the product rule for u and v that are differentiable at x. Write u, v at x, and U, "
        "V at x + h. Subtract uV and add it again: UV − uv = UV − uV + uV − uv = (U − u)·① + u·②. "
        "Fill in ① and ②. Divided by h, the limit is u′v + uv′: choose the reason why V tends to "
        "v.",
        (
            Formula(
                "V",
                _UV,
                {
                    "v": "UV − uV has the factor V, at x + h.",
                    "U": "U − u is taken out; what is left of UV − uV?",
                    "V - v": "That belongs to u.",
                },
                "① =",
            ),
            Formula(
                "V - v",
                _UV,
                {
                    "v - V": "The order: uV − uv.",
                    "V": "uV − uv: both have the factor u.",
                    "U - u": "u is taken out of uV − uv: what is left?",
                },
                "② =",
            ),
            Choice(
                (
                    "v is differentiable, and so continuous",
                    "h is small",
                    "v is a polynomial",
                ),
                "v is differentiable, and so continuous",
                {
                    "h is small": "At a jump of v, a small h would not help.",
                    "v is a polynomial": "The rule is for all v that have a slope.",
                },
                "V tends to v because",
            ),
        ),
        (
            "Which factor do UV and uV have in common? Which do uV and uv?",
            "UV − uV = (U − u)V.",
        ),
        (
            "UV − uV = (U − u)V and uV − uv = u(V − v): ① is V, and ② is V − v.",
            "Divided by h: (U − u)/h · V + u · (V − v)/h.",
            "(U − u)/h tends to u′ and (V − v)/h to v′. v has a slope, so it is continuous, and V "
            "tends to v.",
            "By the laws for products and sums of limits, all tends to u′v + uv′.",
        ),
    ),
    Exercise(
        "differentiation_rules.14",
        "Prove the quotient rule for u and v that are differentiable at x, with v not 0 there. "
        "Write u, v at x, and U, V at x + h. Then U/V − u/v = ①/(V v). Put −uv + uv into ①: it is "
        "(U − u)·② − u·③. Fill in.",
        (
            Formula(
                "U v - u V",
                _UV,
                {
                    "u V - U v": "The sign: U/V comes first.",
                    "U - u": "Bring both fractions over V v: U is multiplied by v.",
                    "U V - u v": "U/V gets the factor v, and u/v gets V.",
                },
                "① =",
            ),
            Formula(
                "v",
                _UV,
                {"V": "Uv − uv = (U − u)v.", "U": "U − u is taken out already."},
                "② =",
            ),
            Formula(
                "V - v",
                _UV,
                {
                    "v - V": "The minus stands in front of u already.",
                    "V": "uV − uv = u(V − v).",
                },
                "③ =",
            ),
        ),
        (
            "Two fractions are subtracted over a common denominator, V v.",
            "Uv − uV = Uv − uv + uv − uV.",
        ),
        (
            "v is continuous and not 0 at x, so V is not 0 either for small h, and U/V − u/v = (Uv "
            "− uV)/(V v).",
            "Uv − uv + uv − uV = (U − u)v − u(V − v).",
            "Divided by h: ((U − u)/h · v − u · (V − v)/h)/(V v).",
            "As h tends to 0, (U − u)/h tends to u′, (V − v)/h to v′, and V to v. The limit of a "
            "quotient is the quotient of the limits, as v² is not 0: (u′v − uv′)/v².",
        ),
    ),
    Exercise(
        "differentiation_rules.15",
        "Prove that eˣ is its own slope. Known: e is the base for which aˣ has the slope 1 at 0 "
        "(chapter 03). The difference quotient of eˣ is ① · (e^h − 1)/h, and (e^h − 1)/h tends to "
        "②. Fill in, and choose the reason for ②.",
        (
            Formula(
                "e^x",
                {"x": (-2.0, 2.0), "h": (0.1, 1.0)},
                {
                    "e": "e^(x+h) is eˣ · e^h: take eˣ out of both terms.",
                    "x e^(x-1)": "That is the rule for powers with a fixed exponent.",
                    "1": "Take eˣ out of e^(x+h) − eˣ.",
                    "e^(x+h)": "e^(x+h) is eˣ · e^h: take eˣ out of both terms.",
                },
                "① =",
            ),
            Formula(
                "1",
                mistakes={
                    "0": "Both e^h − 1 and h tend to 0. Their quotient need not.",
                    "e": "It is the slope of eˣ at 0.",
                },
                label="② =",
            ),
            Choice(
                ("e is chosen so that eˣ has the slope 1 at 0", "e^h is 1", "h cancels"),
                "e is chosen so that eˣ has the slope 1 at 0",
                {
                    "e^h is 1": "It is only near 1, and e^h − 1, though small, is divided by a "
                    "small h.",
                    "h cancels": "There is no factor h in e^h − 1.",
                },
                "② because",
            ),
        ),
        (
            "e^(x+h) = eˣ · e^h.",
            "(e^h − 1)/h is the difference quotient of eˣ at 0.",
        ),
        (
            "(e^(x+h) − eˣ)/h = (eˣ e^h − eˣ)/h = eˣ · (e^h − 1)/h.",
            "(e^h − 1)/h is the difference quotient of eˣ at 0. e is the base whose slope at 0 is "
            "1, so it tends to 1.",
            "eˣ does not depend on h. So the limit is eˣ · 1 = eˣ.",
        ),
    ),
    Exercise(
        "differentiation_rules.16",
        "Prove that ln x has the slope 1/x, x > 0. (ln(x + h) − ln x)/h = ln(①)/h. With k = h/x "
        "this is ② · ln(1 + k)/k. The last factor tends to 1. Fill in.",
        (
            Formula(
                "1 + h/x",
                {"x": (0.5, 2.5), "h": (0.1, 1.0)},
                {
                    "x + h - x": "ln a − ln b is the ln of a quotient, not of a difference.",
                    "h/x": "(x + h)/x is 1 + h/x.",
                    "x/(x+h)": "The order: ln(x + h) comes first.",
                },
                "① (with x and h) =",
            ),
            Formula(
                "1/x",
                {"x": (0.5, 2.5)},
                {
                    "x": "1/h is 1/(x k).",
                    "1": "h = x k: where is the x left?",
                },
                "② (with x) =",
            ),
            Choice(
                (
                    "when h tends to 0, k = h/x also tends to 0",
                    "k is 0",
                    "ln 1 is 0",
                ),
                "when h tends to 0, k = h/x also tends to 0",
                {
                    "k is 0": "Then ln(1 + k)/k would have no value.",
                    "ln 1 is 0": "That alone says 0/0. What does the quotient tend to?",
                },
                "We may use that the last factor tends to 1, because",
            ),
        ),
        ("ln a − ln b = ln(a/b).", "h = x k, so 1/h = 1/x · 1/k."),
        (
            "ln(x + h) − ln x = ln((x + h)/x) = ln(1 + h/x), for h so small that x + h > 0.",
            "With h = x k: ln(1 + k)/(x k) = 1/x · ln(1 + k)/k.",
            "x is fixed, so with h also k tends to 0. Put s = ln(1 + k): it tends to ln 1 = 0, "
            "because ln is continuous, and it is not 0 for k ≠ 0. So ln(1 + k)/k = s/(eˢ − 1), "
            "which is one over the difference quotient of eˣ at 0: it tends to 1/1 = 1.",
            "So the limit is 1/x.",
        ),
    ),
    Exercise(
        "differentiation_rules.17",
        "Prove the rules for a constant and for a sum of u and v that are differentiable at x. The "
        "difference quotient of f(x) = c is ①. That of u + v, with u, v at x and U, V at x + h, is "
        "(U − u)/h + ②. Choose the law that is used.",
        (
            Formula(
                "0",
                {"c": (0.5, 2.5)},
                mistakes={
                    "1": "f(x + h) − f(x) = c − c.",
                    "c": "That is f itself. f(x + h) − f(x) is c − c.",
                },
                label="① (a number) =",
            ),
            Formula(
                "(V - v)/h",
                {**_UV, "h": (0.1, 1.0)},
                {
                    "V - v": "It is divided by h, too.",
                    "(v - V)/h": "The order: at x + h minus at x.",
                    "V/h": "v at x is subtracted.",
                },
                "② =",
            ),
            Choice(
                (
                    "the limit of a sum is the sum of the limits",
                    "the limit of a product is the product of the limits",
                    "h may be set to 0",
                ),
                "the limit of a sum is the sum of the limits",
                {
                    "the limit of a product is the product of the limits": "What is done to the "
                    "two quotients: multiplied or added?",
                    "h may be set to 0": "Then 0/0 would stand there.",
                },
                "So (u + v)′ = u′ + v′, because",
            ),
        ),
        (
            "c − c is 0, for every h.",
            "(U + V − u − v)/h: group U with u, and V with v.",
        ),
        (
            "(c − c)/h = 0 for every h that is not 0, so the limit is 0.",
            "((U + V) − (u + v))/h = (U − u)/h + (V − v)/h.",
            "Both tend to a limit, u′ and v′. The limit of a sum is the sum of the limits: u′ + "
            "v′.",
        ),
    ),
)

"""Practice: every variant is right by sympy, and every foreseen mistake is wrong."""

import re
from itertools import chain
from random import Random

import pytest
import sympy
from formulas import as_sympy

from d2lmini import practice
from d2lmini.exercises.formula import parse, parse_list
from d2lmini.exercises.texts import plain
from d2lmini.exercises.variants import LETTERS, TOPICS, variant

SYMBOLS = {name: sympy.Symbol(name) for name in LETTERS}
X, Y = SYMBOLS["x"], SYMBOLS["y"]


def variants(topic, count=12):
    return [
        (level, variant(topic, Random(f"{topic} {level} {k}"), level))
        for level in (1, 2, 3)
        for k in range(count)
    ]


def asked(text):
    """The formula of an exercise's text, by sympy."""
    marked = re.search(r"`(?:f(?:\(x\))? = )?([^`]*)`", text)[1]
    return as_sympy(parse(marked, LETTERS), SYMBOLS)


def the_number(text):
    return int(re.search(r"(?:at x =|tends to) (−?\d+)", text)[1].replace("−", "-"))


def exact(topic, text):
    """What the fields want, found from the text alone."""
    if topic == "jacobians":
        one, two = re.search(r"`f = \((.*)` , `(.*)\)`", text).groups()
        rows = [as_sympy(parse(f, LETTERS), SYMBOLS) for f in (one, two)]
        return [[sympy.diff(f, v) for f in rows for v in (X, Y)]]
    if topic == "backpropagation":
        numbers = {k: int(v) for k, v in re.findall(r"(\w) = (\d+)", text)}
        names = sympy.symbols("w b x y")
        w, b, x, y = names
        loss = (w * x + b - y) ** 2
        return [[sympy.diff(loss, v).subs(numbers)] for v in names]
    f = asked(text)
    if topic == "partial derivatives":
        return [[sympy.diff(f, X)], [sympy.diff(f, Y)]]
    if topic == "gradients":
        p, q = re.search(
            r"at \((−?\d+), (−?\d+)\)", text.replace("−", "-").replace("-", "−")
        ).groups()
        place = {X: int(p.replace("−", "-")), Y: int(q.replace("−", "-"))}
        return [[sympy.diff(f, v).subs(place) for v in (X, Y)]]
    if topic == "tangent lines":
        a = the_number(text)
        return [[f.subs(X, a) + sympy.diff(f, X).subs(X, a) * (X - a)]]
    if topic == "limits":
        return [[sympy.limit(sympy.nsimplify(f), X, the_number(text.split("as x")[1]))]]
    if topic == "stationary points":
        return [sorted(sympy.solve(sympy.nsimplify(sympy.diff(f, X)), X))]
    return [[sympy.diff(f, X)]]


@pytest.mark.parametrize("topic", TOPICS)
def test_the_answers_are_sympys(topic):
    for level, exercise in variants(topic):
        wanted = exact(topic, exercise.text)
        for field, entries in zip(exercise.fields, wanted, strict=False):
            spec = field.spec()
            assert len(spec["right"]) == len(entries), (level, exercise.text)
            for row, entry in zip(spec["right"], entries, strict=True):
                for point, right in zip(spec["points"], row, strict=True):
                    place = {SYMBOLS[name]: v for name, v in point.items()}
                    assert float(entry.subs(place)) == pytest.approx(right), exercise.text


@pytest.mark.parametrize("topic", TOPICS)
def test_foreseen_mistakes_are_wrong(topic):
    counts = []
    for level, exercise in variants(topic):
        count = 0
        for field in exercise.fields:
            spec = field.spec()
            for mistake in spec["mistakes"]:
                count += 1
                pairs = zip(chain(*mistake["values"]), chain(*spec["right"]), strict=False)
                differ = any(a is None or abs(a - b) > 1e-6 * max(1, abs(b)) for a, b in pairs)
                assert differ or len(mistake["values"]) != len(spec["right"]), (
                    level,
                    exercise.text,
                    mistake["says"],
                )
        counts.append(count)
        assert len(exercise.hints) >= 2
        assert exercise.solution
    assert min(counts) >= 1
    assert sum(counts) >= 2 * len(counts)


@pytest.mark.parametrize("topic", TOPICS)
def test_texts_are_read_and_sentences(topic):
    for _, exercise in variants(topic, 4):
        text = plain(exercise.text)
        assert "`" not in text
        assert text[-1] in ".?"
        assert not re.search(r"(?<![\d.])[01]x", text), text  # neither 1x nor 0x
        for field in exercise.fields:
            parse_list(field.answer, tuple(field.over))


def test_a_seed_gives_the_same_sheet_and_levels_rise():
    one, two, other = (practice("chain rule", seed=seed).sheet for seed in (7, 7, 8))
    assert one == two != other
    assert [each["level"] for each in one] == [1] * 12 + [2] * 12 + [3] * 12
    assert len({each["text"] for each in one}) > 20


def test_the_beginning_of_a_topic_is_enough():
    assert repr(practice("quotient", seed=1)) == "practice('quotient rule')"


def test_what_cannot_be_practised_is_said():
    with pytest.raises(ValueError, match="there is no topic 'algebra'; topics: powers, "):
        practice("algebra")
    with pytest.raises(ValueError, match="there is no topic 'p'"):  # several
        practice("p")
    with pytest.raises(TypeError, match="seed"):
        practice("powers", seed="a")

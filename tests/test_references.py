"""Each explorer's picture at three settings is what it was; `make references` writes it anew."""

import re

import pytest
from references import PATH, SHOWN, described

NUMBER = re.compile(r"(?<=[ (])-?\d+\.\d\d(?=[,)])")  # of a place
CLOSE = 0.1  # points


@pytest.fixture(scope="module")
def kept():
    """The lines of the file, by explorer."""
    found = {}
    for line in PATH.read_text().splitlines():
        name = name if line.startswith(" ") else line.split(":")[0]  # noqa: F821
        found.setdefault(name, []).append(line)
    return found


def differs(was, now):
    """Whether two lines differ by more than rounding in where things lie."""
    places = [[float(n) for n in NUMBER.findall(line)] for line in (was, now)]
    if NUMBER.sub("#", was) != NUMBER.sub("#", now):
        return True
    return any(abs(a - b) > CLOSE for a, b in zip(*places, strict=True))


@pytest.mark.parametrize("name", SHOWN)
def test_what_lies_where(name, kept):
    was, now = kept[name], list(described(name))
    changes = [f"- {a}\n+ {b}" for a, b in zip(was, now, strict=False) if differs(a, b)]
    changes += [f"- {a}" for a in was[len(now) :]] + [f"+ {b}" for b in now[len(was) :]]
    assert not changes, "\n" + "\n".join(changes)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("  AxLine 0 #0072b2: 2 (36.00, 60.03)", "  AxLine 0 #0072b2: 2 (36.05, 60.00)", False),
        ("  AxLine 0 #0072b2: 2 (36.00, 60.03)", "  AxLine 0 #0072b2: 2 (36.20, 60.03)", True),
        ("  AxLine 0 #0072b2: 2 (36.00, 60.03)", "  AxLine 0 #d55e00: 2 (36.00, 60.03)", True),
        ("  Text 0 #0072b2 'x': 1 (1.00, 2.00)", "  Text 0 #0072b2 'y': 1 (1.00, 2.00)", True),
    ],
)
def test_a_change_is_told_and_rounding_is_not(was, now, told):
    assert differs(was, now) == told

"""What explain says: of every error of chapter 13, of the commonest others, and of what is new."""

import math
import re
import sys
import warnings
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch

import d2lmini
from d2lmini.errors import CAUSES, CURES, PATTERNS, TAUGHT, explain

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def leaf():
    return torch.tensor([1.0, 2.0], requires_grad=True)


def twice():
    y = (leaf() ** 2).sum()
    y.backward()
    y.backward()


def overwritten():
    y = leaf() * 1
    z = (y * y).sum()
    y.add_(1)
    z.backward()


def stepped_between():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    losses = (w**2).sum(), (w**3).sum()
    losses[0].backward()
    torch.optim.SGD([w], lr=0.1).step()
    losses[1].backward()


def step_recorded():
    parameter = leaf()
    parameter -= 0.1


def searched():
    with torch.autograd.set_detect_anomaly(True), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (torch.zeros(2, requires_grad=True) ** 2).sum().sqrt().backward()


def whole_array():
    whole = np.ones(3, dtype=int)
    whole += 0.5


PROVOKED = {
    "twice": [twice],
    "vector": [
        lambda: (leaf() ** 2).backward(),
        lambda: torch.ones(0, requires_grad=True).backward(),
    ],
    "overwritten": [overwritten, stepped_between],
    "leaf in place": [step_recorded, lambda: leaf().__setitem__(0, 1.0)],
    "whole numbers": [
        lambda: torch.tensor([1, 2], requires_grad=True),
        lambda: torch.tensor([1, 2]).requires_grad_(),
        lambda: torch.zeros(2, dtype=bool, requires_grad=True),
    ],
    "to numpy": [lambda: leaf().numpy(), lambda: np.sin(leaf())],
    "no gradient yet": [
        lambda: leaf().grad.zero_(),
        lambda: 0.1 * leaf().grad,
        lambda: leaf().grad * 0.1,
        lambda: leaf().grad.item(),
        lambda: print(end="") + 1,
    ],
    "no record": [
        lambda: torch.tensor([1.0, 2.0]).sum().backward(),
        lambda: leaf().detach().sum().backward(),
        lambda: (leaf() > 0).float().mean().backward(),
    ],
    "no leaf": [lambda: torch.optim.SGD([leaf() * 0.01], lr=0.1)],
    "only leaves": [lambda: (leaf() * 2).requires_grad_(False)],
    "unused": [lambda: torch.autograd.grad(leaf().sum(), leaf())],
    "upstream": [lambda: (leaf() * 2).backward(torch.ones(3))],
    "anomaly": [searched],
    "no parameters": [lambda: torch.optim.SGD([], lr=0.1)],
    "in a list": [lambda: torch.cat(leaf(), leaf()), lambda: torch.stack(leaf())],
    "not a tensor": [lambda: torch.sin(1.0), lambda: torch.sin(np.ones(2))],
    "classes": [
        lambda: torch.nn.functional.multi_margin_loss(torch.ones(3, 4), torch.ones(3)),
    ],
    "dtypes": [
        lambda: torch.dot(torch.ones(2), torch.ones(2).double()),
        lambda: torch.ones(2, 2) @ torch.ones(2, 2).double(),
        lambda: torch.nn.Linear(2, 3)(torch.ones(2).double()),
    ],
    "matrix shapes": [
        lambda: torch.ones(2, 3) @ torch.ones(2, 3),
        lambda: torch.ones(2, 3) @ torch.ones(2),
        lambda: torch.dot(torch.ones(2), torch.ones(3)),
        lambda: np.ones(3) @ np.ones(4),
        lambda: np.ones((2, 3)) @ np.ones(2),
        lambda: np.dot(np.ones((2, 3)), np.ones(2)),
    ],
    "entry by entry": [
        lambda: torch.ones(3) + torch.ones(2),
        lambda: np.ones(3) + np.ones(2),
    ],
    "one truth": [lambda: bool(np.ones(2) > 0), lambda: bool(torch.ones(2) > 0)],
    "one number": [
        lambda: math.sin(np.ones(3)),
        lambda: leaf().item(),
        lambda: torch.ones(0).item(),
    ],
    "out of bounds": [lambda: np.ones(3)[3], lambda: torch.ones(3)[3]],
    "too many indices": [lambda: np.ones(3)[0, 1], lambda: torch.ones(3)[0, 1]],
    "ragged": [lambda: np.array([[1, 2], [3]])],
    "whole array": [whole_array, lambda: torch.ones(3, dtype=int).add_(0.5)],
    "whole power": [lambda: np.array([2]) ** -1],
    "power sign": [
        lambda: 1.5 ^ 2,
        lambda: np.array([1.5]) ^ 2,
        lambda: torch.tensor([1.5]) ^ torch.tensor([1.5]),
    ],
    "domain": [lambda: math.log(-1), lambda: math.sqrt(-1)],
    "too large": [lambda: math.exp(1000), lambda: 2.0**10000],
    "by zero": [lambda: 1 / 0, lambda: 1.0 % 0, lambda: 0.0**-1],
    "no name": [lambda: undefined],  # noqa: F821
    "no module": [lambda: __import__("torhc")],
}


def raised_by(work):
    with pytest.raises(Exception) as caught:  # noqa: PT011
        work()
    return caught.value


def test_every_error_has_a_cause_and_a_cure_and_is_tried():
    assert list(PATTERNS) == list(PROVOKED)
    assert list(CAUSES) == list(CURES) == [*PATTERNS, "ours"]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("name", "work"), [(name, work) for name, works in PROVOKED.items() for work in works]
)
def test_cause_and_cure_of_each(name, work):
    told = explain(raised_by(work))
    assert (told.cause, told.cure) == (CAUSES[name], CURES[name])
    assert told.error.split(":")[0] in (type(raised_by(work)).__name__, "UFuncTypeError")
    chapter, heading = TAUGHT.get(name, ("", ""))
    assert (told.chapter, told.heading) == (chapter, heading)


@pytest.mark.parametrize(("chapter", "heading"), sorted(set(TAUGHT.values())))
def test_the_links_lead_to_headings(chapter, heading):
    cells = nbformat.read(NOTEBOOKS / f"{chapter}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert re.search(rf"^#+ {re.escape(heading)}$", text, re.MULTILINE)


def test_the_learners_own_line_is_named():
    told = explain(raised_by(twice))
    assert told.where == f"In line {twice.__code__.co_firstlineno + 3}: y.backward()"
    assert repr(told).splitlines() == [
        told.error,
        told.where,
        CAUSES["twice"],
        f"Cure: {CURES['twice']}",
        "More: 13_autograd_in_practice, 1. Backward twice",
    ]
    html = told._repr_html_()
    assert '<a href="13_autograd_in_practice.ipynb#1.-Backward-twice">' in html


def test_what_it_does_not_know_it_says():
    told = explain(ArithmeticError("<strange>\nmore"))
    assert told.cause == told.cure == told.where == ""
    assert repr(told).startswith("ArithmeticError: <strange>\nThis error is not one that explain")
    assert "<code>ArithmeticError: &lt;strange&gt;</code>" in told._repr_html_()
    assert explain(KeyError()).error == "KeyError: "


def says_so():
    raise ValueError("n modulo 3 is nan: division by zero, out of bounds for axis")


@pytest.mark.parametrize(
    "work",
    [
        says_so,
        lambda: d2lmini.tangent_line(len, 1),  # Python's complaint, not ours
        lambda: np.linalg.solve(np.ones((2, 2)), np.ones((3, 1))),
        lambda: np.add(np.ones(2), 1j, out=np.ones(2)),
    ],
)
def test_a_word_alone_is_not_taken_for_a_cause(work):
    assert explain(raised_by(work)).cause == ""


def test_what_d2lmini_refuses_is_told_as_such_and_what_fails_inside_a_function_is_not():
    ours = explain(raised_by(lambda: d2lmini.SecantExplorer(3)))
    assert ours.cause == CAUSES["ours"]
    assert "f must be a function" in ours.error
    inside = explain(raised_by(lambda: d2lmini.numerical_lim(lambda x: {}[x], 1, 0.1)))
    assert not inside.cause
    names = explain(raised_by(lambda: d2lmini.numerical_lim(lambda x: undefined, 1, 0.1)))  # noqa: F821
    assert names.cause == CAUSES["no name"]


def test_without_a_failure_there_is_nothing_to_explain(monkeypatch, capsys):
    monkeypatch.delattr(sys, "last_value", raising=False)
    assert explain() is None
    assert capsys.readouterr().out == "No cell has failed since the kernel started.\n"
    monkeypatch.setattr(sys, "last_value", raised_by(twice), raising=False)
    assert explain().cause == CAUSES["twice"]
    with pytest.raises(TypeError, match="error must be an exception"):
        explain("RuntimeError")

"""The chapters in their order, and the sections of *Dive into Deep Learning* that each goes with.

``headline`` is the line below each chapter's title. ``make notebooks`` writes it: how long the
chapter takes, the sections in both editions, and the chapters before and after.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from reading import reading

_PAGES = {
    "2.4": "chapter_preliminaries/calculus.html",
    "2.5": "chapter_preliminaries/autograd.html",
    "2.6": "chapter_preliminaries/probability.html",
}
ENGLISH = (
    "https://d2l.ai",
    _PAGES
    | {
        "3.1": "chapter_linear-regression/linear-regression.html",
        "3.6": "chapter_linear-regression/generalization.html",
        "3.7": "chapter_linear-regression/weight-decay.html",
    },
)
CHINESE = (
    "https://zh.d2l.ai",
    _PAGES
    | {
        "3.1": "chapter_linear-networks/linear-regression.html",
        "4.4": "chapter_multilayer-perceptrons/underfit-overfit.html",
        "4.5": "chapter_multilayer-perceptrons/weight-decay.html",
    },
)

# By chapter: sections of the English edition, and of the Chinese one.
CHAPTERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "00_start_here": (("2.4",), ("2.4",)),
    "01_limits": (("2.4", "2.4.1"), ("2.4", "2.4.1")),
    "02_derivatives": (("2.4.1", "2.4.2"), ("2.4.1",)),
    "03_differentiation_rules": (("2.4.1",), ("2.4.1",)),
    "04_extremes": (("2.4",), ("2.4",)),
    "05_areas": (("2.6",), ("2.6",)),
    "06_partial_derivatives": (("2.4.3",), ("2.4.2",)),
    "07_gradients": (("2.4.3",), ("2.4.3",)),
    "08_gradient_descent": (("2.4.3",), ("2.4.3",)),
    "09_jacobians_and_shapes": (("2.4.3", "2.5.2"), ("2.4.3", "2.5.2")),
    "10_chain_rule": (("2.4.4",), ("2.4.4",)),
    "11_backpropagation": (("2.4.4", "2.5"), ("2.4.4", "2.5")),
    "12_autograd": (("2.5.1", "2.5.2", "2.5.4"), ("2.5.1", "2.5.2", "2.5.4")),
    "13_autograd_in_practice": (("2.5.3",), ("2.5.3",)),
    "14_autograd_in_depth": (("2.5",), ("2.5",)),
    "15_build_your_own_autograd": (("2.5",), ("2.5",)),
    "16_fit_and_generalize": (("3.1", "3.6", "3.7"), ("3.1", "4.4", "4.5")),
    "A_how_our_figures_are_made": (("2.4.2",), ("2.4.1",)),
    "B_words_and_formulas": (("2.4", "2.5"), ("2.4", "2.5")),
    "C_the_exercises_of_d2l": (("2.4", "2.5"), ("2.4", "2.5")),
}


def headline(name: str, notebook: nbformat.NotebookNode) -> str:
    """Return the line below a chapter's title."""
    core, every = reading(notebook).minutes
    rest = f"; {every} with all that is marked *Deeper*"
    english, chinese = CHAPTERS[name]
    time = f"**{core} minutes**{rest if every > core else ''}"
    return (
        f"{time} · goes with D2L {_linked(english, ENGLISH)} · 中文版 {_linked(chinese, CHINESE)}"
        f"<br>{_neighbors(name)}"
    )


def _linked(sections: tuple[str, ...], edition: tuple[str, dict[str, str]]) -> str:
    home, pages = edition
    return ", ".join(f"[{section}]({home}/{pages[section[:3]]})" for section in sections)


def _neighbors(name: str) -> str:
    names = list(CHAPTERS)
    where = names.index(name)
    before = [f"← {_link(names[where - 1])}"] if where else []
    after = [f"{_link(names[where + 1])} →"] if where + 1 < len(names) else []
    return " · ".join(before + after)


def _link(name: str) -> str:
    return f"[{' '.join(number_and_title(name))}]({name}.ipynb)"


def number_and_title(name: str) -> tuple[str, str]:
    """A chapter's number and its title in small letters.

    Examples
    --------
    >>> number_and_title("03_differentiation_rules")
    ('03', 'differentiation rules')
    """
    number, _, title = name.partition("_")
    return number, title.replace("_", " ")


def with_headline(path: Path, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Put the line where it belongs, in a chapter: its second paragraph; in place."""
    if path.stem in CHAPTERS and path.parent.name != "solutions":
        title, _, *rest = notebook.cells[0].source.split("\n\n")
        notebook.cells[0].source = "\n\n".join([title, headline(path.stem, notebook), *rest])
    return notebook

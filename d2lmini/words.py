"""How numbers, arrays and sentences are written: one voice, one minus sign.

Every message to a learner is made by `say` from one whole sentence with named fields, so that a
translation has whole sentences to translate.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

import numpy as np


def say(sentence: str, **fields: Any) -> str:
    """Fill in a sentence for a learner.

    Parameters
    ----------
    sentence : str
        One or more whole sentences with named fields, such as ``"x = {x}: the slope is {s:.3f}."``
    **fields
        What to fill in: numbers and arrays, written as `number` and `written` do it (in the format
        that the field names, else with five digits); names and formulas, as they are; as ``{x!r}``
        what a learner handed over, by the start of its repr. Never words of the language.

    Returns
    -------
    str
        The sentence. Here a translation would be looked up.

    Examples
    --------
    >>> say("At {x} the slope is {slope:.3f}.", x=-2, slope=1 / 3)
    'At −2 the slope is 0.333.'
    """
    return _VOICE.format(sentence, **fields)


class _Voice(string.Formatter):
    """Write the fields of a sentence."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        return brief(value) if conversion == "r" else super().convert_field(value, conversion)

    def format_field(self, value: Any, spec: str) -> str:
        if isinstance(value, np.ndarray):
            return written(value, spec or ".5g")
        if isinstance(value, Real) and not isinstance(value, bool | np.bool_):
            return number(value, spec)
        return format(value, spec)


_VOICE = _Voice()


def sentences(*parts: str) -> str:
    """Put sentences one after the other; empty ones are left out.

    Examples
    --------
    >>> sentences("One.", "", "Two.")
    'One. Two.'
    """
    return " ".join(filter(None, parts))


def number(value: Any, spec: str = "") -> str:
    """Return a number for a sentence, with a true minus sign.

    Parameters
    ----------
    value : int, float or numpy number
        The number.
    spec : str
        Python's format; by default five digits of a float, and all of an integer.

    Examples
    --------
    >>> number(-1 / 3), number(-100_000), number(-1e-9, ".2f")
    ('−0.33333', '−100000', '0.00')
    """
    if not spec:
        whole = isinstance(value, int | np.integer)
        spec = "d" if whole else f".{getattr(value, 'digits', 5)}g"
    if spec[-1] == "d":
        return format(value, spec).replace("-", "−")
    # z: no −0.00, which is what is left of a small negative number
    return format(value, f"z{spec}").replace("-", "−")


class Shown(float):
    """A number that is written with so many digits, if a sentence asks for no other format.

    Examples
    --------
    >>> number(Shown(1000000.5, 8)), Shown(0.5, 8) + 1
    ('1000000.5', 1.5)
    """

    digits: int

    def __new__(cls, value: float, digits: int) -> Shown:
        """Remember the digits."""
        shown = super().__new__(cls, value)
        shown.digits = digits
        return shown


def listed(values: Iterable[Any], spec: str = "") -> str:
    """Return values one after the other, with commas: numbers as `number` writes them.

    Examples
    --------
    >>> listed([1.5, -2]), listed(["a", "b"])
    ('1.5, −2', 'a, b')
    """
    return ", ".join(v if isinstance(v, str) else number(v, spec) for v in values)


def enumerated(values: Iterable[str]) -> str:
    """Return things that a sentence enumerates.

    Examples
    --------
    >>> enumerated(["a", "b", "c"]), enumerated(["a"])
    ('a, b and c', 'a')
    """
    *first, last = values
    return say("{first} and {last}", first=listed(first), last=last) if first else last


def written(value: np.ndarray | None, spec: str = ".5g", most: int = 4) -> str:
    """Return an array for a sentence: a number, some entries at most, or its shape.

    Parameters
    ----------
    value : numpy.ndarray or None
        Of any shape; None is what was too large to be kept.
    spec : str
        Format of each entry.
    most : int
        How many entries are written; of more only the shape is told.

    Examples
    --------
    >>> written(np.array([1, -2.5])), written(np.zeros((3, 4)))
    ('(1, −2.5)', '[3×4]')
    """
    if value is None:
        return "[…]"
    if value.ndim == 0:
        return number(float(value), spec)
    if value.size <= most:
        return f"({listed(written(entry, spec, most) for entry in value)})"
    return f"[{'×'.join(map(str, value.shape))}]"


def distinct(one: float, other: float, digits: int = 5) -> tuple[str, str]:
    """Return two numbers, with more digits if they would read alike and are not.

    Examples
    --------
    >>> distinct(2.0, 1.5), distinct(1e12 - 1, 1e12)
    (('2', '1.5'), ('999999999999', '1e+12'))
    """
    texts = "", ""
    for count in range(digits, 18):
        texts = number(one, f".{count}g"), number(other, f".{count}g")
        if one == other or texts[0] != texts[1]:
            break
    return texts


def table(rows: Sequence[Sequence[str]], align: str = "") -> str:
    """Return rows of cells as text in columns, the first row being the head.

    Parameters
    ----------
    rows : sequence of sequence of str
        The cells, as many in each row.
    align : str
        For each column ``<`` or ``>``; by default all at the left.

    Examples
    --------
    >>> print(table([("n", "area"), ("8", "2.83")], "><"))
    n  area
    8  2.83
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    align = align or "<" * len(widths)
    lines = (
        "  ".join(f"{c:{a}{w}}" for c, a, w in zip(row, align, widths, strict=True)) for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def indexed(letter: str, index: int) -> str:
    """Return a letter with an index below it.

    Examples
    --------
    >>> indexed("x", 12)
    'x₁₂'
    """
    return letter + str(index).translate(_LOW)


def barred(name: str) -> str:
    """Return the sign for the gradient of a name: a bar over its first letter.

    Examples
    --------
    >>> barred("x"), barred("n₁")
    ('x̄', 'n̄₁')
    """
    return _marked(name, "\u0304")


def dotted(name: str) -> str:
    """Return the sign for the derivative of a name by an input: a dot over its first letter.

    Examples
    --------
    >>> dotted("x"), dotted("n₁")
    ('ẋ', 'ṅ₁')
    """
    return _marked(name, "\u0307")


def _marked(name: str, mark: str) -> str:
    """A name with a combining mark on its first letter."""
    return unicodedata.normalize("NFC", name[0] + mark + name[1:])


_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def brief(value: Any) -> str:
    """Return the start of a value's repr, for error messages.

    Examples
    --------
    >>> brief("a" * 100)[-6:]
    'aaa...'
    """
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."

"""All rules of the series on one page: appendix B shows it, and it prints on one sheet."""

from __future__ import annotations

from pathlib import Path

_CARD = Path(__file__).parent / "card.html"


class Card:
    """The card, as HTML that stands by itself.

    Examples
    --------
    >>> "Three chain rules" in Card().html
    True
    """

    @property
    def html(self) -> str:
        """The card; printed by a browser it is one page."""
        return _CARD.read_text(encoding="utf-8")

    def save(self, path: str | Path) -> None:
        """Write it to a file that a browser opens and prints.

        Parameters
        ----------
        path : str or path
            Where to, such as ``"card.html"``.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>d2lmini</title>'
        Path(path).write_text(f"{head}<body>{self.html}</body></html>\n", encoding="utf-8")

    def __repr__(self) -> str:
        return "Card: the rules of d2lmini on one page"

    def _repr_html_(self) -> str:
        return self.html


def card() -> Card:
    """Show the rules of the series on one page; ``card().save("card.html")`` is for printing.

    Examples
    --------
    >>> card()
    Card: the rules of d2lmini on one page
    """
    return Card()

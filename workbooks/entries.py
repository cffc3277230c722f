"""Corrections as a page sends them: inputs named after their cells, such as cell-1-12-3 for sheet 1, row 12, column 3."""

import re
from collections.abc import Mapping

from workbooks.drafts import Place

FIELD = re.compile(r"cell-(\d{1,3})-(\d{1,6})-(\d{1,4})")


def field_name(place: Place) -> str:
    """
    >>> field_name((1, 12, 3))
    'cell-1-12-3'
    """
    return "cell-{}-{}-{}".format(*place)


def seen_name(place: Place) -> str:
    """The hidden input that keeps what stood in a cell's input when the page was opened."""
    return f"seen-{field_name(place)}"


def typed_cells(sent: Mapping[str, str]) -> dict[Place, str]:
    """What was typed, by place; an input that nobody touched says nothing.

    >>> typed_cells({"cell-1-12-3": "5", "seen-cell-1-12-3": "x", "cell-1-9-9": "", "seen-cell-1-9-9": "", "version": "2"})
    {(1, 12, 3): '5'}
    """
    found = ((FIELD.fullmatch(name), text) for name, text in sent.items() if text != sent.get(f"seen-{name}"))
    return {tuple(map(int, match.groups())): text for match, text in found if match}


def taken_back(sent: Mapping[str, str]) -> dict[Place, None]:
    """The correction that a button takes back, named after its cell.

    >>> taken_back({"back": "cell-1-12-3"}), taken_back({"back": "all"})
    ({(1, 12, 3): None}, {})
    """
    found = FIELD.fullmatch(sent.get("back", ""))
    return {tuple(map(int, found.groups())): None} if found else {}

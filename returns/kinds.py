"""What the pages of the procedure ask each kind of return for. This package knows only names; packages above enter where theirs stand."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from django.http import Http404
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from districts.models import Division
from formulas.units import Unit
from returns.models import Correction, Kind


class ValueColumn(Protocol):
    """One value that a return holds, under the name by which its versions keep it."""

    name: str
    label: str
    unit_name: str
    unit: Unit | None  # None: words

    def text(self, value) -> str: ...


class Correcting(Protocol):
    """One subject's month while somebody types other values for it."""

    form: object  # with its hidden fields
    cells: list  # each with its column, the form's field as `bound`, and what is accepted as `text`

    def is_complete(self) -> bool:
        """Whether what was typed may be proposed; marks what is wrong at the fields."""

    def propose(self, *, reason: str, document_number: str, by: User) -> Correction:
        """Raises what returns.correction_actions raises."""


@dataclass(frozen=True)
class Returned:
    """A kind of return. `slug` names it in addresses, `sheet` and `review` are the addresses of its pages for district and month."""

    kind: Kind
    slug: str
    label: str | Promise
    subject_label: str | Promise
    every: str | Promise  # all subjects of a district, in words
    sheet: str
    owing: Callable[[str, int], dict[int, str]]  # divisions, month → names of who owes it
    owed: Callable[[str, list[int]], dict[int, tuple[str, list[int]]]]  # divisions, months → district and months owed, by key
    named: Callable[[str, Collection[int]], dict[int, str]]  # divisions, keys → names in the reader's language
    columns: Callable[[Division, int, int], Iterable[ValueColumn]]
    correcting: Callable[[Division, int, int, dict | None], Correcting | None]
    confirm: Callable[..., Correction]  # correction=, by=
    refuse: Callable[..., Correction]
    review: str = ""
    answer: str = ""


_known: dict[str, str] = {}


def enter(kind: Kind, where: str) -> None:
    """`where` names the Returned of this kind, such as "treatment_plants.correcting.RETURNED"; it is loaded when a page asks for it."""
    _known[kind] = where


def returned_of(kind: str) -> Returned:
    return import_string(_known[kind])


def all_returned() -> list[Returned]:
    """In the order in which the kinds are told everywhere."""
    return [returned_of(kind) for kind in Kind if kind in _known]


def named_in_address(slug: str) -> Returned:
    """The kind that an address names. Raises Http404."""
    found = next((one for one in all_returned() if one.slug == slug), None)
    if found is None:
        raise Http404(_("There is no such kind of return."))
    return found

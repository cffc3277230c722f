"""Who makes what of uploaded files. This package knows only names; packages above enter where theirs stand."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string

from workbooks.models import Draft, DraftOrder

# Reads and works out what is to be written, and answers the act that writes it: the job calls that in one transaction.
Act = Callable[[DraftOrder], Callable[[], object]]


@dataclass(frozen=True)
class Purpose:
    """Where a function and a dictionary stand, such as "targets.drafts.digest"; they are loaded when a file needs them."""

    digest: str = ""
    acts: str = ""


_purposes: dict[str, Purpose] = {}


def enter(purpose: str, digest: str, acts: str = "") -> None:
    """The job calls `digest` with every large draft of this purpose and keeps what it answers; it writes nothing itself.

    `acts` are what people may order for a draft, by name.
    """
    _purposes[purpose] = Purpose(digest, acts)


def digest_of(purpose: str) -> Callable[[Draft], bytes] | None:
    found = _purposes.get(purpose)
    return import_string(found.digest) if found else None


def act_of(purpose: str, name: str) -> Act:
    return import_string(_purposes[purpose].acts)[name]

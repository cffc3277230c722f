"""Who makes what of uploaded files. This package knows only names; packages above enter themselves when they are loaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workbooks.models import Draft, DraftOrder

# Reads and works out what is to be written, and answers the act that writes it: the job calls that in one transaction.
Act = Callable[[DraftOrder], Callable[[], object]]


@dataclass(frozen=True)
class Purpose:
    digest: Callable[[Draft], bytes] | None = None
    acts: Mapping[str, Act] = field(default_factory=dict)


_purposes: dict[str, Purpose] = {}


def enter(purpose: str, digest: Callable[[Draft], bytes], acts: Mapping[str, Act] | None = None) -> None:
    """The job calls `digest` with every large draft of this purpose and keeps what it answers; it writes nothing itself.

    `acts` are what people may order for a draft, by name.
    """
    _purposes[purpose] = Purpose(digest, acts or {})


def digest_of(purpose: str) -> Callable[[Draft], bytes] | None:
    return _purposes.get(purpose, Purpose()).digest


def act_of(purpose: str, name: str) -> Act:
    return _purposes[purpose].acts[name]

"""Who makes what of a large file's cells. This package knows only names; packages above enter themselves when they are loaded."""

from collections.abc import Callable

from workbooks.models import Draft

_digests: dict[str, Callable[[Draft], bytes]] = {}


def enter(purpose: str, digest: Callable[[Draft], bytes]) -> None:
    """The job calls `digest` with every large draft of this purpose and keeps what it answers; it writes nothing itself."""
    _digests[purpose] = digest


def digest_of(purpose: str) -> Callable[[Draft], bytes] | None:
    return _digests.get(purpose)

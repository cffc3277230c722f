"""Every address of the portal, as the resolver knows them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.rooms import View


@dataclass(frozen=True)
class Address:
    name: str  # with its package, such as "dashboards:plant"
    view: Callable
    arguments: tuple[str, ...]

    @property
    def package(self) -> str:
        return self.name.rpartition(":")[0]

    @property
    def needs(self) -> str:
        return str(getattr(self.view, "needs", ""))

    @property
    def is_open(self) -> bool:
        return self.needs.startswith("nothing: ")


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: Iterable, package: str = "") -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else package)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{package}{pattern.name}", _loaded(pattern.callback), tuple(pattern.pattern.converters))


def _loaded(view: Callable) -> Callable:
    return view.loaded if isinstance(view, View) else view


def unguarded(known: Iterable[Address]) -> list[str]:
    """Names of the addresses whose view carries no guard of accounts/doors.py."""
    return [address.name for address in known if not address.needs]

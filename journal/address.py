"""From where the present request comes, for the events it leaves."""

from contextvars import ContextVar

_address: ContextVar[str | None] = ContextVar("address", default=None)


def current_address() -> str | None:
    return _address.get()


def remember_address(address: str | None):
    return _address.set(address)


def forget_address(token) -> None:
    _address.reset(token)

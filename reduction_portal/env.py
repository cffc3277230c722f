"""How settings read the environment: four readers, and a missing value stops the start."""

import os


class MissingSetting(RuntimeError):
    def __init__(self, name: str):
        super().__init__(f"{name} is not set. .env.example says what it is for.")


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise MissingSetting(name)
    return value


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise RuntimeError(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise RuntimeError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]

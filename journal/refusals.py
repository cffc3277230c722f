"""Acts that were refused: remembered while a request is answered, and written after it.

Whatever refuses an act takes its transaction back, and a line written there would go with it. Outside a request, as in a
command, nobody was refused by the portal and nothing is remembered.
"""

from contextvars import ContextVar, Token

from journal.actions import Happening

_refused: ContextVar[list[Happening] | None] = ContextVar("refused", default=None)


def remember_refusal(happening: Happening) -> None:
    remembered = _refused.get()
    if remembered is not None:
        remembered.append(happening)


def begin() -> Token:
    return _refused.set([])


def remembered() -> list[Happening]:
    return _refused.get() or []


def end(token: Token) -> None:
    _refused.reset(token)

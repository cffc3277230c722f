"""What the page of the worst shows of each kind."""

from dataclasses import dataclass, field

from formulas.units import MASS
from tables import figure, unit_names
from tables.cells import NO_DATA
from visits.models import Visit

SHOWN = 5  # of each kind; the ranking has the others


@dataclass(frozen=True)
class Worst:
    """One card. `facts` are what is to be known before going there, as (label, value, where its account stands)."""

    kind: str
    key: int
    rank: str
    name: str
    url: str
    place: str
    leader: str
    lamp: str
    lamp_word: str
    facts: list[tuple[str, str, str]]
    told: list[str] = field(default_factory=list)  # sentences below the facts, such as by whom it is blocked
    visit: Visit | None = None  # the latest
    unclosed: int = 0
    record_url: str = ""


def mass_told(amount: int | None) -> str:
    """An amount with its unit, as a card tells it."""
    return NO_DATA if amount is None else f"{figure(amount, MASS, places=1).text} {unit_names.MASS}"


@dataclass(frozen=True)
class Section:
    title: str
    url: str  # of the whole ranking
    cards: list[Worst]
    nothing: str
    notice: str = ""
    anchor: str = ""
    others: int = field(default=0)  # that lag as well, and stand in the ranking

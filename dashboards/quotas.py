"""Tables of quotas: those in force, one set against the one it replaces, and what cities hand down (S2, S3, S4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.accounts import quota_account
from dashboards.overview import Card
from districts.models import Division
from formulas.units import MASS, PERCENT
from tables import Cell, Column, Table, explained, figure, plain, unit_names
from tables.words import listed
from targets.ledger import Key, Ledger
from targets.models import Pollutant, QuotaSet

PLACES = 2
# Figures whose account stands on the page of the quota.
ACCOUNTED = ("base_amount", "cap", "cut", "change_on_last_year", "change_on_base_year", "handed_down", "reserve")


@dataclass(frozen=True)
class Place:
    """What a row of any of these tables speaks of."""

    division: Division
    pollutant: Pollutant
    year: int

    @property
    def key(self) -> Key:
        return self.division.code, self.pollutant.code, self.year


def places(ledgers: Iterable[Ledger]) -> list[Place]:
    """Everything that one of the ledgers has a line for, in the official order."""
    keys = {key for ledger in ledgers for key in ledger.lines}
    divisions = Division.objects.in_bulk({division for division, _, _ in keys})
    pollutants = Pollutant.objects.in_bulk({pollutant for _, pollutant, _ in keys})
    found = [Place(divisions[division], pollutants[pollutant], year) for division, pollutant, year in keys]
    return sorted(found, key=lambda place: (place.division.position, place.division.code, place.pollutant.position, place.year))


def places_asked_for(everything: list[Place], year: str, pollutant: str) -> list[Place]:
    """Those of a year and of a pollutant, as an address writes them; empty asks for all."""
    return [place for place in everything if year in ("", str(place.year)) and pollutant in ("", place.pollutant.code)]


def place_columns(place=lambda record: record) -> list[Column]:
    """Division, pollutant and year, each with the code that programs join by; `place` finds it in a record."""
    return [
        Column("division", _("Division"), lambda record: plain(str(place(record).division)), heads_row=True),
        Column("division_code", _("Division code"), lambda record: plain(place(record).division.code), for_machines=True),
        Column("pollutant", _("Pollutant"), lambda record: plain(place(record).pollutant.symbol)),
        Column("pollutant_code", _("Pollutant code"), lambda record: plain(place(record).pollutant.code), for_machines=True),
        Column("year", _("Year"), lambda record: year_cell(place(record).year), numeric=True),
    ]


def year_cell(year: int) -> Cell:
    """A year is a number for machines and has no thousands comma for people."""
    return Cell(value=year, text=str(year), numeric=True)


def quota_table(ledger: Ledger, wanted: list[Place], names: dict[str, str], quota_set: QuotaSet | None) -> Table:
    """The quotas of a set with what follows from them. `names` tells the divisions that a line leaves out."""

    def mass(reckon):
        return lambda place: figure(reckon(*place.key), MASS, places=PLACES)

    def share(reckon):
        return lambda place: figure(reckon(*place.key), PERCENT, places=2)

    def without(place: Place) -> Cell:
        return plain(listed(names.get(code, code) for code in ledger.lines[place.key].excludes))

    return Table(
        title=_("Quotas in force"),
        columns=explained(
            [
                *place_columns(),
                Column("without", _("Without"), without),
                Column("base_amount", _("Emission of the base year"), mass(ledger.base_amount), unit_names.MASS, True),
                Column("cap", _("Cap"), mass(ledger.cap), unit_names.MASS, True),
                Column("cut", _("Cut of the year"), mass(ledger.cut), unit_names.MASS, True),
                Column("change_on_last_year", _("Against the year before"), share(ledger.change_on_last_year), unit_names.PERCENT, True),
                Column("change_on_base_year", _("Against the base year"), share(ledger.change_on_base_year), unit_names.PERCENT, True),
                Column("handed_down", _("Handed down"), mass(ledger.handed_down), unit_names.MASS, True),
                Column("reserve", _("Reserve"), mass(ledger.reserve), unit_names.MASS, True),
            ],
            lambda place: quota_account(quota_set.pk, place.division.code, place.pollutant.code, place.year),
            ACCOUNTED if quota_set else (),
        ),
        records=wanted,
        emphasis=lambda place: "total" if ledger.handed_down(*place.key) is not None else "",
        empty_text=_("No quota is in force."),
    )


def reserve_cards(ledger: Ledger, wanted: list[Place], year: int, quota_set: QuotaSet | None) -> list[Card]:
    """What has been kept back of each cap of the year that was handed down (S3)."""
    kept_back = [place for place in wanted if place.year == year and ledger.reserve(*place.key) is not None]
    return [
        Card(
            label=_("Reserve of %(symbol)s in %(year)d") % {"symbol": place.pollutant.symbol, "year": year},
            value=figure(ledger.reserve(*place.key), MASS, places=PLACES).text,
            unit=str(unit_names.MASS),
            url=f"{quota_account(quota_set.pk, place.division.code, place.pollutant.code, place.year)}#reserve" if quota_set else "",
            note=_("of a cap of %(cap)s t") % {"cap": figure(ledger.cap(*place.key), MASS, places=PLACES).text},
            lamp="bad" if ledger.reserve(*place.key) < 0 else "",
        )
        for place in kept_back
    ]


def change_table(old: Ledger, new: Ledger, quota_set: QuotaSet) -> Table:
    """Every quota of a set beside the one it replaces: cap and cut before and after, and whether the task became heavier."""

    def account(ledger: Ledger, of: QuotaSet | None, key: str):
        """Where the set has a line; what it has none of leads nowhere."""
        return lambda place: (
            quota_account(of.pk, place.division.code, place.pollutant.code, place.year) + f"#{key}"
            if of and place.key in ledger.lines
            else ""
        )

    before, after = (old, quota_set.replaces), (new, quota_set)

    def mass(reckon):
        return lambda place: figure(reckon(*place.key), MASS, places=PLACES)

    def difference(place: Place) -> int | None:
        before, after = old.cut(*place.key), new.cut(*place.key)
        return None if None in (before, after) else after - before

    return Table(
        title=_("Old and new quotas"),
        columns=[
            *place_columns(),
            Column("old_cap", _("Old cap"), mass(old.cap), unit_names.MASS, True, explained=account(*before, "cap")),
            Column("new_cap", _("New cap"), mass(new.cap), unit_names.MASS, True, explained=account(*after, "cap")),
            Column("old_cut", _("Old cut of the year"), mass(old.cut), unit_names.MASS, True, explained=account(*before, "cut")),
            Column("new_cut", _("New cut of the year"), mass(new.cut), unit_names.MASS, True, explained=account(*after, "cut")),
            Column("difference", _("Difference"), lambda place: figure(difference(place), MASS, places=PLACES), unit_names.MASS, True),
            Column("task", _("The task"), lambda place: _task(old, new, place, difference(place))),
        ],
        records=places([old, new]),
        empty_text=_("There is no quota to compare."),
    )


def _task(old: Ledger, new: Ledger, place: Place, difference: int | None) -> Cell:
    if place.key not in old.lines:
        return plain(_("new"))
    if place.key not in new.lines:
        return plain(_("dropped"))
    if not difference:
        return plain(_("unchanged") if old.cap(*place.key) == new.cap(*place.key) else _("as heavy as before"))
    return plain(_("heavier"), lamp="late") if difference > 0 else plain(_("lighter"), lamp="good")


def reserve_table(ledger: Ledger, quota_set: QuotaSet) -> Table:
    """What each division that hands quotas down has, gives and keeps."""
    whole = [place for place in places([ledger]) if ledger.handed_down(*place.key) is not None]

    def mass(reckon):
        return lambda place: figure(reckon(*place.key), MASS, places=PLACES)

    return Table(
        title=_("Caps handed down, and the reserve left"),
        columns=explained(
            [
                *place_columns(),
                Column("cap", _("Cap"), mass(ledger.cap), unit_names.MASS, True),
                Column("handed_down", _("Sum of the districts' caps"), mass(ledger.handed_down), unit_names.MASS, True),
                Column("reserve", _("Reserve"), mass(ledger.reserve), unit_names.MASS, True),
            ],
            lambda place: quota_account(quota_set.pk, place.division.code, place.pollutant.code, place.year),
            ("cap", "handed_down", "reserve"),
        ),
        records=whole,
        empty_text=_("No quota has been handed down to districts."),
    )

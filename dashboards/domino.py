"""The domino of a closing (S9, S10): move its date or that of its grid project, and see years, districts and ranks change. Nothing is saved."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.quotas import year_cell
from districts.models import Division
from districts.queries import districts_in, divisions_in
from figures.queries import year_by_division
from formulas.rounding import rounded
from formulas.targets import completion_millionths
from formulas.units import COUNT, MASS, PERCENT
from power_plants.board import booked_by_year, standings
from power_plants.queries import rules, units_with_records
from power_plants.rules import accounts_of
from power_plants.standing import ClosureState, Standing, expected
from tables import Column, Table, figure, plain, unit_names
from targets.queries import ledger, quota_set_in_force

POLLUTANT = "so2"
YEARS = 3


@dataclass(frozen=True)
class Effect:
    """A division's year as it stands and as moved: reductions in mg (verified and forecast together), completion in millionths."""

    year: int
    division: Division
    is_whole: bool
    quota: int | None
    stands: int
    moved: int
    rank_stands: int | None = None
    rank_moved: int | None = None

    def completion(self, reduction: int) -> int | None:
        return rounded(*completion_millionths(reduction, self.quota)) if self.quota and self.quota > 0 else None


def moved_day(one: Standing, planned_on: datetime.date | None, grid_on: datetime.date | None) -> datetime.date:
    """When the unit would stop with these dates in place of its own."""
    return expected(planned_on or one.planned.planned_on, grid_on or one.grid_on, one.day)


def effects(divisions: str, stops: dict[int, datetime.date], day: datetime.date, month: int) -> list[Effect]:
    """Districts and the whole scope in this and the next years, before and after; `stops`: unit → the day it would stop instead."""
    known = rules()
    forecasts: dict[tuple[str, int], int] = {}
    changes: dict[tuple[str, int], int] = {}
    accounts = {other.pk: accounts_of(other, known) for other in units_with_records(divisions)}
    for other in standings(divisions, day, month):
        if other.state == ClosureState.CLOSED:
            continue  # its SO₂ stands in the figures
        # One that runs again is planned by no document any longer.
        runs_again = other.state == ClosureState.RESURRECTED
        by_year = {} if runs_again else booked_by_year(other, accounts[other.unit.pk], other.expected_on)
        for year, amount in by_year.items():
            key = other.unit.plant.district_id, year
            forecasts[key] = forecasts.get(key, 0) + (amount or 0)
        if other.unit.pk in stops:
            after = booked_by_year(other, accounts[other.unit.pk], stops[other.unit.pk])
            for year in {*after, *by_year}:
                key = other.unit.plant.district_id, year
                changes[key] = changes.get(key, 0) + (after.get(year) or 0) - (by_year.get(year) or 0)
    found = []
    for year in range(day.year, day.year + YEARS):
        found += _year(divisions, year, forecasts, changes)
    return found


def _year(divisions: str, year: int, forecasts: dict[tuple[str, int], int], changes: dict[tuple[str, int], int]) -> list[Effect]:
    quotas = ledger(divisions, quota_set_in_force(divisions, year))
    districts = list(districts_in(divisions))
    codes = [district.code for district in districts]
    verified = year_by_division(codes, year, year * 100 + 12)
    rows = []
    for district in districts:
        sums = verified.get((district.code, POLLUTANT))
        stands = ((sums or {}).get("verified_reduction_mg") or 0) + forecasts.get((district.code, year), 0)
        moved = stands + changes.get((district.code, year), 0)
        quota = quotas.cut(district.code, POLLUTANT, year)
        if quota is not None or sums is not None:
            rows.append(Effect(year, district, False, quota, stands, moved))
    before, after = (_ranks(rows, name) for name in ("stands", "moved"))
    ranked = [Effect(**{**row.__dict__, "rank_stands": before[row.division.code], "rank_moved": after[row.division.code]}) for row in rows]
    whole = divisions_in(divisions).filter(code=divisions).first()
    if whole and rows and divisions not in codes:
        total = Effect(year, whole, True, quotas.cut(divisions, POLLUTANT, year), sum(r.stands for r in rows), sum(r.moved for r in rows))
        return [*ranked, total]
    return ranked


def _ranks(rows: list[Effect], name: str) -> dict[str, int | None]:
    """Worst completion first; where none is defined there is no rank."""
    completions = {row.division.code: row.completion(getattr(row, name)) for row in rows}
    known = sorted(value for value in completions.values() if value is not None)
    return {code: None if value is None else known.index(value) + 1 for code, value in completions.items()}


def domino_table(found: list[Effect], own: set[str]) -> Table:
    """The units' own districts and the whole; the other districts where their rank changes."""
    shown = [row for row in found if row.is_whole or row.division.code in own or row.rank_stands != row.rank_moved]

    def share(name):
        return lambda row: figure(row.completion(getattr(row, name)), PERCENT, places=1)

    def mass(name):
        return lambda row: figure(getattr(row, name), MASS, places=2)

    return Table(
        title=_("What moves with this closing"),
        columns=[
            Column("year", _("Year"), lambda row: year_cell(row.year), numeric=True),
            Column("division", _("Division"), lambda row: plain(str(row.division)), heads_row=True),
            Column("quota", _("Quota: the year's cut"), mass("quota"), unit_names.MASS, True),
            Column("stands", _("Verified and forecast, as it stands"), mass("stands"), unit_names.MASS, True),
            Column("moved", _("As moved"), mass("moved"), unit_names.MASS, True),
            Column("difference", _("Difference"), lambda row: figure(row.moved - row.stands, MASS, places=2), unit_names.MASS, True),
            Column("completion_stands", _("Completion, as it stands"), share("stands"), unit_names.PERCENT, True),
            Column("completion_moved", _("Completion, as moved"), share("moved"), unit_names.PERCENT, True),
            Column("rank_stands", _("Rank, as it stands"), lambda row: figure(row.rank_stands, COUNT), numeric=True),
            Column("rank_moved", _("Rank, as moved"), lambda row: figure(row.rank_moved, COUNT), numeric=True),
        ],
        records=shown,
        emphasis=lambda row: "total" if row.is_whole else "",
        empty_text=_("No SO₂ quota is in force for these years."),
    )

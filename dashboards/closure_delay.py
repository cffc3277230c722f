"""What the delay of closings takes from each year's SO₂ and NOₓ: of one unit, and of all by district and year (S9, S10)."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from dashboards.accounts import closings_account, unit_account
from districts.models import Division
from districts.queries import districts_in, divisions_in
from formulas.construction import held_back_mg
from formulas.units import COUNT, MASS
from power_plants.knock_on import HELD_IN, YearTaken, taken
from power_plants.standing import Standing
from tables import Cell, Column, Table, explained, figure, plain, unit_names
from targets.ledger import Ledger

SYMBOLS = {"so2": "SO₂", "nox": "NOₓ"}


@dataclass(frozen=True)
class UnitYear:
    """A year of one closing; None where the statistics do not tell the unit's emission of the pollutant."""

    year: int
    so2: YearTaken | None
    nox: YearTaken | None


def unit_years(one: Standing) -> list[UnitYear]:
    found = {pollutant: {row.year: row for row in taken(one, pollutant)} for pollutant in HELD_IN}
    years = sorted({year for rows in found.values() for year in rows})
    return [UnitYear(year, *(found[pollutant].get(year) for pollutant in HELD_IN)) for year in years]


def unit_table(rows: list[UnitYear], one: Standing | None = None) -> Table:
    """What planned and expected stop bring in each year, by an even run. `one`: as it stands, with an account; what is tried out has none."""

    def account(key: str):
        return (lambda row: f"{unit_account(one.unit.pk, one.day)}#{key}_{row.year}") if one else None

    return Table(
        title=_("What the delay takes from each year"),
        columns=[
            Column("year", _("Year"), lambda row: _year(row.year), heads_row=True),
            *(replace(column, explained=account(column.key)) for column in _columns()),
        ],
        records=rows,
    )


def without_nox(rows: list[UnitYear]) -> bool:
    """The statistics tell SO₂ only."""
    return bool(rows) and all(row.nox is None for row in rows)


def _columns() -> list[Column]:
    return [column for pollutant in HELD_IN for column in _of_pollutant(pollutant)]


def _of_pollutant(pollutant: str) -> list[Column]:
    told = {"symbol": SYMBOLS[pollutant]}

    def mass(name: str):
        return lambda row: figure(getattr(getattr(row, pollutant), name, None), MASS, places=2)

    return [
        Column(f"{pollutant}_planned", _("%(symbol)s by plan") % told, mass("planned"), unit_names.MASS, True),
        Column(f"{pollutant}_expected", _("%(symbol)s as expected") % told, mass("expected"), unit_names.MASS, True),
        Column(f"{pollutant}_held_back", _("%(symbol)s taken by the delay") % told, mass("held_back"), unit_names.MASS, True),
    ]


def _year(year: int) -> Cell:
    return Cell(value=year, text=str(year))


@dataclass(frozen=True)
class Together:
    """What all closings of a division bring of a pollutant in a year, mg."""

    planned: int
    expected: int

    @property
    def held_back(self) -> int:
        return held_back_mg(self.planned, self.expected)


@dataclass(frozen=True)
class DistrictYear:
    """A division's year. `left_out`: closings whose NOₓ no statistics tell; with none that is told there is no sum."""

    division: Division
    year: int
    cut: int | None
    so2: Together | None
    nox: Together | None
    left_out: int


def district_years(divisions: str, known: list[Standing], quotas: Ledger, years: list[int]) -> list[DistrictYear]:
    """Districts with a closing × years; below them the whole scope, whose cut is its own and no sum."""
    districts = [one for one in districts_in(divisions) if any(row.unit.plant.district_id == one.code for row in known)]
    rows = [division_year(district, year, known, quotas) for district in districts for year in years]
    whole = divisions_in(divisions).filter(code=divisions).first()
    if whole and len(districts) > 1:
        rows += [division_year(whole, year, known, quotas) for year in years]
    return rows


def division_year(division: Division, year: int, known: list[Standing], quotas: Ledger) -> DistrictYear:
    own = [one for one in known if one.unit.plant.district_id.startswith(division.code)]
    sums = {pollutant: _together([taken(one, pollutant) for one in own], year) for pollutant in HELD_IN}
    left_out = sum(not taken(one, "nox") for one in own)
    return DistrictYear(division, year, quotas.cut(division.code, "so2", year), sums["so2"], sums["nox"], left_out)


def _together(found: list[list[YearTaken]], year: int) -> Together | None:
    told = [row for rows in found for row in rows]
    of_year = [row for row in told if row.year == year]
    return Together(sum(row.planned for row in of_year), sum(row.expected for row in of_year)) if told else None


def district_year_table(rows: list[DistrictYear]) -> Table:
    accounted = ("quota", "left_out", *(column.key for column in _columns()))
    return Table(
        title=_("What the delay of closings takes, by district and year"),
        columns=explained(
            [
                Column("district", _("District"), lambda row: plain(str(row.division)), heads_row=True),
                Column("district_code", _("District code"), lambda row: plain(row.division.code), for_machines=True),
                Column("year", _("Year"), lambda row: _year(row.year)),
                Column("quota", _("SO₂ quota: the year's cut"), lambda row: figure(row.cut, MASS, places=2), unit_names.MASS, True),
                *_columns(),
                Column("left_out", _("Closings without NOₓ"), lambda row: figure(row.left_out, COUNT), numeric=True),
            ],
            lambda row: closings_account(row.division.code, row.year),
            accounted,
        ),
        records=rows,
    )

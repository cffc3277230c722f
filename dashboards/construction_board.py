"""The board of projects: those with a problem apart from those without (S25), and what delay takes from each year (S9, S11)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from construction.problems import Thresholds, problems
from construction.standing import Standing
from construction.tonnes import Account, YearTonnes
from dashboards.construction_lamps import lamp_cell
from dashboards.construction_ranking import POLLUTANT
from dashboards.construction_tables import level_word, project_cell
from dashboards.overview import Card
from districts.models import Division
from districts.queries import districts_in, divisions_in
from formulas.construction import held_back_mg
from formulas.units import COUNT, MASS, PERCENT
from tables import Cell, Column, Table, figure, plain, unit_names
from targets.ledger import Ledger


@dataclass(frozen=True)
class BoardRow:
    """A project with what is wrong with it; None: it is finished."""

    standing: Standing
    problems: list[str] | None

    @property
    def is_invited(self) -> bool:
        return bool(self.problems)


def board_rows(divisions: str, known: list[Standing], thresholds: Thresholds) -> list[BoardRow]:
    """All projects by district; within it in the order of their names."""
    found = problems(divisions, known, thresholds)
    return [BoardRow(one, found.get(one.project.pk)) for one in known]


def board_cards(rows: list[BoardRow]) -> list[Card]:
    under_way = [row for row in rows if row.problems is not None]
    invited = [row for row in under_way if row.is_invited]
    late = [row for row in under_way if row.standing.delay_days]
    return [
        Card(label=_("Under way"), value=str(len(under_way)), note=_("%(count)d finished") % {"count": len(rows) - len(under_way)}),
        Card(label=_("With a problem, to be invited"), value=str(len(invited)), lamp="bad" if invited else "good"),
        Card(label=_("With a milestone overdue"), value=str(len(late)), lamp="late" if late else "good"),
        Card(label=_("Left in peace"), value=str(len(under_way) - len(invited))),
    ]


def board_table(rows: list[BoardRow], thresholds: Thresholds, title: str, empty_text: str = "") -> Table:
    return Table(
        title=title,
        as_of=rows[0].standing.as_of.isoformat() if rows else "",
        columns=[
            Column("project", _("Project"), lambda row: project_cell(row.standing), heads_row=True),
            Column(
                "district", _("District"), lambda row: plain(str(row.standing.project.district), note=str(row.standing.project.town or ""))
            ),
            Column("district_code", _("District code"), lambda row: plain(row.standing.project.district_id), for_machines=True),
            Column("kind", _("Kind"), lambda row: plain(str(row.standing.project.kind)), for_machines=True),
            Column("lamp", _("Lamp"), lambda row: _lamp(row, thresholds)),
            Column("milestone", _("Milestone due"), _milestone_cell),
            Column("delay_days", _("Delay"), lambda row: figure(row.standing.delay_days, COUNT), unit_names.DAYS, True),
            Column("progress", _("Progress"), lambda row: figure(row.standing.progress, PERCENT, places=1), unit_names.PERCENT, True),
            Column(
                "planned_progress",
                _("By plan"),
                lambda row: figure(row.standing.planned_progress, PERCENT, places=1),
                unit_names.PERCENT,
                True,
            ),
            Column("problems", _("Problems"), lambda row: plain("；".join(row.problems or [])), wraps=True),
            Column("level", _("Level that must act"), lambda row: plain(level_word(row.standing))),
            Column("leader", _("Leader in charge"), lambda row: plain(row.standing.leader, note=row.standing.responsible_unit)),
            Column("invited", _("To be invited"), lambda row: plain(_("yes") if row.is_invited else _("no")), for_machines=True),
        ],
        records=rows,
        empty_text=empty_text or _("No project has been entered for your division."),
    )


def _lamp(row: BoardRow, thresholds: Thresholds) -> Cell:
    if row.problems is None:
        return plain(_("finished"), lamp="good", note=row.standing.steps[-1].reached_on.isoformat())
    return lamp_cell(row.standing, thresholds)


def _milestone_cell(row: BoardRow) -> Cell:
    step = row.standing.current
    return plain(str(step.milestone), note=step.planned_on.isoformat()) if step else plain("")


@dataclass(frozen=True)
class DistrictYear:
    """What all projects of a division bring in a year, mg, beside the year's cut."""

    division: Division
    year: int
    cut: int | None
    planned: int
    expected: int

    @property
    def held_back(self) -> int:
        return held_back_mg(self.planned, self.expected)


def district_years(divisions: str, known: list[Standing], account: Account, quotas: Ledger, this_year: int) -> list[DistrictYear]:
    """Districts × the years left of the plan; below them the whole scope, whose cut is its own and no sum."""
    by_district: dict[str, list[YearTonnes]] = {}
    for one in known:
        by_district.setdefault(one.project.district_id, []).extend(account.by_year(one))
    years = [year for year in account.years if year >= this_year]
    rows = [_row(district, year, by_district.get(district.code, []), quotas) for district in districts_in(divisions) for year in years]
    whole = divisions_in(divisions).filter(code=divisions).first()
    if whole and len({row.division for row in rows}) > 1:
        everything = [one for found in by_district.values() for one in found]
        rows += [_row(whole, year, everything, quotas) for year in years]
    return rows


def _row(division: Division, year: int, found: list[YearTonnes], quotas: Ledger) -> DistrictYear:
    of_year = [one for one in found if one.year == year]
    cut = quotas.cut(division.code, POLLUTANT, year)
    return DistrictYear(division, year, cut, sum(one.planned_reduction for one in of_year), sum(one.expected_reduction for one in of_year))


def district_year_table(rows: list[DistrictYear], symbol: str) -> Table:
    def mass(name: str):
        return lambda row: figure(getattr(row, name), MASS, places=1)

    return Table(
        title=_("%(symbol)s that projects bring, by district and year") % {"symbol": symbol},
        columns=[
            Column("district", _("District"), lambda row: plain(str(row.division)), heads_row=True),
            Column("district_code", _("District code"), lambda row: plain(row.division.code), for_machines=True),
            Column("year", _("Year"), lambda row: Cell(value=row.year, text=str(row.year))),
            Column("quota", _("Quota: the year's cut"), mass("cut"), unit_names.MASS, True),
            Column("planned_reduction", _("Reduction by plan"), mass("planned"), unit_names.MASS, True),
            Column("expected_reduction", _("Reduction as expected"), mass("expected"), unit_names.MASS, True),
            Column("held_back", _("Taken by the delay"), mass("held_back"), unit_names.MASS, True),
        ],
        records=rows,
    )

"""The board of projects: those with a problem apart from those without (S25), and what delay takes from each year (S9, S11)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from construction.problems import Thresholds, problems
from construction.standing import Standing
from construction.tonnes import Account, YearTonnes
from dashboards.accounts import project_account, projects_account
from dashboards.construction_lamps import lamp_cell
from dashboards.construction_ranking import POLLUTANT
from dashboards.construction_tables import level_word, project_cell
from dashboards.overview import Card
from districts.models import Division
from districts.queries import districts_in, divisions_in
from formulas.construction import held_back_mg
from formulas.units import COUNT, MASS, PERCENT
from tables import Cell, Column, Table, explained, figure, plain, unit_names
from targets.ledger import Ledger
from targets.models import Pollutant


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
        columns=explained(
            [
                Column("project", _("Project"), lambda row: project_cell(row.standing), heads_row=True),
                Column(
                    "district",
                    _("District"),
                    lambda row: plain(str(row.standing.project.district), note=str(row.standing.project.town or "")),
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
            lambda row: project_account(row.standing.project.pk, POLLUTANT, row.standing.as_of),
            ("delay_days", "progress", "planned_progress"),
        ),
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
    """What all projects of a division bring of a pollutant in a year, mg, beside the year's cut."""

    division: Division
    pollutant: Pollutant
    year: int
    cut: int | None
    planned: int
    expected: int
    left_out: int  # projects with a flow and whose design values of the pollutant are not known

    @property
    def held_back(self) -> int:
        return held_back_mg(self.planned, self.expected)


def district_years(
    divisions: str, known: list[Standing], accounts: dict[Pollutant, Account], quotas: Ledger, this_year: int
) -> list[DistrictYear]:
    """Pollutants × districts × the years left of the plan; below the districts the whole scope, whose cut is its own and no sum."""
    districts, whole = list(districts_in(divisions)), divisions_in(divisions).filter(code=divisions).first()
    places = districts + ([whole] if whole and len(districts) > 1 else [])
    rows = []
    for pollutant, account in accounts.items():
        for division in places:
            rows += [row for row in years_of(division, pollutant, known, account, quotas) if row.year >= this_year]
    return rows


def years_of(division: Division, pollutant: Pollutant, known: list[Standing], account: Account, quotas: Ledger) -> list[DistrictYear]:
    """The account's years of one division; `known` may hold projects of others too."""
    own = [one for one in known if one.project.district_id.startswith(division.code)]
    found = [row for one in own for row in account.by_year(one)]
    left_out = sum(one.project.flow_m3_d is not None and not account.brings(one) for one in own)
    return [_row(division, pollutant, year, found, left_out, quotas) for year in account.years]


def _row(division: Division, pollutant: Pollutant, year: int, found: list[YearTonnes], left_out: int, quotas: Ledger) -> DistrictYear:
    of_year = [one for one in found if one.year == year]
    planned, expected = (sum(getattr(one, name) for one in of_year) for name in ("planned_reduction", "expected_reduction"))
    return DistrictYear(division, pollutant, year, quotas.cut(division.code, pollutant.code, year), planned, expected, left_out)


def district_year_table(rows: list[DistrictYear], symbol: str) -> Table:
    def mass(name: str):
        return lambda row: figure(getattr(row, name), MASS, places=1)

    return Table(
        title=_("%(symbol)s that projects bring, by district and year") % {"symbol": symbol},
        columns=explained(
            [
                Column("district", _("District"), lambda row: plain(str(row.division)), heads_row=True),
                Column("district_code", _("District code"), lambda row: plain(row.division.code), for_machines=True),
                Column("year", _("Year"), lambda row: Cell(value=row.year, text=str(row.year))),
                Column("quota", _("Quota: the year's cut"), mass("cut"), unit_names.MASS, True),
                Column("planned_reduction", _("Reduction by plan"), mass("planned"), unit_names.MASS, True),
                Column("expected_reduction", _("Reduction as expected"), mass("expected"), unit_names.MASS, True),
                Column("held_back", _("Taken by the delay"), mass("held_back"), unit_names.MASS, True),
                Column("left_out", _("Projects without design values"), lambda row: figure(row.left_out, COUNT), numeric=True),
            ],
            lambda row: projects_account(row.division.code, row.pollutant.code, row.year),
            ("quota", "planned_reduction", "expected_reduction", "held_back", "left_out"),
        ),
        records=rows,
    )

"""The tables of the forecast: each division's year by its parts, and what is planned, one by one."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.accounts import division_account, planned_account
from dashboards.explanations.steps import less
from dashboards.forecast import ForecastRow
from dashboards.quotas import PLACES
from districts.models import Division
from figures.plans import PlannedPart, Route, Standing
from formulas.months import month_text
from formulas.units import COUNT, MASS, PERCENT
from tables import Cell, Column, Table, explained, figure, link, plain, unit_names

# Figures whose account stands on the page of the district's year.
ACCOUNTED = (
    "quota",
    "verified",
    "due",
    "certain",
    "months_open",
    "pace",
    "expected",
    "year_end",
    "lowest",
    "highest",
    "planned_projects",
    "planned_closings",
    "year_end_planned",
    "expected_completion",
    "planned_completion",
    "short",
    "short_planned",
    "required_each_month",
    "required_planned",
    "usual_error",
    "usual_error_planned",
)


def forecast_table(rows: list[ForecastRow], whole: list[ForecastRow], month: int, empty_text: str = "") -> Table:
    mass, share = unit_names.MASS, unit_names.PERCENT
    table = Table(
        title=_("How the year will end, most in danger first"),
        as_of=month_text(month),
        columns=explained(
            [
                Column("district", _("District"), lambda row: plain(str(row.division)), heads_row=True),
                Column("district_code", _("District code"), lambda row: plain(row.division.code), for_machines=True),
                Column("pollutant", _("Pollutant"), lambda row: plain(row.pollutant.symbol)),
                Column("pollutant_code", _("Pollutant code"), lambda row: plain(row.pollutant.code), for_machines=True),
                Column("quota", _("Quota: the year's cut"), _own("quota"), mass, True),
                Column("verified", _("Verified"), _seen("verified"), mass, True, for_machines=True),
                Column("due", _("Still due of verified closings"), _seen("due"), mass, True, for_machines=True),
                Column("certain", _("Certain"), _certain_cell, mass, True),
                Column(
                    "months_open", _("Months open"), lambda row: figure(row.outlook.months_open, COUNT), numeric=True, for_machines=True
                ),
                Column("pace", _("Pace of a month"), _seen("pace"), mass, True, for_machines=True),
                Column("expected", _("Expected at the pace"), _expected_cell, mass, True),
                Column("year_end", _("Year's end at this pace"), _year_end_cell, mass, True),
                Column("lowest", _("At least"), _seen("lowest"), mass, True, for_machines=True),
                Column("highest", _("At most"), _seen("highest"), mass, True, for_machines=True),
                Column("planned_projects", _("Planned: projects"), _planned_cell("projects", Route.PROJECT), mass, True),
                Column("planned_closings", _("Planned: closings"), _planned_cell("closings", Route.CLOSING), mass, True),
                Column("year_end_planned", _("Year's end with plans"), _own("year_end_planned"), mass, True),
                Column("expected_completion", _("Completion to be expected"), _completion_cell, share, True),
                Column("planned_completion", _("Completion with plans"), _share("completion_planned"), share, True, for_machines=True),
                Column("short", _("Will be missing"), _short_cell("short"), mass, True),
                Column("short_planned", _("Missing with plans"), _short_cell("short_planned"), mass, True, for_machines=True),
                Column("required_each_month", _("Required in each open month"), _own("required"), mass, True),
                Column("required_planned", _("Required with plans"), _own("required_planned"), mass, True, for_machines=True),
                Column("usual_error", _("Usual error of such forecasts"), _own("usual_error"), mass, True, for_machines=True),
                Column("usual_error_planned", _("Usual error with plans"), _own("usual_error_planned"), mass, True, for_machines=True),
                Column("lamp", _("Lamp"), lambda row: plain(row.word, lamp=row.lamp)),
                Column("sentence", _("What it takes"), lambda row: plain(row.sentence), wraps=True),
            ],
            lambda row: division_account(row.division.code, row.pollutant.code, month),
            ACCOUNTED,
        ),
        records=rows,
        empty_text=empty_text or _("No quota is in force for this year."),
    )
    table.totals = [{column.key: column.cell_of(row) for column in table.columns} for row in whole]
    return table


def _mass(mg: int | None, **marks) -> Cell:
    return figure(mg, MASS, places=PLACES, **marks)


def _text(mg: int | None) -> str:
    return _mass(mg).text


def _own(name: str):
    return lambda row: _mass(getattr(row, name))


def _seen(name: str):
    return lambda row: _mass(getattr(row.outlook, name))


def _share(name: str):
    return lambda row: figure(getattr(row, name), PERCENT, places=1)


def _certain_cell(row: ForecastRow) -> Cell:
    seen = row.outlook
    told = {"due": _text(seen.due)}
    return _mass(seen.certain, note=_("of it still due %(due)s") % told if seen.due else "")


def _expected_cell(row: ForecastRow) -> Cell:
    seen = row.outlook
    if seen.expected is None:
        return _mass(None)
    months, held = seen.at(seen.pace)
    parts = [f"{_text(seen.pace)}\u00a0×\u00a0{months}", *([_text(sum(held.values()))] if held else [])]
    return _mass(seen.expected, note=less(*parts))


def _year_end_cell(row: ForecastRow) -> Cell:
    """With the usual error of such forecasts."""
    if row.outlook.year_end is None:
        return _mass(None)
    told = {"error": _text(row.usual_error)}
    return _mass(row.outlook.year_end, note=_("no whole year before") if row.usual_error is None else _("usual error %(error)s") % told)


def _planned_cell(name: str, route: Route):
    """With the number of parts that count; where some have no figure it says so."""

    def cell(row: ForecastRow) -> Cell:
        parts = [part for part in row.parts if part.route == route]
        unknown = sum(part.standing in (Standing.NO_FIGURE, Standing.NO_STATISTICS) for part in parts)
        counted = sum(part.counts for part in parts)
        told = [_("%(count)d counted") % {"count": counted}] if counted else []
        told += [_("%(count)d without a figure") % {"count": unknown}] if unknown else []
        return _mass(getattr(row, name), note="，".join(told))

    return cell


def _completion_cell(row: ForecastRow) -> Cell:
    planned = figure(row.completion_planned, PERCENT, places=1).text
    note = _("with plans %(share)s %%") % {"share": planned} if row.completion_planned != row.completion else ""
    return figure(row.completion, PERCENT, places=1, note=note)


def _short_cell(name: str):
    def cell(row: ForecastRow) -> Cell:
        amount = getattr(row, name)
        return _mass(None if amount is None else max(0, amount))

    return cell


@dataclass(frozen=True)
class PartRow:
    part: PlannedPart
    district: Division
    symbol: str


def part_rows(rows: list[ForecastRow]) -> list[PartRow]:
    """The parts of districts, each once: a project without a figure stands with every pollutant of the water."""
    found = {}
    for row in rows:
        for part in row.parts:
            key = part.route, part.key, part.pollutant
            found[key] = PartRow(part, row.division, row.pollutant.symbol if part.pollutant else "")
    return list(found.values())


def parts_tables(rows: list[PartRow], month: int) -> tuple[Table, Table]:
    """Every project and closing with what it brings this year and next, and what its delay takes; most this year first.

    Those that move this year, or would if somebody had entered what they bring; and all others.
    """
    moving, others = [], []
    for row in filter(_concerns_two_years, rows):
        (moving if _moves_the_year(row.part, month // 100) else others).append(row)
    return (
        _parts_table(_("What is planned, one by one"), moving, month),
        _parts_table(_("Planned, but neither adds to this year nor takes from it"), others, month),
    )


def _moves_the_year(part: PlannedPart, year: int) -> bool:
    return bool(part.amount or part.taken.get(year)) or part.standing in (Standing.NO_FIGURE, Standing.NO_STATISTICS, Standing.RUNS_AGAIN)


def _parts_table(title: str, rows: list[PartRow], month: int) -> Table:
    year = month // 100
    mass = unit_names.MASS
    return Table(
        title=title,
        columns=explained(
            [
                Column("part", _("Project or closing"), _part_cell, heads_row=True, wraps=True),
                Column("district", _("District"), lambda row: plain(str(row.district))),
                Column("pollutant", _("Pollutant"), lambda row: plain(row.symbol)),
                Column("expected_on", _("Expected on"), _expected_on_cell),
                Column("amount", _("Adds in %(year)d") % {"year": year}, lambda row: _mass(row.part.amount), mass, True),
                Column("following", _("Brings in %(year)d") % {"year": year + 1}, lambda row: _mass(row.part.following), mass, True),
                Column("taken", _("Delay takes in %(year)d") % {"year": year}, _taken(year), mass, True),
                Column("taken_following", _("Delay takes in %(year)d") % {"year": year + 1}, _taken(year + 1), mass, True),
                Column("counts", _("Whether it counts this year"), lambda row: plain(standing_told(row.part)), wraps=True),
            ],
            lambda row: planned_account(row.part, month),
            ("amount", "following", "taken", "taken_following"),
        ),
        records=sorted(
            rows,
            key=lambda row: (-row.part.amount, row.part.expected_on, row.district.position, row.part.name),
        ),
    )


def _concerns_two_years(row: PartRow) -> bool:
    """What is planned for later years alone stands on the boards of projects and closings."""
    part = row.part
    return part.standing != Standing.LATER or bool(part.following) or any(part.taken.values())


def _part_cell(row: PartRow) -> Cell:
    note = _("project") if row.part.route == Route.PROJECT else _("closing of a power unit")
    return link(row.part.name, part_url(row.part), note=note)


def _expected_on_cell(row: PartRow) -> Cell:
    part = row.part
    note = _("planned %(day)s") % {"day": part.planned_on.isoformat()} if part.expected_on != part.planned_on else ""
    return plain(part.expected_on.isoformat(), note=note)


def _taken(year: int):
    return lambda row: _mass(row.part.taken.get(year))


def part_url(part: PlannedPart) -> str:
    """The page of the project or of the power unit."""
    return reverse("dashboards:project" if part.route == Route.PROJECT else "dashboards:power-unit", args=[part.key])


def standing_told(part: PlannedPart) -> str:
    words = {
        Standing.COUNTS: _("counts from %(month)s on"),
        Standing.LATER: _("brings nothing before the year is over"),
        Standing.IN_RETURNS: _("finished: its plant reports it since %(month)s, and the pace holds it"),
        Standing.PLANT_REPORTS: _("%(plant)s reports already: the pace holds it"),
        Standing.CAPACITY_RAISED: _("%(plant)s is enlarged already: the pace holds it"),
        Standing.NO_FIGURE: _("nobody has entered what it takes out: counted as 0"),
        Standing.NO_STATISTICS: _("no statistics of the unit are known: counted as 0"),
        Standing.NOT_IN_BASE: _("the statistics hold it with nothing: nothing is credited (C3)"),
        Standing.RUNS_AGAIN: _("runs again: no document plans its closing"),
    }
    since = part.terms.get("first_month") or part.terms.get("stops")
    return words[part.standing] % {"month": month_text(since) if since else "", "plant": part.plant}

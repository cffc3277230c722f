"""The page that tells whether each district will make the year, and what it takes (S8, S9; rules.md 3.8 T6)."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.accounts import division_account
from dashboards.quotas import PLACES
from districts.models import DISTRICT_CODE_LENGTH, Division
from districts.queries import districts_in, divisions_in
from figures.forecast import Outlook, errors, months_of_pace, outlook
from figures.queries import verified_reductions
from formulas.months import month_text
from formulas.rounding import rounded
from formulas.targets import change_millionths, completion_millionths, pace_required_mg
from formulas.units import COUNT, MASS, PERCENT
from tables import Cell, Column, Table, explained, figure, plain, unit_names
from targets.ledger import Ledger
from targets.models import Pollutant
from targets.queries import pollutants_of

# Figures whose account stands on the page of the district's year.
ACCOUNTED = (
    "quota",
    "verified",
    "months_open",
    "pace",
    "year_end",
    "expected_completion",
    "short",
    "required_each_month",
    "usual_error",
)


@dataclass(frozen=True)
class ForecastRow:
    """A division's year for one pollutant. Masses in mg, shares in millionths."""

    division: Division
    pollutant: Pollutant
    quota: int
    outlook: Outlook
    # The months that tell the pace, the newest first, with their verified reductions.
    recent: dict[int, int]
    # By how much forecasts from this month missed the end of earlier years, the median of their sizes.
    usual_error: int | None

    @property
    def short(self) -> int | None:
        """What will be missing at the year's end at the present pace; below zero where there will be more than asked."""
        return None if self.outlook.year_end is None else self.quota - self.outlook.year_end

    @property
    def completion(self) -> int | None:
        if self.outlook.year_end is None or self.quota <= 0:
            return None
        return rounded(*completion_millionths(self.outlook.year_end, self.quota))

    @property
    def required(self) -> int | None:
        """What each open month has to bring, so that the year is made."""
        missing = max(0, self.quota - (self.outlook.verified or 0))
        return rounded(*pace_required_mg(missing, self.outlook.months_open)) if self.outlook.months_open else None

    @property
    def lamp(self) -> str:
        """Good where even the weaker half of the months would do, bad where not even the stronger half does."""
        seen = self.outlook
        if seen.year_end is None:
            return "none"
        if seen.lowest >= self.quota:
            return "good"
        return "bad" if seen.highest < self.quota else "late"

    @property
    def word(self) -> str:
        words = {
            "good": _("will be made"),
            "late": _("uncertain"),
            "bad": _("will be missed"),
            "none": _("too few verified months"),
        }
        return words[self.lamp]

    @property
    def sentence(self) -> str:
        """What it takes, in words."""
        if self.required is None:
            return ""
        if self.required == 0:
            return _("The year's cut is verified already.")
        told = {"required": f"{MASS.shown(self.required, PLACES):,}", "months": self.outlook.months_open}
        if self.outlook.pace is None:
            return _("Each of the %(months)d open months still needs %(required)s t.") % told
        told["pace"] = f"{MASS.shown(self.outlook.pace, PLACES):,}"
        return _("Each of the %(months)d open months still needs %(required)s t; lately it was %(pace)s t a month.") % told


def forecast_rows(divisions: str, month: int, ledger: Ledger) -> list[ForecastRow]:
    """Districts whose year is most in danger first: those without a pace, then by the completion that is to be expected."""
    rows = forecast_of(list(districts_in(divisions)), month, ledger)
    return sorted(rows, key=lambda row: (row.completion is not None, row.completion or 0, row.division.position, row.pollutant.position))


def forecast_of_whole(divisions: str, month: int, ledger: Ledger) -> list[ForecastRow]:
    """The same for the whole of the scope, against its own quota."""
    whole = divisions_in(divisions).filter(code=divisions).first()
    return [] if whole is None or len(whole.code) >= DISTRICT_CODE_LENGTH else forecast_of([whole], month, ledger)


def forecast_of(divisions: list[Division], month: int, ledger: Ledger) -> list[ForecastRow]:
    """Exactly these divisions, for each pollutant that has a quota and a source there."""
    year = month // 100
    reductions: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for division, pollutant, one, reduction in verified_reductions([division.code for division in divisions], month):
        # A division with a source has a row for every month, with or without a figure.
        reductions[division, pollutant] |= {} if reduction is None else {one: reduction}
    return [
        _row(division, pollutant, month, quota, reductions[division.code, pollutant.code])
        for division in divisions
        for pollutant in pollutants_of(year)
        if (quota := ledger.cut(division.code, pollutant.code, year)) is not None and (division.code, pollutant.code) in reductions
    ]


def _row(division: Division, pollutant: Pollutant, month: int, quota: int, reductions: dict[int, int]) -> ForecastRow:
    missed = sorted(abs(error) for error in errors(reductions, month))
    recent = {one: reductions[one] for one in months_of_pace(reductions, month)}
    return ForecastRow(division, pollutant, quota, outlook(reductions, month), recent, missed[len(missed) // 2] if missed else None)


def forecast_table(rows: list[ForecastRow], whole: list[ForecastRow], month: int, empty_text: str = "") -> Table:
    table = Table(
        title=_("How the year will end, most in danger first"),
        as_of=month_text(month),
        columns=explained(
            [
                Column("district", _("District"), lambda row: plain(str(row.division)), heads_row=True),
                Column("district_code", _("District code"), lambda row: plain(row.division.code), for_machines=True),
                Column("pollutant", _("Pollutant"), lambda row: plain(row.pollutant.symbol)),
                Column("pollutant_code", _("Pollutant code"), lambda row: plain(row.pollutant.code), for_machines=True),
                Column("quota", _("Quota: the year's cut"), lambda row: figure(row.quota, MASS, places=PLACES), unit_names.MASS, True),
                Column("verified", _("Verified"), _of("verified"), unit_names.MASS, True),
                Column("months_open", _("Months open"), lambda row: figure(row.outlook.months_open, COUNT), numeric=True),
                Column("pace", _("Pace of a month"), _of("pace"), unit_names.MASS, True),
                Column("year_end", _("Year's end at this pace"), _year_end_cell, unit_names.MASS, True),
                Column("lowest", _("At least"), _of("lowest"), unit_names.MASS, True, for_machines=True),
                Column("highest", _("At most"), _of("highest"), unit_names.MASS, True, for_machines=True),
                Column(
                    "expected_completion",
                    _("Completion to be expected"),
                    lambda row: figure(row.completion, PERCENT, places=1),
                    unit_names.PERCENT,
                    True,
                ),
                Column("short", _("Will be missing"), _short_cell, unit_names.MASS, True),
                Column(
                    "required_each_month",
                    _("Required in each open month"),
                    lambda row: figure(row.required, MASS, places=PLACES),
                    unit_names.MASS,
                    True,
                ),
                Column("usual_error", _("Usual error of such forecasts"), _error_cell, unit_names.MASS, True),
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


def _of(name: str):
    return lambda row: figure(getattr(row.outlook, name), MASS, places=PLACES)


def _year_end_cell(row: ForecastRow) -> Cell:
    seen = row.outlook
    if seen.year_end is None:
        return figure(None, MASS)
    told = {"low": f"{MASS.shown(seen.lowest, PLACES):,}", "high": f"{MASS.shown(seen.highest, PLACES):,}"}
    return figure(seen.year_end, MASS, places=PLACES, note=_("%(low)s to %(high)s") % told)


def _short_cell(row: ForecastRow) -> Cell:
    return figure(None if row.short is None else max(0, row.short), MASS, places=PLACES)


def _error_cell(row: ForecastRow) -> Cell:
    """In tonnes, and beside it what share of the year's quota that is."""
    if row.usual_error is None:
        return figure(None, MASS, note=_("no whole year before"))
    share = rounded(*change_millionths(row.quota + row.usual_error, row.quota)) if row.quota > 0 else None
    note = "" if share is None else _("%(share)s %% of the quota") % {"share": PERCENT.shown(share, 1)}
    return figure(row.usual_error, MASS, places=PLACES, note=note)

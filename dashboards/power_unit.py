"""The page of one power unit: its SO₂ account with the numbers put into the formula, its timetable, its steps and papers."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

import clock
from dashboards.accounts import unit_account
from dashboards.lamps import state_word
from formulas.months import month_text
from formulas.power import so2_emitted, so2_formed
from formulas.units import COAL, MASS, PERCENT
from power_plants.account import by_year, freed
from power_plants.board import freed_by_year, has_stopped
from power_plants.models import ACTS, EVIDENCE, LIVE, ClaimState, Closure, Step, StepKind, Unit, YearStatistics
from power_plants.rules import Accounts, Rules, live_steps, removal_of
from power_plants.standing import Standing
from tables import Cell, Column, Table, figure, plain, unit_names

CLAIM_LAMPS = {ClaimState.ACCEPTED: "good", ClaimState.WAITING: "late", ClaimState.REFUSED: "bad", ClaimState.WITHDRAWN: "none"}


def mass(amount: int | None) -> Cell:
    return figure(amount, MASS, places=2)


@dataclass(frozen=True)
class YearRow:
    year: int
    statistics: YearStatistics | None
    verified: int | None
    declared: int | None
    forecast: int | None


def account_table(unit: Unit, accounts: Accounts, one: Standing | None) -> Table:
    """What the statistics hold, and what was credited, declared or is forecast, by year."""
    verified, declared = (by_year(found) for found in accounts.credits((clock.today().year + 1) * 100 + 12))
    ahead = freed_by_year(one, accounts, one.expected_on) if one and not has_stopped(one) else {}
    kept = {one.year: one for one in unit.statistics.all() if one.state in LIVE}
    years = sorted({*kept, *verified, *declared, *ahead})
    rows = [YearRow(year, kept.get(year), verified.get(year), declared.get(year), ahead.get(year)) for year in years]

    def account(key: str):
        return lambda row: f"{unit_account(unit.pk, clock.today())}#{key}_{row.year}"

    return Table(
        title=_("SO₂ by year"),
        columns=[
            replace(column, explained=account(column.key)) if column.numeric else column
            for column in [
                Column("year", _("Year"), lambda row: Cell(row.year, str(row.year)), heads_row=True),
                Column(
                    "coal", _("Coal"), lambda row: figure(row.statistics and row.statistics.coal_kg, COAL, places=2), unit_names.COAL, True
                ),
                Column(
                    "sulphur",
                    _("Sulphur"),
                    lambda row: figure(row.statistics and row.statistics.sulphur_millionths, PERCENT, places=2),
                    unit_names.PERCENT,
                    True,
                ),
                Column("statistics", _("SO₂ in the statistics"), _statistics_cell, unit_names.MASS, True),
                Column("verified", _("Reduction verified"), lambda row: mass(row.verified), unit_names.MASS, True),
                Column("declared", _("Reduction declared"), lambda row: mass(row.declared), unit_names.MASS, True),
                Column("forecast", _("Forecast"), lambda row: mass(row.forecast), unit_names.MASS, True),
            ]
        ],
        records=rows,
        empty_text=_("No statistics of this unit have been entered: nothing can be credited."),
    )


def _statistics_cell(row: YearRow) -> Cell:
    if row.statistics is None:
        return mass(None)
    waits = str(row.statistics.get_state_display()) if row.statistics.state == ClaimState.WAITING else ""
    return figure(row.statistics.so2_mg, MASS, places=2, note=waits)


def formula_told(accounts: Accounts, one: Standing | None) -> list[str]:
    """C1 with this unit's numbers put in; the forecast by C2 where it has not stopped."""
    if one is None:
        return []
    side, told = accounts.declared, []
    if has_stopped(one):
        stopped = one.steps[StepKind.OFF_GRID].on
        year, month = stopped.year, stopped.year * 100 + stopped.month
        found = freed(side, month)
        if not side.is_in_base(year):
            return [not_in_base_told(year)]
        if found[year] is None:
            return [_("The coal of a month of %(year)d is not known: until then only a forecast can be made.") % {"year": year}]
        numbers = {
            "last": year - 1,
            "year": year,
            "next": year + 1,
            "statistics": mass(side.statistics[year - 1]).text,
            "actual": mass(found[year + 1]).text,
            "freed": mass(found[year]).text,
        }
        told.append(
            _("%(year)d: E_stat(%(last)d) %(statistics)s t − E_actual(%(year)d) %(actual)s t = %(freed)s t; %(next)d: %(actual)s t")
            % numbers
        )
        return told
    for year, amount in freed_by_year(one, accounts, one.expected_on).items():
        told.append(
            _("Forecast %(year)d: %(amount)s t, if it runs evenly until %(day)s")
            % {"year": year, "amount": mass(amount).text, "day": one.expected_on}
        )
    return told


def not_in_base_told(year: int) -> str:
    return _("The statistics of %(year)d do not hold this unit with an emission: nothing is credited (C3).") % {"year": year - 1}


def months_table(unit: Unit, accounts: Accounts, rules: Rules) -> Table:
    """C4 month by month: coal × sulphur × factor × (1 − η)."""
    verified, declared = accounts.credits((clock.today().year + 1) * 100 + 12)
    kept = sorted(unit.coal_months.all(), key=lambda one: -one.month)
    side = accounts.declared

    def emitted(one) -> int:
        return so2_emitted(one.coal_kg, one.sulphur_millionths, rules.factor_thousandths(one.month), side.removal(one.month))

    return Table(
        title=_("Coal and SO₂ by month"),
        columns=[
            Column("month", _("Month"), lambda one: plain(month_text(one.month)), heads_row=True),
            Column("return", _("State"), lambda one: plain(state_word(one.monthly_return.state), state=one.monthly_return.state)),
            Column("coal", _("Coal"), lambda one: figure(one.coal_kg, COAL, places=2), unit_names.COAL, True),
            Column("sulphur", _("Sulphur"), lambda one: figure(one.sulphur_millionths, PERCENT, places=2), unit_names.PERCENT, True),
            Column(
                "formed",
                _("SO₂ formed"),
                lambda one: mass(so2_formed(one.coal_kg, one.sulphur_millionths, rules.factor_thousandths(one.month))),
                unit_names.MASS,
                True,
            ),
            Column("removal", _("Removed (η)"), lambda one: figure(side.removal(one.month), PERCENT, places=1), unit_names.PERCENT, True),
            Column("emitted", _("SO₂ emitted"), lambda one: mass(emitted(one)), unit_names.MASS, True),
            Column("verified", _("Reduction verified"), lambda one: mass(verified.get(one.month)), unit_names.MASS, True),
            Column("declared", _("Reduction declared"), lambda one: mass(declared.get(one.month)), unit_names.MASS, True),
        ],
        records=kept,
        empty_text=_("No month has been reported yet."),
    )


def facilities_table(unit: Unit, rules: Rules) -> Table:
    return Table(
        title=_("Desulphurisation"),
        columns=[
            Column("since", _("Since"), lambda one: plain(one.since.isoformat()), heads_row=True),
            Column("process", _("Process"), lambda one: plain(one.get_process_display())),
            Column(
                "operation_rate",
                _("Operation rate"),
                lambda one: figure(one.operation_rate_millionths, PERCENT, places=2),
                unit_names.PERCENT,
                True,
            ),
            Column(
                "online", _("Efficiency online"), lambda one: figure(one.online_millionths, PERCENT, places=2), unit_names.PERCENT, True
            ),
            Column(
                "removal",
                _("η that counts"),
                lambda one: figure(
                    removal_of(one, rules, is_verified=True),
                    PERCENT,
                    places=2,
                    note="" if one.has_evidence else _("default of the process"),
                ),
                unit_names.PERCENT,
                True,
            ),
            Column("document", _("Document"), lambda one: plain(one.document, note=one.reason), wraps=True),
            Column("state", _("State"), lambda one: plain(one.get_state_display(), lamp=CLAIM_LAMPS[one.state])),
        ],
        records=sorted(unit.facilities.all(), key=lambda one: one.since),
        empty_text=_("No desulphurisation has been entered."),
    )


def dates_table(closure: Closure) -> Table:
    """Every planned date this closing ever had, the newest first, each with its document."""
    kept = list(closure.planned_dates.all())
    return Table(
        title=_("Planned dates and their documents"),
        columns=[
            Column("planned", _("Planned closing"), lambda one: plain(one.planned_on.isoformat()), heads_row=True),
            Column("shift", _("Against the date before"), lambda one: _shift_cell(one, kept), unit_names.DAYS, True),
            Column("document", _("Document"), lambda one: plain(one.document_number)),
            Column("body", _("Issuing body"), lambda one: plain(one.issuing_body)),
            Column("document_date", _("Date of the document"), lambda one: plain(one.document_date.isoformat())),
        ],
        records=reversed(kept),
        emphasis=lambda one: "" if one == kept[-1] else "muted",
    )


def _shift_cell(one, kept) -> Cell:
    before = next((other for other in kept if other.pk == one.replaces_id), None)
    days = (one.planned_on - before.planned_on).days if before else None
    return Cell(days, "—" if days is None else f"{days:+,}", True)


@dataclass(frozen=True)
class CheckRow:
    """A step or paper of the closing: the live one, or the last that was refused; None where nothing was entered."""

    kind: str
    label: str
    step: Step | None


def checklist(closure: Closure) -> tuple[list[CheckRow], list[CheckRow]]:
    """The steps, and the papers that the file has to hold (rules.md 4.2)."""
    live = live_steps(closure)
    refused = {step.kind: step for step in closure.steps.all() if step.state == ClaimState.REFUSED}
    rows = {kind: CheckRow(kind, str(StepKind(kind).label), live.get(kind) or refused.get(kind)) for kind in (*ACTS, *EVIDENCE)}
    return [rows[kind] for kind in ACTS], [rows[kind] for kind in EVIDENCE]


def checklist_table(title: str, rows: list[CheckRow]) -> Table:
    return Table(
        title=title,
        columns=[
            Column("step", _("Step or paper"), lambda row: plain(row.label), heads_row=True),
            Column("date", _("Date"), lambda row: plain(row.step.on.isoformat() if row.step else "")),
            Column(
                "document",
                _("Document"),
                lambda row: plain(row.step.document if row.step else "", note=row.step.reason if row.step else ""),
                wraps=True,
            ),
            Column("entered_by", _("Entered by"), lambda row: plain(str(row.step.entered_by) if row.step else "")),
            Column(
                "verified_by", _("Verified by"), lambda row: plain(str(row.step.decided_by) if row.step and row.step.decided_by else "")
            ),
            Column("state", _("State"), _check_cell),
        ],
        records=rows,
    )


def _check_cell(row: CheckRow) -> Cell:
    if row.step is None:
        return plain(_("missing"), lamp="none")
    return plain(row.step.get_state_display(), lamp=CLAIM_LAMPS[row.step.state])


@dataclass(frozen=True)
class WaitingClaim:
    """A fact that can be verified, refused or withdrawn, as the page offers it."""

    key: str
    text: str
    is_waiting: bool
    has_evidence: bool
    entered_by: int


def _statistics_told(one: YearStatistics) -> str:
    told = {"year": one.year, "so2": mass(one.so2_mg).text, "nox": mass(one.nox_mg).text}
    if one.nox_mg is None:
        return _("statistics of %(year)d: SO₂ %(so2)s t, NOₓ not told") % told
    return _("statistics of %(year)d: SO₂ %(so2)s t, NOₓ %(nox)s t") % told


def claims_of(unit: Unit, closure: Closure | None) -> list[WaitingClaim]:
    """Every live fact about the unit; what waits comes first."""
    steps = [("step", one, f"{one.get_kind_display()} {one.on}") for one in (closure.steps.all() if closure else ())]
    years = [("statistics", one, _statistics_told(one)) for one in unit.statistics.all()]
    facilities = [("facility", one, f"{one.get_process_display()} {one.since}") for one in unit.facilities.all()]
    found = [
        WaitingClaim(
            f"{what}:{one.pk}",
            f"{text} · {one.document}",
            one.state == ClaimState.WAITING,
            getattr(one, "has_evidence", False),
            one.entered_by_id,
        )
        for what, one, text in [*steps, *years, *facilities]
        if one.state in LIVE
    ]
    return sorted(found, key=lambda one: not one.is_waiting)

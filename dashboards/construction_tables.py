"""Tables of projects: the ranking, the board, what delay takes from each year."""

from django.urls import reverse
from django.utils.translation import gettext as _

from construction.problems import Thresholds
from construction.standing import Standing, Step
from dashboards.accounts import project_account
from dashboards.construction_lamps import lamp_cell
from dashboards.construction_ranking import POLLUTANT, RankedProject, Ranking
from dashboards.movement import places_told
from districts.levels import Level
from formulas.months import month_text
from formulas.units import COUNT, MASS, PERCENT
from tables import Cell, Column, Table, explained, figure, link, plain, unit_names

NO_DAY = ""


def ranking_table(found: Ranking, thresholds: Thresholds, empty_text: str = "") -> Table:
    """Worst first; the reading order is that of the phone's cards as well."""
    return Table(
        title=_("Projects by progress, worst first"),
        as_of=found.as_of.isoformat(),
        columns=explained(
            [
                Column("rank", _("Rank"), lambda row: figure(row.rank, COUNT), numeric=True),
                Column("project", _("Project"), lambda row: project_cell(row.standing), heads_row=True),
                Column("district", _("District"), lambda row: _district_cell(row.standing)),
                Column("district_code", _("District code"), lambda row: plain(row.standing.project.district_id), for_machines=True),
                Column("kind", _("Kind"), lambda row: plain(str(row.standing.project.kind)), for_machines=True),
                Column("group", _("Group"), lambda row: plain(row.standing.project.kind.group), for_machines=True),
                Column("lamp", _("Lamp"), lambda row: lamp_cell(row.standing, thresholds)),
                Column("milestone", _("Milestone due"), lambda row: plain(str(row.standing.current.milestone)), wraps=True),
                Column("planned", _("Planned day"), lambda row: _planned_cell(row.standing.current)),
                Column("promised", _("Promised"), lambda row: promised_cell(row.standing.current), for_machines=True),
                Column(
                    "promised_times",
                    _("Times promised"),
                    lambda row: figure(row.standing.promised_times, COUNT),
                    numeric=True,
                    for_machines=True,
                ),
                Column(
                    "slip_days",
                    _("Put back"),
                    lambda row: figure(row.standing.current.slip_days, COUNT),
                    unit_names.DAYS,
                    True,
                    for_machines=True,
                ),
                Column("delay_days", _("Delay"), lambda row: figure(row.standing.delay_days, COUNT), unit_names.DAYS, True),
                Column("progress", _("Progress"), lambda row: _progress_cell(row.standing), unit_names.PERCENT, True),
                Column(
                    "planned_progress",
                    _("By plan"),
                    lambda row: _share(row.standing.planned_progress),
                    unit_names.PERCENT,
                    True,
                    for_machines=True,
                ),
                Column("level", _("Level that must act"), lambda row: plain(level_word(row.standing)), for_machines=True),
                Column("leader", _("Leader in charge"), _leader_cell, wraps=True),
                Column("tonnes", _("COD at stake"), _tonnes_cell, unit_names.MASS, True, explained=lambda row: f"{_account(row)}#at_stake"),
                Column("moved", _("Since last month"), _moved_cell, wraps=True),
            ],
            _account,
            ("delay_days", "progress", "planned_progress"),
        ),
        records=found.rows,
        emphasis=lambda row: "warning" if not row.standing.has_reported else "",
        empty_text=empty_text or _("No project is under way here."),
    )


def _account(row: RankedProject) -> str:
    return project_account(row.standing.project.pk, POLLUTANT, row.standing.as_of)


def project_cell(one: Standing) -> Cell:
    """The name leads to the project; below it its kind, and how often the due milestone has been promised."""
    notes = [str(one.project.kind)]
    if slip := slip_told(one.current):
        notes.append(slip)
    if one.is_apart:
        notes.append(
            _("only %(share)s %% paid") % {"share": PERCENT.shown(one.money, 1)}
            if one.money < one.progress
            else _("paid ahead of the work")
        )
    return link(str(one.project), reverse("dashboards:project", args=[one.project.pk]), note=" · ".join(notes))


def slip_told(step: Step | None) -> str:
    """The slip ledger in one sentence; empty where nothing was promised."""
    if step is None or not step.promises:
        return ""
    told = {"times": step.promised_times, "days": step.slip_days}
    if step.promised_times == 1:
        return _("promised once")
    if step.slip_days > 0:
        return _("promised %(times)d times, %(days)d days later than first") % told
    return _("promised %(times)d times") % told


def level_word(one: Standing) -> str:
    return str(Level(one.level).label)


def _leader_cell(row: RankedProject) -> Cell:
    """Who answers for it, and which level has to act."""
    return plain(row.standing.leader, note=f"{level_word(row.standing)} · {row.standing.responsible_unit}")


def day_cell(day) -> Cell:
    return plain(day.isoformat() if day else NO_DAY)


def _planned_cell(step: Step) -> Cell:
    """The planned day, and below it the one that is promised now."""
    if step.promised_on is None:
        return day_cell(step.planned_on)
    words = _("promised %(day)s, has passed") if step.is_broken_promise else _("promised %(day)s")
    return plain(step.planned_on.isoformat(), note=words % {"day": step.promised_on.isoformat()})


def promised_cell(step: Step) -> Cell:
    return plain(step.promised_on.isoformat() if step.promised_on else NO_DAY, note=_("has passed") if step.is_broken_promise else "")


def _district_cell(one: Standing) -> Cell:
    return plain(str(one.project.district), note=str(one.project.town or ""))


def _share(millionths: int | None, **marks) -> Cell:
    return figure(millionths, PERCENT, places=1, **marks)


def _progress_cell(one: Standing) -> Cell:
    """What the month's return says; below it what the plan asks for."""
    note = _("by plan %(share)s %%") % {"share": PERCENT.shown(one.planned_progress, 1)}
    return _share(one.progress if one.has_reported else None, note=note)


def _tonnes_cell(row: RankedProject) -> Cell:
    note = _("%(tonnes)s t a year") % {"tonnes": f"{MASS.shown(row.a_year, 1):,}"} if row.a_year is not None else ""
    return figure(row.at_stake, MASS, places=1, note=note)


def _moved_cell(row: RankedProject) -> Cell:
    note = "；".join(row.because)
    if row.moved is None:
        return Cell(value=None, text="—", note=note)
    return Cell(value=row.moved, text=places_told(row.moved), note=note)


def as_of_text(found: Ranking) -> dict[str, str]:
    """The two dates that a reader has to know."""
    return {"as_of": found.as_of.isoformat(), "month": month_text(found.month) if found.month else ""}

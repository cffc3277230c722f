"""The page of job runs, in the machine's own time."""

from django.utils import timezone
from django.utils.translation import gettext as _

from districts.models import Division
from figures.models import JobRun, Outcome
from formulas.units import COUNT
from journal.bell import COMPARE, REFRESH
from tables import Cell, Column, Table, figure, plain

LAMPS = {Outcome.RUNNING: "none", Outcome.DONE: "good", Outcome.FAILED: "bad", Outcome.CUT_OFF: "bad"}


def jobs_table(runs) -> Table:
    divisions = {division.code: str(division) for division in Division.objects.all()}
    names = {REFRESH: _("Recompute figures"), COMPARE: _("Compare figures with records")}
    return Table(
        title=_("Runs of the jobs"),
        columns=[
            Column("number", _("No."), lambda run: plain(str(run.pk)), heads_row=True),
            Column("job", _("Job"), lambda run: plain(names.get(run.job, run.job))),
            Column("scope", _("Scope"), lambda run: plain(divisions.get(run.scope, run.scope))),
            Column("started_at", _("Started"), lambda run: plain(_time(run.started_at))),
            Column("heartbeat_at", _("Last sign of life"), lambda run: plain(_time(run.heartbeat_at))),
            Column("ended_at", _("Ended"), lambda run: plain(_time(run.ended_at))),
            Column("milliseconds", _("Milliseconds"), lambda run: figure(_milliseconds(run), COUNT), numeric=True),
            Column("outcome", _("Outcome"), _outcome),
            Column("claimed", _("Divisions to do"), lambda run: figure(run.claimed, COUNT), numeric=True),
            Column("done", _("Divisions done"), lambda run: figure(run.done, COUNT), numeric=True),
            Column("rows", _("Rows written or differing"), lambda run: figure(run.rows, COUNT), numeric=True),
            Column("detail", _("Detail"), lambda run: plain(run.detail), wraps=True),
        ],
        records=runs,
        empty_text=_("No job has run yet."),
    )


def _outcome(run: JobRun) -> Cell:
    """A run that was cut off can't say so itself; its silence does."""
    if run.is_silent:
        return plain(_("no sign of life"), lamp="bad")
    return plain(run.get_outcome_display(), lamp=LAMPS[run.outcome])


def _time(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _milliseconds(run: JobRun) -> int | None:
    return round((run.ended_at - run.started_at).total_seconds() * 1000) if run.ended_at else None

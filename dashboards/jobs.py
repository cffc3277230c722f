"""The page of job runs, and of large files that a job reads, in the machine's own time."""

from django.utils import timezone
from django.utils.translation import gettext as _

from districts.models import Division
from figures.models import JobRun, Outcome
from formulas.units import COUNT
from journal.bell import COMPARE, FREEZE, REFRESH
from tables import Cell, Column, Table, figure, plain
from workbooks.actions import IS_READ, IS_THERE, IS_UNDERSTOOD, WAITS
from workbooks.models import Draft, DraftOrder, DraftState
from workbooks.order_actions import IS_DONE, IS_WAITING, IS_WORKED_OUT, IS_WRITTEN

LAMPS = {Outcome.RUNNING: "none", Outcome.DONE: "good", Outcome.FAILED: "bad", Outcome.CUT_OFF: "bad"}


def jobs_table(runs) -> Table:
    divisions = {division.code: str(division) for division in Division.objects.all()}
    names = {REFRESH: _("Recompute figures"), COMPARE: _("Compare figures with records"), FREEZE: _("Freeze closed months")}
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


def _milliseconds(run: JobRun | Draft) -> int | None:
    return round((run.ended_at - run.started_at).total_seconds() * 1000) if run.ended_at and run.started_at else None


def reading_table(drafts) -> Table:
    """How far each large file is; who uploaded it tells whom to ask."""
    steps = {WAITS: _("waits"), IS_READ: _("is read by two readers"), IS_UNDERSTOOD: _("is understood"), IS_THERE: _("has been read")}
    return Table(
        title=_("Large files"),
        columns=[
            Column("file_name", _("File"), lambda one: plain(one.file_name), heads_row=True, wraps=True),
            Column("uploaded_by", _("Uploaded by"), lambda one: plain(str(one.uploaded_by))),
            Column("started_at", _("Started"), lambda one: plain(_time(one.started_at))),
            Column("heartbeat_at", _("Last sign of life"), lambda one: plain(_time(one.heartbeat_at))),
            Column("ended_at", _("Ended"), lambda one: plain(_time(one.ended_at))),
            Column("milliseconds", _("Milliseconds"), lambda one: figure(_milliseconds(one), COUNT), numeric=True),
            Column("step", _("How far it is"), lambda one: plain(steps[one.step], note=f"{one.step}/{IS_THERE}")),
            Column("tries", _("Tries"), lambda one: figure(one.tries, COUNT), numeric=True),
            Column("state", _("State"), _reading_state),
        ],
        records=drafts,
    )


def order_table(orders) -> Table:
    """What was ordered for large files, and what became of it."""
    acts = {"load": _("load"), "undo": _("undo a load")}
    steps = {IS_WAITING: _("waits"), IS_WORKED_OUT: _("is worked out"), IS_WRITTEN: _("is written"), IS_DONE: _("has ended")}
    return Table(
        title=_("Loads of large files"),
        columns=[
            Column("file_name", _("File"), lambda one: plain(one.draft.file_name), heads_row=True, wraps=True),
            Column("act", _("What"), lambda one: plain(acts.get(one.act, one.act))),
            Column("ordered_by", _("Ordered by"), lambda one: plain(str(one.by))),
            Column("started_at", _("Started"), lambda one: plain(_time(one.started_at))),
            Column("heartbeat_at", _("Last sign of life"), lambda one: plain(_time(one.heartbeat_at))),
            Column("ended_at", _("Ended"), lambda one: plain(_time(one.ended_at))),
            Column("milliseconds", _("Milliseconds"), lambda one: figure(_milliseconds(one), COUNT), numeric=True),
            Column("step", _("How far it is"), lambda one: plain(steps[one.step], note=f"{one.step}/{IS_DONE}")),
            Column("tries", _("Tries"), lambda one: figure(one.tries, COUNT), numeric=True),
            Column("state", _("State"), _order_state),
        ],
        records=orders,
    )


def _order_state(one: DraftOrder) -> Cell:
    if one.is_silent:
        return plain(_("no sign of life"), lamp="bad")
    return plain(one.get_state_display(), lamp="bad" if one.is_refused else "")


def _reading_state(one: Draft) -> Cell:
    if one.state == DraftState.READING and one.is_silent:
        return plain(_("no sign of life"), lamp="bad")
    return plain(one.get_state_display(), lamp="bad" if one.state == DraftState.UNREADABLE else "")

"""The monthly progress of a district's projects: saved, submitted, withdrawn, accepted, sent back."""

from collections.abc import Iterable

from django.db import transaction

import clock
import returns.actions
from accounts.models import User
from construction import queries
from construction.models import AcceptedProgress, Milestone, Progress
from construction.progress.entries import VALUES, Entry, asked_of, entry_of, fallen_values, missing_values
from districts.models import Division
from formulas.months import month_text
from journal.actions import Happening, record
from journal.models import Verb
from returns.actions import Objection, Told
from returns.models import Kind, MonthlyReturn


class NotOwed(ValueError):
    """A row names a project that owes no return for that month in that district."""


class Incomplete(ValueError):
    """A row lacks values that a submitted return must have, or an amount fell and nobody says why."""


@transaction.atomic
def save_sheet(*, district: Division, month: int, entries: Iterable[Entry], by: User) -> dict[int, MonthlyReturn]:
    """Store the rows of a district's sheet as they were entered and answer the returns by project.

    Raises NotOwed, or returns.actions.Conflict and WrongState; then nothing is written.
    """
    return _save_rows(district, month, list(entries), [], by)


def _save_rows(district: Division, month: int, entries: list[Entry], unchanged: list[Entry], by: User) -> dict[int, MonthlyReturn]:
    _check_owed(district, month, entries + unchanged)
    seen = {entry.project.pk: entry.seen_version for entry in entries}
    kept = returns.actions.save_returns(kind=Kind.CONSTRUCTION, division=district, month=month, seen=seen, by=by)
    before = {one.project_id: one for one in _kept(month, seen)}
    record([_saved(entry, before.get(entry.project.pk), kept[entry.project.pk]) for entry in entries], by=by)
    rows = [Progress(monthly_return=kept[entry.project.pk], project=entry.project, month=month, **entry.values()) for entry in entries]
    if rows:
        Progress.objects.bulk_create(rows, update_conflicts=True, unique_fields=["project", "month"], update_fields=list(VALUES))
    return kept


@transaction.atomic
def submit_sheet(*, district: Division, month: int, entries: Iterable[Entry], unchanged: Iterable[Entry], by: User) -> None:
    """Store the changed rows and hand them in together with the unchanged ones. Raises Incomplete as well."""
    entries, unchanged = list(entries), list(unchanged)
    check_complete(district.code, month, entries + unchanged)
    seen = {one.pk: one.version for one in _save_rows(district, month, entries, unchanged, by).values()}
    drafts = MonthlyReturn.objects.filter(kind=Kind.CONSTRUCTION, month=month, subject__in=[entry.project.pk for entry in unchanged])
    versions = {entry.project.pk: entry.seen_version for entry in unchanged}
    seen |= {one.pk: versions[one.subject] for one in drafts}
    returns.actions.submit(seen=seen, tell=told_of, by=by)


def withdraw(*, seen: dict[int, int], by: User) -> None:
    """Take submitted rows back; `seen` maps each return's key to the version the person read."""
    returns.actions.withdraw(seen=seen, tell=told_of, by=by)


@transaction.atomic
def accept(*, seen: dict[int, int], by: User) -> None:
    """Accept submitted rows as the verifier saw them, and keep them as they count from now on."""
    returns.actions.accept(seen=seen, tell=told_of, by=by)
    accepted = Progress.objects.filter(monthly_return__in=list(seen))
    values = [(one, {name: getattr(one, name) for name in ("project", "month", *VALUES)}) for one in accepted.select_related("project")]
    AcceptedProgress.objects.bulk_create(AcceptedProgress(accepted_at=clock.now(), **told) for _one, told in values)


@transaction.atomic
def send_back(*, seen: dict[int, int], reason: str, by: User) -> None:
    """Give rows back with a reason. What was accepted counts no longer from now on, and still does for the days before."""
    objections = dict.fromkeys(seen, Objection(reason))
    returns.actions.send_back(objections=objections, seen=seen, tell=told_of, by=by)
    for one in Progress.objects.filter(monthly_return__in=list(seen)):
        AcceptedProgress.objects.filter(project=one.project_id, month=one.month, left_at__isnull=True).update(left_at=clock.now())


def told_of(keys: Iterable[int]) -> dict[int, Told]:
    """What these returns say: project and month, and the values as they are kept."""
    known = Progress.objects.filter(monthly_return__in=list(keys)).select_related("project", "monthly_return")
    return {one.monthly_return_id: Told(f"{one.project.name} {month_text(one.month)}", entry_of(one).values()) for one in known}


def _check_owed(district: Division, month: int, entries: list[Entry]) -> None:
    """Whoever corrects or finishes one of the projects waits until the rows are stored, and the other way round."""
    named = queries.owing(district.code, month).filter(pk__in=[entry.project.pk for entry in entries]).order_by("pk")
    owing = {project.pk for project in named.select_for_update(of=("self",), no_key=True)}
    for entry in entries:
        if entry.project.pk not in owing:
            raise NotOwed(str(entry.project))


def check_complete(divisions: str, month: int, entries: list[Entry]) -> None:
    """Raises Incomplete for what no submitted return may lack."""
    keys = [entry.project.pk for entry in entries]
    stages: dict[int, set[str]] = {}
    for project, stage in Milestone.objects.filter(project__in=keys).values_list("project_id", "rung__stage"):
        stages.setdefault(project, set()).add(stage)
    before = queries.last_accepted(divisions, keys, month)
    for entry in entries:
        fell = fallen_values(entry, before.get(entry.project.pk)) and not entry.note
        if fell or missing_values(entry, asked_of(entry.project, stages.get(entry.project.pk, set()))):
            raise Incomplete(str(entry.project))


def _kept(month: int, projects: Iterable[int]):
    return Progress.objects.filter(month=month, project__in=projects).select_related("project", "monthly_return")


def _saved(entry: Entry, kept: Progress | None, monthly_return: MonthlyReturn) -> Happening:
    before, after = entry_of(kept).values() if kept else {}, entry.values()
    changed = [name for name, value in after.items() if before.get(name) != value and not (value == "" and name not in before)]
    return Happening(
        verb=Verb.RETURN_SAVED,
        subject=returns.actions.subject_of(monthly_return),
        subject_name=f"{entry.project.name} {month_text(monthly_return.month)}",
        division=monthly_return.division_id,
        before={name: before.get(name) for name in changed},
        after={name: after[name] for name in changed},
    )

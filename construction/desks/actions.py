"""Asking departments for an approval, passing it from desk to desk, answering it."""

import datetime

from django.db import transaction

import clock
from accounts.models import User
from construction.actions import NotPossible, happening, locked
from construction.models import Approval, Desk, Project
from journal.actions import record
from journal.models import Verb


@transaction.atomic
def ask(
    *, project: Project, seen_version: int, subject: str, due_on: datetime.date, holder: str, since: datetime.date, by: User
) -> Approval:
    """Ask a department for something; from that day its clock runs. Raises ChangedMeanwhile, NotPossible."""
    project = locked(project, seen_version)
    if since > clock.today() or due_on < since:
        raise NotPossible(subject)
    approval = Approval.objects.create(project=project, subject=subject, due_on=due_on, entered_by=by)
    _lay(approval, holder, since, "", by)
    after = {"subject": subject, "holder": holder, "since": since.isoformat(), "due_on": due_on.isoformat()}
    record([happening(project, Verb.APPROVAL_ASKED, after=after)], by=by)
    return approval


@transaction.atomic
def pass_on(*, approval: Approval, seen_version: int, holder: str, on: datetime.date, remark: str, by: User) -> None:
    """Lay an approval on the next desk, or back on the applicant's: from that day the other clock runs."""
    project = locked(approval.project, seen_version)
    before = _leave(approval, on)
    _lay(approval, holder, on, remark, by)
    after = {"subject": approval.subject, "holder": holder, "since": on.isoformat()}
    record([happening(project, Verb.APPROVAL_PASSED_ON, before={"holder": before.holder}, after=after, reason=remark)], by=by)


@transaction.atomic
def answer(*, approval: Approval, seen_version: int, is_granted: bool, answer: str, on: datetime.date, by: User) -> None:
    """End the matter: granted or refused. Raises NotPossible where it was answered before."""
    project = locked(approval.project, seen_version)
    before = _leave(approval, on)
    approval.is_granted, approval.answer = is_granted, answer
    approval.save(update_fields=["is_granted", "answer"])
    after = {"subject": approval.subject, "granted": is_granted, "on": on.isoformat()}
    record([happening(project, Verb.APPROVAL_ANSWERED, before={"holder": before.holder}, after=after, reason=answer)], by=by)


def _leave(approval: Approval, on: datetime.date) -> Desk:
    desk = approval.desks.filter(until__isnull=True).first()
    if desk is None or not desk.since <= on <= clock.today():
        raise NotPossible(str(approval))
    desk.until, desk.left_at = on, clock.now()
    desk.save(update_fields=["until", "left_at"])
    return desk


def _lay(approval: Approval, holder: str, since: datetime.date, remark: str, by: User) -> None:
    Desk.objects.create(approval=approval, holder=holder, since=since, remark=remark, entered_at=clock.now(), entered_by=by)

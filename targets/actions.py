import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

import clock
from accounts.models import User
from formulas.months import parse_month
from journal.actions import Happening, record
from journal.models import Verb
from journal.refusals import remember_refusal
from targets.draft_reading import Reading
from targets.layouts import Mapping
from targets.ledger import Line, ledger_of
from targets.models import Parameter, Plan, Pollutant, Quota, QuotaFile, QuotaKind, QuotaMove, QuotaPrint, QuotaSet, QuotaState
from targets.moves import lines_after, lines_of, why_not
from targets.queries import has_come_before, is_later, last_in_chain, ledger, next_version
from targets.refusals import (
    AlreadyDecided,
    Altered,
    NotClear,
    NotLater,
    NotMovable,
    OtherBases,
    OverAllocated,
    Overtaken,
    OwnUpload,
    QuotasRefused,
    UndoneBefore,
    UploadedBefore,
)
from targets.unstated import other_bases, unstated_lines
from workbooks.actions import open_draft, take_over
from workbooks.layout_actions import remember_layouts
from workbooks.models import Draft

REFERENCE = Path(__file__).parent / "reference"
PROPOSED = {
    QuotaKind.DOCUMENT: Verb.QUOTAS_UPLOADED,
    QuotaKind.MOVE: Verb.QUOTA_MOVE_PROPOSED,
    QuotaKind.UNDO: Verb.QUOTA_UNDO_PROPOSED,
}
CONFIRMED = {QuotaKind.DOCUMENT: Verb.QUOTAS_CONFIRMED, QuotaKind.MOVE: Verb.QUOTAS_MOVED, QuotaKind.UNDO: Verb.QUOTAS_UNDONE}


@transaction.atomic
def sync_reference() -> dict[str, int]:
    """Bring pollutants, plans and parameters in line with the reviewed files. May be run any number of times.

    Rows that are no longer in a file stay: records may point at them.
    """
    return {
        "pollutants": _sync_pollutants(_read("pollutants")),
        "plans": _sync_plans(_read("plans")),
        "parameters": _sync_parameters(_read("parameters")),
    }


def _read(name: str) -> list[dict]:
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))[name]


def _sync_pollutants(rows: list[dict]) -> int:
    told = [name for name in rows[0] if name != "code"]
    found = [Pollutant(**row) for row in rows]
    Pollutant.objects.bulk_create(found, update_conflicts=True, unique_fields=["code"], update_fields=told)
    return len(rows)


def _sync_plans(rows: list[dict]) -> int:
    for row in rows:
        fields = {key: value for key, value in row.items() if key != "pollutants"}
        plan, _ = Plan.objects.update_or_create(code=row["code"], defaults=fields)
        plan.pollutants.set(row["pollutants"])
    return len(rows)


def _sync_parameters(rows: list[dict]) -> int:
    found = [Parameter(**row | {"valid_from": parse_month(row["valid_from"])}) for row in rows]
    Parameter.objects.bulk_create(found, update_conflicts=True, unique_fields=["key", "valid_from"], update_fields=["amount", "source"])
    return len(rows)


@transaction.atomic
def propose_quotas(*, quota_set: QuotaSet, lines: list[Line], content: bytes, by: User, kept: Sequence[Line] = ()) -> QuotaSet:
    """Keep an uploaded set with its file until somebody confirms or refuses it. `replaces` is the set that its template came from.

    `kept` are quotas in force that stay, since the document says nothing of them. Raises UploadedBefore, Overtaken, NotLater,
    OtherBases or OverAllocated; who reads the file has told of the last three before.
    """
    _refuse_overtaken(quota_set)
    if has_come_before(quota_set):
        raise NotLater
    if other_bases(lines, kept):
        raise OtherBases
    lines = [*lines, *kept]
    if ledger_of(quota_set.plan.base_year, lines).over_allocated(quota_set.division_id):
        raise OverAllocated
    told = {"file_name": quota_set.file_name, "sha256": quota_set.sha256} | ({"quotas_kept": len(kept)} if kept else {})
    _propose(quota_set, lines, told, UploadedBefore, by)
    QuotaFile.objects.create(quota_set=quota_set, content=content)
    return quota_set


@transaction.atomic
def propose_draft(
    *, quota_set: QuotaSet, draft: Draft, seen: int, reading: Reading, mappings: list[Mapping], by: User, keeps_unstated: bool = False
) -> QuotaSet:
    """Take over an uploaded file as it was read: propose its quotas, keep what it prints, remember its layouts, close the draft.

    `keeps_unstated`: whether quotas in force of which it says nothing stay; else they are cancelled. All of it or nothing. Raises what propose_quotas does, NotClear, or workbooks.actions.DraftRefused.
    """
    draft = open_draft(draft, seen)
    if not reading.is_clear or not reading.lines:
        raise NotClear
    quota_set.file_name, quota_set.sha256 = draft.file_name, draft.sha256
    lines = reading.ledger_lines()
    unstated = unstated_lines(lines, ledger(quota_set.division_id, quota_set.replaces)) if keeps_unstated else []
    kept = propose_quotas(quota_set=quota_set, lines=lines, kept=unstated, content=bytes(draft.file.content), by=by)
    corrections = [[f"{one.sheet}!{one.address}", one.before, one.text] for one in draft.corrections.all()]
    printed = {"lines": [asdict(one) for one in reading.lines], "totals": [asdict(one) for one in reading.totals]}
    QuotaPrint.objects.create(quota_set=kept, **printed, corrections=corrections)
    told = {mapping.fingerprint: mapping.to_json() for mapping in mappings}
    remember_layouts(purpose=draft.purpose, division=kept.division, mappings=told, document=kept.name, by=by)
    take_over(draft=draft, seen=seen, became=f"quota_set {kept.pk}", by=by)
    return kept


@transaction.atomic
def propose_undo(*, quota_set: QuotaSet, grounds: str, by: User) -> QuotaSet:
    """Propose a set that reverses the one in force: its lines are those that were in force before, none where none were.

    It bears number, body and date of the document that it goes back to, so that a date entered wrongly goes too.
    Raises Overtaken where the set is not in force, or UndoneBefore.
    """
    if last_in_chain(quota_set.division_id, quota_set.plan) != quota_set:
        raise Overtaken
    restored = quota_set.replaces or quota_set
    head = {name: getattr(restored, name) for name in ("plan", "division", "document_number", "issuing_body", "document_date")}
    version = next_version(quota_set.division_id, quota_set.plan)
    undoing = QuotaSet(**head, version=version, kind=QuotaKind.UNDO, replaces=quota_set, grounds=grounds)
    _propose(undoing, lines_of(undoing), {"reverses": quota_set.name}, UndoneBefore, by)
    return undoing


@transaction.atomic
def propose_move(*, quota_set: QuotaSet, move: QuotaMove, by: User) -> QuotaSet:
    """Propose a set in which one district's cap is lower and another's higher by the same amount than in the one it replaces.

    Raises Overtaken, NotLater or NotMovable; the form has told of the last two before.
    """
    quota_set.kind, quota_set.version = QuotaKind.MOVE, next_version(quota_set.division_id, quota_set.plan)
    _refuse_overtaken(quota_set)
    before = ledger(quota_set.division_id, quota_set.replaces)
    if why_not(before, quota_set.division_id, move):
        raise NotMovable
    _propose(quota_set, lines_after(before, move), _told_of(move), Overtaken, by)
    move.quota_set = quota_set
    move.save(force_insert=True)
    return quota_set


def _refuse_overtaken(quota_set: QuotaSet) -> None:
    if last_in_chain(quota_set.division_id, quota_set.plan) != quota_set.replaces:
        raise Overtaken
    if not is_later(quota_set):
        raise NotLater


def _propose(quota_set: QuotaSet, lines: list[Line], told: dict, taken: type[QuotasRefused], by: User) -> None:
    """Keep a set with its lines; raises `taken` where one that is not refused stands in its place."""
    quota_set.uploaded_at, quota_set.uploaded_by = clock.now(), by
    try:
        with transaction.atomic():
            quota_set.save(force_insert=True)
    except IntegrityError:
        raise taken from None
    _add_quotas(quota_set, lines)
    record([_quota_event(quota_set, PROPOSED[quota_set.kind], {}, told, quota_set.grounds)], by=by)


def _told_of(move: QuotaMove) -> dict:
    """What the journal tells of a move."""
    sides = {"giver": move.giver_id, "taker": move.taker_id}
    return sides | {"quota_pollutant": move.pollutant_id, "quota_year": move.year, "quota_mg": move.amount_mg}


def confirm_quotas(*, quota_set: QuotaSet, by: User) -> QuotaSet:
    """Put a proposed set in force in the place of the one it was compared with.

    Raises AlreadyDecided, Overtaken, OverAllocated, Altered, or OwnUpload where PORTAL_QUOTAS_NEED_TWO asks for two people.
    """
    try:
        return _confirm(quota_set, by)
    except IntegrityError:
        # The chain can't fork: somebody has put another set in the same place.
        raise Overtaken from None


@transaction.atomic
def _confirm(quota_set: QuotaSet, by: User) -> QuotaSet:
    lock_plan(quota_set.plan_id)
    quota_set = _undecided(quota_set)
    if last_in_chain(quota_set.division_id, quota_set.plan) != quota_set.replaces:
        raise Overtaken
    if settings.QUOTAS_NEED_TWO_PEOPLE and quota_set.uploaded_by_id == by.pk:
        act = {"refused_act": CONFIRMED[quota_set.kind]}
        remember_refusal(_quota_event(quota_set, Verb.SECOND_PERSON_NEEDED, {}, act, ""))
        raise OwnUpload
    refuse_broken(quota_set)
    before = {"quotas_in_force": quota_set.replaces.name if quota_set.replaces else ""}
    after = {"quotas_in_force": quota_set.name, "issuing_body": quota_set.issuing_body, "document_date": str(quota_set.document_date)}
    if quota_set.undoes:
        after["reverses"] = quota_set.undoes.name
    elif quota_set.kind == QuotaKind.MOVE:
        after |= _told_of(quota_set.move)
    event = _quota_event(quota_set, CONFIRMED[quota_set.kind], before, after, quota_set.grounds)
    return _decide(quota_set, QuotaState.CONFIRMED, [event], by)


def refuse_broken(quota_set: QuotaSet) -> None:
    """Look once more, under the lock, that no more is handed down than there is and that an act did nothing beside what it says."""
    kept = ledger(quota_set.division_id, quota_set)
    if kept.over_allocated(quota_set.division_id):
        raise OverAllocated
    if quota_set.kind != QuotaKind.DOCUMENT and set(kept.lines.values()) != set(lines_of(quota_set)):
        raise Altered


@transaction.atomic
def refuse_quotas(*, quota_set: QuotaSet, reason: str, by: User) -> QuotaSet:
    """Put a proposed set aside; it stays readable, and its file may be uploaded again. Raises AlreadyDecided."""
    quota_set = _undecided(quota_set)
    quota_set.reason = reason
    return _decide(quota_set, QuotaState.REFUSED, [_quota_event(quota_set, Verb.QUOTAS_REFUSED, {}, {}, reason)], by)


def lock_plan(plan: str) -> None:
    """Two confirmations for one plan work one after the other."""
    Plan.objects.select_for_update().get(pk=plan)


def _undecided(quota_set: QuotaSet) -> QuotaSet:
    fresh = QuotaSet.objects.select_for_update(of=("self",)).select_related("plan", "replaces").get(pk=quota_set.pk)
    if fresh.state != QuotaState.PROPOSED:
        raise AlreadyDecided
    return fresh


def _decide(quota_set: QuotaSet, state: QuotaState, events: list[Happening], by: User) -> QuotaSet:
    quota_set.state, quota_set.decided_at, quota_set.decided_by = state, clock.now(), by
    quota_set.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    record(events, by=by)
    return quota_set


def _add_quotas(quota_set: QuotaSet, lines: list[Line]) -> None:
    quotas = Quota.objects.bulk_create(
        Quota(
            quota_set=quota_set,
            division_id=line.division,
            pollutant_id=line.pollutant,
            year=line.year,
            base_amount_mg=line.base_amount_mg,
            cap_mg=line.cap_mg,
        )
        for line in lines
    )
    without = Quota.excludes.through
    without.objects.bulk_create(
        without(quota=quota, division_id=code) for quota, line in zip(quotas, lines, strict=True) for code in line.excludes
    )


def _quota_event(quota_set: QuotaSet, verb: Verb, before: dict, after: dict, reason: str = "") -> Happening:
    return Happening(
        verb=verb,
        subject=f"quota_set {quota_set.pk}",
        subject_name=quota_set.name,
        division=quota_set.division_id,
        before=before,
        after=after,
        reason=reason,
    )

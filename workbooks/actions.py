"""Uploaded files are kept, read, mended and closed here. Every act is kept with who did it and when."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language, override

import clock
from accounts.models import User
from districts.models import Division
from journal import bell
from journal.actions import Happening, record
from journal.models import Verb
from workbooks import queries
from workbooks.drafts import Place, corrected, original_sheets, packed_cells, sheets_of, text_at
from workbooks.limits import Limits, Unreadable, is_large
from workbooks.models import Correction, Draft, DraftCells, DraftDigest, DraftFile, DraftState
from workbooks.purposes import digest_of
from workbooks.reading import read_packed
from workbooks.refusals import DraftChanged, DraftClosed, DraftRefused, NothingHere  # noqa: F401  for whoever calls

READ_DRAFTS = "workbooks.read_drafts"
MOST_TRIES = 3
MOST_TEXT = 1_000
# Steps of a large file: waits, is read by two readers, is understood, is there.
WAITS, IS_READ, IS_UNDERSTOOD, IS_THERE = range(4)
NOT_BEGUN = {"state": DraftState.READING, "step": WAITS, "tries": 0, "heartbeat_at": None, "started_at": None, "ended_at": None}

logger = logging.getLogger(__name__)


def keep_upload(
    *, content: bytes, file_name: str, purpose: str, division: Division, limits: Limits, by: User, tables: list[list] | None = None
) -> Draft:
    """Keep an uploaded file. A small one is read at once; Unreadable is raised where it can't be, and nothing is kept.

    A large one is read by a job; its draft says how far it is. The very file that is open already answers its draft.
    `tables` is what read_packed has told of it, where somebody had to look into the file before.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    draft = Draft(
        purpose=purpose,
        division=division,
        file_name=file_name,
        sha256=sha256,
        uploaded_at=clock.now(),
        uploaded_by=by,
        limits=asdict(limits),
        language=get_language() or "",
        is_large=is_large(content),
    )
    if len(content) > limits.bytes:
        raise Unreadable("bytes", most=limits.bytes // 1024)
    known = _same_file(draft)
    if known:
        return known
    packed = None if draft.is_large else packed_cells(tables or read_packed(content, limits.while_waited_for))
    try:
        return _keep(draft, content, packed, by)
    except IntegrityError:
        # Sent twice at the same moment.
        if same := _same_file(draft):
            return same
        raise DraftChanged from None


def _same_file(draft: Draft) -> Draft | None:
    same = queries.waiting_drafts(draft.division_id, draft.purpose).filter(division=draft.division, sha256=draft.sha256)
    return same.first()


@transaction.atomic
def _keep(draft: Draft, content: bytes, packed: bytes | None, by: User) -> Draft:
    if packed is not None:
        draft.state = DraftState.OPEN
    draft.save(force_insert=True)
    DraftFile.objects.create(draft=draft, content=content)
    if packed is None:
        _call()
    else:
        DraftCells.objects.create(draft=draft, packed=packed)
    told = {"file_name": draft.file_name, "sha256": draft.sha256}
    record([_event(draft, Verb.FILE_UPLOADED, {}, told)], by=by)
    return draft


@transaction.atomic
def consent_to_hidden(*, draft: Draft, seen: int, by: User) -> Draft:
    """Agree that what the file hides is read as well."""
    draft = _opened(draft, seen)
    draft.consented_by, draft.consented_at = by, clock.now()
    return _changed(draft, ["consented_by", "consented_at"], [_event(draft, Verb.FILE_HIDDEN_READ, {}, {})], by)


def correct_cells(*, draft: Draft, texts: Mapping[Place, str | None], seen: int, by: User) -> Draft:
    """Put texts in place of cells, as if they had been typed there; None takes a correction back."""
    return mend(draft=draft, texts=texts, choices=None, told={}, seen=seen, by=by)


@transaction.atomic
def mend(
    *, draft: Draft, texts: Mapping[Place, str | None], choices: dict | None, told: Mapping[str, tuple[str, str]], seen: int, by: User
) -> Draft:
    """Corrections of cells and choices together. Raises DraftChanged, DraftClosed or NothingHere.

    Texts that a cell shows already change nothing. `told` says for the journal what the choices change of the reading, name →
    before and after; where it says nothing they are only noted beside the file, which is read as before.
    """
    draft = _opened(draft, seen)
    events = _correct(draft, texts, by)
    if choices is not None and choices != draft.choices:
        draft.choices = choices
        draft.save(update_fields=["choices"])
        before, after = ({name: sides[side] for name, sides in told.items()} for side in (0, 1))
        events += [_event(draft, Verb.FILE_READING_CHANGED, before, after)] if told else []
    return _changed(draft, [], events, by) if events else draft


def _correct(draft: Draft, texts: Mapping[Place, str | None], by: User) -> list[Happening]:
    originals = original_sheets(draft) if texts else []
    now = corrected(originals, draft.corrections.all()) if texts else []
    limits, added = Limits(**draft.limits), []
    for place, text in sorted(texts.items()):
        number, row, column = place
        is_there = 1 <= number <= len(originals) and 1 <= row <= limits.rows and 1 <= column <= limits.columns
        if not is_there or (text is not None and len(text) > MOST_TEXT):
            raise NothingHere
        before = text_at(now, place)
        # The result of a formula, typed as it stands, is a figure that somebody answers for.
        is_formula = now[number - 1].cell(row, column).is_formula
        if before != (text_at(originals, place) if text is None else text.strip()) or (is_formula and text is not None):
            added.append(_correction(draft, place, before, text, by))
    Correction.objects.bulk_create(added)
    after = {one.place: text_at(originals, one.place) if one.text is None else one.text for one in added}
    return [_event(draft, Verb.CELL_CORRECTED, {"cell": one.before}, {"cell": after[one.place]}, one) for one in added]


def _correction(draft: Draft, place: Place, before: str, text: str | None, by: User) -> Correction:
    number, row, column = place
    mended = None if text is None else text.strip()
    return Correction(draft=draft, sheet=number, row=row, column=column, before=before, text=mended, at=clock.now(), by=by)


@transaction.atomic
def discard(*, draft: Draft, by: User) -> Draft:
    """Put the draft aside; file, corrections and who did it stay."""
    draft = _locked(draft)
    if draft.state not in (DraftState.READING, DraftState.OPEN, DraftState.UNREADABLE):
        raise DraftClosed
    return _close(draft, DraftState.DISCARDED, "", [_event(draft, Verb.FILE_DISCARDED, {}, {})], by)


@transaction.atomic
def take_over(*, draft: Draft, seen: int, became: str, by: User) -> Draft:
    """Close the draft in the transaction that writes what it became, such as "quota_set 12"."""
    draft = _opened(draft, seen)
    return _close(draft, DraftState.TAKEN, became, [_event(draft, Verb.FILE_TAKEN, {}, {})], by)


def open_draft(draft: Draft, seen: int) -> Draft:
    """The draft under a lock, for whoever writes what it becomes in the same transaction. Raises DraftClosed or DraftChanged."""
    return _opened(draft, seen)


def _opened(draft: Draft, seen: int) -> Draft:
    fresh = _locked(draft)
    if not fresh.is_open:
        raise DraftClosed
    if fresh.version != seen:
        raise DraftChanged
    return fresh


def _locked(draft: Draft) -> Draft:
    return Draft.objects.select_for_update(of=("self",)).select_related("division").get(pk=draft.pk)


def _changed(draft: Draft, fields: list[str], events: list[Happening], by: User) -> Draft:
    """One version on. What was made of a large file is no longer true, so that its job makes it anew."""
    draft.version += 1
    draft.save(update_fields=["version", *fields, *_waiting_again(draft)])
    record(events, by=by)
    return draft


def _waiting_again(draft: Draft) -> list[str]:
    """Let the job understand a large file once more; answers the fields to be saved."""
    if not (draft.is_large and digest_of(draft.purpose)):
        return []
    for name, value in (again := {**NOT_BEGUN, "language": get_language() or ""}).items():
        setattr(draft, name, value)
    _call()
    return list(again)


@transaction.atomic
def read_anew(draft: Draft) -> None:
    """Understand a large file that is open once more: the records that it was compared with have changed."""
    draft = _locked(draft)
    if draft.is_open and (fields := _waiting_again(draft)):
        draft.save(update_fields=fields)


def _close(draft: Draft, state: DraftState, became: str, events: list[Happening], by: User) -> Draft:
    draft.state, draft.became, draft.closed_at, draft.closed_by = state, became, clock.now(), by
    draft.save(update_fields=["state", "became", "closed_at", "closed_by"])
    record(events, by=by)
    return draft


def _event(draft: Draft, verb: Verb, before: dict, after: dict, place: Correction | None = None) -> Happening:
    name = f"{draft.file_name} {place.sheet}!{place.address}" if place else draft.file_name
    return Happening(verb, f"draft {draft.pk}", name[:200], draft.division_id, before, after)


def _call() -> None:
    transaction.on_commit(lambda: bell.send(READ_DRAFTS))


def read_waiting() -> int:
    """The job: read every large file that waits, one after the other, and answer how many were. May run twice, late or be killed."""
    read = 0
    while claimed := _claim():
        _read(claimed)
        read += 1
    return read


def _claim() -> Draft | None:
    """The file that has waited longest, for this worker alone: of two that want it the second finds its sign of life."""
    for draft in queries.due():
        now = timezone.now()
        if _unclaimed(draft).update(heartbeat_at=now, started_at=draft.started_at or now, tries=F("tries") + 1):
            draft.refresh_from_db()
            return draft
    return None


def _unclaimed(draft: Draft):
    return Draft.objects.filter(pk=draft.pk, state=DraftState.READING, heartbeat_at=draft.heartbeat_at, tries=draft.tries)


def _read(draft: Draft) -> None:
    """All that a failure leaves is its reason. Who comes too late, because another was thought to be needed, writes nothing."""
    try:
        if draft.tries > MOST_TRIES:
            raise Unreadable("limits")
        if not DraftCells.objects.filter(draft=draft).exists():
            _tell(draft, IS_READ)
            packed = packed_cells(read_packed(bytes(draft.file.content), Limits(**draft.limits)))
            _store(draft, lambda: DraftCells.objects.create(draft=draft, packed=packed))
        _tell(draft, IS_UNDERSTOOD)
        digest = _digest(draft)
        _store(draft, lambda: _open(draft, digest))
    except Unreadable as refused:
        _own(draft).update(
            state=DraftState.UNREADABLE, refusal={"code": refused.code, "values": refused.values}, ended_at=timezone.now(), step=IS_THERE
        )
    except Exception:
        # The next sweep tries again, until it has tried often enough.
        logger.exception("The file of draft %d could not be read", draft.pk)


def _digest(draft: Draft) -> bytes | None:
    digest = digest_of(draft.purpose)
    if digest is None:
        return None
    try:
        sheets_of(draft)
    except Unreadable:
        return None  # hidden parts, to which nobody has agreed yet
    with override(draft.language or None):
        return digest(draft)


def _open(draft: Draft, digest: bytes | None) -> None:
    if digest is not None:
        DraftDigest.objects.update_or_create(draft=draft, defaults={"version": draft.version, "packed": digest})
    _own(draft).update(state=DraftState.OPEN, step=IS_THERE, ended_at=timezone.now(), heartbeat_at=timezone.now())


@transaction.atomic
def _store(draft: Draft, write) -> None:
    if _own(draft).select_for_update().exists():
        write()


def _tell(draft: Draft, step: int) -> None:
    _own(draft).update(step=step, heartbeat_at=timezone.now())


def _own(draft: Draft):
    """The draft as this worker has claimed it: nothing once another has begun anew or a person has discarded it."""
    return Draft.objects.filter(pk=draft.pk, state=DraftState.READING, tries=draft.tries, version=draft.version)

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Min, prefetch_related_objects

import clock
import returns.actions
from accounts.models import User
from districts.models import Division
from formulas.months import month_text
from journal.actions import Happening, mark_stale, record
from journal.models import Verb
from returns.actions import Objection, Told
from returns.models import Kind, MonthlyReturn
from tables.words import listed
from targets.queries import plan_starts
from treatment_plants import queries
from treatment_plants.checks import hard
from treatment_plants.entries import Entry, entry_of, with_kept
from treatment_plants.models import DesignCapacity, Operation, Plant
from treatment_plants.questions.actions import keep_questions
from treatment_plants.questions.asking import values_of
from treatment_plants.row_actions import write_rows
from treatment_plants.search import initials_of
from treatment_plants.telling import plant_event, plant_told


@dataclass(frozen=True)
class NewPlant:
    """A plant to be entered: codes of what it measures, and the design capacity that holds from a month on."""

    plant: Plant
    pollutants: list[str]
    valid_from: int
    m3_per_day: int


class NotOwed(ValueError):
    """A row names a plant that owes no return for that month in that district."""


class CorrectedMeanwhile(ValueError):
    """Somebody else has corrected the plant since the person read it."""


class MonthsDropped(ValueError):
    """Months that were reported would leave the account, and nobody has said that they may."""


class NameTaken(ValueError):
    """The district already has a plant of that name."""


class Impossible(ValueError):
    """A row holds what can't be (checks/hard.py)."""


class Incomplete(ValueError):
    """A row lacks values that a submitted return must have."""


class Unanswered(ValueError):
    """A row waits for answers to soft checks: it can be a draft only."""


@transaction.atomic
def save_sheet(
    *, district: Division, month: int, entries: Iterable[Entry], unchanged: Iterable[Entry] = (), by: User
) -> dict[int, MonthlyReturn]:
    """Store the rows of a district's sheet as they were entered, ask what looks odd, and answer the returns by plant.

    About `unchanged` drafts it asks anew: what is usual may have changed since they were saved.
    Raises NotOwed, Impossible, or returns.actions.Conflict and WrongState; then nothing is written.
    """
    entries, unchanged = list(entries), list(unchanged)
    kept = _save_rows(district, month, entries, unchanged, by)
    keep_questions(divisions=district.code, month=month, entries=entries, unchanged=unchanged, by=by)
    return kept


def save_months(*, district: Division, months: Mapping[int, list[Entry]], by: User) -> dict[tuple[int, int], MonthlyReturn]:
    """Store rows of several months, of plants that owe them, and answer the returns by plant and month; nothing is asked yet."""
    rows = [(month, entry) for month, entries in months.items() for entry in entries]
    for month, entry in rows:
        if found := hard.problems(values_of(entry, month)):
            raise Impossible(f"{entry.plant}: {found}")
    seen = {(entry.plant.pk, month): entry.seen_version for month, entry in rows}
    kept = returns.actions.save_months(kind=Kind.TREATMENT_PLANT, division=district, seen=seen, by=by)
    was = {operation.monthly_return_id: entry_of(operation) for operation in _kept_operations(kept.values())}
    returned = [(entry, kept[entry.plant.pk, month]) for month, entry in rows]
    stored = [(with_kept(entry, was[one.pk]) if one.pk in was else entry, one) for entry, one in returned]
    record([_saved(entry, was.get(one.pk), one) for entry, one in stored], by=by)
    write_rows(stored)
    mark_stale({(district.code, month // 100) for month, _entry in rows}, returns_only=True)
    return kept


def _save_rows(district: Division, month: int, entries: list[Entry], unchanged: list[Entry], by: User) -> dict[int, MonthlyReturn]:
    check_owed(district, {month: entries + unchanged})
    kept = save_months(district=district, months={month: entries}, by=by)
    return {plant: one for (plant, _month), one in kept.items()}


@transaction.atomic
def submit_sheet(*, district: Division, month: int, entries: Iterable[Entry], unchanged: Iterable[Entry], by: User) -> None:
    """Store the changed rows and hand them in together with the unchanged ones. Raises Incomplete and Unanswered as well."""
    entries, unchanged = list(entries), list(unchanged)
    for entry in entries + unchanged:
        if hard.missing(values_of(entry, month), [pollutant.code for pollutant in entry.plant.pollutants.all()]):
            raise Incomplete(str(entry.plant))
    seen = {one.pk: one.version for one in _save_rows(district, month, entries, unchanged, by).values()}
    drafts = MonthlyReturn.objects.filter(kind=Kind.TREATMENT_PLANT, month=month, subject__in=[entry.plant.pk for entry in unchanged])
    versions = {entry.plant.pk: entry.seen_version for entry in unchanged}
    found = {one.subject: one.pk for one in drafts}
    if versions.keys() - found.keys():
        raise returns.actions.Conflict([])  # a load that had brought them has been undone meanwhile
    seen |= {found[plant]: version for plant, version in versions.items()}
    if waiting := keep_questions(divisions=district.code, month=month, entries=entries, unchanged=unchanged, by=by):
        raise Unanswered(listed(str(entry.plant) for entry in entries + unchanged if entry.plant.pk in waiting))
    returns.actions.submit(seen=seen, tell=told_of, by=by)


def withdraw(*, seen: dict[int, int], by: User) -> None:
    """Take submitted rows back; `seen` maps each return's key to the version the person read."""
    returns.actions.withdraw(seen=seen, tell=told_of, by=by)


def accept(*, seen: dict[int, int], by: User) -> None:
    """Accept submitted rows as the verifier saw them."""
    returns.actions.accept(seen=seen, tell=told_of, by=by)


def send_back(*, seen: dict[int, int], reason: str = "", remarks: dict[int, dict[str, str]] | None = None, by: User) -> None:
    """Give rows back, with a reason for all of them or remarks at single cells (return → column → text)."""
    objections = {one: Objection(reason, (remarks or {}).get(one, {})) for one in seen}
    returns.actions.send_back(objections=objections, seen=seen, tell=told_of, by=by)


@transaction.atomic
def add_plant(*, plant: Plant, pollutants: list[str], valid_from: int, m3_per_day: int, by: User) -> Plant:
    """Enter a new plant with its first design capacity. Raises NameTaken."""
    add_plants(added=[NewPlant(plant, pollutants, valid_from, m3_per_day)], by=by)
    return plant


@transaction.atomic
def add_plants(*, added: list[NewPlant], by: User) -> None:
    """Enter new plants, all or none, in as many statements as one plant takes. Raises NameTaken."""
    plants = [one.plant for one in added]
    for plant in plants:
        plant.initials = initials_of(plant.name)
    with _names_once(plants):
        Plant.objects.bulk_create(plants)
    measured = Plant.pollutants.through
    measured.objects.bulk_create([measured(plant=one.plant, pollutant_id=code) for one in added for code in one.pollutants])
    DesignCapacity.objects.bulk_create(
        [DesignCapacity(plant=one.plant, valid_from=one.valid_from, m3_per_day=one.m3_per_day) for one in added]
    )
    prefetch_related_objects(plants, "pollutants", "capacities")
    record([plant_event(plant, Verb.PLANT_ADDED, {}, plant_told(plant), "") for plant in plants], by=by)
    mark_stale(_scopes(*plants))


@transaction.atomic
def change_plant(
    *,
    plant: Plant,
    seen_version: int,
    changes: dict,
    pollutants: list[str],
    valid_from: int,
    m3_per_day: int,
    taken_back: int | None = None,
    left_out: Iterable[int] = (),
    reason: str,
    by: User,
) -> Plant:
    """Correct a plant, or give it another design capacity from a month on.

    `taken_back` is the month of a capacity that was entered wrongly; the first one can't be taken back. `left_out` are
    the reported months that a later start or a closing takes out of the account. Raises MonthsDropped for any other.

    All its figures are recomputed from its first month. Where it moved, its returns move with it, and the old
    district's figures are recomputed too.
    Raises CorrectedMeanwhile where the plant no longer has the version that the person read, and NameTaken.
    """
    plant = Plant.objects.select_for_update().get(pk=plant.pk)
    if plant.version != seen_version:
        raise CorrectedMeanwhile(str(plant))
    before, old_scopes = plant_told(plant), _scopes(plant)
    dropped = _dropped(plant, changes)
    if not set(dropped) <= set(left_out):
        raise MonthsDropped(str(plant))
    for field, value in changes.items():
        setattr(plant, field, value)
    plant.version += 1
    _save_plant(plant)
    if plant.district_id:
        returns.actions.hand_over(kind=Kind.TREATMENT_PLANT, subject=plant.pk, division=plant.district)
    plant.pollutants.set(pollutants)
    DesignCapacity.objects.update_or_create(plant=plant, valid_from=valid_from, defaults={"m3_per_day": m3_per_day})
    if taken_back:
        _take_back(plant, taken_back)
    after = plant_told(plant) | ({"months_left_out": [month_text(month) for month in dropped]} if dropped else {})
    record([plant_event(plant, Verb.PLANT_CHANGED, before, after, reason)], by=by)
    mark_stale(old_scopes | _scopes(plant))
    return plant


@transaction.atomic
def remove_plants(*, plants: Iterable[int], reason: str, by: User) -> None:
    """Take out plants that were entered by mistake and have no returns; what is told of one elsewhere protects it (ProtectedError)."""
    found = Plant.objects.filter(pk__in=list(plants))
    kept = list(found.prefetch_related("pollutants", "capacities").order_by("pk"))
    scopes, told = _scopes(*kept), [(plant, plant_told(plant)) for plant in kept]
    record([plant_event(plant, Verb.PLANT_REMOVED, before, dict.fromkeys(before, ""), reason) for plant, before in told], by=by)
    found.delete()
    mark_stale(scopes)


def _dropped(plant: Plant, changes: dict) -> list[int]:
    started_on, closed_on = (changes.get(name, getattr(plant, name)) for name in ("started_on", "closed_on"))
    return queries.months_dropped(plant.district_id, plant, started_on, closed_on)


def _take_back(plant: Plant, valid_from: int) -> None:
    first = plant.capacities.order_by("valid_from").first()
    plant.capacities.filter(valid_from=valid_from).exclude(pk=first.pk).delete()


def _save_plant(plant: Plant, **how) -> None:
    plant.initials = initials_of(plant.name)
    with _names_once([plant]):
        plant.save(**how)


@contextlib.contextmanager
def _names_once(plants: list[Plant]):
    """The form has looked whether a name is free: raises NameTaken where somebody was quicker."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        for plant in plants:
            place = {"district": plant.district_id, "waits_in": plant.waits_in_id}
            if Plant.objects.filter(**place, name=plant.name).exclude(pk=plant.pk).exists():
                raise NameTaken(plant.name) from None
        raise


def _scopes(*plants: Plant) -> set[tuple[str, int]]:
    """Where plants have figures: in the present plan and every later one, and as far back as they have reported."""
    lying, bases = [one for one in plants if one.district_id], plan_starts(clock.today().year)
    reports = Operation.objects.filter(plant__in=[one.pk for one in lying]).order_by().values_list("plant")
    scopes = {(one.district_id, max(one.started_on.year, base) if one.started_on else base) for one in lying for base in bases}
    first = dict(reports.annotate(first=Min("month")))
    return scopes | {(one.district_id, first[one.pk] // 100) for one in lying if one.pk in first}


def told_of(keys: Iterable[int]) -> dict[int, Told]:
    """What these returns say: plant and month, and the values as they are kept."""
    operations = Operation.objects.filter(monthly_return__in=list(keys))
    told = operations.select_related("plant", "monthly_return").prefetch_related("measurements")
    return {one.monthly_return_id: Told(name_of(one.plant.name, one.month), entry_of(one).values()) for one in told}


def name_of(plant: str, month: int) -> str:
    """How the journal calls a month of a plant."""
    return f"{plant} {month_text(month)}"


def check_owed(district: Division, months: Mapping[int, list[Entry]]) -> None:
    """Whoever moves or closes one of the plants waits until the rows are stored, and the other way round. Raises NotOwed."""
    named = {entry.plant.pk for entries in months.values() for entry in entries}
    lying = queries.plants_in(district.code).filter(pk__in=named).order_by("pk")
    plants = {plant.pk: plant for plant in lying.select_for_update(of=("self",), no_key=True)}
    for month, entries in months.items():
        for entry in entries:
            if entry.plant.pk not in plants or not plants[entry.plant.pk].owes(month):
                raise NotOwed(str(entry.plant))


def _kept_operations(kept: Iterable[MonthlyReturn]):
    stored = Operation.objects.filter(monthly_return__in=[one.pk for one in kept])
    return stored.select_related("plant", "monthly_return").prefetch_related("measurements")


def _saved(entry: Entry, kept: Entry | None, monthly_return: MonthlyReturn) -> Happening:
    before, after = kept.values() if kept else {}, entry.values()
    changed = [name for name, value in after.items() if before.get(name) != value and not (value == "" and name not in before)]
    return Happening(
        verb=Verb.RETURN_SAVED,
        subject=returns.actions.subject_of(monthly_return),
        subject_name=name_of(entry.plant.name, monthly_return.month),
        division=monthly_return.division_id,
        before={name: before.get(name) for name in changed},
        after={name: after[name] for name in changed},
    )

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

import clock
import returns.actions
from accounts.models import User
from districts.models import Division
from formulas.months import month_of, month_text
from journal.models import Verb
from journal.refusals import remember_refusal
from power_plants.models import LIVE, Claim, ClaimState, Closure, CoalBurnt, Desulphurisation, PowerPlant, Step, Unit, YearStatistics
from power_plants.refusals import ChangedMeanwhile, NotYet, OwnClaim, Taken, WrongState
from power_plants.telling import mark, mark_everything, reason_given, tell, told_event
from returns.actions import Objection, Told
from returns.models import Kind, MonthlyReturn


@dataclass(frozen=True)
class Coal:
    """A unit's row of the month's sheet. `seen_version` is that of the return that the person read (0: there was none)."""

    unit: Unit
    coal_kg: int
    sulphur_millionths: int
    seen_version: int = 0


@transaction.atomic
def add_unit(*, plant_name: str, plant_name_en: str = "", owner: str = "", district: Division, unit: Unit, by: User) -> Unit:
    """Enter a unit, and its power plant with the first one. Raises Taken."""
    details = {"name_en": plant_name_en, "owner": owner}
    unit.plant, _is_new = PowerPlant.objects.get_or_create(district=district, name=plant_name, defaults=details)
    if Unit.objects.filter(plant=unit.plant, number=unit.number).exists():
        raise Taken(unit.number)
    unit.save(force_insert=True)
    tell(unit, Verb.POWER_UNIT_ADDED, after=_told(unit), by=by)
    mark_everything(unit)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, seen_version: int, changes: dict, reason: str, by: User) -> Unit:
    """Correct a unit's data. Raises ChangedMeanwhile and Taken."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("plant").get(pk=unit.pk)
    if unit.version != seen_version:
        raise ChangedMeanwhile(str(unit))
    before = _told(unit)
    for name, value in changes.items():
        setattr(unit, name, value)
    unit.version += 1
    if Unit.objects.filter(plant=unit.plant_id, number=unit.number).exclude(pk=unit.pk).exists():
        raise Taken(unit.number)
    unit.save()
    tell(unit, Verb.POWER_UNIT_CHANGED, before=before, after=_told(unit), reason=reason, by=by)
    mark_everything(unit)
    return unit


def _told(unit: Unit) -> dict:
    names = ("number", "capacity_kw", "fuel", "kind", "coal_rate_mg_kwh", "replacement")
    return {name: getattr(unit, name) for name in names} | {"commissioned_on": unit.commissioned_on.isoformat()}


@transaction.atomic
def submit_coal(*, district: Division, month: int, entries: Iterable[Coal], by: User) -> None:
    """Store and hand in what units of a district burnt in a month. Raises what returns.actions raises, and NotYet."""
    entries = {entry.unit.pk: entry for entry in entries}
    for entry in entries.values():
        if month < month_of(entry.unit.commissioned_on) or entry.unit.plant.district_id != district.code:
            raise NotYet(str(entry.unit))
    seen = {pk: entry.seen_version for pk, entry in entries.items()}
    kept = returns.actions.save_returns(kind=Kind.POWER_UNIT, division=district, month=month, seen=seen, by=by)
    before = {one.unit_id: one for one in CoalBurnt.objects.filter(unit__in=entries, month=month)}
    for pk, entry in entries.items():
        values = {"coal_kg": entry.coal_kg, "sulphur_millionths": entry.sulphur_millionths}
        CoalBurnt.objects.update_or_create(monthly_return=kept[pk], unit=entry.unit, month=month, defaults=values)
        old = before.get(pk)
        told = {name: getattr(old, name) for name in values} if old else {}
        tell(entry.unit, Verb.RETURN_SAVED, before=told, after=values, month=month, by=by)
    versions = {one.pk: one.version for one in kept.values()}
    returns.actions.submit(seen=versions, tell=told_of, by=by)
    mark_months(entries, month)


def accept_coal(*, seen: dict[int, int], by: User) -> None:
    """Accept months as the verifier saw them: `seen` maps each return's key to its version."""
    with transaction.atomic():
        returns.actions.accept(seen=seen, tell=told_of, by=by)
        _mark_returns(seen)


def send_back_coal(*, seen: dict[int, int], reason: str, by: User) -> None:
    """Give months back with a reason."""
    with transaction.atomic():
        returns.actions.send_back(objections=dict.fromkeys(seen, Objection(reason)), seen=seen, tell=told_of, by=by)
        _mark_returns(seen)


def told_of(keys: Iterable[int]) -> dict[int, Told]:
    """What these returns say: unit and month, and the values as they are kept."""
    months = CoalBurnt.objects.filter(monthly_return__in=list(keys)).select_related("unit__plant")
    return {
        one.monthly_return_id: Told(
            f"{one.unit.name} {month_text(one.month)}", {"coal_kg": one.coal_kg, "sulphur_millionths": one.sulphur_millionths}
        )
        for one in months
    }


def _mark_returns(seen: Iterable[int]) -> None:
    for one in MonthlyReturn.objects.filter(pk__in=list(seen)):
        mark_months([one.subject], one.month)


def mark_months(units: Iterable[int], month: int) -> None:
    for unit in Unit.objects.filter(pk__in=list(units)).select_related("plant"):
        mark(unit, month // 100)


@transaction.atomic
def enter_statistics(
    *, unit: Unit, year: int, coal_kg: int, sulphur_millionths: int, so2_mg: int, nox_mg: int | None = None, document: str, by: User
) -> YearStatistics:
    """State what the environmental statistics hold of a unit; `nox_mg` None: they do not tell it. Raises Taken, and NotYet for a year that has not ended."""
    if year >= clock.today().year:
        raise NotYet(str(year))
    claim = YearStatistics(
        unit=unit, year=year, coal_kg=coal_kg, sulphur_millionths=sulphur_millionths, so2_mg=so2_mg, nox_mg=nox_mg, document=document
    )
    return _enter(claim, unit, by)


@transaction.atomic
def enter_facility(*, unit: Unit, facility: Desulphurisation, by: User) -> Desulphurisation:
    """State how a unit is desulphurised from a day on. Raises Taken and NotYet."""
    if not unit.commissioned_on <= facility.since <= clock.today():
        raise NotYet(str(facility.since))
    facility.unit = unit
    return _enter(facility, unit, by)


@transaction.atomic
def enter_step(*, closure: Closure, kind: str, on: datetime.date, document: str, by: User) -> Step:
    """State a step of a closing. Raises Taken and NotYet, and WrongState where the unit runs again."""
    closure = _locked(closure)
    if closure.reopened_on:
        raise WrongState(str(closure.unit))
    if not closure.unit.commissioned_on <= on <= clock.today():
        raise NotYet(str(on))
    return _enter(Step(closure=closure, kind=kind, on=on, document=document), closure.unit, by)


def _enter(claim: Claim, unit: Unit, by: User) -> Claim:
    claim.entered_at, claim.entered_by = clock.now(), by
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError:
        if not _same_live(claim):
            raise
        raise Taken(str(claim)) from None
    tell(unit, Verb.CLAIM_ENTERED, after=_said(claim), by=by)
    _mark_claim(claim, unit)
    return claim


def _same_live(claim: Claim) -> bool:
    names = {Step: ("closure", "kind"), YearStatistics: ("unit", "year"), Desulphurisation: ("unit", "since")}[type(claim)]
    return type(claim).objects.filter(state__in=LIVE, **{name: getattr(claim, name) for name in names}).exists()


def _said(claim: Claim) -> dict:
    left_out = ("id", "entered_at", "entered_by_id", "decided_at", "decided_by_id", "reason", "unit_id", "closure_id")
    values = {one.attname: getattr(claim, one.attname) for one in claim._meta.concrete_fields if one.attname not in left_out}
    return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in values.items()}


def _mark_claim(claim: Claim, unit: Unit) -> None:
    """A facility counts in every year after it; statistics and steps in their own and the next."""
    if isinstance(claim, Desulphurisation):
        mark(unit, claim.since.year)
        mark_everything(unit)
    else:
        mark(unit, claim.year if isinstance(claim, YearStatistics) else claim.on.year)


@transaction.atomic
def verify_claim(*, claim: Claim, has_evidence: bool | None = None, by: User) -> None:
    """Accept a fact; of desulphurisation `has_evidence` says whether the claimed efficiency is shown by valid data.

    Raises OwnClaim and WrongState.
    """
    claim = _claim_locked(claim)
    if claim.state != ClaimState.WAITING:
        raise WrongState(str(claim))
    _check_another(claim, Verb.CLAIM_ACCEPTED, by)
    if has_evidence is not None and isinstance(claim, Desulphurisation):
        claim.has_evidence = claim.has_evidence and has_evidence
        claim.save(update_fields=["has_evidence"])
    _decide(claim, ClaimState.ACCEPTED, Verb.CLAIM_ACCEPTED, "", by)


@transaction.atomic
def refuse_claim(*, claim: Claim, reason: str, by: User) -> None:
    """Refuse a fact with a reason, also one that was verified: what rests on it then leaves the accounts."""
    claim = _claim_locked(claim)
    if claim.state not in LIVE:
        raise WrongState(str(claim))
    _check_another(claim, Verb.CLAIM_REFUSED, by)
    _decide(claim, ClaimState.REFUSED, Verb.CLAIM_REFUSED, reason_given(reason), by)


@transaction.atomic
def withdraw_claim(*, claim: Claim, reason: str, by: User) -> None:
    """Take a fact back that nobody has verified yet."""
    claim = _claim_locked(claim)
    if claim.state != ClaimState.WAITING:
        raise WrongState(str(claim))
    _decide(claim, ClaimState.WITHDRAWN, Verb.CLAIM_WITHDRAWN, reason_given(reason), by)


def _check_another(claim: Claim, verb: Verb, by: User) -> None:
    if claim.entered_by_id == by.pk:
        unit = claim.closure.unit if isinstance(claim, Step) else claim.unit
        remember_refusal(told_event(unit, Verb.SECOND_PERSON_NEEDED, after={"refused_act": verb}))
        raise OwnClaim(str(claim))


def _claim_locked(claim: Claim) -> Claim:
    return type(claim).objects.select_for_update().get(pk=claim.pk)


def _decide(claim: Claim, state: ClaimState, verb: Verb, reason: str, by: User) -> None:
    before = claim.state
    claim.state, claim.reason, claim.decided_at, claim.decided_by = state, reason, clock.now(), by
    claim.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    unit = claim.closure.unit if isinstance(claim, Step) else claim.unit
    tell(unit, verb, before={"state": before}, after=_said(claim) | {"state": state}, reason=reason, by=by)
    _mark_claim(claim, unit)


def _locked(closure: Closure) -> Closure:
    return Closure.objects.select_for_update(of=("self",)).select_related("unit__plant").get(pk=closure.pk)

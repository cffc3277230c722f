"""Loading a sheet of plants, and telling of plants what their register did not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import F, prefetch_related_objects

import clock
import returns.actions
import workbooks.actions
from accounts.models import User
from journal.actions import Happening, record
from journal.models import Verb
from treatment_plants import actions as plants
from treatment_plants.entries import Entry
from treatment_plants.models import LoadedRow, Operation, Plant, PlantLoad, RegisterInflow, RowOutcome
from treatment_plants.month_actions import take_months
from treatment_plants.queries import months_to_accept
from treatment_plants.register.drafts import plan_of_draft
from treatment_plants.register.plans import LoadPlan, MonthPlan, PlantPlan
from treatment_plants.register.remembered import worth_remembering
from workbooks.layout_actions import remember_layouts
from workbooks.models import Draft


class NotClear(ValueError):
    """The sheet still has problems."""


class Overtaken(ValueError):
    """Records have changed since the person read what the load would do."""


def load_plants(*, draft: Draft, seen: int, seen_plan: str, by: User) -> PlantLoad:
    """Write all that a draft's sheet says of plants and their months, or nothing.

    `seen_plan` is the fingerprint of what the person read. Raises NotClear, Overtaken, and workbooks.actions.DraftRefused.
    """
    return write_load(draft=draft, seen=seen, plan=prepared_load(draft=draft, seen=seen, seen_plan=seen_plan), by=by)


def prepared_load(*, draft: Draft, seen: int, seen_plan: str) -> LoadPlan:
    """What is to be written, worked out from the records as they are now, while nobody has to wait for it. Writes nothing."""
    with transaction.atomic():
        draft = workbooks.actions.open_draft(draft, seen)
    plan = plan_of_draft(draft)
    if not plan.is_clear or not plan.answers.source:
        raise NotClear
    if plan.fingerprint != seen_plan:
        raise Overtaken
    return plan


@transaction.atomic
def write_load(*, draft: Draft, seen: int, plan: LoadPlan, by: User) -> PlantLoad:
    """Write what has been worked out. Whatever has changed since raises Overtaken: every record is written as it was read, or not."""
    draft, source = workbooks.actions.open_draft(draft, seen), plan.answers.source
    load = PlantLoad.objects.create(draft=draft, division=draft.division, source=source, loaded_at=clock.now(), loaded_by=by)
    try:
        rows = _load_plants(plan.plants, source, by)
        rows += _load_months(plan, by)
    except (Plant.DoesNotExist, plants.CorrectedMeanwhile, plants.MonthsDropped, plants.NameTaken, plants.NotOwed, returns.actions.Refused):
        # Somebody was quicker between the plan and the lock.
        raise Overtaken from None
    rows += [
        LoadedRow(place=row.place, plant_name=row.name, month=row.month, outcome=RowOutcome.LEFT_OUT, district_id=row.district or None)
        for row in plan.left_out
    ]
    for row in rows:
        row.load = load
    LoadedRow.objects.bulk_create(rows)
    confirmed = worth_remembering(plan.sheets.tables, plan.chosen)
    remember_layouts(purpose=draft.purpose, division=draft.division, mappings=confirmed, document=source, by=by)
    workbooks.actions.take_over(draft=draft, seen=seen, became=f"plant_load {load.pk}", by=by)
    record([_loaded(load, plan)], by=by)
    return load


def _loaded(load: PlantLoad, plan: LoadPlan) -> Happening:
    count = {outcome: sum(one.outcome == outcome for one in plan.plants) for outcome in RowOutcome}
    written = sum(one.outcome != RowOutcome.UNCHANGED for one in plan.months)
    told = {"plants_added": count[RowOutcome.ADDED], "plants_changed": count[RowOutcome.CHANGED], "months_loaded": written}
    return Happening(Verb.PLANTS_LOADED, f"plant_load {load.pk}", load.source, load.division_id, {}, told)


def _load_plants(plans: list[PlantPlan], source: str, by: User) -> list[LoadedRow]:
    new = [one for one in plans if one.is_new]
    plants.add_plants(added=[plants.NewPlant(one.record, list(one.pollutants), one.valid_from, one.capacity) for one in new], by=by)
    for one in (one for one in plans if not one.is_new):
        if one.changes:
            _change(one, source, by)
        elif one.inflow:
            _count_up(one.record)
    told = [(one.record, {pollutant: new for pollutant, (_old, new) in one.inflow.items()}) for one in plans if one.inflow]
    keep_inflows(told, source, by)
    return [_plant_row(one) for one in plans]


def _plant_row(plan: PlantPlan) -> LoadedRow:
    before = {name: _kept(old) for name, (old, _new) in plan.changes.items()}
    after = {name: _kept(new) for name, (_old, new) in plan.changes.items()}
    return LoadedRow(
        place=plan.group.first.place,
        plant=plan.record.pk,
        plant_name=plan.record.name,
        district_id=plan.record.district_id,
        outcome=plan.outcome,
        version=plan.record.version,
        before=before | _restorable(plan),
        after=after | {"inflow": {one: list(new) for one, (_old, new) in plan.inflow.items()}},
    )


def _restorable(plan: PlantPlan) -> dict:
    """What undoing needs beside the fields: inflows with whether there were any, and the capacity of the month that got another."""
    match = plan.group.match
    inflow = {one: [*old, bool(match and one in match.inflow)] for one, (old, _new) in plan.inflow.items()}
    replaced = dict(match.capacities).get(plan.valid_from) if match else None
    return {"inflow": inflow, "valid_from": plan.valid_from, "replaced_m3_d": replaced}


def _count_up(plant: Plant) -> None:
    """A page that shows the plant's inflow is out of date: whoever corrects the plant from there is told."""
    if not Plant.objects.filter(pk=plant.pk, version=plant.version).update(version=F("version") + 1):
        raise plants.CorrectedMeanwhile(str(plant))
    plant.version += 1


def _kept(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _change(plan: PlantPlan, source: str, by: User) -> None:
    match = plan.group.match
    changes = {name: new for name, (_old, new) in plan.changes.items() if name != "capacity"}
    if "district_id" in changes:
        changes["waits_in_id"] = None
    valid_from, amount = match.capacities[-1] if plan.capacity is None else (plan.valid_from, plan.capacity)
    plan.record = plants.change_plant(
        plant=match.record,
        seen_version=match.record.version,
        changes=changes,
        pollutants=list(match.pollutants),
        valid_from=valid_from,
        m3_per_day=amount,
        reason=source,
        by=by,
    )


def keep_inflows(told: list[tuple[Plant, Mapping[str, tuple]]], source: str, by: User) -> None:
    """Keep what a register tells of the inflows of plants: pollutant → µg/L or None, and the year that it names or None."""
    before: dict[int, dict[str, int | None]] = defaultdict(dict)
    kept = RegisterInflow.objects.filter(plant__in=[plant.pk for plant, _inflow in told])
    for plant, pollutant, amount in kept.values_list("plant", "pollutant", "inlet_ug_l"):
        before[plant][pollutant] = amount
    rows = [
        RegisterInflow(plant=plant, pollutant_id=pollutant, inlet_ug_l=amount, year=year, source=source)
        for plant, inflow in told
        for pollutant, (amount, year) in inflow.items()
    ]
    RegisterInflow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["plant", "pollutant"], update_fields=["inlet_ug_l", "year", "source"]
    )
    happened = []
    for plant, inflow in told:
        after = {one: amount for one, (amount, _year) in inflow.items()}
        happened.append(inflow_event(plant, {one: before[plant.pk].get(one) for one in after}, after, source))
    record(happened, by=by)


def inflow_event(plant: Plant, before: dict, after: dict, reason: str) -> Happening:
    told = [{"register_inflow": side} for side in (before, after)]
    return Happening(Verb.PLANT_CHANGED, f"plant {plant.pk}", plant.name, plant.district_id or plant.waits_in_id, *told, reason)


def _load_months(plan: LoadPlan, by: User) -> list[LoadedRow]:
    """District by district through the door of the monthly sheet. What is complete is handed in, the rest stays a draft."""
    # Submitting asks each plant what it measures.
    prefetch_related_objects([plant.record for plant in plan.plants if plant.months], "pollutants")
    by_district: dict[str, list[tuple[PlantPlan, MonthPlan]]] = defaultdict(list)
    for plant in plan.plants:
        by_district[plant.record.district_id] += [(plant, month) for month in plant.months]
    rows = []
    for _district, some in sorted((district, some) for district, some in by_district.items() if some):
        _hand_in(some, by)
        versions = _versions(some)
        in_order = sorted(some, key=lambda one: one[1].month)
        rows += [_month_row(plant, one, versions[plant.record.pk, one.month]) for plant, one in in_order]
    return rows


def _hand_in(some: list[tuple[PlantPlan, MonthPlan]], by: User) -> None:
    months: dict[int, list[Entry]] = defaultdict(list)
    for plant, one in some:
        if one.outcome != RowOutcome.UNCHANGED:
            months[one.month].append(replace(one.entry, plant=plant.record))
    if months:
        take_months(district=some[0][0].record.district, months=months, by=by)


def _versions(some: list[tuple[PlantPlan, MonthPlan]]) -> dict[tuple[int, int], int]:
    kept = Operation.objects.filter(plant__in={plant.record.pk for plant, _one in some}, month__in={one.month for _plant, one in some})
    return {(plant, month): version for plant, month, version in kept.values_list("plant_id", "month", "monthly_return__version")}


def _month_row(plan: PlantPlan, month: MonthPlan, version: int) -> LoadedRow:
    before = month.known.entry if month.known else None
    return LoadedRow(
        place=month.row.place,
        plant=plan.record.pk,
        plant_name=plan.record.name,
        district_id=plan.record.district_id,
        month=month.month,
        outcome=month.outcome,
        version=version,
        before=before.values() if before else {},
        after=month.entry.values(),
    )


def accept_load(*, load: PlantLoad, by: User) -> int:
    """Accept all months of a load that wait for the verifier just as it has left them; answers how many. Raises what `accept` raises.

    Months of a plant that has moved out of the verifier's division since are others' to accept.
    """
    seen = months_to_accept(by.divisions, load)
    if seen:
        plants.accept(seen=seen, by=by)
    return len(seen)


@transaction.atomic
def tell_of_plants(*, told: Iterable[tuple[Plant, dict]], reason: str, by: User) -> None:
    """Say where plants lie that wait, or since when they run: plant, as the person read it, and its changes. All or none.

    Raises Overtaken where a plant has changed meanwhile, or its name is taken in the district.
    """
    for plant, changes in sorted(told, key=lambda one: one[0].pk):
        newest = plant.capacities.order_by("-valid_from").first()
        try:
            plants.change_plant(
                plant=plant,
                seen_version=plant.version,
                changes=changes,
                pollutants=list(plant.pollutants.values_list("code", flat=True)),
                valid_from=newest.valid_from,
                m3_per_day=newest.m3_per_day,
                reason=reason,
                by=by,
            )
        except (Plant.DoesNotExist, plants.CorrectedMeanwhile, plants.NameTaken):
            raise Overtaken from None

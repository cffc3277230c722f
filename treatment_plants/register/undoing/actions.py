"""Taking a loaded sheet of plants back."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.db.models import ProtectedError

import clock
import returns.actions
from accounts.models import User
from journal.actions import Happening, record
from journal.models import Verb
from returns.models import MonthlyReturn, State
from treatment_plants import actions as plants
from treatment_plants.entries import entry_from, entry_of
from treatment_plants.models import LoadedRow, Operation, Plant, PlantLoad, RegisterInflow, RowOutcome
from treatment_plants.register.actions import inflow_event

DAYS = ("started_on", "closed_on")


class DoneBefore(ValueError):
    """The load has been undone before."""


class Depended(ValueError):
    """Later work rests on the load. `reasons` are pairs of what it is and the plant, with its month where it is one."""

    def __init__(self, reasons: list[tuple[str, str]]):
        self.reasons = reasons
        super().__init__(f"{len(reasons)} reasons")


@transaction.atomic
def undo_load(*, load: PlantLoad, by: User) -> PlantLoad:
    """Take back all that a load has written, or nothing. Raises Depended where later work rests on it, and DoneBefore."""
    load = PlantLoad.objects.select_for_update(of=("self",)).get(pk=load.pk)
    if load.undone_at:
        raise DoneBefore
    written = [row for row in load.rows.all() if row.outcome in (RowOutcome.ADDED, RowOutcome.CHANGED)]
    months, own = ([row for row in written if (row.month is None) is alone] for alone in (False, True))
    kept = {one.pk: one for one in Plant.objects.select_for_update().filter(pk__in={row.plant for row in written}).order_by("pk")}
    operations = _operations(months)
    _refuse_if_depended(own, months, kept, operations)
    _undo_months(months, operations, by)
    _remove_plants([row for row in own if row.outcome == RowOutcome.ADDED], load, by)
    for row in (row for row in own if row.outcome == RowOutcome.CHANGED):
        _undo_change(row, kept[row.plant], load, by)
    load.undone_at, load.undone_by = clock.now(), by
    load.save(update_fields=["undone_at", "undone_by"])
    record([Happening(Verb.PLANTS_UNDONE, f"plant_load {load.pk}", load.source, load.division_id)], by=by)
    return load


def _operations(months: Iterable[LoadedRow]) -> dict[tuple[int, int], Operation]:
    """The months under a lock, so that nobody accepts one meanwhile."""
    wanted = {(row.plant, row.month) for row in months}
    found = Operation.objects.filter(plant__in={plant for plant, _month in wanted}).prefetch_related("measurements")
    operations = {(one.plant_id, one.month): one for one in found.select_related("plant") if (one.plant_id, one.month) in wanted}
    keys = [one.monthly_return_id for one in operations.values()]
    returns = {one.pk: one for one in MonthlyReturn.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    for one in operations.values():
        one.monthly_return = returns[one.monthly_return_id]
    return operations


def _refuse_if_depended(own: list[LoadedRow], months: list[LoadedRow], kept: dict, operations: dict) -> None:
    reasons = [("changed", row.plant_name) for row in own if row.plant not in kept or kept[row.plant].version != row.version]
    for row in months:
        operation = operations.get((row.plant, row.month))
        if operation is None or operation.monthly_return.version != row.version:
            reasons.append(("month", plants.name_of(row.plant_name, row.month)))
    placed = [row.plant for row in own if row.outcome == RowOutcome.ADDED or "district_id" in row.before]
    others = Operation.objects.filter(plant__in=placed).exclude(pk__in=[one.pk for one in operations.values()])
    reasons += [("reported", plants.name_of(one.plant.name, one.month)) for one in others.select_related("plant").order_by("month")]
    if reasons:
        raise Depended(reasons)


def _undo_months(months: list[LoadedRow], operations: dict, by: User) -> None:
    added = [operations[row.plant, row.month] for row in months if row.outcome == RowOutcome.ADDED]
    happened = [
        Happening(
            Verb.RETURN_REMOVED,
            returns.actions.subject_of(one.monthly_return),
            plants.name_of(one.plant.name, one.month),
            one.monthly_return.division_id,
            {"state": one.monthly_return.state},
            {"state": ""},
        )
        for one in added
    ]
    returns.actions.mark_months_stale(one.monthly_return for one in added)
    Operation.objects.filter(pk__in=[one.pk for one in added]).delete()
    returns.actions.remove(one.monthly_return for one in added)
    record(happened, by=by)
    for row in (row for row in months if row.outcome == RowOutcome.CHANGED):
        _restore(operations[row.plant, row.month], row.before, by)


def _restore(operation: Operation, before: dict, by: User) -> None:
    """A draft that the load has filled in becomes the draft that it was."""
    kept = operation.monthly_return
    if kept.state == State.SUBMITTED:
        plants.withdraw(seen={kept.pk: kept.version}, by=by)
        kept.refresh_from_db()
    was = entry_from(operation.plant, before)
    filled_in = dict.fromkeys(entry_of(operation).concentrations, (None, None))
    entry = replace(was, seen_version=kept.version, concentrations=filled_in | was.concentrations)
    plants.save_sheet(district=operation.plant.district, month=operation.month, entries=[entry], by=by)


def _remove_plants(rows: list[LoadedRow], load: PlantLoad, by: User) -> None:
    """Raises Depended for what is told of the plants elsewhere."""
    try:
        plants.remove_plants(plants=[row.plant for row in rows], reason=load.source, by=by)
    except ProtectedError as refused:
        held = {_plant_named_by(one) for one in refused.protected_objects}
        raise Depended([("used", row.plant_name) for row in rows if row.plant in held]) from None


def _plant_named_by(holding) -> int | None:
    names = [one.attname for one in holding._meta.concrete_fields if one.related_model is Plant]
    return next((getattr(holding, name) for name in names), None)


def _undo_change(row: LoadedRow, plant: Plant, load: PlantLoad, by: User) -> None:
    """Raises Depended for months that would leave the account."""
    try:
        _restore_plant(row, plant, load, by)
    except plants.MonthsDropped:
        raise Depended([("used", row.plant_name)]) from None


def _restore_plant(row: LoadedRow, plant: Plant, load: PlantLoad, by: User) -> None:
    before = dict(row.before)
    inflow, valid_from, replaced = (before.pop(name) for name in ("inflow", "valid_from", "replaced_m3_d"))
    had_capacity = "capacity" in before
    before.pop("capacity", None)
    changes = {name: datetime.date.fromisoformat(value) if name in DAYS and value else value for name, value in before.items()}
    if "district_id" in changes:
        changes["waits_in_id"] = load.division_id
    first = plant.capacities.order_by("valid_from").first()
    month, amount = (valid_from, replaced) if had_capacity and replaced else (first.valid_from, first.m3_per_day)
    plants.change_plant(
        plant=plant,
        seen_version=plant.version,
        changes=changes,
        pollutants=list(plant.pollutants.values_list("code", flat=True)),
        valid_from=month,
        m3_per_day=amount,
        taken_back=valid_from if had_capacity and not replaced else None,
        reason=load.source,
        by=by,
    )
    _restore_inflow(plant, inflow, load.source, by)


def _restore_inflow(plant: Plant, inflow: dict, source: str, by: User) -> None:
    now = dict(plant.register_inflows.values_list("pollutant_id", "inlet_ug_l"))
    for pollutant, (amount, year, was_there) in inflow.items():
        kept = RegisterInflow.objects.filter(plant=plant, pollutant=pollutant)
        if was_there:
            kept.update(inlet_ug_l=amount, year=year)
        else:
            kept.delete()
    if inflow:
        before, after = ({one: side.get(one) for one in inflow} for side in (now, {one: told[0] for one, told in inflow.items()}))
        record([inflow_event(plant, before, after, source)], by=by)

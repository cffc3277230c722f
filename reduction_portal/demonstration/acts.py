"""What the invented people did, and when: plants opened, extended and closed; quotas brought into force; sheets entered and reviewed."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from accounts.models import User
from districts.models import Division
from formulas.months import months_between, shifted
from reduction_portal.demonstration import slips
from reduction_portal.demonstration.acting import Act, moment
from reduction_portal.demonstration.freezing import BEFORE_CORRECTION, freeze_until_corrected
from reduction_portal.demonstration.plants import InventedPlant
from reduction_portal.demonstration.power import acts_on_power
from reduction_portal.demonstration.procedure import acts_on_procedure
from reduction_portal.demonstration.projects import acts_on_projects
from reduction_portal.demonstration.quotas import acts_on_quotas
from reduction_portal.demonstration.register import acts_on_register
from reduction_portal.demonstration.series import FIRST_MONTH, invented_month
from reduction_portal.demonstration.unsettled import SETTLED, UNSETTLED, Sheet
from reduction_portal.demonstration.visits import acts_on_visits
from returns.models import MISSING, Kind, MonthlyReturn, State
from returns.queries import returns_of
from treatment_plants import actions
from treatment_plants.entries import Entry
from treatment_plants.models import Plant
from treatment_plants.queries import owing, plants_in

LAST_MONTH = 202210
OPENING = datetime.date(2020, 1, 2)  # when the city began to keep its plants in the portal


@dataclass(frozen=True)
class Cast:
    """Who acts. `officials` by the code of their district."""

    quota_administrator: User
    verifier: User
    builder: User  # of the bureau that keeps the projects
    bureau: User  # that keeps the closure list
    officials: dict[str, User]
    people: dict[str, User]  # everybody, by user name


def acts_in_order(plants: list[InventedPlant], districts: list[Division], cast: Cast) -> list[Act]:
    """Everything that happened, in the order of time, which then is also that of the journal."""
    acts = [
        *_acts_on_plants(plants, cast),
        *acts_on_quotas(cast.quota_administrator),
        *acts_on_register(cast.quota_administrator),
        *_acts_on_returns(plants, districts, cast),
        *acts_on_projects(cast.builder, cast.verifier, cast.officials),
        *acts_on_power(cast.bureau, cast.verifier, cast.officials, districts),
        *acts_on_visits(cast.people),
        *acts_on_procedure(cast.quota_administrator, cast.verifier, cast.officials),
        Act(BEFORE_CORRECTION, freeze_until_corrected),
    ]
    return sorted(acts, key=lambda act: act.at)


def _acts_on_plants(plants: list[InventedPlant], cast: Cast) -> Iterator[Act]:
    by = cast.quota_administrator
    for plant in plants:
        yield Act(moment(max(plant.started_on, OPENING), 9), partial(_open, plant, by=by))
        for valid_from, m3_per_day in plant.capacities[1:]:
            yield Act(moment(_day(valid_from, 1), 9), partial(_extend, plant, valid_from, m3_per_day, by=by))
        if plant.closed_on:
            yield Act(moment(plant.closed_on, 17), partial(_close, plant, by=by))


def _open(invented: InventedPlant, *, by: User) -> None:
    valid_from, m3_per_day = invented.capacities[0]
    plant = Plant(
        name=invented.name,
        name_en=invented.name_en,
        district_id=invented.district,
        town_id=invented.town,
        process=invented.process,
        discharge_standard=invented.discharge_standard,
        started_on=invented.started_on,
    )
    actions.add_plant(plant=plant, pollutants=list(invented.concentrations), valid_from=valid_from, m3_per_day=m3_per_day, by=by)


def _extend(invented: InventedPlant, valid_from: int, m3_per_day: int, *, by: User) -> None:
    _change(invented, {}, (valid_from, m3_per_day), "扩建工程投入运行", by=by)


def _close(invented: InventedPlant, *, by: User) -> None:
    _change(invented, {"closed_on": invented.closed_on}, invented.capacities[-1], f"关停，污水改由{invented.flows_to}处理", by=by)


def _change(invented: InventedPlant, changes: dict, capacity: tuple[int, int], reason: str, *, by: User) -> None:
    valid_from, m3_per_day = capacity
    plant = plants_in(invented.district).get(name=invented.name)
    actions.change_plant(
        plant=plant,
        seen_version=plant.version,
        changes=changes,
        pollutants=list(invented.concentrations),
        valid_from=valid_from,
        m3_per_day=m3_per_day,
        reason=reason,
        by=by,
    )


def _acts_on_returns(plants: list[InventedPlant], districts: list[Division], cast: Cast) -> Iterator[Act]:
    """Each district's month: entered and submitted on the 3rd to 6th of the next one, reviewed one or two days later."""
    for month in months_between(FIRST_MONTH, LAST_MONTH):
        for district in districts:
            chance = random.Random(f"{district.code} {month}")
            entered_on = _day(shifted(month, 1), chance.randint(3, 6))
            reviewed_on = entered_on + datetime.timedelta(days=chance.randint(1, 2))
            sheet = UNSETTLED.get((district.code, month), SETTLED)
            entry = partial(_enter, plants, district, month, sheet, by=cast.officials[district.code])
            review = partial(_review, district, month, sheet, by=cast.verifier)
            yield Act(_working_hours(entered_on, chance), entry)
            yield Act(_working_hours(reviewed_on, chance), review)


def _enter(plants: list[InventedPlant], district: Division, month: int, sheet: Sheet, *, by: User) -> None:
    """Fill in the district's sheet as far as it was filled in, and submit what was finished."""
    invented = {plant.name: plant for plant in plants if plant.district == district.code}
    drafts, finished = [], []
    for plant in owing(district.code, month).prefetch_related("pollutants"):
        state = sheet.state_of(plant.name)
        if state == MISSING:
            continue
        entry = _entry(plant, invented[plant.name], month, plants)
        if state == State.DRAFT:
            drafts.append(_without_concentrations(_with_slip(entry, slips.OPEN)))
        else:
            finished.append(_finished(entry, month))
    if drafts:
        actions.save_sheet(district=district, month=month, entries=drafts, by=by)
    if slip := slips.CORRECTED.get((district.code, month)):
        finished = [_typed_wrongly_first(entry, slip, month, by) if entry.plant.name == slip.plant else entry for entry in finished]
    if finished:
        actions.submit_sheet(district=district, month=month, entries=finished, unchanged=[], by=by)


def _finished(entry: Entry, month: int) -> Entry:
    """A row that is handed in, with an answer to whatever is asked about it."""
    slip, reason = slips.WAITING.get(entry.plant.name, (None, "")) if month == LAST_MONTH else (None, "")
    return slips.answered(slip.typed(entry) if slip else entry, reason)


def _with_slip(entry: Entry, known: dict[str, slips.Slip]) -> Entry:
    return known[entry.plant.name].typed(entry) if entry.plant.name in known else entry


def _typed_wrongly_first(entry: Entry, slip: slips.Slip, month: int, by: User) -> Entry:
    """Save the wrong figure as a draft, see the question, and answer the row as it should be."""
    wrong = replace(slip.typed(entry), answers={})
    kept = actions.save_sheet(district=entry.plant.district, month=month, entries=[wrong], by=by)
    return replace(entry, seen_version=kept[entry.plant.pk].version)


def _entry(plant: Plant, invented: InventedPlant, month: int, plants: list[InventedPlant]) -> Entry:
    told = invented_month(invented, month, plants)
    return Entry(
        plant=plant,
        days=told.days,
        volume_m3=told.volume_m3,
        note=told.note,
        concentrations=told.concentrations,
        electricity_kwh=told.electricity_kwh,
        sludge_kg=told.sludge_kg,
    )


def _without_concentrations(entry: Entry) -> Entry:
    """The row as it stands while the laboratory has not answered."""
    return replace(entry, concentrations=dict.fromkeys(entry.concentrations, (None, None)))


def _review(district: Division, month: int, sheet: Sheet, *, by: User) -> None:
    """Accept what was submitted, or send it back; the rest still waits."""
    names = dict(plants_in(district.code).values_list("pk", "name"))
    reviewed: dict[str, list[MonthlyReturn]] = {}
    for one in returns_of(district.code, Kind.TREATMENT_PLANT, month):
        reviewed.setdefault(sheet.state_of(names[one.subject]), []).append(one)
    if accepted := reviewed.get(State.ACCEPTED):
        actions.accept(seen=_seen(accepted), by=by)
    if sent_back := reviewed.get(State.SENT_BACK):
        remarks = {one.pk: sheet.remarks for one in sent_back}
        actions.send_back(seen=_seen(sent_back), reason=sheet.reason, remarks=remarks, by=by)


def _seen(returns: list[MonthlyReturn]) -> dict[int, int]:
    return {one.pk: one.version for one in returns}


def _day(month: int, day: int) -> datetime.date:
    return datetime.date(month // 100, month % 100, day)


def _working_hours(day: datetime.date, chance: random.Random) -> datetime.datetime:
    return moment(day, chance.randint(9, 16), chance.randint(0, 59))

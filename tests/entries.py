"""Months as the tests enter them, in the units of the sheet."""

from formulas.months import days_in
from formulas.units import CONCENTRATION, VOLUME
from tests.city import City
from treatment_plants import actions
from treatment_plants.checks.values import NOT_RUNNING
from treatment_plants.entries import Entry
from treatment_plants.models import Operation, Plant
from treatment_plants.questions import OneAnswer


def entry(plant: Plant, month: int, volume: str | None, inlet: str | None = "180", outlet: str | None = "30", **details) -> Entry:
    """A row with the volume in 万吨 and COD in mg/L; None leaves the cell empty. A volume of "0" is a zero report."""
    stopped = volume == "0"
    kept = Operation.objects.filter(plant=plant, month=month).select_related("monthly_return").first()
    return Entry(
        plant=plant,
        seen_version=details.pop("seen", kept.monthly_return.version if kept else 0),
        days=details.pop("days", 0 if stopped else days_in(month)),
        codes=details.pop("codes", {"volume": NOT_RUNNING} if stopped else {}),
        answers=details.pop("answers", OneAnswer("核对无误")),
        volume_m3=_amount(VOLUME, volume),
        concentrations={"cod": (_amount(CONCENTRATION, inlet), _amount(CONCENTRATION, outlet))},
        **details,
    )


def _amount(unit, text: str | None) -> int | None:
    return None if text is None else unit.parse(text)


def save(city: City, plant: Plant, month: int, *values, by: str = "official", **details):
    """Save one row as a draft."""
    actions.save_sheet(district=plant.district, month=month, entries=[entry(plant, month, *values, **details)], by=city.people[by])
    return Operation.objects.get(plant=plant, month=month).monthly_return


def submit(city: City, plant: Plant, month: int, *values, by: str = "official", **details):
    actions.submit_sheet(
        district=plant.district, month=month, entries=[entry(plant, month, *values, **details)], unchanged=[], by=city.people[by]
    )
    return Operation.objects.get(plant=plant, month=month).monthly_return


def accept(city: City, plant: Plant, month: int, *values, by: str = "official", **details):
    """Submit one row and let the verifier accept it."""
    one = submit(city, plant, month, *values, by=by, **details)
    actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
    one.refresh_from_db()
    return one


def correct_plant(city: City, plant: Plant, *, pollutants: tuple[str, ...] = ("cod",), **changes) -> None:
    """Correct a plant as whoever keeps the plants does."""
    plant.refresh_from_db()
    newest = plant.capacities.order_by("valid_from").last()
    actions.change_plant(
        plant=plant,
        seen_version=plant.version,
        changes=changes,
        pollutants=list(pollutants),
        valid_from=newest.valid_from,
        m3_per_day=newest.m3_per_day,
        reason="核对台账",
        by=city.people["quota"],
    )
    plant.refresh_from_db()

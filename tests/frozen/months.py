"""The small city with two months that have closed, and its people's later acts on them."""

from dataclasses import replace

import clock
import figures.actions
from frozen.actions import freeze_months
from frozen.models import Freeze
from returns.models import Kind
from returns.opening_actions import set_terms
from tests.city import City, at
from tests.entries import accept
from tests.targets.quotas import in_force
from treatment_plants import review_actions
from treatment_plants.entries import entry_of
from treatment_plants.models import Operation, Plant

AUGUST, SEPTEMBER = 202208, 202209
# August closes at the end of 15 September, September at the end of 17 October.
AUGUST_FROZEN, SEPTEMBER_FROZEN = at(2022, 9, 16, 0, 10), at(2022, 10, 18, 0, 10)
VOLUMES = {
    AUGUST: {"dongpo": "217", "shagang": "93", "dali": "124"},
    SEPTEMBER: {"dongpo": "240", "shagang": "60", "dali": "144"},
}
OFFICIALS = {"dongpo": "official", "shagang": "official", "dali": "neighbour"}


def closing_from_august_on(city: City) -> None:
    """Months close on the 15th of the next one, from August 2022 on: months before are not closed by anybody."""
    with clock.moved_to(at(2022, 1, 3)):
        set_terms(
            kind=Kind.TREATMENT_PLANT,
            division=city.people["quota"].division,
            valid_from=AUGUST,
            due_day=5,
            closing_day=15,
            reason="按照市统计调度制度执行。",
            by=city.people["quota"],
        )


def quotas_in_force(city: City, *args) -> None:
    with clock.moved_to(at(2022, 1, 4)):
        in_force(city, *args)


def refresh_and_freeze(moment) -> int:
    with clock.moved_to(moment):
        figures.actions.refresh()
        return freeze_months(again=True)


def month_accepted(city: City, month: int) -> None:
    """All three plants report and are accepted on the 4th of the next month."""
    with clock.moved_to(at(2022, month % 100 + 1, 4)):
        for name, volume in VOLUMES[month].items():
            accept(city, getattr(city, name), month, volume, by=OFFICIALS[name])


def two_frozen_months(city: City) -> None:
    """August and September, each entered, accepted, closed and frozen in its time."""
    closing_from_august_on(city)
    for month, moment in ((AUGUST, AUGUST_FROZEN), (SEPTEMBER, SEPTEMBER_FROZEN)):
        month_accepted(city, month)
        refresh_and_freeze(moment)


def august_frozen(city: City) -> Freeze:
    """August closes without any return, and is frozen."""
    closing_from_august_on(city)
    refresh_and_freeze(AUGUST_FROZEN)
    return copy_of(AUGUST)


def corrected(city: City, plant: Plant, month: int, volume_m3: int, moment, document: str = "禅环函〔2022〕9号") -> None:
    """Another volume for a closed month, proposed and confirmed by two people."""
    with clock.moved_to(moment):
        operation = Operation.objects.select_related("monthly_return", "plant").get(plant=plant, month=month)
        correction = review_actions.propose_correction(
            monthly_return=operation.monthly_return,
            entry=replace(entry_of(operation), volume_m3=volume_m3),
            reason="流量计校准后复核更正。",
            document_number=document,
            by=city.people["official"],
        )
        review_actions.confirm_correction(correction=correction, by=city.people["verifier"])


def copy_of(month: int, number: int = 1) -> Freeze:
    return Freeze.objects.get(month=month, number=number)

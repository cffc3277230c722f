from functools import reduce
from operator import or_

from django.db.models import Prefetch, QuerySet

from construction.models import Project
from districts.scopes import inside
from power_plants.models import CoalBurnt, Desulphurisation, PowerPlant, Process, Step, Unit, YearStatistics
from power_plants.rules import Rules, months_owed
from targets.queries import amounts

CLAIMS = {"step": Step, "statistics": YearStatistics, "facility": Desulphurisation}
UNIT_OF = {"step": "closure__unit", "statistics": "unit", "facility": "unit"}


def plants_in(divisions: str) -> QuerySet[PowerPlant]:
    """Power plants inside the scope in the official order of districts."""
    return PowerPlant.objects.filter(inside("district_id", divisions)).select_related("district")


def units_in(divisions: str) -> QuerySet[Unit]:
    """Units inside the scope, without their records."""
    return Unit.objects.filter(inside("plant__district_id", divisions)).select_related("plant__district")


def districts_with_units(divisions: list[str]) -> list[str]:
    """Codes of the districts inside any of the divisions that have a unit."""
    inside_any = reduce(or_, (inside("plant__district_id", code) for code in divisions))
    return list(Unit.objects.filter(inside_any).values_list("plant__district_id", flat=True).distinct().order_by("plant__district_id"))


def units_with_records(divisions: str) -> QuerySet[Unit]:
    """Units with everything their account and their closings are made of: as many queries for one as for a thousand."""
    return _with_records(units_in(divisions))


def units_with_records_of(divisions: list[str]) -> QuerySet[Unit]:
    """The same of several districts at once."""
    return _with_records(Unit.objects.filter(plant__district_id__in=divisions).select_related("plant__district"))


def _with_records(units: QuerySet[Unit]) -> QuerySet[Unit]:
    people = ("entered_by", "decided_by")
    return units.prefetch_related(
        Prefetch("coal_months", CoalBurnt.objects.select_related("monthly_return").order_by("month")),
        Prefetch("statistics", YearStatistics.objects.select_related(*people)),
        Prefetch("facilities", Desulphurisation.objects.select_related(*people)),
        "closures__planned_dates",
        Prefetch("closures__steps", Step.objects.select_related(*people)),
        "closures__words",
    )


def grid_lines_of(divisions: str) -> QuerySet[Project]:
    """The projects that closings inside the scope wait for, wherever the lines themselves lie."""
    waited_for = inside("closures__unit__plant__district_id", divisions)
    return Project.objects.filter(waited_for).select_related("kind", "district", "town").distinct()


def owing(divisions: str, month: int) -> list[Unit]:
    """Units that owe their coal for a month: those that ran, and those that handed it in all the same."""
    known = rules()
    return [unit for unit in units_with_records(divisions) if months_owed(unit, known, [month])]


def owed(divisions: str, months: list[int]) -> dict[int, tuple[str, list[int]]]:
    """Unit → its district and those of the months that it owes."""
    known = rules()
    return {unit.pk: (unit.plant.district_id, months_owed(unit, known, months)) for unit in units_with_records(divisions)}


def claims_in(divisions: str, what: str) -> QuerySet:
    """Claims of one sort inside the scope: "step", "statistics" or "facility"."""
    path = UNIT_OF[what]
    return CLAIMS[what].objects.filter(inside(f"{path}__plant__district_id", divisions)).select_related(f"{path}__plant")


def rules() -> Rules:
    """The dated numbers of the rules, read once."""
    defaults = {process: f"fgd_default_{process}_millionths" for process in Process.values}
    found = amounts(["sulphur_factor_thousandths", "count_start_offset_months", "closure_parts_required", *defaults.values()])
    return Rules(
        factor=found["sulphur_factor_thousandths"],
        offset=found["count_start_offset_months"],
        parts=found["closure_parts_required"],
        defaults={process: found[key] for process, key in defaults.items()},
    )

from django.db.models import Q, QuerySet

from targets.models import Medium, Parameter, Plan, Pollutant


class NoParameter(LookupError):
    """A rule asks for a number that no document gives for that month."""


def parameter(key: str, month: int) -> int:
    """The amount of a rule's parameter that is valid in a month, in the base unit its key tells."""
    found = Parameter.objects.filter(key=key, valid_from__lte=month).order_by("-valid_from").first()
    if found is None:
        raise NoParameter(f"{key} has no value for {month}; add one to targets/reference/parameters.json")
    return found.amount


def water_pollutants() -> QuerySet[Pollutant]:
    return Pollutant.objects.filter(medium=Medium.WATER)


def last_year_of_plan(year: int) -> int:
    """The last year of the plan to which changes in a year reach; the year itself where no plan holds it.

    A base year belongs to the plan that is measured against it.
    """
    plan = Plan.objects.filter(Q(base_year__lte=year, last_year__gte=year)).order_by("-base_year").first()
    return plan.last_year if plan else year


def plan_starts(year: int) -> list[int]:
    """Base years of the plan that a year belongs to and of every later one."""
    in_force = Plan.objects.filter(base_year__lte=year).order_by("-base_year").values_list("base_year", flat=True).first()
    return list(Plan.objects.filter(base_year__gte=in_force or year).values_list("base_year", flat=True))

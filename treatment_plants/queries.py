import datetime
from collections import Counter

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from districts.scopes import inside
from formulas.months import days_in, month_of
from treatment_plants.models import DesignCapacity, Measurement, Operation, Plant


def plants_in(divisions: str) -> QuerySet[Plant]:
    """Plants inside the scope in the official order of districts."""
    return Plant.objects.filter(inside("district_id", divisions)).select_related("district", "town")


def plants_called(divisions: str, words: str) -> QuerySet[Plant]:
    """Plants inside the scope whose name, English name or pinyin initials contain the words; all where there are none."""
    words = words.strip()
    named = Q(name__icontains=words) | Q(name_en__icontains=words) | Q(initials__contains=words.lower())
    return plants_in(divisions).filter(named) if words else plants_in(divisions)


def with_capacity(plants: QuerySet[Plant], month: int) -> QuerySet[Plant]:
    """Plants with `design_m3_d`, the design capacity in force in a month (None before the first)."""
    in_force = DesignCapacity.objects.filter(plant=OuterRef("pk"), valid_from__lte=month).order_by("-valid_from")
    return plants.annotate(design_m3_d=Subquery(in_force.values("m3_per_day")[:1]))


def owing(divisions: str, month: int) -> QuerySet[Plant]:
    """Plants that owe a return for a month: from the month of their start to that of their closing."""
    first_day = datetime.date(month // 100, month % 100, 1)
    last_day = first_day.replace(day=days_in(month))
    still_open = Q(closed_on__isnull=True) | Q(closed_on__gte=first_day)
    return plants_in(divisions).filter(still_open, started_on__lte=last_day)


def owed_counts(divisions: str, months: list[int]) -> Counter[tuple[str, int]]:
    """How many returns each district owes for each of the months, in one query."""
    counts: Counter[tuple[str, int]] = Counter()
    for district, started_on, closed_on in plants_in(divisions).values_list("district_id", "started_on", "closed_on"):
        first, last = month_of(started_on), month_of(closed_on) if closed_on else months[-1]
        counts.update((district, month) for month in months if first <= month <= last)
    return counts


def operations_in(divisions: str, month: int) -> QuerySet[Operation]:
    """What was reported inside the scope for a month, with returns and measurements."""
    return (
        Operation.objects.filter(inside("plant__district_id", divisions), month=month)
        .select_related("monthly_return__entered_by", "monthly_return__reviewed_by")
        .prefetch_related("measurements")
    )


def operations_of(divisions: str, plant: Plant) -> QuerySet[Operation]:
    """All months of one plant, the newest first."""
    measurements = Prefetch("measurements", Measurement.objects.select_related("pollutant"))
    months = Operation.objects.filter(inside("plant__district_id", divisions), plant=plant)
    return months.select_related("monthly_return").prefetch_related(measurements).order_by("-month")

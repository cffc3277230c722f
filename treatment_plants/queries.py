import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from districts.models import TOWN_CODE_LENGTH
from districts.scopes import inside
from formulas.months import days_in
from returns.models import State
from treatment_plants.models import (
    AskedQuestion,
    DesignCapacity,
    LoadedRow,
    Measurement,
    Operation,
    Plant,
    PlantLoad,
    QuestionState,
    RegisterInflow,
    RowOutcome,
)

# What was handed in: only that tells the checks what is usual.
HANDED_IN = (State.SUBMITTED, State.ACCEPTED)


def lying_in(divisions: str, plant: str = "") -> Q:
    """A condition that a plant lies inside the scope: by its town where the scope is one, else by its district.

    `plant` is the path to the plant from where the condition is used, such as "plant__".
    """
    is_town = len(divisions) == TOWN_CODE_LENGTH
    return inside(f"{plant}{'town_id' if is_town else 'district_id'}", divisions)


def plants_in(divisions: str) -> QuerySet[Plant]:
    """Plants inside the scope in the official order of districts."""
    return Plant.objects.filter(lying_in(divisions)).select_related("district", "town")


def plants_waiting(divisions: str) -> QuerySet[Plant]:
    """Plants of the scope whose district nobody has told yet."""
    return Plant.objects.filter(inside("waits_in_id", divisions)).order_by("name")


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


def owed(divisions: str, months: list[int]) -> dict[int, tuple[str, list[int]]]:
    """Plant → its district and those of the months that it owes."""
    return {plant.pk: (plant.district_id, list(filter(plant.owes, months))) for plant in plants_in(divisions)}


def months_dropped(divisions: str, plant: Plant, started_on: datetime.date, closed_on: datetime.date | None) -> list[int]:
    """Months that the plant has reported and owes as it stands, but not with another start and closing."""
    changed = Plant(started_on=started_on, closed_on=closed_on)
    reported = Operation.objects.filter(inside("plant__district_id", divisions), plant=plant).order_by("month")
    return [month for month in reported.values_list("month", flat=True) if plant.owes(month) and not changed.owes(month)]


def operations_in(divisions: str, month: int) -> QuerySet[Operation]:
    """What was reported inside the scope for a month, with returns and measurements."""
    return (
        Operation.objects.filter(lying_in(divisions, "plant__"), month=month)
        .select_related("monthly_return__entered_by", "monthly_return__submitted_by", "monthly_return__reviewed_by")
        .prefetch_related("measurements")
    )


def operations_of(divisions: str, plant: Plant) -> QuerySet[Operation]:
    """All months of one plant, the newest first."""
    measurements = Prefetch("measurements", Measurement.objects.select_related("pollutant"))
    months = Operation.objects.filter(lying_in(divisions, "plant__"), plant=plant)
    people = ("monthly_return__entered_by", "monthly_return__reviewed_by")
    return months.select_related(*people).prefetch_related(measurements).order_by("-month")


def plant_loads(divisions: str) -> QuerySet[PlantLoad]:
    """Sheets of plants that were loaded for divisions inside the scope, the newest first."""
    return PlantLoad.objects.filter(inside("division_id", divisions)).select_related("draft", "loaded_by", "undone_by", "division")


def loaded_rows(divisions: str, load: PlantLoad) -> QuerySet[LoadedRow]:
    """What became of each row of a load."""
    return LoadedRow.objects.filter(inside("load__division_id", divisions), load=load).select_related("district")


def outcomes(divisions: str, load: PlantLoad) -> dict[str, int]:
    """How many rows of a load came to what: plants by outcome, months apart."""
    rows = loaded_rows(divisions, load).order_by().values_list("outcome", "month")
    return dict(Counter(outcome if month is None else f"months_{outcome}" for outcome, month in rows))


def months_to_accept(divisions: str, load: PlantLoad) -> dict[int, int]:
    """Return → version of the months that a load has handed in and that wait inside the scope just as it has left them."""
    rows = loaded_rows(divisions, load).filter(month__isnull=False, outcome__in=[RowOutcome.ADDED, RowOutcome.CHANGED])
    left = {(plant, month): version for plant, month, version in rows.values_list("plant", "month", "version")}
    kept = Operation.objects.filter(inside("monthly_return__division_id", divisions), monthly_return__state=State.SUBMITTED)
    found = kept.filter(plant__in={plant for plant, _month in left}).values_list(
        "plant_id", "month", "monthly_return_id", "monthly_return__version"
    )
    return {key: version for plant, month, key, version in found if left.get((plant, month)) == version}


def register_inflows(divisions: str, pollutant: str) -> QuerySet[RegisterInflow]:
    """What registers tell of plants inside the scope, also of those that wait in it for their district."""
    of_plants = lying_in(divisions, "plant__") | inside("plant__waits_in_id", divisions)
    found = RegisterInflow.objects.filter(of_plants, pollutant=pollutant, plant__closed_on__isnull=True)
    return found.select_related("plant", "plant__district").prefetch_related("plant__capacities")


def designs_in_force(divisions: str, months: Iterable[int], plants: Iterable[int]) -> dict[int, dict[int, int]]:
    """Month → plant → design capacity in force, m³/d; without plants that had none yet."""
    months = list(months)
    known = DesignCapacity.objects.filter(lying_in(divisions, "plant__"), plant__in=list(plants), valid_from__lte=max(months))
    rows = list(known.order_by("valid_from").values_list("plant_id", "valid_from", "m3_per_day"))
    return {month: {plant: amount for plant, valid_from, amount in rows if valid_from <= month} for month in months}


def earlier_months(divisions: str, plants: Iterable[int], months: list[int]) -> Iterator[tuple[int, int, dict]]:
    """(plant, month, values) of what was handed in for these months, as plain values: the checks read many of them."""
    state = "monthly_return__state__in"
    rows = Operation.objects.filter(lying_in(divisions, "plant__"), plant__in=list(plants), month__in=months, **{state: HANDED_IN})
    measured: dict[int, dict[str, tuple]] = defaultdict(dict)
    of_months = Measurement.objects.filter(lying_in(divisions, "plant__"), plant__in=list(plants), month__in=months)
    for operation, pollutant, inlet, outlet in of_months.values_list("operation_id", "pollutant_id", "inlet_ug_l", "outlet_ug_l"):
        measured[operation][pollutant] = (inlet, outlet)
    names = ("days", "volume_m3", "electricity_kwh", "sludge_kg")
    for operation, plant, month, *values in rows.values_list("pk", "plant_id", "month", *names):
        yield plant, month, dict(zip(names, values, strict=True)) | {"concentrations": measured[operation]}


def questions_in(divisions: str, month: int) -> QuerySet[AskedQuestion]:
    """What is asked about the figures of a month inside the scope as they stand, answered or not."""
    current = AskedQuestion.objects.filter(lying_in(divisions, "plant__"), month=month).exclude(state=QuestionState.CORRECTED)
    return current.select_related("answered_by").order_by("pk")


def questions_by_rule(divisions: str) -> dict[str, dict[str, int]]:
    """Rule → state → how many questions were ever asked inside the scope."""
    asked = AskedQuestion.objects.filter(lying_in(divisions, "plant__")).values_list("rule", "state").order_by("rule", "state")
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for rule, state, count in asked.annotate(count=Count("pk")):
        counts[rule][state] = count
    return counts


def doubtful_plants(divisions: str, months: Iterable[int]) -> set[int]:
    """Plants with a figure in question: a soft check waits for an answer, or the verifier has not accepted the answer.

    They are marked wherever plants are ranked, and no public page names them: see `nameable`.
    """
    return set(_in_question(divisions).filter(month__in=list(months)).values_list("plant_id", flat=True))


def doubtful_months(divisions: str, first_month: int, last_month: int) -> set[tuple[int, int]]:
    """(plant, month) of every figure in question."""
    return set(_in_question(divisions).filter(month__range=(first_month, last_month)).values_list("plant_id", "month"))


def _in_question(divisions: str) -> QuerySet[AskedQuestion]:
    asked = AskedQuestion.objects.filter(lying_in(divisions, "plant__")).exclude(state=QuestionState.CORRECTED)
    return asked.exclude(state=QuestionState.CONFIRMED, operation__monthly_return__state=State.ACCEPTED)


def nameable(divisions: str, months: Iterable[int]) -> QuerySet[Plant]:
    """Plants that a public page of these months may name: every figure of theirs stands without a question."""
    return plants_in(divisions).exclude(pk__in=doubtful_plants(divisions, months))

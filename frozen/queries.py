import datetime
from collections.abc import Iterable

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When, Window
from django.db.models.functions import Rank

from districts.models import CITY_CODE_LENGTH, TOWN_CODE_LENGTH, Division
from districts.scopes import inside
from frozen.models import (
    PARTS,
    Freeze,
    FrozenLoad,
    FrozenParameter,
    FrozenPlace,
    FrozenPlant,
    FrozenQuota,
    FrozenRemoval,
    FrozenRow,
)
from returns.models import State
from targets.ledger import Ledger, Line, ledger_of


def freezes(divisions: str) -> QuerySet[Freeze]:
    """Copies of the city that the scope lies in, or of the cities inside it, the earliest first."""
    return Freeze.objects.filter(inside("division", divisions[:CITY_CODE_LENGTH])).order_by("division", "sequence")


def freezes_of(divisions: str, month: int) -> QuerySet[Freeze]:
    """Copies of a month, the first one first."""
    return freezes(divisions).filter(month=month).order_by("division", "number")


def last_in_chain(divisions: str) -> Freeze | None:
    """The newest copy of exactly this city, whose seal the next one names."""
    return Freeze.objects.filter(division=divisions).order_by("-sequence").first()


def in_force(divisions: str, month: int, before: datetime.datetime) -> Freeze | None:
    """The copy of a month that was the newest at a moment; None where it had none yet."""
    return freezes_of(divisions, month).filter(frozen_at__lt=before).order_by("-number").first()


def last_month_frozen(divisions: str, before: datetime.datetime) -> int | None:
    """The latest month that had a copy at a moment."""
    return freezes(divisions).filter(frozen_at__lt=before).order_by("-month").values_list("month", flat=True).first()


def months_frozen(divisions: str) -> set[int]:
    return set(freezes(divisions).values_list("month", flat=True))


def rows_of(divisions: str, freeze: Freeze) -> dict[type[FrozenRow], list[FrozenRow]]:
    """Everything that a copy of the scope's city holds, by part."""
    own = freezes(divisions).filter(pk=freeze.pk)
    return {part: list(part.objects.filter(freeze__in=own)) for part in PARTS}


def newest_copies(divisions: str, months: Iterable[int]) -> dict[int, Freeze]:
    """Month → its newest copy."""
    return {one.month: one for one in freezes(divisions).filter(month__in=list(months)).order_by("number")}


def plants_by_load(divisions: str, freeze: Freeze) -> QuerySet[FrozenPlant]:
    """Plants of a copy inside the scope that owed its month, worst first with `rank`, as figures.queries.plant_load_ranking orders them."""
    by_load = F("load_rate_millionths").asc(nulls_first=True)
    waiting = Case(When(state=State.SUBMITTED, then=1), default=0, output_field=IntegerField())
    listed = FrozenPlant.objects.filter(_lying_in(divisions), freeze=freeze).exclude(state="")
    ranked = listed.annotate(rank=Window(Rank(), order_by=by_load), waiting=waiting, position=_position())
    return ranked.order_by(by_load, "waiting", "position", "name", "plant_id")


def inflows_by_strength(divisions: str, freeze: Freeze, pollutant: str, required: int) -> QuerySet[FrozenLoad]:
    """Plants of a copy with weaker inflow than required (µg/L), weakest first with `rank`, as figures.queries.inlet_ranking orders them."""
    by_inlet = F("inlet_ug_l").asc(nulls_first=True)
    of_copy = FrozenPlant.objects.filter(_lying_in(divisions), freeze=freeze)
    plant = of_copy.filter(plant_id=OuterRef("plant_id"))
    listed = FrozenLoad.objects.filter(
        freeze=freeze, pollutant=pollutant, accepted_months__isnull=False, plant_id__in=of_copy.values("plant_id")
    )
    thin_or_unknown = listed.filter(Q(inlet_ug_l__lt=required) | Q(inlet_ug_l__isnull=True))
    named = thin_or_unknown.annotate(
        rank=Window(Rank(), order_by=by_inlet),
        name=Subquery(plant.values("name")[:1]),
        position=Subquery(plant.annotate(position=_position()).values("position")[:1]),
    )
    return named.order_by(by_inlet, "position", "name", "plant_id")


def plants_of_copy(divisions: str, freeze: Freeze) -> QuerySet[FrozenPlant]:
    """All plants of a copy inside the scope, those too that owed nothing in its month."""
    return FrozenPlant.objects.filter(_lying_in(divisions), freeze=freeze).order_by("plant_id")


def loads_of_copy(divisions: str, freeze: Freeze, pollutant: str) -> QuerySet[FrozenLoad]:
    """What the plants of the scope brought of a pollutant, as a copy has it."""
    plants = plants_of_copy(divisions, freeze).order_by().values("plant_id")
    return FrozenLoad.objects.filter(freeze=freeze, pollutant=pollutant, plant_id__in=plants)


def removal_of_copy(divisions: list[str], freeze: Freeze) -> QuerySet[FrozenRemoval]:
    """Sums since January of exactly these divisions."""
    return FrozenRemoval.objects.filter(freeze=freeze, division_id__in=divisions, since=freeze.month // 100 * 100 + 1)


def places_of_copy(divisions: str, freeze: Freeze) -> dict[str, Division]:
    """Code → division as it was called then: of the city that the scope lies in."""
    own = FrozenPlace.objects.filter(inside("code", divisions[:CITY_CODE_LENGTH]), freeze=freeze).order_by("position", "code")
    return {one.code: one.division for one in own}


def quotas_of_copy(divisions: str, freeze: Freeze) -> Ledger:
    """The quotas that were in force, inside the scope: of the copy's year and the year before."""
    lines = FrozenQuota.objects.filter(inside("division", divisions), freeze=freeze)
    names = ("division", "pollutant", "year", "base_amount_mg", "cap_mg")
    return ledger_of(
        freeze.base_year or 0, [Line(**{name: getattr(one, name) for name in names}, excludes=tuple(one.excludes)) for one in lines]
    )


def rules_of_copy(divisions: str, freeze: Freeze) -> dict[str, int]:
    """Key → amount of every parameter that was valid in the month of a copy."""
    known = FrozenParameter.objects.filter(freeze__in=freezes(divisions).filter(pk=freeze.pk)).order_by("valid_from")
    return dict(known.values_list("key", "amount"))


def _lying_in(divisions: str) -> Q:
    return inside("town_id" if len(divisions) == TOWN_CODE_LENGTH else "division_id", divisions)


def _position() -> Subquery:
    """Where a row's district stood in the official lists."""
    return Subquery(FrozenPlace.objects.filter(freeze=OuterRef("freeze"), code=OuterRef("division_id")).values("position")[:1])

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from districts.models import CITY_CODE_LENGTH, DISTRICT_CODE_LENGTH, LEVEL_LENGTHS, TOWN_CODE_LENGTH, Division
from districts.scopes import inside


def divisions_in(divisions: str) -> QuerySet[Division]:
    return Division.objects.filter(inside("code", divisions))


def of_level(divisions: str, code_length: int) -> QuerySet[Division]:
    return divisions_in(divisions).annotate(length=Length("code")).filter(length=code_length)


def districts_in(divisions: str) -> QuerySet[Division]:
    """Districts inside the scope in their official order."""
    return of_level(divisions, DISTRICT_CODE_LENGTH)


def towns_in(divisions: str) -> QuerySet[Division]:
    return of_level(divisions, TOWN_CODE_LENGTH)


def with_parts(codes: list[str]) -> dict[str, list[str]]:
    """Those of the codes that are divisions of this portal (a city's has no province), and the codes of the next level inside each.

    In the order given.
    """
    inside_any = reduce(or_, (inside("code", code) & Q(length=_next_length(code)) for code in codes), Q(code__in=codes))
    found = set(Division.objects.annotate(length=Length("code")).filter(inside_any).values_list("code", flat=True))
    return {
        code: sorted(one for one in found if one.startswith(code) and len(one) == _next_length(code)) for code in codes if code in found
    }


def _next_length(code: str) -> int:
    return min(length for length in LEVEL_LENGTHS if length > len(code))


def city() -> Division | None:
    """The city this portal serves; None before one has been set up."""
    return Division.objects.annotate(length=Length("code")).filter(length=CITY_CODE_LENGTH).order_by("code").first()

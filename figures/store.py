"""Writing figures: only rows that differ, so that readers never wait and a second run writes nothing."""

from django.db.models import Model, QuerySet

from districts.scopes import inside
from figures.models import DivisionFigure, InletFigure, PlantFigure


def store_plant_rows(divisions: str, years: range, rows: dict[tuple, dict]) -> int:
    """Make the plant figures of the scope and years equal to `rows`; answer how many rows were written."""
    kept = PlantFigure.objects.filter(inside("division_id", divisions), month__range=_months(years))
    return _store(kept, ("plant_id", "month"), rows)


def store_inlet_rows(divisions: str, years: range, rows: dict[tuple, dict]) -> int:
    """Make the inflow figures of the scope and years equal to `rows`; answer how many rows were written."""
    kept = InletFigure.objects.filter(inside("division_id", divisions), month__range=_months(years))
    return _store(kept, ("plant_id", "month", "pollutant_id"), rows)


def store_division_rows(divisions: list[str], years: range, rows: dict[tuple, dict]) -> int:
    """Make the figures of exactly these divisions equal to `rows`; answer how many rows were written."""
    kept = DivisionFigure.objects.filter(division__in=divisions, month__range=_months(years))
    return _store(kept, ("division_id", "month", "pollutant_id"), rows)


def _months(years: range) -> tuple[int, int]:
    return years.start * 100 + 1, (years.stop - 1) * 100 + 12


def _store(kept: QuerySet, key: tuple[str, ...], rows: dict[tuple, dict]) -> int:
    model: type[Model] = kept.model
    fields = [field.attname for field in model._meta.concrete_fields if field.attname not in key]
    stored = {row[: len(key)]: row[len(key) :] for row in kept.values_list(*key, *fields)}
    gone = [one for one in stored if one not in rows]
    differing = [one for one, row in rows.items() if stored.get(one) != tuple(row[field] for field in fields)]
    if gone:
        kept.filter(pk__in=gone).delete()
    model.objects.bulk_create(
        [model(**dict(zip(key, one, strict=True)), **rows[one]) for one in differing],
        update_conflicts=True,
        unique_fields=list(key),
        update_fields=fields,
    )
    return len(gone) + len(differing)

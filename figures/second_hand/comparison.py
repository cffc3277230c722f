"""What is stored against what was worked out again, cell by cell."""

import pandas
from django.db.models import Q, QuerySet

from figures.models import DivisionFigure, InletFigure, PlantFigure
from figures.second_hand.divisions import KEY, district_figures, figures_above, is_district
from figures.second_hand.plants import INFLOW_KEY, USE_KEY, inflow_figures, use_figures
from figures.second_hand.records import Cities, inside

COLUMNS = ["division", "plant", "month", "pollutant", "name", "stored", "worked_out"]
NOTHING = "—"


def differences(first_year: int, last_year: int, cities: Cities = None) -> pandas.DataFrame:
    """Cells in which both hands differ, with their place and both values. Empty when all is well.

    `cities` restricts both hands to their plants, their districts and themselves; what lies above is nobody's sample.

    A district's year that was never worked out has nothing to compare: `years_without_figures` names it.
    """
    known = _district_years()
    districts = district_figures(first_year, last_year, cities)
    districts = districts[[(code, month // 100) in known for code, month, _ in districts.index]]
    above = figures_above(districts)
    stored = _stored(DivisionFigure, KEY, list(districts.columns), first_year, last_year, inside("division__code", cities))
    above = above[above.index.get_level_values("division").isin(stored.index.get_level_values("division"))]
    found = [_differ(stored, pandas.concat([districts, above]))]
    for model, key, worked_out in (
        (PlantFigure, USE_KEY, use_figures(first_year, last_year, cities)),
        (InletFigure, INFLOW_KEY, inflow_figures(first_year, last_year, cities)),
    ):
        computed = [
            (division, month // 100) in known
            for division, month in zip(worked_out["division_id"], worked_out.index.get_level_values("month"), strict=True)
        ]
        found.append(
            _differ(
                _stored(model, key, list(worked_out.columns), first_year, last_year, inside("division__code", cities)), worked_out[computed]
            )
        )
    return pandas.concat(found).reindex(columns=COLUMNS)


def years_without_figures(first_year: int, last_year: int) -> dict[int, list[str]]:
    """Year → districts with plants of which no figure was ever worked out."""
    known = _district_years()
    districts = sorted(set(district_figures(first_year, last_year).index.get_level_values("division")))
    missing = {year: [code for code in districts if (code, year) not in known] for year in range(first_year, last_year + 1)}
    return {year: codes for year, codes in missing.items() if codes}


def _district_years() -> set[tuple[str, int]]:
    pairs = DivisionFigure.objects.values_list("division", "month").distinct()
    return {(code, month // 100) for code, month in pairs if is_district(code)}


def _stored(model, key: list[str], names: list[str], first_year: int, last_year: int, where: Q) -> pandas.DataFrame:
    rows: QuerySet = model.objects.filter(where, month__range=(first_year * 100 + 1, last_year * 100 + 12)).values_list(*key, *names)
    # As objects: a column with gaps would become floats, which lose digits of more than 9,007 t.
    return pandas.DataFrame(list(rows), columns=[*key, *names], dtype=object).set_index(key)


def _differ(stored: pandas.DataFrame, worked_out: pandas.DataFrame) -> pandas.DataFrame:
    both = pandas.concat({"stored": _cells(stored), "worked_out": _cells(worked_out)}, axis=1).fillna(NOTHING)
    return both[both["stored"] != both["worked_out"]].reset_index(names=[*stored.index.names, "name"])


def _cells(figures: pandas.DataFrame) -> pandas.Series:
    """One cell a row; what is missing is nothing, on both sides alike."""
    cells = figures.astype(object).stack(future_stack=True)
    return cells.where(cells.notna(), NOTHING)

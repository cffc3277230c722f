"""One formula, three readers: plain integers, the database, columns of a table. Every cell has to agree."""

import random

import pandas
import pytest
from django.db import connection, models
from django.db.models import F
from django.test.utils import isolate_apps

from formulas import wastewater
from treatment_plants.models import MOST_CAPACITY_M3_D, MOST_CONCENTRATION_UG_L, MOST_VOLUME_M3, REMOVES

COLUMNS = ["volume_m3", "volume_last_m3", "inlet_ug_l", "outlet_ug_l", "drop_last_ug_l", "load_last_mg", "design_m3_d", "days"]
INT8 = 2**63 - 1


def formulas_of(row, removes) -> dict:
    """Every formula by name. `row` gives a column by its name: a number, an expression, or a column of a table."""
    drop = wastewater.concentration_drop_ug_l(row("inlet_ug_l"), row("outlet_ug_l"), removes)
    load = wastewater.removed_load_mg(row("volume_m3"), row("inlet_ug_l"), row("outlet_ug_l"), removes)
    rate, rate_of = wastewater.load_rate_millionths(row("volume_m3"), row("design_m3_d"), row("days"))
    flow, flow_of = wastewater.actual_flow_m3_d(row("volume_m3"), row("days"))
    return {
        "drop": drop,
        "W1": load,
        "W2": wastewater.reduction_mg(load, row("load_last_mg")),
        "W3 flow": wastewater.flow_part_mg(row("volume_m3"), row("volume_last_m3"), drop),
        "W3 concentration": wastewater.concentration_part_mg(row("volume_last_m3"), drop, row("drop_last_ug_l")),
        "load rate": rate,
        "load rate of": rate_of,
        "flow": flow,
        "flow of": flow_of,
    }


def random_rows(seed: int, count: int) -> list[dict]:
    """Months of every kind, some with gaps, some at the ends of what the columns or an int8 hold."""
    luck = random.Random(seed)
    most = [
        MOST_VOLUME_M3,
        MOST_VOLUME_M3,
        *[MOST_CONCENTRATION_UG_L] * 3,
        MOST_VOLUME_M3 * MOST_CONCENTRATION_UG_L,
        MOST_CAPACITY_M3_D,
        31,
    ]
    limits = dict(zip(COLUMNS, most, strict=True))
    rows = [
        {name: luck.choice([0, 1, luck.randint(0, end), luck.randint(0, end), end, None]) for name, end in limits.items()}
        for _ in range(count)
    ]
    widest = INT8 // MOST_CONCENTRATION_UG_L
    rows.append(limits | {"volume_m3": widest, "outlet_ug_l": 0, "volume_last_m3": 0, "design_m3_d": INT8 // 31})
    rows.append(limits | {"volume_m3": 0, "outlet_ug_l": 0, "volume_last_m3": widest, "drop_last_ug_l": 0, "load_last_mg": INT8})
    return [row | {"id": number} for number, row in enumerate(rows)]


def by_hand(rows: list[dict]) -> list[dict]:
    """Plain integers; a formula that lacks a value has none."""
    return [{name: one_by_hand(row, name) for name in formulas_of(lambda column: 1, 1)} for row in rows]


def one_by_hand(row: dict, name: str) -> int | None:
    used = USES[name]
    if any(row[column] is None for column in used):
        return None
    complete = {column: value or 0 for column, value in row.items()}
    return formulas_of(complete.__getitem__, wastewater.removes(complete["inlet_ug_l"], complete["outlet_ug_l"]))[name]


DROP = {"inlet_ug_l", "outlet_ug_l"}
USES = {
    "drop": DROP,
    "W1": DROP | {"volume_m3"},
    "W2": DROP | {"volume_m3", "load_last_mg"},
    "W3 flow": DROP | {"volume_m3", "volume_last_m3"},
    "W3 concentration": DROP | {"volume_last_m3", "drop_last_ug_l"},
    "load rate": {"volume_m3"},
    "load rate of": {"design_m3_d", "days"},
    "flow": {"volume_m3"},
    "flow of": {"days"},
}


def by_database(rows: list[dict]) -> list[dict]:
    with isolate_apps("treatment_plants"):
        fields = {name: models.BigIntegerField(null=True) for name in COLUMNS}
        meta = type("Meta", (), {"app_label": "treatment_plants", "db_table": "formula_rows"})
        month = type(
            "Month", (models.Model,), {**fields, "__module__": __name__, "Meta": meta, "id": models.BigIntegerField(primary_key=True)}
        )
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} bigint" for name in COLUMNS)
        cursor.execute(f"CREATE TEMPORARY TABLE formula_rows (id bigint PRIMARY KEY, {columns})")
    month.objects.bulk_create(month(**row) for row in rows)
    expressions = {name.replace(" ", "_"): one for name, one in formulas_of(F, REMOVES).items()}
    found = month.objects.annotate(**{f"f_{name}": one for name, one in expressions.items()}).order_by("id")
    return [{name: getattr(row, f"f_{name.replace(' ', '_')}") for name in USES} for row in found]


def by_table(rows: list[dict]) -> list[dict]:
    # Through floats, as pandas reads columns with gaps, large amounts would lose digits.
    frame = pandas.DataFrame({name: pandas.array([row[name] for row in rows], dtype="Int64") for name in COLUMNS})
    removes = (frame["outlet_ug_l"] < frame["inlet_ug_l"]).astype("Int64")
    worked_out = pandas.DataFrame(formulas_of(frame.__getitem__, removes)).astype(object)
    return worked_out.where(worked_out.notna(), None).to_dict("records")


def differing(one: list[dict], other: list[dict]) -> list[tuple]:
    pairs = enumerate(zip(one, other, strict=True))
    return [
        (number, name, a[name], b[name])
        for number, (a, b) in pairs
        for name in a
        if a[name] != b[name] or type(a[name]) is not type(b[name])
    ]


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return random_rows(seed=20221110, count=400)


def test_the_database_agrees_with_plain_integers_in_every_cell(db, rows):
    assert differing(by_hand(rows), by_database(rows)) == []


def test_the_table_agrees_with_plain_integers_in_every_cell(rows):
    assert differing(by_hand(rows), by_table(rows)) == []


def test_the_rows_reach_what_could_go_wrong(rows):
    results = by_hand(rows)
    for name in USES:
        values = [row[name] for row in results]
        assert 20 < values.count(None) < 350
        assert values.count(0) > 5 or name == "load rate of"
    assert max(row["W1"] or 0 for row in results) > INT8 - 10**9
    assert min(row["W2"] or 0 for row in results) == -INT8
    assert any((row["W3 flow"] or 0) < 0 for row in results)


@pytest.mark.parametrize("name", ["W1", "W2", "W3 flow", "W3 concentration", "load rate"])
def test_a_road_that_goes_astray_is_seen(rows, name):
    right = by_hand(rows)
    wrong = [dict(row) for row in right]
    for place, value in ((3, 1), (7, None), (11, float(10**17 + 1))):
        wrong[place][name] = value
    assert len(differing(right, wrong)) > 1
    assert all(cell[1] == name for cell in differing(right, wrong))


def test_both_parts_of_a_reduction_add_up_to_it(rows):
    for row in rows:
        parts = by_hand([row | {"load_last_mg": product(row["volume_last_m3"], row["drop_last_ug_l"])}])[0]
        if None not in parts.values():
            assert parts["W3 flow"] + parts["W3 concentration"] == parts["W2"]


def product(one: int | None, other: int | None) -> int | None:
    return None if None in (one, other) else one * other

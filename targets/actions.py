import json
from pathlib import Path

from django.db import transaction

from formulas.months import parse_month
from targets.models import Parameter, Plan, Pollutant

REFERENCE = Path(__file__).parent / "reference"


@transaction.atomic
def sync_reference() -> dict[str, int]:
    """Bring pollutants, plans and parameters in line with the reviewed files. May be run any number of times.

    Rows that are no longer in a file stay: records may point at them.
    """
    return {
        "pollutants": _sync_pollutants(_read("pollutants")),
        "plans": _sync_plans(_read("plans")),
        "parameters": _sync_parameters(_read("parameters")),
    }


def _read(name: str) -> list[dict]:
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))[name]


def _sync_pollutants(rows: list[dict]) -> int:
    for row in rows:
        Pollutant.objects.update_or_create(code=row["code"], defaults=row)
    return len(rows)


def _sync_plans(rows: list[dict]) -> int:
    for row in rows:
        fields = {key: value for key, value in row.items() if key != "pollutants"}
        plan, _ = Plan.objects.update_or_create(code=row["code"], defaults=fields)
        plan.pollutants.set(row["pollutants"])
    return len(rows)


def _sync_parameters(rows: list[dict]) -> int:
    for row in rows:
        Parameter.objects.update_or_create(
            key=row["key"],
            valid_from=parse_month(row["valid_from"]),
            defaults={"amount": row["amount"], "source": row["source"]},
        )
    return len(rows)

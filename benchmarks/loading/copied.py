"""What a load has written of returns, and PostgreSQL's own COPY of it into the tables as migrations make them."""

import io

from django.db import connection, transaction

TABLES = ("returns_monthlyreturn", "treatment_plants_operation", "treatment_plants_measurement")


def written() -> list[tuple]:
    """The figures of every return."""
    from treatment_plants.models import Measurement

    fields = ("plant", "month", "pollutant", "operation__days", "operation__volume_m3", "volume_m3", "inlet_ug_l", "outlet_ug_l")
    return list(Measurement.objects.order_by("plant", "month", "pollutant").values_list(*fields))


def rows() -> dict[str, bytes]:
    """Table → all that stands in it, as COPY writes it; without what the database works out by itself."""
    return {f"{table} ({_columns(table)})": _out(table) for table in TABLES}


@transaction.atomic
def copy(given: dict[str, bytes]) -> None:
    """Into tables that are empty."""
    with connection.cursor() as cursor:
        for into, content in given.items():
            cursor.copy_expert(f"COPY {into} FROM STDIN", io.BytesIO(content))


def _out(table: str) -> bytes:
    file = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({_columns(table)}) TO STDOUT", file)
    return file.getvalue()


def _columns(table: str) -> str:
    from django.apps import apps

    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    return ", ".join(one.column for one in model._meta.concrete_fields if not one.generated)

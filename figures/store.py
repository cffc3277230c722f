"""Writing figures: only rows that differ, so that readers never wait and a second run writes nothing."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

from figures.statements.scope import Scope, Statement


@dataclass(frozen=True)
class Fresh:
    """What the figures of a scope should be. `keys` gives the keys alone, at a fraction of the cost of all `rows`."""

    model: type[Model]
    rows: Statement
    keys: Statement

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> list[str]:
        return [field.column for field in self.model._meta.pk_fields]

    @property
    def values(self) -> list[str]:
        return [field.column for field in self.model._meta.concrete_fields if field.column not in self.key]


# For the rest of the transaction: sorting a lot of a nation's months fits into memory, and compiling a statement costs more than it gains.
SETTINGS = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"


def expect_large_statements() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)


# What the statements read and write.
TABLES = (
    "treatment_plants_plant, treatment_plants_plant_pollutants, treatment_plants_designcapacity, treatment_plants_operation, "
    "treatment_plants_measurement, returns_monthlyreturn, figures_plantfigure, figures_inletfigure, figures_divisionfigure"
)


def count_rows() -> None:
    """After a load: until PostgreSQL has counted, which it does by itself within minutes, it plans as for empty tables."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {TABLES}")


def store(fresh: Fresh, scope: Scope, *, same_keys: bool = False) -> int:
    """Make the figures of the scope equal to the fresh ones; answer how many rows were written or deleted.

    They are read and written within the database: no row passes through this process. `same_keys` says that no row can be
    there that should not be.
    """
    with connection.cursor() as cursor:
        deleted = 0
        if not same_keys:
            cursor.execute(*_deletion(fresh, scope))
            deleted = cursor.rowcount
        cursor.execute(*_writing(fresh, scope))
        return deleted + cursor.rowcount


def differing(fresh: Fresh, scope: Scope) -> list[tuple]:
    """Keys of figures that are kept and should not be, are missing, or differ. Nothing is written."""
    columns = ", ".join([*fresh.key, *fresh.values])
    kept = f"SELECT {columns} FROM {fresh.table} WHERE {_within(scope)}"
    should = f"SELECT {columns} FROM ({fresh.rows.sql}) fresh"
    sql = f"""
    SELECT DISTINCT {", ".join(fresh.key)} FROM (
        SELECT * FROM ({kept} EXCEPT {should}) too_many UNION ALL SELECT * FROM ({should} EXCEPT {kept}) missing) differ
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [*scope.bounds, *fresh.rows.parameters, *fresh.rows.parameters, *scope.bounds])
        return cursor.fetchall()


def _within(scope: Scope) -> str:
    return f"{scope.inside('division_id')} AND month BETWEEN {scope.first_month} AND {scope.last_month}"


def _deletion(fresh: Fresh, scope: Scope) -> Statement:
    key = ", ".join(fresh.key)
    sql = f"""
    DELETE FROM {fresh.table} WHERE ({key}) IN (
        SELECT {key} FROM {fresh.table} WHERE {_within(scope)}
        EXCEPT SELECT {key} FROM ({fresh.keys.sql}) fresh)
    """
    return Statement(sql, [*scope.bounds, *fresh.keys.parameters])


def _writing(fresh: Fresh, scope: Scope) -> Statement:
    """Insert what is new, update what differs. What is as it should be is not even locked."""
    # SQLite has known the words of PostgreSQL since 3.39 only.
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    columns = [*fresh.key, *fresh.values]
    sql = f"""
    INSERT INTO {fresh.table} ({", ".join(columns)})
    SELECT {", ".join(f"fresh.{column}" for column in columns)}
    FROM ({fresh.rows.sql}) fresh
    LEFT JOIN (SELECT * FROM {fresh.table} WHERE {_within(scope)}) kept
         ON {" AND ".join(f"kept.{column} = fresh.{column}" for column in fresh.key)}
    WHERE kept.{fresh.key[0]} IS NULL OR {" OR ".join(f"kept.{column} {differs} fresh.{column}" for column in fresh.values)}
    ON CONFLICT ({", ".join(fresh.key)}) DO UPDATE SET {", ".join(f"{column} = excluded.{column}" for column in fresh.values)}
    """
    return Statement(sql, [*fresh.rows.parameters, *scope.bounds])

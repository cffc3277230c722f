"""The small city in side tables of the test database: built once through the portal's actions, and copied for each test within the
database, which takes a tenth of the time.
"""

from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings

import figures.actions
from accounts.models import User
from districts.models import Division
from tests.city import City, build_city
from treatment_plants.models import Plant

KEPT: list[tuple[str, str]] = []  # tables with the columns that are written


def keep_city() -> None:
    """Sequences that are used up by the building stay so: what a test adds comes after the city."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]), transaction.atomic():
        before = {table: _rows(table, columns) for table, columns in _tables()}
        build_city()
        figures.actions.refresh()
        after = {table: _rows(table, columns) for table, columns in _tables()}
        transaction.set_rollback(True)
    for table, columns in _tables():
        if after[table] != before[table]:
            assert not before[table], f"{table} held rows before the city was built"
            _keep(table, columns, after[table])


@transaction.atomic
def copy_city() -> City:
    with connection.cursor() as cursor:
        for table, columns in KEPT:
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{table}")
    divisions = {one.name_en: one for one in Division.objects.all()}
    plants = {one.name: one for one in Plant.objects.select_related("district")}
    return City(
        east=divisions["Chancheng"],
        west=divisions["Nanhai"],
        dongpo=plants["东鄱污水处理厂"],
        shagang=plants["沙岗污水处理厂"],
        dali=plants["大沥污水处理厂"],
        people={one.username: one for one in User.objects.all()},
    )


def _tables() -> list[tuple[str, str]]:
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return [(model._meta.db_table, ", ".join(_columns(model))) for model in models]


def _columns(model) -> list[str]:
    return [f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated]


def _rows(table: str, columns: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table}")
        return cursor.fetchall()


def _keep(table: str, columns: str, rows: list[tuple]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE kept_{table} AS SELECT {columns} FROM {table} WHERE 1 = 0")
        cursor.executemany(f"INSERT INTO kept_{table} ({columns}) VALUES ({', '.join('%s' for _ in rows[0])})", rows)
    KEPT.append((table, columns))

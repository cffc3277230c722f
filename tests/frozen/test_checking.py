"""check_frozen: seals, chain and history; each kind of tampering is found, and an untouched city has none."""

from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from frozen.checking import findings
from frozen.models import PARTS, Freeze, FrozenPlant, FrozenRemoval
from frozen.queries import rows_of
from frozen.sealing import sealed
from tests.city import at
from tests.frozen.months import AUGUST, SEPTEMBER, copy_of, corrected, quotas_in_force, refresh_and_freeze, two_frozen_months

guards = import_module("frozen.migrations.0002_frozen_stays")
CORRECTED_ON = at(2022, 10, 25)
OF_EVERY_ROW = ("id", "key", "freeze_id")


@pytest.fixture
def city(city):
    quotas_in_force(city)
    two_frozen_months(city)
    corrected(city, city.shagang, AUGUST, 1_240_000, CORRECTED_ON)
    refresh_and_freeze(CORRECTED_ON)
    return city


class Lifted:
    """Whoever owns the database can take the guards away; the seals stay."""

    def __enter__(self):
        self._say(guards.LIFTED)

    def __exit__(self, *failure):
        self._say(guards.GUARDS)

    @staticmethod
    def _say(statements):
        with connection.cursor() as cursor:
            for statement in statements[connection.vendor]:
                cursor.execute(statement)


def told() -> list[str]:
    return [str(one) for one in findings("4406")]


def test_untouched_copies_are_what_history_tells(city, capsys):
    call_command("check_frozen")
    assert capsys.readouterr().out == f"{Freeze.objects.count()} copies are what was sealed, and what history tells.\n"
    assert Freeze.objects.filter(month=AUGUST).count() == 2


def test_a_changed_figure_breaks_the_seal_and_differs_from_history(city):
    with Lifted():
        FrozenPlant.objects.filter(freeze=copy_of(SEPTEMBER), plant_id=city.dongpo.pk).update(load_rate_millionths=999_999)
    found = told()
    assert f"4406-{SEPTEMBER}-1: the seal does not fit what it seals" in found
    assert f"4406-{SEPTEMBER}-1: FrozenPlant {city.dongpo.pk} load_rate_millionths: 999999 in the copy, 800000 by history" in found
    with pytest.raises(CommandError, match="load_rate_millionths"):
        call_command("check_frozen")


def test_a_copy_sealed_anew_with_another_figure_differs_from_history_and_from_the_chain(city):
    """Whoever recomputes the seal of one row breaks the next one's link; whoever recomputes all is found by history and by paper."""
    freeze = copy_of(AUGUST)
    with Lifted():
        FrozenRemoval.objects.filter(freeze=freeze, division_id="440604", since=AUGUST).update(verified_load_mg=1)
        freeze.seal = sealed(freeze, rows_of("4406", freeze))
        freeze.save()
    found = told()
    assert not any("the seal does not fit" in one for one in found)
    assert any("does not name the seal before it" in one for one in found)
    assert any("verified_load_mg: 1 in the copy" in one for one in found)


def test_a_removed_copy_leaves_a_gap(city):
    freeze = copy_of(AUGUST)
    with Lifted():
        for part in PARTS:
            part.objects.filter(freeze=freeze).delete()
        freeze.delete()
    assert [one for one in told() if "a copy before it is missing" in one]


def test_a_tail_that_was_cut_is_found_by_the_seal_on_paper(city):
    last = Freeze.objects.latest("sequence")
    assert findings("4406", anchor=last.short_seal) == []
    with Lifted():
        for part in PARTS:
            part.objects.filter(freeze=last).delete()
        last.delete()
    assert told() == []
    assert len(findings("4406", anchor=last.short_seal)) == 1


def test_a_row_that_was_added_breaks_the_seal(city):
    freeze = copy_of(AUGUST)
    with Lifted():
        row = FrozenPlant.objects.filter(freeze=freeze).first()
        row.pk, row.plant_id = None, 99_999
        row.save(force_insert=True)
    assert f"{freeze.key}: the seal does not fit what it seals" in told()


TABLES = [Freeze, *PARTS]


class TestTheDatabaseRefuses:
    """Not the actions: raw SQL of the portal's own account, for every table of a copy."""

    @staticmethod
    def refused(sql: str) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError as error:
            return "frozen month" in str(error)
        return False

    def changes(self) -> list[str]:
        columns = {part: next(one.column for one in part._meta.concrete_fields if one.column not in OF_EVERY_ROW) for part in TABLES}
        return [f"UPDATE {part._meta.db_table} SET {column} = {column}" for part, column in columns.items()]

    def test_any_change(self, city):
        assert all(part.objects.exists() for part in TABLES)
        assert [sql for sql in self.changes() if not self.refused(sql)] == []

    def test_any_removal(self, city):
        assert [part for part in TABLES if not self.refused(f"DELETE FROM {part._meta.db_table}")] == []

    def test_any_row_that_comes_later_or_in_the_place_of_another(self, city):
        into = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
        for part in PARTS:
            names = ", ".join(one.column for one in part._meta.concrete_fields if one.column != "id")
            assert self.refused(f"{into} {part._meta.db_table} ({names}) SELECT {names} FROM {part._meta.db_table} LIMIT 1"), part

    @pytest.mark.skipif(connection.vendor == "postgresql", reason="its key refuses that")
    def test_a_head_in_the_place_of_another(self, city):
        names = ", ".join(one.column for one in Freeze._meta.concrete_fields)
        assert self.refused(f"INSERT OR REPLACE INTO frozen_freeze ({names}) SELECT {names} FROM frozen_freeze LIMIT 1")

    @pytest.mark.postgresql
    def test_emptying_a_table(self, city):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the database refuses because of what is pending
        assert [part for part in TABLES if not self.refused(f"TRUNCATE {part._meta.db_table} CASCADE")] == []

    def test_nothing_of_that_without_the_guards(self, city):
        with Lifted():
            assert [sql for sql in self.changes() if self.refused(sql)] == []

"""What PostgreSQL itself refuses: changing a confirmed set, and bringing one into force whose sums break."""

import contextlib
import threading

import pytest
from django.db import InternalError, connection, transaction

import targets.actions
from targets.actions import confirm_quotas
from targets.ledger import ledger_of
from targets.models import Quota, QuotaFile, QuotaMove, QuotaSet, QuotaState
from targets.queries import last_in_chain
from tests.city import build_city
from tests.targets.quotas import changed, filled, in_force, lines, plan, propose
from tests.targets.test_acts import move, moved, rows, sums, undo
from tests.targets.test_chain import confirm_at_once

pytestmark = pytest.mark.postgresql

TRIGGERS = {"targets_quota": "targets_quota_stays", "targets_quotaset": "targets_quota_sums_hold"}


@contextlib.contextmanager
def refused(words: str):
    with pytest.raises(InternalError, match=words), transaction.atomic():
        yield


def switch_off(*tables: str) -> None:
    """The control: without its trigger."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {TRIGGERS[table]}")


class TestConfirmedStays:
    def test_the_quota_set_itself(self, city):
        kept = QuotaSet.objects.filter(pk=in_force(city).pk)
        for change in ({"version": 9}, {"state": QuotaState.REFUSED}, {"document_number": "x"}):
            with refused("never changed or removed"):
                kept.update(**change)
        with refused("never changed or removed"):
            kept._raw_delete("default")

    def test_its_quotas(self, city):
        kept = in_force(city, d4406=("440605",))
        with refused("never added"):
            kept.quotas.update(cap_mg=1)
        with refused("never added"):
            kept.quotas.all()._raw_delete("default")
        with refused("never added"):
            Quota.objects.create(quota_set=kept, division_id="440604", pollutant_id="nh3n", year=2022, base_amount_mg=1, cap_mg=1)
        line = kept.quotas.get(division="4406", pollutant="cod", year=2022)
        with refused("never added"):
            line.excludes.clear()
        with refused("never added"):
            line.excludes.add("440604")

    def test_its_file_and_its_move(self, city):
        kept = in_force(city)
        with refused("never added"):
            QuotaFile.objects.filter(quota_set=kept).update(content=b"")
        with refused("never added"):
            QuotaFile.objects.filter(quota_set=kept)._raw_delete("default")
        second = moved(city)
        with refused("never added"):
            QuotaMove.objects.filter(quota_set=second).update(amount_mg=1)
        with refused("never added"):
            QuotaFile.objects.create(quota_set=second, content=b"")

    def test_a_quota_does_not_change_its_set(self, city):
        kept = in_force(city)
        other = propose(city, filled(city, changed(d440604_cod_2022="57000")))
        with refused("never added"):
            other.quotas.filter(year=2022).update(quota_set=kept)

    def test_proposed_ones_are_still_open(self, city):
        kept = propose(city)
        kept.quotas.update(cap_mg=0)
        assert set(kept.quotas.values_list("cap_mg", flat=True)) == {0}


class TestSums:
    @pytest.fixture(autouse=True)
    def only_the_database_looks(self, monkeypatch):
        monkeypatch.setattr(targets.actions, "refuse_broken", lambda quota_set: None)

    def confirm(self, city, kept: QuotaSet) -> QuotaSet:
        return confirm_quotas(quota_set=kept, by=city.people["quota"])

    @pytest.mark.parametrize(("giver", "taker"), [(-1, 0), (0, 1), (1, -1)])
    def test_a_move_of_quota_that_loses_or_wins_something(self, city, giver, taker):
        in_force(city)
        kept = move(city)
        for division, change in (("440604", giver), ("440605", taker)):
            line = kept.quotas.get(division=division, pollutant="cod", year=2022)
            Quota.objects.filter(pk=line.pk).update(cap_mg=line.cap_mg + change)
        with refused("two caps by the same amount"):
            self.confirm(city, kept)

    def test_a_move_of_quota_that_leaves_a_part_out(self, city):
        in_force(city)
        kept = move(city)
        kept.quotas.get(division="4406", pollutant="so2", year=2022).excludes.add("440605")
        with refused("two caps by the same amount"):
            self.confirm(city, kept)

    def test_an_undone_quota_set_that_is_not_the_one_before(self, city):
        kept = undo(city, in_force(city))
        Quota.objects.create(quota_set=kept, division_id="4406", pollutant_id="cod", year=2022, base_amount_mg=1, cap_mg=1)
        with refused("exactly the quotas before"):
            self.confirm(city, kept)

    def test_districts_whose_quotas_are_more_than_their_city_s(self, city):
        kept = propose(city)
        kept.quotas.filter(division="440604", pollutant="cod", year=2022).update(cap_mg=59_600_000_000_001)
        with refused("more than their city"):
            self.confirm(city, kept)

    def test_quotas_to_the_last_milligram_and_with_a_part_left_out_are_taken(self, city):
        kept = propose(city, filled(city, changed(d440604_cod_2022="59600"), d4406=("440605",)))
        assert self.confirm(city, kept).state == QuotaState.CONFIRMED

    def test_the_ledger_adds_up_the_quotas_as_the_database_does(self, city):
        kept = in_force(city, d4406=("440605",))
        ledger = ledger_of(2020, lines(d4406=("440605",)))
        with connection.cursor() as cursor:
            cursor.execute("SELECT pollutant, year, cap - handed_down FROM targets_handed_down(%s, '4406')", [kept.pk])
            found = {(pollutant, year): reserve for pollutant, year, reserve in cursor.fetchall()}
        assert found == {(pollutant, year): ledger.reserve("4406", pollutant, year) for pollutant, year in found}
        assert len(found) == 10


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.fixture
    def city(self):
        city = build_city()
        in_force(city)
        return city

    @pytest.fixture
    def rivals(self, city) -> list[QuotaSet]:
        """Two moves, an undoing and a document, all for the same place of the chain."""
        first = last_in_chain("4406", plan())
        document = propose(city, filled(city, changed(d440604_cod_2022="57000")))
        return [move(city), move(city, "200", "440605", "440604"), undo(city, first), document]

    def check(self) -> None:
        """By hand: nothing is handed down beyond the city's caps, whoever won."""
        first, second = QuotaSet.objects.filter(state=QuotaState.CONFIRMED).order_by("pk")
        caps = {(pollutant, year): cap for division, pollutant, year, _base, cap in rows(first) if division == "4406"}
        assert second.replaces == first
        assert all(handed_down <= caps[key] for key, handed_down in sums(second).items())

    def test_of_quota_moves_an_undoing_and_a_document_one_wins(self, city, rivals):
        assert confirm_at_once(city, rivals) == ["in force"] + ["overtaken"] * 3
        self.check()

    def test_control_without_the_lock_the_chain_of_quota_sets_refuses_the_others(self, city, rivals, monkeypatch):
        together = threading.Barrier(4)
        look = targets.actions.last_in_chain

        def look_together(*arguments):
            found = look(*arguments)
            together.wait(20)
            return found

        monkeypatch.setattr(targets.actions, "lock_plan", lambda plan: None)
        monkeypatch.setattr(targets.actions, "last_in_chain", look_together)
        assert confirm_at_once(city, rivals) == ["in force"] + ["overtaken"] * 3
        self.check()

    def test_who_alters_a_quota_while_it_comes_into_force_waits_and_is_refused(self, city, monkeypatch):
        kept, outcome = move(city), []
        self.alter_after_the_look(monkeypatch, kept, outcome, waits=True)
        confirm_quotas(quota_set=kept, by=city.people["quota"])
        self.writer.join(20)
        assert outcome == ["refused"]
        assert sums(kept) == sums(kept.replaces)

    def test_control_without_the_triggers_the_quotas_come_into_force_with_a_broken_sum(self, city, monkeypatch):
        kept, outcome = move(city), []
        switch_off("targets_quota", "targets_quotaset")
        self.alter_after_the_look(monkeypatch, kept, outcome, waits=False)
        try:
            confirm_quotas(quota_set=kept, by=city.people["quota"])
            assert outcome == ["altered"]
            assert sums(kept) != sums(kept.replaces)
        finally:
            with connection.cursor() as cursor:
                for table, trigger in TRIGGERS.items():
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")

    def alter_after_the_look(self, monkeypatch, kept: QuotaSet, outcome: list, *, waits: bool) -> None:
        """Another person's connection raises a cap between the look at the sums and the confirmation."""

        def alter():
            try:
                kept.quotas.filter(division="440605", pollutant="cod", year=2022).update(cap_mg=1)
                outcome.append("altered")
            except InternalError:
                outcome.append("refused")
            finally:
                connection.close()

        look = targets.actions.refuse_broken
        self.writer = threading.Thread(target=alter)

        def look_then_let_alter(quota_set):
            look(quota_set)
            self.writer.start()
            self.writer.join(1 if waits else 20)
            assert self.writer.is_alive() == waits

        monkeypatch.setattr(targets.actions, "refuse_broken", look_then_let_alter)

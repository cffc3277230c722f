"""Quota sets: proposed, put in force, replaced by later ones only, readable for ever."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction

import targets.actions
from journal.models import Event, Verb
from targets.actions import (
    AlreadyDecided,
    NotLater,
    OverAllocated,
    Overtaken,
    OwnUpload,
    UploadedBefore,
    confirm_quotas,
    propose_quotas,
    refuse_quotas,
)
from targets.models import Quota, QuotaSet, QuotaState
from targets.queries import last_in_chain, ledger, quota_set_in_force
from tests.city import build_city
from tests.targets.quotas import changed, digest, filled, in_force, lines, plan, propose, tonnes


def test_a_proposed_set_changes_nothing(city):
    propose(city)
    assert quota_set_in_force("4406", 2022) is None


def test_the_same_person_confirms_unless_the_city_asks_for_two(city, settings):
    settings.QUOTAS_NEED_TWO_PEOPLE = True
    kept = propose(city)
    with pytest.raises(OwnUpload):
        confirm_quotas(quota_set=kept, by=city.people["quota"])
    assert quota_set_in_force("4406", 2022) is None
    settings.QUOTAS_NEED_TWO_PEOPLE = False
    assert confirm_quotas(quota_set=kept, by=city.people["quota"]) == quota_set_in_force("4406", 2022)


def test_another_person_confirms_where_two_are_asked_for(city, settings):
    settings.QUOTAS_NEED_TWO_PEOPLE = True
    confirm_quotas(quota_set=propose(city), by=city.people["verifier"])
    assert quota_set_in_force("4406", 2022).decided_by == city.people["verifier"]


def test_a_later_set_replaces_the_one_in_force_and_the_earlier_one_stays_as_it_was(city):
    first = in_force(city)
    second = in_force(city, changed(d440604_cod_2022="57000"))
    assert quota_set_in_force("4406", 2022) == second
    assert second.replaces == first
    assert tonnes(ledger("4406", first).cap("440604", "cod", 2022)) == 57_600
    assert tonnes(ledger("4406", second).cap("440604", "cod", 2022)) == 57_000


def test_a_set_is_decided_once(city):
    kept = in_force(city)
    with pytest.raises(AlreadyDecided):
        confirm_quotas(quota_set=kept, by=city.people["quota"])
    with pytest.raises(AlreadyDecided):
        refuse_quotas(quota_set=kept, reason="late", by=city.people["quota"])


def test_of_two_proposals_for_one_place_the_second_is_overtaken(city):
    one, other = propose(city), propose(city, filled(city, changed(d440604_cod_2022="57000")))
    confirm_quotas(quota_set=one, by=city.people["quota"])
    with pytest.raises(Overtaken):
        confirm_quotas(quota_set=other, by=city.people["quota"])
    assert quota_set_in_force("4406", 2022) == one


def test_the_same_file_is_taken_once_and_again_after_it_was_refused(city):
    content = filled(city)
    kept = propose(city, content)
    with pytest.raises(UploadedBefore):
        propose(city, content)
    refuse_quotas(quota_set=kept, reason="wrong document number", by=city.people["quota"])
    assert propose(city, content).state == QuotaState.PROPOSED


def test_the_file_is_kept_to_the_last_byte(city):
    content = filled(city)
    kept = propose(city, content)
    assert bytes(kept.file.content) == content
    assert kept.sha256 == digest(content)


def test_the_journal_tells_who_uploaded_confirmed_and_refused(city):
    kept = in_force(city)
    refused = propose(city, filled(city, changed(d440604_cod_2022="57000")))
    refuse_quotas(quota_set=refused, reason="typing error", by=city.people["quota"])
    events = list(Event.objects.filter(subject__startswith="quota_set").order_by("pk"))
    assert [event.verb for event in events] == [Verb.QUOTAS_UPLOADED, Verb.QUOTAS_CONFIRMED, Verb.QUOTAS_UPLOADED, Verb.QUOTAS_REFUSED]
    assert events[0].after["sha256"] == kept.sha256
    assert (events[1].before, events[1].after["quotas_in_force"]) == ({"quotas_in_force": ""}, kept.name)
    assert (events[3].reason, events[3].division) == ("typing error", "4406")


def test_a_city_and_its_parts_have_chains_of_their_own(city):
    in_force(city)
    assert last_in_chain("440604", plan()) is None
    assert quota_set_in_force("440604", 2022) == quota_set_in_force("4406", 2022)
    assert set(ledger("440604", quota_set_in_force("440604", 2022)).base_amounts) == {("440604", "cod"), ("440604", "so2")}


@pytest.mark.parametrize("year", [2020, 2026])
def test_no_other_plan_has_these_quotas(city, year):
    in_force(city)
    assert quota_set_in_force("4406", year) is None


def test_the_action_itself_refuses_more_than_the_cap_and_earlier_documents(city):
    kept = in_force(city)
    fresh = QuotaSet(plan=plan(), division=kept.division, document_number="x", issuing_body="y", version=9, file_name="z", sha256="0" * 64)
    fresh.document_date, fresh.replaces = kept.document_date, kept
    with pytest.raises(OverAllocated):
        propose_quotas(quota_set=fresh, lines=lines(changed(d440604_cod_2022="60000")), content=b"", by=city.people["quota"])
    fresh.version = 1
    with pytest.raises(NotLater):
        propose_quotas(quota_set=fresh, lines=lines(), content=b"", by=city.people["quota"])
    assert QuotaSet.objects.count() == 1


class TestDatabase:
    """What no action should try is refused below them."""

    def test_a_fork_of_the_chain(self, city):
        first = in_force(city)
        second = in_force(city, changed(d440604_cod_2022="57000"))
        third = propose(city, filled(city, changed(d440604_cod_2022="57001")))
        with pytest.raises(IntegrityError), transaction.atomic():
            QuotaSet.objects.filter(pk=third.pk).update(
                replaces=first, state=QuotaState.CONFIRMED, decided_at=second.decided_at, decided_by=second.decided_by
            )

    def test_two_beginnings_of_a_chain(self, city):
        first = in_force(city)
        second = propose(city, filled(city, changed(d440604_cod_2022="57000")))
        with pytest.raises(IntegrityError), transaction.atomic():
            QuotaSet.objects.filter(pk=second.pk).update(
                replaces=None, state=QuotaState.CONFIRMED, decided_at=first.decided_at, decided_by=first.decided_by
            )

    def test_a_decision_of_nobody(self, city):
        kept = propose(city)
        with pytest.raises(IntegrityError), transaction.atomic():
            QuotaSet.objects.filter(pk=kept.pk).update(state=QuotaState.CONFIRMED)

    @pytest.mark.parametrize(
        ("field", "amount"), [("cap_mg", -1), ("base_amount_mg", -1), ("cap_mg", 10**17 + 1), ("base_amount_mg", 10**18)]
    )
    def test_amounts_beyond_reason(self, city, field, amount):
        kept = propose(city)
        with pytest.raises(IntegrityError), transaction.atomic():
            Quota.objects.filter(quota_set=kept).update(**{field: amount})

    def test_two_quotas_for_one_year(self, city):
        quota = propose(city).quotas.first()
        quota.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            quota.save()


def confirm_at_once(city, sets: list[QuotaSet]) -> list[str]:
    """Several people put sets in force at the same moment, each on a connection of their own."""
    start, outcomes = threading.Barrier(len(sets)), []

    def confirm(kept):
        try:
            start.wait(20)
            confirm_quotas(quota_set=kept, by=city.people["quota"])
            outcomes.append("in force")
        except Overtaken:
            outcomes.append("overtaken")
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=[kept]) for kept in sets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(outcomes)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def rivals(self):
        city = build_city()
        in_force(city)
        day = datetime.date(2022, 5, 1)
        return city, [propose(city, filled(city, changed(d440604_cod_2022=f"{57_000 + number}"), day=day)) for number in range(4)]

    def test_of_four_quota_sets_confirmed_at_once_one_wins(self):
        city, sets = self.rivals()
        assert confirm_at_once(city, sets) == ["in force"] + ["overtaken"] * 3
        assert QuotaSet.objects.filter(state=QuotaState.CONFIRMED).count() == 2

    def test_control_without_the_lock_the_chain_itself_refuses_the_others_quota_set(self, monkeypatch):
        city, sets = self.rivals()
        together = threading.Barrier(4)
        monkeypatch.setattr(targets.actions, "lock_plan", lambda plan: None)
        look = targets.actions.last_in_chain

        def look_together(*arguments):
            found = look(*arguments)
            together.wait(20)
            return found

        monkeypatch.setattr(targets.actions, "last_in_chain", look_together)
        assert confirm_at_once(city, sets) == ["in force"] + ["overtaken"] * 3

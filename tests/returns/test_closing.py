"""A closed month: nothing is entered, exceptions take two people and end by themselves."""

import pytest
from django.db import IntegrityError, transaction

import clock
import returns.actions
from journal.models import Event
from returns.models import Kind, Opening, State
from returns.opening_actions import LONGEST_OPENING, Undecidable, confirm_opening, propose_opening, refuse_opening
from tests.city import at
from tests.entries import accept, save, submit
from tests.returns.terms import due_on_5th_closes_on_15th, opened, opening
from treatment_plants import actions
from treatment_plants.models import Operation

SEPTEMBER = 202209  # closes at the end of 17 October
LAST_MOMENT, CLOSED = at(2022, 10, 17, 23, 59), at(2022, 10, 18, 0, 0)


@pytest.fixture
def city(city):
    due_on_5th_closes_on_15th(city)
    return city


def acts(city, one):
    """Everything that somebody might want to do to a return."""
    seen = {one.pk: one.version}
    return {
        "save": lambda: save(city, city.dongpo, SEPTEMBER, "260"),
        "submit": lambda: submit(city, city.dongpo, SEPTEMBER, "260"),
        "withdraw": lambda: actions.withdraw(seen=seen, by=city.people["official"]),
        "send_back": lambda: actions.send_back(seen=seen, reason="请核对", by=city.people["verifier"]),
    }


@pytest.mark.parametrize(("state", "act"), [("draft", "save"), ("draft", "submit"), ("submitted", "withdraw"), ("submitted", "send_back")])
def test_it_closes_with_its_day(city, state, act):
    with clock.moved_to(LAST_MOMENT):
        one = (save if state == "draft" else submit)(city, city.dongpo, SEPTEMBER, "250")
    with clock.moved_to(CLOSED), pytest.raises(returns.actions.Locked):
        acts(city, one)[act]()
    with clock.moved_to(LAST_MOMENT):
        acts(city, one)[act]()


def test_a_missing_return_can_not_be_begun_any_more(city):
    with clock.moved_to(CLOSED), pytest.raises(returns.actions.Locked):
        save(city, city.dongpo, SEPTEMBER, "250")
    assert not Operation.objects.exists()


def test_what_is_accepted_can_not_be_sent_back_any_more(city):
    with clock.moved_to(LAST_MOMENT):
        one = accept(city, city.dongpo, SEPTEMBER, "250")
    with clock.moved_to(CLOSED), pytest.raises(returns.actions.Locked):
        acts(city, one)["send_back"]()


def test_what_came_in_time_is_still_accepted(city):
    with clock.moved_to(LAST_MOMENT):
        one = submit(city, city.dongpo, SEPTEMBER, "250")
    with clock.moved_to(CLOSED):
        actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
    one.refresh_from_db()
    assert one.state == State.ACCEPTED


class TestExceptions:
    def test_it_opens_until_its_end_and_ends_by_itself(self, city):
        with clock.moved_to(at(2022, 11, 1)):
            opened(city, SEPTEMBER, at(2022, 11, 4, 0, 0))
        with clock.moved_to(at(2022, 11, 3, 23, 59)):
            save(city, city.dongpo, SEPTEMBER, "250")
        with clock.moved_to(at(2022, 11, 4, 0, 0)), pytest.raises(returns.actions.Locked):
            save(city, city.dongpo, SEPTEMBER, "251")

    def test_one_plant_opens_no_other_plant_and_no_other_month(self, city):
        with clock.moved_to(at(2022, 11, 1)):
            opened(city, SEPTEMBER, at(2022, 11, 4), city.dongpo)
            save(city, city.dongpo, SEPTEMBER, "250")
            for plant, month in ((city.shagang, SEPTEMBER), (city.dongpo, 202208)):
                with pytest.raises(returns.actions.Locked):
                    save(city, plant, month, "100")
            with pytest.raises(returns.actions.Locked):
                save(city, city.dali, SEPTEMBER, "100", by="neighbour")

    def test_a_proposal_opens_nothing(self, city):
        with clock.moved_to(at(2022, 11, 1)):
            propose_opening(opening=opening(city, SEPTEMBER, at(2022, 11, 4)), by=city.people["verifier"])
            with pytest.raises(returns.actions.Locked):
                save(city, city.dongpo, SEPTEMBER, "250")

    def test_who_proposes_does_not_confirm(self, city):
        with clock.moved_to(at(2022, 11, 1)):
            proposed = propose_opening(opening=opening(city, SEPTEMBER, at(2022, 11, 4)), by=city.people["verifier"])
            with pytest.raises(Undecidable):
                confirm_opening(opening=proposed, by=city.people["verifier"])
            with pytest.raises(IntegrityError), transaction.atomic():
                Opening.objects.update(decision="confirmed", decided_by=city.people["verifier"], decided_at=at(2022, 11, 1))

    def test_what_is_decided_or_has_run_out_is_not_decided_again(self, city):
        with clock.moved_to(at(2022, 11, 1)):
            refused = propose_opening(opening=opening(city, SEPTEMBER, at(2022, 11, 4)), by=city.people["verifier"])
            refuse_opening(opening=refused, by=city.people["quota"])
            late = propose_opening(opening=opening(city, SEPTEMBER, at(2022, 11, 4)), by=city.people["verifier"])
            with pytest.raises(Undecidable):
                confirm_opening(opening=refused, by=city.people["quota"])
        with clock.moved_to(at(2022, 11, 4)), pytest.raises(Undecidable):
            confirm_opening(opening=late, by=city.people["quota"])

    @pytest.mark.parametrize("reason", ["", "误报", "　　　　　　　　　　　　", "一二三四五六七八九"])
    def test_it_takes_a_reason_of_ten_characters(self, city, reason):
        proposed = opening(city, SEPTEMBER, at(2022, 11, 4))
        proposed.reason = reason
        with clock.moved_to(at(2022, 11, 1)), pytest.raises(ValueError, match="reason"):
            propose_opening(opening=proposed, by=city.people["verifier"])

    def test_it_does_not_last_for_ever(self, city):
        with clock.moved_to(at(2022, 11, 1)):
            for ends_at in (at(2022, 11, 1), clock.now() + LONGEST_OPENING * 2):
                with pytest.raises(ValueError, match="ends within"):
                    propose_opening(opening=opening(city, SEPTEMBER, ends_at), by=city.people["verifier"])

    def test_each_step_stands_in_the_journal(self, city):
        with clock.moved_to(at(2022, 11, 1)):
            opened(city, SEPTEMBER, at(2022, 11, 4), city.dongpo)
        events = list(Event.objects.order_by("-id").values_list("verb", "actor__username", "subject_name", "division"))[:2]
        name = "禅城区 东鄱污水处理厂 2022-09"
        assert events == [("month_opened", "quota", name, "440604"), ("opening_proposed", "verifier", name, "440604")]


class TestDatabase:
    """What even a wrong action can't store."""

    BAD_OPENINGS = {
        "short reason": {"reason": "短"},
        "decided by nobody": {"decision": "confirmed"},
        "a decider without decision": {"decided_by_id": 1, "decided_at": at(2022, 11, 1)},
        "ended before it began": {"ends_at": at(2022, 10, 1)},
    }

    @pytest.mark.parametrize("bad", BAD_OPENINGS)
    def test_bad_exceptions(self, city, bad):
        with clock.moved_to(at(2022, 11, 1)):
            propose_opening(opening=opening(city, SEPTEMBER, at(2022, 11, 4)), by=city.people["verifier"])
        changes = dict(self.BAD_OPENINGS[bad])
        if "decided_by_id" in changes:
            changes["decided_by_id"] = city.people["quota"].pk
        with pytest.raises(IntegrityError), transaction.atomic():
            Opening.objects.filter(kind=Kind.TREATMENT_PLANT).update(**changes)

    @pytest.mark.parametrize("days", [(0, 15), (16, 15), (5, 29)])
    def test_bad_terms(self, city, days):
        due, closing = days
        with pytest.raises(IntegrityError), transaction.atomic():
            city.people["quota"].division._meta.apps.get_model("returns", "Terms").objects.create(
                kind=Kind.TREATMENT_PLANT,
                division=city.east,
                valid_from=202301,
                due_day=due,
                closing_day=closing,
                reason="r",
                set_at=at(2022, 11, 1),
                set_by=city.people["quota"],
            )

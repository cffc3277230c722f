"""A return on its way from the district to the city and back."""

import pytest
from django.db import IntegrityError, transaction

import clock
import returns.actions
from journal.models import Event, StaleMark
from returns.models import MonthlyReturn, State
from tests.city import at
from tests.entries import accept, entry, save, submit
from treatment_plants import actions
from treatment_plants.models import Operation

OCTOBER = 202210


def test_a_draft_is_submitted_and_accepted(city):
    one = save(city, city.dongpo, OCTOBER, "250")
    assert (one.state, one.version) == (State.DRAFT, 1)

    one = submit(city, city.dongpo, OCTOBER, "251")
    assert (one.state, one.submitted_by) == (State.SUBMITTED, city.people["official"])

    actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
    one.refresh_from_db()
    assert (one.state, one.reviewed_by) == (State.ACCEPTED, city.people["verifier"])


def test_sent_back_with_a_reason_mended_and_accepted(city):
    one = submit(city, city.dongpo, OCTOBER, "25.0")
    actions.send_back(seen={one.pk: one.version}, reason="处理水量少了一位", by=city.people["verifier"])
    one.refresh_from_db()
    assert (one.state, one.reason) == (State.SENT_BACK, "处理水量少了一位")

    one = accept(city, city.dongpo, OCTOBER, "250.0")
    assert (one.state, one.reason) == (State.ACCEPTED, "")


def test_nothing_goes_back_without_a_reason(city):
    one = submit(city, city.dongpo, OCTOBER, "250")
    with pytest.raises(ValueError, match="reason"):
        actions.send_back(seen={one.pk: one.version}, reason="  ", by=city.people["verifier"])


def test_withdrawn_before_it_is_accepted(city):
    one = submit(city, city.dongpo, OCTOBER, "250")
    actions.withdraw(seen={one.pk: one.version}, by=city.people["official"])
    one.refresh_from_db()
    assert one.state == State.DRAFT


def test_what_is_accepted_can_not_be_withdrawn_or_changed(city):
    one = accept(city, city.dongpo, OCTOBER, "250")
    with pytest.raises(returns.actions.WrongState):
        actions.withdraw(seen={one.pk: one.version}, by=city.people["official"])
    with pytest.raises(returns.actions.WrongState):
        save(city, city.dongpo, OCTOBER, "300")
    assert Operation.objects.get().volume_m3 == 2_500_000


def test_the_verifier_accepts_only_what_was_seen(city):
    seen = submit(city, city.dongpo, OCTOBER, "250")
    actions.withdraw(seen={seen.pk: seen.version}, by=city.people["official"])
    submit(city, city.dongpo, OCTOBER, "900")
    with pytest.raises(returns.actions.Conflict):
        actions.accept(seen={seen.pk: seen.version}, by=city.people["verifier"])


def test_who_enters_never_accepts(city):
    one = submit(city, city.dongpo, OCTOBER, "250")
    with pytest.raises(returns.actions.OwnEntry):
        actions.accept(seen={one.pk: one.version}, by=city.people["official"])


def test_the_database_itself_refuses_that_who_enters_accepts(city):
    one = submit(city, city.dongpo, OCTOBER, "250")
    official = city.people["official"]
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyReturn.objects.filter(pk=one.pk).update(state=State.ACCEPTED, reviewed_by=official, reviewed_at=one.submitted_at)


@pytest.mark.parametrize(("day", "ended"), [(at(2022, 11, 30, 23, 59), False), (at(2022, 12, 1, 0, 0), True)])
def test_a_month_is_submitted_and_accepted_when_it_has_ended(city, day, ended):
    with clock.moved_to(at(2022, 12, 2)):
        waiting = submit(city, city.shagang, 202211, "100")
    draft = save(city, city.dongpo, 202211, "250")
    with clock.moved_to(day):
        for act in (
            lambda: submit(city, city.dongpo, 202211, "250"),
            lambda: actions.accept(seen=_seen(waiting), by=city.people["verifier"]),
        ):
            if ended:
                act()
            else:
                with pytest.raises(returns.actions.MonthNotEnded):
                    act()
    draft.refresh_from_db(), waiting.refresh_from_db()
    assert (draft.state, waiting.state) == ((State.SUBMITTED, State.ACCEPTED) if ended else (State.DRAFT, State.SUBMITTED))


def _seen(one: MonthlyReturn) -> dict[int, int]:
    return {one.pk: one.version}


def test_an_unfinished_row_is_not_submitted(city):
    with pytest.raises(actions.Incomplete):
        submit(city, city.dongpo, OCTOBER, "250", None)
    assert not MonthlyReturn.objects.exists()


def test_a_plant_that_treated_nothing_has_no_concentrations_to_report(city):
    one = submit(city, city.dongpo, OCTOBER, "0", None, None, days=0)
    assert one.state == State.SUBMITTED


def test_one_refused_row_stops_the_others(city):
    good = submit(city, city.dongpo, OCTOBER, "250")
    draft = save(city, city.shagang, OCTOBER, "100")
    with pytest.raises(returns.actions.WrongState):
        actions.accept(seen={good.pk: good.version, draft.pk: draft.version}, by=city.people["verifier"])
    good.refresh_from_db()
    assert good.state == State.SUBMITTED


def test_a_plant_of_another_district_is_not_owed_here(city):
    with pytest.raises(actions.NotOwed):
        actions.save_sheet(district=city.east, month=OCTOBER, entries=[entry(city.dali, OCTOBER, "200")], by=city.people["official"])


def test_each_act_leaves_one_event_and_one_mark(city):
    StaleMark.objects.all().delete()
    events = Event.objects.count()
    one = save(city, city.dongpo, OCTOBER, "250")
    assert Event.objects.count() == events + 1
    assert [(mark.division, mark.year) for mark in StaleMark.objects.all()] == [("440604", 2022)]

    submit(city, city.dongpo, OCTOBER, "250", seen=one.version)
    assert list(Event.objects.order_by("id").values_list("verb", flat=True))[-2:] == ["return_saved", "return_submitted"]


def test_the_journal_keeps_what_was_before_and_after(city):
    save(city, city.dongpo, OCTOBER, "250")
    save(city, city.dongpo, OCTOBER, "251.5")
    event = Event.objects.latest("id")
    assert (event.actor, event.division) == (city.people["official"], "440604")
    assert (event.before, event.after) == ({"volume_m3": 2_500_000}, {"volume_m3": 2_515_000})

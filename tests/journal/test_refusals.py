"""What was refused leaves a line: want of a permission, or of a second person. A mistake in a form does not."""

import pytest

import clock
from journal.models import Event, Verb
from power_plants.actions import enter_statistics
from returns.opening_actions import propose_opening
from tests.city import at
from tests.entries import submit
from tests.power_plants.units import unit
from tests.returns.terms import due_on_5th_closes_on_15th, opening

REFUSALS = (Verb.NOT_ALLOWED, Verb.SECOND_PERSON_NEEDED)
OCTOBER = 202210


def refusals() -> list[tuple]:
    return [(one.verb, one.actor.username, one.subject) for one in Event.objects.filter(verb__in=REFUSALS).order_by("pk")]


@pytest.fixture(autouse=True)
def tenth_of_november():
    with clock.moved_to(at(2022, 11, 10)):
        yield


def test_who_may_not_act_is_written_down_and_reading_is_not(city, signed_in):
    auditor = signed_in("auditor")
    auditor.get("/treatment-plants/add/")
    assert refusals() == []
    assert auditor.post("/treatment-plants/add/", {"name": "x"}).status_code == 403
    assert refusals() == [("not_allowed", "auditor", "page treatment_plants:plant-add")]
    shown = auditor.get("/journal/").content.decode()
    assert "无权办理，已拒绝" in shown and "/treatment-plants/add/" in shown


def test_pressing_again_at_once_is_one_line(city, signed_in):
    browser = signed_in("auditor")
    for _press in range(3):
        browser.post("/treatment-plants/add/")
    assert len(refusals()) == 1
    with clock.moved_to(at(2022, 11, 10, 9, 2)):
        browser.post("/treatment-plants/add/")
    assert len(refusals()) == 2


def test_who_accepts_the_own_entry_is_written_down_though_nothing_else_is(city, signed_in):
    one = submit(city, city.dongpo, OCTOBER, "100")
    one.__class__.objects.filter(pk=one.pk).update(submitted_by=city.people["verifier"])
    before = Event.objects.exclude(verb__in=REFUSALS).count()
    signed_in("verifier").post("/returns/treatment-plants/440604/2022-10/review/", {"accept": "", "return": f"{one.pk}:{one.version}"})
    one.refresh_from_db()
    assert one.state == "submitted"
    assert refusals() == [("second_person_needed", "verifier", f"return treatment_plant {city.dongpo.pk} 202210")]
    assert Event.objects.exclude(verb__in=REFUSALS).count() == before
    assert "须由他人办理，已拒绝" in signed_in("verifier").get("/journal/").content.decode()


def test_who_confirms_the_own_proposal_or_fact_likewise(city, signed_in):
    due_on_5th_closes_on_15th(city)
    proposed = propose_opening(opening=opening(city, OCTOBER, at(2022, 11, 20)), by=city.people["verifier"])
    verifier = signed_in("verifier")
    verifier.post(f"/returns/openings/{proposed.pk}/decide/", {"confirm": ""})
    told = {"year": 2021, "coal_kg": 1, "sulphur_millionths": 1, "so2_mg": 1, "document": "环统基表"}
    claim = enter_statistics(unit=unit(city), by=city.people["verifier"], **told)
    verifier.post(f"/power-plants/{claim.unit_id}/review/", {"claim": f"statistics:{claim.pk}", "accept": "1"})
    assert [(verb, subject) for verb, _who, subject in refusals()] == [
        ("second_person_needed", f"opening {proposed.pk}"),
        ("second_person_needed", f"power unit {claim.unit_id}"),
    ]


def test_a_mistake_in_a_form_is_no_refusal_of_this_sort(city, signed_in):
    assert signed_in("quota").post("/treatment-plants/add/", {"name": ""}).status_code == 422
    assert signed_in("official").post("/returns/treatment-plants/440605/2022-10/").status_code == 404
    assert refusals() == []

"""All states × all acts × all roles: what is taken, and what is not, as one table. Whoever changes it changes this table."""

import pytest
from django.db import transaction
from django.urls import reverse

import clock
from returns.models import MonthlyReturn, State
from tests.city import at
from tests.entries import accept, save, submit
from tests.returns.terms import due_on_5th_closes_on_15th
from treatment_plants import actions

SEPTEMBER = 202209
OPEN, CLOSED = at(2022, 10, 9), at(2022, 11, 1)
STATES = ("missing", "draft", "submitted", "sent_back", "accepted")
ROLES = ("official", "neighbour", "town", "reform", "verifier", "quota", "vicemayor", "admin", "auditor")

# act → who may, from which states, while the month is open and once it is closed
TABLE = {
    "save": ("official", {"missing", "draft", "sent_back"}, set()),
    "submit": ("official", {"missing", "draft", "sent_back"}, set()),
    "withdraw": ("official", {"submitted"}, set()),
    "accept": ("verifier", {"submitted"}, {"submitted"}),
    "send_back": ("verifier", {"submitted", "accepted"}, set()),
    "correct": ("official", set(), {"accepted"}),
}


def bring_to(city, state: str) -> MonthlyReturn | None:
    if state == "missing":
        return None
    one = {"draft": save, "accepted": accept}.get(state, submit)(city, city.dongpo, SEPTEMBER, "250")
    if state == "sent_back":
        actions.send_back(seen={one.pk: one.version}, reason="请核对", by=city.people["verifier"])
        one.refresh_from_db()
    return one


def send(browser, city, act: str, one: MonthlyReturn | None):
    """The act as a browser would send it, with everything that a page of the right person would hold."""
    place, plant = ["440604", "2022-09"], city.dongpo.pk
    version = one.version if one else 0
    row = {
        f"plant{plant}-{name}": value
        for name, value in {
            "version": version,
            "loaded": "?",
            "days": "30",
            "volume_m3": "251",
            "cod_inlet_ug_l": "180",
            "cod_outlet_ug_l": "30",
        }.items()
    }
    ticked = {"return": f"{one.pk if one else 1}:{version}"}
    address, data = {
        "save": (reverse("treatment_plants:sheet", args=place), row | {"save": ""}),
        "submit": (reverse("treatment_plants:sheet", args=place), row | {"submit": ""}),
        "withdraw": (reverse("treatment_plants:sheet-withdraw", args=place), ticked),
        "accept": (reverse("dashboards:sheet-review", args=place), ticked | {"accept": ""}),
        "send_back": (reverse("dashboards:sheet-review", args=place), ticked | {"send_back": "", "reason": "请核对"}),
        "correct": (
            reverse("returns:correction", args=["treatment-plants", *place, plant]),
            row | {"reason": "流量计校准后复核，按记录更正。", "document_number": "禅环函〔2022〕57号"},
        ),
    }[act]
    browser.post(address, data)


def trace() -> list:
    """What an act leaves behind."""
    models = MonthlyReturn._meta.apps
    return [list(models.get_model("returns", name).objects.order_by("pk").values()) for name in ("MonthlyReturn", "Version", "Correction")]


@pytest.mark.parametrize("state", STATES)
def test_only_what_the_table_says_is_taken(city, signed_in, state):
    due_on_5th_closes_on_15th(city)
    with clock.moved_to(OPEN):
        one = bring_to(city, state)
    browsers = {role: signed_in(role) for role in ROLES}
    before = trace()
    taken = set()
    for act in TABLE:
        for moment in (OPEN, CLOSED):
            for role, browser in browsers.items():
                with clock.moved_to(moment), transaction.atomic():
                    send(browser, city, act, one)
                    if trace() != before:
                        taken.add((act, moment, role))
                    transaction.set_rollback(True)
    expected = {
        (act, moment, who)
        for act, (who, while_open, once_closed) in TABLE.items()
        for moment, states in ((OPEN, while_open), (CLOSED, once_closed))
        if state in states
    }
    assert taken == expected


def test_the_table_names_every_state():
    assert set(STATES) == {"missing", *State.values}

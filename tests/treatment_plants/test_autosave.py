"""Saving while somebody types, as the browser's script asks for it: JSON, a key for each request, rows without fault stored."""

import pytest
from django.test import Client

from journal.models import Event, UsedKey
from returns.models import MonthlyReturn
from tests.entries import save, submit
from tests.treatment_plants.sheets import OCTOBER, SHEET, fields, typed
from treatment_plants.models import Operation


@pytest.fixture
def send(city, official):
    """Posts cells of the sheet as the script does and answers what came back."""

    def post(cells: dict, *, key: str = "key-of-sixteen-characters", person: str = "official", browser: Client = official):
        body = {"person": str(city.people[person].pk)} | cells
        return browser.post(SHEET, body, headers={"Accept": "application/json", "Idempotency-Key": key})

    return post


@pytest.fixture
def opened(official) -> dict[str, str]:
    return fields(official.get(SHEET))


def row_of(answer, plant) -> dict:
    return next(row for row in answer.json()["rows"] if row["plant"] == plant.pk)


def of_row(opened: dict, plant, **values) -> dict:
    return {name: text for name, text in opened.items() if name.startswith(f"plant{plant.pk}-")} | typed(plant, **values)


def test_a_row_is_stored_and_told_with_its_figures(city, send, opened):
    answer = send(of_row(opened, city.shagang, days="31", volume="139.50", inlet="180", outlet="30"))
    assert answer.status_code == 200
    row = row_of(answer, city.shagang)
    assert (row["version"], row["state"], row["load_rate"], row["removed"]) == (1, "draft", "90.0", {"cod": "209.25"})
    assert row["cells"]["volume_m3"] == {"value": "139.5", "saved": True, "error": "", "theirs": "", "seen": ""}
    assert answer.json()["totals"] == {"plants": 2, "counted": 1, "volume": "139.5", "load_rate": "90.0", "removed": {"cod": "209.25"}}
    assert Operation.objects.get().volume_m3 == 1_395_000


def test_rows_without_fault_are_stored_and_the_others_are_told_why_not(city, send, opened):
    good, bad = of_row(opened, city.dongpo, days="31", volume="310"), of_row(opened, city.shagang, days="32", volume="120")
    answer = send(good | bad)
    assert [operation.plant for operation in Operation.objects.all()] == [city.dongpo]
    refused = row_of(answer, city.shagang)["cells"]
    assert "“32”" in refused["days"]["error"]
    assert [refused[name]["saved"] for name in ("days", "volume_m3")] == [False, False]
    assert row_of(answer, city.dongpo)["cells"]["days"]["saved"]


def test_what_somebody_else_stored_meanwhile_is_told_and_not_overwritten(city, send, opened):
    save(city, city.dongpo, OCTOBER, "290", by="colleague")
    row = row_of(send(of_row(opened, city.dongpo, days="31", volume="310")), city.dongpo)
    assert (row["conflict"], row["cells"]["volume_m3"]["theirs"], row["entered_by"]) == (True, "290", "赵敏")
    assert Operation.objects.get().volume_m3 == 2_900_000
    # Having read it, the person chooses: the next save carries what the answer told.
    chosen = of_row(opened, city.dongpo, days="31", volume="310", version=str(row["version"]), loaded=row["loaded"])
    assert not row_of(send(chosen, key="another-key-of-some-length"), city.dongpo)["conflict"]
    assert Operation.objects.get().volume_m3 == 3_100_000


def test_a_submitted_row_is_not_changed(city, send, opened):
    submit(city, city.dongpo, OCTOBER, "290", by="colleague")
    assert row_of(send(of_row(opened, city.dongpo, days="31", volume="310")), city.dongpo)["conflict"]
    assert Operation.objects.get().volume_m3 == 2_900_000


class TestKey:
    def test_the_same_request_again_has_the_same_answer_and_no_second_effect(self, city, send, opened):
        cells = of_row(opened, city.dongpo, days="31", volume="310")
        first = send(cells)
        events = Event.objects.count()
        assert send(cells).json() == first.json()
        assert (Event.objects.count(), MonthlyReturn.objects.get().version) == (events, 1)

    def test_the_same_key_with_another_body_is_refused(self, city, send, opened):
        send(of_row(opened, city.dongpo, days="31", volume="310"))
        answer = send(of_row(opened, city.dongpo, days="31", volume="999"))
        assert answer.status_code == 422
        assert Operation.objects.get().volume_m3 == 3_100_000

    def test_a_key_belongs_to_its_person(self, city, send, opened, signed_in):
        cells = of_row(opened, city.dongpo, days="31", volume="310")
        send(cells)
        assert send(cells, person="colleague", browser=signed_in("colleague")).status_code == 200
        assert UsedKey.objects.count() == 2

    @pytest.mark.parametrize("key", ["", "short", "x" * 65, "with spaces in it!"])
    def test_without_a_proper_key_nothing_is_stored(self, city, send, opened, key):
        assert send(of_row(opened, city.dongpo, days="31", volume="310"), key=key).status_code == 400
        assert not Operation.objects.exists()

    def test_an_act_that_fails_leaves_no_key_behind(self, city, send, opened, monkeypatch):
        cells = of_row(opened, city.dongpo, days="31", volume="310")
        with monkeypatch.context() as broken:
            broken.setattr("treatment_plants.actions.save_sheet", lambda **sheet: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                send(cells)
        assert not UsedKey.objects.exists()
        assert send(cells).status_code == 200
        assert Operation.objects.get().volume_m3 == 3_100_000


def test_nothing_is_stored_in_another_persons_name(city, send, opened):
    answer = send(of_row(opened, city.dongpo, days="31", volume="310"), person="colleague")
    assert answer.status_code == 409
    assert not Operation.objects.exists()


def test_a_stranger_is_sent_to_sign_in_and_carries_nothing(city, send, opened):
    answer = send(of_row(opened, city.dongpo, days="31", volume="310"), browser=Client())
    assert answer.status_code == 302
    assert not Operation.objects.exists()


def test_a_sheet_of_a_hundred_plants_is_one_form(city, official):
    assert official.post(SHEET, {f"plant{number}-days": "1" for number in range(1500)} | {"save": ""}).status_code == 302

"""Quotas in force, their documents, and the preview of an upload; who may open and do what."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import figures.actions
import targets.forms
from targets.models import QuotaSet, QuotaState
from tests.entries import accept
from tests.targets.quotas import changed, filled, in_force, propose, send


def table(browser, address: str) -> list[dict]:
    answer = browser.get(address, {"format": "json"})
    assert answer.status_code == 200, address
    return json.loads(answer.content)["rows"]


def row_of(rows: list[dict], division: str, pollutant: str, year: int) -> dict:
    return next(row for row in rows if (row["division_code"], row["pollutant_code"], row["year"]) == (division, pollutant, year))


def test_the_quotas_in_force_with_tonnes_percentages_and_reserve(city, signed_in):
    in_force(city)
    row = row_of(table(signed_in("vicemayor"), "/targets/"), "4406", "cod", 2022)
    assert (row["base_amount"], row["cap"], row["cut"]) == ("100000.000000000", "96000.000000000", "2000.000000000")
    assert (row["change_on_last_year"], row["change_on_base_year"]) == ("-2.0408", "-4.0000")
    assert (row["handed_down"], row["reserve"]) == ("94000.000000000", "2000.000000000")


def test_above_the_quotas_stands_what_the_city_has_left(city, signed_in):
    in_force(city)
    cards = signed_in("vicemayor").get("/targets/").context["cards"]
    assert [(card.label, card.value, card.note) for card in cards] == [
        ("2022年COD余量", "2,000.00", "控制量 96,000.00 吨"),
        ("2022年SO₂余量", "0.00", "控制量 19,200.00 吨"),
    ]
    assert signed_in("official").get("/targets/").context["cards"] == []


def test_the_quotas_of_a_year_and_pollutant_are_shown_on_request(city, signed_in):
    in_force(city)
    rows = json.loads(signed_in("vicemayor").get("/targets/?format=json&year=2022&pollutant=so2").content)["rows"]
    assert {(row["year"], row["pollutant_code"]) for row in rows} == {(2022, "so2")}
    assert len(rows) == 3


@pytest.mark.parametrize("query", ["year=1999", "year=abc", "pollutant=tp"])
def test_quotas_that_do_not_exist_are_not_found(city, signed_in, query):
    in_force(city)
    assert signed_in("vicemayor").get(f"/targets/?{query}").status_code == 404


def test_a_row_that_leaves_a_part_out_says_so(city, signed_in):
    in_force(city, d4406=("440605",))
    assert row_of(table(signed_in("vicemayor"), "/targets/"), "4406", "cod", 2022)["without"] == "南海区"


def test_codes_stand_in_files_and_not_on_the_page(city, signed_in):
    in_force(city)
    page = signed_in("vicemayor").get("/targets/").content.decode()
    assert "440604" not in re.sub(r"<[^>]*>", "", page)  # addresses of accounts hold them
    text = signed_in("vicemayor").get("/targets/?format=csv").content.decode("utf-8-sig")
    assert any("440604" in row for row in csv.reader(io.StringIO(text)))


def test_a_district_reads_its_own_quotas_only(city, signed_in):
    in_force(city)
    assert {row["division"] for row in table(signed_in("official"), "/targets/")} == {"禅城区"}


def test_a_new_version_is_compared_with_the_one_before(city, signed_in):
    in_force(city)
    second = in_force(city, changed(d440604_cod_2022="57000", d440604_so2_2022="11700", d440605_so2_2022="7500"))
    rows = table(signed_in("vicemayor"), f"/targets/quotas/{second.pk}/")
    cod = row_of(rows, "440604", "cod", 2022)
    assert (cod["old_cap"], cod["new_cap"], cod["difference"], cod["task"]) == (
        "57600.000000000",
        "57000.000000000",
        "600.000000000",
        "加重",
    )
    so2 = row_of(rows, "440604", "so2", 2022)
    assert (so2["old_cut"], so2["new_cut"], so2["difference"], so2["task"]) == ("200.000000000", "100.000000000", "-100.000000000", "减轻")
    assert row_of(rows, "440605", "cod", 2022)["task"] == "不变"


def test_an_earlier_version_stays_readable(city, signed_in):
    first = in_force(city)
    in_force(city, changed(d440604_cod_2022="57000"))
    rows = table(signed_in("vicemayor"), f"/targets/quotas/{first.pk}/")
    assert row_of(rows, "440604", "cod", 2022)["new_cap"] == "57600.000000000"
    states = {row["version"]: row["state"] for row in table(signed_in("vicemayor"), "/targets/quotas/")}
    assert states == {1: "已被替代", 2: "执行中"}


def test_an_upload_goes_from_the_file_to_its_page_and_into_force(city, signed_in):
    browser = signed_in("quota")
    answer = send(browser, filled(city))
    kept = QuotaSet.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/targets/quotas/uploads/{kept.pk}/")
    assert table(browser, "/targets/") == []
    assert browser.post(f"{answer.url}confirm/").status_code == 302
    assert len(table(browser, "/targets/")) == 30
    assert browser.get(f"/targets/quotas/{kept.pk}/file/").content == filled_bytes(kept)


def filled_bytes(kept: QuotaSet) -> bytes:
    return bytes(kept.file.content)


def test_the_preview_tells_what_would_change_for_the_districts(city, signed_in):
    in_force(city)
    accept(city, city.dongpo, 202110, "100", "180", "30")
    accept(city, city.dongpo, 202210, "500", "180", "30")  # 600 t more, of 1,200 t
    figures.actions.refresh()
    kept = propose(city, filled(city, changed(d440604_cod_2022="57000")))
    page = signed_in("quota").get(f"/targets/quotas/uploads/{kept.pk}/")
    consequences = {column.key: cell.text for column, cell in zip(page.context["consequences"].columns, _row(page, "禅城区"), strict=True)}
    assert (consequences["old_quota"], consequences["new_quota"]) == ("1,200.00", "1,800.00")
    assert (consequences["old_completion"], consequences["new_completion"]) == ("50.0", "33.3")
    reserves = [[cell.text for cell in row.cells] for row in page.context["reserves"].rows]
    assert ["汾江市", "COD", "2022", "96,000.00", "93,400.00", "2,600.00"] in reserves


def _row(page, district: str):
    return next(row.cells for row in page.context["consequences"].rows if row.cells[0].text == district)


def test_an_upload_that_was_overtaken_can_not_be_confirmed(city, signed_in):
    kept = propose(city, filled(city, changed(d440604_cod_2022="57000")))
    in_force(city)
    browser = signed_in("quota")
    address = f"/targets/quotas/uploads/{kept.pk}/"
    assert "confirm/" not in browser.get(address).content.decode()
    browser.post(f"{address}confirm/")
    kept.refresh_from_db()
    assert kept.state == QuotaState.PROPOSED


def test_refusing_asks_for_a_reason(city, signed_in):
    kept = propose(city)
    browser = signed_in("quota")
    browser.post(f"/targets/quotas/uploads/{kept.pk}/refuse/", {"reason": " "})
    kept.refresh_from_db()
    assert kept.state == QuotaState.PROPOSED
    browser.post(f"/targets/quotas/uploads/{kept.pk}/refuse/", {"reason": "文号有误"})
    kept.refresh_from_db()
    assert (kept.state, kept.reason) == (QuotaState.REFUSED, "文号有误")


def test_where_two_people_are_asked_for_the_uploader_only_reads(city, signed_in, settings):
    settings.QUOTAS_NEED_TWO_PEOPLE = True
    kept = propose(city)
    browser = signed_in("quota")
    address = f"/targets/quotas/uploads/{kept.pk}/"
    assert "confirm/" not in browser.get(address).content.decode()
    browser.post(f"{address}confirm/")
    kept.refresh_from_db()
    assert kept.state == QuotaState.PROPOSED


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 6_000_000, None], ids=["empty", "damaged", "huge", "no file"])
def test_a_file_that_can_not_be_read_answers_422(city, signed_in, content):
    browser = signed_in("quota")
    answer = browser.post("/targets/quotas/upload/") if content is None else send(browser, content)
    assert answer.status_code == 422
    assert not QuotaSet.objects.exists()


def test_the_same_file_twice_answers_422(city, signed_in):
    browser, content = signed_in("quota"), filled(city)
    send(browser, content)
    answer = send(browser, content)
    assert answer.status_code == 422
    assert "已经上传过" in answer.context["table"].rows[0].cells[3].text


def test_other_quotas_in_force_between_reading_and_keeping_answer_422(city, signed_in, monkeypatch):
    content = filled(city, changed(d440604_cod_2022="57000"))
    read = targets.forms.read_template

    def read_then_overtake(*arguments):
        proposal = read(*arguments)
        monkeypatch.setattr(targets.forms, "read_template", read)
        in_force(city)
        return proposal

    monkeypatch.setattr(targets.forms, "read_template", read_then_overtake)
    answer = send(signed_in("quota"), content)
    assert answer.status_code == 422
    assert "已过期" in answer.context["table"].rows[0].cells[3].text
    assert QuotaSet.objects.count() == 1


def test_the_journal_tells_it_in_words(city, signed_in):
    in_force(city)
    confirmed, uploaded = table(signed_in("auditor"), "/journal/")[:2]
    assert (confirmed["act"], uploaded["act"]) == ("确认指标生效", "上传指标")
    assert "执行中的指标：— → 汾减排〔2021〕1号 V1" in confirmed["changes"]
    assert "文件：— → quotas.xlsx" in uploaded["changes"]


READERS = {"official", "town", "reform", "verifier", "quota", "vicemayor", "auditor"}
EVERYONE = {*READERS, "admin"}
DOORS = {
    "/targets/": READERS,
    "/targets/quotas/": READERS,
    "/targets/quotas/{in_force}/": READERS,
    "/targets/quotas/{in_force}/file/": READERS,
    "/rankings/districts/": READERS,
    "/rankings/inlet-concentration/": READERS,
    "/targets/quotas/template/": {"quota"},
    "/targets/quotas/upload/": {"quota"},
    "/targets/quotas/uploads/{proposed}/": {"quota"},
}


@pytest.mark.parametrize("address", DOORS)
def test_who_may_open_what(city, signed_in, client, address):
    kept = in_force(city)
    proposed = propose(city, filled(city, changed(d440604_cod_2022="57000")))
    address = address.format(in_force=kept.pk, proposed=proposed.pk)
    opened = {who for who in EVERYONE if signed_in(who).get(address).status_code == 200}
    assert opened == DOORS[address.replace(f"/{kept.pk}/", "/{in_force}/").replace(f"/{proposed.pk}/", "/{proposed}/")]
    assert client.get(address).url.startswith("/accounts/sign-in/")


@pytest.mark.parametrize("who", sorted(EVERYONE - {"quota"}))
def test_nobody_else_uploads_or_decides(city, signed_in, who):
    kept = propose(city)
    browser = signed_in(who)
    assert send(browser, filled(city)).status_code == 403
    assert browser.post(f"/targets/quotas/uploads/{kept.pk}/confirm/").status_code == 403
    assert browser.post(f"/targets/quotas/uploads/{kept.pk}/refuse/", {"reason": "x"}).status_code == 403
    kept.refresh_from_db()
    assert kept.state == QuotaState.PROPOSED


def test_what_is_only_proposed_is_not_found_by_readers(city, signed_in):
    kept = propose(city)
    assert table(signed_in("vicemayor"), "/targets/quotas/") == []
    assert signed_in("vicemayor").get(f"/targets/quotas/{kept.pk}/").status_code == 404
    assert signed_in("vicemayor").get(f"/targets/quotas/{kept.pk}/file/").status_code == 404


def test_a_quota_administrator_of_a_district_does_not_decide_for_the_city(city, signed_in):
    kept = propose(city)
    person = city.people["quota"]
    person.division = city.east
    person.save()
    assert signed_in("quota").get(f"/targets/quotas/uploads/{kept.pk}/").status_code == 404
    assert signed_in("quota").post(f"/targets/quotas/uploads/{kept.pk}/confirm/").status_code == 404


@pytest.mark.parametrize("address", ["/targets/", "/targets/quotas/", "/targets/quotas/uploads/{}/"])
def test_a_page_asks_the_database_as_often_for_many_quotas_as_for_few(city, signed_in, address):
    few_figures = {key: value for key, value in changed().items() if key[1] == "so2"}
    few = propose(city, filled(city, few_figures))
    browser = signed_in("quota")

    def queries(kept) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address.format(kept.pk)).status_code == 200
        return len(asked)

    if "uploads" not in address:
        in_force(city, few_figures, version=7)
    small = queries(few)
    many = propose(city, filled(city, version=8)) if "uploads" in address else in_force(city, version=8)
    assert queries(many) <= small + (2 if many.replaces else 0) <= 30

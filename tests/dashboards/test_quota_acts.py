"""Pages on which quota is moved between districts and the quotas in force are undone."""

import pytest

from targets.models import QuotaSet, QuotaState
from tests.dashboards.test_quota_pages import row_of, table
from tests.targets.quotas import changed, in_force
from tests.targets.test_acts import move, moved, undo, undone

MOVE = "/targets/quotas/move/"
ASKED = {
    "giver": "440604",
    "taker": "440605",
    "pollutant": "cod",
    "year": "2022",
    "amount": "100.5",
    "document_number": "汾减排〔2022〕9号",
    "issuing_body": "市生态环境局",
    "document_date": "2022-11-01",
    "grounds": "重点项目选址调整",
}


def shown(found) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in found.rows]


class TestMove:
    def test_it_goes_from_the_form_to_both_sides_and_into_force(self, city, signed_in):
        in_force(city)
        browser = signed_in("quota")
        answer = browser.post(MOVE, ASKED)
        kept = QuotaSet.objects.get(kind="move")
        assert (answer.status_code, answer.url) == (302, f"/targets/quotas/uploads/{kept.pk}/")
        assert row_of(table(browser, "/targets/"), "440604", "cod", 2022)["cap"] == "57600.000000000"
        assert shown(browser.get(answer.url).context["move"]) == [
            ["禅城区控制量", "57,600.00", "57,499.50", "-100.50"],
            ["南海区控制量", "36,400.00", "36,500.50", "100.50"],
            ["各区控制量之和", "94,000.00", "94,000.00", "0.00"],
            ["余量", "2,000.00", "2,000.00", "0.00"],
            ["汾江市控制量", "96,000.00", "96,000.00", "0.00"],
        ]
        browser.post(f"{answer.url}confirm/")
        rows = table(browser, "/targets/")
        assert row_of(rows, "440604", "cod", 2022)["cap"] == "57499.500000000"
        assert row_of(rows, "440605", "cod", 2022)["cap"] == "36500.500000000"
        assert row_of(rows, "4406", "cod", 2022)["reserve"] == "2000.000000000"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("taker", "440604"),
            ("taker", "4406"),
            ("taker", "440604010"),
            ("giver", "999999"),
            ("pollutant", "nh3n"),
            ("pollutant", "xx"),
            ("year", "2020"),
            ("year", "abc"),
            ("amount", "0"),
            ("amount", "-1"),
            ("amount", "57600.000000001"),
            ("amount", "1.0000000001"),
            ("amount", "1，5"),
            ("amount", ""),
            ("document_number", " "),
            ("document_number", "x" * 81),
            ("issuing_body", ""),
            ("document_date", "2022-11-31"),
            ("document_date", "2999-01-01"),
            ("document_date", "2021-01-01"),
            ("grounds", ""),
            ("grounds", "x" * 201),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field_and_nothing_is_written(self, city, signed_in, field, value):
        in_force(city)
        answer = signed_in("quota").post(MOVE, ASKED | {field: value})
        assert answer.status_code == 422
        wrong = {"giver", "taker"} if value == "nh3n" else {field}
        assert set(answer.context["form"].errors) == wrong
        assert QuotaSet.objects.count() == 1

    def test_without_quotas_in_force_the_page_says_so(self, city, signed_in):
        browser = signed_in("quota")
        assert "无可调剂" in browser.get(MOVE).content.decode()
        assert browser.post(MOVE, ASKED).status_code == 422
        assert not QuotaSet.objects.exists()

    def test_quotas_that_come_into_force_meanwhile_answer_422(self, city, signed_in, monkeypatch):
        in_force(city)
        monkeypatch.setattr("targets.actions.last_in_chain", lambda *arguments: None)
        answer = signed_in("quota").post(MOVE, ASKED)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["__all__"])
        assert QuotaSet.objects.count() == 1

    def test_the_list_says_who_gave_whom_and_a_district_reads_only_its_own_cap(self, city, signed_in):
        in_force(city)
        kept = moved(city)
        assert table(signed_in("vicemayor"), "/targets/quotas/")[0]["kind"] == "2022年COD指标100吨由禅城区调剂给南海区"
        browser = signed_in("official")
        assert table(browser, "/targets/quotas/")[0]["kind"] == "区间指标调剂"
        assert browser.get(f"/targets/quotas/{kept.pk}/").context["move"] is None
        assert {row["division"] for row in table(browser, f"/targets/quotas/{kept.pk}/")} == {"禅城区"}

    def test_a_move_has_no_file(self, city, signed_in):
        in_force(city)
        kept = moved(city)
        browser = signed_in("quota")
        assert browser.get(f"/targets/quotas/{kept.pk}/file/").status_code == 404
        assert "/file/" not in browser.get(f"/targets/quotas/{kept.pk}/").content.decode()

    def test_the_journal_tells_it_in_words(self, city, signed_in):
        in_force(city)
        moved(city)
        row = table(signed_in("auditor"), "/journal/")[0]
        assert (row["act"], row["reason"]) == ("调剂指标", "项目调整")
        for words in ("调出区：— → 禅城区", "调入区：— → 南海区", "污染物：— → COD", "年度：— → 2022", "调剂排放指标量：— → 100 吨"):
            assert words in row["changes"]


class TestUndo:
    def test_it_goes_from_the_button_to_the_comparison_and_into_force(self, city, signed_in):
        first, second = in_force(city), in_force(city, changed(d440604_cod_2022="57000"))
        browser = signed_in("quota")
        assert f"/targets/quotas/{second.pk}/undo/" in browser.get(f"/targets/quotas/{second.pk}/").content.decode()
        assert first.document_number in browser.get(f"/targets/quotas/{second.pk}/undo/").content.decode()
        answer = browser.post(f"/targets/quotas/{second.pk}/undo/", {"grounds": "录入有误"})
        change = row_of(table(browser, answer.url), "440604", "cod", 2022)
        assert (change["old_cap"], change["new_cap"]) == ("57000.000000000", "57600.000000000")
        browser.post(f"{answer.url}confirm/")
        assert row_of(table(browser, "/targets/"), "440604", "cod", 2022)["cap"] == "57600.000000000"
        top = table(browser, "/targets/quotas/")[0]
        assert (top["kind"], top["reason"], top["state"]) == (f"撤销{second}", "录入有误", "执行中")
        reversing = QuotaSet.objects.get(kind="undo")
        assert f"撤销{second}" in signed_in("vicemayor").get(f"/targets/quotas/{reversing.pk}/").content.decode()

    def test_the_reason_is_asked_for(self, city, signed_in):
        kept = in_force(city)
        answer = signed_in("quota").post(f"/targets/quotas/{kept.pk}/undo/", {"grounds": " "})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["grounds"])
        assert QuotaSet.objects.count() == 1

    def test_a_document_that_was_replaced_or_is_being_undone_is_refused(self, city, signed_in):
        first, second = in_force(city), in_force(city, changed(d440604_cod_2022="57000"))
        browser = signed_in("quota")
        assert "undo/" not in browser.get(f"/targets/quotas/{first.pk}/").content.decode()
        assert browser.post(f"/targets/quotas/{first.pk}/undo/", {"grounds": "x"}).status_code == 422
        undo(city, second)
        assert browser.post(f"/targets/quotas/{second.pk}/undo/", {"grounds": "x"}).status_code == 422
        assert QuotaSet.objects.count() == 3

    def test_after_the_first_document_was_undone_the_pages_say_that_no_quota_is_in_force(self, city, signed_in):
        undone(city, in_force(city))
        for who in ("vicemayor", "official"):
            browser = signed_in(who)
            assert table(browser, "/targets/") == []
            assert "尚无执行中的指标" in browser.get("/targets/").content.decode()
            assert len(table(browser, "/targets/quotas/")) == 2
            for address in ("/", "/rankings/districts/", "/targets/quotas/"):
                assert browser.get(address).status_code == 200

    def test_where_two_people_are_asked_for_who_proposes_only_reads(self, city, signed_in, settings):
        kept, browser = undo(city, in_force(city)), signed_in("quota")
        settings.QUOTAS_NEED_TWO_PEOPLE = True
        address = f"/targets/quotas/uploads/{kept.pk}/"
        assert "confirm/" not in browser.get(address).content.decode()
        browser.post(f"{address}confirm/")
        kept.refresh_from_db()
        assert kept.state == QuotaState.PROPOSED

    def test_a_proposal_is_not_found_by_readers(self, city, signed_in):
        kept = undo(city, in_force(city))
        assert signed_in("vicemayor").get(f"/targets/quotas/{kept.pk}/").status_code == 404
        assert len(table(signed_in("vicemayor"), "/targets/quotas/")) == 1


@pytest.mark.parametrize("who", ["official", "town", "reform", "verifier", "vicemayor", "admin", "auditor"])
def test_nobody_else_moves_or_undoes(city, signed_in, who):
    kept = in_force(city)
    browser = signed_in(who)
    assert browser.post(MOVE, ASKED).status_code == 403
    assert browser.post(f"/targets/quotas/{kept.pk}/undo/", {"grounds": "x"}).status_code == 403
    assert QuotaSet.objects.count() == 1
    assert "undo/" not in browser.get(f"/targets/quotas/{kept.pk}/").content.decode()


def test_a_quota_administrator_of_a_district_neither_moves_nor_undoes_the_city_s(city, signed_in):
    kept = in_force(city)
    person = city.people["quota"]
    person.division = city.east
    person.save()
    browser = signed_in("quota")
    assert browser.post(f"/targets/quotas/{kept.pk}/undo/", {"grounds": "x"}).status_code == 404
    assert browser.post(MOVE, ASKED).status_code == 422
    assert "undo/" not in browser.get(f"/targets/quotas/{kept.pk}/").content.decode()
    assert QuotaSet.objects.count() == 1


def test_the_preview_of_a_move_is_read_in_english_too(city, signed_in):
    in_force(city)
    kept = move(city)
    page = signed_in("quota").get(f"/targets/quotas/uploads/{kept.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Both sides of the move" in page
    assert "Cap of Chancheng" in page

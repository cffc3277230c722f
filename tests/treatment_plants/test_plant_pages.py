"""The pages of a sheet of plants, through public doors: upload, answer, mend, load, undo, and the plants that wait."""

import datetime
import io
import json
import os
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.treatment_plants.plant_sheets import HEAD, LIMITS, REGISTER, SOURCE, loaded, register, uploaded
from tests.treatment_plants.test_plant_months import DONGPO, history, workbook
from treatment_plants import load_views
from treatment_plants.models import Plant, PlantLoad
from treatment_plants.queries import plants_waiting
from workbooks import read_workbook
from workbooks.models import Draft, DraftOrder, DraftState

PAGE = "/treatment-plants/upload/"
THIN = "/rankings/inlet-concentration/"
REAL_REGISTER = os.environ.get("REGISTER_OF_PLANTS", "")


def upload(browser, content: bytes, name: str = "register.csv"):
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def sent(browser, address: str, **typed) -> dict:
    """What the page would send: everything it shows, with what was typed."""
    context = browser.get(address).context
    page, form = context["page"], context["form"]
    values = {"plan": page.told.fingerprint} | {field.name: field.value() or "" for field in form}
    for table in page.tables():
        values |= {column.field: next(option.value for option in column.options if option.chosen) for column in table.columns}
    for choice in page.plants():
        values[f"row:{choice.key}"] = "1"
        if choice.told.is_new:
            values[f"name:{choice.key}"] = choice.told.name
        values[f"district:{choice.key}"] = choice.told.district
        if choice.plants:
            values[f"plant:{choice.key}"] = next(option.value for option in choice.plants if option.chosen)
    for _label, _count, problems in page.problems():
        for problem in problems:
            if problem.place:
                values |= {problem.field: problem.text, problem.seen_field: problem.text}
    return values | typed


def save(browser, address: str, **typed):
    return browser.post(address, sent(browser, address, save="1", **typed))


def load(browser, address: str, **typed):
    return browser.post(address, sent(browser, address, load="1", **typed))


UNCLEAR = "名称,区,规模"


def rewritten(content: bytes, cells: dict, *, above: list | None = None, answers: dict | None = None) -> bytes:
    """A marked workbook as somebody works on it: cells typed over, rows put in above, the sheet of answers spoilt."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for places, page in ((cells, book.worksheets[0]), (answers or {}, book.worksheets[-1])):
        for place, value in places.items():
            page.cell(*place, value)
    for number, row in enumerate(above or [], start=1):
        book.worksheets[0].insert_rows(number)
        for column, value in enumerate(row, start=1):
            book.worksheets[0].cell(number, column, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def messages(answer, browser) -> str:
    return " ".join(str(one) for one in browser.get(answer["Location"], follow=True).context["messages"])


class TestWay:
    def test_a_register_is_uploaded_answered_loaded_and_undone(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register())["Location"]
        page = browser.get(draft).context["page"]
        assert (page.counts["plants"], page.counts["added"], page.counts["waiting"], page.told.capacity) == (6, 6, 2, "17.5")
        save(browser, draft, source=SOURCE)
        result = load(browser, draft)["Location"]
        assert browser.get(result).context["counts"] == {"added": 6}
        assert Plant.objects.filter(name__endswith="(2)").exists()
        browser.post(f"{result}undo/")
        assert not Plant.objects.filter(name__contains="WWTP").exists()
        assert browser.get(result).context["load"].undone_by == city.people["quota"]

    def test_nothing_is_loaded_that_was_not_shown(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register())["Location"]
        answer = load(browser, draft, source=SOURCE)
        assert answer["Location"] == draft
        assert not PlantLoad.objects.exists()
        assert load(browser, draft)["Location"] != draft

    def test_a_wrong_cell_is_mended_on_the_page(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register("北安污水处理厂,禅城区,约4,AO,一级B,93.3,"))["Location"]
        assert [count for _label, count, _problems in browser.get(draft).context["page"].problems()] == [1]
        save(browser, draft, source=SOURCE, **{"cell-1-2-3": "4"})
        load(browser, draft)
        assert Plant.objects.get(name="北安污水处理厂").capacities.get().m3_per_day == 40_000

    def test_the_marked_file_tells_the_reasons_and_can_be_uploaded_as_it_is(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register("北安污水处理厂,禅城区,约4,AO,一级B,93.3,"))["Location"]
        marked = browser.get(f"{draft}marked/").content
        assert any("约4" in str(cell.value) for cell in read_workbook(marked, LIMITS)[0].cells.values())
        again = upload(browser, marked, "marked.xlsx")["Location"]
        assert browser.get(again).context["page"].counts["plants"] == 1

    def test_the_marked_file_brings_back_everything_that_was_said_on_the_page(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register("北安污水处理厂,,约4", *REGISTER[:3], head=UNCLEAR))["Location"]
        column = browser.get(draft).context["page"].tables()[0].columns[2]
        said = {"district:CSV!2": "440605", "left_out:CSV!3": "on", "name:CSV!4": "Bei An II, new"}
        said |= {"started_on": "2016-04-01", "valid_from": "2021-05", column.field: "capacity|10⁴ m³/d|"}
        save(browser, draft, source=SOURCE, **said, **{"cell-1-5-3": "1.75"})
        marked = rewritten(browser.get(f"{draft}marked/").content, {(2, 3): 4}, above=[["说明"], []])
        browser.post(f"{draft}discard/")
        again = upload(browser, marked, "marked.xlsx")["Location"]
        page = browser.get(again)
        assert (page.context["told"].problems, page.context["page"].is_clear) == ([], True)
        assert page.context["form"].initial | {"version": 0} == {
            "version": 0,
            "source": SOURCE,
            "started_on": datetime.date(2016, 4, 1),
            "valid_from": 202105,
        }
        save(browser, again)
        load(browser, again)
        plants = Plant.objects.filter(started_on="2016-04-01").order_by("pk")
        assert [(one.name, one.district_id, one.capacities.get().m3_per_day) for one in plants] == [
            ("北安污水处理厂", "440605", 40_000),
            ("Bei An II, new", "440604", 60_000),
            ("Nan Hai Qu Dong He WWTP", "440605", 17_500),
        ]

    def test_what_a_file_brings_back_about_a_row_that_is_gone_is_told(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register())["Location"]
        save(browser, draft, source=SOURCE, **{"district:CSV!6": "440605"})
        marked = rewritten(browser.get(f"{draft}marked/").content, {(6, 1): "Dong Wan WWTP"})
        page = browser.get(upload(browser, marked, "marked.xlsx")["Location"])
        assert "Xi Wan WWTP" in page.content.decode()
        assert page.context["told"].counts["waiting"] == 2

    @pytest.mark.parametrize(
        "code", ["", "{}", "[]", '["plant"]', '["column", "x", "y"]', '["whole", "valid_from", "x"]', '["year", "甲", null]']
    )
    def test_answers_that_somebody_has_spoilt_are_no_answers(self, city, signed_in, code):
        browser = signed_in("quota")
        draft = upload(browser, register())["Location"]
        save(browser, draft, source=SOURCE)
        marked = rewritten(browser.get(f"{draft}marked/").content, {}, answers={(2, 5): code})
        page = browser.get(upload(browser, marked, "marked.xlsx")["Location"])
        assert (page.status_code, page.context["page"].answers.source) == (200, "")

    def test_districts_names_and_plants_left_out_are_kept_as_answers(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register())["Location"]
        answers = {"district:CSV!6": "440605", "name:CSV!5": "Nan Hai Qu Dong He WWTP, new", "left_out:CSV!7": "on"}
        save(browser, draft, source=SOURCE, **answers)
        load(browser, draft)
        assert Plant.objects.get(name="Xi Wan WWTP").district_id == "440605"
        assert Plant.objects.filter(name="Nan Hai Qu Dong He WWTP, new").exists()
        assert not plants_waiting("4406").exists()

    def test_a_column_may_be_taken_for_something_else(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register("北安污水处理厂,禅城区,4", head="名称,区,规模"))["Location"]
        page = browser.get(draft).context["page"]
        column = page.tables()[0].columns[2]
        save(browser, draft, source=SOURCE, **{column.field: "capacity|10⁴ m³/d|"})
        assert browser.get(draft).context["page"].is_clear

    def test_a_later_answer_on_an_older_page_is_refused(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register())["Location"]
        older = sent(browser, draft, save="1", source="一")
        save(browser, draft, source="二")
        answer = browser.post(draft, older)
        assert "他人更改" in messages(answer, browser)
        assert browser.get(draft).context["page"].answers.source == "二"

    def test_hidden_parts_are_read_only_after_somebody_has_agreed(self, city, signed_in):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as book:
            page = book.add_worksheet()
            page.write_row(0, 0, HEAD.split(","))
            page.write_row(1, 0, ["北安污水处理厂", "禅城区", 4])
            page.set_row(1, None, None, {"hidden": True})
        browser = signed_in("quota")
        draft = upload(browser, file.getvalue(), "hidden.xlsx")["Location"]
        assert browser.get(draft).context["is_hidden"]
        browser.post(f"{draft}consent/")
        assert browser.get(draft).context["page"].counts["plants"] == 1

    def test_a_file_that_is_no_sheet_is_refused_with_its_reason(self, city, signed_in):
        answer = upload(signed_in("quota"), b"%PDF-1.4 nothing", "x.pdf")
        assert (answer.status_code, Draft.objects.count()) == (422, 0)
        assert answer.context["form"].errors["file"]

    def test_what_is_put_aside_stays_and_can_be_uploaded_anew(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register())["Location"]
        browser.post(f"{draft}discard/")
        assert Draft.objects.get().state == DraftState.DISCARDED
        assert browser.get(draft).status_code == 200
        assert upload(browser, register())["Location"] != draft


class TestMonths:
    def test_the_verifier_accepts_all_months_of_a_load_at_once(self, city, signed_in):
        load_ = history(city)
        page = f"/treatment-plants/loads/{load_.pk}/"
        verifier = signed_in("verifier")
        assert (verifier.get(page).context["waiting"], verifier.get(page).context["may_accept"]) == (3, True)
        assert signed_in("quota").get(page).context["may_accept"] is False
        verifier.post(f"{page}accept/")
        assert verifier.get(page).context["waiting"] == 0

    def test_undoing_what_was_accepted_says_what_hinders(self, city, signed_in):
        load_ = history(city)
        page = f"/treatment-plants/loads/{load_.pk}/"
        signed_in("verifier").post(f"{page}accept/")
        browser = signed_in("quota")
        assert "东鄱污水处理厂 2021-01" in messages(browser.post(f"{page}undo/"), browser)

    def test_the_month_of_a_sheet_is_said_on_the_page(self, city, signed_in):
        heads = ["区", "污水处理厂", "运行天数", "处理水量(万吨)", "进水COD(mg/L)", "出水COD(mg/L)"]
        browser = signed_in("quota")
        draft = upload(browser, workbook(DONGPO[0][2:4] + DONGPO[0][6:], heads=heads), "x.xlsx")["Location"]
        save(browser, draft, source="月报", **{"month:1": "2021-01"})
        page = browser.get(draft).context["page"]
        assert (page.is_clear, page.told.months[0]["month"]) == (True, "2021-01")

    def test_a_month_that_is_none_is_told_and_not_forgotten_in_silence(self, city, signed_in):
        heads = ["区", "污水处理厂", "运行天数", "处理水量(万吨)", "进水COD(mg/L)", "出水COD(mg/L)"]
        browser = signed_in("quota")
        draft = upload(browser, workbook(DONGPO[0][2:4] + DONGPO[0][6:], heads=heads), "x.xlsx")["Location"]
        assert "2021-13" in messages(save(browser, draft, source="月报", **{"month:1": "2021-13"}), browser)
        assert not browser.get(draft).context["page"].is_clear

    def test_of_two_acts_on_a_large_load_the_second_is_told_that_it_was_not_taken(self, city, signed_in, monkeypatch):
        monkeypatch.setattr(load_views, "MOST_AT_ONCE", 1)
        page = f"/treatment-plants/loads/{history(city).pk}/"
        verifier, quota = signed_in("verifier"), signed_in("quota")
        verifier.post(f"{page}accept/")
        assert "未下达" in messages(quota.post(f"{page}undo/"), quota)
        assert [one.act for one in DraftOrder.objects.all()] == ["accept"]


class TestWaiting:
    def test_the_register_says_how_many_wait(self, city, signed_in):
        loaded(city)
        assert signed_in("official").get("/treatment-plants/").context["waiting"] == 0
        assert signed_in("vicemayor").get("/treatment-plants/").context["waiting"] == 2

    def test_a_person_says_districts_and_starts(self, city, signed_in):
        loaded(city)
        browser = signed_in("quota")
        plant = Plant.objects.get(name="Xi Wan WWTP")
        answer = browser.post(
            "/treatment-plants/waiting/",
            {
                f"district-{plant.pk}": "440605",
                f"version-{plant.pk}": "1",
                f"start-{plant.pk}": "on",
                "started_on": "2016-04-01",
                "reason": "台账",
            },
        )
        assert answer.status_code == 302
        plant.refresh_from_db()
        assert (plant.district_id, plant.started_on.isoformat()) == ("440605", "2016-04-01")

    @pytest.mark.parametrize(
        "typed", [{}, {"district": "440699"}, {"district": "440605", "version": "7"}, {"district": "440605", "started_on": "1900-01-01"}]
    )
    def test_what_can_not_be_is_refused_as_a_whole(self, city, signed_in, typed):
        loaded(city)
        plant = Plant.objects.get(name="Xi Wan WWTP")
        values = {f"{name}-{plant.pk}": value for name, value in typed.items()} | {"reason": "台账"}
        assert signed_in("quota").post("/treatment-plants/waiting/", values).status_code == 422
        plant.refresh_from_db()
        assert plant.district_id is None

    def test_a_waiting_plant_stands_on_no_page_of_plants(self, city, signed_in):
        loaded(city)
        plant = Plant.objects.get(name="Xi Wan WWTP")
        assert signed_in("vicemayor").get(f"/treatment-plants/{plant.pk}/").status_code == 404
        assert "Xi Wan" not in signed_in("vicemayor").get("/treatment-plants/").content.decode()


class TestScope:
    def test_a_sheet_of_another_city_is_missing(self, city, signed_in):
        draft, load_ = uploaded(city, register()), loaded(city, register("北安污水处理厂,禅城区,4,,,,"))
        for model, pk in ((Draft, draft.pk), (PlantLoad, load_.pk)):
            model.objects.filter(pk=pk).update(division=city.east)
        local = city.people["quota"]
        type(local).objects.filter(pk=local.pk).update(division=city.west)
        browser = signed_in("quota")
        for address in (f"uploads/{draft.pk}/", f"loads/{load_.pk}/", f"loads/{load_.pk}/file/", f"uploads/{draft.pk}/marked/"):
            assert browser.get(f"/treatment-plants/{address}").status_code == 404


class TestThinInflow:
    """Limits are told by hand from the rows of the invented register."""

    def cards(self, browser, query: str) -> list[str]:
        return [card.value for card in browser.get(f"{THIN}?basis=register&{query}").context["cards"]]

    @pytest.mark.parametrize(
        ("limit", "cards"),
        [("100", ["3", "8.50", "1"]), ("120", ["3", "8.50", "1"]), ("150", ["4", "14.50", "1"]), ("93.3", ["1", "3.00", "1"])],
    )
    def test_plants_below_a_limit_are_counted_with_their_capacity(self, city, signed_in, limit, cards):
        loaded(city)
        assert self.cards(signed_in("vicemayor"), f"limit={limit}") == cards

    def test_waiting_plants_count_for_the_city_and_for_no_district(self, city, signed_in):
        loaded(city)
        assert self.cards(signed_in("official"), "limit=100") == ["1", "4.00", "0"]

    def test_register_and_months_are_never_ranked_together(self, city, signed_in):
        loaded(city)
        browser = signed_in("vicemayor")
        rows = json.loads(browser.get(f"{THIN}?basis=register&format=json&limit=150").content)["rows"]
        assert {row["basis"] for row in rows} == {f"名录（未注明年份）：{SOURCE}"}
        assert {row["potential"] for row in rows} == {None}
        measured = json.loads(browser.get(f"{THIN}?basis=measured&format=json&limit=150").content)["rows"]
        assert not {row["plant"] for row in rows} & {row["plant"] for row in measured}

    def test_the_rule_of_the_month_is_the_limit_where_nobody_names_one(self, city, signed_in):
        loaded(city)
        assert signed_in("vicemayor").get(f"{THIN}?basis=register").context["limit"] == "100"

    def test_a_limit_that_is_none_is_told(self, city, signed_in):
        loaded(city)
        page = signed_in("vicemayor").get(f"{THIN}?basis=register&limit=abc")
        assert page.context["form"].errors["limit"]

    def test_where_nothing_has_been_measured_the_register_is_shown(self, city, signed_in):
        assert signed_in("vicemayor").get(THIN).context["basis"] == "measured"
        loaded(city)
        assert signed_in("vicemayor").get(THIN).context["basis"] == "register"


@pytest.mark.skipif(not REAL_REGISTER, reason="REGISTER_OF_PLANTS names no file")
def test_the_real_register_loads_at_the_first_try(city, signed_in):
    browser = signed_in("quota")
    draft = upload(browser, Path(REAL_REGISTER).read_bytes())["Location"]
    save(browser, draft, source=SOURCE)
    counts = browser.get(load(browser, draft)["Location"]).context["counts"]
    assert sum(counts.values()) == 57
    for limit, cards in (("100", ["7", "20.50", "7"]), ("120", ["17", "57.40", "7"]), ("150", ["27", "99.10", "7"])):
        assert [card.value for card in browser.get(f"{THIN}?basis=register&limit={limit}").context["cards"]] == cards

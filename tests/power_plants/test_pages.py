"""Pages of power units as people use them: ranking, unit, preview, forms, the sheet of coal."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import figures.actions
from formulas.months import months_between
from power_plants.closings.actions import reopen
from power_plants.models import Closure, CoalBurnt, Step, StepKind, Unit, YearStatistics
from returns.models import MonthlyReturn
from tests.dashboards.formulas import is_right
from tests.house.test_doors import all_rows, changed_tables
from tests.power_plants.units import DOCUMENT, burn, closed, facility, listed, statistics, step, unit
from tests.targets.quotas import in_force

RANKING = "/rankings/closures/"
COLUMNS = {
    *("rank", "unit", "plant", "district", "capacity", "planned", "days", "state"),
    *("steps", "grid", "staff", "so2_this_year", "so2_next_year", "document"),
}


@pytest.fixture
def closure(city):
    one = unit(city)
    statistics(city, one, 2021, "420")
    return listed(city, one, date(2022, 9, 30))


def rows(browser, query: str = "") -> list[dict]:
    return browser.get(f"{RANKING}?format=json{query}").json()["rows"]


class TestRanking:
    def test_its_columns_are_those_that_others_rely_on(self, closure, signed_in):
        row = rows(signed_in("vicemayor"))[0]
        assert set(row) >= COLUMNS
        assert (row["rank"], row["capacity"], row["planned"], row["document"]) == (1, "5.0000", "2022-09-30", DOCUMENT.number)
        assert (row["so2_this_year"], row["so2_next_year"]) == ("35.000000000", "385.000000000")  # as from the end of November

    def test_a_month_asks_for_its_last_day(self, closure, signed_in):
        assert rows(signed_in("vicemayor"), "&month=2022-08")[0]["days"] == 30

    @pytest.mark.parametrize("query", ["?by=nonsense", "?month=2022-13", "?month=2099-01"])
    def test_nonsense_is_not_found(self, closure, signed_in, query):
        assert signed_in("vicemayor").get(RANKING + query).status_code == 404

    def test_who_has_no_unit_reads_why(self, closure, signed_in):
        assert "镇（街道）" in signed_in("town").get(RANKING).content.decode()
        assert "未录入发电机组" in signed_in("neighbour").get(RANKING).content.decode()

    def test_a_silent_closing_is_marked(self, closure, signed_in):
        assert "未报" in signed_in("vicemayor").get(RANKING).content.decode()

    def test_a_district_reads_its_own_only(self, city, closure, signed_in):
        listed(city, unit(city, "西樵电厂", district=city.west), date(2022, 9, 30))
        assert [row["plant"] for row in rows(signed_in("official"))] == ["汾江电厂"]
        assert len(rows(signed_in("vicemayor"))) == 2


@pytest.mark.parametrize("address", [RANKING, "/power-plants/", "/", "/rankings/districts/"])
def test_a_page_asks_as_often_for_many_units_as_for_one(city, closure, signed_in, address):
    in_force(city)
    figures.actions.refresh()
    browser = signed_in("vicemayor")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(2, 8):
        one = unit(city, number=f"{number}号")
        statistics(city, one, 2021, "100")
        closed(city, listed(city, one, date(2022, 6, 30)), date(2022, 6, 1))
    figures.actions.refresh()
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few) <= 45


def test_the_ranking_of_districts_shows_so2_and_says_where_no_unit_is(city, closure, signed_in):
    in_force(city)
    for month in months_between(202201, 202206):
        burn(city, closure.unit, month, "0.2")
    closed(city, closure, date(2022, 6, 10))
    figures.actions.refresh()
    browser = signed_in("vicemayor")
    found = {
        row["district_code"]: row
        for row in browser.get("/rankings/districts/?format=json").json()["rows"]
        if row["pollutant_code"] == "so2"
    }
    # 420 t × 10/12 since January, less six months of 2,000 t of coal with 0.75 % sulphur: 24 t each
    assert found["440604"]["verified"] == "206.000000000"
    assert found["440605"]["verified"] is None
    assert "未录入发电机组" in browser.get("/rankings/districts/").content.decode()


class TestDomino:
    def moved(self, browser, closure, query: str) -> str:
        return browser.get(f"/power-plants/{closure.unit_id}/?{query}", HTTP_ACCEPT_LANGUAGE="en").content.decode()

    def test_a_later_day_moves_years_and_ranks_and_saves_nothing(self, city, closure, signed_in):
        in_force(city)
        figures.actions.refresh()
        browser = signed_in("vicemayor")
        before = all_rows()
        page = self.moved(browser, closure, "planned=2023-12-31")
        assert changed_tables(before) == []
        table = page[page.index("What moves with this closing") :]
        # As it stands it stops this month: 35 t this year, 385 t next; at the end of next year all 420 t come in 2024.
        for amount in ("35.00", "−35.00", "385.00", "−385.00", "420.00"):
            assert amount in table, amount

    def test_the_grid_project_moves_it_likewise(self, city, closure, signed_in):
        in_force(city)
        assert "2024-02-29" in self.moved(signed_in("vicemayor"), closure, "grid=2024-02-29")

    def test_a_unit_that_runs_again_adds_nothing_to_what_stands(self, city, closure, signed_in):
        in_force(city)
        closed(city, closure, date(2022, 9, 30))
        reopen(closure=closure, on=date(2022, 10, 20), reason="夜间巡查发现", by=city.people["reform"])
        figures.actions.refresh()
        answer = signed_in("vicemayor").get(f"/power-plants/{closure.unit_id}/?planned=2022-11-30")
        district = [row.cells for row in answer.context["domino"].rows if row.cells[1].text == "禅城区"]
        assert [(cells[0].text, cells[3].value, cells[4].value) for cells in district[:2]] == [("2022", 0, 35), ("2023", 0, 385)]

    def test_what_is_no_day_is_told(self, closure, signed_in):
        assert "“2023-02-29” is not a day." in self.moved(signed_in("vicemayor"), closure, "planned=2023-02-29")


class TestUnitPage:
    def test_the_formula_stands_there_with_its_numbers(self, city, closure, signed_in):
        for month in months_between(202201, 202206):
            burn(city, closure.unit, month, "0.2")
        step(city, closure, StepKind.OFF_GRID, date(2022, 6, 10))
        page = signed_in("vicemayor").get(f"/power-plants/{closure.unit_id}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "2022: E_stat(2021) 420.00 t − E_actual(2022) 144.00 t = 276.00 t; 2023: 144.00 t" in page

    def test_a_file_holds_the_account_by_year(self, city, closure, signed_in):
        found = signed_in("vicemayor").get(f"/power-plants/{closure.unit_id}/?format=json").json()["rows"]
        assert [(row["year"], row["statistics"], row["verified"]) for row in found][0] == (2021, "420.000000000", None)


class TestAccount:
    """Each formula gives the number beside it, however the closing went."""

    def steps(self, browser, one: Unit) -> dict:
        found = browser.get(f"/explanations/power-units/{one.pk}/2022-11-10/").context["steps"]
        assert [step.formula for step in found if step.formula and not is_right(step.formula)] == []
        return {step.key: step for step in found}

    def test_nothing_is_credited_where_last_years_statistics_do_not_hold_the_unit(self, city, signed_in):
        one = unit(city)
        statistics(city, one, 2020, "420")
        step(city, listed(city, one, date(2022, 5, 31)), StepKind.OFF_GRID, date(2022, 5, 31))
        told = self.steps(signed_in("vicemayor"), one)["so2_this_year"]
        assert (told.result.text, told.formula, told.rule) == ("0.00", "", "C3")

    @pytest.mark.parametrize(
        ("coal", "formula"),
        [("0.1", "3,420.00 − 60.00 + 60.00 = 3,420.00"), (None, "3,420.00 × 7 ÷ 12 + 3,420.00 × 5 ÷ 12 = 3,420.00")],
    )
    def test_what_waits_for_its_confirmation_since_last_year_falls_due_this_year(self, city, signed_in, coal, formula):
        one = unit(city)
        statistics(city, one, 2020, "3420")
        for month in months_between(202101, 202105) if coal else []:
            burn(city, one, month, coal)
        step(city, listed(city, one, date(2021, 5, 31)), StepKind.OFF_GRID, date(2021, 5, 31))
        found = self.steps(signed_in("vicemayor"), one)
        assert (found["so2_this_year"].formula, found["so2_next_year"].result.text) == (formula, "0.00")


class TestForms:
    def test_the_bureau_adds_a_unit_lists_it_and_tells_its_steps(self, city, signed_in):
        browser = signed_in("reform")
        unit_form = {"plant_name": "新电厂", "district": "440604", "number": "1号", "capacity_kw": "1.25", "fuel": "coal", "kind": "heat"}
        assert browser.post("/power-plants/add/", unit_form | {"commissioned_on": "1995-02-28"}).status_code == 302
        one = Unit.objects.get()
        assert (one.capacity_kw, one.plant.name) == (12_500, "新电厂")
        at = f"/power-plants/{one.pk}/closing"
        document = {"number": "1号文", "body": "发改局", "date": "2022-01-10"}
        assert browser.post(f"{at}/list/", {"planned_on": "2022-12-31"} | document).status_code == 302
        assert browser.post(f"{at}/date/", {"planned_on": "2023-12-31"} | document).status_code == 422  # not a later document
        assert browser.post(f"{at}/step/", {"kind": "off_grid", "on": "2022-11-01", "document": "解网单"}).status_code == 302
        assert browser.post(f"{at}/word/", {"month": "2022-10", "text": "按期"}).status_code == 302
        staff = {"staff_working": "10", "staff_resettled": "11", "staff_retired": "0", "seen_version": "1"}
        assert browser.post(f"{at}/staff/", staff).status_code == 422
        assert browser.post(f"{at}/staff/", staff | {"staff_resettled": "4"}).status_code == 302
        assert browser.post(f"{at}/grid/", {"grid_due_on": "2022-12-01", "seen_version": "2"}).status_code == 422  # without a name
        assert browser.post(f"{at}/reopen/", {"on": "2022-11-05", "reason": "巡查"}).status_code == 302
        assert Closure.objects.get().reopened_on == date(2022, 11, 5)
        assert browser.get(f"{at}/step/").status_code == 404

    def test_the_district_states_and_the_city_verifies(self, city, closure, signed_in):
        at = f"/power-plants/{closure.unit_id}"
        values = {"year": "2020", "coal_kg": "28.5", "sulphur_millionths": "0.75", "so2_mg": "3420", "document": "基表"}
        assert signed_in("official").post(f"{at}/claim/statistics/", values).status_code == 302
        claim = YearStatistics.objects.get(year=2020)
        signed_in("verifier").post(f"{at}/review/", {"claim": f"statistics:{claim.pk}", "accept": "1"})
        claim.refresh_from_db()
        assert (claim.state, claim.so2_mg, claim.decided_by.username) == ("accepted", 3420 * 10**9, "verifier")

    def test_the_city_agrees_to_the_default_only(self, city, closure, signed_in):
        claim = facility(city, closure.unit, date(2022, 6, 1), "95", "92", verified=False)
        signed_in("verifier").post(f"/power-plants/{closure.unit_id}/review/", {"claim": f"facility:{claim.pk}", "by_default": "1"})
        claim.refresh_from_db()
        assert (claim.state, claim.has_evidence) == ("accepted", False)

    def test_only_who_entered_a_fact_withdraws_it(self, city, closure, signed_in):
        claim = step(city, closure, StepKind.BOILER, date(2022, 9, 1), verified=False)
        for who, state in (("official", "waiting"), ("reform", "withdrawn")):
            signed_in(who).post(f"/power-plants/{closure.unit_id}/withdraw/", {"claim": f"step:{claim.pk}", "reason": "误报"})
            assert Step.objects.get(pk=claim.pk).state == state

    @pytest.mark.parametrize("claim", ["", "step", "step:", "step:x", "user:1", "step:999999", "step:" + "9" * 40, "step:²"])
    def test_nonsense_is_no_claim(self, city, closure, signed_in, claim):
        assert signed_in("verifier").post(f"/power-plants/{closure.unit_id}/review/", {"claim": claim, "accept": "1"}).status_code == 302

    def test_a_fact_of_another_district_is_out_of_reach(self, city, closure, signed_in):
        other = step(
            city, listed(city, unit(city, district=city.west), date(2022, 9, 30)), StepKind.BOILER, date(2022, 9, 1), verified=False
        )
        signed_in("verifier").post(f"/power-plants/{closure.unit_id}/review/", {"claim": f"step:{other.pk}", "accept": "1"})
        assert Step.objects.get(pk=other.pk).state == "waiting"


class TestSheet:
    ADDRESS = "/returns/power-plants/440604/2022-10/"

    def cells(self, one: Unit, coal: str, sulphur: str = "0.75", version: int = 0) -> dict[str, str]:
        return {f"unit{one.pk}-coal_kg": coal, f"unit{one.pk}-sulphur_millionths": sulphur, f"unit{one.pk}-version": str(version)}

    def test_a_month_is_submitted_sent_back_mended_and_accepted(self, city, closure, signed_in):
        official, verifier, one = signed_in("official"), signed_in("verifier"), closure.unit
        official.post(self.ADDRESS, self.cells(one, "26"))
        kept = CoalBurnt.objects.get()
        assert (kept.coal_kg, kept.monthly_return.state) == (260_000_000, "submitted")
        key = f"{kept.monthly_return_id}:{kept.monthly_return.version}"
        verifier.post(f"{self.ADDRESS}review/", {"return": key, "send_back": "1", "reason": "多了一位"})
        assert "多了一位" in official.get(self.ADDRESS).content.decode()
        official.post(self.ADDRESS, self.cells(one, "2.6", version=MonthlyReturn.objects.get().version))
        verifier.post(
            f"{self.ADDRESS}review/", {"return": f"{kept.monthly_return_id}:{MonthlyReturn.objects.get().version}", "accept": "1"}
        )
        kept.refresh_from_db()
        assert (kept.coal_kg, kept.monthly_return.state) == (26_000_000, "accepted")

    def test_who_writes_a_reason_and_accepts_has_pressed_the_wrong_button(self, city, closure, signed_in):
        signed_in("official").post(self.ADDRESS, self.cells(closure.unit, "26"))
        one = MonthlyReturn.objects.get()
        answer = signed_in("verifier").post(
            f"{self.ADDRESS}review/", {"return": f"{one.pk}:{one.version}", "accept": "1", "reason": "多了一位"}
        )
        assert (answer.status_code, MonthlyReturn.objects.get().state) == (422, "submitted")
        page = answer.content.decode()
        assert "未审核通过" in page and 'value="多了一位"' in page

    @pytest.mark.parametrize(
        ("coal", "sulphur"), [("2.6", ""), ("", "0.75"), ("-1", "0.75"), ("2.6", "11"), ("两", "0.75"), ("0.00000001", "0.75")]
    )
    def test_what_can_not_be_is_refused_at_the_cell(self, city, closure, signed_in, coal, sulphur):
        answer = signed_in("official").post(self.ADDRESS, self.cells(closure.unit, coal, sulphur))
        assert (answer.status_code, CoalBurnt.objects.count()) == (422, 0)
        assert 'aria-invalid="true"' in answer.content.decode()

    def test_of_two_people_the_second_is_told(self, city, closure, signed_in):
        for who, coal in (("official", "2.6"), ("colleague", "9")):
            signed_in(who).post(self.ADDRESS, self.cells(closure.unit, coal))
        assert CoalBurnt.objects.get().coal_kg == 26_000_000

    def test_a_month_that_runs_is_not_submitted(self, city, closure, signed_in):
        signed_in("official").post("/returns/power-plants/440604/2022-11/", self.cells(closure.unit, "2.6"))
        assert not CoalBurnt.objects.exists()

    def test_a_unit_that_stopped_owes_nothing_afterwards(self, city, closure, signed_in):
        step(city, closure, StepKind.OFF_GRID, date(2022, 9, 1), verified=False)
        assert signed_in("official").get(f"{self.ADDRESS}?format=json").json()["rows"] == []
        assert len(signed_in("official").get("/returns/power-plants/440604/2022-09/?format=json").json()["rows"]) == 1


def test_the_account_of_a_district_names_the_units_that_bring_its_so2(city, closure, signed_in):
    for month in months_between(202201, 202206):
        burn(city, closure.unit, month, "0.2")
    closed(city, closure, date(2022, 6, 10))
    figures.actions.refresh()
    page = signed_in("vicemayor").get("/explanations/divisions/440604/so2/2022-10/").content.decode()
    parts = page[page.rindex("<table") :]
    assert [text in parts for text in (str(closure.unit), "35.00")] == [True, True]

"""Overview, plant, returns, journal, jobs, and what machines ask."""

import json
from datetime import timedelta

import plotly.graph_objects
import pytest
from celery import Celery
from django.utils import timezone

import figures.actions
from accounts.actions import change_person
from dashboards.charts import load_rate_chart
from figures.models import JobRun
from journal.models import StaleMark
from tests.entries import accept, save, submit

OCTOBER = 202210


def table(browser, address: str) -> list[dict]:
    return json.loads(browser.get(address, {"format": "json"}).content)["rows"]


@pytest.fixture
def october(city):
    """Dongpo accepted at 50 % with its partner of last year, Shagang waiting, Dali missing."""
    accept(city, city.dongpo, 202110, "100", "180", "30")
    accept(city, city.dongpo, OCTOBER, "155", "180", "30")
    submit(city, city.shagang, OCTOBER, "100", "180", "30")
    figures.actions.refresh()
    return city


def test_the_overview_puts_the_districts_side_by_side_and_the_city_last(october, signed_in):
    east, west, whole = table(signed_in("vicemayor"), "/")
    assert [row["district"] for row in (east, west, whole)] == ["禅城区", "南海区", "汾江市"]
    assert [row["owed"] for row in (east, west, whole)] == [2, 1, 3]
    assert (east["accepted"], east["waiting"], east["below_required"], east["below_low"]) == (1, 1, 1, 0)
    # 155 万吨 × 150 mg/L = 232.5 t; the October before 100 万吨 × 150 mg/L = 150 t
    assert (east["removed"], east["verified"], west["verified"]) == ("232.500000000", "82.500000000", None)
    assert (whole["verified"], whole["load_rate"]) == ("82.500000000", "50.0000")


def test_the_overview_tells_how_many_plant_months_are_not_in_the_account(october, signed_in):
    browser = signed_in("vicemayor")
    rows = {row["district"]: (row["plant_months"], row["left_out"]) for row in table(browser, "/")}
    # Ten months of each plant have ended; only Dongpo has both Octobers accepted.
    assert rows == {"禅城区": (20, 19), "南海区": (10, 10), "汾江市": (30, 29)}
    assert "30厂次（月）中，29厂次（月）未计入" in browser.get("/").context["cards"][-1].note


def load_cards(browser) -> list[tuple]:
    """The three cards of load, with lamp and word."""
    return [(card.shown_lamp, card.lamp_word) for card in browser.get("/").context["cards"][1:4]]


def test_no_card_shines_green_while_plants_are_missing(city, signed_in):
    browser = signed_in("vicemayor")
    accept(city, city.dongpo, OCTOBER, "279")
    accept(city, city.shagang, OCTOBER, "139.5")
    figures.actions.refresh()
    assert load_cards(browser) == [("none", "不完整")] * 3
    assert all("3座应报污水处理厂中已审核的2座" in card.note for card in browser.get("/").context["cards"][1:4])
    accept(city, city.dali, OCTOBER, "223.2", by="neighbour")
    figures.actions.refresh()
    assert load_cards(browser) == [("good", "正常")] * 3


def test_what_is_bad_already_needs_no_other_plant_to_say_so(october, signed_in):
    assert load_cards(signed_in("vicemayor")) == [("late", "滞后"), ("late", "滞后"), ("none", "不完整")]


def test_the_overview_of_a_district_shows_only_itself(october, signed_in):
    assert [row["district"] for row in table(signed_in("official"), "/")] == ["禅城区"]


def test_the_page_of_a_plant_tells_its_months_newest_first(october, signed_in):
    rows = table(signed_in("vicemayor"), f"/treatment-plants/{october.dongpo.pk}/")
    assert [row["month"] for row in rows[:2]] == ["2022-10", "2022-09"]
    assert (rows[0]["volume"], rows[0]["cod_inlet"], rows[0]["cod_removed"]) == ("155.0000", "180.000", "232.500000000")
    assert (rows[1]["volume"], rows[1]["load_rate"], rows[1]["state"]) == (None, None, "未报")


def test_a_chart_is_one_that_plotly_knows(october, signed_in):
    page = signed_in("vicemayor").get(f"/treatment-plants/{october.dongpo.pk}/")
    chart = page.context["chart"]
    plotly.graph_objects.Figure(chart.figure)
    assert chart.figure["data"][0]["y"][-1] == 50.0
    assert chart.figure["data"][0]["y"][-2] is None


def test_a_drawing_leaves_a_gap_where_a_month_is_missing():
    chart = load_rate_chart(1, [202201, 202202, 202203, 202204], [500_000, None, 700_000, 800_000], 600_000, 300_000)
    first_line = chart.svg.split('<path d="')[1].split('"')[0]
    assert [step[0] for step in first_line.split(" ") if step[0].isalpha()] == ["M", "M", "L"]


def test_the_official_reads_what_is_owed(october, signed_in):
    rows = table(signed_in("official"), "/returns/")
    first = rows[0]
    assert (first["month"], first["owed"], first["submitted"], first["accepted"], first["missing"]) == ("2022-10", 2, 1, 1, 0)
    assert rows[1]["missing"] == 2


def test_the_verifier_reads_what_waits(october, signed_in):
    page = signed_in("verifier").get("/returns/")
    assert page.context["waiting"] == 1


def test_a_page_says_while_its_figures_are_recomputed(city, signed_in):
    browser = signed_in("vicemayor")
    save(city, city.dongpo, OCTOBER, "100")
    assert json.loads(browser.get("/freshness/").content) == {"stale": True}
    assert "正在重新计算" in browser.get("/").context["portal"]["waiting"].text
    figures.actions.refresh()
    assert json.loads(browser.get("/freshness/").content) == {"stale": False}
    assert browser.get("/").context["portal"]["waiting"] is None


def test_a_neighbours_stale_figures_do_not_concern_a_district(city, signed_in):
    save(city, city.dali, OCTOBER, "100", by="neighbour")
    assert json.loads(signed_in("official").get("/freshness/").content) == {"stale": False}


def test_who_reads_no_figures_is_not_told_to_wait_for_them(city, signed_in):
    save(city, city.dongpo, OCTOBER, "100")
    assert signed_in("admin").get("/accounts/people/").context["portal"]["waiting"] is None


def test_reading_changes_no_mark(city, signed_in):
    save(city, city.dongpo, OCTOBER, "100")
    signed_in("vicemayor").get("/")
    assert StaleMark.objects.exists()


def test_the_journal_tells_changes_in_words_and_units(city, signed_in):
    save(city, city.dongpo, OCTOBER, "250", "180.5", "30")
    newest = table(signed_in("auditor"), "/journal/")[0]
    assert newest["person"] == "王晓明"
    assert newest["act"] == "保存报表"
    assert "处理水量：— → 250 万吨" in newest["changes"]
    assert "COD进水：— → 180.5 mg/L" in newest["changes"]


def test_the_journal_calls_people_and_plants_by_the_words_for_each(city, signed_in):
    change_person(person=city.people["town"], seen=city.people["town"].told(), changes={"name": "何芳芳"}, by=city.people["admin"])
    people, plants = (
        next(row for row in table(signed_in("auditor"), "/journal/") if row["act"] == act) for act in ("修改人员", "添加污水厂")
    )
    assert people["changes"] == "姓名：何芳 → 何芳芳"
    assert "；名称：" in f"；{plants['changes']}"


def test_the_page_of_jobs_tells_each_run(october, signed_in):
    rows = table(signed_in("verifier"), "/jobs/")
    assert {row["scope"] for row in rows} == {"禅城区", "汾江市"}
    assert {row["outcome"] for row in rows} == {"完成"}
    assert [(row["claimed"], row["done"]) for row in rows] == [(1, 1), (2, 2)]


def test_a_run_that_was_cut_off_shows_no_sign_of_life(city, signed_in):
    now = timezone.now()
    JobRun.objects.all().delete()
    for silence in (0, 60, 130):
        JobRun.objects.create(job="figures.refresh", scope="4406", heartbeat_at=now - timedelta(seconds=silence))
    rows = table(signed_in("verifier"), "/jobs/")
    assert [row["outcome"] for row in rows] == ["无响应", "运行中", "运行中"]


def test_machines_ask_whether_the_portal_lives_and_can_work(db, client):
    assert json.loads(client.get("/healthz").content) == {"alive": True}
    assert json.loads(client.get("/readyz").content) == {"ready": True, "missing": []}


def test_a_broker_that_does_not_answer_is_told_of(db, client, settings, monkeypatch):
    settings.BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr("journal.bell.application", lambda: Celery("test", broker=settings.BROKER_URL, set_as_current=False))
    answer = client.get("/readyz")
    assert (answer.status_code, json.loads(answer.content)["missing"]) == (503, ["broker"])

"""What looks odd is asked, answered or corrected; until then the row is a draft and its plant is marked wherever it is ranked."""

import re

import pytest
from django.db import IntegrityError, transaction

import figures.actions
from journal.models import Event, Verb
from tests.entries import accept, entry, save, submit
from tests.treatment_plants.sheets import OCTOBER, SHEET, fields
from treatment_plants import actions, queries
from treatment_plants.models import AskedQuestion, Operation, QuestionState

SEPTEMBER = 202209
RANKING, INLET, RULES = "/rankings/plant-load/?month=2022-10", "/rankings/inlet-concentration/?month=2022-10", "/returns/rules/"
IN_QUESTION = "数据存疑待核"


@pytest.fixture
def september(city):
    """Dongpo has reported 254.37 × 10,000 t for September; nothing of it is asked about."""
    return accept(city, city.dongpo, SEPTEMBER, "254.37")


def answer_field(plant, rule="slip", column="volume_m3") -> str:
    return f"plant{plant.pk}-answer-{rule}-{column}"


def questions(plant) -> list[AskedQuestion]:
    return list(AskedQuestion.objects.filter(plant=plant, month=OCTOBER).order_by("pk"))


class TestOnTheSheet:
    def test_a_digit_lost_is_kept_as_a_draft_and_asked_about(self, city, sheet, official, september):
        answer = sheet().type(city.dongpo, days="31", volume="25.437", inlet="181", outlet="31").send("submit")
        assert answer.status_code == 302
        assert Operation.objects.get(plant=city.dongpo, month=OCTOBER).monthly_return.state == "draft"
        page = official.get(SHEET).content.decode()
        assert "约为上月（254.37 万吨）的1/10" in page
        assert answer_field(city.dongpo) in page

    def test_with_an_answer_it_is_submitted_and_the_verifier_reads_it(self, city, sheet, signed_in, september):
        sheet().type(city.dongpo, days="31", volume="25.437", inlet="181", outlet="31").send("submit")
        form = sheet()
        form.loaded[answer_field(city.dongpo)] = "管网检修，来水减少。"
        assert form.send("submit").status_code == 302
        assert Operation.objects.get(plant=city.dongpo, month=OCTOBER).monthly_return.state == "submitted"
        assert "填报无误：管网检修，来水减少。（王晓明）" in signed_in("verifier").get(SHEET).content.decode()
        [asked] = questions(city.dongpo)
        assert (asked.state, asked.answered_by, asked.judged) == ("confirmed", city.people["official"], "254370")

    def test_corrected_nothing_is_asked_any_more(self, city, sheet, official, september):
        sheet().type(city.dongpo, days="31", volume="25.437", inlet="181", outlet="31").send("submit")
        assert sheet().type(city.dongpo, volume="254.39").send("submit").status_code == 302
        assert [asked.state for asked in questions(city.dongpo)] == ["corrected"]
        assert Operation.objects.get(plant=city.dongpo, month=OCTOBER).monthly_return.state == "submitted"

    def test_another_value_asks_anew(self, city, sheet, september):
        form = sheet().type(city.dongpo, days="31", volume="25.437", inlet="181", outlet="31")
        form.loaded[answer_field(city.dongpo)] = "管网检修"
        form.send()
        changed = sheet().type(city.dongpo, volume="25.5")
        del changed.loaded[answer_field(city.dongpo)]
        changed.send("submit")
        assert [(asked.judged, asked.state) for asked in questions(city.dongpo)] == [("254370", "corrected"), ("255000", "open")]

    def test_an_answer_of_blanks_is_none_and_an_empty_one_takes_none_away(self, city, sheet, september):
        form = sheet().type(city.dongpo, days="31", volume="25.437", inlet="181", outlet="31")
        form.loaded[answer_field(city.dongpo)] = "   "
        form.send()
        assert [asked.state for asked in questions(city.dongpo)] == ["open"]
        form = sheet()
        form.loaded[answer_field(city.dongpo)] = "管网检修"
        form.send()
        again = sheet().type(city.dongpo, note="又看了一遍")
        again.loaded[answer_field(city.dongpo)] = ""
        again.send()
        assert [asked.answer for asked in questions(city.dongpo)] == ["管网检修"]

    def test_an_answer_too_long_is_refused_and_stays_on_the_page(self, city, sheet, september):
        form = sheet().type(city.dongpo, days="31", volume="25.437", inlet="181", outlet="31")
        form.loaded[answer_field(city.dongpo)] = "长" * 201
        assert form.send().status_code == 422
        assert not Operation.objects.filter(month=OCTOBER).exists()

    def test_answers_of_two_people_are_both_shown(self, city, sheet, signed_in, september):
        sheet().type(city.dongpo, days="31", volume="25.437", inlet="181", outlet="31").send()
        mine, theirs = sheet(), sheet(signed_in("colleague"))
        theirs.loaded[answer_field(city.dongpo)] = "雨季"
        theirs.send()
        mine.loaded[answer_field(city.dongpo)] = "检修"
        answer = mine.send()
        assert answer.status_code == 422
        page = answer.content.decode()
        assert 'value="检修"' in page
        assert "系统中现为：雨季" in page

    def test_the_journal_tells_who_answered_what(self, city, sheet, september, signed_in):
        form = sheet().type(city.dongpo, days="31", volume="25.437", inlet="181", outlet="31")
        form.loaded[answer_field(city.dongpo)] = "管网检修"
        form.send()
        event = Event.objects.get(verb=Verb.QUESTION_ANSWERED)
        assert (event.actor, event.reason) == (city.people["official"], "管网检修")
        page = signed_in("auditor").get("/journal/").content.decode()
        assert "漏写数字或小数点错位" in page
        assert "25.437 万吨" in page

    def test_a_forged_rule_stores_nothing(self, city, sheet, september):
        form = sheet().type(city.dongpo, days="31", volume="254.39", inlet="181", outlet="31")
        form.loaded |= {answer_field(city.dongpo, "nothing", "volume_m3"): "x", answer_field(city.dongpo, "slip", "../note"): "x"}
        assert form.send().status_code == 302
        assert questions(city.dongpo) == []


class TestActions:
    def test_every_road_is_asked_not_only_the_page(self, city, september):
        with pytest.raises(actions.Unanswered):
            submit(city, city.dongpo, OCTOBER, "25.437", answers={})
        assert not Operation.objects.filter(month=OCTOBER).exists()

    def test_a_draft_is_asked_anew_when_it_is_submitted(self, city, sheet, official):
        """Last month came in after the draft was saved: only now it tells that a digit was lost."""
        save(city, city.dongpo, OCTOBER, "25.437", answers={})
        assert questions(city.dongpo) == []
        accept(city, city.dongpo, SEPTEMBER, "254.37")
        assert sheet().send("submit").status_code == 302
        assert [asked.state for asked in questions(city.dongpo)] == ["open"]
        assert Operation.objects.get(month=OCTOBER).monthly_return.state == "draft"

    def test_what_can_not_be_is_refused_by_the_action_itself(self, city):
        with pytest.raises(actions.Impossible):
            save(city, city.dongpo, OCTOBER, "5", days=0)

    def test_drafts_of_others_tell_nothing_of_what_is_usual(self, city):
        save(city, city.dongpo, SEPTEMBER, "254.37")
        submit(city, city.dongpo, OCTOBER, "25.437", answers={})
        assert questions(city.dongpo) == []


class TestMarks:
    @pytest.fixture
    def asked(self, city, september):
        save(city, city.dongpo, OCTOBER, "25.437", answers={})
        figures.actions.refresh()

    def row(self, client, address, plant) -> dict:
        joined = f"{address}&format=json"
        return next(row for row in client.get(joined).json()["rows"] if row["plant"] == plant.name)

    def test_a_plant_that_waits_is_marked_in_every_ranking(self, city, signed_in, asked):
        browser = signed_in("vicemayor")
        assert IN_QUESTION in browser.get(RANKING).content.decode()
        assert self.row(browser, RANKING, city.dongpo)["in_question"]
        assert not self.row(browser, RANKING, city.dali)["in_question"]
        assert "数据存疑待核" in browser.get("/?month=2022-10").content.decode()

    def test_in_the_ranking_by_inflow_too(self, city, signed_in):
        accept(city, city.dongpo, SEPTEMBER, "254.37", "80", "30")
        save(city, city.dongpo, OCTOBER, "25.437", "80", "30", answers={})
        figures.actions.refresh()
        browser = signed_in("vicemayor")
        assert IN_QUESTION in browser.get(INLET).content.decode()
        assert self.row(browser, INLET, city.dongpo)["in_question"]

    def test_answered_it_stays_marked_until_the_verifier_accepts(self, city, signed_in, asked):
        one = submit(city, city.dongpo, OCTOBER, "25.437", answers={("slip", "volume_m3"): "检修"})
        assert queries.doubtful_plants("4406", [OCTOBER]) == {city.dongpo.pk}
        actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
        assert queries.doubtful_plants("4406", [OCTOBER]) == set()

    def test_sent_back_it_is_marked_again(self, city, asked):
        one = submit(city, city.dongpo, OCTOBER, "25.437", answers={("slip", "volume_m3"): "检修"})
        actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
        one.refresh_from_db()
        actions.send_back(seen={one.pk: one.version}, reason="请附检修记录", by=city.people["verifier"])
        assert queries.doubtful_plants("4406", [OCTOBER]) == {city.dongpo.pk}

    def test_corrected_it_is_marked_no_longer(self, city, asked):
        save(city, city.dongpo, OCTOBER, "254.39", answers={})
        assert queries.doubtful_plants("4406", [OCTOBER]) == set()

    def test_no_public_page_may_name_it(self, city, asked):
        """Public pages take their plants from `nameable` alone."""
        assert set(queries.nameable("4406", [OCTOBER])) == {city.shagang, city.dali}
        assert set(queries.nameable("4406", [SEPTEMBER])) == {city.dongpo, city.shagang, city.dali}
        assert set(queries.nameable("440605", [OCTOBER])) == {city.dali}


class TestRules:
    def test_each_rule_tells_how_often_it_was_right_to_ask(self, city, signed_in, september):
        save(city, city.dongpo, OCTOBER, "25.437", answers={})
        save(city, city.dongpo, OCTOBER, "254.39", answers={})
        accept(city, city.dali, SEPTEMBER, "200.37", by="neighbour")
        save(city, city.dali, OCTOBER, "20.5", by="neighbour", answers={("slip", "volume_m3"): "检修"})
        rows = {row["rule"]: row for row in signed_in("vicemayor").get(f"{RULES}?format=json").json()["rows"]}
        slip = rows["漏写数字或小数点错位"]
        assert [slip[key] for key in ("asked", "open", "corrected", "confirmed", "false_alarms")] == [2, 0, 1, 1, "50.0000"]
        assert rows["数字过整"]["false_alarms"] is None

    def test_a_district_counts_its_own(self, city, signed_in, september):
        save(city, city.dongpo, OCTOBER, "25.437", answers={})
        rows = signed_in("neighbour").get(f"{RULES}?format=json").json()["rows"]
        assert {row["asked"] for row in rows} == {0}

    def test_numbers_stand_there_with_date_and_source(self, city, signed_in):
        page = signed_in("official").get(RULES).content.decode()
        assert "相差5倍及以上（2000-01起）" in page
        assert "本系统建议值" in page


class TestTheDatabaseItself:
    @pytest.fixture
    def asked(self, city, september):
        save(city, city.dongpo, OCTOBER, "25.437", answers={})
        return AskedQuestion.objects.get()

    @pytest.mark.parametrize(
        "change",
        [
            {"state": "nothing"},
            {"state": QuestionState.CONFIRMED},  # without a reason
            {"answer": "x"},  # open, and by nobody
            {"state": QuestionState.CONFIRMED, "answer": "x"},  # by nobody
        ],
    )
    def test_refuses_a_question_that_can_not_be(self, asked, change):
        with pytest.raises(IntegrityError), transaction.atomic():
            AskedQuestion.objects.filter(pk=asked.pk).update(**change)

    def test_keeps_a_question_once(self, asked):
        asked.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            asked.save(force_insert=True)


def test_the_sheet_without_a_script_sends_answers_as_plain_fields(city, sheet, official, september):
    sheet().type(city.dongpo, days="31", volume="25.437", inlet="181", outlet="31").send()
    assert answer_field(city.dongpo) in fields(official.get(SHEET))
    assert re.search(r'aria-describedby="plant\d+-answer-slip-volume_m3-text"', official.get(SHEET).content.decode())


def test_a_second_save_of_the_same_asks_no_second_time(city, september):
    kept = save(city, city.dongpo, OCTOBER, "25.437", answers={})
    one = entry(city.dongpo, OCTOBER, "25.437", answers={}, note="x", seen=kept.version)
    actions.save_sheet(district=city.east, month=OCTOBER, entries=[one], by=city.people["colleague"])
    assert len(questions(city.dongpo)) == 1

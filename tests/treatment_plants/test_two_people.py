"""Two people at one sheet: nobody overwrites or hands in what the other has not read."""

import re

from returns.models import MonthlyReturn, State
from tests.entries import save, submit
from tests.treatment_plants.sheets import OCTOBER, SHEET, fields
from treatment_plants import actions
from treatment_plants.models import Operation, Plant


def test_of_two_people_who_edit_one_plant_the_second_sees_both_values(city, sheet, signed_in):
    mine, theirs = sheet(), sheet(signed_in("colleague"))
    theirs.type(city.dongpo, days="31", volume="290").send()
    answer = mine.type(city.dongpo, days="31", volume="310").send()
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="310"' in page
    assert re.search(r'class="cell-theirs">[^<]*290[^<]*赵敏', page)
    assert Operation.objects.get().volume_m3 == 2_900_000


def test_having_seen_both_values_the_second_can_choose_the_own_one(city, sheet, signed_in, official):
    mine, theirs = sheet(), sheet(signed_in("colleague"))
    theirs.type(city.dongpo, days="31", volume="290").send()
    answer = mine.type(city.dongpo, days="31", volume="310").send()
    assert official.post(SHEET, fields(answer) | {"save": ""}).status_code == 302
    assert Operation.objects.get().volume_m3 == 3_100_000


def test_two_people_on_different_plants_do_not_disturb_each_other(city, sheet, signed_in):
    mine, theirs = sheet(), sheet(signed_in("colleague"))
    theirs.type(city.dongpo, days="31", volume="290").send()
    assert mine.type(city.shagang, days="31", volume="120").send().status_code == 302
    assert Operation.objects.get(plant=city.dongpo).volume_m3 == 2_900_000
    assert Operation.objects.get(plant=city.shagang).volume_m3 == 1_200_000


def test_a_row_that_was_submitted_meanwhile_is_not_lost_in_silence(city, sheet):
    mine = sheet()
    submit(city, city.dongpo, OCTOBER, "290", by="colleague")
    answer = mine.type(city.dongpo, days="31", volume="310").send()
    assert answer.status_code == 422
    assert 'value="310"' in answer.content.decode()
    assert Operation.objects.get().volume_m3 == 2_900_000


class TestSubmittingWhatNobodyRead:
    MINE = {"days": "31", "volume": "120", "inlet": "180", "outlet": "30"}

    def test_a_row_that_a_colleague_filled_in_meanwhile_is_shown_before_it_is_handed_in(self, city, sheet, official):
        mine = sheet()
        save(city, city.dongpo, OCTOBER, "290", by="colleague")
        answer = mine.type(city.shagang, **self.MINE).send("submit")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "其他人员已填写本行" in page
        assert 'value="290"' in page
        assert not MonthlyReturn.objects.filter(state=State.SUBMITTED).exists()

        assert official.post(SHEET, fields(answer) | {"submit": ""}).status_code == 302
        assert MonthlyReturn.objects.filter(state=State.SUBMITTED).count() == 2
        assert Operation.objects.get(plant=city.dongpo).volume_m3 == 2_900_000

    def test_a_draft_that_was_changed_meanwhile_shows_both_values(self, city, sheet):
        save(city, city.dongpo, OCTOBER, "250")
        mine = sheet()
        save(city, city.dongpo, OCTOBER, "290", by="colleague")
        answer = mine.send("submit")
        assert answer.status_code == 422
        assert 'value="290"' in answer.content.decode()
        assert re.search(r'class="cell-theirs">[^<]*250', answer.content.decode())
        assert MonthlyReturn.objects.get().state == State.DRAFT

    def test_saving_a_row_does_not_ask_about_the_others(self, city, sheet):
        mine = sheet()
        save(city, city.dongpo, OCTOBER, "290", by="colleague")
        assert mine.type(city.shagang, **self.MINE).send().status_code == 302

    def test_a_draft_that_the_browser_did_not_send_is_not_handed_in(self, city, official):
        save(city, city.dongpo, OCTOBER, "290")
        answer = official.post(SHEET, {"submit": ""})
        assert answer.status_code == 422
        assert MonthlyReturn.objects.get().state == State.DRAFT

    def test_an_unfinished_draft_that_the_browser_did_not_send_is_marked_where_it_lacks(self, city, official):
        save(city, city.dongpo, OCTOBER, "290", None)
        answer = official.post(SHEET, {"submit": ""})
        assert answer.status_code == 422
        assert len(re.findall('class="cell-message"', answer.content.decode())) == 1

    def test_a_plant_that_leaves_while_it_is_saved_is_told_of(self, city, sheet, monkeypatch):
        mine = sheet().type(city.dongpo, days="31", volume="310")
        save_sheet = actions.save_sheet

        def save_after_it_has_left(**sheet):
            Plant.objects.filter(pk=city.dongpo.pk).update(district=city.west)
            return save_sheet(**sheet)

        monkeypatch.setattr(actions, "save_sheet", save_after_it_has_left)
        answer = mine.send()
        assert answer.status_code == 422
        assert f"{city.dongpo.name}在本区已无" in answer.content.decode()

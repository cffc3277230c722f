"""The page on which a month is reviewed: what the approver sees is what accepting does."""

import re

import pytest

import figures.actions
from dashboards.completion import completion
from dashboards.review import review_of
from dashboards.stands import Now
from figures.models import PlantFigure
from figures.queries import plant_load_ranking, removal_by_division
from returns.models import MonthlyReturn, Remark, State
from tests.entries import accept, submit
from tests.targets.quotas import in_force
from treatment_plants import actions
from treatment_plants.sheet import Sheet

REVIEW = "/returns/treatment-plants/440604/2022-10/review/"
SEPTEMBER, OCTOBER, LAST_YEAR = 202209, 202210, 202110


@pytest.fixture
def waiting(city):
    """Both plants of Chancheng wait; last October and Dali are accepted, so that there is something to compare with."""
    in_force(city)
    for plant in (city.dongpo, city.shagang):
        accept(city, plant, LAST_YEAR, "100", "170", "30")
    accept(city, city.dongpo, SEPTEMBER, "200")
    accept(city, city.dali, OCTOBER, "100", by="neighbour")
    first, second = submit(city, city.dongpo, OCTOBER, "220"), submit(city, city.shagang, OCTOBER, "120", "200", "20")
    figures.actions.refresh()
    return first, second


def reviewed(city):
    return review_of(Sheet(city.east, OCTOBER), {})


def tonnes(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "").replace("+", ""))


def test_each_value_stands_beside_last_months(city, waiting):
    row = next(one for one in reviewed(city).rows if one.row.plant == city.dongpo)
    volume = next(cell for cell in row.cells if cell.field_name.endswith("volume_m3"))
    assert (volume.new, volume.old, volume.difference) == ("220", "200", "+20 (+10.0 %)")


def test_after_an_acceptance_old_is_the_version_that_was_accepted(city, waiting):
    one, _other = waiting
    actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
    one.refresh_from_db()
    actions.send_back(seen={one.pk: one.version}, reason="请核对", by=city.people["verifier"])
    submit(city, city.dongpo, OCTOBER, "230")
    row = next(one for one in reviewed(city).rows if one.row.plant == city.dongpo)
    volume = next(cell for cell in row.cells if cell.field_name.endswith("volume_m3"))
    assert (volume.new, volume.old, volume.difference) == ("230", "220", "+10 (+4.5 %)")


def test_the_gain_that_is_shown_is_the_gain_that_comes(city, waiting):
    """By another road: the figures of the district before and after the act."""
    review = reviewed(city)
    shown = {one.row.plant.pk: tonnes(one.effects[0].gain) for one in review.rows}
    before = removal_by_division(["440604"], OCTOBER, OCTOBER, "cod")["440604"]["verified_reduction_mg"]
    assert before is None
    total = 0.0
    for one in waiting:
        actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
        figures.actions.refresh()
        now = removal_by_division(["440604"], OCTOBER, OCTOBER, "cod")["440604"]["verified_reduction_mg"]
        assert round(now / 10**9 - total, 2) == shown[one.operation.plant_id]
        total = now / 10**9
    # 2,200,000 m³ × 150 mg/L − 1,000,000 m³ × 140 mg/L, and 1,200,000 m³ × 180 mg/L − 140 t
    assert shown == {city.dongpo.pk: 190.0, city.shagang.pk: 76.0}
    assert (tonnes(review.completions[0].gain), round(total, 2)) == (266.0, 266.0)


def test_the_rank_and_completion_that_are_shown_are_those_that_come(city, waiting):
    review = reviewed(city)
    first, _second = waiting
    row = next(one for one in review.rows if one.row.monthly_return == first)
    actions.accept(seen={first.pk: first.version}, by=city.people["verifier"])
    figures.actions.refresh()
    ranks = {one.plant_id: one.rank for one in plant_load_ranking("4406", OCTOBER)}
    assert row.rank_after == ranks[city.dongpo.pk]
    assert row.rank_before == 1

    actions.accept(seen={_second.pk: _second.version}, by=city.people["verifier"])
    figures.actions.refresh()
    found = {row["pollutant_code"].value: row["completion"].text for row in _rows(completion(Now("440604", OCTOBER)).table)}
    assert review.completions[0].after == f"{found['cod']} %"


def _rows(table) -> list[dict]:
    return [{column.key: cell for column, cell in zip(row.columns, row.cells, strict=True)} for row in table.rows]


def test_clean_rows_are_accepted_together(city, waiting, signed_in):
    page = signed_in("verifier").get(REVIEW).content.decode()
    clean = re.search(r'class="review-clean">(.*?)</form>', page, re.DOTALL)[1]
    ticked = re.findall(r'name="return" value="([0-9:]+)"', clean)
    assert len(ticked) == 2
    signed_in("verifier").post(REVIEW, {"return": ticked, "accept": ""})
    assert PlantFigure.objects.filter(month=OCTOBER, division="440604").count() == 2
    assert set(MonthlyReturn.objects.filter(month=OCTOBER).values_list("state", flat=True)) == {State.ACCEPTED}


class TestOddRows:
    @pytest.fixture
    def odd(self, city, waiting):
        """Shagang's outflow is no cleaner than its inflow."""
        _first, second = waiting
        actions.withdraw(seen={second.pk: second.version}, by=city.people["official"])
        return waiting[0], submit(city, city.shagang, OCTOBER, "120", "30", "30")

    def send(self, browser, **data):
        return browser.post(REVIEW, data, follow=True)

    def test_they_stand_first_and_are_not_among_the_clean_ones(self, city, odd):
        review = reviewed(city)
        assert [one.row.plant for one in review.rows] == [city.shagang, city.dongpo]
        assert [one.row.plant for one in review.clean] == [city.dongpo]

    def test_they_are_not_accepted_with_others(self, city, odd, signed_in):
        page = self.send(signed_in("verifier"), **{"return": [f"{one.pk}:{one.version}" for one in odd], "accept": ""})
        assert city.shagang.name in "".join(str(message) for message in page.context["messages"])
        assert MonthlyReturn.objects.filter(division="440604", month=OCTOBER, state=State.SUBMITTED).count() == 2

    def test_they_are_accepted_alone(self, city, odd, signed_in):
        self.send(signed_in("verifier"), accept_one=f"{odd[1].pk}:{odd[1].version}")
        odd[1].refresh_from_db()
        assert odd[1].state == State.ACCEPTED


class TestCells:
    """Single cells are sent back, talked about, and resolved by acceptance."""

    SHEET = "/returns/treatment-plants/440604/2022-10/"

    def send_back(self, browser, one, text="少了一位", **others):
        data = {"version": f"{one.pk}:{one.version}", f"remark-{one.pk}-volume_m3": text, "send_back": "", "reason": ""}
        return browser.post(REVIEW, data | others)

    def test_a_remark_at_a_cell_sends_its_row_back(self, city, waiting, signed_in):
        one, other = waiting
        assert self.send_back(signed_in("verifier"), one).status_code == 302
        one.refresh_from_db(), other.refresh_from_db()
        assert (one.state, one.reason, other.state) == (State.SENT_BACK, "少了一位", State.SUBMITTED)

    def test_the_official_reads_it_at_the_cell_and_answers(self, city, waiting, signed_in):
        one, _other = waiting
        self.send_back(signed_in("verifier"), one)
        official = signed_in("official")
        page = official.get(self.SHEET).content.decode()
        assert f'name="answer-{one.pk}-volume_m3"' in page and "少了一位" in page
        official.post(f"{self.SHEET}answer/", {f"answer-{one.pk}-volume_m3": "流量计已送检"})
        assert [(remark.by.username, remark.column) for remark in Remark.objects.all()] == [
            ("verifier", "volume_m3"),
            ("official", "volume_m3"),
        ]
        assert "流量计已送检" in signed_in("verifier").get(self.SHEET).content.decode()

    def test_acceptance_resolves_it_and_the_versions_still_tell(self, city, waiting, signed_in):
        one, _other = waiting
        self.send_back(signed_in("verifier"), one)
        again = submit(city, city.dongpo, OCTOBER, "221")
        actions.accept(seen={again.pk: again.version}, by=city.people["verifier"])
        assert "少了一位" not in signed_in("official").get(self.SHEET).content.decode()
        assert "少了一位" in signed_in("official").get(f"{self.SHEET}{city.dongpo.pk}/versions/").content.decode()
        assert signed_in("official").post(f"{self.SHEET}answer/", {f"answer-{one.pk}-volume_m3": "?"}).status_code == 302
        assert Remark.objects.count() == 1

    @pytest.mark.parametrize("who", ["neighbour", "vicemayor", "quota"])
    def test_nobody_else_answers(self, city, waiting, signed_in, who):
        one, _other = waiting
        self.send_back(signed_in("verifier"), one)
        assert signed_in(who).post(f"{self.SHEET}answer/", {f"answer-{one.pk}-volume_m3": "?"}).status_code in (403, 404)
        assert Remark.objects.count() == 1

    def test_what_could_not_be_done_keeps_what_was_written(self, city, waiting, signed_in):
        one, _other = waiting
        answer = self.send_back(signed_in("verifier"), one, version=f"{one.pk}:{one.version - 1}")
        assert answer.status_code == 422
        assert 'value="少了一位"' in answer.content.decode()
        assert not Remark.objects.exists()

    def test_who_wrote_a_remark_does_not_accept(self, city, waiting, signed_in):
        one, _other = waiting
        data = {f"remark-{one.pk}-volume_m3": "少了一位", "accept_one": f"{one.pk}:{one.version}"}
        assert signed_in("verifier").post(REVIEW, data).status_code == 422
        one.refresh_from_db()
        assert one.state == State.SUBMITTED

"""Why a row has moved: causes that add up to the move, checked against the two lists themselves."""

import pytest

import clock
import figures.actions
from dashboards.stands import Now, Then
from dashboards.why.districts import district_moved
from dashboards.why.plant_load import plant_moved
from tests.city import at
from tests.entries import accept, submit
from tests.frozen.months import AUGUST, SEPTEMBER, copy_of, corrected, quotas_in_force, refresh_and_freeze, two_frozen_months
from tests.targets.quotas import changed, in_force
from treatment_plants import actions

CORRECTED_ON = at(2022, 10, 25)
CITY = "4406"


@pytest.fixture
def city(city):
    """Two frozen months. August's list was 沙岗 60 %, 大沥 50 %, 东鄱 70 %; September's 沙岗 40 %, 大沥 60 %, 东鄱 80 %."""
    quotas_in_force(city)
    with clock.moved_to(at(2021, 9, 4)):
        accept(city, city.dongpo, 202108, "100")
    with clock.moved_to(at(2021, 10, 4)):
        accept(city, city.dongpo, 202109, "100")
    two_frozen_months(city)
    return city


def adds_up(moved, rank_before: int, rank: int) -> None:
    assert (moved.rank_before, moved.rank) == (rank_before, rank)
    assert sum(cause.places for cause in moved.causes) == rank_before - rank
    if None not in (moved.figure, moved.figure_before):
        assert sum(part.shown for part in moved.parts) == moved.figure - moved.figure_before


def told(moved) -> list[tuple]:
    return [(cause.what, cause.who, cause.places) for cause in moved.causes]


class TestPlantsByLoad:
    def test_a_plant_that_others_overtook_downwards(self, city):
        """大沥 goes from the worst place to the middle: by itself it stays the last but for 沙岗, which fell below it."""
        moved = plant_moved(Now(CITY, AUGUST), Now(CITY, SEPTEMBER), city.dali.pk)
        adds_up(moved, 1, 2)
        assert told(moved) == [("worsened", (city.shagang.pk,), -1)]
        assert [(part.amount, part.shown) for part in moved.parts] == [(8_000, 100_000)]  # 0.8 万吨/日 of 8 more

    def test_a_plant_whose_rank_moved_by_its_own_figure(self, city):
        moved = plant_moved(Now(CITY, AUGUST), Now(CITY, SEPTEMBER), city.shagang.pk)
        adds_up(moved, 2, 1)
        assert told(moved) == [("worsened", (), 1)]

    def test_a_correction_after_the_freeze(self, city):
        corrected(city, city.dongpo, AUGUST, 1_395_000, CORRECTED_ON)  # 45 %
        figures.actions.refresh()
        frozen, now = Then(CITY, copy_of(AUGUST)), Now(CITY, AUGUST)
        moved = plant_moved(frozen, now, city.dongpo.pk)
        adds_up(moved, 3, 1)
        assert (moved.own, told(moved)) == ("corrected", [("corrected", (), 2)])
        pushed = plant_moved(frozen, now, city.dali.pk)
        adds_up(pushed, 1, 2)
        assert told(pushed) == [("corrected", (city.dongpo.pk,), -1)]
        assert pushed.parts == []  # its own figure did not move

    @pytest.mark.parametrize(("act", "state"), [("accepted_late", "submitted"), ("reported_late", "missing")])
    def test_what_came_after_the_freeze(self, city, act, state):
        october, november = at(2022, 11, 4), at(2022, 11, 20)
        with clock.moved_to(october):
            one = submit(city, city.shagang, 202210, "140")
            accept(city, city.dongpo, 202210, "279")
            if state == "missing":
                actions.withdraw(seen={one.pk: one.version}, by=city.people["official"])
        refresh_and_freeze(at(2022, 11, 16, 0, 10))
        copy = copy_of(202210)
        if state == "submitted":
            with clock.moved_to(november):
                actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
        else:
            with clock.moved_to(october):
                accept(city, city.shagang, 202210, "140")
        figures.actions.refresh()
        moved = plant_moved(Then(CITY, copy), Now(CITY, 202210), city.shagang.pk)
        adds_up(moved, 1, 3)
        assert (moved.own, moved.figure_before) == (act, None)
        unmoved = plant_moved(Then(CITY, copy), Now(CITY, 202210), city.dali.pk)
        adds_up(unmoved, 1, 1)
        assert (unmoved.own, unmoved.causes) == ("unchanged", [])

    def test_more_capacity_counts_apart_from_more_water(self, city):
        actions.change_plant(
            plant=city.dali,
            seen_version=city.dali.version,
            changes={},
            pollutants=["cod"],
            valid_from=SEPTEMBER,
            m3_per_day=160_000,
            reason="扩建",
            by=city.people["quota"],
        )
        figures.actions.refresh()
        moved = plant_moved(Now(CITY, AUGUST), Now(CITY, SEPTEMBER), city.dali.pk)
        adds_up(moved, 1, 1)
        # 144 万吨 of 8 × 30 were 60 %, of 16 × 30 they are 30 %
        assert [(part.amount, part.shown) for part in moved.parts] == [(8_000, 100_000), (80_000, -300_000)]


class TestDistricts:
    EAST = ("440604", "cod")

    def test_the_month_that_was_added(self, city):
        """Dongpo treated 100 万吨 in both months of last year; now 217 and 240: 140 万吨 × 150 mg/L more in September."""
        moved = district_moved(Now(CITY, AUGUST), Now(CITY, SEPTEMBER), self.EAST)
        assert sum(part.shown for part in moved.parts) == moved.figure - moved.figure_before
        assert [part.amount for part in moved.parts] == [210 * 10**9]
        assert moved.figure == 321_250  # (117 + 140) 万吨 × 150 mg/L = 385.5 t of 1,200 t

    def test_a_correction_and_another_quota(self, city):
        corrected(city, city.dongpo, AUGUST, 1_570_000, CORRECTED_ON)  # 60 万吨 less: 90 t
        with clock.moved_to(CORRECTED_ON):
            in_force(city, changed(d440604_cod_2022="57000"))
        figures.actions.refresh()
        moved = district_moved(Then(CITY, copy_of(AUGUST)), Now(CITY, AUGUST), self.EAST)
        # 175.5 t of 1,200 t; now 85.5 t of 1,800 t
        assert (moved.figure_before, moved.figure) == (146_250, 47_500)
        parts = {part.what: (part.amount, part.shown) for part in moved.parts}
        assert parts == {"指标调整": (600 * 10**9, -48_750), "已更正": (-90 * 10**9, -50_000)}
        assert moved.own == "quota"
        assert "禅环函〔2022〕9号" in next(part.note for part in moved.parts if part.what == "已更正")

    def test_a_new_year_begins_anew(self, city):
        with clock.moved_to(at(2022, 2, 4)):
            accept(city, city.dongpo, 202201, "100")
        with clock.moved_to(at(2021, 2, 4)):
            accept(city, city.dongpo, 202101, "100")
        figures.actions.refresh()
        moved = district_moved(Now(CITY, 202112), Now(CITY, 202201), self.EAST)
        assert moved is not None
        if None not in (moved.figure, moved.figure_before):
            assert sum(part.shown for part in moved.parts) == moved.figure - moved.figure_before


def test_the_page_adds_up_and_leads_back(city, signed_in):
    corrected(city, city.dongpo, AUGUST, 1_395_000, CORRECTED_ON)
    figures.actions.refresh()
    browser = signed_in("vicemayor")
    listed = browser.get("/rankings/plant-load/?month=2022-09", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    address = f"/rankings/plant-load/why/{city.shagang.pk}/?month=2022-09"
    assert f'href="{address}"' in listed
    found = browser.get(f"/rankings/plant-load/why/{city.dali.pk}/?month=2022-08&against=2022-08.1&format=json").json()["rows"]
    assert [(row["cause"], row["places"], row["who"]) for row in found] == [("其他：已更正", -1, "东鄱污水处理厂")]
    page = browser.get(f"/rankings/plant-load/why/{city.dongpo.pk}/?month=2022-08&against=2022-08.1", HTTP_ACCEPT_LANGUAGE="en")
    text = page.content.decode()
    for words in ("2022-08, copy no. 1 of 2022-09-16", "3 → 1", "70.0 % → 45.0 %", "−25.00", "itself: corrected"):
        assert words in text, words


def test_what_can_not_be_compared_with_is_not_found(city, signed_in):
    browser = signed_in("vicemayor")
    for against in ("2022-10", "2022-13", "abc", "2022-08.7", "2022-09.0"):
        assert browser.get(f"/rankings/plant-load/why/{city.dali.pk}/?month=2022-09&against={against}").status_code == 404, against


def test_a_plant_of_another_district_is_not_found(city, signed_in):
    assert signed_in("neighbour").get(f"/rankings/plant-load/why/{city.dongpo.pk}/?month=2022-09").status_code == 404

"""A closed month is kept as it stood, once; again beside the first where its figures have moved since."""

import pytest

import clock
import figures.actions
import frozen.actions
from figures.models import JobRun, Outcome
from frozen.actions import NotUpToDate, freeze_city, freeze_months
from frozen.closed import closed_months
from frozen.models import Freeze, FrozenParameter, FrozenPlant, FrozenQuota, FrozenRemoval
from journal.bell import FREEZE
from journal.models import Event, Verb
from targets.models import Parameter
from tests.city import at
from tests.entries import accept, save, submit
from tests.frozen.months import (
    AUGUST,
    AUGUST_FROZEN,
    SEPTEMBER,
    SEPTEMBER_FROZEN,
    closing_from_august_on,
    copy_of,
    corrected,
    month_accepted,
    quotas_in_force,
    refresh_and_freeze,
    two_frozen_months,
)
from treatment_plants import actions
from treatment_plants.models import Operation

CORRECTED_ON = at(2022, 10, 25)


def plant_in(freeze: Freeze, plant) -> FrozenPlant:
    return FrozenPlant.objects.get(freeze=freeze, plant_id=plant.pk)


def test_nothing_is_frozen_where_nobody_has_set_a_closing_day(city):
    month_accepted(city, AUGUST)
    assert refresh_and_freeze(SEPTEMBER_FROZEN) == 0


def test_a_month_is_frozen_once_its_closing_day_has_ended(city):
    closing_from_august_on(city)
    month_accepted(city, AUGUST)
    refresh_and_freeze(at(2022, 9, 15, 23, 59))
    assert not Freeze.objects.filter(month=AUGUST).exists()
    refresh_and_freeze(AUGUST_FROZEN)
    kept = copy_of(AUGUST)
    assert (kept.division, kept.closed_at, kept.frozen_at) == ("4406", at(2022, 9, 16, 0), AUGUST_FROZEN)
    # 217 万吨 ÷ (10 万吨/日 × 31 d) = 70 %
    assert plant_in(kept, city.dongpo).load_rate_millionths == 700_000
    assert [event.after["seal"] for event in Event.objects.filter(verb=Verb.MONTHS_FROZEN)] == [Freeze.objects.latest("sequence").seal]


def test_a_second_run_freezes_nothing(city):
    two_frozen_months(city)
    kept = Freeze.objects.count()
    assert refresh_and_freeze(SEPTEMBER_FROZEN) == 0
    assert Freeze.objects.count() == kept


def test_the_run_by_the_clock_looks_only_at_months_without_a_copy(city):
    two_frozen_months(city)
    runs = JobRun.objects.filter(job=FREEZE).count()
    with clock.moved_to(SEPTEMBER_FROZEN):
        assert freeze_months(again=False) == 0
    assert JobRun.objects.filter(job=FREEZE).count() == runs


def test_a_correction_makes_a_second_copy_beside_the_first(city):
    two_frozen_months(city)
    corrected(city, city.dongpo, AUGUST, 2_790_000, CORRECTED_ON)
    refresh_and_freeze(CORRECTED_ON)
    first, second = copy_of(AUGUST), copy_of(AUGUST, 2)
    assert [plant_in(one, city.dongpo).load_rate_millionths for one in (first, second)] == [700_000, 900_000]
    assert second.causes == [
        {"plant": "东鄱污水处理厂", "plant_id": city.dongpo.pk, "act": "corrected", "month": "2022-08", "document": "禅环函〔2022〕9号"}
    ]
    # The inflow of September looks back to August: that month moved as well.
    assert copy_of(SEPTEMBER, 2).causes == second.causes


def test_each_copy_names_the_seal_before_it(city):
    two_frozen_months(city)
    chain = list(Freeze.objects.order_by("sequence"))
    assert [one.sequence for one in chain] == list(range(1, len(chain) + 1))
    assert [one.previous for one in chain] == ["", *(one.seal for one in chain[:-1])]
    assert len({one.seal for one in chain}) == len(chain) == 2


def test_what_was_accepted_late_is_told_apart_from_what_was_sent_back(city):
    closing_from_august_on(city)
    with clock.moved_to(at(2022, 9, 4)):
        late = submit(city, city.dongpo, AUGUST, "217")
    refresh_and_freeze(AUGUST_FROZEN)
    with clock.moved_to(CORRECTED_ON):
        actions.accept(seen={late.pk: late.version}, by=city.people["verifier"])
    refresh_and_freeze(CORRECTED_ON)
    assert [one["act"] for one in copy_of(AUGUST, 2).causes] == ["accepted_late"]


def test_another_name_or_leader_freezes_nothing_again(city):
    two_frozen_months(city)
    city.east.leader = "别人"
    city.east.save()
    assert refresh_and_freeze(CORRECTED_ON) == 0
    city.dongpo.refresh_from_db()
    actions.change_plant(
        plant=city.dongpo,
        seen_version=city.dongpo.version,
        changes={"name": "东鄱净水厂"},
        pollutants=["cod"],
        valid_from=201503,
        m3_per_day=100_000,
        reason="更名",
        by=city.people["quota"],
    )
    assert refresh_and_freeze(CORRECTED_ON) == 0


def test_the_copy_keeps_rules_and_quotas_in_force(city):
    quotas_in_force(city)
    two_frozen_months(city)
    kept = copy_of(SEPTEMBER)
    rules = dict(FrozenParameter.objects.filter(freeze=kept).values_list("key", "amount"))
    assert rules == dict(Parameter.objects.values_list("key", "amount"))
    assert "load_rate_required_millionths" in rules
    caps = {(one.division, one.pollutant, one.year): one.cap_mg for one in FrozenQuota.objects.filter(freeze=kept)}
    assert caps["440604", "cod", 2022] == 57_600 * 10**9
    assert {year for _division, _pollutant, year in caps} == {2021, 2022}
    assert kept.quota_document


def test_the_year_so_far_is_kept_with_the_month(city):
    two_frozen_months(city)
    rows = FrozenRemoval.objects.filter(freeze=copy_of(SEPTEMBER), division_id="440604", pollutant_id="cod")
    loads = {row.since: row.verified_load_mg for row in rows}
    # (240 + 60) 万吨 × 150 mg/L; with August (217 + 93) 万吨 on top
    assert loads == {202209: 450 * 10**9, 202201: 915 * 10**9}


def test_figures_that_wait_for_their_job_are_not_frozen(city):
    closing_from_august_on(city)
    month_accepted(city, AUGUST)
    with clock.moved_to(AUGUST_FROZEN):
        with pytest.raises(NotUpToDate):
            freeze_city(division="4406", closed=closed_months()["4406"])
        assert freeze_months(again=True) == 0
    assert not Freeze.objects.exists()
    assert JobRun.objects.filter(job=FREEZE).latest("pk").done == 0


def test_an_act_that_comes_between_stops_the_copies(city, monkeypatch):
    """Without the second look at the marks the copy would hold figures of before the act beside returns of after it."""
    closing_from_august_on(city)
    month_accepted(city, AUGUST)
    with clock.moved_to(AUGUST_FROZEN):
        figures.actions.refresh()
    copy_months = frozen.actions.copy_months

    def meanwhile(**asked):
        made = copy_months(**asked)
        accept(city, city.dongpo, 202210, "100")
        return made

    monkeypatch.setattr(frozen.actions, "copy_months", meanwhile)
    with clock.moved_to(AUGUST_FROZEN):
        assert freeze_months(again=True) == 0
    assert not Freeze.objects.exists()


def test_a_run_that_fails_says_so_and_leaves_nothing(city, monkeypatch):
    closing_from_august_on(city)
    figures.actions.refresh()

    def broken(*_):
        raise ZeroDivisionError("broken")

    monkeypatch.setattr(frozen.actions, "sealed", broken)
    assert refresh_and_freeze(AUGUST_FROZEN) == 0
    run = JobRun.objects.filter(job=FREEZE).latest("pk")
    assert (run.outcome, "ZeroDivisionError" in run.detail) == (Outcome.FAILED, True)
    assert not Freeze.objects.exists()


def test_a_draft_is_kept_as_a_draft(city):
    closing_from_august_on(city)
    with clock.moved_to(at(2022, 9, 4)):
        save(city, city.dongpo, AUGUST, "217")
    refresh_and_freeze(AUGUST_FROZEN)
    kept = plant_in(copy_of(AUGUST), city.dongpo)
    assert (kept.state, kept.volume_m3) == ("draft", None)
    assert kept.returns == {"202208": ["draft", Operation.objects.get(plant=city.dongpo, month=AUGUST).monthly_return.version]}

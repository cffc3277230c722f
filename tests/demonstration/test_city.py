"""The demonstration city, as its figures and returns show it. It is loaded once for the whole module, which only reads."""

import datetime
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test import override_settings

import clock
from accounts import demonstration
from accounts.roles import Role
from construction.models import Approval, Fund, Project
from construction.money import fund_state
from construction.problems import Thresholds, problems
from construction.standing import standings
from dashboards.district_ranking import district_rows
from dashboards.inlet_ranking import inlet_cards, inlet_rows
from dashboards.lamps import ProgressLamps
from dashboards.stands import Now
from districts.queries import city, districts_in, towns_in
from figures.models import PlantFigure
from figures.queries import year_by_division
from figures.second_hand import differences
from formulas.months import days_in, month_text, months_between
from frozen.checking import findings
from frozen.models import Freeze, FrozenPlant
from journal.models import Event, StaleMark, Verb
from power_plants.board import standings as standings_of_units
from power_plants.models import Unit
from power_plants.standing import ClosureState, Group
from reduction_portal.demonstration.load import load
from returns.models import MISSING, MonthlyReturn, State, Version, VersionAct
from targets.models import QuotaSet
from targets.queries import ledger, parameter, quota_set_in_force
from tests.city import at
from tests.construction.projects import DAY
from treatment_plants.models import Measurement, Operation, Plant
from visits.models import Instruction, Photo, Visit
from visits.queries import earlier_views

DISTRICTS = ["440604", "440605", "440606", "440607", "440608"]
MONTHS = months_between(202001, 202210)
SETTLED_MONTH, OPEN_MONTH = 202209, 202210


@contextmanager
def _loaded_city(django_db_blocker):
    """The city in a transaction that is rolled back: no other module sees it."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers), django_db_blocker.unblock(), transaction.atomic():
        load(_silently)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def figures_of_another_load(django_db_setup, django_db_blocker):
    """On one database: no load is cheap, and what is drawn by lot is drawn before either is asked."""
    if connection.vendor == "postgresql":
        return None
    with _loaded_city(django_db_blocker):
        return _plant_figures()


@pytest.fixture(scope="module", autouse=True)
def demonstration_city(figures_of_another_load, django_db_blocker):
    with _loaded_city(django_db_blocker):
        yield


def _silently(line: str) -> None:
    pass


def _plant_figures() -> list[tuple]:
    """Every plant figure by the name of its plant: keys differ from load to load."""
    fields = ("month", "state", "in_first_year", "design_capacity_m3_d", "volume_m3", "actual_flow_m3_d", "load_rate_millionths")
    return list(PlantFigure.objects.order_by("division", "plant__name", "month").values_list("division", "plant__name", *fields))


def _settled_month():
    return PlantFigure.objects.filter(month=SETTLED_MONTH)


def _states(district: str, month: int) -> Counter:
    return Counter(PlantFigure.objects.filter(division=district, month=month).values_list("state", flat=True))


def test_five_districts_in_official_order():
    assert [(one.code, one.name) for one in districts_in(city().code)] == [
        ("440604", "禅城区"),
        ("440605", "南海区"),
        ("440606", "顺德区"),
        ("440608", "高明区"),
        ("440607", "三水区"),
    ]
    for district in districts_in(city().code):
        assert 3 <= towns_in(district.code).count() <= 5
        assert district.leader and district.leader_office


def test_accounts():
    people = {person.username: person for person in demonstration.accounts()}
    assert set(people) == {
        *("admin", "quota", "verifier", "vicemayor", "reform", "housing", "auditor"),
        *("chancheng", "nanhai", "shunde", "gaoming", "sanshui"),
    }
    assert all(person.check_password("demo-2022") for person in people.values())
    assert {people[name].division_id for name in ("admin", "verifier", "vicemayor")} == {"4406"}
    assert (people["gaoming"].role, people["gaoming"].division_id) == (Role.DISTRICT_OFFICIAL, "440608")


def test_forty_plants_that_can_treat_two_million_tonnes_a_day():
    assert Plant.objects.count() == 40
    capacity = _settled_month().aggregate(sum=Sum("design_capacity_m3_d"))["sum"]
    assert 1_900_000 <= capacity <= 2_100_000


def test_returns_of_34_months():
    assert sorted(set(MonthlyReturn.objects.values_list("month", flat=True))) == MONTHS
    assert len(MONTHS) == 34


def test_nine_plants_lag_three_of_them_badly():
    required = parameter("load_rate_required_millionths", SETTLED_MONTH)
    low = parameter("load_rate_low_millionths", SETTLED_MONTH)
    assert _settled_month().filter(load_rate_millionths__lt=required).count() == 9
    assert _settled_month().filter(load_rate_millionths__lt=low).count() == 3


def test_five_plants_have_thin_inflow():
    thin = [plant for plant in Plant.objects.all() if 60_000 <= _mean_inlet_ug_l(plant) <= 95_000]
    assert {plant.name.removesuffix("污水处理厂") for plant in thin} == {"三洲", "龙江", "张槎", "西樵", "南边"}


def _mean_inlet_ug_l(plant: Plant) -> int:
    """Weighted by volume over the last twelve settled months."""
    months = Measurement.objects.filter(plant=plant, pollutant="cod", month__range=(202110, SETTLED_MONTH))
    loads = [(one.volume_m3, one.volume_m3 * one.inlet_ug_l) for one in months]
    return sum(load for _, load in loads) // sum(volume for volume, _ in loads)


def test_two_plants_are_new_and_one_is_closed():
    new = Plant.objects.filter(started_on__gte=datetime.date(2020, 1, 1)).order_by("started_on")
    assert [month_text(one.started_on.year * 100 + one.started_on.month) for one in new] == ["2021-06", "2022-05"]
    closed = Plant.objects.get(closed_on__isnull=False)
    assert closed.closed_on == datetime.date(2022, 3, 31)
    assert not PlantFigure.objects.filter(plant=closed, month__gt=202203).exists()


def test_the_neighbour_treats_the_water_of_the_closed_plant():
    neighbour = Plant.objects.get(name="荷城污水处理厂")
    rates = dict(PlantFigure.objects.filter(plant=neighbour).values_list("month", "load_rate_millionths"))
    assert rates[202203] < 750_000 < 850_000 < rates[202204]


def test_extended_plants_keep_their_old_capacity_for_the_old_months():
    extended = Plant.objects.get(name="北滘污水处理厂")
    capacities = dict(PlantFigure.objects.filter(plant=extended).values_list("month", "design_capacity_m3_d"))
    assert (capacities[202112], capacities[202201]) == (50_000, 80_000)


def test_once_the_outflow_was_dirtier_than_the_inflow():
    odd = Measurement.objects.get(removes=0)
    assert (odd.month, odd.removed_mg) == (202106, 0)


def test_all_but_two_returns_are_accepted_until_september():
    others = MonthlyReturn.objects.exclude(state=State.ACCEPTED).filter(month__lte=SETTLED_MONTH)
    assert sorted(others.values_list("month", "division", "state")) == [
        (202209, "440605", State.SENT_BACK),
        (202209, "440606", State.SUBMITTED),
    ]


@pytest.mark.parametrize(
    ("district", "states"),
    [
        ("440604", {State.ACCEPTED: 7}),
        ("440605", {State.SUBMITTED: 9}),
        ("440606", {State.DRAFT: 4, MISSING: 6}),
        ("440608", {MISSING: 5}),
        ("440607", {State.ACCEPTED: 7, State.SENT_BACK: 1}),
    ],
)
def test_october_is_partly_owed(district, states):
    assert _states(district, OPEN_MONTH) == states


def test_values_are_no_finer_than_plants_report():
    for operation in Operation.objects.all():
        assert operation.volume_m3 % 100 == 0
        assert 1 <= operation.days <= days_in(operation.month)
    for inlet, outlet in Measurement.objects.filter(inlet_ug_l__isnull=False).values_list("inlet_ug_l", "outlet_ug_l"):
        assert inlet % 100 == outlet % 100 == 0


def test_each_year_removes_more_than_the_one_before():
    removed = [_removed_mg(year) for year in (2020, 2021, 2022)]
    assert removed == sorted(removed)


def _removed_mg(year: int) -> int:
    months = Measurement.objects.filter(pollutant="cod", month__range=(year * 100 + 1, year * 100 + 9))
    return months.aggregate(sum=Sum("removed_mg"))["sum"]


def test_the_journal_tells_it_in_the_order_of_time():
    times = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] < datetime.datetime(2022, 11, 10, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def test_months_are_entered_on_the_third_to_sixth_and_accepted_one_or_two_days_later():
    corrected = Version.objects.filter(act=VersionAct.CORRECTED).values("monthly_return")
    for one in MonthlyReturn.objects.filter(state=State.ACCEPTED).exclude(pk__in=corrected):
        assert 3 <= one.entered_at.day <= 6
        assert one.entered_at == one.submitted_at
        assert 1 <= (one.reviewed_at.date() - one.submitted_at.date()).days <= 2


def test_what_was_sent_back_has_a_reason_in_the_journal():
    reasons = Event.objects.filter(verb=Verb.RETURN_SENT_BACK).values_list("reason", flat=True)
    assert len(reasons) == 2
    assert all(reasons)


def test_of_two_quota_documents_the_second_is_in_force_with_heavier_cod_and_lighter_so2():
    first, moved, second = QuotaSet.objects.order_by("version")
    in_force = quota_set_in_force("4406", 2022)
    assert (in_force, in_force.replaces, moved.replaces) == (second, moved, first)
    old, new = ledger("4406", first), ledger("4406", second)
    assert new.cut("4406", "cod", 2022) > old.cut("4406", "cod", 2022)
    assert new.cut("4406", "so2", 2022) < old.cut("4406", "so2", 2022)


def test_a_little_quota_went_from_one_district_to_another_and_stays_there():
    first, moved, second = (ledger("4406", one) for one in QuotaSet.objects.order_by("version"))
    caps = [[one.cap(district, "nh3n", 2025) for one in (first, moved, second)] for district in ("440605", "440607")]
    assert [[cap - before for cap in (after, last)] for before, after, last in caps] == [[-2 * 10**9] * 2, [2 * 10**9] * 2]


def test_the_city_has_nearly_nothing_left_to_hand_down():
    quotas = ledger("4406", quota_set_in_force("4406", 2022))
    for _division, pollutant, year in (key for key in quotas.lines if key[0] == "4406"):
        assert 0 <= quotas.reserve("4406", pollutant, year) * 100 < quotas.cap("4406", pollutant, year)


def test_districts_are_on_time_behind_and_far_behind():
    month = 202210
    rows = district_rows(Now("4406", month), ledger("4406", quota_set_in_force("4406", 2022)))
    lamps = {row.district.name: ProgressLamps(month).lamp(row.completion, row.time_progress) for row in rows if row.pollutant.code == "cod"}
    assert lamps == {"禅城区": "good", "南海区": "good", "三水区": "late", "顺德区": "bad", "高明区": "bad"}
    assert all(row.has_source for row in rows)


def test_twelve_power_units_stand_in_every_state_on_time_and_overdue():
    found = standings_of_units("4406", datetime.date(2022, 11, 10), 202210)
    assert (Unit.objects.count(), {one.state for one in found}) == (12, set(ClosureState))
    assert [one.unit.plant.name for one in found if one.is_silent] == ["荷城电厂"]
    assert sum(one.is_overdue and one.group == Group.RUNNING for one in found) == 3


def test_so2_is_verified_declared_and_taken_back():
    so2 = {code: row for (code, pollutant), row in year_by_division(DISTRICTS, 2022, 202210).items() if pollutant == "so2"}
    assert so2["440605"]["verified_reduction_mg"] > 0
    assert so2["440607"]["verified_reduction_mg"] == 0 < so2["440607"]["declared_reduction_mg"]
    assert so2["440604"]["verified_reduction_mg"] < 0  # a unit that was closed last year runs again


def test_five_plants_and_their_capacity_stand_above_the_ranking_by_inflow():
    rows = inlet_rows(Now("4406", 202210))
    assert {row.figure.plant.name.removesuffix("污水处理厂") for row in rows} == {"三洲", "龙江", "张槎", "西樵", "南边"}
    assert [card.value for card in inlet_cards(rows)][:2] == ["5", "21.50"]


def test_figures_are_there_and_right():
    assert not StaleMark.objects.exists()
    assert differences(2020, 2022).empty


@pytest.mark.once
def test_two_loads_give_the_same_figures(figures_of_another_load):
    assert _plant_figures() == figures_of_another_load


class TestProjects:
    """Fifteen in all states, and the story of the rules among them."""

    @pytest.fixture
    def known(self):
        """How every project stands on the demonstration's day."""
        with clock.moved_to(at(2022, 11, 10)):
            yield {one.project.name: one for one in standings("4406")}

    def test_fifteen_of_every_group_and_district(self, known):
        assert len(known) == Project.objects.count() == 15
        assert {one.project.kind.group for one in known.values()} == {"plants", "sewers", "grid", "clearance"}
        assert len({one.project.district_id for one in known.values()}) == 5

    def test_every_state_is_there(self, known):
        thresholds = Thresholds.of(202210)
        assert {one.state for one in known.values()} >= {"accepted", "submitted", "missing"}
        assert {thresholds.judge(one) for one in known.values() if one.has_reported} == {"good", "late", "bad"}
        assert sorted(name for name, one in known.items() if one.is_finished) == ["三洲污水处理厂提标改造", "乐从污水管网完善工程"]
        assert [name for name, one in known.items() if one.is_apart and not one.is_finished] == ["和桂工业园污水处理厂扩建工程"]
        found = problems("4406", known.values(), thresholds)
        assert 3 <= sum(not told for told in found.values()) < 8

    def test_nanzhuang_has_the_history_of_the_rules(self, known):
        """Two changes of plan: an expressway and a power corridor crossed the site (rules.md 7.2)."""
        one = known["南庄污水处理厂二期工程"]
        assert [plan.reason[:4] for plan in one.plans] == ["", "高速公路", "电力走廊"]
        start = next(step for step in one.steps if step.milestone.rung.code == "start")
        assert (start.promised_times, start.reached_on, start.delay_days) == (3, DAY(2022, 10, 18), 110)

    def test_one_was_promised_three_times_126_days_later_than_first(self, known):
        step = known["东鄱污水处理厂三期工程"].current
        assert (step.promised_times, step.slip_days) == (3, 126)

    def test_approvals_wait_and_funds_are_overdue(self, known):
        today = clock.today()
        assert any(one.is_granted is None and one.due_on < today for one in Approval.objects.all())
        assert any(one.is_granted for one in Approval.objects.all())
        overdue = {fund.level for fund in Fund.objects.all() if fund_state(fund, today).overdue}
        assert overdue == {"city", "district"}


def test_a_late_grid_line_pushes_a_closing_over_the_years_end():
    """Danzao waits for Shishan, which promised May; Hecheng for a line of another district."""
    found = {one.unit.plant.name: one for one in standings_of_units("4406", datetime.date(2022, 11, 10), 202210) if one.line}
    told = {name: (one.line.delay_days, one.planned.planned_on.year, one.expected_on.isoformat()) for name, one in found.items()}
    assert told == {"丹灶电厂": (71, 2022, "2023-05-31"), "荷城电厂": (0, 2022, "2023-01-10")}
    assert found["荷城电厂"].line.project.district_id != found["荷城电厂"].unit.plant.district_id


def test_visits_have_instructions_in_every_state_one_of_them_overdue():
    found = {one.text[:8]: (one.state, one.days_over(datetime.date(2022, 11, 10))) for one in Instruction.objects.all()}
    assert found == {
        "石湾片区截污管网": ("open", 10),
        "市发展和改革局牵": ("closed", 0),
        "增加施工队伍，倒": ("open", 0),
        "开展管网排查，1": ("answered", 0),
        "南海区11月25": ("open", 0),
        "市发展和改革局按": ("closed", 0),
        "禅城区9月10日": ("open", 0),
    }


def test_the_photos_of_visits_are_read_like_any_other_and_shown_side_by_side():
    assert Photo.objects.filter(latitude__isnull=False, taken_at__isnull=False).count() == Photo.objects.count() == 7
    latest = Visit.objects.get(visited_on="2022-10-27")
    assert set(earlier_views("4406", latest)) == {"进水泵房", "石湾截污管网工地"}


class TestFrozenMonths:
    def test_every_closed_month_has_its_copy_of_the_night_after_the_closing(self):
        first = Freeze.objects.filter(number=1)
        assert [one.month for one in first.order_by("month")] == [month for month in MONTHS if month != OPEN_MONTH]
        assert all(one.frozen_at - one.closed_at < datetime.timedelta(hours=1) for one in first)

    def test_the_month_that_was_corrected_has_two_that_differ(self):
        one, other = (FrozenPlant.objects.get(freeze__month=202206, freeze__number=number, name="西南污水处理厂") for number in (1, 2))
        assert one.load_rate_millionths - other.load_rate_millionths == 100_000  # 18 万吨 of 6 万吨/日 × 30 d
        cause = Freeze.objects.get(month=202206, number=2).causes[0]
        assert (cause["act"], cause["document"]) == ("corrected", "三环函〔2022〕41号")

    def test_history_tells_what_all_copies_hold(self):
        assert findings(city().code) == []

"""What is planned stands apart, and nothing of it counts twice (rules.md 3.10). Each city has several of a kind: one is not the other's."""

from datetime import date

import pytest

from figures.plans import PlanBook, Route, Standing
from formulas.units import MASS
from tests import city as small
from tests.construction.projects import RUNGS, add, reach
from tests.power_plants.units import burn, closed, facility, listed, statistics, step, unit

A_DAY = 10_000 * 20 * 1000  # mg: what a project of the tests takes out by design
YEAR, MONTHS = 365, {"november": 30, "december": 31}
EARLY, LATE = dict.fromkeys(RUNGS[:8], date(2022, 3, 1)), dict.fromkeys(RUNGS[8:], date(2022, 12, 15))


def view(month: int):
    return PlanBook("4406").as_of(month)


def t(text: str) -> int:
    return MASS.parse(text)


def finish(city, project, day: date) -> None:
    for code in RUNGS:
        reach(city, project, code, min(day, date(2022, 3, 1)) if code in EARLY else day)


@pytest.fixture
def projects(city):
    """All planned to end on 15 December, so that by plan nothing would count before January."""
    names = ("东鄱提标改造", "沙岗提标改造", "新城污水处理厂一期", "东鄱污水处理厂扩建", "无设计数据")
    made = {name: add(city, name, days=EARLY | LATE, loads={} if name == "无设计数据" else {"cod": (50_000, 30_000)}) for name in names}
    finish(city, made["东鄱提标改造"], date(2022, 10, 20))
    finish(city, made["沙岗提标改造"], date(2022, 8, 20))
    small.plant("新城污水处理厂", city.east, 10_000, by=city.people["quota"], started_on=date(2022, 6, 1))
    return made


def test_a_project_counts_by_design_where_no_month_of_it_is_in_a_return(projects):
    found = {one.name: one for one in view(202210).of("440604", "cod")}
    assert {name: one.standing for name, one in found.items()} == {
        "东鄱提标改造": Standing.COUNTS,  # finished in October: November is its first month
        "沙岗提标改造": Standing.IN_RETURNS,  # finished in August: September was reported
        "新城污水处理厂一期": Standing.PLANT_REPORTS,  # nobody has said that it is finished
        "东鄱污水处理厂扩建": Standing.LATER,  # its plant is older than its plan
        "无设计数据": Standing.NO_FIGURE,
    }
    assert {one.route for one in found.values()} == {Route.PROJECT}
    counted = found["东鄱提标改造"]
    in_this_year = sum(MONTHS.values())
    assert (counted.amount, counted.following) == (in_this_year * A_DAY, (YEAR - in_this_year) * A_DAY)
    assert counted.taken == {2022: -in_this_year * A_DAY, 2023: in_this_year * A_DAY}  # it came earlier than planned
    assert sum(one.amount for one in found.values()) == counted.amount
    late = found["东鄱污水处理厂扩建"]
    assert late.taken[2023] == YEAR * A_DAY - late.following > 0
    assert view(202210).apart("4406", "cod").planned == counted.amount


def test_a_month_that_is_past_knows_only_what_was_known_then(projects):
    then = {one.name: one.standing for one in view(202208).of("440604", "cod")}
    assert (then["东鄱提标改造"], then["沙岗提标改造"]) == (Standing.LATER, Standing.COUNTS)
    assert view(202111).parts == []


def test_a_project_is_its_districts_alone_and_its_pollutants(projects):
    assert view(202210).of("440605", "cod") == view(202210).of("440604", "so2") == []
    assert [one.name for one in view(202210).of("440604", "nh3n")] == ["无设计数据"]


@pytest.fixture
def units(city):
    """Each with 420 t of SO₂ in the statistics of 2021, but the last two. 1,000 t of their coal emit 12 t."""
    made = {name: unit(city, f"{name}电厂") for name in ("待停", "逾期", "脱硫", "已停", "已核", "明年", "无统计", "零统计")}
    for name, one in made.items():
        if name != "无统计":
            statistics(city, one, 2021, "0" if name == "零统计" else "420")
        if name != "已核":
            planned = {"逾期": date(2022, 8, 31), "已停": date(2022, 5, 31), "明年": date(2023, 6, 30)}
            listed(city, one, planned.get(name, date(2022, 11, 20)))
    facility(city, made["脱硫"], date(2022, 6, 15), "90", "90")
    for month in range(202206, 202211):
        burn(city, made["脱硫"], month, "0.02")
    for month in range(202201, 202206):
        burn(city, made["已停"], month, "0.1")
        burn(city, made["已核"], month, "0.1")
    step(city, made["已停"].closures.get(), "off_grid", date(2022, 5, 20))
    closed(city, listed(city, made["已核"], date(2022, 5, 31)), date(2022, 5, 20), date(2022, 9, 8))
    return made


def test_a_closing_counts_as_the_account_would_book_it_less_what_its_unit_was_credited_with(units):
    now = view(202210)
    found = {one.name.removesuffix("电厂1号机组"): one for one in now.of("440604", "so2")}
    desulphurised = "7.776"  # 4 months × 200 t × 0.75 % × 1.6 × 81 %
    assert {name: (one.standing, one.amount) for name, one in found.items()} == {
        "待停": (Standing.COUNTS, t("35")),  # C2: December
        "逾期": (Standing.COUNTS, t("35")),  # expected today
        "脱硫": (Standing.COUNTS, t("35") - t(desulphurised)),
        "已停": (Standing.COUNTS, t("360")),  # C1: 420 − 5 × 12, none of it verified
        "明年": (Standing.LATER, 0),
        "无统计": (Standing.NO_STATISTICS, 0),
        "零统计": (Standing.NOT_IN_BASE, 0),
    }
    assert (found["待停"].following, found["明年"].following, found["已停"].following) == (t("385"), t("210"), t("60"))
    assert (found["逾期"].taken, found["待停"].taken) == ({2022: t("105"), 2023: -t("105")}, {2022: 0, 2023: 0})
    # What is verified is certain and no plan: November and December bring a twelfth of the statistics each.
    [due] = now.due("440604", "so2")
    assert (due.unit, due.amount) == (units["已核"].pk, t("70"))
    apart = now.apart("440604", "so2")
    assert apart.due == t("70")
    # The pace is left with no month of a unit that is closed, or whose closing counts.
    assert sum(apart.brought.values()) == t("360") - t("70") + t(desulphurised)


def test_before_its_confirmation_a_closing_was_planned_and_nothing_of_it_certain(units):
    then = view(202207)
    found = {one.key: one for one in then.of("440604", "so2")}
    assert (found[units["已核"].pk].standing, found[units["已核"].pk].amount) == (Standing.COUNTS, t("360"))
    assert then.due("440604", "so2") == []
    assert sum(then.apart("440604", "so2").brought.values()) == t("1.944")  # of the one that is desulphurised: July


def test_nothing_planned_asks_for_little(city, django_assert_num_queries):
    with django_assert_num_queries(2):
        view(202210)

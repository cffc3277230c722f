"""A sheet of one year or pollutant: the quotas in force of which it says nothing stay, unless somebody cancels them."""

import datetime

import pytest

from journal.models import Event, Verb
from targets.models import QuotaSet, QuotaState
from targets.queries import ledger
from targets.unstated import stating
from tests.targets.drafts import press, replaced, upload, xlsx
from tests.targets.quotas import in_force

T = 10**9  # mg
# COD of 2023 alone, in 10,000 t; the quotas in force are those of tests/targets/quotas.py.
ONE_YEAR = [
    ["汾江市2023年化学需氧量总量控制指标", "", "单位：万吨"],
    ["地区", "2020年排放量", "2023年控制量"],
    ["汾江市", 10, 9.3],
    ["禅城区", 6, 5.6],
    ["南海区", 3.8, 3.5],
]
HEAD = {"document_number": "粤环函〔2022〕9号", "issuing_body": "省生态环境厅", "document_date": "2022-06-01", "version": "2"}
KEY = ("440604", "cod", 2023)


@pytest.fixture
def first(city) -> QuotaSet:
    return in_force(city)


@pytest.fixture
def browser(signed_in, first):
    return signed_in("quota")


def proposed(browser, rows: list = ONE_YEAR, **typed):
    return press(browser, upload(browser, xlsx(rows)), "propose", **HEAD | typed)


def new() -> QuotaSet:
    return QuotaSet.objects.get(state=QuotaState.PROPOSED)


def told(page) -> str:
    return " ".join(page.context["form"].errors.get("unstated", []))


def test_the_page_asks_and_proposes_that_they_stay(browser):
    page = upload(browser, xlsx(ONE_YEAR))
    assert "本表未列的 27 条现行指标" in page.content.decode()
    assert page.context["form"]["unstated"].value() == "kept"


def test_what_stays_is_as_it_was_and_the_rest_as_the_sheet_tells(browser, first):
    proposed(browser)
    old, now = ledger("4406", first), ledger("4406", new())
    caps = {key: line.cap_mg // T for key, line in now.lines.items()}
    assert {key: cap for key, cap in caps.items() if key[1:] == ("cod", 2023)} == {
        ("4406", "cod", 2023): 93_000,
        ("440604", "cod", 2023): 56_000,
        ("440605", "cod", 2023): 35_000,
    }
    assert {key: line for key, line in now.lines.items() if key[1:] != ("cod", 2023)} == {
        key: line for key, line in old.lines.items() if key[1:] != ("cod", 2023)
    }
    # 57,600 − 56,000 where it was 57,600 − 56,400; and the year after, 56,000 − 55,200.
    assert [now.cut("440604", "cod", year) // T for year in (2023, 2024)] == [1_600, 800]


def test_the_page_of_the_set_and_the_journal_say_how_many_stay(browser):
    page = proposed(browser)
    assert page.context["taken_over"] == 27
    assert Event.objects.filter(verb=Verb.QUOTAS_UPLOADED).latest("pk").after["quotas_kept"] == 27


def test_whoever_cancels_them_keeps_what_the_sheet_tells_alone(browser):
    assert proposed(browser, unstated="cancelled").context["taken_over"] == 0
    assert {key[1:] for key in ledger("4406", new()).lines} == {("cod", 2023)}


def test_another_emission_of_the_base_year_is_told_and_nothing_is_written(browser):
    page = proposed(browser, replaced(ONE_YEAR, {(4, 2): 6.1}))
    assert "禅城区 COD 的基准年排放量，本表为 61000 吨，现行指标为 60000 吨" in told(page)
    assert not QuotaSet.objects.filter(state=QuotaState.PROPOSED).exists()


def test_parts_that_stay_and_are_more_than_a_new_cap_are_told(browser):
    page = proposed(browser, [*ONE_YEAR[:2], ["汾江市", 10, 9.1]])
    assert "各区控制量之和为 92000 吨，超过控制量 91000 吨" in told(page)
    assert not QuotaSet.objects.filter(state=QuotaState.PROPOSED).exists()


def test_a_sheet_that_tells_all_asks_nothing(city, signed_in):
    browser = signed_in("quota")
    assert "unstated" not in upload(browser, xlsx(ONE_YEAR)).context["form"].fields


def test_a_quota_that_stays_is_accounted_for_by_its_own_document(browser, first):
    page = proposed(browser)
    later = new()
    browser.post(f"/targets/quotas/uploads/{page.context['quota_set'].pk}/confirm/")
    assert [stating(later, key) for key in (KEY, ("440604", "so2", 2023))] == [later, first]
    account = browser.get(f"/explanations/quotas/{later.pk}/440604/so2/2023/")
    assert first.document_number in account.content.decode()
    assert HEAD["document_number"] not in {one.source for step in account.context["steps"] for one in step.inputs}
    assert datetime.date(2022, 6, 1) == later.document_date

"""From a province's sheet to a proposed set of quotas, through the action that uploads use."""

import datetime

from formulas.units import MASS
from targets.actions import propose_quotas
from targets.layouts import Known, ledger_lines, understand
from targets.models import MOST_AMOUNT_MG, Quota, QuotaSet
from targets.template import divisions_of
from tests.targets.layouts.sheets import KNOWN, sheet
from tests.targets.quotas import digest, plan

ROWS = [
    ["汾江市化学需氧量排放总量控制指标", "", "", "单位：万吨"],
    ["地　区", "2020年排放量", "2021年控制量", "2022年控制量"],
    ["汾江市(不含南海)", 6, 5.9, 5.8],
    ["禅 城 区", 6, 5.88, 5.76],
    ["南海", 3.8, 3.72, 3.64],
    ["合计", 9.8, 9.62, 9.44],
]


def test_what_was_understood_can_be_proposed(city):
    person, fourteenth = city.people["quota"], plan()
    known = Known.of(fourteenth, person.division.code, divisions_of(person.division), fourteenth.pollutants.all())
    understood = understand([sheet(ROWS)], known)
    assert understood.problems == []
    quota_set = QuotaSet(
        plan=fourteenth,
        division=person.division,
        document_number="汾减排〔2021〕1号",
        issuing_body="省生态环境厅",
        document_date=datetime.date(2021, 3, 1),
        version=1,
        file_name="quotas.xlsx",
        sha256=digest(b"sheet"),
    )
    propose_quotas(quota_set=quota_set, lines=ledger_lines(understood.lines), content=b"sheet", by=person)
    whole = Quota.objects.get(division="4406", year=2022)
    assert (whole.base_amount_mg, whole.cap_mg) == (MASS.parse("60000"), MASS.parse("58000"))
    assert [part.code for part in whole.excludes.all()] == ["440605"]
    assert Quota.objects.count() == 6


def test_the_reader_allows_what_the_records_hold():
    assert KNOWN.most_mg == MOST_AMOUNT_MG

"""What a document prints stays beside what the portal keeps, and the preview tells what would change."""

import pytest
from django.utils import translation

import figures.actions
from dashboards.district_ranking import district_rows
from dashboards.quota_sets import consequence_table
from dashboards.stands import Now
from targets.actions import confirm_quotas
from targets.ledger import ledger_of
from targets.models import QuotaSet
from targets.queries import ledger
from tests.entries import accept
from tests.targets.drafts import press, upload, xlsx
from tests.targets.quotas import changed, filled, in_force, propose

HEAD = {"document_number": "汾减排〔2022〕1号", "issuing_body": "省生态环境厅", "document_date": "2022-03-01", "version": "1"}
# The rows of 2020 add up to 9.84, printed as 9.8; those of 2022 to 9.4 beside a printed 9.0.
ROWS = [
    ["汾江市化学需氧量总量控制目标", "", "", "单位：万吨"],
    ["地区", "2020年排放量", "2022年控制量", "2022年比2020年(%)"],
    ["汾江市", 10, 9.6, "-4.0"],
    ["禅城区", 6.04, 5.76, "-4.6"],
    ["南海区", 3.8, 3.64, "-9.9"],
    ["合计", 9.8, "9.0", ""],
]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def texts(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_figures_percentages_and_totals_stay_as_printed(city, signed_in):
    browser = signed_in("quota")
    page = press(browser, upload(browser, xlsx(ROWS)), "propose", **HEAD)
    confirm_quotas(quota_set=QuotaSet.objects.get(), by=city.people["quota"])
    page = browser.get(f"/targets/quotas/{QuotaSet.objects.get().pk}/", HTTP_ACCEPT_LANGUAGE="en")
    lines, totals = (texts(table) for table in page.context["print_tables"])
    told = {row[0]: (row[3], row[5], row[6], row[8]) for row in lines}
    assert told["Chancheng"] == ("6.04 10⁴ t", "-4.6", "-4.6", "yes")
    assert told["Nanhai"] == ("3.8 10⁴ t", "-9.9", "-9.9", "no")
    assert {row[0]: (row[4], row[5], row[6], row[7]) for row in totals} == {
        "Sheet1!B6": ("9.8 10⁴ t", "98,400.00", "-400.00", "yes"),
        "Sheet1!C6": ("9.0 10⁴ t", "94,000.00", "-4,000.00", "no"),
    }


def test_a_district_reads_its_own_line_and_no_total(city, signed_in):
    browser = signed_in("quota")
    press(browser, upload(browser, xlsx(ROWS)), "propose", **HEAD)
    confirm_quotas(quota_set=QuotaSet.objects.get(), by=city.people["quota"])
    page = signed_in("official").get(f"/targets/quotas/{QuotaSet.objects.get().pk}/")
    [table] = page.context["print_tables"]
    assert [row[0] for row in texts(table)] in (["禅城区"], ["Chancheng"])
    assert "94,000.00" not in page.content.decode()


class TestConsequences:
    @pytest.fixture
    def rows(self, city):
        """Old and new rows of the preview: Chancheng's cut of 2022 grows from 1,200 t to 1,800 t."""
        before = in_force(city)
        for month in range(202201, 202211):
            for year in (0, -100):
                accept(city, city.dongpo, month + year, "300" if not year else "280", "230", "30")
        figures.actions.refresh()
        new = propose(city, filled(city, changed(d440604_cod_2022="57000")))
        table = consequence_table("4406", 202210, ledger("4406", before), ledger("4406", new))
        return {
            row.cells[0].text: dict(zip([column.key for column in table.columns], row.cells, strict=True))
            for row in table.rows
            if row.cells[1].text == "COD"
        }

    def test_completion_lamp_and_rank_are_told_before_and_after(self, rows):
        row = rows["Chancheng"]
        assert (row["old_quota"].text, row["new_quota"].text) == ("1,200.00", "1,800.00")
        assert row["old_completion"].value > row["new_completion"].value
        assert row["old_lamp"].text and row["new_lamp"].text
        assert "completion" in row["changes"].text

    def test_what_stays_is_not_told(self, rows):
        assert rows["Nanhai"]["changes"].value is None

    def test_a_district_without_quota_any_more_leaves_the_ranking(self, city):
        before = ledger("4406", in_force(city))
        after = ledger_of(before.base_year, [line for line in before.lines.values() if line.division != "440605"])
        assert len(district_rows(Now("4406", 202210), after)) < len(district_rows(Now("4406", 202210), before))
        table = consequence_table("4406", 202210, before, after)
        assert {row[-1] for row in texts(table) if row[0] == "Nanhai"} == {"leaves the ranking"}

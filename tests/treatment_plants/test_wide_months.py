"""Past months that arrive side by side, a sheet for each figure: through the page, into returns, and back."""

import io

import pytest
import xlsxwriter

from tests.treatment_plants.plant_sheets import loaded, planned, uploaded
from tests.treatment_plants.test_plant_pages import load, save, upload
from treatment_plants.models import Measurement, Operation
from treatment_plants.register.answers import Answers
from treatment_plants.register.undoing.actions import undo_load

NAME = "东鄱污水处理厂"
# Of one plant, told by hand: days, 10,000 m³, mg/L, mg/L.
TOLD = {"运行天数": (31, 28), "处理水量(万吨)": (250, 240.5), "进水COD(mg-L)": (200, 210), "出水COD(mg-L)": (20, 21)}
UNITS = {"进水COD(mg-L)": "进水COD(mg/L)", "出水COD(mg-L)": "出水COD(mg/L)"}


def book(told: dict = TOLD, title: str = "2021年", names: tuple = (NAME,)) -> bytes:
    """A sheet for each figure, its name in title and name of the sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        for name, values in told.items():
            page = workbook.add_worksheet(name)
            page.write_row(0, 0, [f"{title}{UNITS.get(name, name)}"])
            page.write_row(1, 0, ["区", "污水处理厂", "1月", "2月", "合计"])
            for row, plant in enumerate(names, start=2):
                page.write_row(row, 0, ["禅城区", plant, *values, sum(values)])
    return file.getvalue()


def kept(plant) -> dict:
    """Month → days, m³, µg/L, µg/L as the records hold them."""
    measured = Measurement.objects.filter(plant=plant, pollutant="cod").select_related("operation")
    return {one.month: (one.operation.days, one.volume_m3, one.inlet_ug_l, one.outlet_ug_l) for one in measured}


EXPECTED = {202101: (31, 2_500_000, 200_000, 20_000), 202102: (28, 2_405_000, 210_000, 21_000)}


def test_sheets_of_one_figure_each_become_whole_months_and_are_undone(city):
    load_ = loaded(city, book(), Answers(source="2021年统计年报"))
    assert kept(city.dongpo) == EXPECTED
    assert {row.outcome for row in load_.rows.filter(month__isnull=False)} == {"added"}
    undo_load(load=load_, by=city.people["quota"])
    assert not Operation.objects.filter(plant=city.dongpo, month__lt=202200).exists()


def test_a_year_that_nothing_tells_is_said_on_the_page(city, signed_in):
    browser = signed_in("quota")
    draft = upload(browser, book(title=""), "历年.xlsx")["Location"]
    page = browser.get(draft)
    assert page.content.decode().count('name="year:') == 4
    assert not page.context["page"].is_clear
    save(browser, draft, source="年报", **{f"year:{number}": "2021" for number in (1, 2, 3, 4)})
    load(browser, draft)
    assert kept(city.dongpo) == EXPECTED


def test_a_figure_that_nothing_tells_is_said_once_for_all_its_months(city, signed_in):
    browser = signed_in("quota")
    draft = upload(browser, book({"Sheet1": (250, 240.5)}), "水.xlsx")["Location"]
    columns = browser.get(draft).context["page"].tables()[0].columns
    assert [one.letters for one in columns] == ["A", "B", "C … D", "E"]
    save(browser, draft, source="年报", **{columns[2].field: "volume|10⁴ m³|"})
    load(browser, draft)
    assert dict(Operation.objects.filter(plant=city.dongpo, month__lt=202200).values_list("month", "volume_m3")) == {
        202101: 2_500_000,
        202102: 2_405_000,
    }


@pytest.mark.parametrize("year", ["", "21", "2021年", "1066", "3000", "２０２１x"])
def test_what_is_no_year_is_not_taken_for_one(city, signed_in, year):
    browser = signed_in("quota")
    draft = upload(browser, book({"处理水量(万吨)": (1, 2)}, title=""), "水.xlsx")["Location"]
    save(browser, draft, source="年报", **{"year:1": year})
    assert not browser.get(draft).context["page"].is_clear


def test_two_sheets_that_contradict_each_other_are_asked_about(city):
    draft = uploaded(city, book({"处理水量(万吨)": (250, 240.5), "水量(万吨)": (250, 241)}), answers=Answers(source="年报"), name="x.xlsx")
    assert [(one.kind, one.sheet) for one in planned(draft).problems] == [("duplicate", "水量(万吨)")]


def test_two_rows_for_one_plant_are_asked_about_in_a_sheet_of_months_too(city):
    draft = uploaded(city, book({"处理水量(万吨)": (250, 240.5)}, names=(NAME, NAME)), answers=Answers(source="年报"), name="x.xlsx")
    assert [one.kind for one in planned(draft).problems] == ["duplicate", "duplicate"]


def test_the_same_again_changes_nothing(city):
    loaded(city, book(), Answers(source="年报"))
    again = planned(uploaded(city, book({**TOLD}, title="2021年度"), answers=Answers(source="年报"), name="y.xlsx"))
    assert {one.outcome for one in again.months} == {"unchanged"}


def test_what_is_unknown_of_a_plant_is_asked_once_and_not_for_each_month(city):
    draft = uploaded(city, book(names=("新桥污水处理厂",)), answers=Answers(source="年报"), name="x.xlsx")
    assert [one.kind for one in planned(draft).problems] == ["waiting", "waiting"]  # its capacity, and since when it runs


def test_two_problems_of_one_cell_share_the_input_of_the_first(city, signed_in):
    """Of two inputs with one name a browser sends both, and what was typed in the first would be lost."""
    browser = signed_in("quota")
    draft = upload(browser, book(names=("新桥污水处理厂",)), "x.xlsx")["Location"]
    content = browser.get(draft).content.decode()
    assert content.count('name="cell-1-3-2"') == 1

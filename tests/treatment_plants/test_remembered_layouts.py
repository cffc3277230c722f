"""What a person confirmed of the columns of a sheet of plants holds for the next sheet of that layout, and for no other."""

from tests.treatment_plants.plant_sheets import register
from tests.treatment_plants.test_plant_pages import load, save, upload
from tests.treatment_plants.test_wide_months import book
from treatment_plants.models import Plant
from workbooks.models import ConfirmedLayout

HEAD = "名称,区,规模"
FIRST, NEXT = "北安污水处理厂,禅城区,4", "西湾污水处理厂,禅城区,6"


def confirmed(browser, choice: str = "capacity|10⁴ m³/d|") -> None:
    """A register whose head tells no unit, answered and loaded."""
    draft = upload(browser, register(FIRST, head=HEAD))["Location"]
    column = browser.get(draft).context["page"].tables()[0].columns[2]
    save(browser, draft, source="2021年名录", **{column.field: choice})
    load(browser, draft)


def test_the_next_sheet_of_the_layout_is_read_alike_and_says_so(city, signed_in):
    browser = signed_in("quota")
    confirmed(browser)
    draft = upload(browser, register(NEXT, head=HEAD), "next.csv")["Location"]
    page = browser.get(draft)
    assert page.context["told"].problems == []
    assert "沿用“2021年名录”确认的对应关系" in page.content.decode()
    save(browser, draft, source="2022年名录")
    load(browser, draft)
    assert Plant.objects.get(name="西湾污水处理厂").capacities.get().m3_per_day == 60_000


def test_what_is_said_of_the_next_sheet_goes_before_and_is_remembered_then(city, signed_in):
    browser = signed_in("quota")
    confirmed(browser)
    draft = upload(browser, register(NEXT.replace(",6", ",60000"), head=HEAD), "next.csv")["Location"]
    column = browser.get(draft).context["page"].tables()[0].columns[2]
    save(browser, draft, source="2022年名录", **{column.field: "capacity|m³/d|"})
    assert browser.get(draft).context["page"].tables()[0].columns[2].by_person
    load(browser, draft)
    assert Plant.objects.get(name="西湾污水处理厂").capacities.get().m3_per_day == 60_000
    assert ConfirmedLayout.objects.get().document == "2022年名录"


def test_another_head_is_another_layout(city, signed_in):
    browser = signed_in("quota")
    confirmed(browser)
    draft = upload(browser, register(NEXT, head="名称,区,建设规模"), "next.csv")["Location"]
    assert [one.kind for one in browser.get(draft).context["told"].problems] == ["unit"]


def test_what_was_said_of_figures_without_a_unit_does_not_hold_under_a_title_that_names_one(city, signed_in):
    browser = signed_in("quota")
    confirmed(browser)
    draft = upload(browser, register(NEXT.replace(",6", ",6000"), head=f"污水处理厂名录（单位：立方米/日）\n{HEAD}"), "next.csv")[
        "Location"
    ]
    assert browser.get(draft).context["told"].problems == []
    save(browser, draft, source="2022年名录")
    load(browser, draft)
    assert Plant.objects.get(name="西湾污水处理厂").capacities.get().m3_per_day == 6_000


def test_another_city_is_asked_anew(city, signed_in):
    browser = signed_in("quota")
    confirmed(browser)
    ConfirmedLayout.objects.update(division="440604")
    draft = upload(browser, register(NEXT, head=HEAD), "next.csv")["Location"]
    assert browser.get(draft).context["told"].problems


def test_what_is_only_known_by_its_place_is_asked_each_time(city, signed_in):
    """A sheet of months that says nowhere what its figures are may tell of something else next time."""
    browser = signed_in("quota")
    draft = upload(browser, book({"Sheet1": (250, 240.5)}), "水.xlsx")["Location"]
    column = browser.get(draft).context["page"].tables()[0].columns[2]
    save(browser, draft, source="年报", **{column.field: "volume|10⁴ m³|"})
    load(browser, draft)
    again = upload(browser, book({"Sheet1": (200, 210)}), "水质.xlsx")["Location"]
    assert [one.kind for one in browser.get(again).context["told"].problems] == ["column"]

"""Past months in a real browser: side by side in a large workbook, read, loaded and undone by the job while the page waits."""

import pytest
from playwright.sync_api import expect

from tests.treatment_plants.large_sheets import small_is_large  # noqa: F401  a fixture
from tests.treatment_plants.test_wide_months import EXPECTED, book, kept
from treatment_plants.models import Operation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("small_is_large")]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONG = 30_000  # ms: the worker reads in a process of its own


def test_months_side_by_side_are_read_loaded_and_undone_while_the_page_waits(as_person, small_city):
    page = as_person("quota")
    page.goto("/treatment-plants/upload/")
    page.get_by_label("污水处理厂表格").set_input_files({"name": "历年.xlsx", "mimeType": XLSX, "buffer": book(title="")})
    page.get_by_role("button", name="上传并查看").click()
    expect(page.get_by_text("文件较大，正在读取")).to_be_visible()

    # What no cell tells is asked once for each sheet.
    years = page.locator("[name^='year:']")
    expect(years).to_have_count(4, timeout=LONG)
    for year in years.all():
        year.fill("2021")
    page.get_by_label("文件名称").fill("2021年年报")
    page.get_by_role("button", name="保存答复").click()

    page.get_by_role("button", name="载入 1 座污水处理厂").click(timeout=LONG)
    expect(page.get_by_role("heading", name="2021年年报")).to_be_visible(timeout=LONG)
    assert {month: told for month, told in kept(small_city.dongpo).items() if month < 202200} == EXPECTED

    page.get_by_role("button", name="撤销这次载入").click()
    expect(page.get_by_text("撤销这次载入。所载入的内容已移除")).to_be_visible(timeout=LONG)
    assert not Operation.objects.filter(plant=small_city.dongpo, month__lt=202200).exists()

"""A city's first day in a real browser: a sheet of plants is uploaded, mended, loaded and undone."""

import pytest
from playwright.sync_api import expect

from tests.treatment_plants.plant_sheets import register
from treatment_plants.models import Plant
from treatment_plants.queries import plants_waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = ["北安污水处理厂,禅城区,约4,AO,一级B,93.3,12.7", "Xi Wan WWTP,,3,AAO,Others,88.25,9.68"]


def test_a_register_from_the_upload_to_the_undoing(as_person, small_city):
    page = as_person("quota")
    page.goto("/treatment-plants/")
    page.get_by_role("link", name="上传表格").click()
    page.get_by_label("污水处理厂表格").set_input_files({"name": "名录.csv", "mimeType": "text/csv", "buffer": register(*ROWS)})
    page.get_by_role("button", name="上传并查看").click()

    expect(page.get_by_text("还有 1 个问题")).to_be_visible()
    expect(page.get_by_role("button", name="载入 2 座污水处理厂")).to_have_count(0)
    page.get_by_label("CSV!C2", exact=True).fill("4")
    page.get_by_label("文件名称").fill("2022年名录")
    page.get_by_role("button", name="保存答复").click()

    page.get_by_role("button", name="载入 2 座污水处理厂").click()
    expect(page.get_by_role("heading", name="2022年名录")).to_be_visible()
    assert Plant.objects.get(name="北安污水处理厂").capacities.get().m3_per_day == 40_000
    assert [one.name for one in plants_waiting("4406")] == ["Xi Wan WWTP"]

    page.goto("/rankings/inlet-concentration/?basis=register&limit=90")
    expect(page.get_by_role("row", name="Xi Wan WWTP")).to_be_visible()
    expect(page.get_by_text("以下数据并非实测")).to_be_visible()

    page.goto("/treatment-plants/upload/")
    page.get_by_role("link", name="2022年名录").click()
    page.get_by_role("button", name="撤销这次载入").click()
    expect(page.get_by_text("已撤销这次载入。")).to_be_visible()
    assert not Plant.objects.filter(name__in=["北安污水处理厂", "Xi Wan WWTP"]).exists()

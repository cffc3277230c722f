"""The province's sheet in a real browser, in Chinese: upload, repair on the page, preview, confirm, undo."""

import pytest
from playwright.sync_api import Page, expect

from targets.models import Quota, QuotaSet, QuotaState
from tests.targets.drafts import ROWS, chinese_csv, replaced, xlsx
from tests.targets.quotas import in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def send(page: Page, content: bytes, name: str) -> None:
    page.goto("/targets/quotas/upload/")
    page.get_by_label("指标文件").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.get_by_role("button", name="上传并对照").click()


def test_from_the_file_to_quotas_in_force_and_back(as_person, small_city):
    first = in_force(small_city)
    page = as_person("quota")
    others = ["广州市", 20, 19, 18, ""]
    send(page, xlsx([*replaced(ROWS, {(6, 4): "待定"})[:6], others, *ROWS[6:]]), "省表.xlsx")

    # What is wrong stands at its cell; both are mended on the page.
    expect(page.get_by_text("“待定”不是数值。").first).to_be_visible()
    page.get_by_label("Sheet1!D6 更正后的内容").fill("3.6")
    page.get_by_label("与本地无关，不读取此行").check()
    body = page.get_by_label("发文机关").input_value()
    page.get_by_label("发文机关").fill("")  # nobody has to know the document before the sheet is clear
    page.get_by_role("button", name="保存并重新读取").first.click()
    expect(page.get_by_text("共读取 6 条指标，没有问题")).to_be_visible()
    expect(page.get_by_text("待定 → 3.6")).to_be_visible()
    expect(page.get_by_label("文号")).to_have_value("粤环函〔2022〕15号")
    page.get_by_label("发文机关").fill(body)
    page.get_by_label("版本").fill("2")
    page.get_by_role("button", name="提出，并查看变化").click()

    # The preview tells what would change; nothing has changed yet.
    expect(page.get_by_role("heading", name="粤环函〔2022〕15号")).to_be_visible()
    expect(page.get_by_role("heading", name="新旧指标对照")).to_be_visible()
    assert QuotaSet.objects.filter(state=QuotaState.CONFIRMED).get() == first
    page.get_by_role("button", name="确认生效").click()
    expect(page.get_by_text("已生效。")).to_be_visible()
    new = QuotaSet.objects.get(document_number="粤环函〔2022〕15号")
    assert Quota.objects.get(quota_set=new, division="440605", pollutant="cod", year=2022).cap_mg == 36_000 * 10**9

    # One act brings back the quotas before it.
    page.goto(f"/targets/quotas/{new.pk}/")
    page.get_by_role("link", name="撤销本文件").click()
    page.get_by_label("原因").fill("省里撤回了文件")
    page.get_by_role("button", name="查看变化").click()
    page.get_by_role("button", name="确认生效").click()
    expect(page.get_by_text("已生效。")).to_be_visible()
    undone = QuotaSet.objects.get(kind="undo")
    assert undone.quotas.get(division="440605", pollutant="cod", year=2022).cap_mg == 36_400 * 10**9


def test_a_large_file_is_read_by_the_job_while_the_page_waits(as_person, small_city):
    page = as_person("quota")
    rows = [*ROWS[:6], *([f"第{row}镇", *range(row, row + 20)] for row in range(1_500))]
    send(page, chinese_csv(rows), "大表.csv")
    # No reload by hand: the page shows itself anew.
    expect(page.get_by_text("以上各行全部不读取")).to_be_visible(timeout=60_000)

"""Quota files of other layouts as the tests upload them: sheets written as officials write them, through the page."""

import csv
import io

import xlsxwriter
import xlwt

from targets.drafts import PURPOSE
from targets.uploads import LIMITS
from tests.city import City
from tests.targets.quotas import send
from workbooks.actions import keep_upload
from workbooks.models import Draft

# A sheet of the province for the small city, with a title, a unit, blanks in names and a total.
ROWS = [
    ["汾江市化学需氧量排放总量控制指标", "", "", "", "单位：万吨"],
    ["粤环函〔2022〕15号", "", "", "", ""],
    ["地　区", "2020年排放量", "2021年控制量", "2022年控制量", "备注"],
    ["汾江市", 10, 9.8, 9.6, ""],
    ["禅 城 区", 6, 5.88, 5.76, ""],
    ["南海", 3.8, 3.72, 3.64, ""],
    ["合计", 9.8, 9.6, 9.4, ""],
    ["广东省生态环境厅 2022年3月1日", "", "", "", ""],
]


def replaced(rows: list, cells: dict[tuple[int, int], object]) -> list:
    """The rows with other values at (row, column), counted from one."""
    return [[cells.get((row, column), value) for column, value in enumerate(values, 1)] for row, values in enumerate(rows, 1)]


def xlsx(*sheets, names: list[str] | None = None, merged: list[str] = (), hidden_row: int | None = None) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        for number, rows in enumerate(sheets):
            page = workbook.add_worksheet(names[number] if names else None)
            for area in merged:
                page.merge_range(area, "")
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if value != "":
                        page.write(row, column, value)
            if hidden_row:
                page.set_row(hidden_row - 1, None, None, {"hidden": True})
    return file.getvalue()


def xls(*sheets) -> bytes:
    workbook = xlwt.Workbook()
    for number, rows in enumerate(sheets, start=1):
        page = workbook.add_sheet(f"表{number}")
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value != "":
                    page.write(row, column, value)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def chinese_csv(rows) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("gb18030")


def uploaded(city: City, content: bytes | None = None, name: str = "省表.xlsx", by: str = "quota") -> Draft:
    person = city.people[by]
    told = {"purpose": PURPOSE, "division": person.division, "limits": LIMITS, "by": person}
    return keep_upload(content=content or xlsx(ROWS), file_name=name, **told)


def upload(browser, content: bytes, name: str = "省表.xlsx"):
    """Send a file and answer its page."""
    answer = send(browser, content, name)
    assert answer.status_code == 302, answer.context and [row.cells[3].text for row in answer.context["table"].rows]
    return browser.get(answer["Location"])


DOCUMENT = {"document_number": "汾减排〔2022〕1号", "issuing_body": "省生态环境厅", "document_date": "2022-03-01", "version": "1"}


def posted(page, button: str = "save", **typed) -> dict:
    """What a browser sends of the form of a page: all as it stands, but for what was typed."""
    draft = page.context["draft"]
    fields = {"version_seen": str(draft.version), button: "1"}
    for group in page.context.get("groups", ()):
        for row in group.rows:
            if row.field:
                fields |= {row.seen: row.shown, row.field: row.shown}
    for card in page.context.get("cards", ()):
        fields |= {f"t{card.number}": card.table.fingerprint}
        fields |= {f"t{card.number}-out": card.left_out} if card.left_out else {}
        fields |= {f"t{card.number}-total": "1"} if card.total_is_whole else {}
        for row in card.rows:
            fields |= {
                select.name: next(value for value, _text, chosen in select.options if chosen) for select in (row.meaning, *row.details)
            }
    if "plan" in page.context:
        fields["plan"] = page.context["plan"].code
        form = page.context["form"]
        fields |= {name: str(form[name].value() or "") for name in form.fields}
    return fields | typed


def press(browser, page, button: str = "save", **typed):
    """Press a button of a draft's page, and follow where it leads."""
    return browser.post(f"/targets/quotas/drafts/{page.context['draft'].pk}/", posted(page, button, **typed), follow=True)

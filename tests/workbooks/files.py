"""Files as the tests of reading need them: good ones, and good ones with something broken."""

import io
import zipfile

import xlsxwriter
import xlwt
from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def book(*rows, tweak=lambda workbook: None) -> bytes:
    workbook = Workbook()
    for row in rows or [("a", 1)]:
        workbook.active.append(row)
    tweak(workbook)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


GOOD = book(("name", 1.5), ("other", 2))


def rebuilt(parts: dict[str, bytes] | None = None, added: list[tuple[str, bytes]] = (), method=zipfile.ZIP_DEFLATED) -> bytes:
    """GOOD with some parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(file, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, (parts or {}).get(name, old.read(name)))
        for name, content in added:
            new.writestr(name, content)
    return file.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        return archive.read(name)


def with_cell(xml: bytes) -> bytes:
    return rebuilt({SHEET: part(SHEET).replace(b"</sheetData>", xml + b"</sheetData>")})


def flagged_encrypted(content: bytes) -> bytes:
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + bytes([content[place] | 1]) + content[place + 1 :]


def archive_of_a_text() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    return file.getvalue()


def old_book(fill=lambda sheet: sheet.write(0, 0, "a"), dates_from_1904: bool = False) -> bytes:
    """An .xls workbook, filled by a function that gets its one sheet."""
    workbook = xlwt.Workbook()
    workbook.dates_1904 = dates_from_1904
    fill(workbook.add_sheet("配额"))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def office_book() -> bytes:
    """A sheet as offices make them: with a comment, a drawing, a table, a filter, a chart and a sheet that is one."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        sheet, bold = workbook.add_worksheet("表 1"), workbook.add_format({"bold": True})
        sheet.write_rich_string("A1", "化学", bold, "需氧量")
        sheet.write_formula("A2", "=1+1", None, 2)
        sheet.write_url("A3", "https://example.cn", string="网址")
        sheet.write_comment("A1", "批注")
        sheet.insert_textbox("F4", "说明")
        sheet.add_table("C1:D3", {"columns": [{"header": "区县"}, {"header": "吨"}]})
        sheet.data_validation("A4", {"validate": "list", "source": ["a", "b"]})
        sheet.conditional_format("A2", {"type": "cell", "criteria": ">", "value": 5, "format": bold})
        sheet.freeze_panes(1, 1)
        workbook.define_name("whole", "='表 1'!$A$1:$D$3")
        sheet.insert_chart("F9", _chart(workbook))
        workbook.add_chartsheet("图").set_chart(_chart(workbook))
    return file.getvalue()


def _chart(workbook):
    chart = workbook.add_chart({"type": "line"})
    chart.add_series({"values": "='表 1'!$A$2:$A$3"})
    return chart

"""What a sheet prints of the document that it belongs to: number, issuing body, date. Only offered, never taken unseen."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

# 粤环函〔2022〕15号, also with other brackets.
NUMBER = re.compile(r"([\u4e00-\u9fff]{1,16})\s*[〔\[【［(（]\s*(\d{4})\s*[〕\]】］)）]\s*第?\s*(\d{1,5})\s*号")
DATE = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
BODY = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:省|市|区|县|州|国)?(?:人民政府(?:办公厅|办公室)?|生态环境[厅局部]|环境保护[厅局部]|环保[厅局部]|发展和?改革委员?会?)"
)
# What stands before a number or body and is no part of it.
LEAD = re.compile(r"^(?:附件|文号|发文字号|根据|依据|按照|制表单位|发文机关|发文单位|印发)+[：:]?")
FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class PrintedDocument:
    """Empty where the sheets print nothing, or several different things."""

    number: str = ""
    body: str = ""
    date: str = ""


def printed_document(texts: Iterable[str]) -> PrintedDocument:
    """
    >>> printed_document(["附件：粤环函[2022]15号", "广东省生态环境厅", "2022年5月31日"])
    PrintedDocument(number='粤环函〔2022〕15号', body='广东省生态环境厅', date='2022-05-31')
    >>> printed_document(["粤环〔2021〕1号", "粤环〔2022〕2号"]).number
    ''
    """
    numbers, bodies, dates = set(), set(), set()
    for text in (text.translate(FULL_WIDTH) for text in texts):
        numbers |= {f"{LEAD.sub('', lead)}〔{year}〕{number}号" for lead, year, number in NUMBER.findall(text)}
        dates |= {day for parts in DATE.findall(text) if (day := _day(*map(int, parts)))}
        bodies |= {LEAD.sub("", found) for found in BODY.findall(text)}
    return PrintedDocument(*(_only(found) for found in (numbers, bodies, dates)))


def _day(year: int, month: int, day: int) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _only(found: set[str]) -> str:
    return found.pop() if len(found) == 1 else ""

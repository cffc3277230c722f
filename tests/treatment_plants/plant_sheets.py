"""Sheets of plants as cities write them; every plant is invented."""

import json

from targets.layouts import Named
from tests.city import City
from tests.targets.layouts.sheets import sheet
from treatment_plants.layouts import Choices, KnownPlaces, PlantSheets, understand
from treatment_plants.models import PlantLoad
from treatment_plants.register.actions import load_plants
from treatment_plants.register.answers import Answers
from treatment_plants.register.plan import plan_of
from treatment_plants.register.plans import LoadPlan
from workbooks.actions import keep_upload, mend
from workbooks.drafts import sheets_of
from workbooks.limits import Limits
from workbooks.models import Draft

KNOWN = KnownPlaces(
    "4406",
    (
        Named("4406", "汾江市", "Fenjiang"),
        Named("440604", "禅城区", "Chancheng"),
        Named("440605", "南海区", "Nanhai"),
        Named("440604010", "石湾镇街道", "Shiwan"),
    ),
    (Named("cod", "化学需氧量", "Chemical oxygen demand", "COD"), Named("nh3n", "氨氮", "Ammonia nitrogen", "NH₃-N")),
    202210,
)
LIMITS = Limits(bytes=4 * 1024 * 1024, unpacked_bytes=32 * 1024 * 1024, parts=80, rows=6_000, columns=60)
SOURCE = "城镇污水处理设施名录"
HEAD = "名称,区,设计处理能力(万吨/日),工艺,排放标准,进水COD年均(mg/L),进水氨氮年均(mg/L)"
# Trailing blanks, a name that comes twice with other values, districts that are missing or of another city, figures that are missing.
REGISTER = [
    "Chan Cheng Bei An WWTP I,禅城区,4,AO,Class 1B,93.3,12.7",
    "Chan Cheng Bei An WWTP II ,禅城区,6,AAO,Class 1B,128,15.1",
    "Nan Hai Qu Dong He WWTP,南海区,1.5,SBR,Class 1B,99.9,11",
    "Nan Hai Qu Dong He WWTP ,南海区,2.5,SBR,Others,151,12",
    "Xi Wan WWTP,,3,AAO,Others,88.25,9.68",
    "Ling Nan Zhen WWTP,岭南区,0.5,OD,Others,,",
]


def register(*rows: str, head: str = HEAD) -> bytes:
    """A table of text as it is saved by a spreadsheet; of the invented register where no rows are given."""
    return "\n".join([head, *(rows or REGISTER), ""]).encode("utf-8-sig")


# Layout G of a monthly sheet: two rows of heads, subtotals, sums of the year, units in heads.
def monthly(*rows: list, title: str = "2022年9月城镇污水处理厂运行情况表", name: str = "Sheet1"):
    heads = "序号 区 镇(街) 污水处理厂名称 设计能力(万吨/日) 投运时间 运行天数 处理水量(万吨) _ 日均(万吨/日) 负荷率(%)"
    heads += " COD进水(mg/L) COD出水 氨氮进水 氨氮出水 COD削减量(吨) _ 污泥(吨) 备注"
    lower = [""] * 7 + ["本月", "累计"] + [""] * 6 + ["本月", "累计", "", ""]
    merged = ((1, 1, 1, 19), (2, 8, 2, 9), (2, 16, 2, 17))
    return sheet([[title], ["" if one == "_" else one for one in heads.split()], lower, *rows], name, merged)


def read(*sheets, choices: Choices | None = None) -> PlantSheets:
    return understand(sheets, KNOWN, choices)


def kinds(findings) -> list[str]:
    return [one.kind for one in findings]


def uploaded(city: City, content: bytes, *, answers: Answers | None = None, by: str = "quota", name: str = "register.csv") -> Draft:
    """A file that a person has uploaded for the whole city, with the answers given."""
    person = city.people[by]
    draft = keep_upload(content=content, file_name=name, purpose="plants", division=person.division, limits=LIMITS, by=person)
    return answered(draft, answers, person) if answers else draft


def answered(draft: Draft, answers: Answers, person) -> Draft:
    return mend(
        draft=draft, texts={}, choices=json.loads(json.dumps(answers.told())), seen=draft.version, told={"reading": ("", "x")}, by=person
    )


def planned(draft: Draft) -> LoadPlan:
    return plan_of(sheets_of(draft), Answers.of_told(draft.choices), draft.division_id)


def loaded(city: City, content: bytes | None = None, answers: Answers | None = None, by: str = "quota") -> PlantLoad:
    """A sheet that a person has loaded for the whole city; the invented register where none is given."""
    draft = uploaded(city, content or register(), answers=answers or Answers(source=SOURCE), by=by)
    return load_plants(draft=draft, seen=draft.version, seen_plan=planned(draft).fingerprint, by=city.people[by])

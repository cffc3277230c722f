"""Tables drawn by lot: the same quotas written in one of very many ways that officials use."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from targets.layouts.units import UNITS
from tests.targets.layouts.sheets import DIVISIONS, POLLUTANTS, sheet

YEARS = (2021, 2022, 2023, 2024, 2025)
NAMES = {
    "440604": ["禅城区", "禅城", "禅　城", "禅 城 区", "Chancheng", "1、禅城区"],
    "440605": ["南海区", "南 海", "南海", "Nanhai District", "nan hai qu"],
    "440606": ["顺德区", "顺德", "（三）顺德区", "SHUNDE"],
    "4406": ["汾江市", "汾 江 市", "Fenjiang"],
}
SPOKEN = {"cod": ["化学需氧量", "COD", "化学需氧量(COD)"], "nh3n": ["氨氮", "NH₃-N", "ＮＨ３－Ｎ"], "so2": ["二氧化硫", "SO2", "SO₂"]}
UNIT_NAMES = {"t": ["吨", "t", "吨/年"], "10⁴ t": ["万吨", "10⁴t"], "kg": ["千克", "kg"]}
BASE_HEADS = ["2020年排放量", "2020年基数", "基数", "基准年排放量"]
CAP_HEADS = ["{year}年控制量", "{year}年排放总量控制目标", "{year}控制指标", "{year}年目标"]
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
SHAPES = ["wide", "turned", "by pollutant", "by year", "sheet by pollutant", "sheet by year"]


@dataclass(frozen=True)
class Written:
    sheets: list
    # What they say: (division, pollutant, year) → base amount and cap in mg.
    truth: dict


@st.composite
def written(draw) -> Written:
    truth_of = _Truth(draw)
    pen = _Pen(draw, truth_of)
    shape = draw(st.sampled_from(SHAPES))
    sheets = {
        "wide": pen.wide,
        "turned": pen.turned,
        "by pollutant": pen.by_pollutant,
        "by year": pen.by_year,
        "sheet by pollutant": pen.sheets_by_pollutant,
        "sheet by year": pen.sheets_by_year,
    }[shape]()
    return Written(sheets, truth_of.lines())


class _Truth:
    def __init__(self, draw):
        codes = [one.code for one in DIVISIONS if one.code != "4406"]
        self.divisions = draw(st.lists(st.sampled_from(codes), min_size=2, max_size=3, unique=True))
        self.pollutants = draw(st.lists(st.sampled_from([one.code for one in POLLUTANTS]), min_size=1, max_size=3, unique=True))
        self.years = sorted(draw(st.lists(st.sampled_from(YEARS), min_size=1, max_size=3, unique=True)))
        self.unit = draw(st.sampled_from(["t", "10⁴ t", "kg"]))
        places = draw(st.integers(0, 3))
        amount = st.integers(1, 3000 * 10**places).map(lambda digits: Decimal(digits).scaleb(-places))
        self.amounts = {
            (division, pollutant, year): draw(amount)
            for division in self.divisions
            for pollutant in self.pollutants
            for year in (2020, *self.years)
        }

    def lines(self) -> dict:
        unit = UNITS[self.unit]
        return {
            (division, pollutant, year): (unit.amount(self.amounts[division, pollutant, 2020]), unit.amount(amount))
            for (division, pollutant, year), amount in self.amounts.items()
            if year != 2020
        }


class _Pen:
    def __init__(self, draw, truth: _Truth):
        self.draw, self.truth = draw, truth
        self.base, self.cap = self.one(BASE_HEADS), self.one(CAP_HEADS)
        self.unit = self.one(UNIT_NAMES[truth.unit])
        self.unit_place = self.one(["title", "row", "corner", "head"])
        self.style = self.one(["number", "text", "full width", "commas"])
        self.has_total, self.has_ordinals, self.is_merged = (draw(st.booleans()) for _each in range(3))

    def one(self, choices: list):
        return self.draw(st.sampled_from(choices))

    def figure(self, amount: Decimal):
        text = f"{amount:,f}" if self.style == "commas" else f"{amount:f}"
        return {"number": amount, "text": text, "commas": text, "full width": text.translate(FULL_WIDTH)}[self.style]

    def head(self, year: int) -> str:
        text = self.base if year == 2020 else self.cap.format(year=year)
        return f"{text}({self.unit})" if self.unit_place == "head" else text

    def name(self, division: str) -> str:
        return self.one(NAMES[division])

    def corner(self, text: str) -> str:
        return f"{text}({self.unit})" if self.unit_place == "corner" else text

    def title(self, *said: str) -> list[list]:
        unit = f"（{self.unit}）" if self.unit_place == "title" else ""
        rows = [[f"{''.join(said)}总量分解表{unit}"]]
        if self.unit_place == "row":
            rows.append(["", "", f"单位：{self.unit}"])
        return [*self.one([[], [["附件1"]], [["附件"], []]]), *rows]

    def footer(self) -> list[list]:
        return self.one([[], [["注：按环境统计口径"]], [[], ["填表人：吴刚", "", "审核人：林静"]]])

    def of(self, division: str, pollutant: str) -> list:
        return [self.figure(self.truth.amounts[division, pollutant, year]) for year in (2020, *self.truth.years)]

    def total(self, pollutant: str) -> list:
        amounts = self.truth.amounts
        return [
            self.figure(sum(amounts[division, pollutant, year] for division in self.truth.divisions)) for year in (2020, *self.truth.years)
        ]

    def bodies(self, pollutants: list[str]) -> list[list]:
        rows = [
            [self.name(division), *(one for some in pollutants for one in self.of(division, some))] for division in self.truth.divisions
        ]
        total = [["合 计", *(one for some in pollutants for one in self.total(some))]] if self.has_total else []
        return self.one([[*rows, *total], [*total, *rows]])

    def numbered(self, heads: list[list], body: list[list]) -> list[list]:
        if not self.has_ordinals:
            return [*heads, *body]
        return [*(["序号" if row is heads[0] else "", *row] for row in heads), *([place, *row] for place, row in enumerate(body, start=1))]

    def wide(self) -> list:
        pollutants, width = self.truth.pollutants, 1 + len(self.truth.years)
        groups = [cell for one in pollutants for cell in (self.one(SPOKEN[one]), *[""] * (width - 1))]
        heads = [[self.corner("地区"), *groups], ["", *(self.head(year) for _one in pollutants for year in (2020, *self.truth.years))]]
        title = self.title()
        left, top = (2 if self.has_ordinals else 1), len(title) + 1
        merged = [(top, left + 1 + place * width, top, left + (place + 1) * width) for place in range(len(pollutants))]
        rows = [*title, *self.numbered(heads, self.bodies(pollutants)), *self.footer()]
        return [sheet(rows, merged=tuple(merged) if self.is_merged else ())]

    def turned(self) -> list:
        divisions = self.truth.divisions
        rows = [[self.corner("项目"), *(self.name(one) for one in divisions), *(["合计"] if self.has_total else [])]]
        for pollutant in self.truth.pollutants:
            for place, year in enumerate((2020, *self.truth.years)):
                figures = [self.truth.amounts[division, pollutant, year] for division in divisions]
                figures += [sum(figures)] if self.has_total else []
                rows.append([self.one(SPOKEN[pollutant]) + self.head(year), *map(self.figure, figures)])
                assert place >= 0
        return [sheet([*self.title(), *rows, *self.footer()])]

    def by_pollutant(self) -> list:
        heads = [[self.corner("县区"), self.one(["污染物", "指标"]), *(self.head(year) for year in (2020, *self.truth.years))]]
        leaves_out = self.draw(st.booleans())
        body = []
        for division in self.truth.divisions:
            for place, pollutant in enumerate(self.truth.pollutants):
                name = "" if place and leaves_out else self.name(division)
                body.append([name, self.one(SPOKEN[pollutant]), *self.of(division, pollutant)])
        return [sheet([*self.title(), *self.numbered(heads, body), *self.footer()])]

    def by_year(self) -> list:
        pollutants = self.truth.pollutants
        words = [self.one(SPOKEN[one]) for one in pollutants]
        unit = f"({self.unit})" if self.unit_place == "head" else ""
        heads = [[self.corner("地区"), "年份", *(f"{word}{what}{unit}" for word in words for what in ("基数", "控制量"))]]
        body = []
        for division in self.truth.divisions:
            for year in self.truth.years:
                pairs = [self.truth.amounts[division, one, when] for one in pollutants for when in (2020, year)]
                body.append([self.name(division), self.one([year, f"{year}年"]), *map(self.figure, pairs)])
        return [sheet([*self.title(), *self.numbered(heads, body), *self.footer()])]

    def sheets_by_pollutant(self) -> list:
        in_title = self.draw(st.booleans())
        heads = [[self.corner("行政区"), *(self.head(year) for year in (2020, *self.truth.years))]]
        return [
            sheet(
                [*self.title(SPOKEN[one][0] if in_title else ""), *self.numbered(heads, self.bodies([one])), *self.footer()],
                self.one(SPOKEN[one]),
            )
            for one in self.truth.pollutants
        ]

    def sheets_by_year(self) -> list:
        sheets = []
        unit = f"({self.unit})" if self.unit_place == "head" else ""
        for year in self.truth.years:
            words = [self.one(SPOKEN[one]) for one in self.truth.pollutants]
            heads = [[self.corner("地区"), *(f"{word}{what}{unit}" for word in words for what in ("基数", "控制量"))]]
            body = [
                [
                    self.name(division),
                    *(self.figure(self.truth.amounts[division, one, when]) for one in self.truth.pollutants for when in (2020, year)),
                ]
                for division in self.truth.divisions
            ]
            sheets.append(sheet([*self.title(), *self.numbered(heads, body), *self.footer()], self.one([f"{year}年", str(year)])))
        return sheets

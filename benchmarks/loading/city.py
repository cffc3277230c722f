"""A city whose plants have reported nothing yet, and a file with all their months."""

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass

import xlsxwriter

from formulas.months import days_in, months_between, shifted

CITY, DISTRICTS = "1000", 10
FIRST_MONTH, MONTHS = 201801, 50
LAST_MONTH = shifted(FIRST_MONTH, MONTHS - 1)
HEAD = ["区", "污水处理厂名称", "月份", "运行天数", "处理水量(m³)", "进水COD(mg/L)", "出水COD(mg/L)", "进水氨氮(mg/L)", "出水氨氮(mg/L)"]
VOLUME = HEAD.index("处理水量(m³)") + 1
# One row in so many can't be read, and one in so many looks odd, so that it waits for an answer.
ONE_UNREADABLE, ONE_ODD = 500, 200
NOT_A_NUMBER = "约4万"


@dataclass(frozen=True)
class File:
    """Returns of `plants` plants; `mended` is what a person types over the cells that can't be read: (sheet, row, column) → text."""

    lines: list[list]
    mended: dict[tuple[int, int, int], str]

    @property
    def as_workbook(self) -> bytes:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
            sheet = workbook.add_worksheet("运行")
            for row, cells in enumerate([HEAD, *self.lines]):
                sheet.write_row(row, 0, cells)
        return file.getvalue()

    @property
    def as_csv(self) -> bytes:
        file = io.StringIO(newline="")
        csv.writer(file).writerows([HEAD, *self.lines])
        return file.getvalue().encode("utf-8-sig")


def write_city(plants: int):
    """Divisions, plants, and the person who loads; answers the person."""
    from accounts.models import User
    from accounts.roles import Role
    from districts.models import Division
    from treatment_plants import actions
    from treatment_plants.models import Plant

    codes = [CITY[:2], CITY, *(district_of(place) for place in range(DISTRICTS))]
    Division.objects.bulk_create(Division(code=code, name=f"第{code}区", name_en=f"Division {code}") for code in codes)
    city = Division.objects.get(code=CITY)
    person = User.objects.create(username="loader", name="loader", role=Role.QUOTA_ADMINISTRATOR, division=city, password="!")
    added = [
        actions.NewPlant(
            Plant(name=name_of(one), district_id=district_of(one % DISTRICTS), started_on=datetime.date(2010, 1, 1)),
            ["cod", "nh3n"],
            201001,
            capacity_of(one),
        )
        for one in range(plants)
    ]
    actions.add_plants(added=added, by=person)
    return person


def file_of(plants: int, *, clean: bool = False) -> File:
    """Every plant's months, one row for each. `clean` leaves nothing in it that can't be read."""
    lines, mended = [], {}
    for number, line in enumerate(_lines(plants), start=1):
        if number % ONE_UNREADABLE == 0 and not clean:
            mended[1, number + 1, VOLUME] = str(line[VOLUME - 1])
            line[VOLUME - 1] = NOT_A_NUMBER
        lines.append(line)
    return File(lines, mended)


def _lines(plants: int) -> Iterator[list]:
    months, number = list(months_between(FIRST_MONTH, LAST_MONTH)), 0
    for one in range(plants):
        for month in months:
            number += 1
            luck = (one * 7919 + month * 104_729) % 997
            volume = capacity_of(one) * days_in(month) * (6_500 + 2 * luck) // 10_000
            inlet = 2_000 + luck % 400 + luck % 7 * 3
            ammonia = 240 + luck % 50
            yield [
                f"第{district_of(one % DISTRICTS)}区",
                name_of(one),
                f"{month // 100}-{month % 100:02}",
                days_in(month),
                volume,
                inlet / 10 * (1 if number % ONE_ODD else 10),
                (310 + luck % 90) / 10,
                ammonia / 10,
                (18 + luck % 23) / 10,
            ]


def district_of(place: int) -> str:
    return f"{CITY}{place + 1:02}"


def name_of(plant: int) -> str:
    return f"第{plant:05}污水处理厂"


def capacity_of(plant: int) -> int:
    return 10_000 * (1 + plant % 30)

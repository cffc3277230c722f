"""The invented power units: what they burnt, and what became of their closings, as power.json tells."""

import datetime
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from accounts.models import User
from construction.queries import grid_lines_in
from districts.models import Division
from formulas.months import month_of, months_between, parse_month, shifted
from formulas.units import COAL, COAL_RATE, MASS, PERCENT, POWER
from power_plants import actions
from power_plants.actions import Coal
from power_plants.closings import actions as closings
from power_plants.closings.actions import Document
from power_plants.models import Desulphurisation, Step, Unit
from power_plants.queries import units_in
from reduction_portal.demonstration.acting import Act, moment
from returns.models import Kind
from returns.queries import returns_of

FILE = Path(__file__).with_name("power.json")
OPENING = datetime.date(2021, 1, 15)
LAST_MONTH = 202210
# A year's coal in thousandths by month: more in summer.
SHARES = (76, 66, 78, 80, 86, 90, 96, 96, 88, 82, 80, 82)
# From when on a district's units tell their coal month by month.
FIRST_MONTHS = {"440604": 202101}
FIRST_MONTH = 202201
SUBMITTED_ONLY, MISSING = {("440607", 202210)}, {("440608", 202210)}


def acts_on_power(bureau: User, verifier: User, officials: dict[str, User], districts: list[Division]) -> Iterator[Act]:
    told = json.loads(FILE.read_text(encoding="utf-8"))
    first = _document(*told["document"])
    for row in told["units"]:
        yield from _acts_on_unit(row, first, bureau, verifier, officials[row["district"]])
    for district in districts:
        rows = [row for row in told["units"] if row["district"] == district.code]
        for month in months_between(FIRST_MONTHS.get(district.code, FIRST_MONTH), LAST_MONTH):
            following = shifted(month, 1)
            entered = datetime.date(following // 100, following % 100, 5)
            if (district.code, month) not in MISSING:
                yield Act(moment(entered, 10), partial(_burn, rows, district, month, by=officials[district.code]))
            if (district.code, month) not in MISSING | SUBMITTED_ONLY:
                yield Act(moment(entered + datetime.timedelta(days=1), 15), partial(_accept, district, month, by=verifier))


def _acts_on_unit(row: dict, first: Document, bureau: User, verifier: User, official: User) -> Iterator[Act]:
    yield Act(moment(OPENING, 9), partial(_add, row, by=bureau))
    for year, so2 in row["so2"].items():
        day = datetime.date(int(year) + 1, 3, 10)
        yield Act(moment(day, 10), partial(_statistics, row, int(year), so2, by=official, verifier=verifier))
    for facility in row.get("facilities", ()):
        yield Act(
            moment(max(_day(facility[1]), OPENING) + datetime.timedelta(days=20), 11),
            partial(_facility, row, facility, by=official, verifier=verifier),
        )
    if "planned" not in row:
        return
    yield Act(moment(first.date, 15), partial(_list, row, first, by=bureau))
    for planned, number, body, date in row.get("moves", ()):
        yield Act(moment(_day(date), 16), partial(_move, row, _day(planned), _document(number, body, date), by=bureau))
    yield Act(moment(first.date, 16), partial(_change, row, by=bureau))
    if "line" in row:
        district, name, day = row["line"]
        yield Act(moment(_day(day), 17), partial(_choose_line, row, district, name, by=bureau))
    if done := row.get("grid", ["", "", ""])[2]:
        yield Act(moment(_day(done), 17), partial(_grid_done, row, _day(done), by=bureau))
    for kind, (day, document, verified) in row.get("steps", {}).items():
        yield Act(moment(_day(day) + datetime.timedelta(days=1), 9), partial(_step, row, kind, _day(day), document, by=bureau))
        if verified:
            yield Act(moment(_day(day) + datetime.timedelta(days=6), 9), partial(_verify_step, row, kind, by=verifier))
    for month, text in row.get("words", {}).items():
        following = shifted(parse_month(month), 1)
        yield Act(moment(datetime.date(following // 100, following % 100, 3), 9), partial(_word, row, parse_month(month), text, by=bureau))
    if "reopened" in row:
        day, reason = row["reopened"]
        yield Act(moment(_day(day) + datetime.timedelta(days=2), 9), partial(_reopen, row, _day(day), reason, by=bureau))


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _document(number: str, body: str, date: str) -> Document:
    return Document(number, body, _day(date))


def _unit(row: dict) -> Unit:
    return units_in(row["district"]).get(plant__name=row["plant"], number=row["number"])


def _closure(row: dict):
    return _unit(row).closures.get()


def _add(row: dict, *, by: User) -> None:
    unit = Unit(
        number=row["number"],
        capacity_kw=POWER.parse(row["capacity"]),
        kind=row.get("kind", "condensing"),
        commissioned_on=_day(row["commissioned"]),
        coal_rate_mg_kwh=COAL_RATE.parse(row["coal_rate"]),
        replacement=row.get("replacement", ""),
    )
    district = Division.objects.get(code=row["district"])
    actions.add_unit(plant_name=row["plant"], plant_name_en=row["plant_en"], owner=row["owner"], district=district, unit=unit, by=by)


def _statistics(row: dict, year: int, so2: str, *, by: User, verifier: User) -> None:
    coal, sulphur = COAL.parse(row["coal"]), PERCENT.parse(row["sulphur"])
    document = f"{year}年环境统计基表"
    claim = actions.enter_statistics(
        unit=_unit(row),
        year=year,
        coal_kg=coal,
        sulphur_millionths=sulphur,
        so2_mg=MASS.parse(so2),
        nox_mg=MASS.parse(row["nox"][str(year)]) if "nox" in row else None,
        document=document,
        by=by,
    )
    actions.verify_claim(claim=claim, by=verifier)


def _facility(row: dict, told: list, *, by: User, verifier: User) -> None:
    process, since, operation_rate, online, has_evidence, document, verified = told
    claim = Desulphurisation(
        process=process,
        since=_day(since),
        operation_rate_millionths=PERCENT.parse(operation_rate),
        online_millionths=PERCENT.parse(online),
        has_evidence=bool(has_evidence),
        document=document,
    )
    claim = actions.enter_facility(unit=_unit(row), facility=claim, by=by)
    if verified:
        actions.verify_claim(claim=claim, by=verifier)


def _list(row: dict, document: Document, *, by: User) -> None:
    closings.list_closure(unit=_unit(row), planned_on=_day(row["planned"]), document=document, by=by)


def _move(row: dict, planned_on: datetime.date, document: Document, *, by: User) -> None:
    closings.move_closure(closure=_closure(row), planned_on=planned_on, document=document, by=by)


def _change(row: dict, *, by: User) -> None:
    project, due, _done = row.get("grid", ["", "", ""])
    working, resettled, retired = row["staff"]
    changes = {
        "grid_project": project,
        "grid_due_on": _day(due) if due else None,
        "staff_working": working,
        "staff_resettled": resettled,
        "staff_retired": retired,
        "staff_method": row["method"],
    }
    closings.change_closure(closure=_closure(row), seen_version=1, changes=changes, by=by)


def _choose_line(row: dict, district: str, name: str, *, by: User) -> None:
    closure, line = _closure(row), grid_lines_in(district).get(name=name)
    closings.change_closure(closure=closure, seen_version=closure.version, changes={"grid_line": line}, by=by)


def _grid_done(row: dict, day: datetime.date, *, by: User) -> None:
    closure = _closure(row)
    closings.change_closure(closure=closure, seen_version=closure.version, changes={"grid_done_on": day}, by=by)


def _step(row: dict, kind: str, day: datetime.date, document: str, *, by: User) -> None:
    actions.enter_step(closure=_closure(row), kind=kind, on=day, document=document, by=by)


def _verify_step(row: dict, kind: str, *, by: User) -> None:
    actions.verify_claim(claim=Step.objects.get(closure=_closure(row), kind=kind), by=by)


def _word(row: dict, month: int, text: str, *, by: User) -> None:
    closings.say_word(closure=_closure(row), month=month, text=text, by=by)


def _reopen(row: dict, day: datetime.date, reason: str, *, by: User) -> None:
    closings.reopen(closure=_closure(row), on=day, reason=reason, by=by)


def _burn(rows: list[dict], district: Division, month: int, *, by: User) -> None:
    entries = [Coal(_unit(row), _coal(row, month), PERCENT.parse(row["sulphur"])) for row in rows if _runs(row, month)]
    actions.submit_coal(district=district, month=month, entries=entries, by=by)


def _coal(row: dict, month: int) -> int:
    """The month's share of the year's coal; this year it is a little less."""
    of_year = COAL.parse(row["coal"]) * (1000 if month < FIRST_MONTH else 985) // 1000
    return of_year * SHARES[month % 100 - 1] // sum(SHARES)


def _runs(row: dict, month: int) -> bool:
    stopped = row.get("steps", {}).get("off_grid")
    again = month_of(_day(row["reopened"][0])) if "reopened" in row else 999912
    return not stopped or month <= month_of(_day(stopped[0])) or month >= again


def _accept(district: Division, month: int, *, by: User) -> None:
    actions.accept_coal(seen={one.pk: one.version for one in returns_of(district.code, Kind.POWER_UNIT, month)}, by=by)

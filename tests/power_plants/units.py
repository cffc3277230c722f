"""Power units as the tests speak of them, in the units of the field; everything through the portal's own actions."""

import datetime
from datetime import date

from formulas.units import COAL, MASS, PERCENT, POWER
from power_plants import actions
from power_plants.actions import Coal
from power_plants.closings.actions import Document, list_closure
from power_plants.models import Closure, CoalBurnt, Desulphurisation, Process, Step, StepKind, Unit, YearStatistics
from tests.city import City

DOCUMENT = Document("汾发改〔2021〕8号", "市发展和改革局", date(2021, 3, 1))


def unit(city: City, name: str = "汾江电厂", number: str = "1号", *, capacity: str = "5", district=None, **details) -> Unit:
    details = {"commissioned_on": date(1992, 5, 1)} | details
    one = Unit(number=number, capacity_kw=POWER.parse(capacity), **details)
    return actions.add_unit(plant_name=name, district=district or city.east, unit=one, by=city.people["reform"])


def statistics(
    city: City, one: Unit, year: int, so2: str, *, coal: str = "28.5", sulphur: str = "0.75", verified: bool = True
) -> YearStatistics:
    """Coal in 万吨, sulphur in %, SO₂ in t."""
    claim = actions.enter_statistics(
        unit=one,
        year=year,
        coal_kg=COAL.parse(coal),
        sulphur_millionths=PERCENT.parse(sulphur),
        so2_mg=MASS.parse(so2),
        document=f"{year}年环境统计基表",
        by=city.people["official"],
    )
    return verify(city, claim) if verified else claim


def verify(city: City, claim, **how):
    actions.verify_claim(claim=claim, by=city.people["verifier"], **how)
    claim.refresh_from_db()
    return claim


def burn(city: City, one: Unit, month: int, coal: str, sulphur: str = "0.75", *, accepted: bool = True, by: str = "official") -> CoalBurnt:
    """A month's coal in 万吨, with its sulphur in %."""
    kept = CoalBurnt.objects.filter(unit=one, month=month).select_related("monthly_return").first()
    entry = Coal(one, COAL.parse(coal), PERCENT.parse(sulphur), kept.monthly_return.version if kept else 0)
    actions.submit_coal(district=one.plant.district, month=month, entries=[entry], by=city.people[by])
    found = CoalBurnt.objects.select_related("monthly_return").get(unit=one, month=month)
    if accepted:
        actions.accept_coal(seen={found.monthly_return_id: found.monthly_return.version}, by=city.people["verifier"])
    return found


def listed(city: City, one: Unit, planned_on: date, document: Document = DOCUMENT) -> Closure:
    return list_closure(unit=one, planned_on=planned_on, document=document, by=city.people["reform"])


def step(city: City, closure: Closure, kind: str, on: date, *, verified: bool = True, document: str = "现场核查记录") -> Step:
    claim = actions.enter_step(closure=closure, kind=kind, on=on, document=document, by=city.people["reform"])
    return verify(city, claim) if verified else claim


def closed(city: City, closure: Closure, stopped: date, confirmed: date | None = None, *, verified: bool = True) -> None:
    """Off the grid, two parts dismantled a week later, confirmed."""
    step(city, closure, StepKind.OFF_GRID, stopped, verified=verified)
    for kind in (StepKind.BOILER, StepKind.TURBINE):
        step(city, closure, kind, stopped + datetime.timedelta(days=7), verified=verified)
    step(
        city,
        closure,
        StepKind.CONFIRMATION,
        confirmed or stopped + datetime.timedelta(days=8),
        verified=verified,
        document="发改委公告2022年第5号",
    )


def facility(
    city: City, one: Unit, since: date, operation: str, online: str, *, evidence: bool = True, process: str = Process.WET, verified=True
):
    """Desulphurisation with its rates in %."""
    claim = Desulphurisation(
        process=process,
        since=since,
        operation_rate_millionths=PERCENT.parse(operation),
        online_millionths=PERCENT.parse(online),
        has_evidence=evidence,
        document="168小时试运行报告",
    )
    claim = actions.enter_facility(unit=one, facility=claim, by=city.people["official"])
    return verify(city, claim) if verified else claim

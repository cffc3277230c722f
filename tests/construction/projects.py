"""Projects as the tests enter them: through the portal's own actions, at moments that the tests name."""

import datetime
from contextlib import contextmanager

import clock
from construction import actions
from construction.desks.actions import ask
from construction.funds.actions import commit
from construction.models import Fund, Milestone, Plan, Project, ProjectKind, Promise
from construction.progress import actions as progress
from construction.progress.entries import Entry
from formulas.units import MONEY, PERCENT
from tests.city import SHANGHAI, City

# Upgrades have twelve milestones: nine thirds of a month apart make a plan that can be reckoned by hand.
KIND = "plant_upgrade"
RUNGS = (
    "approval", "eia", "design", "drawings", "tender", "start", "structure", "equipment", "commissioning", "trial", "acceptance", "stable",
)  # fmt: skip
# Thousandths by stage: preparation 220, works 300, installation 330, commissioning 150.
DAY = datetime.date
ENTERED = DAY(2021, 12, 1)


@contextmanager
def on(day: DAY, hour: int = 9):
    """Let somebody act on a day."""
    with clock.moved_to(datetime.datetime.combine(day, datetime.time(hour), SHANGHAI)):
        yield


def monthly(first: DAY) -> dict[str, DAY]:
    """Planned days on the same day of twelve months, the first one's month among them."""
    months = [first.month - 1 + step for step in range(len(RUNGS))]
    return {code: DAY(first.year + month // 12, month % 12 + 1, first.day) for code, month in zip(RUNGS, months, strict=True)}


def add(city: City, name: str = "沙岗提标改造", *, days: dict[str, DAY] | None = None, entered: DAY = ENTERED, **details) -> Project:
    """An upgrade of 10,000 t a day that takes out 20 mg/L of COD, planned from 2022-01-15 on month by month."""
    values = {
        "kind_id": KIND,
        "district": city.east,
        "responsible_unit": "禅城区水务局",
        "flow_m3_d": 10_000,
        "cost_fen": MONEY.parse("1000"),
        "reports_from": 202201,
    } | details
    loads = values.pop("loads", {"cod": (50_000, 30_000)})
    plan = Plan(document_number="汾建〔2021〕1号", issuing_body="市住房和城乡建设局", document_date=entered)
    with on(entered):
        return actions.add_project(
            project=Project(name=name, **values), loads=loads, plan=plan, dates=days or monthly(DAY(2022, 1, 15)), by=city.people["reform"]
        )


def milestone(project: Project, code: str) -> Milestone:
    return Milestone.objects.select_related("project", "rung").get(project=project, rung__code=code)


def reach(city: City, project: Project, code: str, day: DAY | None, entered: DAY | None = None) -> None:
    one = milestone(project, code)
    with on(entered or day):
        actions.attain(milestone=one, seen_version=one.project.version, reached=day, evidence="验收单", by=city.people["official"])


def promise(city: City, project: Project, code: str, day: DAY, told: DAY) -> Promise:
    one = milestone(project, code)
    given = Promise(milestone=one, promised_on=day, told_on=told, promised_by="王晓明", reason="雨季", meeting="联席会议")
    with on(told):
        return actions.promise(promise=given, seen_version=one.project.version, by=city.people["official"])


def replan(city: City, project: Project, days: dict[str, DAY], entered: DAY, number: str = "汾建〔2022〕9号") -> Plan:
    project.refresh_from_db()
    plan = Plan(document_number=number, issuing_body="市住房和城乡建设局", document_date=entered, reason="电力走廊穿越用地")
    with on(entered):
        return actions.fix_plan(project=project, seen_version=project.version, plan=plan, dates=days, by=city.people["reform"])


def entry(
    project: Project, shares: tuple[str, str, str, str] = ("0", "0", "0", "0"), paid: tuple[str, str] = ("0", "0"), **details
) -> Entry:
    """A row with percents by stage and the money of the month and in total, 万元."""
    stages = dict(zip(("preparation", "works", "installation", "commissioning"), map(PERCENT.parse, shares), strict=True))
    month, total = map(MONEY.parse, paid)
    return Entry(project, paid_month_fen=month, paid_total_fen=total, **stages, **details)


def submit(city: City, month: int, *entries: Entry, entered: DAY, by: str = "official"):
    """Hand rows of one district in; answers the returns."""
    with on(entered):
        progress.submit_sheet(district=entries[0].project.district, month=month, entries=entries, unchanged=[], by=city.people[by])
    return [one.progress.get(month=month).monthly_return for one in (entry.project for entry in entries)]


def accept(city: City, month: int, *entries: Entry, entered: DAY, by: str = "official"):
    """Hand rows in and let the verifier accept them an hour later."""
    returns = submit(city, month, *entries, entered=entered, by=by)
    with on(entered, 10):
        progress.accept(seen={one.pk: one.version for one in returns}, by=city.people["verifier"])
    return returns


def support(city: City, project: Project) -> None:
    """An approval and a fund, so that each address has something to show."""
    project.refresh_from_db()
    with on(DAY(2022, 6, 1)):
        asked = {"subject": "用地批复", "due_on": DAY(2022, 8, 1), "holder": "市自然资源局", "since": DAY(2022, 6, 1)}
        ask(project=project, seen_version=project.version, by=city.people["official"], **asked)
        fund = Fund(level="city", committed_fen=MONEY.parse("300"), due_on=DAY(2022, 9, 30), document_number="汾财〔2022〕1号")
        commit(project=project, seen_version=project.version + 1, fund=fund, by=city.people["reform"])


def kind() -> ProjectKind:
    return ProjectKind.objects.get(code=KIND)

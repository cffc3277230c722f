"""Every figure of every page leads to its account, which tells the same number and how it comes about."""

import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test.utils import ContextList

import figures.actions
from formulas.months import months_between
from formulas.units import COUNT
from tables import Column, Table, figure
from tests.construction.projects import accept as accept_progress
from tests.construction.projects import add, entry
from tests.dashboards.formulas import is_right
from tests.entries import accept, submit
from tests.power_plants.units import burn, facility, listed, statistics, unit
from tests.targets.quotas import in_force
from treatment_plants.models import Plant

# Columns of numbers that are no figures, and rows that hold all that their figure is made of.
NO_FIGURE = {
    "rank": "a place; the rule of the order stands above the table",
    "year": "says what the row is about",
    "version": "names a document",
    "difference": "lies between two numbers of its row",
}
# What people reported or entered, on the page of what it was entered for: a row names its return, its document or its day.
AS_ENTERED = {
    "plant": {"days", "volume", "cod_inlet", "cod_outlet", "electricity", "sludge"},
    "project": {"weight", "delay_days", "days", "committed", "allocated", "paid", "overdue"}
    | {"preparation", "works", "installation", "commissioning", "laid", "progress", "paid_month", "paid_total", "money"},
    # C4 and η with their numbers in one row; the formula stands above them.
    "unit": {"coal", "sulphur", "formed", "removal", "emitted", "verified", "declared", "operation_rate", "online"},
    # Counts of rows of the sheet to which each line leads, and sums of these lines.
    "returns": {"owed", "missing", "draft", "sent_back", "submitted", "accepted", "on_time", "late", "explained", "overdue", "share"},
    "power": {"capacity"},  # the sum below the rows
}


@pytest.fixture
def reported(city):
    """Two years of one plant, a month of two others; a project, a unit that is desulphurised and to be closed."""
    in_force(city)
    for month in (202101, *months_between(202107, 202110)):
        accept(city, city.dongpo, month, "100", "95", "30")
        accept(city, city.dongpo, month + 100, "110", "98", "30")
    accept(city, city.dali, 202210, "90", by="neighbour")
    submit(city, city.shagang, 202210, "77")
    Plant.objects.filter(pk=city.shagang.pk).update(town="440604010")
    project = add(city)
    accept_progress(city, 202209, entry(project, ("80", "30", "0", "0"), ("10", "250")), entered=date(2022, 10, 3))
    city.project = project
    city.unit = unit(city)
    statistics(city, city.unit, 2021, "420")
    facility(city, city.unit, date(2022, 7, 15), "90", "90")
    for month in (202208, 202209):
        burn(city, city.unit, month, "0.2")
    listed(city, city.unit, date(2022, 11, 20))
    figures.actions.refresh()
    return city


def pages(city) -> dict[str, str]:
    """Address → which of the lists above holds for it."""
    return {
        "/": "",
        "/worst/": "",
        "/forecast/": "",
        "/rankings/plant-load/": "",
        "/rankings/districts/": "",
        "/rankings/inlet-concentration/": "",
        "/rankings/headroom/": "",
        "/rankings/headroom/?by=inflow": "",
        "/rankings/construction-progress/": "",
        "/rankings/closures/": "",
        "/targets/": "",
        "/targets/quotas/": "",
        "/construction/": "",
        "/power-plants/": "power",
        f"/treatment-plants/{city.dongpo.pk}/": "plant",
        f"/construction/{city.project.pk}/": "project",
        f"/power-plants/{city.unit.pk}/": "unit",
        "/returns/": "returns",
    }


def tables_in(context: ContextList) -> Iterator[Table]:
    """All tables that a page was given, wherever in its context they lie."""
    seen: set[int] = set()

    def walk(value) -> Iterator[Table]:
        if isinstance(value, Table) and id(value) not in seen:
            seen.add(id(value))
            yield value
        elif isinstance(value, dict | list | tuple):
            for part in value.values() if isinstance(value, dict) else value:
                yield from walk(part)

    for layer in context:
        yield from walk(layer.flatten() if hasattr(layer, "flatten") else layer)


def figures_of(table: Table) -> Iterator[tuple[str, object, str]]:
    """Key of the column, value, and address of the account, of every number that people see."""
    for row in [*table.rows, *table.total_rows]:
        for column, cell in zip(row.columns, row.cells, strict=True):
            if column.numeric and not column.for_machines and cell.value is not None and column.key not in NO_FIGURE:
                yield column.key, cell.value, cell.url


class Accounts:
    """Pages of accounts, each opened once."""

    def __init__(self, browser):
        self.browser, self.steps = browser, {}

    def of(self, address: str):
        account, _, key = address.partition("#")
        if account not in self.steps:
            answer = self.browser.get(account)
            assert answer.status_code == 200, account
            self.steps[account] = {step.key: step for step in answer.context["steps"]}
        return self.steps[account][key]

    def formulas(self) -> list[str]:
        return [step.formula for steps in self.steps.values() for step in steps.values() if step.formula]


def bare_figures(table: Table) -> set[str]:
    return {key for key, _value, url in figures_of(table) if not url.startswith("/explanations/")}


def check(browser, address: str, allowed: set[str], accounts: Accounts) -> int:
    """How many figures of a page were found again on their accounts."""
    answer, found = browser.get(address), 0
    assert answer.status_code == 200, address
    for table in tables_in(answer.context):
        assert bare_figures(table) <= allowed, (address, table.title)
        for key, value, url in figures_of(table):
            if url.startswith("/explanations/"):
                assert accounts.of(url).result.value == value, (address, key, url)
                found += 1
    for url, text in drawn(answer.content.decode()):
        assert number(accounts.of(url).result.text) == pytest.approx(text, abs=0.051), url
        found += 1
    return found


def number(text: str) -> float:
    return float(text.replace(",", ""))


def drawn(page: str) -> Iterator[tuple[str, float]]:
    """Address and number of every point of the charts whose points lead to accounts."""
    for content in re.findall(r'-figure" type="application/json">(.*?)</script>', page, re.DOTALL):
        for trace in json.loads(content)["data"]:
            values = trace["x" if trace.get("orientation") == "h" else "y"]
            for told, value in zip(trace.get("customdata", ()), values, strict=False):
                url, text = told if isinstance(told, list) else (told, value)
                if value is not None and url.startswith("/explanations/"):
                    yield url, number(str(text))


def test_every_figure_leads_to_an_account_that_tells_its_number_and_how_it_comes_about(reported, signed_in):
    browser = signed_in("vicemayor")
    accounts = Accounts(browser)
    found = {address: check(browser, address, AS_ENTERED.get(kind, set()), accounts) for address, kind in pages(reported).items()}
    assert [address for address, count in found.items() if not count] == ["/worst/", "/returns/"]
    formulas = accounts.formulas()
    assert len(formulas) > 150
    assert [formula for formula in formulas if not is_right(formula)] == []
    cards = [card for address in ("/", "/targets/") for card in browser.get(address).context["cards"] if "/explanations/" in card.url]
    assert len(cards) >= 6
    for card in cards:
        assert accounts.of(card.url).result.text == card.value.partition(" / ")[0], card.label
    facts = [fact for section in browser.get("/worst/").context["sections"] for card in section.cards for fact in card.facts if fact[2]]
    assert len(facts) >= 6
    for label, text, url in facts:
        assert number(accounts.of(url).result.text) == pytest.approx(number(text.partition(" ")[0]), abs=0.051), label
    told = accounts.of(f"/explanations/quotas/{browser.get('/targets/').context['quota_set'].pk}/440604/cod/2022/#cap")
    assert "提出" in told.inputs[0].source
    assert "确认" in told.inputs[0].source


@pytest.mark.parametrize("person", ["official", "town"])
def test_what_somebody_sees_leads_to_accounts_that_open_for_them(reported, signed_in, person):
    browser = signed_in(person)
    accounts, everything = Accounts(browser), pages(reported)
    wanted = ["/", "/worst/", "/forecast/", "/rankings/plant-load/", "/rankings/districts/", "/construction/", "/targets/"]
    assert sum(check(browser, address, AS_ENTERED.get(everything[address], set()), accounts) for address in wanted) > 4


def test_a_figure_without_an_account_would_be_seen():
    known = Column("known", "", lambda one: figure(one, COUNT), numeric=True, explained=lambda one: "/explanations/somewhere/")
    bare = Column("bare", "", lambda one: figure(one, COUNT), numeric=True)
    assert bare_figures(Table("", [known, bare], [3])) == {"bare"}
    assert bare_figures(Table("", [known], [3], totals=[{"known": figure(3, COUNT)}])) == {"known"}


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("406.97 + 57.83 = 464.80", True),
        ("406.97 + 57.83 = 464.90", False),
        ("3,200.00 ÷ 4,000.00 = 80.0 %", True),
        ("3,200.00 ÷ 4,000.00 = 80.2 %", False),
        ("median(3.00; 1.00; 2.00) = 2.00", True),
        ("median(3.00; 1.00; 2.00) = 2.02", False),
        ("2022-03-01 − 2022-02-27 = 2", True),
        ("2022-03-01 − 2022-02-27 = 3", False),
        ("(30 × 100.0000 + 10 × 50.0000) ÷ 40 = 87.5 %", True),
        ("(30 × 100.0000 + 10 × 50.0000) ÷ 40 = 88.5 %", False),
        ("350.00 − (-65.50) = 415.50", True),
    ],
)
def test_what_is_wrong_in_a_formula_would_be_seen(formula, right):
    assert is_right(formula) == right

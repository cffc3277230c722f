"""No figure without its account, and no account that tells another number."""

import re
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser

import pytest

import figures.actions
from dashboards import district_ranking, forecast_table, headroom, inlet_ranking, overview, plant_load
from formulas.months import months_between
from tests.entries import accept, submit
from tests.targets.quotas import in_force

PAGES = {
    "/rankings/plant-load/": plant_load.ACCOUNTED,
    "/rankings/districts/": district_ranking.ACCOUNTED,
    "/rankings/inlet-concentration/": inlet_ranking.ACCOUNTED,
    "/rankings/headroom/": headroom.ACCOUNTED,
    # Nothing is known of the error of forecasts before a whole year has passed.
    "/forecast/": set(forecast.ACCOUNTED) - {"usual_error"},
    "/": {*overview.ACCOUNTED, *plant_load.ACCOUNTED, *district_ranking.ACCOUNTED},
}


class Links(HTMLParser):
    """Addresses of accounts with the text that leads there, and sections with their results."""

    def __init__(self, page: str):
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.results: dict[str, str] = {}
        self._open = self._section = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag == "a" and "/explanations/" in told.get("href", ""):
            self._open = told["href"]
            self.links.append((self._open, ""))
        if tag == "section" and "step" in told.get("class", ""):
            self._section = told["id"]
        if tag == "span" and told.get("class") == "step-result":
            self.results[self._section] = ""
            self._open = "result"
        if tag == "span" and told.get("class") == "unit":
            self._open = None

    def handle_data(self, data):
        if self._open == "result":
            self.results[self._section] += data.strip()
        elif self._open:
            address, text = self.links.pop()
            self.links.append((address, text + data))

    def handle_endtag(self, tag):
        if tag in ("a", "span"):
            self._open = None


@pytest.fixture
def reported(city):
    in_force(city)
    for month in months_between(202101, 202110):
        accept(city, city.dongpo, month, "100", "95", "30")
        accept(city, city.dongpo, month + 100, "110", "98", "30")
    accept(city, city.dali, 202210, "90", by="neighbour")
    submit(city, city.shagang, 202210, "77")
    figures.actions.refresh()
    return city


@pytest.mark.parametrize("page", PAGES)
def test_every_figure_of_a_page_leads_to_an_account_that_tells_the_same_number(reported, signed_in, page):
    browser = signed_in("vicemayor")
    links = Links(browser.get(page).content.decode()).links
    assert {address.rpartition("#")[2] for address, _ in links} == set(PAGES[page])
    accounts = {}
    for address, text in links:
        account, _, key = address.partition("#")
        if account not in accounts:
            accounts[account] = Links(browser.get(account).content.decode()).results
        assert accounts[account][key] == text, address


def test_a_figure_without_an_account_would_be_seen(reported, signed_in):
    rows = signed_in("vicemayor").get("/rankings/plant-load/").content.decode()
    bare = re.findall(r'<td class="numeric"[^>]*>([0-9][0-9.,]*)<', rows)
    # Ranks, and the line of totals, whose parts are the rows above it.
    assert len(bare) <= len(re.findall(r"<tr", rows)) + 3


SIGNS = {"÷": "/", "×": "*", "−": "-"}


def test_the_numbers_of_a_formula_give_its_result(reported, signed_in):
    browser = signed_in("vicemayor")
    addresses = [f"/explanations/plants/{reported.dongpo.pk}/2022-10/", "/explanations/divisions/440604/cod/2022-10/"]
    formulas = [one for address in addresses for one in re.findall(r"<code>([^<]+)</code>", browser.get(address).content.decode())]
    assert len(formulas) >= 12
    for formula in formulas:
        left, _, right = formula.replace(",", "").replace("%", "").partition("=")
        for sign, operator in SIGNS.items():
            left = left.replace(sign, operator)
        assert re.fullmatch(r"[0-9.()+*/ -]+", left), formula
        worked_out = Decimal(str(eval(left)))
        shown = Decimal(right.strip())
        shares = 100 if "÷" in formula and "%" in formula else 1
        step = Decimal(1).scaleb(shown.as_tuple().exponent)
        # Numbers of a page are rounded: their quotient may be off by a unit of its last digit.
        assert abs((worked_out * shares).quantize(step, ROUND_HALF_UP) - shown) <= step, formula


def test_an_account_names_who_entered_and_who_accepted(reported, signed_in):
    page = signed_in("vicemayor").get(f"/explanations/plants/{reported.dongpo.pk}/2022-10/").content.decode()
    assert "王晓明于" in page
    assert "林静于" in page


def test_the_parts_of_a_month_add_up_to_its_figure(reported, signed_in):
    answer = signed_in("vicemayor").get("/explanations/divisions/440604/cod/2022-10/?format=json").json()
    october = next(row for row in answer["rows"] if row["month"] == "2022-10")
    parts = signed_in("vicemayor").get("/explanations/divisions/440604/cod/2022-10/").context["parts"]
    assert parts.totals[0]["reduction"].value == Decimal(october["verified"])


def test_a_plant_and_a_division_of_others_have_no_account_here(reported, signed_in):
    neighbour = signed_in("neighbour")
    assert neighbour.get(f"/explanations/plants/{reported.dongpo.pk}/2022-10/").status_code == 404
    assert neighbour.get("/explanations/divisions/440604/cod/2022-10/").status_code == 404
    assert neighbour.get("/explanations/divisions/4406/cod/2022-10/").status_code == 404


@pytest.mark.parametrize("month", ["2022-13", "2022-11", "abc"])
def test_a_month_that_has_not_ended_or_is_none_has_no_account(reported, signed_in, month):
    assert signed_in("vicemayor").get(f"/explanations/divisions/440604/cod/{month}/").status_code == 404

"""What follows from base amount and cap, by hand (rules.md 3.8; FIGURES in quotas.py)."""

import pandas
import pytest

from formulas.units import MASS, PERCENT
from targets.ledger import ledger_of
from tests.targets.quotas import changed, lines, tonnes


@pytest.fixture
def ledger():
    return ledger_of(2020, lines())


def test_the_cut_of_a_year_is_the_cap_before_less_its_own(ledger):
    assert [tonnes(ledger.cut("440604", "cod", year)) for year in (2021, 2022)] == [1200, 1200]
    assert tonnes(ledger.cut("4406", "so2", 2021)) == 400


def test_percentages_compare_caps_with_last_year_and_with_the_base_year(ledger):
    # 96,000 after 98,000: −2.0408 %; against 100,000: −4 %
    assert str(PERCENT.exact(ledger.change_on_last_year("4406", "cod", 2022))) == "-2.0408"
    assert str(PERCENT.exact(ledger.change_on_base_year("4406", "cod", 2022))) == "-4.0000"


def test_tonnes_and_percentages_agree_in_every_line(ledger):
    """The second road: pandas over the same lines."""
    table = pandas.DataFrame([vars(line) for line in lines()]).sort_values(["division", "pollutant", "year"])
    before = table.groupby(["division", "pollutant"])["cap_mg"].shift().fillna(table["base_amount_mg"]).astype("int64")
    table["cut"], table["before"] = before - table["cap_mg"], before
    for row in table.itertuples():
        key = (row.division, row.pollutant, row.year)
        assert ledger.cut(*key) == row.cut
        assert ledger.change_on_last_year(*key) == round(-row.cut / row.before * 1_000_000)
        assert ledger.change_on_base_year(*key) == round((row.cap_mg / row.base_amount_mg - 1) * 1_000_000)


def test_the_reserve_is_what_has_not_been_handed_down(ledger):
    assert tonnes(ledger.handed_down("4406", "cod", 2022)) == 57_600 + 36_400
    assert tonnes(ledger.reserve("4406", "cod", 2022)) == 2_000
    assert ledger.reserve("4406", "so2", 2022) == 0
    assert ledger.reserve("440604", "cod", 2022) is None


def test_more_handed_down_than_there_is_shows_as_a_negative_reserve():
    assert tonnes(ledger_of(2020, lines(changed(d440604_cod_2022="60000"))).reserve("4406", "cod", 2022)) == -400


def test_a_city_that_speaks_without_a_district_does_not_count_it_among_its_parts():
    """佛山(不含顺德)."""
    ledger = ledger_of(2020, lines(d4406=("440605",)))
    assert tonnes(ledger.handed_down("4406", "cod", 2022)) == 57_600
    assert tonnes(ledger.reserve("4406", "cod", 2022)) == 96_000 - 57_600


def test_what_no_document_tells_is_not_known(ledger):
    assert ledger.cut("440604", "nh3n", 2022) is None
    assert ledger.change_on_last_year("440604", "cod", 2027) is None
    assert ledger.cut("440604", "cod", 2027) is None


def test_nothing_divides_by_an_emission_of_zero():
    ledger = ledger_of(2020, lines({("4406", "cod"): ("0", "0", "0", "0", "0", "0")}))
    assert ledger.change_on_base_year("4406", "cod", 2022) is None
    assert ledger.cut("4406", "cod", 2022) == 0


def test_a_cap_may_rise(ledger):
    rising = ledger_of(2020, lines(changed(d440604_cod_2022="59000")))
    assert rising.cut("440604", "cod", 2022) == -MASS.parse("200")

"""What a person says of a layout goes before what its heads say, and is known again by the fingerprint."""

from dataclasses import replace

import pytest

from targets.layouts import Choice, Mapping, Meaning
from tests.targets.layouts.sheets import clear, figures, problems, read, sheet

ROWS = [["化学需氧量（吨）"], ["地区", "本底", "2022年奋斗数", "杂项"], ["禅城", 600, 576, 1], ["高新区", 5, 5, 5]]
COLUMNS = {
    2: Choice(Meaning.BASE),
    3: Choice(Meaning.CAP, year=2022),
    4: Choice(Meaning.IGNORED),
}


def fingerprint(rows: list) -> str:
    return read(rows).tables[0].fingerprint


@pytest.fixture
def mapping() -> Mapping:
    return Mapping(fingerprint(ROWS), COLUMNS, frozenset({"高新区"}))


def test_without_it_every_column_is_asked_about():
    assert problems(ROWS)[:3] == [("column", "B2"), ("column", "C2"), ("column", "D2")]


def test_choices_settle_the_columns(mapping):
    understood = read(ROWS, mappings=[mapping])
    assert (understood.problems, figures(understood)) == ([], {("440604", "cod", 2022): ("600", "576")})
    assert [column.by_person for column in understood.tables[0].columns] == [False, True, True, True]
    assert [(row.text, row.what) for row in understood.tables[0].skipped] == [("高新区", "ignored")]


def test_it_survives_being_written_down(mapping):
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_unit_and_pollutant_can_be_said(mapping):
    columns = {
        2: Choice(Meaning.BASE, unit="10⁴ t", pollutant="so2"),
        3: Choice(Meaning.CAP, unit="kg", year=2023, pollutant="so2"),
        4: COLUMNS[4],
    }
    read_back = clear(ROWS, mappings=[replace(mapping, columns=columns)])
    assert read_back == {("440604", "so2", 2023): ("6000000", "0.576")}


def test_the_year_a_cut_is_measured_against_can_be_said():
    rows = [["化学需氧量（吨）"], ["地区", "2020年排放量", "2021年削减量", "2022年削减量"], ["禅城", 600, 12, 24]]
    for since, cap in ((2020, "576"), (0, "564")):
        choices = {3: Choice(Meaning.CUT, since=since), 4: Choice(Meaning.CUT, since=since)}
        assert clear(rows, mappings=[Mapping(fingerprint(rows), choices)])["440604", "cod", 2022] == ("600", cap)


def test_a_column_said_to_hold_cuts_is_taken_from_the_base_amount():
    columns = {**COLUMNS, 3: Choice(Meaning.CUT, year=2022, since=2020)}
    [line] = read(ROWS, mappings=[Mapping(fingerprint(ROWS), columns, frozenset({"高新区"}))]).lines
    assert line.cap.amount_mg == 24 * 10**9


def test_rows_without_a_column_of_names_can_be_ignored():
    rows = [["指标任务（吨）"], ["考核项目", "2020年", "2022年控制量"], ["化学需氧量", 600, 576], ["水质指数", 34, 34]]
    assert problems(rows)
    assert clear(rows, mappings=[Mapping(fingerprint(rows), ignored_rows=frozenset({"水质指数"}))]) == {
        ("4406", "cod", 2022): ("600", "576")
    }


def test_fractions_can_be_said():
    rows = [["化学需氧量（吨）"], ["地区", "2020年排放量", "2022年控制量", "削减率"], ["禅城", 0, 0, 0.5]]
    [line] = read(rows, mappings=[Mapping(fingerprint(rows), {4: Choice(Meaning.RATE, unit="1")})]).lines
    assert str(line.percentages[0].change) == "-50.0"


def test_the_total_can_be_said_to_be_the_whole():
    rows = [["化学需氧量（吨）"], ["地区", "2020年排放量", "2022年控制量"], ["全市", 700, 680], ["禅城", 600, 576]]
    assert clear(rows, mappings=[Mapping(fingerprint(rows), total_is_whole=True)])["4406", "cod", 2022] == ("700", "680")


@pytest.mark.parametrize(
    "other",
    [
        [["化学需氧量（万吨）"], *ROWS[1:]],
        [["二氧化硫（吨）"], *ROWS[1:]],
        [["2022年化学需氧量（吨）"], *ROWS[1:]],
        [ROWS[0], ["地区", "本底", "2023年奋斗数", "杂项"], *ROWS[2:]],
        [ROWS[0], ["地区", "2022年奋斗数", "本底", "杂项"], *ROWS[2:]],
    ],
)
def test_another_layout_has_another_fingerprint(other):
    assert fingerprint(other) != fingerprint(ROWS)


@pytest.mark.parametrize(
    "same",
    [
        [["附件1"], *ROWS],
        [ROWS[0], [" 地 区", "本底", "２０２２年奋斗数", "杂　项"], ["南海", 9, 8, 7]],
        [["化学需氧量 （吨）"], *ROWS[1:]],
    ],
)
def test_blanks_widths_and_figures_make_no_difference(same):
    assert fingerprint(same) == fingerprint(ROWS)


def test_it_holds_for_its_own_tables_only(mapping):
    assert problems(sheet([["二氧化硫（吨）"], *ROWS[1:]]), mappings=[mapping])

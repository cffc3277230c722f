"""A closing that waits for a grid line: the project's own milestones say when, on every page and in the preview (S10, S11)."""

import importlib
import re
from datetime import date

import pytest
from django.apps import apps

import clock
import figures.actions
from construction.models import Project
from dashboards.closure_ranking import closure_rows
from journal.models import Event
from power_plants.board import lines_of, standings
from power_plants.closings.actions import change_closure
from power_plants.models import Closure
from power_plants.refusals import NoGridLine
from tests.city import at
from tests.construction.projects import add, on, promise, reach
from tests.house.test_doors import all_rows, changed_tables
from tests.power_plants.units import closed, listed, statistics, step, unit
from tests.targets.quotas import in_force

CITY = "4406"
RUNGS = ("route", "approval", "eia", "land", "design", "tender", "start", "towers", "wires", "substation", "energised")
TODAY = date(2022, 11, 10)
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture(autouse=True)
def tenth_of_november():
    with clock.moved_to(at(2022, 11, 10)):
        yield


def grid_line(city, name: str = "狮山220千伏线路", **details) -> Project:
    """Planned month by month from 15 January on, so that it is energised on 15 November 2022; all but the last two are reached in time."""
    days = {code: date(2022, 1 + place, 15) for place, code in enumerate(RUNGS)}
    line = add(city, name, kind_id="grid_line", loads={}, flow_m3_d=None, days=days, **details)
    for code in RUNGS[:-2]:
        reach(city, line, code, days[code])
    return line


@pytest.fixture
def line(city):
    return grid_line(city)


@pytest.fixture
def closure(city):
    one = unit(city)
    statistics(city, one, 2021, "420")
    return listed(city, one, date(2022, 9, 30))


def waits(city, closure: Closure, line: Project) -> None:
    version = Closure.objects.get(pk=closure.pk).version
    change_closure(closure=closure, seen_version=version, changes={"grid_line": line}, by=city.people["reform"])


def stood(day: date = TODAY):
    return standings(CITY, day, 202210)[0]


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestExpectedStop:
    def test_the_closing_follows_the_last_milestone_and_keeps_its_planned_date(self, city, closure, line):
        waits(city, closure, line)
        # The substation was to be there on 15 October: 26 days late, so the end moves from 15 November to 11 December.
        assert (stood().planned.planned_on, stood().expected_on) == (date(2022, 9, 30), date(2022, 12, 11))

    def test_a_promise_of_the_line_moves_it_over_the_years_end(self, city, closure, line):
        waits(city, closure, line)
        promise(city, line, "energised", date(2023, 5, 31), date(2022, 11, 9))
        one = stood()
        assert one.expected_on == date(2023, 5, 31)
        tonnes = {year: amount // 10**9 for year, amount in one.freed.items()}
        assert tonnes == {2022: 0, 2023: 245}  # 420 t × 7/12 of 2023; nothing of 2022 is left

    def test_as_it_was_known_on_a_past_day(self, city, closure, line):
        waits(city, closure, line)
        promise(city, line, "energised", date(2023, 5, 31), date(2022, 11, 9))
        assert standings(CITY, date(2022, 10, 14), 202209)[0].expected_on == date(2022, 11, 15)

    def test_a_line_that_is_there_holds_nothing_up(self, city, closure, line):
        waits(city, closure, line)
        reach(city, line, "energised", date(2022, 11, 8))
        assert stood().expected_on == TODAY  # its planned date has passed

    def test_words_and_their_days_count_only_where_no_project_is_chosen(self, city, closure, line):
        changes = {"grid_project": "某线路", "grid_due_on": date(2024, 2, 29)}
        change_closure(closure=closure, seen_version=1, changes=changes, by=city.people["reform"])
        assert stood().expected_on == date(2024, 2, 29)
        waits(city, closure, line)
        assert stood().expected_on == date(2022, 12, 11)
        waits(city, closure, None)
        assert stood().expected_on == date(2024, 2, 29)

    def test_only_a_grid_line_can_come_first(self, city, closure):
        with pytest.raises(NoGridLine):
            waits(city, closure, add(city))


class TestScope:
    def test_a_line_of_another_district_moves_the_closing_alike_for_everybody_but_opens_to_who_may_see_it(self, city, closure, signed_in):
        west = grid_line(city, district=city.west)
        waits(city, closure, west)
        assert standings("440604", TODAY, 202210)[0].expected_on == stood().expected_on == date(2022, 12, 11)
        address = f"/construction/{west.pk}/"
        own, wide = (signed_in(who).get(f"/power-plants/{closure.unit_id}/") for who in ("official", "vicemayor"))
        assert west.name in text(own)
        assert west.name in text(wide)
        assert (address in own.content.decode(), address in wide.content.decode()) == (False, True)
        assert signed_in("official").get(address).status_code == 404

    def test_who_sees_no_closing_asks_for_no_line(self, city, closure, line):
        waits(city, closure, line)
        assert lines_of("440605", TODAY) == {}
        assert lines_of("", TODAY) == {}


class TestPages:
    def test_the_units_page_tells_how_late_the_line_is(self, city, closure, line, signed_in):
        waits(city, closure, line)
        promise(city, line, "substation", date(2022, 11, 30), date(2022, 11, 9))
        page = text(signed_in("vicemayor").get(f"/power-plants/{closure.unit_id}/", **ENGLISH))
        assert "26 days late · expected on 2022-12-31, planned for 2022-11-15" in page  # its own promise is 46 days late
        assert re.search(r"2022-10-15 2022-11-30 26 promised once", page)

    def test_the_ranking_says_that_the_line_comes_after_the_planned_closing(self, city, closure, line, signed_in):
        waits(city, closure, line)
        [row] = signed_in("vicemayor").get("/rankings/closures/?format=json").json()["rows"]
        assert (row["grid"], row["grid_expected"], row["expected"]) == (line.name, "2022-12-11", "2022-12-11")
        assert "after the planned closing" in text(signed_in("vicemayor").get("/rankings/closures/", **ENGLISH))

    def test_the_projects_page_names_who_waits_and_the_tonnes(self, city, closure, line, signed_in):
        other = listed(city, unit(city, number="2号"), date(2022, 12, 31))
        gone = listed(city, unit(city, number="3号"), date(2022, 6, 30))
        for one in (closure, other, gone):
            waits(city, one, line)
        closed(city, gone, date(2022, 6, 1))
        promise(city, line, "energised", date(2023, 5, 31), date(2022, 11, 9))
        answer = signed_in("vicemayor").get(f"/construction/{line.pk}/", **ENGLISH)
        rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in answer.context["waiting"].rows}
        # 420 t: planned for the end of September 105 of 2022 and 315 of 2023; at the end of May 245 of 2023 and 175 of 2024.
        assert rows[str(closure.unit)] == ["2022-09-30", "2023-05-31", "243", "105.00", "70.00", "-175.00"]
        assert rows[str(other.unit)] == ["2022-12-31", "2023-05-31", "151", "—", "—", "—"]  # no statistics: nothing can be said
        assert str(gone.unit) not in rows
        assert "without 1 unit that has no statistics" in text(answer)
        assert "2 closings wait for this line" in text(answer)

    def test_the_page_of_the_worst_tells_what_line_and_closing_cost(self, city, closure, line, signed_in):
        waits(city, closure, line)
        promise(city, line, "energised", date(2023, 5, 31), date(2022, 11, 9))
        sections = signed_in("vicemayor").get("/worst/", **ENGLISH).context["sections"]
        [project], [unit_card] = (
            [card for card in section.cards if card.name in (line.name, str(closure.unit))] for section in sections[:2]
        )
        lost = [("SO₂ lost 2022", "105.0 t"), ("SO₂ lost 2023", "70.0 t")]
        assert [fact[:2] for fact in project.facts[1:]] == lost
        assert [fact[:2] for fact in unit_card.facts] == lost  # and nothing of NOₓ, which its statistics do not tell
        assert project.told[-1] == f"waits for it: {closure.unit}"

    def test_a_project_that_nothing_waits_for_says_nothing_of_it(self, city, line, signed_in):
        assert "wait for this line" not in text(signed_in("vicemayor").get(f"/construction/{line.pk}/", **ENGLISH))


class TestPreview:
    def test_a_milestone_moves_the_end_by_as_many_days(self, city, closure, line, signed_in):
        in_force(city)
        figures.actions.refresh()
        waits(city, closure, line)
        browser = signed_in("vicemayor")
        before = all_rows()
        substation = line.milestones.get(rung__code="substation")
        # Expected today; on 20 January 71 days later: the end moves from 11 December to 20 February.
        page = text(browser.get(f"/power-plants/{closure.unit_id}/?milestone={substation.pk}&grid=2023-01-20", **ENGLISH))
        assert changed_tables(before) == []
        assert "The grid project would be finished on 2023-02-20" in page
        assert "It would stop on 2023-02-20" in page
        assert re.search(r"2022 Chancheng [\d,.]+ 0\.00 0\.00 0\.00", page)  # to stop in December brings nothing in 2022 either
        assert re.search(r"2023 Chancheng [\d,.]+ 420\.00 350\.00 −70\.00", page)

    def test_the_last_milestone_is_the_end(self, city, closure, line, signed_in):
        waits(city, closure, line)
        page = text(signed_in("vicemayor").get(f"/power-plants/{closure.unit_id}/?grid=2024-02-29", **ENGLISH))
        assert "It would stop on 2024-02-29" in page

    def test_a_milestone_that_is_none_of_its_own_counts_as_the_last(self, city, closure, line, signed_in):
        waits(city, closure, line)
        browser = signed_in("vicemayor")
        for milestone in ("999999", "x", ""):
            page = text(browser.get(f"/power-plants/{closure.unit_id}/?milestone={milestone}&grid=2024-02-29", **ENGLISH))
            assert "It would stop on 2024-02-29" in page

    def test_from_the_project_all_closings_behind_it_move_together(self, city, closure, line, signed_in):
        in_force(city)
        figures.actions.refresh()
        other = unit(city, number="2号")
        statistics(city, other, 2021, "120")
        for one in (closure, listed(city, other, date(2022, 9, 30))):
            waits(city, one, line)
        answer = signed_in("vicemayor").get(f"/construction/{line.pk}/?end=2023-06-30", **ENGLISH)
        rows = {(row.cells[0].text, row.cells[1].text): [cell.text for cell in row.cells[3:6]] for row in answer.context["moved"].rows}
        assert rows["2023", "Chancheng"] == ["540.00", "270.00", "-270.00"]
        assert rows["2024", "Chancheng"] == ["0.00", "270.00", "270.00"]


class TestForm:
    def address(self, closure) -> str:
        return f"/power-plants/{closure.unit_id}/closing/grid/"

    def test_it_offers_the_grid_projects_of_the_scope_and_no_other(self, city, closure, line, signed_in):
        add(city, "沙岗提标")
        form = signed_in("reform").get(self.address(closure)).context["form"]
        assert [str(label) for _key, label in form.fields["grid_line"].choices][1:] == [f"{line.name} · {city.east}"]

    def test_one_is_chosen_and_the_journal_names_it(self, city, closure, line, signed_in):
        assert signed_in("reform").post(self.address(closure), {"seen_version": 1, "grid_line": line.pk}).status_code == 302
        assert Closure.objects.get().grid_line == line
        event = Event.objects.get(verb="closure_changed")
        assert event.after["grid_line"] == line.name
        assert line.name in text(signed_in("vicemayor").get(f"/power-plants/{closure.unit_id}/"))

    def test_a_project_and_words_together_are_refused(self, city, closure, line, signed_in):
        told = {"seen_version": 1, "grid_line": line.pk, "grid_project": "某线路"}
        assert signed_in("reform").post(self.address(closure), told).status_code == 422

    def test_words_that_stood_there_before_stay_to_be_read(self, city, closure, line, signed_in):
        words = {"grid_project": "某线路", "grid_due_on": "2022-12-15"}
        browser = signed_in("reform")
        assert browser.post(self.address(closure), words | {"seen_version": 1}).status_code == 302
        assert browser.post(self.address(closure), words | {"seen_version": 2, "grid_line": line.pk}).status_code == 302
        page = text(browser.get(f"/power-plants/{closure.unit_id}/", **ENGLISH))
        assert "Written before a project was chosen: 某线路, to be finished by 2022-12-15" in page

    def test_a_project_of_another_kind_is_no_choice(self, city, closure, signed_in):
        told = {"seen_version": 1, "grid_line": add(city).pk}
        assert signed_in("reform").post(self.address(closure), told).status_code == 422


class TestCarriedOver:
    """The migration that finds the project of what was written in words."""

    def carry(self) -> None:
        importlib.import_module("power_plants.migrations.0004_grid_lines_that_are_projects").choose(apps, None)

    def write(self, city, closure, name: str, **days) -> Closure:
        change_closure(closure=closure, seen_version=1, changes={"grid_project": name} | days, by=city.people["reform"])
        self.carry()
        return Closure.objects.get(pk=closure.pk)

    def test_a_line_of_that_name_is_chosen_and_the_words_stay(self, city, closure, line):
        kept = self.write(city, closure, f" {line.name}", grid_due_on=date(2022, 12, 15))
        assert (kept.grid_line, kept.grid_project.strip(), kept.grid_due_on) == (line, line.name, date(2022, 12, 15))

    def test_words_without_a_project_stay_as_they_are(self, city, closure, line):
        kept = self.write(city, closure, "别的线路", grid_due_on=date(2022, 12, 15))
        assert (kept.grid_line, kept.grid_project) == (None, "别的线路")
        assert stood().expected_on == date(2022, 12, 15)

    def test_two_of_one_name_are_for_a_person_to_choose(self, city, closure, line):
        grid_line(city, line.name, district=city.west)
        assert self.write(city, closure, line.name).grid_line is None

    def test_done_in_words_but_not_in_the_project_is_for_a_person_too(self, city, closure, line):
        assert self.write(city, closure, line.name, grid_done_on=date(2022, 11, 1)).grid_line is None
        with on(date(2022, 11, 9)):
            reach(city, line, "energised", date(2022, 11, 1), entered=date(2022, 11, 9))
        self.carry()
        assert Closure.objects.get(pk=closure.pk).grid_line == line

    def test_a_project_of_another_kind_is_none(self, city, closure):
        assert self.write(city, closure, add(city, "沙岗提标").name).grid_line is None


def test_movement_is_told_with_the_line_as_well(city, closure, line):
    waits(city, closure, line)
    step(city, closure, "boiler", date(2022, 11, 2))
    [row] = closure_rows(CITY, TODAY, 202210, "days")
    assert row.now.line.project == line
    assert row.before.line.as_of == date(2022, 9, 30)

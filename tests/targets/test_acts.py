"""Undoing the quotas in force, and moving quota between two districts: what is written, and what never breaks."""

import datetime
from collections import defaultdict

import pytest
from django.db import IntegrityError, transaction

from formulas.units import MASS
from journal.models import Event, StaleMark, Verb
from targets.actions import (
    Altered,
    NotLater,
    NotMovable,
    Overtaken,
    OwnUpload,
    UndoneBefore,
    confirm_quotas,
    propose_move,
    propose_undo,
    refuse_quotas,
)
from targets.models import Quota, QuotaMove, QuotaSet, QuotaState
from targets.queries import last_in_chain, quota_set_in_force
from targets.uploads import FileRefused
from tests.targets.quotas import changed, filled, in_force, plan, propose

LATE = datetime.date(2022, 10, 1)


def undo(city, kept: QuotaSet, by: str = "quota") -> QuotaSet:
    return propose_undo(quota_set=kept, grounds="录入有误", by=city.people[by])


def undone(city, kept: QuotaSet) -> QuotaSet:
    return confirm_quotas(quota_set=undo(city, kept), by=city.people["quota"])


def move(city, tonnes: str = "100", giver: str = "440604", taker: str = "440605", year: int = 2022, **head) -> QuotaSet:
    told = {"document_number": "汾减排〔2022〕9号", "issuing_body": "市生态环境局", "document_date": datetime.date(2022, 11, 1)}
    division = city.people["quota"].division
    quota_set = QuotaSet(plan=plan(), division=division, replaces=last_in_chain("4406", plan()), grounds="项目调整", **(told | head))
    moving = QuotaMove(giver_id=giver, taker_id=taker, pollutant_id="cod", year=year, amount_mg=MASS.parse(tonnes))
    return propose_move(quota_set=quota_set, move=moving, by=city.people["quota"])


def moved(city, *arguments, **options) -> QuotaSet:
    return confirm_quotas(quota_set=move(city, *arguments, **options), by=city.people["quota"])


def rows(quota_set: QuotaSet) -> set[tuple]:
    """The quotas as the table holds them, past the ledger."""
    fields = ("division_id", "pollutant_id", "year", "base_amount_mg", "cap_mg")
    return set(Quota.objects.filter(quota_set=quota_set).values_list(*fields))


def sums(quota_set: QuotaSet) -> dict:
    """Σ of the districts' caps for each pollutant and year, added up by hand."""
    result = defaultdict(int)
    for division, pollutant, year, _base, cap in rows(quota_set):
        result[pollutant, year] += cap if len(division) == 6 else 0
    return result


class TestUndo:
    def test_the_quotas_before_are_in_force_again_in_a_set_of_their_own(self, city):
        first, second = in_force(city), in_force(city, changed(d440604_cod_2022="57000"))
        reversing = undone(city, second)
        assert quota_set_in_force("4406", 2022) == reversing
        assert rows(reversing) == rows(first) != rows(second)
        assert (reversing.undoes, reversing.document_number, reversing.version) == (second, first.document_number, 3)
        assert QuotaSet.objects.filter(state=QuotaState.CONFIRMED).count() == 3

    def test_a_part_that_was_left_out_is_left_out_again(self, city):
        in_force(city, d4406=("440605",))
        reversing = undone(city, in_force(city))
        excluded = Quota.objects.filter(quota_set=reversing, excludes__isnull=False).values_list("division", "excludes")
        assert set(excluded) == {("4406", "440605")}

    def test_a_proposal_changes_nothing(self, city):
        kept = in_force(city)
        undo(city, kept)
        assert quota_set_in_force("4406", 2022) == kept

    def test_undoing_the_first_document_leaves_no_quota_in_force(self, city):
        first = in_force(city)
        reversing = undone(city, first)
        assert quota_set_in_force("4406", 2022) is None
        assert last_in_chain("4406", plan()) == reversing
        assert rows(first)
        assert not rows(reversing)

    def test_what_was_undone_comes_back_by_undoing_that(self, city):
        first = in_force(city)
        again = undone(city, undone(city, first))
        assert rows(again) == rows(first)
        assert quota_set_in_force("4406", 2022) == again

    def test_only_what_is_in_force_and_only_once(self, city):
        first, second = in_force(city), in_force(city, changed(d440604_cod_2022="57000"))
        with pytest.raises(Overtaken):
            undo(city, first)
        kept = undo(city, second)
        with pytest.raises(UndoneBefore):
            undo(city, second)
        confirm_quotas(quota_set=kept, by=city.people["quota"])
        with pytest.raises(Overtaken):
            undo(city, second)

    def test_a_refused_one_may_be_proposed_again(self, city):
        kept = in_force(city)
        refuse_quotas(quota_set=undo(city, kept), reason="不必撤销", by=city.people["quota"])
        assert undo(city, kept).state == QuotaState.PROPOSED

    def test_another_document_in_between_overtakes_it(self, city):
        kept = undo(city, in_force(city))
        in_force(city, changed(d440604_cod_2022="57000"))
        with pytest.raises(Overtaken):
            confirm_quotas(quota_set=kept, by=city.people["quota"])

    def test_where_two_people_are_asked_for_another_confirms(self, city, settings):
        first = in_force(city)
        settings.QUOTAS_NEED_TWO_PEOPLE = True
        kept = undo(city, first)
        with pytest.raises(OwnUpload):
            confirm_quotas(quota_set=kept, by=city.people["quota"])
        assert confirm_quotas(quota_set=kept, by=city.people["verifier"]).decided_by == city.people["verifier"]

    def test_after_a_date_entered_wrongly_the_right_one_is_taken(self, city):
        in_force(city)
        wrong = in_force(city, day=LATE)
        earlier = LATE - datetime.timedelta(30)
        with pytest.raises(FileRefused):
            propose(city, filled(city, version=3, day=earlier))
        undone(city, wrong)
        assert in_force(city, version=4, day=earlier).document_date == earlier

    def test_a_date_and_version_that_were_in_force_do_not_come_twice(self, city):
        in_force(city)
        undone(city, in_force(city, day=LATE))
        with pytest.raises(FileRefused) as refused:
            propose(city, filled(city, changed(d440604_cod_2022="57000"), version=2, day=LATE))
        assert [(problem.row, problem.column) for problem in refused.value.problems] == [(6, "B")]

    def test_the_journal_tells_both_acts_and_no_figure_is_out_of_date(self, city):
        kept = in_force(city)
        marks = StaleMark.objects.count()
        undone(city, kept)
        proposed, done = Event.objects.order_by("pk")[Event.objects.count() - 2 :]
        assert (proposed.verb, done.verb) == (Verb.QUOTA_UNDO_PROPOSED, Verb.QUOTAS_UNDONE)
        assert {proposed.after["reverses"], done.after["reverses"], done.before["quotas_in_force"]} == {kept.name}
        assert {proposed.reason, done.reason} == {"录入有误"}
        assert StaleMark.objects.count() == marks


class TestMove:
    def test_one_cap_falls_and_another_rises_by_the_same_amount(self, city):
        first = in_force(city)
        second = moved(city, "100.000000001")
        base, tenth = MASS.parse("60000"), MASS.parse("100.000000001")
        assert rows(first) - rows(second) == {
            ("440604", "cod", 2022, base, MASS.parse("57600")),
            ("440605", "cod", 2022, MASS.parse("38000"), MASS.parse("36400")),
        }
        assert rows(second) - rows(first) == {
            ("440604", "cod", 2022, base, MASS.parse("57600") - tenth),
            ("440605", "cod", 2022, MASS.parse("38000"), MASS.parse("36400") + tenth),
        }
        assert sums(first) == sums(second)
        assert (second.version, second.replaces, quota_set_in_force("4406", 2022)) == (2, first, second)

    def test_a_whole_cap_may_be_moved_and_not_more(self, city):
        in_force(city)
        with pytest.raises(NotMovable):
            move(city, "57600.000000001")
        assert ("440604", "cod", 2022, MASS.parse("60000"), 0) in rows(moved(city, "57600"))

    @pytest.mark.parametrize(
        "asked",
        [
            {"tonnes": "0"},
            {"tonnes": "-1"},
            {"taker": "440604"},
            {"taker": "4406"},
            {"giver": "4406"},
            {"taker": "440604010"},
            {"year": 2020},
            {"year": 2026},
        ],
    )
    def test_what_can_not_be_moved_writes_nothing(self, city, asked):
        in_force(city)
        with pytest.raises(NotMovable):
            move(city, **asked)
        assert QuotaSet.objects.count() == 1

    def test_a_part_that_the_city_leaves_out_neither_gives_nor_takes(self, city):
        in_force(city, d4406=("440605",))
        with pytest.raises(NotMovable):
            move(city)

    def test_without_quotas_in_force_there_is_nothing_to_move(self, city):
        with pytest.raises(NotMovable):
            move(city)

    def test_the_document_is_not_older_than_the_one_in_force(self, city):
        in_force(city, day=LATE)
        with pytest.raises(NotLater):
            move(city, document_date=LATE - datetime.timedelta(1))
        assert move(city, document_date=LATE).place == (LATE, 2)

    def test_a_move_is_undone_like_any_document(self, city):
        first = in_force(city)
        assert rows(undone(city, moved(city))) == rows(first)

    def test_where_two_people_are_asked_for_another_confirms(self, city, settings):
        in_force(city)
        settings.QUOTAS_NEED_TWO_PEOPLE = True
        with pytest.raises(OwnUpload):
            moved(city)

    def test_the_journal_tells_both_sides(self, city):
        in_force(city)
        moved(city)
        done = Event.objects.order_by("-pk").first()
        told = {"giver": "440604", "taker": "440605", "quota_pollutant": "cod", "quota_year": 2022, "quota_mg": MASS.parse("100")}
        assert (done.verb, done.reason) == (Verb.QUOTAS_MOVED, "项目调整")
        assert told.items() <= done.after.items()

    @pytest.mark.parametrize("act", ["move", "undo"])
    def test_lines_that_the_act_does_not_give_are_seen_when_it_is_confirmed(self, city, act):
        kept = in_force(city, changed(d440604_cod_2022="57000"))
        proposed = move(city) if act == "move" else undo(city, in_force(city))
        Quota.objects.filter(quota_set=proposed, division="440605", pollutant="cod", year=2023).update(cap_mg=1)
        with pytest.raises(Altered):
            confirm_quotas(quota_set=proposed, by=city.people["quota"])
        assert kept.state == QuotaState.CONFIRMED


class TestDatabase:
    @pytest.mark.parametrize("change", [{"taker_id": "440604"}, {"amount_mg": 0}, {"amount_mg": 10**17 + 1}])
    def test_a_move_with_one_side_or_of_nothing(self, city, change):
        in_force(city)
        kept = move(city)
        with pytest.raises(IntegrityError), transaction.atomic():
            QuotaMove.objects.filter(quota_set=kept).update(**change)

    @pytest.mark.parametrize("change", [{"grounds": ""}, {"replaces": None}, {"sha256": "0" * 64}, {"kind": "document"}])
    def test_an_act_without_grounds_or_with_a_file(self, city, change):
        kept = undo(city, in_force(city))
        with pytest.raises(IntegrityError), transaction.atomic():
            QuotaSet.objects.filter(pk=kept.pk).update(**change)

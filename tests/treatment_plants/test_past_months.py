"""Past months that arrive together end in the rows in which they would end month by month."""

import pytest
from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.test.utils import CaptureQueriesContext

from districts.models import Division
from formulas.months import months_between
from journal.models import Event, StaleMark
from returns.actions import Conflict, WrongState
from returns.models import MonthlyReturn, State, Version
from tests.entries import accept, entry, save
from treatment_plants import actions
from treatment_plants.models import AskedQuestion, Measurement, Operation
from treatment_plants.month_actions import take_months

MONTHS = list(months_between(202101, 202203))
# What a month brings beside the usual: a slip that is asked about, the same again (asked about only if it was handed in), a gap.
ODD = {202107: "1000", 202109: "1000", 202110: "100"}
INCOMPLETE = 202111


def sheets(city) -> dict[int, list]:
    """Two plants of one district: one as usual, one with all that can happen to a month. Whoever loads months knows what they measure."""
    prefetch_related_objects([city.dongpo, city.shagang], "pollutants")
    usual = {month: entry(city.dongpo, month, str(201 + month % 7), "181", "30", answers={}) for month in MONTHS}
    odd = {
        month: entry(city.shagang, month, ODD.get(month, str(101 + month % 5)), "201", None if month == INCOMPLETE else "31", answers={})
        for month in MONTHS
    }
    return {month: [usual[month], odd[month]] for month in MONTHS}


def one_by_one(*, district: Division, months: dict[int, list], by) -> None:
    """The second road: every row through the doors of the sheet, as a person would do it."""
    for month, entries in sorted(months.items()):
        for one in entries:
            try:
                actions.submit_sheet(district=district, month=month, entries=[one], unchanged=[], by=by)
            except (actions.Unanswered, actions.Incomplete):
                actions.save_sheet(district=district, month=month, entries=[one], by=by)


def told() -> dict[str, list]:
    """All that stands in the records, without keys and moments."""
    place = ("monthly_return__subject", "monthly_return__month")
    return {
        "returns": _rows(MonthlyReturn, "subject", "month", "state", "version", "entered_by", "submitted_by", "reviewed_by"),
        "operations": _rows(Operation, "plant", "month", "days", "volume_m3", "volume_code", *place),
        "measurements": _rows(Measurement, "plant", "month", "pollutant", "volume_m3", "inlet_ug_l", "outlet_ug_l", "operation__month"),
        "versions": _rows(Version, *place, "number", "act", "by", "entered_by", "content"),
        "questions": _rows(AskedQuestion, "plant", "month", "rule", "column", "judged", "told", "state", "answer"),
        "events": _rows(Event, "actor", "verb", "subject", "subject_name", "division", "before", "after", "reason"),
        "marks": sorted(set(StaleMark.objects.values_list("division", "year", "returns_only"))),
    }


def _rows(model, *fields: str) -> list[str]:
    return sorted(map(repr, model.objects.values_list(*fields)))


def as_if(act, **given) -> dict[str, list]:
    """What would stand in the records after the act; they are as before."""
    with transaction.atomic():
        act(**given)
        found = told()
        transaction.set_rollback(True)
    return found


def test_the_same_rows_as_month_by_month(city):
    save(city, city.shagang, 202105, "1000", answers={})  # asked about, and about to be corrected
    save(city, city.shagang, 202107, "1000")  # answered, and about to be asked about anew: only the past makes it a slip
    given = {"district": city.east, "months": sheets(city), "by": city.people["official"]}
    assert as_if(take_months, **given) == as_if(one_by_one, **given)
    take_months(**given)
    states = dict(MonthlyReturn.objects.filter(subject=city.shagang.pk).values_list("month", "state"))
    assert [month for month, state in states.items() if state == State.DRAFT] == [
        202107,
        202109,
        INCOMPLETE,
    ]  # 202110 is as usual: what was asked about in 202109 tells nothing


def test_as_many_statements_for_many_months_as_for_few(city):
    read, counts = sheets(city), []
    for some in (MONTHS[:3], MONTHS[3:]):
        months = {month: read[month][:1] for month in some}
        with CaptureQueriesContext(connection) as asked:
            take_months(district=city.east, months=months, by=city.people["official"])
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_one_month_that_somebody_has_changed_since_keeps_all_from_being_written(city):
    read = sheets(city)
    save(city, city.dongpo, 202102, "100")
    before = told()
    with pytest.raises(Conflict):
        take_months(district=city.east, months=read, by=city.people["official"])
    assert told() == before


def test_a_plant_that_owes_none_of_them_is_refused(city):
    with pytest.raises(actions.NotOwed):
        take_months(district=city.west, months=sheets(city), by=city.people["official"])
    assert not MonthlyReturn.objects.exists()


def test_what_was_accepted_is_left_alone(city):
    accept(city, city.dongpo, 202102, "100", "60", "30")
    with pytest.raises(WrongState):
        take_months(district=city.east, months=sheets(city), by=city.people["official"])
    assert MonthlyReturn.objects.get().state == State.ACCEPTED

from django.db.models import Min, Q, QuerySet

from districts.scopes import above, inside
from returns.models import Correction, Decision, HolidayYear, MonthlyReturn, Opening, Remark, Terms, Version, VersionAct


def returns_of(divisions: str, kind: str, month: int) -> QuerySet[MonthlyReturn]:
    """All returns of a kind inside the scope for a month, with their people."""
    people = ("entered_by", "submitted_by", "reviewed_by")
    return MonthlyReturn.objects.filter(inside("division_id", divisions), kind=kind, month=month).select_related(*people)


def terms_of_all(divisions: str) -> QuerySet[Terms]:
    """Terms of every kind that hold inside the scope: its own, those of its parts, and those of the divisions above."""
    if not divisions:
        return Terms.objects.none()
    holding = inside("division_id", divisions) | Q(division__in=above(divisions))
    return Terms.objects.filter(holding).select_related("division", "set_by").order_by("kind", "division_id", "-valid_from")


def terms_for(divisions: str, kind: str) -> QuerySet[Terms]:
    """Those of one kind."""
    return terms_of_all(divisions).filter(kind=kind)


def holiday_years() -> list[HolidayYear]:
    """The last entry of each year that somebody has entered."""
    last = {one.year: one for one in HolidayYear.objects.select_related("set_by").order_by("year", "number")}
    return list(last.values())


def openings_of_all(divisions: str) -> QuerySet[Opening]:
    """Exceptions of every kind inside the scope, the newest first."""
    people = ("division", "owner", "proposed_by", "decided_by")
    return Opening.objects.filter(inside("division_id", divisions)).select_related(*people)


def openings_in(divisions: str, kind: str) -> QuerySet[Opening]:
    """Those of one kind."""
    return openings_of_all(divisions).filter(kind=kind)


def versions_of(divisions: str, kind: str, subject: int, month: int) -> QuerySet[Version]:
    """Everything that a return has said, the oldest first."""
    of_return = {"monthly_return__kind": kind, "monthly_return__subject": subject, "monthly_return__month": month}
    return Version.objects.filter(inside("monthly_return__division_id", divisions), **of_return).select_related("by", "entered_by")


def contents_of(divisions: str, kind: str, subject: int, numbers: dict[int, int]) -> dict[int, dict]:
    """Month → what a subject's return said in the version that is named for it."""
    kept = Version.objects.filter(
        inside("monthly_return__division_id", divisions),
        monthly_return__kind=kind,
        monthly_return__subject=subject,
        monthly_return__month__in=numbers,
    )
    rows = kept.values_list("monthly_return__month", "number", "content")
    return {month: content for month, number, content in rows if numbers[month] == number}


def last_accepted(divisions: str, kind: str, month: int) -> dict[int, Version]:
    """Return's key → the last version of it that was accepted or corrected."""
    settled = Version.objects.filter(inside("monthly_return__division_id", divisions), act__in=(VersionAct.ACCEPTED, VersionAct.CORRECTED))
    found = settled.filter(monthly_return__kind=kind, monthly_return__month=month).select_related("by")
    return {one.monthly_return_id: one for one in found.order_by("number")}


def first_submissions(divisions: str, kind: str, first_month: int, last_month: int) -> dict[tuple[int, int], tuple]:
    """(subject, month) → (division, moment) of the first time that it was handed in."""
    rows = Version.objects.filter(
        inside("monthly_return__division_id", divisions),
        act=VersionAct.SUBMITTED,
        monthly_return__kind=kind,
        monthly_return__month__range=(first_month, last_month),
    )
    fields = ("monthly_return__subject", "monthly_return__month", "monthly_return__division")
    found = rows.values(*fields).annotate(first=Min("at")).order_by("monthly_return__subject")
    return {(row[fields[0]], row[fields[1]]): (row[fields[2]], row["first"]) for row in found}


def states_of(divisions: str, kind: str, first_month: int, last_month: int) -> dict[tuple[int, int], tuple]:
    """(subject, month) → (state, moment in which it was handed in last)."""
    rows = MonthlyReturn.objects.filter(inside("division_id", divisions), kind=kind, month__range=(first_month, last_month))
    return {(subject, month): told for subject, month, *told in rows.values_list("subject", "month", "state", "submitted_at")}


def remarks_of(divisions: str, kind: str, month: int) -> QuerySet[Remark]:
    """What is being talked about a month's returns, in the order in which it was said."""
    of_returns = {"monthly_return__kind": kind, "monthly_return__month": month}
    return Remark.objects.filter(inside("monthly_return__division_id", divisions), **of_returns).select_related("by")


def open_remarks(divisions: str, kind: str) -> QuerySet[Remark]:
    """Remarks that no acceptance has resolved yet."""
    unresolved = Remark.objects.filter(inside("monthly_return__division_id", divisions), resolved_at=None, monthly_return__kind=kind)
    return unresolved.select_related("by", "monthly_return__division")


def corrections_of(divisions: str, kind: str, month: int | None = None) -> QuerySet[Correction]:
    """Corrections inside the scope, of one month or of all, the newest first."""
    found = Correction.objects.filter(inside("monthly_return__division_id", divisions), monthly_return__kind=kind)
    found = found if month is None else found.filter(monthly_return__month=month)
    return found.select_related("monthly_return", "proposed_by", "decided_by").order_by("-pk")


def corrections_waiting_in_all(divisions: str) -> QuerySet[Correction]:
    """Proposals of every kind that wait for a second person, the newest first."""
    found = Correction.objects.filter(inside("monthly_return__division_id", divisions), decision=Decision.PROPOSED)
    return found.select_related("monthly_return__division", "proposed_by").order_by("-pk")

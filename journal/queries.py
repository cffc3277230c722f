from datetime import datetime

from django.db.models import Min, Q, QuerySet

from journal.models import Event, StaleMark, Verb

# Signing in changes no record, nor does what is refused.
CHANGE_NOTHING = (Verb.SIGNED_IN, Verb.SIGN_IN_FAILED, Verb.NOT_ALLOWED, Verb.SECOND_PERSON_NEEDED)
# More than ever commit in another order than they were numbered in.
ACTS_AT_ONCE = 200
# Columns that change with every act that is recorded, and with every mark that comes or goes; its parameters are CHANGE_NOTHING.
# The last number alone would not do: of two acts at once the one with the later number may be there first. The sum of the
# latest numbers changes with either.
VERSION_OF_RECORDS = f"""
(SELECT SUM(id) FROM (
    SELECT id FROM journal_event WHERE verb NOT IN ({", ".join(["%s"] * len(CHANGE_NOTHING))}) ORDER BY id DESC LIMIT {ACTS_AT_ONCE}
) AS latest),
(SELECT COUNT(*) FROM journal_stalemark),
(SELECT SUM(id) FROM journal_stalemark)
"""


def events(divisions: str) -> QuerySet[Event]:
    """Events inside a scope, newest first; those without a division belong to the whole city's readers alone."""
    if not divisions:
        return Event.objects.none()
    visible = Q(division__startswith=divisions)
    return Event.objects.filter(visible).select_related("actor").order_by("-id")


def events_about(divisions: str, subjects: list[str]) -> QuerySet[Event]:
    return events(divisions).filter(subject__in=subjects)


def stale_divisions() -> list[str]:
    """Codes that carry marks, the longest waiting first."""
    waiting = StaleMark.objects.values("division").annotate(first=Min("id")).order_by("first")
    return [row["division"] for row in waiting]


def marks_of(divisions: list[str]) -> list[StaleMark]:
    """Every mark on exactly these divisions now."""
    return list(StaleMark.objects.filter(division__in=divisions))


def any_left(mark_ids: list[int]) -> bool:
    return StaleMark.objects.filter(pk__in=mark_ids).exists()


def waiting_since(divisions: str) -> datetime | None:
    """Since when the figure inside the scope that has waited longest waits for its job, by the machine's clock; None where none does."""
    marks = StaleMark.objects.filter(division__startswith=divisions) if divisions else StaleMark.objects.none()
    return marks.aggregate(since=Min("made_at"))["since"]

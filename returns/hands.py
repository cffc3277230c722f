"""Whose figures stand in a return: also those that somebody else left alone when they saved it later."""

from collections import defaultdict
from collections.abc import Collection

from accounts.models import User
from journal.models import Event, Verb

# What an entry said, in the order in which it was said. A correction is its own act with two people, and nobody's entry here.
TOLD = (Verb.RETURN_SAVED, Verb.RETURN_CORRECTED, Verb.RETURN_REMOVED)


def with_figures_of(person: User, subjects: Collection[str]) -> set[str]:
    """Those of these returns, as the journal calls them, in which a figure stands that the person was the first to enter."""
    saved = Event.objects.filter(actor=person, verb=Verb.RETURN_SAVED, subject__in=subjects)
    touched = set(saved.values_list("subject", flat=True))
    return {subject for subject, people in _standing(touched).items() if person.pk in people} if touched else set()


def _standing(subjects: Collection[str]) -> dict[str, set[int | None]]:
    """Return → who entered the figures that stand in it. One that comes back is still that of who entered it first."""
    first: dict[str, dict] = defaultdict(dict)
    now: dict[str, dict] = defaultdict(dict)
    rows = Event.objects.filter(subject__in=subjects, verb__in=TOLD).order_by("pk")
    for subject, verb, actor, after in rows.values_list("subject", "verb", "actor", "after"):
        if verb == Verb.RETURN_REMOVED:
            first[subject], now[subject] = {}, {}
            continue
        for place in after.items():
            first[subject].setdefault(place, actor if verb == Verb.RETURN_SAVED else None)
        now[subject] |= after
    return {subject: {first[subject][place] for place in values.items() if isinstance(place[1], int)} for subject, values in now.items()}

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.models import User
from journal.actions import Happening, record
from journal.models import Verb


class ChangedMeanwhile(ValueError):
    """Somebody else has changed the person since the form was opened."""


def _happening(person: User, verb: Verb, **details) -> Happening:
    return Happening(
        verb=verb,
        subject=f"person {person.pk}",
        subject_name=f"{person.name} ({person.username})",
        division=person.divisions,
        **details,
    )


class UserNameTaken(ValueError):
    """Somebody is already called so."""


@transaction.atomic
def add_person(*, person: User, password: str, by: User | None, must_change_password: bool = True) -> User:
    """Add a person with a first password, which has to be changed at the first sign-in. Raises UserNameTaken."""
    person.password = make_password(password)
    person.must_change_password = must_change_password
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        # The form has looked; somebody was quicker, or the button was pressed twice.
        raise UserNameTaken(person.username) from None
    record([_happening(person, Verb.PERSON_ADDED, after=person.told())], by=by)
    return person


@transaction.atomic
def change_person(*, person: User, seen: dict, changes: dict, by: User) -> None:
    """Change name, office, role, division, or whether the person may sign in.

    `seen` is what the form was opened with. Raises ChangedMeanwhile where that is no longer true.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    before = person.told()
    if before != seen:
        raise ChangedMeanwhile(str(person))
    for field, value in changes.items():
        setattr(person, field, value)
    person.save(update_fields=list(changes))
    after = person.told()
    changed = [field for field in after if before[field] != after[field]]
    if changed:
        told = {"before": {f: before[f] for f in changed}, "after": {f: after[f] for f in changed}}
        record([_happening(person, Verb.PERSON_CHANGED, **told)], by=by)


@transaction.atomic
def set_password(*, person: User, password: str, by: User) -> None:
    """Give a new password. One chosen by somebody else has to be changed at the next sign-in.

    Sessions that were opened with the old password end at their next request.
    """
    person.password = make_password(password)
    person.must_change_password = person.pk != by.pk
    person.save(update_fields=["password", "must_change_password"])
    record([_happening(person, Verb.PASSWORD_SET)], by=by)


def note_sign_in(*, person: User) -> None:
    record([_happening(person, Verb.SIGNED_IN)], by=person)


def note_failed_sign_in(*, username: str) -> None:
    """Keep the name that was tried, never the password."""
    person = User.objects.filter(username=username).first()
    if person:
        record([_happening(person, Verb.SIGN_IN_FAILED)], by=None)

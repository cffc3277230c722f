from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import FailedSignIn, User
from accounts.tries import WINDOW, name_mark
from journal.actions import Happening, record
from journal.address import current_address
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
    forget_tries(username=person.username)
    record([_happening(person, Verb.PASSWORD_SET)], by=by)


def note_sign_in(*, person: User) -> None:
    record([_happening(person, Verb.SIGNED_IN)], by=person)


def note_failed_sign_in(*, username: str) -> None:
    """Keep the name that was tried, never the password."""
    person = User.objects.filter(username__iexact=username).first()
    if person:
        record([_happening(person, Verb.SIGN_IN_FAILED)], by=None)


def begin_try(*, username: str) -> FailedSignIn:
    """Count a try before its password is looked at, so that a hundred at once are a hundred. Forgets those that count no longer."""
    FailedSignIn.objects.filter(at__lte=timezone.now() - WINDOW).delete()
    return FailedSignIn.objects.create(name_mark=name_mark(username), address=current_address())


def take_back_try(*, begun: FailedSignIn) -> None:
    """A try that was refused unseen does not prolong the refusal."""
    FailedSignIn.objects.filter(pk=begun.pk).delete()


def forget_tries(*, username: str) -> None:
    """The right password, or a new one, ends the count of this name; that of the address goes on."""
    FailedSignIn.objects.filter(name_mark=name_mark(username)).delete()

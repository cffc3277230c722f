import secrets
import string
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction

from accounts.actions import add_person
from accounts.models import User
from accounts.queries import anyone_yet
from accounts.roles import Role
from construction.actions import sync_ladders
from districts.actions import add_divisions
from districts.models import Division
from districts.queries import city
from reduction_portal.division_file import BadDivisions, city_of, read_divisions
from targets.actions import sync_reference

# Without letters and digits that look alike: people copy it from a screen by hand.
PASSWORD_CHARACTERS = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("0o1li")))
PASSWORD_GROUPS, PASSWORD_GROUP_LENGTH = 4, 5


class Command(BaseCommand):
    help = "Set up an empty portal for a city: its divisions from a CSV file, and one user administrator, who adds all other people."

    def add_arguments(self, parser):
        parser.add_argument("divisions", type=Path, help="CSV file in UTF-8: code, name, name_en, leader, leader_office")
        parser.add_argument("--if-empty", action="store_true", help="do nothing, and succeed, where the portal has been set up already")
        parser.add_argument("--administrator", default="admin", metavar="USERNAME", help="user name of the user administrator (admin)")

    @no_translations
    def handle(self, *, divisions, if_empty, administrator, **options):
        if settings.DEMONSTRATION:
            raise CommandError("This is the demonstration: set PORTAL_DEMONSTRATION to 0 to set up a city.")
        if anyone_yet() or city():
            if not if_empty:
                raise CommandError("This portal has been set up already: a city is only started in an empty one.")
            self.stdout.write("This portal has been set up already; nothing was changed.")
            return
        try:
            self._start(read_divisions(divisions), administrator)
        except BadDivisions as bad:
            raise CommandError(f"Nothing was written. Problems in {divisions}:\n{bad}") from bad

    @transaction.atomic
    def _start(self, divisions: list[Division], username: str) -> None:
        """The password is printed before the end of the transaction: one that nobody could read must not stay."""
        sync_reference()
        sync_ladders()
        add_divisions(divisions=divisions)
        password = _one_time_password()
        add_person(person=_administrator(username, city_of(divisions)), password=password, by=None)
        self.stdout.write(f"{city_of(divisions).name}: {len(divisions)} divisions.")
        self.stdout.write(f"Sign in as {username} with the one-time password {password}")
        self.stdout.write("It is shown only now, and has to be changed at the first sign-in.")


def _administrator(username: str, city: Division) -> User:
    person = User(username=username, name="用户管理员", role=Role.USER_ADMINISTRATOR, division=city)
    try:
        person.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise CommandError(f"{username} can't be a user name: {' '.join(error.messages)}") from error
    return person


def _one_time_password() -> str:
    """About 99 bits of chance in four groups that are easy to copy."""
    groups = ("".join(secrets.choice(PASSWORD_CHARACTERS) for _ in range(PASSWORD_GROUP_LENGTH)) for _ in range(PASSWORD_GROUPS))
    return "-".join(groups)

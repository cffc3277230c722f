from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.queries import anyone_yet
from districts.queries import city
from reduction_portal.demonstration.load import FiguresFailed, load


class Command(BaseCommand):
    help = "Load the invented demonstration city into an empty database."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing, and succeed, where the database is not empty")

    def handle(self, *, if_empty, **options):
        if not settings.DEMONSTRATION:
            raise CommandError("This is no demonstration: the invented city is only loaded where PORTAL_DEMONSTRATION is 1.")
        if anyone_yet() or city():
            if not if_empty:
                raise CommandError("The database is not empty: the invented city is only loaded into one without divisions and people.")
            self.stdout.write("The database is not empty; nothing was loaded.")
            return
        try:
            load(self.stdout.write)
        except FiguresFailed as failure:
            raise CommandError(str(failure)) from failure

from django.core.management.base import BaseCommand, CommandError

from figures.second_hand import differences


class Command(BaseCommand):
    help = "Work every district figure out again with pandas and name each cell that differs. Numbers may only move when records did."

    def add_arguments(self, parser):
        parser.add_argument("first_year", type=int)
        parser.add_argument("last_year", type=int)

    def handle(self, *, first_year, last_year, **options):
        found = differences(first_year, last_year)
        if len(found):
            raise CommandError(f"{len(found)} cells differ:\n{found.to_string(index=False)}")
        self.stdout.write("No cell differs.")

from django.core.management.base import BaseCommand, CommandError

from figures.second_hand import differences, years_without_figures


class Command(BaseCommand):
    help = "Work every figure out again with pandas and name each cell that differs. Numbers may only move when records did."

    def add_arguments(self, parser):
        parser.add_argument("first_year", type=int)
        parser.add_argument("last_year", type=int)

    def handle(self, *, first_year, last_year, **options):
        for year, districts in years_without_figures(first_year, last_year).items():
            self.stdout.write(f"{year} has no figures of {', '.join(districts)}: nothing to compare.")
        found = differences(first_year, last_year)
        if len(found):
            raise CommandError(f"{len(found)} cells differ:\n{found.to_string(index=False)}")
        self.stdout.write("No cell differs.")

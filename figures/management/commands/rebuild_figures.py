from django.core.management.base import BaseCommand

from districts.queries import city
from figures.actions import mark_everything, refresh
from figures.store import count_rows


class Command(BaseCommand):
    help = "Recompute all figures from a year on, for instance after the rules or the plans have changed."

    def add_arguments(self, parser):
        parser.add_argument("first_year", type=int)

    def handle(self, *, first_year, **options):
        count_rows()
        mark_everything(divisions=city().code, first_year=first_year)
        self.stdout.write(f"scopes: {refresh()}")

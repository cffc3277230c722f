from django.core.management.base import BaseCommand

from construction.actions import sync_ladders
from targets.actions import sync_reference


class Command(BaseCommand):
    help = "Bring pollutants, plans, parameters and ladders of projects in line with targets/reference/ and construction/reference/."

    def handle(self, **options):
        for kind, number in (sync_reference() | sync_ladders()).items():
            if options["verbosity"]:
                self.stdout.write(f"{kind}: {number}")

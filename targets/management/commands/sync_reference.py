from django.core.management.base import BaseCommand

from targets.actions import sync_reference


class Command(BaseCommand):
    help = "Bring pollutants, plans and parameters in line with targets/reference/."

    def handle(self, **options):
        for kind, number in sync_reference().items():
            if options["verbosity"]:
                self.stdout.write(f"{kind}: {number}")

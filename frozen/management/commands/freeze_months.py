from django.core.management.base import BaseCommand

from frozen.actions import freeze_months


class Command(BaseCommand):
    help = "Freeze every closed month that has no copy, and again those whose figures have moved since. May be run any number of times."

    def handle(self, **options):
        self.stdout.write(f"copies: {freeze_months(again=True)}")

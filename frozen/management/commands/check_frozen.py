from django.core.management.base import BaseCommand, CommandError

from districts.queries import city
from frozen.checking import findings
from frozen.queries import freezes


class Command(BaseCommand):
    help = (
        "Work out the seals of all frozen months and their figures from the history of returns and quotas, and name every difference. "
        "The register of plants and the parameters of the rules have no history: they are taken from the copy, and only sealed. "
        "So is SO₂ of power units."
    )

    def add_arguments(self, parser):
        parser.add_argument("--anchor", default="", help="a seal that stands on paper, or its beginning: it has to be among the copies")

    def handle(self, *, anchor, **options):
        divisions = city().code if city() else ""
        if found := findings(divisions, anchor=anchor.lower()):
            raise CommandError("\n".join([f"{len(found)} differences", *map(str, found)]))
        self.stdout.write(f"{freezes(divisions).count()} copies are what was sealed, and what history tells.")

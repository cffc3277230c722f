from collections.abc import Iterable

from django.db import transaction

from districts.models import Division
from journal.actions import Happening, record
from journal.models import Verb


class ChangedMeanwhile(ValueError):
    """Somebody else has named a leader since the form was opened."""


@transaction.atomic
def add_divisions(*, divisions: Iterable[Division]) -> None:
    """Enter the divisions of a city when its portal is set up."""
    Division.objects.bulk_create(divisions)


@transaction.atomic
def name_leader(*, division: Division, seen: dict, leader: str, leader_office: str, by) -> None:
    """Say who is in charge of a division. `seen` is what the form was opened with; raises ChangedMeanwhile where that is no longer true."""
    division = Division.objects.select_for_update().get(pk=division.pk)
    if division.told() != seen:
        raise ChangedMeanwhile(str(division))
    before = {"leader": division.leader_title}
    division.leader, division.leader_office = leader, leader_office
    division.save(update_fields=["leader", "leader_office"])
    record(
        [
            Happening(
                verb=Verb.DIVISION_CHANGED,
                subject=f"division {division.code}",
                subject_name=division.name,
                division=division.code,
                before=before,
                after={"leader": division.leader_title},
            )
        ],
        by=by,
    )

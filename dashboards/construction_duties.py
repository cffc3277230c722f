"""The sheets of projects on the page of returns: what a person owes or has to review."""

from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from construction.queries import owed_states
from districts.queries import districts_in
from formulas.months import month_text, months_between, shifted
from formulas.units import COUNT
from returns.models import MISSING, State
from tables import Column, Table, figure, link, plain

MONTHS_SHOWN = 6


def project_sheets(divisions: str, words: str) -> Table:
    """One row for each month and district that owes progress, the newest first. `words` are those of the person's own duty."""
    last = clock.last_ended_month()
    months = months_between(shifted(last, 1 - MONTHS_SHOWN), last)
    owed = owed_states(divisions, months)
    districts = list(districts_in(divisions))
    places = [(month, district) for month in reversed(months) for district in districts if (district.code, month) in owed]

    def count(*states: str):
        return lambda place: figure(sum(owed[place[1].code, place[0]][state] for state in states), COUNT)

    return Table(
        title=_("Progress of projects"),
        columns=[
            Column("month", _("Month"), lambda place: plain(month_text(place[0]))),
            Column("district", _("District"), lambda place: plain(str(place[1])), heads_row=True),
            Column(
                "sheet", _("Sheet"), lambda place: link(words, reverse("construction:sheet", args=[place[1].code, month_text(place[0])]))
            ),
            Column("owed", _("Projects that owe it"), count(MISSING, *State.values), numeric=True),
            Column("missing", _("Not reported"), count(MISSING), numeric=True),
            Column("draft", _("Being filled in"), count(State.DRAFT), numeric=True),
            Column("sent_back", _("Sent back"), count(State.SENT_BACK), numeric=True),
            Column("submitted", _("Waiting for the verifier"), count(State.SUBMITTED), numeric=True),
            Column("accepted", _("Accepted"), count(State.ACCEPTED), numeric=True),
        ],
        records=places,
    )

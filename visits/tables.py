"""Visits and instructions as tables."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from formulas.units import COUNT
from tables import Column, Table, figure, link, plain
from visits.models import Instruction, Visit
from visits.words import standing


def visit_table(visits, *, with_subject: bool = True, empty_text: str = "") -> Table:
    """Visits with their counts (queries.with_counts)."""
    subject = [
        Column("subject", _("What was visited"), _subject_cell, heads_row=True, wraps=True),
        Column("district", _("District or town"), lambda one: plain(str(one.division))),
    ]
    return Table(
        title=_("Site visits"),
        columns=[
            *(subject if with_subject else []),
            Column("visited_on", _("Day of the visit"), _day_cell, heads_row=not with_subject),
            Column("leader", _("Led by"), lambda one: plain(str(one.leader), note=one.leader.office)),
            Column("problems", _("Problems"), lambda one: figure(one.problem_count, COUNT), numeric=True),
            Column("instructions", _("Instructions"), lambda one: figure(one.instruction_count, COUNT), numeric=True),
            Column("unclosed", _("Instructions not closed"), lambda one: figure(one.unclosed_count, COUNT), numeric=True),
            Column("overdue", _("Overdue"), _overdue_cell, numeric=True),
            Column("photos", _("Photos"), lambda one: figure(one.photo_count, COUNT), numeric=True),
            Column("next_on", _("Next visit"), lambda one: plain(str(one.next_on or ""))),
        ],
        records=visits,
        empty_text=empty_text or _("No visit has been recorded yet."),
    )


def _subject_cell(one: Visit):
    return link(one.subject_name, reverse("visits:visit", args=[one.pk]), note=one.get_kind_display())


def _day_cell(one: Visit):
    return link(str(one.visited_on), reverse("visits:visit", args=[one.pk]))


def _overdue_cell(one: Visit):
    return figure(one.overdue_count, COUNT, lamp="bad" if one.overdue_count else "")


def instruction_table(instructions, today: datetime.date, *, title: str = "", empty_text: str = "") -> Table:
    return Table(
        title=title or _("Instructions of site visits"),
        columns=[
            Column("instruction", _("Instruction"), _instruction_cell, heads_row=True, wraps=True),
            Column("subject", _("What was visited"), lambda one: plain(one.visit.subject_name), wraps=True),
            Column("addressee", _("To be carried out by"), lambda one: plain(one.addressee)),
            Column("due_on", _("Due on"), _due_cell),
            Column("standing", _("State"), lambda one: _standing_cell(one, today)),
            Column("given_by", _("Given by"), lambda one: plain(str(one.given_by), note=str(one.visit.visited_on))),
        ],
        records=instructions,
        empty_text=empty_text or _("No instruction has been given yet."),
    )


def _instruction_cell(one: Instruction):
    return link(
        one.text, f"{reverse('visits:visit', args=[one.visit_id])}#instruction-{one.pk}", note=one.problem.text if one.problem else ""
    )


def _due_cell(one: Instruction):
    moved = _("first due on %(day)s") % {"day": one.first_due_on} if one.first_due_on != one.due_on else ""
    return plain(str(one.due_on), note=moved)


def _standing_cell(one: Instruction, today: datetime.date):
    found = standing(one, today)
    return plain(found.text, lamp=found.lamp)

"""The inbox: what waits for a person, the most urgent first."""

from django.utils.translation import gettext as _

from reminders.matters import Matter
from tables import Column, Table, link, plain


def inbox_table(matters: list[Matter]) -> Table:
    return Table(
        title=_("Inbox"),
        columns=[
            Column("what", _("Kind"), lambda matter: plain(matter.what, lamp=matter.lamp)),
            Column("matter", _("Matter"), lambda matter: link(matter.text, matter.url), heads_row=True, wraps=True),
            Column("day", _("Due, or since"), lambda matter: plain(matter.day)),
        ],
        records=matters,
        empty_text=_("Nothing waits for you."),
    )
